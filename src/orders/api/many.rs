//! The API's door for many lines of the cart at once, answered line by line.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::WantedLine;
use super::wire::{CartView, cart_view};
use crate::access::permission::marks::FillCart;
use crate::access::{May, Routes};
use crate::orders::cart;
use crate::orders::many::{self, Fate, Judged};
use crate::orders::place::NewLine;
use crate::platform::error::Answer;
use crate::platform::values::Quantity;
use crate::platform::web::{Body, Voice};

pub(super) fn routes(routes: &mut Routes) {
    routes.put("/api/v1/cart/lines", put_lines);
}

/// Lines for the cart.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CartLinesWanted {
    /// How much of each product the cart shall hold; nothing takes it out. Lines of one product are summed.
    lines: Vec<WantedLine>,
}

/// What became of the lines.
#[derive(Serialize, ToSchema)]
pub struct CartLinesDone {
    /// The lines, in the order given.
    lines: Vec<CartLineDone>,
    /// The cart after it.
    cart: CartView,
}

/// What became of a line.
#[derive(Serialize, ToSchema)]
pub struct CartLineDone {
    /// The article number, as it was given.
    sku: String,
    /// How much was wanted in all.
    quantity: Quantity,
    /// `put`, `removed`, `refused`.
    result: String,
    /// Why it was refused: a stable word.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// The words for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// The nearest quantities that can be ordered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    offers: Vec<Quantity>,
}

/// Make the cart hold so much of each of many products
///
/// Lines that cannot be ordered so are told and left out; the others go in.
#[utoipa::path(put, path = "/api/v1/cart/lines", tag = "cart", request_body = CartLinesWanted,
    responses((status = 200, description = "What became of each line, and the cart", body = CartLinesDone), (status = 422, description = "No lines, or too many")))]
pub async fn put_lines(may: May<FillCart>, Body(wanted): Body<CartLinesWanted>) -> Answer<HttpResponse> {
    let l = may.voice();
    let lines: Vec<NewLine> = wanted.lines.into_iter().map(|line| NewLine { sku: line.sku, quantity: line.quantity }).collect();
    let judged = may.write(lines, many::put_lines).await?;
    let found = may.read((), cart::look).await?;
    let lines = judged.into_iter().map(|line| done(l, line)).collect();
    Ok(HttpResponse::Ok().json(CartLinesDone { lines, cart: cart_view(l, &found)? }))
}

fn done(l: Voice, line: Judged) -> CartLineDone {
    let (sku, quantity) = (line.sku, line.quantity);
    let plain = |result: &str| CartLineDone {
        sku: sku.clone(),
        quantity,
        result: result.to_owned(),
        code: None,
        message: None,
        offers: Vec::new(),
    };
    match line.fate {
        Fate::Put => plain("put"),
        Fate::Removed => plain("removed"),
        Fate::Refused { code, message, offers } => {
            CartLineDone { code: Some(code.into()), message: Some(l.tell(&message)), offers, ..plain("refused") }
        }
    }
}
