//! Cancelling an order before picking: what was promised goes back, what was committed is taken back, a new version stands.

use serde_json::json;

use super::order::Order;
use super::{State, letters, record, store};
use crate::access::permission::marks::CancelOrders;
use crate::access::{Act, Recorded};
use crate::catalogue::reservation;
use crate::partners::contract;
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::queue;
use crate::platform::values::{Money, Quantity};
use crate::receivables;
use crate::say;

/// Cancels the order of a number.
pub fn cancel(act: &mut Act<'_, CancelOrders>, number: &String) -> Answer<Recorded<Order>> {
    let reach = act.reach();
    let (mut order, kept) = store::find(act.tx(), reach.partners(), reach.unit(), number)?.ok_or_else(No::not_found)?;
    if !order.state.is_cancellable() || !order.state.may_become(State::Cancelled) {
        return Err(No::conflict("not_cancellable", say!("order-not-cancellable")));
    }
    order.version += 1;
    order.state = State::Cancelled;
    let total = order.total;
    for line in &mut order.lines {
        line.cancelled = line.quantity;
        line.allocations.clear();
    }
    let (name, behalf) = record::names(act.actor());
    let actor = behalf.map_or_else(|| name.clone(), |company| format!("{name} → {company}"));
    let tx = act.tx();
    if !store::replace(tx, &order, &actor, "cancelled")? {
        return Err(Refusal::new(Kind::Conflict, "order_changed", say!("order-changed-meanwhile")).into());
    }
    let contracts = contract::find(tx, kept.partner, &order.contract.number)?;
    let contract = contracts.filter(|c| c.id == kept.contract).ok_or_else(|| No::failed("an order without its contract"))?;
    let back = Money::from_steps(-total.steps());
    if receivables::commit(tx, &contract, &order.number, back)?.is_err() {
        return Err(No::failed("taking back a commitment was refused"));
    }
    let held: Vec<(_, _, Quantity)> = store::take_reservations(tx, order.id)?;
    reservation::release(tx, &held)?;
    queue::enqueue(tx, letters::KIND, &json!({"order": order.number, "what": "cancelled"}))?;
    let facts = record::facts(&order, &kept.salt, kept.placed_by)?;
    act.record("order.cancelled", Some(kept.partner), facts, order)
}
