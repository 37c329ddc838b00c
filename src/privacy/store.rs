//! Who was erased, in the database.

use diesel::prelude::*;

use crate::access::reach::AccountId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;

diesel::table! { erasure (account_id) { account_id -> BigInt, at -> BigInt, actor -> Text, reason -> Text, salt -> Binary } }

/// Keeps that somebody was erased, by whom and why.
pub(super) fn insert(tx: &mut Tx, account: AccountId, actor: &str, reason: &str, salt: &[u8]) -> Answer<()> {
    let now = tx.moment();
    diesel::insert_into(erasure::table)
        .values((
            erasure::account_id.eq(account),
            erasure::at.eq(now),
            erasure::actor.eq(actor),
            erasure::reason.eq(reason),
            erasure::salt.eq(salt.to_vec()),
        ))
        .execute(tx.link())?;
    Ok(())
}
