//! The proof that a database is whole: every sentence of `invariants`, every document against its rows, every record against its hash,
//! every trigger against the program's own, all in one view of the data. It changes nothing and asks no verb. Called by `orderly check` and after every restore.

use serde::Serialize;

use super::invariants::{self, Measure};
use super::{documents, proven};
use crate::platform::db::{Alone, Odd, OpenError};
use crate::platform::values::{Moment, Money, Quantity};

/// Findings of one sentence that are told; of more there is the count.
const TOLD: usize = 100;

/// Something that contradicts a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The sentence's name.
    pub name: &'static str,
    /// The sentence.
    pub holds: &'static str,
    /// What it is about.
    pub object: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}  {}: expected {}, found {} ({})", self.name, self.object, self.expected, self.found, self.holds)
    }
}

/// What a check has come to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// How many sentences were looked at.
    pub sentences: usize,
    /// How many contradictions there are.
    pub count: usize,
    /// The contradictions, at most a hundred of each sentence.
    pub findings: Vec<Finding>,
}

impl Proof {
    /// Whether nothing contradicts anything.
    pub fn is_whole(&self) -> bool {
        self.count == 0
    }

    /// Opens a sentence; what is handed to the answer is told under it.
    pub(super) fn sentence<'a>(&'a mut self, name: &'static str, holds: &'static str, measure: Measure) -> impl FnMut(Odd) + 'a {
        self.sentences += 1;
        let mut told = 0;
        move |odd| {
            self.count += 1;
            told += 1;
            if told <= TOLD {
                let (expected, found) = (worded(&odd.expected, measure), worded(&odd.found, measure));
                self.findings.push(Finding { name, holds, object: odd.object, expected, found });
            }
        }
    }
}

/// Looks at everything. `now` is the moment by which leases are judged.
pub fn prove(db: &mut Alone, now: Moment) -> Result<Proof, OpenError> {
    let mut proof = Proof::default();
    db.each_broken(&mut proof.sentence("database.whole", "the database agrees with itself", Measure::Plain))?;
    for one in invariants::all() {
        let sql = one.sql.replace("{now}", &now.micros().to_string());
        db.each_odd(&sql, &mut proof.sentence(one.name, one.holds, one.measure))?;
    }
    documents::look(db, &mut proof)?;
    proven::look(db, &mut proof)?;
    db.unguarded(&mut proof.sentence(
        "guards.stand",
        "what only grows is guarded by the triggers that this program made",
        Measure::Plain,
    ))?;
    Ok(proof)
}

/// A figure as people write it; what is no figure stays as it is.
fn worded(text: &str, measure: Measure) -> String {
    match (measure, text.parse::<i64>()) {
        (Measure::Money, Ok(steps)) => Money::from_steps(steps).to_string(),
        (Measure::Quantity, Ok(steps)) => Quantity::from_steps(steps).plain(),
        (Measure::Money | Measure::Quantity | Measure::Plain, _) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn odd(found: &str) -> Odd {
        Odd { object: "DR-1 in MSK".into(), expected: "100000".into(), found: found.into() }
    }

    #[test]
    fn a_finding_says_what_is_expected_and_what_is_there() {
        let mut proof = Proof::default();
        assert!(proof.is_whole());
        proof.sentence("stock.on_hand", "what lies is what moved", Measure::Quantity)(odd("90500"));
        proof.sentence("ledger.sum", "money is money", Measure::Money)(odd("no row"));
        let told: Vec<String> = proof.findings.iter().map(ToString::to_string).collect();
        assert_eq!(told[0], "stock.on_hand  DR-1 in MSK: expected 100, found 90.5 (what lies is what moved)");
        assert_eq!(told[1], "ledger.sum  DR-1 in MSK: expected 1000.00, found no row (money is money)");
        assert_eq!((proof.sentences, proof.count, proof.is_whole()), (2, 2, false));
    }

    #[test]
    fn of_many_findings_a_hundred_are_told_and_all_are_counted() {
        let mut proof = Proof::default();
        {
            let mut tell = proof.sentence("stock.on_hand", "what lies is what moved", Measure::Quantity);
            (0..250).for_each(|_| tell(odd("1")));
        }
        assert_eq!((proof.count, proof.findings.len()), (250, 100));
    }
}
