//! Erasing a person, as far as accounts go: what is known of him goes, the account's id stays. Called by the privacy room, which
//! has the other rooms forget him in the same transaction.

use super::invitations::InvitationId;
use super::{erased_store, failures_store, people, staff_store, store, succession};
use crate::access::Act;
use crate::access::permission::marks::ErasePeople;
use crate::access::reach::AccountId;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::secret;
use crate::say;

/// Somebody who is to be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// His account.
    pub account: AccountId,
    /// The e-mail he signs in with.
    pub login: String,
    /// His name.
    pub name: String,
    /// His telephone number.
    pub phone: Option<String>,
}

/// The person of a login, if the caller may erase him: nobody erases himself, nor one who may more than himself.
pub(crate) fn person(act: &mut Act<'_, ErasePeople>, login: &str) -> Answer<Person> {
    let found = erased_store::person(act.tx(), &super::login_key(login))?;
    let person = found.ok_or_else(No::not_found)?;
    if Some(person.account) == act.actor().account() {
        return Err(No::conflict("own_account", say!("person-own-account")));
    }
    people::expect_not_above(act, person.account)?;
    Ok(person)
}

/// The person of an account, whoever may or may not erase him: for erasures that were made before, and come back with a backup.
pub(crate) fn person_of(tx: &mut Tx, account: AccountId) -> Answer<Option<Person>> {
    erased_store::person_of(tx, account)
}

/// Blocks him, after what he is just doing. Refused to whoever is the last administrator or approver somewhere.
pub(crate) fn block(tx: &mut Tx, account: AccountId) -> Answer<()> {
    erased_store::hold_alone(tx, account)?;
    succession::set_blocked(tx, account, true)
}

/// Blocks him, whoever is left, after what he is just doing.
pub(crate) fn block_anyway(tx: &mut Tx, account: AccountId) -> Answer<()> {
    erased_store::hold_alone(tx, account)?;
    store::set_blocked(tx, account, true)
}

/// Forgets him: his row keeps the pseudonym, his places, sessions, links, choices, these invitations and wrong tries to sign in go.
pub(crate) fn forget(tx: &mut Tx, person: &Person, pseudonym: &str, invitations: &[InvitationId]) -> Answer<()> {
    failures_store::forget_failures(tx, &[(secret::token_hash(&person.login), 0)])?;
    erased_store::forget(tx, person, pseudonym, invitations)
}

/// What the journal keeps of an account as it stands when it is forgotten.
pub(crate) fn stands(tx: &mut Tx, account: AccountId) -> Answer<serde_json::Value> {
    crate::access::stands::of(tx, account)
}

/// The invitations that were sent to him, which go with him.
pub(crate) fn invitations_of(tx: &mut Tx, person: &Person) -> Answer<Vec<InvitationId>> {
    erased_store::invitations_of(tx, &person.login)
}

/// The keys that he made for programs, as the journal names them: what was done under them was done by the programs.
pub(crate) fn keys_of(tx: &mut Tx, account: AccountId) -> Answer<Vec<String>> {
    let keys = erased_store::keys_of(tx, account)?;
    Ok(keys.iter().map(ToString::to_string).collect())
}

/// Those of some addresses that somebody has: as his login, or because he is invited.
pub(crate) fn known_addresses(tx: &mut Tx, addresses: &[String]) -> Answer<Vec<String>> {
    erased_store::known_addresses(tx, addresses)
}

/// Whether there is anybody who runs the house and is not blocked.
pub(crate) fn has_administrators(tx: &mut Tx) -> Answer<bool> {
    Ok(!staff_store::lock_administrators(tx)?.is_empty())
}
