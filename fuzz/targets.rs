//! What reads bytes of strangers, each as a function of bytes that must never panic. Shared by the fuzzer (`fuzz_targets/`) and by
//! the tests (`tests/portal/parsers.rs`), which try a sample of the same on stable Rust.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::test::TestRequest;
use actix_web::{FromRequest, HttpMessage};
use orderly::access::accounts::device;
use orderly::access::kept::Kept;
use orderly::access::once::IdempotencyKey;
use orderly::access::reach::AccountId;
use orderly::access::token::Keys;
use orderly::catalogue::own_number;
use orderly::catalogue::search::{Asked, Builder, Good, Index, Within};
use orderly::exchange::imports::{self, Kind};
use orderly::keeping::archive::Reading;
use orderly::keeping::manifest::Manifest;
use orderly::orders::api::shipments::WantedShipment;
use orderly::orders::order_form::SeenForm;
use orderly::orders::quick;
use orderly::partners::requisites::{BankAccount, Bic, Inn, Kpp, Ogrn};
use orderly::platform::formats::{self, Limits, Table, cells, client_bank};
use orderly::platform::picture;
use orderly::platform::values::{Moment, Money, Quantity, Unit, ids, text};
use orderly::platform::web::body::FormToken;
use orderly::platform::web::{Lang, Request, Sort, Upload, body, cursor, guard, table};
use orderly::pricing::api::NewDiscountCode;
use orderly::privacy::list;
use orderly::receivables::api::invoices::InvoicesQuery;
use orderly::receivables::api::payments::PaymentGiven;
use orderly::receivables::outlook::BlockedBy;
use orderly::seller::colour::Colour;
use orderly::service::timeline;
use orderly::shop::filled::{Filled, Press};
use orderly::shop::{asked, compare};

pub use records::{note, proof, receipt, signer, wire, witness};

#[path = "targets/records.rs"]
mod records;

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
    ("import", import),
    ("body", body_and_query),
    ("headers", headers),
    ("requisites", requisites),
    ("note", note),
    ("receipt", receipt),
    ("proof", proof),
    ("witness", witness),
    ("signer", signer),
    ("wire", wire),
    ("typed", typed),
    ("colour", colour),
    ("manifest", manifest),
    ("archive", archive),
    ("multipart", multipart),
    ("kept", kept),
    ("filled", filled),
    ("asked", of_the_catalogue),
    ("erasures", erasures),
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
    let _ = SeenForm::unpacked(&String::from_utf8_lossy(bytes));
}

/// A few goods that are sold.
static GOODS: LazyLock<Index> = LazyLock::new(|| {
    let mut builder = Builder::default();
    for (id, sku, barcode, names) in [
        (1, "DR-1", Some("4600000000008"), ["Дрель ударная Вектор 750 Вт", "Impact drill Vector 750 W"]),
        (2, "GL-5", None, ["Перчатки рабочие, р. 10", "Work gloves, size 10"]),
        (3, "CB-1", None, ["Кабель ВВГ 3×2,5", "Power cable 3×2.5"]),
    ] {
        builder.add(&Good { id, category: 1, sku, barcode, names, beside: &["Инструмент", "Tools"] });
    }
    builder.finish(1)
});

/// What is typed into search, and the search for it.
pub fn words(bytes: &[u8]) {
    let asked = Asked::read(&String::from_utf8_lossy(bytes));
    let found = GOODS.find(&asked, &Within::default(), 2);
    assert!(found.goods.len() <= 2, "more than was asked for");
    for good in &found.goods {
        let _ = GOODS.said(&asked, &found, *good);
    }
}

/// Where a list goes on and in which order, and ids.
pub fn cursor(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some((key, id)) = cursor::decode(&text) {
        assert_eq!(cursor::decode(&cursor::encode(&key, id)), Some((key, id)));
    }
    if let Some(number) = ids::decode(&text) {
        assert_eq!(ids::decode(&ids::encode(number)), Some(number));
    }
    let _ = timeline::Place::read(Some(&*text));
    let _ = Sort::<BlockedBy>::default().after(Some(&*text));
    if let Some(sort) = Sort::read(&text, BlockedBy::parse) {
        assert_eq!(sort.to_string(), text);
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

/// A file of an import, as every kind that it could be, and a buyer's file of own numbers.
pub fn import(bytes: &[u8]) {
    for kind in Kind::ALL {
        let _ = imports::parse(*kind, bytes);
    }
    let _ = own_number::read(bytes);
}

/// Bodies of the API and what stands behind the question mark of an address.
pub fn body_and_query(bytes: &[u8]) {
    let _ = body::json::<WantedShipment>(bytes);
    let _ = body::json::<PaymentGiven>(bytes);
    let _ = body::json::<NewDiscountCode>(bytes);
    let text = String::from_utf8_lossy(bytes);
    let _ = body::query::<InvoicesQuery>(&text);
    let _ = body::query::<table::Pairs>(&text);
}

/// What stands in the headers of a request: languages, cookies, addresses behind a proxy, keys, what a browser has already and is.
pub fn headers(bytes: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
    let proxy = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let mut request = TestRequest::default().peer_addr(SocketAddr::new(proxy, 1));
    for name in ["accept-language", "cookie", "x-forwarded-for", "idempotency-key", "if-none-match"] {
        request = request.insert_header((name, value.clone()));
    }
    let request = request.to_srv_request();
    let _ = Request::read(&request, &[proxy], String::new());
    let _ = IdempotencyKey::of(request.request());
    let _ = guard::revalidated(request.request(), "text/plain", "nothing new".to_owned());
    let text = String::from_utf8_lossy(bytes);
    let _ = (Lang::accepted(&text), device::of(&text).name());
}

/// Numbers of companies, banks and accounts; units of measure.
pub fn requisites(bytes: &[u8]) {
    let typed = String::from_utf8_lossy(bytes);
    let _ = (Inn::parse(&typed), Kpp::parse(&typed), Ogrn::parse(&typed));
    let (account, bank) = typed.split_once(' ').unwrap_or((&typed, &typed));
    if let Ok(bank) = Bic::parse(bank) {
        let _ = BankAccount::parse(account, &bank);
    }
    let _ = Unit::parse(&typed);
}

/// Numbers as people type them, in either language.
pub fn typed(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for lang in [Lang::Ru, Lang::En] {
        let _ = (lang.read(&text, 4), lang.read_whole(&text), lang.read_percent(&text), lang.read_price(&text));
        let (quantity, amount) = (lang.read_quantity(&text), lang.read_money(&text));
        assert_eq!(quantity.and_then(|read| Quantity::parse(&read.to_string()).ok()), quantity);
        assert_eq!(amount.and_then(|read| Money::parse(&read.to_string()).ok()), amount);
    }
}

/// The accent of a brand.
pub fn colour(bytes: &[u8]) {
    if let Some(colour) = Colour::parse(&String::from_utf8_lossy(bytes)) {
        assert_eq!(Colour::parse(&colour.to_string()), Some(colour));
        assert!((1.0..=21.1).contains(&colour.contrast(colour)));
    }
}

/// What an archive says of itself.
pub fn manifest(bytes: &[u8]) {
    if let Ok(read) = serde_json::from_slice::<Manifest>(bytes) {
        let written = serde_json::to_vec(&read).expect("a manifest");
        assert_eq!(serde_json::from_slice::<Manifest>(&written).expect("the same"), read);
    }
}

/// Where archives are put to be read: they are files.
static ARCHIVE: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("orderly-fuzz-{}.backup", std::process::id())));

/// A backup that somebody brings.
pub fn archive(bytes: &[u8]) {
    std::fs::write(&*ARCHIVE, bytes).expect("a file");
    if let Ok(mut reading) = Reading::open(&ARCHIVE) {
        for part in reading.manifest.tables.clone() {
            let _ = reading.each_line(&part.file, &mut |_| Ok(()));
        }
    }
    std::fs::remove_file(&*ARCHIVE).expect("the file");
}

/// Forms with a file and without, as browsers send them.
pub fn multipart(bytes: &[u8]) {
    for media_type in ["multipart/form-data; boundary=----a1b2", "application/x-www-form-urlencoded"] {
        let request = TestRequest::post().insert_header((CONTENT_TYPE, media_type)).set_payload(bytes.to_vec());
        let (request, mut payload) = request.to_http_parts();
        request.extensions_mut().insert(FormToken("token".into()));
        let mut read = pin!(Upload::<BTreeMap<String, String>>::from_request(&request, &mut payload));
        // All of it is there already: who waits, waits for itself.
        let mut context = Context::from_waker(Waker::noop());
        let is_read = (0..10_000).any(|_| matches!(read.as_mut().poll(&mut context), Poll::Ready(_)));
        assert!(is_read, "a form that is never read to its end");
    }
}

/// A form that waits for its sender to sign in again: whatever stands in it, it leads to a page of ours, and is carried on as it is.
pub fn kept(bytes: &[u8]) {
    let Some(kept) = Kept::unpacked(&String::from_utf8_lossy(bytes)) else { return };
    let packed = kept.packed();
    let path = packed.strip_prefix("to=%2F").expect("a path");
    assert!(!path.starts_with("%2F") && !path.starts_with("%5C"), "a page of somebody else: {packed}");
    assert_eq!(Kept::unpacked(&packed), Some(kept));
}

/// The catalogue's order form as it comes back, with a quantity written into it.
pub fn filled(bytes: &[u8]) {
    let Ok(pairs) = body::query::<table::Pairs>(&String::from_utf8_lossy(bytes)) else { return };
    let Ok(mut form) = Filled::read(pairs) else { return };
    for one in &form.typed {
        let _ = (one.is_new(Lang::Ru), one.is_new(Lang::En));
    }
    assert!(form.asked.link(&[]).starts_with("/catalogue"), "a page of somebody else");
    if let Press::Only(sku) | Press::Fix(_, sku) = form.press.clone() {
        let count = form.typed.len();
        form.write(&sku, "7 packs".to_owned());
        form.write(&sku, "8 packs".to_owned());
        assert!(form.typed.len() <= count + 1, "two fields for one article number");
        assert!(form.typed.iter().any(|one| one.text == "8 packs"), "nothing was written");
    }
}

/// What an address asks of the catalogue: the links of its page ask for the same goods. Goods that are compared.
pub fn of_the_catalogue(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    assert!(compare::named(&text).len() <= 20);
    let Ok(asked) = asked::Asked::read(&text) else { return };
    let _ = (asked.look(Lang::Ru, 24), asked.without_choices(), asked.is_narrowed());
    let link = asked.link(&[]);
    let query = link.split_once('?').map_or("", |(_, query)| query);
    let again = asked::Asked::read(query).expect("a link of ours");
    assert_eq!((again.link(&[]), again.attributes), (link, asked.attributes));
}

/// The list of the erased, as whoever keeps backups brings it.
pub fn erasures(bytes: &[u8]) {
    let Ok(listed) = list::parse(&String::from_utf8_lossy(bytes)) else { return };
    assert!(list::lacking(&listed, &listed).is_empty(), "somebody who is listed is not");
    for one in listed {
        assert_eq!(AccountId::parse(&one.account.to_string()), Some(one.account));
    }
}
