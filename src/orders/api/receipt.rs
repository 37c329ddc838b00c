//! The API's door to the receipt of an order.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::ReadOrders;
use crate::access::{May, Routes};
use crate::orders::receipt::{self, Wanted};
use crate::platform::error::Answer;
use crate::platform::web::Params;
use crate::records::Receipt;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/orders/{number}/receipt", order_receipt);
}

/// Of which version.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReceiptQuery {
    /// The version; the present one when not given.
    version: Option<i64>,
}

/// What a placed order is answered with of its receipt.
#[derive(Serialize, ToSchema)]
pub struct PromiseView {
    /// The hash of the order's record, in hex.
    leaf_hash: String,
    /// The signed word that the record will be in the log: promised, not yet proved. Null while the signer does not answer.
    promise: Option<String>,
}

/// The receipt of an order: its record, the signed promise, and the proof that it stands in the log
#[utoipa::path(get, path = "/api/v1/orders/{number}/receipt", tag = "orders", params(("number" = String, Path, description = "The order's number"), ReceiptQuery),
    responses((status = 200, description = "The receipt; the proof follows about a second after the order", body = Receipt),
    (status = 404, description = "No such order within reach, or no such version of it")))]
pub async fn order_receipt(
    may: May<ReadOrders>,
    number: web::Path<String>,
    Params(query): Params<ReceiptQuery>,
) -> Answer<HttpResponse> {
    let found = may.read(Wanted { number: number.into_inner(), version: query.version }, receipt::look).await?;
    Ok(HttpResponse::Ok().json(found.receipt().await?))
}

/// The receipt's beginning, for the answer to a placed order. Without it the order stands all the same.
pub(super) async fn promise(may: &May<ReadOrders>, number: String) -> Option<PromiseView> {
    let found = may.read(Wanted { number, version: Some(1) }, receipt::look).await.ok()?;
    Some(PromiseView { leaf_hash: found.leaf(), promise: found.promise().await })
}
