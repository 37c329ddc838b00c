//! Workbooks there and back, and those that are refused.

use std::io::Write;

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Workbook};

use super::super::{Cell, Table, write_xlsx};
use super::*;
use crate::platform::values::{Money, Quantity, UnitPrice};

fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, Unreadable> {
    Ok(first_sheet(bytes, &Limits::default())?.into_iter().map(|row| row.cells).collect())
}

#[test]
fn a_book_of_ours_is_read_back_as_it_was_written() {
    let rows = vec![
        vec![Cell::text("00417"), Cell::Quantity(Quantity::from_steps(2_500)), Cell::Money(Money::from_steps(123_456))],
        vec![Cell::text("=1+1"), Cell::Price(UnitPrice::from_steps(888_888)), Cell::Empty],
        vec![Cell::Empty, Cell::Day(NaiveDate::from_ymd_opt(2026, 1, 31).unwrap()), Cell::text("Дрель")],
    ];
    let bytes = write_xlsx("Прайс [лист]: 1/2", &["Артикул", "Сколько", "Сумма"], rows.into_iter()).unwrap();
    let expected = [
        vec!["Артикул", "Сколько", "Сумма"],
        vec!["00417", "2.5", "1234.56"],
        vec!["=1+1", "88.8888"],
        vec!["", "2026-01-31", "Дрель"],
    ];
    assert_eq!(read(&bytes).unwrap(), expected);
}

#[test]
fn numbers_come_as_people_read_them() {
    for (number, text) in [
        (417.0, "417"),
        (0.1 + 0.2, "0.3"),
        (1e15, "1000000000000000"),
        (-2.5, "-2.5"),
        (4_600_000_000_008.0, "4600000000008"),
        (-0.0, "0"),
    ] {
        assert_eq!(number_text(number), text);
    }
}

#[test]
fn a_book_is_read_as_a_table_with_names() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in [(0, "SKU"), (1, "On-Hand")] {
        sheet.write_string(0, column, name).unwrap();
    }
    sheet.write_string(2, 0, "007").unwrap();
    sheet.write_number(2, 1, 5).unwrap();
    sheet.write_number(5, 0, 8).unwrap();
    sheet.write_string_with_format(5, 30, "  ", &Format::new()).unwrap();
    let table = Table::read(&book.save_to_buffer().unwrap(), &Limits::default()).unwrap();
    assert_eq!(table.header(), ["sku", "on_hand"]);
    let shape: Vec<(u64, Vec<&str>)> = table.rows().iter().map(|row| (row.line, row.cells().collect())).collect();
    assert_eq!(shape, [(3, vec!["007", "5"]), (6, vec!["8", ""])]);
}

#[test]
fn a_cell_far_away_costs_nothing_and_is_refused() {
    let mut book = Workbook::new();
    book.add_worksheet().write_string(1_048_575, 16_383, "x").unwrap();
    assert_eq!(read(&book.save_to_buffer().unwrap()), Err(Unreadable::TooManyColumns { limit: 100 }));
    let limits = Limits { rows: 2, ..Limits::default() };
    let rows = || (0..4).map(|_| vec![Cell::text("x")]);
    let bytes = write_xlsx("a", &["sku"], rows()).unwrap();
    assert_eq!(first_sheet(&bytes, &limits), Err(Unreadable::TooManyRows { limit: 2 }));
    assert_eq!(first_sheet(&write_xlsx("a", &["sku"], rows().take(2)).unwrap(), &limits).unwrap().len(), 3);
}

#[test]
fn what_unpacks_without_end_is_refused_before_it_is_read() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let blank = vec![b' '; 1024 * 1024];
    for _ in 0..65 {
        archive.write_all(&blank).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 1024 * 1024);
    assert!(matches!(read(&bytes), Err(Unreadable::TooLarge { .. })));
}

#[test]
fn what_only_begins_like_a_book_is_no_table() {
    let book = write_xlsx("a", &["sku"], std::iter::once(vec![Cell::text("x")])).unwrap();
    for bytes in [b"PK\x03\x04workbook".as_slice(), book.get(..book.len() / 2).unwrap()] {
        assert!(is_workbook(bytes));
        assert_eq!(read(bytes), Err(Unreadable::NotText));
    }
    assert_eq!(read(&Workbook::new().save_to_buffer().unwrap()).unwrap_err().code(), "empty");
}

#[test]
fn a_text_that_many_cells_share_does_not_fill_the_memory() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let long = "x".repeat(4_000);
    for row in 0..200 {
        for column in 0..100 {
            sheet.write_string(row, column, &long).unwrap();
        }
    }
    assert!(matches!(read(&book.save_to_buffer().unwrap()), Err(Unreadable::TooLarge { .. })));
}
