//! Drives the portal over HTTP, as an administrator who imports and as buyers who order, day by day. Called by the program of this folder.
//! It looks at nothing but answers; what the database holds afterwards is proved elsewhere.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::agenda::{Agenda, Ordered};
use crate::convert::{Invoice, Line};
use crate::files::OPENING;
use crate::kit::House;
use crate::office::{self, Done};
use crate::tell;

pub const WORKERS: usize = 8;
const SHOWN: usize = 5;

/// How a day's orders went, and all days' together.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Orders accepted as expected.
    pub placed: usize,
    /// What went otherwise than the file says, by kind, each with its invoice.
    pub differences: BTreeMap<String, Vec<String>>,
    /// What the office did with the orders.
    pub office: Done,
    /// The last day on which anything was done.
    pub last_day: Option<NaiveDate>,
    orders: Vec<Ordered>,
    waits: Vec<Duration>,
    spent: Duration,
}

/// A portal's address and a way to it.
#[derive(Clone)]
pub struct Door {
    pub http: reqwest::Client,
    pub url: String,
}

#[derive(Deserialize)]
struct Imported {
    added: usize,
    changed: usize,
    unchanged: usize,
    refused: Vec<Value>,
}

/// Imports the files as the administrator does: all of each file, and a second time, which must change nothing.
pub async fn import(house: &House, files: &[(&'static str, String)]) {
    house.set_clock(moment(date(OPENING), 6));
    let administrator = house.administrator().await;
    let token = administrator.token.clone().expect("the administrator is signed in by a token");
    let door = Door::to(house);
    for (kind, text) in files {
        let rows = text.lines().count() - 1;
        let begun = Instant::now();
        let first = door.import(kind, "all_or_nothing", &token, text).await;
        let took = begun.elapsed();
        assert_eq!((first.added, first.changed, first.unchanged), (rows, 0, 0), "{kind}: every row is new");
        let again = door.import(kind, "skip_bad", &token, text).await;
        assert_eq!((again.added, again.changed, again.unchanged), (0, 0, rows), "{kind}: a second import changes nothing");
        tell(&format!("  {rows:>7} {kind} imported in {took:.1?}, and again in {:.1?}", begun.elapsed() - took));
    }
}

/// Lets the year go by: on each day its orders are placed, several buyers at once and each buyer's in their sequence; then the
/// office ships what is to be shipped and books what is paid, until nothing is left to do.
pub async fn replay(house: &House, invoices: &[Invoice]) -> Outcome {
    let door = Door::to(house);
    let mut all = Outcome::default();
    let mut agenda = Agenda::default();
    let mut days: VecDeque<&[Invoice]> = invoices.chunk_by(|one, next| one.day() == next.day()).collect();
    while let Some(day) = days.front().map(|invoices| date(invoices[0].day())).into_iter().chain(agenda.first_day()).min() {
        if days.front().is_some_and(|invoices| date(invoices[0].day()) == day)
            && let Some(invoices) = days.pop_front()
        {
            house.set_clock(moment(day, 12));
            let placed = place_day(house, &door, invoices).await;
            agenda.note_orders(day, &placed.orders);
            all.add(placed);
        }
        house.set_clock(moment(day, 14));
        let tasks = agenda.take(day);
        if !tasks.is_empty() {
            let token = house.administrator().await.token.expect("the administrator is signed in by a token");
            let (done, differences) = office::work(&door, &token, day, tasks, &mut agenda).await;
            all.office.add(&done);
            for (kind, what) in differences {
                all.differences.entry(kind).or_default().push(what);
            }
        }
        all.last_day = Some(day);
    }
    all
}

async fn place_day(house: &House, door: &Door, invoices: &[Invoice]) -> Outcome {
    let mut buyers: BTreeMap<&str, Vec<Invoice>> = BTreeMap::new();
    for invoice in invoices {
        buyers.entry(&invoice.login).or_default().push(invoice.clone());
    }
    let mut queue = VecDeque::new();
    for (login, invoices) in buyers {
        queue.push_back(Turn { token: house.session_for(login).await, invoices });
    }
    let begun = Instant::now();
    let mut outcome = place_all(door, queue).await;
    outcome.spent = begun.elapsed();
    outcome.orders.sort_by(|one, next| one.invoice.cmp(&next.invoice));
    outcome
}

/// What one buyer orders on a day.
struct Turn {
    token: String,
    invoices: Vec<Invoice>,
}

async fn place_all(door: &Door, queue: VecDeque<Turn>) -> Outcome {
    let queue = Arc::new(Mutex::new(queue));
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        workers.spawn(work(door.clone(), Arc::clone(&queue)));
    }
    let mut outcome = Outcome::default();
    while let Some(worker) = workers.join_next().await {
        outcome.add(worker.expect("a worker ends in peace"));
    }
    outcome
}

async fn work(door: Door, queue: Arc<Mutex<VecDeque<Turn>>>) -> Outcome {
    let mut outcome = Outcome::default();
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    while let Some(turn) = next() {
        for invoice in &turn.invoices {
            let begun = Instant::now();
            let placed = door.place(&turn.token, invoice).await;
            outcome.waits.push(begun.elapsed());
            match placed {
                Ok(number) => {
                    outcome.placed += 1;
                    outcome.orders.push(Ordered::of(invoice, number));
                }
                Err((kind, what)) => outcome.differences.entry(kind).or_default().push(format!("{}: {what}", invoice.number)),
            }
        }
    }
    outcome
}

#[derive(Deserialize)]
struct Placed {
    number: String,
    partner: Code,
    currency: String,
    your_number: Option<String>,
    total: String,
    lines: Vec<PlacedLine>,
}
#[derive(Deserialize)]
struct Code {
    code: String,
}
#[derive(Deserialize)]
struct PlacedLine {
    sku: String,
    quantity: String,
    unit_price: String,
    sum: String,
}

/// What went otherwise: its kind and what it was.
pub type Difference = (String, String);

impl Door {
    fn to(house: &House) -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(600))
            .pool_idle_timeout(Duration::from_secs(2))
            .build()
            .expect("a client");
        Self { http, url: house.url.trim_end_matches('/').to_owned() }
    }

    async fn import(&self, kind: &str, mode: &str, token: &str, text: &str) -> Imported {
        let url = format!("{}/api/v1/imports/{kind}?mode={mode}", self.url);
        let request = self.http.post(url).bearer_auth(token).header("Content-Type", "text/csv; charset=utf-8");
        let answer = request.body(text.to_owned()).send().await.expect("an answer to the import");
        let (status, body) = (answer.status(), answer.text().await.expect("the whole answer"));
        assert!(status.is_success(), "the import of {kind} was answered {status}: {body:.2000}");
        let told: Imported =
            serde_json::from_str(&body).unwrap_or_else(|e| panic!("the import of {kind} tells no counts: {e}: {body:.2000}"));
        let first: Vec<&Value> = told.refused.iter().take(SHOWN).collect();
        assert!(first.is_empty(), "{kind}: {} rows are refused, the first of them {first:?}", told.refused.len());
        told
    }

    async fn place(&self, token: &str, invoice: &Invoice) -> Result<String, Difference> {
        let lines: Vec<Value> =
            invoice.lines.iter().map(|line| json!({"sku": line.sku, "quantity": line.quantity.to_string()})).collect();
        let request = self.http.post(format!("{}/api/v1/orders", self.url)).bearer_auth(token);
        let request = request.header("Idempotency-Key", &invoice.number);
        let lost = |e: reqwest::Error| ("no answer".to_owned(), e.to_string());
        let request = request.json(&json!({"lines": lines, "your_number": invoice.number}));
        let answer = patiently(request).await.map_err(lost)?;
        let (status, is_repeat) = (answer.status(), answer.headers().contains_key("Idempotency-Replayed"));
        let body = answer.text().await.map_err(lost)?;
        if status != StatusCode::CREATED {
            let code = serde_json::from_str::<Value>(&body).ok().and_then(|problem| Some(problem["code"].as_str()?.to_owned()));
            return Err((format!("{} {}", status.as_u16(), code.unwrap_or_default()), format!("{body:.400}")));
        }
        if is_repeat {
            return Err(("taken for a repeat".to_owned(), format!("{body:.400}")));
        }
        let placed: Placed = serde_json::from_str(&body).map_err(|e| ("unreadable answer".to_owned(), e.to_string()))?;
        compare(invoice, &placed)?;
        Ok(placed.number)
    }
}

/// So often a house that says it is busy is asked again, under the same key.
const TRIES: usize = 30;

/// Sends a request, and again while the house is busy.
pub async fn patiently(request: reqwest::RequestBuilder) -> reqwest::Result<reqwest::Response> {
    for _ in 1..TRIES {
        let Some(again) = request.try_clone() else { break };
        let answer = again.send().await?;
        if answer.status() != StatusCode::SERVICE_UNAVAILABLE {
            return Ok(answer);
        }
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
    request.send().await
}

/// The answer against the file: whose it is, what is on it, and the total to the penny.
fn compare(invoice: &Invoice, placed: &Placed) -> Result<(), Difference> {
    let differs = |kind: &str, found: String| Err((kind.to_owned(), found));
    if placed.partner.code != invoice.partner || placed.currency != "GBP" {
        return differs("another partner or currency", format!("{} in {}", placed.partner.code, placed.currency));
    }
    if placed.your_number.as_deref() != Some(&invoice.number) {
        return differs("another number of the buyer", format!("{:?}", placed.your_number));
    }
    if placed.lines.len() != invoice.lines.len() {
        return differs("another count of lines", format!("{} instead of {}", placed.lines.len(), invoice.lines.len()));
    }
    let found: BTreeMap<&str, &PlacedLine> = placed.lines.iter().map(|line| (line.sku.as_str(), line)).collect();
    let odd = invoice.lines.iter().find(|line| !found.get(line.sku.as_str()).is_some_and(|found| is_same(line, found)));
    if let Some(line) = odd {
        let was = found.get(line.sku.as_str()).map(|found| format!("{} × {} = {}", found.quantity, found.unit_price, found.sum));
        return differs("another line", format!("{line:?} became {was:?}"));
    }
    if scaled(&placed.total, 2) != Some(invoice.expected_total) {
        return differs("another total", format!("{} instead of {} hundredths", placed.total, invoice.expected_total));
    }
    Ok(())
}

fn is_same(line: &Line, found: &PlacedLine) -> bool {
    scaled(&found.quantity, 3) == Some(line.quantity * 1000) && scaled(&found.unit_price, 4) == Some(line.price)
}

/// A number as text in its smallest steps; nothing when it is finer than that or no number.
pub fn scaled(text: &str, decimals: usize) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let rest = part.get(decimals..).unwrap_or("");
    let steps = part.get(..decimals).unwrap_or(part);
    if whole.is_empty() || !rest.bytes().all(|digit| digit == b'0') {
        return None;
    }
    format!("{whole}{steps:0<decimals$}").parse().ok()
}

/// `2010-12-01` as a day.
pub fn date(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Microseconds since 1970 at this hour of a day in UTC. At noon it is the same day in nearly every time zone a seller may have.
fn moment(day: NaiveDate, hour: u32) -> i64 {
    day.and_hms_opt(hour, 0, 0).expect("an hour").and_utc().timestamp_micros()
}

impl Outcome {
    fn add(&mut self, other: Self) {
        self.placed += other.placed;
        self.waits.extend(other.waits);
        self.spent += other.spent;
        self.orders.extend(other.orders);
        for (kind, invoices) in other.differences {
            self.differences.entry(kind).or_default().extend(invoices);
        }
    }

    /// Prints how fast it went and what differed.
    pub fn print(&mut self) {
        self.waits.sort_unstable();
        let part = |percent: usize| self.waits.get((self.waits.len() * percent / 100).min(self.waits.len().saturating_sub(1)));
        let seconds = self.spent.as_secs_f64();
        let rate = self.waits.len() as f64 / seconds.max(f64::EPSILON);
        tell(&format!("  {} of {} orders placed in {seconds:.1} s, {rate:.0} a second", self.placed, self.waits.len()));
        for percent in [50, 95, 99, 100] {
            tell(&format!("  {percent:>3} % of the answers within {:.1?}", part(percent).copied().unwrap_or_default()));
        }
        self.office.print();
        for (kind, invoices) in &self.differences {
            tell(&format!("  {} × {kind}", invoices.len()));
            invoices.iter().take(SHOWN).for_each(|invoice| tell(&format!("      {invoice}")));
        }
    }
}

/// What this process, portal and buyers together, holds of the machine's memory: now and at its most.
pub fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let figure = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or(" unknown");
        line.trim().trim_start_matches(':').trim().to_owned()
    };
    format!("resident {}, at most {}", figure("VmRSS"), figure("VmHWM"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(price: &str, total: &str) -> Placed {
        let line = PlacedLine { sku: "85123A".into(), quantity: "6".into(), unit_price: price.into(), sum: "15.30".into() };
        Placed {
            number: "000001".into(),
            partner: Code { code: "C1".into() },
            currency: "GBP".into(),
            your_number: Some("1001".into()),
            total: total.into(),
            lines: vec![line],
        }
    }

    #[test]
    fn a_penny_is_a_difference() {
        let invoice = Invoice {
            number: "1001".into(),
            at: "2010-12-01 08:26:00".into(),
            partner: "C1".into(),
            login: "c1@customers.example".into(),
            lines: vec![Line { sku: "85123A".into(), quantity: 6, price: 25_500 }],
            expected_total: 1530,
        };
        assert_eq!(compare(&invoice, &answer("2.5500", "15.30")), Ok(()));
        let kind = |placed: &Placed| compare(&invoice, placed).unwrap_err().0;
        assert_eq!(kind(&answer("2.55", "15.31")), "another total");
        assert_eq!(kind(&answer("2.5501", "15.30")), "another line");
        assert_eq!(kind(&Placed { lines: vec![], ..answer("2.55", "15.30") }), "another count of lines");
    }

    #[test]
    fn texts_are_scaled_exactly() {
        assert_eq!((scaled("12", 2), scaled("12.5", 2), scaled("12.500", 2)), (Some(1200), Some(1250), Some(1250)));
        assert_eq!((scaled("12.501", 2), scaled("twelve", 2), scaled("", 2)), (None, None, None));
    }
}
