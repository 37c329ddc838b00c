//! The API's doors to quick order: many rows at once, looked at or put into the cart.

use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::FillCart;
use crate::access::{IdempotencyKey, May, Once, Routes};
use crate::orders::order_form::{self, SeenForm};
use crate::orders::quick::{self, Put, Report, Row, TypedRow, Wish};
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::formats;
use crate::platform::values::{Money, Quantity, UnitPrice};
use crate::platform::web::{Params, Voice, body};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/api/v1/quick-order", quick_order);
    routes.post("/api/v1/quick-order/cart", quick_order_to_cart);
}

/// Rows, as a text or one by one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuickOrder {
    /// One row a line: a code and a quantity, with tab, semicolon, comma or space between them.
    text: Option<String>,
    /// The rows one by one.
    lines: Option<Vec<QuickLine>>,
    /// For the cart: whether good rows go although others cannot.
    #[serde(default)]
    only_good: bool,
}

/// A row.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuickLine {
    /// An article number, the company's own part number or a barcode.
    code: String,
    /// How much; the least that can be ordered, when not given.
    quantity: Option<String>,
}

/// What rows come to.
#[derive(Serialize, ToSchema)]
pub struct QuickReport {
    /// ISO 4217.
    currency: String,
    /// Every row, in the order of the input.
    rows: Vec<QuickRow>,
    /// How many rows can be ordered.
    good: usize,
    /// How many cannot.
    bad: usize,
    /// What the good rows come to, as prices stand to VAT.
    sum: Money,
    /// The same with VAT.
    total: Money,
}

/// A row and what came of it.
#[derive(Serialize, ToSchema)]
pub struct QuickRow {
    /// The line it stands on, from 1.
    row: u64,
    /// What was typed.
    typed: String,
    /// The code as typed.
    code: String,
    /// `ok`, `added` (to an earlier row of the same product), `bad`.
    state: String,
    /// The article number.
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<String>,
    /// What the company calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    own_number: Option<String>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The unit of measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    /// How much would be ordered; of the first row of a product the sum of all its rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<Quantity>,
    /// Of one unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_price: Option<UnitPrice>,
    /// Price by quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    sum: Option<Money>,
    /// The row it was added to.
    #[serde(skip_serializing_if = "Option::is_none")]
    added_to: Option<u64>,
    /// Why it cannot be ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<QuickReason>,
    /// What should be known although it can.
    notices: Vec<QuickNotice>,
}

/// Why a row cannot be ordered.
#[derive(Serialize, ToSchema)]
pub struct QuickReason {
    /// A stable word.
    code: String,
    /// The words for people.
    message: String,
    /// The nearest quantities that can be ordered, where another quantity would help.
    offers: Vec<Quantity>,
}

/// Something to be known of a row.
#[derive(Serialize, ToSchema)]
pub struct QuickNotice {
    /// A stable word.
    code: String,
    /// The words for people.
    message: String,
}

/// What was put into the cart.
#[derive(Serialize, ToSchema)]
pub struct QuickPut {
    /// So many products.
    lines: usize,
    /// The report of all rows; those that cannot be ordered stayed outside.
    report: QuickReport,
}

fn view(l: Voice, report: &Report) -> QuickReport {
    QuickReport {
        currency: report.currency.code().into(),
        rows: report.rows.iter().map(|row| row_view(l, row)).collect(),
        good: report.good(),
        bad: report.bad(),
        sum: report.total.sum,
        total: report.total.gross,
    }
}

fn row_view(l: Voice, row: &Row) -> QuickRow {
    let product = row.product.as_ref();
    QuickRow {
        row: row.number,
        typed: row.typed.clone(),
        code: row.code.clone(),
        state: row.state().as_str().to_owned(),
        sku: product.map(|product| product.sku.clone()),
        own_number: row.own_number.clone(),
        name: product.map(|product| product.name_in(l.lang).to_owned()),
        unit: product.map(|product| product.unit_name(l.lang).to_owned()),
        quantity: row.quantity,
        unit_price: row.unit_price,
        sum: row.unit_price.map(|_| row.amounts.sum),
        added_to: row.added_to,
        reason: row.reason.as_ref().map(|reason| QuickReason {
            code: reason.code.to_owned(),
            message: l.tell(&reason.message),
            offers: reason.offers.clone(),
        }),
        notices: row
            .notices
            .iter()
            .map(|notice| QuickNotice { code: notice.code.to_owned(), message: l.tell(&notice.message) })
            .collect(),
    }
}

/// The rows of a body, whatever it is, with the prices of an order form, and whether it asks for the good ones alone.
async fn rows(
    may: &May<FillCart>,
    request: &HttpRequest,
    payload: web::Payload,
) -> Answer<(Vec<TypedRow>, Option<SeenForm>, bool)> {
    let told = request.content_type().to_ascii_lowercase();
    let bytes = body::whole(payload, quick::LARGEST_FILE).await?;
    match told.as_str() {
        "application/json" => {
            let wanted: QuickOrder = body::json(&bytes)?;
            let rows = match (wanted.text, wanted.lines) {
                (Some(text), None) => quick::rows_of_text(&text, None)?,
                (None, Some(lines)) => quick::rows_of_lines(lines.into_iter().map(|line| (line.code, line.quantity)).collect())?,
                _ => return Err(No::invalid("/text", "text_or_lines", say!("quick-text-or-lines"))),
            };
            Ok((rows, None, wanted.only_good))
        }
        "text/csv" | "text/plain" | formats::XLSX => {
            let (rows, form) = tokio::task::spawn_blocking(move || quick::rows_of_file(&bytes)).await.map_err(No::failed)??;
            Ok((rows, form.map(|form| form.seen(|text| may.seal(text))), false))
        }
        _ => Err(Refusal::new(Kind::Transport(415), "unknown_format", say!("quick-unknown-format")).into()),
    }
}

/// Look at rows
#[utoipa::path(post, path = "/api/v1/quick-order", tag = "cart", request_body(content = QuickOrder, description = "JSON; or the rows as text/csv, text/plain or the first sheet of a workbook, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet. At most 2,000 rows and 5 MiB"),
    responses((status = 200, description = "What the rows come to; nothing is stored", body = QuickReport), (status = 413, description = "Too large"),
        (status = 415, description = "None of these formats"), (status = 422, description = "No rows, or too many")))]
pub async fn quick_order(may: May<FillCart>, request: HttpRequest, payload: web::Payload) -> Answer<HttpResponse> {
    let (rows, form, _) = rows(&may, &request, payload).await?;
    let report = may.read((rows, form), order_form::check).await?;
    Ok(HttpResponse::Ok().json(view(may.voice(), &report)))
}

/// How rows are to be put into the cart.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PutQuery {
    /// Whether good rows go although others cannot; in JSON it may stand in the body.
    #[serde(default)]
    only_good: bool,
}

/// Put rows into the cart
#[utoipa::path(post, path = "/api/v1/quick-order/cart", tag = "cart", params(PutQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "Made by the caller; rows sent again under the same key are put once")),
    request_body(content = QuickOrder, description = "As for looking at rows"),
    responses((status = 200, description = "What was put, or was put before under the same key (Idempotency-Replayed: true); products that were there are raised by so much", body = QuickPut),
        (status = 422, description = "No rows, or too many; or code `bad_rows`: the member `report` tells them, and nothing was put")))]
pub async fn quick_order_to_cart(
    may: May<FillCart>,
    Params(asked): Params<PutQuery>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let l = may.voice();
    let (rows, form, only_good) = rows(&may, &request, payload).await?;
    let wish = Wish { rows: rows.clone(), is_only_good: only_good || asked.only_good };
    match put(&may, &request, wish).await {
        Ok(put) => {
            let report = may.read((rows, form), order_form::check).await?;
            Ok(put.answer(HttpResponse::Ok()).json(QuickPut { lines: put.value.lines, report: view(l, &report) }))
        }
        Err(No::Refused(refusal)) if refusal.code == quick::BAD_ROWS => {
            let report = may.read((rows, form), order_form::check).await?;
            Err((*refusal).with("report", view(l, &report)).into())
        }
        Err(no) => Err(no),
    }
}

async fn put(may: &May<FillCart>, request: &HttpRequest, wish: Wish) -> Answer<Once<Put>> {
    if request.headers().contains_key("idempotency-key") {
        let key = IdempotencyKey::of(request)?;
        return may.write_once("quick", &key, wish, quick::put).await;
    }
    Ok(Once { value: may.write(wish, quick::put).await?, is_replayed: false })
}
