//! Standing orders: all of them, one of them with what it would be today and what became of its dates; skip, pause, resume, end.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::standing_form::{policy_words, schedule_words};
use crate::access::frame::see_other;
use crate::access::permission::marks::{FillCart, PlaceOrders};
use crate::access::{May, Routes};
use crate::orders::standing::{self, Opened, Outcome, Run, StandingId, State};
use crate::orders::store::StandingRow;
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Voice, components};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/standing-orders", page);
    routes.get("/standing-orders/{id}", one);
    routes.post("/standing-orders/{id}/skip", skip);
    routes.post("/standing-orders/{id}/state", set_state);
}

/// The standing order that an address names; nobody's when it is none.
pub(super) fn id_of(path: &str) -> Answer<StandingId> {
    StandingId::parse(path).ok_or_else(No::not_found)
}

async fn page(may: May<FillCart>) -> Answer<HttpResponse> {
    let l = may.voice();
    let rows = may.read((), standing::all).await?;
    let body = html! {
        div.page-head { div { h1 { (l.say("standing-title")) } p { (l.say("standing-lede")) } } }
        @if rows.is_empty() { section.empty { h2 { (l.say("standing-none")) } p { (l.say("standing-none-help")) } p { a.button href="/lists" { (l.say("list-title")) } } } } @else { (table(l, &rows)) }
    };
    Ok(may.page(l.say("standing-title"), &body))
}

fn table(l: Voice, rows: &[StandingRow]) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("list-name")) } th { (l.say("standing-schedule")) } th { (l.say("standing-next")) } th { (l.say("standing-state")) } } }
            tbody { @for row in rows { tr {
                td { a.name href={ "/standing-orders/" (row.id) } { (row.name) } }
                td data-label=(l.say("standing-schedule")) { (schedule_words(l, &row.schedule)) }
                td data-label=(l.say("standing-next")) { (next(l, row)) }
                td data-label=(l.say("standing-state")) { (state(l, row.state)) }
            } } }
        } }
    }
}

fn next(l: Voice, row: &StandingRow) -> Markup {
    html! {
        @match row.next_on {
            Some(day) if row.skip_on == Some(day) => { s { (l.day(day)) } " " span.badge.badge--warn { (l.say("standing-skipped")) } },
            Some(day) => (l.day(day)),
            None => span.muted { "—" },
        }
    }
}

fn state(l: Voice, state: State) -> Markup {
    let tone = match state {
        State::Active => "ok",
        State::Paused => "warn",
        State::Ended => "plain",
    };
    html! { span class={ "badge badge--" (tone) } { (l.say(&format!("standing-state-{state}"))) } }
}

async fn one(may: May<FillCart>, id: web::Path<String>) -> Answer<HttpResponse> {
    draw(&may, id_of(&id)?, None).await
}

/// One standing order, also with why something was refused.
pub(super) async fn draw(may: &May<FillCart>, id: StandingId, no: Option<&No>) -> Answer<HttpResponse> {
    let l = may.voice();
    let opened = may.read(id, standing::open).await?;
    let row = &opened.row;
    let body = html! {
        nav.crumbs aria-label=(l.say("catalogue-path")) { a href="/standing-orders" { (l.say("standing-title")) } }
        div.page-head {
            div { h1 { (row.name) " " (state(l, row.state)) } p { (schedule_words(l, &row.schedule)) " · " (policy_words(l, row.policy)) } }
            @if opened.is_changeable && row.state != State::Ended { div.actions { (steps(l, row, &may.form_token())) } }
        }
        @if let Some(no) = no { (components::refusal(l, no)) }
        div.stack {
            section.card { dl.facts {
                div { dt { (l.say("standing-next")) } dd { (next(l, row)) } }
                div { (components::fact(&l.say("order-contract"), &row.contract)) }
                div { (components::fact(&l.say("order-delivery"), row.address.as_deref().unwrap_or_default())) }
                div { (components::fact(&l.say("standing-ends"), &row.ends_on.map(|day| l.day(day)).unwrap_or_default())) }
            } }
            (outlook(l, &opened))
            (runs(l, &opened))
        }
    };
    Ok(may.page_at(&format!("/standing-orders/{id}"), row.name.clone(), &body, no))
}

/// The buttons of one that goes on or waits.
fn steps(l: Voice, row: &StandingRow, token: &str) -> Markup {
    let path = format!("/standing-orders/{}", row.id);
    let states = if row.state == State::Active { [State::Paused, State::Ended] } else { [State::Active, State::Ended] };
    html! {
        a.button href={ (path) "/change" } { (l.say("standing-change")) }
        @if row.next_on.is_some() {
            @let is_skipped = row.skip_on.is_some();
            form method="post" action={ (path) "/skip" } { (csrf_field(token)) button type="submit" name="skip" value=(if is_skipped { "no" } else { "yes" }) { (l.say(if is_skipped { "standing-unskip" } else { "standing-skip" })) } }
        }
        @for to in states { form method="post" action={ (path) "/state" } { (csrf_field(token)) button type="submit" name="state" value=(to) { (l.say(&format!("standing-to-{to}"))) } } }
    }
}

/// What would be ordered today, line by line, with what is different from the time before.
fn outlook(l: Voice, opened: &Opened) -> Markup {
    let outlook = &opened.outlook;
    let money = |amount| l.money(amount, outlook.currency);
    html! {
        h2 { (l.say("standing-outlook")) }
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("catalogue-product")) } th.num { (l.say("product-quantity")) } th.num { (l.say("catalogue-price")) } th.num { (l.say("cart-sum")) } th { (l.say("again-changed")) } } }
            tbody { @for line in &outlook.lines { tr class=[line.line.is_none().then_some("is-off")] {
                td { span.name { (line.kept.name_in(l.lang)) } br; span.sku { (line.kept.sku) } }
                td.num data-label=(l.say("product-quantity")) { (l.quantity(line.line.as_ref().map_or(line.kept.quantity, |line| line.quantity))) " " (l.unit(&line.kept.unit)) }
                td.num data-label=(l.say("catalogue-price")) { @if let Some(quote) = line.line.as_ref().and_then(|line| line.quote.as_ref()) { (l.price(quote.unit_price, outlook.currency)) } }
                td.num data-label=(l.say("cart-sum")) { @if let Some(line) = &line.line { (money(line.amounts.sum)) } }
                td data-label=(l.say("again-changed")) { @for different in &line.differences { p.hint { (different.words(l, outlook.currency)) } } @if line.differences.is_empty() { span.muted { (l.say("again-same")) } } }
            } } }
            tfoot { tr { th.num colspan="3" scope="row" { (l.say("order-total")) } td.num { (money(outlook.total)) } td {} } }
        } }
    }
}

fn runs(l: Voice, opened: &Opened) -> Markup {
    html! {
        @if !opened.runs.is_empty() {
            section.card { h2 { (l.say("standing-runs")) } ol.timeline { @for run in &opened.runs { li {
                time datetime=(run.on) { (l.day(run.on)) } " " (l.say(&format!("standing-outcome-{}", run.outcome)))
                @if let Some(order) = &run.order { " " a href={ "/orders/" (order) } { "№\u{a0}" (order) } }
                @if run.outcome == Outcome::Refused { p.fault { (reason(l, run)) } }
                @for different in &run.differences { p.hint { (different.sku) ": " (different.words(l, opened.outlook.currency)) } }
            } } } }
        }
    }
}

/// Why there was no order on a date, in the reader's language.
fn reason(l: Voice, run: &Run) -> String {
    let reason = run.reason.clone().unwrap_or_default();
    l.choose(reason.0, reason.1)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Skip {
    #[serde(default)]
    skip: String,
}

async fn skip(may: May<PlaceOrders>, id: web::Path<String>, Form(form): Form<Skip>) -> Answer<HttpResponse> {
    let id = id_of(&id)?;
    let outcome = may.write((id, form.skip != "no"), standing::skip).await;
    back(&may, id, outcome).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    state: State,
}

async fn set_state(may: May<PlaceOrders>, id: web::Path<String>, Form(form): Form<Wanted>) -> Answer<HttpResponse> {
    let id = id_of(&id)?;
    let outcome = may.write((id, form.state), standing::set_state).await;
    back(&may, id, outcome).await
}

/// Back to the standing order, with why something was refused.
pub(super) async fn back(may: &May<PlaceOrders>, id: StandingId, outcome: Answer<()>) -> Answer<HttpResponse> {
    match outcome {
        Ok(()) => Ok(see_other(&format!("/standing-orders/{id}"))),
        Err(no @ No::Refused(_)) => {
            let filling = may.also::<FillCart>().ok_or_else(No::forbidden)?;
            draw(&filling, id, Some(&no)).await
        }
        Err(failed) => Err(failed),
    }
}
