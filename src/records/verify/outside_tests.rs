//! What is brought along counts for as much as is signed of it.

use super::*;
use crate::records::keys::SigningKey;

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
