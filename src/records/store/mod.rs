//! The log in the database: checkpoints, words of witnesses, changes of keys, whole subtrees, and the records below them. The
//! journal itself belongs to `platform`; here it is only read.

mod held;
mod read;
mod tree;

use diesel::prelude::*;

use crate::each_database;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::journal::RecordId;
use crate::platform::values::Moment;
use crate::platform::values::ids;
use crate::records::checkpoint::Checkpoint;
use crate::records::merkle::Hash;
use crate::records::note::Note;

diesel::table! {
    journal (id) { id -> BigInt, at -> BigInt, kind -> Text, partner_id -> Nullable<BigInt>, actor -> Text, body -> Binary, leaf -> Binary }
}
diesel::table! { unplaced (record_id) { record_id -> BigInt } }
diesel::table! { place (n) { n -> BigInt, record_id -> BigInt } }
diesel::table! { log_node (level, n) { level -> BigInt, n -> BigInt, hash -> Binary } }
diesel::table! { checkpoint (size) { size -> BigInt, root -> Binary, note -> Text, sealed_at -> BigInt } }
diesel::table! { cosignature (size, witness) { size -> BigInt, witness -> Text, line -> Text, at -> BigInt } }
diesel::table! { log_key (n) { n -> BigInt, statement -> Text } }
diesel::table! { order_record (place) { place -> BigInt, order_id -> BigInt, version -> BigInt } }
diesel::table! { node (id) { id -> BigInt, seen_at -> BigInt } }
diesel::joinable!(place -> journal (record_id));
diesel::joinable!(unplaced -> journal (record_id));
diesel::allow_tables_to_appear_in_same_query!(journal, place, unplaced);

pub(in crate::records) use held::*;
pub(crate) use read::*;
pub(crate) use tree::*;

/// A size as the database keeps it.
pub(super) fn number(size: u64) -> Answer<i64> {
    i64::try_from(size).map_err(No::failed)
}

/// A size as the tree counts it.
pub(super) fn size(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// How far the log goes: how many records are sealed, and how many have a place.
pub(in crate::records) fn extent(tx: &mut Tx) -> Answer<(u64, u64)> {
    let sealed: Option<i64> = checkpoint::table.select(diesel::dsl::max(checkpoint::size)).first(tx.link())?;
    let placed: Option<i64> = place::table.select(diesel::dsl::max(place::n)).first(tx.link())?;
    Ok((size(sealed.unwrap_or(0)), size(placed.unwrap_or(0))))
}

/// A checkpoint as it is kept.
#[derive(Debug, Clone, Queryable)]
pub(in crate::records) struct CheckpointRow {
    pub size: i64,
    pub root: Vec<u8>,
    pub note: String,
    pub sealed_at: Moment,
}

macro_rules! checkpoint_columns {
    () => {
        (checkpoint::size, checkpoint::root, checkpoint::note, checkpoint::sealed_at)
    };
}

/// The last checkpoint.
pub(in crate::records) fn last_checkpoint(tx: &mut Tx) -> Answer<Option<CheckpointRow>> {
    let query = checkpoint::table.order(checkpoint::size.desc()).select(checkpoint_columns!());
    Ok(query.first(tx.link()).optional()?)
}

/// The first checkpoint that holds a record.
pub(in crate::records) fn checkpoint_over(tx: &mut Tx, record: i64) -> Answer<Option<CheckpointRow>> {
    let query = checkpoint::table.filter(checkpoint::size.ge(record)).order(checkpoint::size).select(checkpoint_columns!());
    Ok(query.first(tx.link()).optional()?)
}

/// Checkpoints of more than a size, the smallest first.
pub(in crate::records) fn checkpoints(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<CheckpointRow>> {
    Ok(checkpoint::table
        .filter(checkpoint::size.gt(after))
        .order(checkpoint::size)
        .limit(at_most)
        .select(checkpoint_columns!())
        .load(tx.link())?)
}

/// Keeps a signed checkpoint; one of its size that is there already stays.
pub(in crate::records) fn keep_checkpoint(tx: &mut Tx, read: &Checkpoint, note: &Note) -> Answer<()> {
    let of_size = number(read.size)?;
    let known: i64 = checkpoint::table.filter(checkpoint::size.eq(of_size)).count().get_result(tx.link())?;
    if known > 0 {
        return Ok(());
    }
    let at = tx.moment();
    let row = (
        checkpoint::size.eq(of_size),
        checkpoint::root.eq(read.root.to_vec()),
        checkpoint::note.eq(note.to_string()),
        checkpoint::sealed_at.eq(at),
    );
    each_database!(tx, conn => diesel::insert_into(checkpoint::table).values(row).on_conflict_do_nothing().execute(conn))?;
    Ok(())
}

/// A witness's word about a checkpoint.
#[derive(Debug, Clone, Queryable)]
pub(in crate::records) struct CosignatureRow {
    pub size: i64,
    pub witness: String,
    pub line: String,
    pub at: Moment,
}

/// Keeps a witness's word; one that is there already stays.
pub(in crate::records) fn keep_cosignature(tx: &mut Tx, of_size: u64, witness: &str, line: &str) -> Answer<()> {
    let of_size = number(of_size)?;
    let this = cosignature::size.eq(of_size).and(cosignature::witness.eq(witness.to_owned()));
    let known: i64 = cosignature::table.filter(this).count().get_result(tx.link())?;
    if known > 0 {
        return Ok(());
    }
    let at = tx.moment();
    let row =
        (cosignature::size.eq(of_size), cosignature::witness.eq(witness), cosignature::line.eq(line), cosignature::at.eq(at));
    each_database!(tx, conn => diesel::insert_into(cosignature::table).values(row).on_conflict_do_nothing().execute(conn))?;
    Ok(())
}

/// The words of witnesses about a checkpoint.
pub(in crate::records) fn cosignatures(tx: &mut Tx, of_size: i64) -> Answer<Vec<CosignatureRow>> {
    Ok(cosignature::table
        .filter(cosignature::size.eq(of_size))
        .order(cosignature::witness)
        .select((cosignature::size, cosignature::witness, cosignature::line, cosignature::at))
        .load(tx.link())?)
}

/// The last word of any witness.
pub(in crate::records) fn last_cosignature(tx: &mut Tx) -> Answer<Option<CosignatureRow>> {
    Ok(cosignature::table
        .order((cosignature::size.desc(), cosignature::at.desc()))
        .select((cosignature::size, cosignature::witness, cosignature::line, cosignature::at))
        .first(tx.link())
        .optional()?)
}

/// Each statement of the signer, the first first: changes of keys, and that the log was opened again.
pub(in crate::records) fn successions(tx: &mut Tx) -> Answer<Vec<String>> {
    Ok(log_key::table.order(log_key::n).select(log_key::statement).load(tx.link())?)
}

/// Keeps the statements that are not kept yet. A signer that lost its folder begins to count anew, so they are known by their words.
pub(in crate::records) fn keep_successions(tx: &mut Tx, told: &[String]) -> Answer<()> {
    let kept = successions(tx)?;
    let last: Option<i64> = log_key::table.select(diesel::dsl::max(log_key::n)).first(tx.link())?;
    let fresh = told.iter().filter(|statement| !kept.contains(statement));
    for (n, statement) in (last.unwrap_or(0) + 1..).zip(fresh) {
        let row = (log_key::n.eq(n), log_key::statement.eq(statement));
        each_database!(tx, conn => diesel::insert_into(log_key::table).values(row).on_conflict_do_nothing().execute(conn))?;
    }
    Ok(())
}
