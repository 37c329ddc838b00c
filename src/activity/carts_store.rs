//! Carts of clients' people, read only: the orders' room owns the tables.

use diesel::prelude::*;

use crate::access::PartnerId;
use crate::access::reach::AccountId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Quantity, UnitPrice};

diesel::table! { cart (id) { id -> BigInt, account_id -> BigInt, partner_id -> BigInt, changed_at -> BigInt } }
diesel::table! {
    cart_line (cart_id, product_id) {
        cart_id -> BigInt, product_id -> BigInt, quantity -> BigInt, seen_price -> Nullable<BigInt>, added_at -> BigInt,
    }
}
diesel::table! { product (id) { id -> BigInt, sku -> Text, name -> Text, name_en -> Text } }
diesel::table! { account (id) { id -> BigInt, login -> Text, name -> Text } }
diesel::table! { membership (account_id, partner_id, role) { account_id -> BigInt, partner_id -> BigInt, role -> Text } }
diesel::joinable!(cart_line -> cart (cart_id));
diesel::joinable!(cart_line -> product (product_id));
diesel::allow_tables_to_appear_in_same_query!(cart, cart_line, product);

/// A line with its cart and its product.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Row {
    pub account: AccountId,
    pub changed_at: Moment,
    pub sku: String,
    pub name: String,
    pub name_en: String,
    pub quantity: Quantity,
    pub seen: Option<UnitPrice>,
    pub added_at: Moment,
}

/// The lines of a client's carts, or of one person's.
pub(super) fn lines(tx: &mut Tx, partner: PartnerId, only: Option<AccountId>) -> Answer<Vec<Row>> {
    let mut query =
        cart_line::table.inner_join(cart::table).inner_join(product::table).filter(cart::partner_id.eq(partner)).into_boxed();
    if let Some(account) = only {
        query = query.filter(cart::account_id.eq(account));
    }
    Ok(query
        .order((cart_line::added_at, cart_line::product_id))
        .select((
            cart::account_id,
            cart::changed_at,
            product::sku,
            product::name,
            product::name_en,
            cart_line::quantity,
            cart_line::seen_price,
            cart_line::added_at,
        ))
        .load(tx.link())?)
}

/// A person who belongs to a client or has a cart there, by login: id and name.
pub(super) fn person(tx: &mut Tx, partner: PartnerId, login: &str) -> Answer<Option<(AccountId, String)>> {
    let found: Option<(AccountId, String)> = account::table
        .filter(account::login.eq(login.to_owned()))
        .select((account::id, account::name))
        .first(tx.link())
        .optional()?;
    let Some((id, name)) = found else { return Ok(None) };
    let belongs = membership::table.filter(membership::account_id.eq(id).and(membership::partner_id.eq(partner)));
    let has_cart = cart::table.filter(cart::account_id.eq(id).and(cart::partner_id.eq(partner)));
    let is_there = diesel::select(diesel::dsl::exists(belongs)).get_result::<bool>(tx.link())?
        || diesel::select(diesel::dsl::exists(has_cart)).get_result::<bool>(tx.link())?;
    Ok(is_there.then_some((id, name)))
}
