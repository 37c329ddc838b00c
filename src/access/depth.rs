//! How deep a right goes within one's own company: to what one placed oneself, to one's unit, to the whole company. The rules by
//! which a company makes roles of its own and gives them. Pure; verbs ask here, and so does whoever finds out who asks.

use super::actor::Actor;
use super::permission::{Right, Rights};
use super::reach::{AccountId, Part, PartnerId, Reach, UnitId};
use super::role::Role;

crate::words! {
    /// How deep a right goes.
    pub enum Depth {
        /// What the person placed himself.
        Own = "own",
        /// His unit's things and those of no unit; his own where he is bound to no unit.
        Unit = "unit",
        /// The whole company's.
        Company = "company",
    }
}

/// A right with its depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The right.
    pub right: Right,
    /// How deep it goes. It says nothing of a right that has no depth.
    pub depth: Depth,
}

/// The rights that a company may make a role of, in the order in which they are offered.
pub const LISTED: &[Right] = &[
    Right::SeeCatalogue,
    Right::FillCart,
    Right::PlaceOrders,
    Right::ReadOrders,
    Right::CancelOrders,
    Right::ReadRequested,
    Right::ReadMoney,
    Right::ReadCompany,
    Right::RunCompany,
];

/// Those of them that have a depth.
pub const DEEP: &[Right] = &[Right::ReadOrders, Right::CancelOrders, Right::ReadMoney];

/// Rights that are of no use without another one.
const NEEDS: &[(Right, Right)] = &[
    (Right::PlaceOrders, Right::FillCart),
    (Right::FillCart, Right::SeeCatalogue),
    (Right::PlaceOrders, Right::ReadOrders),
    (Right::CancelOrders, Right::ReadOrders),
    (Right::RunCompany, Right::ReadCompany),
];

/// Whether it makes a difference how deep a right goes.
pub fn has_depth(right: Right) -> bool {
    DEEP.contains(&right)
}

/// The same with what these rights need, no less deep than they go themselves; each right once, as deep as it was asked for.
pub fn completed(grants: &[Grant]) -> Vec<Grant> {
    let mut all: Vec<Grant> = Vec::new();
    for grant in grants {
        add(&mut all, *grant);
    }
    for (right, needed) in NEEDS {
        if let Some(found) = all.iter().find(|grant| grant.right == *right).copied() {
            let depth = if has_depth(*right) || !has_depth(*needed) { found.depth } else { Depth::Own };
            add(&mut all, Grant { right: *needed, depth });
        }
    }
    all
}

fn add(all: &mut Vec<Grant>, new: Grant) {
    let depth = if has_depth(new.right) { new.depth } else { Depth::Company };
    match all.iter_mut().find(|known| known.right == new.right) {
        Some(known) => known.depth = known.depth.max(depth),
        None => all.push(Grant { depth, ..new }),
    }
}

/// What a built-in role gives at a partner: in the unit it is bound to, or in the whole company.
pub fn of_role(role: Role, unit: Option<UnitId>) -> Vec<Grant> {
    let (rights, depth) = (role.rights(), of_unit(unit));
    Right::ALL.iter().filter(|right| rights.has(**right)).map(|right| Grant { right: *right, depth }).collect()
}

fn of_unit(unit: Option<UnitId>) -> Depth {
    if unit.is_some() { Depth::Unit } else { Depth::Company }
}

/// The rights of some grants. Whoever sees his company finds it among the partners, where it is the only one in his reach.
pub fn rights_of(grants: &[Grant]) -> Rights {
    let rights: Vec<Right> = grants.iter().map(|grant| grant.right).collect();
    let rights = Rights::of(&rights);
    if rights.has(Right::ReadCompany) { rights.and(Rights::of(&[Right::ReadPartners])) } else { rights }
}

/// How far the rights that have a depth reach for a person at his company; where a right is not given, to his own alone.
pub fn reaches(grants: &[Grant], account: AccountId, partner: PartnerId, unit: Option<UnitId>) -> Vec<(Right, Reach)> {
    let depth_of = |right: Right| grants.iter().filter(|grant| grant.right == right).map(|grant| grant.depth).max();
    DEEP.iter()
        .map(|right| {
            let part = part_of(depth_of(*right).unwrap_or(Depth::Own), unit, account);
            (*right, Reach::Own { partner, part })
        })
        .collect()
}

fn part_of(depth: Depth, unit: Option<UnitId>, account: AccountId) -> Option<Part> {
    match (depth, unit) {
        (Depth::Company, _) => None,
        (Depth::Unit, Some(unit)) => Some(Part::Unit(unit)),
        (Depth::Unit, None) | (Depth::Own, _) => Some(Part::Person(account)),
    }
}

/// Whether somebody may give these to a person of a unit, or of the whole company: nobody gives a right that he lacks, nor deeper
/// than his own goes, nor in another unit.
pub fn may_give(actor: &Actor, grants: &[Grant], unit: Option<UnitId>) -> bool {
    grants.iter().all(|grant| {
        let depth = if has_depth(grant.right) { grant.depth } else { of_unit(unit) };
        actor.may(grant.right) && covers(actor.reach_of(grant.right).part(), depth, unit)
    })
}

fn covers(own: Option<Part>, depth: Depth, unit: Option<UnitId>) -> bool {
    match own {
        None => true,
        Some(Part::Unit(mine)) => depth == Depth::Own || (depth == Depth::Unit && unit == Some(mine)),
        Some(Part::Person(_)) => depth == Depth::Own,
    }
}

/// Whether somebody may make a role of these: a role is the whole company's, so its maker must be bound to no part of it.
pub fn may_make(actor: &Actor, grants: &[Grant]) -> bool {
    actor.reach.part().is_none() && may_give(actor, grants, None)
}

#[cfg(test)]
#[path = "depth_tests.rs"]
mod tests;
