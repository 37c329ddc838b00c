//! What is refused of a file before any database is asked.

use super::*;
use crate::platform::error::No;

fn refusal(kind: Kind, text: &str) -> (&'static str, u16) {
    match parse(kind, text.as_bytes()).err().unwrap() {
        No::Refused(refusal) => (refusal.code, refusal.kind.status()),
        No::Failed(failure) => panic!("{failure:?}"),
    }
}

#[test]
fn a_file_that_is_no_such_table_is_refused_whole() {
    assert_eq!(refusal(Kind::Products, ""), ("empty", 400));
    assert_eq!(refusal(Kind::Warehouses, "code;colour\nA;red\n"), ("unknown_column", 422));
    assert_eq!(refusal(Kind::Warehouses, "code;address\nA;x\n"), ("missing_column", 422));
    assert_eq!(refusal(Kind::Warehouses, "code;код;name\nA;A;x\n"), ("duplicate_column", 422));
    assert_eq!(refusal(Kind::Warehouses, "code;name\nA;\"x\n"), ("unclosed_quote", 400));
    assert_eq!(refusal(Kind::Warehouses, "code;name\nA;x\nB\n"), ("ragged_row", 400));
}

#[test]
fn headers_are_read_in_both_languages() {
    for kind in Kind::ALL.iter().filter(|kind| kind.is_table()) {
        for lang in [Lang::Ru, Lang::En] {
            let sheet = parse(*kind, format!("{}\n", header(*kind, lang)).as_bytes()).unwrap();
            assert_eq!((sheet.rows(), sheet.count(), sheet.has_faults()), (0, 0, false), "{kind}");
            assert!(!required(*kind, lang).is_empty());
        }
    }
}

#[test]
fn bad_rows_are_told_by_line_and_a_second_row_of_one_key_is_blamed() {
    let sheet = parse(Kind::Warehouses, "Код;Наименование\nMSK;Москва\nSPB;=1\nMSK;Опять\n;Без кода\n".as_bytes()).unwrap();
    let told: Vec<_> = sheet.faults().iter().map(|f| (f.line, f.field.as_str(), f.code)).collect();
    assert_eq!(told, vec![(3, "name", "formula"), (4, "code", "duplicate_row"), (5, "code", "missing")]);
    assert_eq!((sheet.rows(), sheet.count(), sheet.has_faults()), (4, 1, true));
    assert_eq!(sheet.sha256().len(), 64);
}
