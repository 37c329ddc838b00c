//! What was written to whoever looks, and his answers.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::{is_about_form, text_field};
use crate::access::May;
use crate::access::frame::{in_status, own_path, see_other};
use crate::access::permission::marks::BeSomebody;
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, components, cursor};
use crate::service::message::{self, Filter, Message};
use crate::service::{LONGEST, MessageId};

const PAGE: usize = 20;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    cursor: Option<String>,
    /// Whether an answer has just been sent.
    sent: Option<String>,
}

/// An answer as typed and refused.
struct Typed {
    id: MessageId,
    text: String,
    no: No,
}

pub(super) async fn page(may: May<BeSomebody>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    draw(&may, &query, None).await
}

async fn draw(may: &May<BeSomebody>, query: &Query, typed: Option<&Typed>) -> Answer<HttpResponse> {
    let l = may.voice();
    let before = cursor::read(query.cursor.as_deref())?.map(|(_, id)| id);
    let mut messages = may.read(Filter { before, limit: PAGE as i64 + 1 }, message::mine).await?;
    let has_more = messages.len() > PAGE;
    messages.truncate(PAGE);
    let next = messages.last().filter(|_| has_more).map(|last| {
        let place = cursor::encode("", last.id.number());
        components::link("/messages", &[("cursor", &place)])
    });
    let title = l.say("message-list-title");
    let body = html! {
        div.page-head { div { h1 { (title) } p { (l.say("message-list-lede")) } } }
        @if query.sent.is_some() { (components::notice("ok", &l.say("message-answer-sent"))) }
        @if let Some(typed) = typed { (components::refusal(l, &typed.no)) }
        @if messages.is_empty() { section.empty { p { (l.say("message-list-empty")) } } } @else {
            div.stack { @for message in &messages { (letter(may, message, typed.filter(|typed| typed.id == message.id))) } }
        }
        (components::pager(l, query.cursor.as_ref().map(|_| "/messages"), next.as_deref()))
    };
    let mut frame = may.frame(title);
    frame.path = "/messages".to_owned();
    // Here the message itself stands on the page.
    if let Some(signed) = &mut frame.signed {
        signed.head.posted = None;
    }
    Ok(in_status(may.page_in(&frame, &body), typed.map(|typed| &typed.no)))
}

fn letter(may: &May<BeSomebody>, message: &Message, typed: Option<&Typed>) -> Markup {
    let l = may.voice();
    let (id, path) = (format!("answer-{}", message.id), format!("/messages/{}", message.id));
    html! {
        article.card id=(message.id) {
            p { b { (message.from) } ", " time datetime=(message.at.to_string()) { (l.moment(message.at)) } " " span.muted { (message.partner.1) } }
            p { (components::lines(&message.text)) }
            @if !message.is_answer {
                @if message.seen_at.is_none() {
                    form method="post" action={ (path) "/seen" } {
                        (csrf_field(&may.form_token()))
                        input type="hidden" name="next" value="/messages";
                        button.button--small type="submit" { (l.say("message-seen")) }
                    }
                }
                details open[typed.is_some()] {
                    summary { (l.say("message-answer")) }
                    form method="post" action={ (path) "/answers" } data-once {
                        (csrf_field(&may.form_token()))
                        (text_field(l, &id, "text", "message-text", typed.map(|typed| typed.text.as_str()).unwrap_or_default(), LONGEST, typed.map(|typed| &typed.no)))
                        button type="submit" { (l.say("message-send")) }
                    }
                }
            }
        }
    }
}

fn id_of(path: &str) -> Answer<MessageId> {
    MessageId::parse(path).ok_or_else(No::not_found)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

pub(super) async fn seen(may: May<BeSomebody>, id: web::Path<String>, Form(form): Form<Next>) -> Answer<HttpResponse> {
    may.write(id_of(&id)?, message::see).await?;
    Ok(see_other(own_path(&form.next)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answered {
    text: String,
}

pub(super) async fn answer(may: May<BeSomebody>, id: web::Path<String>, Form(form): Form<Answered>) -> Answer<HttpResponse> {
    let id = id_of(&id)?;
    match may.write((id, form.text.clone()), message::answer).await {
        Ok(_) => Ok(see_other("/messages?sent=1")),
        Err(no) if is_about_form(&no) => draw(&may, &Query::default(), Some(&Typed { id, text: form.text, no })).await,
        Err(no) => Err(no),
    }
}
