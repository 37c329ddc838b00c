//! Products, categories and stock in the database: the tables of this room, and their queries in the files beside.

mod attributes;
mod categories;
mod figures;
mod kept_warehouses;
mod own_numbers;
mod pictures;
mod products;
mod proofs;
mod search_rows;
mod stock_rows;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use super::WarehouseId;
use super::category::{Category, CategoryId, code_of};
use super::product::{Product, ProductId};
use super::shelf::{Filter as ShelfFilter, StockBy};
use super::stock::{Booked, Correction, FoundFigure, StockRow, Written, correction};
use crate::access::PartnerId;
use crate::each_database;
use crate::in_order;
use crate::partners::{Assortment, Contract, ContractId};
use crate::platform::db::{Link, Tx};
use crate::platform::error::{Answer, No};
use crate::platform::values::{KeptDay, Moment, Percent, Quantity, Unit, text};
use crate::platform::web::Lang;

diesel::table! { warehouse (id) { id -> BigInt, code -> Text, name -> Text, name_en -> Text, address -> Text } }
diesel::table! {
    category (id) {
        id -> BigInt, parent_id -> Nullable<BigInt>, path -> Text, name -> Text, name_en -> Text, code -> Text, lineage -> Text,
    }
}
diesel::table! { category_ancestor (category_id, ancestor_id) { category_id -> BigInt, ancestor_id -> BigInt } }
diesel::table! {
    product (id) {
        id -> BigInt, sku -> Text, sku_key -> Text, name -> Text, name_en -> Text, name_key -> Text, name_key_en -> Text, search_key -> Text,
        category_id -> BigInt, unit -> Text, moq -> BigInt, multiple -> BigInt, vat_code -> Text, barcode -> Nullable<Text>,
        weight_grams -> BigInt, attributes -> Text, picture_id -> Nullable<BigInt>, is_active -> Bool,
    }
}
// A view: what each contract allows.
diesel::table! { allowed_product (contract_id, product_id) { contract_id -> BigInt, product_id -> BigInt } }
// The prices' room owns this table; here the rate of the day is read beside the product.
diesel::table! { vat_rate (code, valid_from) { code -> Text, percent -> Nullable<BigInt>, valid_from -> Date, valid_until -> Nullable<Date> } }
// The partners' room owns these tables; here they say which products a contract lists and which stock it counts.
diesel::table! { contract_product (contract_id, product_id) { contract_id -> BigInt, product_id -> BigInt } }
diesel::table! { contract_warehouse (contract_id, warehouse_id) { contract_id -> BigInt, warehouse_id -> BigInt, rank -> BigInt } }
diesel::table! {
    stock (product_id, warehouse_id) {
        product_id -> BigInt, warehouse_id -> BigInt, on_hand -> BigInt, reserved -> BigInt, as_of -> BigInt,
        expected -> Nullable<BigInt>, expected_on -> Nullable<Date>,
    }
}
diesel::table! {
    movement (id) {
        id -> BigInt, product_id -> BigInt, warehouse_id -> BigInt, kind -> Text, quantity -> BigInt, at -> BigInt, source -> Text,
    }
}
diesel::table! {
    product_attribute (product_id, name, value) { product_id -> BigInt, name -> Text, value -> Text, name_en -> Text, value_en -> Text }
}
// The orders' room owns this table; here it says which goods a company has ordered, and lists can begin with them.
diesel::table! {
    ordered (partner_id, unit_id, product_id) {
        partner_id -> BigInt, unit_id -> BigInt, product_id -> BigInt, last_at -> BigInt, last_quantity -> BigInt,
    }
}
diesel::table! { own_number (partner_id, number_key) { partner_id -> BigInt, product_id -> BigInt, number -> Text, number_key -> Text } }
diesel::joinable!(own_number -> product (product_id));
diesel::joinable!(product -> category (category_id));
diesel::joinable!(stock -> warehouse (warehouse_id));
diesel::joinable!(category_ancestor -> category (category_id));
diesel::allow_tables_to_appear_in_same_query!(
    product,
    product_attribute,
    ordered,
    contract_product,
    category,
    category_ancestor,
    allowed_product,
    vat_rate,
    contract_warehouse,
    stock,
    warehouse,
    own_number
);

crate::typed_id!(
    /// A movement of stock.
    MovementId, "mov"
);

pub(crate) use attributes::*;
pub(crate) use categories::*;
pub(crate) use figures::*;
pub(crate) use kept_warehouses::*;
pub(super) use own_numbers::*;
pub(crate) use pictures::*;
pub(crate) use products::*;
pub(super) use proofs::*;
pub(crate) use search_rows::*;
pub(crate) use stock_rows::*;
