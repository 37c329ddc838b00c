//! What orders commit, in the ledger, against the records: each entry has the amount and the moment of the record that committed it or
//! took it back, and none is missing or there once more. Called by the proof of this room; it reads only.

use std::collections::HashMap;

use serde_json::Value;

use super::store::{self, ProofEntry};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Money};
use crate::records::verify::prints::{Print, print};
use crate::records::verify::{Layer, Report, Seen};

/// Entries compared at once.
const AT_ONCE: i64 = 500;

/// What the records say that orders committed, by order.
#[derive(Debug, Default)]
pub(super) struct Commitments(HashMap<Print, Order>);

/// An order by its name, and what the records say of it.
#[derive(Debug, Default)]
struct Order {
    name: Box<str>,
    told: Vec<Told>,
}

/// What one of them says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Told {
    place: Option<i64>,
    at: Moment,
    /// How much; an older record of cancelling the rest of an order does not say.
    amount: Option<Money>,
}

/// An order of a contract, by their numbers.
pub(super) fn order(contract: &str, number: &str) -> Print {
    print(&format!("{contract} {number}"))
}

/// An amount in a record.
pub(super) fn amount(of: &Value, name: &str) -> Option<Money> {
    serde_json::from_value(of.get(name)?.clone()).ok()
}

/// An amount that is taken back.
fn back(amount: Money) -> Option<Money> {
    Money::ZERO.minus(amount).ok()
}

/// Which order of which contract a record tells of, and how much it commits of it; an amount that it does not say is nothing.
pub(super) fn told<'f>(kind: &str, facts: &'f Value) -> Option<(&'f str, &'f str, Option<Money>)> {
    let text = |name: &str| facts.get(name).and_then(Value::as_str).unwrap_or_default();
    if kind == "invoice.issued" {
        let is_of_goods = text("kind") == "invoice";
        return is_of_goods.then(|| (text("contract"), text("order"), amount(facts, "committed").and_then(back)));
    }
    let contract = facts.get("contract").and_then(|terms| terms.get("number")).and_then(Value::as_str).unwrap_or_default();
    let committed = match kind {
        "order.placed" => amount(facts, "total"),
        "order.changed" => {
            let change = facts.get("change")?;
            amount(change, "becomes").zip(amount(change, "was")).and_then(|(becomes, was)| becomes.minus(was).ok())
        }
        // Of an order of which nothing has left all is taken back, and its total stays as it was.
        "order.cancelled" => {
            let whole = amount(facts, "total").filter(|_| text("state") == "cancelled");
            amount(facts, "uncommitted").or(whole).and_then(back)
        }
        _ => return None,
    };
    Some((contract, text("number"), committed))
}

impl Commitments {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let Some((contract, number, amount)) = told(seen.kind, seen.facts) else { return };
        let told = Told { place: seen.place, at: seen.at, amount };
        let order = self.0.entry(order(contract, number)).or_default();
        order.name = format!("order {number}, contract {contract}").into();
        order.told.push(told);
    }

    /// Compares the entries with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut after = i64::MIN;
        loop {
            let rows = store::proof_commitments(tx, after, AT_ONCE)?;
            let Some(last) = rows.last() else { break };
            after = last.id.number();
            for row in &rows {
                report.rows += 1;
                self.entry(row, report);
            }
        }
        self.end(report);
        Ok(())
    }

    /// An entry has a record of its moment with its amount, or else one that does not say how much.
    fn entry(&mut self, row: &ProofEntry, report: &mut Report) {
        let object = format!("what the ledger says of {} of order {}, contract {}", row.kind, row.document, row.contract);
        let Some(Order { told, .. }) = self.0.get_mut(&order(&row.contract, &row.document)) else {
            return report.find(Layer::Rows, None, object, "nothing", row.amount.to_string());
        };
        let of_then = |one: &&Told| one.at == row.at;
        let found = told.iter().filter(of_then).find(|one| one.amount == Some(row.amount));
        let found = found.or_else(|| told.iter().filter(of_then).find(|one| one.amount.is_none())).copied();
        let Some(found) = found else {
            let (place, expected) = match told.iter().find(|one| one.at == row.at || one.amount == Some(row.amount)) {
                Some(near) => (near.place, near.to_string()),
                None => (None, "nothing more".to_owned()),
            };
            return report.find(Layer::Rows, place, object, expected, format!("{} at {}", row.amount, row.at));
        };
        if let Some(at) = told.iter().position(|one| *one == found) {
            told.swap_remove(at);
        }
    }

    /// What was committed by a record and does not stand in the ledger. Nothing at all needs no entry.
    fn end(self, report: &mut Report) {
        for Order { name, told } in self.0.into_values() {
            for told in told.into_iter().filter(|told| told.amount.is_some_and(|amount| amount != Money::ZERO)) {
                let object = format!("what the ledger says of {name}");
                report.find(Layer::Rows, told.place, object, told.to_string(), "no such entry");
            }
        }
    }
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.amount {
            Some(amount) => write!(f, "{amount} at {}", self.at),
            None => write!(f, "an entry at {}", self.at),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::platform::values::ids::Id;
    use crate::receivables::ledger::EntryKind;

    fn at(second: i64) -> Moment {
        Moment::from_micros(0).plus_seconds(second)
    }

    /// The records of an order, a second after each other.
    fn records(all: &[(&str, Value)]) -> Commitments {
        let mut commitments = Commitments::default();
        for (second, (kind, facts)) in (1i64..).zip(all) {
            let mut facts = facts.clone();
            if let Some(members) = facts.as_object_mut().filter(|_| *kind != "invoice.issued") {
                members.insert("number".into(), json!("000001"));
                members.insert("contract".into(), json!({"number": "A-1"}));
            }
            commitments.look(&Seen {
                place: Some(second),
                at: at(second),
                kind,
                partner: None,
                actor: "acc_1",
                facts: &facts,
                form: 2,
            });
        }
        commitments
    }

    /// How many findings there are for entries of these moments and amounts.
    fn findings(mut commitments: Commitments, entries: &[(i64, i64)]) -> usize {
        let mut report = Report::default();
        for (second, steps) in entries {
            let row = ProofEntry {
                id: Id::from_number(1),
                contract: "A-1".into(),
                kind: EntryKind::Commitment,
                document: "000001".into(),
                amount: Money::from_steps(*steps),
                at: at(*second),
            };
            commitments.entry(&row, &mut report);
        }
        commitments.end(&mut report);
        report.findings.len()
    }

    fn life() -> Commitments {
        let invoice = json!({"kind": "invoice", "contract": "A-1", "order": "000001", "committed": "40.00"});
        records(&[
            ("order.placed", json!({"total": "100.00"})),
            ("order.changed", json!({"change": {"was": "100.00", "becomes": "90.00"}})),
            ("order.promised", json!({"total": "90.00"})),
            ("order.shipped", json!({"total": "90.00"})),
            ("invoice.issued", invoice),
            ("order.cancelled", json!({"total": "40.00", "state": "shipped", "uncommitted": "50.00"})),
        ])
    }

    #[test]
    fn each_entry_has_the_amount_and_the_moment_of_its_record() {
        let entries = [(1, 10_000), (2, -1_000), (5, -4_000), (6, -5_000)];
        assert_eq!(findings(life(), &entries), 0);
        // Another moment, another amount, one too many, one too few; what is named from both sides is named twice.
        assert_eq!(findings(life(), &[(1, 10_000), (2, -1_000), (4, -4_000), (6, -5_000)]), 2);
        assert_eq!(findings(life(), &[(1, 10_000), (2, -1_000), (5, -4_001), (6, -4_999)]), 4);
        assert_eq!(findings(life(), &[(1, 10_000), (2, -1_000), (5, -4_000), (6, -5_000), (7, 100), (8, -100)]), 2);
        assert_eq!(findings(life(), &entries[..3]), 1);
        assert_eq!(findings(Commitments::default(), &[(1, 100)]), 1);
    }

    #[test]
    fn what_a_whole_order_gives_back_is_its_total_and_older_records_of_a_rest_do_not_say() {
        let whole = || {
            let cancelled = json!({"total": "100.00", "state": "cancelled"});
            records(&[("order.placed", json!({"total": "100.00"})), ("order.cancelled", cancelled)])
        };
        assert_eq!(findings(whole(), &[(1, 10_000), (2, -10_000)]), 0);
        assert_eq!(findings(whole(), &[(1, 10_000), (2, -9_000)]), 2);
        let rest = || {
            records(&[
                ("order.placed", json!({"total": "100.00"})),
                ("order.cancelled", json!({"total": "40.00", "state": "shipped"})),
            ])
        };
        assert_eq!(findings(rest(), &[(1, 10_000), (2, -6_000)]), 0);
        assert_eq!(findings(rest(), &[(1, 10_000), (3, -6_000)]), 1);
        assert_eq!(findings(rest(), &[(1, 10_000)]), 0);
    }

    #[test]
    fn what_costs_nothing_may_stand_there_or_not() {
        let free = || {
            records(&[
                ("order.placed", json!({"total": "0.00"})),
                ("order.changed", json!({"change": {"was": "0.00", "becomes": "0.00"}})),
            ])
        };
        assert_eq!((findings(free(), &[(1, 0)]), findings(free(), &[])), (0, 0));
    }
}
