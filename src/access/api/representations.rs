//! The API's doors to what agents did on a company's behalf, and to whether they may. For the company's own people.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::permission::marks::{ReadCompany, RunCompany};
use crate::access::reach::RepresentationId;
use crate::access::representation::{self, Deed, Representation};
use crate::access::{Act, May, Routes};
use crate::platform::error::Answer;
use crate::platform::values::Moment;
use crate::platform::web::Body;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/representations", representations);
    routes.get("/api/v1/representations/permission", representation_permission);
    routes.put("/api/v1/representations/permission", permit_representation);
}

/// A stretch of time in which an agent acted for the company, or tried to.
#[derive(Serialize, ToSchema)]
pub struct LoggedRepresentation {
    /// Its id.
    #[schema(value_type = String)]
    id: RepresentationId,
    /// The agent's name.
    agent: String,
    /// Why.
    reason: String,
    /// When it began, or was tried.
    began_at: Moment,
    /// When it ends by itself.
    ends_at: Moment,
    /// When it was ended.
    ended_at: Option<Moment>,
    /// Whether the company's ban refused it.
    is_refused: bool,
    /// What was done, newest first.
    acts: Vec<LoggedAct>,
}

/// What an agent did on the company's behalf.
#[derive(Serialize, ToSchema)]
pub struct LoggedAct {
    /// When.
    at: Moment,
    /// `order.placed`, `order.changed` or `order.cancelled`.
    kind: String,
    /// The order's number.
    order: String,
}

/// The log of acts on the company's behalf.
#[derive(Serialize, ToSchema)]
pub struct RepresentationLog {
    /// The latest 200, newest first.
    items: Vec<LoggedRepresentation>,
    /// Always null.
    next: Option<String>,
}

fn logged(row: Representation, deeds: &[Deed]) -> LoggedRepresentation {
    let own = deeds.iter().filter(|deed| deed.representation == row.id);
    let acts = own.map(|deed| LoggedAct { at: deed.at, kind: deed.kind.clone(), order: deed.order.clone() }).collect();
    LoggedRepresentation {
        id: row.id,
        agent: row.agent,
        reason: row.reason,
        began_at: row.began_at,
        ends_at: row.ends_at,
        ended_at: row.ended_at,
        is_refused: row.is_refused,
        acts,
    }
}

fn look(act: &mut Act<'_, ReadCompany>, (): &()) -> Answer<Vec<LoggedRepresentation>> {
    let (log, deeds) = (representation::log(act, &())?, representation::deeds(act, &())?);
    Ok(log.into_iter().map(|row| logged(row, &deeds)).collect())
}

/// What agents did on the company's behalf
#[utoipa::path(get, path = "/api/v1/representations", tag = "representations", responses((status = 200, description = "The company's own log", body = RepresentationLog)))]
pub async fn representations(may: May<ReadCompany>) -> Answer<HttpResponse> {
    let items = may.read((), look).await?;
    Ok(HttpResponse::Ok().json(RepresentationLog { items, next: None }))
}

/// Whether agents may act for the company.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepresentationPermission {
    /// Whether they may.
    permitted: bool,
}

/// Whether agents may act for the company
#[utoipa::path(get, path = "/api/v1/representations/permission", tag = "representations", responses((status = 200, description = "As it is", body = RepresentationPermission)))]
pub async fn representation_permission(may: May<ReadCompany>) -> Answer<HttpResponse> {
    let permitted = may.read((), representation::is_permitted).await?;
    Ok(HttpResponse::Ok().json(RepresentationPermission { permitted }))
}

/// Permit or forbid agents to act for the company
///
/// A ban ends what is under way.
#[utoipa::path(put, path = "/api/v1/representations/permission", tag = "representations", request_body = RepresentationPermission,
    responses((status = 204, description = "Changed and recorded")))]
pub async fn permit_representation(may: May<RunCompany>, Body(new): Body<RepresentationPermission>) -> Answer<HttpResponse> {
    may.write(new.permitted, representation::permit).await?;
    Ok(HttpResponse::NoContent().finish())
}
