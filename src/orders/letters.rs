//! Letters about orders, in the language of the person who placed it: confirmation, cancellation, what left, new promised days,
//! goods that are there again. Verbs put them into the queue with `about`; the queue's worker has them written here.

use maud::html;
use serde::{Deserialize, Serialize};

use super::change::ChangeId;
use super::order::Order;
use super::words::Occasion;
use super::{change_letter, store};
use crate::access::Act;
use crate::access::accounts::people;
use crate::access::mail::Topic;
use crate::access::permission::marks::ReadOrders;
use crate::activity::notice::Asked;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::message::Message;
use crate::platform::post::Letter;
use crate::platform::queue;
use crate::platform::values::Money;
use crate::platform::web::Voice;
use crate::records::receipt;
use crate::{say, seller};

/// The kind of these jobs.
pub const KIND: &str = "order-letter";
/// The kind of the jobs that tell somebody that goods are there again.
pub const NOTICE: &str = "stock-notice";

/// What a job says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct About {
    /// The order's number.
    pub order: String,
    /// What it tells of.
    pub what: Occasion,
    /// The order's version that the letter tells of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// The shipment's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipment: Option<String>,
    /// What the buyer had agreed to, where the order came to less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<Money>,
    /// Why, in somebody's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The order's version since which it is different.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<i64>,
    /// The change that the letter is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeId>,
}

impl About {
    /// A letter about the order of a number, without anything more.
    pub fn of(order: &str, what: Occasion) -> Self {
        let order = order.to_owned();
        Self { order, what, version: None, shipment: None, agreed: None, reason: None, since: None, change: None }
    }

    /// What the letter is about, as its reader chooses among letters.
    pub fn topic(&self) -> Topic {
        match self.what {
            Occasion::Shipped | Occasion::Promised | Occasion::Arrived => Topic::Shipments,
            Occasion::Placed
            | Occasion::Cancelled
            | Occasion::CancellationRefused
            | Occasion::Changed
            | Occasion::ChangeProposed
            | Occasion::ChangeRefused => Topic::Orders,
        }
    }
}

/// Puts a letter about an order into the queue.
pub(super) fn about(tx: &mut Tx, order: &Order, what: Occasion, more: impl FnOnce(&mut About)) -> Answer<()> {
    let mut about = About { version: Some(order.version), ..About::of(&order.number, what) };
    more(&mut about);
    queue::enqueue(tx, KIND, &about)?;
    Ok(())
}

/// The letter of a job; none when there is nobody to write to.
pub fn letter(act: &mut Act<'_, ReadOrders>, (about, base_url): &(About, String)) -> Answer<Option<Letter>> {
    let (order, kept) = store::find(act.tx(), None, None, &about.order)?.ok_or_else(No::not_found)?;
    let Some(to) = people::correspondent_at(act.tx(), kept.placed_by, kept.partner)? else { return Ok(None) };
    let l = Voice { lang: to.lang, zone: seller::zone(act.tx())? };
    let subject = l.tell(&subject(about, &order));
    let link = format!("{base_url}/orders/{}", order.number);
    let id = match about.change {
        Some(change) => format!("{change}.{}", about.what),
        None => format!("{}.{}.{}", order.id, about.version.unwrap_or(order.version), about.what),
    };
    let mut body = match about.what {
        Occasion::Placed | Occasion::Cancelled => whole(&order, about, l),
        Occasion::Shipped => left(act, &order, about, l)?,
        Occasion::Changed | Occasion::ChangeProposed | Occasion::ChangeRefused => change_letter::contents(act, &order, about, l)?,
        Occasion::Promised | Occasion::Arrived => days(&order, about.reason.as_deref(), l),
        Occasion::CancellationRefused => days(&order, order.cancellation_refused.as_deref(), l),
    };
    if about.what == Occasion::Placed {
        let (partner, version) = (kept.partner.number(), about.version.unwrap_or(order.version));
        let leaf = receipt::leaf_of(act.tx(), partner, order.id.number(), version)?;
        body.below.extend(leaf.map(|leaf| recorded(l, &leaf, base_url)));
    }
    let (text, html) = (plain(&order, &body, &subject, &link), rich(&order, &body, &subject, &link));
    Ok(Some(Letter { to: to.login, name: to.name, text, html, subject, id }))
}

fn subject(about: &About, order: &Order) -> Message {
    match about.what {
        Occasion::Placed => say!("letter-order-placed", number = &order.number),
        Occasion::Cancelled => say!("letter-order-cancelled", number = &order.number),
        Occasion::Shipped => say!("letter-order-shipped", number = &order.number),
        Occasion::Promised => say!("letter-order-promised", number = &order.number),
        Occasion::Arrived => say!("letter-order-arrived", number = &order.number),
        Occasion::Changed => say!("letter-order-changed", number = &order.number),
        Occasion::ChangeProposed => say!("letter-change-proposed", number = &order.number),
        Occasion::ChangeRefused => say!("letter-change-refused", number = &order.number),
        Occasion::CancellationRefused => say!("letter-cancellation-refused", number = &order.number),
    }
}

/// What a letter says between its greeting and its link.
#[derive(Default)]
pub(super) struct Contents {
    /// Sentences above the rows.
    pub above: Vec<String>,
    /// Rows: article number, name, and what is said of it.
    pub rows: Vec<(String, String, String)>,
    /// Sentences below the rows.
    pub below: Vec<String>,
}

/// The order with its sums.
fn whole(order: &Order, about: &About, l: Voice) -> Contents {
    let mut body = Contents::default();
    if let Some(agreed) = about.agreed.filter(|agreed| *agreed > order.total) {
        let (was, now) = ((agreed, order.currency), (order.total, order.currency));
        body.above.push(l.tell(&say!("letter-total-fell", was = was, now = now)));
    }
    for line in &order.lines {
        let (quantity, price) = (l.quantity(line.quantity), l.price(line.unit_price, order.currency));
        let said = format!("{quantity} × {price} = {}", l.money(line.sum, order.currency));
        body.rows.push((line.sku.clone(), line.name_in(l.lang).to_owned(), said));
    }
    body.below.push(format!("{}: {}", l.say("order-total"), l.money(order.total, order.currency)));
    body.below.push(format!("{}: {}", l.say("order-vat-inside"), l.money(order.vat, order.currency)));
    body
}

/// What left, and the days of what is open.
fn left(act: &mut Act<'_, ReadOrders>, order: &Order, about: &About, l: Voice) -> Answer<Contents> {
    let number = about.shipment.clone().unwrap_or_default();
    let shipment = store::shipment(act.tx(), None, None, &number)?.ok_or_else(No::not_found)?;
    let mut body = Contents::default();
    body.above.push(l.tell(&say!("letter-shipment", number = &number, at = shipment.shipped_on)));
    for line in &shipment.lines {
        body.rows.push((line.sku.clone(), line.name_in(l.lang).to_owned(), l.quantity(line.quantity)));
    }
    let open = days(order, None, l);
    if !open.rows.is_empty() {
        body.below.push(format!("{}:", l.say("letter-still-open")));
        body.below.extend(open.rows.into_iter().map(|(sku, name, said)| format!("{sku}  {name}  {said}")));
    }
    Ok(body)
}

/// By what hash the order is recorded, and where that is checked without us.
fn recorded(l: Voice, leaf: &str, base_url: &str) -> String {
    l.tell(&say!("receipt-line", leaf = leaf, checker = format!("{base_url}/receipt.html")))
}

/// What is open, with its promised days; above it why, where somebody said so.
fn days(order: &Order, reason: Option<&str>, l: Voice) -> Contents {
    let mut body = Contents::default();
    if let Some(reason) = reason {
        body.above.push(l.tell(&say!("letter-reason", reason = reason)));
    }
    for line in order.lines.iter().filter(|line| line.open().is_positive()) {
        let day = line.promised_on().map_or_else(|| l.say("promise-none"), |day| l.tell(&say!("promise-by", day = day)));
        let said = format!("{}, {day}", l.quantity(line.open()));
        body.rows.push((line.sku.clone(), line.name_in(l.lang).to_owned(), said));
    }
    body
}

fn plain(order: &Order, body: &Contents, subject: &str, link: &str) -> String {
    let mut text = format!("{subject}\n{}\n\n", order.partner.name);
    for sentence in &body.above {
        text.push_str(&format!("{sentence}\n\n"));
    }
    for (sku, name, said) in &body.rows {
        text.push_str(&format!("{sku}  {name}  {said}\n"));
    }
    text.push('\n');
    for sentence in &body.below {
        text.push_str(&format!("{sentence}\n"));
    }
    text.push_str(&format!("\n{link}\n"));
    text
}

fn rich(order: &Order, body: &Contents, subject: &str, link: &str) -> String {
    html! {
        h1 { (subject) }
        p { (order.partner.name) }
        @for sentence in &body.above { p { (sentence) } }
        table { @for (sku, name, said) in &body.rows { tr { td { (sku) } td { (name) } td { (said) } } } }
        @for sentence in &body.below { p { (sentence) } }
        p { a href=(link) { (link) } }
    }
    .into_string()
}

/// The letter that tells somebody that goods are there again.
pub fn notice(act: &mut Act<'_, ReadOrders>, (asked, base_url): &(Asked, String)) -> Answer<Option<Letter>> {
    let Some(to) = people::correspondent_at(act.tx(), asked.account, asked.partner)? else { return Ok(None) };
    let l = Voice { lang: to.lang, zone: seller::zone(act.tx())? };
    let subject = l.tell(&say!("letter-there-again", sku = &asked.sku));
    let words = l.say("letter-there-again-help");
    let link = format!("{base_url}/products/{}", asked.sku);
    let html = html! { h1 { (subject) } p { (words) } p { a href=(link) { (link) } } }.into_string();
    let id = format!("notice.{}.{}.{}", asked.account, asked.product, act.moment().micros());
    Ok(Some(Letter { to: to.login, name: to.name, text: format!("{subject}\n\n{words}\n\n{link}\n"), html, subject, id }))
}
