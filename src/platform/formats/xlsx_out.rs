//! The writing side of workbooks: one sheet with a header that stays in sight, columns as wide as what stands in them.
//! Text is always text: nothing that a cell holds is computed by whoever opens the file. Rows come one after the other and lie in a
//! temporary file until the book is finished, so that a long one takes no more memory than a short one.

use chrono::{Datelike, NaiveDate, Timelike};
use rust_decimal::Decimal;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::cell::Cell;
use crate::platform::error::{Answer, No};

/// The widest and the narrowest column, in characters.
const WIDEST: usize = 60;
const NARROWEST: usize = 8;
/// The longest text that a cell of a workbook holds, in characters.
const LONGEST: usize = 32_000;

/// How the cells of each kind are shown.
struct Formats {
    header: Format,
    money: Format,
    price: Format,
    day: Format,
    minute: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            header: Format::new().set_bold(),
            money: Format::new().set_num_format("#,##0.00"),
            price: Format::new().set_num_format("#,##0.00##"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            minute: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        }
    }
}

/// A workbook under way.
pub struct Book {
    book: Workbook,
    formats: Formats,
    widths: Vec<usize>,
    rows: u32,
}

impl Book {
    /// With this header. The sheet's name loses what a name of a sheet may not hold.
    pub fn begin(name: &str, header: &[&str]) -> Answer<Self> {
        let widths = header.iter().map(|name| name.chars().count()).collect();
        let mut book = Self { book: Workbook::new(), formats: Formats::new(), widths, rows: 0 };
        book.open(name, header).map_err(No::failed)?;
        Ok(book)
    }

    fn open(&mut self, name: &str, header: &[&str]) -> Result<(), XlsxError> {
        // Where no temporary file can be made, the rows are kept in memory.
        if self.book.add_worksheet_with_constant_memory().is_err() {
            self.book.add_worksheet();
        }
        let sheet = self.book.worksheet_from_index(0)?;
        sheet.set_name(sheet_name(name))?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, name) in (0_u16..).zip(header) {
            sheet.write_string_with_format(0, column, *name, &self.formats.header)?;
        }
        Ok(())
    }

    /// With one row more.
    pub fn add(&mut self, cells: &[Cell]) -> Answer<()> {
        self.rows += 1;
        self.put(cells).map_err(No::failed)
    }

    fn put(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, cell) in (0_u16..).zip(cells) {
            if let Some(width) = self.widths.get_mut(usize::from(column)) {
                *width = cell.width().max(*width);
            }
            write_cell(sheet, self.rows, column, cell, &self.formats)?;
        }
        Ok(())
    }

    /// The file.
    pub fn finish(self) -> Answer<Vec<u8>> {
        self.close(None).map_err(No::failed)
    }

    /// The same with its last column out of sight: what the house wants to find again when the file comes back.
    pub fn finish_form(self) -> Answer<Vec<u8>> {
        let last = u16::try_from(self.widths.len()).ok().and_then(|count| count.checked_sub(1));
        self.close(last).map_err(No::failed)
    }

    fn close(mut self, hidden: Option<u16>) -> Result<Vec<u8>, XlsxError> {
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, width) in (0_u16..).zip(self.widths) {
            let width = u32::try_from(width.clamp(NARROWEST, WIDEST)).unwrap_or(10);
            sheet.set_column_width(column, f64::from(width) + 2.0)?;
        }
        if let Some(hidden) = hidden {
            sheet.set_column_hidden(hidden)?;
        }
        self.book.save_to_buffer()
    }
}

/// A workbook of one sheet as a file.
pub fn write_xlsx(name: &str, header: &[&str], rows: impl Iterator<Item = Vec<Cell>>) -> Answer<Vec<u8>> {
    let mut book = Book::begin(name, header)?;
    for cells in rows {
        book.add(&cells)?;
    }
    book.finish()
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            let text: String = text.chars().filter(|sign| !sign.is_control() || *sign == '\n').take(LONGEST).collect();
            sheet.write_string(row, column, text)?;
        }
        Cell::Number(number) => {
            sheet.write_number(row, column, figure(*number))?;
        }
        Cell::Quantity(quantity) => {
            sheet.write_number(row, column, figure(quantity.decimal()))?;
        }
        Cell::Price(price) => {
            sheet.write_number_with_format(row, column, figure(price.decimal()), &formats.price)?;
        }
        Cell::Money(amount) => {
            sheet.write_number_with_format(row, column, figure(amount.decimal()), &formats.money)?;
        }
        Cell::Percent(percent) => {
            sheet.write_number(row, column, figure(percent.decimal().normalize()))?;
        }
        Cell::Day(day) => {
            sheet.write_datetime_with_format(row, column, excel_day(*day)?, &formats.day)?;
        }
        Cell::Minute(at) => {
            let (hour, minute) = (u16::try_from(at.hour()).unwrap_or(0), u8::try_from(at.minute()).unwrap_or(0));
            let at = excel_day(at.date())?.and_hms(hour, minute, 0)?;
            sheet.write_datetime_with_format(row, column, at, &formats.minute)?;
        }
    }
    Ok(())
}

fn excel_day(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let (month, of_month) = (u8::try_from(day.month()).unwrap_or(1), u8::try_from(day.day()).unwrap_or(1));
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or(1900), month, of_month)
}

/// A decimal as workbooks keep numbers. Up to fifteen figures nothing is lost, and nothing is computed with it here.
fn figure(number: Decimal) -> f64 {
    number.to_string().parse().unwrap_or_default()
}

/// At most 31 characters, without the signs that addresses of cells are made of.
fn sheet_name(name: &str) -> String {
    let is_kept = |sign: &char| !sign.is_control() && !matches!(sign, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let name: String = name.chars().filter(is_kept).take(31).collect();
    if name.trim().is_empty() { "1".to_owned() } else { name }
}
