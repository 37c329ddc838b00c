//! Changes of limits against their records, both ways: each row says what a record of that moment says, and none is missing; their
//! words are compared by `words_proof`. Called by `proof`; it reads only.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::store;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::records::verify::{Layer, Report, Seen};

/// Rows compared at once.
const AT_ONCE: i64 = 1000;

/// What the records say of limits: how often each of these was told, for one may be told twice.
#[derive(Debug, Default)]
pub(super) struct Proof {
    changes: HashMap<String, (Option<i64>, usize)>,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        if seen.kind == "limit.changed" {
            let fact = |name: &str| seen.facts.get(name).cloned().unwrap_or_default();
            let told = json!([seen.at, fact("contract"), fact("was"), fact("is"), seen.actor]);
            let known = self.changes.entry(told.to_string()).or_insert((seen.place, 0));
            known.1 += 1;
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut after = i64::MIN;
        loop {
            let rows = store::proof_limits(tx, after, AT_ONCE)?;
            let Some((last, ..)) = rows.last() else { break };
            after = last.number();
            for (_, contract, (was, is), _, actor, at) in &rows {
                report.rows += 1;
                let found: Value = json!([at, contract, was, is, actor]);
                match self.changes.get_mut(&found.to_string()).filter(|(_, times)| *times > 0) {
                    Some((_, times)) => *times -= 1,
                    None => report.find(
                        Layer::Rows,
                        None,
                        format!("limit of contract {contract}"),
                        "no such change",
                        found.to_string(),
                    ),
                }
            }
        }
        for (told, (place, _)) in self.changes.into_iter().filter(|(_, (_, times))| *times > 0) {
            report.find(Layer::Rows, place, "a change of a limit", told, "none");
        }
        Ok(())
    }
}
