//! The API's doors beside search: suggestions while somebody types, and the wish to be told of what was not found.

use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::SeeCatalogue;
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::web::{Body, Params};
use crate::shop::offer;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/suggestions", suggestions);
    routes.post("/api/v1/requested-items", want_words);
}

/// What is being typed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SuggestionsQuery {
    /// Words or a piece of a code; the last word need not be whole.
    q: String,
}

/// A category or a product that may be meant.
#[derive(Serialize, ToSchema)]
pub struct Suggestion {
    /// `category` or `product`.
    kind: String,
    /// The name, in the language asked for.
    name: String,
    /// The category's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    /// The product's article number.
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<String>,
}

/// What may be meant.
#[derive(Serialize, ToSchema)]
pub struct Suggestions {
    /// At most eight: categories, then products, the best first.
    items: Vec<Suggestion>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// What words that are being typed could mean
#[utoipa::path(get, path = "/api/v1/suggestions", tag = "catalogue", params(SuggestionsQuery),
    responses((status = 200, description = "Categories and products that the contract allows", body = Suggestions), (status = 422, description = "Too many letters")))]
pub async fn suggestions(
    may: May<SeeCatalogue>,
    request: HttpRequest,
    Params(query): Params<SuggestionsQuery>,
) -> Answer<HttpResponse> {
    let lang = may.voice().lang;
    offer::check_words(&query.q)?;
    let found = may.read((lang, query.q), offer::suggestions).await?;
    let categories = found.categories.iter().map(|category| Suggestion {
        kind: "category".into(),
        name: category.name_in(lang).to_owned(),
        category: Some(category.code.clone()),
        sku: None,
    });
    let products = found.products.iter().map(|product| Suggestion {
        kind: "product".into(),
        name: product.name.clone(),
        category: None,
        sku: Some(product.sku.clone()),
    });
    super::revalidated(&request, &Suggestions { items: categories.chain(products).collect(), next: None })
}

/// What somebody wants to be told of.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedWords {
    /// What was searched for in vain.
    words: String,
}

/// Ask to be told of what was not found
///
/// It becomes a requested item that waits: the office sees who asks for it.
#[utoipa::path(post, path = "/api/v1/requested-items", tag = "requested items", request_body = WantedWords,
    responses((status = 204, description = "Noted"), (status = 422, description = "Too few or too many letters")))]
pub async fn want_words(may: May<SeeCatalogue>, Body(wanted): Body<WantedWords>) -> Answer<HttpResponse> {
    may.write(wanted.words, offer::want_notice).await?;
    Ok(HttpResponse::NoContent().finish())
}
