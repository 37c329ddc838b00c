//! How long somebody counts as on line, in the database: one row.

use diesel::prelude::*;

use crate::platform::db::Tx;
use crate::platform::error::Answer;

diesel::table! { watch_setting (id) { id -> BigInt, online_minutes -> BigInt } }

/// Minutes after the last step.
pub(super) fn online_minutes(tx: &mut Tx) -> Answer<i64> {
    Ok(watch_setting::table.select(watch_setting::online_minutes).first(tx.link())?)
}

/// Sets them.
pub(super) fn set_online_minutes(tx: &mut Tx, minutes: i64) -> Answer<()> {
    diesel::update(watch_setting::table).set(watch_setting::online_minutes.eq(minutes)).execute(tx.link())?;
    Ok(())
}
