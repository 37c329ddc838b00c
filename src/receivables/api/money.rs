//! The API's door to who owes what: contracts with limit, exposure, debt and its age, as the page of money lists them.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::statement::{AgeingView, ageing};
use crate::access::permission::marks::ReadMoney;
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::values::Money;
use crate::platform::web::{Params, Sort, cursor};
use crate::receivables::overview::{self, DebtorsBy, Filter, Only, Seen};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/money", money);
}

/// Which contracts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MoneyQuery {
    /// Of this partner only, by code.
    partner: Option<String>,
    /// `blocked`: those whose shipments are blocked; `overdue`: those with something overdue; all when not given.
    #[param(value_type = Option<String>)]
    only: Option<Only>,
    /// `contract`, `partner`, `limit`, `exposure`, `debt` or `overdue`, with a minus for the greatest first; `contract` when not given.
    sort: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// A contract with its money.
#[derive(Serialize, ToSchema)]
pub struct ContractMoney {
    /// The contract's number.
    contract: String,
    /// The partner's code.
    partner: String,
    /// The partner's name.
    partner_name: String,
    /// When it pays: `prepaid` or `net`.
    payment: String,
    /// The currency of every amount, ISO 4217.
    currency: String,
    /// The most it may owe; null is no limit.
    limit: Option<Money>,
    /// What it owes and has been promised.
    exposure: Money,
    /// What is left of the limit; null when there is none, or when it pays first.
    available_credit: Option<Money>,
    /// What it owes.
    debt: Money,
    /// What of that is overdue and not in dispute.
    overdue: Money,
    /// What it owes, by age.
    ageing: AgeingView,
    /// What is asked for before shipment and not paid yet.
    to_prepay: Money,
    /// What was paid and no document has taken yet.
    advance: Money,
    /// Whether its shipments are blocked.
    blocked: bool,
}

fn view(seen: Seen) -> ContractMoney {
    let debtor = seen.debtor;
    ContractMoney {
        payment: debtor.payment.as_str().to_owned(),
        currency: debtor.currency.code().to_owned(),
        limit: debtor.standing.limit,
        exposure: debtor.standing.exposure,
        available_credit: debtor.available(),
        debt: seen.debt,
        overdue: seen.overdue,
        ageing: ageing(&seen.ageing),
        to_prepay: seen.to_prepay,
        advance: seen.advance,
        blocked: seen.is_blocked,
        contract: debtor.number,
        partner: debtor.code,
        partner_name: debtor.name,
    }
}

/// A page of contracts with their money.
#[derive(Serialize, ToSchema)]
pub struct ContractsMoney {
    /// The contracts, in the order that was asked for.
    items: Vec<ContractMoney>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// Who owes what: contracts within reach with their money
#[utoipa::path(get, path = "/api/v1/money", tag = "money", params(MoneyQuery), responses((status = 200, description = "A page", body = ContractsMoney)))]
pub async fn money(may: May<ReadMoney>, Params(query): Params<MoneyQuery>) -> Answer<HttpResponse> {
    let limit = cursor::limit(query.limit)?;
    let sort = Sort::asked(query.sort.as_deref(), DebtorsBy::parse)?;
    let after = sort.after(query.cursor.as_deref())?;
    let filter = Filter { partner: query.partner, only: query.only, sort, after, limit: limit + 1 };
    let found = may.read(filter, overview::contracts).await?;
    let (found, next) = sort.cut(found, limit, |seen| seen.place(sort.by));
    Ok(HttpResponse::Ok().json(ContractsMoney { items: found.into_iter().map(view).collect(), next }))
}
