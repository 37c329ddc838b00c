//! Products beside each other, for programs.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::compare::{self, traits};
use super::{Attribute, Product, attributes, wire};
use crate::access::permission::marks::SeeCatalogue;
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::values::{Quantity, UnitPrice};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/comparison", comparison);
}

/// Products beside each other.
#[derive(Serialize, ToSchema)]
pub struct Comparison {
    /// The products, in the order they were named; at most four.
    items: Vec<ComparedProduct>,
    /// What is known of any of them.
    attributes: Vec<ComparedAttribute>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// A product with its tiers.
#[derive(Serialize, ToSchema)]
pub struct ComparedProduct {
    /// The product.
    product: Product,
    /// Quantities from which another price holds.
    tiers: Vec<ComparedTier>,
}

/// A quantity from which another price holds.
#[derive(Serialize, ToSchema)]
pub struct ComparedTier {
    /// From this quantity on.
    from_quantity: Quantity,
    /// The price of one unit there.
    unit_price: UnitPrice,
}

/// Something known of the products.
#[derive(Serialize, ToSchema)]
pub struct ComparedAttribute {
    /// What.
    name: String,
    /// How it is with each product, in their order; null where it is not known.
    values: Vec<Option<String>>,
    /// Whether the products differ in it.
    differs: bool,
}

/// Compare up to four products
#[utoipa::path(get, path = "/api/v1/comparison", tag = "catalogue",
    params(("sku" = Vec<String>, Query, description = "Article numbers, each as a parameter of its own; what the contract does not allow is left out")),
    responses((status = 200, description = "The products and what is known of them", body = Comparison)))]
pub async fn comparison(may: May<SeeCatalogue>, request: HttpRequest) -> Answer<HttpResponse> {
    let l = may.voice();
    let compared = may.read(compare::named(request.query_string()), compare::look).await?;
    let items = compared.offers.iter().map(|offer| {
        let known: Vec<Attribute> = attributes(l, offer);
        let tiers = offer.quote.iter().flat_map(|quote| &quote.tiers);
        ComparedProduct {
            product: Product { attributes: Some(known), ..wire(l, offer, &compared.contract) },
            tiers: tiers.map(|tier| ComparedTier { from_quantity: tier.from_quantity, unit_price: tier.unit_price }).collect(),
        }
    });
    let items = items.collect();
    let known = traits(&compared.offers, l.lang).into_iter();
    let attributes = known.map(|one| ComparedAttribute { differs: one.differs(), name: one.name, values: one.values }).collect();
    Ok(HttpResponse::Ok().json(Comparison { items, attributes, next: None }))
}
