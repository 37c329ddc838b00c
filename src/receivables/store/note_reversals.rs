//! Credit notes that were taken back, in the database: rows are only added, one for a note at most.

use super::*;
use crate::receivables::credit_note::CreditNoteId;
use crate::receivables::credit_note::reversal::{Row, TakenBack};

diesel::table! {
    credit_note_reversal (note_id) { note_id -> BigInt, posted_at -> BigInt, issued_on -> Date, reason -> Text, actor -> Text }
}
diesel::allow_tables_to_appear_in_same_query!(credit_note_reversal, credit_note);
diesel::allow_tables_to_appear_in_same_query!(credit_note_reversal, credit_note_line);
diesel::allow_tables_to_appear_in_same_query!(credit_note_reversal, invoice);
diesel::allow_tables_to_appear_in_same_query!(credit_note_reversal, open_item);

/// Keeps that a note was taken back.
pub(in crate::receivables) fn insert_note_reversal(tx: &mut Tx, note: CreditNoteId, row: &Row) -> Answer<()> {
    diesel::insert_into(credit_note_reversal::table)
        .values((
            credit_note_reversal::note_id.eq(note),
            credit_note_reversal::posted_at.eq(row.posted_at),
            credit_note_reversal::issued_on.eq(row.issued_on),
            credit_note_reversal::reason.eq(&row.reason),
            credit_note_reversal::actor.eq(&row.actor),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// Whether a note was taken back.
pub(in crate::receivables) fn is_taken_back(tx: &mut Tx, note: CreditNoteId) -> Answer<bool> {
    let of_note = credit_note_reversal::table.filter(credit_note_reversal::note_id.eq(note));
    let count: i64 = of_note.count().get_result(tx.link())?;
    Ok(count > 0)
}

/// How some notes were taken back, as they are kept; of those that hold there is nothing.
pub(super) fn note_reversals(tx: &mut Tx, notes: &[CreditNoteId]) -> Answer<HashMap<CreditNoteId, Row>> {
    let mut found = HashMap::new();
    for chunk in notes.chunks(500) {
        let rows: Vec<(CreditNoteId, Moment, NaiveDate, String, String)> = credit_note_reversal::table
            .filter(credit_note_reversal::note_id.eq_any(chunk.to_vec()))
            .select((
                credit_note_reversal::note_id,
                credit_note_reversal::posted_at,
                credit_note_reversal::issued_on,
                credit_note_reversal::reason,
                credit_note_reversal::actor,
            ))
            .load(tx.link())?;
        found.extend(rows.into_iter().map(|(note, posted_at, issued_on, reason, actor)| {
            let row = Row { issued_on, posted_at, reason, actor };
            (note, row)
        }));
    }
    Ok(found)
}

/// The same with the names of those who did it.
pub(super) fn taken_back(tx: &mut Tx, notes: &[CreditNoteId]) -> Answer<HashMap<CreditNoteId, TakenBack>> {
    let rows = note_reversals(tx, notes)?;
    let authors = Authors::of(tx, rows.values().map(|row| &row.actor))?;
    let shown = |row: Row| {
        let by = authors.person(&row.actor);
        TakenBack { issued_on: row.issued_on, posted_at: row.posted_at, reason: row.reason, by }
    };
    Ok(rows.into_iter().map(|(note, row)| (note, shown(row))).collect())
}

/// What reversals gave back to some invoices until a moment: the totals of the notes that they took back.
pub(super) fn given_back_until(tx: &mut Tx, ids: &[InvoiceId], end: Moment) -> Answer<HashMap<InvoiceId, Money>> {
    let mut given = HashMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<(InvoiceId, Money)> = each_database!(tx, conn => credit_note_reversal::table
            .inner_join(credit_note::table.on(credit_note::id.eq(credit_note_reversal::note_id)))
            .filter(credit_note::invoice_id.eq_any(chunk.to_vec()).and(credit_note_reversal::posted_at.lt(end)))
            .group_by(credit_note::invoice_id)
            .select((credit_note::invoice_id, sql::<BigInt>("CAST(SUM(credit_note.total) AS BIGINT)")))
            .load(conn))?;
        given.extend(rows);
    }
    Ok(given)
}

/// The invoices of some contracts that were given something back at a moment or later.
pub(super) fn given_back_since(tx: &mut Tx, contracts: &[ContractId], end: Moment) -> Answer<Vec<InvoiceId>> {
    Ok(credit_note_reversal::table
        .inner_join(credit_note::table.on(credit_note::id.eq(credit_note_reversal::note_id)))
        .filter(credit_note::contract_id.eq_any(contracts.to_vec()).and(credit_note_reversal::posted_at.ge(end)))
        .select(credit_note::invoice_id)
        .load(tx.link())?)
}
