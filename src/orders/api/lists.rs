//! The API's doors to shopping lists, to carts put aside and to the order form.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::wire::{CartView, cart_view};
use crate::access::permission::marks::FillCart;
use crate::access::{May, Routes};
use crate::orders::aside::{self, Swap};
use crate::orders::list::{self, Change, ListId, Listed, NewList, Opened, SetLine, ToCart};
use crate::orders::{Source, cart, pages, quick};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money, Quantity, UnitPrice};
use crate::platform::web::{Body, Voice};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/lists", lists);
    routes.post("/api/v1/lists", make_list);
    routes.get("/api/v1/lists/{id}", one_list);
    routes.put("/api/v1/lists/{id}", change_list);
    routes.delete("/api/v1/lists/{id}", delete_list);
    routes.put("/api/v1/lists/{id}/lines/{sku}", put_list_line);
    routes.delete("/api/v1/lists/{id}/lines/{sku}", delete_list_line);
    routes.post("/api/v1/lists/{id}/cart", list_to_cart);
    routes.get("/api/v1/cart/aside", carts_aside);
    routes.post("/api/v1/cart/aside", put_cart_aside);
    routes.post("/api/v1/cart/aside/{id}", bring_cart_back);
    routes.delete("/api/v1/cart/aside/{id}", delete_cart_aside);
    routes.get("/api/v1/order-form", order_form);
}

fn id_of(path: &str) -> Answer<ListId> {
    ListId::parse(path).ok_or_else(No::not_found)
}

/// A list as lists of lists tell it.
#[derive(Serialize, ToSchema)]
pub struct ListView {
    /// Its id.
    #[schema(value_type = String)]
    id: ListId,
    /// Its name.
    name: String,
    /// Whose it is.
    owner: String,
    /// Whether it is the caller's own.
    own: bool,
    /// Whether the caller may change it.
    changeable: bool,
    /// Whether it is shared with the unit.
    shared: bool,
    /// When it was last changed.
    changed_at: Moment,
    /// How many lines it has.
    lines: usize,
}

/// Lists.
#[derive(Serialize, ToSchema)]
pub struct ListsView {
    /// By name.
    items: Vec<ListView>,
    /// Nothing: they all come at once.
    next: Option<String>,
}

/// A list at today's prices.
#[derive(Serialize, ToSchema)]
pub struct OpenedView {
    /// The list.
    list: ListView,
    /// The contract it is priced under.
    contract: String,
    /// ISO 4217.
    currency: String,
    /// Its lines.
    lines: Vec<ListLineView>,
    /// What comes of the lines that can be ordered, with VAT.
    total: Money,
}

/// A line of a list, and what it would be today.
#[derive(Serialize, ToSchema)]
pub struct ListLineView {
    /// The article number.
    sku: String,
    /// The name under which it was put in.
    name: String,
    /// How much was put in.
    quantity: Quantity,
    /// How much would be ordered.
    orderable_quantity: Quantity,
    /// The nearest quantities that can be ordered, where that one cannot.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    offers: Vec<Quantity>,
    /// What one unit cost when it was last put in or ordered.
    seen_price: Option<UnitPrice>,
    /// What one unit costs today.
    unit_price: Option<UnitPrice>,
    /// What is different: `not_allowed`, `no_price`, `price`, `quantity`, `stock_short`.
    changes: Vec<String>,
    /// Whether it can be ordered.
    possible: bool,
}

fn list_view(list: &Listed) -> ListView {
    ListView {
        id: list.id,
        name: list.name.clone(),
        owner: list.owner.clone(),
        own: list.is_own,
        changeable: list.is_changeable,
        shared: list.is_shared,
        changed_at: list.changed_at,
        lines: list.lines,
    }
}

fn opened_view(l: Voice, opened: &Opened) -> OpenedView {
    let lines = opened.lines.iter().map(|(line, today)| ListLineView {
        sku: line.sku.clone(),
        name: line.name_in(l.lang).to_owned(),
        quantity: line.quantity,
        orderable_quantity: today.quantity,
        offers: today.objection.as_ref().map(|objection| objection.offers.clone()).unwrap_or_default(),
        seen_price: line.seen,
        unit_price: today.unit_price(),
        changes: today.changes.iter().map(|change| (*change).to_owned()).collect(),
        possible: today.is_possible(),
    });
    OpenedView {
        lines: lines.collect(),
        list: list_view(&opened.list),
        contract: opened.contract.number.clone(),
        currency: opened.currency().code().into(),
        total: opened.total,
    }
}

/// Shopping lists
#[utoipa::path(get, path = "/api/v1/lists", tag = "lists", responses((status = 200, description = "One's own and those shared with one's unit", body = ListsView)))]
pub async fn lists(may: May<FillCart>) -> Answer<HttpResponse> {
    let items = may.read((), list::all).await?.iter().map(list_view).collect();
    Ok(HttpResponse::Ok().json(ListsView { items, next: None }))
}

/// A list to be made; of nothing, or of one of the three.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedList {
    /// Its name.
    name: String,
    /// Whether it is shared with the unit.
    #[serde(default)]
    shared: bool,
    /// Whether it is made of the cart.
    #[serde(default)]
    from_cart: bool,
    /// The number of the order it is made of.
    order: Option<String>,
    /// Rows of codes and quantities, as for quick order.
    text: Option<String>,
}

/// Where goods come from, when just one place is named.
pub(super) fn source_of(
    from_cart: bool,
    order: Option<String>,
    text: Option<String>,
    list: Option<&str>,
) -> Answer<Option<Source>> {
    let named = usize::from(from_cart) + usize::from(order.is_some()) + usize::from(text.is_some()) + usize::from(list.is_some());
    if named > 1 {
        return Err(No::invalid("/text", "one_source", say!("list-one-source")));
    }
    match (from_cart, order, text, list) {
        (true, ..) => Ok(Some(Source::Cart)),
        (_, Some(order), ..) => Ok(Some(Source::Order(order))),
        (_, _, Some(text), _) => Ok(Some(Source::Rows(quick::rows_of_text(&text, None)?))),
        (_, _, _, Some(list)) => Ok(Some(Source::List(id_of(list)?))),
        _ => Ok(None),
    }
}

async fn answer_list(may: &May<FillCart>, id: ListId) -> Answer<OpenedView> {
    Ok(opened_view(may.voice(), &may.read(id, list::open).await?))
}

/// Make a shopping list
#[utoipa::path(post, path = "/api/v1/lists", tag = "lists", request_body = WantedList, responses((status = 201, description = "The list", body = OpenedView), (status = 409, description = "Too many lists, or an empty cart"), (status = 422, description = "A name that is taken, or rows that cannot be ordered")))]
pub async fn make_list(may: May<FillCart>, Body(wanted): Body<WantedList>) -> Answer<HttpResponse> {
    let source = source_of(wanted.from_cart, wanted.order, wanted.text, None)?.unwrap_or(Source::Nothing);
    let id = may.write(NewList { name: wanted.name, is_shared: wanted.shared, source }, list::make).await?;
    let place = ("Location", format!("/api/v1/lists/{id}"));
    Ok(HttpResponse::Created().insert_header(place).json(answer_list(&may, id).await?))
}

/// One list at today's prices
#[utoipa::path(get, path = "/api/v1/lists/{id}", tag = "lists", params(("id" = String, Path, description = "The list's id")),
    responses((status = 200, description = "The list", body = OpenedView), (status = 404, description = "No such list within reach")))]
pub async fn one_list(may: May<FillCart>, id: web::Path<String>) -> Answer<HttpResponse> {
    Ok(HttpResponse::Ok().json(answer_list(&may, id_of(&id)?).await?))
}

/// How a list shall be called, and whether it is shared; what is not given stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListChange {
    /// Its name.
    name: Option<String>,
    /// Whether it is shared with the unit.
    shared: Option<bool>,
}

/// Rename, share or unshare a list
#[utoipa::path(put, path = "/api/v1/lists/{id}", tag = "lists", params(("id" = String, Path, description = "The list's id")), request_body = ListChange,
    responses((status = 200, description = "The list", body = OpenedView), (status = 403, description = "Another's"), (status = 422, description = "A name that is taken")))]
pub async fn change_list(may: May<FillCart>, id: web::Path<String>, Body(wanted): Body<ListChange>) -> Answer<HttpResponse> {
    let id = id_of(&id)?;
    may.write(Change { id, name: wanted.name, is_shared: wanted.shared }, list::change).await?;
    Ok(HttpResponse::Ok().json(answer_list(&may, id).await?))
}

/// Throw a list away
#[utoipa::path(delete, path = "/api/v1/lists/{id}", tag = "lists", params(("id" = String, Path, description = "The list's id")),
    responses((status = 204, description = "Gone"), (status = 403, description = "Another's")))]
pub async fn delete_list(may: May<FillCart>, id: web::Path<String>) -> Answer<HttpResponse> {
    may.write(id_of(&id)?, list::remove).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// How much of a product a list shall hold.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListQuantity {
    /// A decimal in a string.
    quantity: Quantity,
}

/// Make a list hold so much of a product
#[utoipa::path(put, path = "/api/v1/lists/{id}/lines/{sku}", tag = "lists", params(("id" = String, Path, description = "The list's id"), ("sku" = String, Path, description = "The article number")),
    request_body = ListQuantity, responses((status = 200, description = "The list", body = OpenedView), (status = 404, description = "No such list or product"), (status = 422, description = "A quantity that cannot be ordered")))]
pub async fn put_list_line(
    may: May<FillCart>,
    path: web::Path<(String, String)>,
    Body(wanted): Body<ListQuantity>,
) -> Answer<HttpResponse> {
    let (id, sku) = path.into_inner();
    set_line(&may, &id, sku, Some(wanted.quantity)).await
}

/// Take a product out of a list
#[utoipa::path(delete, path = "/api/v1/lists/{id}/lines/{sku}", tag = "lists", params(("id" = String, Path, description = "The list's id"), ("sku" = String, Path, description = "The article number")),
    responses((status = 200, description = "The list", body = OpenedView), (status = 404, description = "No such list or line")))]
pub async fn delete_list_line(may: May<FillCart>, path: web::Path<(String, String)>) -> Answer<HttpResponse> {
    let (id, sku) = path.into_inner();
    set_line(&may, &id, sku, None).await
}

async fn set_line(may: &May<FillCart>, id: &str, sku: String, quantity: Option<Quantity>) -> Answer<HttpResponse> {
    let id = id_of(id)?;
    may.write(SetLine { id, sku, quantity }, list::set_line).await?;
    Ok(HttpResponse::Ok().json(answer_list(may, id).await?))
}

/// What of a list is put into the cart.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedOfList {
    /// These article numbers; all when none is named.
    #[serde(default)]
    skus: Vec<String>,
}

/// The cart after a list was put into it, with what was different.
#[derive(Serialize, ToSchema)]
pub struct ListPutView {
    /// The cart.
    cart: CartView,
    /// The lines that were meant, each with what is different from the last time.
    lines: Vec<ListLineView>,
}

/// Put a list into the cart
#[utoipa::path(post, path = "/api/v1/lists/{id}/cart", tag = "lists", params(("id" = String, Path, description = "The list's id")), request_body = WantedOfList,
    responses((status = 200, description = "The cart and what is different", body = ListPutView), (status = 409, description = "Nothing of it can be ordered")))]
pub async fn list_to_cart(may: May<FillCart>, id: web::Path<String>, Body(wanted): Body<WantedOfList>) -> Answer<HttpResponse> {
    let opened = may.write(ToCart { id: id_of(&id)?, skus: wanted.skus }, list::to_cart).await?;
    let found = may.read((), cart::look).await?;
    let l = may.voice();
    Ok(HttpResponse::Ok().json(ListPutView { cart: cart_view(l, &found)?, lines: opened_view(l, &opened).lines }))
}

/// Carts put aside
#[utoipa::path(get, path = "/api/v1/cart/aside", tag = "cart", responses((status = 200, description = "One's own, by name", body = ListsView)))]
pub async fn carts_aside(may: May<FillCart>) -> Answer<HttpResponse> {
    let items = may.read((), aside::all).await?.iter().map(list_view).collect();
    Ok(HttpResponse::Ok().json(ListsView { items, next: None }))
}

/// Under which name a cart is put aside.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AsideName {
    /// The name; one is made when a cart is brought back without it.
    name: Option<String>,
}

/// A cart that was put aside.
#[derive(Serialize, ToSchema)]
pub struct AsideView {
    /// Its id.
    #[schema(value_type = String)]
    id: ListId,
}

/// Put the cart aside
#[utoipa::path(post, path = "/api/v1/cart/aside", tag = "cart", request_body = AsideName,
    responses((status = 201, description = "The cart is empty now", body = AsideView), (status = 409, description = "Nothing lies in it"), (status = 422, description = "A name that is taken")))]
pub async fn put_cart_aside(may: May<FillCart>, Body(wanted): Body<AsideName>) -> Answer<HttpResponse> {
    let id = may.write(wanted.name.unwrap_or_default(), aside::put).await?;
    Ok(HttpResponse::Created().json(AsideView { id }))
}

/// Bring a cart back; what lies in the cart is put aside
#[utoipa::path(post, path = "/api/v1/cart/aside/{id}", tag = "cart", params(("id" = String, Path, description = "The id of the cart put aside")), request_body = AsideName,
    responses((status = 200, description = "The cart", body = CartView), (status = 404, description = "No such cart of one's own")))]
pub async fn bring_cart_back(may: May<FillCart>, id: web::Path<String>, Body(wanted): Body<AsideName>) -> Answer<HttpResponse> {
    let l = may.voice();
    may.write(Swap { id: id_of(&id)?, name: wanted.name, lang: l.lang }, aside::bring_back).await?;
    Ok(HttpResponse::Ok().json(cart_view(l, &may.read((), cart::look).await?)?))
}

/// Throw a cart away that was put aside
#[utoipa::path(delete, path = "/api/v1/cart/aside/{id}", tag = "cart", params(("id" = String, Path, description = "The id of the cart put aside")),
    responses((status = 204, description = "Gone")))]
pub async fn delete_cart_aside(may: May<FillCart>, id: web::Path<String>) -> Answer<HttpResponse> {
    may.write(id_of(&id)?, aside::remove).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The personal order form
#[utoipa::path(get, path = "/api/v1/order-form", tag = "cart", responses((status = 200, description = "A workbook: every good of the contract with today's price; quantities are filled in, and it comes back by quick order", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
pub async fn order_form(may: May<FillCart>) -> Answer<HttpResponse> {
    pages::lists::form_file(&may).await
}
