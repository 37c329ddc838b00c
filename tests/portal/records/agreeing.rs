//! Falsifications that agree with themselves: rows, records, hashes and the tree say the same of an order, and nothing in the database
//! contradicts them. What was signed does: the checkpoints bear the old signatures, and the signer remembers what it has signed.

use orderly::platform::values::ids;
use orderly::records::checkpoint::{Checkpoint, Previous};
use orderly::records::keys::{Purpose, SigningKey};
use orderly::records::merkle::{self, Frontier, Hash};
use orderly::records::note::Note;

use super::falsifying::{COLUMNS, move_down, rec, shorter, unsigned};
use super::hand::{Hand, lot};
use super::tampering::Said;

/// The number of an order that nobody placed.
pub const FORGED: &str = "777777";
/// The tree's levels between those that are stored.
const STEP: u32 = 8;
/// More records than there are.
const BEYOND: i64 = 1_000_000;

/// Where the record of an order is put that nobody placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// Behind all that are sealed.
    Behind,
    /// Among them, as if it had been made there.
    Between,
    /// Among those that have no place yet.
    Waiting,
}

impl Hand<'_> {
    /// Writes another price into the row of an order, its last version and its last record.
    pub(super) async fn reprice(&self) -> Vec<Said> {
        let order = self.any("sales_order", "id").await;
        let place = self.number(&format!("SELECT max(place) FROM order_record WHERE order_id = {order}")).await;
        let (id, body) = self.record(place);
        let body = String::from_utf8(body).expect("a text").replace("\"unit_price\":\"", "\"unit_price\":\"1");
        self.write(id, body.as_bytes(), true);
        let dearer = "snapshot = replace(snapshot, '\"unit_price\":\"', '\"unit_price\":\"1')";
        self.change(&format!(
            "UPDATE sales_order SET {dearer} WHERE id = {order};
             UPDATE order_version SET {dearer}
             WHERE order_id = {order} AND version = (SELECT version FROM sales_order WHERE id = {order})"
        ));
        self.recompute(None, |size| size);
        let mut told = agreeing(&format!("  order {}", self.number_of(order)));
        told.extend([unsigned(self.over(place).await), root_held(self.sealed().await)]);
        told
    }

    /// Removes an order of which nothing was shipped or billed, with its rows and its records.
    pub(super) async fn unwrite(&self) -> Vec<Said> {
        let untouched = "FROM sales_order WHERE id NOT IN (SELECT order_id FROM shipment)
                         AND id NOT IN (SELECT order_id FROM invoice WHERE order_id IS NOT NULL)";
        let count = self.number(&format!("SELECT count(*) {untouched}")).await;
        let order = self.number(&format!("SELECT id {untouched} ORDER BY id LIMIT 1 OFFSET {}", lot(count))).await;
        let (number, most) = (self.number_of(order), self.sealed().await);
        let places = self.places_of(order);
        places.iter().rev().for_each(|place| self.take_out(*place));
        let rows = ["order_line", "order_version", "reservation", "promise"];
        let rows = rows.map(|table| format!("DELETE FROM {table} WHERE order_id = {order}; "));
        self.change(&format!(
            "{}DELETE FROM ledger_entry WHERE kind = 'commitment' AND document = '{number}'; DELETE FROM sales_order WHERE id = {order}",
            rows.concat()
        ));
        let gone_below = |size: i64| i64::try_from(places.iter().filter(|place| **place <= size).count()).expect("a count");
        self.recompute(None, |size| size - gone_below(size));
        let (first, left) = (places[0], most - gone_below(most));
        let mut told = agreeing(&format!("  order {number}"));
        told.push(shorter(most, left));
        if first <= left {
            told.push(unsigned(self.over(first).await));
        }
        told
    }

    /// Puts an order in that nobody placed and makes the tree anew, with the signatures that are there.
    pub(super) async fn forge_signed(&self, put: Put) -> Vec<Said> {
        let most = self.sealed().await;
        let at = self.forge(put).await;
        self.recompute(None, |size| if size >= at.min(most) { size + 1 } else { size });
        let mut told = agreeing(&format!("  order {FORGED}:"));
        told.push(unsigned(self.over(at).await));
        if put == Put::Between {
            told.push(root_held(most));
        }
        told
    }

    /// Writes an order that nobody placed, with its lines, its version and a record that fits, after the model of one that was placed;
    /// answers the place of the record, or where it comes to stand.
    pub(super) async fn forge(&self, put: Put) -> i64 {
        let (model, sealed) = (self.model().await, self.sealed().await);
        let (old, body) = self.record(model);
        let order = self.number(&format!("SELECT order_id FROM order_record WHERE place = {model}")).await;
        let fresh_order = self.number("SELECT max(id) + 1 FROM sales_order").await;
        let (fresh, at) = match put {
            Put::Between => (self.next_id(old).await, model + 1),
            Put::Behind | Put::Waiting => (self.number("SELECT max(id) + 1 FROM journal").await, sealed + 1),
        };
        let number = self.number_of(order);
        let other = [
            [format!("ord_{}", ids::encode(order)), format!("ord_{}", ids::encode(fresh_order))],
            [format!("\"number\":\"{number}\""), format!("\"number\":\"{FORGED}\"")],
        ];
        self.forge_rows((order, number.as_str()), fresh_order, &other);
        let body = String::from_utf8(body).expect("a text").replace(&rec(old), &rec(fresh));
        let body = other.iter().fold(body, |body, [from, to]| body.replace(from, to)).into_bytes();
        let (leaf, body) = (self.blob(&merkle::leaf_hash(&body)), self.blob(&body));
        let place = match put {
            Put::Waiting => format!("INSERT INTO unplaced (record_id) VALUES ({fresh})"),
            Put::Behind | Put::Between => format!(
                "{}; INSERT INTO place (n, record_id) VALUES ({at}, {fresh});
                 INSERT INTO order_record (place, order_id, version) VALUES ({at}, {fresh_order}, 1)",
                move_down(at)
            ),
        };
        self.change(&format!(
            "INSERT INTO journal (id, at, kind, partner_id, actor, body, leaf)
             SELECT {fresh}, at, kind, partner_id, actor, {body}, {leaf} FROM journal WHERE id = {old}; {place}"
        ));
        at
    }

    /// The rows of an order as another has them, with its own id and number.
    fn forge_rows(&self, (order, number): (i64, &str), fresh: i64, other: &[[String; 2]]) {
        let snapshot =
            other.iter().fold("snapshot".to_owned(), |column, [from, to]| format!("replace({column}, '{from}', '{to}')"));
        self.change(&format!(
            "INSERT INTO sales_order (id, number, {COLUMNS}) SELECT {fresh}, '{FORGED}', {COLUMNS} FROM sales_order WHERE id = {order};
             UPDATE sales_order SET snapshot = {snapshot}, search_key = replace(search_key, '{number}', '{FORGED}') WHERE id = {fresh};
             INSERT INTO order_line (order_id, position, product_id, quantity, shipped, cancelled, sum)
             SELECT {fresh}, position, product_id, quantity, shipped, cancelled, sum FROM order_line WHERE order_id = {order};
             INSERT INTO order_version (order_id, version, at, actor, what, snapshot)
             SELECT {fresh}, version, at, actor, what, {snapshot} FROM order_version WHERE order_id = {order}"
        ));
    }

    /// The place of a record, and not of the last one, that tells of an order which stands as it was placed.
    async fn model(&self) -> i64 {
        let placed = "FROM order_record WHERE place < (SELECT max(size) FROM checkpoint)
                      AND order_id IN (SELECT id FROM sales_order WHERE version = 1)";
        let count = self.number(&format!("SELECT count(*) {placed}")).await;
        self.number(&format!("SELECT place {placed} ORDER BY place LIMIT 1 OFFSET {}", lot(count))).await
    }

    /// The places of the records of an order, in their order.
    fn places_of(&self, order: i64) -> Vec<i64> {
        let sql = format!(
            "SELECT place.n AS n, journal.leaf AS bytes FROM order_record JOIN place ON place.n = order_record.place
             JOIN journal ON journal.id = place.record_id WHERE order_record.order_id = {order} ORDER BY place.n"
        );
        self.bytes(&sql).into_iter().map(|(place, _)| place).collect()
    }

    /// The first free id behind that of a record.
    async fn next_id(&self, id: i64) -> i64 {
        let free = "NOT EXISTS (SELECT 1 FROM journal taken WHERE taken.id = journal.id + 1)";
        self.number(&format!("SELECT min(id) + 1 FROM journal WHERE id >= {id} AND {free}")).await
    }

    /// Makes the tree and every checkpoint anew over the records as they are now, each over as many as it becomes; with a key of his
    /// own, or with the signatures that are there.
    pub(super) fn recompute(&self, own: Option<u8>, becomes: impl Fn(i64) -> i64) {
        let (roots, mut sql) = self.tree();
        let notes = self.bytes(&format!("SELECT size AS n, {} AS bytes FROM checkpoint ORDER BY size", self.as_bytes("note")));
        let mut previous: Option<Previous> = None;
        for (was, written) in notes {
            let (size, mut note) = (becomes(was), Note::parse(&String::from_utf8(written).unwrap()).expect("a note"));
            let (read, records) = (Checkpoint::parse(&note.text).expect("a checkpoint"), u64::try_from(size).unwrap());
            // One that would hold no more than the one before it is not needed any more.
            if previous.is_some_and(|before| before.size == records) {
                sql.push(format!("DELETE FROM checkpoint WHERE size = {was}"));
                continue;
            }
            let root = roots[usize::try_from(size).unwrap() - 1];
            let next = Checkpoint { origin: read.origin.clone(), size: records, root, previous };
            previous = Some(next.as_previous());
            note.text = next.text();
            if let Some(seed) = own {
                let key = SigningKey::of(&read.origin, Purpose::Log, &[seed; 32]).expect("a key");
                note = Note::signed(&note.text, &[&key]).expect("a signature");
            }
            // Beside the others first, so that no size is taken twice on the way.
            let (aside, root) = (size + BEYOND, self.blob(&root));
            sql.push(format!("UPDATE checkpoint SET size = {aside}, root = {root}, note = '{note}' WHERE size = {was}"));
        }
        sql.push(format!("UPDATE checkpoint SET size = size - {BEYOND}"));
        self.change(&sql.join("; "));
    }

    /// The root over each number of records as they are now, and what makes the stored subtrees so.
    fn tree(&self) -> (Vec<Hash>, Vec<String>) {
        let leaves = self.bytes(
            "SELECT place.n AS n, journal.leaf AS bytes FROM place JOIN journal ON journal.id = place.record_id ORDER BY place.n",
        );
        let (mut frontier, mut roots, mut stored) = (Frontier::default(), Vec::new(), Vec::new());
        for (_, leaf) in leaves {
            frontier.push(merkle::hash_from(&leaf).expect("a hash"), |level, n, hash| {
                if level.is_multiple_of(STEP) {
                    let (level, hash) = (level / STEP, self.blob(hash));
                    stored.push(format!("UPDATE log_node SET hash = {hash} WHERE level = {level} AND n = {n}"));
                }
            });
            roots.push(frontier.root());
        }
        (roots, stored)
    }
}

/// Neither the records nor the tree contradict themselves, nor do the rows of a thing contradict its records.
fn agreeing(thing: &str) -> Vec<Said> {
    vec![Said::nothing_of("records", []), Said::nothing_of("tree", []), Said::nothing_of("rows", [thing.to_owned()])]
}

/// The signer holds another root of as many records.
fn root_held(size: i64) -> Said {
    Said::at("anchors", size, [format!("root of {size} records held by the signer")])
}
