//! A long log, written beside the program: records that follow one order, with the rows of the orders among them. The verifier finds it
//! as whole as if people had ordered; `tests/portal/long_log.rs` shows that.

use std::fmt::Write;
use std::ops::Range;

use diesel::prelude::*;
use orderly::platform::journal::{self, By, Entry, RecordId};
use orderly::platform::values::Moment;
use orderly::platform::values::ids::{self, Id};
use serde_json::{Value, json};

use crate::kit::Engine;

/// One record in so many is an order.
pub const EACH: i64 = 10;
/// The number of the next record.
pub const NEXT_RECORD: &str = "SELECT max(id) + 1 FROM journal";
/// The next place in the log.
pub const NEXT_PLACE: &str = "SELECT max(n) + 1 FROM place";
/// Records written by one statement.
const AT_ONCE: i64 = 500;
const COLUMNS: &str =
    "version, state, partner_id, unit_id, contract_id, placed_by, representation_id, placed_at, currency, your_number,
    requested_on, comment, delivery, delivery_cost, net, vat, total, salt, is_cancellation_asked";

/// An order that was really placed, from which the others are made.
pub struct Original {
    engine: Engine,
    order: i64,
    number: String,
    at: Moment,
    partner: i64,
    actor: String,
    facts: Value,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
    #[diesel(sql_type = diesel::sql_types::Text)]
    number: String,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    at: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    partner: i64,
    #[diesel(sql_type = diesel::sql_types::Text)]
    actor: String,
    #[diesel(sql_type = diesel::sql_types::Binary)]
    body: Vec<u8>,
}

impl Original {
    /// The only order of the database at an address.
    pub fn of(url: &str) -> Self {
        let sql = "SELECT o.id AS id, o.number AS number, j.at AS at, j.partner_id AS partner, j.actor AS actor, j.body AS body \
                   FROM sales_order o CROSS JOIN journal j WHERE j.kind = 'order.placed'";
        let (engine, row): (Engine, Row) = match url.strip_prefix("sqlite:") {
            Some(file) => {
                let mut conn = SqliteConnection::establish(file).expect("the file opens");
                (Engine::Sqlite, diesel::sql_query(sql).get_result(&mut conn).expect("one order"))
            }
            None => {
                let mut conn = PgConnection::establish(url).expect("the database answers");
                (Engine::Postgres, diesel::sql_query(sql).get_result(&mut conn).expect("one order"))
            }
        };
        let body: Value = serde_json::from_slice(&row.body).expect("a record");
        Self {
            engine,
            order: row.id,
            number: row.number,
            at: Moment::from_micros(row.at),
            partner: row.partner,
            actor: row.actor,
            facts: body["facts"].clone(),
        }
    }

    /// Writes records, which are counted from nothing, with the rows of the orders among them. The numbers are those of the next
    /// record and the next place.
    pub fn write(&self, [record, n]: [i64; 2], records: Range<i64>, change: impl Fn(&str)) {
        let (from, until) = (records.start, records.end);
        let mut done = from;
        while done < until {
            let end = until.min(done + AT_ONCE);
            let (mut journal, mut places, mut orders) = (String::new(), String::new(), String::new());
            for nth in done..end {
                let id = RecordId::from_number(record + nth - from);
                let is_order = nth % EACH == 0;
                let facts = if is_order { self.order_facts(nth, &mut orders) } else { self.call_facts() };
                let kind = if is_order { "order.placed" } else { "client.call" };
                let entry = Entry { kind, partner: Some(self.partner), facts };
                let body = journal::canonical(id, self.at, By { actor: &self.actor, device: None }, &entry).expect("a record");
                let (leaf, body) = (blob(self.engine, &journal::leaf(&body)), blob(self.engine, &body));
                let comma = if nth == done { "" } else { ", " };
                let (number, at, partner, actor) = (id.number(), self.at.micros(), self.partner, &self.actor);
                let _ = write!(journal, "{comma}({number}, {at}, '{kind}', {partner}, '{actor}', {body}, {leaf})");
                let _ = write!(places, "{comma}({}, {number})", n + nth - from);
            }
            change(&format!(
                "{orders} INSERT INTO journal (id, at, kind, partner_id, actor, body, leaf) VALUES {journal};
                 INSERT INTO place (n, record_id) VALUES {places}"
            ));
            done = end;
        }
        let (orders, old) = ((from..until).filter(|nth| nth % EACH == 0).count(), self.order);
        change(&format!(
            "UPDATE standing SET exposure = exposure + {orders} * (SELECT total FROM sales_order WHERE id = {old})
             WHERE contract_id = (SELECT contract_id FROM sales_order WHERE id = {old});
             UPDATE stock SET reserved = reserved + {orders} * COALESCE((SELECT quantity FROM reservation WHERE order_id = {old}
                AND product_id = stock.product_id AND warehouse_id = stock.warehouse_id), 0)"
        ));
    }

    /// The facts of another order, and the statements that write its rows.
    fn order_facts(&self, nth: i64, rows: &mut String) -> Value {
        let (id, old) = (self.order + nth + 1, self.order);
        let (code, old_code, number) =
            (format!("ord_{}", ids::encode(id)), format!("ord_{}", ids::encode(old)), format!("B{nth:08}"));
        let same = format!(
            "replace(replace(snapshot, '\"{old_code}\"', '\"{code}\"'), '\"number\":\"{}\"', '\"number\":\"{number}\"')",
            self.number
        );
        let found_by = format!("replace(search_key, '{}', '{}')", self.number.to_lowercase(), number.to_lowercase());
        let _ = write!(
            rows,
            "INSERT INTO sales_order (id, number, snapshot, search_key, {COLUMNS}) SELECT {id}, '{number}', {same}, {found_by}, {COLUMNS} FROM sales_order WHERE id = {old};
             INSERT INTO order_line (order_id, position, product_id, quantity, shipped, cancelled, sum)
                SELECT {id}, position, product_id, quantity, shipped, cancelled, sum FROM order_line WHERE order_id = {old};
             INSERT INTO order_version (order_id, version, at, actor, what, snapshot)
                SELECT {id}, version, at, actor, what, {same} FROM order_version WHERE order_id = {old};
             INSERT INTO reservation (order_id, position, warehouse_id, product_id, quantity)
                SELECT {id}, position, warehouse_id, product_id, quantity FROM reservation WHERE order_id = {old};
             INSERT INTO promise (id, order_id, position, warehouse_id, promised_on, reason, actor, at)
                SELECT -{id}, {id}, position, warehouse_id, promised_on, reason, actor, at FROM promise WHERE order_id = {old};
             INSERT INTO ledger_entry (id, contract_id, kind, document, amount, at)
                SELECT -{id}, contract_id, 'commitment', '{number}', total, placed_at FROM sales_order WHERE id = {old};"
        );
        let mut facts = self.facts.clone();
        facts["id"] = json!(code);
        facts["number"] = json!(number);
        facts
    }

    fn call_facts(&self) -> Value {
        json!({"account": self.actor.split(' ').next().unwrap_or_default()})
    }
}

fn blob(engine: Engine, bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(bytes.len() * 2 + 12);
    hex.push_str(if engine == Engine::Sqlite { "X'" } else { "'\\x" });
    for byte in bytes {
        let _ = write!(hex, "{byte:02x}");
    }
    hex.push_str(if engine == Engine::Sqlite { "'" } else { "'::bytea" });
    hex
}
