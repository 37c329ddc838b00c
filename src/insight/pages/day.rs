//! The page of the day: what needs whoever looks, and the rows of each matter.

use actix_web::HttpResponse;
use maud::html;
use serde::Deserialize;

use super::list;
use crate::access::permission::marks::SeeDay;
use crate::access::{May, Routes};
use crate::insight::day::{self, Asked, Day, Matter, Whose};
use crate::platform::error::Answer;
use crate::platform::web::{Params, Voice, components};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/day", page);
    routes.get("/day/rows", rows);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    whose: Option<Whose>,
}

async fn page(may: May<SeeDay>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let l = may.voice();
    let seen = may.read(query.whose, day::look).await?;
    let body = html! {
        div.page-head { div { h1 { (l.say("day-title")) } p { (l.say("day-lede")) } } }
        @if seen.has_choice { (choice(l, seen.whose)) }
        @if seen.matters.is_empty() { section.empty { h2 { (l.say("day-empty")) } p { (l.say("day-empty-more")) } } } @else { (matters(l, &seen)) }
    };
    Ok(may.page(l.say("day-title"), &body))
}

fn choice(l: Voice, chosen: Whose) -> maud::Markup {
    html! {
        nav.tabs aria-label=(l.say("day-whose")) {
            @for whose in Whose::ALL { a href={ "/day?whose=" (whose) } aria-current=[(*whose == chosen).then_some("page")] { (l.say(&format!("day-whose-{whose}"))) } }
        }
    }
}

fn matters(l: Voice, seen: &Day) -> maud::Markup {
    html! {
        div.table-wrap { table.table {
            caption.unseen { (l.say("day-title")) }
            thead { tr { th { (l.say("day-matter")) } th.num { (l.say("day-count")) } } }
            tbody { @for (matter, count) in &seen.matters {
                @let address = address(*matter, seen.whose);
                tr {
                    th scope="row" { a href=(address) { (l.say(&format!("day-matter-{matter}"))) } }
                    td.num { a class={ "badge badge--" (matter.tone()) } href=(address) { (count) } }
                }
            } }
        } }
    }
}

/// Where the rows of a matter are.
fn address(matter: Matter, whose: Whose) -> String {
    components::link("/day/rows", &[("matter", matter.as_str()), ("whose", whose.as_str())])
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowQuery {
    matter: Matter,
    whose: Option<Whose>,
    cursor: Option<String>,
}

async fn rows(may: May<SeeDay>, Params(query): Params<RowQuery>) -> Answer<HttpResponse> {
    let l = may.voice();
    let asked = Asked { matter: query.matter, whose: query.whose, window: list::window(query.cursor.as_deref())? };
    let (found, whose) = may.read(asked, day::rows).await?;
    let title = l.say(&format!("day-matter-{}", query.matter));
    let here = [("matter", query.matter.as_str()), ("whose", whose.as_str())];
    let body = html! {
        nav.crumbs aria-label=(l.say("insight-path")) { a href={ "/day?whose=" (whose) } { (l.say("day-title")) } span { (title) } }
        div.page-head { h1 { (title) } }
        (list::table(l, found, asked.window, "/day/rows", &here))
    };
    let mut frame = may.frame(title);
    frame.path = "/day".to_owned();
    Ok(may.page_in(&frame, &body))
}
