//! Whoever waits for rows of PostgreSQL is served in the order in which he asked. A row that changes over and over is handed to anybody,
//! and who waits for it may be passed by dozens; a lock by number is handed over in the order in which it was asked for.

use diesel::sql_types::{Array, BigInt};
use diesel::{QueryResult, RunQueryDsl, sql_query};

use super::tx::{Link, Tx};

impl Tx {
    /// Waits until whoever queued for the same numbers before has ended, in one order for everybody. Each queue is a place in the
    /// server's memory, so that a long list stands in its first sixteen only. The embedded database has one writer anyway.
    pub(crate) fn queue_for(&mut self, numbers: Vec<i64>) -> QueryResult<()> {
        if let Link::Postgres(conn) = self.link() {
            let queues = sql_query(
                "SELECT pg_advisory_xact_lock(7331, queue) FROM (SELECT DISTINCT CAST(number & 2147483647 AS INTEGER) AS queue
                 FROM unnest($1) AS number ORDER BY queue LIMIT 16) AS queues",
            );
            queues.bind::<Array<BigInt>, _>(numbers).execute(conn)?;
        }
        Ok(())
    }
}
