//! The office at work over HTTP: ships orders, looks at the invoices that come of it, books payments, takes some back.
//! Called by `replay`, which keeps the days. It looks at nothing but answers.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::agenda::{Agenda, Ordered, Task, Way};
use crate::replay::{Difference, Door, WORKERS, date, patiently, scaled};
use crate::tell;

/// Days to pay in.
const NET_DAYS: u64 = 30;
/// In hundredths.
const TOO_MUCH: i64 = 500;

/// What was done.
#[derive(Debug, Default)]
pub struct Done {
    shipments: usize,
    payments: usize,
    taken_back: usize,
    spent: Duration,
}

impl Done {
    /// Adds what was done on another day.
    pub fn add(&mut self, other: &Self) {
        self.shipments += other.shipments;
        self.payments += other.payments;
        self.taken_back += other.taken_back;
        self.spent += other.spent;
    }

    /// Prints how much it was and how fast it went.
    pub fn print(&self) {
        let Self { shipments, payments, taken_back, spent } = self;
        let seconds = spent.as_secs_f64();
        let rate = (shipments + payments) as f64 / seconds.max(f64::EPSILON);
        tell(&format!(
            "  {shipments} shipments and {payments} payments in {seconds:.1} s, {rate:.0} a second; {taken_back} taken back"
        ));
    }
}

/// What follows from a task: a task of a later day, or an invoice to be paid.
enum Next {
    Task(NaiveDate, Task),
    Invoice { number: String, contract: String, due_on: NaiveDate },
}

/// How a task went: what follows, how many payments were booked and taken back.
#[derive(Default)]
struct Went {
    next: Vec<Next>,
    shipments: usize,
    payments: usize,
    taken_back: usize,
}

/// Does the tasks of a day; what follows goes to the agenda. Several people are at work, but one at a time has a customer's account
/// before him: what is open on an invoice is still open when it is paid.
pub async fn work(door: &Door, token: &str, day: NaiveDate, tasks: Vec<Task>, agenda: &mut Agenda) -> (Done, Vec<Difference>) {
    let begun = Instant::now();
    let queue = Arc::new(Mutex::new(by_contract(tasks)));
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        let desk = Desk { door: door.clone(), token: token.to_owned(), day };
        workers.spawn(desk.work(Arc::clone(&queue)));
    }
    let (mut done, mut differences) = (Done::default(), Vec::new());
    while let Some(worker) = workers.join_next().await {
        for outcome in worker.expect("a worker ends in peace") {
            match outcome {
                Ok(went) => note(went, &mut done, agenda),
                Err(difference) => differences.push(difference),
            }
        }
    }
    done.spent = begun.elapsed();
    (done, differences)
}

/// The tasks of each contract, in the order of the first of each.
fn by_contract(tasks: Vec<Task>) -> VecDeque<Vec<Task>> {
    let (mut found, mut of) = (VecDeque::<Vec<Task>>::new(), HashMap::new());
    for task in tasks {
        let n = *of.entry(task.contract().to_owned()).or_insert(found.len());
        match found.get_mut(n) {
            Some(others) => others.push(task),
            None => found.push_back(vec![task]),
        }
    }
    found
}

fn note(went: Went, done: &mut Done, agenda: &mut Agenda) {
    done.shipments += went.shipments;
    done.payments += went.payments;
    done.taken_back += went.taken_back;
    for next in went.next {
        match next {
            Next::Task(day, task) => agenda.add(day, task),
            Next::Invoice { number, contract, due_on } => agenda.note_invoice(number, contract, due_on),
        }
    }
}

/// Somebody of the office on one day.
struct Desk {
    door: Door,
    token: String,
    day: NaiveDate,
}

impl Desk {
    async fn work(self, queue: Arc<Mutex<VecDeque<Vec<Task>>>>) -> Vec<Result<Went, Difference>> {
        let mut outcomes = Vec::new();
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        while let Some(tasks) = next() {
            for task in tasks {
                outcomes.push(match task {
                    Task::Ship { order, is_half } => self.ship(order, is_half).await,
                    Task::Pay { invoice, contract, how } => self.pay(invoice, contract, how).await,
                });
            }
        }
        outcomes
    }

    async fn ask(&self, method: Method, path: &str, key: &str, body: Option<Value>) -> Result<Value, Difference> {
        let mut request = self.door.http.request(method, format!("{}/api/v1{path}", self.door.url)).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.header("Idempotency-Key", key).json(&body);
        }
        let lost = |e: reqwest::Error| ("no answer".to_owned(), format!("{path}: {e}"));
        let answer = patiently(request).await.map_err(lost)?;
        let (status, is_repeat) = (answer.status(), answer.headers().contains_key("Idempotency-Replayed"));
        let text = answer.text().await.map_err(lost)?;
        let told: Value = serde_json::from_str(&text).unwrap_or_default();
        if !matches!(status, StatusCode::OK | StatusCode::CREATED) || is_repeat {
            let code = told["code"].as_str().unwrap_or_default();
            return Err((format!("{} {code}", status.as_u16()), format!("{path}: {text:.400}")));
        }
        Ok(told)
    }

    async fn ship(&self, order: Ordered, is_half: bool) -> Result<Went, Difference> {
        let mut wanted = json!({"warehouse": "UK"});
        let half = order.first_half().filter(|_| is_half);
        if let Some(half) = &half {
            let lines = half.iter().map(|(sku, quantity)| json!({"sku": sku, "quantity": quantity.to_string()}));
            wanted["lines"] = lines.collect();
        }
        let key = format!("ship-{}-{}", order.invoice, if is_half { 1 } else { 2 });
        let shipped = self.ask(Method::POST, &format!("/orders/{}/shipments", order.number), &key, Some(wanted)).await?;
        let number = text(&shipped, "invoice")?;
        let invoice = self.ask(Method::GET, &format!("/invoices/{number}"), "", None).await?;
        let due_on = date(&text(&invoice, "due_on")?);
        let whole = shipped["number"].as_str().is_some_and(|number| number.ends_with("-1")) && !is_half;
        let total = amount(&invoice, "total")?;
        if (whole && total != order.total) || (!whole && !(0..=order.total).contains(&total)) {
            return Err((
                "another sum of an invoice".into(),
                format!("{number}: {total} of {} for {}", order.total, order.invoice),
            ));
        }
        if due_on != self.day + Days::new(NET_DAYS) || text(&invoice, "contract")? != order.contract {
            return Err(("another day or contract of an invoice".into(), invoice.to_string()));
        }
        let mut next = vec![Next::Invoice { number, contract: order.contract.clone(), due_on }];
        if half.is_some() {
            next.push(Next::Task(self.day + Days::new(1), Task::Ship { order, is_half: false }));
        }
        Ok(Went { next, shipments: 1, ..Went::default() })
    }

    async fn pay(&self, invoice: String, contract: String, how: Way) -> Result<Went, Difference> {
        let seen = self.ask(Method::GET, &format!("/invoices/{invoice}"), "", None).await?;
        let open = amount(&seen, "open")?;
        // What was paid too much before has paid this one already.
        if open == 0 {
            return Ok(Went::default());
        }
        let mut went = Went { payments: 1, ..Went::default() };
        let again = |went: &mut Went| {
            let task = Task::Pay { invoice: invoice.clone(), contract: contract.clone(), how: Way::Whole };
            went.next.push(Next::Task(self.day + Days::new(1), task));
        };
        let named = Some(invoice.as_str());
        match how {
            Way::Whole => self.book(&contract, open, &invoice, named, 0).await?,
            Way::Unnamed => {
                let has_others = self.has_others_open(&contract).await?;
                // Should it have gone to another one that was taken back just now, this one is looked at once more.
                again(&mut went);
                self.book(&contract, open, &invoice, named.filter(|_| has_others), 0).await?
            }
            Way::InParts => {
                again(&mut went);
                self.book(&contract, (open / 2).max(1), &invoice, named, 0).await?
            }
            Way::TooMuch => self.book(&contract, open + TOO_MUCH, &invoice, named, TOO_MUCH).await?,
            Way::ByMistake => {
                let payment = self.book(&contract, open, &invoice, named, 0).await?;
                let reason = json!({"reason": "Booked to the wrong customer"});
                self.ask(Method::POST, &format!("/payments/{payment}/reversals"), &format!("undo-{invoice}"), Some(reason))
                    .await?;
                went.taken_back = 1;
                again(&mut went);
                payment
            }
        };
        Ok(went)
    }
}

impl Desk {
    /// Whether a contract has anything else to pay than one invoice that is not overdue.
    async fn has_others_open(&self, contract: &str) -> Result<bool, Difference> {
        Ok(self.count(contract, "open").await? != 1 || self.count(contract, "overdue").await? != 0)
    }

    /// How many invoices of a contract stand so; no more than two are counted.
    async fn count(&self, contract: &str, state: &str) -> Result<usize, Difference> {
        let path = format!("/invoices?contract={contract}&state={state}&limit=2");
        let found = self.ask(Method::GET, &path, "", None).await?;
        Ok(found["items"].as_array().map_or(0, Vec::len))
    }

    /// Books a payment; answers its id. What is named takes all but what is too much.
    async fn book(
        &self,
        contract: &str,
        hundredths: i64,
        invoice: &str,
        named: Option<&str>,
        left: i64,
    ) -> Result<String, Difference> {
        let sum = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        let mut given = json!({
            "contract": contract, "amount": sum, "currency": "GBP", "paid_on": self.day, "reference": format!("Invoice {invoice}"),
        });
        if let Some(named) = named {
            given["invoices"] = json!([named]);
        }
        let booked = self.ask(Method::POST, "/payments", &format!("pay-{invoice}-{}", self.day), Some(given)).await?;
        let advance = amount(&booked, "advance")?;
        let parts = booked["allocated"].as_array().cloned().unwrap_or_default();
        let mut taken = 0;
        for part in &parts {
            taken += amount(part, "amount")?;
        }
        let is_meant = named.is_none_or(|named| parts.iter().all(|part| part["invoice"] == named) && advance == left);
        if taken + advance != hundredths || !is_meant {
            return Err(("another allocation of a payment".into(), format!("{sum} for {invoice}: {booked}")));
        }
        text(&booked, "id")
    }
}

fn text(told: &Value, name: &str) -> Result<String, Difference> {
    let found = told[name].as_str().map(str::to_owned);
    found.ok_or_else(|| ("unreadable answer".into(), format!("no {name} in {told:.400}")))
}

/// An amount in hundredths.
fn amount(told: &Value, name: &str) -> Result<i64, Difference> {
    let found = told[name].as_str().and_then(|text| scaled(text, 2));
    found.ok_or_else(|| ("unreadable answer".into(), format!("no amount {name} in {told:.400}")))
}
