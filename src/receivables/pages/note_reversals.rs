//! The form on the page of a credit note that takes it back, for those who post them. It works without script.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Refused, credit_notes, is_about_form, key_again};
use crate::access::frame::see_other;
use crate::access::permission::marks::{BookPayments, ReadMoney};
use crate::access::{IdempotencyKey, May, Right, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::Form;
use crate::platform::web::layout::csrf_field;
use crate::receivables::credit_note::Looked;
use crate::receivables::credit_note::reversal::{self, Reversal};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/credit-notes/{number}/reversals", post);
}

/// What was typed into the form.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct ReversalForm {
    #[serde(default)]
    key: String,
    #[serde(default)]
    reason: String,
}

/// The form, for those who may and of a note that holds.
pub(super) fn form(may: &May<ReadMoney>, seen: &Looked, typed: Option<&ReversalForm>) -> Answer<Markup> {
    let l = may.voice();
    if !may.actor().may(Right::BookPayments) || seen.note.reversed.is_some() {
        return Ok(html! {});
    }
    let blank = ReversalForm { key: IdempotencyKey::fresh()?, ..ReversalForm::default() };
    let (is_open, typed) = (typed.is_some(), typed.unwrap_or(&blank));
    Ok(html! {
        details.card.no-print open[is_open] {
            summary { (l.say("correction-reverse-form")) }
            form.form method="post" action={ "/credit-notes/" (seen.note.number) "/reversals" } data-once {
                (csrf_field(&may.form_token()))
                input type="hidden" name="key" value=(typed.key);
                p.hint { (l.say("correction-reverse-hint")) }
                div.field { label for="reversal-why" { (l.say("correction-reversed-why")) } input id="reversal-why" name="reason" value=(typed.reason) maxlength="500" autocomplete="off" required; }
                div.actions { button type="submit" { (l.say("correction-reverse-button")) } }
            }
        }
    })
}

async fn post(may: May<BookPayments>, number: web::Path<String>, Form(mut form): Form<ReversalForm>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    match send(&may, &number, &form).await {
        Ok(()) => Ok(see_other(&format!("/credit-notes/{number}?done=reversed"))),
        Err(no) if is_about_form(&no) => {
            let reading = may.also::<ReadMoney>().ok_or_else(No::forbidden)?;
            form.key = key_again(form.key, &no)?;
            credit_notes::draw(&reading, number, None, Some(&Refused { form, no })).await
        }
        Err(no) => Err(no),
    }
}

async fn send(may: &May<BookPayments>, number: &str, form: &ReversalForm) -> Answer<()> {
    let key = IdempotencyKey::parse(&form.key).ok_or_else(|| No::invalid("key", "missing", say!("error-key-required")))?;
    let new = Reversal { note: number.to_owned(), reason: form.reason.clone() };
    may.write_once("credit_note_reversals", &key, new, reversal::reverse).await?;
    Ok(())
}
