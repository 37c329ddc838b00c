//! Giving personal discounts: to a partner, a person or a contract. Called by imports and by the office's pages.
//! It computes no price: which discount counts, the price function says.

use chrono::NaiveDate;
use serde_json::json;

use super::discount::{self, Off, Subject};
use super::store::{self, DiscountRecord};
use super::{DiscountId, code, code_store};
use crate::access::Act;
use crate::access::PartnerId;
use crate::access::accounts::people::Put;
use crate::access::permission::marks::ManageDiscounts;
use crate::access::reach::AccountId;
use crate::partners::ContractId;
use crate::platform::error::{Answer, Fault, No};
use crate::platform::values::text;
use crate::say;

/// Who gets a discount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// Everybody of a partner.
    Partner(PartnerId),
    /// One person, wherever he buys.
    Person(AccountId),
    /// Whoever buys by a contract; with the partner whose it is.
    Contract(ContractId, PartnerId),
}

/// A discount as given by an import or a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDiscount {
    /// Its code.
    pub code: String,
    /// Its Russian name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Who gets it.
    pub to: Recipient,
    /// What it is on.
    pub on: Subject,
    /// What it takes off.
    pub off: Off,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day, if any.
    pub valid_until: Option<NaiveDate>,
}

/// Checks that a discount can be so.
pub fn check(new: &NewDiscount) -> Vec<Fault> {
    let mut faults = Vec::new();
    if text::required_line(&new.code, 60).is_err() {
        let message = say!("error-field-missing", name = "code");
        faults.push(Fault { field: "code".into(), code: "missing", message });
    }
    faults.extend(discount::faults((&new.name, &new.name_en), new.off, (new.valid_from, new.valid_until)));
    faults
}

/// Gives the discount of a code, or changes it.
pub fn put(act: &mut Act<'_, ManageDiscounts>, new: &NewDiscount) -> Answer<Put> {
    let faults = check(new);
    if !faults.is_empty() {
        return Err(No::faults(faults));
    }
    let known = store::discount_by_code(act.tx(), new.code.trim())?;
    // By its code a step of a price tells which discount it is: a discount and a code of one name could not be told apart.
    if known.is_none() && code_store::by_key(act.tx(), &code::key(&new.code))?.is_some() {
        return Err(No::invalid("code", "taken", say!("discount-code-taken")));
    }
    let id = known.as_ref().map_or_else(|| act.tx().new_id::<DiscountId>(), |old| old.id);
    let record = record(id, new);
    let put = match known {
        None => Put::Added,
        Some(old) if old == record => return Ok(Put::Unchanged),
        Some(_) => Put::Changed,
    };
    store::put_discount(act.tx(), &record)?;
    act.note("discount.granted", partner(new.to), facts(&record))?;
    Ok(put)
}

fn record(id: DiscountId, new: &NewDiscount) -> DiscountRecord {
    let (partner_id, account_id, contract_id) = match new.to {
        Recipient::Partner(partner) => (Some(partner), None, None),
        Recipient::Person(account) => (None, Some(account), None),
        Recipient::Contract(contract, _) => (None, None, Some(contract)),
    };
    let (category_id, product_id) = new.on.columns();
    let (percent, amount) = new.off.columns();
    DiscountRecord {
        id,
        code: new.code.trim().to_owned(),
        name: new.name.trim().to_owned(),
        name_en: new.name_en.trim().to_owned(),
        partner_id,
        account_id,
        contract_id,
        category_id,
        product_id,
        percent,
        amount,
        valid_from: new.valid_from,
        valid_until: new.valid_until,
    }
}

/// Whose readers the journal's record concerns.
fn partner(to: Recipient) -> Option<PartnerId> {
    match to {
        Recipient::Partner(partner) | Recipient::Contract(_, partner) => Some(partner),
        Recipient::Person(_) => None,
    }
}

/// What the journal keeps. The names stay out of it: people are sometimes named in them.
pub(super) fn facts(record: &DiscountRecord) -> serde_json::Value {
    json!({
        "discount": record.id, "code": record.code,
        "partner": record.partner_id, "account": record.account_id, "contract": record.contract_id,
        "category": record.category_id.map(|id| id.to_string()), "product": record.product_id.map(|id| id.to_string()),
        "percent": record.percent, "amount": record.amount,
        "valid_from": record.valid_from, "valid_until": record.valid_until,
    })
}
