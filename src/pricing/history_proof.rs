//! What prices and discounts were, against the records, both ways: each row of the history is one that a record tells of at that moment,
//! and none is missing since the history began. Called by `proof`; it reads only.

use std::collections::{HashMap, HashSet};
use std::hash::Hash as Hashed;

use serde_json::{Value, json};

use super::grant;
use super::history_store::{self as history, DiscountChange, PriceChange};
use super::proof::{self, Key};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Moment;
use crate::records::merkle::{self, Hash};
use crate::records::verify::legible::Pages;
use crate::records::verify::{Layer, Report, Seen};

/// Rows compared at once.
const AT_ONCE: i64 = 2000;

/// What was written, as hashes, for there may be millions.
#[derive(Debug, Default)]
struct Written {
    /// Facts with their moment, and how often they were told, for one may be told twice.
    told: HashMap<Hash, (Moment, u32)>,
    /// When facts were told first.
    first: HashMap<Hash, Moment>,
}

impl Written {
    fn note(&mut self, at: Moment, facts: &Value) {
        self.told.entry(digest(at, facts)).or_insert((at, 0)).1 += 1;
        let first = self.first.entry(proof::digest(facts)).or_insert(at);
        *first = at.min(*first);
    }

    /// When these facts were told first, if they ever were.
    fn first(&self, facts: &Value) -> Option<Moment> {
        self.first.get(&proof::digest(facts)).copied()
    }

    /// Takes one away; answers whether there was one.
    fn take(&mut self, at: Moment, facts: &Value) -> bool {
        let key = digest(at, facts);
        match self.told.get_mut(&key) {
            Some((_, times)) if *times > 1 => *times -= 1,
            Some(_) => {
                self.told.remove(&key);
            }
            None => return false,
        }
        true
    }
}

/// What is said to have stood before the history began: once of each, and as a record told before that.
struct Before<K> {
    seen: HashSet<K>,
    told: Vec<Moment>,
    untold: usize,
}

impl<K: Eq + Hashed> Before<K> {
    fn nothing() -> Self {
        Self { seen: HashSet::new(), told: Vec::new(), untold: 0 }
    }

    /// Takes note of a row, and of when a record told of it first.
    fn take(&mut self, key: K, told: Option<Moment>) {
        let is_first = self.seen.insert(key);
        match told.filter(|_| is_first) {
            Some(at) => self.told.push(at),
            None => self.untold += 1,
        }
    }

    /// Says how many there are of which nobody can tell.
    fn end(&self, what: &str, began: Option<Moment>, report: &mut Report) {
        let late = self.told.iter().filter(|at| began.is_some_and(|began| **at >= began)).count();
        let count = self.untold + late;
        if count > 0 {
            report.doubt(format!(
                "{count} {what} are said to have stood before their history began, and no record of that time tells of them"
            ));
        }
    }
}

fn digest(at: Moment, facts: &Value) -> Hash {
    merkle::digest(json!([at, facts]).to_string().as_bytes())
}

/// What the records say was written when.
#[derive(Debug, Default)]
pub(super) struct Proof {
    prices: Written,
    /// When an import of prices was last recorded without its rows: of what is older and has no record nobody can tell.
    partial_until: Option<Moment>,
    discounts: Written,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let kind = seen.facts.get("kind").and_then(Value::as_str).unwrap_or_default();
        match seen.kind {
            "discount.granted" => self.discounts.note(seen.at, seen.facts),
            "import.applied" if matches!(kind, "prices" | "contract-prices") => {
                match seen.facts.get("written").and_then(Value::as_array) {
                    Some(written) => written.iter().for_each(|row| self.prices.note(seen.at, row)),
                    None => self.partial_until = self.partial_until.max(Some(seen.at)),
                }
            }
            _ => {}
        }
    }

    /// Whether there are imports of prices that were recorded without their rows.
    pub fn is_partial(&self) -> bool {
        self.partial_until.is_some()
    }

    /// Compares the history with what the records say. Takes those away from the prices that no record tells of which are so old
    /// that none need tell.
    pub fn check(mut self, tx: &mut Tx, untold: &mut HashMap<Key, Hash>, report: &mut Report) -> Answer<()> {
        self.check_prices(tx, untold, report)?;
        self.check_discounts(tx, report)
    }

    fn check_prices(&mut self, tx: &mut Tx, untold: &mut HashMap<Key, Hash>, report: &mut Report) -> Answer<()> {
        let (mut began, mut unknown) = (None, 0u64);
        let mut before = Before::nothing();
        let mut pages = Pages::of("price_change", ("price of the history", "id"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, history::proof_prices, |row: &PriceChange| row.id.number(), report)? {
            for row in &rows {
                let (record, is_old) = (row.record(), self.partial_until.is_some_and(|until| row.at <= until));
                let (key, facts) = (proof::key(&record), proof::facts(&record));
                let is_in_force = is_old && untold.get(&key) == Some(&proof::digest(&facts));
                if is_in_force {
                    untold.remove(&key);
                }
                if row.at.micros() <= 0 {
                    unknown += u64::from(is_in_force);
                    let told = self.prices.first(&facts);
                    // An import that was recorded without its rows may have written them before any record told of them.
                    let is_excused = is_in_force || (self.is_partial() && told.is_some());
                    before.take(key, if is_excused { Some(row.at) } else { told });
                    continue;
                }
                report.rows += 1;
                began = earlier(began, row.at);
                let is_told = self.prices.take(row.at, &facts);
                if !is_told && is_old {
                    unknown += 1;
                } else if !is_told {
                    report.find(Layer::Rows, None, format!("price of {}", row.at), "no such price", facts.to_string());
                }
            }
        }
        if let Some(until) = self.partial_until.filter(|_| unknown > 0) {
            report.doubt(format!(
                "{unknown} prices written until {until} have no record: imports were recorded without their rows then"
            ));
        }
        before.end("prices", began, report);
        missing("price", began, &self.prices, report);
        Ok(())
    }

    fn check_discounts(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let (mut began, mut before) = (None, Before::nothing());
        let mut pages = Pages::of("discount_change", ("discount of the history", "id"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, history::proof_discounts, |row: &DiscountChange| row.id.number(), report)? {
            for row in &rows {
                let facts = grant::facts(&row.record());
                if row.at.micros() <= 0 {
                    before.take(row.discount_id, self.discounts.first(&facts));
                    continue;
                }
                report.rows += 1;
                began = earlier(began, row.at);
                if !self.discounts.take(row.at, &facts) {
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
        before.end("discounts", began, report);
        missing("discount", began, &self.discounts, report);
        Ok(())
    }
}

fn earlier(began: Option<Moment>, at: Moment) -> Option<Moment> {
    Some(began.map_or(at, |began| began.min(at)))
}

/// What was recorded since the history began has its row there.
fn missing(what: &str, began: Option<Moment>, left: &Written, report: &mut Report) {
    let Some(began) = began else { return };
    for (at, _) in left.told.values().filter(|(at, _)| *at >= began) {
        report.find(Layer::Rows, None, format!("{what} of {at}"), "a row in its history", "none");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_twice_is_there_twice_and_no_more() {
        let (mut written, at) = (Written::default(), Moment::from_micros(7));
        let (one, other) = (json!({"price": "1.0000"}), json!({"price": "2.0000"}));
        written.note(at, &one);
        written.note(at, &other);
        written.note(at, &one);
        assert!(written.take(at, &one) && written.take(at, &one) && !written.take(at, &one));
        assert!(!written.take(at.plus_seconds(1), &other) && written.take(at, &other));
        assert!(written.told.is_empty());
        assert_eq!((written.first(&one), written.first(&json!({"price": "3.0000"}))), (Some(at), None));
    }

    #[test]
    fn what_stood_before_the_history_stood_once_and_was_told_before_it_began() {
        let at = Moment::from_micros;
        let doubts = |rows: &[(i64, Option<Moment>)]| {
            let (mut before, mut report) = (Before::nothing(), Report::default());
            rows.iter().for_each(|(key, told)| before.take(*key, *told));
            before.end("prices", Some(at(10)), &mut report);
            report.doubts.iter().map(|doubt| doubt.split(' ').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(doubts(&[(1, Some(at(5))), (2, Some(at(9)))]), Vec::<String>::new());
        assert_eq!(doubts(&[(1, Some(at(5))), (1, Some(at(5))), (2, None), (3, Some(at(10)))]), ["3"]);
    }
}
