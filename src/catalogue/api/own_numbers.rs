//! The API's doors to the own part numbers of the caller's company.

use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::{ReadCompany, RunCompany};
use crate::access::{May, Routes};
use crate::catalogue::own_number::{self, Effect, Filter, Load, Plan};
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::formats;
use crate::platform::web::{Params, Voice, body, cursor};
use crate::say;

/// The greatest table.
const LIMIT: usize = 20 * 1024 * 1024;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/own-numbers", own_numbers);
    routes.post("/api/v1/own-numbers", load_own_numbers);
    routes.delete("/api/v1/own-numbers", delete_own_number);
}

/// Which numbers.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OwnNumbersQuery {
    /// Words of the number, the article number or the name.
    #[serde(default)]
    q: String,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// An own part number.
#[derive(Serialize, ToSchema)]
pub struct OwnNumberView {
    /// The company's number.
    number: String,
    /// The article number it stands for.
    sku: String,
    /// The product's name.
    name: String,
}

/// A page of own part numbers.
#[derive(Serialize, ToSchema)]
pub struct OwnNumbersView {
    /// The numbers, in their order.
    items: Vec<OwnNumberView>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// The company's own part numbers
#[utoipa::path(get, path = "/api/v1/own-numbers", tag = "company", params(OwnNumbersQuery),
    responses((status = 200, description = "For goods that its contracts allow", body = OwnNumbersView)))]
pub async fn own_numbers(may: May<ReadCompany>, Params(query): Params<OwnNumbersQuery>) -> Answer<HttpResponse> {
    let l = may.voice();
    let words = query.q.chars().take(100).collect();
    let filter = Filter { words, after: cursor::read(query.cursor.as_deref())?, limit: cursor::limit(query.limit)? };
    let (found, next) = may.read(filter, own_number::list).await?;
    let items =
        found.into_iter().map(|own| OwnNumberView { name: own.name_in(l.lang).to_owned(), number: own.number, sku: own.sku });
    Ok(HttpResponse::Ok().json(OwnNumbersView { items: items.collect(), next }))
}

/// How a table is to be loaded.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LoadQuery {
    /// Whether it is only tried: told what it would do, and nothing stored.
    #[serde(default)]
    dry_run: bool,
    /// Whether good rows are loaded although others cannot be.
    #[serde(default)]
    only_good: bool,
}

/// What a table did, or would do.
#[derive(Serialize, ToSchema)]
pub struct LoadView {
    /// Whether it was only tried.
    dry_run: bool,
    /// Numbers that were not there.
    added: usize,
    /// Numbers that stand for another product now.
    changed: usize,
    /// Numbers that were so already.
    unchanged: usize,
    /// Rows that cannot be.
    refused: usize,
    /// Every row, in the order of the table.
    rows: Vec<LoadedRow>,
}

/// A row of a table.
#[derive(Serialize, ToSchema)]
pub struct LoadedRow {
    /// Where it stands in the table.
    line: u64,
    /// The article number as typed.
    sku: String,
    /// The own number as typed.
    number: String,
    /// `added`, `changed`, `unchanged`, `refused`.
    effect: String,
    /// Why it cannot be, as a stable word.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// The same for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

fn view(l: Voice, plan: &Plan, dry_run: bool) -> LoadView {
    let rows = plan.rows.iter().map(|planned| LoadedRow {
        line: planned.row.line,
        sku: planned.row.sku.clone(),
        number: planned.row.number.clone(),
        effect: planned.effect.as_str().to_owned(),
        code: planned.fault.as_ref().map(|fault| fault.code.to_owned()),
        reason: planned.fault.as_ref().map(|fault| l.tell(&fault.message)),
    });
    LoadView {
        dry_run,
        added: plan.count(Effect::Added),
        changed: plan.count(Effect::Changed),
        unchanged: plan.count(Effect::Unchanged),
        refused: plan.count(Effect::Refused),
        rows: rows.collect(),
    }
}

/// Load own part numbers
#[utoipa::path(post, path = "/api/v1/own-numbers", tag = "company", params(LoadQuery),
    request_body(content = String, content_type = "text/csv", description = "A table with the columns `sku` and `number`, at most 10,000 rows: CSV, or the first sheet of a workbook as application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    responses((status = 200, description = "What the table did", body = LoadView), (status = 409, description = "Some rows cannot be loaded, and `only_good` was not asked for: nothing is stored"),
        (status = 415, description = "Neither CSV nor a workbook"), (status = 422, description = "A column is missing, or there are no rows")))]
pub async fn load_own_numbers(
    may: May<RunCompany>,
    Params(asked): Params<LoadQuery>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let told = request.content_type();
    if !told.eq_ignore_ascii_case("text/csv") && !told.eq_ignore_ascii_case(formats::XLSX) {
        return Err(Refusal::new(Kind::Transport(415), "not_csv", say!("import-not-csv")).into());
    }
    let bytes = body::whole(payload, LIMIT).await?;
    let rows = tokio::task::spawn_blocking(move || own_number::read(&bytes)).await.map_err(No::failed)??;
    let plan = if asked.dry_run {
        may.read(rows, own_number::plan).await?
    } else {
        may.write(Load { rows, is_only_good: asked.only_good }, own_number::load).await?
    };
    Ok(HttpResponse::Ok().json(view(may.voice(), &plan, asked.dry_run)))
}

/// Which number.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct NumberQuery {
    /// The company's number.
    number: String,
}

/// Forget an own part number
#[utoipa::path(delete, path = "/api/v1/own-numbers", tag = "company", params(NumberQuery),
    responses((status = 204, description = "It is forgotten"), (status = 404, description = "The company has no such number")))]
pub async fn delete_own_number(may: May<RunCompany>, Params(query): Params<NumberQuery>) -> Answer<HttpResponse> {
    may.write(query.number, own_number::remove).await?;
    Ok(HttpResponse::NoContent().finish())
}
