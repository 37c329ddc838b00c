//! Limits that were asked for and days that were granted, against their records, both ways: each row says what its record says, none is
//! there without one, and none is gone. The words are held by `words_proof`. Called by the proof of this room; it reads only.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::limit::RequestState;
use super::store::{self, ProofDeferral, ProofRequest};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::records::verify::compare::difference;
use crate::records::verify::{Layer, Report, Seen};

/// Rows compared at once.
const AT_ONCE: i64 = 500;

/// What the records say of approvals.
#[derive(Debug, Default)]
pub(super) struct Approvals {
    /// By request.
    requests: HashMap<String, Told>,
    /// By invoice, in their order: one may get more days again and again.
    deferrals: HashMap<String, Vec<Granted>>,
}

/// What they say of a limit that was asked for.
#[derive(Debug, Default)]
struct Told {
    place: Option<i64>,
    asked: Value,
    answered: Value,
}

/// Days that a record tells of, with its place.
type Granted = (Option<i64>, Value);

impl Approvals {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let fact = |name: &str| seen.facts.get(name).cloned().unwrap_or_default();
        let text = |name: &str| seen.facts.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        match seen.kind {
            "limit.asked" => {
                let told = self.requests.entry(text("request")).or_default();
                told.place = seen.place;
                told.asked = json!({"contract": fact("contract"), "asked": fact("asked"), "by": seen.actor, "at": seen.at});
            }
            "limit.answered" => {
                let told = self.requests.entry(text("request")).or_default();
                told.place = seen.place;
                told.answered = json!({"state": fact("answer"), "by": seen.actor, "at": seen.at});
            }
            "invoice.deferred" => {
                let said = json!({"was": fact("was"), "until": fact("until"), "by": seen.actor, "at": seen.at});
                self.deferrals.entry(text("invoice")).or_default().push((seen.place, said));
            }
            _ => {}
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        self.check_requests(tx, report)?;
        self.check_deferrals(tx, report)?;
        for (request, told) in self.requests {
            report.find(Layer::Rows, told.place, format!("limit request {request}"), "a row", "none");
        }
        for (invoice, granted) in self.deferrals {
            for (place, said) in granted {
                report.find(Layer::Rows, place, format!("deferral of invoice {invoice}"), said.to_string(), "none");
            }
        }
        Ok(())
    }

    fn check_requests(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut after = i64::MIN;
        loop {
            let rows = store::proof_requests(tx, after, AT_ONCE)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id.number();
            for row in &rows {
                report.rows += 1;
                self.request(row, report);
            }
        }
    }

    fn request(&mut self, row: &ProofRequest, report: &mut Report) {
        let object = format!("limit request {} of contract {}", row.id, row.contract);
        let Some(told) = self.requests.remove(&row.id.to_string()) else {
            return report.find(Layer::Rows, None, object, "a record", "none");
        };
        let asked = json!({"contract": row.contract, "asked": row.asked, "by": row.asked_by, "at": row.asked_at});
        for (what, kept, found) in [("asked", &told.asked, asked), ("answer", &told.answered, answer(row))] {
            if let Some((path, expected, found)) = difference(kept, &found) {
                let of = [what, path.as_str()].join(" ");
                report.find(Layer::Rows, told.place, format!("{object} ({})", of.trim()), expected, found);
            }
        }
    }

    fn check_deferrals(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut after = i64::MIN;
        loop {
            let rows = store::proof_deferrals(tx, after, AT_ONCE)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id.number();
            for row in &rows {
                report.rows += 1;
                self.deferral(row, report);
            }
        }
    }

    fn deferral(&mut self, row: &ProofDeferral, report: &mut Report) {
        let said = json!({"was": row.was, "until": row.until, "by": row.actor, "at": row.at});
        let told = self.deferrals.get_mut(&row.invoice);
        let Some(told) = told.filter(|told| told.iter().any(|(_, kept)| *kept == said)) else {
            return report.find(
                Layer::Rows,
                None,
                format!("deferral of invoice {}", row.invoice),
                "a record that says so",
                said.to_string(),
            );
        };
        if let Some(at) = told.iter().position(|(_, kept)| *kept == said) {
            told.remove(at);
        }
    }
}

/// What a row says of the answer; nothing at all as long as there is none.
fn answer(row: &ProofRequest) -> Value {
    let is_waiting = row.state == RequestState::Waiting.as_str();
    if is_waiting && row.answer.is_none() && row.answered_by.is_none() && row.answered_at.is_none() {
        return Value::Null;
    }
    json!({"state": row.state, "by": row.answered_by, "at": row.answered_at})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::ids::Id;
    use crate::platform::values::{Moment, Money};
    use crate::receivables::deferral::DeferralId;
    use crate::receivables::limit::LimitRequestId;

    fn at(second: i64) -> Moment {
        Moment::from_micros(0).plus_seconds(second)
    }

    fn look(approvals: &mut Approvals, second: i64, kind: &str, facts: &Value) {
        approvals.look(&Seen { place: Some(second), at: at(second), kind, partner: None, actor: "acc_1", facts, form: 2 });
    }

    fn row() -> ProofRequest {
        ProofRequest {
            id: LimitRequestId::from_number(1),
            contract: "A-1".into(),
            asked: Money::from_steps(500),
            asked_by: "acc_1".into(),
            asked_at: at(1),
            state: "granted".into(),
            answer: Some("Half of it".into()),
            answered_by: Some("acc_1".into()),
            answered_at: Some(at(2)),
        }
    }

    /// How many findings there are about a row whose request was answered, or was not.
    fn findings(row: &ProofRequest, is_answered: bool) -> usize {
        let (mut approvals, mut report) = (Approvals::default(), Report::default());
        let id = LimitRequestId::from_number(1);
        look(&mut approvals, 1, "limit.asked", &json!({"request": id, "contract": "A-1", "asked": "5.00", "is": null}));
        if is_answered {
            look(&mut approvals, 2, "limit.answered", &json!({"request": id, "contract": "A-1", "answer": "granted"}));
        }
        approvals.request(row, &mut report);
        report.findings.len()
    }

    fn waiting() -> ProofRequest {
        ProofRequest { state: "waiting".into(), answer: None, answered_by: None, answered_at: None, ..row() }
    }

    #[test]
    fn a_limit_that_was_asked_for_is_what_its_records_say() {
        assert_eq!((findings(&row(), true), findings(&waiting(), false)), (0, 0));
        assert_eq!((findings(&waiting(), true), findings(&row(), false)), (1, 1));
        let lies = [
            ProofRequest { contract: "B-1".into(), ..row() },
            ProofRequest { asked: Money::from_steps(501), ..row() },
            ProofRequest { asked_by: "acc_2".into(), ..row() },
            ProofRequest { asked_at: at(2), ..row() },
            ProofRequest { state: "refused".into(), ..row() },
            ProofRequest { state: "nowhere".into(), ..row() },
            ProofRequest { answered_by: Some("acc_2".into()), ..row() },
            ProofRequest { answered_by: None, ..row() },
            ProofRequest { answered_at: Some(at(1)), ..row() },
            ProofRequest { id: LimitRequestId::from_number(2), ..row() },
        ];
        for lie in lies {
            assert_eq!(findings(&lie, true), 1, "{lie:?}");
        }
        assert_eq!(findings(&ProofRequest { answer: Some("No".into()), ..waiting() }, false), 1);
    }

    #[test]
    fn each_deferral_has_its_record_once() {
        let day = |text: &str| -> chrono::NaiveDate { text.parse().expect("a day") };
        let row = || ProofDeferral {
            id: DeferralId::from_number(1),
            invoice: "000001".into(),
            was: day("2026-03-02"),
            until: day("2026-03-09"),
            actor: "acc_1".into(),
            at: at(1),
        };
        let findings = |rows: &[ProofDeferral]| {
            let (mut approvals, mut report) = (Approvals::default(), Report::default());
            let facts = json!({"invoice": "000001", "was": "2026-03-02", "until": "2026-03-09"});
            look(&mut approvals, 1, "invoice.deferred", &facts);
            rows.iter().for_each(|row| approvals.deferral(row, &mut report));
            (report.findings.len(), approvals.deferrals.into_values().flatten().count())
        };
        assert_eq!(findings(&[row()]), (0, 0));
        assert_eq!(findings(&[row(), row()]), (1, 0));
        assert_eq!(findings(&[]), (0, 1));
        for lie in [
            ProofDeferral { invoice: "000002".into(), ..row() },
            ProofDeferral { was: day("2026-03-01"), ..row() },
            ProofDeferral { until: day("2026-03-10"), ..row() },
            ProofDeferral { actor: "acc_2".into(), ..row() },
            ProofDeferral { at: at(2), ..row() },
        ] {
            assert_eq!(findings(&[lie]), (1, 1));
        }
    }
}
