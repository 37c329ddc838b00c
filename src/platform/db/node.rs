//! The node number inside ids: a leased row, so that two processes never make the same id.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::connect::OpenError;
use super::tx::{Link, Tx};
use crate::each_database;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, ids};

/// A number that was not seen for so long is free. Whoever lives longer says that he lives.
const LEASE_SECONDS: i64 = 600;

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    seen_at: i64,
}

#[derive(QueryableByName)]
struct Youngest {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
}

/// Takes the free node number that was seen longest ago; with it the moment above which this node makes its ids.
pub fn lease(link: &mut Link) -> Result<(u16, Moment), OpenError> {
    let now = Moment::now();
    match link {
        Link::Sqlite(conn) => conn.batch_execute("BEGIN IMMEDIATE")?,
        Link::Postgres(conn) => conn.batch_execute("BEGIN; LOCK TABLE node IN EXCLUSIVE MODE")?,
    }
    let sql = format!(
        "UPDATE node SET seen_at = {now}, taken_at = {now} WHERE id = (SELECT id FROM node WHERE seen_at < {before} ORDER BY seen_at, id LIMIT 1)
         RETURNING id, seen_at",
        now = now.micros(),
        before = now.plus_seconds(-LEASE_SECONDS).micros(),
    );
    let taken = match link {
        Link::Sqlite(conn) => diesel::sql_query(&sql).get_result::<Taken>(conn).optional()?,
        Link::Postgres(conn) => diesel::sql_query(&sql).get_result::<Taken>(conn).optional()?,
    };
    link.batch_execute("COMMIT")?;
    let taken =
        taken.ok_or_else(|| OpenError("all 1,024 node numbers were taken in the last ten minutes: wait a little".into()))?;
    let node = u16::try_from(taken.id).map_err(|_| OpenError("a node number is out of range".into()))?;
    Ok((node, Moment::from_micros(taken.seen_at).max(after_all_records(link)?)))
}

/// A millisecond after the youngest record, by its id. A clock that was days ahead and is right again would otherwise give records
/// that look as if somebody had put them among the older ones.
fn after_all_records(link: &mut Link) -> Result<Moment, OpenError> {
    let sql = "SELECT COALESCE(MAX(id), 0) AS id FROM journal";
    let youngest = match link {
        Link::Sqlite(conn) => diesel::sql_query(sql).get_result::<Youngest>(conn)?,
        Link::Postgres(conn) => diesel::sql_query(sql).get_result::<Youngest>(conn)?,
    };
    Ok(Moment::from_micros(ids::made_at(youngest.id).micros().saturating_add(1000)))
}

/// Says that the node of this number lives.
pub fn say_alive(tx: &mut Tx, node: u16) -> Answer<()> {
    let sql = format!("UPDATE node SET seen_at = {} WHERE id = {node}", Moment::now().micros());
    tx.say(&sql)?;
    Ok(())
}

/// Whether the numbers of nodes can be read: they are there since the first migration.
pub fn is_listed(tx: &mut Tx) -> Answer<bool> {
    let sql = "SELECT id, seen_at FROM node WHERE id = 0";
    let found = each_database!(tx, conn => diesel::sql_query(sql).get_result::<Taken>(conn).optional())?;
    Ok(found.is_some())
}

/// A write that finds no row: refused wherever nothing can be written.
pub fn touch_none(tx: &mut Tx) -> Answer<()> {
    tx.say("UPDATE node SET seen_at = seen_at WHERE id < 0")?;
    Ok(())
}
