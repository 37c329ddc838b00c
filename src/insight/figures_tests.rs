//! Figures from rows: days are the seller's, currencies stay apart, ages do not overlap.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn slot(at: &str, code: &str, orders: i64, sum: i64) -> Slot {
    let at = Moment::from(chrono::DateTime::parse_from_rfc3339(at).unwrap().to_utc());
    Slot { at, currency: currency(code), orders, sum: Money::from_steps(sum) }
}

#[test]
fn midnight_is_the_sellers_and_currencies_stay_apart() {
    let period = Period { from: day("2026-03-01"), until: day("2026-03-02") };
    let slots = [
        slot("2026-03-01T13:45:00Z", "RUB", 2, 500),
        slot("2026-03-01T14:00:00Z", "RUB", 1, 300),
        slot("2026-03-01T14:00:00Z", "EUR", 1, 70),
    ];
    let found = trade(period, chrono_tz::Asia::Vladivostok, &slots).unwrap();
    assert_eq!(found.currencies, [currency("EUR"), currency("RUB")]);
    let sums = |at: usize| found.stretches[at].sums.iter().map(|sum| sum.steps()).collect::<Vec<_>>();
    assert_eq!((found.stretches[0].orders, sums(0)), (2, vec![0, 500]));
    assert_eq!((found.stretches[1].orders, sums(1)), (2, vec![70, 300]));
    assert_eq!((found.orders(), found.totals.clone()), (4, vec![Money::from_steps(70), Money::from_steps(800)]));
}

#[test]
fn a_contract_blocked_twice_is_one_contract() {
    let rows = [(7, "manual"), (7, "manual"), (7, "overdue"), (9, "overdue")].map(|(id, cause)| (id, cause.to_owned()));
    assert_eq!(blocked(rows.to_vec()), Blocked { contracts: 2, overdue: 2, manual: 1 });
    assert_eq!(blocked(Vec::new()), Blocked::default());
}

#[test]
fn who_ordered_most_comes_first_in_each_currency() {
    let sold = |code: &str, of: &str, sum: i64| Sold {
        client: Client { code: code.into(), name: code.into() },
        currency: currency(of),
        orders: 1,
        sum: Money::from_steps(sum),
    };
    let mut all = vec![sold("B", "RUB", 5), sold("A", "RUB", 5), sold("C", "EUR", 1), sold("D", "RUB", 9)];
    all.extend((0..20).map(|n| sold(&format!("M{n:02}"), "RUB", 1)));
    let found = top(all);
    let codes = |at: usize| found[at].1.iter().map(|sold| sold.client.code.clone()).collect::<Vec<_>>();
    assert_eq!((found[0].0, codes(0)), (currency("EUR"), vec!["C".to_owned()]));
    assert_eq!(
        (found[1].0, codes(1).len(), &codes(1)[..4]),
        (currency("RUB"), SHOWN, &["D", "A", "B", "M00"].map(str::to_owned)[..])
    );
}

proptest! {
    #[test]
    fn every_day_has_one_age(days in -400i64..400) {
        let today = day("2026-03-31");
        let due = today - chrono::TimeDelta::days(days);
        let is_among = |age: &Age| {
            let (first, last) = age.due_days(today);
            first.is_none_or(|first| first <= due) && last.is_none_or(|last| due <= last)
        };
        let found: Vec<Age> = Age::ALL.iter().copied().filter(is_among).collect();
        prop_assert_eq!(found, vec![Age::of(due, today)]);
    }

    #[test]
    fn debts_of_all_ages_are_all_debts(rows in proptest::collection::vec((-200i64..200, any::<bool>(), 1i64..9, 1i64..1_000_000), 0..40)) {
        let today = day("2026-03-31");
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(days, is_rouble, count, rest)| {
                (today - chrono::TimeDelta::days(days), currency(if is_rouble { "RUB" } else { "EUR" }), count, Money::from_steps(rest))
            })
            .collect();
        for found in debt(&rows, today).unwrap() {
            let own = || rows.iter().filter(|row| row.1 == found.currency);
            prop_assert_eq!(found.ages.iter().map(|age| age.2.steps()).sum::<i64>(), own().map(|row| row.3.steps()).sum::<i64>());
            prop_assert_eq!(found.ages.iter().map(|age| age.1).sum::<i64>(), own().map(|row| row.2).sum::<i64>());
        }
    }
}
