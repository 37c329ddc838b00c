//! Pages of payments: the list with its files, the form to book one, undoing one. The columns of the list stand in the file beside.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::payment_table::{Reader, TABLE, fields, filter};
use super::{PAGE, Refused, amount, is_about_form, key_again};
use crate::access::frame::{in_status, see_other};
use crate::access::permission::marks::{BookPayments, ReadMoney};
use crate::access::views::{self, Listing};
use crate::access::{IdempotencyKey, May, Right, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::Currency;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::table::{Asked, Eyes, Format, Pairs};
use crate::platform::web::typed::needed_day;
use crate::platform::web::{Form, Lang, Params, components};
use crate::receivables::overview;
use crate::receivables::payment::{self, NewPayment, PaymentId, Reversal, Source};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/payments", list);
    routes.get("/payments.csv", csv);
    routes.get("/payments.xlsx", xlsx);
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

async fn list(may: May<ReadMoney>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let asked = TABLE.ask(views::eyes(&may), pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Payments, &TABLE, view).await;
    }
    draw(&may, &asked, None).await
}

/// The list as nobody asked for anything, below what was refused.
async fn draw_refused(may: &May<ReadMoney>, refused: &Refused<PaymentForm>) -> Answer<HttpResponse> {
    let asked = TABLE.ask(views::eyes(may), Vec::new())?;
    draw(may, &asked, Some(refused)).await
}

async fn draw(may: &May<ReadMoney>, asked: &Asked, refused: Option<&Refused<PaymentForm>>) -> Answer<HttpResponse> {
    let may_book = may.actor().may(Right::BookPayments);
    let (l, eyes) = (may.voice(), Eyes { does_deeds: may_book, ..views::eyes(may) });
    let filter = match filter(asked) {
        Ok(filter) => filter,
        Err(no) => return views::refused(may, &TABLE, asked, (&fields(l, asked, eyes.is_staff), "money-show"), no).await,
    };
    let sort = filter.sort;
    let found = may.read(filter, payment::list).await?;
    let (found, next) = sort.cut(found, PAGE, |payment| payment.place(sort.by));
    let reader = Reader { l, is_staff: eyes.is_staff, token: may_book.then(|| may.form_token()) };
    let bar = views::bar(may, Listing::Payments, asked).await?;
    let done = Done::parse(asked.text("done"));
    let no = refused.map(|refused| &refused.no);
    let form = if may_book {
        form(may, asked.text("contract"), refused.map(|refused| &refused.form))?
    } else {
        html! {}
    };
    let body = html! {
        div.page-head { div { h1 { (l.say("payment-list-title")) } } div.actions { a.button href="/money" { (l.say("money-title")) } } }
        div id="notices" role="status" { @if let Some(done) = done { (components::notice("ok", &l.say(&format!("payment-done-{done}")))) } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        (form)
        (TABLE.filter_form(eyes, asked, &fields(l, asked, eyes.is_staff), "money-show"))
        (bar)
        @if found.is_empty() { section.empty { p { (l.say("payment-list-empty")) } } } @else { (TABLE.draw(eyes, asked, &reader, &found)) }
        (TABLE.pager(l, asked, next.as_deref()))
    };
    Ok(in_status(may.page(l.say("payment-list-title"), &body), no))
}

fn form(may: &May<ReadMoney>, contract: &str, typed: Option<&PaymentForm>) -> Answer<Markup> {
    let l = may.voice();
    let blank = PaymentForm { key: IdempotencyKey::fresh()?, contract: contract.to_owned(), ..PaymentForm::default() };
    let (is_open, typed) = (typed.is_some() || !contract.is_empty(), typed.unwrap_or(&blank));
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

async fn csv(may: May<ReadMoney>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Csv).await
}

async fn xlsx(may: May<ReadMoney>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Xlsx).await
}

async fn file(may: &May<ReadMoney>, pairs: Pairs, format: Format) -> Answer<HttpResponse> {
    let eyes = views::eyes(may);
    let asked = TABLE.ask(eyes, pairs)?;
    let found = may.read(filter(&asked)?, payment::list_all).await?;
    TABLE.file(format, eyes, asked, Reader { l: eyes.l, is_staff: eyes.is_staff, token: None }, found).await
}

/// The numbers of invoices between commas, semicolons or spaces.
fn numbers(text: &str) -> Option<Vec<String>> {
    let numbers: Vec<String> =
        text.split([',', ';', ' ', '\t']).map(str::trim).filter(|number| !number.is_empty()).map(str::to_owned).collect();
    Some(numbers).filter(|numbers| !numbers.is_empty())
}

fn checked(lang: Lang, form: &PaymentForm, currency: Currency) -> Answer<NewPayment> {
    Ok(NewPayment {
        contract: form.contract.trim().to_owned(),
        amount: amount(lang, &form.amount, "amount")?,
        currency,
        paid_on: needed_day(&form.paid_on, "paid_on")?,
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
        Ok(seen) => match checked(may.voice().lang, &form, seen.debtor.currency) {
            Ok(new) => may.write_once("payments", &key, new, payment::book).await.map(|_| ()),
            Err(no) => Err(no),
        },
        Err(no) if no.code() == "not_found" => Err(No::invalid("contract", "unknown", say!("payment-unknown-contract"))),
        Err(no) => Err(no),
    };
    match outcome {
        Ok(()) => Ok(see_other(&components::link("/payments", &[("contract", form.contract.trim()), ("done", "booked")]))),
        Err(no) if is_about_form(&no) => {
            let form = PaymentForm { key: key_again(form.key.clone(), &no)?, ..form };
            draw_refused(&reading, &Refused { form, no }).await
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
            draw_refused(&reading, &Refused { form, no }).await
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
