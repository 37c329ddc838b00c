//! The API's doors to one's own company, for its administrator: people and their places, invitations, roles of its own.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::invitations::{GivenInvitation, InvitationMade, Invitations, told};
use super::people::{NewBlock, PersonCard, PersonCards};
use crate::access::accounts::invitations::{self as invited, InvitationId};
use crate::access::accounts::membership;
use crate::access::accounts::roles::{self, CustomRole, NewRole};
use crate::access::depth::{Depth, Grant};
use crate::access::permission::marks::RunCompany;
use crate::access::reach::CustomRoleId;
use crate::access::{May, Right, Role, Routes};
use crate::partners::colleagues::{self, Given};
use crate::platform::error::{Answer, No};
use crate::platform::web::Body;
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/company/people", company_people);
    routes.put("/api/v1/company/people/{login}", place_colleague);
    routes.put("/api/v1/company/people/{login}/block", block_colleague);
    routes.get("/api/v1/company/invitations", company_invitations);
    routes.post("/api/v1/company/invitations", invite_colleague);
    routes.post("/api/v1/company/invitations/{id}/letters", send_colleague_again);
    routes.delete("/api/v1/company/invitations/{id}", withdraw_colleague);
    routes.get("/api/v1/company/roles", company_roles);
    routes.post("/api/v1/company/roles", make_role);
    routes.put("/api/v1/company/roles/{id}", put_role);
    routes.delete("/api/v1/company/roles/{id}", remove_role);
}

/// The people of one's own company
#[utoipa::path(get, path = "/api/v1/company/people", tag = "company", responses((status = 200, description = "By name", body = PersonCards)))]
pub async fn company_people(may: May<RunCompany>) -> Answer<HttpResponse> {
    let seen = may.read((), colleagues::look).await?;
    let units = seen.units;
    let card = |row: crate::access::accounts::people::PersonRow| {
        let unit = units.iter().find(|(id, _)| Some(*id) == row.unit).map(|(_, name)| name.clone());
        PersonCard::of(row, unit)
    };
    Ok(HttpResponse::Ok().json(PersonCards { items: seen.people.into_iter().map(card).collect(), next: None }))
}

/// What somebody is to be at the company.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenPlace {
    /// Built-in roles: `buyer`, `approver`, `partner_admin`.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    roles: Vec<Role>,
    /// The id of a role of the company's own.
    #[schema(value_type = Option<String>)]
    role: Option<CustomRoleId>,
    /// The name of the unit he is bound to; the whole company when not given.
    unit: Option<String>,
}

/// Set a colleague's place
///
/// Exactly these roles from then on. Nobody gives a right that he lacks.
#[utoipa::path(put, path = "/api/v1/company/people/{login}", tag = "company", params(("login" = String, Path, description = "The person's login")),
    request_body = GivenPlace, responses((status = 204, description = "So it is now"), (status = 403, description = "More than the caller has himself"),
    (status = 404, description = "Nobody of the company"), (status = 409, description = "The last administrator or approver"),
    (status = 422, description = "Fields that do not fit")))]
pub async fn place_colleague(
    may: May<RunCompany>,
    login: web::Path<String>,
    Body(given): Body<GivenPlace>,
) -> Answer<HttpResponse> {
    let given = Given { roles: given.roles, custom: given.role, unit: given.unit };
    may.write((login.into_inner(), given), colleagues::set_place).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Block or unblock a colleague
///
/// For this company alone. His open sessions end when he has no other.
#[utoipa::path(put, path = "/api/v1/company/people/{login}/block", tag = "company", params(("login" = String, Path, description = "The person's login")),
    request_body = NewBlock, responses((status = 204, description = "Done"), (status = 403, description = "The person may more than the caller"),
    (status = 404, description = "Nobody of the company"), (status = 409, description = "Oneself, or the last administrator or approver")))]
pub async fn block_colleague(may: May<RunCompany>, login: web::Path<String>, Body(new): Body<NewBlock>) -> Answer<HttpResponse> {
    may.write((login.into_inner(), new.blocked), membership::set_blocked).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The open invitations of one's own company
#[utoipa::path(get, path = "/api/v1/company/invitations", tag = "company",
    responses((status = 200, description = "Those that nobody has used, the latest first", body = Invitations)))]
pub async fn company_invitations(may: May<RunCompany>) -> Answer<HttpResponse> {
    let seen = may.read((), colleagues::look).await?;
    Ok(HttpResponse::Ok().json(told(seen.invitations, &seen.units)))
}

/// Invite somebody to one's own company
///
/// By a letter whose link lasts seven days and is used once. An earlier one to the same e-mail ends. The answer does not tell whether the e-mail has an account.
#[utoipa::path(post, path = "/api/v1/company/invitations", tag = "company", request_body = GivenInvitation,
    responses((status = 201, description = "The letter is on its way", body = InvitationMade), (status = 403, description = "More than the caller has himself"),
    (status = 409, description = "He is there already, or too many are open"), (status = 429, description = "Too many in a row, from this account or to this e-mail"), (status = 422, description = "Fields that do not fit")))]
pub async fn invite_colleague(may: May<RunCompany>, Body(given): Body<GivenInvitation>) -> Answer<HttpResponse> {
    let guest = given.guest(may.fresh_link()?);
    let id = may.write(guest, colleagues::invite).await.map_err(No::pointed)?;
    Ok(HttpResponse::Created().json(InvitationMade { id }))
}

/// Send an invitation of one's own company again
///
/// Its earlier link ends; the seven days begin anew.
#[utoipa::path(post, path = "/api/v1/company/invitations/{id}/letters", tag = "company", params(("id" = String, Path, description = "The invitation's id")),
    responses((status = 204, description = "The letter is on its way"), (status = 429, description = "Too many in a row"), (status = 404, description = "No such open invitation")))]
pub async fn send_colleague_again(may: May<RunCompany>, id: web::Path<String>) -> Answer<HttpResponse> {
    let id = InvitationId::parse(&id).ok_or_else(No::not_found)?;
    let link = may.fresh_link()?;
    may.write((id, link), invited::send_own).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Withdraw an invitation of one's own company
#[utoipa::path(delete, path = "/api/v1/company/invitations/{id}", tag = "company", params(("id" = String, Path, description = "The invitation's id")),
    responses((status = 204, description = "Its link is dead"), (status = 404, description = "No such open invitation")))]
pub async fn withdraw_colleague(may: May<RunCompany>, id: web::Path<String>) -> Answer<HttpResponse> {
    let id = InvitationId::parse(&id).ok_or_else(No::not_found)?;
    may.write(id, invited::withdraw_own).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A right of a role.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleRight {
    /// The right: `catalogue.see`, `cart.fill`, `orders.place`, `orders.read`, `orders.cancel`, `requested.read`, `money.read`,
    /// `company.read`, `company.run`.
    right: String,
    /// `own`, `unit` or `company`; it counts for `orders.read`, `orders.cancel` and `money.read` only. `company` when not given.
    #[schema(value_type = Option<String>)]
    depth: Option<Depth>,
}

/// A role as given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenRole {
    /// Its name.
    name: String,
    /// Its rights; those that they need are added.
    rights: Vec<RoleRight>,
}

impl GivenRole {
    fn role(self) -> Answer<NewRole> {
        let unknown = || No::invalid("/rights", "not_listed", say!("role-right-not-listed"));
        let grant = |given: RoleRight| -> Answer<Grant> {
            let right = Right::parse(&given.right).ok_or_else(unknown)?;
            Ok(Grant { right, depth: given.depth.unwrap_or(Depth::Company) })
        };
        Ok(NewRole { name: self.name, grants: self.rights.into_iter().map(grant).collect::<Answer<Vec<Grant>>>()? })
    }
}

/// A role of the company's own.
#[derive(Serialize, ToSchema)]
pub struct RoleCard {
    /// Its id.
    #[schema(value_type = String)]
    id: CustomRoleId,
    /// Its name.
    name: String,
    /// Its rights.
    rights: Vec<RoleRight>,
    /// How many people have it.
    holders: usize,
}

/// Roles.
#[derive(Serialize, ToSchema)]
pub struct RoleCards {
    /// The roles, by name.
    items: Vec<RoleCard>,
    /// Always null: the list is whole.
    next: Option<String>,
}

fn role_card(role: CustomRole) -> RoleCard {
    let right = |grant: &Grant| RoleRight { right: grant.right.as_str().to_owned(), depth: Some(grant.depth) };
    RoleCard { id: role.id, name: role.name, rights: role.grants.iter().map(right).collect(), holders: role.holders }
}

/// The company's own roles
#[utoipa::path(get, path = "/api/v1/company/roles", tag = "company", responses((status = 200, description = "By name", body = RoleCards)))]
pub async fn company_roles(may: May<RunCompany>) -> Answer<HttpResponse> {
    let roles = may.read((), roles::list).await?;
    Ok(HttpResponse::Ok().json(RoleCards { items: roles.into_iter().map(role_card).collect(), next: None }))
}

/// A role that was made.
#[derive(Serialize, ToSchema)]
pub struct RoleMade {
    /// Its id.
    #[schema(value_type = String)]
    id: CustomRoleId,
}

/// Make a role
///
/// Of the listed rights, none of which the caller lacks.
#[utoipa::path(post, path = "/api/v1/company/roles", tag = "company", request_body = GivenRole,
    responses((status = 201, description = "Made", body = RoleMade), (status = 403, description = "A right that the caller lacks, or deeper than his own"),
    (status = 409, description = "Too many roles"), (status = 422, description = "Fields that do not fit")))]
pub async fn make_role(may: May<RunCompany>, Body(given): Body<GivenRole>) -> Answer<HttpResponse> {
    let id = may.write(given.role()?, roles::make).await.map_err(No::pointed)?;
    Ok(HttpResponse::Created().json(RoleMade { id }))
}

/// Change a role
///
/// Whoever has it has the new rights at once.
#[utoipa::path(put, path = "/api/v1/company/roles/{id}", tag = "company", params(("id" = String, Path, description = "The role's id")), request_body = GivenRole,
    responses((status = 204, description = "Changed"), (status = 403, description = "A right that the caller lacks, or deeper than his own"),
    (status = 404, description = "No such role of the company"), (status = 422, description = "Fields that do not fit")))]
pub async fn put_role(may: May<RunCompany>, id: web::Path<String>, Body(given): Body<GivenRole>) -> Answer<HttpResponse> {
    let id = CustomRoleId::parse(&id).ok_or_else(No::not_found)?;
    may.write((id, given.role()?), roles::change).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Remove a role
#[utoipa::path(delete, path = "/api/v1/company/roles/{id}", tag = "company", params(("id" = String, Path, description = "The role's id")),
    responses((status = 204, description = "Removed"), (status = 404, description = "No such role of the company"), (status = 409, description = "Somebody has it, or is invited to it")))]
pub async fn remove_role(may: May<RunCompany>, id: web::Path<String>) -> Answer<HttpResponse> {
    let id = CustomRoleId::parse(&id).ok_or_else(No::not_found)?;
    may.write(id, roles::remove).await?;
    Ok(HttpResponse::NoContent().finish())
}
