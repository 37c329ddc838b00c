//! The one function that makes a price, and the steps it tells.
//! Order of work: list price → contract price (which replaces it) → quantity tier → personal discounts → never below the floor.
//! The unit price is rounded once, to four places, half away from zero.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::discount::that_count;
use super::terms::{Goods, PriceRow, Terms, TierKind};
use crate::platform::error::Answer;
use crate::platform::values::{Currency, Percent, Quantity, UnitPrice};

/// A price with how it came to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// The price of one unit.
    pub unit_price: UnitPrice,
    /// The list's base price, where the list has one.
    pub list_price: Option<UnitPrice>,
    /// The currency.
    pub currency: Currency,
    /// How much the unit price lies below the list price.
    pub discount_percent: Percent,
    /// The steps, in order; the last one's price is the unit price.
    pub steps: Vec<Step>,
    /// The next tier and what one unit would cost from there on.
    pub next_tier: Option<Tier>,
    /// The last day for which this price is known to hold.
    pub valid_until: Option<NaiveDate>,
    /// Every tier with the price it would give.
    pub tiers: Vec<Tier>,
}

/// A quantity from which another price holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// From this quantity on.
    pub from_quantity: Quantity,
    /// The price of one unit at that quantity.
    pub unit_price: UnitPrice,
}

/// A part of a quantity and what one unit of it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// How much.
    pub quantity: Quantity,
    /// The price of one unit.
    pub price: UnitPrice,
}

/// One step towards a price. `price` is the price of one unit after the step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// The base price of the list.
    ListPrice { list: String, price: UnitPrice },
    /// The price agreed in the contract, instead of the list's.
    ContractPrice { contract: String, price: UnitPrice },
    /// A tier's price for the whole line.
    Tier { from_quantity: Quantity, price: UnitPrice },
    /// Each part of the quantity at its own tier's price; `price` is the mean, of which the next step goes on unrounded.
    TierParts { parts: Vec<Part>, price: UnitPrice },
    /// A personal discount; the price after it to four places, the next step goes on from the unrounded one.
    Discount {
        code: String,
        name: String,
        name_en: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        percent: Option<Percent>,
        #[serde(skip_serializing_if = "Option::is_none")]
        amount: Option<UnitPrice>,
        price: UnitPrice,
    },
    /// The discount went no further: the seller's floor, whose figure is his secret.
    Limited { price: UnitPrice },
    /// What was agreed for this order alone, in place of all that stands above.
    Agreed { price: UnitPrice },
    /// The price of a version of a quote, which was accepted: it stands instead of any other.
    Quoted { quote: String, version: i64, until: NaiveDate, price: UnitPrice },
    /// Today's price is higher; the one agreed on that day stays.
    Kept { since: NaiveDate, price: UnitPrice },
}

impl Step {
    /// The price after this step.
    pub fn price(&self) -> UnitPrice {
        match self {
            Step::ListPrice { price, .. }
            | Step::ContractPrice { price, .. }
            | Step::Tier { price, .. }
            | Step::TierParts { price, .. }
            | Step::Discount { price, .. }
            | Step::Limited { price }
            | Step::Agreed { price }
            | Step::Quoted { price, .. }
            | Step::Kept { price, .. } => *price,
        }
    }
}

/// The price of one unit when so much is bought; nothing when neither list nor contract has a price.
pub fn quote(terms: &Terms, goods: &Goods, quantity: Quantity) -> Answer<Option<Quote>> {
    let Some((unit_price, steps)) = unit_price(terms, goods, quantity)? else { return Ok(None) };
    let rows = source_rows(goods);
    let mut tiers = Vec::new();
    for row in rows.iter().filter(|row| row.from_quantity.is_positive()) {
        // A tier is told by the price of what it prices: of the part above, where it prices only that.
        let whole = Terms { tier: TierKind::Whole, ..terms.clone() };
        if let Some((price, _)) = self::unit_price(&whole, goods, row.from_quantity)? {
            tiers.push(Tier { from_quantity: row.from_quantity, unit_price: price });
        }
    }
    let list_price = base(goods.rows.iter().filter(|row| !row.is_contract)).map(|row| row.price);
    let next_tier = tiers.iter().find(|tier| tier.from_quantity > quantity).copied();
    let used =
        terms.discounts.iter().filter(|d| steps.iter().any(|s| matches!(s, Step::Discount { code, .. } if *code == d.code)));
    let ends = rows.iter().filter_map(|row| row.valid_until).chain(used.filter_map(|d| d.valid_until));
    Ok(Some(Quote {
        unit_price,
        list_price,
        currency: terms.currency,
        discount_percent: share_off(list_price, unit_price),
        next_tier,
        valid_until: ends.min(),
        tiers,
        steps,
    }))
}

/// A price that was agreed on a day and stays although today's is higher. Whoever asks has seen to it that it is above the floor.
pub fn kept(mut quote: Quote, agreed: UnitPrice, since: NaiveDate) -> Quote {
    quote.unit_price = agreed;
    quote.discount_percent = share_off(quote.list_price, agreed);
    quote.steps.push(Step::Kept { since, price: agreed });
    (quote.next_tier, quote.tiers) = (None, Vec::new());
    quote
}

/// A price as it stands in a version of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The quote's number.
    pub quote: String,
    /// The version.
    pub version: i64,
    /// The last day of its term.
    pub until: NaiveDate,
    /// The price of one unit.
    pub price: UnitPrice,
}

/// The price of what is ordered as it was quoted: no list, tier or discount touches it.
pub fn as_quoted(quoted: &Quoted, list_price: Option<UnitPrice>, currency: Currency) -> Quote {
    let Quoted { quote, version, until, price } = quoted.clone();
    Quote {
        unit_price: price,
        list_price,
        currency,
        discount_percent: share_off(list_price, price),
        steps: vec![Step::Quoted { quote, version, until, price }],
        next_tier: None,
        valid_until: Some(until),
        tiers: Vec::new(),
    }
}

/// How far a price lies below the list's.
pub(crate) fn share_off(list_price: Option<UnitPrice>, price: UnitPrice) -> Percent {
    let Some(list) = list_price.filter(|list| *list > price) else { return Percent::ZERO };
    let share = (list.decimal() - price.decimal()) * Decimal::ONE_HUNDRED / list.decimal();
    Percent::rounded(share).unwrap_or(Percent::ZERO)
}

/// The contract's rows where it has any, else the list's; by quantity.
fn source_rows(goods: &Goods) -> Vec<PriceRow> {
    let is_contract = goods.rows.iter().any(|row| row.is_contract);
    let mut rows: Vec<PriceRow> = goods.rows.iter().filter(|row| row.is_contract == is_contract).copied().collect();
    rows.sort_by_key(|row| row.from_quantity);
    rows
}

fn base<'a>(rows: impl Iterator<Item = &'a PriceRow>) -> Option<&'a PriceRow> {
    rows.min_by_key(|row| row.from_quantity)
}

fn unit_price(terms: &Terms, goods: &Goods, quantity: Quantity) -> Answer<Option<(UnitPrice, Vec<Step>)>> {
    let rows = source_rows(goods);
    let Some(first) = rows.first() else { return Ok(None) };
    let mut steps = Vec::new();
    if let Some(row) = base(goods.rows.iter().filter(|row| !row.is_contract)) {
        steps.push(Step::ListPrice { list: terms.list_code.clone(), price: row.price });
    }
    if first.is_contract {
        steps.push(Step::ContractPrice { contract: terms.contract_number.clone(), price: first.price });
    }
    let mut price = first.price.decimal();
    if let Some(tier) = rows.iter().rfind(|row| row.from_quantity.is_positive() && row.from_quantity <= quantity && *row != first)
    {
        let (exact, step) = tier_step(terms.tier, tier, &rows, quantity)?;
        price = exact;
        steps.push(step);
    }
    if !first.is_contract || terms.discounts_on_contract_price {
        for discount in that_count(&terms.discounts, terms.policy, goods, price)? {
            price = discount.after(price);
            let (percent, amount) = discount.off.columns();
            steps.push(Step::Discount {
                code: discount.code.clone(),
                name: discount.name.clone(),
                name_en: discount.name_en.clone(),
                percent,
                amount,
                price: UnitPrice::rounded(price)?,
            });
        }
    }
    let mut unit = UnitPrice::rounded(price)?;
    if let Some(floor) = goods.floor().filter(|floor| *floor > unit) {
        unit = floor;
        steps.push(Step::Limited { price: floor });
    }
    Ok(Some((unit, steps)))
}

fn tier_step(kind: TierKind, tier: &PriceRow, rows: &[PriceRow], quantity: Quantity) -> Answer<(Decimal, Step)> {
    match kind {
        TierKind::Whole => Ok((tier.price.decimal(), Step::Tier { from_quantity: tier.from_quantity, price: tier.price })),
        TierKind::Above => {
            let parts = parts(rows, quantity);
            let exact = mean(&parts);
            Ok((exact, Step::TierParts { parts, price: UnitPrice::rounded(exact)? }))
        }
    }
}

/// The quantity cut at the tiers. Rows are sorted by quantity; the first holds from nothing on.
fn parts(rows: &[PriceRow], quantity: Quantity) -> Vec<Part> {
    let mut parts = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let from = if i == 0 { Quantity::ZERO } else { row.from_quantity };
        let until = rows.get(i + 1).map_or(quantity, |next| next.from_quantity.min(quantity));
        if until > from {
            parts.push(Part { quantity: Quantity::from_steps(until.steps() - from.steps()), price: row.price });
        }
    }
    parts
}

/// The mean price of one unit over the parts.
pub fn mean(parts: &[Part]) -> Decimal {
    let quantity: Decimal = parts.iter().map(|part| part.quantity.decimal()).sum();
    let sum: Decimal = parts.iter().map(|part| part.quantity.decimal() * part.price.decimal()).sum();
    if quantity.is_zero() { Decimal::ZERO } else { sum / quantity }
}

#[cfg(test)]
#[path = "quote_tests.rs"]
mod tests;
