//! The watch: notes what partners' people do as they do it, keeps it in memory, and writes it down a few times a second.
//! It stands around every door; it delays nobody, and loses the oldest notes when the database stays away.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use tokio::sync::Notify;

use super::feed::{self, Kind, NewAct};
use super::feed_store;
use super::tail::Tail;
use crate::access::reach::AccountId;
use crate::access::{Actor, Gate, PartnerId};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Kind as Refused, No};
use crate::platform::values::Clock;

/// Notes wait in memory at most so many; the oldest give way.
const AT_MOST: usize = 10_000;
const AT_ONCE: usize = 500;
/// How long notes gather before they are written together.
const GATHERING: Duration = Duration::from_millis(250);
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// The same person on the same kind of page within this time is one act.
const SAME_PAGE: Duration = Duration::from_secs(2);

/// Refusals that tell what a client wanted and could not have.
pub const REFUSALS: &[&str] = &[
    "stock_short",
    "over_credit_limit",
    "total_changed",
    "below_minimum_order",
    "below_minimum",
    "off_multiple",
    "not_whole",
    "not_positive",
    "no_price",
    "unknown_product",
    "no_contract",
    "contract_not_in_force",
    "cart_empty",
    "too_many_lines",
    "not_cancellable",
    "cancellation_asked",
    "shipment_blocked",
];

/// The kinds of pages there are.
pub const PAGES: &[&str] =
    &["home", "catalogue", "product", "cart", "order", "orders", "shipments", "requested", "money", "messages", "other"];

/// What a door lets the watch know beside its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hint {
    FoundNothing,
    Refused(&'static str),
}

/// A search found nothing: the watch cannot read it from the page.
pub fn found_nothing(request: &HttpRequest) {
    request.extensions_mut().insert(Hint::FoundNothing);
}

/// A page tells of a refusal: the watch cannot read it from the page.
pub fn refused(answer: &mut HttpResponse, no: &No) {
    if let Some(code) = code_of(no) {
        answer.extensions_mut().insert(Hint::Refused(code));
    }
}

/// The code worth telling of a refusal: its own, or that of its first field.
fn code_of(no: &No) -> Option<&'static str> {
    let No::Refused(refusal) = no else { return None };
    if matches!(refusal.kind, Refused::SignIn | Refused::NotFound | Refused::Busy) {
        return None;
    }
    std::iter::once(refusal.code).chain(refusal.faults.iter().map(|fault| fault.code)).find(|code| REFUSALS.contains(code))
}

/// Who is on which kind of page.
type Page = (AccountId, PartnerId, String);

struct Notes {
    waiting: Mutex<VecDeque<NewAct>>,
    pages: Mutex<HashMap<Page, Instant>>,
    some: Notify,
    clock: Clock,
}

/// The notes of this node. A clone is the same watch.
#[derive(Clone)]
pub struct Watch {
    notes: Arc<Notes>,
}

impl Watch {
    /// One with nothing noted yet.
    pub fn new(clock: Clock) -> Self {
        Self { notes: Arc::new(Notes { waiting: Mutex::default(), pages: Mutex::default(), some: Notify::new(), clock }) }
    }

    /// Keeps a note until it is written.
    pub fn note(&self, act: NewAct) {
        let mut waiting = self.notes.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push_back(act);
        let lost = drop_oldest(&mut waiting);
        drop(waiting);
        self.notes.some.notify_one();
        count_lost(lost);
    }

    /// Writes notes down as they come, until it is dropped. `tail` hears of it at once.
    pub async fn write_down(self, gate: Arc<Gate>, tail: Tail) {
        loop {
            self.notes.some.notified().await;
            tokio::time::sleep(GATHERING).await;
            while let Some(acts) = self.take() {
                let batch = Arc::new(acts);
                let kept = batch.clone();
                match gate.tend(move |tx| keep(tx, &kept)).await {
                    Ok(()) => tail.look_now(),
                    Err(error) => {
                        tracing::warn!(%error, acts = batch.len(), "what clients did waits to be written");
                        self.put_back(batch.to_vec());
                        tokio::time::sleep(AFTER_FAILURE).await;
                    }
                }
            }
        }
    }

    fn take(&self) -> Option<Vec<NewAct>> {
        let mut waiting = self.notes.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let count = waiting.len().min(AT_ONCE);
        (count > 0).then(|| waiting.drain(..count).collect())
    }

    fn put_back(&self, acts: Vec<NewAct>) {
        let mut waiting = self.notes.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for act in acts.into_iter().rev() {
            waiting.push_front(act);
        }
        let lost = drop_oldest(&mut waiting);
        drop(waiting);
        count_lost(lost);
    }

    /// Whether this page is a new act, and not the same one a moment later.
    fn is_new_page(&self, page: Page) -> bool {
        let now = Instant::now();
        let mut pages = self.notes.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= AT_MOST {
            pages.retain(|_, at| now.duration_since(*at) < SAME_PAGE);
        }
        let before = pages.insert(page.clone(), now);
        match before {
            Some(at) if now.duration_since(at) < SAME_PAGE => {
                pages.insert(page, at);
                false
            }
            _ => true,
        }
    }

    fn see<B>(&self, actor: &Actor, response: &ServiceResponse<B>) {
        let (Some(person), Some(company)) = (actor.person(), &actor.company) else { return };
        let Some((kind, what)) = deed(response) else { return };
        let page = what.split(' ').next().unwrap_or_default().to_owned();
        if kind == Kind::Page && !self.is_new_page((person.account, company.id, page)) {
            return;
        }
        let at = self.notes.clock.now();
        self.note(NewAct { at, partner: company.id, account: Some(person.account), kind, what, sum: None });
    }
}

fn drop_oldest(waiting: &mut VecDeque<NewAct>) -> usize {
    let lost = waiting.len().saturating_sub(AT_MOST);
    waiting.drain(..lost);
    lost
}

fn count_lost(lost: usize) {
    if lost > 0 {
        metrics::counter!("orderly_activity_lost_total").increment(lost as u64);
    }
}

/// The middleware. It stands behind the one that finds out who asks.
pub async fn notice(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let watch = request.app_data::<web::Data<Watch>>().cloned();
    let actor = request.extensions().get::<Arc<Actor>>().cloned();
    let response = next.call(request).await?;
    if let (Some(watch), Some(actor)) = (watch, actor) {
        watch.see(&actor, &response);
    }
    Ok(response)
}

/// What was done, as far as request and answer tell.
fn deed<B>(response: &ServiceResponse<B>) -> Option<(Kind, String)> {
    let (request, status) = (response.request(), response.status());
    let hint = response.response().extensions().get::<Hint>().copied();
    let found_nothing = request.extensions().get::<Hint>() == Some(&Hint::FoundNothing);
    if status.is_client_error() {
        let told = response.response().error().and_then(|error| error.as_error::<No>()).and_then(code_of);
        let hinted = if let Some(Hint::Refused(code)) = hint { Some(code) } else { None };
        return told.or(hinted).map(|code| (Kind::Refused, code.to_owned()));
    }
    if status.is_server_error() {
        return None;
    }
    let pattern = request.match_pattern()?;
    let path = pattern.strip_prefix("/api/v1").unwrap_or(&pattern);
    if *request.method() != Method::GET {
        let is_cart = path.starts_with("/cart/lines")
            || path.starts_with("/cart/aside")
            || path.ends_with("/reorder")
            || path == "/quick-order/cart"
            || path == "/lists/{id}/cart";
        return (is_cart && *request.method() != Method::HEAD).then(|| (Kind::Cart, String::new()));
    }
    if matches!(path, "/catalogue" | "/products")
        && let Some(words) = words(request.query_string())
    {
        let kind = if found_nothing { Kind::SearchEmpty } else { Kind::Search };
        return Some((kind, words));
    }
    let about = |name: &str| request.match_info().get(name).unwrap_or_default().chars().take(60).collect::<String>();
    page(path, about).map(|page| (Kind::Page, page))
}

/// What was searched for on the first page of what was found.
fn words(query: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
    if value("cursor").is_some_and(|cursor| !cursor.is_empty()) {
        return None;
    }
    value("q").filter(|words| !words.is_empty()).map(|words| words.chars().take(100).collect())
}

/// The kind of page behind a pattern, with the article or the number it is about. What programs ask for themselves is no page.
fn page(path: &str, about: impl Fn(&str) -> String) -> Option<String> {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let page = match first {
        "" => "home".to_owned(),
        "catalogue" | "categories" => "catalogue".to_owned(),
        "products" if path.contains("{sku}") => format!("product {}", about("sku")),
        "products" => "catalogue".to_owned(),
        "cart" => "cart".to_owned(),
        "quick-order" if path == "/quick-order" => "cart".to_owned(),
        "orders" if path.contains("{number}") => format!("order {}", about("number")),
        "orders" => "orders".to_owned(),
        "shipments" => "shipments".to_owned(),
        "requested" | "requested-items" => "requested".to_owned(),
        "money" | "invoices" | "payments" | "contracts" => "money".to_owned(),
        "messages" => "messages".to_owned(),
        "company" | "profile" | "account" => "other".to_owned(),
        _ => return None,
    };
    Some(page)
}

/// Writes notes with what the carts they tell of come to now; of several steps at one cart the last is told.
fn keep(tx: &mut Tx, acts: &[NewAct]) -> Answer<()> {
    let people: Vec<AccountId> = acts.iter().filter(|act| act.kind == Kind::Cart).filter_map(|act| act.account).collect();
    let carts = if people.is_empty() { Vec::new() } else { feed_store::carts_of(tx, &people)? };
    let is_last = |i: usize, act: &NewAct| {
        let is_same = |next: &NewAct| next.kind == Kind::Cart && (next.account, next.partner) == (act.account, act.partner);
        !acts.iter().skip(i + 1).any(is_same)
    };
    let told = acts.iter().enumerate().filter(|(i, act)| act.kind != Kind::Cart || is_last(*i, act)).map(|(_, act)| {
        let cart =
            carts.iter().find(|cart| act.kind == Kind::Cart && (Some(cart.account), cart.partner) == (act.account, act.partner));
        match cart {
            Some(cart) => {
                NewAct { what: cart.lines.to_string(), sum: cart.currency.map(|currency| (cart.amount, currency)), ..act.clone() }
            }
            None => act.clone(),
        }
    });
    let told: Vec<NewAct> = told.collect();
    feed::append(tx, &told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::Moment;
    use crate::platform::values::ids::Id;

    fn watch() -> Watch {
        Watch::new(Clock::System)
    }

    fn act(n: i64) -> NewAct {
        let (at, partner) = (Moment::from_micros(n), PartnerId::from_number(1));
        NewAct { at, partner, account: None, kind: Kind::Page, what: "cart".into(), sum: None }
    }

    #[test]
    fn what_cannot_be_written_stays_in_order_and_the_oldest_gives_way() {
        let watch = watch();
        (0..3).for_each(|n| watch.note(act(n)));
        let taken = watch.take().unwrap();
        watch.note(act(3));
        watch.put_back(taken);
        (4..AT_MOST as i64 + 2).for_each(|n| watch.note(act(n)));
        let first = watch.take().unwrap();
        assert_eq!((first.len(), first[0].at.micros(), first[1].at.micros()), (AT_ONCE, 2, 3));
    }

    #[test]
    fn the_same_kind_of_page_a_moment_later_is_no_new_act() {
        let watch = watch();
        let page = |person: i64, page: &str| (AccountId::from_number(person), PartnerId::from_number(1), page.to_owned());
        assert!(watch.is_new_page(page(1, "product")));
        assert!(!watch.is_new_page(page(1, "product")));
        assert!(watch.is_new_page(page(1, "cart")) && watch.is_new_page(page(2, "product")));
    }

    #[test]
    fn pages_are_told_by_their_kind_and_searches_by_their_words() {
        let about = |name: &str| format!("<{name}>");
        assert_eq!(page("/products/{sku}/price", about).as_deref(), Some("product <sku>"));
        assert_eq!(page("/orders/{number}", about).as_deref(), Some("order <number>"));
        assert_eq!((page("/orders", about).as_deref(), page("/sign-in", about)), (Some("orders"), None));
        assert_eq!(words("q=%20drill+18%20&category=").as_deref(), Some("drill 18"));
        assert_eq!((words("q="), words("q=drill&cursor=abc")), (None, None));
    }
}
