//! A typed cell of a table on its way out. Both writers take it: the one of CSV and the one of workbooks.
//! What it holds is written as what it is: words are never computed, numbers stay numbers.

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use crate::platform::values::{Moment, Money, Percent, Quantity, UnitPrice};
use crate::platform::web::Voice;

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text: article numbers, names, whatever looks like a formula.
    Text(String),
    /// A bare number.
    Number(Decimal),
    /// How much of a product.
    Quantity(Quantity),
    /// The price of one unit, to four places.
    Price(UnitPrice),
    /// An amount, to two places; the currency has a column of its own.
    Money(Money),
    /// A share of a hundred, without its sign.
    Percent(Percent),
    /// A day.
    Day(NaiveDate),
    /// A minute by somebody's clocks: see [`Cell::moment`].
    Minute(NaiveDateTime),
}

impl Cell {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// How many of something.
    pub fn count(count: i64) -> Self {
        Self::Number(count.into())
    }

    /// A point in time, as the clocks of this voice show it.
    pub fn moment(l: Voice, at: Moment) -> Self {
        Self::Minute(at.utc().with_timezone(&l.zone).naive_local())
    }

    /// Nothing where there is no value.
    pub fn or_empty<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Self {
        value.map_or(Self::Empty, cell)
    }

    /// How many characters it takes about.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::Text(text) => text.chars().count(),
            Self::Number(number) => number.to_string().len(),
            Self::Quantity(quantity) => quantity.plain().len(),
            Self::Price(price) => price.to_string().len(),
            Self::Money(amount) => amount.to_string().len() + 3,
            Self::Percent(percent) => percent.to_string().len(),
            Self::Day(_) => 10,
            Self::Minute(_) => 16,
        }
    }
}
