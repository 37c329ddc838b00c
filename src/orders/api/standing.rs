//! The API's doors to standing orders.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::lists::source_of;
use crate::access::permission::Permission;
use crate::access::permission::marks::{FillCart, PlaceOrders};
use crate::access::{May, Routes};
use crate::orders::standing::{
    self, Change, Different, NewStanding, Opened, Outcome, PricePolicy, Run, Schedule, StandingId, State,
};
use crate::orders::store::StandingRow;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Money, Quantity, UnitPrice};
use crate::platform::web::{Body, Voice};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/standing-orders", standing_orders);
    routes.post("/api/v1/standing-orders", make_standing);
    routes.get("/api/v1/standing-orders/{id}", one_standing);
    routes.put("/api/v1/standing-orders/{id}", change_standing);
    routes.put("/api/v1/standing-orders/{id}/skip", skip_standing);
    routes.put("/api/v1/standing-orders/{id}/state", set_standing_state);
}

fn id_of(path: &str) -> Answer<StandingId> {
    StandingId::parse(path).ok_or_else(No::not_found)
}

/// A standing order.
#[derive(Serialize, ToSchema)]
pub struct StandingView {
    /// Its id.
    #[schema(value_type = String)]
    id: StandingId,
    /// Its name.
    name: String,
    /// The contract.
    contract: String,
    /// The delivery address by its name; the usual one when null.
    delivery_address: Option<String>,
    /// When it repeats: `{"repeats": "weekly", "days": ["mon"]}`, `{"repeats": "monthly", "day": 15}`, `{"repeats": "month_end"}`.
    #[schema(value_type = Object)]
    schedule: Schedule,
    /// The first day on which it may come.
    starts_on: NaiveDate,
    /// The last one.
    ends_on: Option<NaiveDate>,
    /// `current` or `original`.
    #[schema(value_type = String)]
    price_policy: PricePolicy,
    /// `active`, `paused`, `ended`.
    #[schema(value_type = String)]
    state: State,
    /// The next date.
    next_on: Option<NaiveDate>,
    /// The date that is left out.
    skip_on: Option<NaiveDate>,
}

/// Standing orders.
#[derive(Serialize, ToSchema)]
pub struct StandingsView {
    /// By name.
    items: Vec<StandingView>,
    /// Nothing: they all come at once.
    next: Option<String>,
}

/// A standing order with what it would be today and what became of its dates.
#[derive(Serialize, ToSchema)]
pub struct OpenedStandingView {
    /// The standing order.
    standing: StandingView,
    /// ISO 4217.
    currency: String,
    /// What would be ordered today.
    lines: Vec<ExpectedView>,
    /// What the goods come to, with VAT.
    total: Money,
    /// The last dates, the latest first.
    runs: Vec<RunView>,
}

/// A line as it would be ordered today.
#[derive(Serialize, ToSchema)]
pub struct ExpectedView {
    /// The article number.
    sku: String,
    /// The name.
    name: String,
    /// How much.
    quantity: Quantity,
    /// What one unit was agreed at, or cost the time before.
    price_was: Option<UnitPrice>,
    /// What one unit would be sold at; null where it cannot be ordered.
    unit_price: Option<UnitPrice>,
    /// What is different from the time before.
    differences: Vec<DifferentView>,
}

/// Something that is different.
#[derive(Serialize, ToSchema)]
pub struct DifferentView {
    /// The article number.
    sku: String,
    /// `price`, `kept`, `quantity`, `stock_short`, `no_price`, `not_allowed`.
    what: String,
    /// The same in words.
    message: String,
}

/// What became of a date.
#[derive(Serialize, ToSchema)]
pub struct RunView {
    /// The date.
    on: NaiveDate,
    /// `placed`, `refused`, `skipped`, `missed`.
    #[schema(value_type = String)]
    outcome: Outcome,
    /// The order's number.
    order: Option<String>,
    /// Why there was none, by code.
    code: Option<String>,
    /// The same in words.
    reason: Option<String>,
    /// What was different.
    differences: Vec<DifferentView>,
}

fn view(row: &StandingRow) -> StandingView {
    StandingView {
        id: row.id,
        name: row.name.clone(),
        contract: row.contract.clone(),
        delivery_address: row.address.clone(),
        schedule: row.schedule.clone(),
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        price_policy: row.policy,
        state: row.state,
        next_on: row.next_on,
        skip_on: row.skip_on,
    }
}

fn opened_view(l: Voice, opened: &Opened) -> OpenedStandingView {
    let currency = opened.outlook.currency;
    let told = |all: &[Different]| -> Vec<DifferentView> {
        let one = |d: &Different| DifferentView { sku: d.sku.clone(), what: d.what.clone(), message: d.words(l, currency) };
        all.iter().map(one).collect()
    };
    let run = |run: &Run| RunView {
        on: run.on,
        outcome: run.outcome,
        order: run.order.clone(),
        code: run.code.clone(),
        reason: run.reason.clone().map(|(ru, en)| l.choose(ru, en)),
        differences: told(&run.differences),
    };
    let lines = opened.outlook.lines.iter().map(|line| ExpectedView {
        sku: line.kept.sku.clone(),
        name: line.kept.name_in(l.lang).to_owned(),
        quantity: line.line.as_ref().map_or(line.kept.quantity, |line| line.quantity),
        price_was: line.kept.seen,
        unit_price: line.line.as_ref().and_then(|line| Some(line.quote.as_ref()?.unit_price)),
        differences: told(&line.differences),
    });
    OpenedStandingView {
        lines: lines.collect(),
        standing: view(&opened.row),
        currency: currency.code().into(),
        total: opened.outlook.total,
        runs: opened.runs.iter().map(run).collect(),
    }
}

async fn answer<P: Permission>(may: &May<P>, id: StandingId) -> Answer<OpenedStandingView> {
    Ok(opened_view(may.voice(), &may.read(id, standing::open).await?))
}

/// Standing orders
#[utoipa::path(get, path = "/api/v1/standing-orders", tag = "standing orders", responses((status = 200, description = "Those within reach", body = StandingsView)))]
pub async fn standing_orders(may: May<FillCart>) -> Answer<HttpResponse> {
    let items = may.read((), standing::all).await?.iter().map(view).collect();
    Ok(HttpResponse::Ok().json(StandingsView { items, next: None }))
}

/// A standing order to be made, of one of the four.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedStanding {
    /// Its name.
    name: String,
    /// Whether it is made of the cart.
    #[serde(default)]
    from_cart: bool,
    /// The id of the list it is made of.
    list: Option<String>,
    /// The number of the order it is made of.
    order: Option<String>,
    /// Rows of codes and quantities, as for quick order.
    text: Option<String>,
    /// A delivery address by its name; the usual one when not given.
    delivery_address: Option<String>,
    /// When it repeats: `{"repeats": "weekly", "days": ["mon"]}`, `{"repeats": "monthly", "day": 15}`, `{"repeats": "month_end"}`.
    #[schema(value_type = Object)]
    schedule: Schedule,
    /// The first day on which it may come; tomorrow when not given.
    starts_on: Option<NaiveDate>,
    /// The last one.
    ends_on: Option<NaiveDate>,
    /// `current` (as when not given) or `original`.
    #[schema(value_type = Option<String>)]
    price_policy: Option<PricePolicy>,
}

/// Make a standing order
#[utoipa::path(post, path = "/api/v1/standing-orders", tag = "standing orders", request_body = WantedStanding,
    responses((status = 201, description = "It will come by the calendar", body = OpenedStandingView), (status = 409, description = "Not in person, or nothing to order"), (status = 422, description = "Fields that do not fit")))]
pub async fn make_standing(may: May<PlaceOrders>, Body(wanted): Body<WantedStanding>) -> Answer<HttpResponse> {
    let source = source_of(wanted.from_cart, wanted.order, wanted.text, wanted.list.as_deref())?;
    let new = NewStanding {
        name: wanted.name,
        source: source.ok_or_else(|| No::invalid("/text", "one_source", say!("list-one-source")))?,
        address: wanted.delivery_address,
        schedule: wanted.schedule,
        starts_on: wanted.starts_on,
        ends_on: wanted.ends_on,
        policy: wanted.price_policy.unwrap_or(PricePolicy::Current),
    };
    let id = may.write(new, standing::make).await?;
    let place = ("Location", format!("/api/v1/standing-orders/{id}"));
    Ok(HttpResponse::Created().insert_header(place).json(answer(&may, id).await?))
}

/// One standing order
#[utoipa::path(get, path = "/api/v1/standing-orders/{id}", tag = "standing orders", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "With what it would be today", body = OpenedStandingView), (status = 404, description = "No such one within reach")))]
pub async fn one_standing(may: May<FillCart>, id: web::Path<String>) -> Answer<HttpResponse> {
    Ok(HttpResponse::Ok().json(answer(&may, id_of(&id)?).await?))
}

/// What of a standing order shall be otherwise; what is not given stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingChange {
    /// Its name.
    name: Option<String>,
    /// When it repeats.
    #[schema(value_type = Option<Object>)]
    schedule: Option<Schedule>,
    /// The last day; null takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = Date)]
    ends_on: Option<Option<NaiveDate>>,
    /// `current` or `original`.
    #[schema(value_type = Option<String>)]
    price_policy: Option<PricePolicy>,
    /// All its lines: rows of codes and quantities.
    text: Option<String>,
}

/// What is given is told apart from what is not, also where null is given.
fn given<'de, D, T>(value: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(value).map(Some)
}

/// Change a standing order
#[utoipa::path(put, path = "/api/v1/standing-orders/{id}", tag = "standing orders", params(("id" = String, Path, description = "Its id")), request_body = StandingChange,
    responses((status = 200, description = "As it is now", body = OpenedStandingView), (status = 403, description = "Another's"), (status = 409, description = "It has ended")))]
pub async fn change_standing(
    may: May<PlaceOrders>,
    id: web::Path<String>,
    Body(wanted): Body<StandingChange>,
) -> Answer<HttpResponse> {
    let id = id_of(&id)?;
    let change = Change {
        id,
        name: wanted.name,
        schedule: wanted.schedule,
        ends_on: wanted.ends_on,
        policy: wanted.price_policy,
        source: source_of(false, None, wanted.text, None)?,
    };
    may.write(change, standing::change).await?;
    Ok(HttpResponse::Ok().json(answer(&may, id).await?))
}

/// Whether the next date is left out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedSkip {
    /// Whether.
    skip: bool,
}

/// Leave the next date out, or take that back
#[utoipa::path(put, path = "/api/v1/standing-orders/{id}/skip", tag = "standing orders", params(("id" = String, Path, description = "Its id")), request_body = WantedSkip,
    responses((status = 200, description = "As it is now", body = OpenedStandingView), (status = 409, description = "There is no next date")))]
pub async fn skip_standing(may: May<PlaceOrders>, id: web::Path<String>, Body(wanted): Body<WantedSkip>) -> Answer<HttpResponse> {
    let id = id_of(&id)?;
    may.write((id, wanted.skip), standing::skip).await?;
    Ok(HttpResponse::Ok().json(answer(&may, id).await?))
}

/// The state it shall have.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedState {
    /// `active`, `paused`, `ended`.
    #[schema(value_type = String)]
    state: State,
}

/// Pause, resume or end a standing order
#[utoipa::path(put, path = "/api/v1/standing-orders/{id}/state", tag = "standing orders", params(("id" = String, Path, description = "Its id")), request_body = WantedState,
    responses((status = 200, description = "As it is now", body = OpenedStandingView), (status = 409, description = "It has ended")))]
pub async fn set_standing_state(
    may: May<PlaceOrders>,
    id: web::Path<String>,
    Body(wanted): Body<WantedState>,
) -> Answer<HttpResponse> {
    let id = id_of(&id)?;
    may.write((id, wanted.state), standing::set_state).await?;
    Ok(HttpResponse::Ok().json(answer(&may, id).await?))
}
