//! Tasks: one's own or everybody's, sorted, kept as views, taken away as a file, each ended with an outcome. The columns stand in
//! the file beside.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::task_table::{PAGE, Reader, TABLE, Typed, filter};
use super::{faults, is_about_form};
use crate::access::May;
use crate::access::frame::see_other;
use crate::access::permission::marks::ServeClients;
use crate::access::views::{self, Listing};
use crate::platform::error::{Answer, No};
use crate::platform::web::table::{Asked, Eyes, Format, Pairs};
use crate::platform::web::{Form, Params, Voice, components};
use crate::service::TaskId;
use crate::service::task;

pub(super) async fn page(may: May<ServeClients>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let asked = TABLE.ask(views::eyes(&may), pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Tasks, &TABLE, view).await;
    }
    draw(&may, &asked, None).await
}

/// An outcome that was refused, with what was typed.
struct Refused {
    id: TaskId,
    outcome: String,
    no: No,
}

async fn draw(may: &May<ServeClients>, asked: &Asked, not_taken: Option<Refused>) -> Answer<HttpResponse> {
    let (l, eyes) = (may.voice(), Eyes { does_deeds: true, ..views::eyes(may) });
    let filter = filter(asked)?;
    let (sort, whose) = (filter.sort, if filter.is_mine { "mine" } else { "all" });
    let found = may.read(filter, task::list).await?;
    let (found, next) = sort.cut(found, PAGE, |task| task.place(sort.by));
    let no = not_taken.as_ref().map(|not_taken| &not_taken.no);
    let typed = not_taken.as_ref().map(|typed| Typed {
        id: typed.id,
        outcome: typed.outcome.clone(),
        faults: faults(Some(&typed.no)).to_vec(),
    });
    let reader = Reader { l, token: may.form_token(), whose, typed };
    let bar = views::bar(may, Listing::Tasks, asked).await?;
    let title = l.say("task-list-title");
    let body = html! {
        div.page-head { div { h1 { (title) } p { (l.say("task-list-lede")) } } }
        (tabs(l, &title, whose))
        @if !asked.text("done").is_empty() { (components::notice("ok", &l.say("task-done-now"))) }
        @if let Some(no) = no { (components::refusal(l, no)) }
        (TABLE.filter_form(eyes, asked, &html! { input type="hidden" name="whose" value=(whose); }, "table-apply"))
        (bar)
        @if found.is_empty() { section.empty { p { (l.say("task-list-empty")) } } } @else { (TABLE.draw(eyes, asked, &reader, &found)) }
        (TABLE.pager(l, asked, next.as_deref()))
    };
    Ok(may.page_at("/tasks", title, &body, no))
}

fn tabs(l: Voice, title: &str, whose: &str) -> Markup {
    html! {
        nav.tabs aria-label=(title) {
            @for (word, key) in [("mine", "task-mine"), ("all", "task-all")] {
                a href=(components::link("/tasks", &[("whose", word)])) aria-current=[(word == whose).then_some("page")] { (l.say(key)) }
            }
        }
    }
}

pub(super) async fn csv(may: May<ServeClients>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Csv).await
}

pub(super) async fn xlsx(may: May<ServeClients>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Xlsx).await
}

async fn file(may: &May<ServeClients>, pairs: Pairs, format: Format) -> Answer<HttpResponse> {
    let eyes = views::eyes(may);
    let asked = TABLE.ask(eyes, pairs)?;
    let found = may.read(filter(&asked)?, task::list_all).await?;
    TABLE.file(format, eyes, asked, Reader { l: eyes.l, token: String::new(), whose: "mine", typed: None }, found).await
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
            let asked = TABLE.ask(views::eyes(&may), vec![("whose".to_owned(), whose.to_owned())])?;
            draw(&may, &asked, Some(Refused { id, outcome: form.outcome, no })).await
        }
        Err(no) => Err(no),
    }
}
