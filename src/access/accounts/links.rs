//! One-time links: the first administrator's, and those that let somebody set a password. Shown once, kept as hashes.

use serde_json::json;

use super::{failures_store, password, people, store};
use crate::access::permission::marks::{ManageAccounts, Visit};
use crate::access::reach::AccountId;
use crate::access::{Act, Gate, May, Recorded, Role, stands};
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::{secret, values::Moment};
use crate::say;

const LINK_SECONDS: i64 = 24 * 3600;

crate::words! {
    /// What a link lets its holder do.
    pub enum Purpose {
        /// Make the first administrator.
        FirstAdministrator = "first_administrator",
        /// Set a password.
        SetPassword = "set_password",
    }
}

/// A link as it is found by its token.
#[derive(Debug, Clone)]
pub struct Link {
    /// Its row.
    pub id: i64,
    /// What for.
    pub purpose: Purpose,
    /// Whose password it sets.
    pub account: Option<AccountId>,
    /// That account's login.
    pub login: Option<String>,
}

/// A fresh link for an account; earlier ones of that account end. Answers the token, which is told nowhere else.
pub fn make(act: &mut Act<'_, ManageAccounts>, login: &String) -> Answer<Recorded<String>> {
    let account = store::account_within(act.tx(), login)?;
    people::expect_not_above(act, account)?;
    let token = secret::token()?;
    let hash = secret::token_hash(&token);
    store::keep_link(act.tx(), &hash, Purpose::SetPassword, Some(account), LINK_SECONDS)?;
    act.record("link.made", None, made(account, &hash), token)
}

/// What the journal keeps of a link: whose password it sets, and by what its hash is known again.
pub(super) fn made(account: AccountId, hash: &str) -> serde_json::Value {
    json!({"account": account, "purpose": Purpose::SetPassword, "token": secret::token_hash(hash)})
}

/// The link that makes the first administrator, when nobody has an account yet. Answers the token.
pub async fn first_administrator(gate: &std::sync::Arc<Gate>) -> Answer<Option<String>> {
    if gate.look(store::has_accounts).await? {
        return Ok(None);
    }
    let token = secret::token()?;
    let hash = secret::token_hash(&token);
    gate.tend(move |tx| store::keep_link(tx, &hash, Purpose::FirstAdministrator, None, LINK_SECONDS)).await?;
    Ok(Some(token))
}

/// What a token is good for; gone when it was used, has ended, or never was.
pub async fn find(may: &May<Visit>, token: &str) -> Answer<Link> {
    let hash = secret::token_hash(token);
    may.read(hash, |act, hash| store::link(act.tx(), hash)).await?.ok_or_else(gone)
}

fn gone() -> No {
    Refusal::new(Kind::Gone, "link_gone", say!("link-gone")).into()
}

/// Who the holder of a first administrator's link says he is.
#[derive(Debug, Clone)]
pub struct FirstPerson {
    /// E-mail.
    pub login: String,
    /// Name.
    pub name: String,
}

/// Uses a link: sets the password, making the first administrator where the link is for that.
pub async fn use_link(may: &May<Visit>, token: &str, new_password: String, first: Option<FirstPerson>) -> Answer<()> {
    let link = find(may, token).await?;
    let login = match (&link.login, &first) {
        (Some(login), _) => login.clone(),
        (None, Some(person)) => people::checked_login(&person.login)?,
        (None, None) => return Err(No::invalid("login", "missing", say!("error-field-missing", name = "login"))),
    };
    if let Some((code, message)) = password::objection(&new_password, &login) {
        return Err(No::invalid("new_password", code, message));
    }
    let permit = may.gate().hashing.acquire().await.map_err(No::failed)?;
    let hash = tokio::task::spawn_blocking(move || password::hash(&new_password)).await.map_err(No::failed)??;
    drop(permit);
    let name = first.map(|p| p.name).unwrap_or_default();
    if link.purpose == Purpose::FirstAdministrator && crate::platform::values::text::required_line(&name, 200).is_err() {
        return Err(No::invalid("name", "bad_name", say!("person-name-bad")));
    }
    may.write((link, hash, login, name), spend).await
}

fn spend(act: &mut Act<'_, Visit>, (link, hash, login, name): &(Link, String, String, String)) -> Answer<Recorded<()>> {
    if !store::spend_link(act.tx(), link.id)? {
        return Err(gone());
    }
    let account = match (link.purpose, link.account) {
        (Purpose::SetPassword, Some(account)) => account,
        (Purpose::FirstAdministrator, _) if !store::has_accounts(act.tx())? => {
            let account = store::insert_account(act.tx(), &store::NewAccount::of(login, name))?;
            store::give_staff_role(act.tx(), account, Role::Administrator)?;
            account
        }
        _ => return Err(gone()),
    };
    store::set_password(act.tx(), account, hash)?;
    store::end_sessions(act.tx(), account, None)?;
    failures_store::forget_failures(act.tx(), &[(secret::token_hash(login), 0)])?;
    let at: Moment = act.moment();
    let stands = stands::of(act.tx(), account)?;
    act.record("link.used", None, json!({"account": account, "purpose": link.purpose, "at": at, "stands": stands}), ())
}
