//! What people wrote beside requests for limits and deferrals, against the commitments in the records: an edited reason is found. Called
//! by the proof of this room; it reads only.

use std::collections::HashMap;

use serde_json::Value;

use super::store::words::{self as store, Owner};
use crate::partners::ContractId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::secret;
use crate::platform::values::Moment;
use crate::records::verify::{Layer, Report, Seen};

/// Rows compared at once.
const AT_ONCE: i64 = 500;

/// Commitments by what they are about, with their places.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// More than one where things of the same name happened at one moment.
    kept: HashMap<String, Vec<(Option<i64>, String)>>,
}

impl Words {
    /// Takes note of a record. Older ones hold the words themselves, which nobody compares.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let text = |name: &str| seen.facts.get(name).and_then(Value::as_str).unwrap_or_default();
        let about = match seen.kind {
            "limit.asked" => of_request(text("request")),
            "limit.answered" => of_answer(text("request")),
            "invoice.deferred" => of_deferral(text("invoice"), seen.at),
            _ => return,
        };
        if let Some(words) = seen.facts.get("words").and_then(Value::as_str) {
            self.kept.entry(about).or_default().push((seen.place, words.to_owned()));
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        self.requests(tx, report)?;
        self.deferrals(tx, report)?;
        for (about, kept) in self.kept {
            for (place, _) in kept {
                report.find(Layer::Rows, place, about.clone(), "a row with words", "none");
            }
        }
        Ok(())
    }

    fn requests(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut after = i64::MIN;
        loop {
            let rows = store::requests(tx, after, AT_ONCE)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.0.number();
            let owners = store::owners(tx, rows.iter().map(|row| row.1).collect())?;
            for (id, contract, words, answer) in &rows {
                let owner = owner(&owners, *contract);
                self.compare(&of_request(&id.to_string()), words, owner, report);
                self.compare(&of_answer(&id.to_string()), answer.as_deref().unwrap_or_default(), owner, report);
            }
        }
    }

    fn deferrals(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut after = i64::MIN;
        loop {
            let rows = store::deferrals(tx, after, AT_ONCE)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.0.number();
            let owners = store::owners(tx, rows.iter().map(|row| row.2).collect())?;
            for (_, invoice, contract, words, at) in &rows {
                self.compare(&of_deferral(invoice, *at), words, owner(&owners, *contract), report);
            }
        }
    }

    /// A row that no record tells of proves nothing here: it may be older than commitments are.
    fn compare(&mut self, about: &str, words: &str, owner: Option<&Owner>, report: &mut Report) {
        let Some(kept) = self.kept.get_mut(about) else { return };
        let salt = owner.map(|owner| owner.1.as_slice()).unwrap_or_default();
        let said = secret::commitment(salt, words);
        let same = kept.iter().position(|(_, known)| *known == said);
        let Some((place, _)) = same.map(|at| kept.swap_remove(at)).or_else(|| kept.pop()) else { return };
        report.rows += 1;
        if salt.is_empty() {
            report.unchecked += 1;
        } else if same.is_none() {
            report.find(Layer::Rows, place, format!("{about}: words"), "as they were recorded", "others");
        }
    }
}

fn owner(owners: &HashMap<ContractId, Owner>, contract: ContractId) -> Option<&Owner> {
    owners.get(&contract)
}

fn of_request(id: &str) -> String {
    format!("limit request {id}")
}

fn of_answer(id: &str) -> String {
    format!("answer to limit request {id}")
}

fn of_deferral(invoice: &str, at: Moment) -> String {
    format!("deferral of invoice {invoice}, {at}")
}
