//! Forgetting a person in the tables of accounts.

use diesel::prelude::*;

use super::erased::Person;
use super::invitations::InvitationId;
use crate::access::reach::{AccountId, KeyId};
use crate::access::store::{account, api_key, invitation, membership, one_time_link, session, staff_role};
use crate::platform::db::{Link, Tx};
use crate::platform::error::Answer;

// The files of these tables keep them to themselves: here only whose rows they are.
diesel::table! { mail_choice (account_id, topic) { account_id -> BigInt, topic -> Text } }
diesel::table! { saved_view (id) { id -> BigInt, account_id -> BigInt } }
diesel::table! { idempotency (owner, route, key) { owner -> Text, route -> Text, key -> Text } }

/// How the login of whoever was erased begins; no e-mail does.
const GONE: &str = "erased:";

/// Holds an account that is to be erased until the end of the transaction, once all who are doing something in its name have done it.
pub(super) fn hold_alone(tx: &mut Tx, id: AccountId) -> Answer<()> {
    if let Link::Postgres(conn) = tx.link() {
        let _: Vec<AccountId> = account::table.filter(account::id.eq(id)).select(account::id).for_update().load(conn)?;
    }
    Ok(())
}

/// Holds an account in whose name something is done until the end of the transaction: nobody erases it meanwhile.
pub(super) fn hold(tx: &mut Tx, id: AccountId) -> Answer<()> {
    if let Link::Postgres(conn) = tx.link() {
        let _: Vec<AccountId> = account::table.filter(account::id.eq(id)).select(account::id).for_key_share().load(conn)?;
    }
    Ok(())
}

/// The person of a login; whoever was erased is nobody.
pub(super) fn person(tx: &mut Tx, login: &str) -> Answer<Option<Person>> {
    if login.starts_with(GONE) {
        return Ok(None);
    }
    let found: Option<(AccountId, String, String, Option<String>)> = account::table
        .filter(account::login.eq(login))
        .select((account::id, account::login, account::name, account::phone))
        .first(tx.link())
        .optional()?;
    Ok(found.map(|(account, login, name, phone)| Person { account, login, name, phone }))
}

/// The person of an account; whoever was erased is nobody.
pub(super) fn person_of(tx: &mut Tx, id: AccountId) -> Answer<Option<Person>> {
    let found: Option<(AccountId, String, String, Option<String>)> = account::table
        .filter(account::id.eq(id))
        .select((account::id, account::login, account::name, account::phone))
        .first(tx.link())
        .optional()?;
    let found = found.filter(|(_, login, _, _)| !login.starts_with(GONE));
    Ok(found.map(|(account, login, name, phone)| Person { account, login, name, phone }))
}

/// The keys that an account made for programs.
pub(super) fn keys_of(tx: &mut Tx, id: AccountId) -> Answer<Vec<KeyId>> {
    Ok(api_key::table.filter(api_key::created_by.eq(id)).select(api_key::id).load(tx.link())?)
}

/// The invitations that were sent to an address.
pub(super) fn invitations_of(tx: &mut Tx, email: &str) -> Answer<Vec<InvitationId>> {
    let his = invitation::table.filter(invitation::email.eq(email)).order(invitation::id);
    Ok(his.select(invitation::id).load(tx.link())?)
}

/// Those of some addresses that are a login or were invited.
pub(super) fn known_addresses(tx: &mut Tx, addresses: &[String]) -> Answer<Vec<String>> {
    let mut known = Vec::new();
    for chunk in addresses.chunks(500) {
        let logins: Vec<String> =
            account::table.filter(account::login.eq_any(chunk.to_vec())).select(account::login).load(tx.link())?;
        let invited: Vec<String> =
            invitation::table.filter(invitation::email.eq_any(chunk.to_vec())).select(invitation::email).load(tx.link())?;
        known.extend(logins.into_iter().chain(invited));
    }
    Ok(known)
}

/// Empties his row and takes away what hangs on it.
pub(super) fn forget(tx: &mut Tx, person: &Person, pseudonym: &str, invitations: &[InvitationId]) -> Answer<()> {
    let id = person.account;
    diesel::update(account::table.filter(account::id.eq(id)))
        .set((
            account::login.eq(format!("{GONE}{id}")),
            account::name.eq(pseudonym),
            account::phone.eq(None::<String>),
            account::password_hash.eq(None::<String>),
            account::salt.eq(Vec::<u8>::new()),
            account::time_zone.eq(None::<String>),
            account::epoch.eq(account::epoch + 1i64),
        ))
        .execute(tx.link())?;
    diesel::delete(session::table.filter(session::account_id.eq(id))).execute(tx.link())?;
    diesel::delete(one_time_link::table.filter(one_time_link::account_id.eq(Some(id)))).execute(tx.link())?;
    diesel::delete(membership::table.filter(membership::account_id.eq(id))).execute(tx.link())?;
    diesel::delete(staff_role::table.filter(staff_role::account_id.eq(id))).execute(tx.link())?;
    diesel::delete(invitation::table.filter(invitation::id.eq_any(invitations.to_vec()))).execute(tx.link())?;
    diesel::delete(mail_choice::table.filter(mail_choice::account_id.eq(id))).execute(tx.link())?;
    diesel::delete(saved_view::table.filter(saved_view::account_id.eq(id))).execute(tx.link())?;
    // Remembered answers have the account before the stroke, and the company behind it.
    diesel::delete(idempotency::table.filter(idempotency::owner.like(format!("{id}/%").replace('_', "\\_")).escape('\\')))
        .execute(tx.link())?;
    Ok(())
}
