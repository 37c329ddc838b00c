//! Tasks that tell of a person, read only: the room of service owns the table.

use diesel::prelude::*;

use super::own::Task;
use crate::access::reach::AccountId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Moment;

diesel::table! { task (id) { id -> BigInt, account_id -> Nullable<BigInt>, kind -> Text, made_at -> BigInt } }

/// The tasks about a person, the latest first.
pub(super) fn tasks(tx: &mut Tx, person: AccountId, at_most: i64) -> Answer<Vec<Task>> {
    let rows: Vec<(Moment, String)> = task::table
        .filter(task::account_id.eq(Some(person)))
        .order(task::id.desc())
        .limit(at_most)
        .select((task::made_at, task::kind))
        .load(tx.link())?;
    Ok(rows.into_iter().map(|(at, kind)| Task { at, kind }).collect())
}
