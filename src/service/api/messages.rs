//! The API's doors to messages, notes and calls.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::{BeSomebody, ServeClients};
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::Moment;
use crate::platform::web::{Body, Params, cursor};
use crate::service::MessageId;
use crate::service::message::{self, Filter, Message, NewMessage};
use crate::service::note::{self, NewCall};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/api/v1/partners/{code}/messages", write_message);
    routes.post("/api/v1/partners/{code}/notes", add_note);
    routes.post("/api/v1/partners/{code}/calls", record_call);
    routes.get("/api/v1/messages", messages);
    routes.post("/api/v1/messages/{id}/seen", see_message);
    routes.post("/api/v1/messages/{id}/answers", answer_message);
}

/// The id of what was made.
#[derive(Serialize, ToSchema)]
pub struct Made {
    /// The id.
    pub id: String,
}

impl Made {
    /// 201 with the id.
    pub fn answer(id: impl std::fmt::Display) -> HttpResponse {
        HttpResponse::Created().json(Self { id: id.to_string() })
    }
}

/// A message to one of a partner's people.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenMessage {
    /// The login of the person.
    person: String,
    /// What it says, at most 2000 characters.
    text: String,
}

/// Write to a partner's person
///
/// The person sees it on the next page and gets it by mail.
#[utoipa::path(post, path = "/api/v1/partners/{code}/messages", tag = "service", params(("code" = String, Path, description = "The partner's code")),
    request_body = GivenMessage, responses((status = 201, description = "Written", body = Made), (status = 404, description = "No such partner within reach"),
    (status = 422, description = "No such person, or a text that does not fit")))]
pub async fn write_message(
    may: May<ServeClients>,
    code: web::Path<String>,
    Body(given): Body<GivenMessage>,
) -> Answer<HttpResponse> {
    let new = NewMessage { person: given.person, text: given.text };
    let id = may.write((code.into_inner(), new), message::write).await.map_err(No::pointed)?;
    Ok(Made::answer(id))
}

/// A text.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenText {
    /// At most 2000 characters.
    text: String,
}

/// Keep a note about a partner
///
/// Only our staff read it.
#[utoipa::path(post, path = "/api/v1/partners/{code}/notes", tag = "service", params(("code" = String, Path, description = "The partner's code")),
    request_body = GivenText, responses((status = 201, description = "Kept", body = Made), (status = 404, description = "No such partner within reach"),
    (status = 422, description = "A text that does not fit")))]
pub async fn add_note(may: May<ServeClients>, code: web::Path<String>, Body(given): Body<GivenText>) -> Answer<HttpResponse> {
    let id = may.write((code.into_inner(), given.text), note::add).await.map_err(No::pointed)?;
    Ok(Made::answer(id))
}

/// A call.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenCall {
    /// The login of the person who was called.
    person: String,
    /// What was said, at most 2000 characters.
    text: Option<String>,
}

/// Put a call on record
#[utoipa::path(post, path = "/api/v1/partners/{code}/calls", tag = "service", params(("code" = String, Path, description = "The partner's code")),
    request_body = GivenCall, responses((status = 204, description = "On record"), (status = 404, description = "No such partner within reach"),
    (status = 422, description = "No such person, or a text that does not fit")))]
pub async fn record_call(may: May<ServeClients>, code: web::Path<String>, Body(given): Body<GivenCall>) -> Answer<HttpResponse> {
    let new = NewCall { person: given.person, text: given.text.unwrap_or_default() };
    may.write((code.into_inner(), new), note::call).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Which messages.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MessageQuery {
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// A message.
#[derive(Serialize, ToSchema)]
pub struct MessageCard {
    /// Its id.
    id: String,
    /// The partner's code.
    partner: String,
    /// The name of whoever wrote it.
    from: String,
    /// Whether the caller wrote it himself, as an answer.
    is_answer: bool,
    /// What it says.
    text: String,
    /// When it was written.
    at: Moment,
    /// When it was seen.
    seen_at: Option<Moment>,
}

impl From<Message> for MessageCard {
    fn from(message: Message) -> Self {
        Self {
            id: message.id.to_string(),
            partner: message.partner.0,
            from: message.from,
            is_answer: message.is_answer,
            text: message.text,
            at: message.at,
            seen_at: message.seen_at,
        }
    }
}

/// A page of messages.
#[derive(Serialize, ToSchema)]
pub struct MessageCards {
    /// The messages, the latest first.
    items: Vec<MessageCard>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// What was written to the caller
#[utoipa::path(get, path = "/api/v1/messages", tag = "service", params(MessageQuery),
    responses((status = 200, description = "To the caller, with his own answers", body = MessageCards)))]
pub async fn messages(may: May<BeSomebody>, Params(query): Params<MessageQuery>) -> Answer<HttpResponse> {
    let limit = cursor::limit(query.limit)?;
    let before = cursor::read(query.cursor.as_deref())?.map(|(_, id)| id);
    let mut found = may.read(Filter { before, limit: limit + 1 }, message::mine).await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| has_more).map(|last| cursor::encode("", last.id.number()));
    Ok(HttpResponse::Ok().json(MessageCards { items: found.into_iter().map(MessageCard::from).collect(), next }))
}

fn id_of(path: &str) -> Answer<MessageId> {
    MessageId::parse(path).ok_or_else(No::not_found)
}

/// Say that a message has been seen
#[utoipa::path(post, path = "/api/v1/messages/{id}/seen", tag = "service", params(("id" = String, Path, description = "The message")),
    responses((status = 204, description = "Seen"), (status = 404, description = "No such message to the caller")))]
pub async fn see_message(may: May<BeSomebody>, id: web::Path<String>) -> Answer<HttpResponse> {
    may.write(id_of(&id)?, message::see).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Answer a message
#[utoipa::path(post, path = "/api/v1/messages/{id}/answers", tag = "service", params(("id" = String, Path, description = "The message")),
    request_body = GivenText, responses((status = 201, description = "Whoever wrote it gets a task", body = Made),
    (status = 404, description = "No such message to the caller"), (status = 422, description = "A text that does not fit")))]
pub async fn answer_message(may: May<BeSomebody>, id: web::Path<String>, Body(given): Body<GivenText>) -> Answer<HttpResponse> {
    let answer = may.write((id_of(&id)?, given.text), message::answer).await.map_err(No::pointed)?;
    Ok(Made::answer(answer))
}
