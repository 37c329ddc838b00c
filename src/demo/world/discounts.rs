//! Personal discounts: for a partner, a person or a contract; on everything, a category or a product.
//! Called by `world`. It computes no price: which of them wins, the contract says.

use super::contracts::{Assortment, Contract};
use super::csv::Csv;
use super::day::Day;
use super::goods::Good;
use super::prices::share;
use super::random::Random;
use super::{categories, day_cell, pick_several, roubles};

/// Who gets it.
#[derive(Debug)]
enum For {
    Partner(&'static str),
    Person(&'static str),
    Contract(String),
}

/// On what.
#[derive(Debug)]
enum On {
    All,
    Category(String),
    Product(String),
}

/// How much: hundredths of a percent, or kopecks for each unit.
#[derive(Debug)]
enum Off {
    Percent(u64),
    Amount(u64),
}

/// A personal discount.
#[derive(Debug)]
pub struct Discount {
    code: String,
    name: String,
    name_en: String,
    to: For,
    on: On,
    off: Off,
    from_days_ago: i64,
    until_days_ago: Option<i64>,
}

/// Partners with a discount on everything: hundredths of a percent, from so many days ago, until.
const VOLUME: &[(&str, u64, i64, Option<i64>)] = &[
    ("ALFA", 300, 375, None),
    ("BETA", 200, 375, None),
    ("TEKHSNAB", 400, 375, None),
    ("STOLITSA", 250, 300, None),
    ("URALPROM", 350, 375, Some(-60)),
    ("VOLGASNAB", 200, 180, None),
    ("NEVATRADE", 150, 375, Some(90)),
    ("LZMK", 100, 120, None),
];

/// People with a discount of their own: hundredths of a percent, name of the discount in both languages.
const PERSONAL: &[(&str, u64, &str, &str)] = &[
    ("sever@alfa.example", 450, "Для подразделения Север", "Personal discount, North unit"),
    ("zakupki@beta.example", 150, "Персональная скидка за предзаказ", "Personal discount for early orders"),
];

/// Partners with a discount on some categories: how many, hundredths of a percent, days ago: from and until.
const SEASONAL: &[(&str, usize, u64, i64, Option<i64>)] = &[
    ("ALFA", 2, 500, 375, None),
    ("BETA", 2, 300, 375, None),
    ("GARANT", 3, 400, 200, Some(-30)),
    ("KUBAN", 1, 600, 90, Some(-45)),
    ("SIBSTROY", 2, 350, 375, None),
    ("MASTEROK", 1, 700, 320, Some(230)),
    ("KAMATORG", 1, 500, -10, Some(-75)),
];

/// All the discounts; the categories and products are those that the contracts allow.
pub fn discounts(random: &mut Random, contracts: &[Contract], goods: &[Good]) -> Vec<Discount> {
    let mut all = Vec::new();
    for &(partner, percent, from, until) in VOLUME {
        let (name, name_en) = ("Скидка за годовой объём закупок", "Annual volume discount");
        all.push(discount(
            (name.to_owned(), name_en.to_owned()),
            For::Partner(partner),
            On::All,
            Off::Percent(percent),
            (from, until),
        ));
    }
    for &(login, percent, name, name_en) in PERSONAL {
        let names = (name.to_owned(), name_en.to_owned());
        all.push(discount(names, For::Person(login), On::All, Off::Percent(percent), (375, None)));
    }
    for row in SEASONAL {
        all.extend(seasonal(random, contracts, goods, row));
    }
    for contract in contracts.iter().filter(|contract| contract.agreed_prices > 0) {
        all.extend(of_contract(random, contract, goods));
    }
    for (place, discount) in all.iter_mut().enumerate() {
        discount.code = format!("SK-{:03}", place + 1);
    }
    all
}

fn discount(names: (String, String), to: For, on: On, off: Off, days: (i64, Option<i64>)) -> Discount {
    let ((name, name_en), (from_days_ago, until_days_ago)) = (names, days);
    Discount { code: String::new(), name, name_en, to, on, off, from_days_ago, until_days_ago }
}

fn seasonal(
    random: &mut Random,
    contracts: &[Contract],
    goods: &[Good],
    row: &(&'static str, usize, u64, i64, Option<i64>),
) -> Vec<Discount> {
    let &(partner, count, percent, from, until) = row;
    let theirs = |path: &&str| contracts.iter().any(|contract| contract.partner == partner && may_have(contract, path));
    let paths: Vec<&str> = categories(goods).into_iter().filter(theirs).collect();
    let made = pick_several(random, &paths, count).into_iter().map(|path| {
        let name = format!("Скидка на категорию «{}»", last(path));
        let english = goods.iter().find(|good| good.category == path).map_or(path, |good| &good.category_en);
        let name_en = format!("Category discount: {}", last(english));
        discount((name, name_en), For::Partner(partner), On::Category(path.to_owned()), Off::Percent(percent), (from, until))
    });
    made.collect()
}

fn may_have(contract: &Contract, category: &str) -> bool {
    match &contract.assortment {
        Assortment::All => true,
        Assortment::Categories(paths) => paths.iter().any(|path| path == category),
        Assortment::Products(_) => false,
    }
}

fn last(path: &str) -> &str {
    path.rsplit(" / ").next().unwrap_or(path)
}

/// Two on single products, in percent and per unit, and one on whatever the contract allows.
fn of_contract(random: &mut Random, contract: &Contract, goods: &[Good]) -> Vec<Discount> {
    let allowed: Vec<&Good> = goods.iter().filter(|good| contract.allows(good) && good.price_kopecks > 5_000).collect();
    let mut all: Vec<Discount> = Vec::new();
    for (place, good) in pick_several(random, &allowed, 2).into_iter().enumerate() {
        let off = if place == 0 { Off::Percent(800) } else { Off::Amount(share(good.price_kopecks, 4) / 50 * 50 + 50) };
        let names = ("Скидка на отдельный товар".to_owned(), "Single product discount".to_owned());
        all.push(discount(names, For::Contract(contract.number.clone()), On::Product(good.sku.clone()), off, (260, Some(-40))));
    }
    let percent = 100 + 50 * random.below(4);
    let names = ("Скидка по договору".to_owned(), "Contract discount".to_owned());
    all.push(discount(names, For::Contract(contract.number.clone()), On::All, Off::Percent(percent), (375, None)));
    all
}

/// The file of discounts.
pub fn discounts_csv(discounts: &[Discount], today: Day) -> String {
    let mut csv = Csv::new(&[
        "code",
        "name",
        "name_en",
        "partner",
        "person",
        "contract",
        "applies_to",
        "item",
        "percent",
        "amount",
        "valid_from",
        "valid_until",
    ]);
    for discount in discounts {
        let (partner, person, contract) = match &discount.to {
            For::Partner(code) => (*code, "", ""),
            For::Person(login) => ("", *login, ""),
            For::Contract(number) => ("", "", number.as_str()),
        };
        let (on, item) = match &discount.on {
            On::All => ("all", ""),
            On::Category(path) => ("category", path.as_str()),
            On::Product(sku) => ("product", sku.as_str()),
        };
        let (percent, amount) = match discount.off {
            Off::Percent(hundredths) => (roubles(hundredths), String::new()),
            Off::Amount(kopecks) => (String::new(), roubles(kopecks)),
        };
        let (from, until) = (day_cell(today, Some(discount.from_days_ago)), day_cell(today, discount.until_days_ago));
        let (name, name_en) = (&discount.name, &discount.name_en);
        csv.row(&[&discount.code, name, name_en, partner, person, contract, on, item, &percent, &amount, &from, &until]);
    }
    csv.finish()
}
