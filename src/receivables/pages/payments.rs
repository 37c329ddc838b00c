//! Pages of payments: the list, the form to book one, undoing one.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::{PAGE, Refused, amount, cut, day, in_status, is_about_form, is_staff, some};
use crate::access::frame::see_other;
use crate::access::permission::marks::{BookPayments, ReadMoney};
use crate::access::{IdempotencyKey, May, Right, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::Currency;
use crate::platform::values::ids::Id;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Voice, components, cursor};
use crate::receivables::overview;
use crate::receivables::payment::{self, Filter, Listed, NewPayment, PaymentId, Reversal, Source};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/payments", list);
    routes.post("/payments", book);
    routes.post("/payments/{id}/reversals", reverse);
}

crate::words! {
    /// What has just been done here.
    pub enum Done {
        /// A payment was booked.
        Booked = "booked",
        /// A payment was undone.
        Reversed = "reversed",
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    contract: String,
    #[serde(default)]
    partner: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    cursor: Option<String>,
    done: Option<Done>,
}

impl Query {
    fn pairs(&self) -> [(&'static str, &str); 4] {
        [("contract", &self.contract), ("partner", &self.partner), ("from", &self.from), ("to", &self.to)]
    }

    fn filter(&self) -> Answer<Filter> {
        Ok(Filter {
            contract: some(&self.contract),
            partner: some(&self.partner),
            from: day(&self.from, "from")?,
            until: day(&self.to, "to")?,
            before: cursor::read(self.cursor.as_deref())?.map(|(_, id)| Id::from_number(id)),
            limit: PAGE + 1,
        })
    }
}

/// A payment as it is typed.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct PaymentForm {
    #[serde(default)]
    key: String,
    #[serde(default)]
    contract: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    paid_on: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    invoices: String,
}

async fn list(may: May<ReadMoney>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    draw(&may, &query, None).await
}

async fn draw(may: &May<ReadMoney>, query: &Query, refused: Option<&Refused<PaymentForm>>) -> Answer<HttpResponse> {
    let (l, is_staff) = (may.voice(), is_staff(may.actor()));
    let (found, has_more) = cut(may.read(query.filter()?, payment::list).await?);
    let here = query.pairs();
    let next = found.last().filter(|_| has_more).map(|last| {
        let at = cursor::encode("", last.id.number());
        components::link("/payments", &[here.as_slice(), &[("cursor", at.as_str())]].concat())
    });
    let first = query.cursor.as_ref().map(|_| components::link("/payments", &here));
    let may_book = may.actor().may(Right::BookPayments);
    let no = refused.map(|refused| &refused.no);
    let body = html! {
        div.page-head { div { h1 { (l.say("payment-list-title")) } } div.actions { a.button href="/money" { (l.say("money-title")) } } }
        div id="notices" role="status" { @if let Some(done) = query.done { (components::notice("ok", &l.say(&format!("payment-done-{done}")))) } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        @if may_book { (form(may, query, refused.map(|refused| &refused.form))?) }
        (filters(l, query, is_staff))
        @if found.is_empty() { section.empty { p { (l.say("payment-list-empty")) } } }
        @else { (table(l, &found, is_staff, &if may_book { may.form_token() } else { String::new() })) }
        (components::pager(l, first.as_deref(), next.as_deref()))
    };
    Ok(in_status(may.page(l.say("payment-list-title"), &body), no))
}

fn form(may: &May<ReadMoney>, query: &Query, typed: Option<&PaymentForm>) -> Answer<Markup> {
    let l = may.voice();
    let blank = PaymentForm { key: IdempotencyKey::fresh()?, contract: query.contract.clone(), ..PaymentForm::default() };
    let (is_open, typed) = (typed.is_some() || !query.contract.is_empty(), typed.unwrap_or(&blank));
    Ok(html! {
        details.card open[is_open] {
            summary { (l.say("payment-form")) }
            form.form method="post" action="/payments" data-once {
                (csrf_field(&may.form_token()))
                input type="hidden" name="key" value=(typed.key);
                div.field { label for="pay-contract" { (l.say("money-contract-number")) } input id="pay-contract" name="contract" value=(typed.contract) maxlength="60" required; }
                div.field { label for="pay-amount" { (l.say("payment-amount")) } input id="pay-amount" name="amount" value=(typed.amount) inputmode="decimal" maxlength="30" required; }
                div.field { label for="pay-day" { (l.say("payment-day")) } input id="pay-day" type="date" name="paid_on" value=(typed.paid_on) required; }
                div.field { label for="pay-reference" { (l.say("payment-reference")) } input id="pay-reference" name="reference" value=(typed.reference) maxlength="200" required aria-describedby="pay-reference-hint";
                    span.hint id="pay-reference-hint" { (l.say("payment-reference-hint")) } }
                div.field { label for="pay-invoices" { (l.say("payment-invoices")) } input id="pay-invoices" name="invoices" value=(typed.invoices) maxlength="1000" aria-describedby="pay-invoices-hint";
                    span.hint id="pay-invoices-hint" { (l.say("payment-invoices-hint")) } }
                div.actions { button.button--primary type="submit" { (l.say("payment-book")) } }
            }
        }
    })
}

fn filters(l: Voice, query: &Query, is_staff: bool) -> Markup {
    html! {
        form.filters method="get" action="/payments" {
            div.field { label for="contract" { (l.say("money-contract-number")) } input id="contract" name="contract" value=(query.contract) maxlength="60"; }
            @if is_staff { div.field { label for="partner" { (l.say("money-partner-code")) } input id="partner" name="partner" value=(query.partner) maxlength="40"; } }
            div.field { label for="from" { (l.say("money-from")) } input id="from" type="date" name="from" value=(query.from); }
            div.field { label for="to" { (l.say("money-to")) } input id="to" type="date" name="to" value=(query.to); }
            button type="submit" { (l.say("money-show")) }
        }
    }
}

fn table(l: Voice, found: &[Listed], is_staff: bool, token: &str) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            caption.unseen { (l.say("payment-list-title")) }
            thead { tr {
                th { (l.say("payment-day")) } @if is_staff { th { (l.say("money-partner")) } } th { (l.say("money-contract-number")) } th { (l.say("payment-reference")) }
                th.num { (l.say("payment-amount")) } th { (l.say("payment-went")) } @if !token.is_empty() { th { (l.say("payment-undo")) } }
            } }
            tbody { @for row in found { (line(l, row, is_staff, token)) } }
        } }
    }
}

fn line(l: Voice, row: &Listed, is_staff: bool, token: &str) -> Markup {
    html! {
        tr.is-off[row.is_reversed] {
            th.nowrap scope="row" { (l.day(row.paid_on)) }
            @if is_staff { td data-label=(l.say("money-partner")) { a href={ "/partners/" (row.partner.0) } { (row.partner.1) } } }
            td data-label=(l.say("money-contract-number")) { a href={ "/contracts/" (row.contract) } { (row.contract) } }
            td data-label=(l.say("payment-reference")) { div {
                (row.reference)
                br; small.muted { (l.say(&format!("payment-source-{}", row.source))) @if is_staff { ", " (l.moment(row.booked_at)) @if !row.booked_by.is_empty() { ", " (row.booked_by) } } }
                @if row.reverses.is_some() { br; span.badge.badge--warn { (l.say("payment-is-reversal")) } @if is_staff { " " (row.reason.as_deref().unwrap_or_default()) } }
                @if row.is_reversed { br; span.badge.badge--plain { (l.say("payment-is-reversed")) } }
            } }
            td.num data-label=(l.say("payment-amount")) { (l.money(row.amount, row.currency)) }
            td data-label=(l.say("payment-went")) { @if !row.allocated.is_empty() || row.advance.is_positive() { div {
                @for part in &row.allocated { div { a href={ "/invoices/" (part.invoice) } { (part.invoice) } " " span.muted { (l.money(part.amount, row.currency)) } } }
                @if row.advance.is_positive() { div { (l.say("money-advance")) " " span.muted { (l.money(row.advance, row.currency)) } } }
            } } }
            @if !token.is_empty() { td data-label=(l.say("payment-undo")) { @if row.is_reversible() { (undo(l, row.id, token)) } } }
        }
    }
}

fn undo(l: Voice, id: PaymentId, token: &str) -> Markup {
    html! {
        details.confirm {
            summary.button.button--small { (l.say("payment-undo")) }
            form method="post" action={ "/payments/" (id) "/reversals" } data-once {
                (csrf_field(token))
                p { (l.say("payment-undo-words")) }
                div.field { label for={ "undo-" (id) } { (l.say("money-reason")) } input id={ "undo-" (id) } name="reason" maxlength="500" autocomplete="off" required; }
                button.button--danger type="submit" { (l.say("payment-undo-button")) }
            }
        }
    }
}

/// The numbers of invoices between commas, semicolons or spaces.
fn numbers(text: &str) -> Option<Vec<String>> {
    let numbers: Vec<String> =
        text.split([',', ';', ' ', '\t']).map(str::trim).filter(|number| !number.is_empty()).map(str::to_owned).collect();
    Some(numbers).filter(|numbers| !numbers.is_empty())
}

fn checked(form: &PaymentForm, currency: Currency) -> Answer<NewPayment> {
    let missing = || No::invalid("paid_on", "missing", say!("money-not-day"));
    Ok(NewPayment {
        contract: form.contract.trim().to_owned(),
        amount: amount(&form.amount, "amount")?,
        currency,
        paid_on: day(&form.paid_on, "paid_on")?.ok_or_else(missing)?,
        reference: form.reference.clone(),
        invoices: numbers(&form.invoices),
        source: Source::Hand,
        fingerprint: None,
    })
}

async fn book(may: May<BookPayments>, Form(form): Form<PaymentForm>) -> Answer<HttpResponse> {
    let reading = may.also::<ReadMoney>().ok_or_else(No::forbidden)?;
    let key = IdempotencyKey::parse(&form.key).ok_or_else(|| No::invalid("key", "missing", say!("error-key-required")))?;
    // A form knows the contract and not its currency.
    let seen = reading.read(form.contract.trim().to_owned(), overview::contract).await;
    let outcome = match seen {
        Ok(seen) => match checked(&form, seen.debtor.currency) {
            Ok(new) => may.write_once("payments", &key, new, payment::book).await.map(|_| ()),
            Err(no) => Err(no),
        },
        Err(no) if no.code() == "not_found" => Err(No::invalid("contract", "unknown", say!("payment-unknown-contract"))),
        Err(no) => Err(no),
    };
    match outcome {
        Ok(()) => Ok(see_other(&components::link("/payments", &[("contract", form.contract.trim()), ("done", "booked")]))),
        Err(no) if is_about_form(&no) => {
            let query = Query { contract: String::new(), ..Query::default() };
            draw(&reading, &query, Some(&Refused { form, no })).await
        }
        Err(no) => Err(no),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReversalForm {
    #[serde(default)]
    reason: String,
}

async fn reverse(may: May<BookPayments>, id: web::Path<String>, Form(form): Form<ReversalForm>) -> Answer<HttpResponse> {
    let payment = PaymentId::parse(&id).ok_or_else(No::not_found)?;
    match may.write(Reversal { payment, reason: form.reason }, payment::reverse).await {
        Ok(_) => Ok(see_other("/payments?done=reversed")),
        Err(no) if is_about_form(&no) => {
            let reading = may.also::<ReadMoney>().ok_or_else(No::forbidden)?;
            let form = PaymentForm { key: IdempotencyKey::fresh()?, ..PaymentForm::default() };
            draw(&reading, &Query::default(), Some(&Refused { form, no })).await
        }
        Err(no) => Err(no),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_between_anything() {
        assert_eq!(numbers(" 000001, 000002;P-000003 "), Some(vec!["000001".into(), "000002".into(), "P-000003".into()]));
        assert_eq!(numbers(" , ;"), None);
    }
}
