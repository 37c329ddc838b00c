//! The pass over the records, in the order of their places: each against its hash and against its own columns, all of them
//! against the roots that were signed, and those that wait beside them.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::legible::or_nothing;
use super::sealed::Checkpoints;
use super::times::{STRAY, slowest};
use super::turns::Turns;
use super::{Layer, Outside, Passed, Report};
use crate::platform::db::{Tx, apart, thought};
use crate::platform::error::Answer;
use crate::platform::journal::RecordId;
use crate::platform::secret;
use crate::platform::values::{Moment, ids};
use crate::records::merkle::{self, Frontier, Hash};
use crate::records::state::LATE;
use crate::records::store::{self, Row};

/// Records read at once.
const AT_ONCE: i64 = 1000;
/// What names the notes about orders where they cannot be read.
const NOTED: (Layer, &str) = (Layer::Records, "what is noted of orders");
/// What names the stored subtrees where they cannot be read.
const NODES: (Layer, &str) = (Layer::Tree, "the stored subtrees");
/// What names the records without a place where they cannot be read.
const WAITING: (Layer, &str) = (Layer::Records, "the records that wait for a place");
/// What names the places where they cannot be read.
const PLACES: (Layer, &str) = (Layer::Records, "the places of the records");
/// The tree's levels between those that are stored.
const STEP: u32 = 8;
/// The form of records whose writers take an id above all that are committed.
const FOLLOWING: i64 = 2;

/// A record that was read, for those who compare the rows of the trade.
#[derive(Debug)]
pub struct Seen<'r> {
    /// Its place, if it has one yet.
    pub place: Option<i64>,
    /// When.
    pub at: Moment,
    /// What kind.
    pub kind: &'r str,
    /// The partner that it is about, as its body names it.
    pub partner: Option<&'r str>,
    /// Who.
    pub actor: &'r str,
    /// What it says.
    pub facts: &'r Value,
    /// Its form; earlier programs wrote the first.
    pub form: i64,
}

/// The form in which a record was written.
fn form_of(body: &Value) -> i64 {
    body.get("v").and_then(Value::as_i64).unwrap_or_default()
}

/// A pass under way.
struct Pass<'o> {
    report: Report,
    passed: Passed,
    frontier: Frontier,
    checkpoints: Checkpoints<'o>,
    outside: &'o Outside,
    promised: HashSet<Hash>,
    /// Stored subtrees that the records of this chunk made whole.
    whole: Vec<(i64, i64, Hash)>,
    sealed: i64,
    /// The first record without a seal, by its own clock.
    unsealed: Option<(Option<i64>, RecordId)>,
    /// When each node gave its last sign of life, by node and by its clock: there are 1,024 at most.
    alive: HashMap<i64, Moment>,
    /// When each node made the last of its records that have a place; none once a record stands there whose writer followed the others.
    nodes: Option<HashMap<i64, Moment>>,
    /// When the youngest record that has a place was made.
    last: Moment,
    turns: Turns,
    /// The clock of whoever verifies: what should come after it tells nothing of how late it is.
    now: Moment,
}

/// Reads all records once; `look` is shown each of them. Answers what was found, and what the rooms of the trade need.
pub fn pass(tx: &mut Tx, outside: &Outside, mut look: impl FnMut(&Seen<'_>)) -> Answer<(Report, Passed)> {
    let (mut report, now) = (Report::default(), Moment::now());
    let (sealed, _) = or_nothing(tx, (Layer::Checkpoints, "how far the log goes"), &mut report, store::extent)?;
    let alive = or_nothing(tx, (Layer::Records, "which nodes write"), &mut report, |tx| store::alive(tx, now))?;
    let checkpoints = Checkpoints::of(tx, outside, &mut report)?;
    let mut pass = Pass {
        report,
        passed: Passed::up_to(store::number(sealed)?),
        frontier: Frontier::default(),
        checkpoints,
        outside,
        promised: outside.claims.iter().map(|claim| claim.leaf).collect(),
        whole: Vec::new(),
        sealed: store::number(sealed)?,
        unsealed: None,
        alive: alive.into_iter().collect(),
        nodes: Some(HashMap::new()),
        last: Moment::from_micros(0),
        turns: Turns::default(),
        now,
    };
    pass.anchors(0);
    pass.outside_of_the_log(tx)?;
    let mut after = 0;
    loop {
        let places = or_nothing(tx, PLACES, &mut pass.report, |tx| store::places(tx, after, AT_ONCE))?;
        let Some((last, _)) = places.last().copied() else { break };
        pass.chunk(tx, after, &places, &mut look)?;
        after = last;
    }
    pass.waiting(tx, &mut look)?;
    pass.end(tx)?;
    Ok((pass.report, pass.passed))
}

impl Pass<'_> {
    /// Places before the first one, and notes about records that are not sealed: nothing of that is ever written.
    fn outside_of_the_log(&mut self, tx: &mut Tx) -> Answer<()> {
        for (n, id) in or_nothing(tx, PLACES, &mut self.report, |tx| store::places_below(tx, 1, AT_ONCE))? {
            self.report.find(Layer::Records, Some(n), id.to_string(), "a place from 1 on", n.to_string());
        }
        let stray = or_nothing(tx, NOTED, &mut self.report, |tx| store::stray_notes(tx, self.sealed, AT_ONCE))?;
        for (place, order, version) in stray {
            let found = format!("order {}, version {version}", ids::encode(order));
            self.report.find(Layer::Records, Some(place), "what is noted of orders", "nothing", found);
        }
        Ok(())
    }

    fn chunk(&mut self, tx: &mut Tx, after: i64, places: &[(i64, RecordId)], look: &mut impl FnMut(&Seen<'_>)) -> Answer<()> {
        let ids: Vec<RecordId> = places.iter().map(|(_, id)| *id).collect();
        let rows: HashMap<RecordId, Row> = self.rows(tx, &ids)?.into_iter().map(|row| (row.id, row)).collect();
        let until = places.last().map_or(after, |(n, _)| *n);
        let noted = or_nothing(tx, NOTED, &mut self.report, |tx| store::noted_orders(tx, after, until))?;
        let mut noted: HashMap<i64, (i64, i64)> =
            noted.into_iter().map(|(place, order, version)| (place, (order, version))).collect();
        let mut expected = after.saturating_add(1);
        for (n, id) in places {
            if *n != expected {
                self.report.find(Layer::Records, Some(expected), "place", expected.to_string(), n.to_string());
            }
            expected = n.saturating_add(1);
            let leaf = match rows.get(id) {
                Some(row) => {
                    self.in_time(*n, row);
                    self.record(Some(*n), row, noted.remove(n), look)
                }
                None => {
                    self.report.find(Layer::Records, Some(*n), id.to_string(), "a record", "nothing");
                    [0; 32]
                }
            };
            self.grow(leaf);
            self.turns.see(*n, *id);
            let come = self.checkpoints.at(tx, &self.frontier, &mut self.report)?;
            self.turns.judge(come, &mut self.report);
            self.anchors(self.frontier.size());
        }
        // Those above the seal were told before.
        for (place, (order, version)) in noted.into_iter().filter(|(place, _)| *place <= self.sealed) {
            let found = format!("order {}, version {version}", ids::encode(order));
            self.report.find(Layer::Records, Some(place), "what is noted of orders", "nothing", found);
        }
        self.stored(tx)
    }

    /// Records by their ids; one that cannot be read is named.
    fn rows(&mut self, tx: &mut Tx, ids: &[RecordId]) -> Answer<Vec<Row>> {
        if let Ok(rows) = apart(tx, |tx| store::records(tx, ids))? {
            return Ok(rows);
        }
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            let name = id.to_string();
            rows.extend(or_nothing(tx, (Layer::Records, &name), &mut self.report, |tx| store::records(tx, &[*id]))?);
        }
        Ok(rows)
    }

    /// One record against its hash and its columns; answers its leaf as its bytes have it.
    fn record(&mut self, place: Option<i64>, row: &Row, noted: Option<(i64, i64)>, look: &mut impl FnMut(&Seen<'_>)) -> Hash {
        let leaf = merkle::leaf_hash(&row.body);
        self.report.records += 1;
        self.promised.remove(&leaf);
        let made = ids::made_at(row.id.number());
        if made <= self.now {
            let seen = self.alive.entry(ids::made_by(row.id.number())).or_insert(made);
            *seen = made.max(*seen);
        }
        if leaf.as_slice() != row.leaf {
            self.report.find(Layer::Records, place, format!("{} (hash)", row.id), secret::hex(&leaf), secret::hex(&row.leaf));
        }
        let Ok(body) = serde_json::from_slice::<Value>(&row.body) else {
            self.report.find(Layer::Records, place, row.id.to_string(), "JSON", "something else");
            return leaf;
        };
        self.columns(place, row, &body);
        let told = store::order_of(&row.kind, &body);
        if let Some((order, _)) = told {
            self.passed.orders.entry(order).or_insert((place, row.id));
        }
        match place.filter(|n| *n <= self.sealed) {
            Some(_) if told == noted => {}
            Some(_) => {
                let words = |one: Option<(i64, i64)>| {
                    one.map_or_else(
                        || "no order".to_owned(),
                        |(id, version)| format!("order {}, version {version}", ids::encode(id)),
                    )
                };
                self.report.find(Layer::Records, place, "what is noted of orders", words(told), words(noted));
            }
            None => {
                if self.unsealed.is_none_or(|(_, first)| row.id < first) {
                    self.unsealed = Some((place, row.id));
                }
                if let Some((order, _)) = told {
                    self.passed.tail.entry(order).or_default().push((place, row.id));
                }
            }
        }
        let facts = body.get("facts").unwrap_or(&Value::Null);
        let partner = body.get("partner").and_then(Value::as_str);
        let seen = Seen { place, at: row.at, kind: &row.kind, partner, actor: &row.actor, facts, form: form_of(&body) };
        if thought(|| look(&seen)).is_none() {
            self.report.find(Layer::Records, place, row.id.to_string(), "what can be understood", "a figure beyond all bounds");
        }
        leaf
    }

    /// A record stands among those of its time: nobody puts one in that was made long before another that had its place already,
    /// whichever node's number it has. Who writes takes an id above all that are committed, so that neither a node that was idle nor
    /// one whose clock is slow writes anything older; only what was under way at the same time may stand the other way round.
    fn in_time(&mut self, n: i64, row: &Row) {
        let (made, node) = (ids::made_at(row.id.number()), ids::made_by(row.id.number()));
        // Only as long as all are of the first form: whoever puts one of that form in later is not judged by its rule.
        if self.nodes.is_some() && serde_json::from_slice::<Value>(&row.body).is_ok_and(|body| form_of(&body) >= FOLLOWING) {
            self.nodes = None;
        }
        let earliest = self.nodes.as_ref().map_or(self.last, |nodes| slowest(nodes, node, self.last));
        if self.last.seconds_since(made) > STRAY && earliest.seconds_since(made) > STRAY {
            let (expected, found) = (format!("made about {earliest} or later"), format!("made {made}"));
            return self.report.find(Layer::Times, Some(n), format!("{} (when)", row.id), expected, found);
        }
        self.last = made.max(self.last);
        if let Some(nodes) = &mut self.nodes {
            let own = nodes.entry(node).or_insert(made);
            *own = made.max(*own);
        }
    }

    /// The columns beside the bytes say the same as the bytes.
    fn columns(&mut self, place: Option<i64>, row: &Row, body: &Value) {
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let pairs = [
            ("id", text("id"), row.id.to_string()),
            ("at", text("at"), row.at.to_string()),
            ("kind", text("kind"), row.kind.clone()),
            ("actor", text("actor"), row.actor.clone()),
            ("partner", text("partner"), row.partner.map(ids::encode).unwrap_or_default()),
        ];
        for (name, expected, found) in pairs {
            if expected != found {
                self.report.find(Layer::Records, place, format!("{} ({name})", row.id), expected, found);
            }
        }
    }

    fn grow(&mut self, leaf: Hash) {
        let index = self.frontier.size();
        for claim in self.outside.claims.iter().filter(|claim| claim.index == Some(index) && claim.leaf != leaf) {
            let (expected, found) = (secret::hex(&claim.leaf), secret::hex(&leaf));
            self.report.find(Layer::Receipts, i64::try_from(index.saturating_add(1)).ok(), claim.name.clone(), expected, found);
        }
        let whole = &mut self.whole;
        self.frontier.push(leaf, |level, index, hash| {
            if level.is_multiple_of(STEP)
                && let Ok(index) = i64::try_from(index)
            {
                whole.push((i64::from(level / STEP), index, *hash));
            }
        });
    }

    /// Whoever outside holds a root of just this size.
    fn anchors(&mut self, size: u64) {
        for anchor in self.outside.anchors.iter().filter(|anchor| anchor.size == size) {
            let root = self.frontier.root();
            if root == anchor.root {
                self.report.anchors.push(format!("{} ({} records)", anchor.name, anchor.size));
            } else {
                let (expected, found) = (secret::hex(&anchor.root), secret::hex(&root));
                let object = format!("root of {} records held by {}", anchor.size, anchor.name);
                self.report.find(Layer::Anchors, i64::try_from(size).ok(), object, expected, found);
            }
        }
    }

    /// The stored subtrees of this chunk against those that the records come to.
    fn stored(&mut self, tx: &mut Tx) -> Answer<()> {
        let whole = std::mem::take(&mut self.whole);
        for level in 1..=7 {
            let of_level: Vec<_> = whole.iter().filter(|(known, _, _)| *known == level).collect();
            let Some((_, first, _)) = of_level.first() else { continue };
            let count = i64::try_from(of_level.len()).unwrap_or(AT_ONCE);
            let kept = or_nothing(tx, NODES, &mut self.report, |tx| store::stored_nodes(tx, level, *first, count))?;
            let kept: HashMap<i64, Vec<u8>> = kept.into_iter().collect();
            for (_, n, hash) in of_level {
                let places = n.saturating_add(1).saturating_mul(1 << (i64::from(STEP) * level));
                let found = kept.get(n).map(|kept| secret::hex(kept));
                if found.is_none() && places > self.sealed {
                    continue;
                }
                if found.as_deref() != Some(secret::hex(hash).as_str()) {
                    let object = format!("subtree {n} of level {level}");
                    self.report.find(Layer::Tree, Some(places), object, secret::hex(hash), found.unwrap_or_default());
                }
            }
        }
        Ok(())
    }

    /// Records that have no place yet, and such as should have one.
    fn waiting(&mut self, tx: &mut Tx, look: &mut impl FnMut(&Seen<'_>)) -> Answer<()> {
        let mut after = i64::MIN;
        loop {
            let rows = or_nothing(tx, WAITING, &mut self.report, |tx| store::waiting(tx, after, AT_ONCE))?;
            let Some(last) = rows.last() else { break };
            after = last.id.number();
            for row in &rows {
                self.record(None, row, None, look);
            }
        }
        let (records, places, waiting) = or_nothing(tx, WAITING, &mut self.report, store::counts)?;
        let placed = places.saturating_add(waiting);
        if records != placed {
            for id in or_nothing(tx, WAITING, &mut self.report, |tx| store::strays(tx, 100))? {
                self.report.find(Layer::Records, None, id.to_string(), "a place in the log", "none, and it waits for none");
            }
            if records < placed {
                let (expected, found) = (placed.to_string(), records.to_string());
                self.report.find(Layer::Records, None, "how many records there are", expected, found);
            }
        }
        Ok(())
    }

    fn end(&mut self, tx: &mut Tx) -> Answer<()> {
        self.checkpoints.end(tx, &mut self.report)?;
        let size = self.frontier.size();
        self.report.sealed = self.sealed.min(i64::try_from(size).unwrap_or(i64::MAX));
        for anchor in self.outside.anchors.iter().filter(|anchor| anchor.size > size) {
            let (expected, found) = (format!("{} records", anchor.size), format!("{size} records"));
            self.report.find(Layer::Anchors, None, format!("what {} holds", anchor.name), expected, found);
        }
        // One checkpoint may be signed and not kept yet; that a whole row of them is missing is no accident.
        let sealed = store::size(self.sealed);
        for anchor in self.outside.anchors.iter().filter(|anchor| anchor.previous.is_some_and(|before| before > sealed)) {
            let (expected, found) = (format!("up to {} records", anchor.size), format!("up to {sealed} records"));
            self.report.find(Layer::Checkpoints, None, format!("checkpoints, as {} has them", anchor.name), expected, found);
        }
        for claim in &self.outside.claims {
            if claim.index.is_some_and(|index| index >= size) || (claim.index.is_none() && self.promised.contains(&claim.leaf)) {
                let leaf = secret::hex(&claim.leaf);
                self.report.find(Layer::Receipts, None, claim.name.clone(), format!("record {leaf} in the log"), "nothing");
            }
        }
        if let Some((place, id)) = self.unsealed.filter(|_| !self.outside.may_wait) {
            let made = ids::made_at(id.number());
            // The node that made it has the same clock; those of others may differ.
            let own = self.alive.get(&ids::made_by(id.number())).copied().unwrap_or(made);
            let any = self.alive.values().copied().max().unwrap_or(made);
            if own.seconds_since(made) > LATE || any.seconds_since(made) > LATE + STRAY {
                self.report.find(
                    Layer::Checkpoints,
                    place,
                    id.to_string(),
                    "sealed within a minute",
                    format!("unsealed since {made}"),
                );
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_says_its_form() {
        assert_eq!((form_of(&serde_json::json!({"v": 1})), form_of(&serde_json::json!([]))), (1, 0));
    }
}
