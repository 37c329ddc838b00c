//! The API's doors to the catalogue: products, one product, its price at a quantity, its picture, categories; what lists can be
//! narrowed by, prices of many lines, the comparison and search stand in the files beside.

pub mod comparison;
pub mod facets;
pub mod quotes;
pub mod search;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asked::{StockWish, parted};
use super::offer::{self, Before, Offer, Query};
use super::pictures;
use crate::access::permission::marks::SeeCatalogue;
use crate::access::{May, Routes};
use crate::catalogue::store::Filter;
use crate::catalogue::{Chosen, Shown};
use crate::partners::{Contract, VatMode};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Percent, Quantity, UnitPrice};
use crate::platform::web::{Lang, Params, Voice, cursor, guard};
use crate::pricing::{Quote, Step, Tier};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/products", products);
    // Before the products themselves: this is no article number.
    facets::routes(routes);
    routes.get("/api/v1/products/{sku}", product);
    routes.get("/api/v1/products/{sku}/price", price);
    routes.get("/api/v1/pictures/{picture}", picture);
    routes.get("/api/v1/categories", categories);
    search::routes(routes);
    quotes::routes(routes);
    comparison::routes(routes);
}

/// Which products.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProductsQuery {
    /// Words of name, category or attributes, or a piece of an article number or a barcode. Mistakes are forgiven.
    #[serde(default)]
    q: String,
    /// Whether the words are looked for as they stand, and nothing is forgiven.
    literal: Option<bool>,
    /// A category and those below it, by code.
    category: Option<String>,
    /// `in`: only what can still be promised.
    #[param(value_type = Option<String>)]
    stock: Option<StockWish>,
    /// Whether goods that your company, or your unit of it, ordered within a year come first, the latest at the top.
    #[serde(default)]
    ordered_first: bool,
    /// Whether there shall be no others.
    #[serde(default)]
    ordered_only: bool,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// A product with this buyer's price and stock.
#[derive(Serialize, ToSchema)]
pub struct Product {
    /// The article number.
    sku: String,
    /// The name, in the language asked for.
    name: String,
    /// The unit of measure.
    unit: String,
    /// The least that can be ordered.
    moq: Quantity,
    /// Orders are multiples of this.
    multiple: Quantity,
    /// The price at the least quantity; null when it is on request.
    price: Option<Price>,
    /// Stock, as this partner may see it.
    stock: Stock,
    /// Where its picture is, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<String>,
    /// What else is known of it; on the product's own address only.
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<Vec<Attribute>>,
    /// Stock of each warehouse of the contract; on the product's own address only.
    #[serde(skip_serializing_if = "Option::is_none")]
    warehouses: Option<Vec<ContractStock>>,
    /// When and how much of it your company, or your unit of it, ordered last; in lists only.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_ordered: Option<LastOrdered>,
}

/// The last order of a product.
#[derive(Serialize, ToSchema)]
pub struct LastOrdered {
    /// When.
    at: Moment,
    /// How much.
    quantity: Quantity,
}

/// Something known of a product.
#[derive(Serialize, ToSchema)]
pub struct Attribute {
    /// What.
    name: String,
    /// How.
    value: String,
}

/// A price.
#[derive(Serialize, ToSchema)]
pub struct Price {
    /// Of one unit.
    unit_price: UnitPrice,
    /// ISO 4217.
    currency: String,
    /// Percent; null for «no VAT».
    vat_rate: Option<Percent>,
    /// Whether the price holds it.
    vat_included: bool,
    /// The list's base price.
    list_price: Option<UnitPrice>,
    /// How far below the list price.
    discount_percent: Percent,
}

/// Stock, as a partner may see it.
#[derive(Serialize, ToSchema)]
pub struct Stock {
    /// `exact`, `level`, `yes_no`, `hidden`.
    mode: String,
    /// The figure, in the mode `exact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    available: Option<Quantity>,
    /// `much`, `little`, `none`; or `yes`, `no`.
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<String>,
    /// The time of the figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Moment>,
    /// Whether that is longer ago than the seller holds for good; left out where it is not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_stale: bool,
    /// How much is expected next.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Quantity>,
    /// When it is expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_on: Option<NaiveDate>,
}

/// Stock of one warehouse.
#[derive(Serialize, ToSchema)]
pub struct ContractStock {
    /// The warehouse's code.
    warehouse: String,
    /// Its name.
    name: String,
    /// What it has.
    #[serde(flatten)]
    stock: Stock,
}

/// A page of products.
#[derive(Serialize, ToSchema)]
pub struct Products {
    /// The products, by name; where words are searched for, the best first.
    items: Vec<Product>,
    /// What was searched for, where that is not what was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    searched_for: Option<String>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

impl From<&Shown> for Stock {
    fn from(shown: &Shown) -> Self {
        Stock {
            mode: shown.mode.as_str().into(),
            available: shown.available,
            level: shown.level.map(str::to_owned),
            as_of: shown.as_of,
            is_stale: shown.is_stale,
            expected: shown.expected,
            expected_on: shown.expected_on,
        }
    }
}

fn price_of(quote: &Quote, offer: &Offer, contract: &Contract) -> Price {
    Price {
        unit_price: quote.unit_price,
        currency: quote.currency.code().into(),
        vat_rate: offer.product.vat_rate,
        vat_included: contract.vat_mode == VatMode::Included,
        list_price: quote.list_price,
        discount_percent: quote.discount_percent,
    }
}

fn wire(l: Voice, offer: &Offer, contract: &Contract) -> Product {
    let product = &offer.product;
    Product {
        sku: product.sku.clone(),
        name: product.name_in(l.lang).into(),
        unit: product.unit_name(l.lang).into(),
        moq: product.moq,
        multiple: product.multiple,
        price: offer.quote.as_ref().map(|quote| price_of(quote, offer, contract)),
        stock: (&offer.stock).into(),
        picture: product.picture.map(|picture| format!("/api/v1/pictures/{picture}")),
        attributes: None,
        warehouses: None,
        last_ordered: offer.ordered.map(|(at, quantity)| LastOrdered { at, quantity }),
    }
}

/// What a list is asked for, by programs: the parameters, and the chosen attributes.
fn asked(l: Voice, text: &str) -> Answer<(Query, bool)> {
    let (query, attributes): (ProductsQuery, Vec<Chosen>) = parted(text)?;
    offer::check_words(&query.q)?;
    let is_plain = attributes.is_empty() && query.stock.is_none() && !query.ordered_only && query.cursor.is_none();
    let filter = Filter {
        words: query.q,
        after: cursor::read(query.cursor.as_deref())?,
        limit: cursor::limit(query.limit)?,
        is_in_stock: query.stock.is_some(),
        attributes,
        is_literal: query.literal.unwrap_or_default(),
        ..Filter::default()
    };
    let before = match (query.ordered_only, query.ordered_first) {
        (true, _) => Some(Before::Only),
        (false, true) => Some(Before::First),
        (false, false) => None,
    };
    Ok((Query { lang: l.lang, category: query.category, filter, before }, is_plain))
}

/// Products that the contract allows
#[utoipa::path(get, path = "/api/v1/products", tag = "catalogue", params(ProductsQuery,
    ("attr.NAME" = Option<Vec<String>>, Query, description = "A value of the attribute NAME, in either language; several values of one attribute mean any of them")),
    responses((status = 200, description = "A page, by name", body = Products)))]
pub async fn products(may: May<SeeCatalogue>, request: HttpRequest) -> Answer<HttpResponse> {
    let l = may.voice();
    let (query, is_plain) = asked(l, request.query_string())?;
    let words = query.filter.words.clone();
    let page = may.read(query, offer::page).await?;
    if page.offers.is_empty() && !words.trim().is_empty() && is_plain {
        crate::activity::watch::found_nothing(&request);
        may.write(words, offer::keep_wish).await?;
    }
    let items = page.offers.iter().map(|offer| wire(l, offer, &page.contract)).collect();
    let next = page.next.map(|(key, id)| cursor::encode(&key, id));
    revalidated(&request, &Products { items, searched_for: page.said, next })
}

fn revalidated(request: &HttpRequest, body: &impl Serialize) -> Answer<HttpResponse> {
    Ok(guard::revalidated(request, "application/json", serde_json::to_string(body)?))
}

/// One product, with the stock of each warehouse
#[utoipa::path(get, path = "/api/v1/products/{sku}", tag = "catalogue", params(("sku" = String, Path, description = "The article number")),
    responses((status = 200, description = "The product", body = Product), (status = 404, description = "No such product in the contract")))]
pub async fn product(may: May<SeeCatalogue>, request: HttpRequest, sku: web::Path<String>) -> Answer<HttpResponse> {
    let l = may.voice();
    let (contract, offer) = may.read((sku.into_inner(), None), offer::card).await?;
    let mut product = wire(l, &offer, &contract);
    product.attributes = Some(attributes(l, &offer));
    let named = |(row, shown): &(crate::catalogue::StockRow, Shown)| ContractStock {
        warehouse: row.code.clone(),
        name: if l.lang == Lang::Ru { row.name.clone() } else { row.name_en.clone() },
        stock: shown.into(),
    };
    product.warehouses = Some(offer.warehouses.iter().map(named).collect());
    revalidated(&request, &product)
}

fn attributes(l: Voice, offer: &Offer) -> Vec<Attribute> {
    let in_language = |a: crate::catalogue::product::Attribute| match l.lang {
        Lang::Ru => Attribute { name: a.name, value: a.value },
        Lang::En => Attribute { name: a.name_en, value: a.value_en },
    };
    offer.product.attributes().into_iter().map(in_language).collect()
}

/// At which quantity.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PriceQuery {
    /// How much; the least when not given.
    quantity: Option<String>,
}

/// A price with how it came to be.
#[derive(Serialize, ToSchema)]
pub struct ExplainedPrice {
    /// The price.
    #[serde(flatten)]
    price: Price,
    /// The steps, in order; each with the unit price after it.
    #[schema(value_type = Vec<Object>)]
    explanation: Vec<Step>,
    /// The next quantity from which another price holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    next_tier: Option<Tier>,
    /// The last day for which the price is known to hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<NaiveDate>,
}

/// The price of a product at a quantity, and why
#[utoipa::path(get, path = "/api/v1/products/{sku}/price", tag = "catalogue", params(("sku" = String, Path, description = "The article number"), PriceQuery),
    responses((status = 200, description = "The price", body = ExplainedPrice), (status = 404, description = "No such product in the contract, or no price"),
    (status = 422, description = "A quantity that cannot be ordered")))]
pub async fn price(
    may: May<SeeCatalogue>,
    request: HttpRequest,
    sku: web::Path<String>,
    Params(query): Params<PriceQuery>,
) -> Answer<HttpResponse> {
    let quantity = query.quantity.as_deref().map(Quantity::parse).transpose();
    let quantity = quantity.map_err(|_| No::invalid("quantity", "wrong_type", say!("error-wrong-type")))?;
    let (contract, offer) = may.read((sku.into_inner(), quantity), offer::card).await?;
    let quote = offer.quote.as_ref().ok_or_else(No::not_found)?;
    let explained = ExplainedPrice {
        price: price_of(quote, &offer, &contract),
        explanation: quote.steps.clone(),
        next_tier: quote.next_tier,
        valid_until: quote.valid_until,
    };
    revalidated(&request, &explained)
}

/// The picture of a product
///
/// Its address stands with the product and means the same bytes for ever.
#[utoipa::path(get, path = "/api/v1/pictures/{picture}", tag = "catalogue", params(("picture" = String, Path, description = "The picture's id")),
    responses((status = 200, description = "The picture: image/png, image/jpeg or image/webp"), (status = 404, description = "No such picture in the contract")))]
pub async fn picture(may: May<SeeCatalogue>, request: HttpRequest, id: web::Path<String>) -> Answer<HttpResponse> {
    pictures::show(may, request, id).await
}

/// A category.
#[derive(Serialize, ToSchema)]
pub struct Category {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// The code of the category above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
}

/// Categories.
#[derive(Serialize, ToSchema)]
pub struct Categories {
    /// The categories, each behind those above it.
    items: Vec<Category>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// Categories in which the contract allows something
#[utoipa::path(get, path = "/api/v1/categories", tag = "catalogue", responses((status = 200, description = "The categories", body = Categories)))]
pub async fn categories(may: May<SeeCatalogue>, request: HttpRequest) -> Answer<HttpResponse> {
    let l = may.voice();
    let all = may.read((), offer::categories).await?;
    let code_of = |id| all.iter().find(|c| Some(c.id) == id).map(|c| c.code.clone());
    let items = all
        .iter()
        .map(|c| Category { code: c.code.clone(), name: c.name_in(l.lang).into(), parent: code_of(c.parent) })
        .collect();
    revalidated(&request, &Categories { items, next: None })
}
