//! The node number inside ids: a leased row, so that two processes never make the same id.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::connect::OpenError;
use super::tx::Link;
use crate::platform::values::Moment;

const LEASE_SECONDS: i64 = 24 * 3600;

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    seen_at: i64,
}

/// Takes the free node number that was used longest ago, with the moment its predecessor was last seen.
/// A number is given again only a day after it was taken; a process that lives longer is protected by time in its ids.
pub fn lease(link: &mut Link) -> Result<(u16, Moment), OpenError> {
    let now = Moment::now();
    match link {
        Link::Sqlite(conn) => conn.batch_execute("BEGIN IMMEDIATE")?,
        Link::Postgres(conn) => conn.batch_execute("BEGIN; LOCK TABLE node IN EXCLUSIVE MODE")?,
    }
    let sql = format!(
        "UPDATE node SET seen_at = {now}, taken_at = {now} WHERE id = (SELECT id FROM node WHERE taken_at < {before} ORDER BY taken_at, id LIMIT 1)
         RETURNING id, seen_at",
        now = now.micros(),
        before = now.plus_seconds(-LEASE_SECONDS).micros(),
    );
    let taken = match link {
        Link::Sqlite(conn) => diesel::sql_query(&sql).get_result::<Taken>(conn).optional()?,
        Link::Postgres(conn) => diesel::sql_query(&sql).get_result::<Taken>(conn).optional()?,
    };
    link.batch_execute("COMMIT")?;
    let taken = taken.ok_or_else(|| OpenError("all 1,024 node numbers were taken within a day: wait, or restart less often".into()))?;
    let node = u16::try_from(taken.id).map_err(|_| OpenError("a node number is out of range".into()))?;
    Ok((node, Moment::from_micros(taken.seen_at)))
}
