//! Who our staff are, what they may, and who of them are administrators, in the database.

use std::collections::HashMap;

use diesel::dsl::exists;
use diesel::prelude::*;

use super::people::{PersonRow, StaffBy, StaffFilter};
use crate::access::permission::Rights;
use crate::access::reach::AccountId;
use crate::access::role::Role;
use crate::access::store::{account, membership, staff_role};
use crate::in_order;
use crate::platform::db::{Link, Tx};
use crate::platform::error::Answer;

/// Our staff, each with all his roles.
pub fn staff(tx: &mut Tx, filter: &StaffFilter) -> Answer<Vec<PersonRow>> {
    let theirs = staff_role::table.filter(staff_role::account_id.eq(account::id)).select(staff_role::account_id);
    let query = account::table.filter(exists(theirs)).into_boxed();
    let (is_descending, after) = (filter.sort.is_descending, filter.after.clone());
    let query = match filter.sort.by {
        StaffBy::Name => in_order!(query, account::name, account::id, is_descending, after),
        StaffBy::Login => in_order!(query, account::login, account::id, is_descending, after),
    };
    let rows: Vec<(AccountId, String, String, Option<String>, bool)> = query
        .limit(filter.limit)
        .select((account::id, account::login, account::name, account::phone, account::is_blocked))
        .load(tx.link())?;
    let ids = rows.iter().map(|row| row.0).collect();
    let mut roles = roles_of_many(tx, ids)?;
    Ok(rows
        .into_iter()
        .map(|(account, login, name, phone, is_blocked)| {
            let mut roles = roles.remove(&account).unwrap_or_default();
            roles.sort();
            PersonRow { account, login, name, phone, roles, custom: None, unit: None, is_blocked }
        })
        .collect())
}

fn roles_of_many(tx: &mut Tx, ids: Vec<AccountId>) -> Answer<HashMap<AccountId, Vec<Role>>> {
    let rows: Vec<(AccountId, Role)> = staff_role::table
        .filter(staff_role::account_id.eq_any(ids))
        .select((staff_role::account_id, staff_role::role))
        .load(tx.link())?;
    let mut roles: HashMap<AccountId, Vec<Role>> = HashMap::new();
    for (account, role) in rows {
        roles.entry(account).or_default().push(role);
    }
    Ok(roles)
}

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
