//! The API's door to what is recorded about the caller.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::feed::Activity;
use crate::access::permission::marks::BeSomebody;
use crate::access::{May, Routes};
use crate::activity::feed::KEPT_DAYS;
use crate::activity::own::{self, Pages};
use crate::platform::error::Answer;
use crate::platform::values::Moment;
use crate::platform::web::{Params, cursor};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/me/activity", own_activity);
}

/// Which of one's acts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OwnQuery {
    /// Before this place: `next` of the page before.
    before: Option<i64>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// Somebody who looked into one's cart or wrote.
#[derive(Serialize, ToSchema)]
pub struct OwnGlance {
    /// When.
    at: Moment,
    /// Who.
    by: String,
    /// `client.cart_opened`, `client.message` or `client.call`.
    kind: String,
}

/// A task that the seller's people were given because of what one did.
#[derive(Serialize, ToSchema)]
pub struct OwnTask {
    /// When it was made.
    at: Moment,
    /// `cart_idle`, `search_vain`, `refused` or `answer`.
    kind: String,
}

/// What is recorded about the caller.
#[derive(Serialize, ToSchema)]
pub struct OwnActivity {
    /// His acts, the latest first.
    items: Vec<Activity>,
    /// Where to go on, when there is more: to be sent as `before`.
    next: Option<String>,
    /// Who looked into his cart and who wrote to him, the latest first.
    looked_at: Vec<OwnGlance>,
    /// The tasks that the seller's people were given about him, the latest first.
    tasks: Vec<OwnTask>,
    /// For how many days acts are kept.
    kept_days: i64,
}

/// What is recorded about me
#[utoipa::path(get, path = "/api/v1/me/activity", tag = "sessions", params(OwnQuery),
    responses((status = 200, description = "One's own acts, and who looked", body = OwnActivity), (status = 404, description = "A machine, of which nothing is noted")))]
pub async fn own_activity(may: May<BeSomebody>, Params(query): Params<OwnQuery>) -> Answer<HttpResponse> {
    let pages = Pages { before: query.before, limit: cursor::limit(query.limit)? };
    let own = may.read(pages, own::look).await?;
    let looked_at = own.glances.into_iter().map(|glance| OwnGlance { at: glance.at, by: glance.by, kind: glance.kind }).collect();
    let tasks = own.tasks.into_iter().map(|task| OwnTask { at: task.at, kind: task.kind }).collect();
    let items = own.acts.into_iter().map(Activity::from).collect();
    let next = own.next.map(|n| n.to_string());
    Ok(HttpResponse::Ok().json(OwnActivity { items, next, looked_at, tasks, kept_days: KEPT_DAYS }))
}
