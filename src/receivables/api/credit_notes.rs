//! The API's doors to credit notes: a page of them, one in full, posting one and taking one back.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::{BookPayments, ReadMoney};
use crate::access::{IdempotencyKey, May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money, Percent, Quantity};
use crate::platform::web::{Body, Params, Sort, Voice, cursor};
use crate::receivables::credit_note::reversal::{self, Reversal, Reversed, TakenBack};
use crate::receivables::credit_note::{self, Filter, Listed, Looked, NewLine, NewNote, NotesBy, Posted};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/credit-notes", credit_notes);
    routes.get("/api/v1/credit-notes/{number}", one_credit_note);
    routes.post("/api/v1/invoices/{number}/credit-notes", post_credit_note);
    routes.post("/api/v1/credit-notes/{number}/reversals", reverse_credit_note);
}

/// Which credit notes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CreditNotesQuery {
    /// Of this invoice only, by number.
    invoice: Option<String>,
    /// Of this contract only, by number.
    contract: Option<String>,
    /// Of this partner only, by code.
    partner: Option<String>,
    /// Posted on or after this day.
    #[param(value_type = Option<String>)]
    from: Option<NaiveDate>,
    /// Posted on or before this day.
    #[param(value_type = Option<String>)]
    to: Option<NaiveDate>,
    /// `posted` or `total`, with a minus for the greatest first; `-posted` when not given.
    sort: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// A credit note as a list tells it.
#[derive(Serialize, ToSchema)]
pub struct ListedCreditNote {
    /// Its number.
    number: String,
    /// The number of the invoice that it corrects.
    invoice: String,
    /// The contract's number.
    contract: String,
    /// The partner's code.
    partner: String,
    /// The day of the document.
    #[schema(value_type = String, format = Date)]
    issued_on: NaiveDate,
    /// When it was posted.
    posted_at: Moment,
    /// ISO 4217.
    currency: String,
    /// What it takes off, without VAT.
    net: Money,
    /// The VAT of that.
    vat: Money,
    /// With VAT.
    total: Money,
    /// Why, as it stands on the document.
    reason: String,
    /// How it was taken back; null of a note that holds.
    reversed: Option<CreditNoteReversal>,
}

/// How a credit note was taken back.
#[derive(Serialize, ToSchema)]
pub struct CreditNoteReversal {
    /// The day.
    #[schema(value_type = String, format = Date)]
    issued_on: NaiveDate,
    /// When.
    posted_at: Moment,
    /// Why.
    reason: String,
}

fn listed(note: Listed) -> ListedCreditNote {
    let reversed = |row: TakenBack| CreditNoteReversal { issued_on: row.issued_on, posted_at: row.posted_at, reason: row.reason };
    ListedCreditNote {
        reversed: note.reversed.map(reversed),
        number: note.number,
        invoice: note.invoice,
        contract: note.contract,
        partner: note.partner.0,
        issued_on: note.issued_on,
        posted_at: note.posted_at,
        currency: note.currency.code().to_owned(),
        net: note.net,
        vat: note.vat,
        total: note.total,
        reason: note.reason,
    }
}

/// A page of credit notes.
#[derive(Serialize, ToSchema)]
pub struct ListedCreditNotes {
    /// The credit notes, the latest first.
    items: Vec<ListedCreditNote>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// Credit notes within reach
#[utoipa::path(get, path = "/api/v1/credit-notes", tag = "money", params(CreditNotesQuery), responses((status = 200, description = "A page", body = ListedCreditNotes)))]
pub async fn credit_notes(may: May<ReadMoney>, Params(query): Params<CreditNotesQuery>) -> Answer<HttpResponse> {
    let limit = cursor::limit(query.limit)?;
    let sort = Sort::asked(query.sort.as_deref(), NotesBy::parse)?;
    let filter = Filter {
        number: None,
        invoice: query.invoice,
        contract: query.contract,
        partner: query.partner,
        from: query.from,
        until: query.to,
        sort,
        after: sort.after(query.cursor.as_deref())?,
        limit: limit + 1,
    };
    let found = may.read(filter, credit_note::list).await?;
    let (found, next) = sort.cut(found, limit, |note| note.place(sort.by));
    Ok(HttpResponse::Ok().json(ListedCreditNotes { items: found.into_iter().map(listed).collect(), next }))
}

/// A credit note in full.
#[derive(Serialize, ToSchema)]
pub struct CreditNoteView {
    /// What a list tells of it.
    #[serde(flatten)]
    note: ListedCreditNote,
    /// The day of the invoice that it corrects.
    #[schema(value_type = String, format = Date)]
    invoice_issued_on: NaiveDate,
    /// The seller's name.
    seller: String,
    /// The buyer's name.
    buyer: String,
    /// What it takes off which line.
    lines: Vec<CreditNoteLine>,
}

/// What a credit note takes off a line of its invoice.
#[derive(Serialize, ToSchema)]
pub struct CreditNoteLine {
    /// The line of the invoice.
    line: i64,
    /// The article number.
    sku: String,
    /// The name in the caller's language.
    name: String,
    /// The unit of measure, by OKEI code.
    unit: String,
    /// How much of it comes back; nothing where the line becomes cheaper only.
    quantity: Quantity,
    /// The VAT rate of the invoice in percent; null for «no VAT».
    vat_rate: Option<Percent>,
    /// What is taken off, without VAT.
    net: Money,
    /// The VAT of that.
    vat: Money,
    /// With VAT.
    gross: Money,
}

fn view(l: Voice, seen: Looked) -> CreditNoteView {
    let lines = seen.rows().into_iter().map(|(line, bill, part)| CreditNoteLine {
        line,
        sku: bill.sku.clone(),
        name: bill.name_in(l.lang).to_owned(),
        unit: bill.unit.clone(),
        quantity: part.quantity,
        vat_rate: bill.vat_rate,
        net: part.net,
        vat: part.vat,
        gross: part.gross,
    });
    CreditNoteView {
        lines: lines.collect(),
        invoice_issued_on: seen.invoice.issued_on,
        seller: seen.invoice.seller.clone(),
        buyer: seen.invoice.buyer.name.clone(),
        note: listed(seen.note),
    }
}

/// One credit note
#[utoipa::path(get, path = "/api/v1/credit-notes/{number}", tag = "money", params(("number" = String, Path, description = "The credit note's number")),
    responses((status = 200, description = "The document", body = CreditNoteView), (status = 404, description = "No such credit note within reach")))]
pub async fn one_credit_note(may: May<ReadMoney>, number: web::Path<String>) -> Answer<HttpResponse> {
    let seen = may.read(number.into_inner(), credit_note::look).await?;
    Ok(HttpResponse::Ok().json(view(may.voice(), seen)))
}

/// A correction of an invoice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditNoteGiven {
    /// Why, in words that stand on the document.
    reason: String,
    /// What of which line; each line once.
    lines: Vec<CreditNoteLineGiven>,
}

/// What is taken off a line: a quantity or an amount, one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditNoteLineGiven {
    /// The line of the invoice, from 1; the delivery stands behind the last of the goods.
    line: i64,
    /// So much comes back, at the line's own price.
    quantity: Option<Quantity>,
    /// So much becomes the line cheaper, with VAT.
    amount: Option<Money>,
}

/// The credit note that was posted.
#[derive(Serialize, ToSchema)]
pub struct CreditNotePosted {
    /// Its number.
    number: String,
    /// The invoice's number.
    invoice: String,
    /// The day of the document.
    #[schema(value_type = String, format = Date)]
    issued_on: NaiveDate,
    /// ISO 4217.
    currency: String,
    /// What it takes off, without VAT.
    net: Money,
    /// The VAT of that.
    vat: Money,
    /// With VAT.
    total: Money,
    /// What is still to be paid of the invoice.
    open: Money,
    /// What was paid beyond what the invoice wants now: it has paid other debts of the contract, or waits as an advance.
    freed: Money,
}

fn posted(posted: Posted) -> CreditNotePosted {
    CreditNotePosted {
        number: posted.number,
        invoice: posted.invoice,
        issued_on: posted.issued_on,
        currency: posted.currency.code().to_owned(),
        net: posted.net,
        vat: posted.vat,
        total: posted.total,
        open: posted.open,
        freed: posted.freed,
    }
}

/// Post a credit note
///
/// Takes goods or money off lines of an invoice, never more in all than the lines say. It cannot be changed afterwards.
#[utoipa::path(post, path = "/api/v1/invoices/{number}/credit-notes", tag = "money", params(("number" = String, Path, description = "The invoice's number"),
    ("Idempotency-Key" = String, Header, description = "Made by the caller; the same key posts the note once")),
    request_body = CreditNoteGiven, responses((status = 201, description = "Posted, or posted before under the same key (Idempotency-Replayed: true)", body = CreditNotePosted),
    (status = 404, description = "No such invoice within reach"), (status = 409, description = "A pro-forma or a balance brought in, which no credit note corrects"),
    (status = 422, description = "Fields that do not fit, more than is left of a line, or the key was used for other content")))]
pub async fn post_credit_note(
    may: May<BookPayments>,
    request: HttpRequest,
    number: web::Path<String>,
    Body(given): Body<CreditNoteGiven>,
) -> Answer<HttpResponse> {
    let key = IdempotencyKey::of(&request)?;
    let lines = given.lines.into_iter().map(|new| NewLine { line: new.line, quantity: new.quantity, amount: new.amount });
    let new = NewNote { invoice: number.into_inner(), reason: given.reason, lines: lines.collect() };
    let done = may.write_once("credit_notes", &key, new, credit_note::post).await.map_err(No::pointed)?;
    Ok(done.answer(HttpResponse::Created()).json(posted(done.value)))
}

/// Why a credit note is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditNoteReversalGiven {
    /// In words that stand beside the document.
    reason: String,
}

/// The credit note that was taken back.
#[derive(Serialize, ToSchema)]
pub struct CreditNoteReversed {
    /// Its number.
    number: String,
    /// The invoice's number.
    invoice: String,
    /// The day on which it was taken back.
    #[schema(value_type = String, format = Date)]
    issued_on: NaiveDate,
    /// ISO 4217.
    currency: String,
    /// What the invoice wants again, with VAT.
    total: Money,
    /// What is still to be paid of the invoice.
    open: Money,
}

fn reversed(done: Reversed) -> CreditNoteReversed {
    CreditNoteReversed {
        number: done.number,
        invoice: done.invoice,
        issued_on: done.issued_on,
        currency: done.currency.code().to_owned(),
        total: done.total,
        open: done.open,
    }
}

/// Take a credit note back
///
/// The note stays as it was posted and holds no more: the invoice wants again what it had taken off, and advances that wait pay it.
#[utoipa::path(post, path = "/api/v1/credit-notes/{number}/reversals", tag = "money", params(("number" = String, Path, description = "The credit note's number"),
    ("Idempotency-Key" = String, Header, description = "Made by the caller; the same key takes the note back once")),
    request_body = CreditNoteReversalGiven, responses((status = 201, description = "Taken back, or taken back before under the same key (Idempotency-Replayed: true)", body = CreditNoteReversed),
    (status = 404, description = "No such credit note within reach"), (status = 409, description = "It was taken back already"),
    (status = 422, description = "No reason, or the key was used for other content")))]
pub async fn reverse_credit_note(
    may: May<BookPayments>,
    request: HttpRequest,
    number: web::Path<String>,
    Body(given): Body<CreditNoteReversalGiven>,
) -> Answer<HttpResponse> {
    let key = IdempotencyKey::of(&request)?;
    let new = Reversal { note: number.into_inner(), reason: given.reason };
    let done = may.write_once("credit_note_reversals", &key, new, reversal::reverse).await.map_err(No::pointed)?;
    Ok(done.answer(HttpResponse::Created()).json(reversed(done.value)))
}
