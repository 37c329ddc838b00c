//! A file as rows of its kind: its columns found by name, every cell read, bad rows kept apart with their reasons.
//! It knows no database; what the names in the cells stand for is looked up when the rows are put in place.

use std::collections::HashMap;
use std::ops::Range;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::outcome::{Outcome, RowFault};
use super::read::{self, Read};
use super::{
    Kind, addresses, balances, bank, contracts, discounts, own_numbers, partners, payments, people, prices, products, stock,
    warehouses,
};
use crate::access::Act;
use crate::access::permission::marks::Import;
use crate::platform::error::{self, Answer, Fault, Refusal};
use crate::platform::formats::{self, Limits, Table};
use crate::platform::message::Message;
use crate::platform::secret;
use crate::platform::web::Lang;
pub(super) use crate::platform::web::unreadable;
use crate::say;

/// A column by its names.
#[derive(Debug)]
pub(super) struct Column {
    name: &'static str,
    ru: &'static str,
    is_required: bool,
}

/// A column that a file must have.
pub(super) const fn needed(name: &'static str, ru: &'static str) -> Column {
    Column { name, ru, is_required: true }
}

/// A column that a file may have.
pub(super) const fn possible(name: &'static str, ru: &'static str) -> Column {
    Column { name, ru, is_required: false }
}

/// A kind of row.
pub(super) trait Row: Sized + Send + Sync + 'static {
    /// Its columns.
    const COLUMNS: &'static [Column];
    /// The column that a second row of the same key is blamed on.
    const KEY: &'static str;

    /// What it is known by: two rows of one key contradict each other.
    fn key(&self) -> String;

    /// Reads the cells of one row. Every fault is kept in the cells, and a row with a fault is not used.
    fn read(cells: &mut Cells<'_>) -> Option<Self>;

    /// Puts rows in place, at most a thousand at once; tells the outcome which were new and which cannot be.
    fn put(act: &mut Act<'_, Import>, rows: &[Line<Self>], outcome: &mut Outcome) -> Answer<()>;
}

/// A row with the line of the file on which it begins.
#[derive(Debug)]
pub(super) struct Line<R> {
    pub number: u64,
    pub row: R,
}

/// The cells of one row while they are read.
pub(super) struct Cells<'t> {
    columns: &'static [Column],
    places: &'t [Option<usize>],
    row: &'t formats::Row,
    faults: Vec<RowFault>,
}

impl<'t> Cells<'t> {
    fn cell(&self, name: &str) -> &'t str {
        let place = self.columns.iter().zip(self.places).find(|(column, _)| column.name == name).and_then(|(_, place)| *place);
        self.row.cell(place)
    }

    /// Keeps what is wrong with a column.
    pub fn refuse(&mut self, name: &str, code: &'static str, message: Message) {
        self.faulty(Fault { field: name.to_owned(), code, message });
    }

    /// Keeps what a room found wrong.
    pub fn faulty(&mut self, fault: Fault) {
        self.faults.push(RowFault::of(self.row.line, fault));
    }

    /// A value that must be there.
    pub fn need<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Read<T>) -> Option<T> {
        match read(self.cell(name)) {
            Ok(value) => Some(value),
            Err(bad) => {
                self.refuse(name, bad.code, bad.message);
                None
            }
        }
    }

    /// A value that may be left out; nothing at all after a fault.
    pub fn may<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Read<T>) -> Option<Option<T>> {
        if self.cell(name).is_empty() { Some(None) } else { self.need(name, read).map(Some) }
    }

    /// A value that is this when it is left out.
    pub fn or<T>(&mut self, name: &str, default: T, read: impl FnOnce(&str) -> Read<T>) -> Option<T> {
        self.may(name, read).map(|value| value.unwrap_or(default))
    }

    /// The first and the last day of validity; without a first day since ever.
    pub fn days(&mut self) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let since_ever = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
        let from = self.or("valid_from", since_ever, read::day);
        let until = self.may("valid_until", read::day);
        let (from, until) = (from?, until?);
        if until.is_some_and(|until| until < from) {
            self.refuse("valid_until", "before_start", say!("import-ends-before-start"));
        }
        Some((from, until))
    }
}

/// Rows of whatever kind, in the order of the file.
pub(super) trait Rows: Send + Sync {
    fn count(&self) -> usize;
    fn put(&self, act: &mut Act<'_, Import>, part: Range<usize>, outcome: &mut Outcome) -> Answer<()>;
}

impl<R: Row> Rows for Vec<Line<R>> {
    fn count(&self) -> usize {
        self.len()
    }

    fn put(&self, act: &mut Act<'_, Import>, part: Range<usize>, outcome: &mut Outcome) -> Answer<()> {
        R::put(act, self.get(part).unwrap_or_default(), outcome)
    }
}

/// A file that was read.
pub struct Sheet {
    rows: Box<dyn Rows>,
    all: usize,
    faults: Vec<RowFault>,
    sha256: String,
}

impl Sheet {
    /// Of rows that were read elsewhere.
    pub(super) fn of(rows: Box<dyn Rows>, all: usize, faults: Vec<RowFault>, sha256: String) -> Self {
        Self { rows, all, faults, sha256 }
    }

    /// Rows below the header, good and bad.
    pub fn rows(&self) -> usize {
        self.all
    }

    /// Rows that could be read.
    pub fn count(&self) -> usize {
        self.rows.count()
    }

    /// Whether a row could not be read.
    pub fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// The hash of the file, in hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    pub(super) fn faults(&self) -> &[RowFault] {
        &self.faults
    }

    pub(super) fn put(&self, act: &mut Act<'_, Import>, part: Range<usize>, outcome: &mut Outcome) -> Answer<()> {
        self.rows.put(act, part, outcome)
    }
}

/// The same for a type of row, whatever is asked of it; a file that is no table has none.
macro_rules! of_kind {
    ($kind:expr, $row:ident => $body:expr, $no_table:expr) => {
        match $kind {
            Kind::Warehouses => {
                type $row = warehouses::Warehouse;
                $body
            }
            Kind::Products => {
                type $row = products::Product;
                $body
            }
            Kind::Prices => {
                type $row = prices::ListPrice;
                $body
            }
            Kind::Stock => {
                type $row = stock::Counted;
                $body
            }
            Kind::Partners => {
                type $row = partners::Company;
                $body
            }
            Kind::People => {
                type $row = people::Person;
                $body
            }
            Kind::Addresses => {
                type $row = addresses::Place;
                $body
            }
            Kind::Contracts => {
                type $row = contracts::Terms;
                $body
            }
            Kind::ContractPrices => {
                type $row = prices::AgreedPrice;
                $body
            }
            Kind::Discounts => {
                type $row = discounts::Personal;
                $body
            }
            Kind::OpeningBalances => {
                type $row = balances::Balance;
                $body
            }
            Kind::Payments => {
                type $row = payments::Paid;
                $body
            }
            Kind::OwnNumbers => {
                type $row = own_numbers::Named;
                $body
            }
            Kind::ClientBank => $no_table,
        }
    };
}

/// Reads a file. A file that is no table, lacks a column or has one that is not known is refused whole;
/// rows that cannot be read are kept with their reasons.
pub fn parse(kind: Kind, bytes: &[u8]) -> Answer<Sheet> {
    let table = || Table::read(bytes, &Limits::default()).map_err(|why| unreadable(&why));
    let sha256 = || secret::hex(&Sha256::digest(bytes));
    of_kind!(kind, R => rows::<R>(&table()?, sha256()), bank::read(bytes))
}

/// The header of a kind in a language, as the first line of a file.
pub fn header(kind: Kind, lang: Lang) -> String {
    names(columns(kind).iter(), lang).join(";")
}

/// The columns that a file of a kind must have, by their names in a language.
pub fn required(kind: Kind, lang: Lang) -> Vec<&'static str> {
    names(columns(kind).iter().filter(|column| column.is_required), lang)
}

fn names<'c>(columns: impl Iterator<Item = &'c Column>, lang: Lang) -> Vec<&'static str> {
    columns.map(|column| if lang == Lang::Ru { column.ru } else { column.name }).collect()
}

fn columns(kind: Kind) -> &'static [Column] {
    of_kind!(kind, R => R::COLUMNS, &[])
}

fn rows<R: Row>(table: &Table, sha256: String) -> Answer<Sheet> {
    let places = places(table, R::COLUMNS)?;
    let mut rows: Vec<Line<R>> = Vec::with_capacity(table.rows().len());
    let mut lines: HashMap<String, u64> = HashMap::with_capacity(table.rows().len());
    let mut faults = Vec::new();
    for row in table.rows() {
        let mut cells = Cells { columns: R::COLUMNS, places: &places, row, faults: Vec::new() };
        let read = R::read(&mut cells);
        faults.append(&mut cells.faults);
        let Some(read) = read.filter(|_| faults.last().is_none_or(|fault| fault.line != row.line)) else { continue };
        match lines.get(&read.key()) {
            Some(first) => {
                let message = say!("import-duplicate-row", line = first.to_string());
                faults.push(RowFault { line: row.line, field: R::KEY.to_owned(), code: "duplicate_row", message });
            }
            None => {
                lines.insert(read.key(), row.line);
                rows.push(Line { number: row.line, row: read });
            }
        }
    }
    rows.shrink_to_fit();
    Ok(Sheet { rows: Box::new(rows), all: table.rows().len(), faults, sha256 })
}

fn places(table: &Table, columns: &[Column]) -> Answer<Vec<Option<usize>>> {
    let known: Vec<[&str; 2]> = columns.iter().map(|column| [column.name, column.ru]).collect();
    let known: Vec<&[&str]> = known.iter().map(<[&str; 2]>::as_slice).collect();
    let unknown = table.unknown_columns(&known);
    if !unknown.is_empty() {
        let names = unknown.join(", ");
        let message = say!("import-unreadable-unknown-column", names = &names);
        return Err(Refusal::new(error::Kind::Invalid, "unknown_column", message).with("columns", unknown).into());
    }
    let place = |column: &Column| {
        let names = [column.name, column.ru];
        if column.is_required { table.required_column(&names).map(Some) } else { table.column(&names) }
    };
    columns.iter().map(place).collect::<Result<_, _>>().map_err(|why| unreadable(&why))
}

/// Reads the rows of a text, for the tests of the kinds.
#[cfg(test)]
pub(super) fn read_rows<R: Row>(text: &str) -> (Vec<R>, Vec<(u64, String, &'static str)>) {
    let table = Table::read(text.as_bytes(), &Limits::default()).unwrap();
    let places = places(&table, R::COLUMNS).unwrap();
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for row in table.rows() {
        let mut cells = Cells { columns: R::COLUMNS, places: &places, row, faults: Vec::new() };
        let read = R::read(&mut cells);
        good.extend(read.filter(|_| cells.faults.is_empty()));
        bad.extend(cells.faults.into_iter().map(|fault| (fault.line, fault.field, fault.code)));
    }
    (good, bad)
}

#[cfg(test)]
#[path = "sheet_tests.rs"]
mod tests;
