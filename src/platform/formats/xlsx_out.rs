//! The writing side of workbooks: one sheet with a header that stays in sight, columns as wide as what stands in them.
//! Text is always text: nothing that a cell holds is computed by whoever opens the file.

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

/// A workbook of one sheet as a file. The sheet's name loses what a name of a sheet may not hold.
pub fn write_xlsx(name: &str, header: &[&str], rows: impl Iterator<Item = Vec<Cell>>) -> Answer<Vec<u8>> {
    write(name, header, rows, None).map_err(No::failed)
}

/// The same with its last column out of sight: what the house wants to find again when the file comes back.
pub fn write_form(name: &str, header: &[&str], rows: impl Iterator<Item = Vec<Cell>>) -> Answer<Vec<u8>> {
    write(name, header, rows, u16::try_from(header.len()).ok().and_then(|count| count.checked_sub(1))).map_err(No::failed)
}

fn write(name: &str, header: &[&str], rows: impl Iterator<Item = Vec<Cell>>, hidden: Option<u16>) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats {
        header: Format::new().set_bold(),
        money: Format::new().set_num_format("#,##0.00"),
        price: Format::new().set_num_format("#,##0.00##"),
        day: Format::new().set_num_format("yyyy-mm-dd"),
        minute: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
    };
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(name))?;
    sheet.set_freeze_panes(1, 0)?;
    let mut widths: Vec<usize> = header.iter().map(|name| name.chars().count()).collect();
    for (column, name) in (0_u16..).zip(header) {
        sheet.write_string_with_format(0, column, *name, &formats.header)?;
    }
    for (row, cells) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(&cells) {
            if let Some(width) = widths.get_mut(usize::from(column)) {
                *width = cell.width().max(*width);
            }
            write_cell(sheet, row, column, cell, &formats)?;
        }
    }
    for (column, width) in (0_u16..).zip(widths) {
        let width = u32::try_from(width.clamp(NARROWEST, WIDEST)).unwrap_or(10);
        sheet.set_column_width(column, f64::from(width) + 2.0)?;
    }
    if let Some(hidden) = hidden {
        sheet.set_column_hidden(hidden)?;
    }
    book.save_to_buffer()
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
