//! The lines of quotes: what a buyer asks for at the prices of the day, and what our manager offers instead, with every fault of
//! his lines told at once. What a product may cost the client is asked of the price function.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::QuoteLine;
use crate::access::reach::AccountId;
use crate::catalogue::{self, Product};
use crate::orders::cart;
use crate::orders::priced::{PricedLine, price_lines};
use crate::partners::Contract;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault, No};
use crate::platform::message::Message;
use crate::platform::values::{Quantity, Unit, UnitPrice, text};
use crate::pricing::{self, Amounts, amounts, vat};
use crate::say;

/// The longest line in free words.
pub const LONGEST: usize = 200;

/// What a line offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Offered {
    /// A product of the contract, by its article number.
    Product(String),
    /// Something in free words.
    Free {
        /// The words.
        name: String,
        /// The unit of measure, as people write it.
        unit: String,
        /// The code of its VAT rate.
        vat: String,
    },
}

/// A line as our manager offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewQuoteLine {
    /// What.
    pub what: Offered,
    /// How much.
    pub quantity: Quantity,
    /// The price of one unit, as the contract's prices stand to VAT.
    pub unit_price: UnitPrice,
}

/// Lines at the client's own prices of this day.
pub(super) fn wished(
    tx: &mut Tx,
    contract: &Contract,
    account: AccountId,
    wanted: Vec<(Product, Quantity)>,
) -> Answer<Vec<QuoteLine>> {
    let priced = price_lines(tx, contract, Some(account), wanted)?;
    Ok(priced.into_iter().map(|line| of_product(line, None, Amounts::default())).collect())
}

/// The lines of an old quote as a new request: what the contract still allows, in quantities that can be ordered, and the lines
/// in free words without a price.
pub(super) fn wished_again(tx: &mut Tx, contract: &Contract, account: AccountId, old: &[QuoteLine]) -> Answer<Vec<QuoteLine>> {
    let ids: Vec<_> = old.iter().filter_map(|line| line.product).collect();
    let found = catalogue::store::by_ids(tx, contract.id, contract.day, &ids)?;
    let again = old.iter().filter_map(|line| {
        let (product, _) = found.iter().find(|(product, is_allowed)| *is_allowed && Some(product.id) == line.product)?;
        let quantity = match product.objection(line.quantity) {
            Some(objection) => objection.offers.first().copied().unwrap_or(objection.minimum),
            None => line.quantity,
        };
        Some((product.clone(), quantity))
    });
    let again = again.collect();
    let mut lines = wished(tx, contract, account, again)?;
    let free = old.iter().filter(|line| line.product.is_none()).cloned();
    lines.extend(free.map(|line| QuoteLine { unit_price: UnitPrice::ZERO, amounts: Amounts::default(), ..line }));
    Ok(lines)
}

/// A product's line: at the client's own price, or at the one offered with what it comes to.
fn of_product(line: PricedLine, offered: Option<UnitPrice>, sums: Amounts) -> QuoteLine {
    let usual_price = line.quote.as_ref().map(|quote| quote.unit_price);
    QuoteLine {
        product: Some(line.product.id),
        sku: Some(line.product.sku),
        name: line.product.name,
        name_en: line.product.name_en,
        unit: line.product.unit.okei.to_owned(),
        quantity: line.quantity,
        unit_price: offered.or(usual_price).unwrap_or_default(),
        list_price: line.quote.as_ref().and_then(|quote| quote.list_price),
        usual_price,
        floor: line.floor,
        vat_code: line.product.vat_code,
        vat_rate: line.product.vat_rate,
        amounts: if offered.is_some() { sums } else { line.amounts },
    }
}

/// The lines that our manager offers: found in the client's contract, or every fault told.
pub(super) fn offered(tx: &mut Tx, contract: &Contract, account: AccountId, new: &[NewQuoteLine]) -> Answer<Vec<QuoteLine>> {
    if new.is_empty() || new.len() > cart::MOST_LINES {
        return Err(No::invalid("/lines", "out_of_range", say!("order-lines-count", count = cart::MOST_LINES)));
    }
    let products = products(tx, contract, new)?;
    let faults = faults(&products, new);
    if !faults.is_empty() {
        return Err(No::faults(faults));
    }
    let wanted = new.iter().filter_map(|line| match &line.what {
        Offered::Product(sku) => Some((products.get(&catalogue::store::sku_key(sku))?.clone(), line.quantity)),
        Offered::Free { .. } => None,
    });
    let wanted = wanted.collect();
    let mut priced = price_lines(tx, contract, Some(account), wanted)?.into_iter();
    let mut lines = Vec::with_capacity(new.len());
    for line in new {
        lines.push(match &line.what {
            Offered::Product(_) => {
                let priced = priced.next().ok_or_else(|| No::failed("a line that lost its product"))?;
                let sums = amounts(line.unit_price, line.quantity, priced.product.vat_rate, contract.vat_mode)?;
                of_product(priced, Some(line.unit_price), sums)
            }
            Offered::Free { name, unit, vat } => free(tx, contract, line, (name.as_str(), unit.as_str(), vat.as_str()))?,
        });
    }
    Ok(lines)
}

/// The products that lines name and the contract allows, by their compared article numbers.
fn products(tx: &mut Tx, contract: &Contract, new: &[NewQuoteLine]) -> Answer<HashMap<String, Product>> {
    let skus: Vec<String> = new
        .iter()
        .filter_map(|line| match &line.what {
            Offered::Product(sku) => Some(sku.clone()),
            Offered::Free { .. } => None,
        })
        .collect();
    let found = catalogue::store::allowed_by_sku(tx, contract.id, contract.day, &skus)?;
    Ok(found.into_iter().map(|product| (catalogue::store::sku_key(&product.sku), product)).collect())
}

fn faults(products: &HashMap<String, Product>, new: &[NewQuoteLine]) -> Vec<Fault> {
    let (mut faults, mut seen) = (Vec::new(), HashSet::new());
    for (at, line) in new.iter().enumerate() {
        let mut fault = |field: &str, code, message| faults.push(Fault { field: format!("/lines/{at}/{field}"), code, message });
        if !line.unit_price.is_positive() {
            fault("unit_price", "not_positive", say!("quote-price-bad"));
        }
        match &line.what {
            Offered::Product(sku) => match products.get(&catalogue::store::sku_key(sku)) {
                None => fault("sku", "unknown_product", say!("quote-product-unknown", sku = sku)),
                Some(product) if !seen.insert(product.id) => fault("sku", "twice", say!("quote-product-twice", sku = sku)),
                Some(product) => {
                    if let Some(objection) = product.objection(line.quantity) {
                        fault("quantity", objection.code(), objection.message(&product.sku));
                    }
                }
            },
            Offered::Free { name, unit, vat } => {
                for (field, code, message) in free_faults(name, unit, vat, line.quantity) {
                    fault(field, code, message);
                }
            }
        }
    }
    faults
}

fn free_faults(name: &str, unit: &str, vat: &str, quantity: Quantity) -> Vec<(&'static str, &'static str, Message)> {
    let mut faults = Vec::new();
    if text::required_line(name, LONGEST).is_err() {
        faults.push(("name", "missing", say!("quote-name-bad", most = LONGEST)));
    }
    let unit = Unit::parse(unit);
    if unit.is_none() {
        faults.push(("unit", "unknown_unit", say!("quote-unit-bad")));
    }
    if !pricing::vat::CODES.contains(&vat) {
        faults.push(("vat", "unknown", say!("quote-vat-bad")));
    }
    if !quantity.is_positive() || (unit.is_some_and(|unit| unit.is_piecewise) && !quantity.is_whole()) {
        faults.push(("quantity", "not_positive", say!("quote-quantity-bad")));
    }
    faults
}

fn free(tx: &mut Tx, contract: &Contract, line: &NewQuoteLine, (name, unit, code): (&str, &str, &str)) -> Answer<QuoteLine> {
    let name = text::required_line(name, LONGEST).map_err(|_| No::failed("a line in free words without words"))?;
    let unit = Unit::parse(unit).ok_or_else(|| No::failed("a line in a unit that nobody knows"))?;
    let vat_rate = pricing::store::vat_percent(tx, code, contract.day)?;
    Ok(QuoteLine {
        product: None,
        sku: None,
        name_en: name.clone(),
        name,
        unit: unit.okei.to_owned(),
        quantity: line.quantity,
        unit_price: line.unit_price,
        list_price: None,
        usual_price: None,
        floor: None,
        vat_code: code.to_owned(),
        vat_rate,
        amounts: amounts(line.unit_price, line.quantity, vat_rate, contract.vat_mode)?,
    })
}

/// What lines come to.
pub(super) fn total(lines: &[QuoteLine]) -> Answer<Amounts> {
    vat::total(lines.iter().map(|line| line.amounts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_line_in_free_words_is_told() {
        let fields = |name: &str, unit: &str, vat: &str, quantity: Quantity| {
            free_faults(name, unit, vat, quantity).into_iter().map(|(field, ..)| field).collect::<Vec<_>>()
        };
        assert!(fields("Доставка краном", "шт", "standard", Quantity::whole(1)).is_empty());
        assert!(fields("Резка кабеля", "м", "none", Quantity::from_steps(500)).is_empty());
        assert_eq!(fields(" ", "бочка", "22", Quantity::ZERO), ["name", "unit", "vat", "quantity"]);
        assert_eq!(fields("Доставка", "шт", "zero", Quantity::from_steps(500)), ["quantity"]);
    }
}
