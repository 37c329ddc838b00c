//! Standing orders, their lines, and what became of each date, in the database.

use std::collections::HashMap;

use super::lines::{LineColumns, line_columns, line_of};
use super::*;
use crate::orders::list::Line;
use crate::orders::standing::{Outcome, PricePolicy, Run, Schedule, StandingId, State as Standing};

diesel::table! {
    standing_order (id) {
        id -> BigInt, partner_id -> BigInt, unit_id -> Nullable<BigInt>, account_id -> BigInt, contract_id -> BigInt, contract -> Text,
        address -> Nullable<Text>, name -> Text, schedule -> Text, starts_on -> Date, ends_on -> Nullable<Date>, price_policy -> Text,
        state -> Text, next_on -> Nullable<Date>, skip_on -> Nullable<Date>, noticed_on -> Nullable<Date>, agreed_on -> Date,
        made_at -> BigInt, version -> BigInt,
    }
}
diesel::table! {
    standing_line (standing_id, product_id) {
        standing_id -> BigInt, product_id -> BigInt, position -> BigInt, sku -> Text, name -> Text, name_en -> Text, unit -> Text,
        quantity -> BigInt, agreed_price -> Nullable<BigInt>,
    }
}
diesel::table! {
    standing_run (standing_id, on_day) {
        standing_id -> BigInt, on_day -> Date, outcome -> Text, order_number -> Nullable<Text>, code -> Nullable<Text>,
        reason -> Nullable<Text>, reason_en -> Nullable<Text>, differences -> Text, at -> BigInt,
    }
}

/// A standing order as it stands.
#[derive(Debug, Clone)]
pub struct StandingRow {
    /// Its id.
    pub id: StandingId,
    /// The company.
    pub partner: PartnerId,
    /// The unit whose it is.
    pub unit: Option<UnitId>,
    /// Who answers for it.
    pub account: AccountId,
    /// The contract.
    pub contract_id: ContractId,
    /// Its number.
    pub contract: String,
    /// The delivery address by its name; the usual one when none.
    pub address: Option<String>,
    /// Its name.
    pub name: String,
    /// When it repeats.
    pub schedule: Schedule,
    /// The first day on which it may come.
    pub starts_on: NaiveDate,
    /// The last one.
    pub ends_on: Option<NaiveDate>,
    /// At which prices.
    pub policy: PricePolicy,
    /// Whether it goes on.
    pub state: Standing,
    /// The next date; none while it does not go on.
    pub next_on: Option<NaiveDate>,
    /// The date that is left out.
    pub skip_on: Option<NaiveDate>,
    /// The day on which its prices were agreed.
    pub agreed_on: NaiveDate,
}

type Columns = (
    (StandingId, PartnerId, Option<UnitId>, AccountId, ContractId, String, Option<String>, String),
    (String, NaiveDate, Option<NaiveDate>, PricePolicy, Standing, Option<NaiveDate>, Option<NaiveDate>, NaiveDate),
);

macro_rules! standing_columns {
    () => {
        (
            (
                standing_order::id,
                standing_order::partner_id,
                standing_order::unit_id,
                standing_order::account_id,
                standing_order::contract_id,
                standing_order::contract,
                standing_order::address,
                standing_order::name,
            ),
            (
                standing_order::schedule,
                standing_order::starts_on,
                standing_order::ends_on,
                standing_order::price_policy,
                standing_order::state,
                standing_order::next_on,
                standing_order::skip_on,
                standing_order::agreed_on,
            ),
        )
    };
}

fn standing_of((whose, when): Columns) -> Answer<StandingRow> {
    let (id, partner, unit, account, contract_id, contract, address, name) = whose;
    let (schedule, starts_on, ends_on, policy, state, next_on, skip_on, agreed_on) = when;
    Ok(StandingRow {
        id,
        partner,
        unit,
        account,
        contract_id,
        contract,
        address,
        name,
        schedule: serde_json::from_str(&schedule)?,
        starts_on,
        ends_on,
        policy,
        state,
        next_on,
        skip_on,
        agreed_on,
    })
}

/// Writes a new standing order without lines.
pub(in crate::orders) fn insert_standing(tx: &mut Tx, row: &StandingRow) -> Answer<()> {
    let (now, schedule) = (tx.moment(), serde_json::to_string(&row.schedule)?);
    diesel::insert_into(standing_order::table)
        .values((
            (
                standing_order::id.eq(row.id),
                standing_order::partner_id.eq(row.partner),
                standing_order::unit_id.eq(row.unit),
                standing_order::account_id.eq(row.account),
                standing_order::contract_id.eq(row.contract_id),
                standing_order::contract.eq(&row.contract),
                standing_order::address.eq(&row.address),
                standing_order::name.eq(&row.name),
                standing_order::schedule.eq(schedule),
            ),
            (
                standing_order::starts_on.eq(row.starts_on),
                standing_order::ends_on.eq(row.ends_on),
                standing_order::price_policy.eq(row.policy),
                standing_order::state.eq(row.state),
                standing_order::next_on.eq(row.next_on),
                standing_order::agreed_on.eq(row.agreed_on),
                standing_order::made_at.eq(now),
                standing_order::version.eq(1i64),
            ),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// The standing orders of a company within a part's reach, by name.
pub(in crate::orders) fn standing_orders(
    tx: &mut Tx,
    partner: PartnerId,
    part: Option<Part>,
    id: Option<StandingId>,
) -> Answer<Vec<StandingRow>> {
    let query = standing_order::table.select(standing_columns!()).into_boxed();
    let mut query = within_reach!(query, standing_order, Some(vec![partner]), part, standing_order::account_id);
    if let Some(id) = id {
        query = query.filter(standing_order::id.eq(id));
    }
    let rows: Vec<Columns> = query.order((standing_order::name, standing_order::id)).load(tx.link())?;
    rows.into_iter().map(standing_of).collect()
}

/// One standing order, whosever it is: for the clock alone.
pub(in crate::orders) fn standing_order_of(tx: &mut Tx, id: StandingId) -> Answer<Option<StandingRow>> {
    let row: Option<Columns> =
        standing_order::table.filter(standing_order::id.eq(id)).select(standing_columns!()).first(tx.link()).optional()?;
    row.map(standing_of).transpose()
}

/// How many standing orders of a person have not ended.
pub(in crate::orders) fn count_standing_orders(tx: &mut Tx, partner: PartnerId, account: AccountId) -> Answer<i64> {
    Ok(standing_order::table
        .filter(standing_order::partner_id.eq(partner).and(standing_order::account_id.eq(account)))
        .filter(standing_order::state.ne(Standing::Ended))
        .count()
        .get_result(tx.link())?)
}

/// Holds a standing order until the end of the transaction: whoever changes or places it waits here.
pub(in crate::orders) fn hold_standing(tx: &mut Tx, id: StandingId) -> Answer<()> {
    diesel::update(standing_order::table.filter(standing_order::id.eq(id)))
        .set(standing_order::version.eq(standing_order::version + 1i64))
        .execute(tx.link())?;
    Ok(())
}

/// Writes what of a standing order can be changed.
pub(in crate::orders) fn update_standing(tx: &mut Tx, row: &StandingRow) -> Answer<()> {
    let schedule = serde_json::to_string(&row.schedule)?;
    diesel::update(standing_order::table.filter(standing_order::id.eq(row.id)))
        .set((
            standing_order::name.eq(&row.name),
            standing_order::schedule.eq(schedule),
            standing_order::ends_on.eq(row.ends_on),
            standing_order::price_policy.eq(row.policy),
            standing_order::state.eq(row.state),
            standing_order::next_on.eq(row.next_on),
            standing_order::skip_on.eq(row.skip_on),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// The lines of a standing order, in their order.
pub(in crate::orders) fn standing_lines(tx: &mut Tx, id: StandingId) -> Answer<Vec<Line>> {
    let rows: Vec<LineColumns> = standing_line::table
        .filter(standing_line::standing_id.eq(id))
        .order(standing_line::position)
        .select(line_columns!(standing_line, agreed_price))
        .load(tx.link())?;
    Ok(rows.into_iter().map(line_of).collect())
}

/// Writes lines in place of all there were.
pub(in crate::orders) fn replace_standing_lines(tx: &mut Tx, id: StandingId, lines: &[Line]) -> Answer<()> {
    diesel::delete(standing_line::table.filter(standing_line::standing_id.eq(id))).execute(tx.link())?;
    let rows: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                standing_line::standing_id.eq(id),
                standing_line::product_id.eq(line.product),
                standing_line::position.eq(line.position),
                standing_line::sku.eq(&line.sku),
                standing_line::name.eq(&line.name),
                standing_line::name_en.eq(&line.name_en),
                standing_line::unit.eq(&line.unit),
                standing_line::quantity.eq(line.quantity),
                standing_line::agreed_price.eq(line.seen),
            )
        })
        .collect();
    for chunk in rows.chunks(200) {
        each_database!(tx, conn => diesel::insert_into(standing_line::table).values(chunk).execute(conn))?;
    }
    Ok(())
}

/// Standing orders behind an id: for whoever verifies.
pub(in crate::orders) fn proof_standing(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<StandingRow>> {
    let rows: Vec<Columns> = standing_order::table
        .filter(standing_order::id.gt(after))
        .order(standing_order::id)
        .limit(at_most)
        .select(standing_columns!())
        .load(tx.link())?;
    // A schedule that is none is told as a day that is none would be.
    let illegible = |_: No| No::from(diesel::result::Error::DeserializationError("no schedule".into()));
    rows.into_iter().map(|row| standing_of(row).map_err(illegible)).collect()
}

/// The lines of some standing orders, each one's in their order.
pub(in crate::orders) fn proof_standing_lines(tx: &mut Tx, ids: &[StandingId]) -> Answer<HashMap<StandingId, Vec<Line>>> {
    let rows: Vec<(StandingId, LineColumns)> = standing_line::table
        .filter(standing_line::standing_id.eq_any(ids.to_vec()))
        .order((standing_line::standing_id, standing_line::position))
        .select((standing_line::standing_id, line_columns!(standing_line, agreed_price)))
        .load(tx.link())?;
    let mut lines: HashMap<StandingId, Vec<Line>> = HashMap::new();
    for (id, line) in rows {
        lines.entry(id).or_default().push(line_of(line));
    }
    Ok(lines)
}

/// Standing orders whose date has come.
pub(in crate::orders) fn standing_due(tx: &mut Tx, today: NaiveDate, at_most: i64) -> Answer<Vec<StandingId>> {
    Ok(standing_order::table
        .filter(standing_order::state.eq(Standing::Active).and(standing_order::next_on.le(today)))
        .order((standing_order::next_on, standing_order::id))
        .limit(at_most)
        .select(standing_order::id)
        .load(tx.link())?)
}

/// Standing orders whose date comes by a day and of which nobody has been told yet.
pub(in crate::orders) fn standing_unnoticed(tx: &mut Tx, by: NaiveDate, at_most: i64) -> Answer<Vec<StandingId>> {
    Ok(standing_order::table
        .filter(standing_order::state.eq(Standing::Active).and(standing_order::next_on.le(by)))
        .filter(standing_order::noticed_on.is_null().or(standing_order::noticed_on.ne(standing_order::next_on)))
        .order((standing_order::next_on, standing_order::id))
        .limit(at_most)
        .select(standing_order::id)
        .load(tx.link())?)
}

/// Notes that a date was told of; answers whether it had not been.
pub(in crate::orders) fn note_notice(tx: &mut Tx, id: StandingId, day: NaiveDate) -> Answer<bool> {
    let noted = diesel::update(
        standing_order::table
            .filter(standing_order::id.eq(id).and(standing_order::next_on.eq(day)))
            .filter(standing_order::noticed_on.is_null().or(standing_order::noticed_on.ne(day))),
    )
    .set(standing_order::noticed_on.eq(day))
    .execute(tx.link())?;
    Ok(noted == 1)
}

/// Takes a date, so that nobody else does: the standing order goes on to the next one, or ends. Answers whether it was free.
pub(in crate::orders) fn take_date(tx: &mut Tx, row: &StandingRow, day: NaiveDate, next: Option<NaiveDate>) -> Answer<bool> {
    let state = if next.is_some() { Standing::Active } else { Standing::Ended };
    let taken = diesel::update(
        standing_order::table
            .filter(standing_order::id.eq(row.id).and(standing_order::next_on.eq(day)))
            .filter(standing_order::state.eq(Standing::Active)),
    )
    .set((
        standing_order::next_on.eq(next),
        standing_order::state.eq(state),
        standing_order::skip_on.eq(None::<NaiveDate>),
        standing_order::version.eq(standing_order::version + 1i64),
    ))
    .execute(tx.link())?;
    Ok(taken == 1)
}

/// Writes what became of a date.
pub(in crate::orders) fn insert_run(tx: &mut Tx, id: StandingId, run: &Run) -> Answer<()> {
    let (reason, reason_en) = run.reason.clone().unzip();
    diesel::insert_into(standing_run::table)
        .values((
            standing_run::standing_id.eq(id),
            standing_run::on_day.eq(run.on),
            standing_run::outcome.eq(run.outcome),
            standing_run::order_number.eq(&run.order),
            standing_run::code.eq(&run.code),
            standing_run::reason.eq(reason),
            standing_run::reason_en.eq(reason_en),
            standing_run::differences.eq(serde_json::to_string(&run.differences)?),
            standing_run::at.eq(run.at),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// What became of the last dates, the latest first.
pub(in crate::orders) fn standing_runs(tx: &mut Tx, id: StandingId, at_most: i64) -> Answer<Vec<Run>> {
    type Row = (NaiveDate, Outcome, Option<String>, Option<String>, Option<String>, Option<String>, String, Moment);
    let rows: Vec<Row> = standing_run::table
        .filter(standing_run::standing_id.eq(id))
        .order(standing_run::on_day.desc())
        .limit(at_most)
        .select((
            standing_run::on_day,
            standing_run::outcome,
            standing_run::order_number,
            standing_run::code,
            standing_run::reason,
            standing_run::reason_en,
            standing_run::differences,
            standing_run::at,
        ))
        .load(tx.link())?;
    let run = |(on, outcome, order, code, reason, reason_en, differences, at): Row| -> Answer<Run> {
        let differences = serde_json::from_str(&differences)?;
        Ok(Run { on, outcome, order, code, reason: reason.zip(reason_en), differences, at })
    };
    rows.into_iter().map(run).collect()
}
