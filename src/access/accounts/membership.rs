//! Somebody's place at a company as its own administrator sets it: roles, a role of the company's own, the unit; and whether he may
//! work there. An account may belong to several companies, so nothing here touches what is his alone.

use serde_json::json;

use super::people::{self, PersonRow};
use super::{invitations_store, membership_store, roles, roles_store, store, succession};
use crate::access::depth::{self, Grant};
use crate::access::permission::Permission;
use crate::access::permission::marks::RunCompany;
use crate::access::reach::{AccountId, CustomRoleId, PartnerId, UnitId};
use crate::access::{Act, Recorded, Role, stands};
use crate::platform::error::{Answer, No};
use crate::say;

/// What somebody is at a company.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Built-in roles.
    pub roles: Vec<Role>,
    /// A role of the company's own.
    pub custom: Option<CustomRoleId>,
    /// The unit he is bound to; none for the whole company. That it is the company's is made sure of by the partners' room.
    pub unit: Option<UnitId>,
}

/// What a place at a company gives; refused when it is none, or names a role that is not the company's.
pub(super) fn grants_of_place<P: Permission>(act: &mut Act<'_, P>, partner: PartnerId, place: &Place) -> Answer<Vec<Grant>> {
    let is_strange = |role: &Role| !role.is_of_partner() || *role == Role::Custom;
    if (place.roles.is_empty() && place.custom.is_none()) || place.roles.iter().any(is_strange) {
        return Err(No::invalid("roles", "wrong_side", say!("person-roles-wrong-side")));
    }
    let mut grants: Vec<Grant> = place.roles.iter().flat_map(|role| depth::of_role(*role, place.unit)).collect();
    if let Some(role) = place.custom {
        if roles_store::name_of(act.tx(), partner, role)?.is_none() {
            return Err(No::invalid("role", "unknown", say!("role-unknown")));
        }
        grants.extend(roles_store::grants(act.tx(), role)?);
    }
    Ok(grants)
}

/// The same, refused to a caller of the company who could not give all of it.
pub(super) fn expect_givable<P: Permission>(act: &mut Act<'_, P>, partner: PartnerId, place: &Place) -> Answer<()> {
    let grants = grants_of_place(act, partner, place)?;
    if depth::may_give(act.actor(), &grants, place.unit) { Ok(()) } else { Err(roles::lacking()) }
}

/// The people of the company, by name; for somebody bound to a unit those of his unit.
pub fn people(act: &mut Act<'_, RunCompany>, (): &()) -> Answer<Vec<PersonRow>> {
    let company = act.company()?.id;
    let mut people = store::people_of(act.tx(), company)?;
    if act.reach().part().is_some() {
        let unit = act.reach().unit();
        people.retain(|person| unit.is_some() && person.unit == unit);
    }
    Ok(people)
}

/// Makes somebody's place at the company this one; answers whether anything changed.
pub fn set_place(act: &mut Act<'_, RunCompany>, (login, place): &(String, Place)) -> Answer<Recorded<bool>> {
    let (company, account) = colleague(act, login)?;
    expect_givable(act, company, place)?;
    let has_changed = succession::set_place(act.tx(), account, company, place.unit, &place.roles, place.custom)?;
    if !has_changed {
        return Ok(act.pass(false));
    }
    store::raise_epoch(act.tx(), account)?;
    let stands = stands::of(act.tx(), account)?;
    let facts = json!({"account": account, "roles": place.roles, "role": place.custom, "unit": place.unit, "stands": stands});
    act.record("member.placed", Some(company), facts, true)
}

/// Blocks somebody at the company, or lets him work there again. His open sessions end when he has no other company.
pub fn set_blocked(act: &mut Act<'_, RunCompany>, (login, is_blocked): &(String, bool)) -> Answer<Recorded<()>> {
    let (company, account) = colleague(act, login)?;
    if Some(account) == act.actor().account() {
        return Err(No::conflict("own_account", say!("person-own-account")));
    }
    if !succession::set_blocked_at(act.tx(), account, company, *is_blocked)? {
        return Ok(act.pass(()));
    }
    store::raise_epoch(act.tx(), account)?;
    if *is_blocked {
        // Nobody lets himself in again by what he has invited.
        for invitation in invitations_store::withdraw_by(act.tx(), account, company)? {
            act.note("invitation.withdrawn", Some(company), json!({"invitation": invitation}))?;
        }
    }
    if *is_blocked && !membership_store::stands_anywhere(act.tx(), account)? {
        store::end_sessions(act.tx(), account, None)?;
    }
    let stands = stands::of(act.tx(), account)?;
    let facts = json!({"account": account, "is_blocked": is_blocked, "stands": stands});
    act.record("member.blocked", Some(company), facts, ())
}

/// A person of the caller's company whom he may change: nobody changes one who may more than himself.
fn colleague(act: &mut Act<'_, RunCompany>, login: &str) -> Answer<(PartnerId, AccountId)> {
    let company = act.company()?.id;
    let key = super::login_key(login);
    let person = people(act, &())?.into_iter().find(|person| person.login == key).ok_or_else(No::not_found)?;
    let grants = people::grants_of(act.tx(), &person)?;
    if !depth::may_give(act.actor(), &grants, person.unit) {
        return Err(roles::lacking());
    }
    Ok((company, person.account))
}
