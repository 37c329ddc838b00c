//! Carts, orders, their lines, versions and reservations in the database: the tables of this room, and their queries in the files beside.

/// What is within reach of a boxed query over a table whose rows have a partner and a unit; the column says who placed or asked.
macro_rules! within_reach {
    ($query:expr, $of:ident, $partners:expr, $part:expr, $person:expr) => {{
        let mut query = $query;
        if let Some(partners) = $partners {
            query = query.filter($of::partner_id.eq_any(partners));
        }
        match $part {
            Some(Part::Unit(unit)) => query.filter($of::unit_id.is_null().or($of::unit_id.eq(Some(unit)))),
            Some(Part::Person(account)) => query.filter($person.eq(account)),
            None => query,
        }
    }};
}

/// A line of an order as its row.
macro_rules! line_row {
    ($order:expr, $position:expr, $line:expr, $product:expr) => {
        (
            order_line::order_id.eq($order),
            order_line::position.eq($position),
            order_line::product_id.eq($product),
            order_line::quantity.eq($line.quantity),
            order_line::shipped.eq($line.shipped),
            order_line::cancelled.eq($line.cancelled),
            order_line::sum.eq($line.sum),
        )
    };
}

mod book;
mod carts;
mod changes;
mod deeds;
mod erased;
mod found;
mod holdings;
mod lines;
mod lists;
mod named;
mod ordered;
mod promises;
mod proofs;
mod quote_versions;
mod quotes;
mod shipments;
mod standing_orders;
mod wished;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::State;
use super::order::{Order, OrderId, Version};
use super::record::Unkept;
use crate::access::reach::{AccountId, RepresentationId};
use crate::access::{Part, PartnerId, UnitId};
use crate::catalogue::{ProductId, WarehouseId};
use crate::each_database;
use crate::in_order;
use crate::partners::{AddressId, ContractId};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Money, Percent, Quantity, UnitPrice, text};
use crate::platform::web::Sort;
use crate::platform::web::sort::{self, Place};
use crate::pricing::{Amounts, CodeId};

diesel::table! {
    cart (id) {
        id -> BigInt, account_id -> BigInt, partner_id -> BigInt, contract_id -> Nullable<BigInt>, address_id -> Nullable<BigInt>,
        version -> BigInt, changed_at -> BigInt,
    }
}
diesel::table! {
    cart_line (cart_id, product_id) {
        cart_id -> BigInt, product_id -> BigInt, quantity -> BigInt, seen_price -> Nullable<BigInt>, added_at -> BigInt,
    }
}
diesel::table! { cart_code (cart_id) { cart_id -> BigInt, code_id -> BigInt } }
diesel::table! {
    sales_order (id) {
        id -> BigInt, number -> Text, version -> BigInt, state -> Text, partner_id -> BigInt, unit_id -> Nullable<BigInt>,
        contract_id -> BigInt, placed_by -> BigInt, representation_id -> Nullable<BigInt>, placed_at -> BigInt, currency -> Text,
        your_number -> Nullable<Text>, requested_on -> Nullable<Date>, comment -> Nullable<Text>, delivery -> Nullable<Text>,
        delivery_cost -> BigInt, net -> BigInt, vat -> BigInt, total -> BigInt, search_key -> Text, snapshot -> Text, salt -> Binary,
        is_cancellation_asked -> Bool,
    }
}
diesel::table! {
    order_line (order_id, position) {
        order_id -> BigInt, position -> BigInt, product_id -> BigInt, quantity -> BigInt, shipped -> BigInt, cancelled -> BigInt, sum -> BigInt,
    }
}
diesel::table! {
    order_version (order_id, version) {
        order_id -> BigInt, version -> BigInt, at -> BigInt, actor -> Text, what -> Text, snapshot -> Text,
    }
}
diesel::table! {
    reservation (order_id, position, warehouse_id) {
        order_id -> BigInt, position -> BigInt, warehouse_id -> BigInt, product_id -> BigInt, quantity -> BigInt,
    }
}
diesel::table! {
    shipment (id) {
        id -> BigInt, number -> Text, order_id -> BigInt, partner_id -> BigInt, unit_id -> Nullable<BigInt>, contract_id -> BigInt,
        warehouse_id -> BigInt, shipped_at -> BigInt, shipped_on -> Date, snapshot -> Text,
    }
}
diesel::table! {
    shipment_line (shipment_id, position) {
        shipment_id -> BigInt, position -> BigInt, product_id -> BigInt, quantity -> BigInt, promised_on -> Nullable<Date>,
    }
}
diesel::table! {
    promise (id) {
        id -> BigInt, order_id -> BigInt, position -> BigInt, warehouse_id -> Nullable<BigInt>, promised_on -> Nullable<Date>,
        reason -> Text, actor -> Text, at -> BigInt,
    }
}
// Other rooms own these: the numbers of the documents of an order, names of warehouses and partners, in how many days goods leave.
diesel::table! { invoice (id) { id -> BigInt, number -> Text, kind -> Text, order_id -> Nullable<BigInt>, shipment_id -> Nullable<BigInt> } }
diesel::table! { warehouse (id) { id -> BigInt, code -> Text, name -> Text, name_en -> Text } }
diesel::table! { seller (id) { id -> BigInt, dispatch_days -> BigInt } }
diesel::table! { partner (id) { id -> BigInt, code -> Text, name -> Text } }
diesel::joinable!(cart_line -> cart (cart_id));
diesel::joinable!(cart_code -> cart (cart_id));
diesel::joinable!(order_line -> sales_order (order_id));
diesel::joinable!(reservation -> sales_order (order_id));
diesel::joinable!(shipment -> sales_order (order_id));
diesel::joinable!(shipment_line -> shipment (shipment_id));
diesel::joinable!(promise -> warehouse (warehouse_id));
diesel::allow_tables_to_appear_in_same_query!(cart, cart_line, cart_code);
diesel::allow_tables_to_appear_in_same_query!(
    sales_order,
    order_line,
    reservation,
    shipment,
    shipment_line,
    promise,
    warehouse,
    partner
);

/// The day behind all days, where none is known: in the places of lists, as in their statements.
const NEVER: &str = "9999-12-31";

crate::typed_id!(
    /// A promised day in the ledger of promises.
    PromiseId, "prm"
);

crate::typed_id!(
    /// A cart.
    CartId, "crt"
);

pub(crate) use book::*;
pub(super) use carts::*;
pub(super) use changes::*;
pub(crate) use erased::{forget_names, forget_own};
pub(super) use found::*;
pub(super) use holdings::*;
pub(super) use lists::*;
pub(super) use promises::*;
pub(super) use proofs::*;
pub(super) use quote_versions::*;
pub(crate) use quotes::*;
pub(crate) use shipments::*;
pub(super) use standing_orders::*;
pub(super) use wished::*;
