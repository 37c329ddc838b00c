//! From a client's act to the screens of those who watch: 200 viewers of the stream, the time until the last of them has the event.
//! Searches come through the watch, orders through the journal and the sequencer.
//! `cargo bench --bench live`, with `-- sqlite` or `-- postgres` for one database.

#[allow(unused_imports, unused_macros, reason = "the benches use a part of the kit")]
#[path = "../tests/kit/mod.rs"]
mod kit;

mod bench;

use std::time::{Duration, Instant};

use bench::house::House;
use bench::{report, world};
use kit::{Client, Engine, trade};
use reqwest::Method;
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

const VIEWERS: usize = 200;
const ACTS: usize = 40;
const GOAL: Duration = Duration::from_secs(1);

fn main() {
    let engines = bench::engines();
    report::machine();
    actix_web::rt::System::new().block_on(async {
        for engine in engines {
            measure(engine).await;
        }
    });
}

async fn measure(engine: Engine) {
    let house = House::open(engine, 1).await;
    let tending = house.tend();
    let url = format!("http://{}", house.address);
    let watcher = Client::bearer(&url, house.session(trade::ADMINISTRATOR).await);
    let buyer = Client::bearer(&url, house.session(&world::login(0)).await);
    println!("\nlive feed on {}, {VIEWERS} viewers, {ACTS} acts of each kind", bench::name(engine));
    house.describe();
    println!("  {:<50} {:>9} {:>9} {:>9}", "from the act to the last viewer", "p50 ms", "p99 ms", "most ms");

    let (told, mut seen) = unbounded_channel();
    let mut viewers = Vec::new();
    for _ in 0..VIEWERS {
        viewers.push(actix_web::rt::spawn(look_on(watcher.clone(), told.clone())));
    }
    for _ in 0..VIEWERS {
        seen.recv().await.expect("a viewer is there");
    }
    let mut searches = Vec::new();
    for nth in 0..ACTS {
        let begun = Instant::now();
        buyer.look(&format!("/api/v1/products?q=nothing-{nth}")).await.expect(200);
        searches.push(last(&mut seen, begun, &format!("nothing-{nth}")).await);
    }
    row("search in vain, through the watch", searches);
    let mut orders = Vec::new();
    for nth in 0..ACTS {
        let body = json!({"contract": world::contract(0), "lines": [{"sku": world::sku(nth), "quantity": "1"}]});
        let begun = Instant::now();
        let order = buyer.order(&format!("live-{nth}"), body).await.expect(201).json();
        orders.push(last(&mut seen, begun, order["number"].as_str().unwrap_or_default()).await);
    }
    row("order, through the journal", orders);
    viewers.iter().for_each(|viewer| viewer.abort());
    tending.abort();
    house.close().await;
}

/// Waits until every viewer has the event about this.
async fn last(seen: &mut UnboundedReceiver<(Instant, String)>, begun: Instant, about: &str) -> Duration {
    let mut latest = Duration::ZERO;
    let mut count = 0;
    while count < VIEWERS {
        let (at, what) = tokio::time::timeout(Duration::from_secs(30), seen.recv()).await.expect("in time").expect("a viewer");
        if what == about {
            latest = latest.max(at.duration_since(begun));
            count += 1;
        }
    }
    latest
}

/// A viewer: says when he is there, and then when he has which event.
async fn look_on(watcher: Client, told: UnboundedSender<(Instant, String)>) {
    let mut answer = watcher.request(Method::GET, "/api/v1/activity/stream").send().await.expect("an answer");
    let mut kept = Vec::new();
    let mut is_there = false;
    while let Ok(Some(chunk)) = answer.chunk().await {
        let at = Instant::now();
        if !is_there {
            is_there = true;
            let _ = told.send((at, String::new()));
        }
        kept.extend_from_slice(&chunk);
        while let Some(end) = kept.windows(2).position(|two| two == b"\n\n") {
            let frame: Vec<u8> = kept.drain(..end + 2).collect();
            let text = String::from_utf8_lossy(&frame);
            let line = text.lines().find_map(|line| line.strip_prefix("data: "));
            if let Some(act) = line.and_then(|line| serde_json::from_str::<serde_json::Value>(line).ok()) {
                let _ = told.send((at, act["what"].as_str().unwrap_or_default().to_owned()));
            }
        }
    }
}

fn row(what: &str, mut taken: Vec<Duration>) {
    taken.sort_unstable();
    let at = |percent: usize| taken.get((taken.len() * percent / 100).min(taken.len() - 1)).copied().unwrap_or_default();
    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    let (p50, p99, most) = (at(50), at(99), at(100));
    let met = report::met(p99 <= GOAL);
    println!("  {what:<50} {:>9.1} {:>9.1} {:>9.1}  goal 1 s: {met}", millis(p50), millis(p99), millis(most));
}
