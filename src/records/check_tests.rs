//! A good receipt is good; what is not just so in another is named, and what nobody has signed proves nothing.

use serde_json::json;

use super::*;
use crate::records::checkpoint::{Extent, in_base64};
use crate::records::keys::{Purpose, SigningKey};
use crate::records::merkle::Leaves;
use crate::records::receipt::{ReceiptRecord, Worth};

#[path = "check_digit_tests.rs"]
mod digits;

const LOG: &str = "orders24.example.com/log";

fn key(seed: u8) -> SigningKey {
    SigningKey::of(LOG, Purpose::Log, &[seed; 32]).unwrap()
}

/// The receipt of a record at a place in a log of some size.
fn receipt(index: usize, size: usize, key: &SigningKey) -> Receipt {
    let body = json!({
        "v": 1, "id": "rec_0000000000001", "at": "2026-03-01T10:00:00.000000Z", "kind": "order.placed", "actor": "acc_1", "partner": null,
        "facts": {
            "number": "000123", "version": 1, "partner": {"code": "ALFA"}, "placed_at": "2026-03-01T10:00:00.000000Z", "currency": "RUB",
            "net": "8000.00", "vat": "1760.00", "total": "9760.00",
            "lines": [{"sku": "DR-1", "quantity": "2.000", "unit_price": "4880.0000", "sum": "9760.00"}],
        },
    })
    .to_string();
    let leaf = merkle::leaf_hash(body.as_bytes());
    let mut all = Leaves((0..size).map(|n| if n == index { leaf } else { merkle::leaf_hash(&n.to_be_bytes()) }).collect());
    let root = merkle::root(&mut all, size as u64).unwrap();
    let proof = merkle::inclusion_proof(&mut all, index as u64, size as u64).unwrap();
    let read: Value = serde_json::from_str(&body).unwrap();
    let checkpoint = Checkpoint { origin: LOG.into(), size: size as u64, root, previous: None };
    let promise = Promise { origin: LOG.into(), leaf, at: "2026-03-01T10:00:00.000000Z".into() };
    Receipt {
        v: 1,
        origin: Some(LOG.into()),
        key: Some(key.public().to_string()),
        order: ReceiptOrder::of(&read["facts"]),
        record: ReceiptRecord {
            place: Some(index as i64 + 1),
            kind: "order.placed".into(),
            at: "2026-03-01T10:00:00.000000Z".into(),
            leaf_hash: secret::hex(&leaf),
            body,
        },
        promise: Some(Note::signed(&promise.text(), &[key]).unwrap().to_string()),
        index: Some(index as i64),
        inclusion_proof: proof.iter().map(in_base64).collect(),
        checkpoint: Some(Note::signed(&checkpoint.text(), &[key]).unwrap().to_string()),
        cosignatures: Vec::new(),
        key_changes: Vec::new(),
    }
}

/// The same before its record is sealed.
fn unsealed(receipt: &Receipt) -> Receipt {
    let (inclusion_proof, cosignatures) = (Vec::new(), Vec::new());
    let mut fresh = Receipt { index: None, inclusion_proof, checkpoint: None, cosignatures, ..receipt.clone() };
    fresh.record.place = None;
    fresh
}

fn fields(receipt: &Receipt, key: &SigningKey) -> Vec<String> {
    check(receipt, &[key.public().clone()]).faults.into_iter().map(|fault| fault.field).collect()
}

#[test]
fn a_good_receipt_is_good_before_and_after_it_is_sealed() {
    let key = key(1);
    let sealed = receipt(3, 11, &key);
    let checked = check(&sealed, &[key.public().clone()]);
    assert_eq!(checked.faults, []);
    assert!(checked.anchor.is_some_and(|(size, _)| size == 11) && checked.leaf.is_some_and(|(index, _)| index == 3));
    assert!(checked.is_proved() && !checked.is_promised_alone());
    let fresh = unsealed(&sealed);
    let checked = check(&fresh, &[key.public().clone()]);
    assert!(!checked.is_proved() && checked.is_promised_alone(), "a promise alone proves nothing yet");
    assert_eq!((checked.faults, checked.anchor), (vec![], None));
    assert!(checked.promised.is_some());
    // Nobody has signed where it would stand.
    let mut placed = fresh;
    placed.record.place = Some(4);
    assert_eq!(fields(&placed, &key), ["record.place"]);
}

#[test]
fn what_was_changed_is_named() {
    let key = key(1);
    let good = receipt(3, 11, &key);
    let change = |change: &dyn Fn(&mut Receipt)| {
        let mut other = good.clone();
        change(&mut other);
        fields(&other, &key)
    };
    assert_eq!(change(&|r| r.order.total = "9761.00".into()), ["order.total"]);
    assert_eq!(change(&|r| r.order.number = "000124".into()), ["order.number"]);
    assert_eq!(change(&|r| r.order.lines[0].quantity = "3.000".into()), ["order.lines[0].quantity"]);
    assert_eq!(change(&|r| r.order.lines.clear()), ["order.lines"]);
    assert_eq!(change(&|r| r.record.kind = "order.changed".into()), ["record.kind"]);
    assert_eq!(change(&|r| r.record.place = Some(5)), ["record.place"]);
    assert_eq!(change(&|r| r.inclusion_proof.truncate(1)), ["inclusion_proof"]);
    assert_eq!(change(&|r| r.index = None), ["index"]);
    assert_eq!(change(&|r| r.index = Some(4)), ["index"]);
    assert_eq!(change(&|r| (r.index, r.record.place) = (Some(4), Some(5))), ["inclusion_proof"]);
    assert_eq!(change(&|r| r.key_changes.push("The key is another one now".into())), ["key_changes[0]"]);
    let forged = change(&|r| {
        r.record.body = r.record.body.replace("9760.00", "760.00");
        r.record.leaf_hash = secret::hex(&merkle::leaf_hash(r.record.body.as_bytes()));
        r.order.total = "760.00".into();
        r.order.lines[0].sum = "760.00".into();
    });
    assert_eq!(forged, ["promise (leaf)", "inclusion_proof"]);
}

#[test]
fn what_nobody_has_signed_fits_and_proves_nothing() {
    let key = key(1);
    let mut bare = Receipt { promise: None, ..unsealed(&receipt(3, 11, &key)) };
    bare.record.body = bare.record.body.replace("9760.00", "760.00");
    bare.record.leaf_hash = secret::hex(&merkle::leaf_hash(bare.record.body.as_bytes()));
    bare.order.total = "760.00".into();
    bare.order.lines[0].sum = "760.00".into();
    let checked = check(&bare, &[key.public().clone()]);
    assert_eq!((checked.faults.as_slice(), checked.is_proved(), checked.is_revoked), (&[][..], false, false));
    assert_eq!(secret::hex(&checked.own), bare.record.leaf_hash);
    bare.v = 7;
    assert_eq!(fields(&bare, &key), ["v"]);
}

#[test]
fn a_key_that_was_revoked_vouches_for_nothing_by_itself() {
    let (old, new) = (key(1), key(2));
    let change = |is_compromised| {
        let at = "2026-03-02T10:00:00.000000Z".to_owned();
        let (old_key, new_key) = (old.public().clone(), new.public().clone());
        let change = Succession { origin: LOG.into(), after: 11, old: old_key, new: new_key, at, is_compromised };
        Note::signed(&change.text(), &[&old, &new]).unwrap()
    };
    let mut told = receipt(3, 11, &old);
    told.key_changes = vec![change(false).to_string()];
    for pinned in [&old, &new] {
        assert!(check(&told, &[pinned.public().clone()]).is_proved(), "a planned change takes nothing back");
    }
    told.key_changes = vec![change(true).to_string()];
    for pinned in [&old, &new] {
        let checked = check(&told, &[pinned.public().clone()]);
        assert_eq!((checked.faults.as_slice(), checked.is_proved(), checked.is_revoked), (&[][..], false, true));
        assert_eq!((checked.anchor, checked.leaf, checked.promised), (None, None, None));
    }
    // Also where the receipt itself keeps silent about it, and the signer does not.
    told.key_changes.clear();
    assert!(check(&told, &[old.public().clone()]).is_proved());
    assert!(!check_knowing(&told, &[old.public().clone()], &[change(true)]).is_proved());
    // With a proof under the key that came it is good, whoever had promised it.
    let after = receipt(3, 20, &new);
    let mixed = Receipt { promise: told.promise.clone(), key_changes: vec![change(true).to_string()], ..after };
    let checked = check(&mixed, &[old.public().clone()]);
    assert!(checked.is_proved() && checked.leaf.is_some() && checked.promised.is_none(), "{checked:?}");
}

#[test]
fn what_a_key_that_is_lost_has_stated_accuses_nobody() {
    let (lost, ours) = (SigningKey::of("orderly/lost", Purpose::Log, &[9; 32]).unwrap(), key(1));
    let again = |origin: &str| {
        let (signed, after) = (Extent { size: 42, root: [7; 32] }, Extent { size: 1, root: [8; 32] });
        let (at, reason) = ("2026-02-01T10:00:00.000000Z".to_owned(), "Disk 2 was lost".to_owned());
        Reopening { origin: origin.to_owned(), signed, after, at, reason }.text()
    };
    let by = |text: &str, key: &SigningKey| Note::signed(text, &[key]).unwrap().to_string();
    let told = Receipt { key_changes: vec![by(&again("orderly/lost"), &lost)], ..receipt(3, 11, &ours) };
    let checked = check(&told, &[ours.public().clone()]);
    assert!(checked.is_proved());
    assert_eq!(checked.unheld, ["key_changes[0] (orderly/lost)"]);
    assert_eq!(Worth::of(&told), Worth::Sealed);
    // What a known key is said to have stated is held to it.
    let forged = by(&again(LOG), &ours).replace("Disk 2", "Disk 3");
    let told = Receipt { key_changes: vec![forged, by("a text of the lost key\n", &lost)], ..told };
    assert_eq!(fields(&told, &ours), ["key_changes[0]", "key_changes[1]"]);
}

#[test]
fn whoever_gives_a_receipt_says_no_more_of_it_than_its_reader_finds() {
    let (key, other) = (key(1), key(2));
    let sealed = receipt(3, 11, &key);
    assert_eq!(Worth::of(&sealed), Worth::Sealed);
    assert_eq!(Worth::of(&Receipt { promise: None, ..sealed.clone() }), Worth::Sealed);
    let promised = unsealed(&sealed);
    assert_eq!(Worth::of(&promised), Worth::Promised);
    assert_eq!(Worth::of(&Receipt { promise: None, ..promised.clone() }), Worth::Written);
    // Without the signer's key nobody here can tell what a signature is worth.
    assert_eq!(Worth::of(&Receipt { key: None, ..sealed.clone() }), Worth::Unproved);
    assert_eq!(Worth::of(&Receipt { key: None, ..promised }), Worth::Written);
    // Whoever changes a sealed record with its hash is not helped by the seal that is kept over it.
    let mut changed = Receipt { promise: None, ..sealed.clone() };
    changed.record.body = changed.record.body.replace("9760.00", "760.00");
    changed.record.leaf_hash = secret::hex(&merkle::leaf_hash(changed.record.body.as_bytes()));
    let read: Value = serde_json::from_str(&changed.record.body).unwrap();
    changed.order = ReceiptOrder::of(&read["facts"]);
    assert_eq!(Worth::of(&changed), Worth::Broken);
    // Nor by a seal that he has signed himself.
    assert_eq!(Worth::of(&Receipt { key: Some(key.public().to_string()), ..receipt(3, 11, &other) }), Worth::Broken);
}

#[test]
fn nobody_else_can_make_one() {
    let (ours, theirs) = (key(1), key(2));
    assert_eq!(fields(&receipt(3, 11, &theirs), &ours), ["promise", "checkpoint"]);
}
