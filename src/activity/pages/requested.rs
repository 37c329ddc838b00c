//! The page of requested items: a buyer's own company's, an agent's clients', or everybody's; sorted, kept as views, taken away
//! as a file.

use actix_web::HttpResponse;
use maud::{Markup, html};

use crate::access::permission::marks::ReadRequested;
use crate::access::views::{self, Listing};
use crate::access::{May, Right, Routes};
use crate::activity::requested::{Filter, RequestedItem, WishesBy, list, list_all};
use crate::platform::error::Answer;
use crate::platform::formats::Cell;
use crate::platform::web::table::{Asked, Column, Filter as Part, Format, Kind, Pairs, Stand, Table};
use crate::platform::web::{Params, Sort, Voice, components, paths};

const PAGE: i64 = 50;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/requested", page);
    routes.get("/requested.csv", csv);
    routes.get("/requested.xlsx", xlsx);
}

/// Who looks, and where what was wanted is searched for.
struct Reader {
    l: Voice,
    search: Option<&'static str>,
}

impl Reader {
    fn of(may: &May<ReadRequested>) -> Self {
        let shelves = may.actor().may(Right::ReadStock).then_some("/stock");
        Self { l: may.voice(), search: if may.actor().is_ours() { shelves } else { Some("/catalogue") } }
    }
}

type Col = Column<RequestedItem, Reader>;

static TABLE: Table<RequestedItem, Reader> = Table {
    path: "/requested",
    title: "requested-title",
    filters: &[Part::words("partner")],
    once: &["asked"],
    usual: "-last",
    is_off: |_| false,
    columns: &[
        Col::new("wanted", "requested-wanted", Kind::Text, |_, item| Cell::text(&item.wanted)).drawn(wanted),
        Col::new("quantity", "requested-quantity", Kind::Number, |_, item| Cell::or_empty(item.quantity, Cell::Quantity))
            .at(Stand::InFiles),
        Col::new("reason", "requested-reason", Kind::Badge, reason).drawn(reason_badge),
        Col::new("partner_code", "partner-code", Kind::Code, |_, item| Cell::text(&item.partner.0)).of_staff().at(Stand::InFiles),
        Col::new("partner", "requested-partner", Kind::Text, |_, item| Cell::text(&item.partner.1)).of_staff().drawn(partner),
        Col::new("person", "requested-person", Kind::Text, |_, item| Cell::text(&item.person)),
        Col::new("times", "requested-times", Kind::Number, |_, item| Cell::count(item.times)).sorted(),
        Col::new("last", "requested-last", Kind::Moment, |reader, item| Cell::moment(reader.l, item.last_at)).sorted(),
    ],
};

fn reason(reader: &Reader, item: &RequestedItem) -> Cell {
    Cell::Text(reader.l.say(&format!("requested-{}", item.reason)))
}

fn reason_badge(reader: &Reader, item: &RequestedItem) -> Markup {
    let l = reader.l;
    html! {
        span.badge.badge--plain { (l.say(&format!("requested-{}", item.reason))) }
        @if item.is_awaited { " " span.badge { (l.say("search-awaited")) } }
    }
}

fn wanted(reader: &Reader, item: &RequestedItem) -> Markup {
    html! {
        @if let Some(path) = reader.search { a href=(components::link(path, &[("q", &item.wanted)])) { (item.wanted) } } @else { (item.wanted) }
        @if let Some(quantity) = item.quantity { " " span.muted { "× " (reader.l.quantity(quantity)) } }
    }
}

fn partner(_: &Reader, item: &RequestedItem) -> Markup {
    html! { a href=(paths::partner(&item.partner.0)) { (item.partner.1) } }
}

fn filter(asked: &Asked) -> Answer<Filter> {
    let sort = Sort::asked(Some(asked.sort()), WishesBy::parse)?;
    Ok(Filter { partner: asked.some("partner"), sort, after: sort.after(asked.cursor())?, limit: PAGE + 1 })
}

async fn page(may: May<ReadRequested>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let (l, eyes) = (may.voice(), views::eyes(&may));
    let asked = TABLE.ask(eyes, pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Requested, &TABLE, view).await;
    }
    let filter = filter(&asked)?;
    let sort = filter.sort;
    let items = may.read(filter, list).await?;
    let (items, next) = sort.cut(items, PAGE, |item| item.place(sort.by));
    let bar = views::bar(&may, Listing::Requested, &asked).await?;
    let title = l.say(if eyes.is_staff { "requested-title" } else { "requested-mine" });
    let body = html! {
        div.page-head { div { h1 { (title) } p { (l.say("requested-lede")) } } a.button href="/requested/words" { (l.say("search-vain-title")) } }
        @if !asked.text("asked").is_empty() { (components::notice("ok", &l.say("search-asked"))) }
        (TABLE.filter_form(eyes, &asked, &fields(l, &asked, eyes.is_staff), "table-apply"))
        (bar)
        @if items.is_empty() { section.empty { p { (l.say("requested-empty")) } } } @else { (TABLE.draw(eyes, &asked, &Reader::of(&may), &items)) }
        (TABLE.pager(l, &asked, next.as_deref()))
    };
    Ok(may.page(title, &body))
}

fn fields(l: Voice, asked: &Asked, is_staff: bool) -> Markup {
    html! {
        @if is_staff { div.field { label for="partner" { (l.say("money-partner-code")) } input id="partner" name="partner" value=(asked.text("partner")) maxlength="40"; } }
    }
}

async fn csv(may: May<ReadRequested>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Csv).await
}

async fn xlsx(may: May<ReadRequested>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Xlsx).await
}

async fn file(may: &May<ReadRequested>, pairs: Pairs, format: Format) -> Answer<HttpResponse> {
    let eyes = views::eyes(may);
    let asked = TABLE.ask(eyes, pairs)?;
    let items = may.read(filter(&asked)?, list_all).await?;
    TABLE.file(format, eyes, asked, Reader::of(may), items).await
}
