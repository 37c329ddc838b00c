//! The report of a quick order as a table: every row in the order of the input, with what could be ordered instead to choose from.

use maud::{Markup, html};

use crate::orders::quick::{Reason, Report, Row, State};
use crate::partners::VatMode;
use crate::platform::web::{Voice, components};
use crate::say;

/// The whole report.
pub(super) fn report(l: Voice, report: &Report) -> Markup {
    let counts = say!("quick-counts", rows = report.rows.len(), good = report.good(), bad = report.bad());
    html! {
        section id="report" aria-labelledby="report-h" {
            h2 id="report-h" { (l.say("quick-report")) }
            p { (l.tell(&counts)) }
            div.table-wrap { table.table.table--stack {
                thead { tr {
                    th.num.pos { "№" } th { (l.say("quick-typed")) } th { (l.say("catalogue-product")) } th.num { (l.say("product-quantity")) }
                    th.num { (l.say("catalogue-price")) } th.num { (l.say("cart-sum")) }
                } }
                tbody { @for row in &report.rows { (one(l, report, row)) } }
                tfoot {
                    tr { th.num colspan="5" scope="row" { (l.say(if report.vat_mode == VatMode::Included { "quick-total" } else { "cart-goods-net" })) } td.num { (l.money(report.total.sum, report.currency)) } }
                    @if report.vat_mode == VatMode::OnTop { tr { th.num colspan="5" scope="row" { (l.say("quick-total")) } td.num { (l.money(report.total.gross, report.currency)) } } }
                }
            } }
        }
    }
}

fn one(l: Voice, report: &Report, row: &Row) -> Markup {
    let (tone, state) = match row.state() {
        State::Good => ("ok", "quick-state-ok"),
        State::Added => ("plain", "quick-state-added"),
        State::Bad => ("bad", "quick-state-bad"),
    };
    let unit = row.product.as_ref().map(|product| product.unit_name(l.lang)).unwrap_or_default();
    html! {
        tr {
            td.num.pos { (row.number) }
            td data-label=(l.say("quick-typed")) { code { (row.code) } br; span class={ "badge badge--" (tone) } { (l.say(state)) } }
            td data-label=(l.say("catalogue-product")) {
                @if let Some(product) = &row.product {
                    a.name href={ "/products/" (components::step(&product.sku)) } { (product.name_in(l.lang)) } br;
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
