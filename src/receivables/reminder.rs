//! Letters about money to the partner's people who may see it: reminders that grow firmer with the days, and word of blocks that begin
//! and end. A letter is made when it is sent, so that what was paid or disputed meanwhile is not asked for. Called by the clock and the queue.

use chrono::{NaiveDate, Timelike};
use serde::{Deserialize, Serialize};

use super::block::BlockId;
use super::gate::{self, Debt, Position};
use super::invoice::InvoiceKind;
use super::ledger::Sums;
use super::letter::{self, Sheet};
use super::store::blocks::{self as store, Held};
use super::store::{self as invoices, reminders};
use crate::access::accounts::people;
use crate::access::permission::marks::ReadMoney;
use crate::access::reach::AccountId;
use crate::access::{Act, PartnerId, Reach, Right};
use crate::partners::ContractId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::post::Letter;
use crate::platform::queue;
use crate::platform::values::Money;
use crate::platform::web::Voice;
use crate::say;
use crate::seller;

/// The kind of these jobs.
pub const KIND: &str = "money-letter";

crate::words! {
    /// What a letter is about.
    pub enum Occasion {
        /// Something is overdue.
        Overdue = "overdue",
        /// Shipments are blocked.
        Blocked = "blocked",
        /// Shipments go on.
        Released = "released",
        /// An invoice is there.
        Issued = "issued",
    }
}

/// What a job says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct About {
    /// The contract.
    pub contract: ContractId,
    /// To whom.
    pub account: AccountId,
    /// What about.
    pub what: Occasion,
    /// How firm: 1 to 4 for what is overdue.
    pub level: i64,
    /// The block that began or ended.
    pub block: Option<BlockId>,
    /// The day it was called for.
    pub day: NaiveDate,
    /// The number of the invoice that is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
}

/// How firm a reminder is after so many days: 1 at once, 2 after a week, 3 after two, 4 after a month.
pub fn level(days_overdue: i64) -> i64 {
    match days_overdue {
        ..=0 => 0,
        1..=6 => 1,
        7..=13 => 2,
        14..=29 => 3,
        _ => 4,
    }
}

/// Calls for letters about a block, to be sent when this transaction is committed.
pub(super) fn tell(tx: &mut Tx, held: &Held, what: Occasion, block: BlockId) -> Answer<()> {
    call(tx, held, what, 0, Some(block))
}

/// Calls for letters about an invoice that was issued, to be sent when this transaction is committed.
pub(super) fn announce(tx: &mut Tx, contract: ContractId, partner: PartnerId, invoice: &str) -> Answer<()> {
    let day = seller::day_of(tx, tx.moment())?;
    for account in people::holders(tx, partner, Right::ReadMoney)? {
        let invoice = Some(invoice.to_owned());
        queue::enqueue(tx, KIND, &About { contract, account, what: Occasion::Issued, level: 0, block: None, day, invoice })?;
    }
    Ok(())
}

fn call(tx: &mut Tx, held: &Held, what: Occasion, level: i64, block: Option<BlockId>) -> Answer<()> {
    let day = seller::day_of(tx, tx.moment())?;
    for account in people::holders(tx, held.partner, Right::ReadMoney)? {
        queue::enqueue(tx, KIND, &About { contract: held.id, account, what, level, block, day, invoice: None })?;
    }
    Ok(())
}

/// How many documents the clock looks at in one transaction.
const AT_ONCE: i64 = 200;

/// Calls for the reminders that are due; answers for how many contracts. Each level is reached once for each document.
pub(crate) fn remind_due(tx: &mut Tx) -> Answer<usize> {
    let day = seller::day_of(tx, tx.moment())?;
    reminders::calm(tx, day)?;
    let mut told = 0;
    for (contract, documents) in reminders::due(tx, day, AT_ONCE)? {
        super::hold(tx, contract)?;
        let mut firmest = 0;
        for (document, due_on) in documents {
            let level = level((day - due_on).num_days());
            if reminders::mark(tx, document, level, day)? {
                firmest = firmest.max(level);
            }
        }
        if firmest > 0 {
            let held = store::held(tx, contract)?;
            call(tx, &held, Occasion::Overdue, firmest, None)?;
            told += 1;
        }
    }
    Ok(told)
}

/// Whether people are at work at the seller's place, so that a reminder may come.
pub(crate) fn is_office_hour(tx: &mut Tx) -> Answer<bool> {
    let zone = seller::zone(tx)?;
    Ok((9..18).contains(&tx.moment().utc().with_timezone(&zone).hour()))
}

/// The letter of a job; none when there is nobody to write to or no cause for it any more.
pub fn letter(act: &mut Act<'_, ReadMoney>, (about, base_url): &(About, String)) -> Answer<Option<Letter>> {
    let held = store::held(act.tx(), about.contract)?;
    let may_read = people::holders(act.tx(), held.partner, Right::ReadMoney)?.contains(&about.account);
    let Some(to) = people::correspondent(act.tx(), about.account)?.filter(|_| may_read) else { return Ok(None) };
    let l = Voice { lang: to.lang, zone: seller::zone(act.tx())? };
    let position = store::position(act.tx(), held.id)?;
    let sheet = match about.what {
        Occasion::Overdue => overdue(l, &held, &position, about.level)?,
        Occasion::Blocked => blocked(l, &held, &position, about.block)?,
        Occasion::Released => released(l, &held, &position),
        Occasion::Issued => issued(act.tx(), l, about)?,
    };
    let Some(sheet) = sheet else { return Ok(None) };
    let link = match &about.invoice {
        Some(number) => format!("{base_url}/invoices/{number}"),
        None => format!("{base_url}/money"),
    };
    let id = match (about.block, &about.invoice) {
        (Some(block), _) => format!("{block}.{}.{}", about.account, about.what),
        (None, Some(number)) => format!("{}.{number}.{}", about.contract, about.account),
        (None, None) => format!("{}.{}.{}.{}", about.contract, about.account, about.level, about.day),
    };
    Ok(Some(Letter {
        text: letter::plain(l, &to.name, &sheet, &link),
        html: letter::rich(l, &to.name, &sheet, &link),
        to: to.login,
        name: to.name,
        subject: sheet.subject,
        id,
    }))
}

fn overdue(l: Voice, held: &Held, position: &Position, level: i64) -> Answer<Option<Sheet>> {
    let debts: Vec<&Debt> = position.overdue().collect();
    if debts.is_empty() {
        return Ok(None);
    }
    let number = &held.number;
    let (subject, request) = match level {
        ..=1 => (say!("reminder-subject-1", number = number), "reminder-text-1"),
        2 => (say!("reminder-subject-2", number = number), "reminder-text-2"),
        3 => (say!("reminder-subject-3", number = number), "reminder-text-3"),
        _ => (say!("reminder-subject-4", number = number), "reminder-text-4"),
    };
    Ok(Some(Sheet {
        subject: l.tell(&subject),
        sentences: vec![l.say(request)],
        sum: Some((l.say("reminder-sum"), l.money(Money::sum(debts.iter().map(|debt| debt.rest))?, held.currency))),
        rows: letter::rows(l, held.currency, &debts),
        farewell: l.say("reminder-farewell"),
    }))
}

fn blocked(l: Voice, held: &Held, position: &Position, block: Option<BlockId>) -> Answer<Option<Sheet>> {
    if !position.in_force().any(|known| Some(known.id) == block) {
        return Ok(None);
    }
    let verdict = gate::judge(position, None)?;
    let Some(warning) = verdict.warning(Sums::Told) else { return Ok(None) };
    let wanted = verdict.cure.as_ref().map(|cure| cure.invoices.as_slice()).unwrap_or_default();
    let debts: Vec<&Debt> = position.debts.iter().filter(|debt| wanted.contains(&debt.number)).collect();
    Ok(Some(Sheet {
        subject: l.tell(&say!("letter-blocked", number = &held.number)),
        sentences: vec![l.tell(&warning), l.say("letter-blocked-orders")],
        sum: verdict.cure.as_ref().map(|cure| (l.say("block-cure"), l.money(cure.amount, cure.currency))),
        rows: letter::rows(l, held.currency, &debts),
        farewell: l.say("letter-blocked-farewell"),
    }))
}

fn released(l: Voice, held: &Held, position: &Position) -> Option<Sheet> {
    let is_stopped = position.in_force().next().is_some() || position.stopping().next().is_some();
    (!is_stopped).then(|| Sheet {
        subject: l.tell(&say!("letter-released", number = &held.number)),
        sentences: vec![l.say("letter-released-text")],
        sum: None,
        rows: Vec::new(),
        farewell: l.say("letter-released-farewell"),
    })
}

/// The invoice that is there; nothing when it is paid already.
fn issued(tx: &mut Tx, l: Voice, about: &About) -> Answer<Option<Sheet>> {
    let number = about.invoice.clone().unwrap_or_default();
    let Some((invoice, item)) = invoices::invoice(tx, &Reach::Everything, &number)? else { return Ok(None) };
    if !item.rest().is_positive() {
        return Ok(None);
    }
    let order = invoice.order.unwrap_or_default();
    let (subject, sentence) = match invoice.kind {
        InvoiceKind::Proforma => (say!("letter-proforma", number = &number), say!("letter-proforma-text", order = order)),
        InvoiceKind::Invoice | InvoiceKind::Opening => {
            (say!("letter-invoice", number = &number), say!("letter-invoice-text", order = order))
        }
    };
    Ok(Some(Sheet {
        subject: l.tell(&subject),
        sentences: vec![l.tell(&sentence), l.tell(&say!("letter-invoice-due", day = item.due_on))],
        sum: Some((l.say("letter-invoice-sum"), l.money(item.rest(), invoice.currency))),
        rows: Vec::new(),
        farewell: l.say("letter-invoice-farewell"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_grow_firmer_with_the_days() {
        let levels: Vec<i64> = [-3, 0, 1, 6, 7, 13, 14, 29, 30, 400].into_iter().map(level).collect();
        assert_eq!(levels, vec![0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    }
}
