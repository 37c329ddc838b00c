//! What a list of products can be narrowed by, for programs.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::offer;
use super::{ProductsQuery, asked};
use crate::access::permission::marks::SeeCatalogue;
use crate::access::{May, Routes};
use crate::platform::error::Answer;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/products/facets", facets);
}

/// A value of an attribute.
#[derive(Serialize, ToSchema)]
pub struct ProductFacetValue {
    /// As it is chosen: `attr.NAME=VALUE`.
    value: String,
    /// How many products there would be with it, whatever else is chosen of this attribute.
    count: usize,
    /// Whether it is chosen.
    chosen: bool,
}

/// An attribute with its values.
#[derive(Serialize, ToSchema)]
pub struct ProductFacet {
    /// Its name.
    name: String,
    /// Its values.
    values: Vec<ProductFacetValue>,
}

/// What the list can be narrowed by.
#[derive(Serialize, ToSchema)]
pub struct ProductFacets {
    /// The attributes, the most telling first; none for the whole catalogue, which is too wide.
    items: Vec<ProductFacet>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// What a list of products can be narrowed by, with counts
///
/// Takes what the list itself takes; where the list would go on does not matter.
#[utoipa::path(get, path = "/api/v1/products/facets", tag = "catalogue", params(ProductsQuery,
    ("attr.NAME" = Option<Vec<String>>, Query, description = "A value of the attribute NAME, in either language; several values of one attribute mean any of them")),
    responses((status = 200, description = "The attributes, in the language asked for", body = ProductFacets)))]
pub async fn facets(may: May<SeeCatalogue>, request: HttpRequest) -> Answer<HttpResponse> {
    let l = may.voice();
    let (query, _) = asked(l, request.query_string())?;
    let found = may.read(query, offer::facets).await?;
    let value = |value: &crate::catalogue::facet::FacetValue| ProductFacetValue {
        value: value.value_in(l.lang).to_owned(),
        count: value.count,
        chosen: value.is_chosen,
    };
    let items = found
        .iter()
        .map(|facet| ProductFacet { name: facet.name_in(l.lang).to_owned(), values: facet.values.iter().map(value).collect() })
        .collect();
    Ok(HttpResponse::Ok().json(ProductFacets { items, next: None }))
}
