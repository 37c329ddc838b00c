//! Writes the import files of a year's sales: the shapes that the importer's description promises, with its own hand. Called by `convert`.
//! It never asks the importer how a file should look, so that it is a witness.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::convert::{COUNTER, Deal, Sales, login};
use crate::shelves::shelf;

/// The day on which the year begins: contracts and the first stock hold from it.
pub const OPENING: &str = "2010-12-01";

/// Every file, in the order in which they lean on each other.
pub fn files(sales: &Sales) -> Vec<(&'static str, String)> {
    let base = list_prices(sales);
    let agreed = contract_prices(sales, &base);
    vec![
        ("warehouses", table("code;name;address", [vec!["UK".into(), "United Kingdom".into(), "London".into()]])),
        ("products", table("sku;name;category;category_en;unit;moq;multiple;vat", products(sales))),
        ("prices", table("price_list;currency;sku;price;valid_from;valid_until", price_rows(sales, &base))),
        ("partners", table("code;name", sales.partners.iter().map(|(code, land)| vec![code.clone(), called(code, land)]))),
        ("people", table("login;name;partner;roles;language", sales.partners.keys().map(|code| person(code)))),
        (
            "contracts",
            table(
                "number;partner;currency;price_list;valid_from;payment;vat;warehouses",
                sales.partners.keys().map(|code| contract(code)),
            ),
        ),
        ("contract-prices", table("contract;sku;price;valid_from;valid_until", agreed)),
        ("stock", table("warehouse;sku;on_hand;as_of", sales.sold.iter().map(|(sku, sold)| stock(sku, *sold)))),
    ]
}

fn products(sales: &Sales) -> impl Iterator<Item = Vec<String>> {
    sales.names.iter().map(|(sku, names)| {
        let name = name(sku, names);
        let (ru, en) = shelf(&name);
        vec![sku.clone(), name, ru, en, "pcs".into(), "1".into(), "1".into(), "none".into()]
    })
}

/// What a product is called most often. Remarks of the warehouse ("damaged", "?") are in small letters; names are not.
fn name(sku: &str, names: &HashMap<String, usize>) -> String {
    let is_name = |text: &&String| text.chars().filter(|sign| sign.is_uppercase()).count() >= 2;
    let often = names.keys().filter(is_name).max_by_key(|text| (names[*text], std::cmp::Reverse(*text)));
    often.map_or_else(|| format!("GOODS {sku}"), |text| text.trim_start_matches('*').trim().to_owned())
}

fn called(code: &str, country: &str) -> String {
    match code.strip_prefix('C') {
        Some(number) if code != COUNTER => format!("Customer {number}, {country}"),
        _ => "Sales over the counter".to_owned(),
    }
}

fn person(code: &str) -> Vec<String> {
    vec![login(code), format!("Buyer of {code}"), code.to_owned(), "buyer".into(), "en".into()]
}

fn contract(code: &str) -> Vec<String> {
    let cells = [&contract_number(code), code, "GBP", "BASE", OPENING, "net 30", "included", "UK"];
    cells.map(str::to_owned).to_vec()
}

/// The contract of a partner.
pub fn contract_number(code: &str) -> String {
    format!("K-{}", if code == COUNTER { code } else { code.trim_start_matches('C') })
}

/// A tenth more than will be asked for.
fn stock(sku: &str, sold: i64) -> Vec<String> {
    vec!["UK".into(), sku.to_owned(), (sold + sold / 10 + 1).to_string(), format!("{OPENING}T00:00:00Z")]
}

/// A price and the days for which it holds; without a last day it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub price: i64,
    pub from: String,
    pub until: Option<String>,
}

/// Equal prices of days that follow each other become one run; a day without a price ends it. Days ascend.
pub fn runs<'a>(days: impl IntoIterator<Item = (&'a str, Option<i64>)>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut is_open = false;
    for (day, price) in days {
        match (runs.last_mut(), price) {
            (Some(run), Some(price)) if is_open && run.price == price => run.until = Some(day.to_owned()),
            (_, Some(price)) => runs.push(Run { price, from: day.to_owned(), until: Some(day.to_owned()) }),
            (_, None) => {}
        }
        is_open = price.is_some();
    }
    runs
}

type ListPrices<'a> = BTreeMap<&'a str, BTreeMap<&'a str, i64>>;

/// The list's price of each product on each day on which it was sold: what most customers paid.
/// The counter, which pays more than customers do, is asked only for a product that no customer has bought yet.
fn list_prices(sales: &Sales) -> ListPrices<'_> {
    let mut votes: BTreeMap<&str, BTreeMap<&str, Votes>> = BTreeMap::new();
    for (Deal { sku, day, partner }, price) in &sales.paid {
        let votes = votes.entry(sku).or_default().entry(day).or_default();
        let side = if partner == COUNTER { &mut votes.counter } else { &mut votes.customers };
        *side.entry(*price).or_default() += 1;
    }
    votes.into_iter().map(|(sku, days)| (sku, daily(days))).collect()
}

#[derive(Default)]
struct Votes {
    customers: BTreeMap<i64, usize>,
    counter: BTreeMap<i64, usize>,
}

fn daily(days: BTreeMap<&str, Votes>) -> BTreeMap<&str, i64> {
    let mut before = None;
    let mut priced = BTreeMap::new();
    for (day, votes) in days {
        let price = most(&votes.customers, before).or(before).or_else(|| most(&votes.counter, None));
        before = price;
        priced.extend(price.map(|price| (day, price)));
    }
    priced
}

/// The price with most votes; of equals the one that held before, else the lowest.
fn most(votes: &BTreeMap<i64, usize>, before: Option<i64>) -> Option<i64> {
    votes
        .iter()
        .max_by_key(|(price, count)| (**count, Some(**price) == before, std::cmp::Reverse(**price)))
        .map(|(price, _)| *price)
}

fn price_rows(sales: &Sales, base: &ListPrices<'_>) -> Vec<Vec<String>> {
    let days: BTreeSet<&str> = sales.paid.keys().map(|deal| deal.day.as_str()).collect();
    let mut rows = Vec::new();
    for (sku, prices) in base {
        let mut runs = runs(prices.iter().map(|(day, price)| (*day, Some(*price))));
        let next: Vec<String> = runs.iter().skip(1).map(|run| run.from.clone()).collect();
        for (place, run) in runs.iter_mut().enumerate() {
            // A price holds until the last day of trade before the next one.
            run.until = next.get(place).and_then(|from| days.range(..from.as_str()).next_back()).map(|day| (*day).to_owned());
            rows.push(row(&["BASE", "GBP", sku], run));
        }
    }
    rows
}

/// What a customer paid differently from the list, for the days between which he paid nothing else.
fn contract_prices(sales: &Sales, base: &ListPrices<'_>) -> Vec<Vec<String>> {
    let mut bought: BTreeMap<(&str, &str), Vec<(&str, Option<i64>)>> = BTreeMap::new();
    for (Deal { sku, day, partner }, price) in &sales.paid {
        let differs = base[sku.as_str()][day.as_str()] != *price;
        bought.entry((partner, sku)).or_default().push((day, differs.then_some(*price)));
    }
    let mut rows = Vec::new();
    for ((partner, sku), days) in bought {
        rows.extend(runs(days).iter().map(|run| row(&[&contract_number(partner), sku], run)));
    }
    rows
}

fn row(first: &[&str], run: &Run) -> Vec<String> {
    let rest = [decimal(run.price), run.from.clone(), run.until.clone().unwrap_or_default()];
    first.iter().map(|cell| (*cell).to_owned()).chain(rest).collect()
}

/// 25500 is `2.55`.
pub fn decimal(steps: i64) -> String {
    let text = format!("{}.{:04}", steps / 10_000, steps % 10_000);
    text.strip_suffix("00").unwrap_or(&text).to_owned()
}

fn table(header: &str, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut text = format!("{header}\n");
    for row in rows {
        assert_eq!(row.len(), header.split(';').count(), "a row of {header:?} has another width");
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(";"));
        text.push('\n');
    }
    text
}

fn quoted(cell: &str) -> String {
    if cell.contains([';', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
