//! Where the goods lie and how many: enough for a year of orders, and a believable rest.
//! `plans` takes from the shelves first, `fill` then decides what must have lain there. It places no order.

use std::collections::BTreeMap;

use super::csv::Csv;
use super::day::Day;
use super::goods::Good;
use super::random::Random;
use super::{between, day_cell, days_between};

/// One of our warehouses.
#[derive(Debug)]
pub struct Warehouse {
    pub code: &'static str,
    pub name: &'static str,
    pub name_en: &'static str,
    pub town: &'static str,
    pub address: &'static str,
}

pub static WAREHOUSES: [Warehouse; 3] = [
    Warehouse {
        code: "MSK",
        name: "Москва, Бирюлёво",
        name_en: "Moscow, Biryulyovo",
        town: "Москва",
        address: "115372, г. Москва, ул. Элеваторная, д. 14, стр. 2",
    },
    Warehouse {
        code: "SPB",
        name: "Санкт-Петербург, Шушары",
        name_en: "Saint Petersburg, Shushary",
        town: "Санкт-Петербург",
        address: "196626, г. Санкт-Петербург, пос. Шушары, Московское ш., д. 177",
    },
    Warehouse {
        code: "EKB",
        name: "Екатеринбург, Химмаш",
        name_en: "Yekaterinburg, Khimmash",
        town: "Екатеринбург",
        address: "620010, г. Екатеринбург, ул. Черняховского, д. 86",
    },
];

/// How well a product is supplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Supply {
    /// Nothing anywhere; it is on its way.
    Absent,
    Low,
    Good,
}

/// One product in one warehouse.
#[derive(Debug)]
struct Shelf {
    sku: String,
    warehouse: &'static str,
    supply: Supply,
    /// What the plans of the year take.
    taken: u64,
    on_hand: u64,
    /// Quantity, and in how many days.
    expected: Option<(u64, i64)>,
}

/// Every shelf, and where each product's shelves stand.
#[derive(Debug)]
pub struct Shelves {
    all: Vec<Shelf>,
    of_product: BTreeMap<String, Vec<usize>>,
}

/// The shelves before anything lies on them: one to three warehouses for each product.
pub fn shelves(random: &mut Random, goods: &[Good]) -> Shelves {
    let mut shelves = Shelves { all: Vec::new(), of_product: BTreeMap::new() };
    for good in goods {
        let supply = match random.below(100) {
            0..=3 => Supply::Absent,
            4..=11 => Supply::Low,
            _ => Supply::Good,
        };
        for warehouse in warehouses_of(random) {
            shelves.of_product.entry(good.sku.clone()).or_default().push(shelves.all.len());
            shelves.all.push(Shelf { sku: good.sku.clone(), warehouse, supply, taken: 0, on_hand: 0, expected: None });
        }
    }
    shelves
}

/// Moscow holds nearly everything, the others what sells there.
fn warehouses_of(random: &mut Random) -> Vec<&'static str> {
    match random.below(100) {
        0..=37 => vec!["MSK", "SPB", "EKB"],
        38..=58 => vec!["MSK", "SPB"],
        59..=78 => vec!["MSK", "EKB"],
        79..=93 => vec!["MSK"],
        94..=96 => vec!["SPB"],
        _ => vec!["EKB"],
    }
}

impl Shelves {
    /// Puts a line of an order down to the first of the warehouses that keeps the product.
    /// False where none does, or where there is nothing to be had. `fill` later gives each shelf
    /// more than was taken from it, so the first that keeps it always holds the line whole.
    pub fn take(&mut self, sku: &str, warehouses: &[&str], quantity: u32) -> bool {
        let Some(place) = self.first(sku, warehouses) else { return false };
        let Some(shelf) = self.all.get_mut(place) else { return false };
        shelf.taken = shelf.taken.saturating_add(u64::from(quantity));
        true
    }

    /// Whether a contract with these warehouses can have the product at all.
    pub fn is_kept(&self, sku: &str, warehouses: &[&str]) -> bool {
        self.first(sku, warehouses).is_some()
    }

    /// The products that a contract with these warehouses could have, if anything of them were there.
    pub fn absent(&self, warehouses: &[&str]) -> Vec<&str> {
        let is_absent = |shelf: &&Shelf| shelf.supply == Supply::Absent && warehouses.contains(&shelf.warehouse);
        let mut skus: Vec<&str> = self.all.iter().filter(is_absent).map(|shelf| shelf.sku.as_str()).collect();
        skus.dedup();
        skus
    }

    fn first(&self, sku: &str, warehouses: &[&str]) -> Option<usize> {
        let places = self.of_product.get(sku)?;
        let stands_in = |place: &&usize, code: &str| {
            self.all.get(**place).is_some_and(|shelf| shelf.warehouse == code && shelf.supply != Supply::Absent)
        };
        warehouses.iter().find_map(|code| places.iter().find(|place| stands_in(place, code)).copied())
    }

    /// Decides what lies on each shelf: what the year takes, and a rest.
    pub fn fill(&mut self, random: &mut Random, goods: &[Good]) {
        for good in goods {
            for place in self.of_product.get(&good.sku).map(Vec::as_slice).unwrap_or_default() {
                if let Some(shelf) = self.all.get_mut(*place) {
                    shelf.fill(random, good);
                }
            }
        }
    }

    /// The file of stock, as of this morning.
    pub fn csv(&self, today: Day) -> String {
        let mut csv = Csv::new(&["warehouse", "sku", "on_hand", "as_of", "expected", "expected_on"]);
        let as_of = format!("{today}T06:00:00Z");
        for shelf in &self.all {
            let expected = shelf.expected.map(|(quantity, _)| quantity.to_string()).unwrap_or_default();
            let expected_on = day_cell(today, shelf.expected.map(|(_, days)| -days));
            csv.row(&[shelf.warehouse, &shelf.sku, &shelf.on_hand.to_string(), &as_of, &expected, &expected_on]);
        }
        csv.finish()
    }
}

impl Shelf {
    fn fill(&mut self, random: &mut Random, good: &Good) {
        let step = u64::from(good.multiple.max(1));
        // Stock worth 20 to 160 thousand roubles, but never thousands of cheap things and always a few dear ones.
        let usual = between(random, 2_000_000, 16_000_000) / good.price_kopecks.max(1);
        let usual = usual.clamp(4, 3_600).max(u64::from(good.moq) * 3) / step * step + step;
        let rest = match self.supply {
            Supply::Absent => 0,
            Supply::Low => step * between(random, 1, 3),
            Supply::Good => usual,
        };
        self.on_hand = self.taken.saturating_add(rest);
        let is_expected = match self.supply {
            Supply::Absent => true,
            Supply::Low => random.chance(60),
            Supply::Good => random.chance(6),
        };
        if is_expected {
            // Suppliers send round numbers of lots.
            let round = if usual < step * 50 { step * 5 } else { step * 50 };
            let delivery = (usual * between(random, 60, 140) / 100).div_ceil(round) * round;
            self.expected = Some((delivery, days_between(random, 3, 20)));
        }
    }
}

/// The file of warehouses.
pub fn warehouses_csv() -> String {
    let mut csv = Csv::new(&["code", "name", "name_en", "address"]);
    for Warehouse { code, name, name_en, address, .. } in &WAREHOUSES {
        csv.row(&[code, name, name_en, address]);
    }
    csv.finish()
}
