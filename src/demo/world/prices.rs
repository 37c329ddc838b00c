//! Price lists with their tiers, floors and past, and the prices agreed in contracts.
//! Called by `world`; plans read from it what a list knows and what a line costs at most. Prices are
//! kopecks or cents without a rate of VAT: whether it is inside, the contract says.

use std::collections::BTreeMap;

use super::contracts::Contract;
use super::csv::Csv;
use super::day::Day;
use super::goods::Good;
use super::random::Random;
use super::{between, day_cell, days_between, pick_several, roubles};

/// The lists begin this many days before today: a little before the first order.
pub const FIRST_DAY: i64 = 375;
/// Kopecks for one euro.
const EURO: u64 = 9_640;
/// Days ago on which prices went up, for those goods that have a past.
const RISES: &[i64] = &[292, 201, 118, 47];
const WITH_PAST: usize = 200;
const EXPORTED: usize = 300;

/// One price of a list.
#[derive(Debug)]
struct Row {
    list: &'static str,
    sku: String,
    from_quantity: u64,
    price: u64,
    floor: u64,
    from_days_ago: i64,
    until_days_ago: Option<i64>,
}

/// A list: its currency, and whether a tier is for the whole line or for the part above.
#[derive(Debug, Clone, Copy)]
struct List {
    code: &'static str,
    currency: &'static str,
    tier: &'static str,
}

const OPT: List = List { code: "OPT", currency: "RUB", tier: "whole" };
const DEALER: List = List { code: "DEALER", currency: "RUB", tier: "above" };
const EXPORT: List = List { code: "EXPORT", currency: "EUR", tier: "whole" };

/// Every list.
#[derive(Debug)]
pub struct Prices {
    rows: Vec<Row>,
    spans: BTreeMap<&'static str, BTreeMap<String, Span>>,
}

/// The lowest and the highest price that a product has in a list over the year, before discounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub lowest: u64,
    pub highest: u64,
}

/// The list's price, its tiers and its floor.
struct Offer {
    base: u64,
    floor: u64,
    /// From quantity, percent off.
    tiers: Vec<(u64, u64)>,
}

/// The three lists: OPT has everything, DEALER most of it, EXPORT some.
pub fn prices(random: &mut Random, goods: &[Good]) -> Prices {
    let mut prices = Prices { rows: Vec::new(), spans: BTreeMap::new() };
    let places: Vec<usize> = (0..goods.len()).collect();
    let with_past = pick_several(random, &places, WITH_PAST);
    let exported = pick_several(random, &places, EXPORTED);
    for (place, good) in goods.iter().enumerate() {
        let rise = if with_past.contains(&place) { random.pick(RISES).copied() } else { None };
        let base = rounded(good.price_kopecks.max(10));
        let floor = share(base, between(random, 78, 82));
        let past = between(random, 90, 97);
        let opt = Offer { base, floor, tiers: if random.chance(51) { tiers(good) } else { Vec::new() } };
        prices.offer(OPT, good, &opt, rise.map(|day| (day, past)));
        if random.chance(92) {
            let dealer = rounded(share(base, between(random, 91, 93)));
            let tiers = if random.chance(14) { tiers(good).into_iter().take(1).collect() } else { Vec::new() };
            prices.offer(DEALER, good, &Offer { base: dealer, floor: share(floor, 92), tiers }, None);
        }
        if exported.contains(&place) {
            let cents = (base * 100 / EURO).max(2);
            prices.offer(EXPORT, good, &Offer { base: cents, floor: share(cents, 80), tiers: Vec::new() }, None);
        }
    }
    prices
}

/// From ten, and from fifty; from as many whole lots where the product is sold by the lot.
fn tiers(good: &Good) -> Vec<(u64, u64)> {
    let lot = u64::from(good.moq.max(good.multiple)).max(1);
    let first = if lot > 2 { lot * 5 } else { 10 };
    vec![(first, 3), (first * 5, 6)]
}

impl Prices {
    /// What a list asks for a product; `None` where it does not have it.
    pub fn span(&self, list: &str, sku: &str) -> Option<Span> {
        self.spans.get(list)?.get(sku).copied()
    }

    /// Adds the product to the list; with a past, the day on which the price rose to today's and
    /// the percentage of it that was asked before.
    fn offer(&mut self, list: List, good: &Good, offer: &Offer, past: Option<(i64, u64)>) {
        let now_from = past.map_or(FIRST_DAY, |(rise, _)| rise);
        if let Some((rise, percent)) = past {
            let before = Offer {
                base: rounded(share(offer.base, percent)),
                floor: share(offer.floor, percent),
                tiers: offer.tiers.clone(),
            };
            self.add(list, good, &before, FIRST_DAY, Some(rise + 1));
        }
        self.add(list, good, offer, now_from, None);
    }

    fn add(&mut self, list: List, good: &Good, offer: &Offer, from_days_ago: i64, until_days_ago: Option<i64>) {
        for (from_quantity, percent) in std::iter::once((0, 0)).chain(offer.tiers.iter().copied()) {
            let price = if percent == 0 { offer.base } else { rounded(share(offer.base, 100 - percent)) };
            let floor = offer.floor.clamp(1, price);
            let span = Span { lowest: price, highest: price };
            let known = self.spans.entry(list.code).or_default().entry(good.sku.clone()).or_insert(span);
            *known = Span { lowest: known.lowest.min(price), highest: known.highest.max(price) };
            let sku = good.sku.clone();
            self.rows.push(Row { list: list.code, sku, from_quantity, price, floor, from_days_ago, until_days_ago });
        }
    }

    /// The file of prices, list after list.
    pub fn csv(&self, today: Day) -> String {
        let header = ["price_list", "currency", "tier", "sku", "from_quantity", "price", "floor", "valid_from", "valid_until"];
        let mut csv = Csv::new(&header);
        for list in [OPT, DEALER, EXPORT] {
            for row in self.rows.iter().filter(|row| row.list == list.code) {
                let (price, floor) = (roubles(row.price), roubles(row.floor));
                let from = day_cell(today, Some(row.from_days_ago));
                let until = day_cell(today, row.until_days_ago);
                let quantity = row.from_quantity.to_string();
                csv.row(&[list.code, list.currency, list.tier, &row.sku, &quantity, &price, &floor, &from, &until]);
            }
        }
        csv.finish()
    }
}

/// A percentage of a price, the half kopeck up.
pub fn share(price: u64, percent: u64) -> u64 {
    (price * percent + 50) / 100
}

/// As price lists round: to ten kopecks, from a thousand roubles to whole roubles, below ten roubles not at all.
fn rounded(price: u64) -> u64 {
    let step = match price {
        0..=999 => 1,
        1_000..=99_999 => 10,
        _ => 100,
    };
    (price + step / 2) / step * step
}

/// A price agreed in a contract.
#[derive(Debug)]
pub struct Deal {
    pub contract: String,
    pub sku: String,
    pub from_quantity: u64,
    pub price: u64,
    pub from_days_ago: i64,
    pub until_days_ago: Option<i64>,
}

/// What the contracts agree: for some goods that both the contract and its list have.
pub fn deals(random: &mut Random, contracts: &[Contract], goods: &[Good], prices: &Prices) -> Vec<Deal> {
    let mut deals = Vec::new();
    for contract in contracts {
        let offered: Vec<&Good> =
            goods.iter().filter(|good| contract.allows(good) && prices.span(contract.price_list, &good.sku).is_some()).collect();
        for good in pick_several(random, &offered, contract.agreed_prices) {
            let Some(span) = prices.span(contract.price_list, &good.sku) else { continue };
            deals.extend(deal(random, contract, good, span));
        }
    }
    deals
}

/// One price, or two when many are cheaper; some only begin in the year or end soon.
fn deal(random: &mut Random, contract: &Contract, good: &Good, span: Span) -> Vec<Deal> {
    let price = share(span.highest, between(random, 88, 95)).max(1);
    let from_days_ago = if random.chance(70) { FIRST_DAY } else { days_between(random, 60, 320) };
    let until_days_ago = if random.chance(25) { Some(-days_between(random, 12, 90)) } else { None };
    let mut quantities = vec![(0, price)];
    if random.chance(20) {
        quantities.push((tiers(good).first().map_or(10, |tier| tier.0), share(price, 97).max(1)));
    }
    let whole = |(from_quantity, price)| Deal {
        contract: contract.number.clone(),
        sku: good.sku.clone(),
        from_quantity,
        price,
        from_days_ago,
        until_days_ago,
    };
    quantities.into_iter().map(whole).collect()
}

/// The file of contract prices.
pub fn deals_csv(deals: &[Deal], today: Day) -> String {
    let mut csv = Csv::new(&["contract", "sku", "from_quantity", "price", "valid_from", "valid_until"]);
    for deal in deals {
        let (quantity, price) = (deal.from_quantity.to_string(), roubles(deal.price));
        let from = day_cell(today, Some(deal.from_days_ago));
        let until = day_cell(today, deal.until_days_ago);
        csv.row(&[&deal.contract, &deal.sku, &quantity, &price, &from, &until]);
    }
    csv.finish()
}
