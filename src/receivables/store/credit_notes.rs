//! Credit notes and their lines, in the database: only added, and read beside the invoices that they correct.

use super::invoices::within_reach;
use super::proofs::{Owner, owners};
use super::*;
use crate::platform::values::{Quantity, text};
use crate::receivables::credit_note::reversal::Row as Reversal;
use crate::receivables::credit_note::{CreditNoteId, Filter, Listed, NotesBy, Part as NotePart, Row};

diesel::table! {
    credit_note (id) {
        id -> BigInt, number -> Text, invoice_id -> BigInt, contract_id -> BigInt, posted_at -> BigInt, issued_on -> Date, net -> BigInt,
        vat -> BigInt, total -> BigInt, reason -> Text, actor -> Text,
    }
}
diesel::table! {
    credit_note_line (note_id, position) {
        note_id -> BigInt, position -> BigInt, quantity -> BigInt, net -> BigInt, vat -> BigInt, gross -> BigInt,
    }
}
diesel::allow_tables_to_appear_in_same_query!(credit_note, credit_note_line);
diesel::allow_tables_to_appear_in_same_query!(credit_note, invoice);
diesel::allow_tables_to_appear_in_same_query!(credit_note, open_item);
diesel::allow_tables_to_appear_in_same_query!(credit_note, contract);
diesel::allow_tables_to_appear_in_same_query!(credit_note, partner);
diesel::allow_tables_to_appear_in_same_query!(credit_note, sales_order);

/// Writes a note with its lines, of an invoice under its contract.
pub(in crate::receivables) fn insert_credit_note(
    tx: &mut Tx,
    (of, contract): (InvoiceId, ContractId),
    row: &Row,
    lines: &[(i64, NotePart)],
) -> Answer<()> {
    let at = tx.moment();
    diesel::insert_into(credit_note::table)
        .values((
            (credit_note::id.eq(row.id), credit_note::number.eq(&row.number)),
            (credit_note::invoice_id.eq(of), credit_note::contract_id.eq(contract)),
            (credit_note::posted_at.eq(at), credit_note::issued_on.eq(row.issued_on)),
            (credit_note::net.eq(row.sum.net), credit_note::vat.eq(row.sum.vat), credit_note::total.eq(row.sum.gross)),
            (credit_note::reason.eq(&row.reason), credit_note::actor.eq(&row.actor)),
        ))
        .execute(tx.link())?;
    for (position, part) in lines {
        diesel::insert_into(credit_note_line::table)
            .values((
                credit_note_line::note_id.eq(row.id),
                credit_note_line::position.eq(*position),
                credit_note_line::quantity.eq(part.quantity),
                credit_note_line::net.eq(part.net),
                credit_note_line::vat.eq(part.vat),
                credit_note_line::gross.eq(part.gross),
            ))
            .execute(tx.link())?;
    }
    Ok(())
}

type LineRow = (i64, Quantity, Money, Money, Money);

macro_rules! line_columns {
    () => {
        (
            credit_note_line::position,
            credit_note_line::quantity,
            credit_note_line::net,
            credit_note_line::vat,
            credit_note_line::gross,
        )
    };
}

fn line_of((line, quantity, net, vat, gross): LineRow) -> (i64, NotePart) {
    (line, NotePart { quantity, net, vat, gross })
}

/// What notes that hold have taken off the lines of an invoice so far, the first first.
pub(in crate::receivables) fn credited_lines(tx: &mut Tx, of: InvoiceId) -> Answer<Vec<(i64, NotePart)>> {
    let rows: Vec<(CreditNoteId, LineRow)> = credit_note_line::table
        .inner_join(credit_note::table.on(credit_note::id.eq(credit_note_line::note_id)))
        .filter(credit_note::invoice_id.eq(of))
        .order((credit_note::id, credit_note_line::position))
        .select((credit_note::id, line_columns!()))
        .load(tx.link())?;
    let reversed = note_reversals(tx, &rows.iter().map(|row| row.0).collect::<Vec<_>>())?;
    Ok(rows.into_iter().filter(|(note, _)| !reversed.contains_key(note)).map(|(_, row)| line_of(row)).collect())
}

/// The lines of a note, in the order of the invoice.
pub(in crate::receivables) fn lines_of_credit_note(tx: &mut Tx, note: CreditNoteId) -> Answer<Vec<(i64, NotePart)>> {
    let rows: Vec<LineRow> = credit_note_line::table
        .filter(credit_note_line::note_id.eq(note))
        .order(credit_note_line::position)
        .select(line_columns!())
        .load(tx.link())?;
    Ok(rows.into_iter().map(line_of).collect())
}

type ListedRow = (
    (CreditNoteId, String, String, String),
    (String, String),
    (NaiveDate, Currency),
    (Money, Money, Money),
    (String, Moment, String),
);

/// Notes within reach: whoever may see an invoice may see what corrects it.
pub(in crate::receivables) fn credit_notes(tx: &mut Tx, reach: &Reach, filter: &Filter) -> Answer<Vec<Listed>> {
    let mut query = credit_note::table
        .inner_join(invoice::table.on(invoice::id.eq(credit_note::invoice_id)))
        .inner_join(contract::table.on(contract::id.eq(credit_note::contract_id)))
        .inner_join(partner::table.on(partner::id.eq(invoice::partner_id)))
        .left_join(sales_order::table.on(invoice::order_id.eq(sales_order::id.nullable())))
        .select((
            (credit_note::id, credit_note::number, invoice::number, contract::number),
            (partner::code, partner::name),
            (credit_note::issued_on, invoice::currency),
            (credit_note::net, credit_note::vat, credit_note::total),
            (credit_note::reason, credit_note::posted_at, credit_note::actor),
        ))
        .into_boxed();
    query = within_reach!(query, reach);
    if let Some(number) = &filter.number {
        query = query.filter(credit_note::number.eq(number.clone()));
    }
    if let Some(number) = &filter.invoice {
        query = query.filter(invoice::number.eq(number.clone()));
    }
    if let Some(number) = &filter.contract {
        query = query.filter(contract::number.eq(number.clone()));
    }
    if let Some(code) = &filter.partner {
        query = query.filter(partner::code.eq_any(text::spellings(code)));
    }
    if let Some(from) = filter.from {
        query = query.filter(credit_note::issued_on.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(credit_note::issued_on.le(until));
    }
    let (is_descending, after) = (filter.sort.is_descending, filter.after.clone());
    let query = match filter.sort.by {
        // Ids grow with the moments of posting.
        NotesBy::Posted => in_order!(query, credit_note::id, is_descending, after.map(|(_, id)| id)),
        NotesBy::Total => in_order!(query, credit_note::total, credit_note::id, is_descending, sort::by_number(after)?),
    };
    let rows: Vec<ListedRow> = query.limit(filter.limit).load(tx.link())?;
    let authors = Authors::of(tx, rows.iter().map(|row| &row.4.2))?;
    let mut reversed = taken_back(tx, &rows.iter().map(|row| row.0.0).collect::<Vec<_>>())?;
    let listed = |row: ListedRow| {
        let reversed = reversed.remove(&row.0.0);
        Listed { reversed, ..listed(row, &authors) }
    };
    Ok(rows.into_iter().map(listed).collect())
}

fn listed(row: ListedRow, authors: &Authors) -> Listed {
    let ((id, number, invoice, contract), partner, (issued_on, currency), (net, vat, total), (reason, posted_at, actor)) = row;
    let posted_by = authors.person(&actor);
    Listed {
        id,
        number,
        invoice,
        contract,
        partner,
        issued_on,
        currency,
        net,
        vat,
        total,
        reason,
        posted_at,
        posted_by,
        reversed: None,
    }
}

/// What notes have taken off some invoices before a moment, as the ledger counts them.
pub(super) fn credited_until(tx: &mut Tx, ids: &[InvoiceId], end: Moment) -> Answer<HashMap<InvoiceId, Money>> {
    let mut credited = HashMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<(InvoiceId, Money)> = each_database!(tx, conn => credit_note::table
            .filter(credit_note::invoice_id.eq_any(chunk.to_vec()).and(credit_note::posted_at.lt(end)))
            .group_by(credit_note::invoice_id)
            .select((credit_note::invoice_id, sql::<BigInt>("CAST(SUM(credit_note.total) AS BIGINT)")))
            .load(conn))?;
        credited.extend(rows);
    }
    Ok(credited)
}

/// A note as whoever verifies reads it, with its lines, the invoice's number and currency, and its contract's owner.
#[derive(Debug, Clone)]
pub(in crate::receivables) struct ProofNote {
    pub id: CreditNoteId,
    pub number: String,
    pub invoice: String,
    pub currency: Currency,
    pub posted_at: Moment,
    pub issued_on: NaiveDate,
    pub sum: (Money, Money, Money),
    pub reason: String,
    pub actor: String,
    pub lines: Vec<(i64, NotePart)>,
    pub reversed: Option<Reversal>,
    pub owner: Owner,
}

type ProofRow =
    ((CreditNoteId, String, ContractId), (String, Currency), (Moment, NaiveDate), (Money, Money, Money), (String, String));

/// Notes behind an id.
pub(in crate::receivables) fn proof_credit_notes(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<ProofNote>> {
    let rows: Vec<ProofRow> = credit_note::table
        .inner_join(invoice::table.on(invoice::id.eq(credit_note::invoice_id)))
        .filter(credit_note::id.gt(after))
        .order(credit_note::id)
        .limit(at_most)
        .select((
            (credit_note::id, credit_note::number, credit_note::contract_id),
            (invoice::number, invoice::currency),
            (credit_note::posted_at, credit_note::issued_on),
            (credit_note::net, credit_note::vat, credit_note::total),
            (credit_note::reason, credit_note::actor),
        ))
        .load(tx.link())?;
    let owners = owners(tx, &rows.iter().map(|row| row.0.2).collect::<Vec<_>>())?;
    let mut lines = lines_of_credit_notes(tx, &rows.iter().map(|row| row.0.0).collect::<Vec<_>>())?;
    let mut reversals = note_reversals(tx, &rows.iter().map(|row| row.0.0).collect::<Vec<_>>())?;
    let whole = |((id, number, contract), (invoice, currency), (posted_at, issued_on), sum, (reason, actor)): ProofRow| {
        let (lines, owner) = (lines.remove(&id).unwrap_or_default(), owners.get(&contract).cloned().unwrap_or_default());
        let reversed = reversals.remove(&id);
        ProofNote { id, number, invoice, currency, posted_at, issued_on, sum, reason, actor, lines, reversed, owner }
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// The lines of some notes.
fn lines_of_credit_notes(tx: &mut Tx, ids: &[CreditNoteId]) -> Answer<HashMap<CreditNoteId, Vec<(i64, NotePart)>>> {
    let mut found: HashMap<CreditNoteId, Vec<(i64, NotePart)>> = HashMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<(CreditNoteId, LineRow)> = credit_note_line::table
            .filter(credit_note_line::note_id.eq_any(chunk.to_vec()))
            .order((credit_note_line::note_id, credit_note_line::position))
            .select((credit_note_line::note_id, line_columns!()))
            .load(tx.link())?;
        for (note, row) in rows {
            found.entry(note).or_default().push(line_of(row));
        }
    }
    Ok(found)
}
