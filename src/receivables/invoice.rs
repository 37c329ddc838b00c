//! Invoices: of shipments, of orders to be prepaid, of balances brought in. Orders say what they bill; the document never changes
//! once it is issued, what is still open of it stands beside it. Numbers of invoices have no gaps.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ledger::{self, Debtor, EntryKind};
use super::open_item::OpenItem;
use super::{allocation, block, reminder, store};
use crate::access::{PartnerId, UnitId};
use crate::partners::{self, Contract, ContractId};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::journal::{self, Entry};
use crate::platform::values::{Currency, Money, Percent, Quantity, UnitPrice};
use crate::platform::web::Lang;
use crate::seller;

/// Who issues: parts are called by many verbs, each of which is recorded under its own actor.
pub(super) const ISSUER: &str = "system:receivables";

crate::typed_id!(
    /// An invoice.
    InvoiceId, "inv"
);

crate::words! {
    /// What is billed.
    pub enum InvoiceKind {
        /// Goods that have left.
        Invoice = "invoice",
        /// An order that is paid before it leaves.
        Proforma = "proforma",
        /// A balance brought in from elsewhere.
        Opening = "opening",
    }
}

/// An order as a bill names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRef {
    /// Its id, by number.
    pub id: i64,
    /// Its number, as people know it.
    pub number: String,
}

/// A line of a bill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BillLine {
    /// The article number.
    pub sku: String,
    /// What the partner called it when it was ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_number: Option<String>,
    /// The Russian name.
    pub name: String,
    /// The English name.
    pub name_en: String,
    /// The unit of measure, by OKEI code.
    pub unit: String,
    /// How much.
    pub quantity: Quantity,
    /// The price of one unit, as prices stand to VAT.
    pub unit_price: UnitPrice,
    /// The VAT rate of the day; none for «no VAT».
    pub vat_rate: Option<Percent>,
    /// The rate the order was placed at, where it was another.
    pub ordered_rate: Option<Percent>,
    /// Without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// With VAT.
    pub gross: Money,
}

impl BillLine {
    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        lang.choose(&self.name, &self.name_en)
    }
}

/// What an order wants billed.
#[derive(Debug, Clone, PartialEq)]
pub struct Bill {
    /// The order.
    pub order: OrderRef,
    /// The shipment by id and number, where goods have left.
    pub shipment: Option<(i64, String)>,
    /// Whose it is.
    pub partner: PartnerId,
    /// The partner's name at the time of the order.
    pub partner_name: String,
    /// The partner's unit.
    pub unit: Option<UnitId>,
    /// The goods.
    pub lines: Vec<BillLine>,
    /// The delivery, where it is billed here.
    pub delivery: Option<BillLine>,
    /// The part of the order's commitment that this bill takes over.
    pub committed: Money,
    /// The buyer's own number.
    pub your_number: Option<String>,
    /// The days the order leaves for paying; none where it is paid before it leaves.
    pub net_days: Option<u64>,
}

/// Who is billed, as the document names him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
    /// The taxpayer's number.
    pub inn: Option<String>,
    /// The reason code of registration.
    pub kpp: Option<String>,
    /// The legal address.
    pub address: Option<String>,
}

/// An invoice as it was issued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// What is billed.
    pub kind: InvoiceKind,
    /// The contract's number.
    pub contract: String,
    /// Our name.
    pub seller: String,
    /// Who is billed.
    pub buyer: Buyer,
    /// The order's number.
    pub order: Option<String>,
    /// The buyer's own number.
    pub your_number: Option<String>,
    /// The shipment's number.
    pub shipment: Option<String>,
    /// The day of the document.
    pub issued_on: NaiveDate,
    /// The day it was due when it was issued.
    pub due_on: NaiveDate,
    /// The currency of every amount.
    pub currency: Currency,
    /// The goods; none for a balance brought in.
    pub lines: Vec<BillLine>,
    /// The delivery.
    pub delivery: Option<BillLine>,
    /// Without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// With VAT: what is to be paid.
    pub total: Money,
}

/// What a bill comes to.
struct Sums {
    net: Money,
    vat: Money,
    total: Money,
}

impl Bill {
    fn sums(&self) -> Answer<Sums> {
        let all = || self.lines.iter().chain(&self.delivery);
        let (net, vat) = (Money::sum(all().map(|line| line.net))?, Money::sum(all().map(|line| line.vat))?);
        Ok(Sums { net, vat, total: net.plus(vat)? })
    }
}

/// What stands beside the document in its row.
pub(super) struct Place {
    pub contract: ContractId,
    pub partner: PartnerId,
    pub unit: Option<UnitId>,
    pub order: Option<i64>,
    pub shipment: Option<i64>,
}

/// Issues the invoice of a shipment: the ledger takes it over from the order's commitment, and what was paid for the order before
/// or is left of other payments is taken at once.
pub(crate) fn issue(tx: &mut Tx, contract: &Contract, bill: &Bill) -> Answer<Invoice> {
    ledger::hold(tx, contract.id)?;
    let number = format!("{:06}", store::next(tx, "invoice")?);
    let invoice = write(tx, contract, bill, InvoiceKind::Invoice, number)?;
    let now = tx.moment();
    if bill.committed != Money::ZERO {
        let taken = Money::ZERO.minus(bill.committed)?;
        ledger::post(tx, contract.id, EntryKind::Commitment, &bill.order.number, taken, now)?;
    }
    ledger::post(tx, contract.id, EntryKind::Invoice, &invoice.number, invoice.total, now)?;
    let prepaid = take_proforma(tx, contract.id, bill, &invoice)?;
    let taken = allocation::take_advances(tx, contract.id, invoice.id, invoice.total.minus(prepaid)?)?;
    tell(tx, &invoice, bill, prepaid.plus(taken)?)?;
    reminder::announce(tx, contract.id, bill.partner, &invoice.number)?;
    block::evaluate(tx, ISSUER, contract.id)?;
    Ok(invoice)
}

/// Issues the pro-forma of an order that is to be prepaid: no entry in the ledger, for nothing is owed yet. It takes advances at once.
pub(crate) fn issue_proforma(tx: &mut Tx, contract: &Contract, bill: &Bill) -> Answer<Invoice> {
    ledger::hold(tx, contract.id)?;
    let number = format!("P-{}", bill.order.number);
    let invoice = write(tx, contract, bill, InvoiceKind::Proforma, number)?;
    let taken = allocation::take_advances(tx, contract.id, invoice.id, invoice.total)?;
    tell(tx, &invoice, bill, taken)?;
    reminder::announce(tx, contract.id, bill.partner, &invoice.number)?;
    Ok(invoice)
}

/// Makes the pro-forma of an order anew, because something else is to be prepaid: the old one wants nothing any more, what was paid on it
/// goes over to the new one, and what is too much is an advance again.
pub(crate) fn renew_proforma(tx: &mut Tx, contract: &Contract, bill: &Bill) -> Answer<Invoice> {
    ledger::hold(tx, contract.id)?;
    let Some((_, old)) = store::proforma_of(tx, bill.order.id)? else { return issue_proforma(tx, contract, bill) };
    let number = format!("P-{}-{}", bill.order.number, store::count_proformas(tx, bill.order.id)? + 1);
    let invoice = write(tx, contract, bill, InvoiceKind::Proforma, number)?;
    let moved = allocation::carry_over(tx, old.invoice, invoice.id, old.paid.min(invoice.total))?;
    let left = OpenItem { paid: old.paid.minus(moved)?, ..old };
    lower(tx, contract.id, &left, left.amount)?;
    let taken = allocation::take_advances(tx, contract.id, invoice.id, invoice.total.minus(moved)?)?;
    tell(tx, &invoice, bill, moved.plus(taken)?)?;
    reminder::announce(tx, contract.id, bill.partner, &invoice.number)?;
    // What is free again pays what is owed.
    allocation::settle(tx, contract.id)?;
    block::evaluate(tx, ISSUER, contract.id)?;
    Ok(invoice)
}

/// Lowers what an order's pro-forma still wants, for goods that were cancelled. What was paid beyond that is an advance again.
pub(crate) fn shrink_proforma(tx: &mut Tx, order: i64, by: Money) -> Answer<()> {
    let Some((contract, _)) = store::proforma_of(tx, order)? else { return Ok(()) };
    ledger::hold(tx, contract)?;
    // Looked at again, now that nobody else can change it.
    let Some((_, item)) = store::proforma_of(tx, order)? else { return Ok(()) };
    lower(tx, contract, &item, by)?;
    // What is free again pays what is owed, so that nobody's goods are stopped over money that is here.
    allocation::settle(tx, contract)?;
    block::evaluate(tx, ISSUER, contract)
}

/// Brings in what is owed from before as an open item of its own; answers its number.
pub(super) fn open_balance(tx: &mut Tx, debtor: &Debtor, day: NaiveDate, amount: Money) -> Answer<String> {
    let (partner, seller) = (partners::store::partner(tx, debtor.partner)?, seller::current(tx)?);
    let invoice = Invoice {
        id: tx.new_id(),
        number: format!("OB-{:06}", store::next(tx, "opening")?),
        kind: InvoiceKind::Opening,
        contract: debtor.number.clone(),
        seller: seller.name,
        buyer: buyer(partner),
        order: None,
        your_number: None,
        shipment: None,
        issued_on: day,
        due_on: ledger::due_on(debtor.payment, debtor.net_days, day),
        currency: debtor.currency,
        lines: Vec::new(),
        delivery: None,
        net: amount,
        vat: Money::ZERO,
        total: amount,
    };
    let place = Place { contract: debtor.contract, partner: debtor.partner, unit: None, order: None, shipment: None };
    store::insert_invoice(tx, &invoice, &place)?;
    allocation::take_advances(tx, debtor.contract, invoice.id, amount)?;
    Ok(invoice.number)
}

fn buyer(partner: partners::Partner) -> Buyer {
    let r = partner.requisites;
    Buyer { code: partner.code, name: partner.name, inn: r.inn, kpp: r.kpp, address: r.legal_address }
}

fn write(tx: &mut Tx, contract: &Contract, bill: &Bill, kind: InvoiceKind, number: String) -> Answer<Invoice> {
    let sums = bill.sums()?;
    let now = tx.moment();
    let issued_on = seller::day_of(tx, now)?;
    let due_on = match kind {
        InvoiceKind::Proforma => issued_on,
        InvoiceKind::Invoice | InvoiceKind::Opening => {
            issued_on.checked_add_days(chrono::Days::new(bill.net_days.unwrap_or(0))).unwrap_or(issued_on)
        }
    };
    let partner = partners::store::partner(tx, bill.partner)?;
    let invoice = Invoice {
        id: tx.new_id(),
        number,
        kind,
        contract: contract.number.clone(),
        seller: seller::current(tx)?.name,
        buyer: Buyer { name: bill.partner_name.clone(), ..buyer(partner) },
        order: Some(bill.order.number.clone()),
        your_number: bill.your_number.clone(),
        shipment: bill.shipment.as_ref().map(|(_, number)| number.clone()),
        issued_on,
        due_on,
        currency: contract.currency,
        lines: bill.lines.clone(),
        delivery: bill.delivery.clone(),
        net: sums.net,
        vat: sums.vat,
        total: sums.total,
    };
    let place = Place {
        contract: contract.id,
        partner: bill.partner,
        unit: bill.unit,
        order: Some(bill.order.id),
        shipment: bill.shipment.as_ref().map(|(id, _)| *id),
    };
    store::insert_invoice(tx, &invoice, &place)?;
    Ok(invoice)
}

/// Takes over from the order's pro-forma what was paid on it, up to the billed part, and closes that part there.
fn take_proforma(tx: &mut Tx, contract: ContractId, bill: &Bill, invoice: &Invoice) -> Answer<Money> {
    let Some((_, item)) = store::proforma_of(tx, bill.order.id)? else { return Ok(Money::ZERO) };
    let most = invoice.total.min(bill.committed).min(item.paid);
    let moved = allocation::carry_over(tx, item.invoice, invoice.id, most)?;
    let left = OpenItem { paid: item.paid.minus(moved)?, ..item };
    lower(tx, contract, &left, bill.committed)?;
    Ok(moved)
}

/// Lowers what an item wants; what was paid beyond becomes an advance first, so that it never holds more than it wants.
pub(super) fn lower(tx: &mut Tx, contract: ContractId, item: &OpenItem, by: Money) -> Answer<()> {
    let wants = item.amount.minus(by)?.max(Money::ZERO);
    if item.paid > wants {
        allocation::set_free(tx, contract, item.invoice, item.paid.minus(wants)?)?;
    }
    store::set_wanted(tx, item.invoice, wants)
}

/// The record of a document: names of companies are not in it, only their ids.
fn tell(tx: &mut Tx, invoice: &Invoice, bill: &Bill, taken: Money) -> Answer<()> {
    let words = super::hidden(tx, bill.partner, &words(invoice))?;
    let facts = facts(invoice, &words, (bill.committed, taken));
    journal::write(tx, ISSUER, &Entry { kind: "invoice.issued", partner: Some(bill.partner.number()), facts })?;
    Ok(())
}

fn facts(invoice: &Invoice, words: &str, (committed, taken): (Money, Money)) -> Value {
    let mut facts = plain(invoice);
    if let Some(members) = facts.as_object_mut() {
        members.insert("words".to_owned(), json!(words));
        members.insert("committed".to_owned(), json!(committed));
        members.insert("paid_before".to_owned(), json!(taken));
    }
    facts
}

/// What of a document stands in its record as it is.
pub(super) fn plain(invoice: &Invoice) -> Value {
    let lines: Vec<Value> = invoice.lines.iter().chain(&invoice.delivery).map(line_facts).collect();
    json!({
        "invoice": invoice.number, "kind": invoice.kind, "contract": invoice.contract, "order": invoice.order, "shipment": invoice.shipment,
        "issued_on": invoice.issued_on, "due_on": invoice.due_on, "currency": invoice.currency, "lines": lines,
        "net": invoice.net, "vat": invoice.vat, "total": invoice.total,
    })
}

/// What stands in it as a commitment: who bills whom, and what the goods are called.
pub(super) fn words(invoice: &Invoice) -> String {
    let lines = invoice.lines.iter().chain(&invoice.delivery);
    let names: Vec<_> = lines.map(|line| (&line.name, &line.name_en, &line.own_number)).collect();
    json!([invoice.seller, invoice.buyer, invoice.your_number, names]).to_string()
}

fn line_facts(line: &BillLine) -> Value {
    json!({
        "sku": line.sku, "unit": line.unit, "quantity": line.quantity, "unit_price": line.unit_price, "vat_rate": line.vat_rate,
        "ordered_rate": line.ordered_rate, "net": line.net, "vat": line.vat, "gross": line.gross,
    })
}
