//! Credit notes: the only way to correct an invoice that is posted. A note takes goods or money off its lines, never more in all than they
//! say; it is posted with a number without gaps, stands in the ledger and never changes, but may be taken back. Stock is not its business.

pub(super) mod proof;
pub mod reversal;
pub mod share;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::invoice::{self, BillLine, Invoice, InvoiceKind};
use super::ledger::{self, EntryKind};
use super::{allocation, block, store};
use crate::access::permission::marks::{BookPayments, ReadMoney};
use crate::access::{Act, Recorded};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Money, text};
use crate::platform::web::Sort;
use crate::platform::web::sort::Place;
use crate::say;
use crate::seller;
pub use share::{NewLine, Part};

crate::typed_id!(
    /// A credit note.
    CreditNoteId, "crn"
);

/// A correction that somebody wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewNote {
    /// The invoice's number.
    pub invoice: String,
    /// Why, in words that stand on the document.
    pub reason: String,
    /// What of which line.
    pub lines: Vec<NewLine>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// Its number.
    pub number: String,
    /// The invoice's number.
    pub invoice: String,
    /// The day of the document.
    pub issued_on: NaiveDate,
    /// The currency of every amount.
    pub currency: Currency,
    /// Without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// With VAT.
    pub total: Money,
    /// What is still to be paid of the invoice.
    pub open: Money,
    /// What was paid beyond what the invoice wants now: an advance, which pays what else is owed.
    pub freed: Money,
}

/// A note as it is kept.
pub(super) struct Row {
    pub id: CreditNoteId,
    pub number: String,
    pub issued_on: NaiveDate,
    pub sum: Part,
    pub reason: String,
    pub actor: String,
}

/// Posts a credit note: the invoice wants less, and what was paid beyond that pays other debts or waits as an advance.
pub fn post(act: &mut Act<'_, BookPayments>, new: &NewNote) -> Answer<Recorded<Posted>> {
    let (reach, mark, now) = (act.reach(), act.actor().mark(), act.moment());
    let tx = act.tx();
    let (contract, partner) = store::owner_of_invoice(tx, reach, &new.invoice)?.ok_or_else(No::not_found)?;
    let reason = checked_reason(&new.reason)?;
    ledger::hold(tx, contract)?;
    // Looked at now that nobody else can correct it or pay it.
    let (document, item) = store::invoice(tx, reach, &new.invoice)?.ok_or_else(No::not_found)?;
    if document.kind != InvoiceKind::Invoice {
        return Err(No::conflict("not_correctable", say!("correction-not-correctable")));
    }
    let left = share::left(&document, &store::credited_lines(tx, document.id)?)?;
    let lines = share::take(&left, &new.lines, document.currency)?;
    let sum = share::total(&lines)?;
    let issued_on = seller::day_of(tx, now)?;
    let number = format!("CN-{:06}", store::next(tx, "credit_note")?);
    let row = Row { id: tx.new_id(), number, issued_on, sum, reason, actor: mark.clone() };
    store::insert_credit_note(tx, (document.id, contract), &row, &lines)?;
    ledger::post(tx, contract, EntryKind::CreditNote, &row.number, Money::ZERO.minus(sum.gross)?, now)?;
    let freed = sum.gross.minus(item.rest())?.max(Money::ZERO);
    invoice::lower(tx, contract, &item, sum.gross)?;
    // What is free again pays what is owed, so that nobody's goods are stopped over money that is here.
    allocation::settle(tx, contract)?;
    let open = store::invoice(tx, reach, &new.invoice)?.map_or(Money::ZERO, |(_, item)| item.rest());
    let words = super::hidden(tx, partner, &row.reason)?;
    let mut facts = plain(&row, &document, &lines);
    if let Some(members) = facts.as_object_mut() {
        members.insert("words".to_owned(), json!(words));
    }
    act.note("credit_note.posted", Some(partner), facts)?;
    block::evaluate(act.tx(), &mark, contract)?;
    let posted = Posted {
        number: row.number,
        invoice: document.number,
        issued_on,
        currency: document.currency,
        net: sum.net,
        vat: sum.vat,
        total: sum.gross,
        open,
        freed,
    };
    Ok(act.pass(posted))
}

fn checked_reason(reason: &str) -> Answer<String> {
    let reason = text::paragraph(reason, 500).ok().filter(|reason| !reason.is_empty());
    reason.ok_or_else(|| No::invalid("reason", "missing", say!("money-reason-missing")))
}

/// What of a note stands in its record as it is.
fn plain(row: &Row, document: &Invoice, lines: &[(i64, Part)]) -> Value {
    json!({
        "number": row.number, "invoice": document.number, "contract": document.contract, "issued_on": row.issued_on,
        "currency": document.currency, "lines": lines.iter().map(line_facts).collect::<Vec<_>>(), "net": row.sum.net, "vat": row.sum.vat,
        "total": row.sum.gross,
    })
}

/// A line of a note as records tell it.
fn line_facts((line, part): &(i64, Part)) -> Value {
    json!({"line": line, "quantity": part.quantity, "net": part.net, "vat": part.vat, "gross": part.gross})
}

crate::words! {
    /// By what credit notes are sorted.
    pub enum NotesBy {
        /// The moment of posting.
        Posted = "posted",
        /// How much.
        Total = "total",
    }
}

impl Default for Sort<NotesBy> {
    fn default() -> Self {
        Sort::down(NotesBy::Posted)
    }
}

/// Which notes, in which order, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// This one only, by number.
    pub number: Option<String>,
    /// Of this invoice only, by number.
    pub invoice: Option<String>,
    /// Of this contract only, by number.
    pub contract: Option<String>,
    /// Of this partner only, by code.
    pub partner: Option<String>,
    /// Posted on or after this day.
    pub from: Option<NaiveDate>,
    /// Posted on or before this day.
    pub until: Option<NaiveDate>,
    /// In which order.
    pub sort: Sort<NotesBy>,
    /// Behind which note to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// A note as a list shows it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: CreditNoteId,
    /// Its number.
    pub number: String,
    /// The invoice's number.
    pub invoice: String,
    /// The contract's number.
    pub contract: String,
    /// The partner's code and name.
    pub partner: (String, String),
    /// The day of the document.
    pub issued_on: NaiveDate,
    /// The currency of every amount.
    pub currency: Currency,
    /// Without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// With VAT.
    pub total: Money,
    /// Why, in words.
    pub reason: String,
    /// When it was posted.
    pub posted_at: Moment,
    /// Who posted it, by name, or answers for the key that did; empty where the program itself did. For our staff only.
    pub posted_by: String,
    /// How it was taken back, if it was: it holds no more then.
    pub reversed: Option<reversal::TakenBack>,
}

impl Listed {
    /// Its place in an order.
    pub fn place(&self, by: NotesBy) -> Place {
        let key = match by {
            NotesBy::Posted => String::new(),
            NotesBy::Total => self.total.steps().to_string(),
        };
        (key, self.id.number())
    }
}

/// A page of notes within reach.
pub fn list(act: &mut Act<'_, ReadMoney>, filter: &Filter) -> Answer<Vec<Listed>> {
    let reach = act.reach();
    store::credit_notes(act.tx(), reach, filter)
}

/// A note in full.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The note.
    pub note: Listed,
    /// What it takes off which line of the invoice.
    pub lines: Vec<(i64, Part)>,
    /// The invoice, as it was issued.
    pub invoice: Invoice,
}

impl Looked {
    /// Its lines, each with the line of the invoice that it corrects.
    pub fn rows(&self) -> Vec<(i64, &BillLine, Part)> {
        let all: Vec<&BillLine> = self.invoice.lines.iter().chain(&self.invoice.delivery).collect();
        let corrected = |line: i64| line.checked_sub(1).and_then(|place| all.get(usize::try_from(place).ok()?).copied());
        self.lines.iter().filter_map(|(line, part)| Some((*line, corrected(*line)?, *part))).collect()
    }
}

/// One note within reach.
pub fn look(act: &mut Act<'_, ReadMoney>, number: &String) -> Answer<Looked> {
    let reach = act.reach();
    let tx = act.tx();
    let filter = Filter { number: Some(number.clone()), limit: 1, ..Filter::default() };
    let note = store::credit_notes(tx, reach, &filter)?.pop().ok_or_else(No::not_found)?;
    let lines = store::lines_of_credit_note(tx, note.id)?;
    let (invoice, _) = store::invoice(tx, reach, &note.invoice)?.ok_or_else(No::not_found)?;
    Ok(Looked { note, lines, invoice })
}
