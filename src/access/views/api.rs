//! The API's doors to saved views.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Change, Listing, NewView, View, ViewId, change, list, remove, save};
use crate::access::permission::marks::BeSomebody;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::{Body, Params};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/views", views);
    routes.post("/api/v1/views", save_view);
    routes.put("/api/v1/views/{id}", change_view);
    routes.delete("/api/v1/views/{id}", delete_view);
}

/// Which views.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ViewsQuery {
    /// Of this table only: `orders`, `partners`, `invoices`, `payments`, `stock`, `requested`.
    #[param(value_type = Option<String>)]
    table: Option<Listing>,
}

/// A saved view.
#[derive(Serialize, ToSchema)]
pub struct ViewShown {
    /// Its id.
    id: String,
    /// Of which table.
    table: String,
    /// Its name.
    name: String,
    /// Filter, order and columns, as the address of the page has them.
    query: String,
    /// Whether the seller's people share it.
    shared: bool,
    /// Whether it is one's own.
    own: bool,
}

impl From<View> for ViewShown {
    fn from(view: View) -> Self {
        Self {
            id: view.id.to_string(),
            table: view.listing.as_str().to_owned(),
            name: view.name,
            query: view.query,
            shared: view.is_shared,
            own: view.is_own,
        }
    }
}

/// Saved views.
#[derive(Serialize, ToSchema)]
pub struct ViewsShown {
    /// One's own first.
    items: Vec<ViewShown>,
    /// Always none: there are few.
    next: Option<String>,
}

/// Saved views: one's own, and those that colleagues share
#[utoipa::path(get, path = "/api/v1/views", tag = "views", params(ViewsQuery), responses((status = 200, description = "All of them", body = ViewsShown)))]
pub async fn views(may: May<BeSomebody>, Params(query): Params<ViewsQuery>) -> Answer<HttpResponse> {
    let found = may.read(query.table, list::<BeSomebody>).await?;
    Ok(HttpResponse::Ok().json(ViewsShown { items: found.into_iter().map(ViewShown::from).collect(), next: None }))
}

/// A view to be saved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewGiven {
    /// Of which table.
    #[schema(value_type = String)]
    table: Listing,
    /// Its name. One of the same name is replaced.
    name: String,
    /// Filter, order and columns, as the address of the page has them.
    #[serde(default)]
    query: String,
    /// Whether the seller's people share it.
    #[serde(default)]
    shared: bool,
}

/// What was saved.
#[derive(Serialize, ToSchema)]
pub struct ViewSaved {
    /// Its id.
    id: String,
}

/// Save a view
#[utoipa::path(post, path = "/api/v1/views", tag = "views", request_body = ViewGiven,
    responses((status = 201, description = "It is saved, in place of one of the same name", body = ViewSaved), (status = 422, description = "The name, the table or the query is not fit")))]
pub async fn save_view(may: May<BeSomebody>, Body(given): Body<ViewGiven>) -> Answer<HttpResponse> {
    let new = NewView { listing: given.table, name: given.name, query: given.query, is_shared: given.shared };
    let id = may.write(new, save).await?;
    Ok(HttpResponse::Created().json(ViewSaved { id: id.to_string() }))
}

/// What becomes of a view.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewChanged {
    /// Its name from now on.
    name: String,
    /// Whether the seller's people share it from now on.
    #[serde(default)]
    shared: bool,
}

/// Rename a view, or share it
#[utoipa::path(put, path = "/api/v1/views/{id}", tag = "views", params(("id" = String, Path, description = "The view's id")), request_body = ViewChanged,
    responses((status = 204, description = "It is so"), (status = 404, description = "No such view of one's own"), (status = 409, description = "Another view has that name")))]
pub async fn change_view(may: May<BeSomebody>, id: web::Path<String>, Body(given): Body<ViewChanged>) -> Answer<HttpResponse> {
    let id = ViewId::parse(&id).ok_or_else(No::not_found)?;
    may.write(Change { id, name: given.name, is_shared: given.shared }, change).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Forget a view
#[utoipa::path(delete, path = "/api/v1/views/{id}", tag = "views", params(("id" = String, Path, description = "The view's id")),
    responses((status = 204, description = "It is forgotten"), (status = 404, description = "No such view of one's own")))]
pub async fn delete_view(may: May<BeSomebody>, id: web::Path<String>) -> Answer<HttpResponse> {
    may.write(ViewId::parse(&id).ok_or_else(No::not_found)?, remove).await?;
    Ok(HttpResponse::NoContent().finish())
}
