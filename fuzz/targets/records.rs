//! What strangers show of the log: notes, receipts, proofs, and the words of signers and witnesses.

use std::sync::LazyLock;

use orderly::records::check::check;
use orderly::records::checkpoint::{Checkpoint, Promise, Reopening, Succession};
use orderly::records::keys::{PublicKey, Purpose, SigningKey};
use orderly::records::merkle::{self, Hash};
use orderly::records::note::Note;
use orderly::records::receipt::{Receipt, ReceiptOrder};
use orderly::records::signer::{Ask, Reply};
use orderly::records::witness::client::{self, Witness};
use orderly::records::witness::desk::Desk;

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
    let shown = include_str!("../corpus/note/checkpoint.txt");
    let _ = client::told(&witness, shown, &text);
    // That key is the log's own: it cosigns nothing.
    assert!(!matches!(client::told(&known, shown, &text), Ok(client::Told::Cosigned(_))), "a word of another's key");
}
