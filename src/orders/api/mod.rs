//! The API's doors to the cart and to orders.

pub mod changes;
pub mod codes;
pub mod drafts;
pub mod lists;
pub mod many;
pub mod picking;
pub mod promises;
pub mod quick;
mod quote_wire;
pub mod quotes;
pub mod receipt;
pub mod shipments;
pub mod standing;
mod wire;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::again::Again;
use super::cart::{self, SetLine};
use super::place::{self, NewLine, NewOrder, Placed};
use super::shortage::Shortage;
use super::store::{Filter, OrdersBy};
use super::{State, again, cancel, history, seen, wishes};
use crate::access::permission::Permission;
use crate::access::permission::marks::{CancelOrders, FillCart, PlaceOrders, ReadOrders};
use crate::access::{IdempotencyKey, May, Once, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money, Quantity, UnitPrice};
use crate::platform::web::{Body, Params, Sort, cursor};
use crate::say;
use wire::{CartView, OrderView, cart_view, order_view};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/cart", cart);
    routes.put("/api/v1/cart/lines/{sku}", put_line);
    routes.delete("/api/v1/cart/lines/{sku}", delete_line);
    routes.post("/api/v1/cart/seen", see_cart);
    routes.post("/api/v1/orders", place_order);
    routes.get("/api/v1/orders", orders);
    routes.get("/api/v1/orders/{number}", one_order);
    routes.post("/api/v1/orders/{number}/cancellation", cancel_order);
    routes.post("/api/v1/orders/{number}/reorder", reorder);
    routes.post("/api/v1/stock-notices", want_notice);
    codes::routes(routes);
    quotes::routes(routes);
    many::routes(routes);
    shipments::routes(routes);
    picking::routes(routes);
    promises::routes(routes);
    quick::routes(routes);
    changes::routes(routes);
    drafts::routes(routes);
    lists::routes(routes);
    standing::routes(routes);
    receipt::routes(routes);
}

async fn answer_cart(may: &May<FillCart>) -> Answer<HttpResponse> {
    let found = may.read((), cart::look).await?;
    Ok(HttpResponse::Ok().json(cart_view(may.voice(), &found)?))
}

/// The cart
#[utoipa::path(get, path = "/api/v1/cart", tag = "cart", responses((status = 200, description = "Priced at this moment", body = CartView)))]
pub async fn cart(may: May<FillCart>) -> Answer<HttpResponse> {
    answer_cart(&may).await
}

/// Take note that today's prices in the cart were seen
#[utoipa::path(post, path = "/api/v1/cart/seen", tag = "cart", responses((status = 200, description = "The cart, with these prices as the seen ones", body = CartView)))]
pub async fn see_cart(may: May<FillCart>) -> Answer<HttpResponse> {
    may.write((), seen::note).await?;
    answer_cart(&may).await
}

/// How much of a product the cart shall hold.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewQuantity {
    /// A decimal in a string.
    quantity: Quantity,
}

/// Make the cart hold so much of a product
#[utoipa::path(put, path = "/api/v1/cart/lines/{sku}", tag = "cart", params(("sku" = String, Path, description = "The article number")), request_body = NewQuantity,
    responses((status = 200, description = "The cart", body = CartView), (status = 404, description = "No such product in the contract"), (status = 422, description = "A quantity that cannot be ordered")))]
pub async fn put_line(may: May<FillCart>, sku: web::Path<String>, Body(new): Body<NewQuantity>) -> Answer<HttpResponse> {
    may.write(SetLine { sku: sku.into_inner(), quantity: new.quantity }, cart::set_line).await?;
    answer_cart(&may).await
}

/// Take a product out of the cart
#[utoipa::path(delete, path = "/api/v1/cart/lines/{sku}", tag = "cart", params(("sku" = String, Path, description = "The article number")),
    responses((status = 200, description = "The cart", body = CartView)))]
pub async fn delete_line(may: May<FillCart>, sku: web::Path<String>) -> Answer<HttpResponse> {
    may.write(sku.into_inner(), cart::remove_line).await?;
    answer_cart(&may).await
}

/// A wanted order: lines, or the cart.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedOrder {
    /// The lines; lines of one product are summed.
    lines: Option<Vec<WantedLine>>,
    /// Whether to order the cart.
    #[serde(default)]
    from_cart: bool,
    /// The total with VAT that was seen and agreed to; required with the cart.
    agreed_total: Option<Money>,
    /// A contract by its number; the chosen one when not given.
    contract: Option<String>,
    /// A delivery address by its name; the default one when not given.
    delivery_address: Option<String>,
    /// The day it is wished.
    requested_on: Option<NaiveDate>,
    /// The buyer's own number.
    your_number: Option<String>,
    /// What the buyer adds.
    comment: Option<String>,
    /// What shall be done where stock does not suffice: `refuse` (as when not given), `part`: what there is, `backorder`: the rest later.
    #[schema(value_type = Option<String>)]
    shortage: Option<Shortage>,
}

/// A wanted line.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedLine {
    /// The article number.
    sku: String,
    /// A decimal in a string.
    quantity: Quantity,
}

/// Place an order
#[utoipa::path(post, path = "/api/v1/orders", tag = "orders", params(("Idempotency-Key" = String, Header, description = "Made by the caller; the same key gives the same order, once")),
    request_body = WantedOrder, responses((status = 201, description = "Placed, or placed before under the same key (Idempotency-Replayed: true)", body = OrderView),
    (status = 409, description = "The total grew, stock is short, or the credit limit is reached (available_credit; for those who read money also limit and exposure)"), (status = 422, description = "Fields that do not fit, or the key was used for other content")))]
pub async fn place_order(may: May<PlaceOrders>, request: HttpRequest, Body(wanted): Body<WantedOrder>) -> Answer<HttpResponse> {
    let key = IdempotencyKey::of(&request)?;
    if wanted.from_cart == wanted.lines.is_some() {
        return Err(No::invalid("/lines", "lines_or_cart", say!("order-lines-or-cart")));
    }
    let new = NewOrder {
        lines: wanted
            .lines
            .map(|lines| lines.into_iter().map(|line| NewLine { sku: line.sku, quantity: line.quantity }).collect()),
        agreed_total: wanted.agreed_total,
        contract: wanted.contract,
        delivery_address: wanted.delivery_address,
        requested_on: wanted.requested_on,
        your_number: wanted.your_number,
        comment: wanted.comment,
        shortage: wanted.shortage.unwrap_or_default(),
    };
    let reading = may.also::<ReadOrders>().ok_or_else(No::forbidden)?;
    let placed = may.write_once("orders", &key, new, place::place).await?;
    as_placed(&reading, placed).await
}

/// The answer with an order as it was placed, by whatever way, now or before under the same key.
async fn as_placed(reading: &May<ReadOrders>, placed: Once<Placed>) -> Answer<HttpResponse> {
    let mut answer = placed.answer(HttpResponse::Created());
    let number = placed.value.number;
    answer.insert_header(("Location", format!("/api/v1/orders/{number}")));
    let mut view = order_view(reading.voice(), reading.read(number.clone(), history::as_placed).await?);
    view.receipt = receipt::promise(reading, number).await;
    Ok(answer.json(view))
}

/// Which orders.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OrdersQuery {
    /// In this state.
    #[param(value_type = Option<String>)]
    state: Option<State>,
    /// Placed on or after this day, in the seller's time zone.
    from: Option<NaiveDate>,
    /// Placed on or before this day, in the seller's time zone.
    to: Option<NaiveDate>,
    /// Words of numbers, article numbers or names.
    #[serde(default)]
    q: String,
    /// With this product, by article number.
    product: Option<String>,
    /// `placed`, `total` or `state`, with a minus for the greatest first; `-placed` when not given.
    sort: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// An order as a list tells it.
#[derive(Serialize, ToSchema)]
pub struct ListedView {
    /// Its number.
    number: String,
    /// Where it is in its life.
    #[schema(value_type = String)]
    state: State,
    /// When it was placed.
    placed_at: Moment,
    /// The buyer's own number.
    #[serde(skip_serializing_if = "Option::is_none")]
    your_number: Option<String>,
    /// ISO 4217.
    currency: String,
    /// With VAT.
    total: Money,
}

/// A page of orders.
#[derive(Serialize, ToSchema)]
pub struct OrdersView {
    /// The orders, the latest first.
    items: Vec<ListedView>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// Orders within reach
#[utoipa::path(get, path = "/api/v1/orders", tag = "orders", params(OrdersQuery), responses((status = 200, description = "A page", body = OrdersView)))]
pub async fn orders(may: May<ReadOrders>, Params(query): Params<OrdersQuery>) -> Answer<HttpResponse> {
    let limit = cursor::limit(query.limit)?;
    let sort = Sort::asked(query.sort.as_deref(), OrdersBy::parse)?;
    let start_of = |day| Moment::start_of(day, may.actor().home);
    let filter = Filter {
        state: query.state,
        from: query.from.map(start_of),
        until: query.to.and_then(|day| day.succ_opt()).map(start_of),
        words: query.q.chars().take(100).collect(),
        product: query.product,
        partners: None,
        sort,
        after: sort.after(query.cursor.as_deref())?,
        limit: limit + 1,
    };
    let found = may.read(filter, history::list).await?;
    let (found, next) = sort.cut(found, limit, |order| order.place(sort.by));
    let items = found
        .into_iter()
        .map(|o| ListedView {
            number: o.number,
            state: o.state,
            placed_at: o.placed_at,
            your_number: o.your_number,
            currency: o.currency.code().into(),
            total: o.total,
        })
        .collect();
    Ok(HttpResponse::Ok().json(OrdersView { items, next }))
}

/// One order
#[utoipa::path(get, path = "/api/v1/orders/{number}", tag = "orders", params(("number" = String, Path, description = "The order's number")),
    responses((status = 200, description = "The order", body = OrderView), (status = 404, description = "No such order within reach")))]
pub async fn one_order(may: May<ReadOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    let order = may.read(number.into_inner(), history::look_whole).await?;
    Ok(HttpResponse::Ok().json(order_view(may.voice(), order)))
}

/// Cancel an order, or ask the warehouse to once it has begun
#[utoipa::path(post, path = "/api/v1/orders/{number}/cancellation", tag = "orders", params(("number" = String, Path, description = "The order's number")),
    responses((status = 200, description = "Cancelled", body = OrderView), (status = 202, description = "The warehouse has begun and was asked", body = OrderView),
    (status = 409, description = "It is too late")))]
pub async fn cancel_order(may: May<CancelOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    let order = may.write(number.into_inner(), cancel::cancel).await?;
    let is_asked = order.is_cancellation_asked;
    let view = whole(&may, order.number).await?;
    Ok(if is_asked { HttpResponse::Accepted().json(view) } else { HttpResponse::Ok().json(view) })
}

/// An order as it stands after an act.
pub(super) async fn whole<P: Permission>(may: &May<P>, number: String) -> Answer<OrderView> {
    let reading = may.also::<ReadOrders>().ok_or_else(No::forbidden)?;
    let story = reading.read(number, history::look_whole).await?;
    Ok(order_view(may.voice(), story))
}

/// Goods somebody wants to be told of.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedNotice {
    /// The lines.
    lines: Vec<WantedLine>,
}

/// Be told, once, when goods are there
#[utoipa::path(post, path = "/api/v1/stock-notices", tag = "orders", request_body = WantedNotice,
    responses((status = 204, description = "Noted; a letter follows when goods have come in"), (status = 422, description = "Fields that do not fit")))]
pub async fn want_notice(may: May<FillCart>, Body(wanted): Body<WantedNotice>) -> Answer<HttpResponse> {
    let lines: Vec<NewLine> = wanted.lines.into_iter().map(|line| NewLine { sku: line.sku, quantity: line.quantity }).collect();
    may.write(Some(lines), wishes::want).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A cart after ordering again, with what was different.
#[derive(Serialize, ToSchema)]
pub struct ReorderView {
    /// The cart.
    #[serde(flatten)]
    cart: CartView,
    /// What is different from the old order.
    differences: Vec<DifferenceView>,
}

/// What is different about a line of an old order.
#[derive(Serialize, ToSchema)]
pub struct DifferenceView {
    /// The article number.
    sku: String,
    /// `not_allowed`, `no_price`, `price`, `quantity`, `stock_short`.
    changes: Vec<String>,
    /// How much it was.
    quantity_was: Quantity,
    /// How much it can be.
    quantity: Quantity,
    /// The nearest quantities that can be ordered, where the old one cannot.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    offers: Vec<Quantity>,
    /// The price it had.
    price_was: UnitPrice,
    /// The price it has.
    price: Option<UnitPrice>,
    /// Whether it is in the cart now.
    is_in_cart: bool,
}

fn differences(again: &Again) -> Vec<DifferenceView> {
    let changed = again.lines.iter().filter(|line| !line.changes.is_empty());
    changed
        .map(|line| DifferenceView {
            sku: line.old.sku.clone(),
            changes: line.changes.iter().map(|c| (*c).to_owned()).collect(),
            quantity_was: line.old.quantity,
            quantity: line.quantity,
            offers: line.objection.as_ref().map(|objection| objection.offers.clone()).unwrap_or_default(),
            price_was: line.old.unit_price,
            price: line.unit_price,
            is_in_cart: line.is_possible,
        })
        .collect()
}

/// Put an old order's lines into the cart
#[utoipa::path(post, path = "/api/v1/orders/{number}/reorder", tag = "orders", params(("number" = String, Path, description = "The order's number")),
    responses((status = 200, description = "The cart and what is different", body = ReorderView)))]
pub async fn reorder(may: May<FillCart>, number: web::Path<String>) -> Answer<HttpResponse> {
    may.also::<ReadOrders>().ok_or_else(No::forbidden)?;
    let again = may.write(number.into_inner(), again::reorder).await?;
    let cart = may.read((), cart::look).await?;
    Ok(HttpResponse::Ok().json(ReorderView { cart: cart_view(may.voice(), &cart)?, differences: differences(&again) }))
}
