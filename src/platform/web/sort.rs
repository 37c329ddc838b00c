//! The order of a list and the place in it: by which key, which way, behind which row. Called by lists on pages and in the API.
//! A cursor names its order, so that no list goes on in another one.

use std::fmt::{self, Display};

use chrono::NaiveDate;

use super::cursor;
use crate::platform::error::{Answer, No};
use crate::say;

/// A row by its key in an order, and its id.
pub type Place = (String, i64);

/// By which key rows come, and whether the greatest comes first. As text `total`, or `-total` with the greatest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort<K> {
    /// The key.
    pub by: K,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

impl<K: Display> Display for Sort<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.is_descending { "-" } else { "" }, self.by)
    }
}

impl<K: Copy + Display> Sort<K> {
    /// The least first.
    pub const fn up(by: K) -> Self {
        Self { by, is_descending: false }
    }

    /// The greatest first.
    pub const fn down(by: K) -> Self {
        Self { by, is_descending: true }
    }

    /// The order of this text: `total`, `-total`.
    pub fn read(text: &str, parse: fn(&str) -> Option<K>) -> Option<Self> {
        let word = text.strip_prefix('-').unwrap_or(text);
        Some(Self { by: parse(word)?, is_descending: word.len() < text.len() })
    }

    /// The order that was asked for; the usual one when nothing was said. An order that is none is refused.
    pub fn asked(text: Option<&str>, parse: fn(&str) -> Option<K>) -> Answer<Self>
    where
        Self: Default,
    {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(Self::default()) };
        Self::read(text, parse).ok_or_else(unknown)
    }

    /// The row behind which to go on; a cursor of another order is refused.
    pub fn after(self, cursor: Option<&str>) -> Answer<Option<Place>> {
        let Some((key, id)) = cursor::read(cursor)? else { return Ok(None) };
        let own = self.to_string();
        let key = key.strip_prefix(own.as_str()).and_then(|rest| rest.strip_prefix(' ')).ok_or_else(cursor::malformed)?;
        Ok(Some((key.to_owned(), id)))
    }

    /// The first rows, and the cursor behind them when more were found than asked for.
    pub fn cut<T>(self, mut found: Vec<T>, limit: i64, place: impl Fn(&T) -> Place) -> (Vec<T>, Option<String>) {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|last| {
            let (key, id) = place(last);
            cursor::encode(&format!("{self} {key}"), id)
        });
        (found, next)
    }
}

/// The refusal of an order that is none.
pub fn unknown() -> No {
    No::invalid("sort", "unknown_order", say!("table-unknown-order"))
}

/// The same place with its key as a number. A key that is none was never given out.
pub fn by_number(place: Option<Place>) -> Answer<Option<(i64, i64)>> {
    place.map(|(key, id)| Ok((key.parse().map_err(|_| cursor::malformed())?, id))).transpose()
}

/// The same place with its key as a day. A key that is none was never given out.
pub fn by_day(place: Option<Place>) -> Answer<Option<(NaiveDate, i64)>> {
    place.map(|(key, id)| Ok((key.parse().map_err(|_| cursor::malformed())?, id))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::words! {
        /// Keys of a list.
        pub enum By {
            /// How much.
            Total = "total",
            /// Which one.
            Name = "name",
        }
    }

    #[test]
    fn an_order_is_read_as_it_is_written() {
        for text in ["total", "-total", "name"] {
            assert_eq!(Sort::read(text, By::parse).unwrap().to_string(), text);
        }
        for by in By::ALL {
            assert_eq!(Sort::read(by.as_str(), By::parse), Some(Sort::up(*by)));
        }
        for odd in ["", "-", "--total", "weight", "Total"] {
            assert_eq!(Sort::read(odd, By::parse), None, "{odd}");
        }
    }

    #[test]
    fn a_cursor_goes_on_in_its_own_order_only() {
        let sort = Sort::down(By::Total);
        let place = |n: &i64| (n.to_string(), *n);
        let (shown, next) = sort.cut(vec![9, 8, 7], 2, place);
        assert_eq!((shown, sort.after(next.as_deref()).unwrap()), (vec![9, 8], Some(("8".to_owned(), 8))));
        assert!(Sort::up(By::Total).after(next.as_deref()).is_err());
        assert!(Sort::down(By::Name).after(next.as_deref()).is_err());
        assert_eq!(sort.cut(vec![9, 8], 2, place), (vec![9, 8], None));
        assert!(by_number(Some(("many".to_owned(), 1))).is_err() && by_day(Some(("2026-02-30".to_owned(), 1))).is_err());
    }
}
