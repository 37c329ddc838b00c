//! The list of stock: every product with every warehouse, sorted, kept as views, taken away as a file.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::{address, amount, expected};
use crate::access::permission::marks::ReadStock;
use crate::access::views::{self, Listing};
use crate::access::{May, Routes};
use crate::catalogue::shelf::{self, Filter, Item, StockBy};
use crate::catalogue::stock::StockRow;
use crate::platform::error::Answer;
use crate::platform::formats::Cell;
use crate::platform::values::Quantity;
use crate::platform::web::table::{Asked, Column, Eyes, Filter as Part, Format, Kind, Pairs, Stand, Table};
use crate::platform::web::{Lang, Params, Sort, Voice};

const PAGE: i64 = 50;
const LONGEST_SEARCH: usize = 100;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/stock", list);
    routes.get("/stock.csv", csv);
    routes.get("/stock.xlsx", xlsx);
}

/// A product in one warehouse; in none where it never lay anywhere.
struct Row {
    item: Item,
    stock: Option<StockRow>,
}

/// A row for every warehouse of every product.
fn rows(items: Vec<(Item, Vec<StockRow>)>) -> Vec<Row> {
    let mut rows = Vec::new();
    for (item, stock) in items {
        if stock.is_empty() {
            rows.push(Row { item, stock: None });
        } else {
            rows.extend(stock.into_iter().map(|stock| Row { item: item.clone(), stock: Some(stock) }));
        }
    }
    rows
}

impl Row {
    fn quantity(&self, of: fn(&StockRow) -> Quantity) -> Cell {
        Cell::or_empty(self.stock.as_ref().map(of), Cell::Quantity)
    }

    fn amount(&self, l: Voice, of: fn(&StockRow) -> Quantity) -> Markup {
        html! { @if let Some(stock) = &self.stock { (amount(l, of(stock), &self.item)) } }
    }

    fn warehouse(&self, lang: Lang) -> &str {
        match &self.stock {
            Some(stock) if lang == Lang::Ru => &stock.name,
            Some(stock) => &stock.name_en,
            None => "",
        }
    }
}

type Col = Column<Row, Eyes>;

static TABLE: Table<Row, Eyes> = Table {
    path: "/stock",
    title: "stock-title",
    filters: &[Part::words("q")],
    once: &[],
    usual: "sku",
    is_off: |_| false,
    columns: &[
        Col::new("name", "stock-product", Kind::Text, |eyes, row| Cell::text(row.item.name_in(eyes.l.lang)))
            .sorted()
            .drawn(product),
        Col::new("sku", "stock-sku", Kind::Code, |_, row| Cell::text(&row.item.sku)).sorted(),
        Col::new("warehouse", "stock-warehouse", Kind::Text, |eyes, row| Cell::text(row.warehouse(eyes.l.lang))).drawn(warehouse),
        Col::new("on_hand", "stock-on-hand", Kind::Number, |_, row| row.quantity(|stock| stock.on_hand))
            .drawn(|eyes, row| row.amount(eyes.l, |stock| stock.on_hand)),
        Col::new("reserved", "stock-reserved", Kind::Number, |_, row| row.quantity(|stock| stock.reserved))
            .drawn(|eyes, row| row.amount(eyes.l, |stock| stock.reserved)),
        Col::new("available", "stock-available", Kind::Number, |_, row| row.quantity(StockRow::available)).drawn(available),
        Col::new("unit", "stock-unit", Kind::Code, |eyes, row| Cell::text(row.item.unit_in(eyes.l.lang))).at(Stand::InFiles),
        Col::new("known_at", "stock-known-at", Kind::Moment, known_at),
        Col::new("expected", "stock-expected-figure", Kind::Number, |_, row| {
            row.quantity(|s| s.expected.unwrap_or(Quantity::ZERO))
        })
        .drawn(|eyes, row| html! { @if let Some(stock) = &row.stock { (expected(eyes.l, stock, &row.item)) } }),
        Col::new("expected_on", "stock-expected-on", Kind::Day, expected_on).at(Stand::InFiles),
    ],
};

fn product(eyes: &Eyes, row: &Row) -> Markup {
    html! { a.name href=(address(&row.item.sku)) { (row.item.name_in(eyes.l.lang)) } }
}

fn warehouse(eyes: &Eyes, row: &Row) -> Markup {
    html! { @if row.stock.is_some() { (row.warehouse(eyes.l.lang)) } @else { span.muted { (eyes.l.say("stock-none-yet")) } } }
}

fn available(eyes: &Eyes, row: &Row) -> Markup {
    let tone = |stock: &StockRow| if stock.available().is_positive() { "stock stock--ok" } else { "stock stock--none" };
    html! { @if let Some(stock) = &row.stock { span class=(tone(stock)) { (amount(eyes.l, stock.available(), &row.item)) } } }
}

fn known_at(eyes: &Eyes, row: &Row) -> Cell {
    Cell::or_empty(row.stock.as_ref(), |stock| Cell::moment(eyes.l, stock.as_of))
}

fn expected_on(_: &Eyes, row: &Row) -> Cell {
    Cell::or_empty(row.stock.as_ref().and_then(|stock| stock.expected_on), Cell::Day)
}

fn filter(l: Voice, asked: &Asked) -> Answer<Filter> {
    let sort = Sort::asked(Some(asked.sort()), StockBy::parse)?;
    let words = asked.text("q").chars().take(LONGEST_SEARCH).collect();
    Ok(Filter { words, sort, lang: l.lang, after: sort.after(asked.cursor())?, limit: PAGE })
}

async fn list(may: May<ReadStock>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let (l, eyes) = (may.voice(), views::eyes(&may));
    let asked = TABLE.ask(eyes, pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Stock, &TABLE, view).await;
    }
    let shelves = may.read(filter(l, &asked)?, shelf::page).await?;
    let rows = rows(shelves.items);
    let bar = views::bar(&may, Listing::Stock, &asked).await?;
    let fields = html! {
        div.field { label for="q" { (l.say("stock-search")) } input id="q" type="search" name="q" value=(asked.text("q")) maxlength=(LONGEST_SEARCH); }
    };
    let body = html! {
        div.page-head { div { h1 { (l.say("stock-title")) } p { (l.say("stock-lede")) } } }
        (TABLE.filter_form(eyes, &asked, &fields, "stock-find"))
        (bar)
        @if rows.is_empty() { section.empty { p { (l.say("stock-empty")) } } } @else { (TABLE.draw(eyes, &asked, &eyes, &rows)) }
        (TABLE.pager(l, &asked, shelves.next.as_deref()))
    };
    Ok(may.page(l.say("stock-title"), &body))
}

async fn csv(may: May<ReadStock>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Csv).await
}

async fn xlsx(may: May<ReadStock>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Xlsx).await
}

async fn file(may: &May<ReadStock>, pairs: Pairs, format: Format) -> Answer<HttpResponse> {
    let eyes = views::eyes(may);
    let asked = TABLE.ask(eyes, pairs)?;
    let items = may.read(filter(eyes.l, &asked)?, shelf::all).await?;
    TABLE.file(format, eyes, asked, eyes, rows(items)).await
}
