//! The API's door to a contract as it was at a past moment.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::ReadMoney;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money, Percent, Quantity, UnitPrice};
use crate::platform::web::{Lang, Params, cursor};
use crate::pricing::as_on::{PriceThen, Then};
use crate::pricing::discount::{Discount, Off};
use crate::say;
use crate::service::as_on::{self, AsOn, Asked};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/contracts/{number}/as-on", contract_as_on);
}

/// Which moment, and what is asked of it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AsOnQuery {
    /// The moment, RFC 3339; now when not given.
    #[param(value_type = Option<String>)]
    at: Option<Moment>,
    /// The person of the client whose own discounts count, by e-mail.
    person: Option<String>,
    /// This product only, by its article number.
    sku: Option<String>,
    /// How much would be bought; the least that can be ordered when not given.
    quantity: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// A contract as it was at a moment.
#[derive(Serialize, ToSchema)]
pub struct ContractAsOn {
    /// Its number.
    contract: String,
    /// The moment.
    at: Moment,
    /// ISO 4217.
    currency: String,
    /// The most it might owe then; null was no limit.
    limit: Option<Money>,
    /// What it owed and had been promised then.
    exposure: Money,
    /// Its terms and prices; null where the contract was not there yet.
    terms: Option<TermsAsOn>,
}

/// Terms of prices as they were.
#[derive(Serialize, ToSchema)]
pub struct TermsAsOn {
    /// The code of the price list.
    price_list: String,
    /// How discounts went together: `best` or `cumulative`.
    discount_policy: String,
    /// Whether contract prices took discounts too.
    discounts_on_contract_price: bool,
    /// The discounts in force.
    discounts: Vec<DiscountAsOn>,
    /// Products by their article numbers.
    items: Vec<PriceAsOn>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// A discount as it was, by the names it has now.
#[derive(Serialize, ToSchema)]
pub struct DiscountAsOn {
    /// Its code.
    code: String,
    /// Its name in the language of the request.
    name: String,
    /// What it took off in percent,
    percent: Option<Percent>,
    /// or the amount off each unit.
    amount: Option<UnitPrice>,
    /// Its last day, if it had one.
    valid_until: Option<NaiveDate>,
}

/// What a product cost.
#[derive(Serialize, ToSchema)]
pub struct PriceAsOn {
    /// The article number.
    sku: String,
    /// Its name now, in the language of the request.
    name: String,
    /// How much of it was to be bought.
    quantity: Quantity,
    /// The price of one unit; null where there was none.
    unit_price: Option<UnitPrice>,
    /// The price of the list, where it had one.
    list_price: Option<UnitPrice>,
    /// Quantities from which another price held.
    tiers: Vec<TierAsOn>,
}

/// A quantity from which another price held.
#[derive(Serialize, ToSchema)]
pub struct TierAsOn {
    /// From this quantity on.
    from_quantity: Quantity,
    /// The price of one unit at that quantity.
    unit_price: UnitPrice,
}

/// A contract as it was at a moment
///
/// Prices, discounts and the limit of any past moment, from what the records prove. Discount codes of a cart are not among them.
#[utoipa::path(get, path = "/api/v1/contracts/{number}/as-on", tag = "money", params(("number" = String, Path, description = "The contract's number"), AsOnQuery),
    responses((status = 200, description = "As it was", body = ContractAsOn), (status = 404, description = "No such contract within reach"),
    (status = 422, description = "A moment that is ahead, or a person that is not the client's")))]
pub async fn contract_as_on(
    may: May<ReadMoney>,
    number: web::Path<String>,
    Params(query): Params<AsOnQuery>,
) -> Answer<HttpResponse> {
    let l = may.voice();
    let quantity = query.quantity.as_deref().map(Quantity::parse).transpose().ok();
    let quantity = quantity.filter(|quantity| quantity.is_none_or(Quantity::is_positive));
    let asked = Asked {
        number: number.into_inner(),
        at: query.at,
        person: query.person,
        sku: query.sku,
        quantity: quantity.ok_or_else(|| No::invalid("quantity", "wrong_type", say!("error-wrong-type")))?,
        after: cursor::read(query.cursor.as_deref())?,
        limit: cursor::limit(query.limit)?,
    };
    let AsOn { debtor, at, money, prices } = may.read(asked, as_on::look).await?;
    let told = ContractAsOn {
        contract: debtor.number,
        at,
        currency: debtor.currency.code().to_owned(),
        limit: money.limit,
        exposure: money.exposure,
        terms: prices.map(|then| terms(then, l.lang)),
    };
    Ok(HttpResponse::Ok().json(told))
}

fn terms(then: Then, lang: Lang) -> TermsAsOn {
    TermsAsOn {
        price_list: then.terms.list_code,
        discount_policy: then.terms.policy.as_str().to_owned(),
        discounts_on_contract_price: then.terms.discounts_on_contract_price,
        discounts: then.terms.discounts.iter().map(|discount| discount_of(discount, lang)).collect(),
        items: then.prices.into_iter().map(|price| price_of(price, lang)).collect(),
        next: then.next,
    }
}

fn discount_of(discount: &Discount, lang: Lang) -> DiscountAsOn {
    let (percent, amount) = match discount.off {
        Off::Percent(percent) => (Some(percent), None),
        Off::Amount(amount) => (None, Some(amount)),
    };
    let name = discount.name_in(lang).to_owned();
    DiscountAsOn { code: discount.code.clone(), name, percent, amount, valid_until: discount.valid_until }
}

fn price_of(price: PriceThen, lang: Lang) -> PriceAsOn {
    let name = price.product.name_in(lang).to_owned();
    let tiers = price.quote.iter().flat_map(|quote| &quote.tiers);
    let tiers = tiers.map(|tier| TierAsOn { from_quantity: tier.from_quantity, unit_price: tier.unit_price }).collect();
    PriceAsOn {
        name,
        quantity: price.quantity,
        unit_price: price.quote.as_ref().map(|quote| quote.unit_price),
        list_price: price.quote.as_ref().and_then(|quote| quote.list_price),
        tiers,
        sku: price.product.sku,
    }
}
