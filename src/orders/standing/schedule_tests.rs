//! Schedules by example and by dice.

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn weekly(days: &[&str]) -> Schedule {
    Schedule::Weekly { days: days.iter().map(|day| (*day).to_owned()).collect() }
}

#[test]
fn a_week_goes_round() {
    let schedule = weekly(&["mon", "thu"]);
    // The 22nd of November 2026 is a Sunday.
    assert_eq!(schedule.next_after(day("2026-11-22")), Some(day("2026-11-23")));
    assert_eq!(schedule.next_after(day("2026-11-23")), Some(day("2026-11-26")));
    assert_eq!(schedule.next_after(day("2026-11-26")), Some(day("2026-11-30")));
    assert_eq!(schedule.first_from(day("2026-11-23")), Some(day("2026-11-23")));
}

#[test]
fn a_month_ends_when_it_ends() {
    assert_eq!(Schedule::MonthEnd.next_after(day("2028-01-31")), Some(day("2028-02-29")));
    assert_eq!(Schedule::MonthEnd.next_after(day("2027-02-01")), Some(day("2027-02-28")));
    assert_eq!(Schedule::MonthEnd.first_from(day("2026-12-31")), Some(day("2026-12-31")));
    assert_eq!(Schedule::Monthly { day: 1 }.next_after(day("2026-12-01")), Some(day("2027-01-01")));
}

#[test]
fn odd_schedules_are_not_sound() {
    for odd in [weekly(&[]), weekly(&["mon", "someday"]), Schedule::Monthly { day: 0 }, Schedule::Monthly { day: 29 }] {
        assert!(!odd.is_sound(), "{odd:?}");
    }
    assert_eq!(weekly(&[]).next_after(day("2026-11-22")), None);
    let told = serde_json::to_string(&weekly(&["mon"])).unwrap();
    assert_eq!(told, r#"{"repeats":"weekly","days":["mon"]}"#);
    assert_eq!(serde_json::from_str::<Schedule>(r#"{"repeats":"month_end"}"#).unwrap(), Schedule::MonthEnd);
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    prop_oneof![
        proptest::collection::btree_set(0usize..7, 1..=7)
            .prop_map(|days| Schedule::Weekly { days: days.into_iter().map(|n| WEEKDAYS[n].0.to_owned()).collect() }),
        (1u32..=LAST_OF_ALL).prop_map(|day| Schedule::Monthly { day }),
        Just(Schedule::MonthEnd),
    ]
}

proptest! {
    #[test]
    fn the_next_day_is_the_first_one_behind_on_which_it_comes(schedule in any_schedule(), ahead in 0i64..40_000) {
        prop_assert!(schedule.is_sound());
        let from = day("2000-01-01") + chrono::Duration::days(ahead);
        let next = schedule.next_after(from).unwrap();
        prop_assert!(next > from && schedule.is_on(next));
        prop_assert!((next - from).num_days() <= 31);
        let between = from.iter_days().skip(1).take_while(|day| *day < next);
        prop_assert!(between.into_iter().all(|day| !schedule.is_on(day)));
        prop_assert_eq!(schedule.first_from(next), Some(next));
    }

    #[test]
    fn a_month_has_it_once(day_of in 1u32..=LAST_OF_ALL, year in 2000i32..2100, month in 1u32..=12) {
        let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap();
        for schedule in [Schedule::Monthly { day: day_of }, Schedule::MonthEnd] {
            let days = first.iter_days().take_while(|day| day.month() == month).filter(|day| schedule.is_on(*day)).count();
            prop_assert_eq!(days, 1);
        }
    }
}
