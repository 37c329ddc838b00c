//! Workbooks: the rows of the first sheet as text, each with its number. Called by `Table::read` and by quick order.
//! What the archive unpacks to is measured before anything of it is believed; formulas are never computed, only their kept values read.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use zip::ZipArchive;

use super::{Limits, Unreadable};

/// The most rows and columns of a sheet.
const ROWS: usize = 20_000;
const COLUMNS: usize = 100;
/// The most that the parts of a workbook unpack to together, in bytes.
const UNPACKED: u64 = 64 * 1024 * 1024;
/// The most that the texts of all cells take together, in bytes.
const TEXTS: usize = 64 * 1024 * 1024;
/// The most parts of a workbook.
const PARTS: usize = 1_000;
/// The most filled and empty cells that are looked at.
const CELLS: usize = 2_000_000;

/// A row of a sheet with something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookRow {
    /// Its number in the sheet, from 1.
    pub line: u64,
    /// Its cells from the first column to the last one that is filled.
    pub cells: Vec<String>,
}

/// Whether bytes begin as a workbook, which is an archive, does.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The rows of the first sheet, blank ones left out. Numbers come as people read them: `417`, not `417.0`; days as `2026-01-31`.
pub fn first_sheet(bytes: &[u8], limits: &Limits) -> Result<Vec<BookRow>, Unreadable> {
    if bytes.len() > limits.bytes {
        return Err(Unreadable::TooLarge { limit: limits.bytes });
    }
    measure(bytes)?;
    let mut book: Xlsx<Cursor<&[u8]>> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::NotText)?;
    let Some(name) = book.sheet_names().first().cloned() else { return Err(Unreadable::Empty) };
    let mut cells = book.worksheet_cells_reader(&name).map_err(|_| Unreadable::NotText)?;
    let (most_rows, most_columns) = (limits.rows.min(ROWS), limits.columns.min(COLUMNS));
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    // One text that many cells share is as many texts here: together they take no more room than the parts of a workbook may.
    let (mut seen, mut room) = (0_usize, TEXTS);
    while let Some(cell) = cells.next_cell().map_err(|_| Unreadable::NotText)? {
        seen += 1;
        if seen > CELLS {
            return Err(Unreadable::TooManyRows { limit: most_rows });
        }
        let text = text_of(Data::from(cell.get_value().clone()));
        if text.trim().is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= most_columns {
            return Err(Unreadable::TooManyColumns { limit: most_columns });
        }
        if text.len() > limits.cell_bytes {
            return Err(Unreadable::CellTooLarge { line: u64::from(row) + 1, column: column + 1 });
        }
        room = room.checked_sub(text.len()).ok_or(Unreadable::TooLarge { limit: TEXTS })?;
        // The header is none of the rows that are counted.
        if !rows.contains_key(&row) && rows.len() > most_rows {
            return Err(Unreadable::TooManyRows { limit: most_rows });
        }
        put(rows.entry(row).or_default(), column, text);
    }
    if rows.is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(rows.into_iter().map(|(row, cells)| BookRow { line: u64::from(row) + 1, cells }).collect())
}

fn put(cells: &mut Vec<String>, column: usize, text: String) {
    if cells.len() <= column {
        cells.resize(column + 1, String::new());
    }
    if let Some(cell) = cells.get_mut(column) {
        *cell = text;
    }
}

/// Unpacks every part into nothing: what an archive says of its own size is not believed.
fn measure(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::NotText)?;
    if archive.len() > PARTS {
        return Err(Unreadable::NotText);
    }
    let mut room = UNPACKED;
    for part in 0..archive.len() {
        let file = archive.by_index(part).map_err(|_| Unreadable::NotText)?;
        let size = std::io::copy(&mut file.take(room + 1), &mut std::io::sink()).map_err(|_| Unreadable::NotText)?;
        let limit = usize::try_from(UNPACKED).unwrap_or(usize::MAX);
        room = room.checked_sub(size).ok_or(Unreadable::TooLarge { limit })?;
    }
    Ok(())
}

fn text_of(value: Data) -> String {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text,
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_text(number),
        Data::Bool(is_so) => if is_so { "1" } else { "0" }.to_owned(),
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) { day } else { format!("{day} {hour:02}:{minute:02}:{second:02}") }
        }
        Data::DateTime(span) => number_text(span.as_f64()),
        // An error such as `#N/A` stands for nothing that could be read.
        _ => String::new(),
    }
}

/// A number to fifteen figures, as spreadsheets keep it, without needless zeros and never with an exponent.
fn number_text(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
