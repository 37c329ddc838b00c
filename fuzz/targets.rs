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
use orderly::access::once::IdempotencyKey;
use orderly::access::token::Keys;
use orderly::catalogue::own_number;
use orderly::catalogue::search::Asked;
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
use orderly::platform::web::{Lang, Request, Upload, body, cursor, guard, table};
use orderly::pricing::api::NewDiscountCode;
use orderly::receivables::api::invoices::InvoicesQuery;
use orderly::receivables::api::payments::PaymentGiven;
use orderly::records::check::check;
use orderly::records::checkpoint::{Checkpoint, Promise, Reopening, Succession};
use orderly::records::keys::{PublicKey, Purpose, SigningKey};
use orderly::records::merkle::{self, Hash};
use orderly::records::note::Note;
use orderly::records::receipt::{Receipt, ReceiptOrder};
use orderly::records::signer::{Ask, Reply};
use orderly::records::witness::client::{self, Witness};
use orderly::records::witness::desk::Desk;
use orderly::seller::colour::Colour;
use orderly::service::timeline;

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
    let _ = timeline::Place::read(Some(&*text));
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

/// What stands in the headers of a request: languages, cookies, addresses behind a proxy, keys, what a browser has already.
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
    let _ = Lang::accepted(&String::from_utf8_lossy(bytes));
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

/// The key that has signed the corpus of notes.
fn log_key() -> PublicKey {
    let key = SigningKey::of("fuzz.example/log", Purpose::Log, &[7; 32]).expect("a key of its seed");
    key.public().clone()
}

/// Signed notes: checkpoints, promises, changes of keys; the keys themselves.
pub fn note(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(key) = PublicKey::parse(&text) {
        assert_eq!(PublicKey::parse(&key.to_string()), Some(key));
    }
    let Some(note) = Note::parse(&text) else { return };
    assert_eq!(Note::parse(&note.to_string()).as_ref(), Some(&note));
    if note.signed_by(&[log_key()]).is_some() {
        let altered = Note { text: format!("x{}", note.text), ..note.clone() };
        assert!(altered.signed_by(&[log_key()]).is_none(), "a signature of another text");
    }
    if let Some(read) = Checkpoint::parse(&note.text) {
        assert_eq!(Checkpoint::parse(&read.text()), Some(read));
    }
    if let Some(read) = Promise::parse(&note.text) {
        assert_eq!(Promise::parse(&read.text()), Some(read));
    }
    if let Some(read) = Reopening::parse(&note.text) {
        assert_eq!(Reopening::parse(&read.text()), Some(read));
    }
    let _ = (Succession::of(&note), Reopening::of(&note, &[log_key()]));
}

/// A receipt that somebody shows, checked by the key that it names itself; the body of a record.
pub fn receipt(bytes: &[u8]) {
    if let Ok(body) = serde_json::from_slice(bytes) {
        let _ = ReceiptOrder::of(&body);
    }
    let Ok(receipt) = serde_json::from_slice::<Receipt>(bytes) else { return };
    let trusted: Vec<PublicKey> = receipt.key.iter().filter_map(|key| PublicKey::parse(key)).collect();
    let checked = check(&receipt, &trusted);
    let mut altered = receipt.clone();
    altered.record.body.push(' ');
    if checked.faults.is_empty() {
        assert!(!check(&altered, &trusted).faults.is_empty(), "a receipt of another record");
    }
}

/// Proofs: two sizes, two hashes, and the way between them.
pub fn proof(bytes: &[u8]) {
    let Some((one, rest)) = bytes.split_first_chunk::<8>() else { return };
    let Some((other, rest)) = rest.split_first_chunk::<8>() else { return };
    let (one, other) = (u64::from_be_bytes(*one), u64::from_be_bytes(*other));
    let mut hashes = rest.chunks(32).filter_map(merkle::hash_from);
    let (Some(first), Some(second)) = (hashes.next(), hashes.next()) else { return };
    let way: Vec<Hash> = hashes.collect();
    let mut altered = first;
    altered[31] ^= 1;
    if merkle::verify_inclusion(&first, one, other, &way, &second) {
        assert!(!merkle::verify_inclusion(&altered, one, other, &way, &second), "another leaf in the same place");
    }
    if merkle::verify_consistency(one, other, &way, &first, &second) {
        assert!(!merkle::verify_consistency(one, other, &way, &altered, &second), "another beginning of the same log");
    }
}

/// A witness that knows no log. It keeps nothing then, so its folder is gone as soon as its key is made.
static WITNESS: LazyLock<Desk> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("orderly-fuzz-{}", std::process::id()));
    let desk = Desk::open(&folder, Some("fuzz.example/witness"), Vec::new()).expect("a witness");
    std::fs::remove_dir_all(&folder).expect("its folder");
    desk
});

/// What a witness is asked, and the address of one.
pub fn witness(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let told = WITNESS.add(&text);
    assert!([400, 404].contains(&told.status), "{told:?}");
    let _ = Witness::parse(&text);
}

/// What goes to the signer and comes from it, a line of JSON each way.
pub fn signer(bytes: &[u8]) {
    let _ = serde_json::from_slice::<Ask>(bytes);
    let _ = serde_json::from_slice::<Reply>(bytes);
}

/// What a witness answers on the wire to the checkpoint of the corpus.
pub fn wire(bytes: &[u8]) {
    let witness = Witness { url: "http://witness.example".into(), key: None };
    let known = Witness { key: Some(log_key()), ..witness.clone() };
    let text = String::from_utf8_lossy(bytes);
    let shown = include_str!("corpus/note/checkpoint.txt");
    let _ = client::told(&witness, shown, &text);
    // That key is the log's own: it cosigns nothing.
    assert!(!matches!(client::told(&known, shown, &text), Ok(client::Told::Cosigned(_))), "a word of another's key");
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
