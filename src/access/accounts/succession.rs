//! Succession: the one place where roles are taken and accounts blocked, so that our last administrator, and a partner's last
//! administrator and last approver, stay until there is another. Verbs come here whoever asks: staff, the company itself, an import.

use super::{membership_store, staff_store, store};
use crate::access::reach::{AccountId, PartnerId, UnitId};
use crate::access::role::Role;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::say;

/// Makes somebody's roles at a partner exactly these; answers whether anything changed.
/// Refused when it would take the last administrator or the last approver from the partner.
pub(crate) fn set_memberships(
    tx: &mut Tx,
    account: AccountId,
    partner: PartnerId,
    unit: Option<UnitId>,
    roles: &[Role],
) -> Answer<bool> {
    let mut new: Vec<(Role, Option<UnitId>)> = roles.iter().map(|role| (*role, unit)).collect();
    new.sort();
    new.dedup();
    if membership_store::roles_at(tx, account, partner)? == new {
        return Ok(false);
    }
    expect_others(tx, account, partner, roles)?;
    membership_store::replace(tx, account, partner, &new)?;
    Ok(true)
}

/// Makes the staff roles exactly these; answers whether anything changed. Refused to our last administrator who would be none.
pub(crate) fn set_staff_roles(tx: &mut Tx, account: AccountId, roles: &[Role]) -> Answer<bool> {
    if !roles.contains(&Role::Administrator) {
        expect_other_administrator(tx, account)?;
    }
    store::set_staff_roles(tx, account, roles)
}

/// Blocks or unblocks an account. Whoever is the last administrator or approver anywhere is not blocked.
pub(crate) fn set_blocked(tx: &mut Tx, account: AccountId, is_blocked: bool) -> Answer<()> {
    if is_blocked {
        expect_other_administrator(tx, account)?;
        for partner in membership_store::partners_of(tx, account)? {
            expect_others(tx, account, partner, &[])?;
        }
    }
    store::set_blocked(tx, account, is_blocked)
}

/// Refuses to take from a partner its last administrator or approver: somebody who does not keep that role, and is the only one
/// who has it. The partner is held until the end, so that two cannot take each other's role at once.
fn expect_others(tx: &mut Tx, account: AccountId, partner: PartnerId, kept: &[Role]) -> Answer<()> {
    membership_store::hold(tx, partner)?;
    let standing = membership_store::standing(tx, partner)?;
    let is_last = |role: Role| {
        let mut holders = standing.iter().filter(|(held, _)| *held == role).map(|(_, holder)| *holder);
        !kept.contains(&role) && holders.next() == Some(account) && holders.next().is_none()
    };
    if is_last(Role::PartnerAdmin) {
        return Err(No::conflict("last_administrator", say!("person-last-partner-admin")));
    }
    if is_last(Role::Approver) {
        return Err(No::conflict("last_approver", say!("person-last-approver")));
    }
    Ok(())
}

/// Our last administrator stays one. The accounts are held until the end.
fn expect_other_administrator(tx: &mut Tx, account: AccountId) -> Answer<()> {
    if staff_store::lock_administrators(tx)? == [account] {
        return Err(No::conflict("last_administrator", say!("person-last-administrator")));
    }
    Ok(())
}
