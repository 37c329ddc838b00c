//! From the text of one cell to a simple value. Called by imports, row by row.
//! It knows no column and no entity, and never fills in a default: an empty cell is `Missing`, and
//! `optional` turns that into `None`.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use rust_decimal::Decimal;

use super::is_formula;

/// Years that a business date may have; others are slips of the finger.
const YEARS: RangeInclusive<i32> = 1900..=2200;

/// Why one cell is refused; the rest of the file is still read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadCell {
    Missing,
    NotNumber,
    TooManyDecimals,
    OutOfRange,
    NotDay,
    NotMoment,
    NotYesNo,
    /// The words that would have been accepted.
    NotOneOf(&'static [&'static str]),
    Formula,
    TooLong,
}

impl BadCell {
    /// A stable word for texts and for machines; never changes once published.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::NotNumber => "not_number",
            Self::TooManyDecimals => "too_many_decimals",
            Self::OutOfRange => "out_of_range",
            Self::NotDay => "not_day",
            Self::NotMoment => "not_moment",
            Self::NotYesNo => "not_yes_no",
            Self::NotOneOf(_) => "not_one_of",
            Self::Formula => "formula",
            Self::TooLong => "too_long",
        }
    }
}

/// An empty cell is `None`; anything else goes to the parser.
pub fn optional<T>(cell: &str, parse: impl FnOnce(&str) -> Result<T, BadCell>) -> Result<Option<T>, BadCell> {
    if cell.trim().is_empty() { Ok(None) } else { parse(cell).map(Some) }
}

/// Text of at most `max` characters.
pub fn text(cell: &str, max: usize) -> Result<String, BadCell> {
    let cell = filled(cell)?;
    if cell.chars().nth(max).is_some() { Err(BadCell::TooLong) } else { Ok(cell.to_owned()) }
}

/// A decimal number with at most `decimals` places after the mark, not counting zeros at the end.
///
/// The mark is one comma or one point: `1,234` is one and 234 thousandths, as in the rest of the
/// file. Only spaces (also the narrow and the no-break one) group thousands, in threes:
/// `1 234,50`. A comma and a point in one number are refused, `1,234.50` too: who writes like that
/// also writes `1,234` for a thousand, and would silently lose it. No exponents, no currency signs.
pub fn decimal(cell: &str, decimals: u32) -> Result<Decimal, BadCell> {
    let cell = filled(cell)?;
    let (sign, digits) = match cell.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => ("-", digits),
        None => ("", cell.strip_prefix('+').unwrap_or(cell)),
    };
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    let whole = ungrouped(whole).ok_or(BadCell::NotNumber)?;
    if !is_digits(fraction) {
        return Err(BadCell::NotNumber);
    }
    let fraction = fraction.trim_end_matches('0');
    if !u32::try_from(fraction.len()).is_ok_and(|places| places <= decimals) {
        return Err(BadCell::TooManyDecimals);
    }
    let point = if fraction.is_empty() { "" } else { "." };
    let number = Decimal::from_str_exact(&format!("{sign}{whole}{point}{fraction}"));
    number.map(|number| number.normalize()).map_err(|_| BadCell::OutOfRange)
}

/// A day: `2026-01-31` or `31.01.2026`.
pub fn day(cell: &str) -> Result<NaiveDate, BadCell> {
    let cell = filled(cell)?;
    let day = iso_day(cell).or_else(|| russian_day(cell)).ok_or(BadCell::NotDay)?;
    if YEARS.contains(&day.year()) { Ok(day) } else { Err(BadCell::OutOfRange) }
}

/// A moment: RFC 3339 (`2026-01-31T09:00:00+03:00`), or a day, which means its midnight in UTC.
pub fn moment(cell: &str) -> Result<DateTime<Utc>, BadCell> {
    match day(cell) {
        Ok(day) => return Ok(day.and_time(NaiveTime::MIN).and_utc()),
        Err(BadCell::NotDay) => {}
        Err(other) => return Err(other),
    }
    let moment = DateTime::parse_from_rfc3339(cell.trim()).map_err(|_| BadCell::NotMoment)?;
    let moment = moment.with_timezone(&Utc);
    if YEARS.contains(&moment.year()) { Ok(moment) } else { Err(BadCell::OutOfRange) }
}

/// `yes`, `да`, `1` or `no`, `нет`, `0`, in any case of letters.
pub fn yes_no(cell: &str) -> Result<bool, BadCell> {
    match filled(cell)?.to_lowercase().as_str() {
        "yes" | "да" | "1" => Ok(true),
        "no" | "нет" | "0" => Ok(false),
        _ => Err(BadCell::NotYesNo),
    }
}

/// One of a few words (given in lower case, joined by `_`); case and the joining sign are free.
pub fn one_of(cell: &str, words: &'static [&'static str]) -> Result<&'static str, BadCell> {
    let typed = filled(cell)?.to_lowercase().replace(['-', ' '], "_");
    words.iter().copied().find(|word| *word == typed).ok_or(BadCell::NotOneOf(words))
}

/// Items between `|` or `;`, each trimmed, empty ones left out; refused when none is left.
pub fn list(cell: &str) -> Result<Vec<String>, BadCell> {
    let items = filled(cell)?.split(['|', ';']).map(str::trim).filter(|item| !item.is_empty());
    let items = items.map(|item| filled(item).map(str::to_owned)).collect::<Result<Vec<_>, _>>()?;
    if items.is_empty() { Err(BadCell::Missing) } else { Ok(items) }
}

fn filled(cell: &str) -> Result<&str, BadCell> {
    let trimmed = cell.trim();
    if trimmed.is_empty() {
        Err(BadCell::Missing)
    } else if is_formula(cell) || is_formula(trimmed) {
        Err(BadCell::Formula)
    } else {
        Ok(trimmed)
    }
}

/// The digits before the mark, without grouping spaces and leading zeros.
fn ungrouped(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split([' ', '\u{a0}', '\u{202f}', '\u{2009}']).collect();
    let (first, others) = groups.split_first()?;
    let is_grouped = others.is_empty() || (first.len() <= 3 && others.iter().all(|group| group.len() == 3));
    if !is_grouped || !groups.iter().all(|group| is_digits(group)) {
        return None;
    }
    let digits = groups.concat();
    let plain = digits.trim_start_matches('0');
    Some(if plain.is_empty() { "0".to_owned() } else { plain.to_owned() })
}

fn is_digits(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn iso_day(cell: &str) -> Option<NaiveDate> {
    let (year, rest) = cell.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    calendar_day(year, month, day)
}

fn russian_day(cell: &str) -> Option<NaiveDate> {
    let (day, rest) = cell.split_once('.')?;
    let (month, year) = rest.split_once('.')?;
    calendar_day(year, month, day)
}

fn calendar_day(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let is_shaped = year.len() == 4 && month.len() == 2 && day.len() == 2;
    if !is_shaped || ![year, month, day].into_iter().all(is_digits) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
#[path = "cells_tests.rs"]
mod tests;
