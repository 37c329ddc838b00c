//! Turns: what one node does at a time, however many there are. A turn is taken in the database for some seconds;
//! whoever asks meanwhile is told to wait for the next time. Nothing depends on it but work that would be done twice.

use diesel::prelude::*;

use super::db::Tx;
use super::error::Answer;
use crate::each_database;

diesel::table! { turn (name) { name -> Text, until -> BigInt } }

/// So many seconds may the clocks of nodes differ.
const APART: i64 = 3600;

/// Takes a turn for so many seconds; answers whether it was free. A turn that lasts longer than anybody could have taken it was taken
/// by a clock that went wrong, and is free.
pub fn take(tx: &mut Tx, name: &str, seconds: i64) -> Answer<bool> {
    let now = tx.moment();
    each_database!(tx, conn => diesel::insert_into(turn::table)
        .values((turn::name.eq(name), turn::until.eq(0i64)))
        .on_conflict_do_nothing()
        .execute(conn))?;
    let is_free = turn::until.le(now).or(turn::until.gt(now.plus_seconds(seconds + APART)));
    let taken = diesel::update(turn::table.filter(turn::name.eq(name).and(is_free)))
        .set(turn::until.eq(now.plus_seconds(seconds)))
        .execute(tx.link())?;
    Ok(taken == 1)
}
