//! Answers to whoever asked for a change of an order: the warehouse's while it picks, the buyer's to what the office proposed; and taking
//! back what nobody has answered. Called by the doors; what is agreed to is made by `amend`.

use serde::{Deserialize, Serialize};

use super::change::{Change, ChangeId, ChangeState, Outcome, check_changeable, expect_seen, outcome, tell_changed, write_record};
use super::held::{self, Held};
use super::revision::Editor;
use super::words::Occasion;
use super::{amend, letters, promise, store};
use crate::access::permission::Permission;
use crate::access::permission::marks::{EditOrders, PlaceOrders, ShipOrders};
use crate::access::{Act, Recorded};
use crate::platform::error::{Answer, No};
use crate::receivables::Sums;
use crate::say;

/// The answer to whoever asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reply {
    /// The order's number.
    pub order: String,
    /// The change.
    pub change: ChangeId,
    /// Whether it is agreed to.
    pub is_agreed: bool,
    /// Why not, where it is not.
    pub reason: Option<String>,
}

/// The warehouse's answer to a change that was asked for while it picks.
pub fn answer_as_warehouse(act: &mut Act<'_, ShipOrders>, reply: &Reply) -> Answer<Recorded<Outcome>> {
    let (held, change) = asked(act, reply, ChangeState::Asked)?;
    if reply.is_agreed { fulfil(act, held, &change) } else { refuse(act, &held, change, reply) }
}

/// The buyer's answer to what the office proposed. Where the warehouse has begun, it is asked next.
pub fn answer_as_buyer(act: &mut Act<'_, PlaceOrders>, reply: &Reply) -> Answer<Recorded<Outcome>> {
    act.company()?;
    expect_seen(act, &reply.order)?;
    let (held, change) = asked(act, reply, ChangeState::AskedBuyer)?;
    if !reply.is_agreed {
        return refuse(act, &held, change, reply);
    }
    check_changeable(&held.order)?;
    amend::check_terms(act.tx(), &held.order, change.base_version)?;
    if !held.order.state.is_in_work() {
        return fulfil(act, held, &change);
    }
    let actor = held::name_of(act.actor());
    store::answer_change(act.tx(), change.id, ChangeState::Asked, None, &actor)?;
    let outcome = outcome(change.id, &held.order, ChangeState::Asked, (change.was, change.total), change.differences);
    write_record(act, &held, "order.change_asked", &outcome, None)
}

/// The order in hand and the change that waits for this answer.
fn asked<P: Permission>(act: &mut Act<'_, P>, reply: &Reply, state: ChangeState) -> Answer<(Held, Change)> {
    let reach = act.reach().clone();
    let tx = act.tx();
    let held = Held::take(tx, &reach, &reply.order)?;
    let change = store::change(tx, held.order.id, reply.change)?.ok_or_else(No::not_found)?;
    if change.state != state {
        return Err(No::conflict("already_answered", say!("change-answered")));
    }
    Ok((held, change))
}

/// Makes what was asked for, if it costs no more than was agreed to.
fn fulfil<P: Permission>(act: &mut Act<'_, P>, mut held: Held, change: &Change) -> Answer<Recorded<Outcome>> {
    let (actor, sums) = (held::name_of(act.actor()), Sums::told_to(act.actor()));
    let tx = act.tx();
    // Whoever proposed it had the right to its prices.
    let editor = if change.is_office { Editor::Pricer } else { Editor::Buyer };
    let plan = amend::plan(tx, &held, &change.revision, editor)?;
    amend::check_agreed(&held.order, &plan, Some(change.total))?;
    // Answered before it is made, so that it is not taken for one that is over.
    store::answer_change(tx, change.id, ChangeState::Applied, None, &actor)?;
    let done = amend::carry_out(tx, &mut held, plan, &actor, sums)?;
    tell_changed(tx, &held.order, done.version, None)?;
    let outcome = outcome(change.id, &held.order, ChangeState::Applied, (done.was, held.order.total), done.differences);
    write_record(act, &held, "order.changed", &outcome, None)
}

fn refuse<P: Permission>(act: &mut Act<'_, P>, held: &Held, change: Change, reply: &Reply) -> Answer<Recorded<Outcome>> {
    let reason = promise::checked_reason(reply.reason.as_deref().unwrap_or_default())?;
    let actor = held::name_of(act.actor());
    let tx = act.tx();
    store::answer_change(tx, change.id, ChangeState::Refused, Some(&reason), &actor)?;
    if change.state == ChangeState::Asked {
        letters::about(tx, &held.order, Occasion::ChangeRefused, |about| {
            about.change = Some(change.id);
            about.reason = Some(reason.clone());
        })?;
    }
    let outcome = outcome(change.id, &held.order, ChangeState::Refused, (change.was, change.total), change.differences);
    write_record(act, held, "order.change_refused", &outcome, Some(&reason))
}

/// Takes back what a buyer asked for and the warehouse has not answered.
pub fn withdraw(act: &mut Act<'_, PlaceOrders>, reply: &Reply) -> Answer<Recorded<Outcome>> {
    act.company()?;
    expect_seen(act, &reply.order)?;
    end(act, reply, false)
}

/// Takes back what the office proposed and nobody has answered.
pub fn withdraw_proposal(act: &mut Act<'_, EditOrders>, reply: &Reply) -> Answer<Recorded<Outcome>> {
    end(act, reply, true)
}

fn end<P: Permission>(act: &mut Act<'_, P>, reply: &Reply, is_office: bool) -> Answer<Recorded<Outcome>> {
    let (reach, actor) = (act.reach().clone(), held::name_of(act.actor()));
    let tx = act.tx();
    let held = Held::take(tx, &reach, &reply.order)?;
    let change = store::change(tx, held.order.id, reply.change)?.ok_or_else(No::not_found)?;
    if !change.state.is_waiting() || change.is_office != is_office {
        return Err(No::conflict("already_answered", say!("change-answered")));
    }
    store::answer_change(tx, change.id, ChangeState::Withdrawn, None, &actor)?;
    let outcome = outcome(change.id, &held.order, ChangeState::Withdrawn, (change.was, change.total), change.differences);
    write_record(act, &held, "order.change_withdrawn", &outcome, None)
}
