//! Goods, their categories, VAT rates and stock against their records, both ways: each product says what the last import wrote, each rate
//! is one that the program brought, and stock is what was booked and what left. Called by whoever verifies; it reads only.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::store::{self, ProductRecord, ProofRate};
use super::{ProductId, categories_proof, stock_proof, to_order};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::records::verify::legible::{self, Pages};
use crate::records::verify::prints::{Print, print};
use crate::records::verify::{Layer, Report, Seen};

/// Products compared at once.
const AT_ONCE: i64 = 1000;

/// The VAT rates that the program's own migrations bring; nobody changes them but a later one.
const RATES: [(&str, Option<i64>, &str, Option<&str>); 5] = [
    ("none", None, "2004-01-01", None),
    ("reduced", Some(1000), "2004-01-01", None),
    ("standard", Some(2000), "2004-01-01", Some("2025-12-31")),
    ("standard", Some(2200), "2026-01-01", None),
    ("zero", Some(0), "2004-01-01", None),
];

/// What an import's record keeps of a product.
pub(crate) fn facts(row: &ProductRecord) -> Value {
    json!({
        "product": row.id, "sku": row.sku, "name": row.name, "name_en": row.name_en, "category": row.category_id, "unit": row.unit,
        "moq": row.moq, "multiple": row.multiple, "vat": row.vat_code, "barcode": row.barcode, "weight_grams": row.weight_grams,
        "is_active": row.is_active,
    })
}

/// A product as its last record has it.
#[derive(Debug)]
struct Told {
    place: Option<i64>,
    sku: String,
    said: Print,
}

/// What the records say of goods.
#[derive(Debug, Default)]
pub struct Proof {
    products: HashMap<ProductId, Told>,
    /// Whether a record tells of any product.
    is_told: bool,
    /// Whether earlier programs imported products without telling which.
    is_partial: bool,
    categories: categories_proof::Proof,
    stock: stock_proof::Proof,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        self.stock.look(seen);
        if seen.kind != "import.applied" || seen.facts.get("kind").and_then(Value::as_str) != Some("products") {
            return;
        }
        self.categories.look(seen);
        let Some(rows) = seen.facts.get("written").and_then(Value::as_array) else {
            self.is_partial = true;
            return self.products.clear();
        };
        self.is_told = true;
        for row in rows {
            let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
            if let Some(id) = ProductId::parse(text("product")) {
                let (sku, said) = (text("sku").to_owned(), print(&row.to_string()));
                self.products.insert(id, Told { place: seen.place, sku, said });
            }
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        self.check_products(tx, report)?;
        self.categories.check(tx, report)?;
        if let Some(rates) = legible::told(store::proof_rates(tx), "VAT rates", report)? {
            check_rates(&rates, report);
        }
        self.stock.check(tx, report)
    }

    fn check_products(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("product", ("product", "sku"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, store::proof_products, |row: &ProductRecord| row.id.number(), report)? {
            for row in &rows {
                report.rows += 1;
                self.product(row, report);
            }
        }
        for told in std::mem::take(&mut self.products).into_values() {
            report.find(Layer::Rows, told.place, format!("product {}", told.sku), "a row", "none");
        }
        Ok(())
    }

    fn product(&mut self, row: &ProductRecord, report: &mut Report) {
        let Some(told) = self.products.remove(&row.id) else {
            // What is got for one order has no import; its order's record tells of it.
            if self.is_told && !self.is_partial && !to_order::is_kept_for_these(&row.sku) {
                report.find(Layer::Rows, None, format!("product {}", row.sku), "no product", "one");
            }
            return;
        };
        let (object, found) = (format!("product {}", told.sku), facts(row).to_string());
        if print(&found) != told.said {
            report.find(Layer::Rows, told.place, object.clone(), "as it was imported last", found);
        }
        if store::sku_key(&row.sku) != row.sku_key {
            report.find(Layer::Rows, told.place, format!("{object} (key)"), store::sku_key(&row.sku), row.sku_key.clone());
        }
    }
}

fn check_rates(rates: &[ProofRate], report: &mut Report) {
    let words = |percent: Option<i64>, since: &str, until: Option<&str>| {
        let percent = percent.map_or_else(|| "no VAT".to_owned(), |steps| steps.to_string());
        format!("{percent} from {since} until {}", until.unwrap_or("further notice"))
    };
    let brought: Vec<(&str, String)> =
        RATES.iter().map(|(code, percent, since, until)| (*code, words(*percent, since, *until))).collect();
    let found: Vec<(&str, String)> = rates
        .iter()
        .map(|(code, percent, since, until)| {
            let until = until.as_ref().map(ToString::to_string);
            (code.as_str(), words(*percent, &since.to_string(), until.as_deref()))
        })
        .collect();
    for (code, rate) in brought.iter().filter(|rate| !found.contains(rate)) {
        report.find(Layer::Rows, None, format!("VAT rate {code}"), rate.clone(), "none like it");
    }
    for (code, rate) in found.iter().filter(|rate| !brought.contains(rate)) {
        report.find(Layer::Rows, None, format!("VAT rate {code}"), "no such rate", rate.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rates_are_those_of_the_migrations() {
        let text = include_str!("../../migrations/0003_trade.sql");
        for (code, percent, since, until) in RATES {
            let percent = percent.map_or_else(|| "NULL".to_owned(), |steps| steps.to_string());
            let until = until.map_or_else(|| "NULL".to_owned(), |day| format!("'{day}'"));
            let row = format!("('{code}', {percent}, '{since}', {until})");
            assert!(text.contains(&row), "{row}");
        }
    }
}
