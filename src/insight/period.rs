//! A period of days and how it is cut into stretches: days, weeks or months, so that a chart stays readable and light. Pure.

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

use crate::platform::error::{Answer, No};
use crate::platform::values::Moment;
use crate::say;

crate::words! {
    /// How long a stretch is.
    pub enum Step {
        /// A day.
        Day = "day",
        /// A week, which begins on Monday.
        Week = "week",
        /// A month.
        Month = "month",
    }
}

/// Days from one to another, both among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
}

/// The days of a period when nothing else is asked for.
pub const USUAL: u64 = 30;
/// The longest period, in days.
const LONGEST: i64 = 1100;
/// The longest period that is shown by days, and by weeks.
const BY_DAYS: i64 = 45;
const BY_WEEKS: i64 = 400;

impl Period {
    /// So many days up to a day.
    pub fn last(days: u64, until: NaiveDate) -> Self {
        Self { from: until.checked_sub_days(Days::new(days.saturating_sub(1))).unwrap_or(until), until }
    }

    /// The days asked for; where one is missing, the usual number of days up to the last day or today.
    pub fn asked(from: Option<NaiveDate>, until: Option<NaiveDate>, today: NaiveDate) -> Answer<Self> {
        let until = until.unwrap_or_else(|| from.map_or(today, |from| from.max(today)));
        let period = from.map_or_else(|| Self::last(USUAL, until), |from| Self { from, until });
        let is_known = |day: NaiveDate| (2000..=2100).contains(&day.year());
        if period.from > period.until || !is_known(period.from) || !is_known(period.until) {
            return Err(No::invalid("from", "out_of_range", say!("dashboard-period-bad")));
        }
        if period.days() > LONGEST {
            return Err(No::invalid("from", "too_long", say!("dashboard-period-long", days = LONGEST)));
        }
        Ok(period)
    }

    /// How many days there are.
    pub fn days(self) -> i64 {
        (self.until - self.from).num_days() + 1
    }

    /// The first moment of it and the first behind it.
    pub fn moments(self, zone: Tz) -> (Moment, Moment) {
        let behind = self.until.succ_opt().unwrap_or(self.until);
        (Moment::start_of(self.from, zone), Moment::start_of(behind, zone))
    }

    /// By what it is shown.
    pub fn step(self) -> Step {
        match self.days() {
            days if days <= BY_DAYS => Step::Day,
            days if days <= BY_WEEKS => Step::Week,
            _ => Step::Month,
        }
    }

    /// Its stretches in their order, without gaps; the first and the last may be shorter than the others.
    pub fn stretches(self) -> Vec<Period> {
        let step = self.step();
        let mut found = Vec::new();
        let mut next = Some(self.from);
        while let Some(from) = next.filter(|day| *day <= self.until) {
            let until = end_of(from, step).min(self.until);
            found.push(Period { from, until });
            next = until.succ_opt();
        }
        found
    }
}

/// The last day of the day, week or month that a day lies in.
fn end_of(day: NaiveDate, step: Step) -> NaiveDate {
    match step {
        Step::Day => day,
        Step::Week => {
            let rest = 6 - u64::from(day.weekday().num_days_from_monday());
            day.checked_add_days(Days::new(rest)).unwrap_or(day)
        }
        Step::Month => {
            let (year, month) = if day.month() == 12 { (day.year() + 1, 1) } else { (day.year(), day.month() + 1) };
            NaiveDate::from_ymd_opt(year, month, 1).and_then(|first| first.pred_opt()).unwrap_or(day)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_not_said_is_the_last_thirty_days() {
        let today = day("2026-03-31");
        let asked = |from: Option<&str>, until: Option<&str>| Period::asked(from.map(day), until.map(day), today).unwrap();
        assert_eq!(asked(None, None), Period { from: day("2026-03-02"), until: today });
        assert_eq!(asked(None, Some("2026-01-30")), Period { from: day("2026-01-01"), until: day("2026-01-30") });
        assert_eq!(asked(Some("2026-03-30"), None).days(), 2);
        assert_eq!(asked(Some("2026-04-02"), None).days(), 1);
    }

    #[test]
    fn what_runs_backwards_or_too_long_is_refused() {
        let today = day("2026-03-31");
        for (from, until) in [("2026-03-02", "2026-03-01"), ("2020-01-01", "2026-01-01"), ("1999-12-31", "2000-01-02")] {
            assert!(Period::asked(Some(day(from)), Some(day(until)), today).is_err(), "{from} {until}");
        }
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        let weeks = Period { from: day("2025-12-04"), until: day("2026-12-02") }.stretches();
        assert_eq!(weeks[0], Period { from: day("2025-12-04"), until: day("2025-12-07") });
        assert_eq!(weeks[1], Period { from: day("2025-12-08"), until: day("2025-12-14") });
        let months = Period { from: day("2024-12-15"), until: day("2026-03-10") }.stretches();
        assert_eq!((months.len(), months[0].until, months[1].from), (16, day("2024-12-31"), day("2025-01-01")));
        assert_eq!(months[14], Period { from: day("2026-02-01"), until: day("2026-02-28") });
    }

    proptest! {
        #[test]
        fn stretches_cover_the_period_without_gaps(start in 0u64..20_000, days in 1u64..1100) {
            let from = day("2001-01-01") + Days::new(start);
            let period = Period { from, until: from + Days::new(days - 1) };
            let found = period.stretches();
            prop_assert!(found.len() <= 60, "{}", found.len());
            prop_assert_eq!(found.first().map(|s| s.from), Some(period.from));
            prop_assert_eq!(found.last().map(|s| s.until), Some(period.until));
            prop_assert!(found.windows(2).all(|pair| pair[0].until.succ_opt() == Some(pair[1].from)));
            prop_assert_eq!(found.iter().map(|s| s.days()).sum::<i64>(), period.days());
        }
    }
}
