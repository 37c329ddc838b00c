//! A receipt: what the log keeps of an order, with the signed promise to keep it and, once it is sealed, the proof that it stands
//! there. It is checked without us, by [`super::check`] or by the page that partners keep.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::checkpoint::{Succession, in_base64};
use super::merkle::{self, Hash};
use super::note::Note;
use super::sealer::Sealer;
use super::store::{self, Row, StoredNodes};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::secret;

/// Records of a partner that are looked through for one that is not sealed yet.
const LATEST: i64 = 100;

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
    /// The signed word that the record will be in the log: a note of the leaf and the record's moment.
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
    /// Its place in the log, from 1; null for a moment after it was written.
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
    let sealed = match (place, over) {
        (Some(place), Some(over)) => Some(Sealed {
            proof: merkle::inclusion_proof(&mut StoredNodes::of(tx), store::size(place - 1), store::size(over.size))?,
            cosignatures: store::cosignatures(tx, over.size)?.into_iter().map(|row| row.line).collect(),
            checkpoint: over.note,
        }),
        _ => None,
    };
    Ok(Found { place, record, sealed, key_changes, sealer: Sealer::of(tx) })
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

/// The leaf of the record of an order's version, in hex; nothing where no record tells of it.
pub fn leaf_of(tx: &mut Tx, partner: i64, order: i64, version: i64) -> Answer<Option<String>> {
    Ok(record_of(tx, partner, order, version)?.map(|(_, record)| secret::hex(&record.leaf)))
}

fn record_of(tx: &mut Tx, partner: i64, order: i64, version: i64) -> Answer<Option<(Option<i64>, Row)>> {
    let noted = store::of_orders(tx, &[order])?;
    if let Some((_, _, place)) = noted.into_iter().find(|(_, known, _)| *known == version) {
        let found = store::at_places(tx, &[place])?.pop();
        return Ok(found.map(|(place, row)| (Some(place), row)));
    }
    // Those that are not sealed yet are among the latest. The first that tells of the version made it.
    let latest = store::latest_of(tx, partner, LATEST)?;
    for (place, row) in latest.into_iter().rev() {
        if store::order_of(&row.kind, &serde_json::from_slice(&row.body)?) == Some((order, version)) {
            return Ok(Some((place, row)));
        }
    }
    Ok(None)
}

impl Found {
    /// The record's leaf, in hex.
    pub fn leaf(&self) -> String {
        secret::hex(&self.record.leaf)
    }

    /// The signed word that the record will be in the log; nothing while the signer does not answer.
    pub async fn promise(&self) -> Option<String> {
        let leaf = merkle::hash_from(&self.record.leaf)?;
        self.sealer.as_ref()?.promise(&leaf, &self.record.at.to_string()).await
    }

    /// The whole receipt.
    pub async fn receipt(self) -> Answer<Receipt> {
        let promise = self.promise().await;
        let last = match &self.sealer {
            Some(sealer) => sealer.last().await,
            None => None,
        };
        let body = String::from_utf8(self.record.body).map_err(No::failed)?;
        let read: Value = serde_json::from_str(&body)?;
        let leaf_hash = secret::hex(&self.record.leaf);
        let sealed = self.sealed;
        Ok(Receipt {
            v: 1,
            origin: last.as_ref().map(|last| last.origin.clone()),
            key: last.map(|last| last.key),
            order: ReceiptOrder::of(read.get("facts").unwrap_or(&Value::Null)),
            record: ReceiptRecord { place: self.place, kind: self.record.kind, at: self.record.at.to_string(), leaf_hash, body },
            promise,
            index: self.place.filter(|_| sealed.is_some()).map(|place| place - 1),
            inclusion_proof: sealed.iter().flat_map(|sealed| sealed.proof.iter().map(in_base64)).collect(),
            cosignatures: sealed.as_ref().map(|sealed| sealed.cosignatures.clone()).unwrap_or_default(),
            checkpoint: sealed.map(|sealed| sealed.checkpoint),
            key_changes: self.key_changes,
        })
    }
}
