//! The ledger, invoices, payments, limits and blocks in the database: the tables of this room, and their queries in the files beside.

mod approvals;
mod authors;
pub(in crate::receivables) mod blocks;
mod credit_notes;
mod entries;
mod invoices;
mod limits;
mod note_reversals;
mod payments;
mod proofs;
pub(in crate::receivables) mod reminders;
pub(in crate::receivables) mod words;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable};

use super::allocation::AllocationId;
use super::deferral::{DeferralId, Granted};
use super::invoice::{Invoice, InvoiceId, InvoiceKind, Place};
use super::ledger::{Debtor, EntryId, EntryKind, Standing};
use super::limit::{LimitChange, LimitChangeId, LimitRequest, LimitRequestId, NewLimit, RequestFilter, RequestState, RequestsBy};
use super::open_item::{Filter as InvoiceFilter, InvoiceState, InvoicesBy, Listed as ListedInvoice, OpenItem, Taken};
use super::overview::DebtorsBy;
use super::payment::{Filter as PaymentFilter, Listed as ListedPayment, Part, PaymentId, PaymentsBy, Row as PaymentRow, Source};
use crate::access::reach::Reach;
use crate::access::{Part as Within, PartnerId};
use crate::each_database;
use crate::in_order;
use crate::partners::{ContractId, Payment};
use crate::platform::db::{Link, Tx};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Money};
use crate::platform::web::Sort;
use crate::platform::web::sort::{self, Place as Behind};

diesel::table! { standing (contract_id) { contract_id -> BigInt, credit_limit -> Nullable<BigInt>, exposure -> BigInt } }
diesel::table! {
    ledger_entry (id) { id -> BigInt, contract_id -> BigInt, kind -> Text, document -> Text, amount -> BigInt, at -> BigInt }
}
diesel::table! { series (name) { name -> Text, value -> BigInt } }
diesel::table! {
    invoice (id) {
        id -> BigInt, number -> Text, kind -> Text, contract_id -> BigInt, partner_id -> BigInt, unit_id -> Nullable<BigInt>,
        order_id -> Nullable<BigInt>, shipment_id -> Nullable<BigInt>, issued_at -> BigInt, issued_on -> Date, currency -> Text,
        net -> BigInt, vat -> BigInt, total -> BigInt, snapshot -> Text,
    }
}
diesel::table! {
    open_item (invoice_id) {
        invoice_id -> BigInt, contract_id -> BigInt, kind -> Text, order_id -> Nullable<BigInt>, due_on -> Date, amount -> BigInt,
        paid -> BigInt, dispute -> Nullable<Text>, is_waived -> Bool, reminder -> BigInt, reminded_on -> Nullable<Date>,
    }
}
diesel::table! {
    payment (id) {
        id -> BigInt, contract_id -> BigInt, amount -> BigInt, currency -> Text, paid_on -> Date, reference -> Text, source -> Text,
        booked_at -> BigInt, actor -> Text, reverses -> Nullable<BigInt>, reason -> Nullable<Text>, fingerprint -> Nullable<Text>,
    }
}
diesel::table! { allocation (id) { id -> BigInt, payment_id -> BigInt, invoice_id -> BigInt, amount -> BigInt, at -> BigInt } }
diesel::table! { advance (payment_id) { payment_id -> BigInt, contract_id -> BigInt, rest -> BigInt } }
diesel::table! {
    limit_change (id) {
        id -> BigInt, contract_id -> BigInt, was -> Nullable<BigInt>, becomes -> Nullable<BigInt>, reason -> Text, actor -> Text, at -> BigInt,
    }
}
diesel::table! {
    limit_request (id) {
        id -> BigInt, contract_id -> BigInt, asked -> BigInt, reason -> Text, asked_by -> Text, asked_at -> BigInt, state -> Text,
        answer -> Nullable<Text>, answered_by -> Nullable<Text>, answered_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    deferral (id) { id -> BigInt, invoice_id -> BigInt, was -> Date, until -> Date, reason -> Text, actor -> Text, at -> BigInt }
}
// Other rooms own these; here only the columns that are read beside money.
diesel::table! {
    contract (id) {
        id -> BigInt, number -> Text, partner_id -> BigInt, currency -> Text, payment -> Text, net_days -> BigInt, valid_from -> Date,
        valid_until -> Nullable<Date>,
    }
}
diesel::table! { partner (id) { id -> BigInt, code -> Text, name -> Text, name_key -> Text, inn -> Nullable<Text> } }
diesel::table! { sales_order (id) { id -> BigInt, number -> Text, placed_by -> BigInt } }
diesel::allow_tables_to_appear_in_same_query!(
    standing,
    invoice,
    open_item,
    payment,
    allocation,
    advance,
    limit_change,
    limit_request,
    contract,
    partner,
    sales_order,
);

pub(super) use approvals::*;
pub(super) use authors::Authors;
pub(super) use credit_notes::*;
pub(super) use entries::*;
pub(super) use invoices::*;
pub(super) use limits::*;
pub(super) use note_reversals::*;
pub(super) use payments::*;
pub(super) use proofs::*;
