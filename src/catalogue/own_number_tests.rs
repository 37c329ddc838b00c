//! A table of own numbers as it is read, before any database is asked.

use super::*;
use crate::platform::formats::{Cell, write_xlsx};

fn row(line: u64, sku: &str, number: &str) -> NewNumber {
    NewNumber { line, sku: sku.into(), number: number.into() }
}

#[test]
fn a_table_is_read_in_both_languages_and_both_formats() {
    let expected = vec![row(2, "00417", "0007"), row(3, "DR-1", "К 5")];
    assert_eq!(read("Артикул;Ваш артикул\n00417;0007\nDR-1;К 5\n".as_bytes()).unwrap(), expected);
    assert_eq!(read("number,sku\n0007,00417\nК 5,DR-1\n".as_bytes()).unwrap(), expected);
    let rows = expected.iter().map(|row| vec![Cell::text(&row.sku), Cell::text(&row.number)]);
    assert_eq!(read(&write_xlsx("1", &["sku", "number"], rows).unwrap()).unwrap(), expected);
    assert_eq!(read(b"sku;name\nA;B\n").unwrap_err().code(), "missing_column");
    assert_eq!(read(b"").unwrap_err().code(), "empty");
}

#[test]
fn capitals_and_edges_do_not_matter() {
    assert_eq!(key(" аб-1 "), key("АБ-1"));
    assert_ne!(key("007"), key("7"));
}

#[test]
fn what_is_no_number_is_refused_beside_its_column() {
    let code = |number: &str| fault_of(&row(2, "A", number), None, None).unwrap();
    assert_eq!((code("").field.as_str(), code("").code), ("number", "empty"));
    assert_eq!(code(&"9".repeat(61)).code, "too_long");
    assert_eq!(code("=1+1").code, "formula");
    assert_eq!((code("7").field.as_str(), code("7").code), ("sku", "unknown"));
}
