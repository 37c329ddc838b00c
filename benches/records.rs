//! Verifying a long log: a million sealed records, each tenth of which is an order with its rows, and `orderly verify` over all of it:
//! records a second, and the most memory that it held. A tenth as many records beside it show that the memory does not grow with them.
//! `cargo bench --bench records`, with `-- sqlite` or `-- postgres` for one database; `ORDERLY_RECORDS=50000` for another number.

#[allow(unused_imports, unused_macros, reason = "the benches use a part of the kit")]
#[path = "../tests/kit/mod.rs"]
mod kit;

mod bench;

use std::fmt::Write;
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use bench::house::House;
use bench::{report, world};
use diesel::prelude::*;
use kit::engine::Place;
use kit::{Client, Engine};
use orderly::platform::journal::{self, By, Entry, RecordId};
use orderly::platform::values::Moment;
use orderly::platform::values::ids::{self, Id};
use orderly::records::{Sealer, Signer, sealer};
use serde_json::{Value, json};

/// How many records, unless told otherwise.
const RECORDS: i64 = 1_000_000;
/// One record in so many is an order.
const EACH: i64 = 10;
/// Records written by one statement.
const AT_ONCE: i64 = 500;
const COLUMNS: &str =
    "version, state, partner_id, unit_id, contract_id, placed_by, representation_id, placed_at, currency, your_number,
    requested_on, comment, delivery, delivery_cost, net, vat, total, salt, is_cancellation_asked";

fn main() {
    let records = std::env::var("ORDERLY_RECORDS").ok().and_then(|told| told.parse().ok()).unwrap_or(RECORDS);
    bench::on_each(|engine| measure(engine, records));
}

async fn measure(engine: Engine, records: i64) {
    let house = House::open(engine, 1).await;
    let signer = Signer::open(None, &house.place.folder().join("signer")).expect("a signer");
    sealer::stand(&house.gate, Sealer::new(signer, Vec::new()));
    let buyer = Client::bearer(&format!("http://{}", house.address), house.session(&world::login(0)).await);
    let body = json!({"contract": world::contract(0), "lines": [{"sku": world::sku(1), "quantity": "2"}]});
    buyer.order("the-first", body).await.expect(201);
    sealer::settle(&house.gate).await.expect("the log is sealed");
    let original = Original::of(&house.place, engine);
    println!("\nverifying a log on {}: each {EACH}th record is an order", bench::name(engine));
    println!("  {:<26} {:>12} {:>10} {:>12} {:>12} {:>10}", "", "records", "written s", "sealed s", "verified s", "records/s");
    let mut written = 0;
    for until in [records / 10, records] {
        let begun = Instant::now();
        original.write(&house.place, engine, written, until);
        written = until;
        let (writing, begun) = (begun.elapsed(), Instant::now());
        sealer::settle(&house.gate).await.expect("the log is sealed");
        let sealing = begun.elapsed();
        house.place.change("ANALYZE");
        let (verifying, peak, told) = verify(&house.place);
        let count = house.place.number("SELECT count(*) FROM place");
        let rate = count as f64 / verifying.as_secs_f64();
        println!(
            "  {:<26} {:>12} {:>10.1} {:>12.1} {:>12.1} {:>10}",
            "orderly verify",
            report::grouped(count),
            writing.as_secs_f64(),
            sealing.as_secs_f64(),
            verifying.as_secs_f64(),
            report::grouped(rate.round() as i64)
        );
        println!("  most memory held by verify: {} MB; {}", peak / 1024, told.lines().last().unwrap_or_default());
    }
    house.close().await;
}

/// An order that was really placed, from which the others are made.
struct Original {
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
    fn of(place: &Place, engine: Engine) -> Self {
        let sql = "SELECT o.id AS id, o.number AS number, j.at AS at, j.partner_id AS partner, j.actor AS actor, j.body AS body \
                   FROM sales_order o CROSS JOIN journal j WHERE j.kind = 'order.placed'";
        let row: Row = match engine {
            Engine::Sqlite => {
                let url = place.url();
                let mut conn = SqliteConnection::establish(url.trim_start_matches("sqlite:")).expect("the file opens");
                diesel::sql_query(sql).get_result(&mut conn).expect("one order")
            }
            Engine::Postgres => {
                let mut conn = PgConnection::establish(&place.url()).expect("the database answers");
                diesel::sql_query(sql).get_result(&mut conn).expect("one order")
            }
        };
        let body: Value = serde_json::from_slice(&row.body).expect("a record");
        Self {
            order: row.id,
            number: row.number,
            at: Moment::from_micros(row.at),
            partner: row.partner,
            actor: row.actor,
            facts: body["facts"].clone(),
        }
    }

    /// Writes records from one to another, counted from nothing, with the rows of the orders among them.
    fn write(&self, place: &Place, engine: Engine, from: i64, until: i64) {
        let record = place.number("SELECT max(id) FROM journal") + 1;
        let n = place.number("SELECT max(n) FROM place") + 1;
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
                let (leaf, body) = (blob(engine, &journal::leaf(&body)), blob(engine, &body));
                let comma = if nth == done { "" } else { ", " };
                let (number, at, partner, actor) = (id.number(), self.at.micros(), self.partner, &self.actor);
                let _ = write!(journal, "{comma}({number}, {at}, '{kind}', {partner}, '{actor}', {body}, {leaf})");
                let _ = write!(places, "{comma}({}, {number})", n + nth - from);
            }
            place.change(&format!(
                "{orders} INSERT INTO journal (id, at, kind, partner_id, actor, body, leaf) VALUES {journal};
                 INSERT INTO place (n, record_id) VALUES {places}"
            ));
            done = end;
        }
        let (orders, old) = ((from..until).filter(|nth| nth % EACH == 0).count(), self.order);
        place.change(&format!(
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

/// Runs the verifier as anybody would: how long it took, the most kilobytes it held, and what it said.
fn verify(place: &Place) -> (Duration, u64, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orderly"));
    command.arg("verify").args(["--database-url", &place.url(), "--data-dir"]).arg(place.folder());
    for name in ["DATABASE_URL", "DATABASE_URL_FILE", "ORDERLY_SIGNER", "ORDERLY_WITNESS", "ORDERLY_DATA_DIR"] {
        command.env_remove(name);
    }
    let begun = Instant::now();
    // Into files: what it says of a log that is not clean does not fit into a pipe that nobody reads meanwhile.
    let [said, failed] = ["said", "failed"].map(|name| place.folder().join(name));
    let file = |path: &Path| File::create(path).expect("a file for what it says");
    let mut child = command.stdout(file(&said)).stderr(file(&failed)).spawn().expect("the program runs");
    let mut peak = 0;
    while child.try_wait().expect("it can be asked").is_none() {
        peak = peak.max(held(&child));
        std::thread::sleep(Duration::from_millis(20));
    }
    let took = begun.elapsed();
    let is_clean = child.wait().expect("its end").success();
    let told = [failed, said].map(|path| std::fs::read_to_string(path).expect("what it said")).concat();
    assert!(is_clean, "the log is not clean: {told}");
    (took, peak, told)
}

/// The most kilobytes that a process has held so far.
fn held(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse().ok()).unwrap_or_default()
}
