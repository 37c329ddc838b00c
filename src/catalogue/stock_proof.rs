//! Stock against its records, both ways: each figure from outside was booked as its record says, and nothing else moved but what left
//! for orders; what is expected and since when a figure is known is what the last record wrote. Called by the proof of this room;
//! it reads only.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::stock::Written;
use super::store::{self, MovementId, ProofMovement, ProofStock};
use super::{ProductId, WarehouseId};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Moment;
use crate::platform::values::ids::Id;
use crate::records::verify::legible::{self, Pages};
use crate::records::verify::prints::{Print, print};
use crate::records::verify::{Layer, Report, Seen};

/// Rows compared at once.
const AT_ONCE: i64 = 2000;

/// A product in a warehouse.
type Key = (ProductId, WarehouseId);

/// What a record keeps of a figure that was booked.
pub(crate) fn facts(row: &Written) -> Value {
    json!({
        "movement": row.movement, "product": row.product, "warehouse": row.warehouse, "quantity": row.quantity, "at": row.at,
        "as_of": row.as_of, "expected": row.expected, "expected_on": row.expected_on,
    })
}

/// What the last record wrote into a row of stock.
#[derive(Debug, Clone, Copy)]
struct Told {
    place: Option<i64>,
    as_of: Moment,
    expected: Print,
}

/// A movement as its record tells of it.
#[derive(Debug, Clone, Copy)]
struct Moved {
    place: Option<i64>,
    key: Key,
    said: Print,
}

/// What the records say of stock: there may be a million movements, so prints are kept of them.
#[derive(Debug, Default)]
pub(super) struct Proof {
    rows: HashMap<Key, Told>,
    moved: HashMap<i64, Moved>,
    /// Whether earlier programs booked figures without telling which.
    is_partial: bool,
    /// The first movement that was told of after the last of those, by number.
    since: Option<i64>,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let is_of_stock = seen.facts.get("kind").and_then(Value::as_str) == Some("stock");
        let source = match seen.kind {
            "stock.figure" => "figure",
            "import.applied" if is_of_stock => "import",
            _ => return,
        };
        match seen.facts.get("written").and_then(Value::as_array) {
            Some(rows) => rows.iter().for_each(|row| self.note(row, source, seen.place)),
            None => {
                (self.is_partial, self.since) = (true, None);
                self.rows.clear();
            }
        }
    }

    fn note(&mut self, row: &Value, source: &str, place: Option<i64>) {
        let text = |name: &str| row.get(name).and_then(Value::as_str);
        let key = text("product").and_then(ProductId::parse).zip(text("warehouse").and_then(WarehouseId::parse));
        let as_of = row.get("as_of").and_then(|at| serde_json::from_value::<Moment>(at.clone()).ok());
        let (Some(key), Some(as_of)) = (key, as_of) else { return };
        let expected = print(&expected(text("expected"), text("expected_on")));
        self.rows.insert(key, Told { place, as_of, expected });
        if let Some(id) = text("movement").and_then(MovementId::parse) {
            let (quantity, at) = (text("quantity").unwrap_or_default(), text("at").unwrap_or_default());
            let said = print(&movement(key, ("adjustment", source), quantity, at));
            self.moved.insert(id.number(), Moved { place, key, said });
            self.since = Some(self.since.map_or(id.number(), |first| first.min(id.number())));
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        self.movements(tx, report)?;
        self.stock(tx, report)?;
        for (id, moved) in std::mem::take(&mut self.moved) {
            let object = object(tx, "movement", moved.key)?;
            let id = MovementId::from_number(id);
            report.find(Layer::Rows, moved.place, format!("{object} ({id})"), "a row", "none");
        }
        for (key, told) in std::mem::take(&mut self.rows) {
            report.find(Layer::Rows, told.place, object(tx, "stock", key)?, "a row", "none");
        }
        Ok(())
    }

    fn movements(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("movement", ("movement", "source"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, store::proof_movements, |row: &ProofMovement| row.id, report)? {
            for row in &rows {
                report.rows += 1;
                let key = (row.product, row.warehouse);
                let (quantity, at) = (row.quantity.to_string(), row.at.to_string());
                let found = movement(key, (row.kind.as_str(), row.source.as_str()), &quantity, &at);
                match self.moved.remove(&row.id) {
                    Some(moved) if moved.said == print(&found) => {}
                    Some(moved) => {
                        let object = object(tx, "movement", moved.key)?;
                        report.find(Layer::Rows, moved.place, object, "as it was booked", found);
                    }
                    None if self.is_older(row.id) => {}
                    None => report.find(Layer::Rows, None, object(tx, "movement", key)?, "no movement", found),
                }
            }
        }
        Ok(())
    }

    /// Whether a movement may be of an earlier program, which told of none.
    fn is_older(&self, id: i64) -> bool {
        self.is_partial && self.since.is_none_or(|first| id < first)
    }

    fn stock(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut after = (ProductId::from_number(i64::MIN), WarehouseId::from_number(i64::MIN));
        loop {
            let read = store::proof_stock(tx, after, AT_ONCE);
            let Some(rows) = legible::told(read, "stock", report)? else {
                self.rows.clear();
                return Ok(());
            };
            let Some(last) = rows.last() else { return Ok(()) };
            after = (last.product, last.warehouse);
            for row in &rows {
                report.rows += 1;
                self.row(tx, row, report)?;
            }
        }
    }

    fn row(&mut self, tx: &mut Tx, row: &ProofStock, report: &mut Report) -> Answer<()> {
        let key = (row.product, row.warehouse);
        let Some(told) = self.rows.remove(&key) else {
            if !self.is_partial {
                report.find(Layer::Rows, None, object(tx, "stock", key)?, "no stock", "some");
            }
            return Ok(());
        };
        let (quantity, day) = (row.expected.map(|of| of.to_string()), row.expected_on.as_ref().map(ToString::to_string));
        let found = expected(quantity.as_deref(), day.as_deref());
        if print(&found) != told.expected {
            let object = object(tx, "stock", key)?;
            report.find(Layer::Rows, told.place, format!("{object} (expected)"), "as it was booked", found);
        }
        // Whoever finds as much as we have makes the figure fresh again, and nothing is booked.
        if row.as_of < told.as_of {
            let object = object(tx, "stock", key)?;
            report.find(Layer::Rows, told.place, format!("{object} (as_of)"), told.as_of.to_string(), row.as_of.to_string());
        }
        Ok(())
    }
}

fn object(tx: &mut Tx, what: &str, (product, warehouse): Key) -> Answer<String> {
    Ok(format!("{what} of {}", store::shelf_name(tx, product, warehouse)?))
}

fn expected(quantity: Option<&str>, day: Option<&str>) -> String {
    format!("{} on {}", quantity.unwrap_or("nothing"), day.unwrap_or("no day"))
}

fn movement((product, warehouse): Key, (kind, source): (&str, &str), quantity: &str, at: &str) -> String {
    format!("{kind} by {source} of {quantity} at {at} ({product}, {warehouse})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen<'v>(kind: &'v str, facts: &'v Value) -> Seen<'v> {
        Seen { place: Some(1), at: Moment::from_micros(0), kind, partner: None, actor: "system:tests", facts, form: 2 }
    }

    #[test]
    fn only_what_moved_before_the_first_that_was_told_of_may_be_older() {
        let row = |id: i64| Written {
            movement: Some(MovementId::from_number(id)),
            product: ProductId::from_number(1),
            warehouse: WarehouseId::from_number(2),
            quantity: crate::platform::values::Quantity::whole(3),
            at: Moment::from_micros(0),
            as_of: Moment::from_micros(0),
            expected: None,
            expected_on: None,
        };
        let mut proof = Proof::default();
        assert!(!proof.is_older(1));
        proof.look(&seen("import.applied", &json!({"kind": "prices"})));
        assert!(!proof.is_partial);
        proof.look(&seen("import.applied", &json!({"kind": "stock", "added": 1})));
        assert!(proof.is_older(1));
        proof.look(&seen("stock.figure", &json!({"written": [facts(&row(9)), facts(&row(7))]})));
        assert!(proof.is_older(6) && !proof.is_older(7) && proof.rows.len() == 1 && proof.moved.len() == 2);
        proof.look(&seen("stock.figure", &json!({"sku": "A-1"})));
        assert!(proof.is_older(8) && proof.rows.is_empty());
    }
}
