//! What changed, told for the one panel: of a cart since it was seen last, of an order whose total rose, of an old order that is to
//! be placed again. The cart's page, the buyer's first page and ordering again call it.

use maud::{Markup, html};
use serde_json::Value;

use crate::orders::again::{Again, AgainLine};
use crate::orders::{Cart, CartLine};
use crate::platform::error::No;
use crate::platform::values::{Currency, Money, Quantity, UnitPrice};
use crate::platform::web::changes::{self, Difference, DifferenceKind};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Voice, components};

/// Why the order was not placed; a grown total is told as what changed.
pub(super) fn refused(l: Voice, no: &No, cart: &Cart) -> Markup {
    let refusal = match no {
        No::Refused(refusal) if refusal.code == "total_changed" => refusal,
        _ => return components::refusal(l, no),
    };
    let listed = refusal.more.get("changes").and_then(Value::as_array);
    let mut differences: Vec<Difference> = listed.into_iter().flatten().map(|change| price(l, change, cart)).collect();
    let sum = |name: &str| refusal.more.get(name).and_then(Value::as_str).and_then(|text| Money::parse(text).ok());
    if let (Some(was), Some(now)) = (sum("agreed_total"), sum("total")) {
        differences.push(Difference {
            subject: l.say("order-total"),
            kind: DifferenceKind::Total,
            before: l.money(was, cart.contract.currency),
            after: l.money(now, cart.contract.currency),
            is_better: now < was,
            agree: None,
        });
    }
    changes::panel(l, &l.tell(&refusal.message), &l.say("cart-changed-help"), &differences, &html! {})
}

/// A price of a refused order that is another than it was.
fn price(l: Voice, change: &Value, cart: &Cart) -> Difference {
    let told = |name: &str| change.get(name).and_then(Value::as_str).and_then(|text| UnitPrice::parse(text).ok());
    let written = |price: Option<UnitPrice>| price.map(|price| l.price(price, cart.contract.currency)).unwrap_or_default();
    let sku = change.get("sku").and_then(Value::as_str).unwrap_or_default();
    let line = cart.lines.iter().find(|line| line.priced.product.sku == sku);
    Difference {
        subject: line.map_or_else(|| l.say("changes-delivery"), |line| subject(l, line)),
        kind: DifferenceKind::Price,
        before: written(told("was")),
        after: written(told("now")),
        is_better: told("now") < told("was"),
        agree: None,
    }
}

fn subject(l: Voice, line: &CartLine) -> String {
    let product = &line.priced.product;
    format!("{} · {}", product.name_in(l.lang), product.sku)
}

/// What of a cart is not as its owner saw it last; nothing when all is.
pub(crate) fn since_seen(l: Voice, cart: &Cart) -> Vec<Difference> {
    cart.lines.iter().filter_map(|line| of_line(l, line, cart.contract.currency)).collect()
}

fn of_line(l: Voice, line: &CartLine, currency: Currency) -> Option<Difference> {
    let told = |kind: DifferenceKind, before: String, after: String, is_better: bool| {
        Some(Difference { subject: subject(l, line), kind, before, after, is_better, agree: None })
    };
    let seen = line.seen.map(|seen| l.price(seen, currency)).unwrap_or_default();
    if !line.is_allowed {
        return told(DifferenceKind::Removed, seen, l.say("changes-not-allowed"), false);
    }
    match (line.seen, &line.priced.quote) {
        (Some(was), Some(quote)) if was != quote.unit_price => {
            told(DifferenceKind::Price, seen, l.price(quote.unit_price, currency), quote.unit_price < was)
        }
        (Some(_), None) => told(DifferenceKind::Price, seen, l.say("changes-no-price"), false),
        (None, Some(quote)) => told(DifferenceKind::Price, String::new(), l.price(quote.unit_price, currency), true),
        _ => None,
    }
}

/// What there is too little of, for a page that does not show the cart itself.
fn short(l: Voice, cart: &Cart) -> Vec<Difference> {
    let is_short = |sku: &str| cart.warnings.iter().any(|w| w.code == "stock_short" && w.sku.as_deref() == Some(sku));
    let lines = cart.lines.iter().filter(|line| is_short(&line.priced.product.sku));
    let amount =
        |line: &CartLine, quantity: Quantity| format!("{} {}", l.quantity(quantity), line.priced.product.unit_name(l.lang));
    lines
        .map(|line| Difference {
            subject: subject(l, line),
            kind: DifferenceKind::Stock,
            before: amount(line, line.priced.quantity),
            after: line.stock.available.map_or_else(|| l.say("changes-little"), |there| amount(line, there)),
            is_better: false,
            agree: None,
        })
        .collect()
}

/// The panel on the cart's own page: prices that are others now, and the button that says that they were seen.
pub(super) fn on_cart(l: Voice, cart: &Cart, token: &str) -> Markup {
    let differences = since_seen(l, cart);
    let seen = seen_form(l, token, "/cart");
    changes::panel(l, &l.say("changes-since-title"), &l.say("changes-since-help"), &differences, &seen)
}

/// The panel on the first page after a while: the same, what there is too little of, and the way to the cart.
pub(crate) fn on_first_page(l: Voice, cart: &Cart, token: &str) -> Markup {
    let (prices, short) = (since_seen(l, cart), short(l, cart));
    let below = html! {
        div.actions {
            a.button.button--small href="/cart" { (l.say("changes-since-cart")) }
            @if !prices.is_empty() { (seen_form(l, token, "/")) }
        }
    };
    let differences = [prices, short].concat();
    changes::panel(l, &l.say("changes-since-title"), &l.say("changes-since-help"), &differences, &below)
}

fn seen_form(l: Voice, token: &str, back: &str) -> Markup {
    html! {
        form method="post" action="/cart/seen" data-once {
            (csrf_field(token))
            input type="hidden" name="back" value=(back);
            button.button--small type="submit" { (l.say("changes-since-seen")) }
        }
    }
}

/// What of an old order would be different today.
pub(super) fn of_again(l: Voice, again: &Again) -> Vec<Difference> {
    again.lines.iter().flat_map(|line| of_again_line(l, again.currency, line)).collect()
}

fn of_again_line(l: Voice, currency: Currency, line: &AgainLine) -> Vec<Difference> {
    let old = l.price(line.old.unit_price, currency);
    line.changes
        .iter()
        .map(|code| {
            let today = line.unit_price.map(|price| l.price(price, currency)).unwrap_or_default();
            let (kind, before, after) = match *code {
                "price" => (DifferenceKind::Price, old.clone(), today),
                "no_price" => (DifferenceKind::Price, old.clone(), l.say("changes-no-price")),
                "quantity" => (DifferenceKind::Quantity, l.quantity(line.old.quantity), l.quantity(line.quantity)),
                "stock_short" => (DifferenceKind::Stock, l.quantity(line.quantity), there(l, line)),
                _ => (DifferenceKind::Removed, l.quantity(line.old.quantity), l.say("changes-not-allowed")),
            };
            let is_better = *code == "price" && line.unit_price.is_some_and(|price| price < line.old.unit_price);
            let subject = format!("{} · {}", line.old.name_in(l.lang), line.old.sku);
            Difference { subject, kind, before, after, is_better, agree: None }
        })
        .collect()
}

/// What there is of it, as far as the partner may see.
fn there(l: Voice, line: &AgainLine) -> String {
    let available = line.stock.as_ref().and_then(|stock| stock.available);
    available.map_or_else(|| l.say("changes-little"), |there| l.quantity(there))
}
