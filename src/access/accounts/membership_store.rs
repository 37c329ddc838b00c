//! Who is what at a partner, in the database.

use diesel::prelude::*;

use crate::access::reach::{AccountId, CustomRoleId, PartnerId, UnitId};
use crate::access::role::Role;
use crate::access::store::{account, membership, partner};
use crate::platform::db::{Link, Tx};
use crate::platform::error::Answer;

/// A role of somebody at a partner, the unit it is bound to, and the company's own role where it stands for one.
pub type Held = (Role, Option<UnitId>, Option<CustomRoleId>);

/// The roles of an account at a partner, sorted.
pub fn roles_at(tx: &mut Tx, id: AccountId, at: PartnerId) -> Answer<Vec<Held>> {
    let mut roles: Vec<Held> = membership::table
        .filter(membership::account_id.eq(id).and(membership::partner_id.eq(at)))
        .select((membership::role, membership::unit_id, membership::custom_role_id))
        .load(tx.link())?;
    roles.sort();
    Ok(roles)
}

/// Puts these in the place of all roles of the account at the partner. Whoever was blocked there stays so.
pub fn replace(tx: &mut Tx, id: AccountId, at: PartnerId, roles: &[Held]) -> Answer<()> {
    let is_blocked = is_blocked(tx, id, at)?;
    diesel::delete(membership::table.filter(membership::account_id.eq(id).and(membership::partner_id.eq(at))))
        .execute(tx.link())?;
    for (role, unit, custom) in roles {
        diesel::insert_into(membership::table)
            .values((
                membership::account_id.eq(id),
                membership::partner_id.eq(at),
                membership::unit_id.eq(*unit),
                membership::role.eq(*role),
                membership::custom_role_id.eq(*custom),
                membership::is_blocked.eq(is_blocked),
            ))
            .execute(tx.link())?;
    }
    Ok(())
}

/// Whether somebody may not work for a partner any more.
pub fn is_blocked(tx: &mut Tx, id: AccountId, at: PartnerId) -> Answer<bool> {
    let blocked = membership::table
        .filter(membership::account_id.eq(id).and(membership::partner_id.eq(at)).and(membership::is_blocked.eq(true)))
        .select(membership::account_id);
    Ok(diesel::select(diesel::dsl::exists(blocked)).get_result(tx.link())?)
}

/// Blocks somebody at a partner, or lets him work there again; answers whether anything changed.
pub fn set_blocked(tx: &mut Tx, id: AccountId, at: PartnerId, is_blocked: bool) -> Answer<bool> {
    let these = membership::table
        .filter(membership::account_id.eq(id).and(membership::partner_id.eq(at)).and(membership::is_blocked.ne(is_blocked)));
    Ok(diesel::update(these).set(membership::is_blocked.eq(is_blocked)).execute(tx.link())? > 0)
}

/// Whether somebody may work for any partner at all.
pub fn stands_anywhere(tx: &mut Tx, id: AccountId) -> Answer<bool> {
    let standing = membership::table
        .filter(membership::account_id.eq(id).and(membership::is_blocked.eq(false)))
        .select(membership::account_id);
    Ok(diesel::select(diesel::dsl::exists(standing)).get_result(tx.link())?)
}

/// Whether somebody may work for a partner.
pub fn stands_at(tx: &mut Tx, id: AccountId, at: PartnerId) -> Answer<bool> {
    let standing = membership::table
        .filter(membership::account_id.eq(id).and(membership::partner_id.eq(at)).and(membership::is_blocked.eq(false)))
        .select(membership::account_id);
    Ok(diesel::select(diesel::dsl::exists(standing)).get_result(tx.link())?)
}

/// The partners that an account is of, in the order in which they are held.
pub fn partners_of(tx: &mut Tx, id: AccountId) -> Answer<Vec<PartnerId>> {
    let mut partners: Vec<PartnerId> =
        membership::table.filter(membership::account_id.eq(id)).select(membership::partner_id).load(tx.link())?;
    partners.sort();
    partners.dedup();
    Ok(partners)
}

/// Holds a partner until the end of the transaction: roles there are taken by one at a time. Orders do not wait for it.
pub fn hold(tx: &mut Tx, at: PartnerId) -> Answer<()> {
    match tx.link() {
        // Its one writer is alone already.
        Link::Sqlite(_) => Ok(()),
        Link::Postgres(conn) => {
            let row = partner::table.filter(partner::id.eq(at)).select(partner::id);
            row.for_no_key_update().load::<PartnerId>(conn)?;
            Ok(())
        }
    }
}

/// The administrators and approvers of a partner who are not blocked.
pub fn standing(tx: &mut Tx, at: PartnerId) -> Answer<Vec<(Role, AccountId)>> {
    let is_weighty = membership::role.eq(Role::PartnerAdmin).or(membership::role.eq(Role::Approver));
    Ok(membership::table
        .inner_join(account::table)
        .filter(membership::partner_id.eq(at).and(membership::is_blocked.eq(false)))
        .filter(account::is_blocked.eq(false).and(is_weighty))
        .select((membership::role, membership::account_id))
        .load(tx.link())?)
}
