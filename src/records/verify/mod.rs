//! Verifying: the records against their hashes, the hashes against the signed checkpoints, the checkpoints against what others hold.
//! One pass over the records, in bounded memory. What stands in the tables of the trade is compared by their own rooms, with
//! what this pass has found. It reads only, and believes nothing that the database says of itself.

pub mod compare;
pub mod erased;
pub mod held;
pub mod outside;
mod pass;
pub mod prints;
mod sealed;

use std::collections::HashMap;

pub use pass::{Seen, pass};

use super::keys::PublicKey;
use super::merkle::Hash;
use super::note::Note;
use super::store;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::journal::RecordId;
use crate::platform::values::Moment;

crate::words! {
    /// Where something was found.
    pub enum Layer {
        /// A row of the trade does not say what the records say.
        Rows = "rows",
        /// A record does not agree with itself.
        Records = "records",
        /// A record stands among those of another time. It says what was signed all the same: a clock may have gone wrong.
        Times = "times",
        /// The records do not come to the roots that were signed.
        Tree = "tree",
        /// A checkpoint is missing, or not signed by a key that counts.
        Checkpoints = "checkpoints",
        /// Somebody outside holds something else.
        Anchors = "anchors",
        /// A receipt does not fit.
        Receipts = "receipts",
    }
}

/// Something that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub layer: Layer,
    /// The place in the log, where there is one.
    pub place: Option<i64>,
    /// What it is about.
    pub object: String,
    /// What it should be.
    pub expected: String,
    /// What it is.
    pub found: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = self.place.map_or_else(|| "-".to_owned(), |place| place.to_string());
        write!(f, "{}  place {place}  {}: expected {}, found {}", self.layer, self.object, self.expected, self.found)
    }
}

/// Findings of one layer that are told one by one; the rest is counted.
const TOLD: usize = 200;

/// What was found, and what could not be told.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What is not as it was.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more: u64,
    /// Why it cannot be told whether all is as it was.
    pub doubts: Vec<String>,
    /// How many records were read.
    pub records: i64,
    /// How many of them are sealed.
    pub sealed: i64,
    /// How many checkpoints were checked.
    pub checkpoints: i64,
    /// Rows of the trade that were compared.
    pub rows: i64,
    /// Words of people who were erased: what the records keep of them nobody can compare any more, and nobody is accused of it.
    pub unchecked: i64,
    /// Who outside the database holds the same.
    pub anchors: Vec<String>,
    /// What is worth knowing and changes nothing.
    pub notes: Vec<String>,
}

impl Report {
    /// Notes something that is not as it was.
    pub fn find(
        &mut self,
        layer: Layer,
        place: Option<i64>,
        object: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        if self.findings.iter().filter(|known| known.layer == layer).count() >= TOLD {
            self.more += 1;
            return;
        }
        let (object, expected, found) = (object.into(), expected.into(), found.into());
        self.findings.push(Finding { layer, place, object, expected, found });
    }

    /// Notes why something cannot be told.
    pub fn doubt(&mut self, why: impl Into<String>) {
        self.doubts.push(why.into());
    }

    /// Notes what is worth knowing.
    pub fn note(&mut self, words: impl Into<String>) {
        self.notes.push(words.into());
    }

    /// 0: all is as it was. 1: something is not. 2: that cannot be told.
    pub fn exit(&self) -> u8 {
        match (self.findings.is_empty(), self.doubts.is_empty() && !self.anchors.is_empty()) {
            (false, _) => 1,
            (true, true) => 0,
            (true, false) => 2,
        }
    }
}

/// A size and root of the log that somebody outside the database holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Who, as people know him.
    pub name: String,
    /// How many records.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// The size of the checkpoint before it, where he holds the checkpoint itself.
    pub previous: Option<u64>,
}

/// A record that a receipt says is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The receipt, as people know it.
    pub name: String,
    /// Where it stands, from 0; none where it was only promised.
    pub index: Option<u64>,
    /// Its leaf.
    pub leaf: Hash,
}

/// What whoever verifies brings along.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    /// The keys that are trusted.
    pub trusted: Vec<PublicKey>,
    /// Changes of keys, told by the signer.
    pub changes: Vec<Note>,
    /// What others hold.
    pub anchors: Vec<Anchor>,
    /// What receipts say.
    pub claims: Vec<Claim>,
    /// Whether records may have waited for their seal for long: what was set aside is judged as far as it was sealed.
    pub may_wait: bool,
}

/// A record that tells of a version of an order.
#[derive(Debug, Clone)]
pub struct Telling {
    /// What kind.
    pub kind: String,
    /// When.
    pub at: Moment,
    /// Who, as the journal names him.
    pub actor: String,
    /// The version.
    pub version: i64,
    /// The record's place, if it has one yet.
    pub place: Option<i64>,
    /// The partner it is about, by number.
    pub partner: Option<i64>,
    /// What it says.
    pub facts: serde_json::Value,
}

/// Where the records of orders are that are not sealed yet: place, record, by order.
type Tail = HashMap<i64, Vec<(Option<i64>, RecordId)>>;

/// What a pass leaves for those who compare the rows of the trade.
#[derive(Debug, Default)]
pub struct Passed {
    tail: Tail,
    sealed: i64,
}

impl Passed {
    fn up_to(sealed: i64) -> Self {
        Self { tail: Tail::default(), sealed }
    }

    /// The records that tell of some orders, by order. What the database notes about them only helps to find them: of which order
    /// and version each tells, it says itself.
    pub fn of_orders(&self, tx: &mut Tx, orders: &[i64]) -> Answer<HashMap<i64, Vec<Telling>>> {
        let mut told: HashMap<i64, Vec<Telling>> = HashMap::new();
        let noted = store::of_orders(tx, orders)?;
        let places: Vec<i64> = noted.iter().map(|(_, _, place)| *place).filter(|n| (1..=self.sealed).contains(n)).collect();
        let mut rows: Vec<(i64, store::Row)> = store::at_places(tx, &places)?;
        rows.sort_by_key(|(place, _)| *place);
        for (place, row) in &rows {
            if let Some((order, telling)) = telling(Some(*place), row)? {
                told.entry(order).or_default().push(telling);
            }
        }
        let late: Vec<(Option<i64>, RecordId)> =
            orders.iter().flat_map(|order| self.tail.get(order).into_iter().flatten().copied()).collect();
        let ids: Vec<RecordId> = late.iter().map(|(_, id)| *id).collect();
        let rows: HashMap<RecordId, store::Row> = store::records(tx, &ids)?.into_iter().map(|row| (row.id, row)).collect();
        for (place, id) in late {
            let told_by = rows.get(&id).map(|row| telling(place, row)).transpose()?;
            if let Some((order, telling)) = told_by.flatten() {
                told.entry(order).or_default().push(telling);
            }
        }
        Ok(told)
    }

    /// Orders that records tell of, by number, from one on: those of sealed records.
    pub fn sealed_orders(&self, tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<i64>> {
        store::noted_order_ids(tx, after, at_most)
    }

    /// Orders that records tell of which are not sealed yet, by number.
    pub fn late_orders(&self) -> Vec<i64> {
        self.tail.keys().copied().collect()
    }
}

/// What a record tells of an order; nothing where it tells of none.
fn telling(place: Option<i64>, row: &store::Row) -> Answer<Option<(i64, Telling)>> {
    let mut body: serde_json::Value = serde_json::from_slice(&row.body)?;
    let Some((order, version)) = store::order_of(&row.kind, &body) else { return Ok(None) };
    let facts = body.get_mut("facts").map(serde_json::Value::take).unwrap_or_default();
    let (kind, at, actor) = (row.kind.clone(), row.at, row.actor.clone());
    Ok(Some((order, Telling { kind, at, actor, version, place, partner: row.partner, facts })))
}
