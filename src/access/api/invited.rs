//! The API's public doors for whoever got a letter: what an invitation offers and accepting it, and a forgotten password.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::accounts::{invited, reset};
use crate::access::permission::marks::{BeSomebody, Visit};
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::Body;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/invitations/{token}", invitation);
    routes.post("/api/v1/invitations/{token}", accept_invitation);
    routes.post("/api/v1/invitations/{token}/membership", join_by_invitation);
    routes.post("/api/v1/password-resets", ask_reset);
}

/// What an invitation offers.
#[derive(Serialize, ToSchema)]
pub struct InvitationOffer {
    /// Whom it was sent to.
    email: String,
    /// The company's name; null for our own staff.
    company: Option<String>,
    /// What he is to be there.
    roles: Vec<String>,
    /// The name of the company's own role that he is to have.
    role: Option<String>,
    /// Whether he accepts it while he is signed in; else he names himself and sets a password.
    account: bool,
}

/// Look at an invitation
#[utoipa::path(get, path = "/api/v1/invitations/{token}", tag = "invitations", security(()), params(("token" = String, Path, description = "The token of the letter's link")),
    responses((status = 200, description = "What it offers", body = InvitationOffer), (status = 410, description = "Used, withdrawn, ended, or never was")))]
pub async fn invitation(may: May<Visit>, token: web::Path<String>) -> Answer<HttpResponse> {
    let offer = may.read(token.into_inner(), invited::offer).await?;
    Ok(HttpResponse::Ok().json(InvitationOffer {
        email: offer.email,
        company: offer.company,
        roles: offer.roles.iter().map(|role| role.as_str().to_owned()).collect(),
        role: offer.custom,
        account: offer.is_known,
    }))
}

/// Who accepts an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewcomersName {
    /// The name.
    name: String,
    /// The password to sign in with.
    new_password: String,
}

/// Accept an invitation without an account
#[utoipa::path(post, path = "/api/v1/invitations/{token}", tag = "invitations", security(()), params(("token" = String, Path, description = "The token of the letter's link")),
    request_body = NewcomersName, responses((status = 204, description = "Accepted; sign in with the e-mail and the password"),
    (status = 409, description = "The e-mail has an account: sign in with it and accept there"), (status = 410, description = "Used, withdrawn, ended, or never was"),
    (status = 422, description = "Fields that do not fit")))]
pub async fn accept_invitation(
    may: May<Visit>,
    token: web::Path<String>,
    Body(given): Body<NewcomersName>,
) -> Answer<HttpResponse> {
    invited::accept(&may, token.into_inner(), given.name, given.new_password).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Accept an invitation with the account one is signed in with
#[utoipa::path(post, path = "/api/v1/invitations/{token}/membership", tag = "invitations", params(("token" = String, Path, description = "The token of the letter's link")),
    responses((status = 204, description = "Accepted"), (status = 409, description = "It was sent to another e-mail"),
    (status = 410, description = "Used, withdrawn, ended, or never was")))]
pub async fn join_by_invitation(may: May<BeSomebody>, token: web::Path<String>) -> Answer<HttpResponse> {
    may.write(token.into_inner(), invited::join).await?;
    may.forget_session();
    Ok(HttpResponse::NoContent().finish())
}

/// Whose password is forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgottenLogin {
    /// The e-mail he signs in with.
    login: String,
}

/// Ask for a letter to set a new password
///
/// The answer does not tell whether anybody has that login. The link lasts an hour and is used once.
#[utoipa::path(post, path = "/api/v1/password-resets", tag = "sessions", security(()), request_body = ForgottenLogin,
    responses((status = 202, description = "If there is such an account, a letter is on its way"), (status = 429, description = "Too many tries")))]
pub async fn ask_reset(may: May<Visit>, Body(given): Body<ForgottenLogin>) -> Answer<HttpResponse> {
    let ip = may.request().ip;
    reset::ask(&may, &given.login, ip).await?;
    Ok(HttpResponse::Accepted().finish())
}
