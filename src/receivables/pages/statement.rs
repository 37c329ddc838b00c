//! The statement of account, made to be printed, and the same as a table for a spreadsheet.

use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

use super::{is_about_form, money, some};
use crate::access::frame::in_status;
use crate::access::permission::marks::ReadMoney;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, Fault, No};
use crate::platform::formats::{Cell, csv_out};
use crate::platform::values::Money;
use crate::platform::web::typed::day;
use crate::platform::web::{Params, Voice, components, paths};
use crate::receivables::ledger::EntryKind;
use crate::receivables::statement::{self, Asked, Movement, Statement};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/contracts/{number}/statement", of_contract);
    routes.get("/contracts/{number}/statement.csv", contract_table);
    routes.get("/partners/{code}/statement", of_partner);
    routes.get("/partners/{code}/statement.csv", partner_table);
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

impl Query {
    fn asked(&self, whose: String) -> Answer<Asked> {
        Ok(Asked { whose, from: day(&self.from, "from")?, until: day(&self.to, "to")? })
    }
}

async fn of_contract(may: May<ReadMoney>, number: web::Path<String>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let seen = match query.asked(number.clone()) {
        Ok(asked) => may.read(asked, statement::of_contract).await.map(|one| vec![one]),
        Err(no) => Err(no),
    };
    shown(&may, &format!("{}/statement", paths::contract(&number)), &query, seen).await
}

async fn of_partner(may: May<ReadMoney>, code: web::Path<String>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let code = code.into_inner();
    let seen = match query.asked(code.clone()) {
        Ok(asked) => may.read(asked, statement::of_partner).await,
        Err(no) => Err(no),
    };
    shown(&may, &format!("{}/statement", paths::partner(&code)), &query, seen).await
}

/// The page; of days that cannot be a period only the form, with what is wrong with them.
async fn shown(may: &May<ReadMoney>, path: &str, query: &Query, seen: Answer<Vec<Statement>>) -> Answer<HttpResponse> {
    match seen {
        Ok(statements) => Ok(draw(may, path, query, &statements, None)),
        Err(no) if is_about_form(&no) => {
            // For the head of the page alone.
            may.read((), |_, ()| Ok(())).await?;
            Ok(in_status(draw(may, path, query, &[], Some(&no)), Some(&no)))
        }
        Err(no) => Err(no),
    }
}

fn draw(may: &May<ReadMoney>, path: &str, query: &Query, statements: &[Statement], no: Option<&No>) -> HttpResponse {
    let l = may.voice();
    let faults: &[Fault] = match no {
        Some(No::Refused(refusal)) => &refusal.faults,
        _ => &[],
    };
    let (from, until) = statements.first().map(|first| (first.from.to_string(), first.until.to_string())).unwrap_or_default();
    let (from, to) = (some(&query.from).unwrap_or(from), some(&query.to).unwrap_or(until));
    let table = components::link(&format!("{path}.csv"), &[("from", &from), ("to", &to)]);
    let body = html! {
        nav.crumbs aria-label=(l.say("money-path")) { a href="/money" { (l.say("money-title")) } span { (l.say("statement-title")) } }
        div.page-head {
            div { h1 { (l.say("statement-title")) } @if let Some(first) = statements.first() { p { (parties(l, first)) } } }
            @if no.is_none() { div.actions { a.button href=(table) { (l.say("statement-csv")) } } }
        }
        @if let Some(no) = no { (components::refusal(l, no)) }
        form.filters method="get" action=(path) {
            div.field { label for="from" { (l.say("money-from")) } input id="from" type="date" name="from" value=(from); (components::fault(l, faults, "from")) }
            div.field { label for="to" { (l.say("money-to")) } input id="to" type="date" name="to" value=(to); (components::fault(l, faults, "to")) }
            button type="submit" { (l.say("money-show")) }
        }
        @if statements.is_empty() && no.is_none() { section.empty { p { (l.say("money-none")) } } }
        div.stack { @for statement in statements { (one(l, statement)) } }
    };
    may.page(l.say("statement-title"), &body)
}

fn parties(l: Voice, statement: &Statement) -> String {
    let (seller, partner) = (&statement.seller, &statement.partner.1);
    l.tell(&say!("statement-parties", seller = seller, partner = partner, from = statement.from, to = statement.until))
}

fn one(l: Voice, statement: &Statement) -> Markup {
    let money = |amount: Money| l.money(amount, statement.currency);
    let part = |amount: Option<Money>| amount.map(money).unwrap_or_default();
    let contracts = statement.contracts.join(", ");
    let joins_contracts = statement.contracts.len() > 1;
    let span = if joins_contracts { "4" } else { "3" };
    html! {
        div.table-wrap { table.table.table--stack {
            caption { (l.tell(&say!("statement-of", contracts = contracts, currency = statement.currency.code()))) }
            thead { tr {
                th { (l.say("money-day")) } th { (l.say("statement-what")) } th { (l.say("statement-document")) } @if joins_contracts { th { (l.say("money-contract-number")) } }
                th.num { (l.say("statement-debit")) } th.num { (l.say("statement-credit")) } th.num { (l.say("statement-balance")) }
            } }
            tbody {
                tr { th colspan=(span) scope="row" { (l.tell(&say!("statement-opening", day = statement.from))) } td {} td {} td.num { (money(statement.opening)) } }
                @for movement in &statement.movements { tr {
                    td.nowrap { (l.day(movement.day)) }
                    td data-label=(l.say("statement-what")) { (l.say(&format!("statement-kind-{}", movement.kind))) }
                    td data-label=(l.say("statement-document")) { (document(movement)) }
                    @if joins_contracts { td data-label=(l.say("money-contract-number")) { (movement.contract) } }
                    td.num data-label=(l.say("statement-debit")) { (part(movement.debit())) }
                    td.num data-label=(l.say("statement-credit")) { (part(movement.credit())) }
                    td.num data-label=(l.say("statement-balance")) { (money(movement.balance)) }
                } }
            }
            tfoot {
                tr { th colspan=(span) scope="row" { (l.say("statement-turnover")) } td.num data-label=(l.say("statement-debit")) { (money(statement.debit)) } td.num data-label=(l.say("statement-credit")) { (money(statement.credit)) } td {} }
                tr { th colspan=(span) scope="row" { (l.tell(&say!("statement-closing", day = statement.until))) } td {} td {} td.num { (money(statement.closing)) } }
            }
        } }
        (money::ageing(l, &statement.ageing, statement.currency))
        @if statement.advance.is_positive() { p { (l.tell(&say!("statement-advance", sum = (statement.advance, statement.currency)))) } }
    }
}

fn document(movement: &Movement) -> Markup {
    html! {
        @if movement.kind == EntryKind::Invoice { a href={ "/invoices/" (movement.document) } { (movement.document) } }
        @else if matches!(movement.kind, EntryKind::CreditNote | EntryKind::CreditNoteReversal) { a href={ "/credit-notes/" (movement.document) } { (movement.document) } }
        @else { (movement.document) }
    }
}

async fn contract_table(may: May<ReadMoney>, number: web::Path<String>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let seen = may.read(query.asked(number.into_inner())?, statement::of_contract).await?;
    Ok(file(may.voice(), &[seen]))
}

async fn partner_table(may: May<ReadMoney>, code: web::Path<String>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let seen = may.read(query.asked(code.into_inner())?, statement::of_partner).await?;
    Ok(file(may.voice(), &seen))
}

/// The table for a spreadsheet. No cell of it is ever a formula.
fn file(l: Voice, statements: &[Statement]) -> HttpResponse {
    let names = [
        "money-day",
        "statement-what",
        "statement-document",
        "money-contract-number",
        "money-currency",
        "statement-debit",
        "statement-credit",
        "statement-balance",
    ];
    let header: Vec<String> = names.iter().map(|name| l.say(name)).collect();
    let text = csv_out::write(l, &header, statements.iter().flat_map(|statement| rows(l, statement)));
    let mut answer = HttpResponse::Ok().content_type("text/csv; charset=utf-8").body(text);
    answer.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"statement.csv\""));
    answer
}

fn rows(l: Voice, statement: &Statement) -> Vec<Vec<Cell>> {
    let currency = statement.currency.code();
    let row = |day: NaiveDate, what: &str, document: &str, contract: &str, sums: [Option<Money>; 3]| {
        let mut cells =
            vec![Cell::Day(day), Cell::Text(l.say(what)), Cell::text(document), Cell::text(contract), Cell::text(currency)];
        cells.extend(sums.map(|sum| Cell::or_empty(sum, Cell::Money)));
        cells
    };
    let contracts = statement.contracts.join(", ");
    let mut all = vec![row(statement.from, "statement-csv-opening", "", &contracts, [None, None, Some(statement.opening)])];
    for movement in &statement.movements {
        let what = format!("statement-kind-{}", movement.kind);
        let sums = [movement.debit(), movement.credit(), Some(movement.balance)];
        all.push(row(movement.day, &what, &movement.document, &movement.contract, sums));
    }
    let turnover = [Some(statement.debit), Some(statement.credit), Some(statement.closing)];
    all.push(row(statement.until, "statement-csv-closing", "", &contracts, turnover));
    all
}
