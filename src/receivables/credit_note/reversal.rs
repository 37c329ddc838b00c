//! Taking a credit note back: it stays as it was posted, a second document beside it says why it does not hold, and the invoice wants
//! again what the note had taken off it. A note is taken back whole and once; another note can then be posted in its place.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::access::permission::marks::BookPayments;
use crate::access::{Act, Recorded};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Money};
use crate::receivables::ledger::{self, EntryKind};
use crate::receivables::{allocation, block, store};
use crate::{say, seller};

/// A credit note that is to be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reversal {
    /// The note's number.
    pub note: String,
    /// Why, in words that stand on the document.
    pub reason: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversed {
    /// The note's number.
    pub number: String,
    /// The invoice's number.
    pub invoice: String,
    /// The day on which the note was taken back.
    pub issued_on: NaiveDate,
    /// The currency of every amount.
    pub currency: Currency,
    /// What the invoice wants again, with VAT.
    pub total: Money,
    /// What is still to be paid of the invoice: advances have paid what they could.
    pub open: Money,
}

/// How a note was taken back, as documents show it.
#[derive(Debug, Clone)]
pub struct TakenBack {
    /// The day.
    pub issued_on: NaiveDate,
    /// The moment.
    pub posted_at: Moment,
    /// Why, in words.
    pub reason: String,
    /// Who did it, by name; empty where a program did. For our staff only.
    pub by: String,
}

/// A reversal as it is kept.
#[derive(Debug, Clone)]
pub(in crate::receivables) struct Row {
    pub issued_on: NaiveDate,
    pub posted_at: Moment,
    pub reason: String,
    pub actor: String,
}

/// Takes a credit note back: the invoice wants more again, and advances that wait pay it at once.
pub fn reverse(act: &mut Act<'_, BookPayments>, new: &Reversal) -> Answer<Recorded<Reversed>> {
    let (reach, mark, now) = (act.reach(), act.actor().mark(), act.moment());
    let tx = act.tx();
    let filter = super::Filter { number: Some(new.note.clone()), limit: 1, ..super::Filter::default() };
    let note = store::credit_notes(tx, reach, &filter)?.pop().ok_or_else(No::not_found)?;
    let (contract, partner) = store::owner_of_invoice(tx, reach, &note.invoice)?.ok_or_else(No::not_found)?;
    let reason = super::checked_reason(&new.reason)?;
    ledger::hold(tx, contract)?;
    // Looked at now that nobody else can take it back or pay the invoice.
    if store::is_taken_back(tx, note.id)? {
        return Err(No::conflict("already_reversed", say!("correction-already-reversed")));
    }
    let (_, item) = store::invoice(tx, reach, &note.invoice)?.ok_or_else(No::not_found)?;
    let row = Row { issued_on: seller::day_of(tx, now)?, posted_at: now, reason, actor: mark.clone() };
    store::insert_note_reversal(tx, note.id, &row)?;
    ledger::post(tx, contract, EntryKind::CreditNoteReversal, &note.number, note.total, now)?;
    let is_renewed = store::renew(tx, item.invoice)?;
    store::set_wanted(tx, item.invoice, item.amount.plus(note.total)?)?;
    allocation::settle(tx, contract)?;
    let open = store::invoice(tx, reach, &note.invoice)?.map_or(Money::ZERO, |(_, item)| item.rest());
    let words = crate::receivables::hidden(tx, partner, &row.reason)?;
    let facts = json!({
        "number": note.number, "invoice": note.invoice, "contract": note.contract, "issued_on": row.issued_on, "currency": note.currency,
        "total": note.total, "words": words, "is_renewed": is_renewed,
    });
    act.note("credit_note.reversed", Some(partner), facts)?;
    block::evaluate(act.tx(), &mark, contract)?;
    let reversed = Reversed {
        number: note.number,
        invoice: note.invoice,
        issued_on: row.issued_on,
        currency: note.currency,
        total: note.total,
        open,
    };
    Ok(act.pass(reversed))
}
