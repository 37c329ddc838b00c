//! Wrong tries to sign in, in the database: counted for names that exist and names that do not. So are letters that are sent only
//! so often.

use diesel::prelude::*;

use crate::access::store::sign_in_failure;
use crate::each_database;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Moment;

/// One more wrong try; at the limit of a key its tries must wait.
pub fn count_failure(tx: &mut Tx, keys: &[(String, i64)], wait_seconds: i64) -> Answer<()> {
    let now = tx.moment();
    for (key, limit) in keys {
        each_database!(tx, conn => diesel::insert_into(sign_in_failure::table)
            .values((sign_in_failure::key.eq(key), sign_in_failure::failures.eq(0i64), sign_in_failure::last_at.eq(now), sign_in_failure::waits_until.eq(0i64)))
            .on_conflict_do_nothing()
            .execute(conn))?;
        let fresh = sign_in_failure::table.filter(sign_in_failure::key.eq(key));
        // An old series of failures is over.
        diesel::update(fresh.filter(sign_in_failure::last_at.lt(now.plus_seconds(-wait_seconds))))
            .set(sign_in_failure::failures.eq(0i64))
            .execute(tx.link())?;
        diesel::update(fresh)
            .set((sign_in_failure::failures.eq(sign_in_failure::failures + 1i64), sign_in_failure::last_at.eq(now)))
            .execute(tx.link())?;
        diesel::update(fresh.filter(sign_in_failure::failures.ge(*limit)))
            .set(sign_in_failure::waits_until.eq(now.plus_seconds(wait_seconds)))
            .execute(tx.link())?;
    }
    Ok(())
}

/// The moment until which one of the keys must wait, if any must.
pub fn waits_until(tx: &mut Tx, keys: &[(String, i64)]) -> Answer<Option<Moment>> {
    let now = tx.moment();
    let names: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
    Ok(sign_in_failure::table
        .filter(sign_in_failure::key.eq_any(names).and(sign_in_failure::waits_until.gt(now)))
        .select(diesel::dsl::max(sign_in_failure::waits_until))
        .first(tx.link())?)
}

/// Whether one of the keys was counted beyond its limit: of many who count at once, those that come too late see it.
pub fn is_over(tx: &mut Tx, keys: &[(String, i64)]) -> Answer<bool> {
    for (key, limit) in keys {
        let over = sign_in_failure::table.filter(sign_in_failure::key.eq(key).and(sign_in_failure::failures.gt(*limit)));
        let is_over: bool = diesel::select(diesel::dsl::exists(over)).get_result(tx.link())?;
        if is_over {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Forgets wrong tries after a right one.
pub fn forget_failures(tx: &mut Tx, keys: &[(String, i64)]) -> Answer<()> {
    let names: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
    diesel::delete(sign_in_failure::table.filter(sign_in_failure::key.eq_any(names))).execute(tx.link())?;
    Ok(())
}
