//! A day of the calendar, counted without the machine's clock: the demo's contracts, prices and orders are dated with it.
//! It knows the Gregorian calendar only, and nothing of times or zones.

use std::fmt;

/// Days from the first of March of the year 0 to 1 January 1970.
const EPOCH: i64 = 719_468;
/// Days in 400 years, after which the calendar repeats itself.
const ERA: i64 = 146_097;

/// A day; shown as `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

impl Day {
    /// The day as named; whoever writes it names one that exists.
    #[must_use]
    pub const fn new(year: i32, month: u32, day: u32) -> Self {
        Self { year, month, day }
    }

    /// So many days later, or earlier when negative.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_days(self.days().saturating_add(days))
    }

    /// 0 is Monday, 6 is Sunday.
    #[must_use]
    pub fn weekday(self) -> u32 {
        // 1 January 1970 was a Thursday.
        u32::try_from((self.days() + 3).rem_euclid(7)).unwrap_or_default()
    }

    /// Days since 1 January 1970. The year begins in March here, so that the leap day is its last (H. Hinnant, `days_from_civil`).
    fn days(self) -> i64 {
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * ERA + day_of_era - EPOCH
    }

    /// The way back (H. Hinnant, `civil_from_days`).
    fn from_days(days: i64) -> Self {
        let shifted = days.saturating_add(EPOCH);
        let era = shifted.div_euclid(ERA);
        let day_of_era = shifted.rem_euclid(ERA);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self {
            year: i32::try_from(year).unwrap_or(if year < 0 { i32::MIN } else { i32::MAX }),
            month: u32::try_from(month).unwrap_or(1),
            day: u32::try_from(day).unwrap_or(1),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn days_are_added_across_months_years_and_leap_days() {
        let cases = [
            (Day::new(2026, 1, 31), 1, "2026-02-01"),
            (Day::new(2028, 2, 28), 1, "2028-02-29"),
            (Day::new(2026, 2, 28), 1, "2026-03-01"),
            (Day::new(2000, 2, 29), 366, "2001-03-01"),
            (Day::new(2026, 1, 1), -1, "2025-12-31"),
            (Day::new(1970, 1, 1), 20_000, "2024-10-04"),
            (Day::new(1900, 2, 28), 1, "1900-03-01"),
        ];
        for (from, days, to) in cases {
            assert_eq!(from.plus_days(days).to_string(), to, "{from} {days:+}");
            assert_eq!(from.plus_days(days).plus_days(-days), from);
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut day = Day::new(1999, 12, 31);
        for count in 0..20_000 {
            let next = day.plus_days(1);
            assert!(next > day, "{day} {next}");
            assert_eq!(next.weekday(), (day.weekday() + 1) % 7);
            assert_eq!(Day::new(1999, 12, 31).plus_days(count), day);
            day = next;
        }
    }

    #[test]
    fn weekdays_begin_on_monday() {
        assert_eq!(Day::new(1970, 1, 1).weekday(), 3);
        assert_eq!(Day::new(2026, 11, 16).weekday(), 0);
        assert_eq!(Day::new(2026, 11, 22).weekday(), 6);
    }
}
