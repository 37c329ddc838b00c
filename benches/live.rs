//! From a client's act to the screens of those who watch: 200 viewers of the stream, the time until the last of them has the event,
//! the time of each of them, and the bytes that each event weighs.
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
const GOAL_BYTES: usize = 300;

fn main() {
    bench::on_each(measure);
}

async fn measure(engine: Engine) {
    let house = House::open(engine, 1).await;
    let tending = house.tend();
    let url = format!("http://{}", house.address);
    let watcher = Client::bearer(&url, house.session(trade::ADMINISTRATOR).await);
    let buyer = Client::bearer(&url, house.session(&world::login(0)).await);
    println!("\nlive feed on {}, {VIEWERS} viewers, {ACTS} acts of each kind", bench::name(engine));
    house.describe();
    println!("  {:<50} {:>9} {:>9} {:>9}", "from the act to the screen", "p50 ms", "p99 ms", "most ms");

    let (told, mut seen) = unbounded_channel();
    let mut viewers = Vec::new();
    for _ in 0..VIEWERS {
        viewers.push(actix_web::rt::spawn(look_on(watcher.clone(), told.clone())));
    }
    for _ in 0..VIEWERS {
        seen.recv().await.expect("a viewer is there");
    }
    let mut searches = Arrivals::default();
    for nth in 0..ACTS {
        let begun = Instant::now();
        buyer.look(&format!("/api/v1/products?q=nothing-{nth}")).await.expect(200);
        searches.gather(&mut seen, begun, &format!("nothing-{nth}")).await;
    }
    searches.tell("search in vain, through the watch");
    let mut orders = Arrivals::default();
    for nth in 0..ACTS {
        let body = json!({"contract": world::contract(0), "lines": [{"sku": world::sku(nth + 1), "quantity": "1"}]});
        let begun = Instant::now();
        let order = buyer.order(&format!("live-{nth}"), body).await.expect(201).json();
        orders.gather(&mut seen, begun, order["number"].as_str().unwrap_or_default()).await;
    }
    orders.tell("order, through the journal");
    viewers.iter().for_each(|viewer| viewer.abort());
    tending.abort();
    house.close().await;
}

/// An event as it came to a viewer: when, what about, how many bytes.
struct Seen {
    at: Instant,
    what: String,
    bytes: usize,
}

/// How long the acts of one kind took, and what they weigh.
#[derive(Default)]
struct Arrivals {
    /// Of each act until the last viewer had it.
    last: Vec<Duration>,
    /// Of each act and each viewer.
    each: Vec<Duration>,
    bytes: Vec<usize>,
}

impl Arrivals {
    /// Waits until every viewer has the event about this.
    async fn gather(&mut self, seen: &mut UnboundedReceiver<Seen>, begun: Instant, about: &str) {
        let (mut latest, mut count) = (Duration::ZERO, 0);
        while count < VIEWERS {
            let event = tokio::time::timeout(Duration::from_secs(30), seen.recv()).await.expect("in time").expect("a viewer");
            if event.what == about {
                let taken = event.at.duration_since(begun);
                latest = latest.max(taken);
                self.each.push(taken);
                self.bytes.push(event.bytes);
                count += 1;
            }
        }
        self.last.push(latest);
    }

    fn tell(self, what: &str) {
        row(&format!("{what}: a viewer"), self.each);
        row(&format!("{what}: the last of {VIEWERS}"), self.last);
        let (sum, most) = (self.bytes.iter().sum::<usize>(), self.bytes.iter().copied().max().unwrap_or_default());
        let mean = sum / self.bytes.len().max(1);
        println!("  {:<50} {mean} bytes, at most {most}  goal {GOAL_BYTES}: {}", "an event", report::met(most <= GOAL_BYTES));
    }
}

/// A viewer: says when he is there, and then when he has which event.
async fn look_on(watcher: Client, told: UnboundedSender<Seen>) {
    let mut answer = watcher.request(Method::GET, "/api/v1/activity/stream").send().await.expect("an answer");
    let mut kept = Vec::new();
    let mut is_there = false;
    while let Ok(Some(chunk)) = answer.chunk().await {
        let at = Instant::now();
        if !is_there {
            is_there = true;
            let _ = told.send(Seen { at, what: String::new(), bytes: 0 });
        }
        kept.extend_from_slice(&chunk);
        while let Some(end) = kept.windows(2).position(|two| two == b"\n\n") {
            let frame: Vec<u8> = kept.drain(..end + 2).collect();
            let text = String::from_utf8_lossy(&frame);
            let line = text.lines().find_map(|line| line.strip_prefix("data: "));
            if let Some(act) = line.and_then(|line| serde_json::from_str::<serde_json::Value>(line).ok()) {
                let what = act["what"].as_str().unwrap_or_default().to_owned();
                let _ = told.send(Seen { at, what, bytes: frame.len() });
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
