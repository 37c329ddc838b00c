//! Shipments against their records, both ways: each left as the record of its order says, and its note says what it said then.
//! Called by whoever verifies; it reads only.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::makers::Erased;
use super::shipment::Shipment;
use super::store::{self, ProofShipment};
use crate::catalogue::store::sku_key;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::secret;
use crate::platform::values::{KeptDay, Quantity};
use crate::records::verify::legible::Pages;
use crate::records::verify::prints::{Print, Prints, print};
use crate::records::verify::{Layer, Report, Seen};

/// Shipments compared at once.
const AT_ONCE: i64 = 200;

/// What the records say of shipments.
#[derive(Debug, Default)]
pub(super) struct Proof {
    left: Prints,
    /// The commitments to their notes; older records have none.
    notes: Prints,
    /// Those of which a record says who sent them; older records do not.
    named: HashSet<Print>,
}

/// What a shipment's note says but for the name of whoever sent it, which goes when he is erased.
pub(super) fn note(shipment: &Shipment) -> String {
    json!(Shipment { shipped_by: String::new(), ..shipment.clone() }).to_string()
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let Some(told) = seen.facts.get("shipment").filter(|_| seen.kind == "order.shipped") else { return };
        let fact = |name: &str| told.get(name).cloned().unwrap_or_default();
        let number = told.get("number").and_then(Value::as_str).unwrap_or_default();
        let order = seen.facts.get("number").cloned().unwrap_or_default();
        let said = json!({"order": order, "warehouse": fact("warehouse"), "lines": fact("lines"), "at": seen.at});
        self.left.put(number, seen.place, &said);
        if let Some(note) = told.get("note") {
            self.notes.put(number, seen.place, note);
        }
        if seen.facts.get("by").is_some() {
            self.named.insert(print(number));
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, erased: &Erased, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("shipment", ("shipment", "number"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, store::proof_shipments, |row: &ProofShipment| row.id.number(), report)? {
            let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            let mut lines = store::proof_shipped(tx, &ids)?;
            let mut orders: Vec<_> = rows.iter().map(|row| row.order_id).collect();
            orders.sort_unstable();
            orders.dedup();
            let shippers = store::proof_shippers(tx, &orders)?;
            for row in &rows {
                let by = shippers.get(&(row.order_id, row.shipped_at)).map(Vec::as_slice).unwrap_or_default();
                self.shipment(row, &lines.remove(&row.id).unwrap_or_default(), (by, erased), report);
            }
        }
        self.left.end("shipment", report);
        Ok(())
    }

    fn shipment(&mut self, row: &ProofShipment, lines: &[ProofShipped], (by, erased): (&[String], &Erased), report: &mut Report) {
        let (object, place) = (format!("shipment {}", row.number), self.left.place(&row.number));
        let Ok(document) = serde_json::from_str::<Shipment>(&row.snapshot) else {
            return report.find(Layer::Rows, place, format!("{object}: snapshot"), "a shipment", "something else");
        };
        let told: Vec<Value> = document.lines.iter().map(|line| json!({"sku": line.sku, "quantity": line.quantity})).collect();
        let said = json!({"order": row.order, "warehouse": document.warehouse.code, "lines": told, "at": row.shipped_at});
        self.left.compare(&row.number, &object, &[said], report);
        if !row.salt.is_empty() && self.notes.has(&row.number) {
            let kept = json!(secret::commitment(&row.salt, &note(&document)));
            self.notes.compare(&row.number, &format!("{object}: note"), &[kept], report);
        }
        let is_named = self.named.contains(&print(&row.number)) && !erased.took(&document.shipped_by);
        if is_named && !by.iter().any(|name| *name == document.shipped_by || erased.took(name)) {
            let expected = by.first().map_or("whoever shipped it", String::as_str);
            report.find(Layer::Rows, place, format!("{object} (shipped_by)"), expected, document.shipped_by.clone());
        }
        for (name, expected, found) in columns(row, &document, lines) {
            if expected != found {
                report.find(Layer::Rows, place, format!("{object} ({name})"), expected, found);
            }
        }
    }
}

/// The columns beside the snapshot and the lines: what each should say, and what it says.
fn columns(row: &ProofShipment, document: &Shipment, lines: &[ProofShipped]) -> [(&'static str, String, String); 9] {
    let line = |position: i64, sku: &str, quantity: Quantity| format!("{position}: {} {quantity}", sku_key(sku));
    let told: Vec<String> = document.lines.iter().map(|one| line(one.position, &one.sku, one.quantity)).collect();
    let found: Vec<String> = lines.iter().map(|(position, sku, quantity, _)| line(*position, sku, *quantity)).collect();
    let day = |day: Option<String>| day.unwrap_or_else(|| "none".to_owned());
    let promised: Vec<String> = document.lines.iter().map(|one| day(one.promised_on.map(|on| on.to_string()))).collect();
    let days: Vec<String> = lines.iter().map(|(.., on)| day(on.as_ref().map(ToString::to_string))).collect();
    [
        ("id", document.id.to_string(), row.id.to_string()),
        ("number", document.number.clone(), row.number.clone()),
        ("order", document.order.clone(), row.order.clone()),
        ("contract", document.contract.clone(), row.contract.clone()),
        ("warehouse", document.warehouse.code.clone(), row.warehouse.clone()),
        ("shipped_at", document.shipped_at.to_string(), row.shipped_at.to_string()),
        ("shipped_on", document.shipped_on.to_string(), row.shipped_on.to_string()),
        ("lines", told.join(", "), found.join(", ")),
        ("promised_on", promised.join(", "), days.join(", ")),
    ]
}

/// A line that left as its row has it: position, article number, quantity, the day it was promised for.
pub(super) type ProofShipped = (i64, String, Quantity, Option<KeptDay>);

/// The lines of shipments, by shipment.
pub(super) type Lines = HashMap<super::shipment::ShipmentId, Vec<ProofShipped>>;
