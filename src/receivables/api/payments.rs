//! The API's doors to payments: a page of them, booking one, undoing one.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::{BookPayments, ReadMoney};
use crate::access::{IdempotencyKey, May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Money};
use crate::platform::web::{Body, Params, Sort, cursor};
use crate::receivables::payment::{self, Booked, Filter, Listed, NewPayment, Part, PaymentId, PaymentsBy, Reversal, Source};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/payments", payments);
    routes.post("/api/v1/payments", book_payment);
    routes.post("/api/v1/payments/{id}/reversals", reverse_payment);
}

/// Which payments.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PaymentsQuery {
    /// Of this contract only, by number.
    contract: Option<String>,
    /// Of this partner only, by code.
    partner: Option<String>,
    /// Of or after this day.
    #[param(value_type = Option<String>)]
    from: Option<NaiveDate>,
    /// Of or before this day.
    #[param(value_type = Option<String>)]
    to: Option<NaiveDate>,
    /// `booked`, `paid` or `amount`, with a minus for the greatest first; `-booked` when not given.
    sort: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// A part of a payment.
#[derive(Serialize, ToSchema)]
pub struct PaymentPart {
    /// The invoice's number.
    invoice: String,
    /// How much.
    amount: Money,
}

fn parts(parts: Vec<Part>) -> Vec<PaymentPart> {
    parts.into_iter().map(|part| PaymentPart { invoice: part.invoice, amount: part.amount }).collect()
}

/// A payment.
#[derive(Serialize, ToSchema)]
pub struct PaymentView {
    /// Its id.
    id: String,
    /// The contract's number.
    contract: String,
    /// The partner's code.
    partner: String,
    /// How much; below nothing where it takes another back.
    amount: Money,
    /// ISO 4217.
    currency: String,
    /// The day of the payment.
    #[schema(value_type = String, format = Date)]
    paid_on: NaiveDate,
    /// What the bank or the accountant calls it.
    reference: String,
    /// Where it comes from: `hand`, `table`, `bank`, `opening`.
    source: String,
    /// When it was booked.
    booked_at: Moment,
    /// The payment it takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    reverses: Option<String>,
    /// Why it takes it back; for the seller's own people only.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Whether it was taken back itself.
    reversed: bool,
    /// What went where.
    allocated: Vec<PaymentPart>,
    /// What no invoice has taken so far.
    advance: Money,
}

fn view(row: Listed, is_staff: bool) -> PaymentView {
    PaymentView {
        id: row.id.to_string(),
        contract: row.contract,
        partner: row.partner.0,
        amount: row.amount,
        currency: row.currency.code().to_owned(),
        paid_on: row.paid_on,
        reference: row.reference,
        source: row.source.as_str().to_owned(),
        booked_at: row.booked_at,
        reverses: row.reverses.map(|id| id.to_string()),
        reason: row.reason.filter(|_| is_staff),
        reversed: row.is_reversed,
        allocated: parts(row.allocated),
        advance: row.advance,
    }
}

/// A page of payments.
#[derive(Serialize, ToSchema)]
pub struct PaymentViews {
    /// The payments, the latest first.
    items: Vec<PaymentView>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// Payments within reach
#[utoipa::path(get, path = "/api/v1/payments", tag = "money", params(PaymentsQuery), responses((status = 200, description = "A page", body = PaymentViews)))]
pub async fn payments(may: May<ReadMoney>, Params(query): Params<PaymentsQuery>) -> Answer<HttpResponse> {
    let limit = cursor::limit(query.limit)?;
    let is_staff = may.actor().is_ours();
    let sort = Sort::asked(query.sort.as_deref(), PaymentsBy::parse)?;
    let filter = Filter {
        contract: query.contract,
        partner: query.partner,
        from: query.from,
        until: query.to,
        sort,
        after: sort.after(query.cursor.as_deref())?,
        limit: limit + 1,
    };
    let found = may.read(filter, payment::list).await?;
    let (found, next) = sort.cut(found, limit, |payment| payment.place(sort.by));
    Ok(HttpResponse::Ok().json(PaymentViews { items: found.into_iter().map(|row| view(row, is_staff)).collect(), next }))
}

/// A payment that came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentGiven {
    /// The contract's number.
    contract: String,
    /// How much; above nothing.
    amount: Money,
    /// The contract's currency, ISO 4217.
    #[schema(value_type = String)]
    currency: Currency,
    /// The day of the payment; today or earlier.
    #[schema(value_type = String, format = Date)]
    paid_on: NaiveDate,
    /// What the bank or the accountant calls it.
    reference: String,
    /// The invoices it is for, by number, in this order; the oldest first when none is named.
    invoices: Option<Vec<String>>,
}

/// What became of a payment.
#[derive(Serialize, ToSchema)]
pub struct PaymentBooked {
    /// Its id.
    id: String,
    /// What went where.
    allocated: Vec<PaymentPart>,
    /// What no invoice wanted: it waits for the next one.
    advance: Money,
}

fn booked(booked: Booked) -> PaymentBooked {
    PaymentBooked { id: booked.id.to_string(), allocated: parts(booked.allocated), advance: booked.advance }
}

/// Book a payment
///
/// It is given to the named invoices, or to the oldest first; pro-formas too. What is over stays as an advance.
#[utoipa::path(post, path = "/api/v1/payments", tag = "money", params(("Idempotency-Key" = String, Header, description = "Made by the caller; the same key books the payment once")),
    request_body = PaymentGiven, responses((status = 201, description = "Booked, or booked before under the same key (Idempotency-Replayed: true)", body = PaymentBooked),
    (status = 422, description = "Fields that do not fit, or the key was used for other content")))]
pub async fn book_payment(may: May<BookPayments>, request: HttpRequest, Body(given): Body<PaymentGiven>) -> Answer<HttpResponse> {
    let key = IdempotencyKey::of(&request)?;
    let new = NewPayment {
        contract: given.contract,
        amount: given.amount,
        currency: given.currency,
        paid_on: given.paid_on,
        reference: given.reference,
        invoices: given.invoices,
        source: Source::Hand,
        fingerprint: None,
    };
    let done = may.write_once("payments", &key, new, payment::book).await.map_err(No::pointed)?;
    Ok(done.answer(HttpResponse::Created()).json(booked(done.value)))
}

/// Why a payment is undone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReversalGiven {
    /// In words for colleagues.
    reason: String,
}

/// The record that takes a payment back.
#[derive(Serialize, ToSchema)]
pub struct ReversalMade {
    /// Its id.
    id: String,
}

/// Undo a payment
///
/// Both records stay; what it paid is open again.
#[utoipa::path(post, path = "/api/v1/payments/{id}/reversals", tag = "money", params(("id" = String, Path, description = "The payment's id")),
    request_body = ReversalGiven, responses((status = 201, description = "Taken back", body = ReversalMade), (status = 404, description = "No such payment within reach"),
    (status = 409, description = "It was taken back already, or cannot be"), (status = 422, description = "No reason")))]
pub async fn reverse_payment(
    may: May<BookPayments>,
    id: web::Path<String>,
    Body(given): Body<ReversalGiven>,
) -> Answer<HttpResponse> {
    let payment = PaymentId::parse(&id).ok_or_else(No::not_found)?;
    let made = may.write(Reversal { payment, reason: given.reason }, payment::reverse).await.map_err(No::pointed)?;
    Ok(HttpResponse::Created().json(ReversalMade { id: made.to_string() }))
}
