//! A receipt: what the log keeps of an order, with the signed promise to keep it and, once it is sealed, the proof that it stands
//! there. It is checked without us, by [`super::check`] or by the page that partners keep.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::check::check;
use super::checkpoint::{Succession, in_base64};
use super::keys::PublicKey;
use super::merkle::{self, Hash};
use super::note::Note;
use super::sealer::Sealer;
use super::signer::Last;
use super::store::{self, Row, StoredNodes};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::secret;

/// Records of a partner that are looked through at once for one that is not sealed yet.
const AT_ONCE: i64 = 100;

/// The receipt of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The form of the receipt: 1.
    pub v: i64,
    /// The log's name.
    pub origin: Option<String>,
    /// The key the log signs with, as a verifier key; null while the signer does not answer.
    pub key: Option<String>,
    /// The order as people read it. Each of these stands in the record as well.
    pub order: ReceiptOrder,
    /// The record.
    pub record: ReceiptRecord,
    /// The signed word that the record will be in the log: a note of the leaf and the record's moment. Null once the record is sealed:
    /// then the proof stands in its place.
    pub promise: Option<String>,
    /// Where the record stands in the log, from 0; null until it is sealed, which takes about a second.
    pub index: Option<i64>,
    /// The hashes that lead from the leaf to the root of the checkpoint, in base64.
    pub inclusion_proof: Vec<String>,
    /// The signed checkpoint: a note of the log's name, size and root.
    pub checkpoint: Option<String>,
    /// The words of witnesses about that checkpoint: lines that can be put below it.
    pub cosignatures: Vec<String>,
    /// Each change of the log's key, signed by the old one and the new one; each time the log was opened again, signed by the key of
    /// that time.
    pub key_changes: Vec<String>,
}

/// The record that a receipt is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptRecord {
    /// Its place in the log, from 1; null until it is sealed.
    pub place: Option<i64>,
    /// What kind.
    pub kind: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// SHA-256 over a zero byte and the body, in hex.
    pub leaf_hash: String,
    /// The bytes that are hashed, as text: JSON with sorted keys.
    pub body: String,
}

/// An order as a receipt tells it to people.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptOrder {
    /// Its number.
    pub number: String,
    /// Its version.
    pub version: i64,
    /// The client company, by code.
    pub partner: String,
    /// When it was placed.
    pub placed_at: String,
    /// ISO 4217.
    pub currency: String,
    /// Without VAT.
    pub net: String,
    /// The VAT.
    pub vat: String,
    /// With VAT.
    pub total: String,
    /// Its lines.
    pub lines: Vec<ReceiptLine>,
}

/// A line of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptLine {
    /// The article number.
    pub sku: String,
    /// How much.
    pub quantity: String,
    /// Of one unit.
    pub unit_price: String,
    /// Price by quantity.
    pub sum: String,
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

impl ReceiptOrder {
    /// What the facts of a record say.
    pub fn of(facts: &Value) -> Self {
        let lines = facts.get("lines").and_then(Value::as_array).into_iter().flatten();
        Self {
            number: text(facts, "number"),
            version: facts.get("version").and_then(Value::as_i64).unwrap_or_default(),
            partner: facts.get("partner").map(|partner| text(partner, "code")).unwrap_or_default(),
            placed_at: text(facts, "placed_at"),
            currency: text(facts, "currency"),
            net: text(facts, "net"),
            vat: text(facts, "vat"),
            total: text(facts, "total"),
            lines: lines
                .map(|line| ReceiptLine {
                    sku: text(line, "sku"),
                    quantity: text(line, "quantity"),
                    unit_price: text(line, "unit_price"),
                    sum: text(line, "sum"),
                })
                .collect(),
        }
    }
}

/// What a receipt is made of, as the database has it.
#[derive(Debug, Clone)]
pub struct Found {
    place: Option<i64>,
    record: Row,
    sealed: Option<Sealed>,
    key_changes: Vec<String>,
    sealer: Option<Arc<Sealer>>,
}

#[derive(Debug, Clone)]
struct Sealed {
    proof: Vec<Hash>,
    checkpoint: String,
    cosignatures: Vec<String>,
}

/// The record of an order's version, by the numbers of the partner and of the order, which was found within reach.
pub fn of_order(tx: &mut Tx, partner: i64, order: i64, version: i64) -> Answer<Found> {
    let (place, record) = record_of(tx, partner, order, version)?.ok_or_else(No::not_found)?;
    let key_changes = store::successions(tx)?;
    let over = match place {
        Some(place) => checkpoint_over(tx, place, &key_changes)?,
        None => None,
    };
    let sealer = Sealer::of(tx);
    let sealed = match (place, over) {
        (Some(place), Some(over)) => Some(Sealed {
            proof: merkle::inclusion_proof(
                &mut StoredNodes::of(tx),
                store::size(place.saturating_sub(1)),
                store::size(over.size),
            )?,
            cosignatures: words_about(tx, &over, sealer.as_deref())?,
            checkpoint: over.note,
        }),
        _ => None,
    };
    Ok(Found { place, record, sealed, key_changes, sealer })
}

/// The words of witnesses about a checkpoint, without lines that none of those who are asked has given.
fn words_about(tx: &mut Tx, over: &store::CheckpointRow, sealer: Option<&Sealer>) -> Answer<Vec<String>> {
    let text = Note::parse(&over.note).map(|note| note.text).unwrap_or_default();
    let lines = store::cosignatures(tx, over.size)?.into_iter().map(|row| row.line);
    Ok(lines.filter(|line| sealer.is_none_or(|sealer| sealer.may_be_watched_by(line, &text))).collect())
}

/// The first checkpoint over a record that a key signed which was not revoked since; the first of all where there is none yet.
fn checkpoint_over(tx: &mut Tx, place: i64, key_changes: &[String]) -> Answer<Option<store::CheckpointRow>> {
    let changes = key_changes.iter().filter_map(|text| Note::parse(text)).filter_map(|note| Succession::of(&note));
    let revoked = changes.filter(|change| change.is_compromised).map(|change| change.after).max().unwrap_or(0);
    match store::checkpoint_over(tx, place.max(store::number(revoked)?.saturating_add(1)))? {
        Some(over) => Ok(Some(over)),
        None => store::checkpoint_over(tx, place),
    }
}

/// The leaf of the record of an order's version, in hex, as its bytes have it; nothing where no record tells of it.
pub fn leaf_of(tx: &mut Tx, partner: i64, order: i64, version: i64) -> Answer<Option<String>> {
    Ok(record_of(tx, partner, order, version)?.map(|(_, record)| secret::hex(&merkle::leaf_hash(&record.body))))
}

fn record_of(tx: &mut Tx, partner: i64, order: i64, version: i64) -> Answer<Option<(Option<i64>, Row)>> {
    let noted = store::of_orders(tx, &[order])?;
    let Some((_, _, place)) = noted.into_iter().find(|(_, known, _)| *known == version) else {
        return late_record_of(tx, partner, (order, version));
    };
    let Some((place, row)) = store::at_places(tx, &[place])?.pop() else { return Ok(None) };
    // What is noted beside the log only helps to find: of which order a record tells, it says itself.
    if tells_of(&row)? != Some((order, version)) {
        tracing::error!(place, "what is noted of orders is not what the record says");
        return Ok(None);
    }
    Ok(Some((Some(place), row)))
}

fn tells_of(row: &Row) -> Answer<Option<(i64, i64)>> {
    Ok(store::order_of(&row.kind, &serde_json::from_slice(&row.body)?))
}

/// One that is not sealed yet is among the latest of the partner, however far the log lags behind. The first that tells of the version
/// made it.
fn late_record_of(tx: &mut Tx, partner: i64, wanted: (i64, i64)) -> Answer<Option<(Option<i64>, Row)>> {
    let (mut before, mut found) = (i64::MAX, None);
    loop {
        let latest = store::latest_of(tx, partner, before, AT_ONCE)?;
        let Some((_, oldest)) = latest.last() else { return Ok(found) };
        before = oldest.id.number();
        let is_end = i64::try_from(latest.len()).is_ok_and(|read| read < AT_ONCE) || are_sealed(tx, &latest)?;
        for (place, row) in latest {
            if tells_of(&row)? == Some(wanted) {
                found = Some((place, row));
            }
        }
        if is_end {
            return Ok(found);
        }
    }
}

/// Whether all of some records are sealed. Records side by side may have got their places the other way round, so that one alone says
/// nothing of those before it.
fn are_sealed(tx: &mut Tx, rows: &[(Option<i64>, Row)]) -> Answer<bool> {
    let (sealed, _) = store::extent(tx)?;
    Ok(rows.iter().all(|(place, _)| place.is_some_and(|place| store::size(place) <= sealed)))
}

/// What a receipt is worth, told by whoever gives it: the same check that its reader makes, by the key of the signer that stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// The record is proved to stand under a signed checkpoint.
    Sealed,
    /// It has a checkpoint, and no signature that counts could be checked.
    Unproved,
    /// A signature promises it, and nothing proves it yet.
    Promised,
    /// It is written, and nobody has signed anything about it.
    Written,
    /// Something in it does not fit: what is kept is not what was signed.
    Broken,
}

impl Worth {
    /// Of a receipt that was made here, with the key that the signer told.
    pub fn of(receipt: &Receipt) -> Self {
        let key = receipt.key.as_deref().and_then(PublicKey::parse);
        let Some(key) = key else { return if receipt.checkpoint.is_some() { Worth::Unproved } else { Worth::Written } };
        let checked = check(receipt, &[key]);
        match (checked.faults.is_empty(), checked.leaf.is_some(), receipt.checkpoint.is_some(), checked.promised.is_some()) {
            (false, ..) => Worth::Broken,
            (true, true, ..) => Worth::Sealed,
            (true, false, true, _) => Worth::Unproved,
            (true, false, false, true) => Worth::Promised,
            (true, false, false, false) => Worth::Written,
        }
    }
}

impl Found {
    /// The record's leaf, in hex, as its bytes have it: what is kept beside them is not what is told.
    pub fn leaf(&self) -> String {
        secret::hex(&merkle::leaf_hash(&self.record.body))
    }

    /// The signed word that the record will be in the log, for the answer to whoever has just ordered; nothing while the signer does not
    /// answer. Where the record is sealed already it is given only if the seal proves it.
    pub async fn promise(&self) -> Option<String> {
        if self.sealed.is_some() {
            let last = self.sealer.as_ref()?.last().await;
            let told = self.told(last.as_ref()).ok()?;
            let worth = Worth::of(&told);
            if worth == Worth::Broken {
                tracing::error!(record = %self.record.id, "a record is not what was sealed in its place: nothing is promised");
            }
            if worth != Worth::Sealed {
                return None;
            }
        }
        self.word().await
    }

    /// The signer's promise of the record as its bytes are.
    async fn word(&self) -> Option<String> {
        // A record that is no JSON or has no moment of its own is none that anybody promises.
        let body: Value = serde_json::from_slice(&self.record.body).ok()?;
        self.sealer.as_ref()?.promise(&merkle::leaf_hash(&self.record.body), body.get("at")?.as_str()?).await
    }

    /// The whole receipt. What is sealed is promised no more, nor is what the signer has signed already, whatever the database says.
    pub async fn receipt(self) -> Answer<Receipt> {
        let last = match &self.sealer {
            Some(sealer) => sealer.last().await,
            None => None,
        };
        let mut told = self.told(last.as_ref())?;
        let signed = last.map_or(0, |last| last.size);
        if self.sealed.is_none() && self.place.is_none_or(|place| store::size(place) > signed) {
            told.promise = self.word().await;
        }
        Ok(told)
    }

    /// The receipt without a promise.
    fn told(&self, last: Option<&Last>) -> Answer<Receipt> {
        let body = String::from_utf8(self.record.body.clone()).map_err(No::failed)?;
        let read: Value = serde_json::from_str(&body)?;
        let place = self.place.filter(|_| self.sealed.is_some());
        let sealed = self.sealed.as_ref();
        // The signer's own statements as well: the database may not have the newest yet, or not any more.
        let fresh = last.into_iter().flat_map(|last| &last.successions).filter(|one| !self.key_changes.contains(one));
        let (kind, at) = (self.record.kind.clone(), self.record.at.to_string());
        Ok(Receipt {
            v: 1,
            origin: last.map(|last| last.origin.clone()),
            key: last.map(|last| last.key.clone()),
            order: ReceiptOrder::of(read.get("facts").unwrap_or(&Value::Null)),
            record: ReceiptRecord { place, kind, at, leaf_hash: self.leaf(), body },
            promise: None,
            index: place.map(|place| place.saturating_sub(1)),
            inclusion_proof: sealed.into_iter().flat_map(|sealed| sealed.proof.iter().map(in_base64)).collect(),
            checkpoint: sealed.map(|sealed| sealed.checkpoint.clone()),
            cosignatures: sealed.map(|sealed| sealed.cosignatures.clone()).unwrap_or_default(),
            key_changes: self.key_changes.iter().chain(fresh).cloned().collect(),
        })
    }
}
