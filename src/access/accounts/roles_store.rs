//! Roles that companies make for themselves, in the database.

use diesel::prelude::*;

use crate::access::depth::{Depth, Grant};
use crate::access::permission::Right;
use crate::access::reach::{AccountId, CustomRoleId, PartnerId};
use crate::access::store::{custom_role, custom_role_right, invitation, membership};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Moment;

/// What a role is made of.
pub fn grants(tx: &mut Tx, role: CustomRoleId) -> Answer<Vec<Grant>> {
    let rows: Vec<(Right, Depth)> = custom_role_right::table
        .filter(custom_role_right::role_id.eq(role))
        .order(custom_role_right::permission)
        .select((custom_role_right::permission, custom_role_right::depth))
        .load(tx.link())?;
    Ok(rows.into_iter().map(|(right, depth)| Grant { right, depth }).collect())
}

/// A company's roles, by name.
pub fn of_partner(tx: &mut Tx, partner: PartnerId) -> Answer<Vec<(CustomRoleId, String)>> {
    Ok(custom_role::table
        .filter(custom_role::partner_id.eq(partner))
        .order(custom_role::name)
        .select((custom_role::id, custom_role::name))
        .load(tx.link())?)
}

/// The name of a role, if it is this company's.
pub fn name_of(tx: &mut Tx, partner: PartnerId, id: CustomRoleId) -> Answer<Option<String>> {
    Ok(custom_role::table
        .filter(custom_role::id.eq(id).and(custom_role::partner_id.eq(partner)))
        .select(custom_role::name)
        .first(tx.link())
        .optional()?)
}

/// Keeps a new role without rights.
pub fn insert(tx: &mut Tx, partner: PartnerId, name: &str) -> Answer<CustomRoleId> {
    let (id, now): (CustomRoleId, Moment) = (tx.new_id(), tx.moment());
    diesel::insert_into(custom_role::table)
        .values((
            custom_role::id.eq(id),
            custom_role::partner_id.eq(partner),
            custom_role::name.eq(name),
            custom_role::created_at.eq(now),
        ))
        .execute(tx.link())?;
    Ok(id)
}

/// Gives a role another name.
pub fn rename(tx: &mut Tx, id: CustomRoleId, name: &str) -> Answer<()> {
    diesel::update(custom_role::table.filter(custom_role::id.eq(id))).set(custom_role::name.eq(name)).execute(tx.link())?;
    Ok(())
}

/// Makes a role of exactly these.
pub fn set_grants(tx: &mut Tx, id: CustomRoleId, grants: &[Grant]) -> Answer<()> {
    diesel::delete(custom_role_right::table.filter(custom_role_right::role_id.eq(id))).execute(tx.link())?;
    for grant in grants {
        diesel::insert_into(custom_role_right::table)
            .values((
                custom_role_right::role_id.eq(id),
                custom_role_right::permission.eq(grant.right),
                custom_role_right::depth.eq(grant.depth),
            ))
            .execute(tx.link())?;
    }
    Ok(())
}

/// Takes a role away that nobody has.
pub fn remove(tx: &mut Tx, id: CustomRoleId) -> Answer<()> {
    set_grants(tx, id, &[])?;
    diesel::delete(custom_role::table.filter(custom_role::id.eq(id))).execute(tx.link())?;
    Ok(())
}

/// Who has a role, blocked or not.
pub fn holders(tx: &mut Tx, id: CustomRoleId) -> Answer<Vec<AccountId>> {
    Ok(membership::table.filter(membership::custom_role_id.eq(Some(id))).select(membership::account_id).load(tx.link())?)
}

/// Whether an invitation that can still be used gives a role.
pub fn is_offered(tx: &mut Tx, id: CustomRoleId) -> Answer<bool> {
    let open = invitation::table
        .filter(invitation::custom_role_id.eq(Some(id)))
        .filter(invitation::accepted_at.is_null().and(invitation::withdrawn_at.is_null()))
        .select(invitation::id);
    Ok(diesel::select(diesel::dsl::exists(open)).get_result(tx.link())?)
}
