//! Orders against their records, both ways: each order with its lines and versions says what its last record says, each record of
//! an order has its row, what a second person agreed to stands as it was said, and quotes likewise. Called by whoever verifies;
//! it reads only.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::asked_proof;
use super::changes_proof;
use super::holdings_proof::Holdings;
use super::makers::{Erased, Known, keys, of_keys, of_makers, of_promises, placer};
use super::order::Order;
use super::quote;
use super::record;
use super::shipped;
use super::standing;
use super::store::{self, Promised, ProofApproval, ProofLine, ProofRow, ProofVersion};
use crate::access::reach::AccountId;
use crate::catalogue::store::sku_key;
use crate::catalogue::{self, WarehouseId};
use crate::partners::ContractId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::secret;
use crate::platform::values::{Moment, ids};
use crate::records::verify::compare::difference;
use crate::records::verify::legible::{Pages, alone, one_by_one};
use crate::records::verify::{Layer, Passed, Report, Seen, Telling};

/// Orders compared at once.
const AT_ONCE: i64 = 200;

/// What the records say that only rows of this room show.
#[derive(Debug, Default)]
pub struct Proof {
    /// What second persons said and when, by quote and version.
    approvals: HashMap<(String, i64), (Moment, Value)>,
    quotes: quote::proof::Proof,
    shipments: shipped::Proof,
    standing: standing::proof::Proof,
    /// Who was erased.
    erased: Erased,
    /// Why another day was promised, by order and moment: the place of the record and the commitment.
    promises: HashMap<(i64, Moment), (Option<i64>, String)>,
    /// What changes and quotes ask for.
    asked: asked_proof::Proof,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        self.quotes.look(seen);
        self.shipments.look(seen);
        self.standing.look(seen);
        self.erased.look(seen);
        self.asked.look(seen);
        if let Some(((order, at), words)) = promised(seen) {
            self.promises.insert((order, at), (seen.place, words));
        }
        if !matches!(seen.kind, "quote.offered" | "quote.second_refused") {
            return;
        }
        let Some(said) = seen.facts.get("second") else { return };
        let quote = seen.facts.get("quote").and_then(Value::as_str).unwrap_or_default().to_owned();
        let version = seen.facts.get("version").and_then(Value::as_i64).unwrap_or_default();
        self.approvals.insert((quote, version), (seen.at, said.clone()));
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, passed: &Passed, report: &mut Report) -> Answer<()> {
        alone(tx, "the rows of orders", report, |tx, report| orders(tx, passed, &self.erased, report))?;
        alone(tx, "the orders that records tell of", report, |tx, report| gone(tx, passed, report))?;
        let (quotes, shipments) = (std::mem::take(&mut self.quotes), std::mem::take(&mut self.shipments));
        alone(tx, "the rows of quotes", report, |tx, report| quotes.check(tx, &self.erased, report))?;
        alone(tx, "the rows of shipments", report, |tx, report| shipments.check(tx, &self.erased, report))?;
        let (standing, asked) = (std::mem::take(&mut self.standing), std::mem::take(&mut self.asked));
        alone(tx, "the rows of standing orders", report, |tx, report| standing.check(tx, &self.erased, report))?;
        alone(tx, "the promises of orders", report, |tx, report| self.promises(tx, report))?;
        alone(tx, "what was asked of orders and quotes", report, |tx, report| asked.check(tx, report))?;
        alone(tx, "the approvals of quotes", report, |tx, report| self.approvals(tx, report))
    }

    fn promises(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        for ((order, at), (place, kept)) in std::mem::take(&mut self.promises) {
            let object = format!("promise of order ord_{}, {at}", ids::encode(order));
            let (salt, reasons) = store::proof_promises(tx, order, at)?;
            report.rows += 1;
            if reasons.is_empty() {
                report.find(Layer::Rows, place, object, "a row", "none");
            } else if salt.is_empty() {
                report.unchecked += 1;
            } else if !reasons.iter().any(|reason| secret::commitment(&salt, reason) == kept) {
                report.find(Layer::Rows, place, format!("{object}: words"), "as they were recorded", "others");
            }
        }
        Ok(())
    }

    fn approvals(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let rows = store::proof_approvals(tx)?;
        let accounts: Vec<AccountId> = rows.iter().map(|row| row.account).collect();
        let known = Known { contracts: HashMap::new(), salts: store::salts_of(tx, &accounts)?, erased: &self.erased };
        for row in rows {
            report.rows += 1;
            let object = format!("approval of {}, version {}", row.quote, row.version);
            let Some((at, kept)) = self.approvals.remove(&(row.quote.to_string(), row.version)) else {
                report.find(Layer::Rows, None, object, "no approval", "one");
                continue;
            };
            approval(&row, (at, &kept), &object, &known, report);
        }
        for (quote, version) in self.approvals.into_keys() {
            report.find(Layer::Rows, None, format!("approval of {quote}, version {version}"), "a row", "none");
        }
        Ok(())
    }
}

fn approval(row: &ProofApproval, (at, kept): (Moment, &Value), object: &str, known: &Known<'_>, report: &mut Report) {
    let mut found = json!({"account": row.account, "is_granted": row.is_granted});
    if row.salt.is_empty() {
        known.unsalted(row.account, object, report);
    } else {
        record::add(&mut found, "reason", json!(secret::commitment(&row.salt, &row.reason)));
    }
    if let Some((path, expected, found)) = difference(kept, &found) {
        report.find(Layer::Rows, None, format!("{object}: {path}"), expected, found);
    }
    if row.at != at {
        report.find(Layer::Rows, None, format!("{object} (at)"), at.to_string(), row.at.to_string());
    }
    known.name(kept.get("by"), &row.actor, (None, object), report);
}

/// Which promise a record tells of with a reason: the order, the moment, the commitment.
fn promised(seen: &Seen<'_>) -> Option<((i64, Moment), String)> {
    if seen.kind != "order.promised" {
        return None;
    }
    let words = seen.facts.get("promise")?.get("words")?.as_str()?;
    let order = seen.facts.get("id")?.as_str()?.strip_prefix("ord_").and_then(ids::decode)?;
    Some(((order, seen.at), words.to_owned()))
}

fn orders(tx: &mut Tx, passed: &Passed, erased: &Erased, report: &mut Report) -> Answer<()> {
    let houses: HashMap<_, _> = catalogue::store::warehouses(tx)?.into_iter().map(|house| (house.0, house.1)).collect();
    let mut pages = Pages::of("sales_order", ("order", "number"), AT_ONCE);
    while let Some(rows) = pages.turn(tx, store::proof_rows, |row: &ProofRow| row.id.number(), report)? {
        let name = |row: &ProofRow| format!("order {}", row.number);
        one_by_one(tx, &rows, name, report, |tx, rows, report| page(tx, rows, (passed, erased, &houses), report))?;
    }
    Ok(())
}

/// What was read before: the records, who was erased, and the codes of the warehouses.
type Beside<'a> = (&'a Passed, &'a Erased, &'a HashMap<WarehouseId, String>);

/// Some orders with all that belongs to them.
fn page(tx: &mut Tx, rows: &[ProofRow], (passed, erased, houses): Beside<'_>, report: &mut Report) -> Answer<()> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let numbers: Vec<i64> = ids.iter().map(|id| id.number()).collect();
    let mut told = passed.of_orders(tx, &numbers)?;
    let mut lines = store::proof_lines(tx, &ids)?;
    let mut versions = store::proof_versions(tx, &ids)?;
    let mut promised = store::proof_promisers(tx, &ids)?;
    let mut changes = store::proof_changes(tx, &ids)?;
    let holdings = Holdings::of(tx, &ids, houses)?;
    let contracts: Vec<ContractId> = rows.iter().map(|row| row.contract).collect();
    let named = told.values().flatten().flat_map(|telling| changes_proof::accounts(&telling.facts));
    let mut accounts: Vec<AccountId> = named.filter_map(AccountId::parse).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let contracts = store::numbers_of_contracts(tx, &contracts)?;
    let known = Known { contracts, salts: store::salts_of(tx, &accounts)?, erased };
    for row in rows {
        report.rows += 1;
        let told = told.remove(&row.id.number()).unwrap_or_default();
        let lines = lines.remove(&row.id).unwrap_or_default();
        let versions = versions.remove(&row.id).unwrap_or_default();
        let promised = promised.remove(&row.id).unwrap_or_default();
        order(row, &lines, (&versions, &told, &promised), &known, report)?;
        holdings.check(row, &told, report);
        changes_proof::check(row, &changes.remove(&row.id).unwrap_or_default(), (&told, &known), report);
    }
    Ok(())
}

fn order(
    row: &ProofRow,
    lines: &[ProofLine],
    (versions, told, promised): (&[ProofVersion], &[Telling], &[Promised]),
    known: &Known<'_>,
    report: &mut Report,
) -> Answer<()> {
    let object = format!("order {}", row.number);
    let Some(last) = told.iter().max_by_key(|telling| telling.version) else {
        report.find(Layer::Rows, None, object, "a record", "none");
        return Ok(());
    };
    if row.salt.is_empty() {
        known.unsalted(row.placed_by, &object, report);
    }
    let Ok(order) = serde_json::from_str::<Order>(&row.snapshot) else {
        report.find(Layer::Rows, last.place, format!("{object}: snapshot"), "an order", "something else");
        return Ok(());
    };
    if let Some((path, expected, found)) = difference(&last.facts, &facts(&order, row, &last.facts)?) {
        report.find(Layer::Rows, last.place, format!("{object}: {path}"), expected, found);
    }
    let placer = placer(versions, told);
    known.placed_by(&order, placer, (last.place, object.as_str()), report);
    for (name, expected, found) in columns(row, &order, last).into_iter().chain(keys(row, &order, known)) {
        if expected != found {
            report.find(Layer::Rows, last.place, format!("{object} ({name})"), expected, found);
        }
    }
    of_lines(&order, lines, last, report);
    of_keys(row, told, report);
    of_versions(row, (versions, told), (placer, known), report)?;
    of_makers(row, versions, told, known, report);
    of_promises(row, versions, (told, promised), known, report);
    Ok(())
}

/// The facts of an order as its record has them, in the form in which that keeps them; without what cannot be checked once a person was
/// erased.
fn facts(order: &Order, row: &ProofRow, kept: &Value) -> Answer<Value> {
    let mut facts = record::facts(order, &row.salt, row.placed_by)?;
    show_free_words(&mut facts, order, kept);
    for line in facts.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten() {
        say_nothing(line, &["own_number", "settled"]);
        for step in line.get_mut("explanation").and_then(Value::as_array_mut).into_iter().flatten() {
            say_nothing(step, &["percent", "amount"]);
        }
    }
    for line in facts.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten().filter(|_| row.salt.is_empty()) {
        if let Some(members) = line.as_object_mut() {
            members.remove("words");
        }
    }
    if let Some(members) = facts.as_object_mut().filter(|_| row.salt.is_empty()) {
        for name in ["comment", "your_number", "cancellation_refused"] {
            members.remove(name);
        }
        for (member, hidden) in [("partner", "name"), ("delivery", "place")] {
            if let Some(inner) = members.get_mut(member).and_then(Value::as_object_mut) {
                inner.remove(hidden);
            }
        }
    }
    Ok(facts)
}

/// Older records keep the words of lines in free words as they are.
fn show_free_words(facts: &mut Value, order: &Order, kept: &Value) {
    let older = kept.get("lines").and_then(Value::as_array).into_iter().flatten();
    let lines = facts.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten();
    for ((line, own), kept) in lines.zip(&order.lines).zip(older) {
        if let Some(members) = line.as_object_mut().filter(|_| kept.get("words").is_none())
            && members.remove("words").is_some()
        {
            members.insert("name".into(), json!(own.name));
            members.insert("name_en".into(), json!(own.name_en));
        }
    }
}

/// Says of what is left out where it is nothing that it is nothing: whoever took it out is found.
fn say_nothing(of: &mut Value, names: &[&str]) {
    for name in names {
        if let Some(members) = of.as_object_mut() {
            members.entry(*name).or_insert(Value::Null);
        }
    }
}

/// The columns beside the snapshot: what each should say, and what it says.
fn columns(row: &ProofRow, order: &Order, last: &Telling) -> [(&'static str, String, String); 15] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let delivery = order.delivery.as_ref();
    let kept = row.delivery.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok()).unwrap_or_default();
    [
        ("id", order.id.to_string(), row.id.to_string()),
        ("number", order.number.clone(), row.number.clone()),
        ("version", last.version.to_string(), row.version.to_string()),
        ("state", order.state.to_string(), row.state.clone()),
        ("partner", last.partner.map(ids::encode).unwrap_or_default(), ids::encode(row.partner.number())),
        ("placed_at", order.placed_at.to_string(), row.placed_at.to_string()),
        ("currency", order.currency.code().to_owned(), row.currency.clone()),
        ("your_number", text(&order.your_number), text(&row.your_number)),
        ("comment", text(&order.comment), text(&row.comment)),
        (
            "requested_on",
            order.requested_on.map(|day| day.to_string()).unwrap_or_default(),
            row.requested_on.map(|day| day.to_string()).unwrap_or_default(),
        ),
        ("delivery", json!(delivery).to_string(), kept.to_string()),
        ("delivery_cost", delivery.map(|to| to.cost).unwrap_or_default().to_string(), row.delivery_cost.to_string()),
        (
            "amounts",
            format!("{} + {} = {}", order.net, order.vat, order.total),
            format!("{} + {} = {}", row.net, row.vat, row.total),
        ),
        ("is_cancellation_asked", order.is_cancellation_asked.to_string(), row.is_cancellation_asked.to_string()),
        ("search_key", store::search_key(order), row.search_key.clone()),
    ]
}

fn of_lines(order: &Order, lines: &[ProofLine], last: &Telling, report: &mut Report) {
    let object = format!("order {}", order.number);
    if order.lines.len() != lines.len() {
        let (expected, found) = (order.lines.len().to_string(), lines.len().to_string());
        return report.find(Layer::Rows, last.place, format!("{object}: lines"), expected, found);
    }
    for (at, (kept, found)) in (1i64..).zip(order.lines.iter().zip(lines)) {
        let pairs = [
            ("position", at.to_string(), found.position.to_string()),
            ("article", sku_key(&kept.sku), sku_key(&found.sku)),
            ("quantity", kept.quantity.to_string(), found.quantity.to_string()),
            ("shipped", kept.shipped.to_string(), found.shipped.to_string()),
            ("cancelled", kept.cancelled.to_string(), found.cancelled.to_string()),
            ("sum", kept.sum.to_string(), found.sum.to_string()),
        ];
        for (name, expected, found) in pairs {
            if expected != found {
                report.find(Layer::Rows, last.place, format!("{object}, line {at} ({name})"), expected, found);
            }
        }
    }
}

/// Every version that a record tells of is kept, says what that says, and there are no others.
fn of_versions(
    row: &ProofRow,
    (versions, told): (&[ProofVersion], &[Telling]),
    (placer, known): (Option<&str>, &Known<'_>),
    report: &mut Report,
) -> Answer<()> {
    for telling in told {
        let object = format!("order {}, version {}", row.number, telling.version);
        let Some(kept) = versions.iter().find(|version| version.version == telling.version) else {
            report.find(Layer::Rows, telling.place, object, "a row", "none");
            continue;
        };
        let Ok(order) = serde_json::from_str::<Order>(&kept.snapshot) else {
            report.find(Layer::Rows, telling.place, object, "an order", "something else");
            continue;
        };
        if let Some((path, expected, found)) = difference(&telling.facts, &facts(&order, row, &telling.facts)?) {
            report.find(Layer::Rows, telling.place, format!("{object}: {path}"), expected, found);
        }
        known.placed_by(&order, placer, (telling.place, object.as_str()), report);
    }
    for version in versions {
        if !told.iter().any(|telling| telling.version == version.version) {
            let object = format!("order {}, version {}", row.number, version.version);
            report.find(Layer::Rows, None, object, "no version", "one");
        }
    }
    Ok(())
}

/// Orders that records tell of and that are not there.
fn gone(tx: &mut Tx, passed: &Passed, report: &mut Report) -> Answer<()> {
    let orders = passed.orders();
    for some in orders.chunks(1000) {
        let there = store::there(tx, some)?;
        for id in some.iter().filter(|id| !there.contains(id)) {
            let first = passed.first_of(tx, *id)?;
            let number = first.as_ref().and_then(|first| first.facts.get("number")).and_then(Value::as_str).unwrap_or_default();
            let place = first.as_ref().and_then(|first| first.place);
            report.find(Layer::Rows, place, format!("order {number} (ord_{})", ids::encode(*id)), "a row", "none");
        }
    }
    Ok(())
}
