//! Checking a receipt without the seller: no database, no network. Each thing that does not fit is told by the field's name.

use serde_json::Value;

use super::checkpoint::{Checkpoint, Promise, Reopening, Succession, from_base64};
use super::keys::{Keys, PublicKey, Purpose};
use super::merkle::{self, Hash};
use super::note::{Line, Note};
use super::receipt::{Receipt, ReceiptOrder};
use crate::platform::secret;

/// The form of receipts that is known here.
const FORM: i64 = 1;

/// Something in a receipt that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which field.
    pub field: String,
    /// What it should be.
    pub expected: String,
    /// What it is.
    pub found: String,
}

/// What a receipt proves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// What does not fit; nothing where the receipt is good.
    pub faults: Vec<Fault>,
    /// The size and root of its checkpoint, where it is signed by a key that is trusted.
    pub anchor: Option<(u64, Hash)>,
    /// The record's place and leaf, where the checkpoint proves them.
    pub leaf: Option<(u64, Hash)>,
    /// The leaf that a trusted key has promised to keep.
    pub promised: Option<Hash>,
    /// The leaf as the record's bytes have it, whoever vouches for it.
    pub own: Hash,
    /// Whether something of it is signed by a key that was revoked as one that may have come into other hands: that counts for nothing.
    pub is_revoked: bool,
    /// What is signed by keys that nobody gave, and was not checked: field and name.
    pub unheld: Vec<String>,
}

impl Checked {
    /// Whether the log proves the record: it stands under a checkpoint that a key that counts has signed. Without that nothing is proved,
    /// however well everything fits.
    pub fn is_proved(&self) -> bool {
        self.faults.is_empty() && self.leaf.is_some()
    }

    /// Whether a key that counts has promised to keep the record, and nothing proves yet that this was done.
    pub fn is_promised_alone(&self) -> bool {
        self.faults.is_empty() && self.leaf.is_none() && self.promised.is_some()
    }

    /// One of the two must be the other.
    fn must_be(&mut self, field: &str, expected: impl Into<String>, found: impl Into<String>) {
        let (expected, found) = (expected.into(), found.into());
        if expected != found {
            self.faults.push(Fault { field: field.to_owned(), expected, found });
        }
    }

    fn refuse(&mut self, field: &str, why: &str) {
        self.must_be(field, why, "");
    }
}

/// Checks a receipt by the keys that somebody trusts.
pub fn check(receipt: &Receipt, trusted: &[PublicKey]) -> Checked {
    check_knowing(receipt, trusted, &[])
}

/// The same, where changes of keys are known that the receipt itself may not tell of; they go before its own.
pub fn check_knowing(receipt: &Receipt, trusted: &[PublicKey], known: &[Note]) -> Checked {
    let mut checked = Checked::default();
    let told = receipt.key_changes.iter().filter_map(|text| Note::parse(text));
    let changes: Vec<Note> = known.iter().cloned().chain(told).collect();
    let keys = Keys::of(trusted, &changes);
    checked.must_be("v", FORM.to_string(), receipt.v.to_string());
    beside(receipt, &keys, &mut checked);
    let leaf = body(receipt, &mut checked);
    checked.own = leaf;
    promise(receipt, &leaf, &keys, &mut checked);
    place(receipt, &leaf, &keys, &mut checked);
    checked
}

/// What stands beside the proofs: the log's name, its key, and what its keys have stated. Nothing is proved by it, and whoever reads it
/// is not to be misled.
fn beside(receipt: &Receipt, keys: &Keys, checked: &mut Checked) {
    let known = keys.all();
    if let (Some(told), Some(key)) = (&receipt.origin, known.first())
        && !known.iter().any(|key| key.name == *told)
    {
        checked.must_be("origin", key.name.as_str(), told.as_str());
    }
    let is_of_a_log = |key: &str| PublicKey::parse(key).is_some_and(|key| key.purpose == Purpose::Log);
    if receipt.key.as_deref().is_some_and(|key| !is_of_a_log(key)) {
        checked.refuse("key", "a verifier key");
    }
    for (at, text) in receipt.key_changes.iter().enumerate() {
        statement(&format!("key_changes[{at}]"), text, &known, checked);
    }
}

fn statement(field: &str, text: &str, known: &[PublicKey], checked: &mut Checked) {
    let note = Note::parse(text);
    if note.as_ref().is_some_and(|note| Succession::of(note).is_some() || Reopening::of(note, known).is_some()) {
        return;
    }
    let is_claimed = |note: &Note| note.lines.iter().any(|line| known.iter().any(|key| line.claims(key)));
    // A key that was lost is followed by one that it has not vouched for, and what it had stated stays.
    match note.filter(|note| !is_claimed(note)).and_then(|note| Reopening::parse(&note.text)) {
        Some(told) => checked.unheld.push(format!("{field} ({})", told.origin)),
        None => checked.refuse(field, "a note signed by the keys that it tells of"),
    }
}

/// The record against its hash, and against what people read of it.
fn body(receipt: &Receipt, checked: &mut Checked) -> Hash {
    let leaf = merkle::leaf_hash(receipt.record.body.as_bytes());
    checked.must_be("record.leaf_hash", secret::hex(&leaf), receipt.record.leaf_hash.clone());
    let Ok(read) = serde_json::from_str::<Value>(&receipt.record.body) else {
        checked.refuse("record.body", "JSON");
        return leaf;
    };
    let text = |name: &str| read.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    checked.must_be("record.kind", text("kind"), receipt.record.kind.clone());
    checked.must_be("record.at", text("at"), receipt.record.at.clone());
    let told = ReceiptOrder::of(read.get("facts").unwrap_or(&Value::Null));
    order(&told, &receipt.order, checked);
    leaf
}

fn order(kept: &ReceiptOrder, told: &ReceiptOrder, checked: &mut Checked) {
    checked.must_be("order.version", kept.version.to_string(), told.version.to_string());
    let fields = [
        ("order.number", &kept.number, &told.number),
        ("order.partner", &kept.partner, &told.partner),
        ("order.placed_at", &kept.placed_at, &told.placed_at),
        ("order.currency", &kept.currency, &told.currency),
        ("order.net", &kept.net, &told.net),
        ("order.vat", &kept.vat, &told.vat),
        ("order.total", &kept.total, &told.total),
    ];
    for (field, kept, told) in fields {
        checked.must_be(field, kept, told);
    }
    checked.must_be("order.lines", kept.lines.len().to_string(), told.lines.len().to_string());
    for (at, (kept, told)) in kept.lines.iter().zip(&told.lines).enumerate() {
        let fields = [
            ("sku", &kept.sku, &told.sku),
            ("quantity", &kept.quantity, &told.quantity),
            ("unit_price", &kept.unit_price, &told.unit_price),
            ("sum", &kept.sum, &told.sum),
        ];
        for (field, kept, told) in fields {
            checked.must_be(&format!("order.lines[{at}].{field}"), kept, told);
        }
    }
}

fn promise(receipt: &Receipt, leaf: &Hash, keys: &Keys, checked: &mut Checked) {
    let Some(text) = &receipt.promise else { return };
    let read = Note::parse(text).and_then(|note| Promise::parse(&note.text).map(|promise| (note, promise)));
    let Some((note, promise)) = read else { return checked.refuse("promise", "a signed promise") };
    let Some(key) = note.signed_by(&keys.all()).cloned() else {
        return checked.refuse("promise", "signed by the log's key");
    };
    checked.must_be("promise (origin)", key.name.clone(), promise.origin.clone());
    checked.must_be("promise (leaf)", secret::hex(&promise.leaf), secret::hex(leaf));
    checked.must_be("promise (time)", promise.at.clone(), receipt.record.at.clone());
    if keys.is_compromised(&key) {
        checked.is_revoked = true;
    } else if promise.leaf == *leaf {
        checked.promised = Some(*leaf);
    }
}

fn place(receipt: &Receipt, leaf: &Hash, keys: &Keys, checked: &mut Checked) {
    let (Some(text), Some(index)) = (&receipt.checkpoint, receipt.index) else {
        if receipt.checkpoint.is_some() != receipt.index.is_some() {
            return checked.refuse("index", "an index and a checkpoint");
        }
        // Nothing vouches for a place but a checkpoint.
        let place = receipt.record.place.map(|place| place.to_string());
        return checked.must_be("record.place", "", place.unwrap_or_default());
    };
    let read = Note::parse(text).and_then(|note| Checkpoint::parse(&note.text).map(|read| (note, read)));
    let Some((note, read)) = read else { return checked.refuse("checkpoint", "a signed checkpoint") };
    let Some(key) = note.signed_by(&keys.for_size(read.size)).cloned() else {
        return checked.refuse("checkpoint", "signed by the log's key");
    };
    checked.must_be("checkpoint (origin)", key.name.clone(), read.origin.clone());
    let counts = !keys.is_compromised(&key);
    checked.is_revoked |= !counts;
    checked.anchor = counts.then_some((read.size, read.root));
    let proof: Option<Vec<Hash>> = receipt.inclusion_proof.iter().map(|hash| from_base64(hash)).collect();
    let Some(proof) = proof else { return checked.refuse("inclusion_proof", "hashes in base64") };
    let stands_at = |index: i64| {
        u64::try_from(index).ok().filter(|index| merkle::verify_inclusion(leaf, *index, read.size, &proof, &read.root))
    };
    let place = receipt.record.place.unwrap_or_default();
    let before = place.saturating_sub(1);
    match (stands_at(index), stands_at(before)) {
        // Of an index and a place that differ, that is wrong to which the proof does not lead.
        (None, Some(_)) => checked.must_be("index", before.to_string(), index.to_string()),
        (at, _) => {
            checked.must_be("record.place", index.saturating_add(1).to_string(), place.to_string());
            checked.leaf = at.filter(|_| counts).map(|at| (at, *leaf));
            if at.is_none() {
                checked.refuse("inclusion_proof", "a way from the record to the checkpoint's root");
            }
        }
    }
}

/// Holds the words of witnesses about the checkpoint to those of their keys that are known.
pub fn words(receipt: &Receipt, witnesses: &[PublicKey], checked: &mut Checked) {
    let note = receipt.checkpoint.as_deref().and_then(Note::parse);
    let text = note.map(|note| note.text).unwrap_or_default();
    for (at, written) in receipt.cosignatures.iter().enumerate() {
        let field = format!("cosignatures[{at}]");
        let Some(line) = Line::parse(written).filter(|line| line.seconds().is_some()) else {
            checked.refuse(&field, "a witness's signature with its time");
            continue;
        };
        match witnesses.iter().find(|key| line.claims(key)) {
            Some(key) if line.is_by(key, &text) => {}
            Some(key) => checked.refuse(&field, &format!("signed by {}", key.short())),
            None => checked.unheld.push(format!("{field} ({})", line.name)),
        }
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
