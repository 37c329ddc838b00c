//! Erasing a person: name, login, telephone, password and salt go, with sessions, drafts and all else that was his alone. Orders and
//! other documents stay, under a pseudonym; records name him by his id, so the log stays whole and `verify` accuses nobody.
//! Words that somebody wrote stay where they are kept: whoever erases looks through them first where the law wants that.

use serde_json::{Value, json};

use crate::access::accounts::erased::{self, Person};
use crate::access::permission::marks::ErasePeople;
use crate::access::reach::AccountId;
use crate::access::{Act, Recorded};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::text;
use crate::platform::{queue, secret};
use crate::{activity, orders, partners, say, service};

use super::store;

/// The longest reason.
const LONGEST: usize = 500;
/// What stands in a reason where something was that is being erased.
const NOBODY: &str = "—";

/// Who is to be erased, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewErasure {
    /// The login.
    pub login: String,
    /// Why, in words: a request, or the day on which what was agreed to ended.
    pub reason: String,
}

/// The person of a login, if the caller may erase him.
pub fn look(act: &mut Act<'_, ErasePeople>, login: &String) -> Answer<Person> {
    erased::person(act, login)
}

/// Erases a person, once and for good. Answers the account's id, which is his pseudonym from then on.
pub fn erase(act: &mut Act<'_, ErasePeople>, new: &NewErasure) -> Answer<Recorded<AccountId>> {
    let person = erased::person(act, &new.login)?;
    let reason = checked(&new.reason)?;
    let (actor, at) = (act.actor().mark(), act.moment());
    erased::block(act.tx(), person.account)?;
    // Somebody else may have erased him while this waited for its turn.
    if store::is_erased(act.tx(), person.account)? {
        return Err(No::not_found());
    }
    let facts = carry_out(act.tx(), &person, &reason, &store::By { actor: &actor, at })?;
    act.record("account.erased", None, facts, person.account)
}

/// Has every room forget a person who is blocked already. Answers what the journal keeps of it.
pub(super) fn carry_out(tx: &mut Tx, person: &Person, reason: &str, by: &store::By<'_>) -> Answer<Value> {
    let account = person.account;
    let keys = erased::keys_of(tx, account)?;
    let mut names = orders::store::forget_names(tx, account, &keys)?;
    names.push(person.name.clone());
    names.retain(|name| !name.is_empty());
    // The longest first: a name may be a part of another.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let invitations = erased::invitations_of(tx, person)?;
    erased::forget(tx, person, &account.to_string(), &invitations)?;
    orders::store::forget_own(tx, account)?;
    partners::store::forget_keeper(tx, account)?;
    activity::forget_person(tx, account)?;
    service::forget_person(tx, account)?;
    queue::forget(tx, &person.login)?;
    let reason = without(reason, person, &names);
    let salt = secret::random::<32>()?;
    store::insert(tx, account, by, &reason, &salt)?;
    let stands = erased::stands(tx, account)?;
    let words = secret::commitment(&salt, &reason);
    Ok(json!({"account": account, "words": words, "invitations": invitations, "stands": stands}))
}

fn checked(reason: &str) -> Answer<String> {
    match text::paragraph(reason, LONGEST) {
        Ok(words) if !words.is_empty() => Ok(words),
        Ok(_) => Err(No::invalid("reason", "missing", say!("erase-reason-missing"))),
        Err(_) => Err(No::invalid("reason", "bad_text", say!("erase-reason-bad", most = LONGEST))),
    }
}

/// So many characters make a telephone number that is nobody else's; fewer are an extension, or the year of a date.
const NUMBER: usize = 7;

/// The reason without what is being erased.
fn without(reason: &str, person: &Person, names: &[String]) -> String {
    let known = names.iter().chain([&person.login]).chain(person.phone.as_ref().filter(|phone| phone.len() >= NUMBER));
    known.fold(reason.to_owned(), |told, word| told.replace(word.as_str(), NOBODY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::ids::Id;

    #[test]
    fn a_reason_does_not_keep_what_it_is_about() {
        let person = Person {
            account: AccountId::from_number(1),
            login: "anna@alfa.example".into(),
            name: "Anna".into(),
            phone: Some("+7 900 111".into()),
        };
        let told = without("Anna (anna@alfa.example, +7 900 111) asked", &person, &["Anna".to_owned()]);
        assert_eq!(told, "— (—, —) asked");
        let extension = Person { phone: Some("12".into()), ..person };
        assert_eq!(without("Asked on 12 March", &extension, &[]), "Asked on 12 March");
    }
}
