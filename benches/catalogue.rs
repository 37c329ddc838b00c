//! The catalogue page of 24 products and its list as JSON, against bare handlers that send as many bytes, in one run.
//! `cargo bench --bench catalogue`, with `-- sqlite` or `-- postgres` for one database.

#[allow(unused_imports, unused_macros, reason = "the benches use a part of the kit")]
#[path = "../tests/kit/mod.rs"]
mod kit;

mod bench;

use std::net::SocketAddr;
use std::time::Duration;

use bench::house::{House, bare_handler};
use bench::load::{Plan, Taken, Wire};
use bench::{report, world};
use kit::Engine;
use orderly::platform::db::statements;

const PLAN: Plan = Plan { clients: 16, warm_up: Duration::from_millis(500), length: Duration::from_millis(2500) };
const ROUNDS: usize = 2;
const GOAL: f64 = 0.125;
const STATEMENTS: u64 = 4;

fn main() {
    bench::on_each(measure);
}

async fn measure(engine: Engine) {
    let house = House::open(engine, 1).await;
    let at_rest = report::resident();
    let session = house.session(&world::login(0)).await;
    let page = get("/catalogue", &format!("cookie: __Host-orderly={session}"));
    let list = get("/api/v1/products?limit=24", &format!("authorization: Bearer {session}"));
    let (html, page_statements) = quietly(house.address, page.clone()).await;
    let (json, list_statements) = quietly(house.address, list.clone()).await;
    assert_eq!(html.matches("id=\"row-").count(), 24, "products on the page");
    let items: serde_json::Value = serde_json::from_str(&json).expect("a list");
    assert_eq!(items["items"].as_array().map(Vec::len), Some(24), "products in the list");

    let nobody = get("/", "accept: */*");
    let mut parts = [
        Part::new(
            format!("bare handler, {} bytes", html.len()),
            bare_handler(html.len(), "text/html; charset=utf-8"),
            nobody.clone(),
        ),
        Part::new("catalogue page of 24 products, HTML".into(), house.address, page),
        Part::new(format!("bare handler, {} bytes", json.len()), bare_handler(json.len(), "application/json"), nobody),
        Part::new("list of 24 products, JSON".into(), house.address, list),
    ];
    for _ in 0..ROUNDS {
        for part in &mut parts {
            part.press().await;
        }
    }

    println!("\ncatalogue on {}, {} clients, {ROUNDS} rounds of {:?} each", bench::name(engine), PLAN.clients, PLAN.length);
    house.describe();
    report::heads("requests");
    let [bare_page, page, bare_list, list] = &parts;
    report::row(&bare_page.what, &bare_page.taken, None);
    report::row(&page.what, &page.taken, Some((&bare_page.taken, GOAL)));
    report::row(&bare_list.what, &bare_list.taken, None);
    report::row(&list.what, &list.taken, Some((&bare_list.taken, GOAL)));
    tell_statements("page", page_statements);
    tell_statements("list", list_statements);
    println!(
        "  resident memory: {at_rest} MB after the import, {} MB now (house, bare handlers and clients together)",
        report::resident()
    );
    house.close().await;
}

/// A request, where it goes, and what was measured.
struct Part {
    what: String,
    address: SocketAddr,
    request: Vec<u8>,
    taken: Taken,
}

impl Part {
    fn new(what: String, address: SocketAddr, request: Vec<u8>) -> Self {
        Self { what, address, request, taken: Taken::default() }
    }

    async fn press(&mut self) {
        let request = self.request.clone();
        let taken = bench::press(self.address, PLAN, 200, move |_, _, out| out.extend_from_slice(&request)).await;
        self.taken.add(taken);
    }
}

fn get(path: &str, header: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept-encoding: identity\r\naccept-language: en\r\n{header}\r\n\r\n")
        .into_bytes()
}

/// The body, and the SQL statements of one request whose session was looked up just before.
async fn quietly(address: SocketAddr, request: Vec<u8>) -> (String, u64) {
    const TIMES: u64 = 10;
    let asking = move || {
        let mut wire = Wire::open(address);
        // The first finds cold connections, the second a warm session.
        wire.ask(&request);
        wire.ask(&request);
        let before = statements();
        for _ in 1..TIMES {
            wire.ask(&request);
        }
        let (status, body) = wire.ask(&request);
        assert_eq!(status, 200);
        (String::from_utf8_lossy(body).into_owned(), (statements() - before) / TIMES)
    };
    tokio::task::spawn_blocking(asking).await.expect("the house answers")
}

/// Statements as they were counted hold the two that begin and end the look.
fn tell_statements(what: &str, counted: u64) {
    let own = counted.saturating_sub(2);
    println!(
        "  SQL statements a {what}: {own} beside BEGIN and ROLLBACK and the session check; goal {STATEMENTS}: {}",
        report::met(own <= STATEMENTS)
    );
}
