//! What `Table::read` accepts and refuses, file by file.

use proptest::prelude::*;

use super::super::{Cell, csv_out};
use super::*;
use crate::platform::web::{Lang, Voice};

fn read(text: &str) -> Result<Table, Unreadable> {
    Table::read(text.as_bytes(), &Limits::default())
}

fn shape(table: &Table) -> Vec<Vec<&str>> {
    table.rows().iter().map(|row| row.cells().collect()).collect()
}

#[test]
fn a_plain_file_is_read() {
    let table = read("SKU; Name EN ;расчётный-счёт\n 007 ;Drill; 1\n\n008;\"Saw; big\";\n").unwrap();
    assert_eq!(table.header(), ["sku", "name_en", "расчетный_счет"]);
    assert_eq!(shape(&table), [["007", "Drill", "1"], ["008", "Saw; big", ""]]);
    assert_eq!(table.rows().iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    assert_eq!((table.charset, table.delimiter), (Charset::Utf8, Delimiter::Semicolon));
}

#[test]
fn a_russian_office_file_is_read() {
    let bytes = encoding_rs::WINDOWS_1251.encode("Артикул;Остаток\r\nА-1;5\r\n").0.into_owned();
    let table = Table::read(&bytes, &Limits::default()).unwrap();
    assert_eq!(table.header(), ["артикул", "остаток"]);
    assert_eq!(shape(&table), [["А-1", "5"]]);
    assert_eq!(table.charset, Charset::Windows1251);
}

#[test]
fn columns_are_found_under_any_of_their_names() {
    let table = read("Артикул,On-Hand,colour\n1,2,3\n").unwrap();
    assert_eq!(table.column(&["sku", "артикул"]), Ok(Some(0)));
    assert_eq!(table.required_column(&["on_hand", "остаток"]), Ok(1));
    assert_eq!(table.column(&["as_of", "на_момент"]), Ok(None));
    let missing = Unreadable::MissingColumn { name: "as_of".to_owned() };
    assert_eq!(table.required_column(&["as_of", "на_момент"]), Err(missing));
    assert_eq!(table.unknown_columns(&[&["sku", "артикул"], &["on_hand"]]), ["colour"]);
}

#[test]
fn the_same_column_twice_is_refused() {
    let twice = Unreadable::DuplicateColumn { name: "sku".to_owned() };
    assert_eq!(read("sku;SKU*\n1;2"), Err(twice));
    let table = read("sku;артикул\n1;2").unwrap();
    let again = Unreadable::DuplicateColumn { name: "артикул".to_owned() };
    assert_eq!(table.column(&["sku", "артикул"]), Err(again));
}

#[test]
fn a_cell_of_a_column_that_is_not_there_is_empty() {
    let table = read("a;b\n1;2\n").unwrap();
    let row = &table.rows()[0];
    assert_eq!((row.cell(0), row.cell(Some(1)), row.cell(2), row.cell(None)), ("1", "2", "", ""));
}

#[test]
fn headers_that_are_none_are_refused() {
    assert_eq!(read(""), Err(Unreadable::Empty));
    assert_eq!(read("\u{feff} \r\n\r\n"), Err(Unreadable::Empty));
    assert_eq!(read(";;;\n"), Err(Unreadable::NoHeader));
    assert_eq!(read("1;2;3\n4;5;6\n"), Err(Unreadable::NoHeader));
    assert_eq!(read("a;;c\n1;2;3\n"), Err(Unreadable::UnnamedColumn { column: 2 }));
}

#[test]
fn a_header_alone_is_an_empty_table() {
    assert_eq!(shape(&read("sku;name").unwrap()), Vec::<Vec<&str>>::new());
}

#[test]
fn half_files_are_refused() {
    let cut = Unreadable::RaggedRow { line: 3, expected: 3, found: 2 };
    assert_eq!(read("a;b;c\n1;2;3\n4;5"), Err(cut));
    assert_eq!(read("a;b\n1;\"2"), Err(Unreadable::UnclosedQuote { line: 2 }));
}

#[test]
fn empty_cells_to_the_right_are_no_fault_and_full_ones_are() {
    assert_eq!(shape(&read("a;b;;\n1;2\n3;4;;\n").unwrap()), [["1", "2"], ["3", "4"]]);
    let long = Unreadable::RaggedRow { line: 2, expected: 2, found: 3 };
    assert_eq!(read("a;b\n1;2;3\n"), Err(long));
}

#[test]
fn cells_are_tidied() {
    let table = read("a;b\n\u{a0}x\u{200b} ;\"one\ttwo\r\nthree\"\n").unwrap();
    assert_eq!(shape(&table), [["x", "one two three"]]);
}

#[test]
fn limits_hold() {
    let limits = Limits { bytes: 40, rows: 2, columns: 3, cell_bytes: 5 };
    let read = |text: &str| Table::read(text.as_bytes(), &limits).map(|_| ());
    assert_eq!(read(&"a".repeat(41)), Err(Unreadable::TooLarge { limit: 40 }));
    assert_eq!(read("a\n1\n2\n3\n"), Err(Unreadable::TooManyRows { limit: 2 }));
    assert_eq!(read("a;b;c;d\n"), Err(Unreadable::TooManyColumns { limit: 3 }));
    assert_eq!(read("a;b\n1;123456\n"), Err(Unreadable::CellTooLarge { line: 2, column: 2 }));
    assert_eq!(read("a;b\n1;12345\n2;\n"), Ok(()));
}

#[test]
fn an_apostrophe_of_our_own_is_taken_back() {
    let table = read("a;b;c\n'+7 999 1;'=1;'-x\n").unwrap();
    assert_eq!(shape(&table), [["+7 999 1", "'=1", "'-x"]]);
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        rows in prop::collection::vec(prop::collection::vec("[a-zа-яё0-9;,\"|/.№ ]{0,12}", 3), 0..12)
    ) {
        let header = ["sku", "name", "note"].map(str::to_owned);
        let expected: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| cell.trim()).collect::<Vec<_>>())
            .filter(|row| row.iter().any(|cell| !cell.is_empty()))
            .collect();
        for lang in [Lang::Ru, Lang::En] {
            let cells = rows.iter().map(|row| row.iter().map(Cell::text).collect());
            let written = csv_out::write(Voice { lang, zone: chrono_tz::Tz::UTC }, &header, cells);
            let table = read(&written).unwrap();
            prop_assert_eq!(shape(&table), expected.clone());
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Table::read(&bytes, &Limits::default());
    }

    #[test]
    fn every_row_has_the_header_s_width(text in "[ab;\"\n\r\t ]{0,60}") {
        if let Ok(table) = read(&text) {
            prop_assert!(table.rows().iter().all(|row| row.cells().count() == table.header().len()));
        }
    }
}
