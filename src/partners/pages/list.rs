//! The list of partners: found, sorted, kept as views, taken away as a file.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::{LONGEST_SEARCH, PAGE, manager};
use crate::access::permission::marks::ReadPartners;
use crate::access::views::{self, Listing};
use crate::access::{May, Routes};
use crate::partners::company::{Filter, PartnersBy};
use crate::partners::{Partner, overview};
use crate::platform::error::Answer;
use crate::platform::formats::Cell;
use crate::platform::web::table::{Asked, Column, Eyes, Filter as Part, Format, Kind, Pairs, Stand, Table};
use crate::platform::web::{Params, Sort, Voice, paths};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/partners", list);
    routes.get("/partners.csv", csv);
    routes.get("/partners.xlsx", xlsx);
}

type Col = Column<Partner, Eyes>;

static TABLE: Table<Partner, Eyes> = Table {
    path: "/partners",
    title: "partner-list-title",
    filters: &[Part::words("q")],
    once: &[],
    usual: "name",
    is_off: |_| false,
    columns: &[
        Col::new("code", "partner-code", Kind::Code, |_, partner| Cell::text(&partner.code)).sorted().drawn(code),
        Col::new("name", "partner-name", Kind::Text, |_, partner| Cell::text(&partner.name)).sorted().drawn(name),
        Col::new("inn", "partner-inn", Kind::Code, |_, partner| text(partner.requisites.inn.as_deref())),
        Col::new("kpp", "partner-kpp", Kind::Code, |_, partner| text(partner.requisites.kpp.as_deref())).at(Stand::InFiles),
        Col::new("ogrn", "partner-ogrn", Kind::Code, |_, partner| text(partner.requisites.ogrn.as_deref())).at(Stand::OnChoice),
        Col::new("manager", "partner-manager", Kind::Text, manager_name).drawn(|_, partner| manager(partner)),
    ],
};

fn text(value: Option<&str>) -> Cell {
    Cell::or_empty(value, Cell::text)
}

fn manager_name(_: &Eyes, partner: &Partner) -> Cell {
    text(partner.manager.as_ref().map(|(name, _)| name.as_str()))
}

fn code(_: &Eyes, partner: &Partner) -> Markup {
    html! { a href=(paths::partner(&partner.code)) { (partner.code) } }
}

fn name(_: &Eyes, partner: &Partner) -> Markup {
    html! { a.name href=(paths::partner(&partner.code)) { (partner.name) } }
}

fn filter(asked: &Asked) -> Answer<Filter> {
    let sort = Sort::asked(Some(asked.sort()), PartnersBy::parse)?;
    let words = asked.text("q").chars().take(LONGEST_SEARCH).collect();
    Ok(Filter { words, sort, after: sort.after(asked.cursor())?, limit: PAGE })
}

fn fields(l: Voice, asked: &Asked) -> Markup {
    html! {
        div.field {
            label for="q" { (l.say("partner-search")) }
            input id="q" type="search" name="q" value=(asked.text("q")) maxlength=(LONGEST_SEARCH);
        }
    }
}

async fn list(may: May<ReadPartners>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let (l, eyes) = (may.voice(), views::eyes(&may));
    let asked = TABLE.ask(eyes, pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Partners, &TABLE, view).await;
    }
    let (partners, next) = may.read(filter(&asked)?, overview::page).await?;
    let bar = views::bar(&may, Listing::Partners, &asked).await?;
    let body = html! {
        div.page-head { div { h1 { (l.say("partner-list-title")) } p { (l.say("partner-list-lede")) } } }
        (TABLE.filter_form(eyes, &asked, &fields(l, &asked), "partner-find"))
        (bar)
        @if partners.is_empty() { section.empty { p { (l.say("partner-list-empty")) } } } @else { (TABLE.draw(eyes, &asked, &eyes, &partners)) }
        (TABLE.pager(l, &asked, next.as_deref()))
    };
    Ok(may.page(l.say("partner-list-title"), &body))
}

async fn csv(may: May<ReadPartners>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Csv).await
}

async fn xlsx(may: May<ReadPartners>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Xlsx).await
}

async fn file(may: &May<ReadPartners>, pairs: Pairs, format: Format) -> Answer<HttpResponse> {
    let eyes = views::eyes(may);
    let asked = TABLE.ask(eyes, pairs)?;
    let partners = may.read(filter(&asked)?, overview::all).await?;
    TABLE.file(format, eyes, asked, eyes, partners).await
}
