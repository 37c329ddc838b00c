//! The report of a quick order as a table: every row in the order of the input, with what could be ordered instead to choose from. A
//! long one comes in pages, what cannot be ordered first, and whole as a file.

use actix_web::HttpResponse;
use maud::{Markup, html};

use crate::orders::quick::{Reason, Report, Row, State};
use crate::partners::VatMode;
use crate::platform::formats::{Cell, csv_out};
use crate::platform::web::{Voice, components, paths};
use crate::say;

/// Where the whole report is had as a file.
pub(super) const CSV: &str = "/quick-order/report.csv";
/// The rows of one page.
const ON_PAGE: usize = 200;

/// A page of a report: its rows, which page it is, and of how many.
struct Part<'r> {
    rows: Vec<&'r Row>,
    at: usize,
    pages: usize,
}

impl<'r> Part<'r> {
    /// What stands on one page stands in the order of the input; else what cannot be ordered comes first, then what has something
    /// to be known.
    fn of(rows: &'r [Row], at: usize) -> Self {
        let pages = rows.len().div_ceil(ON_PAGE).max(1);
        let at = at.clamp(1, pages);
        let mut rows: Vec<&Row> = rows.iter().collect();
        if pages > 1 {
            rows.sort_by_key(|row| match row.state() {
                State::Bad => 0,
                State::Good if !row.notices.is_empty() => 1,
                State::Good | State::Added => 2,
            });
        }
        Self { rows: rows.into_iter().skip((at - 1) * ON_PAGE).take(ON_PAGE).collect(), at, pages }
    }
}

/// The report, or a page of it. It stands in the form that holds what was typed, which asks for the other pages.
pub(super) fn report(l: Voice, report: &Report, at: usize) -> Markup {
    let part = Part::of(&report.rows, at);
    let counts = say!("quick-counts", rows = report.rows.len(), good = report.good(), bad = report.bad());
    html! {
        section id="report" aria-labelledby="report-h" {
            h2 id="report-h" { (l.say("quick-report")) }
            p { (l.tell(&counts)) }
            (pager(l, &part))
            div.table-wrap { table.table.table--stack {
                thead { tr {
                    th.num.pos { "№" } th { (l.say("quick-typed")) } th { (l.say("catalogue-product")) } th.num { (l.say("product-quantity")) }
                    th.num { (l.say("catalogue-price")) } th.num { (l.say("cart-sum")) }
                } }
                tbody { @for row in &part.rows { (one(l, report, row)) } }
                tfoot {
                    tr { th.num colspan="5" scope="row" { (l.say(if report.vat_mode == VatMode::Included { "quick-total" } else { "cart-goods-net" })) } td.num { (l.money(report.total.sum, report.currency)) } }
                    @if report.vat_mode == VatMode::OnTop { tr { th.num colspan="5" scope="row" { (l.say("quick-total")) } td.num { (l.money(report.total.gross, report.currency)) } } }
                }
            } }
        }
    }
}

/// Which page this is, the ways to its neighbours, and the file; nothing where all rows stand here.
fn pager(l: Voice, part: &Part<'_>) -> Markup {
    let (at, pages) = (part.at, part.pages);
    html! {
        @if pages > 1 {
            // Whoever presses Enter in a field has the rows checked, and does not turn the page.
            button hidden type="submit" {}
            p.muted { (l.tell(&say!("quick-page", page = at, pages = pages))) }
            div.actions {
                @if at > 1 { button.button--small type="submit" name="page" value=(at - 1) { (l.say("quick-page-before")) } }
                @if at < pages { button.button--small type="submit" name="page" value=(at + 1) { (l.say("quick-page-after")) } }
                button.button--small type="submit" formaction=(CSV) data-file { (l.say("quick-csv")) }
            }
        }
    }
}

/// The whole report as a file, in the order of the input. No cell is ever a formula.
pub(super) fn file(l: Voice, report: &Report) -> HttpResponse {
    let header = [
        "№".to_owned(),
        l.say("quick-typed"),
        l.say("order-form-sku"),
        l.say("order-form-own"),
        l.say("order-form-name"),
        l.say("order-form-quantity"),
        l.say("order-form-unit"),
        l.say("order-form-price"),
        l.say("cart-sum"),
        l.say("quick-report"),
    ];
    let text = csv_out::write(l, &header, report.rows.iter().map(|row| cells(l, row)));
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("content-disposition", "attachment; filename=\"quick-order.csv\""))
        .insert_header(("cache-control", "no-store"))
        .body(text)
}

fn cells(l: Voice, row: &Row) -> Vec<Cell> {
    let product = row.product.as_ref();
    let reason = row.reason.iter().map(|reason| l.tell(&reason.message));
    let notices = row.notices.iter().map(|notice| l.tell(&notice.message));
    let words: Vec<String> = std::iter::once(l.say(state(row).1)).chain(reason).chain(notices).collect();
    vec![
        Cell::count(i64::try_from(row.number).unwrap_or(i64::MAX)),
        Cell::text(&row.typed),
        Cell::or_empty(product, |product| Cell::text(&product.sku)),
        Cell::or_empty(row.own_number.as_ref(), Cell::text),
        Cell::or_empty(product, |product| Cell::text(product.name_in(l.lang))),
        Cell::or_empty(row.quantity, Cell::Quantity),
        Cell::or_empty(product, |product| Cell::text(product.unit_name(l.lang))),
        Cell::or_empty(row.unit_price, Cell::Price),
        Cell::or_empty(row.unit_price.filter(|_| row.reason.is_none()), |_| Cell::Money(row.amounts.sum)),
        Cell::text(words.join(". ")),
    ]
}

/// The tone and the word of a row's state.
fn state(row: &Row) -> (&'static str, &'static str) {
    match row.state() {
        State::Good => ("ok", "quick-state-ok"),
        State::Added => ("plain", "quick-state-added"),
        State::Bad => ("bad", "quick-state-bad"),
    }
}

fn one(l: Voice, report: &Report, row: &Row) -> Markup {
    let (tone, state) = state(row);
    let unit = row.product.as_ref().map(|product| product.unit_name(l.lang)).unwrap_or_default();
    html! {
        tr {
            td.num.pos { (row.number) }
            td data-label=(l.say("quick-typed")) { code { (row.code) } br; span class={ "badge badge--" (tone) } { (l.say(state)) } }
            td data-label=(l.say("catalogue-product")) {
                @if let Some(product) = &row.product {
                    a.name href=(paths::product(&product.sku)) { (product.name_in(l.lang)) } br;
                    (components::article(l, &product.sku, row.own_number.as_deref()))
                }
                @if let Some(reason) = &row.reason { p.fault { (l.tell(&reason.message)) } (offers(l, row, reason, unit)) }
                @for notice in &row.notices { p.hint { (l.tell(&notice.message)) } }
            }
            td.num data-label=(l.say("product-quantity")) { @if row.added_to.is_none() { @if let Some(quantity) = row.quantity { (l.quantity(quantity)) " " (unit) } } }
            td.num data-label=(l.say("catalogue-price")) { @if let Some(price) = row.unit_price { (l.price(price, report.currency)) } }
            td.num data-label=(l.say("cart-sum")) { @if row.unit_price.is_some() && row.reason.is_none() { (l.money(row.amounts.sum, report.currency)) } }
        }
    }
}

/// The nearest quantities, to choose one of.
fn offers(l: Voice, row: &Row, reason: &Reason, unit: &str) -> Markup {
    html! {
        @if !reason.offers.is_empty() {
            fieldset.row aria-label=(l.tell(&say!("quick-offers-of", row = row.number.to_string()))) {
                @for (n, offer) in reason.offers.iter().enumerate() {
                    @let id = format!("choice{}.{n}", row.number);
                    div.check {
                        input type="radio" id=(id) name={ "choice" (row.number) } value={ (offer.plain()) "|" (row.typed) };
                        label for=(id) { (l.quantity(*offer)) " " (unit) }
                    }
                }
            }
        }
    }
}
