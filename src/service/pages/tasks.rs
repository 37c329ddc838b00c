//! Tasks: one's own or everybody's, the most urgent first, each ended with an outcome.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::{about, faults, is_about_form, refused};
use crate::access::May;
use crate::access::frame::see_other;
use crate::access::permission::marks::ServeClients;
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, components};
use crate::service::TaskId;
use crate::service::api::tasks::{after, cut, is_mine};
use crate::service::task::{self, Filter, LONGEST_OUTCOME, Task};

const PAGE: i64 = 50;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    whose: Option<String>,
    cursor: Option<String>,
    done: Option<String>,
}

/// An outcome as typed and refused.
pub(super) struct Typed {
    id: TaskId,
    outcome: String,
    no: No,
}

pub(super) async fn page(may: May<ServeClients>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    draw(&may, &query, None).await
}

async fn draw(may: &May<ServeClients>, query: &Query, typed: Option<&Typed>) -> Answer<HttpResponse> {
    let l = may.voice();
    let is_mine = is_mine(query.whose.as_deref())?;
    let filter = Filter { is_mine, partner: None, after: after(query.cursor.as_deref())?, limit: PAGE + 1 };
    let (tasks, next) = cut(may.read(filter, task::list).await?, PAGE);
    let whose = if is_mine { "mine" } else { "all" };
    let list = components::link("/tasks", &[("whose", whose)]);
    let next = next.map(|next| components::link("/tasks", &[("whose", whose), ("cursor", &next)]));
    let title = l.say("task-list-title");
    let body = html! {
        div.page-head { div { h1 { (title) } p { (l.say("task-list-lede")) } } }
        nav.tabs aria-label=(title) {
            @for (word, key) in [("mine", "task-mine"), ("all", "task-all")] {
                a href=(components::link("/tasks", &[("whose", word)])) aria-current=[(word == whose).then_some("page")] { (l.say(key)) }
            }
        }
        @if query.done.is_some() { (components::notice("ok", &l.say("task-done-now"))) }
        @if let Some(typed) = typed { (components::refusal(l, &typed.no)) }
        @if tasks.is_empty() { section.empty { p { (l.say("task-list-empty")) } } } @else { (table(may, &tasks, whose, typed)) }
        (components::pager(l, query.cursor.as_ref().map(|_| list.as_str()), next.as_deref()))
    };
    let mut frame = may.frame(title);
    frame.path = "/tasks".to_owned();
    Ok(refused(may.page_in(&frame, &body), typed.map(|typed| &typed.no)))
}

/// Tasks with the form that ends each.
pub(super) fn table(may: &May<ServeClients>, tasks: &[Task], whose: &str, typed: Option<&Typed>) -> Markup {
    let l = may.voice();
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("task-what")) } th { (l.say("partner-name")) } th { (l.say("task-due")) } th { (l.say("task-owner")) } th { (l.say("task-outcome")) } } }
            tbody { @for task in tasks { tr {
                td { (about(l, &task.kind, &task.about)) @if let Some(text) = &task.text { p { (components::lines(text)) } } }
                td data-label=(l.say("partner-name")) { a.name href={ "/partners/" (task.partner.0) } { (task.partner.1) } @if let Some(person) = &task.person { br; (person) } }
                td data-label=(l.say("task-due")) { (l.moment(task.due_at)) @if task.is_overdue { " " span.badge.badge--bad { (l.say("task-overdue")) } } }
                td data-label=(l.say("task-owner")) { @if let Some(owner) = &task.owner { (owner) } @else { span.muted { (l.say("task-nobody")) } } }
                td data-label=(l.say("task-outcome")) { (outcome_form(may, task, whose, typed.filter(|typed| typed.id == task.id))) }
            } } }
        } }
    }
}

fn outcome_form(may: &May<ServeClients>, task: &Task, whose: &str, typed: Option<&Typed>) -> Markup {
    let l = may.voice();
    html! {
        form.row method="post" action={ "/tasks/" (task.id) "/outcomes" } data-once {
            (csrf_field(&may.form_token()))
            input type="hidden" name="whose" value=(whose);
            input name="outcome" value=(typed.map(|typed| typed.outcome.as_str()).unwrap_or_default()) maxlength=(LONGEST_OUTCOME) required
                autocomplete="off" placeholder=(l.say("task-outcome")) aria-label={ (l.say("task-outcome")) ": " (task.partner.1) };
            button.button--small type="submit" { (l.say("task-finish")) }
            (components::fault(l, faults(typed.map(|typed| &typed.no)), "outcome"))
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outcome {
    outcome: String,
    #[serde(default)]
    whose: String,
}

pub(super) async fn finish(may: May<ServeClients>, id: web::Path<String>, Form(form): Form<Outcome>) -> Answer<HttpResponse> {
    let id = TaskId::parse(&id).ok_or_else(No::not_found)?;
    let whose = if form.whose == "all" { "all" } else { "mine" };
    match may.write((id, form.outcome.clone()), task::finish).await {
        Ok(()) => Ok(see_other(&components::link("/tasks", &[("whose", whose), ("done", "1")]))),
        Err(no) if is_about_form(&no) => {
            let query = Query { whose: Some(whose.to_owned()), ..Query::default() };
            draw(&may, &query, Some(&Typed { id, outcome: form.outcome, no })).await
        }
        Err(no) => Err(no),
    }
}
