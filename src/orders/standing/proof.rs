//! Standing orders against their records, both ways: each says, with its lines, what the last record of it says, that of an order which
//! the clock placed included. The verbs take from here what their records keep. It changes nothing.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::StandingId;
use crate::orders::list::Line;
use crate::orders::makers::Erased;
use crate::orders::store::{self, StandingRow};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::secret;
use crate::records::verify::compare::difference;
use crate::records::verify::legible::Pages;
use crate::records::verify::{Layer, Report, Seen};

/// Standing orders compared at once.
const AT_ONCE: i64 = 200;

/// What a record keeps of a standing order as it stands now.
pub(in crate::orders) fn facts(tx: &mut Tx, id: StandingId) -> Answer<Value> {
    let Some(row) = store::standing_order_of(tx, id)? else { return Ok(Value::Null) };
    let lines = store::standing_lines(tx, id)?;
    let salt = store::salts_of(tx, &[row.account])?.remove(&row.account).unwrap_or_default();
    Ok(told(&row, &lines, &salt))
}

/// The same of a row that was read. Its name and address are words of people, and stand as a commitment under its owner's salt.
fn told(row: &StandingRow, lines: &[Line], salt: &[u8]) -> Value {
    let line = |line: &Line| json!({"product": line.product, "sku": line.sku, "quantity": line.quantity, "agreed": line.seen});
    let words = (!salt.is_empty()).then(|| secret::commitment(salt, &words(row)));
    json!({
        "partner": row.partner, "unit": row.unit, "account": row.account, "contract_id": row.contract_id, "contract": row.contract,
        "schedule": row.schedule, "starts_on": row.starts_on, "ends_on": row.ends_on, "price_policy": row.policy, "state": row.state,
        "next_on": row.next_on, "skip_on": row.skip_on, "agreed_on": row.agreed_on, "words": words,
        "lines": lines.iter().map(line).collect::<Vec<Value>>(),
    })
}

fn words(row: &StandingRow) -> String {
    format!("{}\n{}", row.name, row.address.as_deref().unwrap_or_default())
}

/// What the records say of standing orders.
#[derive(Debug, Default)]
pub(in crate::orders) struct Proof {
    last: HashMap<String, (Option<i64>, Value)>,
    /// Those of which the last record is an earlier program's, which kept less.
    older: HashSet<String>,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let (id, stands) = match seen.kind {
            "standing.made" | "standing.changed" | "standing.paused" | "standing.refused" | "standing.passed" => {
                (seen.facts.get("standing"), seen.facts.get("stands"))
            }
            "order.placed" => {
                let Some(standing) = seen.facts.get("standing") else { return };
                (standing.get("id"), standing.get("stands"))
            }
            _ => return,
        };
        let Some(id) = id.and_then(Value::as_str) else { return };
        if let Some(stands) = stands {
            self.older.remove(id);
            self.last.insert(id.to_owned(), (seen.place, stands.clone()));
        } else {
            self.last.remove(id);
            self.older.insert(id.to_owned());
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, erased: &Erased, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("standing_order", ("standing order under", "contract"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, store::proof_standing, |row: &StandingRow| row.id.number(), report)? {
            let ids: Vec<StandingId> = rows.iter().map(|row| row.id).collect();
            let mut accounts: Vec<_> = rows.iter().map(|row| row.account).collect();
            accounts.sort_unstable();
            accounts.dedup();
            let salts = store::salts_of(tx, &accounts)?;
            let mut lines = store::proof_standing_lines(tx, &ids)?;
            for row in &rows {
                report.rows += 1;
                let salt = salts.get(&row.account).map(Vec::as_slice).unwrap_or_default();
                let lines = lines.remove(&row.id).unwrap_or_default();
                self.row(row, &lines, (salt, erased), report);
            }
        }
        for (id, (place, kept)) in self.last {
            let contract = kept.get("contract").and_then(Value::as_str).unwrap_or_default();
            report.find(Layer::Rows, place, format!("standing order under {contract} ({id})"), "a row", "none");
        }
        Ok(())
    }

    fn row(&mut self, row: &StandingRow, lines: &[Line], (salt, erased): (&[u8], &Erased), report: &mut Report) {
        let id = row.id.to_string();
        let object = format!("standing order under {} ({id})", row.contract);
        let Some((place, kept)) = self.last.remove(&id) else {
            if !self.older.contains(&id) {
                report.find(Layer::Rows, None, object, "no standing order", "one");
            }
            return;
        };
        let mut found = told(row, lines, salt);
        let is_kept = kept.get("words").is_some_and(Value::is_string);
        if (!is_kept || salt.is_empty())
            && let Some(members) = found.as_object_mut()
        {
            members.remove("words");
        }
        if is_kept && salt.is_empty() {
            if erased.has(&row.account.to_string()) {
                report.unchecked += 1;
            } else {
                report.find(Layer::Rows, place, format!("{object} (salt)"), "a salt", "none, and nobody was erased");
            }
        }
        if let Some((path, expected, found)) = difference(&kept, &found) {
            report.find(Layer::Rows, place, format!("{object}: {path}"), expected, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::Moment;

    fn seen<'v>(kind: &'v str, facts: &'v Value) -> Seen<'v> {
        Seen { place: Some(1), at: Moment::from_micros(0), kind, partner: None, actor: "system:tests", facts, form: 2 }
    }

    #[test]
    fn the_last_record_counts_and_an_older_one_says_nothing_of_lines() {
        let mut proof = Proof::default();
        proof.look(&seen("standing.made", &json!({"standing": "sto_1", "stands": {"state": "active"}})));
        proof
            .look(&seen("order.placed", &json!({"standing": {"id": "sto_1", "on": "2026-06-08", "stands": {"state": "ended"}}})));
        proof.look(&seen("order.placed", &json!({"number": "000001"})));
        assert_eq!(proof.last.get("sto_1").map(|(_, kept)| kept.clone()), Some(json!({"state": "ended"})));
        proof.look(&seen("standing.changed", &json!({"standing": "sto_1", "contract": "A-1"})));
        assert!(proof.last.is_empty() && proof.older.contains("sto_1"));
    }
}
