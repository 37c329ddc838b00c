//! The API's doors to a partner's people: who they are, accounts, one-time links, blocking. The same verbs serve its page.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Kept, kept};
use crate::access::accounts::people::{self as accounts, NewPerson, PersonRow};
use crate::access::frame::link_address;
use crate::access::permission::marks::{ManageAccounts, ReadPartners};
use crate::access::{Act, May, Role, Routes};
use crate::partners::{overview, people as verbs};
use crate::platform::error::{Answer, No};
use crate::platform::web::{Body, Lang};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/partners/{code}/people", people);
    routes.post("/api/v1/partners/{code}/people", put_person);
    routes.post("/api/v1/partners/{code}/people/{login}/links", make_link);
    routes.put("/api/v1/partners/{code}/people/{login}/block", block_person);
}

/// A person of a partner, or one of our staff.
#[derive(Serialize, ToSchema)]
pub struct PersonCard {
    /// The e-mail he signs in with.
    login: String,
    /// The name.
    name: String,
    /// A telephone number.
    phone: Option<String>,
    /// The name of the unit he is bound to; none for the whole company and for our staff.
    unit: Option<String>,
    /// What he is there for.
    roles: Vec<String>,
    /// The name of the company's own role that he has.
    role: Option<String>,
    /// Whether he cannot sign in any more, or not for this company.
    blocked: bool,
}

impl PersonCard {
    pub(super) fn of(row: PersonRow, unit: Option<String>) -> Self {
        let roles = row.roles.iter().map(|role| role.as_str().to_owned()).collect();
        let role = row.custom.map(|(_, name)| name);
        Self { login: row.login, name: row.name, phone: row.phone, unit, roles, role, blocked: row.is_blocked }
    }
}

/// People.
#[derive(Serialize, ToSchema)]
pub struct PersonCards {
    /// The people, by name.
    pub(super) items: Vec<PersonCard>,
    /// Always null: the list is whole.
    pub(super) next: Option<String>,
}

fn look(act: &mut Act<'_, ReadPartners>, code: &String) -> Answer<Vec<PersonCard>> {
    let seen = overview::of_partner(act, code)?;
    let rows = accounts::of_partner(act, &seen.partner.id)?;
    let card = |row: PersonRow| {
        let unit = seen.units.iter().find(|(id, _)| Some(*id) == row.unit).map(|(_, name)| name.clone());
        PersonCard::of(row, unit)
    };
    Ok(rows.into_iter().map(card).collect())
}

/// A partner's people
#[utoipa::path(get, path = "/api/v1/partners/{code}/people", tag = "people", params(("code" = String, Path, description = "The partner's code")),
    responses((status = 200, description = "Within reach", body = PersonCards), (status = 404, description = "No such partner within reach")))]
pub async fn people(may: May<ReadPartners>, code: web::Path<String>) -> Answer<HttpResponse> {
    let items = may.read(code.into_inner(), look).await?;
    Ok(HttpResponse::Ok().json(PersonCards { items, next: None }))
}

/// A person of a partner.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenPerson {
    /// The e-mail he signs in with.
    login: String,
    /// The name.
    name: String,
    /// A telephone number.
    phone: Option<String>,
    /// The name of the unit he is bound to; the whole company when not given.
    unit: Option<String>,
    /// What he is there for: `buyer`, `approver`, `partner_admin`.
    #[schema(value_type = Vec<String>)]
    roles: Vec<Role>,
    /// The language of his pages and letters: `ru` or `en`. It counts for a new account only.
    #[schema(value_type = String)]
    language: Lang,
}

/// Add a person to a partner
///
/// Who is there already, by login, is changed.
#[utoipa::path(post, path = "/api/v1/partners/{code}/people", tag = "people", params(("code" = String, Path, description = "The partner's code")),
    request_body = GivenPerson, responses((status = 201, description = "A new account", body = Kept),
    (status = 200, description = "The account was there", body = Kept), (status = 404, description = "No such partner within reach"),
    (status = 409, description = "The login is one of our staff's, or he is the partner's last administrator or approver"),
    (status = 422, description = "Fields that do not fit")))]
pub async fn put_person(
    may: May<ManageAccounts>,
    code: web::Path<String>,
    Body(given): Body<GivenPerson>,
) -> Answer<HttpResponse> {
    let phone = verbs::phone(given.phone.as_deref().unwrap_or_default()).map_err(No::pointed)?;
    let person = NewPerson {
        login: given.login,
        name: given.name,
        phone,
        lang: given.language,
        partner: None,
        unit: None,
        roles: given.roles,
    };
    let put = may.write((code.into_inner(), given.unit, person), verbs::put_in_unit).await.map_err(No::pointed)?;
    Ok(kept(put))
}

/// A one-time link; its address is told only here.
#[derive(Serialize, ToSchema)]
pub struct LinkMade {
    /// Where its holder sets a password, once, within a day.
    pub(super) url: String,
}

/// Make a one-time link for a person of a partner
///
/// Earlier links of that person end.
#[utoipa::path(post, path = "/api/v1/partners/{code}/people/{login}/links", tag = "people",
    params(("code" = String, Path, description = "The partner's code"), ("login" = String, Path, description = "The person's login")),
    responses((status = 201, description = "Made", body = LinkMade), (status = 404, description = "No such person of that partner within reach")))]
pub async fn make_link(
    may: May<ManageAccounts>,
    whom: web::Path<(String, String)>,
    request: HttpRequest,
) -> Answer<HttpResponse> {
    let token = may.write(whom.into_inner(), verbs::link).await?;
    Ok(HttpResponse::Created().json(LinkMade { url: link_address(&request, &token)? }))
}

/// Whether somebody may sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBlock {
    /// True blocks the account and ends its sessions; false lets it sign in again.
    pub(super) blocked: bool,
}

/// Block or unblock a person of a partner
#[utoipa::path(put, path = "/api/v1/partners/{code}/people/{login}/block", tag = "people",
    params(("code" = String, Path, description = "The partner's code"), ("login" = String, Path, description = "The person's login")),
    request_body = NewBlock, responses((status = 204, description = "Done"), (status = 404, description = "No such person of that partner within reach"),
    (status = 409, description = "Oneself, or a partner's last administrator or approver")))]
pub async fn block_person(
    may: May<ManageAccounts>,
    whom: web::Path<(String, String)>,
    Body(new): Body<NewBlock>,
) -> Answer<HttpResponse> {
    let (code, login) = whom.into_inner();
    may.write((code, login, new.blocked), verbs::set_blocked).await?;
    Ok(HttpResponse::NoContent().finish())
}
