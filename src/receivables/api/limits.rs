//! The API's doors to credit limits: the limit with its history, setting it, asking for one, answering.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::{ReadMoney, ServeClients, SetLimits};
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money};
use crate::platform::web::{Body, Params, Sort, cursor};
use crate::receivables::limit::{self, Ask, LimitAnswer, LimitRequestId, NewLimit, RequestFilter, RequestState, RequestsBy};
use crate::receivables::overview;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/contracts/{number}/limit", contract_limit);
    routes.put("/api/v1/contracts/{number}/limit", put_limit);
    routes.post("/api/v1/contracts/{number}/limit-requests", ask_limit);
    routes.get("/api/v1/limit-requests", limit_requests);
    routes.post("/api/v1/limit-requests/{id}/answers", answer_limit);
}

/// The limit of a contract.
#[derive(Serialize, ToSchema)]
pub struct LimitView {
    /// ISO 4217.
    currency: String,
    /// The most it may owe; null is no limit.
    limit: Option<Money>,
    /// What it owes and has been promised.
    exposure: Money,
    /// What is left of the limit; null when there is none.
    available_credit: Option<Money>,
    /// Its changes, the latest first; for the seller's own people only.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<LimitChangeView>>,
}

/// A change of a limit.
#[derive(Serialize, ToSchema)]
pub struct LimitChangeView {
    /// What it was.
    was: Option<Money>,
    /// What it became.
    is: Option<Money>,
    /// Why.
    reason: String,
    /// Who changed it, or answers for the key it came by; empty where the program itself did.
    by: String,
    /// The name of the key it came by.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// When.
    at: Moment,
}

/// The limit of a contract
#[utoipa::path(get, path = "/api/v1/contracts/{number}/limit", tag = "money", params(("number" = String, Path, description = "The contract's number")),
    responses((status = 200, description = "With its history", body = LimitView), (status = 404, description = "No such contract within reach")))]
pub async fn contract_limit(may: May<ReadMoney>, number: web::Path<String>) -> Answer<HttpResponse> {
    let is_staff = may.actor().is_ours();
    let (seen, changes) = may
        .read(number.into_inner(), |act, number| {
            let seen = overview::contract(act, number)?;
            let changes = limit::history(act, &seen.debtor.contract)?;
            Ok((seen, changes))
        })
        .await?;
    let changes = changes
        .into_iter()
        .map(|change| LimitChangeView {
            was: change.was,
            is: change.becomes,
            reason: change.why.as_str().to_owned(),
            by: change.by,
            key: change.key,
            at: change.at,
        })
        .collect();
    let told = LimitView {
        currency: seen.debtor.currency.code().to_owned(),
        limit: seen.debtor.standing.limit,
        exposure: seen.debtor.standing.exposure,
        available_credit: seen.debtor.available(),
        changes: is_staff.then_some(changes),
    };
    Ok(HttpResponse::Ok().json(told))
}

/// A limit to be set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitGiven {
    /// The most the contract may owe; null is no limit.
    limit: Option<Money>,
    /// Why, in words for colleagues.
    reason: String,
}

/// Set the limit of a contract
#[utoipa::path(put, path = "/api/v1/contracts/{number}/limit", tag = "money", params(("number" = String, Path, description = "The contract's number")),
    request_body = LimitGiven, responses((status = 204, description = "Set and recorded; nothing is recorded where it was so already"),
    (status = 404, description = "No such contract within reach"), (status = 422, description = "Fields that do not fit")))]
pub async fn put_limit(may: May<SetLimits>, number: web::Path<String>, Body(given): Body<LimitGiven>) -> Answer<HttpResponse> {
    let wish = NewLimit { contract: number.into_inner(), limit: given.limit, reason: given.reason };
    may.write(wish, limit::set).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}

/// A limit that somebody asks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitAsked {
    /// The most the contract should be able to owe.
    limit: Money,
    /// Why, in words for whoever answers.
    reason: String,
}

/// The request that was made.
#[derive(Serialize, ToSchema)]
pub struct LimitRequestMade {
    /// Its id.
    id: String,
}

/// Ask for a limit
#[utoipa::path(post, path = "/api/v1/contracts/{number}/limit-requests", tag = "money", params(("number" = String, Path, description = "The contract's number")),
    request_body = LimitAsked, responses((status = 201, description = "It waits for an answer", body = LimitRequestMade), (status = 404, description = "No such contract within reach"),
    (status = 409, description = "One waits already"), (status = 422, description = "Fields that do not fit")))]
pub async fn ask_limit(may: May<ServeClients>, number: web::Path<String>, Body(asked): Body<LimitAsked>) -> Answer<HttpResponse> {
    let wish = Ask { contract: number.into_inner(), limit: asked.limit, reason: asked.reason };
    let id = may.write(wish, limit::ask).await.map_err(No::pointed)?;
    Ok(HttpResponse::Created().json(LimitRequestMade { id: id.to_string() }))
}

/// Which requests.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LimitRequestsQuery {
    /// `waiting`, `granted`, `refused`.
    #[param(value_type = Option<String>)]
    state: Option<RequestState>,
    /// Of this contract only, by number.
    contract: Option<String>,
    /// `when`, `asked`, `contract`, `partner` or `state`, with a minus for the greatest first; `-when` when not given.
    sort: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// A limit that was asked for.
#[derive(Serialize, ToSchema)]
pub struct LimitRequestView {
    /// Its id.
    id: String,
    /// The contract's number.
    contract: String,
    /// The partner's code.
    partner: String,
    /// ISO 4217.
    currency: String,
    /// The limit there is now; null is no limit.
    limit: Option<Money>,
    /// What the contract owes and has been promised now.
    exposure: Money,
    /// The limit that was asked for.
    asked: Money,
    /// Why.
    reason: String,
    /// Who asked.
    asked_by: String,
    /// When.
    asked_at: Moment,
    /// `waiting`, `granted`, `refused`.
    #[schema(value_type = String)]
    state: RequestState,
    /// The answer in words.
    answer: Option<String>,
    /// Who answered.
    answered_by: Option<String>,
    /// When.
    answered_at: Option<Moment>,
}

/// A page of requests.
#[derive(Serialize, ToSchema)]
pub struct LimitRequestViews {
    /// The requests, in the order that was asked for.
    items: Vec<LimitRequestView>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// Limits that were asked for
#[utoipa::path(get, path = "/api/v1/limit-requests", tag = "money", params(LimitRequestsQuery), responses((status = 200, description = "Within reach", body = LimitRequestViews)))]
pub async fn limit_requests(may: May<SetLimits>, Params(query): Params<LimitRequestsQuery>) -> Answer<HttpResponse> {
    let limit = cursor::limit(query.limit)?;
    let sort = Sort::asked(query.sort.as_deref(), RequestsBy::parse)?;
    let filter = RequestFilter {
        state: query.state,
        contract: query.contract,
        sort,
        after: sort.after(query.cursor.as_deref())?,
        limit: limit + 1,
    };
    let found = may.read(filter, limit::requests).await?;
    let (found, next) = sort.cut(found, limit, |request| request.place(sort.by));
    let items = found
        .into_iter()
        .map(|request| LimitRequestView {
            id: request.id.to_string(),
            contract: request.contract,
            partner: request.partner.0,
            currency: request.currency.code().to_owned(),
            limit: request.limit,
            exposure: request.exposure,
            asked: request.asked,
            reason: request.reason,
            asked_by: request.asked_by,
            asked_at: request.asked_at,
            state: request.state,
            answer: request.answer,
            answered_by: request.answered_by,
            answered_at: request.answered_at,
        })
        .collect();
    Ok(HttpResponse::Ok().json(LimitRequestViews { items, next }))
}

/// The answer to a request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitAnswered {
    /// Whether it is granted.
    grant: bool,
    /// The limit to be set; the one asked for when not given.
    limit: Option<Money>,
    /// Why, in words.
    reason: String,
}

/// Answer a request
#[utoipa::path(post, path = "/api/v1/limit-requests/{id}/answers", tag = "money", params(("id" = String, Path, description = "The request's id")),
    request_body = LimitAnswered, responses((status = 204, description = "Answered; what is granted is set"), (status = 404, description = "No such request within reach"),
    (status = 409, description = "Somebody has answered already"), (status = 422, description = "Fields that do not fit")))]
pub async fn answer_limit(may: May<SetLimits>, id: web::Path<String>, Body(answer): Body<LimitAnswered>) -> Answer<HttpResponse> {
    let id = LimitRequestId::parse(&id).ok_or_else(No::not_found)?;
    let wish = LimitAnswer { id, is_granted: answer.grant, limit: answer.limit, reason: answer.reason };
    may.write(wish, limit::answer).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}
