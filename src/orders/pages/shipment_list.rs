//! The list of shipments: filtered, sorted, kept as views, taken away as a file.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::shipments::warehouse;
use crate::access::permission::marks::ReadOrders;
use crate::access::views::{self, Listing};
use crate::access::{May, Right, Routes};
use crate::orders::history;
use crate::orders::shipment::{self, Shipment};
use crate::orders::store::{ShipmentsBy, Shipped as Filter};
use crate::platform::error::Answer;
use crate::platform::formats::Cell;
use crate::platform::values::Moment;
use crate::platform::web::table::{Asked, Column, Filter as Part, Format, Kind, Pairs, Stand, Table};
use crate::platform::web::{Params, Sort, Voice};

const PAGE: i64 = 50;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/shipments", list);
    routes.get("/shipments.csv", csv);
    routes.get("/shipments.xlsx", xlsx);
}

/// Who looks, and whether invoices are his to open.
struct Reader {
    l: Voice,
    reads_money: bool,
}

impl Reader {
    fn of(may: &May<ReadOrders>) -> Self {
        Self { l: may.voice(), reads_money: may.actor().may(Right::ReadMoney) }
    }
}

type Col = Column<Shipment, Reader>;

static TABLE: Table<Shipment, Reader> = Table {
    path: "/shipments",
    title: "menu-shipments",
    filters: &[Part::words("order"), Part::words("warehouse"), Part::day("from"), Part::day("to")],
    once: &[],
    usual: "-left",
    is_off: |_| false,
    columns: &[
        Col::new("number", "orders-number", Kind::Code, |_, row| Cell::text(&row.number)).drawn(number),
        Col::new("left", "shipment-left", Kind::Moment, |reader, row| Cell::moment(reader.l, row.shipped_at))
            .sorted()
            .drawn(|reader, row| html! { (reader.l.moment(row.shipped_at)) }),
        Col::new("partner_code", "partner-code", Kind::Code, |_, row| Cell::text(&row.partner.code))
            .of_staff()
            .at(Stand::InFiles),
        Col::new("partner", "requested-partner", Kind::Text, |_, row| Cell::text(&row.partner.name)).of_staff(),
        Col::new("contract", "order-contract", Kind::Text, |_, row| Cell::text(&row.contract)).at(Stand::InFiles),
        Col::new("order", "shipments-order", Kind::Code, |_, row| Cell::text(&row.order)).sorted().drawn(order),
        Col::new("your_number", "order-your-number", Kind::Text, |_, row| Cell::or_empty(row.your_number.clone(), Cell::Text))
            .at(Stand::InFiles),
        Col::new("warehouse", "shipments-warehouse", Kind::Text, |reader, row| Cell::text(warehouse(reader.l, row))).sorted(),
        Col::new("invoice", "shipment-invoice", Kind::Code, |_, row| Cell::or_empty(row.invoice.clone(), Cell::Text))
            .drawn(invoice),
    ],
};

fn number(_: &Reader, row: &Shipment) -> Markup {
    html! { a href={ "/shipments/" (row.number) } { (row.number) } }
}

fn order(_: &Reader, row: &Shipment) -> Markup {
    html! { a href={ "/orders/" (row.order) } { (row.order) } }
}

fn invoice(reader: &Reader, row: &Shipment) -> Markup {
    html! { @if let Some(invoice) = &row.invoice { @if reader.reads_money { a href={ "/invoices/" (invoice) } { (invoice) } } @else { (invoice) } } }
}

fn filter(l: Voice, asked: &Asked) -> Answer<Filter> {
    let start_of = |day| Moment::start_of(day, l.zone);
    let sort = Sort::asked(Some(asked.sort()), ShipmentsBy::parse)?;
    let (from, to) = asked.days()?;
    Ok(Filter {
        order: asked.some("order"),
        warehouse: asked.some("warehouse"),
        from: from.map(start_of),
        until: to.and_then(|d| d.succ_opt()).map(start_of),
        sort,
        after: sort.after(asked.cursor())?,
        limit: PAGE + 1,
    })
}

async fn list(may: May<ReadOrders>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let (l, eyes) = (may.voice(), views::eyes(&may));
    let asked = TABLE.ask(eyes, pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Shipments, &TABLE, view).await;
    }
    let filter = match filter(l, &asked) {
        Ok(filter) => filter,
        Err(no) => return views::refused(&may, &TABLE, &asked, (&fields(l, &asked), "orders-filter"), no).await,
    };
    let sort = filter.sort;
    let found = may.read(filter, shipment::list).await?;
    let (found, next) = sort.cut(found, PAGE, |shipment| shipment.place(sort.by));
    let bar = views::bar(&may, Listing::Shipments, &asked).await?;
    let body = html! {
        div.page-head { h1 { (l.say("menu-shipments")) } }
        (TABLE.filter_form(eyes, &asked, &fields(l, &asked), "orders-filter"))
        (bar)
        @if found.is_empty() { section.empty { p { (l.say("shipments-empty")) } } } @else { (TABLE.draw(eyes, &asked, &Reader::of(&may), &found)) }
        (TABLE.pager(l, &asked, next.as_deref()))
    };
    Ok(may.page(l.say("menu-shipments"), &body))
}

fn fields(l: Voice, asked: &Asked) -> Markup {
    html! {
        div.field { label for="order" { (l.say("shipments-order")) } input id="order" name="order" value=(asked.text("order")) maxlength="60"; }
        div.field { label for="warehouse" { (l.say("shipments-warehouse")) } input id="warehouse" name="warehouse" value=(asked.text("warehouse")) maxlength="60"; }
        (asked.day_field(l, ("from", "orders-from"), None))
        (asked.day_field(l, ("to", "orders-to"), None))
    }
}

async fn csv(may: May<ReadOrders>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Csv).await
}

async fn xlsx(may: May<ReadOrders>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Xlsx).await
}

async fn file(may: &May<ReadOrders>, pairs: Pairs, format: Format) -> Answer<HttpResponse> {
    let eyes = views::eyes(may);
    let asked = TABLE.ask(eyes, pairs)?;
    let found = may.read(filter(eyes.l, &asked)?, history::all_shipments).await?;
    TABLE.file(format, eyes, asked, Reader::of(may), found).await
}
