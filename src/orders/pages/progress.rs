//! What became of an order, on its page: what keeps it from leaving, what left and when, promised days with their history,
//! its documents. Called by the order's page; the form for another day is here as well.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::order::again_promising;
use super::shipments;
use crate::access::frame::see_other;
use crate::access::permission::marks::{PromiseOrders, ReadOrders};
use crate::access::{May, Right, Routes};
use crate::orders::OrderLine;
use crate::orders::history::Story;
use crate::orders::promise::{self, NewPromise};
use crate::orders::words::{PromiseWord, Why};
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::typed::day;
use crate::platform::web::{Form, Voice, components};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/orders/{number}/promises", change);
}

/// What keeps the order from leaving, and a question that waits or was answered.
pub(super) fn notices(l: Voice, story: &Story, is_picker: bool) -> Markup {
    let order = &story.order;
    html! {
        @if !order.on_hold.is_empty() && order.state.is_shippable() {
            div.notice.notice--warn { p { b { (l.say("order-on-hold")) } } @for code in &order.on_hold { p { (l.say(&format!("on-hold-{code}"))) } } }
        }
        @if order.is_cancellation_asked && is_picker { div.notice.notice--warn { p { (l.say("picking-cancellation-asked")) " " a href="/picking" { (l.say("menu-picking")) } } } }
        @else if order.is_cancellation_asked { (components::notice("warn", &l.say("order-cancellation-waits"))) }
        @if let Some(reason) = &order.cancellation_refused { (components::notice("warn", &l.tell(&say!("order-cancellation-refused", reason = reason)))) }
    }
}

/// How far a line is, below its quantity.
pub(super) fn of_line(l: Voice, story: &Story, line: &OrderLine, position: i64) -> Markup {
    let with_it = story.shipments.iter().rev().filter(|s| s.lines.iter().any(|left| left.position == position));
    let days: Vec<String> = with_it.map(|s| l.day(s.shipped_on)).collect();
    html! {
        @if line.shipped.is_positive() { br; small.muted { (l.tell(&say!("order-line-shipped", quantity = line.shipped, days = days.join(", ")))) } }
        @if line.cancelled.is_positive() { br; small.muted { (l.tell(&say!("order-line-cancelled", quantity = line.cancelled))) } }
        @if line.open().is_positive() {
            @if line.shipped.is_positive() || line.cancelled.is_positive() { br; small { (l.tell(&say!("order-line-open", quantity = line.open()))) } }
            @if line.awaited().is_positive() { br; small { (l.tell(&say!("order-line-awaited", quantity = line.awaited()))) } }
            br; small.muted { (line.promised_on().map_or_else(|| l.say("promise-none"), |day| l.tell(&say!("promise-by", day = day)))) }
            @if story.order.state.is_shippable() && line.is_late(story.today) { " " (late(l)) }
        }
    }
}

/// What tells that a promised day went by, in the words of the report on promises.
pub(super) fn late(l: Voice) -> Markup {
    html! { span.badge.badge--bad { (l.say("promises-late")) } }
}

/// Shipments, documents, promised days; `typed` is another day that was refused.
pub(super) fn sections(l: Voice, may: &May<ReadOrders>, story: &Story, typed: Option<&Another>) -> Markup {
    let actor = may.actor();
    let is_staff = actor.is_ours();
    html! {
        @if !story.shipments.is_empty() { section { h2 { (l.say("menu-shipments")) } (shipments::table(l, &story.shipments, is_staff, actor.may(Right::ReadMoney))) } }
        @if actor.may(Right::ReadMoney) && !story.invoices.is_empty() {
            section.card { h2 { (l.say("order-documents")) } ul { @for (number, kind) in &story.invoices { li { a href={ "/invoices/" (number) } { (l.say(&format!("order-document-{kind}"))) " " (number) } } } } }
        }
        (promises(l, story))
        @if actor.may(Right::PromiseOrders) && story.order.state.is_shippable() && story.order.has_open() { (form(l, may, story, typed)) }
    }
}

/// The history of promised days: only where one was changed after it was placed.
fn promises(l: Voice, story: &Story) -> Markup {
    let reason = |why: &Why| match why {
        Why::Word(word) => l.say(&format!("promise-why-{word}")),
        Why::Said(words) => words.clone(),
    };
    let line = |position: i64| usize::try_from(position - 1).ok().and_then(|at| story.order.lines.get(at));
    html! {
        @if story.promises.iter().any(|entry| entry.why != Why::Word(PromiseWord::Placed)) {
            details.card { summary { b { (l.say("promise-history")) } }
                div.table-wrap { table.table.table--stack {
                    thead { tr { th { (l.say("promise-when")) } th { (l.say("catalogue-product")) } th { (l.say("order-promised")) } th { (l.say("promise-reason")) } th { (l.say("promise-by-whom")) } } }
                    tbody { @for entry in &story.promises { tr {
                        td.nowrap { (l.moment(entry.at)) }
                        td { @if let Some(line) = line(entry.position) { span.sku { (line.sku) } } @if let Some(code) = &entry.warehouse { " " span.badge.badge--plain { (code) } } }
                        td data-label=(l.say("order-promised")) { (entry.on.map_or_else(|| l.say("promise-none"), |day| l.day(day))) }
                        td data-label=(l.say("promise-reason")) { (reason(&entry.why)) }
                        td data-label=(l.say("promise-by-whom")) { (entry.actor) }
                    } } }
                } }
            }
        }
    }
}

fn form(l: Voice, may: &May<ReadOrders>, story: &Story, typed: Option<&Another>) -> Markup {
    let blank = Another::default();
    let (is_open, typed) = (typed.is_some(), typed.unwrap_or(&blank));
    let open: Vec<&OrderLine> = story.order.lines.iter().filter(|line| line.open().is_positive()).collect();
    html! {
        details.card.no-print open[is_open] { summary { b { (l.say("promise-change")) } }
            form.form method="post" action={ "/orders/" (story.order.number) "/promises" } data-once {
                (csrf_field(&may.form_token()))
                div.field { label for="promise-sku" { (l.say("catalogue-product")) } select id="promise-sku" name="sku" {
                    option value="" { (l.say("promise-all-lines")) }
                    @for line in open { option value=(line.sku) selected[line.sku == typed.sku] { (line.sku) " " (line.name_in(l.lang)) } }
                } }
                div.field { label for="promise-day" { (l.say("order-promised")) } input id="promise-day" type="date" name="promised_on" value=(typed.promised_on) aria-describedby="promise-day-hint"; span.hint id="promise-day-hint" { (l.say("promise-day-hint")) } }
                div.field.field--wide { label for="promise-reason" { (l.say("promise-reason")) } input id="promise-reason" name="reason" value=(typed.reason) maxlength="300" required; span.hint { (l.say("promise-reason-hint")) } }
                div.actions { button.button--primary type="submit" { (l.say("promise-save")) } }
            }
        }
    }
}

/// Another day as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Another {
    #[serde(default)]
    sku: String,
    #[serde(default)]
    promised_on: String,
    reason: String,
}

impl Another {
    fn wish(&self, order: String) -> Answer<NewPromise> {
        let sku = Some(self.sku.clone()).filter(|sku| !sku.is_empty());
        Ok(NewPromise { order, sku, promised_on: day(&self.promised_on, "promised_on")?, reason: self.reason.clone() })
    }
}

async fn change(may: May<PromiseOrders>, number: web::Path<String>, Form(form): Form<Another>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let outcome = match form.wish(number.clone()) {
        Ok(new) => may.write(new, promise::change).await.map(|_| ()),
        Err(no) => Err(no),
    };
    match outcome {
        Ok(()) => Ok(see_other(&format!("/orders/{number}?done=promised"))),
        Err(no @ No::Refused(_)) if no.code() != "not_found" => {
            let reading = may.also::<ReadOrders>().ok_or_else(No::forbidden)?;
            again_promising(&reading, number, &form, &no).await
        }
        Err(no) => Err(no),
    }
}
