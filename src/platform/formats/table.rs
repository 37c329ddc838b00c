//! A table as read from a file: named columns, rows that know their line.
//! Called by imports. It never interprets a cell: that is `cells`.

use super::charset::{self, Charset};
use super::delimiter::Delimiter;
use super::records::{Records, prepare};
use super::xlsx::{self, BookRow};
use super::{Unreadable, is_formula};

/// How much of a file is read before it is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file.
    pub bytes: usize,
    /// Rows below the header, blank ones not counted.
    pub rows: usize,
    pub columns: usize,
    /// Size of one cell, in bytes of UTF-8.
    pub cell_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 * 1024 * 1024, rows: 250_000, columns: 200, cell_bytes: 4_000 }
    }
}

/// One table as read: names of columns in their plain form (see `column_name`), and rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Row>,
    /// How its text was written; a workbook says UTF-8.
    pub charset: Charset,
    /// What stood between its cells; a workbook says a semicolon.
    pub delimiter: Delimiter,
}

/// One row; as many cells as the header has names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it begins in the file, from 1; the header is usually line 1.
    pub line: u64,
    /// All cells one after another: a large file has a million of them, so no string for each.
    text: Box<str>,
    ends: Box<[usize]>,
}

impl Table {
    /// Reads the whole file, or says why not; never a part of it.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, Unreadable> {
        if bytes.len() > limits.bytes {
            return Err(Unreadable::TooLarge { limit: limits.bytes });
        }
        if xlsx::is_workbook(bytes) {
            return Self::of_sheet(xlsx::first_sheet(bytes, limits)?, limits);
        }
        let (text, charset) = charset::decode(bytes)?;
        if text.trim().is_empty() {
            return Err(Unreadable::Empty);
        }
        let text = prepare(&text)?;
        let (delimiter, count) = Delimiter::sniff(&text);
        if count >= limits.columns {
            return Err(Unreadable::TooManyColumns { limit: limits.columns });
        }
        let mut records = Records::over(&text, delimiter);
        let Some((_, names)) = records.following()? else { return Err(Unreadable::NoHeader) };
        let header = read_header(names.iter(), limits)?;
        let mut rows = Vec::new();
        while let Some((line, record)) = records.following()? {
            if rows.len() >= limits.rows {
                return Err(Unreadable::TooManyRows { limit: limits.rows });
            }
            rows.push(Row::read(line, record, header.len(), limits)?);
        }
        Ok(Self { header, rows, charset, delimiter })
    }

    /// The rows of a workbook's sheet: the first is the header.
    fn of_sheet(sheet: Vec<BookRow>, limits: &Limits) -> Result<Self, Unreadable> {
        let mut sheet = sheet.into_iter();
        let Some(names) = sheet.next() else { return Err(Unreadable::Empty) };
        let header = read_header(names.cells.iter().map(String::as_str), limits)?;
        let rows = sheet.map(|mut row| {
            // A sheet keeps no empty cells behind the last one that is filled.
            row.cells.resize(row.cells.len().max(header.len()), String::new());
            Row::read(row.line, &csv::StringRecord::from(row.cells), header.len(), limits)
        });
        let rows = rows.collect::<Result<Vec<Row>, Unreadable>>()?;
        Ok(Self { header, rows, charset: Charset::Utf8, delimiter: Delimiter::Semicolon })
    }

    /// Names of the columns, in the order of the file.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The place of a column known under several names (English, Russian). Refused when the file
    /// has it twice, under two of them.
    pub fn column(&self, names: &[&str]) -> Result<Option<usize>, Unreadable> {
        let names: Vec<String> = names.iter().map(|name| column_name(name)).collect();
        let mut found = self.header.iter().enumerate().filter(|(_, own)| names.contains(own));
        let first = found.next().map(|(place, _)| place);
        match found.next() {
            Some((_, again)) => Err(Unreadable::DuplicateColumn { name: again.clone() }),
            None => Ok(first),
        }
    }

    /// As `column`, for one that must be there; the refusal carries the first name.
    pub fn required_column(&self, names: &[&str]) -> Result<usize, Unreadable> {
        let name = || names.first().copied().unwrap_or_default().to_owned();
        self.column(names)?.ok_or_else(|| Unreadable::MissingColumn { name: name() })
    }

    /// Columns that none of the known names stands for: typing slips, worth a notice.
    pub fn unknown_columns(&self, known: &[&[&str]]) -> Vec<&str> {
        let known: Vec<String> = known.iter().copied().flatten().map(|name| column_name(name)).collect();
        self.header.iter().filter(|own| !known.contains(own)).map(String::as_str).collect()
    }
}

impl Row {
    /// The cell in a column, trimmed; empty when it is empty or the file has no such column.
    pub fn cell(&self, column: impl Into<Option<usize>>) -> &str {
        let Some(column) = column.into() else { return "" };
        let start = match column.checked_sub(1) {
            Some(before) => self.ends.get(before).copied(),
            None => Some(0),
        };
        let range = start.zip(self.ends.get(column).copied());
        range.and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }

    /// All cells, left to right.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|column| self.cell(column))
    }

    fn read(line: u64, record: &csv::StringRecord, expected: usize, limits: &Limits) -> Result<Self, Unreadable> {
        let found = record.len();
        // Spreadsheets write empty cells to the right of a table; anything else there is a slip.
        if found < expected || record.iter().skip(expected).any(|cell| !trimmed(cell).is_empty()) {
            return Err(Unreadable::RaggedRow { line, expected, found });
        }
        let mut text = String::with_capacity(record.as_slice().len());
        let mut ends = Vec::with_capacity(expected);
        for (place, cell) in record.iter().take(expected).enumerate() {
            let cell = unescaped(trimmed(cell));
            if cell.len() > limits.cell_bytes {
                return Err(Unreadable::CellTooLarge { line, column: place + 1 });
            }
            text.extend(cell.chars().map(|sign| if sign.is_control() { ' ' } else { sign }));
            ends.push(text.len());
        }
        Ok(Self { line, text: text.into_boxed_str(), ends: ends.into_boxed_slice() })
    }
}

/// A column's name in its plain form: lower case, `ё` as `е`, words joined by `_` whatever stood
/// between them, without the `*` that templates put on what is required.
pub fn column_name(raw: &str) -> String {
    let plain = trimmed(raw).to_lowercase().replace('ё', "е").replace('*', " ");
    let words = plain.split(|sign: char| sign.is_whitespace() || matches!(sign, '_' | '-'));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

fn read_header<'r>(names: impl Iterator<Item = &'r str>, limits: &Limits) -> Result<Vec<String>, Unreadable> {
    let mut header: Vec<String> = names.map(column_name).collect();
    while header.last().is_some_and(String::is_empty) {
        header.pop();
    }
    if header.len() > limits.columns {
        return Err(Unreadable::TooManyColumns { limit: limits.columns });
    }
    if !header.iter().any(|name| name.chars().any(char::is_alphabetic)) {
        return Err(Unreadable::NoHeader);
    }
    for (place, name) in header.iter().enumerate() {
        if name.is_empty() {
            return Err(Unreadable::UnnamedColumn { column: place + 1 });
        }
        if header.iter().take(place).any(|earlier| earlier == name) {
            return Err(Unreadable::DuplicateColumn { name: name.clone() });
        }
    }
    Ok(header)
}

/// Without white space and without the invisible marks that copying leaves at the edges.
fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '\u{feff}' | '\u{200b}'))
}

/// Takes back the apostrophe that `write_cell` puts before `+` and `-`, where nothing but a phone
/// or a number follows; a cell that would then be a formula keeps it.
fn unescaped(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['+', '-']) && !is_formula(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
