//! Pages of one invoice: the document with its payments and the forms for more days and disputes.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Refused, is_about_form, state_badge};
use super::{credit_notes, document};
use crate::access::frame::{in_status, see_other};
use crate::access::permission::Permission;
use crate::access::permission::marks::{BookPayments, DeferPayments, ReadMoney};
use crate::access::{May, Right, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::typed::needed_day;
use crate::platform::web::{Form, Params, Voice, components};
use crate::receivables::deferral::{self, Deferral, Dispute};
use crate::receivables::open_item::{self, Looked};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/invoices/{number}", one);
    routes.post("/invoices/{number}/deferrals", defer);
    routes.post("/invoices/{number}/dispute", dispute);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Done {
    done: Option<String>,
}

async fn one(may: May<ReadMoney>, number: web::Path<String>, Params(query): Params<Done>) -> Answer<HttpResponse> {
    draw(&may, number.into_inner(), query.done.is_some(), None).await
}

/// What was typed into the forms below the document.
#[derive(Default)]
pub(super) struct Typed {
    deferral: DeferralForm,
    note: credit_notes::NoteForm,
}

impl Typed {
    /// Only a correction was typed.
    pub(super) fn of_note(note: credit_notes::NoteForm) -> Self {
        Self { note, ..Self::default() }
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct DeferralForm {
    #[serde(default)]
    until: String,
    #[serde(default)]
    reason: String,
}

/// The page of an invoice; below what was refused with what was typed, if anything was.
pub(super) async fn draw(
    may: &May<ReadMoney>,
    number: String,
    is_done: bool,
    refused: Option<&Refused<Typed>>,
) -> Answer<HttpResponse> {
    let l = may.voice();
    let seen = may.read(number, open_item::look).await?;
    let no = refused.map(|refused| &refused.no);
    let blank = Typed::default();
    let typed = refused.map_or(&blank, |refused| &refused.form);
    let correction = credit_notes::form(may, &seen, &typed.note)?;
    let title = document::title(l, &seen.invoice);
    let body = html! {
        nav.crumbs aria-label=(l.say("money-path")) { a href="/money" { (l.say("money-title")) } a href="/invoices" { (l.say("invoice-list-title")) } span { (seen.invoice.number) } }
        div.page-head { div { h1 { (title) } p { (state_badge(l, seen.item.state(seen.today))) " " (open_words(l, &seen)) } } }
        div id="notices" role="status" { @if is_done { (components::notice("ok", &l.say("invoice-done"))) } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        (document::document(l, &seen, may.actor()))
        div.stack.no-print {
            (document::taken(l, &seen))
            (credit_notes::beside(l, &seen))
            (document::deferrals(l, &seen, may.actor().is_ours()))
            (forms(may, &seen, &typed.deferral))
            (correction)
        }
    };
    Ok(in_status(may.page(title, &body), no))
}

/// What is still to be paid, and until when.
fn open_words(l: Voice, seen: &Looked) -> String {
    let rest = seen.item.rest();
    if seen.item.is_void && seen.item.is_debt() {
        l.say("correction-whole")
    } else if seen.item.is_void {
        l.say("invoice-void-words")
    } else if rest.is_positive() {
        l.tell(&say!("invoice-to-pay", sum = (rest, seen.invoice.currency), due = seen.item.due_on))
    } else {
        l.say("invoice-nothing-to-pay")
    }
}

fn forms(may: &May<ReadMoney>, seen: &Looked, typed: &DeferralForm) -> Markup {
    let (l, actor, number) = (may.voice(), may.actor(), &seen.invoice.number);
    let is_open = seen.item.is_debt() && seen.item.rest().is_positive();
    let token = may.form_token();
    html! {
        @if is_open && actor.is_ours() {
            @if actor.may(Right::DeferPayments) {
                details.card open[!typed.reason.is_empty() || !typed.until.is_empty()] {
                    summary { (l.say("deferral-form")) }
                    form.form method="post" action={ "/invoices/" (number) "/deferrals" } data-once {
                        (csrf_field(&token))
                        div.field { label for="until" { (l.say("deferral-until")) } input id="until" type="date" name="until" value=(typed.until) required; }
                        div.field { label for="deferral-reason" { (l.say("money-reason")) } input id="deferral-reason" name="reason" value=(typed.reason) maxlength="500" autocomplete="off" required; }
                        div.actions { button type="submit" { (l.say("deferral-button")) } }
                    }
                }
            }
            @if actor.may(Right::BookPayments) { (dispute_form(l, seen, &token)) }
        }
    }
}

fn dispute_form(l: Voice, seen: &Looked, token: &str) -> Markup {
    let action = format!("/invoices/{}/dispute", seen.invoice.number);
    html! {
        @if let Some(reason) = &seen.item.dispute {
            section.card {
                h2 { (l.say("dispute-title")) }
                p { (reason) }
                form method="post" action=(action) data-once {
                    (csrf_field(token))
                    input type="hidden" name="is_settled" value="yes";
                    div.actions { button type="submit" { (l.say("dispute-settle")) } }
                }
            }
        } @else {
            details.card {
                summary { (l.say("dispute-form")) }
                form.form method="post" action=(action) data-once {
                    (csrf_field(token))
                    div.field { label for="dispute-reason" { (l.say("dispute-reason")) } input id="dispute-reason" name="reason" maxlength="500" autocomplete="off" required; }
                    div.actions { button type="submit" { (l.say("dispute-button")) } }
                }
            }
        }
    }
}

async fn defer(may: May<DeferPayments>, number: web::Path<String>, Form(form): Form<DeferralForm>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let outcome = match needed_day(&form.until, "until") {
        Ok(until) => {
            let wish = Deferral { invoice: number.clone(), until, reason: form.reason.clone() };
            may.write(wish, deferral::defer).await
        }
        Err(no) => Err(no),
    };
    after(&may, number, form, outcome).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DisputeForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    is_settled: String,
}

async fn dispute(may: May<BookPayments>, number: web::Path<String>, Form(form): Form<DisputeForm>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let reason = (form.is_settled != "yes").then_some(form.reason);
    let outcome = may.write(Dispute { invoice: number.clone(), reason }, deferral::dispute).await;
    after(&may, number, DeferralForm::default(), outcome).await
}

/// Back to the invoice, or its page again with what was refused.
async fn after<P: Permission>(may: &May<P>, number: String, form: DeferralForm, outcome: Answer<()>) -> Answer<HttpResponse> {
    match outcome {
        Ok(()) => Ok(see_other(&format!("/invoices/{number}?done=1"))),
        Err(no) if is_about_form(&no) => {
            let reading = may.also::<ReadMoney>().ok_or_else(No::forbidden)?;
            let form = Typed { deferral: form, ..Typed::default() };
            draw(&reading, number, false, Some(&Refused { form, no })).await
        }
        Err(no) => Err(no),
    }
}
