//! When a standing order comes: on days of the week, or on a day of the month. Pure: days in, days out; no clock, no database.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// The greatest day of a month that every month has.
pub const LAST_OF_ALL: u32 = 28;

/// The days of the week by their words.
pub const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// How it repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "repeats", rename_all = "snake_case", deny_unknown_fields)]
pub enum Schedule {
    /// Every week on these days, by their words: `mon` to `sun`.
    Weekly {
        /// The words.
        days: Vec<String>,
    },
    /// Every month on a day that every month has, 1 to 28.
    Monthly {
        /// The day.
        day: u32,
    },
    /// On the last day of every month.
    MonthEnd,
}

impl Schedule {
    /// Whether it names days at all, and only those there are.
    pub fn is_sound(&self) -> bool {
        match self {
            Self::Weekly { days } => !days.is_empty() && days.iter().all(|day| weekday(day).is_some()),
            Self::Monthly { day } => (1..=LAST_OF_ALL).contains(day),
            Self::MonthEnd => true,
        }
    }

    /// Whether it comes on a day.
    pub fn is_on(&self, date: NaiveDate) -> bool {
        match self {
            Self::Weekly { days } => days.iter().filter_map(|day| weekday(day)).any(|day| day == date.weekday()),
            Self::Monthly { day } => date.day() == *day,
            Self::MonthEnd => date.succ_opt().is_none_or(|next| next.month() != date.month()),
        }
    }

    /// The first day behind a day on which it comes; none when it never does.
    pub fn next_after(&self, date: NaiveDate) -> Option<NaiveDate> {
        // No schedule waits longer than the longest month.
        date.iter_days().skip(1).take(31).find(|day| self.is_on(*day))
    }

    /// The first day from a day on, that day included.
    pub fn first_from(&self, date: NaiveDate) -> Option<NaiveDate> {
        if self.is_on(date) { Some(date) } else { self.next_after(date) }
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(known, _)| *known == word).map(|(_, day)| *day)
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
