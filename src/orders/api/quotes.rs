//! The API's doors to quotes: asking, looking, answering, agreeing as a second person, accepting, declining, taking back.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::WantedLine;
use super::quote_wire::{Knows, ListedQuoteView, OfferedLine, QuoteView, listed, view};
use super::wire::OrderView;
use crate::access::permission::Permission;
use crate::access::permission::marks::{ManageDiscounts, ManageSettings, PlaceOrders, ReadOrders, SetLimits};
use crate::access::{IdempotencyKey, May, Once, Right, Routes};
use crate::orders::place::NewLine;
use crate::orders::quote::accept::{self, Acceptance};
use crate::orders::quote::answer::{self, NewVersion};
use crate::orders::quote::request::{self, NewRequest};
use crate::orders::quote::second::{self, Said};
use crate::orders::quote::{QuoteState, end, limit, look};
use crate::orders::shortage::Shortage;
use crate::orders::store::{QuoteFilter, QuotesBy};
use crate::partners;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Money, Percent};
use crate::platform::web::{Body, Params, Sort, cursor};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/api/v1/quotes", ask_quote);
    routes.get("/api/v1/quotes", quotes);
    routes.get("/api/v1/quotes/{number}", one_quote);
    routes.post("/api/v1/quotes/{number}/versions", answer_quote);
    routes.post("/api/v1/quotes/{number}/approvals", agree_to_quote);
    routes.post("/api/v1/quotes/{number}/acceptances", accept_quote);
    routes.post("/api/v1/quotes/{number}/declines", decline_quote);
    routes.post("/api/v1/quotes/{number}/withdrawals", withdraw_quote);
    routes.post("/api/v1/quotes/{number}/requests", ask_again);
    routes.get("/api/v1/quote-limit", quote_limit);
    routes.put("/api/v1/quote-limit", put_quote_limit);
}

/// A quote as it stands after an act, for whoever did it.
async fn whole<P: Permission>(may: &May<P>, number: String) -> Answer<QuoteView> {
    let reading = may.also::<ReadOrders>().ok_or_else(No::forbidden)?;
    let quote = reading.read(number, look::look).await?;
    Ok(view(may.voice(), quote, knows(may)))
}

fn knows<P: Permission>(may: &May<P>) -> Knows {
    let actor = may.actor();
    let second = actor.is_ours();
    Knows { second, floor: second && (actor.may(Right::ManageDiscounts) || actor.may(Right::SetLimits)) }
}

/// A wanted quote: lines, or the cart.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedQuote {
    /// What the buyer writes.
    #[serde(default)]
    message: String,
    /// The lines; lines of one product are summed.
    lines: Option<Vec<WantedLine>>,
    /// Whether to ask for what is in the cart; the cart stays as it is.
    #[serde(default)]
    from_cart: bool,
    /// A contract by its number; the chosen one when not given.
    contract: Option<String>,
}

/// Ask for a quote
#[utoipa::path(post, path = "/api/v1/quotes", tag = "quotes", params(("Idempotency-Key" = String, Header, description = "Made by the caller; the same key asks once")),
    request_body = WantedQuote, responses((status = 201, description = "Asked, or asked before under the same key (Idempotency-Replayed: true)", body = QuoteView),
    (status = 409, description = "The cart is empty, or no contract is in force"), (status = 422, description = "Fields that do not fit")))]
pub async fn ask_quote(may: May<PlaceOrders>, request: HttpRequest, Body(wanted): Body<WantedQuote>) -> Answer<HttpResponse> {
    let key = IdempotencyKey::of(&request)?;
    if wanted.from_cart == wanted.lines.is_some() {
        return Err(No::invalid("/lines", "lines_or_cart", say!("order-lines-or-cart")));
    }
    let lines =
        wanted.lines.map(|lines| lines.into_iter().map(|line| NewLine { sku: line.sku, quantity: line.quantity }).collect());
    let new = NewRequest { lines, message: wanted.message, contract: wanted.contract };
    let asked = may.write_once("quotes", &key, new, request::ask).await?;
    made(&may, asked).await
}

/// Ask again for what a quote held whose term has passed, or that has ended
#[utoipa::path(post, path = "/api/v1/quotes/{number}/requests", tag = "quotes",
    params(("number" = String, Path, description = "The quote's number"), ("Idempotency-Key" = String, Header, description = "Made by the caller; the same key asks once")),
    responses((status = 201, description = "A new request with the same lines", body = QuoteView), (status = 404, description = "No such quote within reach"),
    (status = 409, description = "It waits for an answer, or can still be accepted")))]
pub async fn ask_again(may: May<PlaceOrders>, number: web::Path<String>, request: HttpRequest) -> Answer<HttpResponse> {
    let key = IdempotencyKey::of(&request)?;
    let asked = may.write_once("quotes.again", &key, number.into_inner(), request::ask_again).await?;
    made(&may, asked).await
}

async fn made(may: &May<PlaceOrders>, asked: Once<String>) -> Answer<HttpResponse> {
    let mut answer = asked.answer(HttpResponse::Created());
    answer.insert_header(("Location", format!("/api/v1/quotes/{}", asked.value)));
    Ok(answer.json(whole(may, asked.value).await?))
}

/// Which quotes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct QuotesQuery {
    /// In this state: `asked`, `awaiting_second`, `offered`, `expired`, `accepted`, `declined`, `withdrawn`.
    #[param(value_type = Option<String>)]
    state: Option<QuoteState>,
    /// Of this partner only, by code.
    partner: Option<String>,
    /// `asked`, `term` or `total`, with a minus for the greatest first; `-asked` when not given.
    sort: Option<String>,
    /// Where the last answer ended.
    cursor: Option<String>,
    /// At most so many, up to 200; 50 when not given.
    limit: Option<i64>,
}

/// Quotes.
#[derive(Serialize, ToSchema)]
pub struct QuotesView {
    /// The quotes, in the order that was asked for.
    items: Vec<ListedQuoteView>,
    /// Where to go on.
    next: Option<String>,
}

/// Quotes within reach
#[utoipa::path(get, path = "/api/v1/quotes", tag = "quotes", params(QuotesQuery),
    responses((status = 200, description = "A page", body = QuotesView)))]
pub async fn quotes(may: May<ReadOrders>, Params(query): Params<QuotesQuery>) -> Answer<HttpResponse> {
    let limit = cursor::limit(query.limit)?;
    let sort = Sort::asked(query.sort.as_deref(), QuotesBy::parse)?;
    let after = sort.after(query.cursor.as_deref())?;
    let mut filter = QuoteFilter { state: query.state, partners: None, sort, after, limit: limit + 1 };
    let code = query.partner;
    let found = may
        .read((), move |act, ()| {
            let reach = act.reach();
            filter.partners = partners::company::narrowed_to(act.tx(), reach, code.as_deref().unwrap_or_default())?;
            look::list(act, &filter)
        })
        .await?;
    let (found, next) = sort.cut(found, limit, |quote| quote.place(sort.by));
    Ok(HttpResponse::Ok().json(QuotesView { items: found.into_iter().map(listed).collect(), next }))
}

/// One quote
#[utoipa::path(get, path = "/api/v1/quotes/{number}", tag = "quotes", params(("number" = String, Path, description = "The quote's number")),
    responses((status = 200, description = "The quote with its versions", body = QuoteView), (status = 404, description = "No such quote within reach")))]
pub async fn one_quote(may: May<ReadOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    Ok(HttpResponse::Ok().json(whole(&may, number.into_inner()).await?))
}

/// An answer to a request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVersionBody {
    /// The lines.
    lines: Vec<OfferedLine>,
    /// The last day on which it can be accepted.
    valid_until: NaiveDate,
    /// What is added.
    note: Option<String>,
    /// The version it goes on from; refused when another was made meanwhile.
    base_version: Option<i64>,
}

/// Answer a quote with its next version
#[utoipa::path(post, path = "/api/v1/quotes/{number}/versions", tag = "quotes", params(("number" = String, Path, description = "The quote's number")),
    request_body = NewVersionBody, responses((status = 201, description = "Offered", body = QuoteView),
    (status = 202, description = "Beyond what one person may offer: a second one was asked", body = QuoteView), (status = 404, description = "No such quote within reach"),
    (status = 409, description = "It has ended, or somebody answered meanwhile"), (status = 422, description = "Fields that do not fit")))]
pub async fn answer_quote(
    may: May<ManageDiscounts>,
    number: web::Path<String>,
    Body(body): Body<NewVersionBody>,
) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let lines = body.lines.into_iter().enumerate().map(OfferedLine::read).collect::<Answer<Vec<_>>>()?;
    let (valid_until, note, base) = (body.valid_until, body.note, body.base_version);
    let new = NewVersion { number: number.clone(), base, lines, valid_until, note };
    let answered = may.write(new, answer::answer).await?;
    let mut answer = if answered.needs_second { HttpResponse::Accepted() } else { HttpResponse::Created() };
    Ok(answer.json(whole(&may, number).await?))
}

/// What a second person says to a version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondBody {
    /// The version.
    version: i64,
    /// Whether it may be offered.
    grant: bool,
    /// Why.
    reason: String,
}

/// Say yes or no to a version beyond what one person may offer
#[utoipa::path(post, path = "/api/v1/quotes/{number}/approvals", tag = "quotes", params(("number" = String, Path, description = "The quote's number")),
    request_body = SecondBody, responses((status = 200, description = "Said", body = QuoteView), (status = 404, description = "No such quote within reach"),
    (status = 409, description = "No version waits, another one does, or the caller made it"), (status = 422, description = "Fields that do not fit")))]
pub async fn agree_to_quote(
    may: May<SetLimits>,
    number: web::Path<String>,
    Body(body): Body<SecondBody>,
) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let said = Said { number: number.clone(), version: body.version, is_granted: body.grant, reason: body.reason };
    may.write(said, second::decide).await?;
    Ok(HttpResponse::Ok().json(whole(&may, number).await?))
}

/// A version that is accepted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptanceBody {
    /// The version that was seen.
    version: i64,
    /// The total with VAT and delivery that was seen; without it no more than the version's own total for the goods.
    agreed_total: Option<Money>,
    /// A delivery address by its name; the default one when not given.
    delivery_address: Option<String>,
    /// The day it is wished.
    requested_on: Option<NaiveDate>,
    /// The buyer's own number.
    your_number: Option<String>,
    /// What the buyer adds.
    comment: Option<String>,
    /// What shall be done where stock does not suffice: `refuse` (as when not given) or `backorder`: the rest later.
    #[schema(value_type = Option<String>)]
    shortage: Option<Shortage>,
}

/// Accept a version of a quote: it becomes an order at its prices
#[utoipa::path(post, path = "/api/v1/quotes/{number}/acceptances", tag = "quotes",
    params(("number" = String, Path, description = "The quote's number"), ("Idempotency-Key" = String, Header, description = "Made by the caller; the same key gives the same order, once")),
    request_body = AcceptanceBody, responses((status = 201, description = "The order, or the one made before under the same key (Idempotency-Replayed: true)", body = OrderView),
    (status = 404, description = "No such quote within reach"),
    (status = 409, description = "Another version is offered now (version, differences), its term has passed (ask_again), it is an order already (order), stock is short, or the credit limit is reached (available_credit)"),
    (status = 422, description = "Fields that do not fit, or the key was used for other content")))]
pub async fn accept_quote(
    may: May<PlaceOrders>,
    number: web::Path<String>,
    request: HttpRequest,
    Body(body): Body<AcceptanceBody>,
) -> Answer<HttpResponse> {
    let key = IdempotencyKey::of(&request)?;
    let new = Acceptance {
        number: number.into_inner(),
        version: body.version,
        agreed_total: body.agreed_total,
        delivery_address: body.delivery_address,
        requested_on: body.requested_on,
        your_number: body.your_number,
        comment: body.comment,
        shortage: body.shortage.unwrap_or_default(),
    };
    let reading = may.also::<ReadOrders>().ok_or_else(No::forbidden)?;
    let placed = may.write_once("quotes.accepted", &key, new, accept::accept).await?;
    super::as_placed(&reading, placed).await
}

/// Why a quote ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteEnding {
    /// Why.
    reason: String,
}

/// Decline a quote, or ask no more
#[utoipa::path(post, path = "/api/v1/quotes/{number}/declines", tag = "quotes", params(("number" = String, Path, description = "The quote's number")),
    request_body = QuoteEnding, responses((status = 200, description = "Declined", body = QuoteView), (status = 404, description = "No such quote within reach"),
    (status = 409, description = "It has ended"), (status = 422, description = "Fields that do not fit")))]
pub async fn decline_quote(
    may: May<PlaceOrders>,
    number: web::Path<String>,
    Body(body): Body<QuoteEnding>,
) -> Answer<HttpResponse> {
    let number = number.into_inner();
    may.write((number.clone(), body.reason), end::decline).await?;
    Ok(HttpResponse::Ok().json(whole(&may, number).await?))
}

/// Take a quote back
#[utoipa::path(post, path = "/api/v1/quotes/{number}/withdrawals", tag = "quotes", params(("number" = String, Path, description = "The quote's number")),
    request_body = QuoteEnding, responses((status = 200, description = "Taken back", body = QuoteView), (status = 404, description = "No such quote within reach"),
    (status = 409, description = "It has ended"), (status = 422, description = "Fields that do not fit")))]
pub async fn withdraw_quote(
    may: May<ManageDiscounts>,
    number: web::Path<String>,
    Body(body): Body<QuoteEnding>,
) -> Answer<HttpResponse> {
    let number = number.into_inner();
    may.write((number.clone(), body.reason), end::withdraw).await?;
    Ok(HttpResponse::Ok().json(whole(&may, number).await?))
}

/// How far below a client's own price somebody may offer alone.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteLimit {
    /// Percent, a decimal in a string.
    percent: Percent,
}

/// How far below a client's own price somebody may offer alone
#[utoipa::path(get, path = "/api/v1/quote-limit", tag = "quotes", responses((status = 200, description = "The limit", body = QuoteLimit)))]
pub async fn quote_limit(may: May<ManageDiscounts>) -> Answer<HttpResponse> {
    Ok(HttpResponse::Ok().json(QuoteLimit { percent: may.read((), limit::look).await? }))
}

/// Set how far below a client's own price somebody may offer alone
#[utoipa::path(put, path = "/api/v1/quote-limit", tag = "quotes", request_body = QuoteLimit,
    responses((status = 200, description = "The limit", body = QuoteLimit), (status = 422, description = "A figure that does not fit")))]
pub async fn put_quote_limit(may: May<ManageSettings>, Body(new): Body<QuoteLimit>) -> Answer<HttpResponse> {
    may.write(new.percent, limit::set).await.map_err(No::pointed)?;
    Ok(HttpResponse::Ok().json(new))
}
