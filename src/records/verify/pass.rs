//! The pass over the records, in the order of their places: each against its hash and against its own columns, all of them
//! against the roots that were signed, and those that wait beside them.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::sealed::Checkpoints;
use super::{Layer, Outside, Passed, Report};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::journal::RecordId;
use crate::platform::secret;
use crate::platform::values::{Moment, ids};
use crate::records::merkle::{self, Frontier, Hash};
use crate::records::state::LATE;
use crate::records::store::{self, Row};

/// Records read at once.
const AT_ONCE: i64 = 1000;
/// The tree's levels between those that are stored.
const STEP: u32 = 8;
/// The form of records whose writers take an id above all that are committed.
const FOLLOWING: i64 = 2;
/// So many seconds the clock of one node may have been ahead of the others' when earlier programs wrote, each by its own clock.
const AHEAD: i64 = 86_400;
/// So many seconds older than those before it a record may be by its id: between the first record of an import and its end some time
/// may pass, in which others write and whose clocks differ.
const STRAY: i64 = 900;

/// A record that was read, for those who compare the rows of the trade.
#[derive(Debug)]
pub struct Seen<'r> {
    /// Its place, if it has one yet.
    pub place: Option<i64>,
    /// When.
    pub at: Moment,
    /// What kind.
    pub kind: &'r str,
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

/// After which moment a node wrote whose clock nobody else followed: that of the slowest of those that wrote in the last day, since the
/// clock of another may have been ahead; and one that begins may begin up to a day behind a clock that was put right.
fn slowest(nodes: &HashMap<i64, Moment>, node: i64, last: Moment) -> Moment {
    let slowest = nodes.values().copied().filter(|seen| last.seconds_since(*seen) <= AHEAD).min().unwrap_or(last);
    let begins = nodes.get(&node).is_none_or(|seen| last.seconds_since(*seen) > AHEAD);
    if begins { slowest.plus_seconds(STRAY - AHEAD) } else { slowest }
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
    /// The clock of whoever verifies: what should come after it tells nothing of how late it is.
    now: Moment,
}

/// Reads all records once; `look` is shown each of them. Answers what was found, and what the rooms of the trade need.
pub fn pass(tx: &mut Tx, outside: &Outside, mut look: impl FnMut(&Seen<'_>)) -> Answer<(Report, Passed)> {
    let (sealed, _) = store::extent(tx)?;
    let now = Moment::now();
    let mut pass = Pass {
        report: Report::default(),
        passed: Passed::up_to(store::number(sealed)?),
        frontier: Frontier::default(),
        checkpoints: Checkpoints::of(tx, outside)?,
        outside,
        promised: outside.claims.iter().map(|claim| claim.leaf).collect(),
        whole: Vec::new(),
        sealed: store::number(sealed)?,
        unsealed: None,
        alive: store::alive(tx, now)?.into_iter().collect(),
        nodes: Some(HashMap::new()),
        last: Moment::from_micros(0),
        now,
    };
    pass.anchors(0);
    pass.outside_of_the_log(tx)?;
    let mut after = 0;
    loop {
        let places = store::places(tx, after, AT_ONCE)?;
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
        for (n, id) in store::places_below(tx, 1, AT_ONCE)? {
            self.report.find(Layer::Records, Some(n), id.to_string(), "a place from 1 on", n.to_string());
        }
        for (place, order, version) in store::stray_notes(tx, self.sealed, AT_ONCE)? {
            let found = format!("order {}, version {version}", ids::encode(order));
            self.report.find(Layer::Records, Some(place), "what is noted of orders", "nothing", found);
        }
        Ok(())
    }

    fn chunk(&mut self, tx: &mut Tx, after: i64, places: &[(i64, RecordId)], look: &mut impl FnMut(&Seen<'_>)) -> Answer<()> {
        let ids: Vec<RecordId> = places.iter().map(|(_, id)| *id).collect();
        let rows: HashMap<RecordId, Row> = store::records(tx, &ids)?.into_iter().map(|row| (row.id, row)).collect();
        let until = places.last().map_or(after, |(n, _)| *n);
        let mut noted: HashMap<i64, (i64, i64)> =
            store::noted_orders(tx, after, until)?.into_iter().map(|(place, order, version)| (place, (order, version))).collect();
        let mut expected = after + 1;
        for (n, id) in places {
            if *n != expected {
                self.report.find(Layer::Records, Some(expected), "place", expected.to_string(), n.to_string());
            }
            expected = n + 1;
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
            self.checkpoints.at(tx, &self.frontier, &mut self.report)?;
            self.anchors(self.frontier.size());
        }
        // Those above the seal were told before.
        for (place, (order, version)) in noted.into_iter().filter(|(place, _)| *place <= self.sealed) {
            let found = format!("order {}, version {version}", ids::encode(order));
            self.report.find(Layer::Records, Some(place), "what is noted of orders", "nothing", found);
        }
        self.stored(tx)
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
        look(&Seen { place, at: row.at, kind: &row.kind, actor: &row.actor, facts, form: form_of(&body) });
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
            self.report.find(Layer::Receipts, i64::try_from(index + 1).ok(), claim.name.clone(), expected, found);
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
            let kept: HashMap<i64, Vec<u8>> = store::stored_nodes(tx, level, *first, count)?.into_iter().collect();
            for (_, n, hash) in of_level {
                let places = (n + 1) << (i64::from(STEP) * level);
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
            let rows = store::waiting(tx, after, AT_ONCE)?;
            let Some(last) = rows.last() else { break };
            after = last.id.number();
            for row in &rows {
                self.record(None, row, None, look);
            }
        }
        let (records, places, waiting) = store::counts(tx)?;
        if records != places + waiting {
            for id in store::strays(tx, 100)? {
                self.report.find(Layer::Records, None, id.to_string(), "a place in the log", "none, and it waits for none");
            }
            if records < places + waiting {
                let (expected, found) = ((places + waiting).to_string(), records.to_string());
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
    fn earlier_programs_wrote_each_by_its_own_clock_of_a_day_at_most() {
        let at = |hour: i64| Moment::from_micros(0).plus_seconds(hour * 3600);
        let nodes = HashMap::from([(1, at(100)), (2, at(90)), (3, at(10))]);
        assert_eq!(slowest(&nodes, 1, at(100)), at(90));
        assert_eq!(slowest(&nodes, 2, at(100)), at(90));
        // Who was silent for longer than a day begins anew, as somebody unknown does.
        for node in [3, 4] {
            assert_eq!(slowest(&nodes, node, at(100)), at(66).plus_seconds(STRAY));
        }
        assert_eq!(slowest(&HashMap::new(), 1, at(100)), at(76).plus_seconds(STRAY));
        assert_eq!((form_of(&serde_json::json!({"v": 1})), form_of(&serde_json::json!([]))), (1, 0));
    }
}
