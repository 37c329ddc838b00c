//! Prices, discounts and codes against their records, both ways: each row says what the last import or grant wrote. Called by whoever
//! verifies; it reads only.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::code_store::{self, CodeRecord};
use super::store::{self, DiscountRecord, PriceRecord};
use super::{code, grant, history_proof};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Quantity, ids};
use crate::records::merkle::{self, Hash};
use crate::records::verify::compare::difference;
use crate::records::verify::legible::{Pages, alone};
use crate::records::verify::{Layer, Report, Seen};

/// Rows compared at once.
const AT_ONCE: i64 = 2000;

/// Owner, product, quantity, first day: what makes a price row the one it is.
pub(super) type Key = (i64, i64, i64, NaiveDate);

/// What an import's record keeps of a price row.
pub fn facts(row: &PriceRecord) -> Value {
    json!({
        "owner": ids::encode(row.owner_id), "product": ids::encode(row.product_id), "from": row.from_quantity,
        "since": row.valid_from, "until": row.valid_until, "price": row.unit_price, "floor": row.floor,
    })
}

pub(super) fn key(row: &PriceRecord) -> Key {
    (row.owner_id, row.product_id, row.from_quantity.steps(), row.valid_from)
}

/// The key of a row as its record names it.
fn key_of(written: &Value) -> Option<Key> {
    let text = |name: &str| written.get(name).and_then(Value::as_str);
    let from: Quantity = serde_json::from_value(written.get("from")?.clone()).ok()?;
    Some((ids::decode(text("owner")?)?, ids::decode(text("product")?)?, from.steps(), text("since")?.parse().ok()?))
}

pub(super) fn digest(facts: &Value) -> Hash {
    merkle::digest(facts.to_string().as_bytes())
}

/// What the records say of prices and discounts.
#[derive(Debug, Default)]
pub struct Proof {
    /// Prices as they were written last, as hashes: there may be a million.
    prices: HashMap<Key, Hash>,
    /// Prices in force that no record tells of, though imports were recorded without their rows: the history tells how old they are.
    untold: HashMap<Key, Hash>,
    discounts: HashMap<String, (Option<i64>, Value)>,
    history: history_proof::Proof,
    codes: HashMap<String, (Option<i64>, Value)>,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        self.history.look(seen);
        let text = |name: &str| seen.facts.get(name).and_then(Value::as_str).unwrap_or_default();
        match seen.kind {
            "discount.granted" => {
                self.discounts.insert(text("discount").to_owned(), (seen.place, seen.facts.clone()));
            }
            "code.given" => {
                self.codes.insert(text("discount_code").to_owned(), (seen.place, seen.facts.clone()));
            }
            "import.applied" if matches!(text("kind"), "prices" | "contract-prices") => {
                for row in seen.facts.get("written").and_then(Value::as_array).into_iter().flatten() {
                    if let Some(key) = key_of(row) {
                        self.prices.insert(key, digest(row));
                    }
                }
            }
            _ => {}
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        alone(tx, "the rows of prices", report, |tx, report| self.check_prices(tx, report))?;
        alone(tx, "the rows of discounts", report, |tx, report| self.check_discounts(tx, report))?;
        alone(tx, "the rows of discount codes", report, |tx, report| self.check_codes(tx, report))?;
        let Self { history, mut untold, .. } = self;
        alone(tx, "the history of prices and discounts", report, |tx, report| history.check(tx, &mut untold, report))?;
        for key in untold.into_keys() {
            report.find(Layer::Rows, None, told(tx, &key)?, "no price", "one");
        }
        Ok(())
    }

    fn check_prices(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut after = (i64::MIN, i64::MIN);
        loop {
            let mut rows = store::proof_rows(tx, after, AT_ONCE)?;
            let Some(last) = rows.last().map(|row| (row.owner_id, row.product_id)) else { break };
            let is_full = i64::try_from(rows.len()).unwrap_or(AT_ONCE) == AT_ONCE;
            if is_full && rows.iter().any(|row| (row.owner_id, row.product_id) != last) {
                // The last product may go on; it is read again from its beginning.
                rows.retain(|row| (row.owner_id, row.product_id) != last);
            }
            let Some(last) = rows.last() else { break };
            after = (last.owner_id, last.product_id);
            for row in &rows {
                report.rows += 1;
                self.price(tx, row, report)?;
            }
        }
        for key in std::mem::take(&mut self.prices).into_keys() {
            report.find(Layer::Rows, None, told(tx, &key)?, "a row", "none");
        }
        Ok(())
    }

    fn price(&mut self, tx: &mut Tx, row: &PriceRecord, report: &mut Report) -> Answer<()> {
        let facts = facts(row);
        let expected = match self.prices.remove(&key(row)) {
            Some(kept) if kept == digest(&facts) => return Ok(()),
            Some(_) => "as it was imported last",
            None if self.history.is_partial() => {
                self.untold.insert(key(row), digest(&facts));
                return Ok(());
            }
            None => "no price",
        };
        report.find(Layer::Rows, None, told(tx, &key(row))?, expected, facts.to_string());
        Ok(())
    }

    fn check_discounts(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("discount", ("discount", "code"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, store::proof_discounts, |row: &DiscountRecord| row.id.number(), report)? {
            for row in &rows {
                report.rows += 1;
                let object = format!("discount {}", row.code);
                match self.discounts.remove(&row.id.to_string()) {
                    Some((place, kept)) => {
                        if let Some((path, expected, found)) = difference(&kept, &grant::facts(row)) {
                            report.find(Layer::Rows, place, format!("{object}: {path}"), expected, found);
                        }
                    }
                    None => report.find(Layer::Rows, None, object, "no discount", "one"),
                }
            }
        }
        for (id, (place, kept)) in std::mem::take(&mut self.discounts) {
            let code = kept.get("code").and_then(Value::as_str).unwrap_or_default();
            report.find(Layer::Rows, place, format!("discount {code} ({id})"), "a row", "none");
        }
        Ok(())
    }

    fn check_codes(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("discount_code", ("discount code", "code"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, code_store::proof_codes, |row: &CodeRecord| row.id.number(), report)? {
            for row in &rows {
                report.rows += 1;
                let object = format!("discount code {}", row.code);
                match self.codes.remove(&row.id.to_string()) {
                    Some((place, kept)) => {
                        if let Some((path, expected, found)) = difference(&kept, &code::facts(row)) {
                            report.find(Layer::Rows, place, format!("{object}: {path}"), expected, found);
                        }
                    }
                    None => report.find(Layer::Rows, None, object, "no code", "one"),
                }
                if row.code_key != code::key(&row.code) {
                    report.find(
                        Layer::Rows,
                        None,
                        format!("discount code {} (key)", row.code),
                        code::key(&row.code),
                        row.code_key.clone(),
                    );
                }
            }
        }
        for (id, (place, kept)) in std::mem::take(&mut self.codes) {
            let code = kept.get("code").and_then(Value::as_str).unwrap_or_default();
            report.find(Layer::Rows, place, format!("discount code {code} ({id})"), "a row", "none");
        }
        Ok(())
    }
}

/// A price as people know it: whose, of which article, from what quantity and since when.
fn told(tx: &mut Tx, (owner, product, from, since): &Key) -> Answer<String> {
    let (owner, sku) = store::proof_names(tx, *owner, *product)?;
    let from = Quantity::from_steps(*from);
    Ok(format!("price of {owner}, article {sku}, from {from}, since {since}"))
}
