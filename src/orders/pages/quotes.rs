//! The pages of quotes: the list, asking for one from the cart, the limit of one person. One quote is in the file beside.

use actix_web::{HttpResponse, ResponseError};
use maud::{Markup, html};
use serde::Deserialize;

use super::cart;
use crate::access::frame::see_other;
use crate::access::permission::marks::{FillCart, ManageDiscounts, ManageSettings, PlaceOrders, ReadOrders};
use crate::access::{IdempotencyKey, May, Reach, Right, Routes};
use crate::orders::quote::request::{self, LONGEST, NewRequest};
use crate::orders::quote::{ListedQuote, QuoteState, limit, look};
use crate::orders::store::QuoteFilter;
use crate::partners;
use crate::platform::error::{Answer, No};
use crate::platform::values::Percent;
use crate::platform::values::ids::Id;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Voice, components, cursor};
use crate::say;

const PAGE: usize = 50;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/quotes", list);
    routes.post("/quotes", ask);
    routes.post("/quote-limit", set_limit);
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    state: String,
    #[serde(default)]
    partner: String,
    #[serde(default)]
    done: String,
    cursor: Option<String>,
}

async fn list(may: May<ReadOrders>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    draw(&may, &query, None).await
}

async fn draw(may: &May<ReadOrders>, query: &Query, no: Option<&No>) -> Answer<HttpResponse> {
    let l = may.voice();
    let before = cursor::read(query.cursor.as_deref())?.map(|(_, id)| Id::from_number(id));
    let mut filter = QuoteFilter { state: QuoteState::parse(&query.state), partner: None, before, limit: PAGE as i64 + 1 };
    let code = query.partner.clone();
    let mut found = may
        .read((), move |act, ()| {
            if !code.is_empty() {
                let reach = act.reach();
                filter.partner = Some(partners::company::find(act.tx(), reach, &code)?.ok_or_else(No::not_found)?.id);
            }
            look::list(act, &filter)
        })
        .await?;
    let limit = match may.also::<ManageDiscounts>() {
        Some(offering) if may.actor().may(Right::ManageSettings) => Some(offering.read((), limit::look).await?),
        _ => None,
    };
    let has_more = found.len() > PAGE;
    found.truncate(PAGE);
    let here = [("state", query.state.as_str()), ("partner", query.partner.as_str())];
    let next = found.last().filter(|_| has_more).map(|last| {
        let at = cursor::encode("", last.id.number());
        components::link("/quotes", &[here.as_slice(), &[("cursor", at.as_str())]].concat())
    });
    let first = query.cursor.as_ref().map(|_| components::link("/quotes", &here));
    let is_staff = !matches!(may.actor().reach, Reach::Own { .. });
    let body = html! {
        div.page-head { div { h1 { (l.say("menu-quotes")) } @if !is_staff { p { (l.say("quotes-lede")) } } } }
        div id="notices" role="status" { @if !query.done.is_empty() { (components::notice("ok", &l.say("quote-limit-set"))) } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        (filters(l, query, is_staff))
        @if found.is_empty() { section.empty { p { (l.say("quotes-empty")) } @if !is_staff { p { a.button href="/cart" { (l.say("shell-cart")) } } } } }
        @else { (table(l, &found, is_staff)) }
        (components::pager(l, first.as_deref(), next.as_deref()))
        @if let Some(limit) = limit { (limit_form(l, limit, &may.form_token())) }
    };
    let mut page = may.page(l.say("menu-quotes"), &body);
    if let Some(no) = no {
        *page.status_mut() = no.status_code();
    }
    Ok(page)
}

fn filters(l: Voice, query: &Query, is_staff: bool) -> Markup {
    let states = QuoteState::ALL.iter().filter(|state| is_staff || **state != QuoteState::AwaitingSecond);
    html! {
        form.filters method="get" action="/quotes" {
            @if !query.partner.is_empty() { input type="hidden" name="partner" value=(query.partner); }
            div.field { label for="state" { (l.say("orders-state")) } select id="state" name="state" {
                option value="" { (l.say("orders-any-state")) }
                @for state in states { option value=(state) selected[state.as_str() == query.state] { (l.say(&format!("quote-state-{state}"))) } }
            } }
            button type="submit" { (l.say("orders-filter")) }
        }
    }
}

fn table(l: Voice, found: &[ListedQuote], is_staff: bool) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr {
                th { (l.say("orders-number")) } th { (l.say("quote-asked")) } @if is_staff { th { (l.say("requested-partner")) } }
                th { (l.say("orders-state")) } th { (l.say("quote-term")) } th.num { (l.say("quote-total")) }
            } }
            tbody { @for quote in found { tr {
                th.nowrap scope="row" { a href={ "/quotes/" (quote.number) } { (quote.number) } }
                td data-label=(l.say("quote-asked")) { (l.moment(quote.asked_at)) br; small.muted { (quote.asked_by) } }
                @if is_staff { td data-label=(l.say("requested-partner")) { (quote.partner.name) } }
                td data-label=(l.say("orders-state")) { (badge(l, quote.state)) }
                td data-label=(l.say("quote-term")) { @if let Some(day) = quote.valid_until { (l.day(day)) } }
                td.num data-label=(l.say("quote-total")) { (l.money(quote.total, quote.currency)) }
            } } }
        } }
    }
}

/// How a quote stands, in its colour.
pub(super) fn badge(l: Voice, state: QuoteState) -> Markup {
    html! { span class={ "badge badge--" (state.tone()) } { (l.say(&format!("quote-state-{state}"))) } }
}

/// The form that asks for a quote of what is in the cart.
pub(super) fn ask_form(l: Voice, token: &str, key: &str, message: &str) -> Markup {
    html! {
        details.card open[!message.is_empty()] { summary { b { (l.say("quote-ask")) } }
            form.form method="post" action="/quotes" data-once {
                (csrf_field(token))
                input type="hidden" name="key" value=(key);
                p.muted { (l.say("quote-ask-help")) }
                div.field.field--wide { label for="quote-message" { (l.say("quote-message")) } textarea id="quote-message" name="message" maxlength=(LONGEST) { (message) } }
                div.actions { button type="submit" { (l.say("quote-ask-button")) } }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    key: String,
    #[serde(default)]
    message: String,
}

async fn ask(may: May<PlaceOrders>, Form(form): Form<Asked>) -> Answer<HttpResponse> {
    let key = IdempotencyKey::parse(&form.key).ok_or_else(|| No::invalid("key", "missing", say!("error-key-required")))?;
    let new = NewRequest { lines: None, message: form.message.clone(), contract: None };
    match may.write_once("quotes", &key, new, request::ask).await {
        Ok(asked) => Ok(see_other(&format!("/quotes/{}?done=asked", asked.value))),
        Err(no @ No::Refused(_)) => {
            let filling = may.also::<FillCart>().ok_or_else(No::forbidden)?;
            cart::with_message(&filling, form.message, &no).await
        }
        Err(failed) => Err(failed),
    }
}

fn limit_form(l: Voice, limit: Percent, token: &str) -> Markup {
    html! {
        details.card { summary { b { (l.say("quote-limit-title")) } ": " (l.percent(limit)) }
            form.form method="post" action="/quote-limit" data-once {
                (csrf_field(token))
                p.muted { (l.say("quote-limit-help")) }
                div.field { label for="quote-limit-percent" { (l.say("quote-limit-percent")) } input id="quote-limit-percent" name="percent" value=(limit.decimal().normalize()) inputmode="decimal" maxlength="10" required; }
                div.actions { button type="submit" { (l.say("quote-limit-save")) } }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    percent: String,
}

async fn set_limit(may: May<ManageSettings>, Form(form): Form<Limit>) -> Answer<HttpResponse> {
    let typed = form.percent.trim().replace(',', ".").replace('%', "");
    let outcome = match Percent::parse(typed.trim()) {
        Ok(percent) => may.write(percent, limit::set).await,
        Err(_) => Err(No::invalid("percent", "not_number", say!("quote-limit-bad"))),
    };
    match outcome {
        Ok(()) => Ok(see_other("/quotes?done=limit")),
        Err(no @ No::Refused(_)) => {
            let reading = may.also::<ReadOrders>().ok_or_else(No::forbidden)?;
            draw(&reading, &Query::default(), Some(&no)).await
        }
        Err(failed) => Err(failed),
    }
}
