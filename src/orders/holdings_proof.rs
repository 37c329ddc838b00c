//! What an order holds, was promised and used, against its records: reserved goods, promised days, its discount code. Called by the
//! proof of this room; it reads only.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::order::{OrderId, Promised};
use super::store::{self, ProofPromise, ProofReserved, ProofRow};
use crate::catalogue::reservation::Allocation;
use crate::catalogue::store::sku_key;
use crate::catalogue::{ProductId, WarehouseId};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::Moment;
use crate::pricing::code;
use crate::pricing::code_store::{self, CodeUse};
use crate::records::verify::{Layer, Report, Telling};

/// A part of an order: the line from one, and the code of the warehouse, if it leaves from one already.
type Part = (i64, Option<String>);

/// The days that parts are promised for.
type Days = BTreeMap<Part, String>;

/// What stands beside some orders.
pub(super) struct Holdings<'h> {
    houses: &'h HashMap<WarehouseId, String>,
    skus: HashMap<ProductId, String>,
    reserved: HashMap<OrderId, Vec<ProofReserved>>,
    promised: HashMap<OrderId, Vec<ProofPromise>>,
    uses: HashMap<i64, CodeUse>,
}

impl<'h> Holdings<'h> {
    /// What stands beside these orders.
    pub fn of(tx: &mut Tx, orders: &[OrderId], houses: &'h HashMap<WarehouseId, String>) -> Answer<Self> {
        let reserved = store::proof_reserved(tx, orders)?;
        let mut products: Vec<ProductId> = reserved.values().flatten().map(|row| row.2).collect();
        products.sort_unstable();
        products.dedup();
        let numbers: Vec<i64> = orders.iter().map(|id| id.number()).collect();
        Ok(Self {
            houses,
            skus: store::skus_of(tx, &products)?,
            reserved,
            promised: store::proof_promised(tx, orders)?,
            uses: code_store::uses_of(tx, &numbers)?,
        })
    }

    /// Compares what stands beside an order with what its records say.
    pub fn check(&self, row: &ProofRow, told: &[Telling], report: &mut Report) {
        let mut versions: Vec<&Telling> = told.iter().filter(|one| one.facts.get("lines").is_some_and(Value::is_array)).collect();
        versions.sort_by_key(|one| one.version);
        let Some(last) = versions.last() else { return };
        self.of_reservations(row, last, report);
        self.of_promises(row, &versions, report);
        self.of_code(row, &versions, report);
    }

    fn house(&self, id: WarehouseId) -> String {
        self.houses.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// Each line holds what its last record says, of that product and in that warehouse, and nothing else.
    fn of_reservations(&self, row: &ProofRow, last: &Telling, report: &mut Report) {
        let mut kept: BTreeMap<(i64, String), String> = BTreeMap::new();
        for (position, line) in (1i64..).zip(lines(last)) {
            let sku = sku_key(line.get("sku").and_then(Value::as_str).unwrap_or_default());
            for part in listed::<Allocation>(line, "allocations").unwrap_or_default() {
                if part.quantity.is_positive() {
                    kept.insert((position, part.code), format!("{} of {sku}", part.quantity));
                }
            }
        }
        for (position, warehouse, product, quantity) in self.reserved.get(&row.id).into_iter().flatten() {
            report.rows += 1;
            let sku = self.skus.get(product).map(|sku| sku_key(sku)).unwrap_or_default();
            let found = format!("{quantity} of {sku}");
            let part = (*position, self.house(*warehouse));
            match kept.remove(&part) {
                Some(kept) if kept == found => {}
                None if !quantity.is_positive() => {}
                kept => {
                    let object = format!("order {}, line {position}, reserved in {}", row.number, part.1);
                    report.find(Layer::Rows, last.place, object, kept.unwrap_or_else(|| "nothing".to_owned()), found);
                }
            }
        }
        for ((position, house), kept) in kept {
            let object = format!("order {}, line {position}, reserved in {house}", row.number);
            report.find(Layer::Rows, last.place, object, kept, "nothing");
        }
    }

    /// Each promised day stands in a version of its moment, the last one of each part in the last version, and whatever a version
    /// promises otherwise than the one before it has its row.
    fn of_promises(&self, row: &ProofRow, versions: &[&Telling], report: &mut Report) {
        let told: Option<Vec<(&Telling, Days)>> = versions.iter().map(|one| Some((*one, days(one)?))).collect();
        // Earlier programs kept no days.
        let Some(told) = told else { return };
        let mut rows: HashSet<(Part, Moment, String)> = HashSet::new();
        let mut latest: Days = BTreeMap::new();
        let mut promised: Vec<&ProofPromise> = self.promised.get(&row.id).into_iter().flatten().collect();
        // Ids of nodes whose clocks differ do not tell which day was promised last: the versions do.
        promised.sort_by_key(|promise| told.iter().position(|(telling, _)| telling.at == promise.at));
        for promise in promised {
            report.rows += 1;
            let part = (promise.position, promise.warehouse.map(|id| self.house(id)));
            let on = promise.on.as_ref().map_or_else(|| NO_DAY.to_owned(), ToString::to_string);
            let then: Vec<&(&Telling, Days)> = told.iter().filter(|(telling, _)| telling.at == promise.at).collect();
            // That no version is of the moment of a promise is told beside.
            if let Some((first, _)) = then.first()
                && !then.iter().any(|(_, days)| days.get(&part) == Some(&on))
            {
                let expected = then.iter().find_map(|(_, days)| days.get(&part)).map_or("no promise", String::as_str);
                let object = format!("{} at {}", named(row, &part), promise.at);
                report.find(Layer::Rows, first.place, object, expected, on.clone());
            }
            rows.insert((part.clone(), promise.at, on.clone()));
            latest.insert(part, on);
        }
        let mut before: Days = BTreeMap::new();
        for (telling, days) in &told {
            for (part, on) in days {
                let is_new = before.get(part) != Some(on);
                if is_new && !rows.contains(&(part.clone(), telling.at, on.clone())) {
                    let object = format!("{} at {}", named(row, part), telling.at);
                    report.find(Layer::Rows, telling.place, object, on.clone(), "none");
                }
            }
            before.clone_from(days);
        }
        let place = told.last().and_then(|(telling, _)| telling.place);
        for (part, on) in &before {
            let found = latest.get(part).map_or("none", String::as_str);
            if found != on {
                report.find(Layer::Rows, place, format!("{} (the last)", named(row, part)), on.clone(), found);
            }
        }
    }

    /// An order used the code that its first record names, or by an earlier one that made its prices; it was given back when the order
    /// was cancelled, and only then.
    fn of_code(&self, row: &ProofRow, versions: &[&Telling], report: &mut Report) {
        let object = format!("order {} (discount code)", row.number);
        let placed = versions.iter().find(|one| one.kind == "order.placed");
        let place = placed.and_then(|one| one.place);
        let named = placed.and_then(|one| one.facts.get("discount_code")).and_then(Value::as_str);
        let Some(used) = self.uses.get(&row.id.number()) else {
            if let Some(code) = named {
                report.find(Layer::Rows, place, object, code, "none used");
            }
            return;
        };
        report.rows += 1;
        let is_it = match named {
            Some(code) => used.id.to_string() == code,
            None => placed.is_some_and(|one| lines(one).iter().any(|line| is_made_by(line, &used.code))),
        };
        if !is_it {
            report.find(Layer::Rows, place, object.clone(), named.unwrap_or("none used"), used.code.clone());
        }
        let is_cancelled = |one: &&&Telling| one.facts.get("state").and_then(Value::as_str) == Some("cancelled");
        let returned_at = versions.iter().find(is_cancelled).map(|one| one.at);
        if used.returned_at != returned_at {
            let words = |at: Option<Moment>| at.map_or_else(|| "not given back".to_owned(), |at| format!("given back {at}"));
            report.find(Layer::Rows, place, object, words(returned_at), words(used.returned_at));
        }
    }
}

/// What stands where no day is promised.
const NO_DAY: &str = "no day";

fn named(row: &ProofRow, (position, house): &Part) -> String {
    format!("order {}, line {position}, promise of {}", row.number, house.as_deref().unwrap_or("what is to come in"))
}

fn lines(telling: &Telling) -> &[Value] {
    telling.facts.get("lines").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A list within a line; nothing where the line has none.
fn listed<T: serde::de::DeserializeOwned>(line: &Value, name: &str) -> Option<Vec<T>> {
    serde_json::from_value(line.get(name)?.clone()).ok()
}

/// The days of all parts as a version has them; nothing where it was written before there were any.
fn days(telling: &Telling) -> Option<Days> {
    let mut days = BTreeMap::new();
    for (position, line) in (1i64..).zip(lines(telling)) {
        for part in listed::<Promised>(line, "promises")? {
            days.insert((position, part.warehouse), part.on.map_or_else(|| NO_DAY.to_owned(), |on| on.to_string()));
        }
    }
    Some(days)
}

/// Whether a price was made by a code, in whatever letters it was written then.
fn is_made_by(line: &Value, code: &str) -> bool {
    let steps = line.get("explanation").and_then(Value::as_array);
    let mut codes = steps.into_iter().flatten().filter_map(|step| step.get("code").and_then(Value::as_str));
    codes.any(|one| code::key(one) == code::key(code))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn telling(facts: Value) -> Telling {
        let (kind, actor) = ("order.placed".to_owned(), String::new());
        Telling { kind, at: Moment::from_micros(0), actor, version: 1, place: Some(1), partner: None, facts }
    }

    #[test]
    fn days_are_read_part_by_part_and_older_records_have_none() {
        let promises = json!([{"warehouse": "MSK", "on": "2026-06-03"}, {"warehouse": null, "on": null}]);
        let told = days(&telling(json!({"lines": [{"sku": "A", "promises": promises}, {"sku": "B", "promises": []}]}))).unwrap();
        let found: Vec<(i64, Option<&str>, &str)> =
            told.iter().map(|((position, house), on)| (*position, house.as_deref(), on.as_str())).collect();
        assert_eq!(found, [(1, None, "no day"), (1, Some("MSK"), "2026-06-03")]);
        assert_eq!(days(&telling(json!({"lines": [{"sku": "A"}]}))), None);
    }

    #[test]
    fn a_price_tells_by_which_code_it_was_made() {
        let line = json!({"explanation": [{"step": "base"}, {"step": "discount", "code": "SPRING"}]});
        assert!(
            is_made_by(&line, "SPRING")
                && is_made_by(&line, "Spring")
                && !is_made_by(&line, "AUTUMN")
                && !is_made_by(&json!({}), "SPRING")
        );
    }
}
