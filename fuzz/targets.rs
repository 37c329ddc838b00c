//! What reads bytes of strangers, each as a function of bytes that must never panic. Shared by the fuzzer (`fuzz_targets/`) and by
//! the tests (`tests/portal/parsers.rs`), which try a sample of the same on stable Rust.

use orderly::access::once::IdempotencyKey;
use orderly::access::token::Keys;
use orderly::catalogue::search::Asked;
use orderly::orders::quick;
use orderly::platform::formats::{self, Limits, Table, cells, client_bank};
use orderly::platform::picture;
use orderly::platform::values::{Moment, Money, Quantity, ids, text};
use orderly::platform::web::{Lang, cursor};

/// Each with its name, which is also the name of its corpus.
pub const TARGETS: &[(&str, fn(&[u8]))] = &[
    ("table", table),
    ("workbook", workbook),
    ("client_bank", client_bank),
    ("quick_order", quick_order),
    ("words", words),
    ("cursor", cursor),
    ("token", token),
    ("picture", picture),
    ("values", values),
];

fn limits() -> Limits {
    Limits { bytes: 1 << 20, ..Limits::default() }
}

fn every_cell(cell: &str) {
    let _ = cells::text(cell, 200);
    let _ = cells::decimal(cell, 4);
    let _ = cells::day(cell);
    let _ = cells::moment(cell);
    let _ = cells::yes_no(cell);
    let _ = cells::one_of(cell, &["yes", "no"]);
    let _ = cells::list(cell);
    let _ = formats::is_formula(cell);
    let _ = formats::column_name(cell);
}

/// A file of an import: bytes, charset, delimiter, rows, cells.
pub fn table(bytes: &[u8]) {
    if let Ok(table) = Table::read(bytes, &limits()) {
        for row in table.rows().iter().take(50) {
            row.cells().for_each(every_cell);
        }
        let _ = table.column(&["sku"]);
        let _ = table.required_column(&["price"]);
        let _ = table.unknown_columns(&[&["sku"]]);
    }
}

/// A workbook.
pub fn workbook(bytes: &[u8]) {
    if let Ok(rows) = formats::first_sheet(bytes, &limits()) {
        rows.iter().take(50).flat_map(|row| &row.cells).for_each(|cell| every_cell(cell));
    }
}

/// A file of a bank.
pub fn client_bank(bytes: &[u8]) {
    if let Ok(exchange) = client_bank::read(bytes) {
        for document in &exchange.documents {
            let _ = (document.get("Сумма"), document.payer_account(), document.receiver_account(), document.purpose());
        }
    }
}

/// What is pasted into quick order, and its files.
pub fn quick_order(bytes: &[u8]) {
    if let Ok((rows, _)) = quick::rows_of_file(bytes) {
        rows.iter().for_each(|row| drop(row.as_line()));
    }
    for lang in [None, Some(Lang::Ru), Some(Lang::En)] {
        let _ = quick::rows_of_text(&String::from_utf8_lossy(bytes), lang);
        let _ = quick::parse::quantity(&String::from_utf8_lossy(bytes), lang);
    }
}

/// What is typed into search.
pub fn words(bytes: &[u8]) {
    let _ = Asked::read(&String::from_utf8_lossy(bytes));
}

/// Where a list goes on, and ids.
pub fn cursor(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some((key, id)) = cursor::decode(&text) {
        assert_eq!(cursor::decode(&cursor::encode(&key, id)), Some((key, id)));
    }
    if let Some(number) = ids::decode(&text) {
        assert_eq!(ids::decode(&ids::encode(number)), Some(number));
    }
}

/// A session's token, and the key of a request.
pub fn token(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let keys = Keys::new(b"a secret of the fuzzer, long enough for anybody");
    assert!(keys.read(&text, Moment::from_micros(1)).is_none(), "a token that nobody signed");
    let _ = IdempotencyKey::parse(&text);
}

/// A picture that somebody uploads.
pub fn picture(bytes: &[u8]) {
    let _ = picture::checked(bytes.to_vec());
}

/// Amounts, quantities and words of a form.
pub fn values(bytes: &[u8]) {
    let typed = String::from_utf8_lossy(bytes);
    if let Ok(amount) = Money::parse(&typed) {
        let _ = (amount.plus(amount), amount.minus(amount));
    }
    let _ = Quantity::parse(&typed);
    let _ = text::line(&typed, 100);
    let _ = text::paragraph(&typed, 1_000);
    let _ = text::fold(&typed);
    let _ = text::like_pattern(&typed);
}
