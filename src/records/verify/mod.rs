//! Verifying: the records against their hashes, the hashes against the signed checkpoints, the checkpoints against what others hold.
//! One pass over the records, in bounded memory. What stands in the tables of the trade is compared by their own rooms, with
//! what this pass has found. It reads only, and believes nothing that the database says of itself.

pub mod compare;
pub mod erased;
pub mod held;
pub mod legible;
pub mod outside;
mod pass;
pub mod prints;
mod report;
mod sealed;
mod times;
pub mod told;
mod turns;

use std::collections::HashMap;

pub use pass::{Seen, pass};
pub use report::{Finding, Layer, Report};

use super::keys::PublicKey;
use super::merkle::Hash;
use super::note::Note;
use super::store;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::journal::RecordId;
use crate::platform::values::Moment;

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
    /// Each order that a record tells of, with the first of them: its place, if it has one, and its id.
    orders: HashMap<i64, (Option<i64>, RecordId)>,
}

impl Passed {
    fn up_to(sealed: i64) -> Self {
        Self { sealed, ..Self::default() }
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
            if let Some((order, telling)) = telling(Some(*place), row) {
                told.entry(order).or_default().push(telling);
            }
        }
        let late: Vec<(Option<i64>, RecordId)> =
            orders.iter().flat_map(|order| self.tail.get(order).into_iter().flatten().copied()).collect();
        let ids: Vec<RecordId> = late.iter().map(|(_, id)| *id).collect();
        let rows: HashMap<RecordId, store::Row> = store::records(tx, &ids)?.into_iter().map(|row| (row.id, row)).collect();
        for (place, id) in late {
            if let Some((order, telling)) = rows.get(&id).and_then(|row| telling(place, row)) {
                told.entry(order).or_default().push(telling);
            }
        }
        Ok(told)
    }

    /// Orders that records tell of, by number, in their order: what the pass has seen itself, whatever the database notes about them.
    pub fn orders(&self) -> Vec<i64> {
        let mut orders: Vec<i64> = self.orders.keys().copied().collect();
        orders.sort_unstable();
        orders
    }

    /// The first record that tells of an order.
    pub fn first_of(&self, tx: &mut Tx, order: i64) -> Answer<Option<Telling>> {
        let Some((place, id)) = self.orders.get(&order) else { return Ok(None) };
        let rows = store::records(tx, &[*id])?;
        Ok(rows.first().and_then(|row| telling(*place, row)).map(|(_, telling)| telling))
    }
}

/// What a record tells of an order; nothing where it tells of none. One whose bytes are no JSON was named when it was read.
fn telling(place: Option<i64>, row: &store::Row) -> Option<(i64, Telling)> {
    let mut body: serde_json::Value = serde_json::from_slice(&row.body).ok()?;
    let (order, version) = store::order_of(&row.kind, &body)?;
    let facts = body.get_mut("facts").map(serde_json::Value::take).unwrap_or_default();
    let (kind, at, actor) = (row.kind.clone(), row.at, row.actor.clone());
    Some((order, Telling { kind, at, actor, version, place, partner: row.partner, facts }))
}
