//! Rows by which whoever verifies compares the database with what he brought along.

use std::collections::HashMap;

use super::*;
use crate::platform::db::odd;

/// Whether a record with this leaf has its place.
pub(in crate::records) fn holds_leaf(tx: &mut Tx, leaf: &Hash) -> Answer<bool> {
    let query = place::table.inner_join(journal::table).filter(journal::leaf.eq(leaf.to_vec()));
    let known: i64 = query.count().get_result(tx.link())?;
    Ok(known > 0)
}

/// The record at a place.
pub(in crate::records) fn record_at(tx: &mut Tx, n: i64) -> Answer<Option<RecordId>> {
    Ok(place::table.filter(place::n.eq(n)).select(place::record_id).first(tx.link()).optional()?)
}

/// A witness's words about checkpoints of more than a size, the smallest first: size and line.
pub(in crate::records) fn words_of(tx: &mut Tx, witness: &str, after: i64, at_most: i64) -> Answer<Vec<(i64, String)>> {
    Ok(cosignature::table
        .filter(cosignature::witness.eq(witness.to_owned()).and(cosignature::size.gt(after)))
        .order(cosignature::size)
        .limit(at_most)
        .select((cosignature::size, cosignature::line))
        .load(tx.link())?)
}

/// The checkpoints of more than a size, up to another, by size.
pub(in crate::records) fn notes_within(tx: &mut Tx, after: i64, until: i64) -> Answer<HashMap<i64, String>> {
    let query = checkpoint::table.filter(checkpoint::size.gt(after).and(checkpoint::size.le(until)));
    let rows: Vec<(i64, String)> = query.select((checkpoint::size, checkpoint::note)).load(tx.link())?;
    Ok(rows.into_iter().collect())
}

/// The ids of a table's rows behind one, each with what a column says, without reading anything else of them.
pub(in crate::records) fn ids_behind(
    tx: &mut Tx,
    (table, number): (&'static str, &'static str),
    after: i64,
    at_most: i64,
) -> Answer<Vec<(i64, String)>> {
    // The smallest number of all has no digits of its own in SQL.
    let after = after.max(-i64::MAX);
    let sql = format!(
        "SELECT CAST({number} AS TEXT) AS object, CAST(id AS TEXT) AS expected, CAST('' AS TEXT) AS found FROM {table} \
         WHERE id > {after} ORDER BY id LIMIT {at_most}"
    );
    Ok(odd(tx, &sql)?.into_iter().filter_map(|row| Some((row.expected.parse().ok()?, row.object))).collect())
}
