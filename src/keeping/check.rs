//! The proof that a database is whole: every sentence of `invariants`, every document against its rows, every record against its hash,
//! every trigger, view and index against the program's own, all in one view of the data. A sentence that cannot be asked is contradicted, and
//! hides no other. It changes nothing and asks no verb. Called by `orderly check` and after every restore.

use std::collections::HashSet;

use serde::Serialize;

use super::invariants::{self, Measure};
use super::{documents, proven};
use crate::platform::db::{Alone, Odd, OpenError};
use crate::platform::values::{Moment, Money, Quantity};
use crate::platform::visible::visible;
use crate::records::verify::prints::print;

/// Findings of one sentence that are told in full; of the rest each object is named, once.
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
        let line = format!("{}  {}: expected {}, found {} ({})", self.name, self.object, self.expected, self.found, self.holds);
        f.write_str(&visible(&line))
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
    /// What more is contradicted, by the sentence and by name.
    pub also: Vec<(&'static str, String)>,
    /// What is worth knowing and contradicts nothing.
    pub notes: Vec<String>,
}

impl Proof {
    /// Whether nothing contradicts anything.
    pub fn is_whole(&self) -> bool {
        self.count == 0
    }

    /// Opens a sentence; what is handed to the answer is told under it.
    pub(super) fn sentence<'a>(&'a mut self, name: &'static str, holds: &'static str, measure: Measure) -> impl FnMut(Odd) + 'a {
        self.sentences += 1;
        let (mut told, mut named) = (0, HashSet::new());
        move |odd| {
            self.count += 1;
            let is_new = named.insert(print(&odd.object));
            if told < TOLD {
                told += 1;
                let (expected, found) = (worded(&odd.expected, measure), worded(&odd.found, measure));
                self.findings.push(Finding { name, holds, object: odd.object, expected, found });
            } else if is_new {
                self.also.push((name, odd.object));
            }
        }
    }

    /// What is named only, as a line each.
    pub fn named(&self) -> impl Iterator<Item = String> {
        self.also.iter().map(|(name, object)| visible(&format!("{name}  {object}: not as it should be")).into_owned())
    }
}

/// Looks at everything. `now` is the moment by which leases are judged.
pub fn prove(db: &mut Alone, now: Moment) -> Result<Proof, OpenError> {
    let mut proof = Proof::default();
    let mut tell = proof.sentence("database.whole", "the database agrees with itself", Measure::Plain);
    by_itself(db, "the database", &mut tell, |db, tell| db.each_broken(tell))?;
    drop(tell);
    for one in invariants::all() {
        let sql = one.sql.replace("{now}", &now.micros().to_string());
        let mut tell = proof.sentence(one.name, one.holds, one.measure);
        by_itself(db, &one.tables(), &mut tell, |db, tell| db.each_odd(&sql, tell))?;
    }
    documents::look(db, &mut proof)?;
    proven::look(db, &mut proof)?;
    guards(db, &mut proof)?;
    Ok(proof)
}

/// Runs a look by itself. Where it cannot come to its end, that contradicts its sentence, and hides nothing of the others.
pub(super) fn by_itself(
    db: &mut Alone,
    about: &str,
    tell: &mut dyn FnMut(Odd),
    look: impl FnOnce(&mut Alone, &mut dyn FnMut(Odd)) -> Result<(), OpenError>,
) -> Result<(), OpenError> {
    if let Err(why) = db.apart(|db| look(db, &mut *tell))? {
        tell(Odd { object: about.to_owned(), expected: "what can be read".into(), found: why });
    }
    Ok(())
}

/// What the database does of itself. What somebody has laid beside the program's own, and does nothing to it, is worth knowing only.
fn guards(db: &mut Alone, proof: &mut Proof) -> Result<(), OpenError> {
    let (mut notes, mut acting) = (Vec::new(), Vec::new());
    let told = db.apart(|db| {
        let strange = db.strange()?;
        acting = strange.acting;
        notes.extend(strange.idle.iter().map(|odd| format!("{}: {}", odd.object, odd.found)));
        notes.extend(strange.partial.map(|why| format!("only the triggers were held against the program's own: {why}")));
        Ok(())
    })?;
    if let Err(why) = told {
        acting.push(Odd { object: "what the database does of itself".into(), expected: "what can be read".into(), found: why });
    }
    let holds = "tables, indexes, views and triggers are those that this program made";
    acting.into_iter().for_each(proof.sentence("guards.stand", holds, Measure::Plain));
    proof.notes.extend(notes);
    Ok(())
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
    fn of_many_findings_a_hundred_are_told_all_are_counted_and_every_object_is_named() {
        let mut proof = Proof::default();
        {
            let mut tell = proof.sentence("stock.on_hand", "what lies is what moved", Measure::Quantity);
            (0..250).for_each(|_| tell(odd("1")));
        }
        assert_eq!((proof.count, proof.findings.len(), proof.also.len()), (250, 100, 0));
        {
            let mut tell = proof.sentence("ledger.sum", "money is money", Measure::Money);
            (0..250).for_each(|n| tell(Odd { object: format!("order {n}"), ..odd("1") }));
        }
        assert_eq!((proof.count, proof.findings.len(), proof.also.len()), (500, 200, 150));
        assert!(proof.named().any(|line| line == "ledger.sum  order 249: not as it should be"));
    }
}
