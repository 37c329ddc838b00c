//! More days for an invoice, and what the client does not agree with. The document stays as it was issued; what is open of it changes,
//! and every day that was granted stays in its history.

use chrono::NaiveDate;
use serde_json::json;

use super::open_item::OpenItem;
use super::{allocation, block, ledger, store};
use crate::access::permission::marks::{BookPayments, DeferPayments};
use crate::access::reach::Reach;
use crate::access::{Act, PartnerId, Recorded};
use crate::partners::ContractId;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, text};
use crate::say;
use crate::seller;

crate::typed_id!(
    /// Days that were granted to an invoice.
    DeferralId, "dfr"
);

/// Days that were granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The day it was due before.
    pub was: NaiveDate,
    /// The day it is due now.
    pub until: NaiveDate,
    /// Why, in words.
    pub reason: String,
    /// Who granted them, by name.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// More days for an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deferral {
    /// The invoice's number.
    pub invoice: String,
    /// The day it shall be due.
    pub until: NaiveDate,
    /// Why, in words.
    pub reason: String,
}

/// Gives an invoice more days. Whether it stops shipments is judged anew from that day on.
pub fn defer(act: &mut Act<'_, DeferPayments>, new: &Deferral) -> Answer<Recorded<()>> {
    let (reach, mark, now) = (act.reach(), act.actor().mark(), act.moment());
    let (item, contract, partner) = held(act.tx(), reach, &new.invoice)?;
    let reason = checked_reason(&new.reason)?;
    let today = seller::day_of(act.tx(), now)?;
    if !item.is_debt() || !item.rest().is_positive() {
        return Err(No::conflict("nothing_to_defer", say!("deferral-nothing")));
    }
    let is_good = new.until > item.due_on && new.until >= today && (new.until - today).num_days() <= 366;
    if !is_good {
        return Err(No::invalid("until", "out_of_range", say!("deferral-bad-day", due = item.due_on)));
    }
    let tx = act.tx();
    store::insert_deferral(tx, &item, new.until, &reason, &mark)?;
    store::set_due(tx, item.invoice, new.until)?;
    let words = super::hidden(tx, partner, &reason)?;
    let facts = json!({"invoice": item.number, "was": item.due_on, "until": new.until, "words": words});
    act.note("invoice.deferred", Some(partner), facts)?;
    block::evaluate(act.tx(), &mark, contract)?;
    Ok(act.pass(()))
}

/// What a client does not agree with, or that it is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The invoice's number.
    pub invoice: String,
    /// Why, in words; none when it is settled.
    pub reason: Option<String>,
}

/// Notes that an invoice is in dispute, or that the dispute is settled. Meanwhile it is not reminded of and stops no shipment.
pub fn dispute(act: &mut Act<'_, BookPayments>, new: &Dispute) -> Answer<Recorded<()>> {
    let (reach, mark) = (act.reach(), act.actor().mark());
    let (item, contract, partner) = held(act.tx(), reach, &new.invoice)?;
    let reason = new.reason.as_deref().map(checked_reason).transpose()?;
    if !item.is_debt() || !item.rest().is_positive() {
        return Err(No::conflict("nothing_to_dispute", say!("dispute-nothing")));
    }
    if reason.is_none() && item.dispute.is_none() {
        return Err(No::conflict("not_disputed", say!("dispute-none")));
    }
    store::set_dispute(act.tx(), item.invoice, reason.as_deref())?;
    let kind = if reason.is_some() { "invoice.disputed" } else { "invoice.settled" };
    let words = reason.as_deref().map(|reason| super::hidden(act.tx(), partner, reason)).transpose()?;
    act.note(kind, Some(partner), json!({"invoice": item.number, "words": words}))?;
    if reason.is_none() {
        allocation::settle(act.tx(), contract)?;
    }
    block::evaluate(act.tx(), &mark, contract)?;
    Ok(act.pass(()))
}

/// The invoice within reach, its contract held until the end of the transaction.
fn held(tx: &mut Tx, reach: &Reach, number: &str) -> Answer<(OpenItem, ContractId, PartnerId)> {
    let (contract, partner) = store::owner_of_invoice(tx, reach, number)?.ok_or_else(No::not_found)?;
    ledger::hold(tx, contract)?;
    let (_, item) = store::invoice(tx, reach, number)?.ok_or_else(No::not_found)?;
    Ok((item, contract, partner))
}

fn checked_reason(reason: &str) -> Answer<String> {
    let reason = text::paragraph(reason, 500).ok().filter(|reason| !reason.is_empty());
    reason.ok_or_else(|| No::invalid("reason", "missing", say!("money-reason-missing")))
}
