//! The API's doors to oneself: what one can change of oneself, which letters one wants, one's sessions. The same verbs serve the page.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::accounts::device;
use crate::access::accounts::profile::{self, Profile};
use crate::access::mail::{self, Choice, Topic};
use crate::access::permission::marks::BeSomebody;
use crate::access::reach::SessionId;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::Moment;
use crate::platform::web::{Body, Lang};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/me/profile", profile);
    routes.put("/api/v1/me/profile", put_profile);
    routes.get("/api/v1/me/mail", mail_choices);
    routes.put("/api/v1/me/mail", choose_mail);
    routes.get("/api/v1/me/sessions", sessions);
    routes.delete("/api/v1/me/sessions", end_other_sessions);
    routes.delete("/api/v1/me/sessions/{id}", end_own_session);
}

/// What a person can change of himself.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnProfile {
    /// The name.
    name: String,
    /// A telephone number.
    phone: Option<String>,
    /// The language of pages and letters: `ru` or `en`.
    #[schema(value_type = String)]
    language: Lang,
    /// The time zone in which pages tell moments, for example `Asia/Omsk`; the seller's when it is null.
    time_zone: Option<String>,
}

/// One's own profile
#[utoipa::path(get, path = "/api/v1/me/profile", tag = "sessions",
    responses((status = 200, description = "As it can be changed", body = OwnProfile), (status = 404, description = "A machine, which has none")))]
pub async fn profile(may: May<BeSomebody>) -> Answer<HttpResponse> {
    let kept = may.read((), profile::look).await?;
    let language = kept.lang.unwrap_or(Lang::Ru);
    Ok(HttpResponse::Ok().json(OwnProfile { name: kept.name, phone: kept.phone, language, time_zone: kept.zone }))
}

/// Change one's own profile
#[utoipa::path(put, path = "/api/v1/me/profile", tag = "sessions", request_body = OwnProfile,
    responses((status = 204, description = "Changed"), (status = 404, description = "A machine, which has none"),
    (status = 422, description = "Fields that do not fit")))]
pub async fn put_profile(may: May<BeSomebody>, Body(given): Body<OwnProfile>) -> Answer<HttpResponse> {
    let new = Profile { name: given.name, phone: given.phone, lang: Some(given.language), zone: given.time_zone };
    may.write(new, profile::change).await.map_err(No::pointed)?;
    may.forget_session();
    Ok(HttpResponse::NoContent().finish())
}

/// Whether letters of a topic are wanted.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailChoice {
    /// `orders`, `shipments`, `invoices`, `messages`, `notices`, `quotes`.
    #[schema(value_type = String)]
    topic: Topic,
    /// Whether its letters are wanted.
    wanted: bool,
}

/// Which letters are wanted.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailChoices {
    /// The topics; one that is not named when they are changed stays as it is.
    items: Vec<MailChoice>,
}

/// Which letters one wants
#[utoipa::path(get, path = "/api/v1/me/mail", tag = "sessions",
    responses((status = 200, description = "Every topic", body = MailChoices), (status = 404, description = "A machine, which gets none")))]
pub async fn mail_choices(may: May<BeSomebody>) -> Answer<HttpResponse> {
    let choices = may.read((), mail::choices).await?;
    let items = choices.into_iter().map(|(topic, wanted)| MailChoice { topic, wanted }).collect();
    Ok(HttpResponse::Ok().json(MailChoices { items }))
}

/// Choose which letters one wants
///
/// Letters about passwords and invitations come always.
#[utoipa::path(put, path = "/api/v1/me/mail", tag = "sessions", request_body = MailChoices,
    responses((status = 204, description = "Chosen"), (status = 404, description = "A machine, which gets none"),
    (status = 422, description = "No such topic")))]
pub async fn choose_mail(may: May<BeSomebody>, Body(given): Body<MailChoices>) -> Answer<HttpResponse> {
    let choices: Vec<Choice> = given.items.into_iter().map(|choice| (choice.topic, choice.wanted)).collect();
    may.write(choices, mail::choose).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A session that stands.
#[derive(Serialize, ToSchema)]
pub struct OwnSession {
    /// Its id.
    #[schema(value_type = String)]
    id: SessionId,
    /// The browser and the system, where they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    /// When it began.
    began_at: Moment,
    /// When it was used last, to the minute.
    seen_at: Moment,
    /// Whether it is the one that asks.
    current: bool,
}

/// Sessions.
#[derive(Serialize, ToSchema)]
pub struct OwnSessions {
    /// The sessions that stand, the last used first.
    items: Vec<OwnSession>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// One's own sessions
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "sessions",
    responses((status = 200, description = "Those that stand", body = OwnSessions), (status = 404, description = "A machine, which has none")))]
pub async fn sessions(may: May<BeSomebody>) -> Answer<HttpResponse> {
    let open = may.read((), profile::sessions).await?;
    let told = |open: profile::Open| OwnSession {
        id: open.id,
        device: device::of(&open.user_agent).name(),
        began_at: open.began_at,
        seen_at: open.seen_at,
        current: open.is_this,
    };
    Ok(HttpResponse::Ok().json(OwnSessions { items: open.into_iter().map(told).collect(), next: None }))
}

/// End all of one's own sessions but this one
#[utoipa::path(delete, path = "/api/v1/me/sessions", tag = "sessions",
    responses((status = 204, description = "Ended; their tokens are dead"), (status = 404, description = "A machine, which has none")))]
pub async fn end_other_sessions(may: May<BeSomebody>) -> Answer<HttpResponse> {
    for id in may.write((), profile::end_others).await? {
        may.gate().sessions.forget(id);
    }
    Ok(HttpResponse::NoContent().finish())
}

/// End one of one's own sessions
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", tag = "sessions", params(("id" = String, Path, description = "The session's id")),
    responses((status = 204, description = "Ended; its token is dead"), (status = 404, description = "No such session of one's own")))]
pub async fn end_own_session(may: May<BeSomebody>, id: web::Path<String>) -> Answer<HttpResponse> {
    let id = SessionId::parse(&id).ok_or_else(No::not_found)?;
    may.write(id, profile::end_session).await?;
    may.gate().sessions.forget(id);
    Ok(HttpResponse::NoContent().finish())
}
