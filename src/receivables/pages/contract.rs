//! The money of one contract: its figures, what stops its shipments, its limit with the history, and the forms of whoever may change it.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Refused, amount, blocks, is_about_form, money};
use crate::access::frame::{in_status, see_other};
use crate::access::permission::marks::{ReadMoney, ServeClients, SetLimits};
use crate::access::{May, Right, Routes};
use crate::partners::Payment;
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Voice, components, paths};
use crate::receivables::limit::{self, Ask, LimitChange, NewLimit, Why};
use crate::receivables::outlook::{self, Outlook};
use crate::receivables::overview::{self, Seen};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/contracts/{number}", page);
    routes.post("/contracts/{number}/limit", set_limit);
    routes.post("/contracts/{number}/limit-requests", ask_limit);
}

crate::words! {
    /// What has just been done here.
    pub enum Done {
        /// The limit is another one.
        LimitSet = "limit_set",
        /// A limit was asked for.
        LimitAsked = "limit_asked",
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    done: Option<Done>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct LimitForm {
    limit: String,
    #[serde(default)]
    reason: String,
}

/// What was typed into one of the two forms and refused.
enum Typed {
    Set(Refused<LimitForm>),
    Asked(Refused<LimitForm>),
}

impl Typed {
    fn no(&self) -> &No {
        match self {
            Typed::Set(refused) | Typed::Asked(refused) => &refused.no,
        }
    }

    fn set(&self) -> Option<&LimitForm> {
        match self {
            Typed::Set(refused) => Some(&refused.form),
            Typed::Asked(_) => None,
        }
    }

    fn asked(&self) -> Option<&LimitForm> {
        match self {
            Typed::Asked(refused) => Some(&refused.form),
            Typed::Set(_) => None,
        }
    }
}

async fn page(may: May<ReadMoney>, number: web::Path<String>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    draw(&may, number.into_inner(), query.done, None).await
}

/// What the page shows.
struct Shown {
    seen: Seen,
    outlook: Outlook,
    changes: Vec<LimitChange>,
}

async fn draw(may: &May<ReadMoney>, number: String, done: Option<Done>, typed: Option<&Typed>) -> Answer<HttpResponse> {
    let (l, is_staff) = (may.voice(), may.actor().is_ours());
    let shown = may
        .read(number, move |act, number| {
            let seen = overview::contract(act, number)?;
            let changes = if is_staff { limit::history(act, &seen.debtor.contract)? } else { Vec::new() };
            Ok(Shown { outlook: outlook::of_contract(act, number)?, seen, changes })
        })
        .await?;
    let no = typed.map(Typed::no);
    let title = l.tell(&say!("money-contract", number = &shown.seen.debtor.number));
    let body = html! {
        (head(may, &shown.seen, &title))
        div id="notices" role="status" {
            @if let Some(done) = done { (components::notice("ok", &l.say(&format!("money-done-{done}")))) }
        }
        @if let Some(no) = no { (components::refusal(l, no)) }
        div.stack {
            section.card {
                div.row.row--apart { h2 { (l.say("money-figures")) } (money::badges(l, &shown.seen)) }
                (money::figures(l, &shown.seen))
                (money::ageing(l, &shown.seen.ageing, shown.seen.debtor.currency))
                (money::ways(l, &shown.seen.debtor.number))
            }
            (blocks::section(l, &shown.outlook, &blocks::form_token(may)))
            (as_on(l, &shown.seen.debtor.number))
            @if is_staff { (limits(may, &shown, typed)) }
        }
    };
    Ok(in_status(may.page(title, &body), no))
}

/// The way to prices and limit of a past moment.
fn as_on(l: Voice, number: &str) -> Markup {
    html! {
        section.card {
            h2 { (l.say("past-short")) }
            form.filters method="get" action={ (paths::contract(number)) "/as-on" } {
                div.field { label for="as-on" { (l.say("past-at")) } input id="as-on" type="datetime-local" step="1" name="at" required; }
                button type="submit" { (l.say("money-show")) }
            }
        }
    }
}

fn head(may: &May<ReadMoney>, seen: &Seen, title: &str) -> Markup {
    let (l, debtor) = (may.voice(), &seen.debtor);
    html! {
        nav.crumbs aria-label=(l.say("money-path")) {
            a href="/money" { (l.say("money-title")) }
            @if may.actor().may(Right::ReadPartners) { a href=(paths::partner(&debtor.code)) { (debtor.name) } } @else { span { (debtor.name) } }
            span { (debtor.number) }
        }
        div.page-head { div { h1 { (title) } p { (debtor.name) ", " (debtor.currency.code()) ". " (terms(l, seen)) } } }
    }
}

fn terms(l: Voice, seen: &Seen) -> String {
    match seen.debtor.payment {
        Payment::Prepaid => l.say("money-terms-prepaid"),
        Payment::Net => l.tell(&say!("money-terms-net", days = seen.debtor.net_days)),
    }
}

fn limits(may: &May<ReadMoney>, shown: &Shown, typed: Option<&Typed>) -> Markup {
    let (l, actor, debtor) = (may.voice(), may.actor(), &shown.seen.debtor);
    let token = may.form_token();
    let may_set = actor.may(Right::SetLimits);
    let path = |tail: &str| format!("{}{tail}", paths::contract(&debtor.number));
    let is_now = debtor.standing.limit.map(|limit| l.typed(limit.decimal())).unwrap_or_default();
    html! {
        section.card id="limit" {
            h2 { (l.say("limit-title")) }
            @if may_set {
                (limit_form(l, "set", &path("/limit"), &token, typed.and_then(Typed::set), &is_now))
            } @else if actor.may(Right::ServeClients) {
                (limit_form(l, "ask", &path("/limit-requests"), &token, typed.and_then(Typed::asked), ""))
            }
            (history(l, shown))
            @if may_set { p { a href={ "/limit-requests?contract=" (debtor.number) } { (l.say("money-limit-requests")) } } }
        }
    }
}

fn limit_form(l: Voice, what: &str, action: &str, token: &str, typed: Option<&LimitForm>, value: &str) -> Markup {
    let value = typed.map_or(value, |form| form.limit.as_str());
    let reason = typed.map(|form| form.reason.as_str()).unwrap_or_default();
    html! {
        form.form method="post" action=(action) data-once {
            (csrf_field(token))
            div.field {
                label for={ "limit-" (what) } { (l.say(&format!("limit-{what}-sum"))) }
                input id={ "limit-" (what) } name="limit" value=(value) inputmode="decimal" maxlength="30" aria-describedby={ "limit-" (what) "-hint" };
                span.hint id={ "limit-" (what) "-hint" } { (l.say(&format!("limit-{what}-hint"))) }
            }
            div.field {
                label for={ "limit-" (what) "-reason" } { (l.say("money-reason")) }
                input id={ "limit-" (what) "-reason" } name="reason" value=(reason) maxlength="500" autocomplete="off" required;
            }
            div.actions { button type="submit" { (l.say(&format!("limit-{what}-button"))) } }
        }
    }
}

fn history(l: Voice, shown: &Shown) -> Markup {
    let currency = shown.seen.debtor.currency;
    let money = |limit| match limit {
        Some(limit) => l.money(limit, currency),
        None => l.say("money-no-limit"),
    };
    html! {
        @if !shown.changes.is_empty() {
            div.table-wrap { table.table.table--stack {
                caption { (l.say("limit-history")) }
                thead { tr { th { (l.say("money-when")) } th.num { (l.say("limit-was")) } th.num { (l.say("limit-becomes")) } th { (l.say("money-who")) } th { (l.say("money-reason")) } } }
                tbody { @for change in &shown.changes { tr {
                    td.nowrap { time datetime=(change.at) { (l.moment(change.at)) } }
                    td.num data-label=(l.say("limit-was")) { (money(change.was)) }
                    td.num data-label=(l.say("limit-becomes")) { (money(change.becomes)) }
                    td data-label=(l.say("money-who")) { (who(l, change)) }
                    td data-label=(l.say("money-reason")) { @match &change.why { Why::Import => { (l.say("limit-by-import")) } Why::Said(words) => { (words) } } }
                } } }
            } }
        }
    }
}

/// Whoever changed the limit, and by which key where a program did it for him.
fn who(l: Voice, change: &LimitChange) -> Markup {
    html! {
        @if change.by.is_empty() { (l.say("money-by-program")) } @else { (change.by) }
        @if let Some(key) = &change.key { " " small.muted { (l.tell(&say!("limit-by-key", key = key))) } }
    }
}

/// Back to the contract, or the page again with what was typed.
async fn after<P: crate::access::permission::Permission>(
    may: &May<P>,
    number: String,
    done: Done,
    outcome: Result<(), Typed>,
) -> Answer<HttpResponse> {
    match outcome {
        Ok(()) => Ok(see_other(&format!("{}?done={done}#limit", paths::contract(&number)))),
        Err(typed) => {
            let reading = may.also::<ReadMoney>().ok_or_else(No::forbidden)?;
            draw(&reading, number, None, Some(&typed)).await
        }
    }
}

async fn set_limit(may: May<SetLimits>, number: web::Path<String>, Form(form): Form<LimitForm>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let limit = if form.limit.trim().is_empty() { Ok(None) } else { amount(may.voice().lang, &form.limit, "limit").map(Some) };
    let outcome = match limit {
        Ok(limit) => may.write(NewLimit { contract: number.clone(), limit, reason: form.reason.clone() }, limit::set).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(_) => after(&may, number, Done::LimitSet, Ok(())).await,
        Err(no) if is_about_form(&no) => after(&may, number, Done::LimitSet, Err(Typed::Set(Refused { form, no }))).await,
        Err(no) => Err(no),
    }
}

async fn ask_limit(may: May<ServeClients>, number: web::Path<String>, Form(form): Form<LimitForm>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let outcome = match amount(may.voice().lang, &form.limit, "limit") {
        Ok(limit) => may.write(Ask { contract: number.clone(), limit, reason: form.reason.clone() }, limit::ask).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(_) => after(&may, number, Done::LimitAsked, Ok(())).await,
        Err(no) if is_about_form(&no) => after(&may, number, Done::LimitAsked, Err(Typed::Asked(Refused { form, no }))).await,
        Err(no) => Err(no),
    }
}
