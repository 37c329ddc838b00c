//! What people paste or keep in tables, as rows of a code and a quantity: one reader for text, CSV and workbooks.
//! Every row is kept in its order with what was typed; what the codes stand for is found out elsewhere. No database, no clock.

use crate::platform::formats::{BookRow, cells, column_name};
use crate::platform::values::{Quantity, Unit};
use crate::platform::web::Lang;

/// The most rows of one paste or file.
pub const MOST_ROWS: usize = 2000;

/// A row as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TypedRow {
    /// The line it stands on, from 1.
    pub number: u64,
    /// What was typed, so that it can be typed again.
    pub typed: String,
    /// The article number, own part number or barcode.
    pub code: String,
    /// How much of it.
    pub quantity: Asked,
    /// The unit that was written beside the quantity, by its OKEI code.
    pub unit: Option<&'static str>,
    /// The code and the quantity in another reading: `AB 1 500` may be 1,500 of AB. It counts where the first code stands for nothing.
    pub other: Option<(String, Quantity)>,
}

/// How much was asked for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub enum Asked {
    /// Nothing was said: the least that can be ordered.
    Least,
    /// So much.
    Much(Quantity),
    /// Something that is no quantity.
    Unreadable(String),
}

/// What a line says.
#[derive(Debug, Default)]
struct Said {
    code: String,
    much: Much,
    other: Option<(String, Quantity)>,
}

/// How much a cell says, with the unit it names.
#[derive(Debug)]
struct Much {
    quantity: Asked,
    unit: Option<&'static str>,
}

impl Default for Much {
    fn default() -> Self {
        Self { quantity: Asked::Least, unit: None }
    }
}

impl Said {
    fn new(code: &str, much: Much) -> Self {
        Self { code: code.to_owned(), much, other: None }
    }

    fn row(self, number: u64, typed: String) -> TypedRow {
        TypedRow { number, typed, code: self.code, quantity: self.much.quantity, unit: self.much.unit, other: self.other }
    }
}

/// More rows than are taken at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyRows;

/// Names of columns that hold a code, in the order in which they are believed, and of those that hold a quantity.
const CODES: [&[&str]; 3] = [
    &["sku", "артикул", "code", "код", "код_товара", "article", "item", "номенклатура"],
    &["own_number", "part_number", "your_part_number", "ваш_артикул", "артикул_клиента", "код_клиента"],
    &["barcode", "ean", "gtin", "штрихкод", "штрих_код"],
];
const QUANTITIES: &[&str] = &["quantity", "qty", "количество", "кол_во", "кол", "кол.", "кол_во."];

/// Where a header says that things stand.
#[derive(Debug, PartialEq, Eq)]
struct Columns {
    separator: Separator,
    count: usize,
    codes: Vec<usize>,
    quantity: Option<usize>,
}

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    Tab,
    Semicolon,
    Comma,
    Space,
}

impl Separator {
    /// Of one line: the first of tab, semicolon and comma that it has. A comma within the last of several words is a decimal mark.
    fn of(line: &str) -> Self {
        if line.contains('\t') {
            return Self::Tab;
        }
        if line.contains(';') {
            return Self::Semicolon;
        }
        let Some(comma) = line.find(',') else { return Self::Space };
        let before = line.get(..comma).unwrap_or_default();
        let word = before.rsplit(' ').next().unwrap_or_default();
        let is_mark = before.contains(' ') && is_digits(word) && line.get(comma + 1..).is_some_and(begins_with_digit);
        if is_mark { Self::Space } else { Self::Comma }
    }

    fn sign(self) -> char {
        match self {
            Self::Tab => '\t',
            Self::Semicolon => ';',
            Self::Comma => ',',
            Self::Space => ' ',
        }
    }
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn begins_with_digit(text: &str) -> bool {
    text.starts_with(|sign: char| sign.is_ascii_digit())
}

/// The rows of a text, typed in a language, or out of a file or a program where none is given; blank lines and a header are left out.
pub fn text(text: &str, lang: Option<Lang>) -> Result<Vec<TypedRow>, TooManyRows> {
    let mut rows = Vec::new();
    let mut columns: Option<Columns> = None;
    let mut is_first = true;
    for (number, line) in (1_u64..).zip(text.lines()) {
        // Tabs at the edges are empty cells.
        let line = line.trim_matches(|sign: char| sign != '\t' && is_blank(sign));
        if trimmed(line).is_empty() {
            continue;
        }
        if std::mem::take(&mut is_first) {
            columns = header(&split(line, Separator::of(line)), Separator::of(line));
            if columns.is_some() {
                continue;
            }
        }
        if rows.len() == MOST_ROWS {
            return Err(TooManyRows);
        }
        rows.push(row(number, line, columns.as_ref(), lang));
    }
    Ok(rows)
}

/// The rows of a workbook's sheet.
pub fn sheet(sheet: &[BookRow]) -> Result<Vec<TypedRow>, TooManyRows> {
    let columns = sheet.first().and_then(|first| header(&first.cells, Separator::Tab));
    let rows = sheet.iter().skip(usize::from(columns.is_some()));
    if rows.len() > MOST_ROWS {
        return Err(TooManyRows);
    }
    let taken = rows.map(|row| {
        let cells: Vec<String> = row.cells.iter().map(|cell| plain(cell)).collect();
        let said = match &columns {
            Some(columns) => by_columns(&cells, columns, None),
            None => by_place(&cells, Separator::Tab, None),
        };
        said.row(row.line, cells.join("\t").trim_end().to_owned())
    });
    Ok(taken.collect())
}

fn row(number: u64, line: &str, columns: Option<&Columns>, lang: Option<Lang>) -> TypedRow {
    let said = match columns.filter(|columns| line.contains(columns.separator.sign())) {
        Some(columns) => by_columns(&split(line, columns.separator), columns, lang),
        None => match Separator::of(line) {
            Separator::Space => by_words(line, lang),
            separator => by_place(&split(line, separator), separator, lang),
        },
    };
    said.row(number, line.to_owned())
}

/// The places of the columns, when these cells name them. A header of words with blanks between them names no places.
fn header(names: &[String], separator: Separator) -> Option<Columns> {
    let names: Vec<String> = names.iter().map(|name| column_name(name)).collect();
    let place = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
    let codes: Vec<usize> = CODES.iter().filter_map(|known| place(known)).collect();
    let quantity = place(QUANTITIES);
    if codes.is_empty() {
        return None;
    }
    Some(Columns { separator, count: names.len(), codes, quantity })
}

fn by_columns(cells: &[String], columns: &Columns, lang: Option<Lang>) -> Said {
    let cell = |place: usize| cells.get(place).map(String::as_str).unwrap_or_default();
    let code = columns.codes.iter().map(|place| cell(*place)).find(|code| !code.is_empty()).unwrap_or_default();
    let much = match columns.quantity {
        // `A,2,5` under two names: the second comma is a decimal mark.
        Some(last) if columns.separator == Separator::Comma && last + 1 == columns.count && cells.len() == columns.count + 1 => {
            asked(&format!("{},{}", cell(last), cell(last + 1)), lang)
        }
        Some(place) => asked(cell(place), lang),
        None => Much::default(),
    };
    Said::new(code, much)
}

/// Without a header the first cell that is filled is the code, and the first behind it that is a number the quantity; the cell behind
/// that one may name its unit.
fn by_place(cells: &[String], separator: Separator, lang: Option<Lang>) -> Said {
    let mut filled = cells.iter().map(String::as_str).filter(|cell| !cell.is_empty());
    let code = filled.next().unwrap_or_default();
    let rest: Vec<&str> = filled.collect();
    // `A,2,5`: the second comma is a decimal mark.
    if let [whole, part] = rest.as_slice()
        && separator == Separator::Comma
        && is_digits(whole)
        && is_digits(part)
        && part.len() <= 3
        && cells.len() == 3
    {
        return Said::new(code, asked(&format!("{whole},{part}"), lang));
    }
    for (at, cell) in rest.iter().enumerate() {
        if let Some((quantity, unit)) = quantity(cell, lang) {
            let beside = || rest.get(at + 1).filter(|cell| !is_digits(cell)).and_then(|cell| Unit::parse(cell));
            return Said::new(code, Much { quantity: Asked::Much(quantity), unit: unit.or_else(beside).map(|unit| unit.okei) });
        }
    }
    let quantity = rest.first().map_or(Asked::Least, |cell| Asked::Unreadable((*cell).to_owned()));
    Said::new(code, Much { quantity, unit: None })
}

/// A line of words: the last is the quantity when it reads as one, with its unit of one or two words or without; the rest is the code.
/// Where a group of three stands behind a figure, both may be the quantity: that is the other reading.
fn by_words(line: &str, lang: Option<Lang>) -> Said {
    let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
    for taken in [3, 2, 1] {
        let Some(at) = words.len().checked_sub(taken).filter(|at| *at > 0) else { continue };
        let (code, tail) = words.split_at(at);
        // A figure at the end is the quantity, and what stands before it belongs to the code.
        let is_figure_alone = taken > 1 && tail.iter().skip(1).any(|word| quantity(word, lang).is_some());
        if let (Some((much, unit)), false) = (quantity(&tail.join(" "), lang), is_figure_alone) {
            let said = Said::new(&code.join(" "), Much { quantity: Asked::Much(much), unit: unit.map(|unit| unit.okei) });
            return Said { other: grouped(code, tail, lang), ..said };
        }
    }
    Said::new(&words.join(" "), Much::default())
}

/// The reading in which the last words of the code belong to the quantity: `1 000`, `12 500 шт`.
fn grouped(code: &[&str], tail: &[&str], lang: Option<Lang>) -> Option<(String, Quantity)> {
    let (figure, before) = code.split_last().filter(|(_, before)| !before.is_empty())?;
    let is_group =
        is_digits(figure) && figure.len() <= 3 && tail.first().is_some_and(|group| group.len() >= 3 && begins_with_digit(group));
    let (much, _) = quantity(&format!("{figure} {}", tail.join(" ")), lang).filter(|_| is_group)?;
    Some((before.join(" "), much))
}

fn asked(cell: &str, lang: Option<Lang>) -> Much {
    let cell = cell.trim();
    match quantity(cell, lang) {
        _ if cell.is_empty() => Much::default(),
        Some((much, unit)) => Much { quantity: Asked::Much(much), unit: unit.map(|unit| unit.okei) },
        None => Much { quantity: Asked::Unreadable(cell.to_owned()), unit: None },
    }
}

/// A quantity as people write it: `10`, `2,5`, `1 000`, `10 шт`, `x10`, with the unit they name; nothing where it is none.
pub fn quantity(text: &str, lang: Option<Lang>) -> Option<(Quantity, Option<&'static Unit>)> {
    let text = text.trim().trim_start_matches(['x', 'х', '×']).trim_start();
    let is_figure =
        |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '-' | '+' | '\u{2212}');
    let end = text.find(|sign| !is_figure(sign)).unwrap_or(text.len());
    let (figures, unit) = text.split_at_checked(end)?;
    let unit = match unit.trim() {
        "" => None,
        unit => Some(Unit::parse(unit)?),
    };
    let much = match lang {
        Some(lang) => lang.read_quantity(figures)?,
        None => Quantity::exact(cells::decimal(figures.trim_end(), Quantity::SCALE).ok()?).ok()?,
    };
    Some((much, unit))
}

/// The cells of a line; signs between quotes separate nothing.
fn split(line: &str, separator: Separator) -> Vec<String> {
    if separator == Separator::Space {
        return line.split(' ').filter(|word| !word.is_empty()).map(plain).collect();
    }
    let mut cells = Vec::new();
    let (mut cell, mut is_quoted) = (String::new(), false);
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' if is_quoted || cell.trim().is_empty() => is_quoted = !is_quoted,
            _ if sign == separator.sign() && !is_quoted => cells.push(plain(&std::mem::take(&mut cell))),
            _ => cell.push(sign),
        }
    }
    cells.push(plain(&cell));
    cells
}

/// A cell on one line, without the blanks and invisible marks at its edges.
fn plain(cell: &str) -> String {
    trimmed(cell).chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// White space, and the invisible marks that copying leaves.
fn is_blank(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '\u{feff}' | '\u{200b}')
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
