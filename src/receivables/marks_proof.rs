//! What is disputed of invoices and what was released from stopping goods, against the records: each mark has the record that set it, and
//! none is gone without one that took it away. Called by the proof of money; it reads only.

use std::collections::HashMap;

use serde_json::Value;

use super::store::ProofInvoice;
use crate::platform::secret;
use crate::records::verify::prints::{Print, print};
use crate::records::verify::{Layer, Report, Seen};

/// What the records say of marks. Records are counted as they are read, so that it can be told which of two came later.
#[derive(Debug, Default)]
pub(super) struct Marks {
    turn: u64,
    invoices: HashMap<Print, Told>,
    contracts: HashMap<Print, Old>,
}

/// What they say of an invoice.
#[derive(Debug, Default)]
struct Told {
    disputed: Option<Dispute>,
    /// The release that holds: when, and where it is told.
    waived: Option<(u64, Option<i64>)>,
    /// When a release was taken away last.
    stops_since: u64,
    /// When it last may have begun anew, as an older record tells.
    may_be_anew: u64,
}

/// A dispute that is not settled.
#[derive(Debug)]
struct Dispute {
    turn: u64,
    place: Option<i64>,
    /// A commitment to its words; older records have none.
    words: Option<String>,
}

/// What older records leave open of a contract.
#[derive(Debug, Default, Clone, Copy)]
struct Old {
    /// When something was released last, and it was not told what.
    released: u64,
    /// When a payment was taken back last, and it was not told from which invoices.
    taken_back: u64,
}

impl Marks {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        self.turn += 1;
        let turn = self.turn;
        let text = |name: &str| seen.facts.get(name).and_then(Value::as_str).unwrap_or_default();
        match seen.kind {
            "invoice.disputed" => {
                let words = seen.facts.get("words").and_then(Value::as_str).map(str::to_owned);
                self.invoice(text("invoice")).disputed = Some(Dispute { turn, place: seen.place, words });
            }
            "invoice.settled" => self.invoice(text("invoice")).disputed = None,
            "invoice.deferred" => self.invoice(text("invoice")).stop(turn),
            "block.ended" => self.released(seen, turn),
            "payment.moved" => self.moved(seen, turn),
            "payment.reversed" if seen.facts.get("is_followed").is_none() => {
                self.contracts.entry(print(text("contract"))).or_default().taken_back = turn;
            }
            // What takes a note back may open its invoice again.
            "credit_note.reversed" => self.opened(seen.facts, turn),
            _ => {}
        }
    }

    fn invoice(&mut self, number: &str) -> &mut Told {
        self.invoices.entry(print(number)).or_default()
    }

    fn released(&mut self, seen: &Seen<'_>, turn: u64) {
        let text = |name: &str| seen.facts.get(name).and_then(Value::as_str).unwrap_or_default();
        let Some(waived) = seen.facts.get("waived").and_then(Value::as_array) else {
            if text("why") == "release" {
                self.contracts.entry(print(text("contract"))).or_default().released = turn;
            }
            return;
        };
        for number in waived.iter().filter_map(Value::as_str) {
            self.invoice(number).waived = Some((turn, seen.place));
        }
    }

    /// Only what is taken back opens an invoice again.
    fn moved(&mut self, seen: &Seen<'_>, turn: u64) {
        let parts = seen.facts.get("moved").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let is_back = |part: &&Value| part.get("amount").and_then(Value::as_str).is_some_and(|amount| amount.starts_with('-'));
        for part in parts.iter().filter(is_back) {
            self.opened(part, turn);
        }
    }

    /// An invoice that was paid in full and is open again begins anew; older records do not tell whether it was.
    fn opened(&mut self, told: &Value, turn: u64) {
        let invoice = self.invoice(told.get("invoice").and_then(Value::as_str).unwrap_or_default());
        match told.get("is_renewed").and_then(Value::as_bool) {
            Some(true) => {
                invoice.disputed = None;
                invoice.stop(turn);
            }
            Some(false) => {}
            None => invoice.may_be_anew = turn,
        }
    }

    /// Compares the marks of an invoice with what the records say.
    pub fn check(&mut self, row: &ProofInvoice, report: &mut Report) {
        let told = self.invoices.remove(&print(&row.number)).unwrap_or_default();
        let old = self.contracts.get(&print(&row.owner.0)).copied().unwrap_or_default();
        let anew = told.may_be_anew.max(old.taken_back);
        let object = format!("invoice {}", row.number);
        match (&told.disputed, &row.dispute) {
            (Some(dispute), Some(words)) => dispute.compare(words, row, report),
            (Some(dispute), None) if dispute.turn > anew => {
                report.find(Layer::Rows, dispute.place, format!("{object} (dispute)"), "a dispute", "none");
            }
            (None, Some(_)) => report.find(Layer::Rows, None, format!("{object} (dispute)"), "none", "a dispute"),
            (Some(_) | None, None) => {}
        }
        match told.waived {
            Some((turn, place)) if !row.is_waived && turn > anew => {
                report.find(Layer::Rows, place, format!("{object} (release)"), "released", "not released");
            }
            None if row.is_waived && old.released <= told.stops_since => {
                report.find(Layer::Rows, None, format!("{object} (release)"), "not released", "released");
            }
            _ => {}
        }
    }
}

impl Told {
    /// A release does not hold any more.
    fn stop(&mut self, turn: u64) {
        self.waived = None;
        self.stops_since = turn;
    }
}

impl Dispute {
    fn compare(&self, words: &str, row: &ProofInvoice, report: &mut Report) {
        let Some(kept) = &self.words else { return };
        if row.owner.1.is_empty() {
            report.unchecked += 1;
        } else if secret::commitment(&row.owner.1, words) != *kept {
            let object = format!("invoice {} (dispute): words", row.number);
            report.find(Layer::Rows, self.place, object, "as they were recorded", "others");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::platform::values::{Currency, Moment, Money};
    use crate::receivables::InvoiceKind;

    const SALT: &[u8] = b"salt";

    fn row(dispute: Option<&str>, is_waived: bool) -> ProofInvoice {
        let day = "2026-03-02".parse().expect("a day");
        ProofInvoice {
            id: crate::platform::values::ids::Id::from_number(1),
            number: "000001".into(),
            kind: InvoiceKind::Invoice,
            order: None,
            shipment: None,
            issued_at: Moment::from_micros(0),
            issued_on: day,
            currency: Currency::parse("RUB").expect("a currency"),
            net: Money::ZERO,
            vat: Money::ZERO,
            total: Money::ZERO,
            snapshot: String::new(),
            due_on: day,
            wanted: Money::ZERO,
            dispute: dispute.map(str::to_owned),
            is_waived,
            owner: ("A-1".into(), SALT.to_vec()),
        }
    }

    fn findings(records: &[(&str, Value)], row: &ProofInvoice) -> usize {
        let mut marks = Marks::default();
        for (kind, facts) in records {
            marks.look(&Seen { place: Some(1), at: Moment::from_micros(0), kind, partner: None, actor: "acc_1", facts, form: 2 });
        }
        let mut report = Report::default();
        marks.check(row, &mut report);
        report.findings.len()
    }

    fn disputed(words: &str) -> (&'static str, Value) {
        ("invoice.disputed", json!({"invoice": "000001", "words": secret::commitment(SALT, words)}))
    }

    fn released() -> (&'static str, Value) {
        ("block.ended", json!({"contract": "A-1", "why": "release", "waived": ["000001", "000002"]}))
    }

    fn opened_again() -> (&'static str, Value) {
        ("payment.moved", json!({"contract": "A-1", "moved": [{"invoice": "000001", "amount": "-5.00", "is_renewed": true}]}))
    }

    #[test]
    fn a_dispute_has_its_record_and_its_words() {
        let settled = ("invoice.settled", json!({"invoice": "000001", "words": null}));
        let (calm, angry) = (row(None, false), row(Some("Недовоз"), false));
        assert_eq!((findings(&[], &calm), findings(&[], &angry)), (0, 1));
        assert_eq!((findings(&[disputed("Недовоз")], &angry), findings(&[disputed("Недовоз")], &calm)), (0, 1));
        assert_eq!(findings(&[disputed("Другое")], &angry), 1);
        let over = [disputed("Недовоз"), settled];
        assert_eq!((findings(&over, &calm), findings(&over, &angry)), (0, 1));
        let over = [disputed("Недовоз"), opened_again()];
        assert_eq!((findings(&over, &calm), findings(&over, &angry)), (0, 1));
        let older = [("invoice.disputed", json!({"invoice": "000001", "reason": "Недовоз"}))];
        assert_eq!((findings(&older, &angry), findings(&older, &calm)), (0, 1));
    }

    #[test]
    fn a_release_holds_until_more_days_or_a_new_beginning() {
        let (stops, free) = (row(None, false), row(None, true));
        let deferred = ("invoice.deferred", json!({"invoice": "000001"}));
        assert_eq!((findings(&[], &stops), findings(&[], &free)), (0, 1));
        assert_eq!((findings(&[released()], &free), findings(&[released()], &stops)), (0, 1));
        for end in [deferred.clone(), opened_again()] {
            let over = [released(), end.clone()];
            assert_eq!((findings(&over, &stops), findings(&over, &free)), (0, 1));
            assert_eq!(findings(&[released(), end, released()], &free), 0);
        }
        let of_another = [("block.ended", json!({"contract": "A-1", "why": "release", "waived": ["000002"]}))];
        assert_eq!(findings(&of_another, &free), 1);
    }

    #[test]
    fn older_records_accuse_nobody_of_what_they_do_not_tell() {
        let (stops, free) = (row(None, false), row(None, true));
        let old_release = ("block.ended", json!({"contract": "A-1", "why": "release"}));
        assert_eq!(
            (findings(std::slice::from_ref(&old_release), &free), findings(std::slice::from_ref(&old_release), &stops)),
            (0, 0)
        );
        assert_eq!(findings(&[("block.ended", json!({"contract": "A-1", "why": "settled"}))], &free), 1);
        let deferred = ("invoice.deferred", json!({"invoice": "000001"}));
        assert_eq!(findings(&[old_release, deferred], &free), 1, "more days took it away");
        let moved = ("payment.moved", json!({"moved": [{"invoice": "000001", "amount": "-5.00"}]}));
        let reversed = ("payment.reversed", json!({"contract": "A-1"}));
        let note = ("credit_note.reversed", json!({"number": "CN-000001", "invoice": "000001"}));
        for opened in [moved, reversed, note] {
            let told = [disputed("Недовоз"), released(), opened];
            assert_eq!((findings(&told, &stops), findings(&told, &row(Some("Недовоз"), true))), (0, 0));
        }
    }
}
