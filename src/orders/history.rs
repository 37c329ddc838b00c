//! Looking back at orders: lists within reach, one order with its versions, shipments, documents and promises.

use chrono::NaiveDate;

use super::change::Change;
use super::held;
use super::order::{Order, OrderId, Version};
use super::promise::Entry;
use super::shipment::{self, Shipment};
use super::store::{self, Filter, Kept, Listed};
use crate::access::permission::marks::ReadOrders;
use crate::access::{Act, Right};
use crate::platform::error::{Answer, No};
use crate::platform::web::table;
use crate::records::receipt;
use crate::seller;

/// The most shipments shown with an order.
const MOST_SHIPMENTS: i64 = 200;

/// Orders within reach.
pub fn list(act: &mut Act<'_, ReadOrders>, filter: &Filter) -> Answer<Vec<Listed>> {
    let reach = act.reach();
    store::list(act.tx(), reach.partners(), reach.part(), filter)
}

/// All orders within reach that a filter leads to, page by page in one view of the data: for files.
pub fn list_all(act: &mut Act<'_, ReadOrders>, filter: &Filter) -> Answer<Vec<Listed>> {
    let page = |after, limit| list(act, &Filter { after, limit, ..filter.clone() });
    table::whole(page, |order| order.place(filter.sort.by))
}

/// Orders within reach with everything in them: for pages, which show a few.
pub fn list_whole(act: &mut Act<'_, ReadOrders>, filter: &Filter) -> Answer<Vec<(Listed, Order)>> {
    let listed = list(act, filter)?;
    let ids: Vec<OrderId> = listed.iter().map(|order| order.id).collect();
    let mut whole = store::whole(act.tx(), &ids)?;
    let pair = |listed: Listed| {
        let at = whole.iter().position(|order| order.id == listed.id)?;
        Some((listed, whole.swap_remove(at)))
    };
    Ok(listed.into_iter().filter_map(pair).collect())
}

/// All shipments within reach that a filter leads to, page by page in one view of the data: for files.
pub fn all_shipments(act: &mut Act<'_, ReadOrders>, filter: &store::Shipped) -> Answer<Vec<Shipment>> {
    let page = |after, limit| shipment::list(act, &store::Shipped { after, limit, ..filter.clone() });
    table::whole(page, |shipment| shipment.place(filter.sort.by))
}

/// An order with all that happened to it.
#[derive(Debug, Clone)]
pub struct Story {
    /// The order, with what keeps it from leaving at this moment.
    pub order: Order,
    /// Its versions, the first first.
    pub versions: Vec<Version>,
    /// What left, the latest first.
    pub shipments: Vec<Shipment>,
    /// Its documents by number and kind, the first first.
    pub invoices: Vec<(String, String)>,
    /// Every day that was promised, the first first.
    pub promises: Vec<Entry>,
    /// The day it is at our place.
    pub today: NaiveDate,
    /// The last change that somebody asked for or made.
    pub change: Option<Change>,
    /// Whether the caller's right to place orders reaches this one: he changes it and answers about changes for its company.
    pub may_change: bool,
    /// Whether his right to cancel does.
    pub may_cancel: bool,
    /// The leaf of the record of its present version, in hex.
    pub leaf: Option<String>,
}

/// One order by its number; what is out of reach does not exist.
pub fn look(act: &mut Act<'_, ReadOrders>, number: &String) -> Answer<Order> {
    find(act, number).map(|(order, _)| order)
}

fn find(act: &mut Act<'_, ReadOrders>, number: &str) -> Answer<(Order, Kept)> {
    let reach = act.reach();
    let found = store::find(act.tx(), reach.partners(), reach.part(), number)?;
    let (mut order, kept) = found.ok_or_else(No::not_found)?;
    order.on_hold = held::on_hold(act.tx(), &order, &kept)?;
    Ok((order, kept))
}

/// One order with all that happened to it.
pub fn look_whole(act: &mut Act<'_, ReadOrders>, number: &String) -> Answer<Story> {
    let (order, kept) = find(act, number)?;
    let (reach, actor) = (act.reach(), act.actor());
    let may = |right: Right| actor.may(right) && actor.reach_of(right).covers(kept.partner, kept.unit, kept.placed_by);
    let tx = act.tx();
    let filter = store::Shipped { order: Some(number.clone()), limit: MOST_SHIPMENTS, ..store::Shipped::default() };
    Ok(Story {
        versions: store::versions(tx, order.id)?,
        shipments: store::shipments(tx, reach.partners(), reach.part(), &filter)?,
        invoices: store::invoices_of(tx, order.id)?,
        promises: store::promises(tx, order.id)?,
        today: seller::day_of(tx, tx.moment())?,
        change: store::changes(tx, order.id, 1)?.pop(),
        may_change: may(Right::PlaceOrders) && actor.company.is_some(),
        may_cancel: may(Right::CancelOrders),
        leaf: receipt::leaf_of(tx, kept.partner.number(), order.id.number(), order.version)?,
        order,
    })
}

/// One order as it was placed, whatever happened since: what the first answer under its key said.
pub fn as_placed(act: &mut Act<'_, ReadOrders>, number: &String) -> Answer<Story> {
    let reach = act.reach();
    let found = store::first_version(act.tx(), reach.partners(), reach.part(), number)?;
    let order = found.ok_or_else(No::not_found)?;
    let tx = act.tx();
    let mut invoices = store::invoices_of(tx, order.id)?;
    invoices.retain(|(_, kind)| kind == "proforma");
    let today = seller::day_of(tx, tx.moment())?;
    Ok(Story {
        order,
        versions: Vec::new(),
        shipments: Vec::new(),
        invoices,
        promises: Vec::new(),
        today,
        change: None,
        may_change: false,
        may_cancel: false,
        leaf: None,
    })
}
