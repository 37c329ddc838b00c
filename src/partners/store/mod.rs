//! Partners, units, addresses and contracts in the database: the tables of this room, and their queries in the files beside.

mod companies;
mod contracts;
mod places;
mod stands;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::address::NewAddress;
use super::company::{Filter, NewPartner, PartnersBy, Requisites};
use super::contract::NewContract;
use super::{
    Address, AddressId, Assortment, Contract, ContractId, DiscountPolicy, Partner, PartnerId, Payment, PriceListId, StockDisplay,
    UnitId, VatMode, WarehouseId,
};
use crate::access::Reach;
use crate::access::accounts::people::Put;
use crate::access::reach::AccountId;
use crate::in_order;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Money, text};
use crate::seller;

diesel::table! {
    partner (id) {
        id -> BigInt, code -> Text, name -> Text, name_key -> Text, inn -> Nullable<Text>, kpp -> Nullable<Text>, ogrn -> Nullable<Text>,
        bic -> Nullable<Text>, account -> Nullable<Text>, legal_address -> Nullable<Text>, manager_id -> Nullable<BigInt>,
        stock_display -> Text, may_be_represented -> Bool, salt -> Binary, created_at -> BigInt,
    }
}
diesel::table! { unit (id) { id -> BigInt, partner_id -> BigInt, name -> Text } }
diesel::table! { assignment (agent_id, partner_id) { agent_id -> BigInt, partner_id -> BigInt } }
diesel::table! {
    address (id) {
        id -> BigInt, partner_id -> BigInt, unit_id -> Nullable<BigInt>, name -> Text, place -> Text, delivery_method -> Text,
        delivery_cost -> BigInt, is_default -> Bool,
    }
}
diesel::table! {
    contract (id) {
        id -> BigInt, number -> Text, partner_id -> BigInt, currency -> Text, price_list_id -> BigInt, valid_from -> Date,
        valid_until -> Nullable<Date>, assortment -> Text, payment -> Text, net_days -> BigInt, discount_policy -> Text,
        discounts_on_contract_price -> Bool, vat_mode -> Text, minimum_order -> BigInt, grace_days -> Nullable<BigInt>,
    }
}
diesel::table! { contract_warehouse (contract_id, warehouse_id) { contract_id -> BigInt, warehouse_id -> BigInt, rank -> BigInt } }
diesel::table! { contract_category (contract_id, category_id) { contract_id -> BigInt, category_id -> BigInt } }
diesel::table! { contract_product (contract_id, product_id) { contract_id -> BigInt, product_id -> BigInt } }
// The accounts' room owns this table; here only what a manager's visiting card says.
diesel::table! { account_card (id) { id -> BigInt, name -> Text, phone -> Nullable<Text> } }
diesel::allow_tables_to_appear_in_same_query!(partner, account_card);

pub(crate) use companies::*;
pub(crate) use contracts::*;
pub(crate) use places::*;
pub(in crate::partners) use stands::*;
