//! The live page: who is on line, what they do, what they look for; below it the feed. Whole without its script, which puts new
//! rows in as they come.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::told;
use crate::access::frame::{in_status, see_other};
use crate::access::permission::marks::{ManageSettings, WatchClients};
use crate::access::{May, Routes};
use crate::activity::api::feed::{activity_stream, kind};
use crate::activity::feed::{self, Event, Filter, KEPT_DAYS, Kind};
use crate::activity::frame;
use crate::activity::online::{self, Online, Present};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Money};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Voice, assets, components, paths};
use crate::say;

const ROWS: i64 = 40;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/live", page);
    routes.get("/live/stream", activity_stream);
    routes.post("/live/minutes", set_minutes);
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    partner: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    mine: String,
}

impl Query {
    fn filter(&self) -> Answer<Filter> {
        let partner = Some(self.partner.trim().to_owned()).filter(|code| !code.is_empty());
        let is_mine = self.mine == "yes";
        Ok(Filter { partner, kind: kind(Some(&self.kind))?, is_mine, limit: ROWS, ..Filter::default() })
    }

    fn link(&self, path: &str) -> String {
        components::link(path, &[("partner", self.partner.trim()), ("kind", &self.kind), ("mine", &self.mine)])
    }
}

/// What the page shows, all of one moment.
struct Seen {
    online: Online,
    events: Vec<Event>,
    head: i64,
    now: Moment,
}

async fn page(may: May<WatchClients>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    show(&may, &query, None).await
}

async fn show(may: &May<WatchClients>, query: &Query, no: Option<&No>) -> Answer<HttpResponse> {
    let l = may.voice();
    let seen = may
        .read(query.filter()?, |act, filter| {
            let online = online::look(act, filter)?;
            let events = feed::list(act, filter)?;
            let nothing = Filter { after: Some(i64::MAX), limit: 1, ..Filter::default() };
            let (_, head) = feed::follow_on(act, &nothing)?;
            Ok(Seen { online, events, head, now: act.moment() })
        })
        .await?;
    // Of every kind: whoever is there is told by his steps, whatever the feed is narrowed to.
    let stream = components::link(
        "/live/stream",
        &[("partner", query.partner.trim()), ("mine", &query.mine), ("after", &seen.head.to_string())],
    );
    let body = html! {
        div.page-head { div { h1 { (l.say("live-title")) } p { (l.tell(&say!("live-lede", days = KEPT_DAYS))) } }
            a.button href=(query.link("/live")) { (l.say("live-refresh")) } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        (filters(l, query))
        div id="live" data-stream=(stream) data-kind=(query.kind) data-words=(told::words(l)) data-zone=(l.zone.name()) data-now=(seen.now) data-minutes=(seen.online.minutes) {
            div id="online" { (people(l, &seen.online)) }
            (feed_table(l, &seen.events))
        }
        @if let Some(setting) = may.also::<ManageSettings>() { (minutes_form(l, seen.online.minutes, &setting.form_token())) }
        script src=(assets::address("live.js")) defer {}
    };
    let mut frame = may.frame(l.say("live-title"));
    frame.path = "/live".to_owned();
    Ok(may.page_in(&frame, &body))
}

fn filters(l: Voice, query: &Query) -> Markup {
    html! {
        form.filters method="get" action="/live" {
            div.field { label for="partner" { (l.say("live-partner")) } input id="partner" name="partner" value=(query.partner) maxlength="40" size="10" autocomplete="off"; }
            div.field { label for="kind" { (l.say("live-kind")) }
                select id="kind" name="kind" data-auto-submit {
                    option value="" { (l.say("live-kind-all")) }
                    @for kind in Kind::ALL { option value=(kind.as_str()) selected[kind.as_str() == query.kind] { (told::label(l, *kind)) } }
                } }
            div.check { input id="mine" type="checkbox" name="mine" value="yes" checked[query.mine == "yes"] data-auto-submit; label for="mine" { (l.say("live-mine")) } }
            button type="submit" { (l.say("live-show")) }
        }
    }
}

fn people(l: Voice, online: &Online) -> Markup {
    html! {
        h2 { (l.tell(&say!("live-online", count = online.people.len()))) }
        @if online.people.is_empty() { p.muted { (l.tell(&say!("live-nobody", minutes = online.minutes))) } } @else {
            div.table-wrap { table.table.table--stack {
                thead { tr { th { (l.say("live-who")) } th { (l.say("live-where")) } th.num { (l.say("live-cart")) } th { (l.say("live-last")) } th { (l.say("live-act")) } } }
                tbody { @for one in &online.people { (person(l, one)) } }
            } }
        }
    }
}

fn person(l: Voice, one: &Present) -> Markup {
    let key = format!("{}|{}", one.code, frame::short_person(&one.person));
    html! {
        tr data-who=(key) data-at=(one.last_at) {
            td { a.name href=(paths::partner(&one.code)) { (one.partner) } br; span.muted { (who(l, one)) } }
            td data-label=(l.say("live-where")) {
                span data-part="page" { @if let Some(page) = &one.page { (told::page(l, page)) } }
                small.muted data-part="search" {
                    @if let Some((words, is_vain)) = &one.search { " " (told::told(l, if *is_vain { Kind::SearchEmpty } else { Kind::Search }, words)) } }
                @if let Some(code) = &one.refused { " " span.badge.badge--warn { (told::refusal(l, code)) @if one.refusals > 1 { " × " (one.refusals) } } }
            }
            td.num data-label=(l.say("live-cart")) data-part="cart" { (sum(l, one.cart)) }
            td data-label=(l.say("live-last")) { time data-part="last" datetime=(one.last_at) { (l.moment(one.last_at)) } }
            td { div.actions { (actions(l, one)) } }
        }
    }
}

/// The client's own person by name; an agent as one.
fn who(l: Voice, one: &Present) -> String {
    if !one.is_agent {
        return one.person.clone();
    }
    l.tell(&say!("live-agent-for", person = &one.person, client = &one.partner))
}

fn actions(l: Voice, one: &Present) -> Markup {
    let person = [("person", one.login.as_str())];
    let at = |tail: &str| components::link(&format!("{}/{tail}", paths::partner(&one.code)), &person);
    html! {
        a href=(at("cart")) { (l.say("live-open-cart")) }
        @if !one.is_agent { a href=(at("write")) { (l.say("live-write")) } }
        a href={ (paths::partner(&one.code)) "#discounts" } { (l.say("live-discount")) }
        a href={ (paths::partner(&one.code)) "#contracts" } { (l.say("live-limit")) }
        @if let Some(phone) = &one.phone { a href={ "tel:" (phone.replace([' ', '(', ')', '-'], "")) } { (l.say("live-call")) } }
    }
}

fn feed_table(l: Voice, events: &[Event]) -> Markup {
    html! {
        h2 { (l.say("live-feed")) }
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("live-when")) } th { (l.say("live-who")) } th { (l.say("live-what")) } th.num { (l.say("live-sum")) } } }
            tbody id="feed" { @for event in events { (row(l, event)) } }
        } }
        @if events.is_empty() { p.muted id="feed-empty" { (l.say("live-empty")) } }
    }
}

fn row(l: Voice, event: &Event) -> Markup {
    let text = told::told(l, event.kind, &event.what);
    html! {
        tr {
            td { time datetime=(event.at) { (l.moment(event.at)) } }
            td { a href=(paths::partner(&event.code)) { (event.name) } @if let Some(person) = &event.person { br; span.muted { (person) } } }
            td { @if let Some(link) = told::link(event.kind, &event.what) { a href=(link) { (text) } } @else { (text) } }
            td.num { (sum(l, event.sum)) }
        }
    }
}

fn sum(l: Voice, sum: Option<(Money, Currency)>) -> Markup {
    html! { @if let Some((amount, currency)) = sum { (l.money(amount, currency)) } }
}

fn minutes_form(l: Voice, minutes: i64, token: &str) -> Markup {
    html! {
        form.filters method="post" action="/live/minutes" data-once {
            (csrf_field(token))
            div.field { label for="minutes" { (l.say("live-minutes")) } input id="minutes" name="minutes" type="number" min="1" max="120" required value=(minutes); }
            button type="submit" { (l.say("live-minutes-save")) }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Minutes {
    minutes: String,
}

async fn set_minutes(may: May<ManageSettings>, Form(form): Form<Minutes>) -> Answer<HttpResponse> {
    // Zero is refused below in the words of the rule.
    let minutes = form.minutes.trim().parse::<i64>().unwrap_or_default();
    match may.write(minutes, online::set_minutes).await {
        Ok(()) => Ok(see_other("/live")),
        Err(no @ No::Refused(_)) => {
            let watching = may.also::<WatchClients>().ok_or_else(No::forbidden)?;
            Ok(in_status(show(&watching, &Query::default(), Some(&no)).await?, Some(&no)))
        }
        Err(failed) => Err(failed),
    }
}
