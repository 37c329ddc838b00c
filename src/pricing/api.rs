//! The API's doors to discount codes, for our staff.

use actix_web::HttpResponse;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::code::{self, NewCode};
use super::code_list::{self, CodesBy, Filter, Given};
use super::discount::Off;
use super::of_partner::On;
use crate::access::accounts::people::Put;
use crate::access::permission::marks::ManageDiscounts;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Percent, UnitPrice};
use crate::platform::web::{Body, Params, Sort};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/discount-codes", discount_codes);
    routes.post("/api/v1/discount-codes", put_discount_code);
}

/// A discount code, as it is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDiscountCode {
    /// The code, 4 to 40 signs without blanks; one that is there is changed.
    code: String,
    /// Its Russian name.
    name: String,
    /// Its English name.
    name_en: String,
    /// For this partner only, by code; for everybody when not given.
    partner: Option<String>,
    /// For this person of that partner only, by login.
    person: Option<String>,
    /// On a category and those below it, by code;
    category: Option<String>,
    /// or on one product; on everything when neither is given.
    sku: Option<String>,
    /// A share off, up to 100,
    percent: Option<Percent>,
    /// or an amount off each unit: exactly one of them.
    amount: Option<UnitPrice>,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    valid_from: NaiveDate,
    /// The last day, if any.
    #[schema(value_type = Option<String>, format = Date)]
    valid_until: Option<NaiveDate>,
    /// How many orders may use it; any number when not given, 1 for a single use.
    uses_most: Option<i64>,
    /// Whether each partner may use it once only.
    #[serde(default)]
    once_each: bool,
}

/// A discount code with how often it was used.
#[derive(Serialize, ToSchema)]
pub struct DiscountCode {
    /// The code.
    code: String,
    /// Its Russian name.
    name: String,
    /// Its English name.
    name_en: String,
    /// The partner it is for, by code; null for everybody.
    partner: Option<String>,
    /// The person of that partner it is for, by login.
    person: Option<String>,
    /// The category it is on, by code;
    category: Option<String>,
    /// or the one product; on everything when both are null.
    sku: Option<String>,
    /// A share off,
    percent: Option<Percent>,
    /// or an amount off each unit.
    amount: Option<UnitPrice>,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    valid_from: NaiveDate,
    /// The last day, if any.
    #[schema(value_type = Option<String>, format = Date)]
    valid_until: Option<NaiveDate>,
    /// How many orders may use it; null for any number.
    uses_most: Option<i64>,
    /// Whether each partner may use it once only.
    once_each: bool,
    /// How many orders have used it.
    uses_done: i64,
}

/// Discount codes.
#[derive(Serialize, ToSchema)]
pub struct DiscountCodes {
    /// The codes, in the order that was asked for.
    items: Vec<DiscountCode>,
    /// Always null: the list is whole.
    next: Option<String>,
}

impl NewDiscountCode {
    fn wish(self) -> Answer<NewCode> {
        Ok(NewCode {
            code: self.code,
            name: self.name,
            name_en: self.name_en,
            partner: self.partner,
            person: self.person,
            on: On::of(self.category, self.sku)?,
            off: Off::of(self.percent, self.amount)?,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            uses_most: self.uses_most,
            is_once_each: self.once_each,
        })
    }
}

fn told(given: Given) -> DiscountCode {
    let record = given.record;
    DiscountCode {
        code: record.code,
        name: record.name,
        name_en: record.name_en,
        partner: given.partner.map(|(code, _)| code),
        person: given.person,
        category: given.category.map(|(code, _)| code),
        sku: given.sku,
        percent: record.percent,
        amount: record.amount,
        valid_from: record.valid_from,
        valid_until: record.valid_until,
        uses_most: record.uses_most,
        once_each: record.is_once_each,
        uses_done: record.uses_done,
    }
}

/// Which discount codes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CodesQuery {
    /// Of this partner only, by code.
    partner: Option<String>,
    /// `code`, `from`, `until` or `uses`, with a minus for the greatest first; `code` when not given.
    sort: Option<String>,
}

/// Discount codes
#[utoipa::path(get, path = "/api/v1/discount-codes", tag = "discounts", params(CodesQuery),
    responses((status = 200, description = "All of them", body = DiscountCodes), (status = 404, description = "No such partner within reach")))]
pub async fn discount_codes(may: May<ManageDiscounts>, Params(query): Params<CodesQuery>) -> Answer<HttpResponse> {
    let sort = Sort::asked(query.sort.as_deref(), CodesBy::parse)?;
    let filter = Filter { partner: query.partner, sort, ..Filter::default() };
    let items = may.read(filter, code_list::list_all).await?.into_iter().map(told).collect();
    Ok(HttpResponse::Ok().json(DiscountCodes { items, next: None }))
}

/// What became of a discount code.
#[derive(Serialize, ToSchema)]
pub struct KeptCode {
    /// `added`, `changed`, `unchanged`.
    outcome: String,
}

/// Make a discount code, or change the one of that code
#[utoipa::path(post, path = "/api/v1/discount-codes", tag = "discounts", request_body = NewDiscountCode,
    responses((status = 201, description = "Made", body = KeptCode), (status = 200, description = "It was there already", body = KeptCode),
    (status = 422, description = "Fields that do not fit, or another's code")))]
pub async fn put_discount_code(may: May<ManageDiscounts>, Body(new): Body<NewDiscountCode>) -> Answer<HttpResponse> {
    let put = may.write(new.wish().map_err(No::pointed)?, code::put).await.map_err(No::pointed)?;
    let (mut answer, outcome) = match put {
        Put::Added => (HttpResponse::Created(), "added"),
        Put::Changed => (HttpResponse::Ok(), "changed"),
        Put::Unchanged => (HttpResponse::Ok(), "unchanged"),
    };
    Ok(answer.json(KeptCode { outcome: outcome.to_owned() }))
}
