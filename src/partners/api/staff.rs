//! The API's doors to our own staff: who they are, accounts with roles, one-time links, blocking.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::people::{LinkMade, NewBlock, PersonCard, PersonCards};
use super::{Kept, kept};
use crate::access::accounts::people::{self as verbs, NewPerson, StaffBy, StaffFilter};
use crate::access::frame::link_address;
use crate::access::permission::marks::ManageAccounts;
use crate::access::{May, Role, Routes};
use crate::partners::people::phone;
use crate::platform::error::{Answer, No};
use crate::platform::web::{Body, Lang, Params, Sort};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/staff", staff);
    routes.post("/api/v1/staff", put_staff);
    routes.post("/api/v1/staff/{login}/links", make_staff_link);
    routes.put("/api/v1/staff/{login}/block", block_staff);
}

/// In which order.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StaffQuery {
    /// `name` or `login`, with a minus for the last first; `name` when not given.
    sort: Option<String>,
}

/// Our staff
#[utoipa::path(get, path = "/api/v1/staff", tag = "staff", params(StaffQuery), responses((status = 200, description = "All of us", body = PersonCards)))]
pub async fn staff(may: May<ManageAccounts>, Params(query): Params<StaffQuery>) -> Answer<HttpResponse> {
    let sort = Sort::asked(query.sort.as_deref(), StaffBy::parse)?;
    let rows = may.read(StaffFilter { sort, ..StaffFilter::default() }, verbs::all_staff).await?;
    let items = rows.into_iter().map(|row| PersonCard::of(row, None)).collect();
    Ok(HttpResponse::Ok().json(PersonCards { items, next: None }))
}

/// One of our staff.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenColleague {
    /// The e-mail he signs in with.
    login: String,
    /// The name.
    name: String,
    /// A telephone number.
    phone: Option<String>,
    /// What he is there for: `agent`, `manager`, `accountant`, `warehouse`, `operator`, `administrator`.
    #[schema(value_type = Vec<String>)]
    roles: Vec<Role>,
    /// The language of his pages and letters: `ru` or `en`. It counts for a new account only.
    #[schema(value_type = String)]
    language: Lang,
}

/// Add somebody to our staff
///
/// Who is there already, by login, is changed. Nobody gives a right that he lacks.
#[utoipa::path(post, path = "/api/v1/staff", tag = "staff", request_body = GivenColleague,
    responses((status = 201, description = "A new account", body = Kept), (status = 200, description = "The account was there", body = Kept),
    (status = 403, description = "The roles hold more rights than the caller's"), (status = 409, description = "A partner's person, or the last administrator"),
    (status = 422, description = "Fields that do not fit")))]
pub async fn put_staff(may: May<ManageAccounts>, Body(given): Body<GivenColleague>) -> Answer<HttpResponse> {
    let phone = phone(given.phone.as_deref().unwrap_or_default()).map_err(No::pointed)?;
    let person = NewPerson {
        login: given.login,
        name: given.name,
        phone,
        lang: given.language,
        partner: None,
        unit: None,
        roles: given.roles,
    };
    let put = may.write(person, verbs::put).await.map_err(No::pointed)?;
    Ok(kept(put))
}

/// Make a one-time link for one of our staff
///
/// Earlier links of that person end.
#[utoipa::path(post, path = "/api/v1/staff/{login}/links", tag = "staff", params(("login" = String, Path, description = "The person's login")),
    responses((status = 201, description = "Made", body = LinkMade), (status = 403, description = "The person may more than the caller"),
    (status = 404, description = "Nobody of our staff")))]
pub async fn make_staff_link(may: May<ManageAccounts>, login: web::Path<String>, request: HttpRequest) -> Answer<HttpResponse> {
    let token = may.write(login.into_inner(), verbs::link_for_staff).await?;
    Ok(HttpResponse::Created().json(LinkMade { url: link_address(&request, &token)? }))
}

/// Block or unblock one of our staff
#[utoipa::path(put, path = "/api/v1/staff/{login}/block", tag = "staff", params(("login" = String, Path, description = "The person's login")),
    request_body = NewBlock, responses((status = 204, description = "Done"), (status = 403, description = "The person may more than the caller"),
    (status = 404, description = "Nobody of our staff"), (status = 409, description = "Oneself, or the last administrator")))]
pub async fn block_staff(may: May<ManageAccounts>, login: web::Path<String>, Body(new): Body<NewBlock>) -> Answer<HttpResponse> {
    may.write((login.into_inner(), new.blocked), verbs::set_staff_blocked).await?;
    Ok(HttpResponse::NoContent().finish())
}
