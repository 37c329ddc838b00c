//! Bytes to rows and back: tables that people keep in spreadsheets, read from CSV-like text and from workbooks.
//! Called by imports and exports. It knows no database, no business rule and no words for people:
//! every refusal is a small value whose `code()` the caller translates.

mod cell;
pub mod cells;
mod charset;
pub mod client_bank;
pub mod csv_out;
mod delimiter;
mod records;
mod sheet;
mod table;
mod unreadable;
mod xlsx;
mod xlsx_out;

pub use cell::Cell;
pub use cells::BadCell;
pub use charset::Charset;
pub use delimiter::Delimiter;
pub use sheet::is_formula;
pub use table::{Limits, Row, Table, column_name};
pub use unreadable::Unreadable;
pub use xlsx::{BookRow, first_sheet, is_workbook};
pub use xlsx_out::{Book, write_xlsx};

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The text of a file of at most so many bytes, in UTF-8 or Russian windows-1251, whatever stands in it.
pub fn plain_text(bytes: &[u8], limit: usize) -> Result<String, Unreadable> {
    if bytes.len() > limit {
        return Err(Unreadable::TooLarge { limit });
    }
    charset::decode(bytes).map(|(text, _)| text.into_owned())
}
