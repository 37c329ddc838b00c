//! Our own company and our warehouses against their records, both ways.

use serde_json::{Value, json};

use crate::catalogue;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::records::verify::told::Told;
use crate::records::verify::{Report, Seen};
use crate::seller;

/// The one row of our own company.
const OURS: &str = "ours";

/// What the records say of the house.
#[derive(Debug, Default)]
pub(super) struct Proof {
    seller: Told,
    warehouses: Told,
    /// Whether an earlier program brought warehouses in: which it did not tell.
    is_untold: bool,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        match seen.kind {
            "seller.put" => {
                self.seller.put(OURS, seen.place, seen.facts.clone());
                // No record tells of requisites, since nobody can write any: there are none.
                self.seller.add(OURS, seen.place, json!({"requisites": []}));
            }
            "import.applied" if seen.facts.get("kind").and_then(Value::as_str) == Some("warehouses") => {
                let written = seen.facts.get("written").and_then(Value::as_array);
                self.is_untold |= written.is_none();
                for row in written.into_iter().flatten() {
                    if let Some(id) = row.get("warehouse").and_then(Value::as_str) {
                        self.warehouses.put(id, seen.place, row.clone());
                    }
                }
            }
            _ => {}
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        if let Some(found) = seller::stands(tx)? {
            self.seller.hold(OURS, "our own company", &found, report);
        }
        self.seller.end("our own company", report);
        for (code, found) in catalogue::store::kept_warehouses(tx)? {
            let Some(id) = found.get("warehouse").and_then(Value::as_str) else { continue };
            if self.is_untold && !self.warehouses.has(id) {
                report.rows += 1;
                continue;
            }
            self.warehouses.hold(id, &format!("warehouse {code}"), &found, report);
        }
        self.warehouses.end("warehouse", report);
        Ok(())
    }
}
