//! The API's doors to invitations by our staff, to a partner and to ourselves; and how every invitation is told.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::accounts::invitations::{InvitationId, Open};
use crate::access::permission::marks::ManageAccounts;
use crate::access::reach::CustomRoleId;
use crate::access::token::Mailed;
use crate::access::{Act, May, Role, Routes, UnitId};
use crate::partners::colleagues::{self, Given, Guest};
use crate::partners::{company, store};
use crate::platform::error::{Answer, No};
use crate::platform::values::Moment;
use crate::platform::web::{Body, Lang};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/partners/{code}/invitations", partner_invitations);
    routes.post("/api/v1/partners/{code}/invitations", invite_to_partner);
    routes.post("/api/v1/partners/{code}/invitations/{id}/letters", send_partner_again);
    routes.delete("/api/v1/partners/{code}/invitations/{id}", withdraw_of_partner);
    routes.get("/api/v1/staff/invitations", staff_invitations);
    routes.post("/api/v1/staff/invitations", invite_staff);
    routes.post("/api/v1/staff/invitations/{id}/letters", send_staff_again);
    routes.delete("/api/v1/staff/invitations/{id}", withdraw_of_staff);
}

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenInvitation {
    /// The e-mail.
    email: String,
    /// Built-in roles: a partner's, or our staff's.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    roles: Vec<Role>,
    /// The id of a role of the company's own.
    #[schema(value_type = Option<String>)]
    role: Option<CustomRoleId>,
    /// The name of the unit he is to be bound to; the whole company when not given.
    unit: Option<String>,
    /// The language of the letter: `ru` or `en`.
    #[schema(value_type = String)]
    language: Lang,
}

impl GivenInvitation {
    pub(super) fn guest(self, link: Mailed) -> Guest {
        let given = Given { roles: self.roles, custom: self.role, unit: self.unit };
        Guest { email: self.email, given, lang: self.language, link }
    }
}

/// An invitation that was made. Its link is told in the letter alone.
#[derive(Serialize, ToSchema)]
pub struct InvitationMade {
    /// Its id.
    #[schema(value_type = String)]
    pub(super) id: InvitationId,
}

/// An invitation that nobody has used.
#[derive(Serialize, ToSchema)]
pub struct InvitationCard {
    /// Its id.
    #[schema(value_type = String)]
    id: InvitationId,
    /// Whom it was sent to.
    email: String,
    /// Built-in roles.
    roles: Vec<String>,
    /// The name of the company's own role.
    role: Option<String>,
    /// The name of the unit.
    unit: Option<String>,
    /// Who invited.
    invited_by: String,
    /// When it was sent last.
    sent_at: Moment,
    /// When it ends.
    expires_at: Moment,
    /// Whether it has ended by itself and can only be sent again.
    ended: bool,
}

/// Invitations.
#[derive(Serialize, ToSchema)]
pub struct Invitations {
    /// Those that nobody has used, the latest first.
    items: Vec<InvitationCard>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// Invitations as they are told, with the names of their units.
pub(super) fn told(open: Vec<Open>, units: &[(UnitId, String)]) -> Invitations {
    let card = |one: Open| InvitationCard {
        unit: units.iter().find(|(id, _)| Some(*id) == one.place.unit).map(|(_, name)| name.clone()),
        id: one.id,
        email: one.email,
        roles: one.place.roles.iter().map(|role| role.as_str().to_owned()).collect(),
        role: one.custom,
        invited_by: one.by,
        sent_at: one.sent_at,
        expires_at: one.expires_at,
        ended: one.has_ended,
    };
    Invitations { items: open.into_iter().map(card).collect(), next: None }
}

type Seen = (Vec<Open>, Vec<(UnitId, String)>);

fn look(act: &mut Act<'_, ManageAccounts>, code: &String) -> Answer<Seen> {
    let open = colleagues::invitations_of(act, &Some(code.clone()))?;
    let reach = act.reach();
    let partner = company::find(act.tx(), reach, code)?.ok_or_else(No::not_found)?;
    Ok((open, store::units(act.tx(), partner.id)?))
}

/// A partner's open invitations
#[utoipa::path(get, path = "/api/v1/partners/{code}/invitations", tag = "invitations", params(("code" = String, Path, description = "The partner's code")),
    responses((status = 200, description = "Those that nobody has used, the latest first", body = Invitations), (status = 404, description = "No such partner within reach")))]
pub async fn partner_invitations(may: May<ManageAccounts>, code: web::Path<String>) -> Answer<HttpResponse> {
    let (open, units) = may.read(code.into_inner(), look).await?;
    Ok(HttpResponse::Ok().json(told(open, &units)))
}

/// Invite somebody to a partner
///
/// By a letter whose link lasts seven days and is used once. An earlier one to the same e-mail ends.
#[utoipa::path(post, path = "/api/v1/partners/{code}/invitations", tag = "invitations", params(("code" = String, Path, description = "The partner's code")),
    request_body = GivenInvitation, responses((status = 201, description = "The letter is on its way", body = InvitationMade),
    (status = 404, description = "No such partner within reach"), (status = 409, description = "He is there already, or too many are open"), (status = 429, description = "Too many in a row, from this account or to this e-mail"),
    (status = 422, description = "Fields that do not fit")))]
pub async fn invite_to_partner(
    may: May<ManageAccounts>,
    code: web::Path<String>,
    Body(given): Body<GivenInvitation>,
) -> Answer<HttpResponse> {
    let guest = given.guest(may.fresh_link()?);
    let id = may.write((code.into_inner(), guest), colleagues::invite_to).await.map_err(No::pointed)?;
    Ok(HttpResponse::Created().json(InvitationMade { id }))
}

fn id_of(text: &str) -> Answer<InvitationId> {
    InvitationId::parse(text).ok_or_else(No::not_found)
}

/// Send an invitation to a partner again
#[utoipa::path(post, path = "/api/v1/partners/{code}/invitations/{id}/letters", tag = "invitations",
    params(("code" = String, Path, description = "The partner's code"), ("id" = String, Path, description = "The invitation's id")),
    responses((status = 204, description = "The letter is on its way; the earlier link is dead"), (status = 429, description = "Too many in a row"), (status = 404, description = "No such open invitation of that partner within reach")))]
pub async fn send_partner_again(may: May<ManageAccounts>, which: web::Path<(String, String)>) -> Answer<HttpResponse> {
    let ((code, id), link) = (which.into_inner(), may.fresh_link()?);
    may.write((Some(code), id_of(&id)?, link), colleagues::send_again).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Withdraw an invitation to a partner
#[utoipa::path(delete, path = "/api/v1/partners/{code}/invitations/{id}", tag = "invitations",
    params(("code" = String, Path, description = "The partner's code"), ("id" = String, Path, description = "The invitation's id")),
    responses((status = 204, description = "Its link is dead"), (status = 404, description = "No such open invitation of that partner within reach")))]
pub async fn withdraw_of_partner(may: May<ManageAccounts>, which: web::Path<(String, String)>) -> Answer<HttpResponse> {
    let (code, id) = which.into_inner();
    may.write((Some(code), id_of(&id)?), colleagues::withdraw).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The open invitations to our staff
#[utoipa::path(get, path = "/api/v1/staff/invitations", tag = "staff",
    responses((status = 200, description = "Those that nobody has used, the latest first", body = Invitations)))]
pub async fn staff_invitations(may: May<ManageAccounts>) -> Answer<HttpResponse> {
    let open = may.read(None::<String>, colleagues::invitations_of).await?;
    Ok(HttpResponse::Ok().json(told(open, &[])))
}

/// Invite somebody to our staff
///
/// Nobody gives a right that he lacks.
#[utoipa::path(post, path = "/api/v1/staff/invitations", tag = "staff", request_body = GivenInvitation,
    responses((status = 201, description = "The letter is on its way", body = InvitationMade), (status = 403, description = "The roles hold more rights than the caller's"),
    (status = 409, description = "He is there already, or too many are open"), (status = 429, description = "Too many in a row, from this account or to this e-mail"), (status = 422, description = "Fields that do not fit")))]
pub async fn invite_staff(may: May<ManageAccounts>, Body(given): Body<GivenInvitation>) -> Answer<HttpResponse> {
    let guest = given.guest(may.fresh_link()?);
    let id = may.write(guest, colleagues::invite_staff).await.map_err(No::pointed)?;
    Ok(HttpResponse::Created().json(InvitationMade { id }))
}

/// Send an invitation to our staff again
#[utoipa::path(post, path = "/api/v1/staff/invitations/{id}/letters", tag = "staff", params(("id" = String, Path, description = "The invitation's id")),
    responses((status = 204, description = "The letter is on its way; the earlier link is dead"), (status = 429, description = "Too many in a row"), (status = 403, description = "It gives more rights than the caller's"),
    (status = 404, description = "No such open invitation")))]
pub async fn send_staff_again(may: May<ManageAccounts>, id: web::Path<String>) -> Answer<HttpResponse> {
    let (id, link) = (id_of(&id)?, may.fresh_link()?);
    may.write((None::<String>, id, link), colleagues::send_again).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Withdraw an invitation to our staff
#[utoipa::path(delete, path = "/api/v1/staff/invitations/{id}", tag = "staff", params(("id" = String, Path, description = "The invitation's id")),
    responses((status = 204, description = "Its link is dead"), (status = 404, description = "No such open invitation")))]
pub async fn withdraw_of_staff(may: May<ManageAccounts>, id: web::Path<String>) -> Answer<HttpResponse> {
    may.write((None::<String>, id_of(&id)?), colleagues::withdraw).await?;
    Ok(HttpResponse::NoContent().finish())
}
