//! Wishes whose owners want to be told, in the database.

use diesel::prelude::*;

use super::notice::Asked;
use super::requested::{Reason, Wish};
use crate::access::PartnerId;
use crate::access::reach::AccountId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;

// The same table as the room's store knows; here with whether its owner wants to be told.
diesel::table! {
    requested_item (id) {
        id -> BigInt, partner_id -> BigInt, account_id -> BigInt, reason -> Text, wanted -> Text, wanted_key -> Text,
        product_id -> Nullable<BigInt>, is_notice_wanted -> Bool,
    }
}

/// Forgets what somebody looked for in vain, and that he wanted to be told.
pub(super) fn forget_person(tx: &mut Tx, account: AccountId) -> Answer<()> {
    diesel::delete(requested_item::table.filter(requested_item::account_id.eq(account))).execute(tx.link())?;
    Ok(())
}

/// Remembers that a kept wish's owner wants to be told.
pub(super) fn mark(tx: &mut Tx, wish: &Wish, key: &str) -> Answer<()> {
    let this = requested_item::table
        .filter(requested_item::partner_id.eq(wish.partner).and(requested_item::account_id.eq(wish.account)))
        .filter(requested_item::reason.eq(wish.reason).and(requested_item::wanted_key.eq(key)));
    diesel::update(this).set(requested_item::is_notice_wanted.eq(true)).execute(tx.link())?;
    Ok(())
}

/// Takes the marks of some products off, and answers whose they were.
pub(super) fn take(tx: &mut Tx, products: &[i64]) -> Answer<Vec<Asked>> {
    let mut found: Vec<(i64, AccountId, PartnerId, String, Option<i64>)> = Vec::new();
    for chunk in products.chunks(500) {
        let rows: Vec<(i64, AccountId, PartnerId, String, Option<i64>)> = requested_item::table
            .filter(requested_item::is_notice_wanted.eq(true))
            // What was not found may be outside the contract: its owner is answered by a person.
            .filter(requested_item::reason.ne(Reason::NotFound))
            .filter(requested_item::product_id.assume_not_null().eq_any(chunk.to_vec()))
            .order(requested_item::id)
            .select((
                requested_item::id,
                requested_item::account_id,
                requested_item::partner_id,
                requested_item::wanted,
                requested_item::product_id,
            ))
            .load(tx.link())?;
        found.extend(rows);
    }
    let mut asked = Vec::new();
    for (id, account, partner, sku, product) in found {
        // Another job may have told him in the meantime.
        let this = requested_item::table.filter(requested_item::id.eq(id).and(requested_item::is_notice_wanted.eq(true)));
        let touched = diesel::update(this).set(requested_item::is_notice_wanted.eq(false)).execute(tx.link())?;
        if touched == 1 {
            asked.push(Asked { account, partner, sku, product: product.unwrap_or_default() });
        }
    }
    Ok(asked)
}
