//! Succession: the one place where roles are taken and accounts blocked, so that our last administrator, and a partner's last
//! administrator and last approver, stay until there is another. Verbs come here whoever asks: staff, the company itself, an import.

use super::membership_store::Held;
use super::{membership_store, staff_store, store};
use crate::access::reach::{AccountId, CustomRoleId, PartnerId, UnitId};
use crate::access::role::Role;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::say;

/// Makes somebody's built-in roles at a partner exactly these; a role of the company's own stays. Answers whether anything changed.
/// Refused when it would take the last administrator or the last approver from the partner.
pub(crate) fn set_memberships(
    tx: &mut Tx,
    account: AccountId,
    partner: PartnerId,
    unit: Option<UnitId>,
    roles: &[Role],
) -> Answer<bool> {
    let custom = custom_of(&membership_store::roles_at(tx, account, partner)?);
    set_place(tx, account, partner, unit, roles, custom)
}

/// The company's own role among those of a person.
pub(super) fn custom_of(held: &[Held]) -> Option<CustomRoleId> {
    held.iter().find_map(|(_, _, custom)| *custom)
}

/// Makes somebody's place at a partner exactly this: built-in roles, a role of the company's own, the unit of all of them. Answers
/// whether anything changed. Refused when it would take the last administrator or the last approver from the partner.
pub(super) fn set_place(
    tx: &mut Tx,
    account: AccountId,
    partner: PartnerId,
    unit: Option<UnitId>,
    roles: &[Role],
    custom: Option<CustomRoleId>,
) -> Answer<bool> {
    let mut new: Vec<Held> = roles.iter().map(|role| (*role, unit, None)).collect();
    new.extend(custom.map(|id| (Role::Custom, unit, Some(id))));
    new.sort();
    new.dedup();
    if membership_store::roles_at(tx, account, partner)? == new {
        return Ok(false);
    }
    expect_others(tx, account, partner, roles)?;
    membership_store::replace(tx, account, partner, &new)?;
    Ok(true)
}

/// Blocks somebody at one partner, or lets him work there again; answers whether anything changed. Whoever is its last administrator
/// or approver is not blocked. His rights elsewhere stay.
pub(super) fn set_blocked_at(tx: &mut Tx, account: AccountId, partner: PartnerId, is_blocked: bool) -> Answer<bool> {
    if is_blocked {
        expect_others(tx, account, partner, &[])?;
    }
    membership_store::set_blocked(tx, account, partner, is_blocked)
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
