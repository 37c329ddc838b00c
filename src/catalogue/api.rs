//! The API's doors to stock, for warehouses and other programs. Those to pictures and to a
//! partner's own part numbers stand in the files beside.

pub mod own_numbers;
pub mod pictures;

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::shelf;
use super::stock::{Figure, StockRow};
use crate::access::permission::marks::{ManageStock, ReadStock};
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Quantity};
use crate::platform::web::Body;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/stock/{sku}", stock);
    routes.put("/api/v1/stock/{sku}", put_stock);
    own_numbers::routes(routes);
    pictures::routes(routes);
}

/// Stock of one product.
#[derive(Serialize, ToSchema)]
pub struct ProductStock {
    /// The article number.
    sku: String,
    /// Every warehouse that has or had it.
    items: Vec<WarehouseStock>,
}

/// Stock of one product in one warehouse.
#[derive(Serialize, ToSchema)]
pub struct WarehouseStock {
    /// The warehouse's code.
    warehouse: String,
    /// What lies there.
    on_hand: Quantity,
    /// What is promised of it.
    reserved: Quantity,
    /// What can still be promised.
    available: Quantity,
    /// Since when the figure is known.
    as_of: Moment,
    /// How much is expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Quantity>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    expected_on: Option<NaiveDate>,
}

impl From<StockRow> for WarehouseStock {
    fn from(row: StockRow) -> Self {
        let available = row.available();
        Self {
            warehouse: row.code,
            on_hand: row.on_hand,
            reserved: row.reserved,
            available,
            as_of: row.as_of,
            expected: row.expected,
            expected_on: row.expected_on,
        }
    }
}

/// Stock of a product in every warehouse
#[utoipa::path(get, path = "/api/v1/stock/{sku}", tag = "stock", params(("sku" = String, Path, description = "The article number")),
    responses((status = 200, description = "Every warehouse", body = ProductStock), (status = 404, description = "No such product")))]
pub async fn stock(may: May<ReadStock>, sku: web::Path<String>) -> Answer<HttpResponse> {
    let shelf = may.read(sku.into_inner(), shelf::of_product).await?;
    Ok(HttpResponse::Ok()
        .json(ProductStock { sku: shelf.item.sku, items: shelf.rows.into_iter().map(WarehouseStock::from).collect() }))
}

/// A figure: so much lay there at that time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFigure {
    /// The warehouse's code.
    warehouse: String,
    /// What was counted.
    on_hand: Quantity,
    /// When; now, when not given.
    as_of: Option<Moment>,
    /// How much is expected; as it was known, when not given.
    expected: Option<Quantity>,
    /// When.
    #[schema(value_type = Option<String>, format = Date)]
    expected_on: Option<NaiveDate>,
}

/// What booking a figure did.
#[derive(Serialize, ToSchema)]
pub struct FigureBooked {
    /// `added`, `changed` or `unchanged`.
    outcome: String,
    /// Whether less lies there now than is promised, or more has left since the count than was counted.
    is_short: bool,
}

/// Book a stock figure
#[utoipa::path(put, path = "/api/v1/stock/{sku}", tag = "stock", params(("sku" = String, Path, description = "The article number")),
    request_body = NewFigure, responses((status = 200, description = "Booked as a movement against the figure of that time", body = FigureBooked),
    (status = 404, description = "No such product"), (status = 422, description = "An unknown warehouse, a figure below nothing or of the future")))]
pub async fn put_stock(may: May<ManageStock>, sku: web::Path<String>, Body(new): Body<NewFigure>) -> Answer<HttpResponse> {
    let figure = Figure {
        sku: sku.into_inner(),
        warehouse: new.warehouse,
        on_hand: new.on_hand,
        as_of: new.as_of,
        expected: new.expected,
        expected_on: new.expected_on,
    };
    let booked = may.write(figure, shelf::put).await?;
    let outcome = match (booked.added, booked.changed) {
        (0, 0) => "unchanged",
        (0, _) => "changed",
        _ => "added",
    };
    Ok(HttpResponse::Ok().json(FigureBooked { outcome: outcome.into(), is_short: booked.short > 0 }))
}
