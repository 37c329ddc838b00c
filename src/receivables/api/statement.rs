//! The API's doors to statements of account.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::ReadMoney;
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::values::Money;
use crate::platform::web::Params;
use crate::receivables::statement::{self, Ageing, Asked, Movement, Statement};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/contracts/{number}/statement", contract_statement);
    routes.get("/api/v1/partners/{code}/statement", partner_statement);
}

/// Over which days; this month so far when none is given.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StatementQuery {
    /// The first day, in the seller's time zone.
    #[param(value_type = Option<String>)]
    from: Option<NaiveDate>,
    /// The last day.
    #[param(value_type = Option<String>)]
    to: Option<NaiveDate>,
}

/// A statement of account in one currency.
#[derive(Serialize, ToSchema)]
pub struct StatementView {
    /// The contracts' numbers.
    contracts: Vec<String>,
    /// The partner's code.
    partner: String,
    /// ISO 4217.
    currency: String,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    to: NaiveDate,
    /// What was owed before the first day.
    opening: Money,
    /// What happened, in its order.
    movements: Vec<MovementView>,
    /// All that was added.
    debit: Money,
    /// All that was taken off.
    credit: Money,
    /// What is owed at the end of the last day.
    closing: Money,
    /// What is open at the end of the last day, by age.
    ageing: AgeingView,
    /// What was paid and no document has taken at the end of the last day.
    advance: Money,
}

/// One movement.
#[derive(Serialize, ToSchema)]
pub struct MovementView {
    /// The day, in the seller's time zone.
    #[schema(value_type = String, format = Date)]
    date: NaiveDate,
    /// `opening`, `invoice`, `payment`, `reversal`, `credit_note`, `credit_note_reversal`.
    kind: String,
    /// The number of an invoice or a credit note, what a payment is called.
    document: String,
    /// The payment's id, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<String>,
    /// The contract's number.
    contract: String,
    /// What it adds.
    debit: Option<Money>,
    /// What it takes off.
    credit: Option<Money>,
    /// What is owed after it.
    balance: Money,
}

/// What is open, by how many days it has been due.
#[derive(Serialize, ToSchema)]
pub struct AgeingView {
    /// Not due yet.
    not_due: Money,
    /// 1 to 30.
    days_1_30: Money,
    /// 31 to 60.
    days_31_60: Money,
    /// 61 to 90.
    days_61_90: Money,
    /// More than 90.
    days_over_90: Money,
}

pub(super) fn ageing(ageing: &Ageing) -> AgeingView {
    AgeingView {
        not_due: ageing.not_due,
        days_1_30: ageing.to_30,
        days_31_60: ageing.to_60,
        days_61_90: ageing.to_90,
        days_over_90: ageing.beyond,
    }
}

fn movement(movement: Movement) -> MovementView {
    MovementView {
        date: movement.day,
        kind: movement.kind.as_str().to_owned(),
        debit: movement.debit(),
        credit: movement.credit(),
        document: movement.document,
        payment: movement.payment.map(|id| id.to_string()),
        contract: movement.contract,
        balance: movement.balance,
    }
}

fn view(statement: Statement) -> StatementView {
    StatementView {
        contracts: statement.contracts,
        partner: statement.partner.0,
        currency: statement.currency.code().to_owned(),
        from: statement.from,
        to: statement.until,
        opening: statement.opening,
        movements: statement.movements.into_iter().map(movement).collect(),
        debit: statement.debit,
        credit: statement.credit,
        closing: statement.closing,
        ageing: ageing(&statement.ageing),
        advance: statement.advance,
    }
}

/// The statement of a contract
///
/// What orders only promise is not in it. The opening of a period equals the closing of the one before.
#[utoipa::path(get, path = "/api/v1/contracts/{number}/statement", tag = "money", params(("number" = String, Path, description = "The contract's number"), StatementQuery),
    responses((status = 200, description = "Over the period", body = StatementView), (status = 404, description = "No such contract within reach"),
    (status = 422, description = "A period that cannot be")))]
pub async fn contract_statement(
    may: May<ReadMoney>,
    number: web::Path<String>,
    Params(query): Params<StatementQuery>,
) -> Answer<HttpResponse> {
    let asked = Asked { whose: number.into_inner(), from: query.from, until: query.to };
    Ok(HttpResponse::Ok().json(view(may.read(asked, statement::of_contract).await?)))
}

/// The statements of a partner.
#[derive(Serialize, ToSchema)]
pub struct StatementViews {
    /// One for each currency of its contracts.
    items: Vec<StatementView>,
    /// Always null.
    next: Option<String>,
}

/// The statements of a partner, one for each currency
#[utoipa::path(get, path = "/api/v1/partners/{code}/statement", tag = "money", params(("code" = String, Path, description = "The partner's code"), StatementQuery),
    responses((status = 200, description = "Over the period", body = StatementViews), (status = 404, description = "No such partner within reach"),
    (status = 422, description = "A period that cannot be")))]
pub async fn partner_statement(
    may: May<ReadMoney>,
    code: web::Path<String>,
    Params(query): Params<StatementQuery>,
) -> Answer<HttpResponse> {
    let asked = Asked { whose: code.into_inner(), from: query.from, until: query.to };
    let items = may.read(asked, statement::of_partner).await?.into_iter().map(view).collect();
    Ok(HttpResponse::Ok().json(StatementViews { items, next: None }))
}
