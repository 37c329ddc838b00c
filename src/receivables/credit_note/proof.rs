//! Credit notes, and how they were taken back, against their records, both ways: number, sums, lines, invoice, words, who and when.
//! That a note stands in the ledger and takes no more than the invoice says is held by the sentences of `keeping`. Called by the proof of
//! this room; it reads only.

use serde_json::{Map, Value, json};

use super::line_facts;
use super::reversal::Row as Reversal;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::secret;
use crate::receivables::store::{self, ProofNote};
use crate::records::verify::legible::Pages;
use crate::records::verify::prints::Prints;
use crate::records::verify::{Report, Seen};

/// Rows compared at once.
const AT_ONCE: i64 = 500;

/// What stands in a record and is held against the row.
const NAMES: &[&str] = &["invoice", "contract", "issued_on", "currency", "lines", "net", "vat", "total", "words"];

/// The same of the reversal of a note.
const OF_REVERSAL: &[&str] = &["invoice", "contract", "issued_on", "currency", "total", "words"];

/// What the records say of credit notes.
#[derive(Debug, Default)]
pub struct Proof {
    notes: Prints,
    reversals: Prints,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let (names, kept) = match seen.kind {
            "credit_note.posted" => (NAMES, &mut self.notes),
            "credit_note.reversed" => (OF_REVERSAL, &mut self.reversals),
            _ => return,
        };
        let number = seen.facts.get("number").and_then(Value::as_str).unwrap_or_default();
        let told = names.iter().filter_map(|name| Some(((*name).to_owned(), seen.facts.get(*name)?.clone())));
        let mut said: Map<String, Value> = told.collect();
        said.insert("at".to_owned(), json!(seen.at));
        said.insert("by".to_owned(), json!(seen.actor));
        kept.put(number, seen.place, &Value::Object(said));
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("credit_note", ("credit note", "number"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, store::proof_credit_notes, |row: &ProofNote| row.id.number(), report)? {
            for row in &rows {
                let object = format!("credit note {} of contract {}", row.number, row.owner.0);
                self.notes.compare(&row.number, &object, &[said(row)], report);
                if let Some(reversal) = &row.reversed {
                    let object = format!("reversal of {object}");
                    self.reversals.compare(&row.number, &object, &[said_of_reversal(row, reversal)], report);
                }
            }
        }
        self.notes.end("credit note", report);
        self.reversals.end("reversal of credit note", report);
        Ok(())
    }
}

/// What a row says, in the form of its record.
fn said(row: &ProofNote) -> Value {
    let (net, vat, total) = row.sum;
    json!({
        "invoice": row.invoice, "contract": row.owner.0, "issued_on": row.issued_on, "currency": row.currency,
        "lines": row.lines.iter().map(line_facts).collect::<Vec<_>>(), "net": net, "vat": vat, "total": total,
        "words": secret::commitment(&row.owner.1, &row.reason), "at": row.posted_at, "by": row.actor,
    })
}

/// What the row of a reversal says, in the form of its record.
fn said_of_reversal(note: &ProofNote, row: &Reversal) -> Value {
    json!({
        "invoice": note.invoice, "contract": note.owner.0, "issued_on": row.issued_on, "currency": note.currency, "total": note.sum.2,
        "words": secret::commitment(&note.owner.1, &row.reason), "at": row.posted_at, "by": row.actor,
    })
}
