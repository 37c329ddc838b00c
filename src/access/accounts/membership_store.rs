//! Who is what at a partner, in the database.

use diesel::prelude::*;

use crate::access::reach::{AccountId, PartnerId, UnitId};
use crate::access::role::Role;
use crate::access::store::{account, membership, partner};
use crate::platform::db::{Link, Tx};
use crate::platform::error::Answer;

/// The roles of an account at a partner with the unit they are bound to, sorted.
pub fn roles_at(tx: &mut Tx, id: AccountId, at: PartnerId) -> Answer<Vec<(Role, Option<UnitId>)>> {
    let mut roles: Vec<(Role, Option<UnitId>)> = membership::table
        .filter(membership::account_id.eq(id).and(membership::partner_id.eq(at)))
        .select((membership::role, membership::unit_id))
        .load(tx.link())?;
    roles.sort();
    Ok(roles)
}

/// Puts these in the place of all roles of the account at the partner.
pub fn replace(tx: &mut Tx, id: AccountId, at: PartnerId, roles: &[(Role, Option<UnitId>)]) -> Answer<()> {
    diesel::delete(membership::table.filter(membership::account_id.eq(id).and(membership::partner_id.eq(at))))
        .execute(tx.link())?;
    for (role, unit) in roles {
        diesel::insert_into(membership::table)
            .values((
                membership::account_id.eq(id),
                membership::partner_id.eq(at),
                membership::unit_id.eq(*unit),
                membership::role.eq(*role),
            ))
            .execute(tx.link())?;
    }
    Ok(())
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
        .filter(membership::partner_id.eq(at).and(account::is_blocked.eq(false)).and(is_weighty))
        .select((membership::role, membership::account_id))
        .load(tx.link())?)
}
