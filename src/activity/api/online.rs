//! The API's doors to who is on line.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::feed::ActivityPartner;
use crate::access::permission::marks::{ManageSettings, WatchClients};
use crate::access::{May, Routes};
use crate::activity::feed::Filter;
use crate::activity::online::{self, Present};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money};
use crate::platform::web::{Body, Params};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/activity/online", who_is_online);
    routes.put("/api/v1/activity/online", put_online_minutes);
}

/// Of which clients.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OnlineQuery {
    /// Of this client only, by code.
    partner: Option<String>,
}

/// Somebody who is on line.
#[derive(Serialize, ToSchema)]
pub struct OnlinePerson {
    /// The client.
    partner: ActivityPartner,
    /// The name he signs in with.
    login: String,
    /// His name.
    person: String,
    /// Whether he is an agent of the seller who acts for the client.
    is_agent: bool,
    /// The kind of page he is on, with the article or the number behind a blank.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    /// What he searched for last.
    #[serde(skip_serializing_if = "Option::is_none")]
    search: Option<String>,
    /// Whether that search found nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    found_nothing: Option<bool>,
    /// What his cart comes to, where it holds anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    cart: Option<Money>,
    /// ISO 4217.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    /// His last step.
    last_at: Moment,
    /// How often something was refused to him.
    refusals: usize,
    /// The code of what was refused last.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
}

/// Who is on line.
#[derive(Serialize, ToSchema)]
pub struct WhoIsOnline {
    /// For how many minutes after the last step somebody counts as on line.
    minutes: i64,
    /// The people, the last to act first; at most 200.
    items: Vec<OnlinePerson>,
    /// Always null: the list is whole.
    next: Option<String>,
}

impl From<Present> for OnlinePerson {
    fn from(one: Present) -> Self {
        let (search, found_nothing) = one.search.unzip();
        Self {
            partner: ActivityPartner::new(one.code, one.partner),
            login: one.login,
            person: one.person,
            is_agent: one.is_agent,
            page: one.page,
            search,
            found_nothing,
            cart: one.cart.map(|(amount, _)| amount),
            currency: one.cart.map(|(_, currency)| currency.code().to_owned()),
            last_at: one.last_at,
            refusals: one.refusals,
            refused: one.refused,
        }
    }
}

/// Who is on line
#[utoipa::path(get, path = "/api/v1/activity/online", tag = "activity", params(OnlineQuery),
    responses((status = 200, description = "Within reach", body = WhoIsOnline), (status = 404, description = "No such client within reach")))]
pub async fn who_is_online(may: May<WatchClients>, Params(query): Params<OnlineQuery>) -> Answer<HttpResponse> {
    let seen = may.read(Filter { partner: query.partner, ..Filter::default() }, online::look).await?;
    let items = seen.people.into_iter().map(OnlinePerson::from).collect();
    Ok(HttpResponse::Ok().json(WhoIsOnline { minutes: seen.minutes, items, next: None }))
}

/// For how long somebody counts as on line.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnlineMinutes {
    /// Minutes after the last step, 1 to 120.
    minutes: i64,
}

/// Say for how long somebody counts as on line
#[utoipa::path(put, path = "/api/v1/activity/online", tag = "activity", request_body = OnlineMinutes,
    responses((status = 204, description = "Changed and recorded"), (status = 422, description = "Not 1 to 120")))]
pub async fn put_online_minutes(may: May<ManageSettings>, Body(new): Body<OnlineMinutes>) -> Answer<HttpResponse> {
    may.write(new.minutes, online::set_minutes).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}
