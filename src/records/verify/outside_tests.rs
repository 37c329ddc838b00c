//! What is brought along counts for as much as is signed of it.

use super::*;
use crate::platform::secret;
use crate::records::keys::SigningKey;
use crate::records::merkle;
use crate::records::receipt::{ReceiptOrder, ReceiptRecord};

const LOG: &str = "example.com/log";

fn key(seed: u8) -> SigningKey {
    SigningKey::of(LOG, Purpose::Log, &[seed; 32]).unwrap()
}

fn note(size: u64, by: &SigningKey) -> Note {
    let checkpoint = Checkpoint { origin: LOG.into(), size, root: [7; 32], previous: None };
    Note::signed(&checkpoint.text(), &[by]).unwrap()
}

fn last(key: &SigningKey, note: &Note) -> Last {
    let key = key.public().to_string();
    Last { origin: LOG.into(), key, size: 5, note: Some(note.to_string()), successions: Vec::new() }
}

/// How many doubts and how many anchors there are by a pinned key.
fn counted(pinned: &SigningKey, given: Given) -> (usize, usize) {
    let gathered = gather(&Given { keys: vec![pinned.public().to_string()], ..given });
    (gathered.doubts.len(), gathered.outside.anchors.len())
}

#[test]
fn the_signers_word_is_an_anchor_when_a_key_that_counts_has_signed_it() {
    let (ours, other) = (key(1), key(2));
    let of = |last: Last| Given { signer: Some(last), ..Given::default() };
    assert_eq!(counted(&ours, of(last(&ours, &note(5, &ours)))), (0, 1));
    let mut forged = note(5, &ours);
    forged.text = forged.text.replace("\n5\n", "\n6\n");
    assert_eq!(counted(&ours, of(last(&ours, &forged))), (1, 0), "its signature is of another text");
    assert_eq!(counted(&ours, of(last(&ours, &note(5, &other)))), (1, 0), "a key that nobody knows has signed it");
    assert_eq!(counted(&ours, of(last(&other, &note(5, &other)))), (1, 0), "the signer's own key is not the pinned one");
    assert_eq!(counted(&ours, of(Last { note: None, ..last(&ours, &note(5, &ours)) })), (0, 0));
    let unreadable = Last { successions: vec!["what once was a statement".into()], ..last(&ours, &note(5, &ours)) };
    assert_eq!(counted(&ours, of(unreadable)), (1, 1), "a key may have been revoked by what nobody can read");
}

#[test]
fn a_witness_is_believed_by_its_own_key() {
    let ours = key(1);
    let watching = SigningKey::of("witness.example", Purpose::Witness, &[3; 32]).unwrap();
    let other = SigningKey::of("witness.example", Purpose::Witness, &[4; 32]).unwrap();
    let file = std::env::temp_dir().join(format!("orderly-seen-{}", std::process::id()));
    let mut seen = note(5, &ours);
    seen.lines.push(Line::sign(&watching, &seen.text, 1_767_225_600).unwrap());
    std::fs::write(&file, seen.to_string()).unwrap();
    let given = |key: Option<&SigningKey>| {
        let key = key.map(|key| format!("{}@", key.public())).unwrap_or_default();
        Given { witnesses: vec![format!("{key}{}", file.display())], ..Given::default() }
    };
    assert_eq!(counted(&ours, given(Some(&watching))), (0, 1));
    assert_eq!(counted(&ours, given(Some(&other))), (1, 1), "not its key: the log's word, and nobody else's");
    assert_eq!(counted(&ours, given(None)), (1, 1), "nobody has looked whether it is its word");
    assert_eq!(counted(&ours, given(Some(&ours))), (1, 0), "the log is no witness of itself");
    let gathered = gather(&Given { keys: vec![ours.public().to_string()], ..given(Some(&watching)) });
    assert!(
        gathered.outside.anchors[0].name.ends_with("confirmed 2026-01-01T00:00:00.000000Z"),
        "{:?}",
        gathered.outside.anchors
    );
    assert_eq!(gathered.witnesses, [watching.public().clone()]);
    std::fs::remove_file(file).unwrap();
}

/// The receipt of the only record of a log, with the words of witnesses about its checkpoint.
fn receipt(by: &SigningKey, witnesses: &[&SigningKey]) -> Receipt {
    let (body, kind, at) = ("{}".to_owned(), String::new(), String::new());
    let leaf = merkle::leaf_hash(body.as_bytes());
    let seal = Checkpoint { origin: LOG.into(), size: 1, root: leaf, previous: None };
    let words = witnesses.iter().map(|key| Line::sign(key, &seal.text(), 1_767_225_600).unwrap().to_string());
    Receipt {
        v: 1,
        origin: None,
        key: None,
        order: ReceiptOrder::default(),
        record: ReceiptRecord { place: Some(1), kind, at, leaf_hash: secret::hex(&leaf), body },
        promise: None,
        index: Some(0),
        inclusion_proof: Vec::new(),
        checkpoint: Some(Note::signed(&seal.text(), &[by]).unwrap().to_string()),
        cosignatures: words.collect(),
        key_changes: Vec::new(),
    }
}

#[test]
fn the_word_of_a_witness_in_a_receipt_is_held_to_its_key_where_that_is_given() {
    let ours = key(1);
    let witness = |name: &str, seed: u8| SigningKey::of(name, Purpose::Witness, &[seed; 32]).unwrap();
    let (known, another) = (witness("witness.example", 3), witness("elsewhere.example", 4));
    let file = std::env::temp_dir().join(format!("orderly-witnessed-{}", std::process::id()));
    let told = |receipt: &Receipt, keys: &[&SigningKey]| {
        std::fs::write(&file, serde_json::to_string(receipt).unwrap()).unwrap();
        let witnesses = keys.iter().map(|key| format!("{}@/nowhere/at/all", key.public())).collect();
        let keys = vec![ours.public().to_string()];
        let gathered = gather(&Given { keys, witnesses, receipts: vec![file.clone()], ..Given::default() });
        let found = gathered.findings.iter().map(|one| one.object.rsplit(' ').next().unwrap_or_default().to_owned());
        (found.collect::<Vec<_>>(), gathered.notes.len(), gathered.good.len())
    };
    let good = receipt(&ours, &[&known, &another]);
    assert_eq!(told(&good, &[&known, &another]), (vec![], 0, 1));
    // Who has no key of a witness is told that its word was not checked, and nobody is accused.
    assert_eq!(told(&good, &[&known]), (vec![], 1, 1));
    assert_eq!(told(&good, &[]), (vec![], 2, 1));
    let mut other = good.clone();
    other.cosignatures[1] = "The witness has seen it".into();
    assert_eq!(told(&other, &[&known]), (vec!["cosignatures[1]".to_owned()], 0, 0), "no word of a witness");
    let mut moved = good;
    moved.cosignatures = vec![Line::sign(&known, "about something else\n", 1_767_225_600).unwrap().to_string()];
    assert_eq!(told(&moved, &[&known]), (vec!["cosignatures[0]".to_owned()], 0, 0), "its word is about another text");
    std::fs::remove_file(&file).unwrap();
}
