//! What is recorded about a person, shown to that person.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::told;
use crate::access::permission::marks::BeSomebody;
use crate::access::{May, Routes};
use crate::activity::feed::{Event, KEPT_DAYS};
use crate::activity::own::{self, Glance, Pages, Task};
use crate::platform::error::Answer;
use crate::platform::web::{Params, Voice, components};
use crate::say;

const ROWS: i64 = 50;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/account/activity", page);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    before: Option<i64>,
}

async fn page(may: May<BeSomebody>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let l = may.voice();
    let own = may.read(Pages { before: query.before, limit: ROWS }, own::look).await?;
    let next = own.next.map(|n| components::link("/account/activity", &[("before", &n.to_string())]));
    let body = html! {
        nav.crumbs aria-label=(l.say("catalogue-path")) { a href="/profile" { (l.say("profile-title")) } }
        div.page-head { div { h1 { (l.say("own-title")) } p { (l.tell(&say!("own-lede", days = KEPT_DAYS))) } } }
        @if query.before.is_none() { (glances(l, &own.glances)) (tasks(l, &own.tasks)) }
        h2 { (l.say("own-acts")) }
        @if own.acts.is_empty() { p.muted { (l.say("own-none")) } } @else { (acts(l, &own.acts)) }
        (components::pager(l, query.before.map(|_| "/account/activity"), next.as_deref()))
    };
    Ok(may.page(l.say("own-title"), &body))
}

fn glances(l: Voice, glances: &[Glance]) -> Markup {
    html! {
        h2 { (l.say("own-looked")) }
        @if glances.is_empty() { p.muted { (l.say("own-looked-none")) } } @else {
            ul.timeline { @for glance in glances { li {
                time datetime=(glance.at) { (l.moment(glance.at)) }
                (glance.by) ": " (l.say(deed(&glance.kind)))
            } } }
        }
    }
}

fn deed(kind: &str) -> &'static str {
    match kind {
        "client.message" => "own-wrote",
        own::CALLED => "own-called",
        _ => "own-opened-cart",
    }
}

/// What our people were reminded of because of him; nothing where there was nothing.
fn tasks(l: Voice, tasks: &[Task]) -> Markup {
    html! {
        @if !tasks.is_empty() {
            h2 { (l.say("own-tasks")) }
            ul.timeline { @for task in tasks { li {
                time datetime=(task.at) { (l.moment(task.at)) }
                (l.say(cause(&task.kind)))
            } } }
        }
    }
}

fn cause(kind: &str) -> &'static str {
    match kind {
        "cart_idle" => "own-task-cart",
        "search_vain" => "own-task-search",
        "refused" => "own-task-refused",
        "answer" => "own-task-answer",
        _ => "own-task-other",
    }
}

fn acts(l: Voice, acts: &[Event]) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("live-when")) } th { (l.say("live-what")) } th { (l.say("own-company")) } th.num { (l.say("live-sum")) } } }
            tbody { @for act in acts { tr {
                td { time datetime=(act.at) { (l.moment(act.at)) } }
                td { (told::told(l, act.kind, &act.what)) }
                td data-label=(l.say("own-company")) { (act.name) }
                td.num { @if let Some((amount, currency)) = act.sum { (l.money(amount, currency)) } }
            } } }
        } }
    }
}
