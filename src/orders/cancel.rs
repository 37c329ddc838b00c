//! Cancelling. Before picking it is done at once: what was promised goes back, what was committed is taken back. Once the
//! warehouse has begun it is a question, which the picker answers. What has left is not cancelled: it may come back as a return.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::held::{self, Held};
use super::order::Order;
use super::words::{Deed, Occasion};
use super::{State, billing, change, letters, promise, record, store};
use crate::access::permission::marks::{CancelOrders, ShipOrders};
use crate::access::{Act, Recorded};
use crate::catalogue::reservation;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::secret;
use crate::platform::values::{Money, Quantity};
use crate::pricing::code;
use crate::receivables;
use crate::say;

/// Cancels the order of a number, or asks the warehouse to, where it has begun: then the order says so.
pub fn cancel(act: &mut Act<'_, CancelOrders>, number: &String) -> Answer<Recorded<Order>> {
    let (reach, actor) = (act.reach().clone(), held::name_of(act.actor()));
    let tx = act.tx();
    let mut held = Held::take(tx, &reach, number)?;
    if held.order.state.is_cancellable() {
        let back = call_off(tx, &mut held, &actor)?;
        held.keep(tx, &actor, Deed::Cancelled)?;
        letters::about(tx, &held.order, Occasion::Cancelled, |_| {})?;
        let mut facts = held.facts(act)?;
        record::add(&mut facts, "uncommitted", json!(back));
        return act.record("order.cancelled", Some(held.kept.partner), facts, held.order);
    }
    if held.order.state == State::Shipped {
        return Err(No::conflict("already_shipped", say!("order-shipped-not-cancellable")));
    }
    if !held.order.state.is_in_work() {
        return Err(No::conflict("not_cancellable", say!("order-not-cancellable")));
    }
    if held.order.is_cancellation_asked {
        return Err(No::conflict("cancellation_asked", say!("order-cancellation-waits")));
    }
    change::check_nothing_asked(tx, &held)?;
    held.order.is_cancellation_asked = true;
    held.order.cancellation_refused = None;
    held.keep(tx, &actor, Deed::CancellationAsked)?;
    let facts = held.facts(act)?;
    act.record("order.cancellation_asked", Some(held.kept.partner), facts, held.order)
}

/// The warehouse's answer to a buyer who asked to cancel.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reply {
    /// The order's number.
    pub order: String,
    /// Whether what is open is cancelled.
    pub accept: bool,
    /// Why not, where it is not.
    pub reason: Option<String>,
}

/// Answers a buyer who asked to cancel.
pub fn answer(act: &mut Act<'_, ShipOrders>, reply: &Reply) -> Answer<Recorded<Order>> {
    let (reach, actor) = (act.reach().clone(), held::name_of(act.actor()));
    let tx = act.tx();
    let mut held = Held::take(tx, &reach, &reply.order)?;
    if !held.order.is_cancellation_asked {
        return Err(No::conflict("cancellation_not_asked", say!("cancellation-not-asked")));
    }
    held.order.is_cancellation_asked = false;
    if reply.accept {
        let back = call_off(tx, &mut held, &actor)?;
        held.keep(tx, &actor, Deed::Cancelled)?;
        letters::about(tx, &held.order, Occasion::Cancelled, |_| {})?;
        let mut facts = held.facts(act)?;
        record::add(&mut facts, "uncommitted", json!(back));
        return act.record("order.cancelled", Some(held.kept.partner), facts, held.order);
    }
    let reason = promise::checked_reason(reply.reason.as_deref().unwrap_or_default())?;
    held.order.cancellation_refused = Some(reason.clone());
    held.keep(tx, &actor, Deed::CancellationRefused)?;
    letters::about(tx, &held.order, Occasion::CancellationRefused, |_| {})?;
    let mut facts = held.facts(act)?;
    record::add(&mut facts, "reason", json!(secret::commitment(&held.kept.salt, &reason)));
    act.record("order.cancellation_refused", Some(held.kept.partner), facts, held.order)
}

/// Cancels what is open. Of an order of which something has left, each line keeps what was billed, and the totals are its sum;
/// of one of which nothing has left, the totals stay as they were placed. Answers how much is not committed any more.
fn call_off(tx: &mut Tx, held: &mut Held, actor: &str) -> Answer<Money> {
    let has_left = held.order.has_left();
    let back = if has_left { restate(tx, &mut held.order)? } else { held.order.total };
    for line in &mut held.order.lines {
        line.cancelled = line.cancelled.plus(line.open())?;
        line.allocations.clear();
    }
    held.order.is_cancellation_asked = false;
    held.become_state(if has_left { State::Shipped } else { State::Cancelled })?;
    let commitment = Money::ZERO.minus(back)?;
    if receivables::commit(tx, &held.contract, &held.order.number, commitment)?.is_err() {
        return Err(No::failed("taking back a commitment was refused"));
    }
    receivables::shrink_proforma(tx, held.order.id.number(), back)?;
    store::withdraw_changes(tx, held.order.id, actor)?;
    let promised: Vec<(_, _, Quantity)> = store::take_reservations(tx, held.order.id)?;
    reservation::release(tx, &promised)?;
    // A code is good for another order when nothing of this one has left.
    if !has_left {
        code::give_back(tx, held.order.id.number())?;
    }
    Ok(back)
}

/// Makes the order's sums those of what has left; answers by how much they fell.
fn restate(tx: &mut Tx, order: &mut Order) -> Answer<Money> {
    let (was, mode) = (order.total, order.contract.vat_mode);
    let earlier = store::left_so_far(tx, order.id)?;
    for (position, line) in (1i64..).zip(&mut order.lines) {
        let billed = billing::billed(line, position, &earlier, mode)?;
        line.set_amounts(billed);
    }
    order.recount()?;
    Ok(was.minus(order.total)?)
}
