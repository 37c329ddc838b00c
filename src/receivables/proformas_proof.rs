//! What pro-formas still want, against the records: what each was issued for, less what left of its order or was cancelled; one in whose
//! place another came wants nothing. Called by the proof of money; it reads only.

use std::collections::HashMap;

use serde_json::Value;

use super::InvoiceKind;
use super::commitments_proof::{amount, order, told};
use super::store::ProofInvoice;
use crate::platform::values::Money;
use crate::records::verify::prints::{Print, print};
use crate::records::verify::{Layer, Report, Seen};

/// What the records say of pro-formas.
#[derive(Debug, Default)]
pub(super) struct Proformas {
    /// The one that counts, by order.
    current: HashMap<Print, Print>,
    /// What each wants, by its number.
    wants: HashMap<Print, Wants>,
}

/// What one wants.
#[derive(Debug)]
struct Wants {
    place: Option<i64>,
    /// None since a record of an earlier program that does not say how much less it is.
    amount: Option<Money>,
}

impl Proformas {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let text = |name: &str| seen.facts.get(name).and_then(Value::as_str).unwrap_or_default();
        let is_less = match seen.kind {
            "invoice.issued" if text("kind") == "proforma" => return self.issued(seen),
            "invoice.issued" | "order.cancelled" => true,
            // While something is still to leave, a pro-forma is made anew.
            "order.changed" => text("state") == "shipped",
            _ => false,
        };
        let Some((contract, number, more)) = told(seen.kind, seen.facts).filter(|_| is_less) else { return };
        let current = self.current.get(&order(contract, number));
        if let Some(wants) = current.and_then(|proforma| self.wants.get_mut(proforma)) {
            let amount = wants.amount.zip(more).and_then(|(amount, more)| amount.plus(more).ok());
            *wants = Wants { place: seen.place, amount: amount.map(|amount| amount.max(Money::ZERO)) };
        }
    }

    fn issued(&mut self, seen: &Seen<'_>) {
        let text = |name: &str| seen.facts.get(name).and_then(Value::as_str).unwrap_or_default();
        let number = print(text("invoice"));
        if let Some(old) = self.current.insert(order(text("contract"), text("order")), number) {
            self.wants.insert(old, Wants { place: seen.place, amount: Some(Money::ZERO) });
        }
        self.wants.insert(number, Wants { place: seen.place, amount: amount(seen.facts, "total") });
    }

    /// Compares what an invoice wants with what the records say.
    pub fn check(&mut self, row: &ProofInvoice, report: &mut Report) {
        let wants = self.wants.remove(&print(&row.number)).filter(|_| row.kind == InvoiceKind::Proforma);
        let Some(Wants { place, amount: Some(amount) }) = wants else { return };
        if amount != row.wanted {
            let object = format!("invoice {} (wanted)", row.number);
            report.find(Layer::Rows, place, object, amount.to_string(), row.wanted.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::platform::values::Moment;

    /// What the pro-formas of an order want after some records; nothing where that is not known.
    fn wanted(records: &[(&str, Value)], number: &str) -> Option<Money> {
        let mut proformas = Proformas::default();
        for (kind, facts) in records {
            let at = Moment::from_micros(0);
            proformas.look(&Seen { place: Some(1), at, kind, partner: None, actor: "acc_1", facts, form: 2 });
        }
        proformas.wants.get(&print(number)).and_then(|wants| wants.amount)
    }

    fn issued(number: &str, total: &str) -> (&'static str, Value) {
        let facts = json!({"invoice": number, "kind": "proforma", "contract": "B-1", "order": "000001", "total": total});
        ("invoice.issued", facts)
    }

    fn left(facts: Value) -> (&'static str, Value) {
        let mut whole = json!({"invoice": "000001", "kind": "invoice", "contract": "B-1", "order": "000001"});
        whole.as_object_mut().into_iter().for_each(|members| members.extend(facts.as_object().cloned().unwrap_or_default()));
        ("invoice.issued", whole)
    }

    fn told_of_order(kind: &'static str, facts: Value) -> (&'static str, Value) {
        let mut whole = json!({"number": "000001", "contract": {"number": "B-1"}});
        whole.as_object_mut().into_iter().for_each(|members| members.extend(facts.as_object().cloned().unwrap_or_default()));
        (kind, whole)
    }

    fn money(steps: i64) -> Option<Money> {
        Some(Money::from_steps(steps))
    }

    #[test]
    fn a_pro_forma_wants_what_is_still_to_leave_and_never_less_than_nothing() {
        let first = issued("P-000001", "100.00");
        let placed = told_of_order("order.placed", json!({"total": "100.00"}));
        let part = left(json!({"committed": "40.00"}));
        let rest = told_of_order("order.cancelled", json!({"state": "shipped", "uncommitted": "60.00"}));
        assert_eq!(wanted(&[first.clone(), placed.clone()], "P-000001"), money(10_000));
        assert_eq!(wanted(&[first.clone(), placed.clone(), part.clone()], "P-000001"), money(6_000));
        assert_eq!(wanted(&[first.clone(), placed.clone(), part.clone(), rest], "P-000001"), money(0));
        let all = told_of_order("order.cancelled", json!({"state": "cancelled", "total": "110.00"}));
        assert_eq!(wanted(&[first.clone(), placed, all], "P-000001"), money(0));
        let fewer = |state: &str| {
            told_of_order("order.changed", json!({"state": state, "change": {"was": "100.00", "becomes": "70.00"}}))
        };
        assert_eq!(wanted(&[first.clone(), fewer("shipped")], "P-000001"), money(7_000));
        let anew = [first, issued("P-000001-2", "70.00"), fewer("confirmed"), part];
        assert_eq!((wanted(&anew, "P-000001"), wanted(&anew, "P-000001-2")), (money(0), money(3_000)));
    }

    #[test]
    fn what_an_older_record_does_not_say_is_held_against_nobody_until_another_is_issued() {
        let silent = told_of_order("order.cancelled", json!({"state": "shipped", "total": "40.00"}));
        let older = [issued("P-000001", "100.00"), silent];
        assert_eq!(wanted(&older, "P-000001"), None);
        let since = [older[0].clone(), older[1].clone(), issued("P-000001-2", "70.00")];
        assert_eq!((wanted(&since, "P-000001"), wanted(&since, "P-000001-2")), (money(0), money(7_000)));
    }
}
