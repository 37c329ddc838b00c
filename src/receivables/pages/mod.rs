//! Pages of money: the company's own and the office's list, one contract, invoices, payments, statements, limits, blocks.

mod block_list;
pub mod blocks;
mod contract;
mod credit_notes;
mod document;
mod invoice_list;
mod invoices;
mod limits;
mod money;
mod money_list;
mod note_reversals;
mod payment_table;
mod payments;
mod statement;

use maud::{Markup, html};

use super::open_item::InvoiceState;
use crate::access::{Actor, IdempotencyKey, Right, Routes};
use crate::platform::error::{Answer, Kind, No};
use crate::platform::values::Money;
use crate::platform::web::{Lang, Voice, paths};
use crate::say;

/// Rows of a page.
const PAGE: i64 = 50;

pub(super) fn routes(routes: &mut Routes) {
    money_list::routes(routes);
    contract::routes(routes);
    invoice_list::routes(routes);
    invoices::routes(routes);
    credit_notes::routes(routes);
    payments::routes(routes);
    statement::routes(routes);
    limits::routes(routes);
    block_list::routes(routes);
    blocks::routes(routes);
}

/// What was typed into a form and refused.
struct Refused<F> {
    form: F,
    no: No,
}

/// Whether a refusal is shown on the page with the form. Others have a page of their own.
fn is_about_form(no: &No) -> bool {
    matches!(no, No::Refused(refusal) if matches!(refusal.kind, Kind::Invalid | Kind::Conflict))
}

/// The key of a form that is drawn again: the same, so that what was sent twice is done once; a new one where it stands for something else.
fn key_again(key: String, no: &No) -> Answer<String> {
    if no.code() == "idempotency_key_reused" { IdempotencyKey::fresh() } else { Ok(key) }
}

/// A contract by its number, with the way to its page for those who may open it: what is a company's as a whole is not a unit's.
fn contract_link(actor: &Actor, number: &str) -> Markup {
    html! { @if actor.reach_of(Right::ReadMoney).part().is_none() { a href=(paths::contract(number)) { (number) } } @else { (number) } }
}

/// An amount as typed in a language.
fn amount(lang: Lang, text: &str, field: &'static str) -> Answer<Money> {
    lang.read_money(text).ok_or_else(|| No::invalid(field, "not_number", say!("money-not-amount")))
}

/// How an invoice stands, in its colour.
fn state_badge(l: Voice, state: InvoiceState) -> Markup {
    let tone = match state {
        InvoiceState::Open => "info",
        InvoiceState::Overdue => "bad",
        InvoiceState::Paid => "ok",
        InvoiceState::Disputed => "warn",
        InvoiceState::Void => "plain",
    };
    html! { span class={ "badge badge--" (tone) } { (l.say(&format!("invoice-state-{state}"))) } }
}

/// An empty text is none.
fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
