//! The list of orders: found, filtered, sorted, kept as views, taken away as a file.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::order::badge;
use crate::access::permission::marks::ReadOrders;
use crate::access::views::{self, Listing};
use crate::access::{Act, May, Routes};
use crate::orders::order::Order;
use crate::orders::store::{Filter, Listed, OrdersBy};
use crate::orders::{State, history};
use crate::partners;
use crate::platform::error::Answer;
use crate::platform::formats::Cell;
use crate::platform::values::Moment;
use crate::platform::web::table::{Asked, Column, Eyes, Filter as Part, Format, Kind, Pairs, Stand, Table};
use crate::platform::web::{Params, Sort, Voice};

const PAGE: i64 = 50;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/orders", list);
    routes.get("/orders.csv", csv);
    routes.get("/orders.xlsx", xlsx);
}

/// A row of the list.
struct Row {
    listed: Listed,
    /// Who placed it in the partner's name.
    agent: Option<String>,
}

impl Row {
    fn of((listed, order): (Listed, Order)) -> Self {
        Self { agent: order.on_behalf_of.is_some().then_some(order.placed_by), listed }
    }
}

type Col = Column<Row, Eyes>;

static TABLE: Table<Row, Eyes> = Table {
    path: "/orders",
    title: "menu-orders",
    filters: &[
        Part::words("q"),
        Part::one_of("state", |word| State::parse(word).is_some()),
        Part::day("from"),
        Part::day("to"),
        Part::words("product"),
        Part::words("partner"),
    ],
    once: &[],
    usual: "-placed",
    is_off: |_| false,
    columns: &[
        Col::new("number", "orders-number", Kind::Code, |_, row| Cell::text(&row.listed.number)).drawn(number),
        Col::new("placed", "orders-placed", Kind::Moment, |eyes, row| Cell::moment(eyes.l, row.listed.placed_at))
            .sorted()
            .drawn(placed),
        Col::new("partner_code", "partner-code", Kind::Code, |_, row| Cell::text(&row.listed.partner.0))
            .of_staff()
            .at(Stand::InFiles),
        Col::new("partner", "requested-partner", Kind::Text, |_, row| Cell::text(&row.listed.partner.1)).of_staff(),
        Col::new("your_number", "order-your-number", Kind::Text, |_, row| {
            Cell::or_empty(row.listed.your_number.clone(), Cell::Text)
        }),
        Col::new("requested_on", "order-requested-on", Kind::Day, |_, row| Cell::or_empty(row.listed.requested_on, Cell::Day))
            .at(Stand::InFiles),
        Col::new("state", "orders-state", Kind::Badge, |eyes, row| {
            Cell::Text(eyes.l.say(&format!("order-state-{}", row.listed.state)))
        })
        .sorted()
        .drawn(|eyes, row| badge(eyes.l, row.listed.state)),
        Col::new("total", "order-total", Kind::Money, |_, row| Cell::Money(row.listed.total)).sorted().drawn(total),
        Col::new("currency", "money-currency", Kind::Code, |_, row| Cell::text(row.listed.currency.code())).at(Stand::InFiles),
    ],
};

fn number(_: &Eyes, row: &Row) -> Markup {
    html! { a href={ "/orders/" (row.listed.number) } { (row.listed.number) } }
}

fn placed(eyes: &Eyes, row: &Row) -> Markup {
    html! { (eyes.l.moment(row.listed.placed_at)) @if let Some(agent) = &row.agent { br; small.muted { (agent) } } }
}

fn total(eyes: &Eyes, row: &Row) -> Markup {
    html! { (eyes.l.money(row.listed.total, row.listed.currency)) }
}

/// What is asked, still with the code of the partner.
fn filter(l: Voice, asked: &Asked) -> Answer<(Filter, String)> {
    let start_of = |day| Moment::start_of(day, l.zone);
    let sort = Sort::asked(Some(asked.sort()), OrdersBy::parse)?;
    let (from, to) = asked.days()?;
    let filter = Filter {
        state: State::parse(asked.text("state")),
        from: from.map(start_of),
        until: to.and_then(|d| d.succ_opt()).map(start_of),
        words: asked.text("q").chars().take(100).collect(),
        product: asked.some("product"),
        partners: None,
        sort,
        after: sort.after(asked.cursor())?,
        limit: PAGE + 1,
    };
    Ok((filter, asked.text("partner").to_owned()))
}

/// The filter with the partner that is asked for, as far as it is within reach.
fn of_partner(act: &mut Act<'_, ReadOrders>, (filter, code): &(Filter, String)) -> Answer<Filter> {
    let reach = act.reach().clone();
    let partners = partners::company::narrowed_to(act.tx(), &reach, code)?;
    Ok(Filter { partners, ..filter.clone() })
}

async fn list(may: May<ReadOrders>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let (l, eyes) = (may.voice(), views::eyes(&may));
    let asked = TABLE.ask(eyes, pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Orders, &TABLE, view).await;
    }
    let input = match filter(l, &asked) {
        Ok(input) => input,
        Err(no) => return views::refused(&may, &TABLE, &asked, (&fields(l, &asked), "orders-filter"), no).await,
    };
    let sort = input.0.sort;
    let found = may
        .read(input, |act, input| {
            let filter = of_partner(act, input)?;
            history::list_whole(act, &filter)
        })
        .await?;
    let (found, next) = sort.cut(found, PAGE, |(listed, _)| listed.place(sort.by));
    let rows: Vec<Row> = found.into_iter().map(Row::of).collect();
    let bar = views::bar(&may, Listing::Orders, &asked).await?;
    let body = html! {
        div.page-head { h1 { (l.say("menu-orders")) } }
        (TABLE.filter_form(eyes, &asked, &fields(l, &asked), "orders-filter"))
        (bar)
        @if rows.is_empty() { section.empty { p { (l.say("orders-empty")) } @if !eyes.is_staff { p { a.button href="/catalogue" { (l.say("home-catalogue")) } } } } }
        @else { (TABLE.draw(eyes, &asked, &eyes, &rows)) }
        (TABLE.pager(l, &asked, next.as_deref()))
    };
    Ok(may.page(l.say("menu-orders"), &body))
}

fn fields(l: Voice, asked: &Asked) -> Markup {
    html! {
        @if !asked.text("partner").is_empty() { input type="hidden" name="partner" value=(asked.text("partner")); }
        div.field { label for="q" { (l.say("orders-search")) } input id="q" type="search" name="q" value=(asked.text("q")) maxlength="100"; }
        div.field { label for="state" { (l.say("orders-state")) } select id="state" name="state" {
            option value="" { (l.say("orders-any-state")) }
            @for state in State::ALL { option value=(state) selected[state.as_str() == asked.text("state")] { (l.say(&format!("order-state-{state}"))) } }
        } }
        (asked.day_field(l, ("from", "orders-from"), None))
        (asked.day_field(l, ("to", "orders-to"), None))
        div.field { label for="product" { (l.say("orders-product")) } input id="product" name="product" value=(asked.text("product")) maxlength="60"; }
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
    let input = filter(eyes.l, &asked)?;
    let found = may
        .read(input, |act, input| {
            let filter = of_partner(act, input)?;
            history::list_all(act, &filter)
        })
        .await?;
    let rows = found.into_iter().map(|listed| Row { listed, agent: None }).collect();
    TABLE.file(format, eyes, asked, eyes, rows).await
}
