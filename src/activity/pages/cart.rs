//! A client's open carts as staff see them.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use crate::access::permission::marks::WatchClients;
use crate::access::{May, Routes};
use crate::activity::carts::{self, OpenCart, OpenLine, Wish};
use crate::platform::error::Answer;
use crate::platform::web::{Lang, Params, Voice, components, paths};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/partners/{code}/cart", page);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    person: Option<String>,
}

async fn page(may: May<WatchClients>, code: web::Path<String>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let l = may.voice();
    let opened = may.write(Wish { code: code.into_inner(), person: query.person }, carts::open).await?;
    let body = html! {
        nav.crumbs aria-label=(l.say("catalogue-path")) { a href="/live" { (l.say("live-title")) } a href=(paths::partner(&opened.code)) { (opened.name) } }
        div.page-head { div { h1 { (l.say("live-carts-title")) } p { (l.say("live-carts-lede")) } } }
        @if opened.carts.is_empty() { section.empty { p { (l.say("live-carts-none")) } } }
        @for cart in &opened.carts { (card(l, &opened.code, cart)) }
    };
    Ok(may.page(l.say("live-carts-title"), &body))
}

fn card(l: Voice, code: &str, cart: &OpenCart) -> Markup {
    let person = [("person", cart.login.as_str())];
    html! {
        section {
            div.row.row--apart {
                h2 { (cart.person) }
                div.actions { a.button.button--small href=(components::link(&format!("{}/write", paths::partner(code)), &person)) { (l.say("live-write")) }
                    a.button.button--small href={ (paths::partner(code)) "#discounts" } { (l.say("live-discount")) } }
            }
            @if let Some(at) = cart.changed_at { p.muted { (l.tell(&say!("live-cart-changed", at = at))) } }
            @if cart.lines.is_empty() { p { (l.say("live-cart-empty")) } } @else {
                div.table-wrap { table.table.table--stack {
                    thead { tr { th { (l.say("catalogue-product")) } th.num { (l.say("live-seen-price")) } th.num { (l.say("product-quantity")) } th.num { (l.say("cart-sum")) } th { (l.say("live-added")) } } }
                    tbody { @for line in &cart.lines { (row(l, cart, line)) } }
                    @if let Some(currency) = cart.currency { tfoot { tr { td colspan="3" { (l.say("order-total")) } td.num { (l.money(cart.worth, currency)) } td {} } } }
                } }
            }
        }
    }
}

fn row(l: Voice, cart: &OpenCart, line: &OpenLine) -> Markup {
    let name = if l.lang == Lang::Ru { &line.name.0 } else { &line.name.1 };
    html! {
        tr {
            td { span.name { (name) } br; span.sku { (line.sku) } }
            td.num data-label=(l.say("live-seen-price")) { @if let Some((price, currency)) = line.seen.zip(cart.currency) { (l.price(price, currency)) } @else { "—" } }
            td.num data-label=(l.say("product-quantity")) { (l.quantity(line.quantity)) }
            td.num data-label=(l.say("cart-sum")) { @if let Some((sum, currency)) = line.sum.zip(cart.currency) { (l.money(sum, currency)) } @else { "—" } }
            td data-label=(l.say("live-added")) { (l.moment(line.added_at)) }
        }
    }
}
