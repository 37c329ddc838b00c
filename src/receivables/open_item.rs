//! What is open of invoices: how much is still to be paid, since when it is due, what paid it. Looks for the doors of this room;
//! nothing here changes anything.

use chrono::NaiveDate;

use super::credit_note::{self, Part};
use super::deferral::Granted;
use super::invoice::{Invoice, InvoiceId, InvoiceKind};
use super::payment::PaymentId;
use super::store;
use crate::access::Act;
use crate::access::permission::marks::ReadMoney;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Money};
use crate::platform::web::sort::Place;
use crate::platform::web::{Sort, table};
use crate::seller;

crate::words! {
    /// How an invoice stands today.
    pub enum InvoiceState {
        /// Something is still to be paid.
        Open = "open",
        /// The same, and the day it was due has passed.
        Overdue = "overdue",
        /// Nothing is left to be paid.
        Paid = "paid",
        /// The client does not agree with it.
        Disputed = "disputed",
        /// It wants nothing any more, and not because it was paid.
        Void = "void",
    }
}

/// What is open of an invoice.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenItem {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Its number.
    pub number: String,
    /// What is billed.
    pub kind: InvoiceKind,
    /// The day it is due, with every day that was granted.
    pub due_on: NaiveDate,
    /// What it wants.
    pub amount: Money,
    /// What was paid of that.
    pub paid: Money,
    /// Why the client does not agree with it.
    pub dispute: Option<String>,
    /// Whether it no longer stops shipments, because somebody released them in spite of it.
    pub is_waived: bool,
    /// Whether it wants nothing any more: a pro-forma because its order was cancelled or changed, an invoice because all of it was corrected.
    pub is_void: bool,
}

impl OpenItem {
    /// Whether a credit note can take something off it.
    pub fn is_correctable(&self) -> bool {
        self.kind == InvoiceKind::Invoice && self.amount.is_positive()
    }

    /// What is still to be paid.
    pub fn rest(&self) -> Money {
        self.amount.minus(self.paid).unwrap_or(Money::ZERO)
    }

    /// Whether it is owed: what is to be prepaid is not.
    pub fn is_debt(&self) -> bool {
        self.kind != InvoiceKind::Proforma
    }

    /// Whether it should have been paid before this day.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.is_debt() && self.rest().is_positive() && self.due_on < today
    }

    /// How it stands on a day.
    pub fn state(&self, today: NaiveDate) -> InvoiceState {
        match () {
            () if self.is_void => InvoiceState::Void,
            () if !self.rest().is_positive() => InvoiceState::Paid,
            () if self.dispute.is_some() => InvoiceState::Disputed,
            () if self.is_overdue(today) => InvoiceState::Overdue,
            () => InvoiceState::Open,
        }
    }
}

crate::words! {
    /// By what invoices are sorted.
    pub enum InvoicesBy {
        /// The moment of issue.
        Issued = "issued",
        /// The day they are due.
        Due = "due",
        /// The whole sum.
        Total = "total",
    }
}

impl Default for Sort<InvoicesBy> {
    fn default() -> Self {
        Sort::down(InvoicesBy::Issued)
    }
}

/// Which invoices, in which order, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this contract only, by number.
    pub contract: Option<String>,
    /// Of this partner only, by code.
    pub partner: Option<String>,
    /// Of this order only, by number.
    pub order: Option<String>,
    /// Of this kind.
    pub kind: Option<InvoiceKind>,
    /// Standing so today.
    pub state: Option<InvoiceState>,
    /// Issued on or after this day.
    pub from: Option<NaiveDate>,
    /// Issued on or before this day.
    pub until: Option<NaiveDate>,
    /// In which order.
    pub sort: Sort<InvoicesBy>,
    /// Behind which invoice to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// An invoice as a list shows it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What is open of it.
    pub item: OpenItem,
    /// The contract's number.
    pub contract: String,
    /// The partner's code and name.
    pub partner: (String, String),
    /// The order's number.
    pub order: Option<String>,
    /// The day of the document.
    pub issued_on: NaiveDate,
    /// The currency.
    pub currency: Currency,
    /// With VAT.
    pub total: Money,
}

impl Listed {
    /// What credit notes took off it.
    pub fn credited(&self) -> Money {
        credited(&self.item, self.total)
    }

    /// Its place in an order.
    pub fn place(&self, by: InvoicesBy) -> Place {
        let key = match by {
            InvoicesBy::Issued => String::new(),
            InvoicesBy::Due => self.item.due_on.to_string(),
            InvoicesBy::Total => self.total.steps().to_string(),
        };
        (key, self.item.invoice.number())
    }
}

/// What credit notes took off an invoice: what it says without what it wants. A pro-forma falls by what leaves and what is cancelled.
fn credited(item: &OpenItem, total: Money) -> Money {
    if item.kind == InvoiceKind::Invoice { total.minus(item.amount).unwrap_or(Money::ZERO) } else { Money::ZERO }
}

/// All invoices that a filter leads to, page by page in one view of the data, and the day on which they were looked at: for files.
pub fn list_all(act: &mut Act<'_, ReadMoney>, filter: &Filter) -> Answer<(Vec<Listed>, NaiveDate)> {
    let (reach, now) = (act.reach(), act.moment());
    let today = seller::day_of(act.tx(), now)?;
    let page = |after, limit| store::invoices(act.tx(), reach, &Filter { after, limit, ..filter.clone() }, today);
    Ok((table::whole(page, |invoice| invoice.place(filter.sort.by))?, today))
}

/// A page of invoices, and the day on which they were looked at.
pub fn list(act: &mut Act<'_, ReadMoney>, filter: &Filter) -> Answer<(Vec<Listed>, NaiveDate)> {
    let (reach, now) = (act.reach(), act.moment());
    let today = seller::day_of(act.tx(), now)?;
    Ok((store::invoices(act.tx(), reach, filter, today)?, today))
}

/// A part of a payment that an invoice took, or gave back.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The payment.
    pub payment: PaymentId,
    /// The day of the payment.
    pub paid_on: NaiveDate,
    /// What the bank or the accountant called it.
    pub reference: String,
    /// How much.
    pub amount: Money,
}

/// So many credit notes of an invoice are shown beside it.
const MOST_NOTES: i64 = 200;

/// An invoice in full.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The document.
    pub invoice: Invoice,
    /// What is open of it.
    pub item: OpenItem,
    /// What paid it, the first first.
    pub taken: Vec<Taken>,
    /// The days that were granted, the first first.
    pub deferrals: Vec<Granted>,
    /// What corrects it, the first first.
    pub notes: Vec<credit_note::Listed>,
    /// Whether there are more of them than stand here.
    pub has_more_notes: bool,
    /// What the notes have left of each of its lines, the delivery behind the goods.
    pub left: Vec<Part>,
    /// The day it is looked at.
    pub today: NaiveDate,
}

impl Looked {
    /// What credit notes took off it.
    pub fn credited(&self) -> Money {
        credited(&self.item, self.invoice.total)
    }
}

/// One invoice within reach.
pub fn look(act: &mut Act<'_, ReadMoney>, number: &String) -> Answer<Looked> {
    let (reach, now) = (act.reach(), act.moment());
    let tx = act.tx();
    let (invoice, item) = store::invoice(tx, reach, number)?.ok_or_else(No::not_found)?;
    let (taken, deferrals) = (store::taken(tx, invoice.id)?, store::deferrals(tx, invoice.id)?);
    let left =
        credit_note::share::left(&invoice, &store::credited_lines(tx, invoice.id)?)?.into_iter().map(|left| left.part).collect();
    let filter = credit_note::Filter {
        invoice: Some(number.clone()),
        sort: Sort::up(credit_note::NotesBy::Posted),
        limit: MOST_NOTES + 1,
        ..credit_note::Filter::default()
    };
    let mut notes = store::credit_notes(tx, reach, &filter)?;
    let most = usize::try_from(MOST_NOTES).unwrap_or(usize::MAX);
    let has_more_notes = notes.len() > most;
    notes.truncate(most);
    Ok(Looked { invoice, item, taken, deferrals, notes, has_more_notes, left, today: seller::day_of(tx, now)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(kind: InvoiceKind, amount: i64, paid: i64, dispute: Option<&str>) -> OpenItem {
        OpenItem {
            invoice: InvoiceId::parse("inv_0000000000001").unwrap(),
            number: "000001".into(),
            kind,
            due_on: "2026-03-01".parse().unwrap(),
            amount: Money::from_steps(amount),
            paid: Money::from_steps(paid),
            dispute: dispute.map(str::to_owned),
            is_waived: false,
            is_void: false,
        }
    }

    #[test]
    fn an_invoice_is_overdue_the_day_after_it_was_due() {
        let on = |item: &OpenItem, day: &str| item.state(day.parse().unwrap());
        let open = item(InvoiceKind::Invoice, 100, 40, None);
        assert_eq!((on(&open, "2026-03-01"), on(&open, "2026-03-02")), (InvoiceState::Open, InvoiceState::Overdue));
        assert_eq!(on(&item(InvoiceKind::Invoice, 100, 100, Some("no")), "2026-03-02"), InvoiceState::Paid);
        assert_eq!(on(&item(InvoiceKind::Opening, 100, 0, Some("no")), "2026-03-02"), InvoiceState::Disputed);
        let void = OpenItem { is_void: true, ..item(InvoiceKind::Proforma, 0, 0, None) };
        assert_eq!(on(&void, "2026-03-02"), InvoiceState::Void);
        // What is to be prepaid is never a debt.
        assert_eq!(on(&item(InvoiceKind::Proforma, 100, 0, None), "2026-03-02"), InvoiceState::Open);
    }
}
