//! The API's door to how promised days were kept: figures by warehouse and the shipped lines behind them.

use actix_web::HttpResponse;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::PromiseOrders;
use crate::access::{May, Routes};
use crate::orders::promise::{self, Asked, Kept, KeptBy, Outcome, Tally};
use crate::platform::error::Answer;
use crate::platform::values::Quantity;
use crate::platform::web::{Params, Sort, Voice, cursor};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/promises", promises);
}

/// Which days, and which shipped lines of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PromisesQuery {
    /// The first day, in the seller's time zone; thirty days before the last when not given.
    #[param(value_type = Option<String>)]
    from: Option<NaiveDate>,
    /// The last day; today when not given.
    #[param(value_type = Option<String>)]
    to: Option<NaiveDate>,
    /// Lines from this warehouse only, by code.
    warehouse: Option<String>,
    /// Lines that ended so only: `kept`, `late`, `unpromised`.
    #[param(value_type = Option<String>)]
    outcome: Option<Outcome>,
    /// `left` or `promised`, with a minus for the latest first; `-left` when not given.
    sort: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// How promises of a warehouse were kept, in shipped lines.
#[derive(Serialize, ToSchema)]
pub struct WarehousePromises {
    /// The warehouse's code.
    warehouse: String,
    /// Its name.
    name: String,
    /// Lines that left on the promised day or before.
    kept: i64,
    /// Lines that left later.
    late: i64,
    /// Lines that left without a promised day.
    unpromised: i64,
}

/// A shipped line beside its promise.
#[derive(Serialize, ToSchema)]
pub struct PromisedLine {
    /// The shipment's number.
    shipment: String,
    /// The order's number.
    order: String,
    /// The warehouse's code.
    warehouse: String,
    /// The article number.
    sku: String,
    /// The name as it was ordered.
    name: String,
    /// How much left.
    quantity: Quantity,
    /// The day that was promised; null where none was.
    #[schema(value_type = Option<String>, format = Date)]
    promised_on: Option<NaiveDate>,
    /// The day it left.
    #[schema(value_type = String, format = Date)]
    shipped_on: NaiveDate,
    /// How the promise ended: `kept`, `late`, `unpromised`.
    outcome: String,
}

/// How promises were kept.
#[derive(Serialize, ToSchema)]
pub struct PromisesView {
    /// The first day.
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    to: NaiveDate,
    /// The figures of these days, by warehouse.
    warehouses: Vec<WarehousePromises>,
    /// The lines behind them that were asked for, in the order that was asked for.
    items: Vec<PromisedLine>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

fn figures(l: Voice, tally: Tally) -> WarehousePromises {
    WarehousePromises {
        warehouse: tally.code,
        name: l.choose(tally.name, tally.name_en),
        kept: tally.kept,
        late: tally.late,
        unpromised: tally.unpromised,
    }
}

fn line(l: Voice, kept: Kept) -> PromisedLine {
    PromisedLine {
        outcome: kept.outcome().as_str().to_owned(),
        shipment: kept.shipment,
        order: kept.order,
        warehouse: kept.warehouse.code,
        sku: kept.sku,
        name: l.choose(kept.name, kept.name_en),
        quantity: kept.quantity,
        promised_on: kept.promised_on,
        shipped_on: kept.shipped_on,
    }
}

/// How promised days were kept
///
/// The figures are of all that left on these days; warehouse and outcome narrow the lines alone.
#[utoipa::path(get, path = "/api/v1/promises", tag = "shipments", params(PromisesQuery),
    responses((status = 200, description = "Figures and a page of lines", body = PromisesView), (status = 404, description = "No such warehouse")))]
pub async fn promises(may: May<PromiseOrders>, Params(query): Params<PromisesQuery>) -> Answer<HttpResponse> {
    let (l, limit) = (may.voice(), cursor::limit(query.limit)?);
    let sort = Sort::asked(query.sort.as_deref(), KeptBy::parse)?;
    let asked = Asked {
        from: query.from,
        to: query.to,
        warehouse: query.warehouse,
        outcome: query.outcome,
        sort,
        after: sort.after(query.cursor.as_deref())?,
        limit: limit + 1,
    };
    let report = may.read(asked, promise::report).await?;
    let (rows, next) = sort.cut(report.rows, limit, Kept::place);
    let told = PromisesView {
        from: report.from,
        to: report.to,
        warehouses: report.tallies.into_iter().map(|tally| figures(l, tally)).collect(),
        items: rows.into_iter().map(|kept| line(l, kept)).collect(),
        next,
    };
    Ok(HttpResponse::Ok().json(told))
}
