//! Limits, payments and invoices as whoever verifies reads them: every column that says something, in the order of ids.

use super::blocks::{contract as owned, partner as owner};
use super::*;

/// The number of a contract, and the salt of its partner.
pub(in crate::receivables) type Owner = (String, Vec<u8>);

/// The owners of some contracts.
pub(super) fn owners(tx: &mut Tx, ids: &[ContractId]) -> Answer<HashMap<ContractId, Owner>> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(500) {
        let query = owned::table.inner_join(owner::table).filter(owned::id.eq_any(chunk.to_vec()));
        let rows: Vec<(ContractId, Owner)> = query.select((owned::id, (owned::number, owner::salt))).load(tx.link())?;
        found.extend(rows);
    }
    Ok(found)
}

/// A change of a limit, with its contract's owner.
#[derive(Debug, Clone)]
pub(in crate::receivables) struct ProofLimit {
    pub id: LimitChangeId,
    pub was: Option<Money>,
    pub becomes: Option<Money>,
    pub reason: String,
    pub actor: String,
    pub at: Moment,
    pub owner: Owner,
}

type LimitRow = (LimitChangeId, ContractId, Option<Money>, Option<Money>, String, String, Moment);

/// Changes of limits behind an id.
pub(in crate::receivables) fn proof_limits(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<ProofLimit>> {
    let rows: Vec<LimitRow> = limit_change::table
        .filter(limit_change::id.gt(after))
        .order(limit_change::id)
        .limit(at_most)
        .select((
            limit_change::id,
            limit_change::contract_id,
            limit_change::was,
            limit_change::becomes,
            limit_change::reason,
            limit_change::actor,
            limit_change::at,
        ))
        .load(tx.link())?;
    let owners = owners(tx, &rows.iter().map(|row| row.1).collect::<Vec<_>>())?;
    let whole = |(id, contract, was, becomes, reason, actor, at): LimitRow| {
        let owner = owners.get(&contract).cloned().unwrap_or_default();
        ProofLimit { id, was, becomes, reason, actor, at, owner }
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// The limits that stand, by the numbers of their contracts.
pub(in crate::receivables) fn standing_limits(tx: &mut Tx) -> Answer<Vec<(String, Money)>> {
    let query = standing::table.inner_join(contract::table.on(contract::id.eq(standing::contract_id)));
    let rows: Vec<(String, Option<Money>)> =
        query.filter(standing::credit_limit.is_not_null()).select((contract::number, standing::credit_limit)).load(tx.link())?;
    Ok(rows.into_iter().filter_map(|(number, limit)| Some((number, limit?))).collect())
}

/// A payment, with its contract's owner.
#[derive(Debug, Clone)]
pub(in crate::receivables) struct ProofPayment {
    pub id: PaymentId,
    pub amount: Money,
    pub currency: Currency,
    pub paid_on: NaiveDate,
    pub reference: String,
    pub source: Source,
    pub booked_at: Moment,
    pub actor: String,
    pub reverses: Option<PaymentId>,
    pub reason: Option<String>,
    pub owner: Owner,
}

type PaymentsRow =
    ((PaymentId, ContractId, Money, Currency), (NaiveDate, String, Source, Moment), (String, Option<PaymentId>, Option<String>));

/// Payments behind an id.
pub(in crate::receivables) fn proof_payments(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<ProofPayment>> {
    let rows: Vec<PaymentsRow> = payment::table
        .filter(payment::id.gt(after))
        .order(payment::id)
        .limit(at_most)
        .select((
            (payment::id, payment::contract_id, payment::amount, payment::currency),
            (payment::paid_on, payment::reference, payment::source, payment::booked_at),
            (payment::actor, payment::reverses, payment::reason),
        ))
        .load(tx.link())?;
    let owners = owners(tx, &rows.iter().map(|row| row.0.1).collect::<Vec<_>>())?;
    let whole =
        |((id, contract, amount, currency), (paid_on, reference, source, booked_at), (actor, reverses, reason)): PaymentsRow| {
            let owner = owners.get(&contract).cloned().unwrap_or_default();
            ProofPayment { id, amount, currency, paid_on, reference, source, booked_at, actor, reverses, reason, owner }
        };
    Ok(rows.into_iter().map(whole).collect())
}

/// What invoices took of some payments and gave back: payment, when, invoice, how much.
pub(in crate::receivables) fn proof_parts(tx: &mut Tx, ids: &[PaymentId]) -> Answer<Vec<(PaymentId, Moment, String, Money)>> {
    Ok(allocation::table
        .inner_join(invoice::table.on(invoice::id.eq(allocation::invoice_id)))
        .filter(allocation::payment_id.eq_any(ids.to_vec()))
        .order(allocation::id)
        .select((allocation::payment_id, allocation::at, invoice::number, allocation::amount))
        .load(tx.link())?)
}

/// An entry of the ledger, with its contract's number.
#[derive(Debug, Clone)]
pub(in crate::receivables) struct ProofEntry {
    pub id: EntryId,
    pub contract: String,
    pub kind: EntryKind,
    pub document: String,
    pub amount: Money,
    pub at: Moment,
}

type EntriesRow = (EntryId, ContractId, EntryKind, String, Money, Moment);

/// Entries behind an id of balances that were brought in and of money that came and went.
pub(in crate::receivables) fn proof_entries(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<ProofEntry>> {
    entries(tx, &[EntryKind::Opening, EntryKind::Payment, EntryKind::Reversal], (after, at_most))
}

/// Entries behind an id of what orders committed and gave back.
pub(in crate::receivables) fn proof_commitments(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<ProofEntry>> {
    entries(tx, &[EntryKind::Commitment], (after, at_most))
}

fn entries(tx: &mut Tx, kinds: &[EntryKind], (after, at_most): (i64, i64)) -> Answer<Vec<ProofEntry>> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let rows: Vec<EntriesRow> = ledger_entry::table
        .filter(ledger_entry::id.gt(after).and(ledger_entry::kind.eq_any(kinds)))
        .order(ledger_entry::id)
        .limit(at_most)
        .select((
            ledger_entry::id,
            ledger_entry::contract_id,
            ledger_entry::kind,
            ledger_entry::document,
            ledger_entry::amount,
            ledger_entry::at,
        ))
        .load(tx.link())?;
    let owners = owners(tx, &rows.iter().map(|row| row.1).collect::<Vec<_>>())?;
    let whole = |(id, contract, kind, document, amount, at): EntriesRow| {
        let contract = owners.get(&contract).map(|(number, _)| number.clone()).unwrap_or_default();
        ProofEntry { id, contract, kind, document, amount, at }
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// An invoice's own row, with what is open of it and its contract's owner.
#[derive(Debug, Clone)]
pub(in crate::receivables) struct ProofInvoice {
    pub id: InvoiceId,
    pub number: String,
    pub kind: InvoiceKind,
    pub order: Option<String>,
    pub shipment: Option<i64>,
    pub issued_at: Moment,
    pub issued_on: NaiveDate,
    pub currency: Currency,
    pub net: Money,
    pub vat: Money,
    pub total: Money,
    pub snapshot: String,
    pub due_on: NaiveDate,
    pub wanted: Money,
    pub dispute: Option<String>,
    pub is_waived: bool,
    pub owner: Owner,
}

type InvoicesRow = (
    (InvoiceId, String, InvoiceKind, ContractId),
    (Option<i64>, Moment, NaiveDate, Currency),
    (Money, Money, Money),
    (String, NaiveDate, Option<String>),
    (Money, Option<String>, bool),
);

/// Invoices behind an id.
pub(in crate::receivables) fn proof_invoices(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<ProofInvoice>> {
    let rows: Vec<InvoicesRow> = open_item::table
        .inner_join(invoice::table.on(invoice::id.eq(open_item::invoice_id)))
        .left_join(sales_order::table.on(invoice::order_id.eq(sales_order::id.nullable())))
        .filter(invoice::id.gt(after))
        .order(invoice::id)
        .limit(at_most)
        .select((
            (invoice::id, invoice::number, invoice::kind, invoice::contract_id),
            (invoice::shipment_id, invoice::issued_at, invoice::issued_on, invoice::currency),
            (invoice::net, invoice::vat, invoice::total),
            (invoice::snapshot, open_item::due_on, sales_order::number.nullable()),
            (open_item::amount, open_item::dispute, open_item::is_waived),
        ))
        .load(tx.link())?;
    let owners = owners(tx, &rows.iter().map(|row| row.0.3).collect::<Vec<_>>())?;
    let whole =
        |((id, number, kind, contract), (shipment, issued_at, issued_on, currency), (net, vat, total), rest, marks): InvoicesRow| {
            let ((snapshot, due_on, order), (wanted, dispute, is_waived)) = (rest, marks);
            let owner = owners.get(&contract).cloned().unwrap_or_default();
            ProofInvoice {
                id,
                number,
                kind,
                order,
                shipment,
                issued_at,
                issued_on,
                currency,
                net,
                vat,
                total,
                snapshot,
                due_on,
                wanted,
                dispute,
                is_waived,
                owner,
            }
        };
    Ok(rows.into_iter().map(whole).collect())
}
