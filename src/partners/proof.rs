//! Contracts against their records, both ways: each stands as it was put last. Called by whoever verifies; it reads only.

use serde_json::{Value, json};

use super::store;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::records::verify::prints::Prints;
use crate::records::verify::{Report, Seen};

/// Contracts compared at once.
const AT_ONCE: i64 = 500;

/// What the records say of contracts.
#[derive(Debug, Default)]
pub struct Proof {
    contracts: Prints,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        if seen.kind != "contract.put" {
            return;
        }
        if let Some(number) = seen.facts.get("number").and_then(Value::as_str) {
            self.contracts.put(number, seen.place, &in_order(seen.facts.clone()));
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut after = None;
        loop {
            let page = store::contract_page(tx, None, None, after.take(), AT_ONCE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.number.clone());
            for contract in &page {
                let Some((_, given)) = store::contract_by_number(tx, &contract.number)? else { continue };
                let said = in_order(json!(given));
                self.contracts.compare(&contract.number, &format!("contract {}", contract.number), &[said], report);
            }
        }
        self.contracts.end("contract", report);
        Ok(())
    }
}

/// The terms with their goods in the order of ids, each once, as the rows have them; what older records do not know yet is nothing.
fn in_order(mut terms: Value) -> Value {
    let is_of_all = terms.get("assortment").and_then(Value::as_str) == Some("all");
    if let Some(items) = terms.get_mut("items").and_then(Value::as_array_mut) {
        if is_of_all {
            items.clear();
        }
        items.sort_by_key(Value::as_i64);
        items.dedup();
    }
    if let Some(members) = terms.as_object_mut() {
        members.entry("grace_days").or_insert(Value::Null);
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_are_compared_in_whatever_order_they_were_given() {
        let given = json!({"number": "A-1", "assortment": "products", "items": [3, 1, 3]});
        let kept = json!({"number": "A-1", "assortment": "products", "items": [1, 3], "grace_days": null});
        assert_eq!(in_order(given), kept);
        assert_eq!(
            in_order(json!({"assortment": "all", "items": [1]})),
            json!({"assortment": "all", "items": [], "grace_days": null})
        );
    }
}
