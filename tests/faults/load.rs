//! Buyers who order without end, each with his own journal of what was acknowledged; whoever gets no answer asks again under the
//! same key. It accepts «created» and «busy» only: any other answer fails the test.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::client::Client;

/// Longer than any fault lasts.
const PATIENCE: Duration = Duration::from_secs(180);

/// An order that was acknowledged.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Who placed it.
    pub buyer: usize,
    /// Under which key.
    pub key: String,
    /// What was asked for.
    pub body: Value,
    /// Its number.
    pub number: String,
    /// Its total in hundredths.
    pub total: i64,
}

/// What the buyers do and what they were told.
pub struct Load {
    wanted: usize,
    next: Cell<usize>,
    is_ending: Cell<bool>,
    begun: Instant,
    /// Orders that were acknowledged.
    pub placed: RefCell<Vec<Placed>>,
    /// Shipments that were acknowledged.
    pub shipped: RefCell<Vec<String>>,
    /// Requests that were sent.
    pub asked: Cell<usize>,
    /// Requests that were not acknowledged: why, and how many.
    pub unanswered: RefCell<BTreeMap<String, usize>>,
    /// When the last acknowledgement came, and the longest time without one.
    pub silence: Cell<(Duration, Duration)>,
}

impl Load {
    /// At least so many orders, and more until it is told to end.
    pub fn of(wanted: usize) -> Self {
        Self {
            wanted,
            next: Cell::new(0),
            is_ending: Cell::new(false),
            begun: Instant::now(),
            placed: RefCell::default(),
            shipped: RefCell::default(),
            asked: Cell::new(0),
            unanswered: RefCell::default(),
            silence: Cell::default(),
        }
    }

    /// The faults are over: no new order beyond those that are wanted.
    pub fn end(&self) {
        self.is_ending.set(true);
    }

    /// Everybody orders until all is acknowledged.
    pub async fn run(&self, buyers: &[Client], warehouse: &Client) {
        join_all(buyers.iter().enumerate().map(|(n, client)| self.buy(n, client, warehouse))).await;
    }

    /// How many orders were acknowledged so far.
    pub fn count(&self) -> usize {
        self.placed.borrow().len()
    }

    /// In a few words.
    pub fn told(&self) -> String {
        format!(
            "{} orders and {} shipments acknowledged in {:.1} s; {} of {} requests were asked again{}; at longest {:.2} s without an answer",
            self.count(),
            self.shipped.borrow().len(),
            self.begun.elapsed().as_secs_f64(),
            self.unanswered.borrow().values().sum::<usize>(),
            self.asked.get(),
            self.why(),
            self.silence.get().1.as_secs_f64(),
        )
    }

    /// Why requests were asked again.
    fn why(&self) -> String {
        self.unanswered.borrow().iter().map(|(why, count)| format!(", {count} {why}")).collect()
    }

    fn turn(&self) -> Option<usize> {
        let n = self.next.get();
        if n >= self.wanted && self.is_ending.get() {
            return None;
        }
        self.next.set(n + 1);
        Some(n)
    }

    async fn buy(&self, buyer: usize, client: &Client, warehouse: &Client) {
        while let Some(n) = self.turn() {
            let (key, body) = (format!("load-{n}"), basket(n));
            let told = self.insist(client, "/api/v1/orders", &key, &body).await;
            let placed = Placed { buyer, key, body, number: text(&told["number"]), total: hundredths(&told["total"]) };
            self.placed.borrow_mut().push(placed.clone());
            if n % 8 == 3 {
                // Somebody who did not see the answer.
                let again = self.insist(client, "/api/v1/orders", &placed.key, &placed.body).await;
                assert_eq!((text(&again["number"]), hundredths(&again["total"])), (placed.number.clone(), placed.total));
            }
            // What is prepaid does not leave before it is paid.
            if n % 8 == 5 && buyer % 4 != 3 {
                let path = format!("/api/v1/orders/{}/shipments", placed.number);
                let told = self.insist(warehouse, &path, &format!("ship-{n}"), &json!({"warehouse": "MSK"})).await;
                self.shipped.borrow_mut().push(text(&told["number"]));
            }
        }
    }

    /// Asks under the same key until it is acknowledged.
    pub async fn insist(&self, client: &Client, path: &str, key: &str, body: &Value) -> Value {
        let begun = Instant::now();
        loop {
            self.asked.set(self.asked.get() + 1);
            match attempt(client, path, key, body).await {
                Ok(told) => {
                    self.note_answer();
                    return told;
                }
                Err(why) => *self.unanswered.borrow_mut().entry(why).or_default() += 1,
            }
            assert!(begun.elapsed() < PATIENCE, "{key}: no answer for three minutes");
            sleep(Duration::from_millis(40)).await;
        }
    }

    fn note_answer(&self) {
        let (last, longest) = self.silence.get();
        let now = self.begun.elapsed();
        let first = last.is_zero();
        self.silence.set((now, if first { longest } else { longest.max(now.saturating_sub(last)) }));
    }
}

/// Asks once.
///
/// # Errors
/// In a few words, why it was not acknowledged: no answer, or the code of a refusal.
pub async fn attempt(client: &Client, path: &str, key: &str, body: &Value) -> Result<Value, String> {
    let request = client.request(Method::POST, path).header("idempotency-key", key).json(body);
    let answer = request.send().await.map_err(|_| "without an answer".to_owned())?;
    let (status, may_ask_again) = (answer.status().as_u16(), answer.headers().contains_key("retry-after"));
    let text = answer.text().await.map_err(|_| "with half an answer".to_owned())?;
    let told: Option<Value> = serde_json::from_str(&text).ok();
    match status {
        201 => Ok(told.unwrap_or_else(|| panic!("no JSON: {text}"))),
        503 => {
            assert!(may_ask_again, "503 without a time to ask again: {text}");
            Err(format!("told «{}»", told.and_then(|told| Some(told.get("code")?.as_str()?.to_owned())).unwrap_or(text)))
        }
        _ => panic!("{path} {key}: {status} {text}"),
    }
}

fn basket(n: usize) -> Value {
    json!({"lines": [
        {"sku": "DR-1", "quantity": (1 + n % 3).to_string()},
        {"sku": "GL-5", "quantity": (5 * (1 + n % 4)).to_string()},
    ]})
}

/// A word of an answer.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no word: {value}")).to_owned()
}

/// An amount of an answer in hundredths.
pub fn hundredths(value: &Value) -> i64 {
    let text = text(value);
    let (whole, part) = text.split_once('.').unwrap_or((&text, "00"));
    assert_eq!(part.len(), 2, "{text}");
    format!("{whole}{part}").parse().unwrap_or_else(|_| panic!("no amount: {text}"))
}
