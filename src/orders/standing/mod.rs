//! Standing orders: goods that a company orders again and again by the calendar, at the day's prices or at those agreed. A person of the
//! company makes one, and answers for it; the clock places it through the one way to make an order, once for each date.

pub mod due;
pub mod letter;
pub mod outlook;
pub(in crate::orders) mod proof;
pub mod schedule;

use chrono::NaiveDate;
use serde_json::json;

use super::gather::{Source, goods};
use super::list::{self, Line};
use super::priced::price_lines;
use super::store::{self, StandingRow, Viewer};
use super::{cart, place};
use crate::access::permission::{Permission, marks::PlaceOrders};
use crate::access::{Act, Part, Recorded, Right};
use crate::catalogue::{Product, ProductId};
use crate::partners::{Contract, address};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Quantity, text};
use crate::say;
use crate::seller;
pub use outlook::{Different, Expected, Outlook};
pub use schedule::Schedule;

crate::typed_id!(
    /// A standing order.
    StandingId, "sto"
);

crate::words! {
    /// At which prices it is placed.
    pub enum PricePolicy {
        /// At those of the day.
        Current = "current",
        /// At those agreed when it was made, where the day's are higher.
        Original = "original",
    }
}

crate::words! {
    /// Whether it goes on.
    pub enum State {
        /// It comes by the calendar.
        Active = "active",
        /// It waits until somebody resumes it.
        Paused = "paused",
        /// It comes no more.
        Ended = "ended",
    }
}

crate::words! {
    /// What became of a date.
    pub enum Outcome {
        /// An order was placed.
        Placed = "placed",
        /// No order could be placed.
        Refused = "refused",
        /// It was left out, as its owner wished.
        Skipped = "skipped",
        /// The house was not there that day; nothing was ordered afterwards.
        Missed = "missed",
    }
}

/// The longest name.
const LONGEST_NAME: usize = 80;
/// The most standing orders of one person that have not ended.
const MOST: i64 = 100;

/// What became of a date of a standing order.
#[derive(Debug, Clone)]
pub struct Run {
    /// The date.
    pub on: NaiveDate,
    /// What became of it.
    pub outcome: Outcome,
    /// The order's number.
    pub order: Option<String>,
    /// Why there was none, by code.
    pub code: Option<String>,
    /// The same in Russian and in English.
    pub reason: Option<(String, String)>,
    /// What was different from the time before.
    pub differences: Vec<Different>,
    /// When.
    pub at: Moment,
}

/// A standing order with what it would be now and what it was.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The standing order.
    pub row: StandingRow,
    /// Whether the caller may change it.
    pub is_changeable: bool,
    /// What would be ordered today.
    pub outlook: Outlook,
    /// The last dates, the latest first.
    pub runs: Vec<Run>,
}

/// Every standing order within reach, by name.
pub fn all<P: Permission>(act: &mut Act<'_, P>, (): &()) -> Answer<Vec<StandingRow>> {
    let (company, part) = (act.company()?.id, part_of(act));
    store::standing_orders(act.tx(), company, part, None)
}

fn find<P: Permission>(act: &mut Act<'_, P>, id: StandingId) -> Answer<StandingRow> {
    let (company, part) = (act.company()?.id, part_of(act));
    store::standing_orders(act.tx(), company, part, Some(id))?.pop().ok_or_else(No::not_found)
}

/// Standing orders are seen as the orders that come of them are: whoever reads his own orders alone sees his own.
fn part_of<P: Permission>(act: &Act<'_, P>) -> Option<Part> {
    act.actor().reach_of(Right::ReadOrders).part()
}

/// One standing order: what would be ordered today, what became of its last dates.
pub fn open<P: Permission>(act: &mut Act<'_, P>, id: &StandingId) -> Answer<Opened> {
    let row = find(act, *id)?;
    let is_theirs = row.account == act.account()? || act.actor().may(Right::RunCompany);
    let is_changeable = is_theirs && act.actor().may(Right::PlaceOrders);
    let outlook = outlook::look(act.tx(), &row)?;
    let runs = store::standing_runs(act.tx(), row.id, 20)?;
    Ok(Opened { row, is_changeable, outlook, runs })
}

/// A standing order to be made.
#[derive(Debug, Clone)]
pub struct NewStanding {
    /// Its name.
    pub name: String,
    /// What is ordered.
    pub source: Source,
    /// The delivery address by its name; the usual one when not given.
    pub address: Option<String>,
    /// When it repeats.
    pub schedule: Schedule,
    /// The first day on which it may come; tomorrow when not given.
    pub starts_on: Option<NaiveDate>,
    /// The last one.
    pub ends_on: Option<NaiveDate>,
    /// At which prices.
    pub policy: PricePolicy,
}

/// Makes a standing order under the caller's contract. It is a person's own: nobody makes one for somebody else.
pub fn make(act: &mut Act<'_, PlaceOrders>, new: &NewStanding) -> Answer<Recorded<StandingId>> {
    if act.actor().person().is_none() || act.actor().representation.is_some() {
        return Err(No::conflict("not_in_person", say!("standing-not-in-person")));
    }
    let by = list::viewer(act)?;
    let name = checked_name(&new.name)?;
    let contract = cart::chosen_contract(act)?;
    let goods = goods(act, &new.source)?;
    if goods.is_empty() {
        return Err(No::conflict("nothing_possible", say!("standing-nothing")));
    }
    let reach = act.reach();
    let tx = act.tx();
    let today = seller::day_of(tx, tx.moment())?;
    let starts_on = new.starts_on.or(today.succ_opt()).unwrap_or(today);
    let next_on = first_day(&new.schedule, starts_on, new.ends_on, today)?;
    if let Some(name) = &new.address {
        place::delivery_address(tx, by.partner, reach, Some(name.as_str()), None)?;
    }
    if store::count_standing_orders(tx, by.partner, by.account)? >= MOST {
        return Err(No::conflict("too_many", say!("standing-too-many", count = MOST)));
    }
    let row = StandingRow {
        id: tx.new_id::<StandingId>(),
        partner: by.partner,
        unit: by.unit,
        account: by.account,
        contract_id: contract.id,
        contract: contract.number.clone(),
        address: new.address.clone(),
        name,
        schedule: new.schedule.clone(),
        starts_on,
        ends_on: new.ends_on,
        policy: new.policy,
        state: State::Active,
        next_on: Some(next_on),
        skip_on: None,
        agreed_on: today,
    };
    store::insert_standing(tx, &row)?;
    put_lines(act, &contract, by, row.id, goods)?;
    let facts = json!({
        "standing": row.id, "contract": row.contract, "price_policy": row.policy, "next_on": next_on,
        "stands": proof::facts(act.tx(), row.id)?,
    });
    act.record("standing.made", Some(by.partner), facts, row.id)
}

fn checked_name(name: &str) -> Answer<String> {
    text::required_line(name, LONGEST_NAME)
        .map_err(|_| No::invalid("/name", "bad_name", say!("list-bad-name", count = LONGEST_NAME)))
}

/// The first date of a schedule: never today, which has begun.
fn first_day(schedule: &Schedule, starts_on: NaiveDate, ends_on: Option<NaiveDate>, today: NaiveDate) -> Answer<NaiveDate> {
    if !schedule.is_sound() {
        return Err(No::invalid("/schedule", "bad_schedule", say!("standing-bad-schedule")));
    }
    if starts_on <= today || (starts_on - today).num_days() > 366 {
        return Err(No::invalid("/starts_on", "out_of_range", say!("standing-bad-start")));
    }
    let first = schedule.first_from(starts_on).filter(|day| ends_on.is_none_or(|end| *day <= end));
    first.ok_or_else(|| No::invalid("/ends_on", "before_start", say!("standing-bad-end")))
}

/// Writes the lines in place of those there were, at today's prices.
fn put_lines(
    act: &mut Act<'_, PlaceOrders>,
    contract: &Contract,
    by: Viewer,
    id: StandingId,
    goods: Vec<(Product, Quantity)>,
) -> Answer<()> {
    let mut wanted: Vec<(Product, Quantity)> = Vec::new();
    for (product, quantity) in goods {
        match wanted.iter_mut().find(|(known, _): &&mut (Product, Quantity)| known.id == product.id) {
            Some((_, sum)) => *sum = sum.plus(quantity)?,
            None => wanted.push((product, quantity)),
        }
    }
    if wanted.is_empty() || wanted.len() > cart::MOST_LINES {
        return Err(No::invalid("/lines", "out_of_range", say!("order-lines-count", count = cart::MOST_LINES)));
    }
    let tx = act.tx();
    let before: Vec<Line> = store::standing_lines(tx, id)?;
    // What stays in the standing order keeps the price it was agreed at.
    let agreed = |product: ProductId| before.iter().find(|line| line.product == product).and_then(|line| line.seen);
    let mut lines = Vec::new();
    for (position, line) in (1_i64..).zip(price_lines(tx, contract, Some(by.account), wanted)?) {
        let now = line.quote.as_ref().map(|quote| quote.unit_price);
        lines.push(Line::of(&line.product, position, line.quantity, agreed(line.product.id).or(now)));
    }
    store::replace_standing_lines(tx, id, &lines)
}

/// A standing order taken in hand by whoever may change it.
fn held(act: &mut Act<'_, PlaceOrders>, id: StandingId) -> Answer<StandingRow> {
    let seen = find(act, id)?;
    if seen.account != act.account()? && !act.actor().may(Right::RunCompany) {
        return Err(No::forbidden());
    }
    // Held before it is read again: the clock may be about to place it.
    store::hold_standing(act.tx(), id)?;
    let row = find(act, id)?;
    if row.state == State::Ended { Err(No::conflict("ended", say!("standing-has-ended"))) } else { Ok(row) }
}

/// What of a standing order shall be otherwise; nothing stays as it is.
#[derive(Debug, Clone)]
pub struct Change {
    /// The standing order.
    pub id: StandingId,
    /// Its name.
    pub name: Option<String>,
    /// When it repeats.
    pub schedule: Option<Schedule>,
    /// The last day; the inner nothing takes it away.
    pub ends_on: Option<Option<NaiveDate>>,
    /// At which prices.
    pub policy: Option<PricePolicy>,
    /// All its lines.
    pub source: Option<Source>,
}

/// Changes a standing order. With another schedule its next date is found anew.
pub fn change(act: &mut Act<'_, PlaceOrders>, change: &Change) -> Answer<Recorded<()>> {
    let mut row = held(act, change.id)?;
    if let Some(name) = &change.name {
        row.name = checked_name(name)?;
    }
    row.policy = change.policy.unwrap_or(row.policy);
    row.ends_on = change.ends_on.unwrap_or(row.ends_on);
    if let Some(schedule) = &change.schedule {
        row.schedule = schedule.clone();
        row.skip_on = None;
    }
    if row.state == State::Active && (change.schedule.is_some() || change.ends_on.is_some()) {
        row.next_on = Some(next_from_tomorrow(act, &row)?);
    }
    if let Some(source) = &change.source {
        let goods = goods(act, source)?;
        let contract = outlook::contract_of(act.tx(), &row)?;
        let by = Viewer { partner: row.partner, unit: row.unit, account: row.account };
        put_lines(act, &contract, by, row.id, goods)?;
    }
    store::update_standing(act.tx(), &row)?;
    let facts = json!({
        "standing": row.id, "contract": row.contract, "price_policy": row.policy, "next_on": row.next_on,
        "stands": proof::facts(act.tx(), row.id)?,
    });
    act.record("standing.changed", Some(row.partner), facts, ())
}

fn next_from_tomorrow(act: &mut Act<'_, PlaceOrders>, row: &StandingRow) -> Answer<NaiveDate> {
    let tx = act.tx();
    let today = seller::day_of(tx, tx.moment())?;
    let from = today.succ_opt().unwrap_or(today).max(row.starts_on);
    first_day(&row.schedule, from, row.ends_on, today)
}

/// Leaves the next date out, or takes that back.
pub fn skip(act: &mut Act<'_, PlaceOrders>, (id, is_skipped): &(StandingId, bool)) -> Answer<Recorded<()>> {
    let mut row = held(act, *id)?;
    if row.next_on.is_none() {
        return Err(No::conflict("not_active", say!("standing-not-active")));
    }
    row.skip_on = row.next_on.filter(|_| *is_skipped);
    store::update_standing(act.tx(), &row)?;
    let stands = proof::facts(act.tx(), row.id)?;
    let facts = json!({"standing": row.id, "contract": row.contract, "skip_on": row.skip_on, "stands": stands});
    act.record("standing.changed", Some(row.partner), facts, ())
}

/// Pauses, resumes or ends it. What has ended stays so.
pub fn set_state(act: &mut Act<'_, PlaceOrders>, (id, state): &(StandingId, State)) -> Answer<Recorded<()>> {
    let mut row = held(act, *id)?;
    if row.state == *state {
        return Ok(act.pass(()));
    }
    row.next_on = if *state == State::Active { Some(next_from_tomorrow(act, &row)?) } else { None };
    (row.state, row.skip_on) = (*state, None);
    store::update_standing(act.tx(), &row)?;
    let stands = proof::facts(act.tx(), row.id)?;
    let facts = json!({"standing": row.id, "contract": row.contract, "state": row.state, "stands": stands});
    act.record("standing.changed", Some(row.partner), facts, ())
}

/// Where a standing order can go, for the form that makes one.
pub fn addresses<P: Permission>(act: &mut Act<'_, P>, (): &()) -> Answer<Vec<crate::partners::Address>> {
    let (company, reach) = (act.company()?.id, act.reach());
    address::of_partner(act.tx(), company, reach)
}
