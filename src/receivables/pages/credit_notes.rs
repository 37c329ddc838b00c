//! Pages of credit notes: one as a document made to be printed, those of an invoice beside it, and the form that posts one. The form
//! stands on the invoice's page and works without script.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::document::{rate, unit};
use super::invoices::{self, Typed};
use super::note_reversals::{self, ReversalForm};
use super::{Refused, contract_link, is_about_form, key_again};
use crate::access::frame::{in_status, see_other};
use crate::access::permission::marks::{BookPayments, ReadMoney};
use crate::access::{Actor, IdempotencyKey, May, Right, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money, Quantity};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Lang, Params, Voice, components};
use crate::receivables::credit_note::{self, Looked, NewLine, NewNote, Part};
use crate::receivables::invoice::{BillLine, Invoice};
use crate::receivables::open_item;
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/credit-notes/{number}", one);
    routes.post("/invoices/{number}/credit-notes", post);
    note_reversals::routes(routes);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Done {
    done: Option<String>,
}

async fn one(may: May<ReadMoney>, number: web::Path<String>, Params(query): Params<Done>) -> Answer<HttpResponse> {
    draw(&may, number.into_inner(), query.done.as_deref(), None).await
}

/// The page of a note; with what was refused of taking it back, if anything was.
pub(super) async fn draw(
    may: &May<ReadMoney>,
    number: String,
    done: Option<&str>,
    refused: Option<&Refused<ReversalForm>>,
) -> Answer<HttpResponse> {
    let l = may.voice();
    let seen = may.read(number, credit_note::look).await?;
    let no = refused.map(|refused| &refused.no);
    let reversing = note_reversals::form(may, &seen, refused.map(|refused| &refused.form))?;
    let done = done.map(|done| if done == "reversed" { "correction-reversed" } else { "correction-done" });
    let (note, invoice) = (&seen.note, &seen.invoice);
    let title = l.tell(&say!("correction-title", number = &note.number, day = note.issued_on));
    let body = html! {
        nav.crumbs aria-label=(l.say("money-path")) {
            a href="/money" { (l.say("money-title")) } a href="/invoices" { (l.say("invoice-list-title")) }
            a href={ "/invoices/" (invoice.number) } { (invoice.number) } span { (note.number) }
        }
        div.page-head { div { h1 { (title) } p { (l.tell(&say!("correction-to", invoice = &invoice.number, day = invoice.issued_on))) } } }
        div id="notices" role="status" { @if let Some(done) = done { (components::notice("ok", &l.say(done))) } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        div.stack { (facts(l, &seen, may.actor())) (lines(l, &seen)) (reversing) }
    };
    Ok(in_status(may.page(title, &body), no))
}

fn facts(l: Voice, seen: &Looked, actor: &Actor) -> Markup {
    let (note, invoice) = (&seen.note, &seen.invoice);
    let fact = |key: &str, value: &str| html! { @if !value.is_empty() { div { (components::fact(&l.say(key), value)) } } };
    let numbers: Vec<&str> = [invoice.buyer.inn.as_deref(), invoice.buyer.kpp.as_deref()].into_iter().flatten().collect();
    html! {
        section.card { dl.facts {
            (fact("invoice-seller", &invoice.seller))
            (fact("invoice-buyer", &invoice.buyer.name))
            (fact("invoice-inn", &numbers.join(" / ")))
            (fact("invoice-address", invoice.buyer.address.as_deref().unwrap_or_default()))
            div { dt { (l.say("money-contract-number")) } dd { (contract_link(actor, &note.contract)) } }
            div { dt { (l.say("correction-invoice")) } dd { a href={ "/invoices/" (invoice.number) } { (invoice.number) } } }
            (fact("correction-reason", &note.reason))
            @if actor.is_ours() { (fact("correction-by", &by(l, &note.posted_by, note.posted_at))) }
            @if let Some(reversed) = &note.reversed {
                (fact("correction-reversed-on", &l.day(reversed.issued_on)))
                (fact("correction-reversed-why", &reversed.reason))
                @if actor.is_ours() { (fact("correction-reversed-by", &by(l, &reversed.by, reversed.posted_at))) }
            }
        } }
    }
}

fn by(l: Voice, name: &str, at: Moment) -> String {
    let at = l.moment(at);
    if name.is_empty() { at } else { format!("{name}, {at}") }
}

fn lines(l: Voice, seen: &Looked) -> Markup {
    let (note, currency) = (&seen.note, seen.note.currency);
    let money = |amount: Money| l.money(amount, currency);
    let total =
        |key: &str, amount: Money| html! { tr { th.num colspan="6" scope="row" { (l.say(key)) } td.num { (money(amount)) } } };
    html! {
        div.table-wrap { table.table.table--stack {
            caption { (l.say("correction-lines")) }
            thead { tr {
                th.pos { "№" } th { (l.say("invoice-goods")) } th.num { (l.say("invoice-quantity")) } th.num { (l.say("invoice-net")) }
                th.num { (l.say("invoice-rate")) } th.num { (l.say("invoice-vat")) } th.num { (l.say("invoice-gross")) }
            } }
            tbody { @for (position, line, part) in seen.rows() { tr {
                td.num.pos { (position) }
                td { (goods(l, line)) }
                td.num data-label=(l.say("invoice-quantity")) { (quantity(l, line, part.quantity)) }
                td.num data-label=(l.say("invoice-net")) { (money(part.net)) }
                td.num data-label=(l.say("invoice-rate")) { (rate(l, line.vat_rate)) }
                td.num data-label=(l.say("invoice-vat")) { (money(part.vat)) }
                td.num data-label=(l.say("invoice-gross")) { (money(part.gross)) }
            } } }
            tfoot { (total("invoice-total-net", note.net)) (total("invoice-total-vat", note.vat)) (total("correction-total", note.total)) }
        } }
    }
}

fn goods(l: Voice, line: &BillLine) -> Markup {
    html! { span.name { (line.name_in(l.lang)) } @if !line.sku.is_empty() { br; (components::article(l, &line.sku, line.own_number.as_deref())) } }
}

/// How much comes back; that a line becomes cheaper only, where nothing does.
fn quantity(l: Voice, line: &BillLine, quantity: Quantity) -> String {
    if quantity.is_positive() { format!("{} {}", l.quantity(quantity), unit(l, &line.unit)) } else { l.say("correction-cheaper") }
}

/// The notes of an invoice, below it.
pub(super) fn beside(l: Voice, seen: &open_item::Looked) -> Markup {
    html! {
        @if !seen.notes.is_empty() {
            div.table-wrap { table.table.table--stack {
                caption { (l.say("correction-notes")) }
                thead { tr { th { (l.say("correction-number")) } th { (l.say("money-day")) } th { (l.say("correction-reason")) } th.num { (l.say("correction-total")) } } }
                tbody { @for note in &seen.notes { tr {
                    th.nowrap scope="row" { a href={ "/credit-notes/" (note.number) } { (note.number) } }
                    td.nowrap data-label=(l.say("money-day")) { (l.day(note.issued_on)) }
                    td data-label=(l.say("correction-reason")) { (note.reason) @if note.reversed.is_some() { " " span.badge { (l.say("correction-reversed-badge")) } } }
                    td.num data-label=(l.say("correction-total")) { (l.money(note.total, note.currency)) }
                } } }
                tfoot { tr { th.num colspan="3" scope="row" { (l.say("correction-credited")) } td.num { (l.money(seen.credited(), seen.invoice.currency)) } } }
            } }
            @if seen.has_more_notes { p.hint { (l.tell(&say!("correction-more", count = seen.notes.len()))) } }
        }
    }
}

/// A row of the form as it is typed.
#[derive(Default)]
struct RowTyped {
    line: String,
    quantity: String,
    amount: String,
}

/// What was typed into the form.
#[derive(Default)]
pub(super) struct NoteForm {
    key: String,
    reason: String,
    rows: Vec<RowTyped>,
}

impl NoteForm {
    fn read(fields: Vec<(String, String)>) -> Answer<Self> {
        let mut form = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "key" => form.key = value,
                "reason" => form.reason = value,
                "line" => form.rows.push(RowTyped { line: value, ..RowTyped::default() }),
                "quantity" | "amount" => {
                    let Some(row) = form.rows.last_mut() else { continue };
                    if name == "quantity" { row.quantity = value } else { row.amount = value }
                }
                _ => return Err(No::invalid(format!("/{name}"), "unknown_field", say!("error-field-unknown", name = &name))),
            }
        }
        Ok(form)
    }

    /// The correction that was typed: rows in which something stands.
    fn note(&self, lang: Lang, invoice: &str) -> Answer<NewNote> {
        let mut lines = Vec::new();
        for row in self.rows.iter().filter(|row| !row.quantity.trim().is_empty() || !row.amount.trim().is_empty()) {
            // A line that is no number is one that the invoice lacks.
            let line: i64 = row.line.parse().unwrap_or_default();
            let at = lines.len();
            let odd = |field: &str| {
                No::invalid(format!("lines/{at}/{field}"), "not_number", say!("correction-not-number", line = line))
            };
            let quantity =
                typed(&row.quantity).map(|typed| lang.read_quantity(typed).ok_or_else(|| odd("quantity"))).transpose()?;
            let amount = typed(&row.amount).map(|typed| lang.read_money(typed).ok_or_else(|| odd("amount"))).transpose()?;
            lines.push(NewLine { line, quantity, amount });
        }
        Ok(NewNote { invoice: invoice.to_owned(), reason: self.reason.clone(), lines })
    }

    fn row(&self, place: i64) -> Option<&RowTyped> {
        self.rows.iter().find(|row| row.line == place.to_string())
    }
}

/// What stands in a field, where anything does.
fn typed(field: &str) -> Option<&str> {
    Some(field).filter(|typed| !typed.trim().is_empty())
}

/// The form that corrects an invoice, for those who may and where anything is left to be corrected.
pub(super) fn form(may: &May<ReadMoney>, seen: &open_item::Looked, typed: &NoteForm) -> Answer<Markup> {
    let (l, invoice) = (may.voice(), &seen.invoice);
    if !may.actor().may(Right::BookPayments) || !seen.item.is_correctable() {
        return Ok(html! {});
    }
    let key = if typed.key.is_empty() { IdempotencyKey::fresh()? } else { typed.key.clone() };
    Ok(html! {
        details.card open[!typed.key.is_empty()] {
            summary { (l.say("correction-form")) }
            form.form method="post" action={ "/invoices/" (invoice.number) "/credit-notes" } data-once {
                (csrf_field(&may.form_token()))
                input type="hidden" name="key" value=(key);
                p.hint { (l.say("correction-hint")) }
                (rows(l, invoice, &seen.left, typed))
                div.field { label for="correction-why" { (l.say("correction-reason")) } input id="correction-why" name="reason" value=(typed.reason) maxlength="500" autocomplete="off" required; }
                div.actions { button type="submit" { (l.say("correction-button")) } }
            }
        }
    })
}

fn rows(l: Voice, invoice: &Invoice, left: &[Part], typed: &NoteForm) -> Markup {
    let all = (1i64..).zip(invoice.lines.iter().chain(&invoice.delivery).zip(left));
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr {
                th.pos { "№" } th { (l.say("invoice-goods")) } th.num { (l.say("correction-left")) }
                th { (l.say("correction-quantity")) } th { (l.say("correction-amount")) }
            } }
            tbody { @for (place, (line, left)) in all { @if left.gross.is_positive() || left.quantity.is_positive() { tr {
                td.num.pos { (place) input type="hidden" name="line" value=(place); }
                td { (goods(l, line)) }
                td.num data-label=(l.say("correction-left")) { (l.quantity(left.quantity)) " " (unit(l, &line.unit)) br; (l.money(left.gross, invoice.currency)) }
                (field(l, "quantity", place, typed.row(place).map(|row| row.quantity.as_str())))
                (field(l, "amount", place, typed.row(place).map(|row| row.amount.as_str())))
            } } } }
        } }
    }
}

fn field(l: Voice, name: &str, place: i64, typed: Option<&str>) -> Markup {
    let label = l.say(&format!("correction-{name}"));
    html! {
        td data-label=(label) { input name=(name) value=(typed.unwrap_or_default()) inputmode="decimal" maxlength="30" size="10" autocomplete="off" aria-label={ (label) ", " (place) }; }
    }
}

async fn post(
    may: May<BookPayments>,
    number: web::Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let mut note = NoteForm::read(fields)?;
    match send(&may, &number, &note).await {
        Ok(posted) => Ok(see_other(&format!("/credit-notes/{posted}?done=1"))),
        Err(no) if is_about_form(&no) => {
            let reading = may.also::<ReadMoney>().ok_or_else(No::forbidden)?;
            note.key = key_again(note.key, &no)?;
            let form = Typed::of_note(note);
            invoices::draw(&reading, number, false, Some(&Refused { form, no })).await
        }
        Err(no) => Err(no),
    }
}

async fn send(may: &May<BookPayments>, number: &str, form: &NoteForm) -> Answer<String> {
    let key = IdempotencyKey::parse(&form.key).ok_or_else(|| No::invalid("key", "missing", say!("error-key-required")))?;
    let new = form.note(may.voice().lang, number)?;
    Ok(may.write_once("credit_notes", &key, new, credit_note::post).await?.value.number)
}
