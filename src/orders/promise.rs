//! Promised days: made when an order is placed, renewed when goods arrive or a part stays behind, changed with a reason.
//! Each is a row of a ledger that only grows; what left is compared with the day that was in force.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::held::{self, Held};
use super::order::{Named, Order};
use super::shipment::ShipmentId;
use super::words::{Deed, Occasion, Why};
use super::{letters, record, store};
use crate::access::permission::marks::PromiseOrders;
use crate::access::{Act, Recorded};
use crate::catalogue::{self, StockRow, WarehouseId};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::memory;
use crate::platform::secret;
use crate::platform::values::{Moment, Quantity, text};
use crate::platform::web::sort::Place;
use crate::platform::web::{Sort, table};
use crate::{say, seller};

crate::words! {
    /// How a promise ended.
    pub enum Outcome {
        /// It left on the promised day or before.
        Kept = "kept",
        /// It left later.
        Late = "late",
        /// It left, and no day was promised.
        Unpromised = "unpromised",
    }
}

/// A promised day, to be put into the ledger.
#[derive(Debug, Clone)]
pub(super) struct NewEntry {
    pub position: i64,
    pub warehouse: Option<WarehouseId>,
    pub on: Option<NaiveDate>,
}

/// A promised day as the ledger keeps it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The line, from one.
    pub position: i64,
    /// The code of the warehouse; none for what has yet to come in.
    pub warehouse: Option<String>,
    /// The day, if any.
    pub on: Option<NaiveDate>,
    /// Why.
    pub why: Why,
    /// Who promised it.
    pub actor: String,
    /// When.
    pub at: Moment,
}

/// The day goods leave that lie in stock: so many working days from a day.
pub fn dispatch_day(from: NaiveDate, days: i64) -> NaiveDate {
    let mut day = on_working_day(from);
    // What was ordered at a weekend is begun on the first working day after it.
    let rest = if day == from { days } else { days - 1 };
    for _ in 0..rest.clamp(0, 366) {
        day = on_working_day(day + Days::new(1));
    }
    day
}

/// The same day, or the Monday after it.
pub fn on_working_day(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => day + Days::new(2),
        Weekday::Sun => day + Days::new(1),
        _ => day,
    }
}

/// The day for what is reserved: as soon as it can leave, and not before it is wished.
pub fn day_from_stock(requested: Option<NaiveDate>, today: NaiveDate, dispatch_days: i64) -> NaiveDate {
    let soonest = dispatch_day(today, dispatch_days);
    on_working_day(requested.map_or(soonest, |wished| wished.max(soonest)))
}

/// The day for what has yet to come in, where a receipt is announced.
pub fn day_expected<'r>(rows: impl Iterator<Item = &'r StockRow>, today: NaiveDate) -> Option<NaiveDate> {
    let announced = rows.filter(|row| row.expected.is_some_and(Quantity::is_positive));
    announced.filter_map(|row| row.expected_on).filter(|day| *day >= today).min()
}

/// The day goods leave that are in stock now.
pub(super) fn soonest(tx: &mut Tx, requested: Option<NaiveDate>, today: NaiveDate) -> Answer<NaiveDate> {
    let days = memory::recall(tx, "seller.dispatch_days".into(), store::dispatch_days)?;
    Ok(day_from_stock(requested, today, days))
}

/// Writes the days that some parts of an order's lines are promised for now: line from zero, warehouse.
pub(super) fn enter(tx: &mut Tx, order: &Order, parts: &[(usize, Option<String>)], why: &Why, actor: &str) -> Answer<()> {
    let houses = catalogue::store::warehouses(tx)?;
    let mut entries = Vec::new();
    for (at, code) in parts {
        let Some(line) = order.lines.get(*at) else { continue };
        let on = line.promises.iter().find(|part| part.warehouse == *code).and_then(|part| part.on);
        let warehouse = code.as_ref().and_then(|code| houses.iter().find(|house| house.1 == *code)).map(|house| house.0);
        entries.push(NewEntry { position: i64::try_from(*at).unwrap_or_default() + 1, warehouse, on });
    }
    store::insert_promises(tx, order.id, &entries, why, actor)
}

/// Another day for what is open of an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewPromise {
    /// The order's number.
    pub order: String,
    /// The line's article number; every open line when not given.
    pub sku: Option<String>,
    /// The day; none when nobody knows one.
    pub promised_on: Option<NaiveDate>,
    /// Why.
    pub reason: String,
}

/// Promises another day for what is open, with a reason. The buyer is written to.
pub fn change(act: &mut Act<'_, PromiseOrders>, new: &NewPromise) -> Answer<Recorded<Order>> {
    let (reach, actor) = (act.reach().clone(), held::name_of(act.actor()));
    let why = Why::said(checked_reason(&new.reason)?)?;
    let tx = act.tx();
    let today = seller::day_of(tx, tx.moment())?;
    check_day(new.promised_on, today)?;
    let mut held = Held::take(tx, &reach, &new.order)?;
    let key = new.sku.as_deref().map(catalogue::store::sku_key);
    let is_meant = |sku: &str| key.as_ref().is_none_or(|key| *key == catalogue::store::sku_key(sku));
    if !held.order.lines.iter().any(|line| is_meant(&line.sku)) {
        return Err(No::invalid(
            "/sku",
            "unknown_product",
            say!("promise-unknown-line", sku = new.sku.as_deref().unwrap_or_default()),
        ));
    }
    let mut changed = Vec::new();
    for (at, line) in held.order.lines.iter_mut().enumerate().filter(|(_, line)| is_meant(&line.sku)) {
        for part in line.open_parts() {
            line.promise(part.clone(), new.promised_on);
            changed.push((at, part));
        }
    }
    if changed.is_empty() || !held.order.state.is_shippable() {
        return Err(No::conflict("nothing_open", say!("promise-nothing-open")));
    }
    held.keep(tx, &actor, Deed::Promised)?;
    enter(tx, &held.order, &changed, &why, &actor)?;
    letters::about(tx, &held.order, Occasion::Promised, |about| about.reason = Some(why.as_str().to_owned()))?;
    let mut facts = held.facts(act)?;
    // Whoever promises may name somebody: the words stand beside the promised day, and here as a commitment.
    let words = secret::commitment(&held.kept.salt, why.as_str());
    record::add(&mut facts, "promise", json!({"sku": new.sku, "promised_on": new.promised_on, "words": words}));
    act.record("order.promised", Some(held.kept.partner), facts, held.order)
}

/// A reason in somebody's words.
pub(super) fn checked_reason(given: &str) -> Answer<String> {
    text::required_line(given, 300).map_err(|_| No::invalid("/reason", "missing", say!("promise-reason-missing")))
}

/// A promised day lies within a year from today.
pub(super) fn check_day(day: Option<NaiveDate>, today: NaiveDate) -> Answer<()> {
    let is_good = day.is_none_or(|day| day >= today && (day - today).num_days() <= 366);
    if is_good { Ok(()) } else { Err(No::invalid("/promised_on", "out_of_range", say!("promise-bad-day"))) }
}

/// How promises of a warehouse were kept.
#[derive(Debug, Clone)]
pub struct Tally {
    /// Its code.
    pub code: String,
    /// Its Russian name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Lines that left in time.
    pub kept: i64,
    /// Lines that left late.
    pub late: i64,
    /// Lines that left without a promised day.
    pub unpromised: i64,
}

/// A shipped line beside its promise.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The shipment's id.
    pub id: ShipmentId,
    /// The line, from one.
    pub position: i64,
    /// The shipment's number.
    pub shipment: String,
    /// The order's number.
    pub order: String,
    /// The warehouse's code and Russian name.
    pub warehouse: Named,
    /// Its English name.
    pub warehouse_en: String,
    /// The article number.
    pub sku: String,
    /// The Russian name.
    pub name: String,
    /// The English name.
    pub name_en: String,
    /// How much left.
    pub quantity: Quantity,
    /// The day that was promised.
    pub promised_on: Option<NaiveDate>,
    /// The day it left.
    pub shipped_on: NaiveDate,
}

impl Kept {
    /// How its promise ended.
    pub fn outcome(&self) -> Outcome {
        match self.promised_on {
            None => Outcome::Unpromised,
            Some(day) if day >= self.shipped_on => Outcome::Kept,
            Some(_) => Outcome::Late,
        }
    }
}

crate::words! {
    /// By what shipped lines are sorted.
    pub enum KeptBy {
        /// The moment of leaving.
        Left = "left",
        /// The promised day; what was not promised comes behind all days.
        Promised = "promised",
    }
}

impl Default for Sort<KeptBy> {
    fn default() -> Self {
        Sort::down(KeptBy::Left)
    }
}

/// Which days, and which shipped lines of them in which order.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The first day; a month before the last when not given.
    pub from: Option<NaiveDate>,
    /// The last day; today when not given.
    pub to: Option<NaiveDate>,
    /// Lines from this warehouse only, by code.
    pub warehouse: Option<String>,
    /// Lines whose promises ended so only.
    pub outcome: Option<Outcome>,
    /// In which order.
    pub sort: Sort<KeptBy>,
    /// Behind which line to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// How promises were kept, with the lines behind the figures.
#[derive(Debug, Clone)]
pub struct Report {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// By warehouse.
    pub tallies: Vec<Tally>,
    /// The lines asked for.
    pub rows: Vec<Kept>,
}

/// How promises were kept by warehouse, with a page of the lines behind the figures.
pub fn report(act: &mut Act<'_, PromiseOrders>, asked: &Asked) -> Answer<Report> {
    let tx = act.tx();
    let (from, to) = days(tx, asked)?;
    let house = house(tx, asked)?;
    let tallies = store::tally(tx, from, to)?;
    let rows = store::kept_lines(tx, house, asked, (from, to))?;
    Ok(Report { from, to, tallies, rows })
}

/// All lines behind the figures that are asked for, page by page in one view of the data: for files.
pub fn all_lines(act: &mut Act<'_, PromiseOrders>, asked: &Asked) -> Answer<Vec<Kept>> {
    let tx = act.tx();
    let days = days(tx, asked)?;
    let house = house(tx, asked)?;
    let page = |after, limit| store::kept_lines(tx, house, &Asked { after, limit, ..asked.clone() }, days);
    table::whole(page, Kept::place)
}

fn days(tx: &mut Tx, asked: &Asked) -> Answer<(NaiveDate, NaiveDate)> {
    let to = asked.to.unwrap_or(seller::day_of(tx, tx.moment())?);
    let from = asked.from.or_else(|| to.checked_sub_days(Days::new(30))).unwrap_or(to);
    Ok((from, to))
}

fn house(tx: &mut Tx, asked: &Asked) -> Answer<Option<WarehouseId>> {
    let Some(code) = &asked.warehouse else { return Ok(None) };
    Ok(Some(catalogue::store::warehouse_by_code(tx, code)?.ok_or_else(No::not_found)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weekends_are_no_working_days() {
        // 2026-03-06 is a Friday.
        for (from, days, to) in [
            ("2026-03-04", 1, "2026-03-05"),
            ("2026-03-06", 1, "2026-03-09"),
            ("2026-03-06", 2, "2026-03-10"),
            ("2026-03-07", 1, "2026-03-09"),
            ("2026-03-08", 1, "2026-03-09"),
            ("2026-03-08", 2, "2026-03-10"),
            ("2026-03-07", 0, "2026-03-09"),
            ("2026-03-04", 0, "2026-03-04"),
        ] {
            assert_eq!(dispatch_day(day(from), days), day(to), "{from} + {days}");
        }
    }

    #[test]
    fn nothing_leaves_before_it_is_wished() {
        let today = day("2026-03-04");
        assert_eq!(day_from_stock(None, today, 1), day("2026-03-05"));
        assert_eq!(day_from_stock(Some(day("2026-03-04")), today, 1), day("2026-03-05"));
        assert_eq!(day_from_stock(Some(day("2026-03-20")), today, 1), day("2026-03-20"));
        assert_eq!(day_from_stock(Some(day("2026-03-21")), today, 1), day("2026-03-23"));
    }
}
