//! An invoice in full as the API tells it: the document, what is open of it, what paid and what corrected it.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::values::{Moment, Money, Percent, Quantity, UnitPrice};
use crate::platform::web::Voice;
use crate::receivables::credit_note::{self, Part};
use crate::receivables::invoice::{BillLine, InvoiceKind};
use crate::receivables::open_item::{InvoiceState, Looked};

/// An invoice in full.
#[derive(Serialize, ToSchema)]
pub struct InvoiceView {
    /// Its number.
    number: String,
    /// `invoice`, `proforma`, `opening`.
    #[schema(value_type = String)]
    kind: InvoiceKind,
    /// How it stands today: `open`, `overdue`, `paid`, `disputed`, `void`.
    #[schema(value_type = String)]
    state: InvoiceState,
    /// The contract's number.
    contract: String,
    /// The seller's name.
    seller: String,
    /// Who is billed.
    buyer: InvoiceBuyer,
    /// The order's number.
    order: Option<String>,
    /// The buyer's own number.
    your_number: Option<String>,
    /// The shipment's number.
    shipment: Option<String>,
    /// The day of the document.
    #[schema(value_type = String, format = Date)]
    issued_on: NaiveDate,
    /// The day it is due, with every day that was granted.
    #[schema(value_type = String, format = Date)]
    due_on: NaiveDate,
    /// ISO 4217.
    currency: String,
    /// The goods; none for a balance brought in.
    lines: Vec<InvoiceLine>,
    /// The delivery.
    delivery: Option<InvoiceLine>,
    /// Without VAT.
    net: Money,
    /// The VAT.
    vat: Money,
    /// With VAT.
    total: Money,
    /// What credit notes took off it.
    credited: Money,
    /// What corrects it, the first first: 200 at most. All of them are at `/api/v1/credit-notes`, by invoice.
    credit_notes: Vec<InvoiceCorrection>,
    /// Whether there are more credit notes than stand here.
    has_more_credit_notes: bool,
    /// What was paid of what it still wants.
    paid: Money,
    /// What is still to be paid.
    open: Money,
    /// Why the client does not agree with it.
    dispute: Option<String>,
    /// What paid it and what was taken back, in the order in which that happened.
    payments: Vec<InvoicePayment>,
    /// The days that were granted.
    deferrals: Vec<InvoiceDeferral>,
}

/// Who is billed.
#[derive(Serialize, ToSchema)]
pub struct InvoiceBuyer {
    /// The partner's code.
    code: String,
    /// The name.
    name: String,
    /// The taxpayer's number.
    inn: Option<String>,
    /// The reason code of registration.
    kpp: Option<String>,
    /// The legal address.
    address: Option<String>,
}

/// A credit note beside its invoice.
#[derive(Serialize, ToSchema)]
pub struct InvoiceCorrection {
    /// Its number.
    number: String,
    /// The day of the document.
    #[schema(value_type = String, format = Date)]
    issued_on: NaiveDate,
    /// What it takes off, with VAT.
    total: Money,
    /// Whether it was taken back: it takes nothing off then.
    is_reversed: bool,
}

/// A line of an invoice.
#[derive(Serialize, ToSchema)]
pub struct InvoiceLine {
    /// Its place, from 1, as credit notes name it; the delivery stands behind the last of the goods.
    line: i64,
    /// The article number.
    sku: String,
    /// What the company called it when it was ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    own_number: Option<String>,
    /// The name in the caller's language.
    name: String,
    /// The unit of measure, by OKEI code.
    unit: String,
    /// How much.
    quantity: Quantity,
    /// The price of one unit, as prices stand to VAT.
    unit_price: UnitPrice,
    /// The VAT rate in percent; null for «no VAT».
    vat_rate: Option<Percent>,
    /// The rate the order was placed at, where it was another.
    #[serde(skip_serializing_if = "Option::is_none")]
    ordered_rate: Option<Percent>,
    /// Without VAT.
    net: Money,
    /// The VAT.
    vat: Money,
    /// With VAT.
    gross: Money,
    /// How much of it credit notes took back.
    credited_quantity: Quantity,
    /// What credit notes took off it, with VAT.
    credited: Money,
}

/// A part of a payment that the invoice took, or gave back.
#[derive(Serialize, ToSchema)]
pub struct InvoicePayment {
    /// The payment.
    payment: String,
    /// Its day.
    #[schema(value_type = String, format = Date)]
    paid_on: NaiveDate,
    /// What the bank or the accountant calls it.
    reference: String,
    /// How much; below nothing where it was taken back.
    amount: Money,
}

/// Days that were granted.
#[derive(Serialize, ToSchema)]
pub struct InvoiceDeferral {
    /// The day it was due before.
    #[schema(value_type = String, format = Date)]
    was: NaiveDate,
    /// The day it was due then.
    #[schema(value_type = String, format = Date)]
    until: NaiveDate,
    /// When that was granted.
    at: Moment,
}

fn line_view(l: Voice, (place, line, left): (i64, &BillLine, Part)) -> InvoiceLine {
    let credited = Part::of(line).minus(left).unwrap_or_default();
    InvoiceLine {
        line: place,
        credited_quantity: credited.quantity,
        credited: credited.gross,
        sku: line.sku.clone(),
        own_number: line.own_number.clone(),
        name: line.name_in(l.lang).to_owned(),
        unit: line.unit.clone(),
        quantity: line.quantity,
        unit_price: line.unit_price,
        vat_rate: line.vat_rate,
        ordered_rate: line.ordered_rate,
        net: line.net,
        vat: line.vat,
        gross: line.gross,
    }
}

pub(super) fn view(l: Voice, seen: Looked) -> InvoiceView {
    let credited = seen.credited();
    let (invoice, item) = (seen.invoice, seen.item);
    let all = invoice.lines.iter().chain(&invoice.delivery).zip(&seen.left);
    let mut lines: Vec<InvoiceLine> = (1i64..).zip(all).map(|(place, (line, left))| line_view(l, (place, line, *left))).collect();
    let delivery = if invoice.delivery.is_some() { lines.pop() } else { None };
    let correction = |note: credit_note::Listed| InvoiceCorrection {
        is_reversed: note.reversed.is_some(),
        number: note.number,
        issued_on: note.issued_on,
        total: note.total,
    };
    InvoiceView {
        number: invoice.number,
        kind: invoice.kind,
        state: item.state(seen.today),
        contract: invoice.contract,
        seller: invoice.seller,
        buyer: InvoiceBuyer {
            code: invoice.buyer.code,
            name: invoice.buyer.name,
            inn: invoice.buyer.inn,
            kpp: invoice.buyer.kpp,
            address: invoice.buyer.address,
        },
        order: invoice.order,
        your_number: invoice.your_number,
        shipment: invoice.shipment,
        issued_on: invoice.issued_on,
        due_on: item.due_on,
        currency: invoice.currency.code().to_owned(),
        lines,
        delivery,
        net: invoice.net,
        vat: invoice.vat,
        total: invoice.total,
        credited,
        credit_notes: seen.notes.into_iter().map(correction).collect(),
        has_more_credit_notes: seen.has_more_notes,
        paid: item.paid,
        open: item.rest(),
        dispute: item.dispute,
        payments: seen
            .taken
            .into_iter()
            .map(|taken| InvoicePayment {
                payment: taken.payment.to_string(),
                paid_on: taken.paid_on,
                reference: taken.reference,
                amount: taken.amount,
            })
            .collect(),
        deferrals: seen
            .deferrals
            .into_iter()
            .map(|days| InvoiceDeferral { was: days.was, until: days.until, at: days.at })
            .collect(),
    }
}
