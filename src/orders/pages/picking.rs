//! The warehouse's page: what may leave, by promised day, with the form that ships it; below it what may not, with the reason.
//! It is made for a telephone in one hand. No sums stand here.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

use super::amended;
use crate::access::frame::see_other;
use crate::access::permission::marks::ShipOrders;
use crate::access::{IdempotencyKey, May, Routes};
use crate::orders::State;
use crate::orders::cancel::{self, Reply};
use crate::orders::change::Change;
use crate::orders::picking::{self, Asked, List, Pick, PickLine};
use crate::orders::place::NewLine;
use crate::orders::shipment::{self, NewShipment};
use crate::partners::delivery;
use crate::platform::error::{Answer, No};
use crate::platform::values::Quantity;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Voice, components, cursor, typed};
use crate::say;

/// How many orders a page shows.
const PAGE: i64 = 50;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/picking", page);
    routes.post("/orders/{number}/picking", begin);
    routes.post("/orders/{number}/picking/end", stop);
    routes.post("/orders/{number}/shipments", ship);
    routes.post("/orders/{number}/cancellation/answer", answer);
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    warehouse: String,
    #[serde(default)]
    shipped: String,
    cursor: Option<String>,
}

/// What was typed into the form of an order and could not be done.
#[derive(Default)]
struct Typed {
    order: String,
    quantities: Vec<(String, String)>,
    promised_on: String,
    reason: String,
}

async fn page(may: May<ShipOrders>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    show(&may, &query, &Typed::default(), None).await
}

async fn show(may: &May<ShipOrders>, query: &Query, typed: &Typed, no: Option<&No>) -> Answer<HttpResponse> {
    let l = may.voice();
    let houses = may.read((), picking::houses).await?;
    let chosen = Some(query.warehouse.clone()).filter(|code| !code.is_empty());
    let list = match chosen.or_else(|| houses.first().filter(|_| houses.len() == 1).map(|house| house.1.clone())) {
        Some(warehouse) => {
            let after = cursor::read(query.cursor.as_deref())?.map_or(0, |(_, id)| id);
            Some(may.read(Asked { warehouse, after, limit: PAGE }, picking::list).await?)
        }
        None => None,
    };
    let keys = Keys { token: may.form_token() };
    let body = html! {
        @if !query.shipped.is_empty() { div.notice.notice--ok role="status" { (l.tell(&say!("picking-shipped-note", number = &query.shipped))) " " a href={ "/shipments/" (query.shipped) } { (l.say("shipment-note")) } } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        div.page-head { div { h1 { (l.say("menu-picking")) } @if let Some(list) = &list { p { (l.choose(&list.name, &list.name_en)) } } } }
        nav.row aria-label=(l.say("picking-warehouses")) {
            @for (_, code, name, name_en) in &houses {
                a.button.button--small href=(components::link("/picking", &[("warehouse", code.as_str())])) aria-current=[list.as_ref().is_some_and(|list| list.code == *code).then_some("page")] { (l.choose(name, name_en)) }
            }
        }
        @match &list { Some(list) => (orders(l, list, typed, &keys)?), None => { p.lede { (l.say("picking-choose")) } } }
    };
    Ok(may.page_at("/picking", l.say("menu-picking"), &body, no))
}

/// What every form of the page carries.
struct Keys {
    token: String,
}

fn orders(l: Voice, list: &List, typed: &Typed, keys: &Keys) -> Answer<Markup> {
    let mut cards = Vec::new();
    for pick in &list.ready {
        cards.push(card(l, list, pick, typed, keys)?);
    }
    let next = list.next.map(|id| {
        let at = cursor::encode("", id);
        components::link("/picking", &[("warehouse", list.code.as_str()), ("cursor", at.as_str())])
    });
    Ok(html! {
        @if cards.is_empty() { section.empty { p { (l.say("picking-empty")) } } }
        div.stack { @for card in &cards { (card) } }
        @if !list.stopped.is_empty() {
            h2 { (l.say("picking-stopped")) }
            p.muted { (l.say("picking-stopped-help")) }
            div.stack { @for pick in &list.stopped { (stopped(l, list, pick, keys)) } }
        }
        (components::pager(l, None, next.as_deref()))
    })
}

fn head(l: Voice, pick: &Pick) -> Markup {
    html! {
        div.row.row--apart {
            h2 { a href={ "/orders/" (pick.order) } { (pick.order) } " " span class={ "badge badge--" (pick.state.tone()) } { (l.say(&format!("order-state-{}", pick.state))) } }
            b { (day(l, pick.promised_on)) }
        }
        p { (pick.partner) }
    }
}

fn day(l: Voice, on: Option<NaiveDate>) -> String {
    on.map_or_else(|| l.say("promise-none"), |on| l.tell(&say!("promise-by", day = on)))
}

fn card(l: Voice, list: &List, pick: &Pick, typed: &Typed, keys: &Keys) -> Answer<Markup> {
    let key = IdempotencyKey::fresh()?;
    let typed = Some(typed).filter(|typed| typed.order == pick.order);
    let path = format!("/orders/{}", pick.order);
    Ok(html! {
        section.card id={ "o" (pick.order) } {
            (head(l, pick))
            @if let Some((place, method)) = &pick.delivery { p.muted { (place) ". " (delivery::name(l.lang, method)) } }
            @if let Some(comment) = &pick.comment { p { (comment) } }
            @if pick.state == State::Confirmed { (small_form(&format!("{path}/picking"), list, keys, html! { button type="submit" { (l.say("picking-begin")) } })) }
            (end_form(l, list, pick, keys))
            form method="post" action={ (path) "/shipments" } data-once {
                (csrf_field(&keys.token))
                input type="hidden" name="key" value=(key);
                input type="hidden" name="warehouse" value=(list.code);
                (lines(l, pick, typed))
                (missing(l, pick))
                fieldset { legend { (l.say("picking-rest")) }
                    div.form {
                        div.field { label for={ "d" (pick.order) } { (l.say("picking-rest-day")) } input id={ "d" (pick.order) } type="date" name="promised_on" value=(typed.map(|t| t.promised_on.as_str()).unwrap_or_default()); }
                        div.field { label for={ "r" (pick.order) } { (l.say("picking-rest-reason")) } input id={ "r" (pick.order) } name="reason" maxlength="300" value=(typed.map(|t| t.reason.as_str()).unwrap_or_default()); }
                    }
                }
                div.actions { button.button--primary type="submit" { (l.say("picking-ship")) } }
            }
        }
    })
}

/// What was begun may be put back.
fn end_form(l: Voice, list: &List, pick: &Pick, keys: &Keys) -> Markup {
    let action = format!("/orders/{}/picking/end", pick.order);
    html! {
        @if pick.state == State::Picking { (small_form(&action, list, keys, html! { button.button--quiet.button--small type="submit" { (l.say("picking-end")) } })) }
    }
}

/// What is reserved and does not lie there.
fn missing(l: Voice, pick: &Pick) -> Markup {
    html! {
        @if !pick.missing.is_empty() {
            div.notice.notice--warn { p { (l.say("picking-missing")) }
                ul { @for line in &pick.missing { li { (name(l, line)) " (" (line.sku) "): " (l.quantity(line.quantity)) " " (l.unit(&line.unit)) } } } }
        }
    }
}

fn small_form(action: &str, list: &List, keys: &Keys, button: Markup) -> Markup {
    html! { form method="post" action=(action) data-once { (csrf_field(&keys.token)) input type="hidden" name="warehouse" value=(list.code); (button) } }
}

fn lines(l: Voice, pick: &Pick, typed: Option<&Typed>) -> Markup {
    let quantity = |line: &PickLine| {
        let known = typed.and_then(|typed| typed.quantities.iter().find(|(sku, _)| *sku == line.sku));
        known.map_or_else(|| l.typed(line.quantity.decimal().normalize()), |(_, quantity)| quantity.clone())
    };
    html! {
        table.table.table--stack {
            thead { tr { th.pos { "№" } th { (l.say("catalogue-product")) } th.num { (l.say("picking-reserved")) } th.num { (l.say("picking-to-ship")) } } }
            tbody { @for line in &pick.lines { tr {
                td.num.pos { (line.position) }
                td { span.name { (name(l, line)) } br; span.sku { (line.sku) } @if line.promised_on != pick.promised_on { " " small.muted { (day(l, line.promised_on)) } } }
                td.num data-label=(l.say("picking-reserved")) { (l.quantity(line.quantity)) " " (l.unit(&line.unit)) }
                td.num data-label=(l.say("picking-to-ship")) {
                    input type="hidden" name="sku" value=(line.sku);
                    input.qty name="quantity" inputmode="decimal" value=(quantity(line)) aria-label=(l.tell(&say!("picking-to-ship-of", name = name(l, line))));
                }
            } } }
        }
    }
}

fn name(l: Voice, line: &PickLine) -> &str {
    l.choose(&line.name, &line.name_en)
}

/// The buyer asked to cancel: yes, or no with a reason.
fn question(l: Voice, list: &List, pick: &Pick, keys: &Keys) -> Markup {
    let action = format!("/orders/{}/cancellation/answer", pick.order);
    html! {
        div.notice.notice--warn { p { b { (l.say("picking-cancellation-asked")) } } p { (l.say("picking-cancellation-help")) } }
        (small_form(&action, list, keys, html! { button.button--danger type="submit" name="accept" value="yes" { (l.say("picking-cancellation-yes")) } }))
        (small_form(&action, list, keys, html! {
            div.field { label for={ "c" (pick.order) } { (l.say("picking-cancellation-reason")) } input id={ "c" (pick.order) } name="reason" maxlength="300" required; }
            div.actions { button type="submit" name="accept" value="no" { (l.say("picking-cancellation-no")) } }
        }))
    }
}

/// The buyer or the office asked for a change: yes, or no with a reason.
fn change_question(l: Voice, list: &List, pick: &Pick, change: &Change, keys: &Keys) -> Markup {
    let action = format!("/orders/{}/changes/{}/answers", pick.order, change.id);
    html! {
        section.changes {
            h2 { (l.say("change-picking-asked")) }
            p.muted { (l.say("change-picking-help")) }
            (amended::goods(l, change, pick.currency))
            (amended::answers(l, &action, &keys.token, &[("warehouse", list.code.as_str())]))
        }
    }
}

/// An order that may not leave: why, and the question about it if one waits.
fn stopped(l: Voice, list: &List, pick: &Pick, keys: &Keys) -> Markup {
    html! {
        section.card.is-off[!pick.is_asking()] id={ "o" (pick.order) } {
            (head(l, pick))
            @if pick.obstacles().next().is_some() { ul { @for reason in pick.obstacles() { li { (l.say(&format!("on-hold-{reason}"))) } } } }
            @if pick.is_cancellation_asked { (question(l, list, pick, keys)) }
            @else if let Some(change) = &pick.change { (change_question(l, list, pick, change, keys)) }
            @else { (end_form(l, list, pick, keys)) }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Where {
    warehouse: String,
}

/// Back to the list after an act, or the list with what was refused.
async fn after(may: &May<ShipOrders>, warehouse: String, typed: &Typed, done: Answer<String>) -> Answer<HttpResponse> {
    let query = Query { warehouse, ..Query::default() };
    match done {
        Ok(shipped) => Ok(see_other(&components::link(
            "/picking",
            &[("warehouse", query.warehouse.as_str()), ("shipped", shipped.as_str())],
        ))),
        Err(no @ No::Refused(_)) if no.code() != "not_found" => show(may, &query, typed, Some(&no)).await,
        Err(no) => Err(no),
    }
}

async fn begin(may: May<ShipOrders>, number: web::Path<String>, Form(form): Form<Where>) -> Answer<HttpResponse> {
    let done = may.write(number.into_inner(), picking::begin).await.map(|_| String::new());
    after(&may, form.warehouse, &Typed::default(), done).await
}

async fn stop(may: May<ShipOrders>, number: web::Path<String>, Form(form): Form<Where>) -> Answer<HttpResponse> {
    let done = may.write(number.into_inner(), picking::stop).await.map(|_| String::new());
    after(&may, form.warehouse, &Typed::default(), done).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replied {
    warehouse: String,
    accept: String,
    reason: Option<String>,
}

async fn answer(may: May<ShipOrders>, number: web::Path<String>, Form(form): Form<Replied>) -> Answer<HttpResponse> {
    let reply = Reply { order: number.into_inner(), accept: form.accept == "yes", reason: form.reason };
    let done = may.write(reply, cancel::answer).await.map(|_| String::new());
    after(&may, form.warehouse, &Typed::default(), done).await
}

async fn ship(
    may: May<ShipOrders>,
    number: web::Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer<HttpResponse> {
    let mut typed = Typed { order: number.into_inner(), ..Typed::default() };
    let (mut key, mut warehouse, mut sku) = (String::new(), String::new(), String::new());
    for (name, value) in fields {
        match name.as_str() {
            "key" => key = value,
            "warehouse" => warehouse = value,
            "sku" => sku = value,
            "quantity" => typed.quantities.push((std::mem::take(&mut sku), value)),
            "promised_on" => typed.promised_on = value,
            "reason" => typed.reason = value,
            _ => return Err(No::invalid(format!("/{name}"), "unknown_field", say!("error-field-unknown", name = &name))),
        }
    }
    let done = ship_typed(&may, &key, &warehouse, &typed).await;
    after(&may, warehouse, &typed, done).await
}

async fn ship_typed(may: &May<ShipOrders>, key: &str, warehouse: &str, typed: &Typed) -> Answer<String> {
    let key = IdempotencyKey::parse(key).ok_or_else(|| No::invalid("key", "missing", say!("error-key-required")))?;
    let mut lines = Vec::new();
    for (sku, quantity) in &typed.quantities {
        if quantity.trim().is_empty() {
            continue;
        }
        let quantity = may.voice().read_quantity(quantity);
        let quantity = quantity.ok_or_else(|| No::invalid("quantity", "wrong_type", say!("quantity-not-number")))?;
        if quantity != Quantity::ZERO {
            lines.push(NewLine { sku: sku.clone(), quantity });
        }
    }
    let new = NewShipment {
        order: typed.order.clone(),
        warehouse: warehouse.to_owned(),
        lines: Some(lines),
        promised_on: typed::day(&typed.promised_on, "promised_on")?,
        reason: Some(typed.reason.clone()).filter(|reason| !reason.trim().is_empty()),
    };
    Ok(may.write_once("shipments", &key, new, shipment::ship).await?.value.number)
}
