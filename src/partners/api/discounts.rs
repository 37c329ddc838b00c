//! The API's doors to a partner's personal discounts: what the partner, its contracts and its people have, and giving one.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Kept, kept};
use crate::access::accounts::people;
use crate::access::permission::marks::{ManageDiscounts, ReadPartners};
use crate::access::{Act, May, Routes};
use crate::partners::overview;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Percent, UnitPrice};
use crate::platform::web::Body;
use crate::pricing::discount::Off;
use crate::pricing::of_partner::{self, Holders, On, To, Wish};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/partners/{code}/discounts", discounts);
    routes.post("/api/v1/partners/{code}/discounts", give_discount);
}

/// Personal discounts.
#[derive(Serialize, ToSchema)]
pub struct PersonalDiscounts {
    /// Those of the partner and its contracts by code, then its people's.
    items: Vec<PersonalDiscount>,
    /// Always null: the list is whole.
    next: Option<String>,
}

fn look(act: &mut Act<'_, ManageDiscounts>, code: &String) -> Answer<Vec<PersonalDiscount>> {
    let seen = overview::of_partner(&mut act.lend::<ReadPartners>()?, code)?;
    let people = people::of_partner(&mut act.lend::<ReadPartners>()?, &seen.partner.id)?;
    let numbers: HashMap<_, _> = seen.contracts.into_iter().map(|contract| (contract.id, contract.number)).collect();
    let logins: HashMap<_, _> = people.into_iter().map(|person| (person.account, person.login)).collect();
    let holders = Holders {
        partner: seen.partner.id,
        contracts: numbers.keys().copied().collect(),
        people: logins.keys().copied().collect(),
    };
    let given = of_partner::look(act, &holders)?;
    let card = |given: of_partner::Given| PersonalDiscount {
        contract: given.record.contract_id.and_then(|id| numbers.get(&id).cloned()),
        person: given.record.account_id.and_then(|id| logins.get(&id).cloned()),
        category: given.category.map(|category| category.code),
        sku: given.sku,
        code: given.record.code,
        name: given.record.name,
        name_en: given.record.name_en,
        percent: given.record.percent,
        amount: given.record.amount,
        valid_from: given.record.valid_from,
        valid_until: given.record.valid_until,
    };
    Ok(given.into_iter().map(card).collect())
}

/// A partner's personal discounts
#[utoipa::path(get, path = "/api/v1/partners/{code}/discounts", tag = "discounts", params(("code" = String, Path, description = "The partner's code")),
    responses((status = 200, description = "The partner's, its contracts' and its people's", body = PersonalDiscounts), (status = 404, description = "No such partner within reach")))]
pub async fn discounts(may: May<ManageDiscounts>, code: web::Path<String>) -> Answer<HttpResponse> {
    let items = may.read(code.into_inner(), look).await?;
    Ok(HttpResponse::Ok().json(PersonalDiscounts { items, next: None }))
}

/// A personal discount, as it is told and as it is given.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonalDiscount {
    /// Its code; the code of a discount of the same recipient changes that one.
    code: String,
    /// Its Russian name.
    name: String,
    /// Its English name.
    name_en: String,
    /// For whoever buys by this contract, by number;
    contract: Option<String>,
    /// or for this person, by login; for everybody of the partner when neither is given.
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
}

impl PersonalDiscount {
    fn wish(self) -> Answer<Wish> {
        let to = match (self.contract, self.person) {
            (None, None) => To::Partner,
            (Some(number), None) => To::Contract(number),
            (None, Some(login)) => To::Person(login),
            (Some(_), Some(_)) => return Err(No::invalid("person", "not_one_recipient", say!("discount-not-one-recipient"))),
        };
        let (on, off) = (On::of(self.category, self.sku)?, Off::of(self.percent, self.amount)?);
        let (code, name, name_en) = (self.code, self.name, self.name_en);
        Ok(Wish { code, name, name_en, to, on, off, valid_from: self.valid_from, valid_until: self.valid_until })
    }
}

/// Give a partner a personal discount
#[utoipa::path(post, path = "/api/v1/partners/{code}/discounts", tag = "discounts", params(("code" = String, Path, description = "The partner's code")),
    request_body = PersonalDiscount, responses((status = 201, description = "Given", body = Kept),
    (status = 200, description = "It was there already, by its code", body = Kept), (status = 404, description = "No such partner within reach"),
    (status = 422, description = "Fields that do not fit, or somebody else's code")))]
pub async fn give_discount(
    may: May<ManageDiscounts>,
    code: web::Path<String>,
    Body(given): Body<PersonalDiscount>,
) -> Answer<HttpResponse> {
    let put = may.write((code.into_inner(), given.wish().map_err(No::pointed)?), of_partner::give).await.map_err(No::pointed)?;
    Ok(kept(put))
}
