//! The ledger: entries that are only added, and one standing row per contract that holds their sum and everybody's turn.
//! Called by orders and by the verbs of this room. It never looks at an order, and no entry is ever changed.

use chrono::{Days, NaiveDate};
use serde_json::json;

use super::{block, invoice, payment, store};
use crate::access::{Actor, PartnerId, Right};
use crate::partners::{Contract, ContractId, Payment};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::journal::{self, Entry};
use crate::platform::message::Message;
use crate::platform::values::scaled::Unfit;
use crate::platform::values::{Currency, Moment, Money};
use crate::seller;

crate::typed_id!(
    /// An entry of the ledger.
    EntryId, "led"
);

crate::words! {
    /// What an entry is about.
    pub enum EntryKind {
        /// A balance brought in from elsewhere.
        Opening = "opening",
        /// An order was confirmed, or what is left of it changed.
        Commitment = "commitment",
        /// Goods have left and were invoiced.
        Invoice = "invoice",
        /// Money has come.
        Payment = "payment",
        /// A payment was undone.
        Reversal = "reversal",
        /// An invoice was corrected down.
        CreditNote = "credit_note",
        /// A credit note was taken back.
        CreditNoteReversal = "credit_note_reversal",
    }
}

/// Where a contract stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The most it may owe; none is no limit.
    pub limit: Option<Money>,
    /// What it owes and has been promised.
    pub exposure: Money,
}

impl Standing {
    /// What is left of the limit; none when there is no limit. Who pays first has no limit to keep.
    pub fn available(&self, payment: Payment) -> Option<Money> {
        let limit = self.limit.filter(|_| payment == Payment::Net)?;
        limit.minus(self.exposure).ok()
    }
}

/// Whether the sums behind a company's credit are told to somebody: limit, debt, what is overdue. What is left to order for is no
/// secret of whoever orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sums {
    /// He reads the money of the whole company.
    Told,
    /// He does not.
    Hidden,
}

impl Sums {
    /// Whether they are told to whoever acts.
    pub fn told_to(actor: &Actor) -> Self {
        let reads_all = actor.may(Right::ReadMoney) && actor.reach_of(Right::ReadMoney).part().is_none();
        if reads_all { Sums::Told } else { Sums::Hidden }
    }
}

/// The refusal of what a limit does not allow: with what is left of it, and for those who may read them the sums behind that.
pub(crate) fn over_limit(standing: &Standing, sums: Sums, message: Message) -> No {
    let left = standing.available(Payment::Net).unwrap_or(Money::ZERO);
    let refusal = Refusal::new(Kind::Conflict, "over_credit_limit", message).with("available_credit", left);
    match sums {
        Sums::Told => refusal.with("limit", standing.limit).with("exposure", standing.exposure).into(),
        Sums::Hidden => refusal.into(),
    }
}

/// A contract as the ledger knows it: whose it is, when it pays, where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Debtor {
    /// The contract.
    pub contract: ContractId,
    /// Its number.
    pub number: String,
    /// Whose it is.
    pub partner: PartnerId,
    /// The partner's code.
    pub code: String,
    /// The partner's name.
    pub name: String,
    /// The currency of every amount.
    pub currency: Currency,
    /// When it pays.
    pub payment: Payment,
    /// The days of `net`.
    pub net_days: i64,
    /// Where it stands.
    pub standing: Standing,
}

impl Debtor {
    /// What is left of its limit; none without one.
    pub fn available(&self) -> Option<Money> {
        self.standing.available(self.payment)
    }
}

/// The day on which what is issued on a day is due.
pub(super) fn due_on(payment: Payment, net_days: i64, issued_on: NaiveDate) -> NaiveDate {
    let days = match payment {
        Payment::Prepaid => 0,
        Payment::Net => u64::try_from(net_days).unwrap_or_default(),
    };
    issued_on.checked_add_days(Days::new(days)).unwrap_or(issued_on)
}

/// Where a contract stands now.
pub(crate) fn standing(tx: &mut Tx, contract: ContractId) -> Answer<Standing> {
    Ok(store::find(tx, contract)?.unwrap_or(Standing { limit: None, exposure: Money::ZERO }))
}

/// Makes sure that a contract has its row, and holds it until the end of the transaction: whoever ships, pays or blocks waits here.
pub(crate) fn hold(tx: &mut Tx, contract: ContractId) -> Answer<()> {
    store::ensure(tx, contract)?;
    store::hold(tx, contract)
}

/// Posts what an order commits, holding the contract's row until the end of the transaction.
/// On credit the limit is kept; what is prepaid is not lent. Answers the standing before, when the limit does not allow it.
pub(crate) fn commit(tx: &mut Tx, contract: &Contract, order: &str, amount: Money) -> Answer<Result<(), Standing>> {
    store::ensure(tx, contract.id)?;
    let keeps_limit = contract.payment == Payment::Net && amount.is_positive();
    if !store::add_exposure(tx, contract.id, amount, keeps_limit)? {
        return Ok(Err(standing(tx, contract.id)?));
    }
    let at = tx.moment();
    store::insert_entry(tx, contract.id, EntryKind::Commitment, order, amount, at)?;
    Ok(Ok(()))
}

/// Posts an entry that no limit stops.
pub(super) fn post(tx: &mut Tx, contract: ContractId, kind: EntryKind, document: &str, amount: Money, at: Moment) -> Answer<()> {
    if !store::add_exposure(tx, contract, amount, false)? {
        return Err(Unfit::OutOfRange.into());
    }
    store::insert_entry(tx, contract, kind, document, amount, at)
}

/// The moment by which an entry of a day stands in statements: now for today, the noon of another day.
pub(super) fn moment_of(tx: &mut Tx, day: NaiveDate) -> Answer<Moment> {
    let (now, zone) = (tx.moment(), seller::zone(tx)?);
    Ok(if now.day_in(zone) == day { now } else { Moment::start_of(day, zone).plus_seconds(12 * 3600) })
}

/// Brings in a balance; the same contract and day again replaces nothing but adds the difference. What is owed becomes an open item,
/// what we owe an advance. Answers whether anything changed.
pub(crate) fn book_opening(tx: &mut Tx, actor: &str, contract: ContractId, amount: Money, as_of: Moment) -> Answer<bool> {
    let document = as_of.utc().format("%Y-%m-%d").to_string();
    hold(tx, contract)?;
    let known = store::opening(tx, contract, &document)?;
    let difference = amount.minus(known)?;
    if difference == Money::ZERO {
        return Ok(false);
    }
    post(tx, contract, EntryKind::Opening, &document, difference, as_of)?;
    let debtor = store::debtor_of(tx, contract)?;
    let day = seller::day_of(tx, as_of)?;
    let mut facts = json!({"contract": debtor.number, "as_of": document, "currency": debtor.currency, "is_followed": true});
    let (name, value, amount) = if difference.is_positive() {
        ("invoice", invoice::open_balance(tx, &debtor, day, difference)?, difference)
    } else {
        let owed = Money::ZERO.minus(difference)?;
        ("payment", payment::open_balance(tx, actor, &debtor, day, &document, owed)?.to_string(), owed)
    };
    if let Some(members) = facts.as_object_mut() {
        members.insert(name.to_owned(), json!(value));
        members.insert("amount".to_owned(), json!(amount));
    }
    journal::write(tx, actor, &Entry { kind: "balance.opened", partner: Some(debtor.partner.number()), facts })?;
    block::evaluate(tx, actor, contract)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_prepaid_is_due_at_once_and_credit_after_its_days() {
        let day: NaiveDate = "2026-01-31".parse().unwrap();
        assert_eq!(due_on(Payment::Prepaid, 14, day), day);
        assert_eq!(due_on(Payment::Net, 28, day).to_string(), "2026-02-28");
        assert_eq!(due_on(Payment::Net, -1, day), day);
    }

    #[test]
    fn what_is_left_of_a_limit_may_be_less_than_nothing() {
        let standing = |limit: Option<i64>, exposure| Standing {
            limit: limit.map(Money::from_steps),
            exposure: Money::from_steps(exposure),
        };
        assert_eq!(standing(None, 500).available(Payment::Net), None);
        assert_eq!(standing(Some(1000), 400).available(Payment::Net), Some(Money::from_steps(600)));
        assert_eq!(standing(Some(1000), 1200).available(Payment::Net), Some(Money::from_steps(-200)));
    }

    #[test]
    fn who_pays_first_has_no_limit_to_keep() {
        let standing = Standing { limit: Some(Money::from_steps(1000)), exposure: Money::from_steps(400) };
        assert_eq!(standing.available(Payment::Prepaid), None);
    }

    #[test]
    fn the_sums_behind_a_limit_are_told_to_those_who_read_money() {
        let standing = Standing { limit: Some(Money::from_steps(1000)), exposure: Money::from_steps(400) };
        let told = |sums| match over_limit(&standing, sums, Message::plain("order-over-limit")) {
            No::Refused(refusal) => refusal.more,
            No::Failed(_) => serde_json::Map::new(),
        };
        let (buyer, payer) = (told(Sums::Hidden), told(Sums::Told));
        assert_eq!(serde_json::Value::from(buyer), json!({"available_credit": "6.00"}));
        assert_eq!(serde_json::Value::from(payer), json!({"available_credit": "6.00", "limit": "10.00", "exposure": "4.00"}));
    }
}
