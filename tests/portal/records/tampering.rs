//! Whoever has the database whole in his hands, and what he may try: seventeen ways to falsify, each at places drawn by lot, each
//! named by the verifier. He may drop every trigger; he has neither the signer's folder nor its memory.

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use orderly::records::checkpoint::Checkpoint;
use orderly::records::keys::{Purpose, SigningKey};
use orderly::records::merkle::{self, Frontier, Hash};
use orderly::records::note::Note;

use super::{business, expect_clean, verify};
use crate::House;
use crate::on_both;

/// The tables that a falsifier may touch.
const TABLES: &[&str] = &[
    "journal",
    "unplaced",
    "place",
    "log_node",
    "checkpoint",
    "cosignature",
    "log_key",
    "order_record",
    "sales_order",
    "order_line",
    "order_version",
    "reservation",
    "price",
    "discount",
    "shipment_block",
    "quote_approval",
];

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
            Class::RecordMended | Class::RecordDeleted | Class::RecordsSwapped => ["tree", "root of"],
            Class::RecordInserted => ["place", "expected"],
            Class::TreeRecomputed | Class::Resigned => ["checkpoints", "(key)"],
            Class::CheckpointDropped => ["checkpoints", "(the one before)"],
            Class::TailCut | Class::RolledBack => ["anchors", "the signer"],
        }
    }
}

/// A number below an end, by lot.
fn lot(end: i64) -> i64 {
    let mut noise = [0u8; 8];
    getrandom::fill(&mut noise).expect("random bytes");
    (u64::from_le_bytes(noise) % u64::try_from(end.max(1)).unwrap()) as i64
}

/// Somebody with the database in his hands.
pub struct Hand<'h> {
    house: &'h House,
    is_sqlite: bool,
}

#[derive(QueryableByName)]
struct Bytes {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
    #[diesel(sql_type = diesel::sql_types::Binary)]
    bytes: Vec<u8>,
}

#[derive(QueryableByName)]
struct Trigger {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

impl<'h> Hand<'h> {
    /// Takes the database in hand; what only grows may shrink from now on.
    pub fn of(house: &'h House) -> Self {
        let is_sqlite = house.database_url().starts_with("sqlite:");
        let hand = Self { house, is_sqlite };
        if is_sqlite {
            let mut conn = hand.sqlite();
            let found: Vec<Trigger> =
                diesel::sql_query("SELECT name FROM sqlite_master WHERE type = 'trigger'").load(&mut conn).expect("triggers");
            for Trigger { name } in found {
                conn.batch_execute(&format!("DROP TRIGGER {name}")).expect("a trigger goes");
            }
        }
        hand
    }

    fn sqlite(&self) -> SqliteConnection {
        let url = self.house.database_url();
        let mut conn = SqliteConnection::establish(url.trim_start_matches("sqlite:")).expect("the file opens");
        conn.batch_execute("PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = OFF").expect("a patient connection");
        conn
    }

    /// Does what nobody may.
    pub fn change(&self, sql: &str) {
        if self.is_sqlite {
            let told = self.sqlite().batch_execute(&format!("BEGIN IMMEDIATE; {sql}; COMMIT"));
            told.unwrap_or_else(|error| panic!("{sql}: {error}"));
        } else {
            // Whoever owns the server switches triggers and references off.
            self.house.change_by_sql(&format!("SET LOCAL session_replication_role = replica; {sql}"));
        }
    }

    /// Keeps all tables as they are now, under a name.
    pub fn keep(&self, name: &str) {
        let copies = TABLES.iter().map(|table| format!("CREATE TABLE {name}_{table} AS SELECT * FROM {table}"));
        self.change(&copies.collect::<Vec<_>>().join("; "));
    }

    /// Puts all tables back as they were kept.
    pub fn put_back(&self, name: &str) {
        let copies = TABLES.iter().map(|table| format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM {name}_{table}"));
        self.change(&copies.collect::<Vec<_>>().join("; "));
    }

    fn bytes(&self, sql: &str) -> Vec<(i64, Vec<u8>)> {
        let found: Vec<Bytes> = if self.is_sqlite {
            diesel::sql_query(sql).load(&mut self.sqlite()).expect("bytes")
        } else {
            let mut conn = PgConnection::establish(&self.house.database_url()).expect("the database answers");
            diesel::sql_query(sql).load(&mut conn).expect("bytes")
        };
        found.into_iter().map(|row| (row.n, row.bytes)).collect()
    }

    fn blob(&self, bytes: &[u8]) -> String {
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        if self.is_sqlite { format!("X'{hex}'") } else { format!("'\\x{hex}'::bytea") }
    }

    async fn number(&self, sql: &str) -> i64 {
        self.house.sql_i64(sql).await
    }

    /// The id of a row of a table, by lot.
    async fn any(&self, table: &str, column: &str) -> i64 {
        let count = self.number(&format!("SELECT count(*) FROM {table}")).await;
        self.number(&format!("SELECT {column} FROM {table} ORDER BY {column} LIMIT 1 OFFSET {}", lot(count))).await
    }

    /// A sealed place by lot, and not the last one.
    async fn place(&self) -> i64 {
        1 + lot(self.number("SELECT max(size) FROM checkpoint").await - 1)
    }

    /// The record at a place: its id and its bytes.
    fn record(&self, place: i64) -> (i64, Vec<u8>) {
        let sql =
            format!("SELECT id AS n, body AS bytes FROM journal WHERE id = (SELECT record_id FROM place WHERE n = {place})");
        self.bytes(&sql).pop().expect("a record")
    }

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

    fn as_bytes(&self, column: &str) -> String {
        if self.is_sqlite { format!("CAST({column} AS BLOB)") } else { format!("convert_to({column}, 'UTF8')") }
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
        house.rest();
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
        house.close().await;
    }

    async fn a_record_that_stays_unsealed_is_named(house: House) {
        let hand = Hand::of(&house);
        business(&house, "a").await;
        house.seal().await;
        house.rest();
        hand.keep("whole");
        // Nobody gives it a place any more.
        hand.change("DELETE FROM order_record WHERE place = (SELECT max(n) FROM place); DELETE FROM place WHERE n = (SELECT max(n) FROM place)");
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("it waits for none"), "{told}");
        hand.put_back("whole");
        // It waits for its place, and nobody comes: the house says for minutes that it lives.
        crate::reading::settle(&house).await;
        super::placed(&house.api(crate::kit::trade::SEVER).await, "waits", "DR-1", "1").await;
        hand.change("UPDATE node SET seen_at = seen_at + 600000000 WHERE seen_at = (SELECT max(seen_at) FROM node)");
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("sealed within a minute"), "{told}");
        hand.change("UPDATE node SET seen_at = seen_at - 600000000 WHERE seen_at = (SELECT max(seen_at) FROM node)");
        house.seal().await;
        expect_clean(&house);
        house.close().await;
    }
}
