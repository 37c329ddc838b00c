//! What stands in the way of goods leaving: one answer, for every verb that ships or begins to pick and for the warehouse's list.
//! Whoever picks has no way around it.

use super::held::Held;
use super::order::Order;
use super::store;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::receivables::Verdict;
use crate::say;

/// The buyer asked to cancel and waits for the warehouse's answer.
pub(super) const CANCELLATION_ASKED: &str = "cancellation_asked";
/// A change was asked for and waits for the warehouse's answer.
pub(super) const CHANGE_ASKED: &str = "change_asked";
/// What is reserved does not lie in the warehouse.
pub(super) const NOT_ON_HAND: &str = "not_on_hand";

/// Why an order may not leave, by code: what the gate says first, then the questions that wait. No database, no clock.
pub(super) fn of(order: &Order, verdict: &Verdict, is_change_asked: bool) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = verdict.reasons.iter().map(|reason| reason.code).collect();
    found.extend(order.is_cancellation_asked.then_some(CANCELLATION_ASKED));
    found.extend(is_change_asked.then_some(CHANGE_ASKED));
    found
}

/// The refusals of every way to a shipment: the order's state, the gate, and a question that waits.
pub(super) fn check_may_leave(tx: &mut Tx, held: &Held) -> Answer<()> {
    if !held.order.state.is_shippable() {
        return Err(No::conflict("not_shippable", say!("ship-wrong-state")));
    }
    let verdict = held.verdict(tx)?;
    let is_change_asked = !store::changes_asked(tx, &[held.order.id])?.is_empty();
    match of(&held.order, &verdict, is_change_asked).first() {
        None => Ok(()),
        Some(&CANCELLATION_ASKED) => Err(No::conflict(CANCELLATION_ASKED, say!("ship-cancellation-asked"))),
        Some(&CHANGE_ASKED) => Err(No::conflict(CHANGE_ASKED, say!("change-waits"))),
        Some(_) => Err(verdict.refusal().into()),
    }
}
