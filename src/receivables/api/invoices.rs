//! The API's doors to invoices: a page of them, one in full, more days, disputes. What one in full says stands in the file beside.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::invoice_view::{InvoiceView, view};
use crate::access::permission::marks::{BookPayments, DeferPayments, ReadMoney};
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::Money;
use crate::platform::web::{Body, Params, Sort, cursor};
use crate::receivables::deferral::{self, Deferral, Dispute};
use crate::receivables::invoice::InvoiceKind;
use crate::receivables::open_item::{self, Filter, InvoiceState, InvoicesBy, Listed};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/invoices", invoices);
    routes.get("/api/v1/invoices/{number}", one_invoice);
    routes.post("/api/v1/invoices/{number}/deferrals", defer_invoice);
    routes.put("/api/v1/invoices/{number}/dispute", dispute_invoice);
}

/// Which invoices.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct InvoicesQuery {
    /// Of this contract only, by number.
    contract: Option<String>,
    /// Of this partner only, by code.
    partner: Option<String>,
    /// Of this order only, by number.
    order: Option<String>,
    /// `invoice`, `proforma`, `opening`.
    #[param(value_type = Option<String>)]
    kind: Option<InvoiceKind>,
    /// `open`, `overdue`, `paid`, `disputed`, `void`.
    #[param(value_type = Option<String>)]
    state: Option<InvoiceState>,
    /// Issued on or after this day.
    #[param(value_type = Option<String>)]
    from: Option<NaiveDate>,
    /// Issued on or before this day.
    #[param(value_type = Option<String>)]
    to: Option<NaiveDate>,
    /// `issued`, `due` or `total`, with a minus for the greatest first; `-issued` when not given.
    sort: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// An invoice as a list tells it.
#[derive(Serialize, ToSchema)]
pub struct ListedInvoice {
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
    /// The partner's code.
    partner: String,
    /// The order's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    /// The day of the document.
    #[schema(value_type = String, format = Date)]
    issued_on: NaiveDate,
    /// The day it is due, with every day that was granted.
    #[schema(value_type = String, format = Date)]
    due_on: NaiveDate,
    /// ISO 4217.
    currency: String,
    /// With VAT.
    total: Money,
    /// What credit notes took off it.
    credited: Money,
    /// What was paid of what it still wants.
    paid: Money,
    /// What is still to be paid.
    open: Money,
}

fn listed(row: Listed, today: NaiveDate) -> ListedInvoice {
    ListedInvoice {
        credited: row.credited(),
        kind: row.item.kind,
        state: row.item.state(today),
        contract: row.contract,
        partner: row.partner.0,
        order: row.order,
        issued_on: row.issued_on,
        due_on: row.item.due_on,
        currency: row.currency.code().to_owned(),
        total: row.total,
        paid: row.item.paid,
        open: row.item.rest(),
        number: row.item.number,
    }
}

/// A page of invoices.
#[derive(Serialize, ToSchema)]
pub struct ListedInvoices {
    /// The invoices, the latest first.
    items: Vec<ListedInvoice>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// Invoices within reach
#[utoipa::path(get, path = "/api/v1/invoices", tag = "money", params(InvoicesQuery), responses((status = 200, description = "A page", body = ListedInvoices)))]
pub async fn invoices(may: May<ReadMoney>, Params(query): Params<InvoicesQuery>) -> Answer<HttpResponse> {
    let limit = cursor::limit(query.limit)?;
    let sort = Sort::asked(query.sort.as_deref(), InvoicesBy::parse)?;
    let filter = Filter {
        contract: query.contract,
        partner: query.partner,
        order: query.order,
        kind: query.kind,
        state: query.state,
        from: query.from,
        until: query.to,
        sort,
        after: sort.after(query.cursor.as_deref())?,
        limit: limit + 1,
    };
    let (found, today) = may.read(filter, open_item::list).await?;
    let (found, next) = sort.cut(found, limit, |invoice| invoice.place(sort.by));
    let items = found.into_iter().map(|row| listed(row, today)).collect();
    Ok(HttpResponse::Ok().json(ListedInvoices { items, next }))
}

/// One invoice
#[utoipa::path(get, path = "/api/v1/invoices/{number}", tag = "money", params(("number" = String, Path, description = "The invoice's number")),
    responses((status = 200, description = "The document and what is open of it", body = InvoiceView), (status = 404, description = "No such invoice within reach")))]
pub async fn one_invoice(may: May<ReadMoney>, number: web::Path<String>) -> Answer<HttpResponse> {
    let seen = may.read(number.into_inner(), open_item::look).await?;
    Ok(HttpResponse::Ok().json(view(may.voice(), seen)))
}

/// More days for an invoice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDeferral {
    /// The day it shall be due: later than now, at most a year ahead.
    #[schema(value_type = String, format = Date)]
    until: NaiveDate,
    /// Why, in words for colleagues.
    reason: String,
}

/// Give an invoice more days
#[utoipa::path(post, path = "/api/v1/invoices/{number}/deferrals", tag = "money", params(("number" = String, Path, description = "The invoice's number")),
    request_body = NewDeferral, responses((status = 204, description = "Granted and recorded"), (status = 404, description = "No such invoice within reach"),
    (status = 409, description = "Nothing of it is owed"), (status = 422, description = "Fields that do not fit")))]
pub async fn defer_invoice(
    may: May<DeferPayments>,
    number: web::Path<String>,
    Body(new): Body<NewDeferral>,
) -> Answer<HttpResponse> {
    let wish = Deferral { invoice: number.into_inner(), until: new.until, reason: new.reason };
    may.write(wish, deferral::defer).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}

/// A dispute about an invoice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDispute {
    /// What the client does not agree with; null when it is settled.
    reason: Option<String>,
}

/// Note that an invoice is in dispute, or that the dispute is settled
#[utoipa::path(put, path = "/api/v1/invoices/{number}/dispute", tag = "money", params(("number" = String, Path, description = "The invoice's number")),
    request_body = NewDispute, responses((status = 204, description = "Noted and recorded"), (status = 404, description = "No such invoice within reach"),
    (status = 409, description = "Nothing of it is owed, or it is not in dispute"), (status = 422, description = "Fields that do not fit")))]
pub async fn dispute_invoice(
    may: May<BookPayments>,
    number: web::Path<String>,
    Body(new): Body<NewDispute>,
) -> Answer<HttpResponse> {
    may.write(Dispute { invoice: number.into_inner(), reason: new.reason }, deferral::dispute).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}
