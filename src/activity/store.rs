//! Requested items in the database.

use diesel::prelude::*;

use super::requested::{Filter, Reason, RequestedItem, Wish, WishesBy};
use crate::access::PartnerId;
use crate::each_database;
use crate::in_order;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Quantity, text};
use crate::platform::web::sort;

diesel::table! {
    requested_item (id) {
        id -> BigInt, partner_id -> BigInt, account_id -> BigInt, reason -> Text, wanted -> Text, wanted_key -> Text,
        product_id -> Nullable<BigInt>, quantity -> Nullable<BigInt>, times -> BigInt, first_at -> BigInt, last_at -> BigInt,
        is_notice_wanted -> Bool,
    }
}
// Other rooms own these; here only the names beside a wish.
diesel::table! { partner (id) { id -> BigInt, code -> Text, name -> Text } }
diesel::table! { account_card (id) { id -> BigInt, name -> Text } }
diesel::joinable!(requested_item -> partner (partner_id));
diesel::joinable!(requested_item -> account_card (account_id));
diesel::allow_tables_to_appear_in_same_query!(requested_item, partner, account_card);

crate::typed_id!(
    /// A wish.
    WishId, "req"
);

/// Keeps a wish, or counts it once more.
pub(super) fn keep(tx: &mut Tx, wish: &Wish, wanted: &str, key: &str) -> Answer<()> {
    let (id, now) = (tx.new_id::<WishId>(), tx.moment());
    each_database!(tx, conn => diesel::insert_into(requested_item::table)
        .values((
            requested_item::id.eq(id),
            requested_item::partner_id.eq(wish.partner),
            requested_item::account_id.eq(wish.account),
            requested_item::reason.eq(wish.reason),
            requested_item::wanted.eq(wanted),
            requested_item::wanted_key.eq(key),
            requested_item::product_id.eq(wish.product),
            requested_item::quantity.eq(wish.quantity),
            requested_item::times.eq(1i64),
            requested_item::first_at.eq(now),
            requested_item::last_at.eq(now),
        ))
        .on_conflict((requested_item::partner_id, requested_item::account_id, requested_item::reason, requested_item::wanted_key))
        .do_update()
        .set((
            requested_item::times.eq(requested_item::times + 1i64),
            requested_item::last_at.eq(now),
            requested_item::quantity.eq(wish.quantity),
            requested_item::product_id.eq(wish.product),
        ))
        .execute(conn))?;
    Ok(())
}

type Row = (i64, (String, String), String, Reason, String, Option<Quantity>, i64, (Moment, Option<i64>, bool));

/// Wishes of some partners.
pub(super) fn list(tx: &mut Tx, partners: Option<Vec<PartnerId>>, filter: &Filter) -> Answer<Vec<RequestedItem>> {
    let mut query = requested_item::table.inner_join(partner::table).inner_join(account_card::table).into_boxed();
    if let Some(partners) = partners {
        query = query.filter(requested_item::partner_id.eq_any(partners));
    }
    if let Some(code) = &filter.partner {
        query = query.filter(partner::code.eq_any(text::spellings(code)));
    }
    let (is_descending, after) = (filter.sort.is_descending, sort::by_number(filter.after.clone())?);
    let query = match filter.sort.by {
        WishesBy::Last => in_order!(query, requested_item::last_at, requested_item::id, is_descending, after),
        WishesBy::Times => in_order!(query, requested_item::times, requested_item::id, is_descending, after),
    };
    let rows: Vec<Row> = query
        .limit(filter.limit)
        .select((
            requested_item::id,
            (partner::code, partner::name),
            account_card::name,
            requested_item::reason,
            requested_item::wanted,
            requested_item::quantity,
            requested_item::times,
            (requested_item::last_at, requested_item::product_id, requested_item::is_notice_wanted),
        ))
        .load(tx.link())?;
    Ok(rows
        .into_iter()
        .map(|(id, partner, person, reason, wanted, quantity, times, (last_at, product, is_awaited))| RequestedItem {
            is_awaited,
            is_known: product.is_some(),
            id,
            partner,
            person,
            reason,
            wanted,
            quantity,
            times,
            last_at,
        })
        .collect())
}
