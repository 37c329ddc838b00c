//! Payments: booked by hand or from a file, given to invoices by number or to the oldest first, undone once with a reason.
//! A row of a payment never changes; what is left of it stands beside it as an advance.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::invoice::InvoiceId;
use super::ledger::{self, Debtor, EntryKind};
use super::open_item::OpenItem;
use super::{allocation, block, store};
use crate::access::permission::marks::{BookPayments, ReadMoney};
use crate::access::{Act, Recorded};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault, No};
use crate::platform::values::{Currency, Moment, Money, text};
use crate::platform::web::sort::Place;
use crate::platform::web::{Sort, table};
use crate::say;
use crate::seller;

crate::typed_id!(
    /// A payment.
    PaymentId, "pay"
);

crate::words! {
    /// Where a payment comes from.
    pub enum Source {
        /// Booked by hand or by a program.
        Hand = "hand",
        /// A table of payments.
        Table = "table",
        /// A file of the bank.
        Bank = "bank",
        /// A balance brought in from elsewhere, where we owed.
        Opening = "opening",
    }
}

/// A payment that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPayment {
    /// The contract's number.
    pub contract: String,
    /// How much; above nothing.
    pub amount: Money,
    /// In which currency: the contract's.
    pub currency: Currency,
    /// The day of the payment; today or earlier.
    pub paid_on: NaiveDate,
    /// What the bank or the accountant calls it.
    pub reference: String,
    /// Which invoices it is for, by number, in this order; the oldest first when none is named.
    pub invoices: Option<Vec<String>>,
    /// Where it comes from.
    pub source: Source,
    /// What tells the same payment when it comes again.
    pub fingerprint: Option<String>,
}

/// A part of a payment that went to an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The invoice's number.
    pub invoice: String,
    /// How much.
    pub amount: Money,
}

/// What became of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// The payment.
    pub id: PaymentId,
    /// What went where.
    pub allocated: Vec<Part>,
    /// What no invoice wanted.
    pub advance: Money,
    /// Whether it had been booked before under the same fingerprint, so that nothing changed.
    pub was_known: bool,
}

/// Books a payment.
pub fn book(act: &mut Act<'_, BookPayments>, new: &NewPayment) -> Answer<Recorded<Booked>> {
    let booked = put(act, new)?;
    Ok(act.pass(booked))
}

/// The same as part of a greater act, such as an import.
pub fn put(act: &mut Act<'_, BookPayments>, new: &NewPayment) -> Answer<Booked> {
    let (reach, mark, now) = (act.reach(), act.actor().mark(), act.moment());
    let tx = act.tx();
    let debtor = store::debtor(tx, reach.partners(), &new.contract)?.ok_or_else(unknown_contract)?;
    let today = seller::day_of(tx, now)?;
    let reference = checked(new, &debtor, today)?;
    ledger::hold(tx, debtor.contract)?;
    if let Some(known) = new.fingerprint.as_deref().map(|f| store::payment_by_fingerprint(tx, f)).transpose()?.flatten() {
        let (allocated, advance) = store::given(tx, known)?;
        return Ok(Booked { id: known, allocated, advance, was_known: true });
    }
    let wanting = wanting(tx, &debtor, new.invoices.as_deref())?;
    let row = Row {
        id: tx.new_id(),
        amount: new.amount,
        paid_on: new.paid_on,
        reference,
        source: new.source,
        actor: mark.clone(),
        reverses: None,
        reason: None,
        fingerprint: new.fingerprint.clone(),
    };
    store::insert_payment(tx, &debtor, &row)?;
    let at = ledger::moment_of(tx, row.paid_on)?;
    ledger::post(tx, debtor.contract, EntryKind::Payment, &row.id.to_string(), Money::ZERO.minus(row.amount)?, at)?;
    let (allocated, advance) = spend(tx, &debtor, row.id, row.amount, &wanting)?;
    let words = super::hidden(tx, debtor.partner, &row.reference)?;
    let facts = json!({
        "payment": row.id, "contract": debtor.number, "amount": row.amount, "currency": debtor.currency, "paid_on": row.paid_on,
        "words": words, "source": row.source, "allocated": allocated, "advance": advance, "is_followed": true,
        "stands_at": at,
    });
    act.note("payment.booked", Some(debtor.partner), facts)?;
    block::evaluate(act.tx(), &mark, debtor.contract)?;
    Ok(Booked { id: row.id, allocated, advance, was_known: false })
}

/// The refusal of a payment whose contract is not within reach.
pub fn unknown_contract() -> No {
    No::invalid("contract", "unknown", say!("payment-unknown-contract"))
}

/// The currencies of contracts, by number.
pub(crate) fn currencies(tx: &mut Tx, numbers: &[String]) -> Answer<HashMap<String, Currency>> {
    store::currencies(tx, numbers)
}

/// The contracts in force of those who pay, by the taxpayer's number.
pub(crate) fn contracts_of_payers(tx: &mut Tx, inns: &[String]) -> Answer<HashMap<String, Vec<String>>> {
    let now = tx.moment();
    let today = seller::day_of(tx, now)?;
    store::contracts_of_payers(tx, inns, today)
}

/// A payment as it is kept.
pub(super) struct Row {
    pub id: PaymentId,
    pub amount: Money,
    pub paid_on: NaiveDate,
    pub reference: String,
    pub source: Source,
    pub actor: String,
    pub reverses: Option<PaymentId>,
    pub reason: Option<String>,
    pub fingerprint: Option<String>,
}

/// Checks what was given; answers the reference as it is kept.
fn checked(new: &NewPayment, debtor: &Debtor, today: NaiveDate) -> Answer<String> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, code, message| faults.push(Fault { field: field.into(), code, message });
    if !new.amount.is_positive() {
        fault("amount", "out_of_range", say!("payment-amount-positive"));
    }
    if new.currency != debtor.currency {
        fault("currency", "other_currency", say!("payment-other-currency", currency = debtor.currency.code()));
    }
    if new.paid_on > today {
        fault("paid_on", "in_future", say!("payment-in-future"));
    }
    let reference = text::required_line(&new.reference, 200);
    if reference.is_err() {
        fault("reference", "bad_text", say!("payment-reference-bad"));
    }
    match reference {
        Ok(reference) if faults.is_empty() => Ok(reference),
        _ => Err(No::faults(faults)),
    }
}

/// What the payment is for: the named invoices in their order, or everything open, the oldest first.
fn wanting(tx: &mut Tx, debtor: &Debtor, named: Option<&[String]>) -> Answer<Vec<OpenItem>> {
    let open = store::open_items(tx, debtor.contract)?;
    let Some(named) = named.filter(|named| !named.is_empty()) else { return Ok(allocation::by_urgency(open)) };
    let known = store::numbers_of(tx, debtor.contract, named)?;
    let mut chosen: Vec<OpenItem> = Vec::with_capacity(named.len());
    for (place, number) in named.iter().enumerate() {
        if !known.contains(number) {
            let message = say!("payment-unknown-invoice", number = number);
            return Err(No::invalid(format!("invoices/{place}"), "unknown", message));
        }
        let mut meant = number.clone();
        if open.iter().all(|item| item.number != meant) {
            // A pro-forma that was made anew wants nothing any more: its money is meant for the one in its place.
            meant = store::proforma_in_place_of(tx, debtor.contract, number)?.unwrap_or(meant);
        }
        if chosen.iter().all(|item| item.number != meant) {
            chosen.extend(open.iter().find(|item| item.number == meant).cloned());
        }
    }
    Ok(chosen)
}

/// Gives a fresh payment to what wants it; the rest becomes an advance.
fn spend(tx: &mut Tx, debtor: &Debtor, payment: PaymentId, amount: Money, wanting: &[OpenItem]) -> Answer<(Vec<Part>, Money)> {
    let vessels: Vec<(InvoiceId, Money)> = wanting.iter().map(|item| (item.invoice, item.rest())).collect();
    let (parts, advance) = allocation::pour(amount, &vessels)?;
    allocation::give(tx, payment, &parts)?;
    store::set_advance(tx, payment, debtor.contract, advance)?;
    let number =
        |id: InvoiceId| wanting.iter().find(|item| item.invoice == id).map(|item| item.number.clone()).unwrap_or_default();
    let allocated = parts.into_iter().map(|(id, amount)| Part { invoice: number(id), amount }).collect();
    Ok((allocated, advance))
}

/// Brings in what we owe from before, as a payment that the opening entry has already counted; answers its id.
pub(super) fn open_balance(
    tx: &mut Tx,
    actor: &str,
    debtor: &Debtor,
    day: NaiveDate,
    document: &str,
    amount: Money,
) -> Answer<PaymentId> {
    let row = Row {
        id: tx.new_id(),
        amount,
        paid_on: day,
        reference: document.to_owned(),
        source: Source::Opening,
        actor: actor.to_owned(),
        reverses: None,
        reason: None,
        fingerprint: None,
    };
    store::insert_payment(tx, debtor, &row)?;
    let open = store::open_items(tx, debtor.contract)?;
    spend(tx, debtor, row.id, amount, &open)?;
    let given = store::held_by(tx, row.id)?;
    allocation::tell(tx, row.id, &given, &[])?;
    Ok(row.id)
}

/// A payment that is to be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reversal {
    /// The payment.
    pub payment: PaymentId,
    /// Why, in words.
    pub reason: String,
}

/// Undoes a payment, once: its own record stays, a second one takes it back, and what it paid is open again.
pub fn reverse(act: &mut Act<'_, BookPayments>, reversal: &Reversal) -> Answer<Recorded<PaymentId>> {
    let (reach, mark, now) = (act.reach(), act.actor().mark(), act.moment());
    let tx = act.tx();
    let contract = store::contract_of_payment(tx, reach.partners(), reversal.payment)?.ok_or_else(No::not_found)?;
    let reason = text::paragraph(&reversal.reason, 500).ok().filter(|reason| !reason.is_empty());
    let reason = reason.ok_or_else(|| No::invalid("reason", "missing", say!("payment-reason-missing")))?;
    ledger::hold(tx, contract)?;
    let old = store::payment(tx, reversal.payment)?;
    if old.reverses.is_some() || old.source == Source::Opening {
        return Err(No::conflict("not_reversible", say!("payment-not-reversible")));
    }
    if store::is_reversed(tx, old.id)? {
        return Err(No::conflict("already_reversed", say!("payment-already-reversed")));
    }
    let debtor = store::debtor_of(tx, contract)?;
    let row = Row {
        id: tx.new_id(),
        amount: Money::ZERO.minus(old.amount)?,
        paid_on: seller::day_of(tx, now)?,
        reverses: Some(old.id),
        reason: Some(reason),
        actor: mark.clone(),
        fingerprint: None,
        ..old
    };
    store::insert_payment(tx, &debtor, &row)?;
    allocation::take_back(tx, reversal.payment, row.id)?;
    store::set_advance(tx, reversal.payment, contract, Money::ZERO)?;
    allocation::settle(tx, contract)?;
    ledger::post(tx, contract, EntryKind::Reversal, &row.id.to_string(), Money::ZERO.minus(row.amount)?, now)?;
    let words = row.reason.as_deref().map(|reason| super::hidden(tx, debtor.partner, reason)).transpose()?;
    let facts = json!({
        "payment": row.id, "reverses": reversal.payment, "contract": debtor.number, "amount": row.amount, "currency": debtor.currency,
        "paid_on": row.paid_on, "words": words, "is_followed": true,
    });
    act.note("payment.reversed", Some(debtor.partner), facts)?;
    block::evaluate(act.tx(), &mark, contract)?;
    Ok(act.pass(row.id))
}

crate::words! {
    /// By what payments are sorted.
    pub enum PaymentsBy {
        /// The moment of booking.
        Booked = "booked",
        /// The day of the payment.
        Paid = "paid",
        /// How much.
        Amount = "amount",
    }
}

impl Default for Sort<PaymentsBy> {
    fn default() -> Self {
        Sort::down(PaymentsBy::Booked)
    }
}

/// Which payments, in which order, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this contract only, by number.
    pub contract: Option<String>,
    /// Of this partner only, by code.
    pub partner: Option<String>,
    /// Of or after this day.
    pub from: Option<NaiveDate>,
    /// Of or before this day.
    pub until: Option<NaiveDate>,
    /// In which order.
    pub sort: Sort<PaymentsBy>,
    /// Behind which payment to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// A payment as a list shows it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: PaymentId,
    /// The contract's number.
    pub contract: String,
    /// The partner's code and name.
    pub partner: (String, String),
    /// How much; below nothing where it takes another back.
    pub amount: Money,
    /// The currency.
    pub currency: Currency,
    /// The day of the payment.
    pub paid_on: NaiveDate,
    /// What the bank or the accountant calls it.
    pub reference: String,
    /// Where it comes from.
    pub source: Source,
    /// When it was booked.
    pub booked_at: Moment,
    /// Who booked it, by name, or answers for the key that did; empty where the program itself did.
    pub booked_by: String,
    /// The payment it takes back.
    pub reverses: Option<PaymentId>,
    /// Why it takes it back.
    pub reason: Option<String>,
    /// Whether it was taken back itself.
    pub is_reversed: bool,
    /// What went where.
    pub allocated: Vec<Part>,
    /// What no invoice wanted so far.
    pub advance: Money,
}

impl Listed {
    /// Its place in an order.
    pub fn place(&self, by: PaymentsBy) -> Place {
        let key = match by {
            PaymentsBy::Booked => String::new(),
            PaymentsBy::Paid => self.paid_on.to_string(),
            PaymentsBy::Amount => self.amount.steps().to_string(),
        };
        (key, self.id.number())
    }

    /// Whether it can still be undone.
    pub fn is_reversible(&self) -> bool {
        !self.is_reversed && self.reverses.is_none() && self.source != Source::Opening
    }
}

/// All payments that a filter leads to, page by page in one view of the data: for files.
pub fn list_all(act: &mut Act<'_, ReadMoney>, filter: &Filter) -> Answer<Vec<Listed>> {
    let page = |after, limit| list(act, &Filter { after, limit, ..filter.clone() });
    table::whole(page, |payment| payment.place(filter.sort.by))
}

/// A page of payments.
pub fn list(act: &mut Act<'_, ReadMoney>, filter: &Filter) -> Answer<Vec<Listed>> {
    let reach = act.reach();
    store::payments(act.tx(), reach.whole_partners(), filter)
}
