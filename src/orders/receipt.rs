//! The receipt of an order within reach: the record of one of its versions, to be proved by the log.

use super::store;
use crate::access::Act;
use crate::access::permission::marks::ReadOrders;
use crate::platform::error::{Answer, No};
use crate::records::receipt::{self, Found};

/// Which receipt.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The order's number.
    pub number: String,
    /// A version of it; the present one when not given.
    pub version: Option<i64>,
}

/// The record of an order's version; what is out of reach does not exist.
pub fn look(act: &mut Act<'_, ReadOrders>, wanted: &Wanted) -> Answer<Found> {
    let reach = act.reach();
    let tx = act.tx();
    let (order, kept) = store::find(tx, reach.partners(), reach.part(), &wanted.number)?.ok_or_else(No::not_found)?;
    receipt::of_order(tx, kept.partner.number(), order.id.number(), wanted.version.unwrap_or(order.version))
}
