//! The list of invoices: filtered, sorted, kept as views, taken away as a file.

use actix_web::HttpResponse;
use chrono::NaiveDate;
use maud::{Markup, html};

use super::{PAGE, state_badge};
use crate::access::permission::marks::ReadMoney;
use crate::access::views::{self, Listing};
use crate::access::{May, Right, Routes};
use crate::platform::error::Answer;
use crate::platform::formats::Cell;
use crate::platform::web::table::{Asked, Column, Filter as Part, Format, Kind, Pairs, Stand, Table};
use crate::platform::web::{Params, Sort, Voice, paths};
use crate::receivables::invoice::InvoiceKind;
use crate::receivables::open_item::{self, Filter, InvoiceState, InvoicesBy, Listed};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/invoices", list);
    routes.get("/invoices.csv", csv);
    routes.get("/invoices.xlsx", xlsx);
}

/// Who looks, on which day, and whether contracts as a whole are his.
struct Reader {
    l: Voice,
    today: NaiveDate,
    sees_contracts: bool,
}

type Col = Column<Listed, Reader>;

static TABLE: Table<Listed, Reader> = Table {
    path: "/invoices",
    title: "invoice-list-title",
    filters: &[
        Part::words("contract"),
        Part::words("partner"),
        Part::words("order"),
        Part::one_of("kind", |word| InvoiceKind::parse(word).is_some()),
        Part::one_of("state", |word| InvoiceState::parse(word).is_some()),
        Part::day("from"),
        Part::day("to"),
    ],
    once: &[],
    usual: "-issued",
    is_off: |_| false,
    columns: &[
        Col::new("number", "invoice-number", Kind::Code, |_, row| Cell::text(&row.item.number)).drawn(number),
        Col::new("kind", "invoice-kind", Kind::Text, |reader, row| {
            Cell::Text(reader.l.say(&format!("invoice-kind-{}", row.item.kind)))
        })
        .at(Stand::InFiles),
        Col::new("issued", "invoice-issued", Kind::Day, |_, row| Cell::Day(row.issued_on)).sorted(),
        Col::new("partner_code", "money-partner-code", Kind::Code, |_, row| Cell::text(&row.partner.0))
            .of_staff()
            .at(Stand::InFiles),
        Col::new("partner", "money-partner", Kind::Text, |_, row| Cell::text(&row.partner.1)).of_staff().drawn(partner),
        Col::new("contract", "money-contract-number", Kind::Text, |_, row| Cell::text(&row.contract)).drawn(contract),
        Col::new("order", "invoice-order", Kind::Code, |_, row| Cell::or_empty(row.order.clone(), Cell::Text)).at(Stand::InFiles),
        Col::new("due", "invoice-due", Kind::Day, |_, row| Cell::Day(row.item.due_on)).sorted(),
        Col::new("total", "invoice-total", Kind::Money, |_, row| Cell::Money(row.total)).sorted().drawn(total),
        Col::new("credited", "correction-credited", Kind::Money, |_, row| Cell::Money(row.credited())).at(Stand::InFiles),
        Col::new("open", "invoice-open", Kind::Money, |_, row| Cell::Money(row.item.rest())).drawn(open),
        Col::new("currency", "money-currency", Kind::Code, |_, row| Cell::text(row.currency.code())).at(Stand::InFiles),
        Col::new("state", "invoice-state", Kind::Badge, state)
            .drawn(|reader, row| state_badge(reader.l, row.item.state(reader.today))),
    ],
};

fn state(reader: &Reader, row: &Listed) -> Cell {
    Cell::Text(reader.l.say(&format!("invoice-state-{}", row.item.state(reader.today))))
}

fn number(reader: &Reader, row: &Listed) -> Markup {
    let kind = row.item.kind;
    html! {
        a href={ "/invoices/" (row.item.number) } { (row.item.number) }
        @if kind != InvoiceKind::Invoice { br; small.muted { (reader.l.say(&format!("invoice-kind-{kind}"))) } }
    }
}

fn partner(_: &Reader, row: &Listed) -> Markup {
    html! { a href=(paths::partner(&row.partner.0)) { (row.partner.1) } }
}

fn contract(reader: &Reader, row: &Listed) -> Markup {
    let number = &row.contract;
    html! { @if reader.sees_contracts { a href=(paths::contract(number)) { (number) } } @else { (number) } }
}

fn total(reader: &Reader, row: &Listed) -> Markup {
    html! { (reader.l.money(row.total, row.currency)) }
}

fn open(reader: &Reader, row: &Listed) -> Markup {
    html! { (reader.l.money(row.item.rest(), row.currency)) }
}

fn reader(may: &May<ReadMoney>, today: NaiveDate) -> Reader {
    Reader { l: may.voice(), today, sees_contracts: may.actor().reach_of(Right::ReadMoney).part().is_none() }
}

fn filter(asked: &Asked) -> Answer<Filter> {
    let sort = Sort::asked(Some(asked.sort()), InvoicesBy::parse)?;
    let (from, until) = asked.days()?;
    Ok(Filter {
        contract: asked.some("contract"),
        partner: asked.some("partner"),
        order: asked.some("order"),
        kind: InvoiceKind::parse(asked.text("kind")),
        state: InvoiceState::parse(asked.text("state")),
        from,
        until,
        sort,
        after: sort.after(asked.cursor())?,
        limit: PAGE + 1,
    })
}

async fn list(may: May<ReadMoney>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let (l, eyes) = (may.voice(), views::eyes(&may));
    let asked = TABLE.ask(eyes, pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Invoices, &TABLE, view).await;
    }
    let filter = match filter(&asked) {
        Ok(filter) => filter,
        Err(no) => {
            return views::refused(&may, &TABLE, &asked, (&fields(l, &asked, eyes.is_staff), "money-show"), no).await;
        }
    };
    let sort = filter.sort;
    let (found, today) = may.read(filter, open_item::list).await?;
    let (found, next) = sort.cut(found, PAGE, |invoice| invoice.place(sort.by));
    let bar = views::bar(&may, Listing::Invoices, &asked).await?;
    let body = html! {
        div.page-head { div { h1 { (l.say("invoice-list-title")) } } div.actions { a.button href="/money" { (l.say("money-title")) } } }
        (TABLE.filter_form(eyes, &asked, &fields(l, &asked, eyes.is_staff), "money-show"))
        (bar)
        @if found.is_empty() { section.empty { p { (l.say("invoice-list-empty")) } } } @else { (TABLE.draw(eyes, &asked, &reader(&may, today), &found)) }
        (TABLE.pager(l, &asked, next.as_deref()))
    };
    Ok(may.page(l.say("invoice-list-title"), &body))
}

fn fields(l: Voice, asked: &Asked, is_staff: bool) -> Markup {
    html! {
        @if !asked.text("order").is_empty() { input type="hidden" name="order" value=(asked.text("order")); }
        div.field { label for="state" { (l.say("invoice-state")) } select id="state" name="state" {
            option value="" { (l.say("invoice-any-state")) }
            @for state in InvoiceState::ALL { option value=(state) selected[state.as_str() == asked.text("state")] { (l.say(&format!("invoice-state-{state}"))) } }
        } }
        div.field { label for="kind" { (l.say("invoice-kind")) } select id="kind" name="kind" {
            option value="" { (l.say("invoice-any-kind")) }
            @for kind in InvoiceKind::ALL { option value=(kind) selected[kind.as_str() == asked.text("kind")] { (l.say(&format!("invoice-kind-{kind}"))) } }
        } }
        div.field { label for="contract" { (l.say("money-contract-number")) } input id="contract" name="contract" value=(asked.text("contract")) maxlength="60"; }
        @if is_staff { div.field { label for="partner" { (l.say("money-partner-code")) } input id="partner" name="partner" value=(asked.text("partner")) maxlength="40"; } }
        (asked.day_field(l, ("from", "money-from"), None))
        (asked.day_field(l, ("to", "money-to"), None))
    }
}

async fn csv(may: May<ReadMoney>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Csv).await
}

async fn xlsx(may: May<ReadMoney>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Xlsx).await
}

async fn file(may: &May<ReadMoney>, pairs: Pairs, format: Format) -> Answer<HttpResponse> {
    let eyes = views::eyes(may);
    let asked = TABLE.ask(eyes, pairs)?;
    let (found, today) = may.read(filter(&asked)?, open_item::list_all).await?;
    TABLE.file(format, eyes, asked, reader(may, today), found).await
}
