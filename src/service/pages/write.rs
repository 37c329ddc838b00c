//! Reacting to a client: the page from which our staff write to a person, call, keep a note, offer a discount.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::{crumbs, is_about_form, text_field};
use crate::access::accounts::people::{self, PersonRow};
use crate::access::frame::see_other;
use crate::access::permission::marks::{ReadPartners, ServeClients};
use crate::access::{Act, May, Right};
use crate::partners::Partner;
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Voice, components, paths};
use crate::say;
use crate::service::message::{self, Message, NewMessage};
use crate::service::note::{self, NewCall};
use crate::service::{LONGEST, within};

/// So many of the latest messages stand on the page.
const SHOWN: i64 = 20;

crate::words! {
    /// What has just been done.
    pub enum Done {
        /// A message was sent.
        Message = "message",
        /// A note was kept.
        Note = "note",
        /// A call was put on record.
        Call = "call",
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    person: Option<String>,
    done: Option<Done>,
}

/// What the page shows.
struct Seen {
    partner: Partner,
    people: Vec<PersonRow>,
    messages: Vec<Message>,
}

fn look(act: &mut Act<'_, ServeClients>, code: &String) -> Answer<Seen> {
    let partner = within(act, code)?;
    let mut people = people::of_partner(&mut act.lend::<ReadPartners>()?, &partner.id)?;
    people.retain(|person| !person.is_blocked);
    let messages = message::with_partner(act.tx(), partner.id, SHOWN)?;
    Ok(Seen { partner, people, messages })
}

/// What was typed and refused, and in which form.
#[derive(Default)]
struct Told {
    person: String,
    message: String,
    note: String,
    call: String,
    done: Option<Done>,
    no: Option<No>,
}

pub(super) async fn page(may: May<ServeClients>, code: web::Path<String>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    let told = Told { person: query.person.unwrap_or_default(), done: query.done, ..Told::default() };
    draw(&may, code.into_inner(), told).await
}

async fn draw(may: &May<ServeClients>, code: String, told: Told) -> Answer<HttpResponse> {
    let l = may.voice();
    let seen = may.read(code, look).await?;
    let title = l.say("message-write-title");
    let body = html! {
        (crumbs(l, &seen.partner.code, &seen.partner.name, &title))
        div.page-head { div { h1 { (title) } p { (seen.partner.name) } } (actions(may, &seen, &told)) }
        @if let Some(done) = told.done { (components::notice("ok", &l.say(&format!("message-done-{done}")))) }
        @if let Some(no) = &told.no { (components::refusal(l, no)) }
        div.stack {
            (message_form(may, &seen, &told))
            (call_form(may, &seen, &told))
            (note_form(may, &seen.partner.code, &told))
            (sent(l, &seen.messages))
        }
    };
    Ok(may.page_at(&format!("{}/write", paths::partner(&seen.partner.code)), title, &body, told.no.as_ref()))
}

fn actions(may: &May<ServeClients>, seen: &Seen, told: &Told) -> Markup {
    let (l, code) = (may.voice(), &seen.partner.code);
    let discounts = components::link(&paths::partner(code), &[("person", &told.person)]);
    let cart = components::link(&format!("{}/cart", paths::partner(code)), &[("person", &told.person)]);
    html! {
        div.actions {
            @if may.actor().may(Right::WatchClients) && !told.person.is_empty() { a.button href=(cart) { (l.say("message-open-cart")) } }
            @if may.actor().may(Right::ManageDiscounts) { a.button href={ (discounts) "#discounts" } { (l.say("message-offer-discount")) } }
            a.button href={ (paths::partner(code)) "#contracts" } { (l.say("message-ask-limit")) }
            a.button href={ (paths::partner(code)) "/timeline" } { (l.say("timeline-title")) }
        }
    }
}

fn person_field(l: Voice, id: &str, people: &[PersonRow], chosen: &str) -> Markup {
    html! {
        div.field {
            label for=(id) { (l.say("message-person")) }
            select id=(id) name="person" required {
                @for person in people { option value=(person.login) selected[person.login == chosen] { (person.name) } }
            }
        }
    }
}

fn message_form(may: &May<ServeClients>, seen: &Seen, told: &Told) -> Markup {
    let l = may.voice();
    html! {
        @if seen.people.is_empty() { section.empty { p { (l.say("message-nobody")) } } } @else {
            form.card.form method="post" action={ (paths::partner(&seen.partner.code)) "/messages" } data-once {
                (csrf_field(&may.form_token()))
                h2 { (l.say("message-write")) }
                (person_field(l, "write-to", &seen.people, &told.person))
                (text_field(l, "write-text", "text", "message-text", &told.message, LONGEST, told.no.as_ref().filter(|_| !told.message.is_empty())))
                p.hint.field--wide { (l.say("message-write-hint")) }
                div.actions { button.button--primary type="submit" { (l.say("message-send")) } }
            }
        }
    }
}

fn call_form(may: &May<ServeClients>, seen: &Seen, told: &Told) -> Markup {
    let l = may.voice();
    let digits = |phone: &str| phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>();
    html! {
        @if !seen.people.is_empty() {
            form.card.form method="post" action={ (paths::partner(&seen.partner.code)) "/calls" } data-once {
                (csrf_field(&may.form_token()))
                h2 { (l.say("message-call")) }
                ul.field--wide {
                    @for person in &seen.people { @if let Some(phone) = &person.phone {
                        li { (person.name) " " a.nowrap href={ "tel:" (digits(phone)) } { (phone) } }
                    } }
                }
                (person_field(l, "call-to", &seen.people, &told.person))
                (text_field(l, "call-text", "text", "message-call-text", &told.call, LONGEST, None))
                div.actions { button type="submit" { (l.say("message-call-record")) } }
            }
        }
    }
}

fn note_form(may: &May<ServeClients>, code: &str, told: &Told) -> Markup {
    let l = may.voice();
    html! {
        form.card.form method="post" action={ (paths::partner(code)) "/notes" } data-once {
            (csrf_field(&may.form_token()))
            h2 { (l.say("message-note")) }
            (text_field(l, "note-text", "text", "message-note-text", &told.note, LONGEST, None))
            div.actions { button type="submit" { (l.say("message-note-keep")) } }
        }
    }
}

fn sent(l: Voice, messages: &[Message]) -> Markup {
    html! {
        @if !messages.is_empty() {
            section.card {
                h2 { (l.say("message-latest")) }
                ol.timeline { @for message in messages { li {
                    time datetime=(message.at.to_string()) { (l.moment(message.at)) }
                    b { (message.from) } @if !message.is_answer { " → " (message.person) }
                    p { (components::lines(&message.text)) }
                    @if !message.is_answer { (seen_mark(l, message)) }
                } } }
            }
        }
    }
}

fn seen_mark(l: Voice, message: &Message) -> Markup {
    html! {
        @match message.seen_at {
            Some(at) => { span.muted { (l.tell(&say!("message-seen-at", at = at))) } }
            None => { span.badge.badge--plain { (l.say("message-unseen")) } }
        }
    }
}

fn done(code: &str, person: &str, done: Done) -> HttpResponse {
    see_other(&components::link(&format!("{}/write", paths::partner(code)), &[("person", person), ("done", done.as_str())]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    person: String,
    text: String,
}

pub(super) async fn send(may: May<ServeClients>, code: web::Path<String>, Form(form): Form<Written>) -> Answer<HttpResponse> {
    let code = code.into_inner();
    let new = NewMessage { person: form.person.clone(), text: form.text.clone() };
    match may.write((code.clone(), new), message::write).await {
        Ok(_) => Ok(done(&code, &form.person, Done::Message)),
        Err(no) if is_about_form(&no) => {
            draw(&may, code, Told { person: form.person, message: form.text, no: Some(no), ..Told::default() }).await
        }
        Err(no) => Err(no),
    }
}

pub(super) async fn call(may: May<ServeClients>, code: web::Path<String>, Form(form): Form<Written>) -> Answer<HttpResponse> {
    let code = code.into_inner();
    let new = NewCall { person: form.person.clone(), text: form.text.clone() };
    match may.write((code.clone(), new), note::call).await {
        Ok(()) => Ok(done(&code, &form.person, Done::Call)),
        Err(no) if is_about_form(&no) => {
            draw(&may, code, Told { person: form.person, call: form.text, no: Some(no), ..Told::default() }).await
        }
        Err(no) => Err(no),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Noted {
    text: String,
}

pub(super) async fn note(may: May<ServeClients>, code: web::Path<String>, Form(form): Form<Noted>) -> Answer<HttpResponse> {
    let code = code.into_inner();
    match may.write((code.clone(), form.text.clone()), note::add).await {
        Ok(_) => Ok(done(&code, "", Done::Note)),
        Err(no) if is_about_form(&no) => draw(&may, code, Told { note: form.text, no: Some(no), ..Told::default() }).await,
        Err(no) => Err(no),
    }
}
