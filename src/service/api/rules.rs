//! The API's doors to the rules that watch over clients.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::messages::Made;
use crate::access::permission::marks::ManageRules;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money};
use crate::platform::web::Body;
use crate::service::RuleId;
use crate::service::rule::{self, Kind, NewRule, Rule};
use crate::service::trial::{self, Trial};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/rules", rules);
    routes.post("/api/v1/rules", add_rule);
    routes.put("/api/v1/rules/{rule}", put_rule);
    routes.get("/api/v1/rules/{rule}/trial", try_rule);
}

/// The figures of a rule.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFigures {
    /// `cart_idle`: what the cart is worth at least.
    amount: Option<Money>,
    /// `cart_idle`: for how many minutes nobody touched it.
    minutes: Option<i64>,
    /// `search_vain` and `refused`: how often within a day.
    times: Option<i64>,
    /// `no_order`: the share of the usual interval in hundredths, for example 150.
    percent: Option<i64>,
    /// How many minutes there are for the task.
    due_minutes: i64,
    /// Whether it makes tasks.
    is_on: bool,
}

impl From<RuleFigures> for NewRule {
    fn from(given: RuleFigures) -> Self {
        let RuleFigures { amount, minutes, times, percent, due_minutes, is_on } = given;
        Self { amount, minutes, times, percent, due_minutes, is_on }
    }
}

/// A rule.
#[derive(Serialize, ToSchema)]
pub struct RuleCard {
    /// Its id.
    id: String,
    /// `cart_idle`, `search_vain`, `no_order`, `refused`.
    kind: String,
    /// Its figures.
    figures: RuleFigures,
}

impl From<Rule> for RuleCard {
    fn from(rule: Rule) -> Self {
        let Rule { id, kind, amount, minutes, times, percent, due_minutes, is_on } = rule;
        let figures = RuleFigures { amount, minutes, times, percent, due_minutes, is_on };
        Self { id: id.to_string(), kind: kind.as_str().to_owned(), figures }
    }
}

/// The rules.
#[derive(Serialize, ToSchema)]
pub struct RuleCards {
    /// All of them, the oldest first.
    items: Vec<RuleCard>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// The rules that watch over clients
#[utoipa::path(get, path = "/api/v1/rules", tag = "service", responses((status = 200, description = "All of them", body = RuleCards)))]
pub async fn rules(may: May<ManageRules>) -> Answer<HttpResponse> {
    let items = may.read((), rule::list).await?.into_iter().map(RuleCard::from).collect();
    Ok(HttpResponse::Ok().json(RuleCards { items, next: None }))
}

/// A rule to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenRule {
    /// `cart_idle`, `search_vain`, `no_order`, `refused`.
    #[schema(value_type = String)]
    kind: Kind,
    /// Its figures.
    figures: RuleFigures,
}

/// Add a rule
#[utoipa::path(post, path = "/api/v1/rules", tag = "service", request_body = GivenRule,
    responses((status = 201, description = "Added", body = Made), (status = 422, description = "Figures that do not fit the kind")))]
pub async fn add_rule(may: May<ManageRules>, Body(given): Body<GivenRule>) -> Answer<HttpResponse> {
    let id = may.write((given.kind, NewRule::from(given.figures)), rule::add).await.map_err(No::pointed)?;
    Ok(Made::answer(id))
}

fn id_of(path: &str) -> Answer<RuleId> {
    RuleId::parse(path).ok_or_else(No::not_found)
}

/// Change a rule
///
/// Its kind stays.
#[utoipa::path(put, path = "/api/v1/rules/{rule}", tag = "service", params(("rule" = String, Path, description = "The rule")),
    request_body = RuleFigures, responses((status = 204, description = "Changed"), (status = 404, description = "No such rule"),
    (status = 422, description = "Figures that do not fit the kind")))]
pub async fn put_rule(may: May<ManageRules>, id: web::Path<String>, Body(given): Body<RuleFigures>) -> Answer<HttpResponse> {
    may.write((id_of(&id)?, NewRule::from(given)), rule::put).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Something a rule would have found.
#[derive(Serialize, ToSchema)]
pub struct TriedRow {
    /// When it would have made the task.
    at: Moment,
    /// The partner's code.
    partner: String,
    /// The name of the partner's person.
    person: Option<String>,
    /// What the cart was worth.
    sum: Option<Money>,
    /// The minutes, days or times of the rule.
    count: Option<i64>,
    /// The words searched for or the code of the refusal.
    words: Option<String>,
}

/// What a rule would have found.
#[derive(Serialize, ToSchema)]
pub struct RuleTrial {
    /// How many days were looked at.
    days: i64,
    /// How many tasks there would have been.
    count: usize,
    /// For how many partners.
    partners: usize,
    /// The latest of them, at most 200.
    items: Vec<TriedRow>,
}

impl From<Trial> for RuleTrial {
    fn from(trial: Trial) -> Self {
        let row = |row: trial::Tried| TriedRow {
            at: row.at,
            partner: row.partner.0,
            person: row.person,
            sum: row.about.sum,
            count: row.about.count,
            words: row.about.words,
        };
        let items = trial.rows.into_iter().map(row).collect();
        Self { days: trial::TRIAL_DAYS, count: trial.count, partners: trial.clients, items }
    }
}

/// Try a rule on the last thirty days
///
/// Nothing is made.
#[utoipa::path(get, path = "/api/v1/rules/{rule}/trial", tag = "service", params(("rule" = String, Path, description = "The rule")),
    responses((status = 200, description = "What it would have found", body = RuleTrial), (status = 404, description = "No such rule")))]
pub async fn try_rule(may: May<ManageRules>, id: web::Path<String>) -> Answer<HttpResponse> {
    let trial = may.read(id_of(&id)?, trial::trial).await?;
    Ok(HttpResponse::Ok().json(RuleTrial::from(trial)))
}
