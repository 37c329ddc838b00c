//! The ledger of promised days, and how they were kept, in the database.

use super::*;
use crate::orders::promise::{Behind, Entry, Kept as KeptPromise, NewEntry, Outcome, Tally};
use crate::orders::shipment::{Shipment, ShipmentId};

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
    reason: &str,
    actor: &str,
) -> Answer<()> {
    let now = tx.moment();
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                promise::id.eq(tx.new_id::<PromiseId>()),
                promise::order_id.eq(order),
                promise::position.eq(entry.position),
                promise::warehouse_id.eq(entry.warehouse),
                promise::promised_on.eq(entry.on),
                promise::reason.eq(reason),
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

/// Every day that was promised for an order, the first first.
pub(in crate::orders) fn promises(tx: &mut Tx, order: OrderId) -> Answer<Vec<Entry>> {
    let rows: Vec<(i64, Option<String>, Option<NaiveDate>, String, String, Moment)> = promise::table
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
    let entry = |(position, warehouse, on, reason, actor, at)| Entry { position, warehouse, on, reason, actor, at };
    Ok(rows.into_iter().map(entry).collect())
}

macro_rules! shipped_lines {
    ($from:expr, $to:expr, $outcome:expr) => {{
        let query = shipment_line::table
            .inner_join(shipment::table)
            .filter(shipment::shipped_on.ge($from).and(shipment::shipped_on.le($to)))
            .into_boxed();
        match $outcome {
            Outcome::Kept => query.filter(shipment_line::promised_on.ge(shipment::shipped_on.nullable())),
            Outcome::Late => query.filter(shipment_line::promised_on.lt(shipment::shipped_on.nullable())),
            Outcome::Unpromised => query.filter(shipment_line::promised_on.is_null()),
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
            *count = shipped_lines!(from, to, *outcome).filter(shipment::warehouse_id.eq(id)).count().get_result(tx.link())?;
        }
        let [kept, late, unpromised] = counts;
        tallies.push(Tally { code, name, name_en, kept, late, unpromised });
    }
    Ok(tallies)
}

/// A page of shipped lines of a warehouse that ended so, the latest shipment first, within it line by line.
pub(in crate::orders) fn kept_lines(
    tx: &mut Tx,
    house: WarehouseId,
    behind: &Behind,
    (from, to): (NaiveDate, NaiveDate),
) -> Answer<Vec<KeptPromise>> {
    type Row = (ShipmentId, String, i64, Quantity, Option<NaiveDate>, NaiveDate, String);
    let mut query = shipped_lines!(from, to, behind.outcome).filter(shipment::warehouse_id.eq(house));
    if let Some((position, id)) = behind.after {
        query = query.filter(shipment::id.lt(id).or(shipment::id.eq(id).and(shipment_line::position.gt(position))));
    }
    let rows: Vec<Row> = query
        .order((shipment::id.desc(), shipment_line::position))
        .limit(behind.limit)
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
