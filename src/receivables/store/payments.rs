//! Payments, what they paid and what is left of them, in the database.

use super::*;
use crate::platform::values::text;

/// Writes a payment.
pub(in crate::receivables) fn insert_payment(tx: &mut Tx, debtor: &Debtor, row: &PaymentRow) -> Answer<()> {
    let at = tx.moment();
    diesel::insert_into(payment::table)
        .values((
            payment::id.eq(row.id),
            payment::contract_id.eq(debtor.contract),
            payment::amount.eq(row.amount),
            payment::currency.eq(debtor.currency),
            payment::paid_on.eq(row.paid_on),
            payment::reference.eq(&row.reference),
            payment::source.eq(row.source),
            payment::booked_at.eq(at),
            payment::actor.eq(&row.actor),
            payment::reverses.eq(row.reverses),
            payment::reason.eq(&row.reason),
            payment::fingerprint.eq(&row.fingerprint),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// A payment as it is kept.
pub(in crate::receivables) fn payment(tx: &mut Tx, id: PaymentId) -> Answer<PaymentRow> {
    type Kept = (Money, NaiveDate, String, Source, String, (Option<PaymentId>, Option<String>, Option<String>));
    let (amount, paid_on, reference, source, actor, (reverses, reason, fingerprint)): Kept = payment::table
        .filter(payment::id.eq(id))
        .select((
            payment::amount,
            payment::paid_on,
            payment::reference,
            payment::source,
            payment::actor,
            (payment::reverses, payment::reason, payment::fingerprint),
        ))
        .first(tx.link())?;
    Ok(PaymentRow { id, amount, paid_on, reference, source, actor, reverses, reason, fingerprint })
}

/// The contract of a payment, among some partners.
pub(in crate::receivables) fn contract_of_payment(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    id: PaymentId,
) -> Answer<Option<ContractId>> {
    let mut query = payment::table
        .inner_join(contract::table.on(contract::id.eq(payment::contract_id)))
        .filter(payment::id.eq(id))
        .select(payment::contract_id)
        .into_boxed();
    if let Some(partners) = partners {
        query = query.filter(contract::partner_id.eq_any(partners));
    }
    Ok(query.first(tx.link()).optional()?)
}

/// The number of a payment's contract, whose that is, and the payment's currency.
pub(in crate::receivables) fn owner_of_payment(tx: &mut Tx, id: PaymentId) -> Answer<(String, PartnerId, Currency)> {
    Ok(payment::table
        .inner_join(contract::table.on(contract::id.eq(payment::contract_id)))
        .filter(payment::id.eq(id))
        .select((contract::number, contract::partner_id, payment::currency))
        .first(tx.link())?)
}

/// The numbers of some invoices.
pub(in crate::receivables) fn numbers_of_invoices(tx: &mut Tx, ids: &[InvoiceId]) -> Answer<HashMap<InvoiceId, String>> {
    let query = invoice::table.filter(invoice::id.eq_any(ids.to_vec()));
    let rows: Vec<(InvoiceId, String)> = query.select((invoice::id, invoice::number)).load(tx.link())?;
    Ok(rows.into_iter().collect())
}

/// The payment of a fingerprint.
pub(in crate::receivables) fn payment_by_fingerprint(tx: &mut Tx, fingerprint: &str) -> Answer<Option<PaymentId>> {
    Ok(payment::table.filter(payment::fingerprint.eq(fingerprint.to_owned())).select(payment::id).first(tx.link()).optional()?)
}

/// Whether a payment was taken back.
pub(in crate::receivables) fn is_reversed(tx: &mut Tx, id: PaymentId) -> Answer<bool> {
    let found: Option<PaymentId> =
        payment::table.filter(payment::reverses.eq(Some(id))).select(payment::id).first(tx.link()).optional()?;
    Ok(found.is_some())
}

/// Keeps that an invoice took a part of a payment.
pub(in crate::receivables) fn insert_allocation(
    tx: &mut Tx,
    payment: PaymentId,
    invoice: InvoiceId,
    amount: Money,
) -> Answer<()> {
    let (id, at) = (tx.new_id::<AllocationId>(), tx.moment());
    diesel::insert_into(allocation::table)
        .values((
            allocation::id.eq(id),
            allocation::payment_id.eq(payment),
            allocation::invoice_id.eq(invoice),
            allocation::amount.eq(amount),
            allocation::at.eq(at),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// What payments have left for a contract, the oldest first.
pub(in crate::receivables) fn advances(tx: &mut Tx, contract: ContractId) -> Answer<Vec<(PaymentId, Money)>> {
    Ok(advance::table
        .inner_join(payment::table.on(payment::id.eq(advance::payment_id)))
        .filter(advance::contract_id.eq(contract))
        .order((payment::paid_on, payment::id))
        .select((advance::payment_id, advance::rest))
        .load(tx.link())?)
}

/// Sets what a payment has left; nothing has no row.
pub(in crate::receivables) fn set_advance(tx: &mut Tx, id: PaymentId, contract: ContractId, rest: Money) -> Answer<()> {
    diesel::delete(advance::table.filter(advance::payment_id.eq(id))).execute(tx.link())?;
    if rest.is_positive() {
        diesel::insert_into(advance::table)
            .values((advance::payment_id.eq(id), advance::contract_id.eq(contract), advance::rest.eq(rest)))
            .execute(tx.link())?;
    }
    Ok(())
}

/// The payments that an invoice holds something of, the oldest first; what was taken back is not there any more.
pub(in crate::receivables) fn paid_by(tx: &mut Tx, id: InvoiceId) -> Answer<Vec<(PaymentId, Money)>> {
    let rows: Vec<(PaymentId, Option<PaymentId>, Money)> = allocation::table
        .inner_join(payment::table.on(payment::id.eq(allocation::payment_id)))
        .filter(allocation::invoice_id.eq(id))
        .order((payment::paid_on, payment::id, allocation::id))
        .select((payment::id, payment::reverses, allocation::amount))
        .load(tx.link())?;
    summed(rows.into_iter().map(|(id, reverses, amount)| (reverses.unwrap_or(id), amount)))
}

/// The invoices that hold something of a payment.
pub(in crate::receivables) fn held_by(tx: &mut Tx, id: PaymentId) -> Answer<Vec<(InvoiceId, Money)>> {
    let rows: Vec<(InvoiceId, Money)> = allocation::table
        .filter(allocation::payment_id.eq(id))
        .order(allocation::id)
        .select((allocation::invoice_id, allocation::amount))
        .load(tx.link())?;
    summed(rows.into_iter())
}

/// The sums by key, in the order in which the keys came first; sums of nothing are left out.
fn summed<K: Copy + PartialEq>(rows: impl Iterator<Item = (K, Money)>) -> Answer<Vec<(K, Money)>> {
    let mut sums: Vec<(K, Money)> = Vec::new();
    for (key, amount) in rows {
        match sums.iter_mut().find(|(known, _)| *known == key) {
            Some((_, sum)) => *sum = sum.plus(amount)?,
            None => sums.push((key, amount)),
        }
    }
    sums.retain(|(_, sum)| *sum != Money::ZERO);
    Ok(sums)
}

/// Where a payment went, and what is left of it.
pub(in crate::receivables) fn given(tx: &mut Tx, id: PaymentId) -> Answer<(Vec<Part>, Money)> {
    let mut parts = parts_of(tx, &[id])?;
    let rest: Option<Money> =
        advance::table.filter(advance::payment_id.eq(id)).select(advance::rest).first(tx.link()).optional()?;
    Ok((parts.remove(&id).unwrap_or_default(), rest.unwrap_or(Money::ZERO)))
}

/// Where some payments went, in the order in which they went there.
fn parts_of(tx: &mut Tx, ids: &[PaymentId]) -> Answer<HashMap<PaymentId, Vec<Part>>> {
    let rows: Vec<(PaymentId, String, Money)> = allocation::table
        .inner_join(invoice::table.on(invoice::id.eq(allocation::invoice_id)))
        .filter(allocation::payment_id.eq_any(ids.to_vec()))
        .order(allocation::id)
        .select((allocation::payment_id, invoice::number, allocation::amount))
        .load(tx.link())?;
    let mut parts: HashMap<PaymentId, Vec<Part>> = HashMap::new();
    for (payment, invoice, amount) in rows {
        let own = parts.entry(payment).or_default();
        match own.iter_mut().find(|part| part.invoice == invoice) {
            Some(part) => part.amount = part.amount.plus(amount)?,
            None => own.push(Part { invoice, amount }),
        }
    }
    for own in parts.values_mut() {
        own.retain(|part| part.amount != Money::ZERO);
    }
    Ok(parts)
}

/// What paid an invoice and what was taken back from it, in the order in which that happened.
pub(in crate::receivables) fn taken(tx: &mut Tx, id: InvoiceId) -> Answer<Vec<Taken>> {
    let rows: Vec<(PaymentId, NaiveDate, String, Money)> = allocation::table
        .inner_join(payment::table.on(payment::id.eq(allocation::payment_id)))
        .filter(allocation::invoice_id.eq(id))
        .order(allocation::id)
        .select((payment::id, payment::paid_on, payment::reference, allocation::amount))
        .load(tx.link())?;
    Ok(rows.into_iter().map(|(payment, paid_on, reference, amount)| Taken { payment, paid_on, reference, amount }).collect())
}

/// What some payments are called, for statements.
pub(in crate::receivables) fn references(tx: &mut Tx, ids: &[PaymentId]) -> Answer<HashMap<PaymentId, String>> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<(PaymentId, String)> = payment::table
            .filter(payment::id.eq_any(chunk.to_vec()))
            .select((payment::id, payment::reference))
            .load(tx.link())?;
        found.extend(rows);
    }
    Ok(found)
}

type ListedRow = (
    (PaymentId, String, String, String),
    (Money, Currency, NaiveDate, String, Source),
    (Moment, String, Option<PaymentId>, Option<String>),
    Option<Money>,
);

/// Payments of some partners.
pub(in crate::receivables) fn payments(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    filter: &PaymentFilter,
) -> Answer<Vec<ListedPayment>> {
    let mut query = payment::table
        .inner_join(contract::table.on(contract::id.eq(payment::contract_id)))
        .inner_join(partner::table.on(partner::id.eq(contract::partner_id)))
        .left_join(advance::table.on(advance::payment_id.eq(payment::id)))
        .select((
            (payment::id, contract::number, partner::code, partner::name),
            (payment::amount, payment::currency, payment::paid_on, payment::reference, payment::source),
            (payment::booked_at, payment::actor, payment::reverses, payment::reason),
            advance::rest.nullable(),
        ))
        .into_boxed();
    if let Some(partners) = partners {
        query = query.filter(contract::partner_id.eq_any(partners));
    }
    if let Some(number) = &filter.contract {
        query = query.filter(contract::number.eq(number.clone()));
    }
    if let Some(code) = &filter.partner {
        query = query.filter(partner::code.eq_any(text::spellings(code)));
    }
    if let Some(from) = filter.from {
        query = query.filter(payment::paid_on.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(payment::paid_on.le(until));
    }
    let (is_descending, after) = (filter.sort.is_descending, filter.after.clone());
    let query = match filter.sort.by {
        // Ids grow with the moments of booking.
        PaymentsBy::Booked => in_order!(query, payment::id, is_descending, after.map(|(_, id)| id)),
        PaymentsBy::Paid => in_order!(query, payment::paid_on, payment::id, is_descending, sort::by_day(after)?),
        PaymentsBy::Amount => in_order!(query, payment::amount, payment::id, is_descending, sort::by_number(after)?),
    };
    let rows: Vec<ListedRow> = query.limit(filter.limit).load(tx.link())?;
    let ids: Vec<PaymentId> = rows.iter().map(|row| row.0.0).collect();
    let mut parts = parts_of(tx, &ids)?;
    let reversed: Vec<Option<PaymentId>> =
        payment::table.filter(payment::reverses.eq_any(ids)).select(payment::reverses).load(tx.link())?;
    let authors = Authors::of(tx, rows.iter().map(|row| &row.2.1))?;
    Ok(rows
        .into_iter()
        .map(
            |(
                (id, contract, code, name),
                (amount, currency, paid_on, reference, source),
                (booked_at, actor, reverses, reason),
                rest,
            )| {
                ListedPayment {
                    id,
                    contract,
                    partner: (code, name),
                    amount,
                    currency,
                    paid_on,
                    reference,
                    source,
                    booked_at,
                    booked_by: authors.person(&actor),
                    reverses,
                    reason,
                    is_reversed: reversed.contains(&Some(id)),
                    allocated: parts.remove(&id).unwrap_or_default(),
                    advance: rest.unwrap_or(Money::ZERO),
                }
            },
        )
        .collect())
}

/// What payments have left for some contracts.
pub(in crate::receivables) fn advances_of(tx: &mut Tx, contracts: &[ContractId]) -> Answer<Vec<(ContractId, Money)>> {
    Ok(advance::table
        .filter(advance::contract_id.eq_any(contracts.to_vec()))
        .select((advance::contract_id, advance::rest))
        .load(tx.link())?)
}
