//! The published views that figures are made of: their columns, and what figures and lists share. The queries are in the files beside.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::rows::{Row, Thing};
use super::{Client, Scope, Window};
use crate::access::PartnerId;
use crate::access::reach::AccountId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Currency, Moment, Money, Quantity};

/// A query about things of partners, narrowed to some of them.
macro_rules! among {
    ($view:ident, $partners:expr, $query:expr) => {{
        let query = $query.into_boxed();
        match $partners {
            Some(partners) => query.filter($view::partner_id.eq_any(partners.clone())),
            None => query,
        }
    }};
}

/// A page of what a query leads to, with number, client, day or moment, sum and currency: a [`DatedSum`] of each.
macro_rules! dated_sums {
    ($query:expr, $view:ident, $order:expr, $date:ident, $sum:ident, $window:expr) => {
        $query.order($order).offset($window.skip).limit($window.take).select((
            $view::number,
            ($view::partner_code, $view::partner_name),
            $view::$date,
            $view::$sum,
            $view::currency,
        ))
    };
}

// Behind the macros, which they use.
mod figures;
mod matters;

diesel::table! { view_client (partner_id) { partner_id -> BigInt, manager_id -> Nullable<BigInt> } }
diesel::table! {
    view_order (id) {
        id -> BigInt, number -> Text, placed_at -> BigInt, slot -> BigInt, currency -> Text, total -> BigInt,
        is_cancellation_asked -> Bool, partner_id -> BigInt, partner_code -> Text, partner_name -> Text,
    }
}
diesel::table! {
    view_held_order (id) {
        id -> BigInt, number -> Text, placed_at -> BigInt, currency -> Text, total -> BigInt, partner_id -> BigInt,
        partner_code -> Text, partner_name -> Text,
    }
}
diesel::table! {
    view_promise (id) {
        id -> BigInt, number -> Text, promised_on -> Date, partner_id -> BigInt, partner_code -> Text, partner_name -> Text,
    }
}
diesel::table! {
    view_debt (id) {
        id -> BigInt, number -> Text, due_on -> Date, rest -> BigInt, currency -> Text, is_disputed -> Bool, partner_id -> BigInt,
        partner_code -> Text, partner_name -> Text,
    }
}
diesel::table! {
    view_block (id) {
        id -> BigInt, contract_id -> BigInt, number -> Text, cause -> Text, began_at -> BigInt, partner_id -> BigInt,
        partner_code -> Text, partner_name -> Text,
    }
}
diesel::table! {
    view_limit_request (id) {
        id -> BigInt, number -> Text, asked -> BigInt, currency -> Text, asked_at -> BigInt, partner_id -> BigInt,
        partner_code -> Text, partner_name -> Text,
    }
}
diesel::table! {
    view_quote (id) {
        id -> BigInt, number -> Text, state -> Text, changed_at -> BigInt, currency -> Text, total -> BigInt, partner_id -> BigInt,
        partner_code -> Text, partner_name -> Text,
    }
}
diesel::table! {
    view_task (id) {
        id -> BigInt, kind -> Text, due_at -> BigInt, owner_id -> Nullable<BigInt>, partner_id -> BigInt, partner_code -> Text,
        partner_name -> Text,
    }
}
diesel::table! {
    view_wish (id) {
        id -> BigInt, wanted -> Text, wanted_key -> Text, reason -> Text, times -> BigInt, first_at -> BigInt, last_at -> BigInt,
        partner_id -> BigInt, partner_code -> Text, partner_name -> Text,
    }
}
diesel::table! {
    view_shortage (product_id, warehouse_id) {
        product_id -> BigInt, warehouse_id -> BigInt, sku -> Text, sku_key -> Text, name -> Text, name_en -> Text,
        warehouse -> Text, on_hand -> BigInt, reserved -> BigInt,
    }
}

pub(in crate::insight) use figures::*;
pub(in crate::insight) use matters::*;

/// Number, client, day or moment, sum and currency.
type DatedSum<D> = (String, (String, String), D, Money, Currency);

/// The row of a thing with its moment.
fn at_moment(thing: fn(String) -> Thing, (number, of, at, sum, currency): DatedSum<Moment>) -> Row {
    Row::of(thing(number), client(of)).at(at).worth(sum, currency)
}

/// The row of a thing with its day.
fn on_day(thing: fn(String) -> Thing, (number, of, day, sum, currency): DatedSum<NaiveDate>) -> Row {
    Row::of(thing(number), client(of)).on(day).worth(sum, currency)
}

fn client((code, name): (String, String)) -> Client {
    Client { code, name }
}

/// The partners that somebody manages.
pub(in crate::insight) fn managed_by(tx: &mut Tx, manager: AccountId) -> Answer<Vec<PartnerId>> {
    Ok(view_client::table.filter(view_client::manager_id.eq(Some(manager))).select(view_client::partner_id).load(tx.link())?)
}
