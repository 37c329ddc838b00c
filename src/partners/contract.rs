//! Contracts: what a partner may buy, at which prices, on which terms.

use chrono::NaiveDate;
use serde_json::json;

use super::{ContractId, PartnerId, PriceListId, WarehouseId, store};
use crate::access::Act;
use crate::access::permission::marks::{ManagePartners, ReadPartners};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault, No};
use crate::platform::values::{Currency, Moment, Money, text};
use crate::platform::{journal, memory};
use crate::say;
use crate::seller;

crate::words! {
    /// What a contract lets buy.
    pub enum Assortment {
        /// Everything.
        All = "all",
        /// Listed categories and those below them.
        Categories = "categories",
        /// Listed products.
        Products = "products",
    }
}

crate::words! {
    /// When the partner pays.
    pub enum Payment {
        /// Before shipment.
        Prepaid = "prepaid",
        /// So many days after the invoice.
        Net = "net",
    }
}

crate::words! {
    /// How the contract's prices stand to VAT.
    pub enum VatMode {
        /// Prices hold it.
        Included = "included",
        /// It is added on top.
        OnTop = "on_top",
    }
}

crate::words! {
    /// How several personal discounts go together.
    pub enum DiscountPolicy {
        /// The one that takes off most.
        Best = "best",
        /// One after the other.
        Cumulative = "cumulative",
    }
}

/// A contract on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// Its id.
    pub id: ContractId,
    /// Its number, as people know it.
    pub number: String,
    /// Whose it is.
    pub partner: PartnerId,
    /// The currency of its prices and debts.
    pub currency: Currency,
    /// Its price list.
    pub list: PriceListId,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day, if any.
    pub valid_until: Option<NaiveDate>,
    /// What it lets buy.
    pub assortment: Assortment,
    /// When the partner pays.
    pub payment: Payment,
    /// The days of `net`.
    pub net_days: i64,
    /// How discounts go together.
    pub discount_policy: DiscountPolicy,
    /// Whether contract prices take discounts too.
    pub discounts_on_contract_price: bool,
    /// How prices stand to VAT.
    pub vat_mode: VatMode,
    /// The least an order comes to, with VAT.
    pub minimum_order: Money,
    /// Days after which an overdue debt stops shipments; none is the seller's own.
    pub grace_days: Option<i64>,
    /// The day it is looked at, in the seller's time zone.
    pub day: NaiveDate,
}

impl Contract {
    /// Whether it is valid on the day it is looked at.
    pub fn is_in_force(&self) -> bool {
        self.valid_from <= self.day && self.valid_until.is_none_or(|until| self.day <= until)
    }

    /// Its terms of payment: `prepaid`, `net 30`.
    pub fn payment_terms(&self) -> String {
        match self.payment {
            Payment::Prepaid => "prepaid".into(),
            Payment::Net => format!("net {}", self.net_days),
        }
    }
}

/// A contract as given by an import or a page; other things are named by id.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct NewContract {
    /// Its number.
    pub number: String,
    /// Whose it is.
    pub partner: PartnerId,
    /// The currency of its prices.
    pub currency: Currency,
    /// Its price list.
    pub list: PriceListId,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day, if any.
    pub valid_until: Option<NaiveDate>,
    /// What it lets buy.
    pub assortment: Assortment,
    /// The categories or products of the assortment, by number.
    pub items: Vec<i64>,
    /// When the partner pays.
    pub payment: Payment,
    /// The days of `net`.
    pub net_days: i64,
    /// How discounts go together.
    pub discount_policy: DiscountPolicy,
    /// Whether contract prices take discounts too.
    pub discounts_on_contract_price: bool,
    /// How prices stand to VAT.
    pub vat_mode: VatMode,
    /// Where its goods come from, in order of preference.
    pub warehouses: Vec<WarehouseId>,
    /// The least an order comes to.
    pub minimum_order: Money,
    /// Days after which an overdue debt stops shipments; none is the seller's own.
    pub grace_days: Option<i64>,
}

/// Checks that a contract can be so.
pub fn check(new: &NewContract) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, code, message| faults.push(Fault { field: field.into(), code, message });
    if text::required_line(&new.number, 60).is_err() {
        fault("number", "missing", say!("error-field-missing", name = "number"));
    }
    if new.valid_until.is_some_and(|until| until < new.valid_from) {
        fault("valid_until", "before_start", say!("contract-ends-before-start"));
    }
    if new.warehouses.is_empty() {
        fault("warehouses", "missing", say!("contract-no-warehouse"));
    }
    if !(0..=365).contains(&new.net_days) || (new.payment == Payment::Net && new.net_days == 0) {
        fault("payment", "out_of_range", say!("contract-net-days"));
    }
    if new.grace_days.is_some_and(|days| !(0..=365).contains(&days)) {
        fault("grace_days", "out_of_range", say!("contract-grace-days"));
    }
    if new.assortment != Assortment::All && new.items.is_empty() {
        fault("assortment_items", "missing", say!("contract-no-items"));
    }
    faults
}

/// Makes or changes the contract of a number; answers what became of it. A contract never goes to another partner or currency.
pub fn put(act: &mut Act<'_, ManagePartners>, new: &NewContract) -> Answer<crate::access::accounts::people::Put> {
    use crate::access::accounts::people::Put;
    let faults = check(new);
    if !faults.is_empty() {
        return Err(No::faults(faults));
    }
    let put = match store::contract_by_number(act.tx(), &new.number)? {
        None => {
            store::insert_contract(act.tx(), new)?;
            Put::Added
        }
        Some((_, old)) if old == *new => Put::Unchanged,
        Some((_, old)) if old.partner != new.partner || old.currency != new.currency => {
            return Err(No::conflict("contract_of_another", say!("contract-of-another")));
        }
        Some((id, _)) => {
            store::update_contract(act.tx(), id, new)?;
            Put::Changed
        }
    };
    if put != Put::Unchanged {
        act.note("contract.put", Some(new.partner), json!(new))?;
    }
    Ok(put)
}

/// The partner's contracts in force, the oldest number first: the first is the one used when none is chosen.
pub(crate) fn in_force(tx: &mut Tx, partner: PartnerId) -> Answer<Vec<Contract>> {
    let day = seller::day_of(tx, tx.moment())?;
    let all = memory::recall(tx, format!("contracts {partner} {day}"), |tx| store::contracts(tx, Some(vec![partner]), None))?;
    Ok(all.into_iter().filter(Contract::is_in_force).collect())
}

/// One contract of the partner, in force or not.
pub(crate) fn find(tx: &mut Tx, partner: PartnerId, number: &str) -> Answer<Option<Contract>> {
    Ok(store::contracts(tx, Some(vec![partner]), Some(number))?.into_iter().next())
}

/// What a record keeps of a contract's terms.
#[derive(serde::Deserialize)]
struct Kept {
    number: String,
    list: PriceListId,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
    discount_policy: DiscountPolicy,
    discounts_on_contract_price: bool,
    vat_mode: VatMode,
}

/// A record of a contract.
#[derive(serde::Deserialize)]
struct Told {
    facts: Kept,
}

/// The contract with the terms of prices that it had at a moment, looked at on that day; nothing where it was not there yet. What it
/// let buy and when it was paid are today's.
pub(crate) fn as_on(tx: &mut Tx, contract: &Contract, at: Moment) -> Answer<Option<Contract>> {
    let day = seller::day_of(tx, at)?;
    let mut is_told = false;
    for record in journal::of_partner(tx, contract.partner.number(), &["contract.put"], i64::MAX)? {
        let Told { facts } = serde_json::from_slice(&record.body)?;
        if facts.number != contract.number {
            continue;
        }
        is_told = true;
        if record.at <= at {
            return Ok(Some(Contract {
                list: facts.list,
                valid_from: facts.valid_from,
                valid_until: facts.valid_until,
                discount_policy: facts.discount_policy,
                discounts_on_contract_price: facts.discounts_on_contract_price,
                vat_mode: facts.vat_mode,
                day,
                ..contract.clone()
            }));
        }
    }
    // Of a contract that no record tells of only today's terms are known.
    Ok((!is_told).then(|| Contract { day, ..contract.clone() }))
}

/// The contracts within reach, of one partner when named.
pub fn list(act: &mut Act<'_, ReadPartners>, partner: &Option<PartnerId>) -> Answer<Vec<Contract>> {
    let mut partners = act.reach().partners();
    if let Some(partner) = partner {
        partners = Some(if act.reach().holds(*partner) { vec![*partner] } else { Vec::new() });
    }
    store::contracts(act.tx(), partners, None)
}
