//! The page of requested items: a buyer's own company's, an agent's clients', or everybody's. The live page, open carts and one's
//! own acts stand in the files beside.

mod cart;
mod live;
mod own;
pub(crate) mod told;
mod words;

use actix_web::HttpResponse;
use maud::html;
use serde::Deserialize;

use super::requested::{Filter, list};
use crate::access::permission::marks::ReadRequested;
use crate::access::{May, Reach, Right, Routes};
use crate::platform::error::Answer;
use crate::platform::web::{Params, components, cursor};

const PAGE: usize = 50;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/requested", page);
    live::routes(routes);
    cart::routes(routes);
    own::routes(routes);
    words::routes(routes);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    partner: Option<String>,
    cursor: Option<String>,
    #[serde(default)]
    asked: bool,
}

async fn page(may: May<ReadRequested>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let l = may.voice();
    let before = query.cursor.as_deref().and_then(cursor::decode).and_then(|(at, id)| Some((at.parse().ok()?, id)));
    let filter = Filter { partner: query.partner.clone(), before, limit: PAGE as i64 + 1 };
    let mut items = may.read(filter, list).await?;
    let has_more = items.len() > PAGE;
    items.truncate(PAGE);
    let here = ("partner", query.partner.as_deref().unwrap_or_default());
    let next = items.last().filter(|_| has_more).map(|last| {
        let at = cursor::encode(&last.last_at.micros().to_string(), last.id);
        components::link("/requested", &[here, ("cursor", &at)])
    });
    let first = query.cursor.as_ref().map(|_| components::link("/requested", &[here]));
    let is_own = matches!(may.actor().reach, Reach::Own { .. });
    let reads_stock = may.actor().may(Right::ReadStock);
    let title = l.say(if is_own { "requested-mine" } else { "requested-title" });
    let body = html! {
        div.page-head { div { h1 { (title) } p { (l.say("requested-lede")) } } a.button href="/requested/words" { (l.say("search-vain-title")) } }
        @if query.asked { (components::notice("ok", &l.say("search-asked"))) }
        @if items.is_empty() { section.empty { p { (l.say("requested-empty")) } } } @else {
            div.table-wrap { table.table.table--stack {
                thead { tr {
                    th { (l.say("requested-wanted")) } th { (l.say("requested-reason")) }
                    @if !is_own { th { (l.say("requested-partner")) } }
                    th { (l.say("requested-person")) } th.num { (l.say("requested-times")) } th { (l.say("requested-last")) }
                } }
                tbody { @for item in &items { tr {
                    td { @if is_own || reads_stock { a href=(components::link(if is_own { "/catalogue" } else { "/stock" }, &[("q", &item.wanted)])) { (item.wanted) } } @else { (item.wanted) }
                        @if let Some(quantity) = item.quantity { " " span.muted { "× " (l.quantity(quantity)) } } }
                    td data-label=(l.say("requested-reason")) { span.badge.badge--plain { (l.say(&format!("requested-{}", item.reason))) }
                        @if item.is_awaited { " " span.badge { (l.say("search-awaited")) } } }
                    @if !is_own { td data-label=(l.say("requested-partner")) { a href={ "/partners/" (item.partner.0) } { (item.partner.1) } } }
                    td data-label=(l.say("requested-person")) { (item.person) }
                    td.num data-label=(l.say("requested-times")) { (item.times) }
                    td data-label=(l.say("requested-last")) { (l.moment(item.last_at)) }
                } } }
            } }
        }
        (components::pager(l, first.as_deref(), next.as_deref()))
    };
    Ok(may.page(title, &body))
}
