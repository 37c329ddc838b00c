//! What the office opens: the time line of a client with 10,000 events, from its beginning and from its depth, and the dashboard
//! over a year's worth of orders. `cargo bench --bench office`, with `-- sqlite` or `-- postgres` for one database.

#[allow(unused_imports, unused_macros, reason = "the benches use a part of the kit")]
#[path = "../tests/kit/mod.rs"]
mod kit;

mod bench;

use std::time::Duration;

use bench::house::House;
use bench::load::Plan;
use bench::{report, world};
use futures_util::future::join_all;
use kit::past::{self, Stretch};
use kit::{Client, Engine, trade};
use orderly::platform::values::Moment;
use serde_json::json;

const EVENTS: usize = 10_000;
const ORDERS: usize = 2_000;
const PARTNERS: usize = 16;
/// One person who looks: what is measured is a page, not a crowd.
const PLAN: Plan = Plan { clients: 1, warm_up: Duration::from_millis(500), length: Duration::from_secs(3) };
const GOAL_MS: f64 = 300.0;

fn main() {
    bench::on_each(measure);
}

async fn measure(engine: Engine) {
    let house = House::open(engine, PARTNERS).await;
    orders(&house).await;
    events(&house).await;
    while house.gate.sequence().await.expect("records get their places") > 0 {}
    let session = house.session(trade::ADMINISTRATOR).await;
    println!("\nthe office on {}: {EVENTS} events of one client, {ORDERS} orders", bench::name(engine));
    house.describe();
    report::heads("pages");
    let page = "/partners/C-00/timeline";
    let deep = depth(&house, &session).await;
    let asked = [
        ("the time line of 10,000 events", page.to_owned(), true),
        ("the time line, behind 5,000 of them", format!("{page}?cursor={deep}"), true),
        ("the time line, orders alone", format!("{page}?groups=orders"), true),
        ("GET /api/v1/partners/{code}/timeline", "/api/v1/partners/C-00/timeline?limit=200".to_owned(), false),
        ("the dashboard", "/dashboard".to_owned(), true),
        ("GET /api/v1/dashboard", "/api/v1/dashboard".to_owned(), false),
    ];
    for (what, path, is_page) in asked {
        let proof =
            if is_page { format!("cookie: __Host-orderly={session}") } else { format!("authorization: Bearer {session}") };
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept-encoding: identity\r\naccept-language: ru\r\n{proof}\r\n\r\n"
        );
        let taken = bench::press(house.address, PLAN, 200, move |_, _, out| out.extend_from_slice(head.as_bytes())).await;
        report::row(what, &taken, None);
        println!("  {:<50} goal {GOAL_MS:.0} ms: {}", "", report::met(taken.percentile(99) <= GOAL_MS));
    }
    house.close().await;
}

/// Orders of one line by every partner, through the API.
async fn orders(house: &House) {
    let url = format!("http://{}", house.address);
    let mut buyers = Vec::new();
    for partner in 0..PARTNERS {
        buyers.push(Client::bearer(&url, house.session(&world::login(partner)).await));
    }
    for round in 0..ORDERS / PARTNERS {
        join_all(buyers.iter().enumerate().map(|(partner, buyer)| async move {
            let line = json!([{"sku": world::sku(1 + (round * PARTNERS + partner) % world::PRODUCTS), "quantity": "1"}]);
            let body = json!({"contract": world::contract(partner), "lines": line});
            buyer.order(&format!("office-{round}"), body).await.expect(201);
        }))
        .await;
    }
}

/// Records and acts of the first partner in turns, the last of them now.
async fn events(house: &House) {
    let partner = house.place.number("SELECT id FROM partner WHERE code = 'C-00'");
    let account = house.place.number(&format!("SELECT id FROM account WHERE login = '{}'", world::login(0)));
    for first in (1..EVENTS).step_by(1_000) {
        let records = Stretch { partner, first, count: 500 };
        past::record(&house.gate, records).await;
        house.place.change(&past::acts(Stretch { first: first + 500, ..records }, account, Moment::now()));
    }
}

/// The cursor behind half of the events.
async fn depth(house: &House, session: &str) -> String {
    let client = Client::bearer(&format!("http://{}", house.address), session.to_owned());
    let mut cursor = String::new();
    for _ in 0..EVENTS / 400 {
        let after = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
        let told = client.look(&format!("/api/v1/partners/C-00/timeline?limit=200{after}")).await.expect(200).json();
        cursor = told["next"].as_str().expect("there is more").to_owned();
    }
    cursor
}
