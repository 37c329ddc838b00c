//! Invoices, what is open of them, and the days that were granted, in the database.

use super::*;
use crate::platform::values::text;

/// Writes a document and what is open of it.
pub(in crate::receivables) fn insert_invoice(tx: &mut Tx, new: &Invoice, place: &Place) -> Answer<()> {
    let (at, snapshot) = (tx.moment(), serde_json::to_string(new)?);
    diesel::insert_into(invoice::table)
        .values((
            (invoice::id.eq(new.id), invoice::number.eq(&new.number), invoice::kind.eq(new.kind)),
            (
                invoice::contract_id.eq(place.contract),
                invoice::partner_id.eq(place.partner),
                invoice::unit_id.eq(place.unit),
                invoice::order_id.eq(place.order),
                invoice::shipment_id.eq(place.shipment),
            ),
            (invoice::issued_at.eq(at), invoice::issued_on.eq(new.issued_on), invoice::currency.eq(new.currency)),
            (invoice::net.eq(new.net), invoice::vat.eq(new.vat), invoice::total.eq(new.total), invoice::snapshot.eq(snapshot)),
        ))
        .execute(tx.link())?;
    diesel::insert_into(open_item::table)
        .values((
            open_item::invoice_id.eq(new.id),
            open_item::contract_id.eq(place.contract),
            open_item::kind.eq(new.kind),
            open_item::order_id.eq(place.order),
            open_item::due_on.eq(new.due_on),
            open_item::amount.eq(new.total),
            open_item::paid.eq(Money::ZERO),
            open_item::is_waived.eq(false),
            open_item::reminder.eq(0i64),
        ))
        .execute(tx.link())?;
    Ok(())
}

type ItemRow = (InvoiceId, String, InvoiceKind, NaiveDate, (Money, Money), Option<String>, (bool, bool));

/// Whether a document has fallen to nothing otherwise than by being paid: an invoice because all of it was corrected; a pro-forma because
/// its order was cancelled or became less, a newer one stands in its place, or its goods left unpaid.
const VOID: &str = "(open_item.amount = 0 AND invoice.total > 0 AND (open_item.kind = 'invoice' OR open_item.kind = 'proforma' AND (\
    NOT EXISTS (SELECT 1 FROM invoice issued WHERE issued.order_id = open_item.order_id AND issued.kind = 'invoice') \
    OR EXISTS (SELECT 1 FROM invoice newer WHERE newer.order_id = open_item.order_id AND newer.kind = 'proforma' \
        AND newer.id > open_item.invoice_id) \
    OR NOT EXISTS (SELECT 1 FROM allocation given WHERE given.invoice_id = open_item.invoice_id))))";

macro_rules! item_columns {
    () => {
        (
            open_item::invoice_id,
            invoice::number,
            open_item::kind,
            open_item::due_on,
            (open_item::amount, open_item::paid),
            open_item::dispute,
            (open_item::is_waived, sql::<Bool>(VOID)),
        )
    };
}

fn item_of((invoice, number, kind, due_on, (amount, paid), dispute, (is_waived, is_void)): ItemRow) -> OpenItem {
    OpenItem { invoice, number, kind, due_on, amount, paid, dispute, is_waived, is_void }
}

macro_rules! items {
    () => {
        open_item::table.inner_join(invoice::table.on(invoice::id.eq(open_item::invoice_id)))
    };
}

/// What is within reach of a boxed query over invoices, beside which stand the orders they are of.
macro_rules! within_reach {
    ($query:expr, $reach:expr) => {{
        let mut query = $query;
        if let Some(partners) = $reach.partners() {
            query = query.filter(invoice::partner_id.eq_any(partners));
        }
        match $reach.part() {
            Some(Within::Unit(unit)) => query.filter(invoice::unit_id.is_null().or(invoice::unit_id.eq(Some(unit)))),
            Some(Within::Person(account)) => query.filter(sales_order::placed_by.eq(account)),
            None => query,
        }
    }};
}
pub(super) use within_reach;

/// What a contract has to pay, the oldest first.
pub(in crate::receivables) fn open_items(tx: &mut Tx, contract: ContractId) -> Answer<Vec<OpenItem>> {
    let rows: Vec<ItemRow> = items!()
        .filter(open_item::contract_id.eq(contract).and(open_item::paid.lt(open_item::amount)))
        .order((open_item::due_on, open_item::invoice_id))
        .select(item_columns!())
        .load(tx.link())?;
    Ok(rows.into_iter().map(item_of).collect())
}

/// The same for some contracts, each with its contract.
pub(in crate::receivables) fn open_items_of(tx: &mut Tx, contracts: &[ContractId]) -> Answer<Vec<(ContractId, OpenItem)>> {
    let rows: Vec<(ContractId, ItemRow)> = items!()
        .filter(open_item::contract_id.eq_any(contracts.to_vec()).and(open_item::paid.lt(open_item::amount)))
        .order((open_item::due_on, open_item::invoice_id))
        .select((open_item::contract_id, item_columns!()))
        .load(tx.link())?;
    Ok(rows.into_iter().map(|(contract, row)| (contract, item_of(row))).collect())
}

/// Which of these numbers are invoices of a contract.
pub(in crate::receivables) fn numbers_of(tx: &mut Tx, contract: ContractId, numbers: &[String]) -> Answer<Vec<String>> {
    Ok(invoice::table
        .filter(invoice::contract_id.eq(contract).and(invoice::number.eq_any(numbers.to_vec())))
        .select(invoice::number)
        .load(tx.link())?)
}

/// The pro-forma of an order that counts, with its contract: the last that was issued.
pub(in crate::receivables) fn proforma_of(tx: &mut Tx, order: i64) -> Answer<Option<(ContractId, OpenItem)>> {
    let row: Option<(ContractId, ItemRow)> = items!()
        .filter(open_item::order_id.eq(Some(order)).and(open_item::kind.eq(InvoiceKind::Proforma)))
        .order(open_item::invoice_id.desc())
        .select((open_item::contract_id, item_columns!()))
        .first(tx.link())
        .optional()?;
    Ok(row.map(|(contract, row)| (contract, item_of(row))))
}

/// The number of the pro-forma that counts now for the order of a contract's pro-forma.
pub(in crate::receivables) fn proforma_in_place_of(tx: &mut Tx, contract: ContractId, number: &str) -> Answer<Option<String>> {
    let order: Option<Option<i64>> = invoice::table
        .filter(invoice::contract_id.eq(contract).and(invoice::number.eq(number.to_owned())))
        .filter(invoice::kind.eq(InvoiceKind::Proforma))
        .select(invoice::order_id)
        .first(tx.link())
        .optional()?;
    let Some(order) = order.flatten() else { return Ok(None) };
    Ok(proforma_of(tx, order)?.map(|(_, item)| item.number))
}

/// How many pro-formas an order has had.
pub(in crate::receivables) fn count_proformas(tx: &mut Tx, order: i64) -> Answer<i64> {
    let of_order = open_item::order_id.eq(Some(order)).and(open_item::kind.eq(InvoiceKind::Proforma));
    Ok(open_item::table.filter(of_order).count().get_result(tx.link())?)
}

/// Changes how much of an invoice is paid.
pub(in crate::receivables) fn add_paid(tx: &mut Tx, id: InvoiceId, amount: Money) -> Answer<()> {
    let touched = diesel::update(open_item::table.filter(open_item::invoice_id.eq(id)))
        .set(open_item::paid.eq(open_item::paid + amount.steps()))
        .execute(tx.link())?;
    if touched == 1 { Ok(()) } else { Err(No::failed("an invoice without what is open of it")) }
}

/// What is paid in full and is to be open again begins anew: no release, dispute or reminder of before holds for it. Answers whether
/// it was paid in full; whoever calls tells of it in a record.
pub(in crate::receivables) fn renew(tx: &mut Tx, id: InvoiceId) -> Answer<bool> {
    let touched =
        diesel::update(open_item::table.filter(open_item::invoice_id.eq(id).and(open_item::paid.ge(open_item::amount))))
            .set((open_item::is_waived.eq(false), open_item::reminder.eq(0i64), open_item::dispute.eq(None::<String>)))
            .execute(tx.link())?;
    Ok(touched > 0)
}

/// Changes how much an invoice wants.
pub(in crate::receivables) fn set_wanted(tx: &mut Tx, id: InvoiceId, amount: Money) -> Answer<()> {
    diesel::update(open_item::table.filter(open_item::invoice_id.eq(id))).set(open_item::amount.eq(amount)).execute(tx.link())?;
    Ok(())
}

/// Changes the day on which an invoice is due: it may stop shipments and be reminded of anew.
pub(in crate::receivables) fn set_due(tx: &mut Tx, id: InvoiceId, due_on: NaiveDate) -> Answer<()> {
    diesel::update(open_item::table.filter(open_item::invoice_id.eq(id)))
        .set((
            open_item::due_on.eq(due_on),
            open_item::is_waived.eq(false),
            open_item::reminder.eq(0i64),
            open_item::reminded_on.eq(None::<NaiveDate>),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// Notes a dispute, or that there is none any more.
pub(in crate::receivables) fn set_dispute(tx: &mut Tx, id: InvoiceId, reason: Option<&str>) -> Answer<()> {
    diesel::update(open_item::table.filter(open_item::invoice_id.eq(id)))
        .set(open_item::dispute.eq(reason.map(str::to_owned)))
        .execute(tx.link())?;
    Ok(())
}

/// An invoice's contract and partner, by its number within reach.
pub(in crate::receivables) fn owner_of_invoice(
    tx: &mut Tx,
    reach: &Reach,
    number: &str,
) -> Answer<Option<(ContractId, PartnerId)>> {
    let query = invoice::table
        .left_join(sales_order::table.on(invoice::order_id.eq(sales_order::id.nullable())))
        .filter(invoice::number.eq(number.to_owned()))
        .select((invoice::contract_id, invoice::partner_id))
        .into_boxed();
    Ok(within_reach!(query, reach).first(tx.link()).optional()?)
}

/// An invoice by its number within reach, with what is open of it.
pub(in crate::receivables) fn invoice(tx: &mut Tx, reach: &Reach, number: &str) -> Answer<Option<(Invoice, OpenItem)>> {
    if owner_of_invoice(tx, reach, number)?.is_none() {
        return Ok(None);
    }
    let (snapshot, row): (String, ItemRow) =
        items!().filter(invoice::number.eq(number.to_owned())).select((invoice::snapshot, item_columns!())).first(tx.link())?;
    Ok(Some((serde_json::from_str(&snapshot)?, item_of(row))))
}

/// Invoices within reach.
pub(in crate::receivables) fn invoices(
    tx: &mut Tx,
    reach: &Reach,
    filter: &InvoiceFilter,
    today: NaiveDate,
) -> Answer<Vec<ListedInvoice>> {
    let mut query = items!()
        .inner_join(contract::table.on(contract::id.eq(invoice::contract_id)))
        .inner_join(partner::table.on(partner::id.eq(invoice::partner_id)))
        .left_join(sales_order::table.on(invoice::order_id.eq(sales_order::id.nullable())))
        .select((
            item_columns!(),
            (contract::number, partner::code, partner::name, sales_order::number.nullable()),
            (invoice::issued_on, invoice::currency, invoice::total),
        ))
        .into_boxed();
    query = within_reach!(query, reach);
    if let Some(number) = &filter.contract {
        query = query.filter(contract::number.eq(number.clone()));
    }
    if let Some(code) = &filter.partner {
        query = query.filter(partner::code.eq_any(text::spellings(code)));
    }
    if let Some(number) = &filter.order {
        query = query.filter(sales_order::number.eq(number.clone()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(invoice::kind.eq(kind));
    }
    if let Some(from) = filter.from {
        query = query.filter(invoice::issued_on.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(invoice::issued_on.le(until));
    }
    let is_open = || open_item::paid.lt(open_item::amount);
    query = match filter.state {
        None => query,
        Some(InvoiceState::Paid) => query.filter(open_item::paid.ge(open_item::amount).and(diesel::dsl::not(sql::<Bool>(VOID)))),
        Some(InvoiceState::Void) => query.filter(sql::<Bool>(VOID)),
        Some(InvoiceState::Open) => query.filter(is_open()),
        Some(InvoiceState::Overdue) => query
            .filter(is_open().and(open_item::due_on.lt(today)).and(open_item::kind.ne(InvoiceKind::Proforma)))
            .filter(open_item::dispute.is_null()),
        Some(InvoiceState::Disputed) => query.filter(is_open().and(open_item::dispute.is_not_null())),
    };
    let (is_descending, after) = (filter.sort.is_descending, filter.after.clone());
    let query = match filter.sort.by {
        // Ids grow with the moments of issue.
        InvoicesBy::Issued => in_order!(query, invoice::id, is_descending, after.map(|(_, id)| id)),
        InvoicesBy::Due => in_order!(query, open_item::due_on, open_item::invoice_id, is_descending, sort::by_day(after)?),
        InvoicesBy::Total => in_order!(query, invoice::total, invoice::id, is_descending, sort::by_number(after)?),
    };
    let rows: Vec<(ItemRow, (String, String, String, Option<String>), (NaiveDate, Currency, Money))> =
        query.limit(filter.limit).load(tx.link())?;
    Ok(rows
        .into_iter()
        .map(|(item, (contract, code, name, order), (issued_on, currency, total))| ListedInvoice {
            item: item_of(item),
            contract,
            partner: (code, name),
            order,
            issued_on,
            currency,
            total,
        })
        .collect())
}

/// What some contracts still owed at the end of a day, each with the day it was due: of the documents issued until then, without
/// what was corrected and paid until then. What is settled by now and was settled by then is not read.
pub(in crate::receivables) fn owed_on(
    tx: &mut Tx,
    contracts: &[ContractId],
    (day, end): (NaiveDate, Moment),
) -> Answer<Vec<(NaiveDate, Money)>> {
    let paid_since =
        payment::table.filter(payment::contract_id.eq_any(contracts.to_vec()).and(payment::paid_on.gt(day))).select(payment::id);
    let touched_since = allocation::table.filter(allocation::payment_id.eq_any(paid_since)).select(allocation::invoice_id);
    let of_contracts = payment::table.filter(payment::contract_id.eq_any(contracts.to_vec())).select(payment::id);
    let moved_since = allocation::table
        .filter(allocation::payment_id.eq_any(of_contracts).and(allocation::at.ge(end)))
        .select(allocation::invoice_id);
    let corrected_since = credit_note::table
        .filter(credit_note::contract_id.eq_any(contracts.to_vec()).and(credit_note::posted_at.ge(end)))
        .select(credit_note::invoice_id);
    // As in the ledger: an invoice from the moment of its issue, wherever our clocks were then; what is brought in from its own day.
    let by_day = invoice::kind.eq(InvoiceKind::Opening).and(invoice::issued_on.le(day));
    let issued_then = by_day.or(invoice::kind.eq(InvoiceKind::Invoice).and(invoice::issued_at.lt(end)));
    let given_back_since = given_back_since(tx, contracts, end)?;
    let issued: Vec<(InvoiceId, NaiveDate, Money)> = items!()
        .filter(invoice::contract_id.eq_any(contracts.to_vec()).and(invoice::kind.ne(InvoiceKind::Proforma)).and(issued_then))
        .filter(
            open_item::paid
                .lt(open_item::amount)
                .or(open_item::invoice_id.eq_any(touched_since))
                .or(open_item::invoice_id.eq_any(moved_since))
                .or(open_item::invoice_id.eq_any(corrected_since))
                .or(open_item::invoice_id.eq_any(given_back_since)),
        )
        .select((invoice::id, open_item::due_on, invoice::total))
        .load(tx.link())?;
    let ids: Vec<InvoiceId> = issued.iter().map(|(id, ..)| *id).collect();
    let (credited, paid) = (credited_until(tx, &ids, end)?, paid_until(tx, &ids, (day, end))?);
    let given_back = given_back_until(tx, &ids, end)?;
    let mut owed = Vec::new();
    for (id, due_on, total) in issued {
        let total = total.plus(given_back.get(&id).copied().unwrap_or(Money::ZERO))?;
        let wanted = total.minus(credited.get(&id).copied().unwrap_or(Money::ZERO))?;
        let rest = wanted.minus(paid.get(&id).copied().unwrap_or(Money::ZERO))?;
        // What was paid too much, as it looks from here, waits as an advance.
        if rest.is_positive() {
            owed.push((due_on, rest));
        }
    }
    Ok(owed)
}

/// What was paid of some invoices until the end of a day. What a payment paid when it was booked counts from its own day; where it was
/// moved to later, from the day on which that was done.
fn paid_until(tx: &mut Tx, ids: &[InvoiceId], (day, end): (NaiveDate, Moment)) -> Answer<HashMap<InvoiceId, Money>> {
    let mut paid = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows: Vec<(InvoiceId, Money)> = each_database!(tx, conn => allocation::table
            .inner_join(payment::table.on(payment::id.eq(allocation::payment_id)))
            .filter(allocation::invoice_id.eq_any(chunk.to_vec()).and(payment::paid_on.le(day)))
            .filter(allocation::at.eq(payment::booked_at).or(allocation::at.lt(end)))
            .group_by(allocation::invoice_id)
            .select((allocation::invoice_id, sql::<BigInt>("CAST(SUM(allocation.amount) AS BIGINT)")))
            .load(conn))?;
        paid.extend(rows);
    }
    Ok(paid)
}

/// Keeps days that are granted.
pub(in crate::receivables) fn insert_deferral(
    tx: &mut Tx,
    item: &OpenItem,
    until: NaiveDate,
    reason: &str,
    actor: &str,
) -> Answer<()> {
    let (id, at) = (tx.new_id::<DeferralId>(), tx.moment());
    diesel::insert_into(deferral::table)
        .values((
            deferral::id.eq(id),
            deferral::invoice_id.eq(item.invoice),
            deferral::was.eq(item.due_on),
            deferral::until.eq(until),
            deferral::reason.eq(reason),
            deferral::actor.eq(actor),
            deferral::at.eq(at),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// The days that were granted to an invoice, the first first.
pub(in crate::receivables) fn deferrals(tx: &mut Tx, id: InvoiceId) -> Answer<Vec<Granted>> {
    let rows: Vec<(NaiveDate, NaiveDate, String, String, Moment)> = deferral::table
        .filter(deferral::invoice_id.eq(id))
        .order(deferral::id)
        .select((deferral::was, deferral::until, deferral::reason, deferral::actor, deferral::at))
        .load(tx.link())?;
    let authors = Authors::of(tx, rows.iter().map(|row| &row.3))?;
    Ok(rows
        .into_iter()
        .map(|(was, until, reason, actor, at)| Granted { was, until, reason, by: authors.person(&actor), at })
        .collect())
}
