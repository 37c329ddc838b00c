//! The goods of the demo trade: about two thousand, as a wholesaler of tools, supplies and workwear would list them.
//! Called when the demo is made; the same stream of chance gives the same goods. The makers are invented.

mod cleaning;
mod electrical;
mod fasteners;
mod garden;
#[cfg(test)]
mod goods_tests;
mod household;
mod making;
mod office;
mod packaging;
mod paints;
mod plumbing;
mod table;
mod tools;
mod workwear;

use super::random::Random;
use std::collections::BTreeMap;
use table::Trade;

/// How many goods the demo trade has.
const COUNT: u64 = 2_000;

const TRADES: &[Trade] = &[
    tools::TRADE,
    fasteners::TRADE,
    electrical::TRADE,
    plumbing::TRADE,
    paints::TRADE,
    household::TRADE,
    cleaning::TRADE,
    packaging::TRADE,
    office::TRADE,
    workwear::TRADE,
    garden::TRADE,
];

/// A product as the import file of products tells it, with the price that the demo's lists begin from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Good {
    pub sku: String,
    pub name: String,
    pub name_en: String,
    /// A path of two, such as «Инструмент / Дрели».
    pub category: String,
    pub category_en: String,
    /// шт, упак, м, кг, рул, компл or пара.
    pub unit: &'static str,
    pub moq: u32,
    pub multiple: u32,
    /// `standard` or `reduced`.
    pub vat: &'static str,
    /// EAN-13.
    pub barcode: String,
    /// Of one unit.
    pub weight_grams: u32,
    /// Russian name, English name, Russian value, English value; three to five.
    pub attributes: Vec<(&'static str, &'static str, String, String)>,
    /// Of one unit, VAT included.
    pub price_kopecks: u64,
}

/// The whole assortment, category by category.
pub fn goods(random: &mut Random) -> Vec<Good> {
    let offers = making::thin_out(making::offers(TRADES), COUNT, random);
    let mut numbers = BTreeMap::new();
    let mut serial = 0;
    offers
        .iter()
        .map(|offer| {
            serial += 1 + random.below(40);
            let sku = sku(offer.prefix(), &mut numbers, random);
            offer.good(sku, serial)
        })
        .collect()
}

/// The next number of its prefix, with gaps as withdrawn goods leave them: `DR-1042`; without a prefix five digits, `00417`.
fn sku(prefix: &'static str, numbers: &mut BTreeMap<&'static str, u64>, random: &mut Random) -> String {
    let first = if prefix.is_empty() { 400 } else { 1_000 };
    let number = numbers.entry(prefix).or_insert(first);
    *number += 1 + random.below(9);
    if prefix.is_empty() { format!("{number:05}") } else { format!("{prefix}-{number}") }
}
