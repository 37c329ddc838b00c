//! The personal discounts of one partner, as our staff see and give them: its own, its contracts' and its people's, by the
//! names people know. Called by the doors to partners, as pages and as JSON. It computes no price.

use chrono::NaiveDate;

use super::discount::{Off, Subject};
use super::grant::{self, NewDiscount, Recipient};
use super::store::{self, DiscountRecord};
use crate::access::accounts::people::{self, Put};
use crate::access::permission::marks::ManageDiscounts;
use crate::access::reach::AccountId;
use crate::access::{Act, PartnerId, Recorded};
use crate::catalogue::{self, Category};
use crate::partners::{ContractId, Partner, company, contract};
use crate::platform::error::{Answer, No};
use crate::say;

/// A discount with what it is on.
#[derive(Debug, Clone)]
pub struct Given {
    /// The discount.
    pub record: DiscountRecord,
    /// The category it is on.
    pub category: Option<Category>,
    /// The article number it is on.
    pub sku: Option<String>,
}

/// Whose discounts are asked for: the partner's, its contracts' and its people's, as the caller has seen them already.
#[derive(Debug, Clone)]
pub struct Holders {
    /// The partner.
    pub partner: PartnerId,
    /// Its contracts.
    pub contracts: Vec<ContractId>,
    /// Its people.
    pub people: Vec<AccountId>,
}

/// The discounts of a partner within reach: its own and its contracts' by code, then its people's.
pub fn look(act: &mut Act<'_, ManageDiscounts>, holders: &Holders) -> Answer<Vec<Given>> {
    if !act.reach().holds(holders.partner) {
        return Err(No::not_found());
    }
    let mut records = store::discounts_of_partner(act.tx(), holders.partner, &holders.contracts)?;
    records.extend(store::discounts_of_people(act.tx(), &holders.people)?);
    let categories = catalogue::store::categories(act.tx())?;
    let products: Vec<i64> = records.iter().filter_map(|record| record.product_id).collect();
    let skus = catalogue::store::skus(act.tx(), &products)?;
    let given = |record: DiscountRecord| {
        let category = record.category_id.and_then(|id| categories.iter().find(|c| c.id.number() == id)).cloned();
        let sku =
            record.product_id.and_then(|id| skus.iter().find(|(product, _)| product.number() == id)).map(|(_, sku)| sku.clone());
        Given { record, category, sku }
    };
    Ok(records.into_iter().map(given).collect())
}

/// Who gets a discount, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// Everybody of the partner.
    Partner,
    /// Whoever buys by the contract of this number.
    Contract(String),
    /// The person of this login.
    Person(String),
}

/// What a discount is on, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    /// Every product.
    All,
    /// The category of this code and those below it.
    Category(String),
    /// The product of this article number.
    Product(String),
}

/// A discount to give, by the names people know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Its code.
    pub code: String,
    /// Its Russian name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Who gets it.
    pub to: To,
    /// What it is on.
    pub on: On,
    /// What it takes off.
    pub off: Off,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day, if any.
    pub valid_until: Option<NaiveDate>,
}

/// Gives a discount to the partner of a code; the code of somebody else's discount is refused. A name that is not found is a
/// fault of the field `contract`, `person`, `category` or `sku`.
pub fn give(act: &mut Act<'_, ManageDiscounts>, (code, wish): &(String, Wish)) -> Answer<Recorded<Put>> {
    let reach = act.reach();
    let partner = company::find(act.tx(), reach, code)?.ok_or_else(No::not_found)?;
    let to = recipient(act, &partner, &wish.to)?;
    let new = NewDiscount {
        code: wish.code.trim().to_owned(),
        name: wish.name.trim().to_owned(),
        name_en: wish.name_en.trim().to_owned(),
        to,
        on: subject(act, &wish.on)?,
        off: wish.off,
        valid_from: wish.valid_from,
        valid_until: wish.valid_until,
    };
    if let Some(old) = store::discount_by_code(act.tx(), &new.code)?
        && !is_of(&old, to)
    {
        return Err(No::invalid("code", "taken", say!("discount-code-taken")));
    }
    let put = grant::put(act, &new)?;
    Ok(act.pass(put))
}

fn is_of(record: &DiscountRecord, to: Recipient) -> bool {
    match to {
        Recipient::Partner(partner) => record.partner_id == Some(partner),
        Recipient::Person(account) => record.account_id == Some(account),
        Recipient::Contract(contract, _) => record.contract_id == Some(contract),
    }
}

fn recipient(act: &mut Act<'_, ManageDiscounts>, partner: &Partner, to: &To) -> Answer<Recipient> {
    let unknown = |field: &str| No::invalid(field, "unknown", say!("discount-to-unknown"));
    match to {
        To::Partner => Ok(Recipient::Partner(partner.id)),
        To::Contract(number) => contract::find(act.tx(), partner.id, number.trim())?
            .map(|contract| Recipient::Contract(contract.id, partner.id))
            .ok_or_else(|| unknown("contract")),
        To::Person(login) => people::member(act.tx(), partner.id, login)?.map(Recipient::Person).ok_or_else(|| unknown("person")),
    }
}

pub(super) fn subject(act: &mut Act<'_, ManageDiscounts>, on: &On) -> Answer<Subject> {
    match on {
        On::All => Ok(Subject::All),
        On::Category(code) => catalogue::store::category_by_code(act.tx(), code)?
            .map(|category| Subject::Category(category.id.number()))
            .ok_or_else(|| No::invalid("category", "unknown", say!("discount-category-unknown", code = code))),
        On::Product(sku) => catalogue::store::product_by_sku(act.tx(), sku)?
            .map(|product| Subject::Product(product.number()))
            .ok_or_else(|| No::invalid("sku", "unknown", say!("discount-product-unknown", sku = sku))),
    }
}
