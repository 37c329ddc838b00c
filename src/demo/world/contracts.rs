//! The contracts of the demo, of every kind: what may be bought, at which prices, from where, and how it is paid.
//! Called by `world`; plans and discounts follow them. It prices nothing.

use std::collections::BTreeSet;

use super::csv::Csv;
use super::day::Day;
use super::goods::Good;
use super::partners::Partner;
use super::prices::Prices;
use super::random::Random;
use super::{between, categories, day_cell, days_between, pick_several, roubles};

/// A contract; money in kopecks or cents of its currency.
#[derive(Debug)]
pub struct Contract {
    pub number: String,
    pub partner: &'static str,
    pub currency: &'static str,
    pub price_list: &'static str,
    pub from_days_ago: i64,
    pub until_days_ago: Option<i64>,
    pub assortment: Assortment,
    /// Days to pay in; `None` is prepayment.
    pub net_days: Option<u32>,
    pub credit_limit: Option<u64>,
    pub is_cumulative: bool,
    pub discounts_its_own_prices: bool,
    pub is_vat_on_top: bool,
    pub warehouses: Vec<&'static str>,
    pub minimum_order: Option<u64>,
    /// For how many goods it agrees a price.
    pub agreed_prices: usize,
    /// Of a hundred orders of the partner, how many go here.
    pub share: u64,
    /// Owed before the first order; negative is an advance.
    pub opening: Option<i64>,
}

/// What a contract lets its partner buy.
#[derive(Debug)]
pub enum Assortment {
    All,
    Categories(Vec<String>),
    Products(BTreeSet<String>),
}

impl Contract {
    /// Whether the product is in the assortment.
    pub fn allows(&self, good: &Good) -> bool {
        match &self.assortment {
            Assortment::All => true,
            Assortment::Categories(paths) => paths.iter().any(|path| is_within(&good.category, path)),
            Assortment::Products(skus) => skus.contains(&good.sku),
        }
    }

    /// Whether it was or is in force on that day.
    pub fn is_in_force(&self, days_ago: i64) -> bool {
        self.from_days_ago >= days_ago && self.until_days_ago.is_none_or(|until| until <= days_ago)
    }
}

fn is_within(category: &str, path: &str) -> bool {
    category.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(" / "))
}

/// What the contracts are made from.
struct Source<'a> {
    today: Day,
    goods: &'a [Good],
    prices: &'a Prices,
}

/// The contracts of every partner, in the partners' order.
pub fn contracts(random: &mut Random, today: Day, partners: &[Partner], goods: &[Good], prices: &Prices) -> Vec<Contract> {
    let source = Source { today, goods, prices };
    let mut all: Vec<Contract> = Vec::new();
    for (place, partner) in partners.iter().enumerate() {
        let made = match partner.code {
            "ALFA" => alfa(random, &source, partner),
            "BETA" => vec![beta(random, &source, partner)],
            "GAMMA" => vec![gamma(random, &source, partner)],
            "BALTEXPORT" => vec![export(random, &source, partner)],
            _ => usual(random, &source, partner, place),
        };
        for mut contract in made {
            contract.number = format!("{}-{:03}", contract.number, 101 + all.len());
            all.push(contract);
        }
    }
    all
}

fn blank(partner: &Partner) -> Contract {
    Contract {
        number: String::new(),
        partner: partner.code,
        currency: "RUB",
        price_list: "OPT",
        from_days_ago: 0,
        until_days_ago: None,
        assortment: Assortment::All,
        net_days: None,
        credit_limit: None,
        is_cumulative: false,
        discounts_its_own_prices: false,
        is_vat_on_top: false,
        warehouses: partner.town.warehouses.to_vec(),
        minimum_order: None,
        agreed_prices: 0,
        share: 100,
        opening: None,
    }
}

/// A contract for everything, prepaid, signed one to four years ago.
fn plain(random: &mut Random, source: &Source, partner: &Partner) -> Contract {
    signed(source, partner, days_between(random, 380, 1_400))
}

/// The number begins with the year of the signature.
fn signed(source: &Source, partner: &Partner, days_ago: i64) -> Contract {
    let day = source.today.plus_days(-days_ago);
    Contract { number: format!("OT-{}", day.year), from_days_ago: days_ago, ..blank(partner) }
}

fn alfa(random: &mut Random, source: &Source, partner: &Partner) -> Vec<Contract> {
    let main = Contract {
        net_days: Some(30),
        credit_limit: Some(3_000_000_000),
        agreed_prices: 30,
        share: 82,
        opening: Some(48_615_000),
        ..plain(random, source, partner)
    };
    let second = Contract {
        net_days: Some(14),
        credit_limit: Some(600_000_000),
        assortment: Assortment::Categories(some_categories(random, source, 2)),
        share: 18,
        ..signed(source, partner, 402)
    };
    vec![main, second]
}

fn beta(random: &mut Random, source: &Source, partner: &Partner) -> Contract {
    Contract {
        price_list: "DEALER",
        assortment: Assortment::Categories(some_categories(random, source, 10)),
        is_cumulative: true,
        is_vat_on_top: true,
        agreed_prices: 12,
        ..plain(random, source, partner)
    }
}

fn gamma(random: &mut Random, source: &Source, partner: &Partner) -> Contract {
    Contract {
        assortment: some_products(random, source, "OPT", 60),
        net_days: Some(14),
        credit_limit: Some(800_000_000),
        agreed_prices: 8,
        opening: Some(12_740_050),
        ..plain(random, source, partner)
    }
}

fn export(random: &mut Random, source: &Source, partner: &Partner) -> Contract {
    Contract {
        currency: "EUR",
        price_list: "EXPORT",
        net_days: Some(30),
        credit_limit: Some(10_000_000),
        is_vat_on_top: true,
        minimum_order: Some(25_000),
        ..plain(random, source, partner)
    }
}

/// The others: a mix of terms that goes round with their place, so that each kind is there.
fn usual(random: &mut Random, source: &Source, partner: &Partner, place: usize) -> Vec<Contract> {
    let net_days = match place % 5 {
        0 => None,
        1 | 2 => Some(14),
        3 => Some(30),
        _ => Some(45),
    };
    let price_list = if place % 6 == 1 { "DEALER" } else { "OPT" };
    let assortment = match place % 8 {
        3 => Assortment::Categories(some_categories(random, source, 14)),
        6 => Assortment::Categories(some_categories(random, source, 6)),
        7 => some_products(random, source, price_list, 220),
        _ => Assortment::All,
    };
    let until = days_between(random, 25, 700);
    let contract = Contract {
        price_list,
        until_days_ago: if place % 4 == 1 { Some(-until) } else { None },
        assortment,
        net_days,
        credit_limit: net_days.map(|_| 100_000_000 * between(random, 6, 18)),
        is_cumulative: place % 7 == 2,
        discounts_its_own_prices: place == 11,
        is_vat_on_top: place % 9 == 4,
        minimum_order: if place.is_multiple_of(3) { Some(500_000 * between(random, 2, 6)) } else { None },
        agreed_prices: if matches!(place, 8 | 11 | 24) { 12 } else { 0 },
        opening: net_days.and_then(|_| opening(random, place)),
        ..plain(random, source, partner)
    };
    if place % 13 == 5 { vec![earlier(source, partner, &contract), contract] } else { vec![contract] }
}

/// The contract before this one, ended on the day before.
fn earlier(source: &Source, partner: &Partner, next: &Contract) -> Contract {
    let until_days_ago = Some(next.from_days_ago + 1);
    Contract { until_days_ago, share: 0, ..signed(source, partner, next.from_days_ago + 731) }
}

fn opening(random: &mut Random, place: usize) -> Option<i64> {
    let owed = i64::try_from(between(random, 4_000_000, 62_000_000)).ok()?;
    match place % 6 {
        2 => Some(owed),
        3 if place % 4 == 3 => Some(-owed / 10),
        _ => None,
    }
}

fn some_categories(random: &mut Random, source: &Source, count: usize) -> Vec<String> {
    pick_several(random, &categories(source.goods), count).into_iter().map(str::to_owned).collect()
}

fn some_products(random: &mut Random, source: &Source, list: &str, count: usize) -> Assortment {
    let listed: Vec<&Good> = source.goods.iter().filter(|good| source.prices.span(list, &good.sku).is_some()).collect();
    Assortment::Products(pick_several(random, &listed, count).into_iter().map(|good| good.sku.clone()).collect())
}

/// The file of contracts.
pub fn contracts_csv(contracts: &[Contract], today: Day) -> String {
    let mut csv = Csv::new(&[
        "number",
        "partner",
        "currency",
        "price_list",
        "valid_from",
        "valid_until",
        "assortment",
        "assortment_items",
        "payment",
        "credit_limit",
        "discount_policy",
        "discounts_on_contract_price",
        "vat",
        "warehouses",
        "minimum_order",
    ]);
    for contract in contracts {
        let (assortment, items) = match &contract.assortment {
            Assortment::All => ("all", String::new()),
            Assortment::Categories(paths) => ("categories", paths.join("|")),
            Assortment::Products(skus) => ("products", skus.iter().map(String::as_str).collect::<Vec<_>>().join("|")),
        };
        csv.row(&[
            &contract.number,
            contract.partner,
            contract.currency,
            contract.price_list,
            &day_cell(today, Some(contract.from_days_ago)),
            &day_cell(today, contract.until_days_ago),
            assortment,
            &items,
            &contract.net_days.map_or_else(|| "prepaid".to_owned(), |days| format!("net {days}")),
            &contract.credit_limit.map(roubles).unwrap_or_default(),
            if contract.is_cumulative { "cumulative" } else { "best" },
            if contract.discounts_its_own_prices { "yes" } else { "no" },
            if contract.is_vat_on_top { "on_top" } else { "included" },
            &contract.warehouses.join("|"),
            &contract.minimum_order.map(roubles).unwrap_or_default(),
        ]);
    }
    csv.finish()
}
