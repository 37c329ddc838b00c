//! The API's doors to changes of an order: what one would do, asking for it, the list, the answers.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::WantedLine;
use crate::access::permission::marks::{EditOrders, PlaceOrders, ReadOrders, ShipOrders};
use crate::access::{IdempotencyKey, May, Once, Routes};
use crate::orders::amend::Effect;
use crate::orders::answers::{self, Reply};
use crate::orders::change::{self, Ask, Change, ChangeId, ChangeState, Outcome};
use crate::orders::difference::Difference;
use crate::orders::place::NewLine;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Money};
use crate::platform::web::Body;
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/api/v1/orders/{number}/changes", ask_change);
    routes.get("/api/v1/orders/{number}/changes", order_changes);
    routes.post("/api/v1/orders/{number}/changes/previews", preview_change);
    routes.post("/api/v1/orders/{number}/changes/{id}/answers", answer_change);
}

/// A wanted change of an order.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedChange {
    /// The order's version that was seen.
    version: i64,
    /// The lines that shall be different, with how much is wanted of each altogether; 0 cancels what is open of a line.
    lines: Vec<WantedLine>,
    /// Why.
    reason: Option<String>,
    /// The total with VAT that was seen and agreed to; without it the order does not become dearer.
    agreed_total: Option<Money>,
}

/// One thing that is different.
#[derive(Serialize, ToSchema)]
pub struct OrderDifferenceView {
    /// `added`, `cancelled`, `quantity`, `price`, `shipped`, `address`, `delivery`, `requested_on`, `comment`, `state`, `total`.
    what: String,
    /// The article number, where it is about a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<String>,
    /// How it was.
    before: Option<String>,
    /// How it is.
    after: Option<String>,
}

/// A change of an order.
#[derive(Serialize, ToSchema)]
pub struct OrderChangeView {
    /// Its id.
    id: String,
    /// The order's number.
    order: String,
    /// The order's version after this act.
    version: i64,
    /// `applied`; `asked`: the warehouse has begun and was asked; `asked_buyer`: it costs more and the buyer was asked; `refused`, `withdrawn`.
    #[schema(value_type = String)]
    state: ChangeState,
    /// The total before, with VAT.
    was: Money,
    /// The total by the change, with VAT.
    total: Money,
    /// What is or would be different.
    differences: Vec<OrderDifferenceView>,
}

/// What a change would do.
#[derive(Serialize, ToSchema)]
pub struct ChangeEffectView {
    /// The order's version that it starts from.
    version: i64,
    /// ISO 4217.
    currency: String,
    /// The total now, with VAT.
    was: Money,
    /// The total it would come to, with VAT: what must be agreed to.
    total: Money,
    /// What would be left of the credit limit; null without one.
    credit_left: Option<Money>,
    /// The article numbers of lines of which more is wanted than is there now.
    short: Vec<String>,
    /// What would be different.
    differences: Vec<OrderDifferenceView>,
}

pub(super) fn difference_views(differences: &[Difference]) -> Vec<OrderDifferenceView> {
    differences
        .iter()
        .map(|one| OrderDifferenceView {
            what: one.aspect.to_string(),
            sku: one.sku.clone(),
            before: one.before.as_ref().map(|side| side.plain()),
            after: one.after.as_ref().map(|side| side.plain()),
        })
        .collect()
}

pub(super) fn effect_view(effect: &Effect) -> ChangeEffectView {
    ChangeEffectView {
        version: effect.before.version,
        currency: effect.before.currency.code().to_owned(),
        was: effect.before.total,
        total: effect.after.total,
        credit_left: effect.credit_left,
        short: effect.short.clone(),
        differences: difference_views(&effect.differences),
    }
}

fn outcome_view(outcome: &Outcome) -> OrderChangeView {
    OrderChangeView {
        id: outcome.change.to_string(),
        order: outcome.order.clone(),
        version: outcome.version,
        state: outcome.state,
        was: outcome.was,
        total: outcome.total,
        differences: difference_views(&outcome.differences),
    }
}

/// The answer to an act about a change: 202 while somebody has yet to agree. A repetition is told as the first.
pub(super) fn told(once: &Once<Outcome>) -> HttpResponse {
    let outcome = &once.value;
    let answer = if outcome.state.is_waiting() { HttpResponse::Accepted() } else { HttpResponse::Ok() };
    once.answer(answer).json(outcome_view(outcome))
}

fn ask_of(order: String, wanted: WantedChange) -> Ask {
    let lines = wanted.lines.into_iter().map(|line| NewLine { sku: line.sku, quantity: line.quantity }).collect();
    Ask { order, version: wanted.version, lines, reason: wanted.reason, agreed_total: wanted.agreed_total }
}

/// Change lines of an order, or ask the warehouse to once it has begun
#[utoipa::path(post, path = "/api/v1/orders/{number}/changes", tag = "orders",
    params(("number" = String, Path, description = "The order's number"), ("Idempotency-Key" = String, Header, description = "Made by the caller; the same key changes once")),
    request_body = WantedChange, responses((status = 200, description = "Changed, or changed before under the same key (Idempotency-Replayed: true)", body = OrderChangeView),
    (status = 202, description = "The warehouse has begun and was asked", body = OrderChangeView), (status = 404, description = "No such order within reach"),
    (status = 409, description = "The order is another by now (differences), the total would grow, stock is short, the credit limit is reached, or it has left"),
    (status = 422, description = "Fields that do not fit")))]
pub async fn ask_change(
    may: May<PlaceOrders>,
    number: web::Path<String>,
    request: HttpRequest,
    Body(wanted): Body<WantedChange>,
) -> Answer<HttpResponse> {
    let key = IdempotencyKey::of(&request)?;
    let done = may.write_once("changes", &key, ask_of(number.into_inner(), wanted), change::ask).await?;
    Ok(told(&done))
}

/// What a change would do
#[utoipa::path(post, path = "/api/v1/orders/{number}/changes/previews", tag = "orders", params(("number" = String, Path, description = "The order's number")),
    request_body = WantedChange, responses((status = 200, description = "At this moment; nothing is changed", body = ChangeEffectView),
    (status = 404, description = "No such order within reach"), (status = 409, description = "The order is another by now, or it has left"),
    (status = 422, description = "Fields that do not fit")))]
pub async fn preview_change(
    may: May<PlaceOrders>,
    number: web::Path<String>,
    Body(wanted): Body<WantedChange>,
) -> Answer<HttpResponse> {
    let effect = may.read(ask_of(number.into_inner(), wanted), change::preview).await?;
    Ok(HttpResponse::Ok().json(effect_view(&effect)))
}

/// A change as a list tells it.
#[derive(Serialize, ToSchema)]
pub struct ListedChangeView {
    /// Its id.
    id: String,
    /// `applied`, `asked`, `asked_buyer`, `refused`, `withdrawn`.
    #[schema(value_type = String)]
    state: ChangeState,
    /// Whether the seller's office proposed it.
    is_office: bool,
    /// The order's version it started from.
    base_version: i64,
    /// ISO 4217.
    currency: String,
    /// The total before, with VAT.
    was: Money,
    /// The total by the change, with VAT.
    total: Money,
    /// What is or would be different.
    differences: Vec<OrderDifferenceView>,
    /// Why, in the words of whoever asked.
    reason: Option<String>,
    /// Who asked.
    asked_by: String,
    /// When.
    asked_at: Moment,
    /// The answer in words.
    answer: Option<String>,
    /// Who answered.
    answered_by: Option<String>,
    /// When.
    answered_at: Option<Moment>,
}

/// The changes of an order.
#[derive(Serialize, ToSchema)]
pub struct OrderChangesView {
    /// The latest first, at most 200.
    items: Vec<ListedChangeView>,
}

fn listed(change: Change, currency: Currency) -> ListedChangeView {
    ListedChangeView {
        id: change.id.to_string(),
        state: change.state,
        is_office: change.is_office,
        base_version: change.base_version,
        currency: currency.code().to_owned(),
        was: change.was,
        total: change.total,
        differences: difference_views(&change.differences),
        reason: change.reason,
        asked_by: change.asked_by,
        asked_at: change.asked_at,
        answer: change.answer,
        answered_by: change.answered_by,
        answered_at: change.answered_at,
    }
}

/// The changes of an order
#[utoipa::path(get, path = "/api/v1/orders/{number}/changes", tag = "orders", params(("number" = String, Path, description = "The order's number")),
    responses((status = 200, description = "Made, asked for and proposed", body = OrderChangesView), (status = 404, description = "No such order within reach")))]
pub async fn order_changes(may: May<ReadOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    let (order, changes) = may.read(number.into_inner(), change::list).await?;
    let items = changes.into_iter().map(|change| listed(change, order.currency)).collect();
    Ok(HttpResponse::Ok().json(OrderChangesView { items }))
}

crate::words! {
    /// What is answered.
    pub enum GivenAnswer {
        /// It shall be so.
        Agree = "agree",
        /// It shall not.
        Refuse = "refuse",
        /// Whoever asked takes it back.
        Withdraw = "withdraw",
    }
}

/// An answer to a change that waits.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeAnswer {
    /// `agree` and `refuse` are the warehouse's where it was asked, the buyer's where he was; `withdraw` is for the side that asked.
    #[schema(value_type = String)]
    answer: GivenAnswer,
    /// Why not; needed with `refuse`. The other side reads it.
    reason: Option<String>,
}

/// Answer a change that waits
#[utoipa::path(post, path = "/api/v1/orders/{number}/changes/{id}/answers", tag = "orders",
    params(("number" = String, Path, description = "The order's number"), ("id" = String, Path, description = "The change's id")),
    request_body = ChangeAnswer, responses((status = 200, description = "Answered", body = OrderChangeView),
    (status = 202, description = "The buyer has agreed, and the warehouse, which has begun, is asked", body = OrderChangeView),
    (status = 403, description = "Somebody else was asked"), (status = 404, description = "No such change of the order within reach"),
    (status = 409, description = "It is answered already, the order is another by now, stock is short, or the credit limit is reached"),
    (status = 422, description = "A refusal without a reason")))]
pub async fn answer_change(
    may: May<ReadOrders>,
    path: web::Path<(String, String)>,
    Body(given): Body<ChangeAnswer>,
) -> Answer<HttpResponse> {
    let (number, id) = path.into_inner();
    let outcome = give(&may, number, &id, given.answer, given.reason).await?;
    Ok(told(&Once { value: outcome, is_replayed: false }))
}

/// Gives an answer by the right that it takes: the warehouse's, the buyer's, or that of the side that asked.
pub(in crate::orders) async fn give(
    may: &May<ReadOrders>,
    number: String,
    id: &str,
    answer: GivenAnswer,
    reason: Option<String>,
) -> Answer<Outcome> {
    let id = ChangeId::parse(id).ok_or_else(No::not_found)?;
    let found = may.read((number.clone(), id), change::look).await?;
    let reply = Reply { order: number, change: id, is_agreed: answer == GivenAnswer::Agree, reason };
    match (answer, found.state) {
        (GivenAnswer::Withdraw, _) if found.is_office => {
            may.also::<EditOrders>().ok_or_else(No::forbidden)?.write(reply, answers::withdraw_proposal).await
        }
        (GivenAnswer::Withdraw, _) => may.also::<PlaceOrders>().ok_or_else(No::forbidden)?.write(reply, answers::withdraw).await,
        (_, ChangeState::Asked) => {
            may.also::<ShipOrders>().ok_or_else(No::forbidden)?.write(reply, answers::answer_as_warehouse).await
        }
        (_, ChangeState::AskedBuyer) => {
            may.also::<PlaceOrders>().ok_or_else(No::forbidden)?.write(reply, answers::answer_as_buyer).await
        }
        (_, ChangeState::Applied | ChangeState::Refused | ChangeState::Withdrawn) => {
            Err(No::conflict("already_answered", say!("change-answered")))
        }
    }
}
