//! The list of quotes: filtered, sorted, kept as views, taken away as a file.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::quotes::{badge, limit_form};
use crate::access::frame::in_status;
use crate::access::permission::marks::{ManageDiscounts, ReadOrders};
use crate::access::views::{self, Listing};
use crate::access::{Act, May, Right, Routes};
use crate::orders::quote::{ListedQuote, QuoteState, limit, look};
use crate::orders::store::{QuoteFilter, QuotesBy};
use crate::partners;
use crate::platform::error::{Answer, No};
use crate::platform::formats::Cell;
use crate::platform::web::table::{Asked, Column, Eyes, Filter as Part, Format, Kind, Pairs, Stand, Table};
use crate::platform::web::{Params, Sort, Voice, components};

const PAGE: i64 = 50;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/quotes", list);
    routes.get("/quotes.csv", csv);
    routes.get("/quotes.xlsx", xlsx);
}

type Col = Column<ListedQuote, Eyes>;

static TABLE: Table<ListedQuote, Eyes> = Table {
    path: "/quotes",
    title: "menu-quotes",
    filters: &[Part::one_of("state", |word| QuoteState::parse(word).is_some()), Part::words("partner")],
    once: &["done"],
    usual: "-asked",
    is_off: |_| false,
    columns: &[
        Col::new("number", "orders-number", Kind::Code, |_, row| Cell::text(&row.number)).drawn(number),
        Col::new("asked", "quote-asked", Kind::Moment, |eyes, row| Cell::moment(eyes.l, row.asked_at)).sorted().drawn(asked_at),
        Col::new("asked_by", "quote-who-asked", Kind::Text, |_, row| Cell::text(&row.asked_by)).at(Stand::InFiles),
        Col::new("partner_code", "partner-code", Kind::Code, |_, row| Cell::text(&row.partner.code))
            .of_staff()
            .at(Stand::InFiles),
        Col::new("partner", "requested-partner", Kind::Text, |_, row| Cell::text(&row.partner.name)).of_staff(),
        Col::new("state", "orders-state", Kind::Badge, |eyes, row| Cell::Text(eyes.l.say(&format!("quote-state-{}", row.state))))
            .drawn(|eyes, row| badge(eyes.l, row.state)),
        Col::new("term", "quote-term", Kind::Day, |_, row| Cell::or_empty(row.valid_until, Cell::Day)).sorted(),
        Col::new("total", "quote-total", Kind::Money, |_, row| Cell::Money(row.total)).sorted().drawn(total),
        Col::new("currency", "money-currency", Kind::Code, |_, row| Cell::text(row.currency.code())).at(Stand::InFiles),
    ],
};

fn number(_: &Eyes, row: &ListedQuote) -> Markup {
    html! { a href={ "/quotes/" (row.number) } { (row.number) } }
}

fn asked_at(eyes: &Eyes, row: &ListedQuote) -> Markup {
    html! { (eyes.l.moment(row.asked_at)) br; small.muted { (row.asked_by) } }
}

fn total(eyes: &Eyes, row: &ListedQuote) -> Markup {
    html! { (eyes.l.money(row.total, row.currency)) }
}

/// What is asked, still with the code of the partner.
fn filter(asked: &Asked) -> Answer<(QuoteFilter, String)> {
    let sort = Sort::asked(Some(asked.sort()), QuotesBy::parse)?;
    let state = QuoteState::parse(asked.text("state"));
    let filter = QuoteFilter { state, partners: None, sort, after: sort.after(asked.cursor())?, limit: PAGE + 1 };
    Ok((filter, asked.text("partner").to_owned()))
}

/// The filter with the partner that is asked for, as far as it is within reach.
fn of_partner(act: &mut Act<'_, ReadOrders>, (filter, code): &(QuoteFilter, String)) -> Answer<QuoteFilter> {
    let reach = act.reach().clone();
    let partners = partners::company::narrowed_to(act.tx(), &reach, code)?;
    Ok(QuoteFilter { partners, ..filter.clone() })
}

async fn list(may: May<ReadOrders>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let asked = TABLE.ask(views::eyes(&may), pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Quotes, &TABLE, view).await;
    }
    draw(&may, &asked, None).await
}

/// The list as nobody asked for anything, below what was refused.
pub(super) async fn refused(may: &May<ReadOrders>, no: &No) -> Answer<HttpResponse> {
    let asked = TABLE.ask(views::eyes(may), Vec::new())?;
    draw(may, &asked, Some(no)).await
}

async fn draw(may: &May<ReadOrders>, asked: &Asked, no: Option<&No>) -> Answer<HttpResponse> {
    let (l, eyes) = (may.voice(), views::eyes(may));
    let input = filter(asked)?;
    let sort = input.0.sort;
    let found = may
        .read(input, |act, input| {
            let filter = of_partner(act, input)?;
            look::list(act, &filter)
        })
        .await?;
    let (found, next) = sort.cut(found, PAGE, |quote| quote.place(sort.by));
    let limit = match may.also::<ManageDiscounts>() {
        Some(offering) if may.actor().may(Right::ManageSettings) => Some(offering.read((), limit::look).await?),
        _ => None,
    };
    let bar = views::bar(may, Listing::Quotes, asked).await?;
    let body = html! {
        div.page-head { div { h1 { (l.say("menu-quotes")) } @if !eyes.is_staff { p { (l.say("quotes-lede")) } } } }
        div id="notices" role="status" { @if !asked.text("done").is_empty() { (components::notice("ok", &l.say("quote-limit-set"))) } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        (TABLE.filter_form(eyes, asked, &fields(l, asked, eyes.is_staff), "orders-filter"))
        (bar)
        @if found.is_empty() { section.empty { p { (l.say("quotes-empty")) } @if !eyes.is_staff { p { a.button href="/cart" { (l.say("shell-cart")) } } } } }
        @else { (TABLE.draw(eyes, asked, &eyes, &found)) }
        (TABLE.pager(l, asked, next.as_deref()))
        @if let Some(limit) = limit { (limit_form(l, limit, &may.form_token())) }
    };
    Ok(in_status(may.page(l.say("menu-quotes"), &body), no))
}

fn fields(l: Voice, asked: &Asked, is_staff: bool) -> Markup {
    let states = QuoteState::ALL.iter().filter(|state| is_staff || **state != QuoteState::AwaitingSecond);
    html! {
        @if !asked.text("partner").is_empty() { input type="hidden" name="partner" value=(asked.text("partner")); }
        div.field { label for="state" { (l.say("orders-state")) } select id="state" name="state" {
            option value="" { (l.say("orders-any-state")) }
            @for state in states { option value=(state) selected[state.as_str() == asked.text("state")] { (l.say(&format!("quote-state-{state}"))) } }
        } }
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
    let found = may
        .read(filter(&asked)?, |act, input| {
            let filter = of_partner(act, input)?;
            look::list_all(act, &filter)
        })
        .await?;
    TABLE.file(format, eyes, asked, eyes, found).await
}
