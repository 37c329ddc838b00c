//! How promises were kept, by warehouse; every figure leads to its lines, which stand below as a table.

use actix_web::HttpResponse;
use chrono::NaiveDate;
use maud::{Markup, html};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::access::permission::marks::PromiseOrders;
use crate::access::views::{self, Listing};
use crate::access::{May, Routes};
use crate::orders::promise::{self, Asked as Wanted, Kept, KeptBy, Outcome, Report, Tally};
use crate::platform::error::Answer;
use crate::platform::formats::Cell;
use crate::platform::values::Percent;
use crate::platform::web::table::{Asked, Column, Eyes, Filter as Part, Format, Kind, Pairs, Stand, Table};
use crate::platform::web::{Params, Sort, Voice, components};

const PAGE: i64 = 50;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/promises", page);
    routes.get("/promises.csv", csv);
    routes.get("/promises.xlsx", xlsx);
}

type Col = Column<Kept, Eyes>;

static TABLE: Table<Kept, Eyes> = Table {
    path: "/promises",
    title: "menu-promises",
    filters: &[
        Part::day("from"),
        Part::day("to"),
        Part::words("warehouse"),
        Part::one_of("outcome", |word| Outcome::parse(word).is_some()),
    ],
    once: &[],
    usual: "-left",
    is_off: |_| false,
    columns: &[
        Col::new("shipment", "shipment-note", Kind::Code, |_, row| Cell::text(&row.shipment)).drawn(note),
        Col::new("order", "shipments-order", Kind::Code, |_, row| Cell::text(&row.order)).drawn(order),
        Col::new("warehouse", "shipments-warehouse", Kind::Text, |eyes, row| {
            Cell::text(eyes.l.choose(&row.warehouse.name, &row.warehouse_en))
        })
        .at(Stand::InFiles),
        Col::new("product", "catalogue-product", Kind::Text, |eyes, row| Cell::text(eyes.l.choose(&row.name, &row.name_en)))
            .drawn(product),
        Col::new("sku", "stock-sku", Kind::Code, |_, row| Cell::text(&row.sku)).at(Stand::InFiles),
        Col::new("quantity", "shipment-quantity", Kind::Number, |_, row| Cell::Quantity(row.quantity)),
        Col::new("promised", "order-promised", Kind::Day, |_, row| Cell::or_empty(row.promised_on, Cell::Day))
            .sorted()
            .drawn(promised),
        Col::new("left", "shipment-left", Kind::Day, |_, row| Cell::Day(row.shipped_on)).sorted(),
        Col::new("outcome", "promises-outcome", Kind::Badge, |eyes, row| {
            Cell::Text(eyes.l.say(&format!("promises-{}", row.outcome())))
        })
        .drawn(outcome),
    ],
};

fn note(_: &Eyes, row: &Kept) -> Markup {
    html! { a href={ "/shipments/" (row.shipment) } { (row.shipment) } }
}

fn order(_: &Eyes, row: &Kept) -> Markup {
    html! { a href={ "/orders/" (row.order) } { (row.order) } }
}

fn product(eyes: &Eyes, row: &Kept) -> Markup {
    html! { div { span.name { (eyes.l.choose(&row.name, &row.name_en)) } br; span.sku { (row.sku) } } }
}

fn promised(eyes: &Eyes, row: &Kept) -> Markup {
    html! { @if let Some(day) = row.promised_on { (eyes.l.day(day)) } @else { "–" } }
}

fn outcome(eyes: &Eyes, row: &Kept) -> Markup {
    let tone = match row.outcome() {
        Outcome::Kept => "ok",
        Outcome::Late => "bad",
        Outcome::Unpromised => "plain",
    };
    components::badge(tone, &eyes.l.say(&format!("promises-{}", row.outcome())))
}

fn wanted(asked: &Asked) -> Answer<Wanted> {
    let sort = Sort::asked(Some(asked.sort()), KeptBy::parse)?;
    let (from, to) = asked.days()?;
    Ok(Wanted {
        from,
        to,
        warehouse: asked.some("warehouse"),
        outcome: Outcome::parse(asked.text("outcome")),
        sort,
        after: sort.after(asked.cursor())?,
        limit: PAGE + 1,
    })
}

async fn page(may: May<PromiseOrders>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let (l, eyes) = (may.voice(), views::eyes(&may));
    let asked = TABLE.ask(eyes, pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Promises, &TABLE, view).await;
    }
    let wanted = match wanted(&asked) {
        Ok(wanted) => wanted,
        Err(no) => {
            let usual = may.read(Wanted::default(), promise::report).await?;
            return views::refused(&may, &TABLE, &asked, (&fields(l, &asked, &usual), "orders-filter"), no).await;
        }
    };
    let sort = wanted.sort;
    let mut report = may.read(wanted, promise::report).await?;
    let (rows, next) = sort.cut(std::mem::take(&mut report.rows), PAGE, Kept::place);
    let bar = views::bar(&may, Listing::Promises, &asked).await?;
    let body = html! {
        div.page-head { div { h1 { (l.say("menu-promises")) } p { (l.say("promises-lede")) } } }
        (TABLE.filter_form(eyes, &asked, &fields(l, &asked, &report), "orders-filter"))
        (tallies(l, &report))
        h2 { (l.say("promises-lines")) }
        (bar)
        @if rows.is_empty() { section.empty { p { (l.say("shipments-empty")) } } } @else { (TABLE.draw(eyes, &asked, &eyes, &rows)) }
        (TABLE.pager(l, &asked, next.as_deref()))
    };
    Ok(may.page(l.say("menu-promises"), &body))
}

fn fields(l: Voice, asked: &Asked, report: &Report) -> Markup {
    html! {
        (asked.day_field(l, ("from", "orders-from"), Some(report.from)))
        (asked.day_field(l, ("to", "orders-to"), Some(report.to)))
        div.field { label for="warehouse" { (l.say("shipments-warehouse")) } select id="warehouse" name="warehouse" {
            option value="" { (l.say("promises-any")) }
            @for tally in &report.tallies { option value=(tally.code) selected[tally.code == asked.text("warehouse")] { (l.choose(&tally.name, &tally.name_en)) } }
        } }
        div.field { label for="outcome" { (l.say("promises-outcome")) } select id="outcome" name="outcome" {
            option value="" { (l.say("promises-any")) }
            @for outcome in Outcome::ALL { option value=(outcome) selected[outcome.as_str() == asked.text("outcome")] { (l.say(&format!("promises-{outcome}"))) } }
        } }
    }
}

/// The way to the lines behind a figure.
fn address((from, to): (NaiveDate, NaiveDate), warehouse: &str, outcome: Outcome) -> String {
    let (from, to) = (from.to_string(), to.to_string());
    components::link("/promises", &[("from", &from), ("to", &to), ("warehouse", warehouse), ("outcome", outcome.as_str())])
}

fn tallies(l: Voice, report: &Report) -> Markup {
    let figure = |code: &str, outcome: Outcome, count: i64| {
        let there = address((report.from, report.to), code, outcome);
        html! { @if count > 0 { a href=(there) { (l.number(count.into())) } } @else { "0" } }
    };
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("shipments-warehouse")) } @for outcome in Outcome::ALL { th.num { (l.say(&format!("promises-{outcome}"))) } } th.num { (l.say("promises-share")) } } }
            tbody { @for tally in &report.tallies { tr {
                th scope="row" { (l.choose(&tally.name, &tally.name_en)) " " span.sku { (tally.code) } }
                td.num data-label=(l.say("promises-kept")) { (figure(&tally.code, Outcome::Kept, tally.kept)) }
                td.num data-label=(l.say("promises-late")) { (figure(&tally.code, Outcome::Late, tally.late)) }
                td.num data-label=(l.say("promises-unpromised")) { (figure(&tally.code, Outcome::Unpromised, tally.unpromised)) }
                td.num data-label=(l.say("promises-share")) { (share(l, tally)) }
            } } }
        } }
    }
}

/// How many of a hundred promises were kept; a dash where none was made.
fn share(l: Voice, tally: &Tally) -> String {
    let (kept, promised) = (Decimal::from(tally.kept), Decimal::from(tally.kept + tally.late));
    let share = (kept * Decimal::ONE_HUNDRED).checked_div(promised);
    let percent =
        share.and_then(|share| Percent::rounded(share.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)).ok());
    percent.map_or_else(|| "–".to_owned(), |percent| l.percent(percent))
}

async fn csv(may: May<PromiseOrders>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Csv).await
}

async fn xlsx(may: May<PromiseOrders>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Xlsx).await
}

async fn file(may: &May<PromiseOrders>, pairs: Pairs, format: Format) -> Answer<HttpResponse> {
    let eyes = views::eyes(may);
    let asked = TABLE.ask(eyes, pairs)?;
    let rows = may.read(wanted(&asked)?, promise::all_lines).await?;
    TABLE.file(format, eyes, asked, eyes, rows).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::web::Lang;

    #[test]
    fn the_share_is_rounded_and_written_as_each_language_does() {
        let tally =
            |kept, late| Tally { code: "MSK".into(), name: String::new(), name_en: String::new(), kept, late, unpromised: 9 };
        let told = |lang, kept, late| share(Voice { lang, zone: chrono_tz::Tz::UTC }, &tally(kept, late));
        assert_eq!((told(Lang::Ru, 7, 4), told(Lang::En, 7, 4)), ("63,6\u{a0}%".to_owned(), "63.6%".to_owned()));
        assert_eq!(
            (told(Lang::En, 2, 1), told(Lang::En, 5, 0), told(Lang::En, 0, 3)),
            ("66.7%".into(), "100%".into(), "0%".into())
        );
        assert_eq!(told(Lang::En, 0, 0), "–");
    }
}
