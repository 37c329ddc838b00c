//! The API's doors to the discount code of a cart.

use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

use super::answer_cart;
use super::wire::CartView;
use crate::access::permission::marks::FillCart;
use crate::access::{May, Routes};
use crate::orders::codes;
use crate::platform::error::Answer;
use crate::platform::web::Body;

pub(super) fn routes(routes: &mut Routes) {
    routes.put("/api/v1/cart/code", put_code);
    routes.delete("/api/v1/cart/code", delete_code);
}

/// A discount code as typed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TypedCode {
    /// The code, in capitals or not.
    code: String,
}

/// Put a discount code into the cart, in place of another
#[utoipa::path(put, path = "/api/v1/cart/code", tag = "cart", request_body = TypedCode,
    responses((status = 200, description = "The cart at the prices with the code", body = CartView), (status = 409, description = "The code was used already"),
    (status = 422, description = "No such code for this buyer, or its last day has passed")))]
pub async fn put_code(may: May<FillCart>, Body(typed): Body<TypedCode>) -> Answer<HttpResponse> {
    may.write(typed.code, codes::enter).await?;
    answer_cart(&may).await
}

/// Take the discount code out of the cart
#[utoipa::path(delete, path = "/api/v1/cart/code", tag = "cart", responses((status = 200, description = "The cart", body = CartView)))]
pub async fn delete_code(may: May<FillCart>) -> Answer<HttpResponse> {
    may.write((), codes::remove).await?;
    answer_cart(&may).await
}
