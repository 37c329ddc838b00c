//! Messages, notes, tasks and rules in the database, and a few columns of other rooms' tables that are only read here.

mod events;
mod facts;
mod messages;
mod rules;
mod tasks;
mod words;

use std::collections::HashMap;

use diesel::prelude::*;

use super::rule::{Kind, Rule};
use super::{MessageId, NoteId, RuleId, TaskId};
use crate::access::PartnerId;
use crate::access::reach::AccountId;
use crate::each_database;
use crate::in_order;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Currency, Moment, Money};
use crate::platform::web::sort;

diesel::table! {
    message (id) {
        id -> BigInt, partner_id -> BigInt, account_id -> BigInt, author -> Text, body -> Text, at -> BigInt, seen_at -> Nullable<BigInt>,
        answers -> Nullable<BigInt>,
    }
}
diesel::table! { note (id) { id -> BigInt, partner_id -> BigInt, author -> Text, body -> Text, at -> BigInt } }
diesel::table! {
    task (id) {
        id -> BigInt, partner_id -> BigInt, account_id -> Nullable<BigInt>, rule_id -> Nullable<BigInt>, owner_id -> Nullable<BigInt>,
        kind -> Text, about -> Text, made_at -> BigInt, due_at -> BigInt, done_at -> Nullable<BigInt>, done_by -> Nullable<Text>,
        outcome -> Nullable<Text>, once_key -> Text,
    }
}
diesel::table! {
    watch_rule (id) {
        id -> BigInt, kind -> Text, amount -> Nullable<BigInt>, minutes -> Nullable<BigInt>, times -> Nullable<BigInt>,
        percent -> Nullable<BigInt>, due_minutes -> BigInt, is_on -> Bool,
    }
}
// Other rooms own these; here they are read only.
diesel::table! { partner (id) { id -> BigInt, code -> Text, name -> Text, name_key -> Text, manager_id -> Nullable<BigInt>, salt -> Binary } }
diesel::table! { assignment (agent_id, partner_id) { agent_id -> BigInt, partner_id -> BigInt } }
diesel::table! { account_card (id) { id -> BigInt, name -> Text } }
diesel::table! { contract (id) { id -> BigInt, number -> Text } }
diesel::table! {
    journal (id) { id -> BigInt, at -> BigInt, kind -> Text, partner_id -> Nullable<BigInt>, actor -> Text, body -> Binary }
}
diesel::table! {
    activity (n) {
        n -> BigInt, at -> BigInt, partner_id -> BigInt, account_id -> Nullable<BigInt>, kind -> Text, what -> Text,
        sum -> Nullable<BigInt>, currency -> Nullable<Text>,
    }
}
diesel::table! { cart_worth (account_id, partner_id) { account_id -> BigInt, partner_id -> BigInt, changed_at -> BigInt, worth -> BigInt } }
diesel::table! { view_order (id) { id -> BigInt, partner_id -> BigInt, placed_at -> BigInt, slot -> BigInt } }
diesel::joinable!(task -> partner (partner_id));
diesel::allow_tables_to_appear_in_same_query!(task, partner);

pub(in crate::service) use events::*;
pub(in crate::service) use facts::*;
pub(in crate::service) use messages::*;
pub(in crate::service) use rules::*;
pub(in crate::service) use tasks::*;
pub(in crate::service) use words::{Beside, words_beside};

/// The names of some people.
pub(in crate::service) fn names(tx: &mut Tx, mut accounts: Vec<AccountId>) -> Answer<HashMap<AccountId, String>> {
    accounts.sort_unstable();
    accounts.dedup();
    let mut found = HashMap::new();
    for chunk in accounts.chunks(500) {
        let rows: Vec<(AccountId, String)> = account_card::table
            .filter(account_card::id.eq_any(chunk.to_vec()))
            .select((account_card::id, account_card::name))
            .load(tx.link())?;
        found.extend(rows);
    }
    Ok(found)
}

/// The codes and names of some partners.
pub(in crate::service) fn partners(tx: &mut Tx, mut ids: Vec<PartnerId>) -> Answer<HashMap<PartnerId, (String, String)>> {
    ids.sort_unstable();
    ids.dedup();
    let mut found = HashMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<(PartnerId, String, String)> = partner::table
            .filter(partner::id.eq_any(chunk.to_vec()))
            .select((partner::id, partner::code, partner::name))
            .load(tx.link())?;
        found.extend(rows.into_iter().map(|(id, code, name)| (id, (code, name))));
    }
    Ok(found)
}

/// The salt of a partner's commitments.
pub(in crate::service) fn salt(tx: &mut Tx, id: PartnerId) -> Answer<Vec<u8>> {
    Ok(partner::table.filter(partner::id.eq(id)).select(partner::salt).first(tx.link())?)
}

/// Who looks after some partners: the manager, else the first of its agents.
pub(in crate::service) fn owners(tx: &mut Tx, mut ids: Vec<PartnerId>) -> Answer<HashMap<PartnerId, AccountId>> {
    ids.sort_unstable();
    ids.dedup();
    let mut found = HashMap::new();
    for chunk in ids.chunks(500) {
        let agents: Vec<(PartnerId, AccountId)> = assignment::table
            .filter(assignment::partner_id.eq_any(chunk.to_vec()))
            .order(assignment::agent_id.desc())
            .select((assignment::partner_id, assignment::agent_id))
            .load(tx.link())?;
        let managers: Vec<(PartnerId, Option<AccountId>)> = partner::table
            .filter(partner::id.eq_any(chunk.to_vec()))
            .select((partner::id, partner::manager_id))
            .load(tx.link())?;
        found.extend(agents);
        found.extend(managers.into_iter().filter_map(|(id, manager)| Some((id, manager?))));
    }
    Ok(found)
}
