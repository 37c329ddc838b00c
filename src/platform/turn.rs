//! Turns: what one node does at a time, however many there are. A turn is taken in the database for some seconds;
//! whoever asks meanwhile is told to wait for the next time. Nothing depends on it but work that would be done twice.

use diesel::prelude::*;

use super::db::Tx;
use super::error::Answer;
use crate::each_database;

diesel::table! { turn (name) { name -> Text, until -> BigInt } }

/// Takes a turn for so many seconds; answers whether it was free.
pub fn take(tx: &mut Tx, name: &str, seconds: i64) -> Answer<bool> {
    let now = tx.moment();
    each_database!(tx, conn => diesel::insert_into(turn::table)
        .values((turn::name.eq(name), turn::until.eq(0i64)))
        .on_conflict_do_nothing()
        .execute(conn))?;
    let taken = diesel::update(turn::table.filter(turn::name.eq(name).and(turn::until.le(now))))
        .set(turn::until.eq(now.plus_seconds(seconds)))
        .execute(tx.link())?;
    Ok(taken == 1)
}
