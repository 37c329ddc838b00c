//! The API's doors to editing an order in the office: a draft that is kept, what it would do, and applying it.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::changes::{ChangeEffectView, OrderChangeView, OrderDifferenceView, difference_views, effect_view, told};
use crate::access::permission::marks::EditOrders;
use crate::access::{IdempotencyKey, May, Routes};
use crate::orders::draft::{self, Application, Draft};
use crate::orders::revision::{RevisedLine, RevisedTerms, Revision};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Money, Quantity, UnitPrice};
use crate::platform::web::{Body, Voice};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/orders/{number}/draft", order_draft);
    routes.put("/api/v1/orders/{number}/draft", put_draft);
    routes.delete("/api/v1/orders/{number}/draft", delete_draft);
    routes.post("/api/v1/orders/{number}/draft/applications", apply_draft);
}

/// What a line shall be.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftLine {
    /// The article number; one that the order lacks is added.
    sku: String,
    /// How much is wanted of it altogether; 0 cancels what is open.
    quantity: Quantity,
    /// A price agreed for this order, not below the floor; made anew when not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_price: Option<UnitPrice>,
    /// Why that price; needed with it. Colleagues read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// Terms, all of them: what is null is taken away.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftTerms {
    /// A delivery address by its name; null where it stays.
    address: Option<String>,
    /// The day it is wished.
    requested_on: Option<NaiveDate>,
    /// What the buyer adds.
    comment: Option<String>,
}

/// A draft of an order.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedDraft {
    /// The order's version that was seen.
    version: i64,
    /// The lines that shall be different.
    lines: Vec<DraftLine>,
    /// Where it goes and when, and what is said to it; not given where that stays.
    terms: Option<DraftTerms>,
}

/// Why a draft cannot be applied.
#[derive(Serialize, ToSchema)]
pub struct DraftProblemView {
    /// A stable word.
    code: String,
    /// The reason in words.
    title: String,
    /// Fields that do not fit, in words.
    reasons: Vec<String>,
}

/// A draft, and what it would do.
#[derive(Serialize, ToSchema)]
pub struct DraftView {
    /// The order's number.
    order: String,
    /// The order's version that the draft starts from.
    version: i64,
    /// The order's version now.
    current_version: i64,
    /// Whether something was typed.
    is_kept: bool,
    /// The lines that shall be different.
    lines: Vec<DraftLine>,
    /// Where it goes and when, and what is said to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<DraftTerms>,
    /// What is different about the order since the draft was begun.
    since: Vec<OrderDifferenceView>,
    /// What the draft would do.
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<ChangeEffectView>,
    /// Why it cannot be applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<DraftProblemView>,
}

fn problem(l: Voice, no: &No) -> Option<DraftProblemView> {
    let No::Refused(refusal) = no else { return None };
    Some(DraftProblemView {
        code: refusal.code.to_owned(),
        title: l.tell(&refusal.message),
        reasons: refusal.faults.iter().map(|fault| l.tell(&fault.message)).collect(),
    })
}

async fn show(may: &May<EditOrders>, number: String) -> Answer<HttpResponse> {
    let l = may.voice();
    let opened = may.read(number, draft::look).await?;
    let Draft { version, revision } = opened.draft;
    let line = |line: RevisedLine| DraftLine {
        sku: line.sku,
        quantity: line.quantity,
        unit_price: line.unit_price,
        reason: line.reason,
    };
    let terms =
        |terms: RevisedTerms| DraftTerms { address: terms.address, requested_on: terms.requested_on, comment: terms.comment };
    let (effect, problem) = match &opened.effect {
        Some(Ok(effect)) => (Some(effect_view(effect)), None),
        Some(Err(no)) => (None, problem(l, no)),
        None => (None, None),
    };
    Ok(HttpResponse::Ok().json(DraftView {
        order: opened.order.number,
        version,
        current_version: opened.order.version,
        is_kept: opened.is_kept,
        lines: revision.lines.into_iter().map(line).collect(),
        terms: revision.terms.map(terms),
        since: difference_views(&opened.since),
        effect,
        problem,
    }))
}

/// One's own draft of an order
#[utoipa::path(get, path = "/api/v1/orders/{number}/draft", tag = "orders", params(("number" = String, Path, description = "The order's number")),
    responses((status = 200, description = "The draft; one that changes nothing where nothing was typed", body = DraftView), (status = 404, description = "No such order within reach")))]
pub async fn order_draft(may: May<EditOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    show(&may, number.into_inner()).await
}

/// Keep a draft of an order
#[utoipa::path(put, path = "/api/v1/orders/{number}/draft", tag = "orders", params(("number" = String, Path, description = "The order's number")),
    request_body = WantedDraft, responses((status = 200, description = "Kept, with what it would do or why it cannot be applied", body = DraftView),
    (status = 404, description = "No such order within reach"), (status = 422, description = "Texts that do not fit")))]
pub async fn put_draft(may: May<EditOrders>, number: web::Path<String>, Body(wanted): Body<WantedDraft>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let line = |line: DraftLine| RevisedLine {
        sku: line.sku,
        quantity: line.quantity,
        unit_price: line.unit_price,
        reason: line.reason,
    };
    let terms = wanted.terms.map(|terms| RevisedTerms {
        address: terms.address,
        requested_on: terms.requested_on,
        comment: terms.comment,
    });
    let revision = Revision { lines: wanted.lines.into_iter().map(line).collect(), terms };
    may.write((number.clone(), Draft { version: wanted.version, revision }), draft::keep).await?;
    show(&may, number).await
}

/// Throw one's own draft of an order away
#[utoipa::path(delete, path = "/api/v1/orders/{number}/draft", tag = "orders", params(("number" = String, Path, description = "The order's number")),
    responses((status = 204, description = "Thrown away; the order stays as it is"), (status = 404, description = "No such order within reach")))]
pub async fn delete_draft(may: May<EditOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    may.write(number.into_inner(), draft::discard).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// That a draft is applied.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedApplication {
    /// The total that was shown; another one is not applied unseen.
    total: Option<Money>,
    /// Why, in words for the buyer.
    reason: Option<String>,
}

/// Apply one's own draft of an order
#[utoipa::path(post, path = "/api/v1/orders/{number}/draft/applications", tag = "orders",
    params(("number" = String, Path, description = "The order's number"), ("Idempotency-Key" = String, Header, description = "Made by the caller; the same key applies once")),
    request_body = WantedApplication, responses((status = 200, description = "Applied; the buyer is written to", body = OrderChangeView),
    (status = 202, description = "It costs more and the buyer was asked, or the warehouse has begun and was asked", body = OrderChangeView),
    (status = 404, description = "No such order within reach"), (status = 409, description = "The order is another by now (differences), there is no draft, or it cannot be applied"),
    (status = 422, description = "Fields that do not fit")))]
pub async fn apply_draft(
    may: May<EditOrders>,
    number: web::Path<String>,
    request: HttpRequest,
    Body(wanted): Body<WantedApplication>,
) -> Answer<HttpResponse> {
    let key = IdempotencyKey::of(&request)?;
    let new = Application { order: number.into_inner(), total: wanted.total, reason: wanted.reason };
    let done = may.write_once("applications", &key, new, draft::apply).await?;
    Ok(told(&done))
}
