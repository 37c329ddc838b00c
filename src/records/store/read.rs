//! Records with their places, read for the sealer, for receipts and for whoever verifies; and which of them tell of which order.

use diesel::dsl::{exists, not};

use super::*;

/// A record as it is kept.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct Row {
    /// Its id.
    pub id: RecordId,
    /// When it was written.
    pub at: Moment,
    /// What kind.
    pub kind: String,
    /// The partner it is about, by number.
    pub partner: Option<i64>,
    /// Who, as the journal names him.
    pub actor: String,
    /// The bytes that are hashed.
    pub body: Vec<u8>,
    /// Their hash, as it is kept.
    pub leaf: Vec<u8>,
}

macro_rules! record_columns {
    () => {
        (journal::id, journal::at, journal::kind, journal::partner_id, journal::actor, journal::body, journal::leaf)
    };
}

/// Which order, in which version, a record tells of.
pub(crate) fn order_of(kind: &str, body: &serde_json::Value) -> Option<(i64, i64)> {
    if !kind.starts_with("order.") {
        return None;
    }
    let facts = body.get("facts")?;
    let id = facts.get("id")?.as_str()?.strip_prefix("ord_").and_then(ids::decode)?;
    Some((id, facts.get("version")?.as_i64()?))
}

/// Which records have the places after one, in their order.
pub(in crate::records) fn places(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<(i64, RecordId)>> {
    let query = place::table.filter(place::n.gt(after)).order(place::n).limit(at_most);
    Ok(query.select((place::n, place::record_id)).load(tx.link())?)
}

/// Places below one, each with its record: there should be none.
pub(in crate::records) fn places_below(tx: &mut Tx, n: i64, at_most: i64) -> Answer<Vec<(i64, RecordId)>> {
    let query = place::table.filter(place::n.lt(n)).order(place::n).limit(at_most);
    Ok(query.select((place::n, place::record_id)).load(tx.link())?)
}

/// The records of these ids, in no order.
pub(in crate::records) fn records(tx: &mut Tx, ids: &[RecordId]) -> Answer<Vec<Row>> {
    let mut rows = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let found: Vec<Row> =
            journal::table.filter(journal::id.eq_any(chunk.to_vec())).select(record_columns!()).load(tx.link())?;
        rows.extend(found);
    }
    Ok(rows)
}

/// Records behind an id that wait for their place.
pub(in crate::records) fn waiting(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<Row>> {
    let query = unplaced::table.inner_join(journal::table).filter(unplaced::record_id.gt(after));
    Ok(query.order(unplaced::record_id).limit(at_most).select(record_columns!()).load(tx.link())?)
}

/// Records that have no place and wait for none.
pub(in crate::records) fn strays(tx: &mut Tx, at_most: i64) -> Answer<Vec<RecordId>> {
    let placed = place::table.filter(place::record_id.eq(journal::id)).select(place::n);
    let waits = unplaced::table.filter(unplaced::record_id.eq(journal::id)).select(unplaced::record_id);
    Ok(journal::table
        .filter(not(exists(placed)).and(not(exists(waits))))
        .order(journal::id)
        .limit(at_most)
        .select(journal::id)
        .load(tx.link())?)
}

/// How many records the journal holds, and how many places and waiting entries there are.
pub(in crate::records) fn counts(tx: &mut Tx) -> Answer<(i64, i64, i64)> {
    let records = journal::table.count().get_result(tx.link())?;
    let places = place::table.count().get_result(tx.link())?;
    let waiting = unplaced::table.count().get_result(tx.link())?;
    Ok((records, places, waiting))
}

/// Notes which of the records after a place, up to another, tell of orders.
pub(in crate::records) fn note_orders(tx: &mut Tx, after: u64, until: u64) -> Answer<()> {
    let (mut after, until) = (number(after)?, number(until)?);
    while after < until {
        let end = until.min(after.saturating_add(500));
        let within = place::n.gt(after).and(place::n.le(end)).and(journal::kind.like("order.%"));
        let query = place::table.inner_join(journal::table).filter(within).order(place::n);
        let found: Vec<(i64, String, Vec<u8>)> = query.select((place::n, journal::kind, journal::body)).load(tx.link())?;
        let known: Vec<i64> = order_record::table
            .filter(order_record::place.gt(after).and(order_record::place.le(end)))
            .select(order_record::place)
            .load(tx.link())?;
        let mut rows = Vec::new();
        for (n, kind, body) in found.iter().filter(|(n, _, _)| !known.contains(n)) {
            if let Some((order, version)) = order_of(kind, &serde_json::from_slice(body)?) {
                rows.push((order_record::place.eq(*n), order_record::order_id.eq(order), order_record::version.eq(version)));
            }
        }
        if !rows.is_empty() {
            each_database!(tx, conn => diesel::insert_into(order_record::table).values(&rows).on_conflict_do_nothing().execute(conn))?;
        }
        after = end;
    }
    Ok(())
}

/// What is noted about the places after one, up to another: place, order, version.
pub(in crate::records) fn noted_orders(tx: &mut Tx, after: i64, until: i64) -> Answer<Vec<(i64, i64, i64)>> {
    Ok(order_record::table
        .filter(order_record::place.gt(after).and(order_record::place.le(until)))
        .order(order_record::place)
        .select((order_record::place, order_record::order_id, order_record::version))
        .load(tx.link())?)
}

/// What is noted about places that are not sealed: there should be nothing.
pub(in crate::records) fn stray_notes(tx: &mut Tx, sealed: i64, at_most: i64) -> Answer<Vec<(i64, i64, i64)>> {
    Ok(order_record::table
        .filter(order_record::place.lt(1i64).or(order_record::place.gt(sealed)))
        .order(order_record::place)
        .limit(at_most)
        .select((order_record::place, order_record::order_id, order_record::version))
        .load(tx.link())?)
}

/// The sealed records that tell of some orders: order, version, place; in the order of places.
pub(in crate::records) fn of_orders(tx: &mut Tx, orders: &[i64]) -> Answer<Vec<(i64, i64, i64)>> {
    Ok(order_record::table
        .filter(order_record::order_id.eq_any(orders.to_vec()).and(order_record::place.gt(0i64)))
        .order(order_record::place)
        .select((order_record::order_id, order_record::version, order_record::place))
        .load(tx.link())?)
}

/// Records at some places.
pub(in crate::records) fn at_places(tx: &mut Tx, places: &[i64]) -> Answer<Vec<(i64, Row)>> {
    let mut rows = Vec::with_capacity(places.len());
    for chunk in places.chunks(500) {
        let query = place::table.inner_join(journal::table).filter(place::n.eq_any(chunk.to_vec()));
        let found: Vec<(i64, Row)> = query.select((place::n, record_columns!())).load(tx.link())?;
        rows.extend(found);
    }
    Ok(rows)
}

/// The records of a partner's orders before an id, newest first, each with its place if it has one.
pub(in crate::records) fn latest_of(tx: &mut Tx, partner: i64, before: i64, at_most: i64) -> Answer<Vec<(Option<i64>, Row)>> {
    let rows: Vec<Row> = journal::table
        .filter(journal::partner_id.eq(partner).and(journal::id.lt(before)).and(journal::kind.like("order.%")))
        .order(journal::id.desc())
        .limit(at_most)
        .select(record_columns!())
        .load(tx.link())?;
    let ids: Vec<RecordId> = rows.iter().map(|row| row.id).collect();
    let query = place::table.filter(place::record_id.eq_any(ids));
    let placed: Vec<(i64, RecordId)> = query.select((place::n, place::record_id)).load(tx.link())?;
    let place_of = |id: RecordId| placed.iter().find(|(_, record)| *record == id).map(|(n, _)| *n);
    Ok(rows.into_iter().map(|row| (place_of(row.id), row)).collect())
}

/// When each node said last that it lives, by its clock. What one said whose clock was ahead of a moment does not count.
pub(in crate::records) fn alive(tx: &mut Tx, now: Moment) -> Answer<Vec<(i64, Moment)>> {
    Ok(node::table.filter(node::seen_at.le(now)).select((node::id, node::seen_at)).load(tx.link())?)
}

/// The first record after the sealed ones, and how many there are.
pub(in crate::records) fn unsealed(tx: &mut Tx, sealed: u64) -> Answer<(i64, Option<Moment>)> {
    let sealed = number(sealed)?;
    let placed: i64 = place::table.filter(place::n.gt(sealed)).count().get_result(tx.link())?;
    let waits: i64 = unplaced::table.count().get_result(tx.link())?;
    let first: Option<Moment> = place::table
        .inner_join(journal::table)
        .filter(place::n.gt(sealed))
        .order(place::n)
        .select(journal::at)
        .first(tx.link())
        .optional()?;
    let first = match first {
        Some(at) => Some(at),
        None => waiting(tx, i64::MIN, 1)?.pop().map(|row| row.at),
    };
    Ok((placed + waits, first))
}
