//! The API's doors to picking: the warehouse's list, beginning and putting back, answering a buyer who asked to cancel.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::changes::{OrderDifferenceView, difference_views};
use super::whole;
use super::wire::OrderView;
use crate::access::permission::marks::ShipOrders;
use crate::access::{May, Routes};
use crate::orders::State;
use crate::orders::cancel::{self, Reply};
use crate::orders::change::Change;
use crate::orders::picking::{self, Asked, Pick, PickLine};
use crate::platform::error::Answer;
use crate::platform::values::Quantity;
use crate::platform::web::{Body, Params, Voice, cursor};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/picking", picking_list);
    routes.post("/api/v1/orders/{number}/picking", begin_picking);
    routes.delete("/api/v1/orders/{number}/picking", stop_picking);
    routes.post("/api/v1/orders/{number}/cancellation/answer", answer_cancellation);
}

/// Which warehouse.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PickingQuery {
    /// Its code.
    warehouse: String,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// What lies ready for orders in a warehouse.
#[derive(Serialize, ToSchema)]
pub struct PickingView {
    /// The warehouse's code.
    warehouse: String,
    /// What may leave, by promised day.
    items: Vec<PickView>,
    /// What may not, with the reasons.
    stopped: Vec<PickView>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// An order as the warehouse sees it.
#[derive(Serialize, ToSchema)]
pub struct PickView {
    /// The order's number.
    order: String,
    /// Where it is in its life.
    #[schema(value_type = String)]
    state: State,
    /// The client company.
    partner: String,
    /// The first promised day of what lies here.
    promised_on: Option<NaiveDate>,
    /// Whether the buyer waits for an answer whether it is cancelled.
    is_cancellation_asked: bool,
    /// The change that waits for an answer, if one was asked for: what would be different of the goods.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<AskedChangeView>,
    /// What may be picked for it now; of one that may not leave, what is reserved.
    lines: Vec<PickLineView>,
    /// What is reserved for it and does not lie here: it cannot leave before it does.
    missing: Vec<PickLineView>,
    /// Why it may not leave: `overdue`, `blocked`, `not_prepaid`, `cancellation_asked`, `change_asked`, `not_on_hand`.
    reasons: Vec<String>,
}

/// A change that waits for the warehouse's answer.
#[derive(Serialize, ToSchema)]
pub struct AskedChangeView {
    /// Its id, for the answer.
    id: String,
    /// Why, in the words of whoever asked.
    reason: Option<String>,
    /// What would be different, without sums.
    differences: Vec<OrderDifferenceView>,
}

fn asked(change: Change) -> AskedChangeView {
    let goods: Vec<_> = change.differences.into_iter().filter(|one| one.aspect.is_of_goods()).collect();
    AskedChangeView { id: change.id.to_string(), reason: change.reason, differences: difference_views(&goods) }
}

/// A line of an order as the warehouse sees it.
#[derive(Serialize, ToSchema)]
pub struct PickLineView {
    /// The line's place in the order, from one.
    position: usize,
    /// The article number.
    sku: String,
    /// The name.
    name: String,
    /// How much of it.
    quantity: Quantity,
    /// The unit of measure.
    unit: String,
    /// The day it is promised for.
    promised_on: Option<NaiveDate>,
}

fn view(l: Voice, pick: Pick) -> PickView {
    let line = |line: PickLine| PickLineView {
        position: line.position,
        name: l.choose(line.name, line.name_en),
        unit: l.unit(&line.unit).to_owned(),
        sku: line.sku,
        quantity: line.quantity,
        promised_on: line.promised_on,
    };
    PickView {
        order: pick.order,
        state: pick.state,
        partner: pick.partner,
        promised_on: pick.promised_on,
        is_cancellation_asked: pick.is_cancellation_asked,
        change: pick.change.map(asked),
        lines: pick.lines.into_iter().map(line).collect(),
        missing: pick.missing.into_iter().map(line).collect(),
        reasons: pick.reasons.into_iter().map(str::to_owned).collect(),
    }
}

/// What lies ready in a warehouse
#[utoipa::path(get, path = "/api/v1/picking", tag = "shipments", params(PickingQuery),
    responses((status = 200, description = "What may leave, and what may not with the reason", body = PickingView), (status = 404, description = "No such warehouse")))]
pub async fn picking_list(may: May<ShipOrders>, Params(query): Params<PickingQuery>) -> Answer<HttpResponse> {
    let (l, limit) = (may.voice(), cursor::limit(query.limit)?);
    let after = cursor::read(query.cursor.as_deref())?.map_or(0, |(_, id)| id);
    let found = may.read(Asked { warehouse: query.warehouse, after, limit }, picking::list).await?;
    Ok(HttpResponse::Ok().json(PickingView {
        warehouse: found.code,
        items: found.ready.into_iter().map(|pick| view(l, pick)).collect(),
        stopped: found.stopped.into_iter().map(|pick| view(l, pick)).collect(),
        next: found.next.map(|id| cursor::encode("", id)),
    }))
}

/// Begin to pick an order
#[utoipa::path(post, path = "/api/v1/orders/{number}/picking", tag = "shipments", params(("number" = String, Path, description = "The order's number")),
    responses((status = 200, description = "Begun; from now on cancelling asks the warehouse", body = OrderView), (status = 409, description = "It may not leave, or it is begun already")))]
pub async fn begin_picking(may: May<ShipOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    let order = may.write(number.into_inner(), picking::begin).await?;
    Ok(HttpResponse::Ok().json(whole(&may, order.number).await?))
}

/// Put back what was begun
#[utoipa::path(delete, path = "/api/v1/orders/{number}/picking", tag = "shipments", params(("number" = String, Path, description = "The order's number")),
    responses((status = 200, description = "Put back", body = OrderView), (status = 409, description = "It is not being picked, or the buyer waits for an answer")))]
pub async fn stop_picking(may: May<ShipOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    let order = may.write(number.into_inner(), picking::stop).await?;
    Ok(HttpResponse::Ok().json(whole(&may, order.number).await?))
}

/// An answer to a buyer who asked to cancel.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancellationAnswer {
    /// Whether what is open is cancelled.
    accept: bool,
    /// Why not; needed where it is not. The buyer reads it.
    reason: Option<String>,
}

/// Answer a buyer who asked to cancel
#[utoipa::path(post, path = "/api/v1/orders/{number}/cancellation/answer", tag = "shipments", params(("number" = String, Path, description = "The order's number")),
    request_body = CancellationAnswer, responses((status = 200, description = "Answered; the buyer is written to", body = OrderView),
    (status = 409, description = "Nobody asked"), (status = 422, description = "A refusal without a reason")))]
pub async fn answer_cancellation(
    may: May<ShipOrders>,
    number: web::Path<String>,
    Body(told): Body<CancellationAnswer>,
) -> Answer<HttpResponse> {
    let reply = Reply { order: number.into_inner(), accept: told.accept, reason: told.reason };
    let order = may.write(reply, cancel::answer).await?;
    Ok(HttpResponse::Ok().json(whole(&may, order.number).await?))
}
