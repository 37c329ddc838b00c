//! The page of an order's receipt, in plain words, and the file that goes with it.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use maud::{Markup, html};

use crate::access::permission::marks::ReadOrders;
use crate::access::{May, Routes};
use crate::orders::receipt::{self, Wanted};
use crate::platform::error::Answer;
use crate::platform::values::{Currency, Money};
use crate::platform::web::{Voice, components};
use crate::records::Receipt;
use crate::records::receipt::Worth;
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/orders/{number}/receipt", page);
    routes.get("/orders/{number}/receipt.json", file);
}

/// The way from an order to its receipt.
pub(super) fn link(l: Voice, number: &str) -> Markup {
    html! { a.button href={ "/orders/" (number) "/receipt" } { (l.say("receipt-link")) } }
}

/// The line of a printed order by which it is checked against the log.
pub(super) fn on_paper(l: Voice, leaf: Option<&str>, base: &str) -> Markup {
    html! { @if let Some(leaf) = leaf { p.print-only { (l.tell(&say!("receipt-line", leaf = leaf, checker = format!("{base}/receipt.html")))) } } }
}

async fn of(may: &May<ReadOrders>, number: String) -> Answer<Receipt> {
    may.read(Wanted { number, version: None }, receipt::look).await?.receipt().await
}

async fn file(may: May<ReadOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    let told = of(&may, number.into_inner()).await?;
    let name = format!("attachment; filename=\"receipt-{}.json\"", told.order.number);
    let mut answer = HttpResponse::Ok();
    answer.content_type("application/json").insert_header((header::CONTENT_DISPOSITION, name));
    Ok(answer.body(serde_json::to_string_pretty(&told)?))
}

async fn page(may: May<ReadOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    let l = may.voice();
    let told = of(&may, number.into_inner()).await?;
    let number = told.order.number.clone();
    let title = l.tell(&say!("receipt-title", number = &number));
    let (tone, words) = match Worth::of(&told) {
        Worth::Sealed => ("ok", "receipt-is-sealed"),
        Worth::Promised => ("warn", "receipt-is-promised"),
        Worth::Written => ("warn", "receipt-is-written"),
        Worth::Unproved => ("warn", "receipt-is-unproved"),
        Worth::Broken => ("error", "receipt-is-broken"),
    };
    let body = html! {
        nav.crumbs aria-label=(l.say("receipt-path")) { a href={ "/orders/" (number) } { (l.tell(&say!("order-title", number = &number))) } span { (title) } }
        div.page-head { div { h1 { (title) } p { (l.say("receipt-lede")) } }
            div.actions { a.button.button--primary href={ "/orders/" (number) "/receipt.json" } { (l.say("receipt-download")) } a.button href="/receipt.html" { (l.say("receipt-checker")) } } }
        div.stack { (components::notice(tone, &l.say(words))) (facts(l, &told)) section.card { h2 { (l.say("receipt-how")) } p { (l.say("receipt-how-more")) } } }
    };
    let mut frame = may.frame(title);
    frame.path = format!("/orders/{number}");
    Ok(may.page_in(&frame, &body))
}

fn facts(l: Voice, told: &Receipt) -> Markup {
    let place = told.record.place.map(|place| place.to_string()).unwrap_or_default();
    let total = match (Money::parse(&told.order.total), Currency::parse(&told.order.currency)) {
        (Ok(total), Some(currency)) => l.money(total, currency),
        _ => format!("{} {}", told.order.total, told.order.currency),
    };
    html! {
        section.card { dl.facts {
            div { (components::fact(&l.say("receipt-version"), &told.order.version.to_string())) }
            div { (components::fact(&l.say("receipt-total"), &total)) }
            div { (components::fact(&l.say("receipt-place"), &place)) }
            div { (components::fact(&l.say("receipt-leaf"), &told.record.leaf_hash)) }
            div { (components::fact(&l.say("receipt-key"), told.key.as_deref().unwrap_or_default())) }
            div { (components::fact(&l.say("receipt-witnesses"), &told.cosignatures.len().to_string())) }
        } }
    }
}
