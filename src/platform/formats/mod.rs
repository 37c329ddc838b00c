//! Bytes to rows and back: tables that people keep in spreadsheets, read from CSV-like text.
//! Called by imports and exports. It knows no database, no business rule and no words for people:
//! every refusal is a small value whose `code()` the caller translates.

pub mod cells;
mod charset;
pub mod client_bank;
pub mod csv_out;
mod delimiter;
mod records;
mod sheet;
mod table;
mod unreadable;

pub use cells::BadCell;
pub use charset::Charset;
pub use delimiter::Delimiter;
pub use sheet::is_formula;
pub use table::{Limits, Row, Table, column_name};
pub use unreadable::Unreadable;
