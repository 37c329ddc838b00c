//! Who was erased, in the database.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::list::Erasure;
use crate::access::reach::AccountId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Moment;

diesel::table! { erasure (account_id) { account_id -> BigInt, at -> BigInt, actor -> Text, reason -> Text, salt -> Binary } }

/// Who erases, as the journal names him, and when.
pub(super) struct By<'b> {
    pub actor: &'b str,
    pub at: Moment,
}

/// Keeps that somebody was erased, by whom and why.
pub(super) fn insert(tx: &mut Tx, account: AccountId, by: &By<'_>, reason: &str, salt: &[u8]) -> Answer<()> {
    diesel::insert_into(erasure::table)
        .values((
            erasure::account_id.eq(account),
            erasure::at.eq(by.at),
            erasure::actor.eq(by.actor),
            erasure::reason.eq(reason),
            erasure::salt.eq(salt.to_vec()),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// Everybody who was erased, the first first.
pub(super) fn all(tx: &mut Tx) -> Answer<Vec<Erasure>> {
    let rows: Vec<(AccountId, Moment)> =
        erasure::table.order((erasure::at, erasure::account_id)).select((erasure::account_id, erasure::at)).load(tx.link())?;
    Ok(rows.into_iter().map(|(account, at)| Erasure { account, at }).collect())
}

/// Whether somebody was erased.
pub(super) fn is_erased(tx: &mut Tx, account: AccountId) -> Answer<bool> {
    let his = erasure::table.filter(erasure::account_id.eq(account)).select(erasure::account_id);
    Ok(diesel::select(exists(his)).get_result(tx.link())?)
}
