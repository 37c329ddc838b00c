//! Notes and checkpoints: read back as they were written, refused when a letter is changed.

use proptest::prelude::*;

use super::*;
use crate::records::checkpoint::{Checkpoint, Previous, Promise, Succession};
use crate::records::keys::Keys;
use crate::records::merkle;

fn key(name: &str, purpose: Purpose, seed: u8) -> SigningKey {
    SigningKey::of(name, purpose, &[seed; 32]).unwrap()
}

fn checkpoint(size: u64) -> Checkpoint {
    let previous = (size > 1).then(|| Previous { size: size - 1, hash: merkle::digest(b"before") });
    Checkpoint { origin: "example.com/log".into(), size, root: merkle::digest(&size.to_be_bytes()), previous }
}

#[test]
fn the_public_example_holds() {
    let key = PublicKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
    let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    let line =
        "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    let note = Note::parse(&format!("{text}\n{line}")).unwrap();
    assert_eq!(note.text, text);
    assert!(note.signed_by(std::slice::from_ref(&key)).is_some());
    let changed = Note::parse(&format!("{}\n{line}", text.replace("your problem is", "my problem is"))).unwrap();
    assert!(changed.signed_by(&[key]).is_none());
}

#[test]
fn a_note_is_read_as_it_was_written() {
    let (log, witness) = (key("example.com/log", Purpose::Log, 1), key("witness.example", Purpose::Witness, 2));
    let text = checkpoint(7).text();
    let mut note = Note::signed(&text, &[&log]).unwrap();
    note.lines.push(Line::sign(&witness, &text, 1_700_000_000).unwrap());
    let read = Note::parse(&note.to_string()).unwrap();
    assert_eq!(read, note);
    assert_eq!(Checkpoint::parse(&read.text), Some(checkpoint(7)));
    for who in [log.public(), witness.public()] {
        assert_eq!(PublicKey::parse(&who.to_string()).as_ref(), Some(who));
        assert!(read.signed_by(std::slice::from_ref(who)).is_some());
    }
    assert_eq!(read.lines[1].seconds(), Some(1_700_000_000));
    // Another key of the same name says nothing, and a known one that did not sign spoils the note.
    assert!(read.signed_by(&[key("example.com/log", Purpose::Log, 3).public().clone()]).is_none());
    let mut spoilt = read.clone();
    spoilt.lines[0].signature[5] ^= 1;
    assert!(spoilt.signed_by(&[log.public().clone(), witness.public().clone()]).is_none());
}

#[test]
fn odd_texts_are_no_notes_keys_or_checkpoints() {
    for odd in [
        "",
        "\n",
        "\n\n",
        "a\n",
        "a\n\n",
        "a\n\n\n",
        "a\n\n\u{2014} name\n",
        "a\n\n\u{2014} name AAA\n",
        "a\r\n\n\u{2014} n AAAAAAAA\n",
        "a\n\n\u{2014} n AAAAAAAA",
        "a\n\n\u{2014}  AAAAAAAA\n",
        "a\n\n\u{2014} n+m AAAAAAAA\n",
    ] {
        assert_eq!(Note::parse(odd), None, "{odd:?}");
    }
    for odd in ["", "a+b", "a+00000000+AQ==", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"] {
        assert_eq!(PublicKey::parse(odd), None, "{odd:?}");
    }
    let good = checkpoint(7).text();
    for odd in [good.replace("\n7\n", "\n07\n"), good.replace("\n7\n", "\n-7\n"), good.trim_end().to_owned(), String::new()] {
        assert_eq!(Checkpoint::parse(&odd), None, "{odd:?}");
    }
}

#[test]
fn a_new_key_follows_the_old_one_by_the_word_of_both() {
    let name = "example.com/log";
    let (old, new, other) = (key(name, Purpose::Log, 1), key(name, Purpose::Log, 2), key(name, Purpose::Log, 3));
    let change = |old: &SigningKey, new: &SigningKey, after: u64| Succession {
        origin: name.into(),
        after,
        old: old.public().clone(),
        new: new.public().clone(),
        at: "2026-03-01T00:00:00.000000Z".into(),
        is_compromised: false,
    };
    let told = change(&old, &new, 10);
    let note = Note::signed(&told.text(), &[&old, &new]).unwrap();
    assert_eq!(Succession::of(&note), Some(told));
    for trusted in [&old, &new] {
        let keys = Keys::of(&[trusted.public().clone()], std::slice::from_ref(&note));
        assert_eq!(keys.for_size(10), [old.public().clone()]);
        assert_eq!(keys.for_size(11), [new.public().clone()]);
    }
    // One word is not enough, and nobody follows a stranger.
    let half = Note::signed(&change(&old, &other, 5).text(), &[&other]).unwrap();
    assert_eq!(Keys::of(&[old.public().clone()], &[half]).for_size(6), [old.public().clone()]);
    assert_eq!(Keys::of(&[other.public().clone()], &[note]).for_size(11), [other.public().clone()]);
}

#[test]
fn a_promise_is_read_as_it_was_given() {
    let promise =
        Promise { origin: "example.com/log".into(), leaf: merkle::leaf_hash(b"x"), at: "2026-03-01T00:00:00.000000Z".into() };
    assert_eq!(Promise::parse(&promise.text()), Some(promise.clone()));
    assert_eq!(Checkpoint::parse(&promise.text()), None);
    assert_eq!(Promise::parse(&checkpoint(3).text()), None);
}

proptest! {
    #[test]
    fn nothing_that_is_read_panics(text in "[a-z0-9\n\u{2014} +/=]{0,200}") {
        let _ = (Note::parse(&text), Checkpoint::parse(&text), PublicKey::parse(&text), Promise::parse(&text));
    }

    #[test]
    fn a_changed_letter_is_never_signed(at in any::<prop::sample::Index>(), size in 2u64..1_000_000) {
        let log = key("example.com/log", Purpose::Log, 1);
        let note = Note::signed(&checkpoint(size).text(), &[&log]).unwrap();
        let mut bytes = note.text.clone().into_bytes();
        let place = at.index(bytes.len());
        bytes[place] ^= 1;
        if let Ok(text) = String::from_utf8(bytes) {
            let changed = Note { text, lines: note.lines.clone() };
            prop_assert!(changed.signed_by(&[log.public().clone()]).is_none());
        }
    }
}
