//! The page of words without result, and the same as a table for a spreadsheet.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use maud::html;

use crate::access::permission::marks::ReadRequested;
use crate::access::{May, Routes};
use crate::activity::words;
use crate::platform::error::Answer;
use crate::platform::formats::{Cell, csv_out};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/requested/words", page);
    routes.get("/requested/words.csv", table);
}

async fn page(may: May<ReadRequested>) -> Answer<HttpResponse> {
    let l = may.voice();
    let all = may.read((), words::list).await?;
    let is_ours = may.actor().is_ours();
    let body = html! {
        nav.crumbs aria-label=(l.say("catalogue-path")) { a href="/requested" { (l.say(if is_ours { "requested-title" } else { "requested-mine" })) } }
        div.page-head { div { h1 { (l.say("search-vain-title")) } p { (l.say("search-vain-lede")) } }
            @if !all.is_empty() { a.button href="/requested/words.csv" download { (l.say("search-vain-table")) } } }
        @if all.is_empty() { section.empty { p { (l.say("requested-empty")) } } } @else {
            div.table-wrap { table.table.table--stack {
                thead { tr {
                    th { (l.say("requested-wanted")) } th.num { (l.say("requested-times")) }
                    @if is_ours { th { (l.say("search-vain-clients")) } }
                    th { (l.say("requested-last")) }
                } }
                tbody { @for one in &all { tr {
                    td { (one.words) }
                    td.num data-label=(l.say("requested-times")) { (one.times) }
                    @if is_ours { td data-label=(l.say("search-vain-clients")) {
                        @for (at, (code, name, times)) in one.clients.iter().enumerate() {
                            @if at > 0 { ", " } a href={ "/requested?partner=" (code) } { (name) } " × " (times)
                        }
                    } }
                    td data-label=(l.say("requested-last")) { (l.moment(one.last_at)) }
                } } }
            } }
        }
    };
    Ok(may.page(l.say("search-vain-title"), &body))
}

/// A row for each client. No cell is ever a formula.
async fn table(may: May<ReadRequested>) -> Answer<HttpResponse> {
    let l = may.voice();
    let all = may.read((), words::list).await?;
    let header = ["requested-wanted", "requested-times", "search-vain-code", "requested-partner", "search-vain-of-client"];
    let header: Vec<String> = header.iter().map(|name| l.say(name)).chain([l.say("requested-last")]).collect();
    let rows = all.iter().flat_map(|one| {
        one.clients.iter().map(move |(code, name, times)| {
            vec![
                Cell::text(&one.words),
                Cell::count(one.times),
                Cell::text(code),
                Cell::text(name),
                Cell::count(*times),
                Cell::moment(l, one.last_at),
            ]
        })
    });
    let text = csv_out::write(l, &header, rows);
    let mut answer = HttpResponse::Ok().content_type("text/csv; charset=utf-8").body(text);
    answer.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"words.csv\""));
    Ok(answer)
}
