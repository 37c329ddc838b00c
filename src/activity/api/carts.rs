//! The API's door to the open carts of a client.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::WatchClients;
use crate::access::{May, Routes};
use crate::activity::carts::{self, OpenCart, OpenLine, Wish};
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Money, Quantity, UnitPrice};
use crate::platform::web::{Lang, Params};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/partners/{code}/carts", open_carts);
}

/// Whose carts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CartsQuery {
    /// One person of the client, by login.
    person: Option<String>,
}

/// A line of somebody's open cart.
#[derive(Serialize, ToSchema)]
pub struct OpenCartLine {
    /// The article number.
    sku: String,
    /// The product's name, in the language asked for.
    name: String,
    /// How much.
    quantity: Quantity,
    /// The price of one unit that was shown when it was put in; null where there was none.
    seen_price: Option<UnitPrice>,
    /// What that comes to.
    sum: Option<Money>,
    /// When it was put in.
    added_at: Moment,
}

/// A cart that is not ordered yet.
#[derive(Serialize, ToSchema)]
pub struct OpenCartView {
    /// The name its owner signs in with.
    login: String,
    /// The owner's name.
    person: String,
    /// The last change.
    changed_at: Option<Moment>,
    /// ISO 4217.
    currency: Option<String>,
    /// What its lines come to at the prices seen.
    worth: Money,
    /// The lines, in the order they were put in.
    lines: Vec<OpenCartLine>,
}

/// The open carts of a client.
#[derive(Serialize, ToSchema)]
pub struct OpenCartList {
    /// The carts, the last changed first.
    items: Vec<OpenCartView>,
    /// Always null: the list is whole.
    next: Option<String>,
}

fn view(cart: OpenCart, lang: Lang) -> OpenCartView {
    let line = |line: OpenLine| OpenCartLine {
        sku: line.sku,
        name: if lang == Lang::Ru { line.name.0 } else { line.name.1 },
        quantity: line.quantity,
        seen_price: line.seen,
        sum: line.sum,
        added_at: line.added_at,
    };
    OpenCartView {
        login: cart.login,
        person: cart.person,
        changed_at: cart.changed_at,
        currency: cart.currency.map(|currency| currency.code().to_owned()),
        worth: cart.worth,
        lines: cart.lines.into_iter().map(line).collect(),
    }
}

/// The open carts of a client's people
///
/// Each look is recorded, and its owner sees it among what is recorded about him.
#[utoipa::path(get, path = "/api/v1/partners/{code}/carts", tag = "activity", params(("code" = String, Path, description = "The partner's code"), CartsQuery),
    responses((status = 200, description = "With the prices that were seen", body = OpenCartList), (status = 404, description = "No such client or person within reach")))]
pub async fn open_carts(
    may: May<WatchClients>,
    code: web::Path<String>,
    Params(query): Params<CartsQuery>,
) -> Answer<HttpResponse> {
    let lang = may.voice().lang;
    let opened = may.write(Wish { code: code.into_inner(), person: query.person }, carts::open).await?;
    let items = opened.carts.into_iter().map(|cart| view(cart, lang)).collect();
    Ok(HttpResponse::Ok().json(OpenCartList { items, next: None }))
}
