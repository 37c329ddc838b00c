//! Roles that a company makes for itself of the listed rights, each as deep as it says. Its administrator makes, changes and
//! removes them; nobody puts a right into a role that he lacks.

use serde_json::{Value, json};

use super::{membership_store, roles_store, store};
use crate::access::depth::{self, Depth, Grant};
use crate::access::permission::marks::RunCompany;
use crate::access::reach::{CustomRoleId, PartnerId};
use crate::access::{Act, Recorded, Right, stands};
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::values::text;
use crate::say;

const LONGEST_NAME: usize = 60;
/// A company makes at most so many.
const MOST: usize = 50;

/// A company's own role.
#[derive(Debug, Clone)]
pub struct CustomRole {
    /// Its id.
    pub id: CustomRoleId,
    /// Its name.
    pub name: String,
    /// What it gives.
    pub grants: Vec<Grant>,
    /// How many people have it.
    pub holders: usize,
}

/// A role as given.
#[derive(Debug, Clone, Default)]
pub struct NewRole {
    /// Its name.
    pub name: String,
    /// What it is to give.
    pub grants: Vec<Grant>,
}

/// The company's own roles, by name.
pub fn list(act: &mut Act<'_, RunCompany>, (): &()) -> Answer<Vec<CustomRole>> {
    let company = act.company()?.id;
    let mut roles = Vec::new();
    for (id, name) in roles_store::of_partner(act.tx(), company)? {
        let (grants, holders) = (roles_store::grants(act.tx(), id)?, roles_store::holders(act.tx(), id)?.len());
        roles.push(CustomRole { id, name, grants, holders });
    }
    Ok(roles)
}

/// Makes a role.
pub fn make(act: &mut Act<'_, RunCompany>, new: &NewRole) -> Answer<Recorded<CustomRoleId>> {
    let company = act.company()?.id;
    // Names are given by one at a time, so that no two are the same.
    membership_store::hold(act.tx(), company)?;
    let (name, grants) = checked(act, company, new, None)?;
    if roles_store::of_partner(act.tx(), company)?.len() >= MOST {
        return Err(No::conflict("too_many_roles", say!("role-too-many", count = MOST)));
    }
    let id = roles_store::insert(act.tx(), company, &name)?;
    roles_store::set_grants(act.tx(), id, &grants)?;
    let facts = facts(act, company, (id, name.as_str()), &grants)?;
    act.record("role.made", Some(company), facts, id)
}

/// Changes a role; whoever has it has the new rights at once.
pub fn change(act: &mut Act<'_, RunCompany>, (id, new): &(CustomRoleId, NewRole)) -> Answer<Recorded<()>> {
    let company = act.company()?.id;
    membership_store::hold(act.tx(), company)?;
    expect_own(act, company, *id)?;
    let (name, grants) = checked(act, company, new, Some(*id))?;
    roles_store::rename(act.tx(), *id, &name)?;
    roles_store::set_grants(act.tx(), *id, &grants)?;
    for account in roles_store::holders(act.tx(), *id)? {
        store::raise_epoch(act.tx(), account)?;
    }
    let facts = facts(act, company, (*id, name.as_str()), &grants)?;
    act.record("role.changed", Some(company), facts, ())
}

/// Removes a role that nobody has and no open invitation gives.
pub fn remove(act: &mut Act<'_, RunCompany>, id: &CustomRoleId) -> Answer<Recorded<()>> {
    let company = act.company()?.id;
    membership_store::hold(act.tx(), company)?;
    expect_own(act, company, *id)?;
    if !roles_store::holders(act.tx(), *id)?.is_empty() || roles_store::is_offered(act.tx(), *id)? {
        return Err(No::conflict("role_in_use", say!("role-in-use")));
    }
    roles_store::remove(act.tx(), *id)?;
    act.record("role.removed", Some(company), json!({"role": id}), ())
}

/// A role of the company's own that goes nowhere beyond what the caller has himself.
fn expect_own(act: &mut Act<'_, RunCompany>, company: PartnerId, id: CustomRoleId) -> Answer<()> {
    roles_store::name_of(act.tx(), company, id)?.ok_or_else(No::not_found)?;
    let grants = roles_store::grants(act.tx(), id)?;
    if depth::may_make(act.actor(), &grants) { Ok(()) } else { Err(lacking()) }
}

/// The name and the whole of the rights of a role as given.
fn checked(
    act: &mut Act<'_, RunCompany>,
    company: PartnerId,
    new: &NewRole,
    but: Option<CustomRoleId>,
) -> Answer<(String, Vec<Grant>)> {
    let name = text::required_line(&new.name, LONGEST_NAME)
        .map_err(|_| No::invalid("name", "bad_name", say!("role-name-bad", count = LONGEST_NAME)))?;
    if new.grants.is_empty() {
        return Err(No::invalid("rights", "missing", say!("role-rights-missing")));
    }
    if new.grants.iter().any(|grant| !depth::LISTED.contains(&grant.right)) {
        return Err(No::invalid("rights", "not_listed", say!("role-right-not-listed")));
    }
    let key = text::fold(&name);
    let known = roles_store::of_partner(act.tx(), company)?;
    if known.iter().any(|(id, known)| Some(*id) != but && text::fold(known) == key) {
        return Err(No::invalid("name", "taken", say!("role-name-taken")));
    }
    let grants = depth::completed(&new.grants);
    if depth::may_make(act.actor(), &grants) { Ok((name, grants)) } else { Err(lacking()) }
}

/// The refusal to give what one lacks oneself.
pub(super) fn lacking() -> No {
    Refusal::new(Kind::Forbidden, "right_lacking", say!("role-right-lacking")).into()
}

/// What the journal keeps of a role: what it gives. Its name is the company's own word, and may be somebody's: it is committed to.
fn facts(act: &mut Act<'_, RunCompany>, company: PartnerId, (id, name): (CustomRoleId, &str), grants: &[Grant]) -> Answer<Value> {
    let rights: Vec<(Right, Depth)> = grants.iter().map(|grant| (grant.right, grant.depth)).collect();
    Ok(json!({"role": id, "rights": rights, "name": stands::role_name(act.tx(), company, name)?}))
}
