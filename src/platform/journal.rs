//! The append-only table of records (rule 17). A record is written in the transaction of the change, as canonical bytes
//! with its leaf hash, and never again; its place in the log is given later by the sequencer.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::db::{Link, Tx};
use super::error::Answer;
use super::values::Moment;
use crate::each_database;

diesel::table! {
    journal (id) { id -> BigInt, at -> BigInt, kind -> Text, partner_id -> Nullable<BigInt>, actor -> Text, body -> Binary, leaf -> Binary }
}
diesel::table! { unplaced (record_id) { record_id -> BigInt } }
diesel::table! { place (n) { n -> BigInt, record_id -> BigInt } }

crate::typed_id!(
    /// A record of the journal.
    RecordId, "rec"
);

/// What happened, ready to be written.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `order.placed`, `discount.granted`, …
    pub kind: &'static str,
    /// The partner it is about, by number; what a reader's reach is compared with.
    pub partner: Option<i64>,
    /// The whole snapshot. Money and quantities are strings; personal data only as ids and commitments.
    pub facts: serde_json::Value,
}

/// A record as read.
#[derive(Debug, Clone, Queryable)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// When it was written.
    pub at: Moment,
    /// What kind.
    pub kind: String,
    /// Who, as the journal names him.
    pub actor: String,
    /// The bytes that are hashed.
    pub body: Vec<u8>,
}

/// Who writes a record, and by what he came: ids only.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Who, as the journal names him.
    pub actor: &'a str,
    /// His session, or the key of a machine; none where the program acts by itself.
    pub device: Option<&'a str>,
}

/// The form of a record: the second names the device. Those of the first form stay as they were hashed.
const FORM: i64 = 2;

/// The bytes that are hashed: UTF-8 JSON with sorted keys and no blanks.
pub fn canonical(id: RecordId, at: Moment, by: By<'_>, entry: &Entry) -> Answer<Vec<u8>> {
    let body = serde_json::json!({
        "v": FORM, "id": id, "at": at, "kind": entry.kind, "actor": by.actor, "device": by.device,
        "partner": entry.partner.map(super::values::ids::encode), "facts": entry.facts,
    });
    Ok(serde_json::to_vec(&body)?)
}

/// The leaf hash of RFC 6962.
pub fn leaf(body: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update([0u8]).chain_update(body).finalize().to_vec()
}

/// Writes a record in the transaction of the change it tells of, after the rows that it tells of.
pub fn write(tx: &mut Tx, actor: &str, entry: &Entry) -> Answer<RecordId> {
    let (id, at) = (next_id(tx)?, tx.moment());
    let device = tx.device().map(str::to_owned);
    let body = canonical(id, at, By { actor, device: device.as_deref() }, entry)?;
    let leaf = leaf(&body);
    diesel::insert_into(journal::table)
        .values((
            journal::id.eq(id),
            journal::at.eq(at),
            journal::kind.eq(entry.kind),
            journal::partner_id.eq(entry.partner),
            journal::actor.eq(actor),
            journal::body.eq(body),
            journal::leaf.eq(leaf),
        ))
        .execute(tx.link())?;
    diesel::insert_into(unplaced::table).values(unplaced::record_id.eq(id)).execute(tx.link())?;
    super::memory::notice(tx, entry.kind)?;
    Ok(id)
}

/// An id above those of all records that are committed: whoever had to wait for a row that another wrote is recorded after him, and
/// gets a later place, whatever the clocks of their nodes say.
fn next_id(tx: &mut Tx) -> Answer<RecordId> {
    let last: Option<i64> = journal::table.select(diesel::dsl::max(journal::id)).first(tx.link())?;
    Ok(tx.new_id_above(last.unwrap_or_default()))
}

/// Gives each committed record its place. One at a time, however many nodes run; answers which got one, in the order of places.
pub fn sequence(tx: &mut Tx, at_most: i64) -> Answer<Vec<RecordId>> {
    if let Link::Postgres(conn) = tx.link() {
        diesel::sql_query("SELECT pg_advisory_xact_lock(7331002)").execute(conn)?;
    }
    let waiting: Vec<RecordId> =
        unplaced::table.select(unplaced::record_id).order(unplaced::record_id).limit(at_most).load(tx.link())?;
    if waiting.is_empty() {
        return Ok(waiting);
    }
    let last: Option<i64> = place::table.select(diesel::dsl::max(place::n)).first(tx.link())?;
    let rows: Vec<_> =
        (last.unwrap_or(0) + 1..).zip(&waiting).map(|(n, id)| (place::n.eq(n), place::record_id.eq(*id))).collect();
    each_database!(tx, conn => diesel::insert_into(place::table).values(&rows).execute(conn))?;
    diesel::delete(unplaced::table.filter(unplaced::record_id.eq_any(&waiting))).execute(tx.link())?;
    Ok(waiting)
}

/// A record with the partner it is about, for those who follow the journal.
#[derive(Debug, Clone, Queryable)]
pub struct Placed {
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
}

/// Those of the records just placed that are of some kinds, in the order of their places.
pub fn placed(tx: &mut Tx, ids: &[RecordId], kinds: &[&str]) -> Answer<Vec<Placed>> {
    Ok(journal::table
        .filter(journal::id.eq_any(ids.to_vec()).and(journal::kind.eq_any(kinds.to_vec())))
        .order(journal::id)
        .select((journal::at, journal::kind, journal::partner_id, journal::actor, journal::body))
        .load(tx.link())?)
}

/// Whether records still wait for their place.
pub fn has_unplaced(tx: &mut Tx) -> Answer<bool> {
    Ok(diesel::select(diesel::dsl::exists(unplaced::table.select(unplaced::record_id))).get_result(tx.link())?)
}

/// Records of some kinds about one partner, newest first.
pub fn of_partner(tx: &mut Tx, partner: i64, kinds: &[&str], at_most: i64) -> Answer<Vec<Record>> {
    Ok(journal::table
        .filter(journal::partner_id.eq(partner).and(journal::kind.eq_any(kinds.to_vec())))
        .order(journal::id.desc())
        .limit(at_most)
        .select((journal::id, journal::at, journal::kind, journal::actor, journal::body))
        .load(tx.link())?)
}

/// Every record whose bytes, id, moment or hash do not agree with each other; nothing when all is whole.
pub fn disagreeing(tx: &mut Tx) -> Answer<Vec<RecordId>> {
    let rows: Vec<(RecordId, Vec<u8>, Vec<u8>)> =
        journal::table.select((journal::id, journal::body, journal::leaf)).order(journal::id).load(tx.link())?;
    Ok(rows.into_iter().filter(|(_, body, hash)| leaf(body) != *hash).map(|(id, _, _)| id).collect())
}
