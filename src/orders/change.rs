//! Changes of an order that stands. A buyer's is made at once before picking; once the warehouse has begun it is a question, which the
//! picker answers. What the office proposes and what costs more waits for the buyer. What has left comes back only as a return.
//! The answers are given in [`super::answers`].

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::amend::{self, Effect, Plan};
use super::asked_proof;
use super::difference::Difference;
use super::held::{self, Held};
use super::order::{Order, OrderId};
use super::place::NewLine;
use super::revision::{self, Editor, RevisedLine, Revision};
use super::words::Occasion;
use super::{State, letters, promise, record, store};
use crate::access::permission::Permission;
use crate::access::permission::marks::{PlaceOrders, ReadOrders};
use crate::access::{Act, Recorded, Right};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::secret;
use crate::platform::values::{Moment, Money};
use crate::receivables::Sums;
use crate::say;

crate::typed_id!(
    /// A change of an order.
    ChangeId, "och"
);

crate::words! {
    /// What became of a change.
    pub enum ChangeState {
        /// The warehouse has begun and was asked.
        Asked = "asked",
        /// It costs more, and the buyer was asked.
        AskedBuyer = "asked_buyer",
        /// The order is so now.
        Applied = "applied",
        /// Whoever was asked did not agree.
        Refused = "refused",
        /// Whoever asked took it back, or the order became another.
        Withdrawn = "withdrawn",
    }
}

impl ChangeState {
    /// Whether somebody has yet to answer.
    pub fn is_waiting(self) -> bool {
        matches!(self, ChangeState::Asked | ChangeState::AskedBuyer)
    }
}

/// A change as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// The order.
    pub order: OrderId,
    /// The order's version that whoever asked had seen.
    pub base_version: i64,
    /// What became of it.
    pub state: ChangeState,
    /// Whether our office proposed it.
    pub is_office: bool,
    /// What the order shall become.
    pub revision: Revision,
    /// What would be different, as it was shown.
    pub differences: Vec<Difference>,
    /// The total before.
    pub was: Money,
    /// The most that the order may come to by it.
    pub total: Money,
    /// Why, in the words of whoever asked.
    pub reason: Option<String>,
    /// Who asked, as people read it.
    pub asked_by: String,
    /// When.
    pub asked_at: Moment,
    /// The answer in words.
    pub answer: Option<String>,
    /// Who answered.
    pub answered_by: Option<String>,
    /// When.
    pub answered_at: Option<Moment>,
}

/// A change about to be kept.
pub(super) struct NewChange<'c> {
    pub order: OrderId,
    pub base_version: i64,
    pub state: ChangeState,
    pub is_office: bool,
    pub revision: &'c Revision,
    pub differences: &'c [Difference],
    pub was: Money,
    pub total: Money,
    pub reason: Option<&'c str>,
    pub asked_by: &'c str,
}

/// What a buyer asks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ask {
    /// The order's number.
    pub order: String,
    /// The order's version that he saw.
    pub version: i64,
    /// The lines that shall be different, with how much is wanted of each; nothing cancels what is open.
    pub lines: Vec<NewLine>,
    /// Why.
    pub reason: Option<String>,
    /// The total that he saw and agreed to; without it the order does not become dearer.
    pub agreed_total: Option<Money>,
}

/// What became of an act about a change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outcome {
    /// The change.
    pub change: ChangeId,
    /// The order's number.
    pub order: String,
    /// The order's version after it.
    pub version: i64,
    /// What became of the change.
    pub state: ChangeState,
    /// The total before.
    pub was: Money,
    /// The order's total by the change.
    pub total: Money,
    /// What is or would be different.
    pub differences: Vec<Difference>,
}

fn revision_of(ask: &Ask) -> Revision {
    let line = |line: &NewLine| RevisedLine { sku: line.sku.clone(), quantity: line.quantity, unit_price: None, reason: None };
    Revision { lines: ask.lines.iter().map(line).collect(), terms: None }
}

/// Nobody changes an order that he may not see: placing reaches as far as his unit, reading perhaps no further than his own.
pub(super) fn expect_seen(act: &mut Act<'_, PlaceOrders>, number: &str) -> Answer<()> {
    let reach = act.actor().reach_of(Right::ReadOrders);
    store::find(act.tx(), reach.partners(), reach.part(), number)?.map(|_| ()).ok_or_else(No::not_found)
}

/// The order that somebody is about to change. One that he may only look at does not exist here.
pub fn changeable(act: &mut Act<'_, PlaceOrders>, number: &String) -> Answer<Order> {
    expect_seen(act, number)?;
    let reach = act.reach().clone();
    Ok(Held::seen(act.tx(), &reach, number)?.order)
}

/// What a buyer's change would do. Nothing is changed.
pub fn preview(act: &mut Act<'_, PlaceOrders>, ask: &Ask) -> Answer<Effect> {
    act.company()?;
    expect_seen(act, &ask.order)?;
    let reach = act.reach().clone();
    let tx = act.tx();
    let held = Held::seen(tx, &reach, &ask.order)?;
    check_changeable(&held.order)?;
    amend::check_version(tx, &held.order, ask.version)?;
    amend::effect(tx, held, &revision_of(ask), Editor::Buyer)
}

/// Changes an order at once, or asks the warehouse to, where it has begun.
pub fn ask(act: &mut Act<'_, PlaceOrders>, ask: &Ask) -> Answer<Recorded<Outcome>> {
    act.company()?;
    expect_seen(act, &ask.order)?;
    let (reach, actor) = (act.reach().clone(), held::name_of(act.actor()));
    let reason = ask.reason.as_deref().filter(|text| !text.trim().is_empty()).map(promise::checked_reason).transpose()?;
    let tx = act.tx();
    let held = Held::take(tx, &reach, &ask.order)?;
    check_changeable(&held.order)?;
    check_nothing_asked(tx, &held)?;
    amend::check_version(tx, &held.order, ask.version)?;
    let revision = revision_of(ask);
    let plan = amend::plan(tx, &held, &revision, Editor::Buyer)?;
    amend::check_agreed(&held.order, &plan, ask.agreed_total)?;
    let wish = Wish { revision, reason, is_office: false };
    if held.order.state.is_in_work() {
        put(act, held, plan, &wish, ChangeState::Asked)
    } else {
        make(act, held, plan, &wish, &actor)
    }
}

/// What shall become of an order, why, and who wants it.
pub(super) struct Wish {
    pub revision: Revision,
    pub reason: Option<String>,
    pub is_office: bool,
}

/// Makes a change at once, keeps that it was made, and writes to the buyer.
pub(super) fn make<P: Permission>(
    act: &mut Act<'_, P>,
    mut held: Held,
    plan: Plan,
    wish: &Wish,
    actor: &str,
) -> Answer<Recorded<Outcome>> {
    let sums = Sums::told_to(act.actor());
    let tx = act.tx();
    let done = amend::carry_out(tx, &mut held, plan, actor, sums)?;
    let new = NewChange {
        order: held.order.id,
        base_version: done.version,
        state: ChangeState::Applied,
        is_office: wish.is_office,
        revision: &wish.revision,
        differences: &done.differences,
        was: done.was,
        total: held.order.total,
        reason: wish.reason.as_deref(),
        asked_by: actor,
    };
    let id = store::insert_change(tx, &new)?;
    tell_changed(tx, &held.order, done.version, wish.reason.clone())?;
    let outcome = outcome(id, &held.order, ChangeState::Applied, (done.was, held.order.total), done.differences);
    write_record(act, &held, "order.changed", &outcome, wish.reason.as_deref())
}

/// Keeps a change that waits for an answer. What waited before is over.
pub(super) fn put<P: Permission>(
    act: &mut Act<'_, P>,
    held: Held,
    plan: Plan,
    wish: &Wish,
    state: ChangeState,
) -> Answer<Recorded<Outcome>> {
    let actor = held::name_of(act.actor());
    let tx = act.tx();
    store::withdraw_changes(tx, held.order.id, &actor)?;
    let new = NewChange {
        order: held.order.id,
        base_version: held.order.version,
        state,
        is_office: wish.is_office,
        revision: &wish.revision,
        differences: &plan.differences,
        was: held.order.total,
        total: plan.order.total,
        reason: wish.reason.as_deref(),
        asked_by: &actor,
    };
    let id = store::insert_change(tx, &new)?;
    if state == ChangeState::AskedBuyer {
        letters::about(tx, &held.order, Occasion::ChangeProposed, |about| about.change = Some(id))?;
    }
    let outcome = outcome(id, &held.order, state, (held.order.total, plan.order.total), plan.differences);
    let kind = if state == ChangeState::AskedBuyer { "order.change_proposed" } else { "order.change_asked" };
    write_record(act, &held, kind, &outcome, wish.reason.as_deref())
}

pub(super) fn tell_changed(tx: &mut Tx, order: &Order, since: i64, reason: Option<String>) -> Answer<()> {
    letters::about(tx, order, Occasion::Changed, |about| {
        about.since = Some(since);
        about.reason = reason;
    })
}

pub(super) fn outcome(
    change: ChangeId,
    order: &Order,
    state: ChangeState,
    (was, total): (Money, Money),
    differences: Vec<Difference>,
) -> Outcome {
    Outcome { change, order: order.number.clone(), version: order.version, state, was, total, differences }
}

/// Writes the record: the whole order as it stands, and beside it which change of which lines, and who did this about it. Words and names
/// stay out but as commitments.
pub(super) fn write_record<P: Permission>(
    act: &mut Act<'_, P>,
    held: &Held,
    kind: &'static str,
    outcome: &Outcome,
    reason: Option<&str>,
) -> Answer<Recorded<Outcome>> {
    let salt = &held.kept.salt;
    let mut facts = held.facts(act)?;
    record::add(&mut facts, "wish", asked_proof::wish(&store::asked_of(act.tx(), outcome.change)?, salt));
    let of_lines = outcome.differences.iter().filter(|one| one.sku.is_some());
    let mut change = json!({
        "id": outcome.change, "state": outcome.state, "was": outcome.was, "becomes": outcome.total,
        "lines": of_lines.map(Difference::told).collect::<Vec<Value>>(), "why": reason.map(|reason| secret::commitment(salt, reason)),
    });
    if let Some(account) = act.actor().account() {
        let name = held::name_of(act.actor());
        record::add(&mut change, "by", record::by(act.tx(), account, &name)?);
    }
    record::add(&mut facts, "change", change);
    act.record(kind, Some(held.kept.partner), facts, outcome.clone())
}

/// An order that can still be changed: nothing else is being asked about it, and it has not ended.
pub(super) fn check_changeable(order: &Order) -> Answer<()> {
    match order.state {
        State::Shipped | State::Closed => {
            let left: Vec<_> = order.lines.iter().filter(|line| line.shipped.is_positive()).collect();
            Err(revision::already_shipped(&left))
        }
        State::Cancelled | State::Rejected => Err(No::conflict("not_changeable", say!("change-order-ended"))),
        _ if order.is_cancellation_asked => Err(No::conflict("cancellation_asked", say!("order-cancellation-waits"))),
        State::AwaitingApproval | State::Confirmed | State::Picking | State::PartlyShipped => Ok(()),
    }
}

/// While the warehouse is asked about a change, nothing leaves and nothing else is asked.
pub(super) fn check_nothing_asked(tx: &mut Tx, held: &Held) -> Answer<()> {
    if store::changes_asked(tx, &[held.order.id])?.is_empty() {
        return Ok(());
    }
    Err(No::conflict("change_asked", say!("change-waits")))
}

/// The most changes that a list shows.
const MOST: i64 = 200;

/// The changes of an order, the latest first, with its version and currency.
pub fn list(act: &mut Act<'_, ReadOrders>, number: &String) -> Answer<(Order, Vec<Change>)> {
    let reach = act.reach();
    let tx = act.tx();
    let (order, _) = store::find(tx, reach.partners(), reach.part(), number)?.ok_or_else(No::not_found)?;
    let changes = store::changes(tx, order.id, MOST)?;
    Ok((order, changes))
}

/// One change of an order.
pub fn look(act: &mut Act<'_, ReadOrders>, (number, id): &(String, ChangeId)) -> Answer<Change> {
    let reach = act.reach();
    let tx = act.tx();
    let (order, _) = store::find(tx, reach.partners(), reach.part(), number)?.ok_or_else(No::not_found)?;
    store::change(tx, order.id, *id)?.ok_or_else(No::not_found)
}
