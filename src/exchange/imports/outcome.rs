//! What became of some rows inside the transaction: counts, and faults that still have no language.

use crate::access::accounts::people::Put;
use crate::platform::error::{Answer, Fault, No, Refusal};
use crate::platform::message::Message;

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RowFault {
    /// The line on which the row begins.
    pub line: u64,
    /// The column by its English name; empty for the whole row.
    pub field: String,
    /// A stable word for programs.
    pub code: &'static str,
    /// The reason for people.
    pub message: Message,
}

impl RowFault {
    pub(super) fn of(line: u64, fault: Fault) -> Self {
        Self { line, field: fault.field.trim_start_matches('/').to_owned(), code: fault.code, message: fault.message }
    }
}

/// What became of some rows.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub faults: Vec<RowFault>,
    /// What was written, row by row, where the record keeps that.
    pub told: Vec<serde_json::Value>,
    /// The categories that were made, where products came in.
    pub categories: Vec<serde_json::Value>,
}

impl Outcome {
    pub(super) fn count(&mut self, put: Put) {
        match put {
            Put::Added => self.added += 1,
            Put::Changed => self.changed += 1,
            Put::Unchanged => self.unchanged += 1,
        }
    }

    pub(super) fn refuse(&mut self, line: u64, fault: Fault) {
        self.faults.push(RowFault::of(line, fault));
    }

    /// Counts what a room did with a row, or keeps why it refused; failures go on.
    pub(super) fn take(&mut self, line: u64, answer: Answer<Put>) -> Answer<()> {
        match answer {
            Ok(put) => self.count(put),
            Err(No::Refused(refusal)) => self.faults.extend(faults(line, *refusal)),
            Err(failed) => return Err(failed),
        }
        Ok(())
    }
}

fn faults(line: u64, refusal: Refusal) -> Vec<RowFault> {
    if refusal.faults.is_empty() {
        return vec![RowFault { line, field: String::new(), code: refusal.code, message: refusal.message }];
    }
    refusal.faults.into_iter().map(|fault| RowFault::of(line, fault)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::error::Kind;
    use crate::say;

    #[test]
    fn a_refusal_becomes_faults_of_the_row_and_a_failure_goes_on() {
        let mut outcome = Outcome::default();
        outcome.take(2, Ok(Put::Added)).unwrap();
        outcome.take(3, Err(No::invalid("/name", "missing", say!("error-invalid")))).unwrap();
        outcome.take(4, Err(Refusal::new(Kind::Conflict, "contract_of_another", say!("error-invalid")).into())).unwrap();
        assert!(outcome.take(5, Err(No::failed("disk"))).is_err());
        let told: Vec<_> = outcome.faults.iter().map(|f| (f.line, f.field.as_str(), f.code)).collect();
        assert_eq!((outcome.added, told), (1, vec![(3, "name", "missing"), (4, "", "contract_of_another")]));
    }
}
