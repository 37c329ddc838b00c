//! The API's doors to the pictures of products, for programs that keep the goods. Buyers find pictures by the shop's door.

use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::accounts::people::Put;
use crate::access::permission::marks::Import;
use crate::access::{May, Routes};
use crate::catalogue::picture::{self, LIMIT, NewPicture};
use crate::platform::error::Answer;
use crate::platform::web::body;

pub(super) fn routes(routes: &mut Routes) {
    routes.put("/api/v1/products/{sku}/picture", put_picture);
    routes.delete("/api/v1/products/{sku}/picture", delete_picture);
}

/// What hanging a picture did.
#[derive(Serialize, ToSchema)]
pub struct PictureHung {
    /// `added`, `changed` or `unchanged`.
    outcome: String,
    /// Where those who may see the product find the picture.
    picture: String,
}

/// Hang a picture on a product, in place of the one before
#[utoipa::path(put, path = "/api/v1/products/{sku}/picture", tag = "catalogue", params(("sku" = String, Path, description = "The article number")),
    request_body(content = String, content_type = "image/png", description = "The picture: PNG, JPEG or WebP, with its own Content-Type (image/png, image/jpeg, image/webp); at most 2 MiB"),
    responses((status = 200, description = "It hangs there", body = PictureHung), (status = 404, description = "No such product"),
    (status = 413, description = "Too large"), (status = 415, description = "No picture, or not of the format that Content-Type says")))]
pub async fn put_picture(
    may: May<Import>,
    sku: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let file = picture::checked(body::whole(payload, LIMIT).await?.into())?;
    picture::check_announced(&file, request.content_type())?;
    let hung = may.write(NewPicture { sku: sku.into_inner(), file }, picture::hang).await?;
    let outcome = match hung.put {
        Put::Added => "added",
        Put::Changed => "changed",
        Put::Unchanged => "unchanged",
    };
    Ok(HttpResponse::Ok().json(PictureHung { outcome: outcome.into(), picture: format!("/api/v1/pictures/{}", hung.picture) }))
}

/// Take the picture of a product down
#[utoipa::path(delete, path = "/api/v1/products/{sku}/picture", tag = "catalogue", params(("sku" = String, Path, description = "The article number")),
    responses((status = 204, description = "None hangs there now"), (status = 404, description = "No such product")))]
pub async fn delete_picture(may: May<Import>, sku: web::Path<String>) -> Answer<HttpResponse> {
    may.write(sku.into_inner(), picture::take_down).await?;
    Ok(HttpResponse::NoContent().finish())
}
