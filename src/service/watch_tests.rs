//! What rules find, told in small stories.

use super::*;
use crate::platform::values::ids::Id;
use crate::service::RuleId;

const DAY: i64 = 24 * 3600;

fn at(seconds: i64) -> Moment {
    Moment::from_micros(1_772_323_200_000_000).plus_seconds(seconds)
}

fn rule(kind: Kind) -> Rule {
    Rule {
        id: RuleId::from_number(1),
        kind,
        amount: (kind == Kind::CartIdle).then_some(Money::from_steps(10_000_000)),
        minutes: (kind == Kind::CartIdle).then_some(20),
        times: matches!(kind, Kind::SearchVain | Kind::Refused).then_some(3),
        percent: (kind == Kind::NoOrder).then_some(150),
        due_minutes: 60,
        is_on: true,
    }
}

fn step(account: i64, seconds: i64, what: What) -> Step {
    let (partner, account) = (PartnerId::from_number(7), AccountId::from_number(account));
    Step { partner, account, at: at(seconds), what, words: "винт".into() }
}

fn facts(steps: Vec<Step>, rhythms: Vec<Rhythm>) -> Facts {
    Facts { steps, rhythms, since: at(-30 * DAY), zone: Tz::UTC }
}

fn cart(roubles: i64) -> What {
    What::Cart(Money::from_steps(roubles * 100))
}

#[test]
fn a_full_cart_that_lies_is_found_once_and_one_that_is_touched_or_ordered_is_not() {
    let rule = rule(Kind::CartIdle);
    let found = |steps: Vec<Step>, now: i64| find(&rule, &facts(steps, Vec::new()), at(now));
    let lying = vec![step(1, 0, cart(120_000))];
    assert!(found(lying.clone(), 20 * 60 - 1).is_empty());
    let (first, later) = (found(lying.clone(), 20 * 60), found(lying, 40 * 60));
    assert_eq!((first.len(), &first), (1, &later));
    assert_eq!(first[0].at, at(20 * 60));
    assert!(found(vec![step(1, 0, cart(99_999))], DAY).is_empty());
    assert!(found(vec![step(1, 0, cart(120_000)), step(1, 600, What::Order)], DAY).is_empty());
    assert_eq!(found(vec![step(1, 600, cart(120_000)), step(1, 0, cart(110_000)), step(2, 300, What::Order)], DAY).len(), 1);
}

#[test]
fn three_vain_searches_of_one_day_are_one_finding() {
    let rule = rule(Kind::SearchVain);
    let vain = |times: &[i64]| times.iter().map(|s| step(1, *s, What::SearchVain)).collect::<Vec<_>>();
    let found = |times: &[i64]| find(&rule, &facts(vain(times), Vec::new()), at(2 * DAY));
    assert!(found(&[0, 60]).is_empty());
    assert!(found(&[0, 60, DAY]).is_empty());
    let hits = found(&[60, 0, 120, 180, 240, 300]);
    assert_eq!((hits.len(), hits[0].at), (1, at(120)));
    assert_eq!(found(&[0, 60, 120, DAY, DAY + 60, DAY + 120]).len(), 2);
    assert!(find(&self::rule(Kind::Refused), &facts(vain(&[0, 1, 2]), Vec::new()), at(DAY)).is_empty());
}

#[test]
fn a_client_is_silent_after_half_as_long_again_as_usual() {
    let rule = rule(Kind::NoOrder);
    let today = at(0).day_in(Tz::UTC);
    let days = |ago: &[u64]| -> Vec<(PartnerId, NaiveDate)> {
        ago.iter().map(|ago| (PartnerId::from_number(7), today - Days::new(*ago))).collect()
    };
    let found = |ago: &[u64]| find(&rule, &facts(Vec::new(), rhythms(&days(ago))), at(3600));
    assert!(found(&[34, 14]).is_empty(), "two orders make no interval");
    assert!(found(&[34, 24, 14]).is_empty());
    let hits = found(&[35, 25, 15]);
    assert_eq!((hits.len(), hits[0].about.count, hits[0].about.usual), (1, Some(15), Some(10)));
    // Silent from the 20th to the 14th day before today, and ordering again since.
    assert_eq!(found(&[55, 45, 35, 14]).len(), 1);
    assert!(found(&[35, 25, 15, 2]).is_empty(), "the order came before the time was up");
}
