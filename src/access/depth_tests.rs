//! The rules of depth, tried with any rights of any depth.

use proptest::prelude::*;

use super::*;
use crate::access::actor::Who;
use crate::platform::values::ids::Id;

fn account() -> AccountId {
    AccountId::from_number(7)
}

fn partner() -> PartnerId {
    PartnerId::from_number(1)
}

fn unit(number: i64) -> UnitId {
    UnitId::from_number(number)
}

/// Somebody of a company who has these.
fn holder(grants: &[Grant], of: Option<UnitId>) -> Actor {
    let reach = Reach::Own { partner: partner(), part: of.map(Part::Unit) };
    let mut actor = Actor::without_company(Who::Visitor, rights_of(grants), reach, chrono_tz::Tz::UTC);
    actor.reaches = reaches(grants, account(), partner(), of);
    actor
}

prop_compose! {
    fn some_grant()(right in 0..LISTED.len(), depth in 0..3usize) -> Grant {
        Grant { right: LISTED[right], depth: Depth::ALL[depth] }
    }
}

proptest! {
    #[test]
    fn a_completed_role_is_whole_and_no_shallower_than_asked(asked in proptest::collection::vec(some_grant(), 1..12)) {
        let whole = completed(&asked);
        let depth = |right: Right| whole.iter().find(|grant| grant.right == right).map(|grant| grant.depth);
        for grant in &asked {
            prop_assert!(depth(grant.right).is_some_and(|found| found >= grant.depth));
        }
        for (right, needed) in NEEDS {
            prop_assert!(depth(*right).is_none() || depth(*needed).is_some(), "{right} without {needed}");
        }
        prop_assert!(depth(Right::CancelOrders) <= depth(Right::ReadOrders));
        prop_assert_eq!(completed(&whole), whole.clone());
        let mut rights: Vec<Right> = whole.iter().map(|grant| grant.right).collect();
        rights.sort();
        rights.dedup();
        prop_assert_eq!(rights.len(), whole.len());
    }

    #[test]
    fn nobody_gives_what_he_lacks_or_deeper_than_his_own(
        own in proptest::collection::vec(some_grant(), 0..8),
        given in proptest::collection::vec(some_grant(), 1..8),
        (mine, theirs) in (proptest::option::of(1i64..3), proptest::option::of(1i64..3)),
    ) {
        let (mine, theirs) = (mine.map(unit), theirs.map(unit));
        let (own, given) = (completed(&own), completed(&given));
        let actor = holder(&own, mine);
        if may_give(&actor, &given, theirs) {
            let receiver = holder(&given, theirs);
            for grant in &given {
                prop_assert!(actor.may(grant.right));
                let (his, new) = (actor.reach_of(grant.right).part(), receiver.reach_of(grant.right).part());
                let is_covered = match (his, new) {
                    (None, _) | (_, Some(Part::Person(_))) => true,
                    (Some(Part::Unit(his)), Some(Part::Unit(new))) => his == new,
                    _ => false,
                };
                prop_assert!(is_covered, "{:?}: {his:?} gave {new:?}", grant.right);
            }
        }
        prop_assert!(own.is_empty() || may_give(&holder(&own, None), &own, None) || own.iter().any(|grant| grant.depth == Depth::Unit));
    }
}

#[test]
fn a_depth_of_the_unit_without_a_unit_is_ones_own() {
    let grants = [Grant { right: Right::ReadOrders, depth: Depth::Unit }];
    assert_eq!(holder(&grants, None).reach_of(Right::ReadOrders).part(), Some(Part::Person(account())));
    assert_eq!(holder(&grants, Some(unit(2))).reach_of(Right::ReadOrders).part(), Some(Part::Unit(unit(2))));
}

#[test]
fn the_deepest_of_several_roles_counts() {
    let mut grants = of_role(Role::Buyer, Some(unit(2)));
    grants.push(Grant { right: Right::ReadOrders, depth: Depth::Company });
    let actor = holder(&grants, Some(unit(2)));
    assert_eq!(actor.reach_of(Right::ReadOrders).part(), None);
    assert_eq!(actor.reach_of(Right::CancelOrders).part(), Some(Part::Unit(unit(2))));
    assert_eq!(actor.reach_of(Right::ReadMoney).part(), Some(Part::Person(account())), "a right he lacks reaches least");
}

#[test]
fn an_administrator_of_a_unit_makes_no_roles_and_gives_only_there() {
    let admin = holder(&of_role(Role::PartnerAdmin, Some(unit(2))), Some(unit(2)));
    let buyer = |of: Option<UnitId>| of_role(Role::Buyer, of);
    assert!(may_give(&admin, &buyer(Some(unit(2))), Some(unit(2))));
    assert!(!may_give(&admin, &buyer(Some(unit(1))), Some(unit(1))) && !may_give(&admin, &buyer(None), None));
    assert!(!may_make(&admin, &[Grant { right: Right::SeeCatalogue, depth: Depth::Company }]));
}
