//! The API's doors to shipments: shipping, lists, one shipment, promised days.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::whole;
use super::wire::OrderView;
use crate::access::permission::marks::{PromiseOrders, ReadOrders, ShipOrders};
use crate::access::{IdempotencyKey, May, Routes};
use crate::orders::place::NewLine;
use crate::orders::promise::{self, NewPromise};
use crate::orders::shipment::{self, NewShipment, Shipment, ShippedLine};
use crate::orders::store::{ShipmentsBy, Shipped as Filter};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Quantity};
use crate::platform::web::{Body, Params, Sort, Voice, cursor};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/api/v1/orders/{number}/shipments", ship);
    routes.post("/api/v1/orders/{number}/promises", promise_day);
    routes.get("/api/v1/shipments", shipments);
    routes.get("/api/v1/shipments/{number}", one_shipment);
}

/// What shall leave.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedShipment {
    /// The warehouse's code.
    warehouse: String,
    /// Lines; everything reserved in that warehouse when not given.
    lines: Option<Vec<LineToShip>>,
    /// The day for which the rest of the order is promised now.
    promised_on: Option<NaiveDate>,
    /// Why the rest stays behind.
    reason: Option<String>,
}

/// A line that shall leave.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineToShip {
    /// The article number.
    sku: String,
    /// A decimal in a string, at most what is reserved there.
    quantity: Quantity,
}

/// A shipment.
#[derive(Serialize, ToSchema)]
pub struct ShipmentView {
    /// Its number.
    number: String,
    /// The order's number.
    order: String,
    /// The warehouse's code.
    warehouse: String,
    /// When it left.
    shipped_at: Moment,
    /// What left.
    lines: Vec<ShippedLineView>,
    /// The number of its invoice.
    invoice: Option<String>,
    /// The page of its delivery note.
    note_url: String,
}

/// What left of a line.
#[derive(Serialize, ToSchema)]
pub struct ShippedLineView {
    /// The article number.
    sku: String,
    /// What the company called it when it was ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    own_number: Option<String>,
    /// The name as it was ordered.
    name: String,
    /// How much left.
    quantity: Quantity,
    /// The unit of measure.
    unit: String,
    /// How much of the line was still open afterwards.
    open: Quantity,
    /// The day it was promised for; null where none was.
    promised_on: Option<NaiveDate>,
}

fn view(l: Voice, shipment: Shipment) -> ShipmentView {
    let line = |line: ShippedLine| ShippedLineView {
        name: line.name_in(l.lang).to_owned(),
        unit: l.unit(&line.unit).to_owned(),
        sku: line.sku,
        own_number: line.own_number,
        quantity: line.quantity,
        open: line.open,
        promised_on: line.promised_on,
    };
    ShipmentView {
        note_url: format!("/shipments/{}", shipment.number),
        number: shipment.number,
        order: shipment.order,
        warehouse: shipment.warehouse.code,
        shipped_at: shipment.shipped_at,
        lines: shipment.lines.into_iter().map(line).collect(),
        invoice: shipment.invoice,
    }
}

/// Ship what is reserved for an order in a warehouse, or a part of it
#[utoipa::path(post, path = "/api/v1/orders/{number}/shipments", tag = "shipments",
    params(("number" = String, Path, description = "The order's number"), ("Idempotency-Key" = String, Header, description = "Made by the caller; the same key ships once")),
    request_body = WantedShipment, responses((status = 201, description = "Shipped, or shipped before under the same key (Idempotency-Replayed: true)", body = ShipmentView),
    (status = 404, description = "No such order within reach"),
    (status = 409, description = "The contract's shipments are blocked (reasons, who_can_release, cure), more than is reserved or on hand, or the order is not to be shipped"),
    (status = 422, description = "Fields that do not fit")))]
pub async fn ship(
    may: May<ShipOrders>,
    number: web::Path<String>,
    request: HttpRequest,
    Body(wanted): Body<WantedShipment>,
) -> Answer<HttpResponse> {
    let key = IdempotencyKey::of(&request)?;
    let lines = wanted.lines.map(|lines| lines.into_iter().map(|l| NewLine { sku: l.sku, quantity: l.quantity }).collect());
    let new = NewShipment {
        order: number.into_inner(),
        warehouse: wanted.warehouse,
        lines,
        promised_on: wanted.promised_on,
        reason: wanted.reason,
    };
    let reading = may.also::<ReadOrders>().ok_or_else(No::forbidden)?;
    let shipped = may.write_once("shipments", &key, new, shipment::ship).await?;
    let found = reading.read(shipped.value.number.clone(), shipment::look).await?;
    let mut answer = shipped.answer(HttpResponse::Created());
    answer.insert_header(("Location", format!("/api/v1/shipments/{}", shipped.value.number)));
    Ok(answer.json(view(may.voice(), found)))
}

/// Another day for what is open.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedPromise {
    /// The line's article number; every open line when not given.
    sku: Option<String>,
    /// The day; null when nobody knows one.
    promised_on: Option<NaiveDate>,
    /// Why. The buyer reads it.
    reason: String,
}

/// Promise another day for what is open of an order
#[utoipa::path(post, path = "/api/v1/orders/{number}/promises", tag = "shipments", params(("number" = String, Path, description = "The order's number")),
    request_body = WantedPromise, responses((status = 200, description = "Promised; the buyer is written to", body = OrderView),
    (status = 404, description = "No such order within reach"), (status = 409, description = "Nothing of it is open"), (status = 422, description = "Fields that do not fit")))]
pub async fn promise_day(
    may: May<PromiseOrders>,
    number: web::Path<String>,
    Body(wanted): Body<WantedPromise>,
) -> Answer<HttpResponse> {
    let new = NewPromise { order: number.into_inner(), sku: wanted.sku, promised_on: wanted.promised_on, reason: wanted.reason };
    let order = may.write(new, promise::change).await?;
    Ok(HttpResponse::Ok().json(whole(&may, order.number).await?))
}

/// Which shipments.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ShipmentsQuery {
    /// Of this order, by number.
    order: Option<String>,
    /// From this warehouse, by code.
    warehouse: Option<String>,
    /// Left on or after this day, in the seller's time zone.
    from: Option<NaiveDate>,
    /// Left on or before this day, in the seller's time zone.
    to: Option<NaiveDate>,
    /// `left`, `order` or `warehouse`, with a minus for the greatest first; `-left` when not given.
    sort: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// A page of shipments.
#[derive(Serialize, ToSchema)]
pub struct ShipmentsView {
    /// The shipments, in the order that was asked for.
    items: Vec<ShipmentView>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// Shipments within reach
#[utoipa::path(get, path = "/api/v1/shipments", tag = "shipments", params(ShipmentsQuery), responses((status = 200, description = "A page", body = ShipmentsView)))]
pub async fn shipments(may: May<ReadOrders>, Params(query): Params<ShipmentsQuery>) -> Answer<HttpResponse> {
    let (l, limit) = (may.voice(), cursor::limit(query.limit)?);
    let sort = Sort::asked(query.sort.as_deref(), ShipmentsBy::parse)?;
    let start_of = |day| Moment::start_of(day, may.actor().home);
    let filter = Filter {
        order: query.order,
        warehouse: query.warehouse,
        from: query.from.map(start_of),
        until: query.to.and_then(|day| day.succ_opt()).map(start_of),
        sort,
        after: sort.after(query.cursor.as_deref())?,
        limit: limit + 1,
    };
    let found = may.read(filter, shipment::list).await?;
    let (found, next) = sort.cut(found, limit, |shipment| shipment.place(sort.by));
    let items = found.into_iter().map(|shipment| view(l, shipment)).collect();
    Ok(HttpResponse::Ok().json(ShipmentsView { items, next }))
}

/// One shipment
#[utoipa::path(get, path = "/api/v1/shipments/{number}", tag = "shipments", params(("number" = String, Path, description = "The shipment's number")),
    responses((status = 200, description = "The shipment", body = ShipmentView), (status = 404, description = "No such shipment within reach")))]
pub async fn one_shipment(may: May<ReadOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    let found = may.read(number.into_inner(), shipment::look).await?;
    Ok(HttpResponse::Ok().json(view(may.voice(), found)))
}
