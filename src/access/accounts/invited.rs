//! The other end of an invitation: what its holder is shown, and how he accepts it. Who has no password yet names himself and sets
//! one; who has an account accepts while he is signed in with it, and has one company more.

use serde_json::json;

use super::invitations::{self, InvitationId};
use super::invitations_store::{self, Row};
use super::{membership_store, password, people, roles_store, store, succession};
use crate::access::permission::Permission;
use crate::access::permission::marks::{BeSomebody, Visit};
use crate::access::reach::AccountId;
use crate::access::store::company_named;
use crate::access::{Act, May, Recorded, Role, stands};
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::secret;
use crate::platform::values::text;
use crate::say;

/// What an invitation offers to its holder.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Its id.
    pub id: InvitationId,
    /// Whom it was sent to.
    pub email: String,
    /// The company's name; none for our own staff.
    pub company: Option<String>,
    /// What he is to be there.
    pub roles: Vec<Role>,
    /// The name of the company's own role that he is to have.
    pub custom: Option<String>,
    /// Whether he has an account with a password and accepts it there; else he names himself here.
    pub is_known: bool,
}

/// What a token offers; gone when it was used, withdrawn, has ended, or never was.
pub fn offer(act: &mut Act<'_, Visit>, token: &String) -> Answer<Offer> {
    let row = invitations_store::by_token(act.tx(), &secret::token_hash(token))?.ok_or_else(gone)?;
    let company = match row.partner {
        Some(partner) => Some(company_named(act.tx(), partner)?),
        None => None,
    };
    let custom = match (row.partner, row.place.custom) {
        (Some(partner), Some(role)) => roles_store::name_of(act.tx(), partner, role)?,
        _ => None,
    };
    let is_known = match store::find_account(act.tx(), &row.email)? {
        Some(account) => !store::is_without_password(act.tx(), account)?,
        None => false,
    };
    let company = company.map(|company| company.name);
    Ok(Offer { id: row.id, email: row.email, company, roles: row.place.roles, custom, is_known })
}

fn gone() -> No {
    Refusal::new(Kind::Gone, "invitation_gone", say!("invite-gone")).into()
}

/// Accepts for somebody who has no password yet: names him and sets one.
pub async fn accept(may: &May<Visit>, token: String, name: String, new_password: String) -> Answer<()> {
    let offer = may.read(token.clone(), offer).await?;
    if offer.is_known {
        return Err(No::conflict("sign_in_first", say!("invite-sign-in-first")));
    }
    let name = text::required_line(&name, 200).map_err(|_| No::invalid("name", "bad_name", say!("person-name-bad")))?;
    if let Some((code, message)) = password::objection(&new_password, &offer.email) {
        return Err(No::invalid("new_password", code, message));
    }
    let permit = may.gate().hashing.acquire().await.map_err(No::failed)?;
    let hash = tokio::task::spawn_blocking(move || password::hash(&new_password)).await.map_err(No::failed)??;
    drop(permit);
    may.write((token, name, hash), take_new).await
}

fn take_new(act: &mut Act<'_, Visit>, (token, name, hash): &(String, String, String)) -> Answer<Recorded<()>> {
    let row = spend(act, token)?;
    let account = match store::find_account(act.tx(), &row.email)? {
        // Somebody set a password meanwhile: the mailbox alone does not change it.
        Some(account) if !store::is_without_password(act.tx(), account)? => {
            return Err(No::conflict("sign_in_first", say!("invite-sign-in-first")));
        }
        Some(account) => {
            store::rename(act.tx(), account, name)?;
            account
        }
        None => {
            let mut new = store::NewAccount::of(&row.email, name);
            new.lang = row.lang;
            store::insert_account(act.tx(), &new)?
        }
    };
    store::set_password(act.tx(), account, hash)?;
    give(act, &row, account)
}

/// Accepts for whoever is signed in with the account that was invited.
pub fn join(act: &mut Act<'_, BeSomebody>, token: &String) -> Answer<Recorded<()>> {
    let person = act.actor().person().ok_or_else(No::not_found)?;
    let row = spend(act, token)?;
    if row.email != person.login {
        return Err(No::conflict("another_person", say!("invite-another-person", email = &row.email)));
    }
    give(act, &row, person.account)
}

/// Uses an invitation up: of many who come with one token, one gets it.
fn spend<P: Permission>(act: &mut Act<'_, P>, token: &str) -> Answer<Row> {
    let hash = secret::token_hash(token);
    let row = invitations_store::by_token(act.tx(), &hash)?.ok_or_else(gone)?;
    if invitations_store::accept(act.tx(), row.id, &hash)? { Ok(row) } else { Err(gone()) }
}

/// Gives what an invitation offers, beside what the person has already.
fn give<P: Permission>(act: &mut Act<'_, P>, row: &Row, account: AccountId) -> Answer<Recorded<()>> {
    if invitations::is_of_other_side(act.tx(), row, account)? {
        return Err(No::conflict("other_side", say!("person-other-side")));
    }
    match row.partner {
        Some(partner) => {
            membership_store::hold(act.tx(), partner)?;
            let held = membership_store::roles_at(act.tx(), account, partner)?;
            let unit = held.first().map_or(row.place.unit, |(_, unit, _)| *unit);
            // Who came in otherwise meanwhile has not in the whole company what was offered in one unit.
            if row.place.unit.is_some() && unit != row.place.unit {
                return Err(gone());
            }
            let offered = match row.place.custom {
                Some(role) => roles_store::name_of(act.tx(), partner, role)?.map(|_| role),
                None => None,
            };
            let custom = succession::custom_of(&held).or(offered);
            let mut roles: Vec<Role> = held.iter().map(|(role, ..)| *role).filter(|role| *role != Role::Custom).collect();
            roles.extend(row.place.roles.iter().copied());
            roles.sort();
            roles.dedup();
            succession::set_place(act.tx(), account, partner, unit, &roles, custom)?;
        }
        None => people::add_staff_roles(act.tx(), account, &row.place.roles)?,
    }
    store::raise_epoch(act.tx(), account)?;
    let stands = stands::of(act.tx(), account)?;
    let facts = json!({"invitation": row.id, "account": account, "stands": stands});
    act.record("invitation.accepted", row.partner, facts, ())
}
