//! What the calendar does with standing orders: two days before a date its owner is told, on the date the order is placed through the
//! one way to make an order. Once for each date, whoever tries it and however often. Called by the clock, as the program itself.

use chrono::{Days, NaiveDate};
use serde_json::json;

use super::outlook::{self, Different};
use super::{Outcome, Run, StandingId, State, letter, proof};
use crate::access::accounts::people;
use crate::access::permission::marks::PlaceOrders;
use crate::access::{Act, May, Part, Reach, Recorded, Right, UnitId};
use crate::orders::make::{self, Deal, Made, Orderer};
use crate::orders::order::Order;
use crate::orders::shortage::Shortage;
use crate::orders::store::{self, StandingRow};
use crate::orders::{list, place, record};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No, Refusal};
use crate::platform::web::{Lang, Voice};
use crate::receivables::Sums;
use crate::say;
use crate::seller;

/// So many days before a date its owner is told of it.
const AHEAD: u64 = 2;
/// A date that nobody was there for is made up within so many days, and then left out.
const LATE: i64 = 3;
/// So many are looked at in one go.
const AT_ONCE: i64 = 200;

/// Gives the notices and places the orders that are due, each in a transaction of its own; answers how many there were.
pub async fn follow(may: &May<PlaceOrders>) -> Answer<usize> {
    let (notices, due) = may.read((), waiting).await?;
    let mut done = 0;
    // One that fails holds up no other; its error is the answer, and the clock comes again.
    let mut outcome: Answer<()> = Ok(());
    for id in notices {
        outcome = outcome.and(may.write(id, give_notice).await.map(|given| done += usize::from(given)));
    }
    for id in due {
        outcome = outcome.and(may.write(id, place_due).await.map(|placed| done += usize::from(placed)));
    }
    outcome.map(|()| done)
}

type Waiting = (Vec<StandingId>, Vec<StandingId>);

/// Those that are to be told of, and those whose date has come.
fn waiting(act: &mut Act<'_, PlaceOrders>, (): &()) -> Answer<Waiting> {
    let tx = act.tx();
    let today = seller::day_of(tx, tx.moment())?;
    let by = today.checked_add_days(Days::new(AHEAD)).unwrap_or(today);
    Ok((store::standing_unnoticed(tx, by, AT_ONCE)?, store::standing_due(tx, today, AT_ONCE)?))
}

/// Who answers for a standing order, as long as he may order there: his name and his unit.
fn person_of(tx: &mut Tx, row: &StandingRow) -> Answer<Option<(String, Option<UnitId>)>> {
    people::who_may(tx, row.partner, row.account, Right::PlaceOrders)
}

/// Tells the owner of a standing order what will be ordered; answers whether he had to be told.
fn give_notice(act: &mut Act<'_, PlaceOrders>, id: &StandingId) -> Answer<Recorded<bool>> {
    let tx = act.tx();
    let Some(row) = store::standing_order_of(tx, *id)? else { return Ok(act.pass(false)) };
    let Some(day) = row.next_on.filter(|_| row.state == State::Active) else { return Ok(act.pass(false)) };
    if person_of(tx, &row)?.is_none() {
        return pause(act, row, day);
    }
    if !store::note_notice(tx, row.id, day)? || row.skip_on == Some(day) {
        return Ok(act.pass(false));
    }
    letter::call(tx, &row, letter::Occasion::Notice, day, row.account)?;
    Ok(act.pass(true))
}

/// Pauses what nobody may order any more, and tells the company's administrators.
fn pause(act: &mut Act<'_, PlaceOrders>, mut row: StandingRow, day: NaiveDate) -> Answer<Recorded<bool>> {
    let tx = act.tx();
    store::hold_standing(tx, row.id)?;
    (row.state, row.next_on, row.skip_on) = (State::Paused, None, None);
    store::update_standing(tx, &row)?;
    for account in people::holders(tx, row.partner, Right::RunCompany)? {
        letter::call(tx, &row, letter::Occasion::Paused, day, account)?;
    }
    let stands = proof::facts(tx, row.id)?;
    let facts = json!({"standing": row.id, "contract": row.contract, "reason": "person_gone", "stands": stands});
    act.record("standing.paused", Some(row.partner), facts, true)
}

/// Places the order of a date that has come; answers whether something was done.
fn place_due(act: &mut Act<'_, PlaceOrders>, id: &StandingId) -> Answer<Recorded<bool>> {
    let tx = act.tx();
    let today = seller::day_of(tx, tx.moment())?;
    let Some(row) = store::standing_order_of(tx, *id)? else { return Ok(act.pass(false)) };
    let due = row.next_on.filter(|day| row.state == State::Active && *day <= today);
    let Some(day) = due else { return Ok(act.pass(false)) };
    let Some((name, unit)) = person_of(tx, &row)? else { return pause(act, row, day) };
    let next = row.schedule.next_after(day.max(today)).filter(|next| row.ends_on.is_none_or(|end| *next <= end));
    // Whoever takes the date places it; on PostgreSQL the second one waits here for the first.
    if !store::take_date(tx, &row, day, next)? {
        return Ok(act.pass(false));
    }
    if row.skip_on == Some(day) || (today - day).num_days() > LATE {
        let outcome = if row.skip_on == Some(day) { Outcome::Skipped } else { Outcome::Missed };
        return leave_out(act, &row, day, outcome);
    }
    let (partner, account) = (row.partner, row.account);
    // A refusal is kept in words alone, so there is nobody to tell more sums.
    let sums = Sums::Hidden;
    let by = Orderer { partner, unit: row.unit, account, representation: None, name, on_behalf_of: None, sums };
    match tx.apart(|tx| order(tx, &row, &by, unit))? {
        Ok((made, differences)) => keep(act, &row, day, made, differences),
        Err(No::Refused(refusal)) => refuse(act, &row, day, &refusal),
        Err(failed) => Err(failed),
    }
}

/// Makes the order of today, with what of it is different from the time before. What is not allowed any more is left out.
fn order(tx: &mut Tx, row: &StandingRow, by: &Orderer, unit: Option<UnitId>) -> Answer<(Made, Vec<Different>)> {
    let contract = outlook::contract_of(tx, row)?;
    if !contract.is_in_force() {
        return Err(No::conflict("contract_not_in_force", say!("order-contract-ended")));
    }
    let expected = outlook::expect(tx, row, &contract)?;
    let differences: Vec<Different> = expected.iter().flat_map(|line| line.differences.clone()).collect();
    let lines: Vec<_> = expected.into_iter().filter_map(|line| line.line).collect();
    if lines.is_empty() {
        return Err(No::conflict("nothing_possible", say!("standing-nothing")));
    }
    let reach = Reach::Own { partner: row.partner, part: unit.map(Part::Unit) };
    // An address that is there no more gives way to the usual one.
    let named = place::delivery_address(tx, row.partner, &reach, row.address.as_deref(), None);
    let address = match named {
        Err(No::Refused(_)) => place::delivery_address(tx, row.partner, &reach, None, None)?,
        other => other?,
    };
    let worth = make::worth(tx, &contract, &lines, address.as_ref())?;
    let l = Voice { lang: language(tx, row)?, zone: seller::zone(tx)? };
    let deal = Deal {
        lines,
        worth,
        address,
        requested_on: None,
        your_number: None,
        comment: Some(l.tell(&say!("standing-comment", name = &row.name))),
        shortage: Shortage::Backorder,
        choices: &[],
    };
    Ok((make::make(tx, by, &contract, deal)?, differences))
}

fn language(tx: &mut Tx, row: &StandingRow) -> Answer<Lang> {
    Ok(people::correspondent(tx, row.account)?.map_or(Lang::Ru, |to| to.lang))
}

/// Keeps the order that was placed, tells of it, and takes today's prices as those that are known now.
fn keep(
    act: &mut Act<'_, PlaceOrders>,
    row: &StandingRow,
    day: NaiveDate,
    made: Made,
    differences: Vec<Different>,
) -> Answer<Recorded<bool>> {
    let Made { order, mut facts } = made;
    let at = act.moment();
    let tx = act.tx();
    if row.policy == super::PricePolicy::Current {
        note_prices(tx, row, &order)?;
    }
    let number = Some(order.number.clone());
    store::insert_run(
        tx,
        row.id,
        &Run { on: day, outcome: Outcome::Placed, order: number, code: None, reason: None, differences, at },
    )?;
    letter::call(tx, row, letter::Occasion::Placed, day, row.account)?;
    let stands = proof::facts(tx, row.id)?;
    record::add(&mut facts, "standing", json!({"id": row.id, "on": day, "stands": stands}));
    act.record("order.placed", Some(row.partner), facts, true)
}

fn note_prices(tx: &mut Tx, row: &StandingRow, order: &Order) -> Answer<()> {
    let price = |sku: &str| order.lines.iter().find(|line| line.sku == sku).map(|line| line.unit_price);
    let lines: Vec<list::Line> = store::standing_lines(tx, row.id)?
        .into_iter()
        .map(|line| list::Line { seen: price(&line.sku).or(line.seen), ..line })
        .collect();
    store::replace_standing_lines(tx, row.id, &lines)
}

/// Keeps why there was no order that day, and tells of it.
fn refuse(act: &mut Act<'_, PlaceOrders>, row: &StandingRow, day: NaiveDate, refusal: &Refusal) -> Answer<Recorded<bool>> {
    let at = act.moment();
    let tx = act.tx();
    let zone = seller::zone(tx)?;
    let told = |lang: Lang| {
        let l = Voice { lang, zone };
        let faults = refusal.faults.iter().map(|fault| l.tell(&fault.message));
        std::iter::once(l.tell(&refusal.message)).chain(faults).collect::<Vec<_>>().join(" ")
    };
    let run = Run {
        on: day,
        outcome: Outcome::Refused,
        order: None,
        code: Some(refusal.code.to_owned()),
        reason: Some((told(Lang::Ru), told(Lang::En))),
        differences: outlook::look(tx, row)?.differences(),
        at,
    };
    store::insert_run(tx, row.id, &run)?;
    letter::call(tx, row, letter::Occasion::Refused, day, row.account)?;
    let stands = proof::facts(tx, row.id)?;
    let facts = json!({"standing": row.id, "contract": row.contract, "on": day, "reason": refusal.code, "stands": stands});
    act.record("standing.refused", Some(row.partner), facts, true)
}

/// Keeps that a date was left out.
fn leave_out(act: &mut Act<'_, PlaceOrders>, row: &StandingRow, day: NaiveDate, outcome: Outcome) -> Answer<Recorded<bool>> {
    let run = Run { on: day, outcome, order: None, code: None, reason: None, differences: Vec::new(), at: act.moment() };
    store::insert_run(act.tx(), row.id, &run)?;
    if outcome == Outcome::Missed {
        letter::call(act.tx(), row, letter::Occasion::Missed, day, row.account)?;
    }
    let stands = proof::facts(act.tx(), row.id)?;
    let facts = json!({"standing": row.id, "contract": row.contract, "on": day, "outcome": outcome, "stands": stands});
    act.record("standing.passed", Some(row.partner), facts, true)
}
