//! What staff may, and who of them are administrators, in the database.

use diesel::prelude::*;

use crate::access::permission::Rights;
use crate::access::reach::AccountId;
use crate::access::role::Role;
use crate::access::store::{account, membership, staff_role};
use crate::platform::db::{Link, Tx};
use crate::platform::error::Answer;

/// An account's roles on our side.
pub fn roles_of(tx: &mut Tx, id: AccountId) -> Answer<Vec<Role>> {
    Ok(staff_role::table.filter(staff_role::account_id.eq(id)).select(staff_role::role).load(tx.link())?)
}

/// What an account may on our side.
pub fn rights_of_staff(tx: &mut Tx, id: AccountId) -> Answer<Rights> {
    let roles = roles_of(tx, id)?;
    Ok(roles.iter().fold(Rights::NONE, |all, role| all.and(role.rights())))
}

/// Every administrator who is not blocked, held until the end of the transaction.
pub fn lock_administrators(tx: &mut Tx) -> Answer<Vec<AccountId>> {
    let query = staff_role::table
        .inner_join(account::table)
        .filter(staff_role::role.eq(Role::Administrator).and(account::is_blocked.eq(false)))
        .order(account::id)
        .select(account::id);
    Ok(match tx.link() {
        Link::Sqlite(conn) => query.load(conn)?,
        Link::Postgres(conn) => query.for_update().load(conn)?,
    })
}

/// Whether the account is of some partner's people.
pub fn has_memberships(tx: &mut Tx, id: AccountId) -> Answer<bool> {
    let theirs = membership::table.filter(membership::account_id.eq(id)).select(membership::account_id);
    Ok(diesel::select(diesel::dsl::exists(theirs)).get_result(tx.link())?)
}
