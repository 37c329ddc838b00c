//! Money that came and went in the ledger, against the records: each payment and each reversal stands there once, with its amount, at the
//! moment by which it counts. Called by the proof of money; it reads only. Invoices and notes are held by the sentences of `keeping`.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::ledger::EntryKind;
use super::store::{self, ProofEntry};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Money};
use crate::records::verify::prints::{Print, print};
use crate::records::verify::{Layer, Report, Seen};

/// Entries compared at once.
const AT_ONCE: i64 = 500;

const HOUR: i64 = 3600;

/// What the records say of money that came and went, by payment.
#[derive(Debug, Default)]
pub(super) struct Entries(HashMap<Print, Told>);

/// What they say of one.
#[derive(Debug)]
struct Told {
    /// The payment's id.
    name: Box<str>,
    place: Option<i64>,
    /// Whose it is, what it is and how much.
    said: Print,
    counts: Counts,
}

/// The moment by which an entry stands in statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counts {
    /// This one.
    At(Moment),
    /// Older records name only the moment of booking and the day of the payment.
    Of(Moment, NaiveDate),
}

impl Counts {
    /// Whether it may be this moment: that of the booking on the same day, or the noon of another, wherever on earth that was.
    fn may_be(self, at: Moment) -> bool {
        match self {
            Counts::At(moment) => at == moment,
            Counts::Of(booked_at, day) => {
                let noon = Moment::start_of(day, chrono_tz::UTC).plus_seconds(12 * HOUR);
                let is_near = |moment: Moment, hours: i64| {
                    moment.micros().saturating_sub(noon.micros()).saturating_abs() <= hours * HOUR * 1_000_000
                };
                at == booked_at && is_near(booked_at, 27) || is_near(at, 15)
            }
        }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Counts::At(moment) => write!(f, "{moment}"),
            Counts::Of(booked_at, day) => write!(f, "{booked_at} or the noon of {day}"),
        }
    }
}

/// What of an entry makes it the one that a record tells of.
fn said(contract: &str, kind: EntryKind, amount: Money) -> Print {
    print(&format!("{contract} {kind} {amount}"))
}

impl Entries {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let text = |name: &str| seen.facts.get(name).and_then(Value::as_str).unwrap_or_default();
        let kind = match seen.kind {
            "payment.booked" => EntryKind::Payment,
            "payment.reversed" => EntryKind::Reversal,
            _ => return,
        };
        let amount = seen.facts.get("amount").and_then(|amount| serde_json::from_value::<Money>(amount.clone()).ok());
        let Some(amount) = amount.and_then(|amount| Money::ZERO.minus(amount).ok()) else { return };
        let stands_at = seen.facts.get("stands_at").and_then(|at| serde_json::from_value::<Moment>(at.clone()).ok());
        let counts = match (stands_at, text("paid_on").parse::<NaiveDate>()) {
            (Some(moment), _) => Counts::At(moment),
            (None, Ok(day)) if kind == EntryKind::Payment => Counts::Of(seen.at, day),
            // What takes a payment back counts from when it was written.
            (None, _) => Counts::At(seen.at),
        };
        let told = Told { name: text("payment").into(), place: seen.place, said: said(text("contract"), kind, amount), counts };
        self.0.insert(print(text("payment")), told);
    }

    /// Compares the entries with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut after = i64::MIN;
        loop {
            let rows = store::proof_entries(tx, after, AT_ONCE)?;
            let Some(last) = rows.last() else { break };
            after = last.id.number();
            for row in &rows {
                report.rows += 1;
                self.entry(row, report);
            }
        }
        for told in self.0.into_values() {
            report.find(Layer::Rows, told.place, format!("what the ledger says of payment {}", told.name), "an entry", "none");
        }
        Ok(())
    }

    fn entry(&mut self, row: &ProofEntry, report: &mut Report) {
        let object = format!("what the ledger says of {} {} of contract {}", row.kind, row.document, row.contract);
        if row.kind == EntryKind::Opening {
            // A balance brought in is named by its day.
            let day = row.at.utc().format("%Y-%m-%d").to_string();
            if day != row.document {
                report.find(Layer::Rows, None, object, row.document.clone(), day);
            }
            return;
        }
        let Some(told) = self.0.remove(&print(&row.document)) else {
            return report.find(Layer::Rows, None, object, "nothing more", row.amount.to_string());
        };
        if told.said != said(&row.contract, row.kind, row.amount) {
            report.find(Layer::Rows, told.place, object, "as it was recorded", row.amount.to_string());
        } else if !told.counts.may_be(row.at) {
            report.find(Layer::Rows, told.place, object, told.counts.to_string(), row.at.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Moment {
        serde_json::from_value(json!(text)).expect("a moment")
    }

    fn told(kind: &str, facts: Value) -> Entries {
        let mut entries = Entries::default();
        entries.look(&Seen {
            place: Some(1),
            at: at("2026-03-04T09:00:00Z"),
            kind,
            partner: None,
            actor: "acc_1",
            facts: &facts,
            form: 2,
        });
        entries
    }

    fn findings(mut entries: Entries, (kind, amount, moment): (EntryKind, i64, &str)) -> usize {
        let (amount, at) = (Money::from_steps(amount), at(moment));
        let id = crate::platform::values::ids::Id::from_number(1);
        let row = ProofEntry { id, contract: "A-1".into(), kind, document: "pay_1".into(), amount, at };
        let mut report = Report::default();
        entries.entry(&row, &mut report);
        report.findings.len()
    }

    #[test]
    fn an_entry_has_the_amount_and_the_moment_of_its_record() {
        let booked = || {
            let facts = json!({"payment": "pay_1", "contract": "A-1", "amount": "5.00", "paid_on": "2026-03-02", "stands_at": "2026-03-02T09:00:00Z"});
            told("payment.booked", facts)
        };
        let noon = "2026-03-02T09:00:00Z";
        assert_eq!(findings(booked(), (EntryKind::Payment, -500, noon)), 0);
        assert_eq!(findings(booked(), (EntryKind::Payment, -500, "2026-03-02T09:00:01Z")), 1);
        assert_eq!(findings(booked(), (EntryKind::Payment, -501, noon)), 1);
        assert_eq!(findings(booked(), (EntryKind::Reversal, -500, noon)), 1);
        assert_eq!(findings(Entries::default(), (EntryKind::Payment, -500, noon)), 1);
        let back = || {
            let facts = json!({"payment": "pay_1", "contract": "A-1", "amount": "-5.00", "paid_on": "2026-03-04"});
            told("payment.reversed", facts)
        };
        assert_eq!(findings(back(), (EntryKind::Reversal, 500, "2026-03-04T09:00:00Z")), 0);
        assert_eq!(findings(back(), (EntryKind::Reversal, 500, "2026-03-04T12:00:00Z")), 1, "on the same day");
    }

    #[test]
    fn an_older_record_leaves_the_noon_of_the_day_wherever_it_was() {
        let booked =
            |day: &str| told("payment.booked", json!({"payment": "pay_1", "contract": "A-1", "amount": "5.00", "paid_on": day}));
        let entry = |moment| (EntryKind::Payment, -500, moment);
        for noon in ["2026-03-01T22:00:00Z", "2026-03-02T09:00:00Z", "2026-03-03T00:00:00Z"] {
            assert_eq!(findings(booked("2026-03-02"), entry(noon)), 0, "{noon}");
        }
        assert_eq!(findings(booked("2026-03-02"), entry("2026-03-04T09:00:00Z")), 1, "booked on another day");
        assert_eq!(findings(booked("2026-03-04"), entry("2026-03-04T09:00:00Z")), 0);
        assert_eq!(findings(booked("2026-03-04"), entry("2026-02-02T09:00:00Z")), 1);
    }
}
