//! Erasing a person, as far as accounts go: what is known of him goes, the account's id stays. Called by the privacy room, which
//! has the other rooms forget him in the same transaction.

use super::{erased_store, staff_store, succession};
use crate::access::Act;
use crate::access::permission::marks::ErasePeople;
use crate::access::reach::AccountId;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
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
    let granted = staff_store::rights_of_staff(act.tx(), person.account)?;
    if act.actor().rights.covers(granted) { Ok(person) } else { Err(No::forbidden()) }
}

/// Forgets him: his row keeps the pseudonym, his places, sessions, links and choices go. Refused to whoever is the last
/// administrator or approver somewhere.
pub(crate) fn forget(tx: &mut Tx, person: &Person, pseudonym: &str) -> Answer<()> {
    succession::set_blocked(tx, person.account, true)?;
    erased_store::forget(tx, person, pseudonym)
}

/// The names of the keys that he made for programs: what stands under them was done by the programs.
pub(crate) fn machines_of(tx: &mut Tx, account: AccountId) -> Answer<Vec<String>> {
    erased_store::machines_of(tx, account)
}

/// Whether somebody else has the same name.
pub(crate) fn has_namesake(tx: &mut Tx, account: AccountId, name: &str) -> Answer<bool> {
    erased_store::has_namesake(tx, account, name)
}
