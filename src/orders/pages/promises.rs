//! How promises were kept, by warehouse; every figure leads to its rows.

use actix_web::HttpResponse;
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

use crate::access::permission::marks::PromiseOrders;
use crate::access::{May, Routes};
use crate::orders::promise::{self, Asked, Behind, Kept, Outcome, Report, Tally};
use crate::platform::error::{Answer, No};
use crate::platform::web::{Lang, Params, Voice, components, cursor, sort};
use crate::say;

const PAGE: usize = 50;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/promises", page);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    warehouse: String,
    outcome: Option<Outcome>,
    cursor: Option<String>,
}

impl Query {
    /// The rows behind a figure, where a figure was followed.
    fn behind(&self) -> Answer<Option<Behind>> {
        let Some(outcome) = self.outcome.filter(|_| !self.warehouse.is_empty()) else { return Ok(None) };
        let after = sort::by_number(cursor::read(self.cursor.as_deref())?)?;
        Ok(Some(Behind { warehouse: self.warehouse.clone(), outcome, after, limit: PAGE as i64 + 1 }))
    }
}

fn day(text: &str, field: &'static str) -> Answer<Option<NaiveDate>> {
    let given = Some(text).filter(|text| !text.is_empty());
    given.map(|text| text.parse().map_err(|_| No::invalid(field, "not_day", say!("order-bad-day")))).transpose()
}

async fn page(may: May<PromiseOrders>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let l = may.voice();
    let (from, to) = (day(&query.from, "from")?, day(&query.to, "to")?);
    let behind = query.behind()?;
    let mut report = may.read(Asked { from, to, rows: behind.clone() }, promise::report).await?;
    let has_more = report.rows.len() > PAGE;
    report.rows.truncate(PAGE);
    let (from, to) = (report.from, report.to);
    let body = html! {
        div.page-head { div { h1 { (l.say("menu-promises")) } p { (l.say("promises-lede")) } } }
        form.filters method="get" action="/promises" {
            div.field { label for="from" { (l.say("orders-from")) } input id="from" type="date" name="from" value=(from); }
            div.field { label for="to" { (l.say("orders-to")) } input id="to" type="date" name="to" value=(to); }
            button type="submit" { (l.say("orders-filter")) }
        }
        (tallies(l, &report.tallies, from, to))
        @if let Some(behind) = &behind {
            h2 { (behind.warehouse) ": " (l.say(&format!("promises-{}", behind.outcome))) }
            (lines(l, &report.rows))
            (pager(l, behind, &report, has_more))
        }
    };
    Ok(may.page(l.say("menu-promises"), &body))
}

/// The way to the rows behind a figure, behind a cursor where there is one.
fn address((from, to): (&str, &str), warehouse: &str, outcome: Outcome, cursor: &str) -> String {
    let parts = [("from", from), ("to", to), ("warehouse", warehouse), ("outcome", outcome.as_str()), ("cursor", cursor)];
    components::link("/promises", &parts)
}

fn pager(l: Voice, behind: &Behind, report: &Report, has_more: bool) -> Markup {
    let (from, to) = (report.from.to_string(), report.to.to_string());
    let there = |cursor: &str| address((&from, &to), &behind.warehouse, behind.outcome, cursor);
    let first = behind.after.map(|_| there(""));
    let next = report.rows.last().filter(|_| has_more);
    let next = next.map(|last| there(&cursor::encode(&last.position.to_string(), last.id.number())));
    components::pager(l, first.as_deref(), next.as_deref())
}

fn tallies(l: Voice, tallies: &[Tally], from: NaiveDate, to: NaiveDate) -> Markup {
    let (from, to) = (from.to_string(), to.to_string());
    let figure = |code: &str, outcome: Outcome, count: i64| {
        let there = address((&from, &to), code, outcome, "");
        html! { @if count > 0 { a href=(there) { (l.number(count.into())) } } @else { "0" } }
    };
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("shipments-warehouse")) } @for outcome in Outcome::ALL { th.num { (l.say(&format!("promises-{outcome}"))) } } th.num { (l.say("promises-share")) } } }
            tbody { @for tally in tallies { tr {
                th scope="row" { (if l.lang == Lang::Ru { &tally.name } else { &tally.name_en }) " " span.sku { (tally.code) } }
                td.num data-label=(l.say("promises-kept")) { (figure(&tally.code, Outcome::Kept, tally.kept)) }
                td.num data-label=(l.say("promises-late")) { (figure(&tally.code, Outcome::Late, tally.late)) }
                td.num data-label=(l.say("promises-unpromised")) { (figure(&tally.code, Outcome::Unpromised, tally.unpromised)) }
                td.num data-label=(l.say("promises-share")) { (share(tally)) }
            } } }
        } }
    }
}

/// How many of a hundred promises were kept; a dash where none was made.
fn share(tally: &Tally) -> String {
    match tally.kept + tally.late {
        0 => "–".to_owned(),
        promised => format!("{}\u{a0}%", tally.kept * 100 / promised),
    }
}

fn lines(l: Voice, rows: &[Kept]) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("shipment-note")) } th { (l.say("shipments-order")) } th { (l.say("catalogue-product")) } th.num { (l.say("shipment-quantity")) } th { (l.say("order-promised")) } th { (l.say("shipment-left")) } } }
            tbody { @for row in rows { tr {
                th.nowrap scope="row" { a href={ "/shipments/" (row.shipment) } { (row.shipment) } }
                td data-label=(l.say("shipments-order")) { a href={ "/orders/" (row.order) } { (row.order) } }
                td { span.name { (if l.lang == Lang::Ru { &row.name } else { &row.name_en }) } br; span.sku { (row.sku) } }
                td.num data-label=(l.say("shipment-quantity")) { (l.quantity(row.quantity)) }
                td data-label=(l.say("order-promised")) { @if let Some(day) = row.promised_on { (l.day(day)) } @else { "–" } }
                td data-label=(l.say("shipment-left")) { (l.day(row.shipped_on)) }
            } } }
        } }
    }
}
