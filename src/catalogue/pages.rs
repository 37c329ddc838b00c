//! The pages of stock for those who keep it: one product with its movements, booking a figure. The list of all products, the
//! product's picture and a partner's own part numbers stand in the files beside.

mod list;
mod own_numbers;
mod pictures;

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use chrono_tz::Tz;
use maud::{Markup, html};
use serde::Deserialize;

use super::shelf::{self, Item, Shelf};
use super::stock::{Booked, Figure, StockRow};
use crate::access::frame::{in_status, see_other};
use crate::access::permission::marks::{ManageStock, ReadStock};
use crate::access::{May, Right, Routes};
use crate::platform::error::{Answer, Fault, Kind, No};
use crate::platform::values::{Moment, Quantity};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::typed::day;
use crate::platform::web::{Form, Lang, Params, Voice, components};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    list::routes(routes);
    routes.get("/stock/{sku}", one);
    routes.post("/stock/{sku}", book);
    own_numbers::routes(routes);
    pictures::routes(routes);
}

fn figure_heads(l: Voice) -> Markup {
    html! {
        th { (l.say("stock-warehouse")) } th.num { (l.say("stock-on-hand")) } th.num { (l.say("stock-reserved")) } th.num { (l.say("stock-available")) }
        th { (l.say("stock-known-at")) } th { (l.say("stock-expected-figure")) }
    }
}

fn figure_cells(l: Voice, item: &Item, row: &StockRow) -> Markup {
    let tone = if row.available().is_positive() { "stock stock--ok" } else { "stock stock--none" };
    html! {
        td data-label=(l.say("stock-warehouse")) { @if l.lang == Lang::Ru { (row.name) } @else { (row.name_en) } }
        td.num data-label=(l.say("stock-on-hand")) { (amount(l, row.on_hand, item)) }
        td.num data-label=(l.say("stock-reserved")) { (amount(l, row.reserved, item)) }
        td.num data-label=(l.say("stock-available")) { span class=(tone) { (amount(l, row.available(), item)) } }
        td data-label=(l.say("stock-known-at")) { (l.moment(row.as_of)) }
        td data-label=(l.say("stock-expected-figure")) {
            (expected(l, row, item))
        }
    }
}

/// What is expected and when; a dash where nothing is.
fn expected(l: Voice, row: &StockRow, item: &Item) -> String {
    match (row.expected.filter(|expected| expected.is_positive()), row.expected_on) {
        (Some(expected), Some(day)) => format!("{}, {}", amount(l, expected, item), l.day(day)),
        (Some(expected), None) => amount(l, expected, item),
        _ => "—".to_owned(),
    }
}

fn amount(l: Voice, quantity: Quantity, item: &Item) -> String {
    format!("{}\u{a0}{}", l.quantity(quantity), item.unit_in(l.lang))
}

/// The address of a product's stock. An article number may hold any sign.
fn address(sku: &str) -> String {
    let mut path = String::from("/stock/");
    for byte in sku.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => path.push(char::from(byte)),
            _ => path.push_str(&format!("%{byte:02X}")),
        }
    }
    path
}

crate::words! {
    /// What a form of this page did.
    pub enum Done {
        /// It is booked.
        Booked = "booked",
        /// It is booked, and less lies there than is promised, or more has left since than was counted.
        Short = "short",
        /// Everything was so already.
        Unchanged = "unchanged",
        /// A picture hangs on the product.
        Hung = "hung",
        /// That picture hung there already.
        Kept = "kept",
        /// No picture hangs there any more.
        Bare = "bare",
    }
}

impl Done {
    fn of(booked: Booked) -> Self {
        match booked {
            Booked { short: 1.., .. } => Self::Short,
            Booked { added: 0, changed: 0, .. } => Self::Unchanged,
            _ => Self::Booked,
        }
    }

    fn notice(self, l: Voice) -> Markup {
        let tone = if self == Self::Short { "warn" } else { "ok" };
        components::notice(tone, &l.say(&format!("stock-done-{}", self.as_str())))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OneQuery {
    done: Option<Done>,
}

/// A figure as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FigureForm {
    warehouse: String,
    on_hand: String,
    as_of: String,
    expected: String,
    expected_on: String,
}

impl FigureForm {
    fn figure(&self, sku: &str, lang: Lang, zone: Tz) -> Answer<Figure> {
        let on_hand = quantity(lang, "/on_hand", &self.on_hand)?;
        Ok(Figure {
            sku: sku.to_owned(),
            warehouse: self.warehouse.clone(),
            on_hand: on_hand.ok_or_else(|| No::invalid("/on_hand", "missing", say!("stock-not-quantity")))?,
            as_of: moment(&self.as_of, zone)?,
            expected: quantity(lang, "/expected", &self.expected)?,
            expected_on: day(&self.expected_on, "/expected_on")?,
        })
    }
}

/// A quantity as people type it; nothing in an empty field.
fn quantity(lang: Lang, field: &str, typed: &str) -> Answer<Option<Quantity>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    lang.read_quantity(typed).map(Some).ok_or_else(|| No::invalid(field, "not_number", say!("stock-not-quantity")))
}

/// A minute at our place.
fn moment(typed: &str, zone: Tz) -> Answer<Option<Moment>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let minute = typed.get(..16).and_then(|minute| NaiveDateTime::parse_from_str(minute, "%Y-%m-%dT%H:%M").ok());
    let at = minute.and_then(|minute| minute.and_local_timezone(zone).earliest());
    at.map(|at| Some(Moment::from(at.to_utc()))).ok_or_else(|| No::invalid("/as_of", "not_moment", say!("stock-not-moment")))
}

async fn one(may: May<ReadStock>, sku: web::Path<String>, Params(query): Params<OneQuery>) -> Answer<HttpResponse> {
    draw(&may, sku.into_inner(), query.done, &FigureForm::default(), None).await
}

async fn draw(
    may: &May<ReadStock>,
    sku: String,
    done: Option<Done>,
    typed: &FigureForm,
    no: Option<&No>,
) -> Answer<HttpResponse> {
    let l = may.voice();
    let shelf = may.read(sku, shelf::of_product).await?;
    let item = &shelf.item;
    let body = html! {
        nav.crumbs aria-label=(l.say("stock-path")) { a href="/stock" { (l.say("stock-title")) } span { (item.sku) } }
        div.page-head { div { h1 { (item.name_in(l.lang)) } p { span.sku { (item.sku) } } } }
        div id="notices" role="status" { @if let Some(done) = done { (done.notice(l)) } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        div.stack {
            @if shelf.rows.is_empty() { section.empty { p { (l.say("stock-none-yet")) } } } @else {
                div.table-wrap { table.table.table--stack {
                    thead { tr { (figure_heads(l)) } }
                    tbody { @for row in &shelf.rows { tr { (figure_cells(l, item, row)) } } }
                } }
            }
            @if may.actor().may(Right::ManageStock) { (form(l, &may.form_token(), &shelf, typed, no)) }
            (pictures::card(l, may, item, no))
            (movements(l, &shelf))
        }
    };
    Ok(in_status(may.page(item.name_in(l.lang).to_owned(), &body), no))
}

fn form(l: Voice, token: &str, shelf: &Shelf, typed: &FigureForm, no: Option<&No>) -> Markup {
    let faults: &[Fault] = match no {
        Some(No::Refused(refusal)) => &refusal.faults,
        _ => &[],
    };
    html! {
        form.card.form method="post" action=(address(&shelf.item.sku)) data-once {
            (csrf_field(token))
            h2 { (l.say("stock-book")) }
            div.field {
                label for="warehouse" { (l.say("stock-warehouse")) }
                select id="warehouse" name="warehouse" required {
                    @if shelf.warehouses.len() > 1 { option value="" { (l.say("stock-choose-warehouse")) } }
                    @for (id, code, _, _) in &shelf.warehouses { option value=(code) selected[*code == typed.warehouse] { (shelf.warehouse_in(*id, l.lang)) } }
                }
                (components::fault(l, faults, "/warehouse"))
            }
            div.field {
                label for="on-hand" { (l.say("stock-counted")) ", " (shelf.item.unit_in(l.lang)) }
                input id="on-hand" name="on_hand" value=(typed.on_hand) inputmode="decimal" autocomplete="off" maxlength="20" required;
                (components::fault(l, faults, "/on_hand"))
            }
            div.field {
                label for="as-of" { (l.say("stock-counted-at")) }
                input id="as-of" name="as_of" type="datetime-local" value=(typed.as_of) aria-describedby="as-of-h";
                span.hint id="as-of-h" { (l.say("stock-counted-at-hint")) }
                (components::fault(l, faults, "/as_of"))
            }
            div.field {
                label for="expected" { (l.say("stock-expected-figure")) ", " (shelf.item.unit_in(l.lang)) }
                input id="expected" name="expected" value=(typed.expected) inputmode="decimal" autocomplete="off" maxlength="20" aria-describedby="expected-h";
                span.hint id="expected-h" { (l.say("stock-expected-hint")) }
                (components::fault(l, faults, "/expected"))
            }
            div.field {
                label for="expected-on" { (l.say("stock-expected-on")) }
                input id="expected-on" name="expected_on" type="date" value=(typed.expected_on);
                (components::fault(l, faults, "/expected_on"))
            }
            div.actions { button.button--primary type="submit" { (l.say("stock-book-button")) } }
        }
    }
}

fn movements(l: Voice, shelf: &Shelf) -> Markup {
    let word = |prefix: &str, word: &str| {
        let key = format!("stock-{prefix}-{word}");
        match l.say(&key) {
            said if said == key => word.to_owned(),
            said => said,
        }
    };
    html! {
        @if shelf.movements.is_empty() { section.empty { p { (l.say("stock-movements-none")) } } } @else {
            div.table-wrap { table.table.table--stack {
                caption { (l.say("stock-movements")) }
                thead { tr { th { (l.say("stock-moved-at")) } th { (l.say("stock-warehouse")) } th { (l.say("stock-movement")) } th.num { (l.say("stock-moved")) } th { (l.say("stock-source")) } } }
                tbody { @for movement in &shelf.movements { tr {
                    td { (l.moment(movement.at)) }
                    td data-label=(l.say("stock-warehouse")) { (shelf.warehouse_in(movement.warehouse, l.lang)) }
                    td data-label=(l.say("stock-movement")) { (word("movement", &movement.kind)) }
                    td.num data-label=(l.say("stock-moved")) { @if movement.quantity.is_positive() { "+" } (amount(l, movement.quantity, &shelf.item)) }
                    td data-label=(l.say("stock-source")) { (word("source", &movement.source)) }
                } } }
            } }
        }
    }
}

async fn book(may: May<ManageStock>, sku: web::Path<String>, Form(form): Form<FigureForm>) -> Answer<HttpResponse> {
    let sku = sku.into_inner();
    let outcome = match form.figure(&sku, may.voice().lang, may.actor().zone) {
        Ok(figure) => may.write(figure, shelf::put).await,
        Err(no) => Err(no),
    };
    match (outcome, may.also::<ReadStock>()) {
        (Ok(booked), _) => Ok(see_other(&components::link(&address(&sku), &[("done", Done::of(booked).as_str())]))),
        (Err(no), Some(reader)) if is_about_form(&no) => draw(&reader, sku, None, &form, Some(&no)).await,
        (Err(no), _) => Err(no),
    }
}

/// Whether a refusal is shown on the page with the form. Others have a page of their own.
fn is_about_form(no: &No) -> bool {
    matches!(no, No::Refused(refusal) if matches!(refusal.kind, Kind::Invalid | Kind::Conflict | Kind::Forbidden | Kind::Transport(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_number_has_an_address_of_one_segment() {
        assert_eq!(address("PN-100_M.2"), "/stock/PN-100_M.2");
        assert_eq!(address("А/1 %"), "/stock/%D0%90%2F1%20%25");
    }

    #[test]
    fn quantities_are_read_as_people_type_them() {
        assert_eq!(quantity(Lang::Ru, "f", "1\u{a0}240,5").unwrap(), Some(Quantity::from_steps(1_240_500)));
        assert_eq!(quantity(Lang::Ru, "f", " ").unwrap(), None);
        assert!(quantity(Lang::Ru, "f", "1e3").is_err());
    }

    #[test]
    fn minutes_are_those_of_our_place() {
        let at = moment("2026-03-05T14:32", chrono_tz::Europe::Moscow).unwrap().unwrap();
        assert_eq!(at.to_string(), "2026-03-05T11:32:00.000000Z");
        assert!(moment("tomorrow at noon!", chrono_tz::Europe::Moscow).is_err());
    }
}
