//! The ledger of promised days, and how they were kept, in the database.

use diesel::dsl::{max, sql};
use diesel::sql_types::Date;

use super::*;
use crate::orders::promise::{Asked, Entry, Kept as KeptPromise, KeptBy, NewEntry, Outcome, Tally};
use crate::orders::shipment::{Shipment, ShipmentId};
use crate::orders::words::Why;
use crate::platform::web::cursor;

/// In how many working days goods leave that lie in stock.
pub(in crate::orders) fn dispatch_days(tx: &mut Tx) -> Answer<i64> {
    let days: Option<i64> = seller::table.select(seller::dispatch_days).first(tx.link()).optional()?;
    Ok(days.unwrap_or(1))
}

/// Adds promised days.
pub(in crate::orders) fn insert_promises(
    tx: &mut Tx,
    order: OrderId,
    entries: &[NewEntry],
    why: &Why,
    actor: &str,
) -> Answer<()> {
    let now = tx.moment();
    // The last day promised has the highest id, whatever the clocks of two nodes say.
    let last: Option<i64> = promise::table.filter(promise::order_id.eq(order)).select(max(promise::id)).first(tx.link())?;
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                promise::id.eq(tx.new_id_above::<PromiseId>(last.unwrap_or_default())),
                promise::order_id.eq(order),
                promise::position.eq(entry.position),
                promise::warehouse_id.eq(entry.warehouse),
                promise::promised_on.eq(entry.on),
                promise::reason.eq(why.as_str()),
                promise::actor.eq(actor),
                promise::at.eq(now),
            )
        })
        .collect();
    for chunk in rows.chunks(200) {
        each_database!(tx, conn => diesel::insert_into(promise::table).values(chunk).execute(conn))?;
    }
    Ok(())
}

type EntryRow = (i64, Option<String>, Option<NaiveDate>, String, String, Moment);

/// Every day that was promised for an order, the first first.
pub(in crate::orders) fn promises(tx: &mut Tx, order: OrderId) -> Answer<Vec<Entry>> {
    let rows: Vec<EntryRow> = promise::table
        .left_join(warehouse::table)
        .filter(promise::order_id.eq(order))
        .order(promise::id)
        .select((
            promise::position,
            warehouse::code.nullable(),
            promise::promised_on,
            promise::reason,
            promise::actor,
            promise::at,
        ))
        .load(tx.link())?;
    let entry = |(position, warehouse, on, reason, actor, at): EntryRow| {
        let why = Why::from(reason);
        Entry { position, warehouse, on, why, actor, at }
    };
    Ok(rows.into_iter().map(entry).collect())
}

macro_rules! shipped_lines {
    ($from:expr, $to:expr, $outcome:expr) => {{
        let query = shipment_line::table
            .inner_join(shipment::table)
            .filter(shipment::shipped_on.ge($from).and(shipment::shipped_on.le($to)))
            .into_boxed();
        match $outcome {
            None => query,
            Some(Outcome::Kept) => query.filter(shipment_line::promised_on.ge(shipment::shipped_on.nullable())),
            Some(Outcome::Late) => query.filter(shipment_line::promised_on.lt(shipment::shipped_on.nullable())),
            Some(Outcome::Unpromised) => query.filter(shipment_line::promised_on.is_null()),
        }
    }};
}

/// How many shipped lines of each warehouse ended so, on the days from one to another.
pub(in crate::orders) fn tally(tx: &mut Tx, from: NaiveDate, to: NaiveDate) -> Answer<Vec<Tally>> {
    let houses: Vec<(WarehouseId, String, String, String)> = warehouse::table
        .order(warehouse::code)
        .select((warehouse::id, warehouse::code, warehouse::name, warehouse::name_en))
        .load(tx.link())?;
    let mut tallies = Vec::new();
    for (id, code, name, name_en) in houses {
        let mut counts = [0i64; 3];
        for (count, outcome) in counts.iter_mut().zip(Outcome::ALL) {
            *count =
                shipped_lines!(from, to, Some(*outcome)).filter(shipment::warehouse_id.eq(id)).count().get_result(tx.link())?;
        }
        let [kept, late, unpromised] = counts;
        tallies.push(Tally { code, name, name_en, kept, late, unpromised });
    }
    Ok(tallies)
}

/// The promised day, or one behind all days.
const PROMISED: &str = "COALESCE(shipment_line.promised_on, '9999-12-31')";

impl KeptPromise {
    /// Its place in every order: the promised day, the line, the number of its shipment's id.
    pub fn place(&self) -> Place {
        let day = self.promised_on.map_or_else(|| NEVER.to_owned(), |day| day.to_string());
        (format!("{day} {}", self.position), self.id.number())
    }
}

/// The same, read again. A key that is none was never given out.
fn behind(place: Option<Place>) -> Answer<Option<(NaiveDate, i64, i64)>> {
    let Some((key, id)) = place else { return Ok(None) };
    let (day, position) = key.split_once(' ').ok_or_else(cursor::malformed)?;
    let day = day.parse().map_err(|_| cursor::malformed())?;
    let position = position.parse().map_err(|_| cursor::malformed())?;
    Ok(Some((day, position, id)))
}

/// Lines in an order of their shipments, or of a column and then of their shipments; within a shipment always line by line.
macro_rules! line_by_line {
    ($query:expr, $beyond:ident, $way:ident, $after:expr) => {{
        let mut query = $query;
        if let Some((_, position, id)) = $after {
            query = query.filter(shipment::id.$beyond(id).or(shipment::id.eq(id).and(shipment_line::position.gt(position))));
        }
        query.order((shipment::id.$way(), shipment_line::position.asc()))
    }};
    ($query:expr, $column:expr, $beyond:ident, $way:ident, $after:expr) => {{
        let mut query = $query;
        if let Some((day, position, id)) = $after {
            let line = shipment::id.$beyond(id).or(shipment::id.eq(id).and(shipment_line::position.gt(position)));
            query = query.filter($column.$beyond(day).or($column.eq(day).and(line)));
        }
        query.order(($column.$way(), shipment::id.$way(), shipment_line::position.asc()))
    }};
}

/// A page of shipped lines, of a warehouse where one is meant.
pub(in crate::orders) fn kept_lines(
    tx: &mut Tx,
    house: Option<WarehouseId>,
    asked: &Asked,
    (from, to): (NaiveDate, NaiveDate),
) -> Answer<Vec<KeptPromise>> {
    type Row = (ShipmentId, String, i64, Quantity, Option<NaiveDate>, NaiveDate, String);
    let mut query = shipped_lines!(from, to, asked.outcome);
    if let Some(house) = house {
        query = query.filter(shipment::warehouse_id.eq(house));
    }
    let after = behind(asked.after.clone())?;
    let query = match (asked.sort.by, asked.sort.is_descending) {
        // Ids grow with the moments of leaving.
        (KeptBy::Left, false) => line_by_line!(query, gt, asc, after),
        (KeptBy::Left, true) => line_by_line!(query, lt, desc, after),
        (KeptBy::Promised, false) => line_by_line!(query, sql::<Date>(PROMISED), gt, asc, after),
        (KeptBy::Promised, true) => line_by_line!(query, sql::<Date>(PROMISED), lt, desc, after),
    };
    let rows: Vec<Row> = query
        .limit(asked.limit)
        .select((
            shipment::id,
            shipment::number,
            shipment_line::position,
            shipment_line::quantity,
            shipment_line::promised_on,
            shipment::shipped_on,
            shipment::snapshot,
        ))
        .load(tx.link())?;
    rows.into_iter()
        .map(|(id, shipment, position, quantity, promised_on, shipped_on, snapshot)| {
            let document: Shipment = serde_json::from_str(&snapshot)?;
            let line = document.lines.into_iter().find(|line| line.position == position);
            let (sku, name, name_en) = line.map(|line| (line.sku, line.name, line.name_en)).unwrap_or_default();
            Ok(KeptPromise {
                id,
                position,
                shipment,
                order: document.order,
                warehouse: document.warehouse,
                warehouse_en: document.warehouse_en,
                sku,
                name,
                name_en,
                quantity,
                promised_on,
                shipped_on,
            })
        })
        .collect()
}
