//! Tables declared once: columns with their names, kinds and orders make the page, the choice of columns and the files.
//! Called by rooms that show lists. A table knows no row but those it is given, and no right.

mod asked;
mod file;
mod page;

use maud::Markup;

pub use asked::{Asked, Pairs};
pub use file::{Format, whole};

use super::{Voice, typed};
use crate::platform::formats::Cell;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number or code that is never broken into lines.
    Code,
    /// Words.
    Text,
    /// A count or a quantity.
    Number,
    /// An amount.
    Money,
    /// A day.
    Day,
    /// A point in time.
    Moment,
    /// One of a few words, in its colour.
    Badge,
    /// Something to be done with the row; in no file.
    Deed,
}

impl Kind {
    /// Whether it stands at the right.
    const fn is_figure(self) -> bool {
        matches!(self, Kind::Number | Kind::Money)
    }

    /// Whether whoever sorts by it wants the greatest first.
    const fn is_greatest_first(self) -> bool {
        matches!(self, Kind::Number | Kind::Money | Kind::Day | Kind::Moment)
    }
}

/// Where a column stands when nobody has chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// On the page and in files.
    Everywhere,
    /// In files; on the page when it is chosen.
    InFiles,
    /// Nowhere, until it is chosen.
    OnChoice,
}

/// A column of rows `R`, drawn for a reader `C`.
pub struct Column<R: 'static, C: 'static> {
    /// Its word in addresses, and the word of the order by it.
    pub key: &'static str,
    /// The sentence of its name.
    pub label: &'static str,
    /// What stands in it.
    pub kind: Kind,
    /// Whether rows come in its order.
    pub is_sorted: bool,
    /// Where it stands.
    pub stand: Stand,
    /// Whether it is for our own people only.
    pub is_for_staff: bool,
    /// What files hold.
    pub cell: fn(&C, &R) -> Cell,
    /// What the page shows, where that is more than the cell.
    pub shown: Option<fn(&C, &R) -> Markup>,
}

impl<R: 'static, C: 'static> Column<R, C> {
    /// A column everywhere, in no order of its own.
    pub const fn new(key: &'static str, label: &'static str, kind: Kind, cell: fn(&C, &R) -> Cell) -> Self {
        Self { key, label, kind, is_sorted: false, stand: Stand::Everywhere, is_for_staff: false, cell, shown: None }
    }

    /// A column of deeds, on the page only, for whoever may do them.
    pub const fn deed(key: &'static str, label: &'static str, shown: fn(&C, &R) -> Markup) -> Self {
        Self {
            key,
            label,
            kind: Kind::Deed,
            is_sorted: false,
            stand: Stand::Everywhere,
            is_for_staff: true,
            cell: |_, _| Cell::Empty,
            shown: Some(shown),
        }
    }

    /// Rows come in its order.
    #[must_use]
    pub const fn sorted(mut self) -> Self {
        self.is_sorted = true;
        self
    }

    /// For our own people only.
    #[must_use]
    pub const fn of_staff(mut self) -> Self {
        self.is_for_staff = true;
        self
    }

    /// It stands there.
    #[must_use]
    pub const fn at(mut self, stand: Stand) -> Self {
        self.stand = stand;
        self
    }

    /// Whether this reader may choose it.
    fn is_offered(&self, eyes: Eyes) -> bool {
        self.kind != Kind::Deed && (eyes.is_staff || !self.is_for_staff)
    }

    /// The page shows this.
    #[must_use]
    pub const fn drawn(mut self, shown: fn(&C, &R) -> Markup) -> Self {
        self.shown = Some(shown);
        self
    }
}

/// A part of an address that filters, and whether a value can be meant.
pub struct Filter {
    /// Its word.
    pub name: &'static str,
    /// Whether the filter knows this value.
    pub knows: fn(&str) -> bool,
    /// Whether any other value is refused: of words and days the room says itself what is wrong with them.
    pub is_choice: bool,
}

impl Filter {
    /// Any words.
    pub const fn words(name: &'static str) -> Self {
        Self { name, knows: |value| value.chars().count() <= 100, is_choice: false }
    }

    /// A day in either writing.
    pub const fn day(name: &'static str) -> Self {
        Self { name, knows: |value| matches!(typed::day(value, ""), Ok(Some(_))), is_choice: false }
    }

    /// One of a few words.
    pub const fn one_of(name: &'static str, knows: fn(&str) -> bool) -> Self {
        Self { name, knows, is_choice: true }
    }
}

/// A table: rows `R`, drawn for a reader `C`.
pub struct Table<R: 'static, C: 'static> {
    /// Its page.
    pub path: &'static str,
    /// The sentence of its title: the name of its sheet.
    pub title: &'static str,
    /// The parts of its address that filter.
    pub filters: &'static [Filter],
    /// The parts of its address that tell something once and filter nothing.
    pub once: &'static [&'static str],
    /// The order when nobody asks for one.
    pub usual: &'static str,
    /// Whether a row no longer counts.
    pub is_off: fn(&R) -> bool,
    /// Its columns. The first names the row and is always there.
    pub columns: &'static [Column<R, C>],
}

/// Who looks at a table.
#[derive(Debug, Clone, Copy)]
pub struct Eyes {
    /// In which language and by whose clocks.
    pub l: Voice,
    /// Whether he is one of our own.
    pub is_staff: bool,
    /// Whether he may do what the columns of deeds are for.
    pub does_deeds: bool,
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
