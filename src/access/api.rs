//! The API's doors for sessions, oneself and representations. What a company sees of the acts on its behalf, one's own profile,
//! machines' keys, and what letters lead to stand in the files beside.

pub mod invited;
pub mod keys;
pub mod profile;
pub mod representations;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::accounts::sign_in::{self, Credentials};
use super::permission::marks::{BeSomebody, Represent, Visit};
use super::reach::RepresentationId;
use super::{Actor, May, Routes, representation};
use crate::platform::error::{Answer, No};
use crate::platform::values::Moment;
use crate::platform::web::Body;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/api/v1/sessions", begin_session);
    routes.delete("/api/v1/sessions/current", end_session);
    routes.get("/api/v1/me", me);
    routes.post("/api/v1/me/password", change_password);
    routes.post("/api/v1/partners/{code}/representations", begin_representation);
    routes.delete("/api/v1/partners/{code}/representations/current", end_representation);
    keys::routes(routes);
    representations::routes(routes);
    profile::routes(routes);
    invited::routes(routes);
}

/// What somebody types to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// E-mail.
    login: String,
    /// Password.
    password: String,
    /// One-time code of a second factor; reserved.
    #[allow(dead_code, reason = "reserved: accounts have no second factor yet")]
    otp: Option<String>,
}

/// A session that has begun.
#[derive(Serialize, ToSchema)]
pub struct Session {
    /// To be sent as `Authorization: Bearer`.
    token: String,
    /// Its end at the latest.
    expires_at: Moment,
    /// Who signed in.
    user: Me,
}

/// Who asks.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// The e-mail he signs in with; the key's name for a machine.
    login: String,
    /// The name.
    name: String,
    /// His roles here.
    roles: Vec<String>,
    /// The company he acts for now.
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<PartnerName>,
    /// What he may.
    rights: Vec<String>,
}

/// A company by code and name.
#[derive(Serialize, ToSchema)]
pub struct PartnerName {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
}

fn describe(actor: &Actor) -> Me {
    let (login, name, roles) = match &actor.who {
        super::actor::Who::Person(p) => (p.login.clone(), p.name.clone(), p.roles.iter().map(|r| (*r).to_owned()).collect()),
        super::actor::Who::Machine { name, .. } => (name.clone(), name.clone(), vec!["integration".to_owned()]),
        _ => Default::default(),
    };
    let partner = actor.company.as_ref().map(|c| PartnerName { code: c.code.clone(), name: c.name.clone() });
    Me { login, name, roles, partner, rights: actor.rights.words().into_iter().map(str::to_owned).collect() }
}

/// Sign in
#[utoipa::path(post, path = "/api/v1/sessions", tag = "sessions", request_body = NewSession, security(()),
    responses((status = 201, description = "Signed in", body = Session), (status = 401, description = "Wrong login or password"), (status = 429, description = "Too many tries")))]
pub async fn begin_session(may: May<Visit>, request: HttpRequest, Body(new): Body<NewSession>) -> Answer<HttpResponse> {
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let begun =
        sign_in::sign_in(&may, Credentials { login: new.login, password: new.password, ip: may.request().ip, user_agent })
            .await?;
    let actor = sign_in::actor(&may, begun.session).await?;
    Ok(HttpResponse::Created().json(Session { token: begun.token, expires_at: begun.expires_at, user: describe(&actor) }))
}

/// Sign out
#[utoipa::path(delete, path = "/api/v1/sessions/current", tag = "sessions", responses((status = 204, description = "Signed out; the token is dead")))]
pub async fn end_session(may: May<BeSomebody>) -> Answer<HttpResponse> {
    sign_in::sign_out(&may).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who am I
#[utoipa::path(get, path = "/api/v1/me", tag = "sessions", responses((status = 200, description = "Who asks", body = Me)))]
pub async fn me(may: May<BeSomebody>) -> Answer<HttpResponse> {
    Ok(HttpResponse::Ok().json(describe(may.actor())))
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The one that counts until now.
    current_password: String,
    /// The one that counts from now on.
    new_password: String,
}

/// Change one's password
///
/// One's other sessions end.
#[utoipa::path(post, path = "/api/v1/me/password", tag = "sessions", request_body = NewPassword,
    responses((status = 204, description = "Changed"), (status = 404, description = "A machine, which has no password"),
    (status = 422, description = "The current password is wrong, or the new one too weak"), (status = 429, description = "Too many tries")))]
pub async fn change_password(may: May<BeSomebody>, Body(new): Body<NewPassword>) -> Answer<HttpResponse> {
    if may.actor().person().is_none() {
        return Err(No::not_found());
    }
    sign_in::change_password(&may, new.current_password, new.new_password).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Why an agent acts for a client.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRepresentation {
    /// The reason, shown to the client.
    reason: String,
}

/// A representation that has begun.
#[derive(Serialize, ToSchema)]
pub struct RepresentationBegun {
    /// Its id.
    #[schema(value_type = String)]
    id: RepresentationId,
    /// To be sent as `On-Behalf-Of`.
    partner: String,
}

/// Begin to act for a client
#[utoipa::path(post, path = "/api/v1/partners/{code}/representations", tag = "representations", params(("code" = String, Path, description = "The partner's code")),
    request_body = NewRepresentation, responses((status = 201, description = "Begun; ends by itself after 8 hours", body = RepresentationBegun),
    (status = 403, description = "The client forbids it"), (status = 404, description = "No such client of yours")))]
pub async fn begin_representation(
    may: May<Represent>,
    code: web::Path<String>,
    Body(new): Body<NewRepresentation>,
) -> Answer<HttpResponse> {
    let code = code.into_inner();
    let id = may
        .write(representation::Wish { code: code.clone(), reason: new.reason, is_for_session: false }, representation::begin)
        .await?;
    may.forget_session();
    Ok(HttpResponse::Created().json(RepresentationBegun { id, partner: code }))
}

/// Stop acting for a client
#[utoipa::path(delete, path = "/api/v1/partners/{code}/representations/current", tag = "representations", params(("code" = String, Path, description = "The partner's code")),
    responses((status = 204, description = "Ended")))]
pub async fn end_representation(may: May<Represent>, code: web::Path<String>) -> Answer<HttpResponse> {
    may.write(code.into_inner(), representation::end_for).await?;
    may.forget_session();
    Ok(HttpResponse::NoContent().finish())
}
