//! Whoever has the database whole in his hands, and what he may try: seventeen ways to falsify, each at places drawn by lot, each
//! named by the verifier. He may drop every trigger; he has neither the signer's folder nor its memory.

use orderly::records::checkpoint::Checkpoint;
use orderly::records::keys::{Purpose, SigningKey};
use orderly::records::merkle::{self, Frontier, Hash};
use orderly::records::note::Note;

use super::hand::{Hand, lot};
use super::{business, expect_clean, verify};
use crate::House;
use crate::on_both;

/// A way to falsify.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The row of an order says something else.
    OrderEdited,
    /// An order is gone with all its rows.
    OrderDeleted,
    /// An order that nobody placed.
    OrderInserted,
    /// A line of an order says something else.
    LineEdited,
    /// A price that nobody brought in.
    PriceEdited,
    /// An approval that was a refusal.
    ApprovalEdited,
    /// A block that never was as it stands.
    BlockEdited,
    /// The bytes of a record are changed.
    RecordEdited,
    /// The bytes of a record are changed, and its hash with them.
    RecordMended,
    /// A record is gone, and those behind it move up.
    RecordDeleted,
    /// Two records change places.
    RecordsSwapped,
    /// A record is put in among the others or behind them.
    RecordInserted,
    /// A record is changed and the whole tree is made anew, with the old signatures.
    TreeRecomputed,
    /// The same, signed with a key of his own.
    Resigned,
    /// A checkpoint in between is gone.
    CheckpointDropped,
    /// The last records are gone with their checkpoints.
    TailCut,
    /// Everything is as it was at an earlier moment.
    RolledBack,
}

impl Class {
    const ALL: [Class; 17] = [
        Class::OrderEdited,
        Class::OrderDeleted,
        Class::OrderInserted,
        Class::LineEdited,
        Class::PriceEdited,
        Class::ApprovalEdited,
        Class::BlockEdited,
        Class::RecordEdited,
        Class::RecordMended,
        Class::RecordDeleted,
        Class::RecordsSwapped,
        Class::RecordInserted,
        Class::TreeRecomputed,
        Class::Resigned,
        Class::CheckpointDropped,
        Class::TailCut,
        Class::RolledBack,
    ];

    /// Words that the verifier's finding holds: the layer and what it is about.
    fn told(self) -> [&'static str; 2] {
        match self {
            Class::OrderEdited => ["rows", "order "],
            Class::OrderDeleted => ["rows", "expected a row, found none"],
            Class::OrderInserted => ["rows", "expected a record, found none"],
            Class::LineEdited => ["rows", ", line "],
            Class::PriceEdited => ["rows", "price of owner"],
            Class::ApprovalEdited => ["rows", "approval of"],
            Class::BlockEdited => ["rows", "block blk_"],
            Class::RecordEdited => ["records", "(hash)"],
            Class::RecordMended | Class::RecordsSwapped => ["tree", "root of"],
            // Behind the last record nothing moves up: then there are fewer than were signed.
            Class::RecordDeleted => ["tree", "expected"],
            Class::RecordInserted => ["place", "expected"],
            Class::TreeRecomputed | Class::Resigned => ["checkpoints", "(key)"],
            Class::CheckpointDropped => ["checkpoints", "(the one before)"],
            Class::TailCut | Class::RolledBack => ["anchors", "the signer"],
        }
    }
}

impl Hand<'_> {
    /// Changes a record's bytes so that they are JSON still; answers its id and the new bytes.
    fn edited(&self, place: i64) -> (i64, Vec<u8>) {
        let (id, body) = self.record(place);
        let text = String::from_utf8(body).expect("a text");
        let (head, tail) = text.rsplit_once("\"v\":1").expect("a version");
        (id, format!("{head}\"v\":2{tail}").into_bytes())
    }

    /// Makes every checkpoint anew over the records as they are now; with a key of his own, or with the signatures that are there.
    fn recompute(&self, own: Option<u8>) {
        let leaves = self.bytes(
            "SELECT place.n AS n, journal.leaf AS bytes FROM place JOIN journal ON journal.id = place.record_id ORDER BY place.n",
        );
        let notes = self.bytes(&format!("SELECT size AS n, {} AS bytes FROM checkpoint ORDER BY size", self.as_bytes("note")));
        let (mut frontier, mut roots) = (Frontier::default(), Vec::new());
        for (_, leaf) in leaves {
            frontier.push(merkle::hash_from(&leaf).expect("a hash"), |_, _, _| {});
            roots.push(frontier.root());
        }
        let mut previous = None;
        for (size, written) in notes {
            let root: Hash = roots[usize::try_from(size).unwrap() - 1];
            let mut note = Note::parse(&String::from_utf8(written).unwrap()).expect("a note");
            let read = Checkpoint::parse(&note.text).expect("a checkpoint");
            let next = Checkpoint { origin: read.origin.clone(), size: read.size, root, previous };
            previous = Some(next.as_previous());
            note.text = next.text();
            if let Some(seed) = own {
                let key = SigningKey::of(&read.origin, Purpose::Log, &[seed; 32]).expect("a key");
                note = Note::signed(&note.text, &[&key]).expect("a signature");
            }
            self.change(&format!("UPDATE checkpoint SET root = {}, note = '{note}' WHERE size = {size}", self.blob(&root)));
        }
    }

    /// Falsifies.
    async fn falsify(&self, class: Class) {
        match class {
            Class::OrderEdited | Class::OrderDeleted | Class::OrderInserted | Class::LineEdited => self.order(class).await,
            Class::PriceEdited | Class::ApprovalEdited | Class::BlockEdited => self.terms(class).await,
            Class::RecordEdited | Class::RecordMended | Class::RecordDeleted | Class::RecordsSwapped | Class::RecordInserted => {
                self.log(class).await;
            }
            Class::TreeRecomputed | Class::Resigned => {
                let (id, body) = self.edited(self.place().await);
                let leaf = merkle::leaf_hash(&body);
                self.change(&format!(
                    "UPDATE journal SET body = {}, leaf = {} WHERE id = {id}",
                    self.blob(&body),
                    self.blob(&leaf)
                ));
                self.recompute((class == Class::Resigned).then_some(9));
            }
            Class::CheckpointDropped => {
                let between = self.number("SELECT count(*) FROM checkpoint").await - 1;
                let size =
                    self.number(&format!("SELECT size FROM checkpoint ORDER BY size LIMIT 1 OFFSET {}", lot(between))).await;
                self.change(&format!("DELETE FROM cosignature WHERE size = {size}; DELETE FROM checkpoint WHERE size = {size}"));
            }
            Class::TailCut => {
                let between = self.number("SELECT count(*) FROM checkpoint").await - 1;
                let size =
                    self.number(&format!("SELECT size FROM checkpoint ORDER BY size LIMIT 1 OFFSET {}", lot(between))).await;
                self.change(&format!(
                    "DELETE FROM order_record WHERE place > {size}; DELETE FROM cosignature WHERE size > {size};
                     DELETE FROM checkpoint WHERE size > {size}; DELETE FROM journal WHERE id IN (SELECT record_id FROM place WHERE n > {size});
                     DELETE FROM place WHERE n > {size}"
                ));
            }
            Class::RolledBack => self.put_back("early"),
        }
    }

    async fn order(&self, class: Class) {
        let id = self.any("sales_order", "id").await;
        let sql = match class {
            Class::OrderEdited => match lot(6) {
                0 => format!("UPDATE sales_order SET net = net + 100, total = total + 100 WHERE id = {id}"),
                1 => format!("UPDATE sales_order SET state = 'closed' WHERE id = {id}"),
                2 => format!("UPDATE sales_order SET comment = 'As agreed by telephone' WHERE id = {id}"),
                3 => format!("UPDATE sales_order SET placed_at = placed_at + 1 WHERE id = {id}"),
                4 => format!("UPDATE sales_order SET snapshot = replace(snapshot, '\"unit_price\":\"', '\"unit_price\":\"1') WHERE id = {id}"),
                _ => format!("UPDATE order_version SET snapshot = replace(snapshot, '\"quantity\":\"', '\"quantity\":\"1') WHERE order_id = {id} AND version = 1"),
            },
            Class::OrderDeleted => ["order_line", "order_version", "reservation"]
                .map(|table| format!("DELETE FROM {table} WHERE order_id = {id}; "))
                .concat()
                + &format!("DELETE FROM sales_order WHERE id = {id}"),
            Class::OrderInserted => format!(
                "INSERT INTO sales_order (id, number, version, state, partner_id, unit_id, contract_id, placed_by, representation_id, placed_at,
                 currency, your_number, requested_on, comment, delivery, delivery_cost, net, vat, total, search_key, snapshot, salt, is_cancellation_asked)
                 SELECT id + 1, '777777', version, state, partner_id, unit_id, contract_id, placed_by, representation_id, placed_at,
                 currency, your_number, requested_on, comment, delivery, delivery_cost, net, vat, total, search_key, snapshot, salt, is_cancellation_asked
                 FROM sales_order WHERE id = {id}"
            ),
            _ => match lot(3) {
                0 => format!("UPDATE order_line SET quantity = quantity + 1000 WHERE order_id = {id} AND position = 1"),
                1 => format!("UPDATE order_line SET sum = sum + 100 WHERE order_id = {id} AND position = 1"),
                _ => format!("UPDATE order_line SET product_id = (SELECT min(id) FROM product WHERE id <> order_line.product_id) WHERE order_id = {id} AND position = 1"),
            },
        };
        self.change(&sql);
    }

    async fn terms(&self, class: Class) {
        let sql = match class {
            Class::PriceEdited => {
                let owner = self.any("price", "owner_id").await;
                match lot(3) {
                    0 => format!("UPDATE price SET unit_price = unit_price + 1 WHERE owner_id = {owner}"),
                    1 => format!("DELETE FROM price WHERE owner_id = {owner}"),
                    _ => format!("UPDATE price SET from_quantity = from_quantity + 1000000 WHERE owner_id = {owner}"),
                }
            }
            Class::ApprovalEdited => {
                let quote = self.any("quote_approval", "quote_id").await;
                match lot(3) {
                    0 => format!("UPDATE quote_approval SET is_granted = NOT is_granted WHERE quote_id = {quote}"),
                    1 => format!("UPDATE quote_approval SET reason = 'Another' WHERE quote_id = {quote}"),
                    _ => format!("DELETE FROM quote_approval WHERE quote_id = {quote}"),
                }
            }
            _ => {
                let block = self.any("shipment_block", "id").await;
                match lot(4) {
                    0 => format!("UPDATE shipment_block SET reason = 'Another' WHERE id = {block}"),
                    1 => format!("UPDATE shipment_block SET ended_at = ended_at + 1 WHERE id = {block}"),
                    2 => format!("UPDATE shipment_block SET began_by = 'nobody' WHERE id = {block}"),
                    _ => format!("DELETE FROM shipment_block WHERE id = {block}"),
                }
            }
        };
        self.change(&sql);
    }

    async fn log(&self, class: Class) {
        let place = self.place().await;
        let sealed = self.number("SELECT max(size) FROM checkpoint").await;
        let sql = match class {
            Class::RecordEdited => {
                let (id, body) = self.edited(place);
                format!("UPDATE journal SET body = {} WHERE id = {id}", self.blob(&body))
            }
            Class::RecordMended => {
                let (id, body) = self.edited(place);
                let leaf = merkle::leaf_hash(&body);
                format!("UPDATE journal SET body = {}, leaf = {} WHERE id = {id}", self.blob(&body), self.blob(&leaf))
            }
            Class::RecordDeleted => {
                let (id, _) = self.record(place);
                // In two steps, so that no place is taken twice on the way.
                format!(
                    "DELETE FROM place WHERE n = {place}; DELETE FROM journal WHERE id = {id}; DELETE FROM order_record WHERE place = {place};
                     UPDATE place SET n = -n WHERE n > {place}; UPDATE place SET n = -n - 1 WHERE n < 0;
                     UPDATE order_record SET place = -place WHERE place > {place}; UPDATE order_record SET place = -place - 1 WHERE place < 0"
                )
            }
            Class::RecordsSwapped => {
                let other = 1 + (place + lot(sealed - 1)) % sealed;
                let other = if other == place { place % sealed + 1 } else { other };
                let swap = |table: &str, column: &str| {
                    format!(
                        "UPDATE {table} SET {column} = -1 WHERE {column} = {place}; UPDATE {table} SET {column} = {place} WHERE {column} = {other};
                         UPDATE {table} SET {column} = {other} WHERE {column} = -1; "
                    )
                };
                format!("{}{}SELECT 1", swap("place", "n"), swap("order_record", "place"))
            }
            _ => {
                let (_, body) = self.record(place);
                let fresh = self.number("SELECT max(id) FROM journal").await + 1;
                let leaf = merkle::leaf_hash(&body);
                let at = if lot(2) == 0 { place } else { sealed + 1 };
                format!(
                    "INSERT INTO journal (id, at, kind, partner_id, actor, body, leaf) SELECT {fresh}, at, kind, partner_id, actor, {}, {}
                     FROM journal WHERE id = (SELECT record_id FROM place WHERE n = {place});
                     UPDATE place SET n = -n WHERE n >= {at}; UPDATE place SET n = -n + 1 WHERE n < 0;
                     UPDATE order_record SET place = -place WHERE place >= {at}; UPDATE order_record SET place = -place + 1 WHERE place < 0;
                     INSERT INTO place (n, record_id) VALUES ({at}, {fresh})",
                    self.blob(&body),
                    self.blob(&leaf)
                )
            }
        };
        self.change(&sql);
    }
}

/// How often each way is tried, each time at another place.
const TIMES: usize = 2;

on_both! {
    async fn each_way_to_falsify_is_named(house: House) {
        let hand = Hand::of(&house);
        business(&house, "a").await;
        hand.keep("early");
        business(&house, "b").await;
        business(&house, "c").await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        hand.keep("whole");
        let mut silent = Vec::new();
        for class in Class::ALL {
            for _ in 0..TIMES {
                hand.falsify(class).await;
                let (exit, told) = verify(&house, &[]);
                if exit != 1 || class.told().iter().any(|words| !told.contains(words)) {
                    silent.push(format!("{class:?}: exit {exit}\n{told}"));
                }
                hand.put_back("whole");
            }
        }
        assert!(silent.is_empty(), "{}", silent.join("\n\n"));
        expect_clean(&house);
        house.leave().await;
    }

    async fn a_record_that_stays_unsealed_is_named(house: House) {
        let hand = Hand::of(&house);
        business(&house, "a").await;
        house.seal().await;
        house.rest().await;
        hand.keep("whole");
        // Nobody gives it a place any more.
        hand.change("DELETE FROM order_record WHERE place = (SELECT max(n) FROM place); DELETE FROM place WHERE n = (SELECT max(n) FROM place)");
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("it waits for none"), "{told}");
        hand.put_back("whole");
        // It waits for its place for twenty minutes, and nobody comes, though the house lives.
        crate::reading::settle(&house).await;
        super::super::placed(&house.api(crate::kit::trade::SEVER).await, "waits", "DR-1", "1").await;
        let id = hand.number("SELECT min(record_id) FROM unplaced").await;
        let (_, body) = hand.bytes(&format!("SELECT id AS n, body AS bytes FROM journal WHERE id = {id}")).pop().expect("a record");
        let (before, was_leaf) = crate::records::proofs::renamed(&body, id, id);
        let earlier = id - ((20 * 60 * 1000) << 22);
        let (after, leaf) = crate::records::proofs::renamed(&body, id, earlier);
        let become_one = |from: i64, to: i64, body: &[u8], leaf: &[u8]| {
            let (body, leaf) = (hand.blob(body), hand.blob(leaf));
            hand.change(&format!(
                "UPDATE journal SET id = {to}, body = {body}, leaf = {leaf} WHERE id = {from};
                 UPDATE unplaced SET record_id = {to} WHERE record_id = {from}"
            ));
        };
        become_one(id, earlier, &after, &leaf);
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("sealed within a minute"), "{told}");
        become_one(earlier, id, &before, &was_leaf);
        house.seal().await;
        expect_clean(&house);
        house.leave().await;
    }
}
