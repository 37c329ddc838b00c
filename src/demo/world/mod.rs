//! The trade of the demo: the wholesaler «Оптима Трейд», its goods, partners, contracts, and a year of their orders.
//! The `demo` command imports the files and places the orders. All of it is drawn from a seed, the same
//! on every machine; it knows no database and no clock.

pub mod contracts;
pub mod csv;
pub mod day;
pub mod discounts;
pub mod goods;
pub mod partners;
pub mod people;
pub mod plans;
pub mod prices;
pub mod random;
pub mod requisites;
pub mod stock;
pub mod ways;

#[cfg(test)]
mod tests;

use csv::Csv;
use day::Day;
use goods::Good;
use random::Random;
use ways::{Balance, Payer, Story, Way};

/// The whole trade.
#[derive(Debug)]
pub struct World {
    /// In the order in which they must be imported.
    pub files: Vec<File>,
    /// The accounts that are printed at the start.
    pub people: Vec<Person>,
    /// The oldest first; the last are of yesterday.
    pub plans: Vec<OrderPlan>,
    /// What becomes of each plan, in their order.
    pub ways: Vec<Way>,
    /// When each contract is paid.
    pub payers: Vec<Payer>,
    /// What was owed before the first order.
    pub balances: Vec<Balance>,
    /// What stands out today.
    pub story: Story,
}

/// One file for the importer, of the kind that its command names.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    pub kind: &'static str,
    pub csv: String,
}

/// A printed account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub login: String,
    pub role: &'static str,
    /// The code of the partner; nobody's for our own people.
    pub partner: Option<String>,
}

/// An order to place: so many days before today, so many seconds after midnight UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderPlan {
    pub days_ago: u16,
    pub seconds: u32,
    pub partner: String,
    pub contract: String,
    pub login: String,
    /// SKU and quantity in the product's unit.
    pub lines: Vec<(String, u32)>,
    pub your_number: Option<String>,
    pub comment: Option<String>,
    /// Whether what is not there is waited for.
    pub is_backorder: bool,
}

/// The trade as it stands on this day.
#[must_use]
pub fn world(seed: u64, today: Day) -> World {
    let draw = |part: u64| Random::new(seed.wrapping_mul(64).wrapping_add(part));
    let goods = goods::goods(&mut draw(0));
    let partners = partners::partners(&mut draw(1));
    let members = people::members(&mut draw(2), &partners);
    let prices = prices::prices(&mut draw(3), &goods);
    let contracts = contracts::contracts(&mut draw(4), today, &partners, &goods, &prices);
    let deals = prices::deals(&mut draw(5), &contracts, &goods, &prices);
    let discounts = discounts::discounts(&mut draw(6), &contracts, &goods);
    let mut shelves = stock::shelves(&mut draw(7), &goods);
    let trade =
        plans::Trade { today, goods: &goods, partners: &partners, members: &members, contracts: &contracts, prices: &prices };
    let mut plans = plans::plans(&mut draw(8), &trade, &mut shelves);
    plans::wait_for_goods(&mut draw(10), &trade, &shelves, &mut plans);
    shelves.fill(&mut draw(9), &goods);
    let files = vec![
        File { kind: "warehouses", csv: stock::warehouses_csv() },
        File { kind: "products", csv: products_csv(&goods) },
        File { kind: "prices", csv: prices.csv(today) },
        File { kind: "stock", csv: shelves.csv(today) },
        File { kind: "people", csv: people::staff_csv() },
        File { kind: "partners", csv: partners::partners_csv(&partners) },
        File { kind: "people", csv: people::members_csv(&members) },
        File { kind: "addresses", csv: partners::addresses_csv(&partners) },
        File { kind: "contracts", csv: contracts::contracts_csv(&contracts, today) },
        File { kind: "contract-prices", csv: prices::deals_csv(&deals, today) },
        File { kind: "discounts", csv: discounts::discounts_csv(&discounts, today) },
    ];
    World {
        files,
        people: people::printed(&members),
        ways: ways::ways(&mut draw(11), &plans),
        payers: ways::payers(&mut draw(12), &contracts),
        balances: ways::balances(&contracts),
        story: ways::story(&partners, &contracts),
        plans,
    }
}

fn products_csv(goods: &[Good]) -> String {
    let mut csv = Csv::new(&[
        "sku",
        "name",
        "name_en",
        "category",
        "category_en",
        "unit",
        "moq",
        "multiple",
        "vat",
        "barcode",
        "weight_kg",
        "attributes",
        "attributes_en",
    ]);
    for good in goods {
        let russian: Vec<String> = good.attributes.iter().map(|(name, _, value, _)| format!("{name}={value}")).collect();
        let english: Vec<String> = good.attributes.iter().map(|(_, name, _, value)| format!("{name}={value}")).collect();
        csv.row(&[
            &good.sku,
            &good.name,
            &good.name_en,
            &good.category,
            &good.category_en,
            good.unit,
            &good.moq.to_string(),
            &good.multiple.to_string(),
            good.vat,
            &good.barcode,
            &format!("{}.{:03}", good.weight_grams / 1000, good.weight_grams % 1000),
            &russian.join("|"),
            &english.join("|"),
        ]);
    }
    csv.finish()
}

/// The categories that hold goods, each once, in the order of the goods.
fn categories(goods: &[Good]) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for good in goods {
        if !all.contains(&good.category.as_str()) {
            all.push(&good.category);
        }
    }
    all
}

/// A number from the lowest to the highest, both possible.
fn between(random: &mut Random, lowest: u64, highest: u64) -> u64 {
    lowest.saturating_add(random.below(highest.saturating_sub(lowest).saturating_add(1)))
}

/// A number of days, both ends possible.
fn days_between(random: &mut Random, lowest: u64, highest: u64) -> i64 {
    i64::try_from(between(random, lowest, highest)).unwrap_or_default()
}

fn pick_text<'a>(random: &mut Random, choices: &[&'a str]) -> &'a str {
    random.pick(choices).copied().unwrap_or_default()
}

/// So many different ones of the choices, in their own order; all where there are fewer.
fn pick_several<T: Clone>(random: &mut Random, choices: &[T], count: usize) -> Vec<T> {
    let mut picked = Vec::with_capacity(count.min(choices.len()));
    for (place, choice) in choices.iter().enumerate() {
        let (wanted, left) = (count.saturating_sub(picked.len()), choices.len().saturating_sub(place));
        if random.below(as_u64(left)) < as_u64(wanted) {
            picked.push(choice.clone());
        }
    }
    picked
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Hundredths of a currency as a decimal: `1234` is `12.34`.
fn roubles(kopecks: u64) -> String {
    format!("{}.{:02}", kopecks / 100, kopecks % 100)
}

/// The day so many days before today, or after it where negative; nothing stays an empty cell.
fn day_cell(today: Day, days_ago: Option<i64>) -> String {
    days_ago.map(|days| today.plus_days(days.saturating_neg()).to_string()).unwrap_or_default()
}
