//! What prices and discounts were, against the records, both ways: each row of the history is one that a record tells of at that moment,
//! and none is missing since the history began. Called by `proof`; it reads only.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::history_store as history;
use super::{grant, proof};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Moment;
use crate::records::merkle::{self, Hash};
use crate::records::verify::{Layer, Report, Seen};

/// Rows compared at once.
const AT_ONCE: i64 = 2000;

/// What was written when, as hashes: there may be millions.
#[derive(Debug, Default)]
pub(super) struct Proof {
    prices: HashMap<Hash, Moment>,
    /// Whether an import of prices was recorded without its rows: then a row without a record proves nothing.
    is_partial: bool,
    discounts: HashMap<Hash, Moment>,
}

fn digest(at: Moment, facts: &Value) -> Hash {
    merkle::digest(json!([at, facts]).to_string().as_bytes())
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let kind = seen.facts.get("kind").and_then(Value::as_str).unwrap_or_default();
        match seen.kind {
            "discount.granted" => {
                self.discounts.insert(digest(seen.at, seen.facts), seen.at);
            }
            "import.applied" if matches!(kind, "prices" | "contract-prices") => {
                match seen.facts.get("written").and_then(Value::as_array) {
                    Some(written) => {
                        self.prices.extend(written.iter().map(|row| (digest(seen.at, row), seen.at)));
                    }
                    None => self.is_partial = true,
                }
            }
            _ => {}
        }
    }

    /// Compares the history with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        self.check_prices(tx, report)?;
        self.check_discounts(tx, report)
    }

    fn check_prices(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let (mut after, mut began) = (i64::MIN, None);
        loop {
            let rows = history::proof_prices(tx, after, AT_ONCE)?;
            let Some(last) = rows.last() else { break };
            after = last.id.number();
            for row in rows.iter().filter(|row| row.at.micros() > 0) {
                report.rows += 1;
                began = earlier(began, row.at);
                let facts = proof::facts(&row.record());
                if self.prices.remove(&digest(row.at, &facts)).is_none() && !self.is_partial {
                    report.find(Layer::Rows, None, format!("price of {}", row.at), "no such price", facts.to_string());
                }
            }
        }
        missing("price", began, self.prices.values(), report);
        Ok(())
    }

    fn check_discounts(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let (mut after, mut began) = (i64::MIN, None);
        loop {
            let rows = history::proof_discounts(tx, after, AT_ONCE)?;
            let Some(last) = rows.last() else { break };
            after = last.id.number();
            for row in rows.iter().filter(|row| row.at.micros() > 0) {
                report.rows += 1;
                began = earlier(began, row.at);
                let facts = grant::facts(&row.record());
                if self.discounts.remove(&digest(row.at, &facts)).is_none() {
                    report.find(
                        Layer::Rows,
                        None,
                        format!("discount {} of {}", row.code, row.at),
                        "no such discount",
                        facts.to_string(),
                    );
                }
            }
        }
        missing("discount", began, self.discounts.values(), report);
        Ok(())
    }
}

fn earlier(began: Option<Moment>, at: Moment) -> Option<Moment> {
    Some(began.map_or(at, |began| began.min(at)))
}

/// What was recorded since the history began has its row there.
fn missing<'a>(what: &str, began: Option<Moment>, left: impl Iterator<Item = &'a Moment>, report: &mut Report) {
    let Some(began) = began else { return };
    for at in left.filter(|at| **at >= began) {
        report.find(Layer::Rows, None, format!("{what} of {at}"), "a row in its history", "none");
    }
}
