//! Prices of many lines at once, for programs: what each comes to, what more would bring, why it cannot be ordered so. Nothing is stored.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::sheet::{self, Line, Typed};
use crate::access::permission::marks::SeeCatalogue;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Money, Quantity, UnitPrice};
use crate::platform::web::{Body, Voice};
use crate::pricing::terms::TierKind;
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/api/v1/prices/quotes", quote_lines);
}

/// Lines to be priced.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinesToPrice {
    /// The lines, at most 2000.
    lines: Vec<LineToPrice>,
}

/// A line to be priced.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineToPrice {
    /// The article number.
    sku: String,
    /// A decimal in a string.
    quantity: Quantity,
}

/// Lines with their prices.
#[derive(Serialize, ToSchema)]
pub struct LinePrices {
    /// The lines, in the order given.
    lines: Vec<LinePrice>,
    /// How many of them can be ordered.
    count: usize,
    /// ISO 4217.
    currency: String,
    /// What they come to, as the prices stand to VAT.
    sum: Money,
    /// Without VAT.
    net: Money,
    /// All VAT.
    vat: Money,
    /// With VAT; without delivery.
    gross: Money,
}

/// A line with its price.
#[derive(Serialize, ToSchema)]
pub struct LinePrice {
    /// The article number, as it was given.
    sku: String,
    /// How much.
    quantity: Quantity,
    /// Of one unit; null without a price and where the quantity cannot be ordered.
    unit_price: Option<UnitPrice>,
    /// Price by quantity; null where there is no price.
    sum: Option<Money>,
    /// What buying more would bring.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<TierHint>,
    /// Why it cannot be ordered so, or not all of it now.
    #[serde(skip_serializing_if = "Option::is_none")]
    objection: Option<LineObjection>,
}

/// The next tier that makes one unit cheaper.
#[derive(Serialize, ToSchema)]
pub struct TierHint {
    /// From this quantity on.
    from_quantity: Quantity,
    /// How much more that is.
    more: Quantity,
    /// How far the price of one unit falls, in whole percent, rounded down.
    percent: i64,
    /// `whole`: of the whole line; `above`: only of what goes beyond the tier.
    #[schema(value_type = String)]
    tier: TierKind,
}

/// Why a line cannot be ordered so.
#[derive(Serialize, ToSchema)]
pub struct LineObjection {
    /// A stable word; `stock_short` does not keep the line out of the cart.
    code: String,
    /// The words for people.
    message: String,
    /// Quantities that can be ordered instead.
    offers: Vec<Quantity>,
}

/// Price many lines at this moment
#[utoipa::path(post, path = "/api/v1/prices/quotes", tag = "catalogue", request_body = LinesToPrice,
    responses((status = 200, description = "The lines with their prices; nothing is stored", body = LinePrices), (status = 422, description = "Fields that do not fit")))]
pub async fn quote_lines(may: May<SeeCatalogue>, Body(wanted): Body<LinesToPrice>) -> Answer<HttpResponse> {
    let l = may.voice();
    let typed_of = |line: &LineToPrice| Typed { sku: line.sku.clone(), text: line.quantity.plain(), was: None };
    let typed: Vec<Typed> = wanted.lines.iter().map(typed_of).collect();
    if typed.is_empty() {
        return Err(No::invalid("/lines", "missing", say!("error-field-missing", name = "lines")));
    }
    let priced = may.read((l.lang, typed), sheet::priced).await?;
    let lines = wanted.lines.iter().zip(&priced.lines).map(|(given, line)| told(l, given, line.as_ref())).collect();
    let amounts = priced.total.amounts;
    Ok(HttpResponse::Ok().json(LinePrices {
        lines,
        count: priced.total.lines,
        currency: priced.contract.currency.code().into(),
        sum: amounts.sum,
        net: amounts.net,
        vat: amounts.vat,
        gross: amounts.gross,
    }))
}

fn told(l: Voice, given: &LineToPrice, line: Option<&Line>) -> LinePrice {
    let (sku, quantity) = (given.sku.clone(), given.quantity);
    let Some(line) = line else {
        let message = l.tell(&say!("order-unknown-product", sku = &sku));
        let objection = Some(LineObjection { code: "unknown_product".into(), message, offers: Vec::new() });
        return LinePrice { sku, quantity, unit_price: None, sum: None, hint: None, objection };
    };
    LinePrice {
        sku,
        quantity,
        unit_price: line.unit_price,
        sum: line.amounts.map(|amounts| amounts.sum),
        hint: line.hint.map(|hint| TierHint {
            from_quantity: hint.from,
            more: hint.more,
            percent: hint.percent,
            tier: hint.kind,
        }),
        objection: line.objection.as_ref().map(|objection| LineObjection {
            code: objection.code.into(),
            message: l.tell(&objection.message),
            offers: objection.offers.clone(),
        }),
    }
}
