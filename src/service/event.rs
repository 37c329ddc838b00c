//! Sentences of the time line: what each kind of record and act says, in which group it stands, where it leads.
//! Pure; names and personal texts are put beside the sentence by whoever reads them.

use serde_json::Value;

use crate::platform::message::{Arg, Message};
use crate::platform::values::{Currency, Money};
use crate::platform::web::paths;

crate::words! {
    /// What the time line can be narrowed to.
    pub enum Group {
        /// What the client's people did in the portal.
        Acts = "acts",
        /// Orders.
        Orders = "orders",
        /// Quotes.
        Quotes = "quotes",
        /// Shipments.
        Shipments = "shipments",
        /// Invoices, their deferral and dispute.
        Invoices = "invoices",
        /// Payments.
        Payments = "payments",
        /// Shipment blocks.
        Blocks = "blocks",
        /// Messages, answers and calls.
        Messages = "messages",
        /// Requests: higher limits, and what was searched for in vain.
        Requests = "requests",
        /// Notes of our staff and tasks done.
        Notes = "notes",
        /// Agents acting for the client.
        Behalf = "behalf",
        /// Contracts, limits, discounts.
        Terms = "terms",
    }
}

/// The kinds of the journal that the time line tells: the group and the sentence of each.
const RECORDS: &[(&str, Group, &str)] = &[
    ("order.placed", Group::Orders, "timeline-order-placed"),
    ("order.changed", Group::Orders, "timeline-order-changed"),
    ("order.change_asked", Group::Orders, "timeline-order-change-asked"),
    ("order.change_proposed", Group::Orders, "timeline-order-change-proposed"),
    ("order.change_refused", Group::Orders, "timeline-order-change-refused"),
    ("order.change_withdrawn", Group::Orders, "timeline-order-change-withdrawn"),
    ("order.cancelled", Group::Orders, "timeline-order-cancelled"),
    ("order.cancellation_asked", Group::Orders, "timeline-order-cancellation-asked"),
    ("order.cancellation_refused", Group::Orders, "timeline-order-cancellation-refused"),
    ("order.promised", Group::Orders, "timeline-order-promised"),
    ("order.picking_begun", Group::Orders, "timeline-order-picking-begun"),
    ("order.picking_stopped", Group::Orders, "timeline-order-picking-stopped"),
    ("quote.asked", Group::Quotes, "timeline-quote-asked"),
    ("quote.awaiting_second", Group::Quotes, "timeline-quote-awaiting-second"),
    ("quote.second_refused", Group::Quotes, "timeline-quote-second-refused"),
    ("quote.offered", Group::Quotes, "timeline-quote-offered"),
    ("quote.accepted", Group::Quotes, "timeline-quote-accepted"),
    ("quote.declined", Group::Quotes, "timeline-quote-declined"),
    ("quote.withdrawn", Group::Quotes, "timeline-quote-withdrawn"),
    ("standing.made", Group::Orders, "timeline-standing-made"),
    ("standing.changed", Group::Orders, "timeline-standing-changed"),
    ("standing.passed", Group::Orders, "timeline-standing-passed"),
    ("standing.refused", Group::Orders, "timeline-standing-refused"),
    ("standing.paused", Group::Orders, "timeline-standing-paused"),
    ("order.shipped", Group::Shipments, "timeline-order-shipped"),
    ("invoice.issued", Group::Invoices, "timeline-invoice-issued"),
    ("invoice.deferred", Group::Invoices, "timeline-invoice-deferred"),
    ("invoice.disputed", Group::Invoices, "timeline-invoice-disputed"),
    ("invoice.settled", Group::Invoices, "timeline-invoice-settled"),
    ("balance.opened", Group::Invoices, "timeline-balance-owed"),
    ("credit_note.posted", Group::Invoices, "timeline-credit-note-posted"),
    ("credit_note.reversed", Group::Invoices, "timeline-credit-note-reversed"),
    ("payment.booked", Group::Payments, "timeline-payment-booked"),
    ("payment.reversed", Group::Payments, "timeline-payment-reversed"),
    ("block.began", Group::Blocks, "timeline-block-began"),
    ("block.ended", Group::Blocks, "timeline-block-ended"),
    ("client.message", Group::Messages, "timeline-message"),
    ("client.call", Group::Messages, "timeline-call"),
    ("client.note", Group::Notes, "timeline-note"),
    ("client.cart_opened", Group::Notes, "timeline-cart-opened"),
    ("task.done", Group::Notes, "timeline-task-done"),
    ("limit.asked", Group::Requests, "timeline-limit-asked"),
    ("limit.answered", Group::Requests, "timeline-limit-answered"),
    ("limit.set", Group::Terms, "timeline-limit-changed"),
    ("limit.changed", Group::Terms, "timeline-limit-changed"),
    ("discount.granted", Group::Terms, "timeline-discount-granted"),
    ("code.given", Group::Terms, "timeline-code-given"),
    ("contract.put", Group::Terms, "timeline-contract-put"),
    ("representation.began", Group::Behalf, "timeline-behalf-began"),
    ("representation.ended", Group::Behalf, "timeline-behalf-ended"),
    ("representation.permitted", Group::Behalf, "timeline-behalf-permitted"),
];

/// The kinds of the feed that the journal does not keep, with the sentence of each.
const ACTS: &[(&str, &str)] = &[
    ("page", "timeline-act-page"),
    ("search", "timeline-act-search"),
    ("search_empty", "timeline-act-search-empty"),
    ("cart", "timeline-act-cart"),
    ("refused", "timeline-act-refused"),
    ("signed_in", "timeline-act-signed-in"),
    ("signed_out", "timeline-act-signed-out"),
];

/// The kinds of records that these groups hold; all of them when none is named.
pub fn record_kinds(groups: &[Group]) -> Vec<&'static str> {
    let is_in = |group: &Group| groups.is_empty() || groups.contains(group);
    RECORDS.iter().filter(|(_, group, _)| is_in(group)).map(|(kind, ..)| *kind).collect()
}

/// The kinds of acts that these groups hold; all of them when none is named.
pub fn act_kinds(groups: &[Group]) -> Vec<&'static str> {
    let is_in = |kind: &str| groups.is_empty() || groups.contains(&act_group(kind));
    ACTS.iter().map(|(kind, _)| *kind).filter(|kind| is_in(kind)).collect()
}

/// Where an act stands: what was searched for in vain is a request.
fn act_group(kind: &str) -> Group {
    if kind == "search_empty" { Group::Requests } else { Group::Acts }
}

/// What a line says: its group, its sentence, and where it leads.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The group.
    pub group: Group,
    /// The sentence.
    pub sentence: Message,
    /// The address of the document, if it has one.
    pub link: Option<String>,
}

/// A word of the facts: a text, or the number or code of what stands there.
fn word<'v>(facts: &'v Value, names: &[&str]) -> Option<&'v str> {
    names.iter().find_map(|name| match facts.get(*name)? {
        Value::String(text) => Some(text.as_str()),
        Value::Object(inner) => inner.get("number").or_else(|| inner.get("code"))?.as_str(),
        _ => None,
    })
}

fn amount(facts: &Value, names: &[&str]) -> Arg {
    let found = names.iter().find_map(|name| Money::parse(facts.get(*name)?.as_str()?).ok());
    let currency = facts.get("currency").and_then(Value::as_str).and_then(Currency::parse);
    match (found, currency) {
        (Some(amount), Some(currency)) => Arg::Money(amount, currency),
        (Some(amount), None) => Arg::Text(amount.decimal().to_string()),
        (None, _) => Arg::Text("—".to_owned()),
    }
}

fn day(facts: &Value, names: &[&str]) -> Arg {
    let found: Option<chrono::NaiveDate> = names.iter().find_map(|name| facts.get(*name)?.as_str()?.parse().ok());
    found.map_or_else(|| Arg::Text("—".to_owned()), Arg::Day)
}

/// What a record of the journal says.
pub fn of_record(kind: &str, facts: &Value) -> Option<Said> {
    let (_, group, id) = *RECORDS.iter().find(|(known, ..)| *known == kind)?;
    let contract = word(facts, &["contract"]);
    let invoice = word(facts, &["invoice"]);
    // A record of goods that left holds the whole order, and the shipment beside it.
    let number = word(facts, if group == Group::Shipments { &["shipment", "number"] } else { &["number"] });
    let order = word(facts, &["order"]);
    let promise = facts.get("promise").unwrap_or(facts);
    let text = |word: Option<&str>| Arg::Text(word.unwrap_or("—").to_owned());
    let is_answer = kind == "client.message" && facts.get("answers").is_some_and(Value::is_string);
    // What was paid in advance is brought in as a payment.
    let is_advance = kind == "balance.opened" && facts.get("payment").is_some();
    let id = match (is_answer, is_advance) {
        (true, _) => "timeline-answer",
        (_, true) => "timeline-balance-advance",
        _ => id,
    };
    let args = vec![
        ("number", text(number.or(order))),
        ("order", text(order)),
        ("invoice", text(invoice)),
        ("contract", text(contract)),
        ("sum", amount(facts, &["total", "amount", "limit", "asked", "is", "overdue"])),
        ("until", day(promise, &["until", "promised_on", "valid_until"])),
        ("reason", text(word(promise, &["reason", "reference", "why"]).filter(|words| !words.is_empty()))),
        ("name", text(word(facts, &["code", "name"]))),
    ];
    let link = match group {
        Group::Orders => number.or(order).map(|number| format!("/orders/{number}")),
        Group::Quotes => number.map(|number| format!("/quotes/{number}")),
        Group::Shipments => number.map(|number| format!("/shipments/{number}")),
        Group::Invoices if is_advance => contract.map(paths::contract),
        Group::Invoices => invoice.or(number).map(|number| format!("/invoices/{number}")),
        Group::Payments | Group::Blocks | Group::Requests => contract.map(paths::contract),
        Group::Terms if kind == "contract.put" => number.map(paths::contract),
        Group::Terms => contract.map(paths::contract),
        Group::Acts | Group::Messages | Group::Notes | Group::Behalf => None,
    };
    Some(Said { group, sentence: Message { id, args }, link })
}

/// What an act of the feed says.
pub fn of_act(kind: &str, what: &str, sum: Option<(Money, Currency)>) -> Option<Said> {
    let (_, id) = *ACTS.iter().find(|(known, _)| *known == kind)?;
    let sum = sum.map_or_else(|| Arg::Text("—".to_owned()), |(amount, currency)| Arg::Money(amount, currency));
    let (page, rest) = what.split_once(' ').unwrap_or((what, ""));
    let (args, link) = match kind {
        "page" => (vec![("page", inner(page_name(page))), ("what", Arg::Text(rest.to_owned()))], page_link(page, rest)),
        "refused" => (vec![("what", inner(refusal_name(what)))], None),
        _ => (vec![("what", Arg::Text(what.to_owned())), ("sum", sum)], None),
    };
    Some(Said { group: act_group(kind), sentence: Message { id, args }, link })
}

fn inner(id: &'static str) -> Arg {
    Arg::Inner(Box::new(Message::plain(id)))
}

/// The name of a refusal by its code.
pub fn refusal_name(code: &str) -> &'static str {
    match code {
        "stock_short" => "timeline-refused-stock",
        "over_credit_limit" => "timeline-refused-credit",
        "total_changed" => "timeline-refused-total",
        "below_minimum_order" => "timeline-refused-minimum",
        "below_minimum" | "off_multiple" | "not_whole" | "not_positive" => "timeline-refused-quantity",
        "no_price" | "unknown_product" | "no_contract" | "contract_not_in_force" => "timeline-refused-contract",
        "not_cancellable" | "cancellation_asked" => "timeline-refused-cancelling",
        "shipment_blocked" => "timeline-refused-blocked",
        _ => "timeline-refused-other",
    }
}

/// The name of a kind of page.
fn page_name(page: &str) -> &'static str {
    match page {
        "home" => "timeline-page-home",
        "catalogue" => "timeline-page-catalogue",
        "product" => "timeline-page-product",
        "cart" => "timeline-page-cart",
        "order" => "timeline-page-order",
        "orders" => "timeline-page-orders",
        "shipments" => "timeline-page-shipments",
        "requested" => "timeline-page-requested",
        "money" => "timeline-page-money",
        "messages" => "timeline-page-messages",
        _ => "timeline-page-other",
    }
}

fn page_link(page: &str, rest: &str) -> Option<String> {
    match page {
        _ if rest.is_empty() => None,
        "order" => Some(format!("/orders/{rest}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_kind_says_something_in_both_languages_and_stands_in_one_group() {
        use crate::platform::web::{Lang, Voice};
        for lang in [Lang::Ru, Lang::En] {
            let l = Voice { lang, zone: chrono_tz::Tz::UTC };
            for (kind, _, id) in RECORDS {
                let said = of_record(kind, &json!({})).unwrap();
                assert!(!l.tell(&said.sentence).contains(id) && !l.tell(&said.sentence).contains('{'), "{kind}");
                assert_eq!(said.link, None, "{kind}");
            }
            for (kind, id) in ACTS {
                let said = of_act(kind, "catalogue", None).unwrap();
                assert!(!l.tell(&said.sentence).contains(id), "{kind}");
            }
            for group in Group::ALL {
                assert!(!l.say(&format!("timeline-group-{group}")).starts_with("timeline"), "{group}");
            }
        }
        let mut kinds = record_kinds(Group::ALL);
        kinds.sort_unstable();
        kinds.dedup();
        assert_eq!((kinds.len(), record_kinds(&[]).len()), (RECORDS.len(), RECORDS.len()));
    }

    #[test]
    fn what_was_searched_for_in_vain_stands_among_the_requests_alone() {
        assert!(!act_kinds(&[Group::Acts]).contains(&"search_empty") && act_kinds(&[Group::Acts]).contains(&"search"));
        assert_eq!((act_kinds(&[Group::Requests]), act_kinds(&[Group::Notes])), (vec!["search_empty"], Vec::new()));
        assert_eq!(act_kinds(&[]).len(), ACTS.len());
    }

    #[test]
    fn a_document_is_linked_by_its_number() {
        let facts =
            json!({"number": "000001", "shipment": {"number": "000001-1"}, "invoice": "77", "contract": {"number": "A-1"}});
        let link = |kind: &str| of_record(kind, &facts).and_then(|said| said.link).unwrap();
        assert_eq!(link("order.shipped"), "/shipments/000001-1");
        assert_eq!(link("invoice.issued"), "/invoices/77");
        assert_eq!(link("payment.booked"), "/contracts/A-1");
        assert_eq!(link("balance.opened"), "/invoices/77");
        let advance = of_record("balance.opened", &json!({"payment": "pay_1", "contract": "A-1", "amount": "5.00"})).unwrap();
        assert_eq!((advance.sentence.id, advance.link.as_deref()), ("timeline-balance-advance", Some("/contracts/A-1")));
        assert_eq!(of_record("order.placed", &json!({"number": "000001"})).unwrap().link.unwrap(), "/orders/000001");
        assert_eq!(of_record("session.began", &facts), None);
    }
}
