//! Somebody with the database in his hands: every trigger is out of his way, everything can be put back.

use std::cell::Cell;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::verify;
use crate::House;

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
    "order_change",
    "promise",
    "reservation",
    "price",
    "discount",
    "shipment_block",
    "quote_approval",
    "quote",
    "quote_version",
    "quote_line",
    "standing",
    "limit_change",
    "payment",
    "allocation",
    "advance",
    "ledger_entry",
    "invoice",
    "open_item",
    "credit_note",
    "credit_note_line",
    "credit_note_reversal",
    "discount_code",
    "contract",
    "shipment",
    "shipment_line",
    "stock",
    "movement",
    "product",
    "category",
    "category_ancestor",
    "vat_rate",
    "standing_order",
    "standing_line",
    "discount_code_use",
    "quote_limit",
    "account",
    "session",
    "one_time_link",
    "staff_role",
    "membership",
    "custom_role",
    "custom_role_right",
    "api_key",
    "invitation",
    "representation",
    "partner",
    "unit",
    "assignment",
    "address",
    "seller",
    "warehouse",
];

thread_local! {
    static LOTS: Cell<u64> = Cell::new(first_lot());
}

/// Falls as `ORDERLY_LOTS` says, or else by chance, and tells how to make the lots fall so again.
fn first_lot() -> u64 {
    let told = std::env::var("ORDERLY_LOTS").ok().map(|told| told.parse().expect("a number"));
    let first = told.unwrap_or_else(|| {
        let mut noise = [0u8; 8];
        getrandom::fill(&mut noise).expect("random bytes");
        u64::from_le_bytes(noise).max(1)
    });
    println!("The lots fall so again with ORDERLY_LOTS={first}");
    first
}

/// A number below an end, by lot.
pub fn lot(end: i64) -> i64 {
    let mut lot = LOTS.get();
    lot ^= lot << 13;
    lot ^= lot >> 7;
    lot ^= lot << 17;
    LOTS.set(lot);
    (lot % u64::try_from(end.max(1)).unwrap()) as i64
}

/// Somebody with the database in his hands.
pub struct Hand<'h> {
    house: &'h House,
    is_sqlite: bool,
    /// The triggers of the embedded database: they are off while something is changed, and stand again afterwards.
    triggers: Vec<Trigger>,
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
    #[diesel(sql_type = diesel::sql_types::Text)]
    sql: String,
}

impl<'h> Hand<'h> {
    /// Somebody who looks only: everything that protects the tables stays.
    pub fn reading(house: &'h House) -> Self {
        Self { house, is_sqlite: house.database_url().starts_with("sqlite:"), triggers: Vec::new() }
    }

    /// Takes the database in hand; what only grows may shrink from now on.
    pub fn of(house: &'h House) -> Self {
        house.spoil();
        let mut hand = Self::reading(house);
        if hand.is_sqlite {
            let sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'";
            hand.triggers = diesel::sql_query(sql).load(&mut hand.sqlite()).expect("triggers");
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
            let off: String = self.triggers.iter().map(|trigger| format!("DROP TRIGGER {}; ", trigger.name)).collect();
            let on: String = self.triggers.iter().map(|trigger| format!("{}; ", trigger.sql)).collect();
            let told = self.sqlite().batch_execute(&format!("BEGIN IMMEDIATE; {off}{sql}; {on}COMMIT"));
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

    /// Forgets what was kept under a name.
    pub fn drop_kept(&self, name: &str) {
        let drops = TABLES.iter().map(|table| format!("DROP TABLE {name}_{table}"));
        self.change(&drops.collect::<Vec<_>>().join("; "));
    }

    /// Numbers with bytes, by SQL.
    pub fn bytes(&self, sql: &str) -> Vec<(i64, Vec<u8>)> {
        let found: Vec<Bytes> = if self.is_sqlite {
            diesel::sql_query(sql).load(&mut self.sqlite()).expect("bytes")
        } else {
            let mut conn = PgConnection::establish(&self.house.database_url()).expect("the database answers");
            diesel::sql_query(sql).load(&mut conn).expect("bytes")
        };
        found.into_iter().map(|row| (row.n, row.bytes)).collect()
    }

    /// Bytes as SQL writes them.
    pub fn blob(&self, bytes: &[u8]) -> String {
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        if self.is_sqlite { format!("X'{hex}'") } else { format!("'\\x{hex}'::bytea") }
    }

    /// One number by SQL.
    pub async fn number(&self, sql: &str) -> i64 {
        self.house.sql_i64(sql).await
    }

    /// The id of a row of a table, by lot.
    pub async fn any(&self, table: &str, column: &str) -> i64 {
        let count = self.number(&format!("SELECT count(*) FROM {table}")).await;
        self.number(&format!("SELECT {column} FROM {table} ORDER BY {column} LIMIT 1 OFFSET {}", lot(count))).await
    }

    /// A sealed place by lot, and not the last one.
    pub async fn place(&self) -> i64 {
        1 + lot(self.number("SELECT max(size) FROM checkpoint").await - 1)
    }

    /// The record at a place: its id and its bytes.
    pub fn record(&self, place: i64) -> (i64, Vec<u8>) {
        let sql =
            format!("SELECT id AS n, body AS bytes FROM journal WHERE id = (SELECT record_id FROM place WHERE n = {place})");
        self.bytes(&sql).pop().expect("a record")
    }

    /// An order's number.
    pub fn number_of(&self, order: i64) -> String {
        let sql = format!("SELECT id AS n, {} AS bytes FROM sales_order WHERE id = {order}", self.as_bytes("number"));
        String::from_utf8(self.bytes(&sql).pop().expect("an order").1).expect("a text")
    }

    /// A column of text as bytes.
    pub fn as_bytes(&self, column: &str) -> String {
        if self.is_sqlite { format!("CAST({column} AS BLOB)") } else { format!("convert_to({column}, 'UTF8')") }
    }
}

/// Each lie by itself is told by the verifier in its words, also where the command is given more; then the house is whole again.
pub fn caught<S: AsRef<str>, W: AsRef<str>>(house: &House, hand: &Hand<'_>, more: &[&str], lies: &[(S, W)]) {
    hand.keep("whole");
    let mut silent = Vec::new();
    for (sql, words) in lies {
        hand.change(sql.as_ref());
        let told = if more.is_empty() { house.accused().join("\n") } else { verify(house, more).1 };
        if !told.contains(words.as_ref()) {
            silent.push(format!("{}: without {:?}\n{told}", sql.as_ref(), words.as_ref()));
        }
        hand.put_back("whole");
    }
    hand.drop_kept("whole");
    assert!(silent.is_empty(), "{}", silent.join("\n\n"));
    let (exit, told) = verify(house, more);
    assert_eq!(exit, 0, "{told}");
}
