//! Who owes what: the office's list of contracts with limit, exposure and debt; filtered, sorted, kept as views, taken away as a
//! file. A company's own contracts stand on cards instead.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::PAGE;
use super::money::{badges, own};
use crate::access::permission::marks::ReadMoney;
use crate::access::views::{self, Listing};
use crate::access::{May, Right, Routes};
use crate::partners::Payment;
use crate::platform::error::Answer;
use crate::platform::formats::Cell;
use crate::platform::values::Money;
use crate::platform::web::table::{Asked, Column, Eyes, Filter as Part, Format, Kind, Pairs, Stand, Table};
use crate::platform::web::{Params, Sort, Voice, paths};
use crate::receivables::overview::{self, DebtorsBy, Filter, Only, Seen};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/money", page);
    routes.get("/money.csv", csv);
    routes.get("/money.xlsx", xlsx);
}

type Col = Column<Seen, Eyes>;

static TABLE: Table<Seen, Eyes> = Table {
    path: "/money",
    title: "money-title",
    filters: &[Part::words("partner"), Part::one_of("only", |word| Only::parse(word).is_some())],
    once: &[],
    usual: "contract",
    is_off: |_| false,
    columns: &[
        Col::new("contract", "money-contract-number", Kind::Code, |_, row| Cell::text(&row.debtor.number))
            .sorted()
            .drawn(contract),
        Col::new("partner_code", "money-partner-code", Kind::Code, |_, row| Cell::text(&row.debtor.code))
            .of_staff()
            .at(Stand::InFiles),
        Col::new("partner", "money-partner", Kind::Text, |_, row| Cell::text(&row.debtor.name))
            .of_staff()
            .sorted()
            .drawn(partner),
        Col::new("limit", "money-limit", Kind::Money, |_, row| some(row.debtor.standing.limit))
            .sorted()
            .drawn(|eyes, row| money(eyes, row, row.debtor.standing.limit)),
        Col::new("exposure", "money-exposure", Kind::Money, |_, row| Cell::Money(row.debtor.standing.exposure))
            .sorted()
            .drawn(|eyes, row| money(eyes, row, Some(row.debtor.standing.exposure))),
        Col::new("available", "money-available", Kind::Money, |_, row| some(row.debtor.available()))
            .drawn(|eyes, row| money(eyes, row, row.debtor.available())),
        Col::new("debt", "money-debt", Kind::Money, |_, row| Cell::Money(row.debt))
            .sorted()
            .drawn(|eyes, row| money(eyes, row, Some(row.debt))),
        Col::new("overdue", "money-overdue-sum", Kind::Money, |_, row| Cell::Money(row.overdue))
            .sorted()
            .drawn(|eyes, row| money(eyes, row, Some(row.overdue))),
        Col::new("to_prepay", "money-to-prepay", Kind::Money, |_, row| Cell::Money(row.to_prepay))
            .at(Stand::InFiles)
            .drawn(|eyes, row| money(eyes, row, Some(row.to_prepay))),
        Col::new("advance", "money-advance", Kind::Money, |_, row| Cell::Money(row.advance))
            .at(Stand::InFiles)
            .drawn(|eyes, row| money(eyes, row, Some(row.advance))),
        Col::new("currency", "money-currency", Kind::Code, |_, row| Cell::text(row.debtor.currency.code())).at(Stand::InFiles),
        Col::new("state", "money-state", Kind::Badge, state).drawn(|eyes, row| badges(eyes.l, row)),
    ],
};

fn some(amount: Option<Money>) -> Cell {
    Cell::or_empty(amount, Cell::Money)
}

fn money(eyes: &Eyes, row: &Seen, amount: Option<Money>) -> Markup {
    html! { (amount.map_or_else(|| "—".to_owned(), |amount| eyes.l.money(amount, row.debtor.currency))) }
}

fn contract(_: &Eyes, row: &Seen) -> Markup {
    html! { a href=(paths::contract(&row.debtor.number)) { (row.debtor.number) } }
}

fn partner(_: &Eyes, row: &Seen) -> Markup {
    html! { a href=(paths::partner(&row.debtor.code)) { (row.debtor.name) } }
}

/// The words of the badges.
fn state(eyes: &Eyes, row: &Seen) -> Cell {
    let is_overdue = row.overdue.is_positive();
    let words = [
        (row.debtor.payment == Payment::Prepaid, "money-prepaid"),
        (row.is_blocked, "money-blocked"),
        (is_overdue, "money-overdue"),
        (!row.is_blocked && !is_overdue, "money-well"),
    ];
    let told: Vec<String> = words.into_iter().filter(|(is_so, _)| *is_so).map(|(_, key)| eyes.l.say(key)).collect();
    Cell::Text(told.join(", "))
}

fn filter(asked: &Asked) -> Answer<Filter> {
    let sort = Sort::asked(Some(asked.sort()), DebtorsBy::parse)?;
    Ok(Filter {
        partner: asked.some("partner"),
        only: Only::parse(asked.text("only")),
        sort,
        after: sort.after(asked.cursor())?,
        limit: PAGE + 1,
    })
}

async fn page(may: May<ReadMoney>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let asked = TABLE.ask(views::eyes(&may), pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Money, &TABLE, view).await;
    }
    if may.actor().is_ours() { office(&may, &asked).await } else { own(&may).await }
}

async fn office(may: &May<ReadMoney>, asked: &Asked) -> Answer<HttpResponse> {
    let (l, eyes) = (may.voice(), views::eyes(may));
    let filter = filter(asked)?;
    let sort = filter.sort;
    let found = may.read(filter, overview::contracts).await?;
    let (found, next) = sort.cut(found, PAGE, |seen| seen.place(sort.by));
    let bar = views::bar(may, Listing::Money, asked).await?;
    let body = html! {
        div.page-head {
            div { h1 { (l.say("money-title")) } p { (l.say("money-lede")) } }
            div.actions {
                a.button href="/invoices" { (l.say("money-invoices")) }
                a.button href="/payments" { (l.say("money-payments")) }
                @if may.actor().may(Right::SetLimits) { a.button href="/limit-requests" { (l.say("money-limit-requests")) } }
            }
        }
        (TABLE.filter_form(eyes, asked, &fields(l, asked), "money-show"))
        (bar)
        @if found.is_empty() { section.empty { p { (l.say("money-none")) } } } @else { (TABLE.draw(eyes, asked, &eyes, &found)) }
        (TABLE.pager(l, asked, next.as_deref()))
    };
    Ok(may.page(l.say("money-title"), &body))
}

fn fields(l: Voice, asked: &Asked) -> Markup {
    html! {
        div.field { label for="only" { (l.say("money-only")) } select id="only" name="only" {
            option value="" { (l.say("money-only-all")) }
            @for only in Only::ALL { option value=(only) selected[only.as_str() == asked.text("only")] { (l.say(&format!("money-only-{only}"))) } }
        } }
        div.field { label for="partner" { (l.say("money-partner-code")) } input id="partner" name="partner" value=(asked.text("partner")) maxlength="40"; }
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
    let found = may.read(filter(&asked)?, overview::all_contracts).await?;
    TABLE.file(format, eyes, asked, eyes, found).await
}
