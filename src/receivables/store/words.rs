//! What people wrote beside payments, limits and deferrals, with the salt of the partner it is about: for whoever verifies.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::PartnerId;
use crate::partners::ContractId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Moment;
use crate::receivables::deferral::DeferralId;
use crate::receivables::invoice::InvoiceId;
use crate::receivables::limit::LimitRequestId;

// Only the columns that hold words, and the way from them to a salt.
diesel::table! { payment (id) { id -> BigInt, contract_id -> BigInt, reference -> Text, reason -> Nullable<Text> } }
diesel::table! { limit_change (id) { id -> BigInt, contract_id -> BigInt, reason -> Text, at -> BigInt } }
diesel::table! { limit_request (id) { id -> BigInt, contract_id -> BigInt, reason -> Text, answer -> Nullable<Text> } }
diesel::table! { deferral (id) { id -> BigInt, invoice_id -> BigInt, reason -> Text, at -> BigInt } }
diesel::table! { invoice (id) { id -> BigInt, number -> Text, contract_id -> BigInt } }
diesel::table! { contract (id) { id -> BigInt, number -> Text, partner_id -> BigInt } }
diesel::table! { partner (id) { id -> BigInt, salt -> Binary } }

/// Whose words they are: the contract's number and its partner's salt.
pub type Owner = (String, Vec<u8>);

/// Limits that were asked for behind an id, each with its answer.
pub(in crate::receivables) fn requests(
    tx: &mut Tx,
    after: i64,
    at_most: i64,
) -> Answer<Vec<(LimitRequestId, ContractId, String, Option<String>)>> {
    let query = limit_request::table.filter(limit_request::id.gt(after)).order(limit_request::id).limit(at_most);
    Ok(query
        .select((limit_request::id, limit_request::contract_id, limit_request::reason, limit_request::answer))
        .load(tx.link())?)
}

/// A deferral: its id, the invoice's number, the contract, the words, the moment.
pub type Deferred = (DeferralId, String, ContractId, String, Moment);

/// Deferrals behind an id.
pub(in crate::receivables) fn deferrals(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<Deferred>> {
    let query = deferral::table.filter(deferral::id.gt(after)).order(deferral::id).limit(at_most);
    let rows: Vec<(DeferralId, InvoiceId, String, Moment)> =
        query.select((deferral::id, deferral::invoice_id, deferral::reason, deferral::at)).load(tx.link())?;
    let ids: Vec<InvoiceId> = rows.iter().map(|row| row.1).collect();
    let query = invoice::table.filter(invoice::id.eq_any(ids)).select((invoice::id, invoice::number, invoice::contract_id));
    let invoices: Vec<(InvoiceId, String, ContractId)> = query.load(tx.link())?;
    let mut deferred = Vec::with_capacity(rows.len());
    for (id, of, reason, at) in rows {
        if let Some((_, number, contract)) = invoices.iter().find(|(known, _, _)| *known == of) {
            deferred.push((id, number.clone(), *contract, reason, at));
        }
    }
    Ok(deferred)
}

/// The owners of some contracts.
pub(in crate::receivables) fn owners(tx: &mut Tx, ids: Vec<ContractId>) -> Answer<HashMap<ContractId, Owner>> {
    let query = contract::table.filter(contract::id.eq_any(ids)).select((contract::id, contract::number, contract::partner_id));
    let contracts: Vec<(ContractId, String, PartnerId)> = query.load(tx.link())?;
    let ids: Vec<PartnerId> = contracts.iter().map(|row| row.2).collect();
    let query = partner::table.filter(partner::id.eq_any(ids)).select((partner::id, partner::salt));
    let salts: HashMap<PartnerId, Vec<u8>> = query.load::<(PartnerId, Vec<u8>)>(tx.link())?.into_iter().collect();
    let owner =
        |(id, number, partner): (ContractId, String, PartnerId)| (id, (number, salts.get(&partner).cloned().unwrap_or_default()));
    Ok(contracts.into_iter().map(owner).collect())
}
