//! Jobs as rows: put in the queue by the transaction that causes them, claimed with a lease, repeated with growing pauses.
//! A job that fails ten times stays as dead, with its last error, for people to see.

use diesel::prelude::*;

use super::db::{Link, Tx};
use super::error::Answer;
use super::values::{Moment, text};

diesel::table! {
    job (id) {
        id -> BigInt, kind -> Text, payload -> Text, run_at -> BigInt, attempts -> BigInt,
        leased_until -> BigInt, state -> Text, last_error -> Nullable<Text>,
    }
}

crate::typed_id!(
    /// A job.
    JobId, "job"
);

const LEASE_SECONDS: i64 = 120;
/// So many seconds may the clocks of nodes differ.
const APART: i64 = 3600;
const TRIES: i64 = 10;
/// So many seconds, doubled with each try, a job that failed waits for the next.
const PAUSE: i64 = 5;
/// So many at the most: before the last try.
const LONGEST_PAUSE: i64 = PAUSE << (TRIES - 1);

/// A job to be done now.
#[derive(Debug, Clone, Queryable)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Which handler does it.
    pub kind: String,
    /// What the handler needs, as JSON; ids rather than personal data.
    pub payload: String,
    /// How often it was tried before.
    pub attempts: i64,
}

/// Puts a job in the queue, to run when this transaction is committed.
pub fn enqueue(tx: &mut Tx, kind: &str, payload: &impl serde::Serialize) -> Answer<JobId> {
    let (id, moment) = (tx.new_id::<JobId>(), tx.moment());
    let payload = serde_json::to_string(payload)?;
    diesel::insert_into(job::table)
        .values((
            job::id.eq(id),
            job::kind.eq(kind),
            job::payload.eq(payload),
            job::run_at.eq(moment),
            job::attempts.eq(0i64),
            job::leased_until.eq(0i64),
            job::state.eq("waiting"),
        ))
        .execute(tx.link())?;
    Ok(id)
}

/// Takes up to `at_most` jobs that are due; nobody else gets them while the lease lasts.
pub fn claim(tx: &mut Tx, at_most: i64) -> Answer<Vec<Job>> {
    let now = tx.moment();
    // A lease that lasts longer than anybody could have taken it was taken by a clock that went wrong, and a job that is to wait longer
    // than any pause was put there by such a clock. A job that was never tried waits for nothing.
    let is_free = job::leased_until.lt(now).or(job::leased_until.gt(now.plus_seconds(LEASE_SECONDS + APART)));
    let is_mended = job::attempts.eq(0i64).or(job::run_at.gt(now.plus_seconds(LONGEST_PAUSE + APART)));
    let is_due = job::run_at.le(now).or(is_mended);
    let due = job::table
        .filter(job::state.eq("waiting"))
        .filter(is_due)
        .filter(is_free)
        .order(job::run_at)
        .limit(at_most)
        .select((job::id, job::kind, job::payload, job::attempts));
    let jobs: Vec<Job> = match tx.link() {
        Link::Sqlite(conn) => due.load(conn)?,
        Link::Postgres(conn) => due.for_update().skip_locked().load(conn)?,
    };
    let ids: Vec<JobId> = jobs.iter().map(|j| j.id).collect();
    if !ids.is_empty() {
        diesel::update(job::table.filter(job::id.eq_any(ids)))
            .set(job::leased_until.eq(now.plus_seconds(LEASE_SECONDS)))
            .execute(tx.link())?;
    }
    Ok(jobs)
}

/// Marks a job as done.
pub fn complete(tx: &mut Tx, id: JobId) -> Answer<()> {
    diesel::update(job::table.filter(job::id.eq(id))).set(job::state.eq("done")).execute(tx.link())?;
    Ok(())
}

/// Puts a failed job back with a pause, or gives it up after the last try.
pub fn postpone(tx: &mut Tx, failed: &Job, error: &str) -> Answer<()> {
    let attempts = failed.attempts + 1;
    let state = if attempts >= TRIES { "dead" } else { "waiting" };
    let next: Moment = tx.moment().plus_seconds(PAUSE << attempts.min(TRIES));
    let error: String = error.chars().take(500).collect();
    diesel::update(job::table.filter(job::id.eq(failed.id)))
        .set((
            job::attempts.eq(attempts),
            job::state.eq(state),
            job::run_at.eq(next),
            job::leased_until.eq(0i64),
            job::last_error.eq(error),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// Forgets an address in jobs and in what was said of those that failed. Payloads hold ids; one that names the address all the same
/// goes.
pub fn forget(tx: &mut Tx, address: &str) -> Answer<()> {
    diesel::update(job::table.filter(job::last_error.like(text::like_pattern(address)).escape('\\')))
        .set(job::last_error.eq(None::<String>))
        .execute(tx.link())?;
    let named = text::like_pattern(&serde_json::to_string(address)?);
    diesel::delete(job::table.filter(job::payload.like(named).escape('\\'))).execute(tx.link())?;
    Ok(())
}

/// Marks every waiting job as done without doing it: when history is written down later.
pub fn drop_waiting(tx: &mut Tx) -> Answer<usize> {
    Ok(diesel::update(job::table.filter(job::state.eq("waiting"))).set(job::state.eq("done")).execute(tx.link())?)
}
