//! Placing orders of ten lines through the API, against the bare statements: a single-writer loop with a sync for each order on
//! SQLite, pgbench on PostgreSQL; the same database, the same disk, in turns.
//! `cargo bench --bench orders`, with `-- sqlite` or `-- postgres` for one database.

#[allow(unused_imports, unused_macros, reason = "the benches use a part of the kit")]
#[path = "../tests/kit/mod.rs"]
mod kit;

mod bench;

use std::io::Write;
use std::time::Duration;

use bench::bare::{self, Sizes};
use bench::house::House;
use bench::load::{Plan, Taken};
use bench::{pgbench, report, sqlite, world};
use kit::Engine;

const CLIENTS: usize = 16;
const PLAN: Plan = Plan { clients: CLIENTS, warm_up: Duration::from_secs(1), length: Duration::from_secs(3) };
const FIRST_LOOK: Plan = Plan { clients: CLIENTS, warm_up: Duration::ZERO, length: Duration::from_secs(1) };
const ROUNDS: usize = 2;

fn main() {
    bench::on_each(measure);
}

async fn measure(engine: Engine) {
    let house = House::open(engine, CLIENTS).await;
    let mut sessions = Vec::new();
    for client in 0..CLIENTS {
        sessions.push(house.session(&world::login(client)).await);
    }
    let mut acknowledged = place(&house, &sessions, "first", FIRST_LOOK).await.all;
    let sizes = Sizes::of(&house.place, engine);
    println!(
        "\norders of {} lines on {}, {CLIENTS} clients, {ROUNDS} rounds of {:?} each",
        bare::LINES,
        bench::name(engine),
        PLAN.length
    );
    house.describe();
    println!("an order: snapshot of {} bytes (kept twice), record of {} bytes", sizes.snapshot, sizes.body);
    bare::prepare(&house.place, engine);

    let (mut bare, mut placed) = (Taken::default(), Taken::default());
    for round in 0..ROUNDS {
        bare.add(match engine {
            Engine::Sqlite => sqlite::write(&house.place, sizes, PLAN),
            Engine::Postgres => pgbench::write(&house.place, sizes, PLAN),
        });
        placed.add(place(&house, &sessions, &format!("round-{round}"), PLAN).await);
    }
    let tending = house.tend();
    let tended = place(&house, &sessions, "tended", PLAN).await;
    tending.abort();

    report::heads("orders");
    let (what, goal) = match engine {
        Engine::Sqlite => ("bare loop of one writer, a sync for each order", 0.5),
        Engine::Postgres => ("pgbench, the same statements", 0.6),
    };
    report::row(what, &bare, None);
    report::row("POST /api/v1/orders", &placed, Some((&bare, goal)));
    report::row("the same while places and letters are written", &tended, None);
    acknowledged += placed.all + tended.all;
    check(&house, acknowledged, bare.all);
    println!("  stored: {} orders acknowledged by the house, {} written bare", count(acknowledged), count(bare.all));
    house.close().await;
}

/// Lets every client place orders of its own partner for the plan's time. `mark` makes the keys of this time its own.
async fn place(house: &House, sessions: &[String], mark: &str, plan: Plan) -> Taken {
    let (sessions, mark) = (sessions.to_vec(), mark.to_owned());
    let write = move |client: usize, nth: usize, out: &mut Vec<u8>| {
        let lines: Vec<String> = bare::products(client, nth).map(|product| line(&world::sku(product))).collect();
        let body = format!(r#"{{"contract":"{}","lines":[{}]}}"#, world::contract(client), lines.join(","));
        let token = &sessions[client];
        let _ = write!(
            out,
            "POST /api/v1/orders HTTP/1.1\r\nhost: 127.0.0.1\r\naccept-encoding: identity\r\nauthorization: Bearer {token}\r\n\
             idempotency-key: {mark}-{client}-{nth}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
    };
    bench::press(house.address, plan, 201, write).await
}

fn line(sku: &str) -> String {
    format!(r#"{{"sku":"{sku}","quantity":"1"}}"#)
}

/// Every acknowledged order is stored once with all its lines, and what is reserved is what was promised.
fn check(house: &House, acknowledged: usize, bare: usize) {
    let number = |sql: &str| usize::try_from(house.place.number(sql)).expect("a count");
    let own = bare::OWN;
    assert_eq!(
        number(&format!("SELECT count(*) FROM sales_order WHERE contract_id > {own}")),
        acknowledged,
        "orders of the house"
    );
    assert_eq!(number(&format!("SELECT count(*) FROM sales_order WHERE contract_id <= {own}")), bare, "orders written bare");
    assert_eq!(number("SELECT count(*) FROM order_line"), (acknowledged + bare) * bare::LINES, "lines");
    assert_eq!(
        house.place.number("SELECT sum(reserved) FROM stock"),
        house.place.number("SELECT sum(quantity) FROM reservation"),
        "reserved"
    );
}

fn count(orders: usize) -> String {
    report::grouped(i64::try_from(orders).unwrap_or(i64::MAX))
}
