//! The list of contracts whose shipments are blocked: sorted, kept as views, taken away as a file.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::PAGE;
use super::blocks::{cause, end, form_token, release_form};
use crate::access::permission::marks::ReadMoney;
use crate::access::views::{self, Listing};
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::formats::Cell;
use crate::platform::web::table::{Asked, Column, Eyes, Format, Kind, Pairs, Stand, Table};
use crate::platform::web::{Params, Sort, Voice, paths};
use crate::receivables::block::Block;
use crate::receivables::outlook::{self, Blocked, BlockedBy, Filter};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/blocks", list);
    routes.get("/blocks.csv", csv);
    routes.get("/blocks.xlsx", xlsx);
}

/// Who looks, and the hidden token of his forms; empty for somebody who may not release.
struct Reader {
    l: Voice,
    token: String,
}

type Col = Column<Blocked, Reader>;

static TABLE: Table<Blocked, Reader> = Table {
    path: "/blocks",
    title: "block-list-title",
    filters: &[],
    once: &[],
    usual: "contract",
    is_off: |_| false,
    columns: &[
        Col::new("contract", "block-contract", Kind::Code, |_, row| Cell::text(&row.held.number)).sorted().drawn(contract),
        Col::new("partner_code", "money-partner-code", Kind::Code, |_, row| Cell::text(&row.partner.0))
            .of_staff()
            .at(Stand::InFiles),
        Col::new("partner", "block-partner", Kind::Text, |_, row| Cell::text(&row.partner.1)).sorted().drawn(partner),
        Col::new("since", "block-since", Kind::Moment, |reader, row| {
            Cell::or_empty(row.since(), |at| Cell::moment(reader.l, at))
        })
        .sorted()
        .drawn(since),
        Col::new("cause", "block-cause", Kind::Text, |reader, row| joined(row, |block| cause(reader.l, block, row.is_staff)))
            .drawn(causes),
        Col::new("ends", "block-ends", Kind::Text, |reader, row| joined(row, |block| end(reader.l, block))).at(Stand::InFiles),
        Col::new("reason", "block-reason", Kind::Text, |_, row| joined(row, |block| words(row, block).to_owned()))
            .of_staff()
            .at(Stand::InFiles),
        Col::new("cure", "block-cure", Kind::Money, |_, row| {
            Cell::or_empty(row.verdict.cure.as_ref(), |cure| Cell::Money(cure.amount))
        })
        .drawn(cure),
        Col::new("currency", "money-currency", Kind::Code, |_, row| Cell::text(row.held.currency.code())).at(Stand::InFiles),
        Col::deed("release", "block-release", release),
    ],
};

/// What is said of each of its blocks, one after the other.
fn joined(row: &Blocked, say: impl Fn(&Block) -> String) -> Cell {
    let told: Vec<String> = row.blocks.iter().map(say).filter(|text| !text.is_empty()).collect();
    Cell::Text(told.join("; "))
}

/// The words of whoever blocked, which are for our own people.
fn words<'b>(row: &Blocked, block: &'b Block) -> &'b str {
    if row.is_staff { &block.reason } else { "" }
}

fn contract(_: &Reader, row: &Blocked) -> Markup {
    html! { a href={ (paths::contract(&row.held.number)) "/blocks" } { (row.held.number) } }
}

fn partner(_: &Reader, row: &Blocked) -> Markup {
    html! { a href=(paths::partner(&row.partner.0)) { (row.partner.1) } }
}

fn since(reader: &Reader, row: &Blocked) -> Markup {
    html! { @if let Some(at) = row.since() { (reader.l.moment(at)) } }
}

fn causes(reader: &Reader, row: &Blocked) -> Markup {
    let (l, are_several) = (reader.l, row.blocks.len() > 1);
    html! {
        div { @for block in &row.blocks {
            p {
                (cause(l, block, row.is_staff)) " "
                span.muted { @if are_several { (l.tell(&say!("block-since-day", at = l.day_of(block.began_at)))) " · " } (end(l, block)) }
                @if !words(row, block).is_empty() { br; (words(row, block)) }
            }
        } }
    }
}

fn cure(reader: &Reader, row: &Blocked) -> Markup {
    html! { @if let Some(cure) = &row.verdict.cure { (reader.l.money(cure.amount, row.held.currency)) } @else { "—" } }
}

fn release(reader: &Reader, row: &Blocked) -> Markup {
    html! { div { @for block in &row.blocks { (release_form(reader.l, &row.held.number, block.id, &reader.token)) } } }
}

fn filter(asked: &Asked) -> Answer<Filter> {
    let sort = Sort::asked(Some(asked.sort()), BlockedBy::parse)?;
    Ok(Filter { sort, after: sort.after(asked.cursor())?, limit: PAGE })
}

async fn list(may: May<ReadMoney>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let reader = Reader { l: may.voice(), token: form_token(&may) };
    let (l, eyes) = (reader.l, Eyes { does_deeds: !reader.token.is_empty(), ..views::eyes(&may) });
    let asked = TABLE.ask(eyes, pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Blocks, &TABLE, view).await;
    }
    let (rows, next) = may.read(filter(&asked)?, outlook::blocked).await?;
    let bar = views::bar(&may, Listing::Blocks, &asked).await?;
    let body = html! {
        div.page-head { div { h1 { (l.say("block-list-title")) } p { (l.say("block-list-lede")) } } }
        (TABLE.filter_form(eyes, &asked, &html! {}, "table-apply"))
        (bar)
        @if rows.is_empty() { section.empty { p { (l.say("block-list-none")) } } } @else { (TABLE.draw(eyes, &asked, &reader, &rows)) }
        (TABLE.pager(l, &asked, next.as_deref()))
    };
    Ok(may.page(l.say("block-list-title"), &body))
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
    let rows = may.read(filter(&asked)?, outlook::all_blocked).await?;
    TABLE.file(format, eyes, asked, Reader { l: eyes.l, token: String::new() }, rows).await
}
