//! Limits, payments and invoices against their records, both ways. What follows from them, such as sums of the ledger and what is
//! open, is held against them by the sentences of `keeping`. Called by whoever verifies; it reads only.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::invoice::{self, Invoice, InvoiceKind};
use super::ledger_proof::Entries;
use super::marks_proof::Marks;
use super::parts_proof::Parts;
use super::payment::Source;
use super::proformas_proof::Proformas;
use super::store::{self, ProofInvoice, ProofLimit, ProofPayment};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::secret;
use crate::platform::values::{Moment, Money};
use crate::records::verify::legible::{Pages, alone};
use crate::records::verify::prints::{Print, Prints, print};
use crate::records::verify::{Layer, Report, Seen};

/// Rows compared at once.
const AT_ONCE: i64 = 500;

/// What the records say of money.
#[derive(Debug, Default)]
pub struct Proof {
    /// Changes of limits, as often as each was told of.
    limits: HashMap<Print, Changed>,
    /// The limit of each contract after its last change.
    standing: HashMap<String, (Option<i64>, Value)>,
    payments: Prints,
    /// What invoices took of payments.
    parts: Parts,
    /// What of them stands in the ledger.
    entries: Entries,
    /// What is disputed and what was released.
    marks: Marks,
    /// What pro-formas still want.
    proformas: Proformas,
    invoices: Prints,
    /// Balances that were brought in, by invoice or payment.
    openings: Prints,
    /// When the first of those was told of: earlier ones have no record of their own.
    first_opening: Option<Moment>,
    /// Until when invoices were deferred last, by number.
    deferred: HashMap<String, Value>,
}

/// A change of a limit: of which contract, and the place of each record that tells of it.
#[derive(Debug, Default)]
struct Changed {
    contract: Box<str>,
    places: Vec<Option<i64>>,
}

/// Some members of a record, with when and by whom it was written.
fn members(seen: &Seen<'_>, names: &[&str]) -> Value {
    let kept = names.iter().filter_map(|name| Some(((*name).to_owned(), seen.facts.get(*name)?.clone())));
    let mut said: serde_json::Map<String, Value> = kept.collect();
    said.insert("at".to_owned(), json!(seen.at));
    said.insert("by".to_owned(), json!(seen.actor));
    Value::Object(said)
}

/// What a row says in both forms: with its words as a commitment, and as older records have them.
fn forms(plain: &Value, salt: &[u8], (name, words): (&str, &str)) -> [Value; 2] {
    let with = |name: &str, value: Value| {
        let mut said = plain.clone();
        add(&mut said, name, value);
        said
    };
    [with("words", json!(secret::commitment(salt, words))), with(name, json!(words))]
}

fn add(said: &mut Value, name: &str, value: Value) {
    if let Some(members) = said.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        self.parts.look(seen);
        self.entries.look(seen);
        self.marks.look(seen);
        self.proformas.look(seen);
        let text = |name: &str| seen.facts.get(name).and_then(Value::as_str).unwrap_or_default();
        match seen.kind {
            "limit.changed" => {
                let said = members(seen, &["contract", "was", "is", "words", "reason"]);
                let changed = self.limits.entry(print(&said.to_string())).or_default();
                changed.contract = text("contract").into();
                changed.places.push(seen.place);
                let is = seen.facts.get("is").cloned().unwrap_or_default();
                self.standing.insert(text("contract").to_owned(), (seen.place, is));
            }
            "payment.booked" => {
                let names = ["contract", "amount", "currency", "paid_on", "source", "words", "reference"];
                self.payments.put(text("payment"), seen.place, &members(seen, &names));
            }
            "payment.reversed" => {
                let names = ["contract", "amount", "currency", "paid_on", "reverses", "words", "reason"];
                self.payments.put(text("payment"), seen.place, &members(seen, &names));
            }
            "invoice.issued" => {
                let names = [
                    "invoice",
                    "kind",
                    "contract",
                    "order",
                    "shipment",
                    "issued_on",
                    "due_on",
                    "currency",
                    "lines",
                    "net",
                    "vat",
                    "total",
                    "words",
                ];
                self.invoices.put(text("invoice"), seen.place, &members(seen, &names));
            }
            "balance.opened" => {
                let key = [text("invoice"), text("payment")].concat();
                let names = ["contract", "amount", "currency", "invoice", "payment"];
                let mut said = members(seen, &names);
                if let Some(said) = said.as_object_mut() {
                    said.remove("by");
                }
                self.openings.put(&key, seen.place, &said);
                self.first_opening = Some(self.first_opening.map_or(seen.at, |first| first.min(seen.at)));
            }
            "invoice.deferred" => {
                let until = seen.facts.get("until").cloned().unwrap_or_default();
                self.deferred.insert(text("invoice").to_owned(), until);
            }
            _ => {}
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        alone(tx, "the limits of contracts", report, |tx, report| self.check_limits(tx, report))?;
        alone(tx, "the rows of payments", report, |tx, report| self.check_payments(tx, report))?;
        let entries = std::mem::take(&mut self.entries);
        alone(tx, "what the ledger says of payments", report, |tx, report| entries.check(tx, report))?;
        alone(tx, "the rows of invoices", report, |tx, report| self.check_invoices(tx, report))?;
        for Changed { contract, places } in self.limits.into_values() {
            for place in places {
                report.find(Layer::Rows, place, format!("change of the limit of contract {contract}"), "a row", "none");
            }
        }
        self.payments.end("payment", report);
        self.invoices.end("invoice", report);
        self.openings.end("balance brought in as", report);
        Ok(())
    }

    fn check_limits(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut after = i64::MIN;
        loop {
            let rows = store::proof_limits(tx, after, AT_ONCE)?;
            let Some(last) = rows.last() else { break };
            after = last.id.number();
            for row in &rows {
                report.rows += 1;
                self.limit(row, report);
            }
        }
        let mut standing: HashMap<String, Money> = store::standing_limits(tx)?.into_iter().collect();
        for (contract, (place, kept)) in std::mem::take(&mut self.standing) {
            let found = json!(standing.remove(&contract));
            if kept != found {
                report.find(Layer::Rows, place, format!("limit of contract {contract}"), kept.to_string(), found.to_string());
            }
        }
        for (contract, limit) in standing {
            report.find(Layer::Rows, None, format!("limit of contract {contract}"), "none", limit.to_string());
        }
        Ok(())
    }

    fn limit(&mut self, row: &ProofLimit, report: &mut Report) {
        let (number, salt) = &row.owner;
        let plain = json!({"contract": number, "was": row.was, "is": row.becomes, "at": row.at, "by": row.actor});
        let forms = forms(&plain, salt, ("reason", row.reason.as_str()));
        for said in &forms {
            if let Some(told) = self.limits.get_mut(&print(&said.to_string()))
                && told.places.pop().is_some()
            {
                return;
            }
        }
        let place = self.standing.get(number).and_then(|(place, _)| *place);
        report.find(Layer::Rows, place, format!("change of the limit of contract {number}"), "a record", forms[0].to_string());
    }

    fn check_payments(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("payment", ("payment", "id"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, store::proof_payments, |row: &ProofPayment| row.id.number(), report)? {
            for row in &rows {
                self.payment(row, report);
            }
            self.parts.check(tx, &rows, report)?;
        }
        Ok(())
    }

    fn payment(&mut self, row: &ProofPayment, report: &mut Report) {
        let (number, salt) = &row.owner;
        let (id, object) = (row.id.to_string(), format!("payment {} of contract {number}", row.id));
        if row.source == Source::Opening {
            let said = json!({
                "contract": number, "amount": row.amount, "currency": row.currency, "payment": row.id, "at": row.booked_at,
            });
            return self.opening(&id, &object, (row.booked_at, &said), report);
        }
        let mut plain =
            json!({"contract": number, "amount": row.amount, "currency": row.currency, "at": row.booked_at, "by": row.actor});
        let words = match row.reverses {
            Some(reverses) => {
                add(&mut plain, "reverses", json!(reverses));
                ("reason", row.reason.as_deref().unwrap_or_default())
            }
            None => {
                add(&mut plain, "source", json!(row.source));
                ("reference", row.reference.as_str())
            }
        };
        let without_day = forms(&plain, salt, words);
        add(&mut plain, "paid_on", json!(row.paid_on));
        let mut said = forms(&plain, salt, words).to_vec();
        if row.reverses.is_some() {
            self.taken_back(row, &object, report);
            said.extend(without_day);
        }
        self.payments.compare(&id, &object, &said, report);
    }

    /// Earlier programs did not tell on which day a payment was taken back: it was that of the booking, wherever on earth.
    fn taken_back(&self, row: &ProofPayment, object: &str, report: &mut Report) {
        let booked_on = row.booked_at.day_in(chrono_tz::UTC);
        if !(-1..=1).contains(&row.paid_on.signed_duration_since(booked_on).num_days()) {
            let place = self.payments.place(&row.id.to_string());
            report.find(Layer::Rows, place, format!("{object} (paid_on)"), booked_on.to_string(), row.paid_on.to_string());
        }
    }

    /// A balance that was brought in; what came before the first of which there is a record has none.
    fn opening(&mut self, key: &str, object: &str, (at, said): (Moment, &Value), report: &mut Report) {
        if self.openings.has(key) || self.first_opening.is_some_and(|first| at >= first) {
            self.openings.compare(key, object, std::slice::from_ref(said), report);
        }
    }

    fn check_invoices(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("invoice", ("invoice", "number"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, store::proof_invoices, |row: &ProofInvoice| row.id.number(), report)? {
            for row in &rows {
                self.invoice(row, report);
            }
        }
        Ok(())
    }

    fn invoice(&mut self, row: &ProofInvoice, report: &mut Report) {
        let object = format!("invoice {}", row.number);
        let place = self.invoices.place(&row.number).or_else(|| self.openings.place(&row.number));
        self.marks.check(row, report);
        self.proformas.check(row, report);
        let Ok(document) = serde_json::from_str::<Invoice>(&row.snapshot) else {
            return report.find(Layer::Rows, place, format!("{object}: snapshot"), "an invoice", "something else");
        };
        for (name, expected, found) in columns(row, &document, self.deferred.get(&row.number)) {
            if expected != found {
                report.find(Layer::Rows, place, format!("{object} ({name})"), expected, found);
            }
        }
        if row.kind == InvoiceKind::Opening {
            let said = json!({
                "contract": row.owner.0, "amount": row.total, "currency": row.currency, "invoice": row.number, "at": row.issued_at,
            });
            return self.opening(&row.number, &object, (row.issued_at, &said), report);
        }
        let mut old = invoice::plain(&document);
        add(&mut old, "at", json!(row.issued_at));
        add(&mut old, "by", json!(invoice::ISSUER));
        let mut new = old.clone();
        add(&mut new, "words", json!(secret::commitment(&row.owner.1, &invoice::words(&document))));
        self.invoices.compare(&row.number, &object, &[new, old], report);
    }
}

/// The columns beside the snapshot: what each should say, and what it says.
fn columns(row: &ProofInvoice, document: &Invoice, until: Option<&Value>) -> [(&'static str, String, String); 11] {
    let due_on = until.and_then(Value::as_str).map_or_else(|| document.due_on.to_string(), str::to_owned);
    let amounts = |net: Money, vat: Money, total: Money| format!("{net} + {vat} = {total}");
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        ("id", document.id.to_string(), row.id.to_string()),
        ("number", document.number.clone(), row.number.clone()),
        ("kind", document.kind.to_string(), row.kind.to_string()),
        ("contract", document.contract.clone(), row.owner.0.clone()),
        ("order", text(&document.order), text(&row.order)),
        ("shipment", document.shipment.is_some().to_string(), row.shipment.is_some().to_string()),
        ("issued_on", document.issued_on.to_string(), row.issued_on.to_string()),
        ("due_on", due_on, row.due_on.to_string()),
        ("currency", document.currency.code().to_owned(), row.currency.code().to_owned()),
        ("amounts", amounts(document.net, document.vat, document.total), amounts(row.net, row.vat, row.total)),
        ("own amounts", amounts(document.net, document.vat, document.total), own_amounts(document)),
    ]
}

/// What the lines of a document come to; a balance brought in has none.
fn own_amounts(document: &Invoice) -> String {
    let lines = || document.lines.iter().chain(&document.delivery);
    if document.kind == InvoiceKind::Opening {
        return format!("{} + {} = {}", document.net, document.vat, document.total);
    }
    let net = Money::sum(lines().map(|line| line.net)).unwrap_or_default();
    let vat = Money::sum(lines().map(|line| line.vat)).unwrap_or_default();
    format!("{net} + {vat} = {}", document.total)
}
