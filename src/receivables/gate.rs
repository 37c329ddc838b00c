//! May goods leave? The one answer that every path to a shipment asks for, in the transaction that ships. `judge` decides, without
//! database and clock. What is fully prepaid may always leave; invoices and returns never ask.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::json;

use super::block::{Block, Cause, EndsWhen};
use super::ledger::Sums;
use super::store::blocks as store;
use crate::access::{Right, Role};
use crate::partners::ContractId;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::message::Message;
use crate::platform::values::scaled::Unfit;
use crate::platform::values::{Currency, Money};
use crate::say;

/// The reason of a debt that is overdue beyond the days of grace.
pub const OVERDUE: &str = "overdue";
/// The reason of a block by hand.
pub const BLOCKED: &str = "blocked";
/// The reason of an order under a prepaid contract that is not paid in full.
pub const NOT_PREPAID: &str = "not_prepaid";

/// An order that asks to be shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Billable {
    /// Its contract.
    pub contract: ContractId,
    /// Its number as stored.
    pub order: i64,
    /// What it comes to with VAT, as it stands now.
    pub total: Money,
    /// Whether its contract is paid before shipment.
    pub is_prepaid: bool,
}

/// A part of a document that is still to be paid and is not in dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    /// The document's number.
    pub number: String,
    /// The last day to pay it.
    pub due_on: NaiveDate,
    /// The last day of grace: a day later it stops shipments.
    pub spared_until: NaiveDate,
    /// What is left to pay.
    pub rest: Money,
    /// Whether somebody released shipments although it was overdue.
    pub is_waived: bool,
}

/// Where a contract stands on a day: what it owes, and its blocks that have not ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// The day, at the seller's place.
    pub day: NaiveDate,
    /// The contract's currency.
    pub currency: Currency,
    /// What is open, the oldest first.
    pub debts: Vec<Debt>,
    /// The blocks that have not ended.
    pub blocks: Vec<Block>,
}

/// How far an order is paid before it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funding {
    /// What is to be paid before the rest of the order leaves: what its pro-forma wants, else the order's total.
    pub total: Money,
    /// What is paid of that.
    pub paid: Money,
    /// Whether its contract is paid before shipment.
    pub is_prepaid: bool,
    /// The numbers of its pro-formas that are open.
    pub proformas: Vec<String>,
}

/// One reason why goods may not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// `overdue`, `blocked`, `not_prepaid`.
    pub code: &'static str,
    /// The last day of it, when one is set.
    pub until: Option<NaiveDate>,
    /// Why the manager did it, in his words: for our staff only.
    pub words: String,
}

/// The payment that lifts what stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cure {
    /// How much.
    pub amount: Money,
    /// In which currency.
    pub currency: Currency,
    /// For which documents.
    pub invoices: Vec<String>,
}

/// Yes, or no with everything that stands in the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What stands in the way.
    pub reasons: Vec<Reason>,
    /// The payment that lifts all of it; none when no payment does.
    pub cure: Option<Cure>,
}

impl Debt {
    /// Whether its day has passed.
    pub fn is_overdue(&self, day: NaiveDate) -> bool {
        self.due_on < day
    }

    /// Whether it stops shipments.
    pub fn is_stopping(&self, day: NaiveDate) -> bool {
        self.spared_until < day && !self.is_waived
    }
}

impl Position {
    /// What stops shipments by itself.
    pub fn stopping(&self) -> impl Iterator<Item = &Debt> {
        self.debts.iter().filter(|debt| debt.is_stopping(self.day))
    }

    /// What is overdue, within the days of grace or beyond.
    pub fn overdue(&self) -> impl Iterator<Item = &Debt> {
        self.debts.iter().filter(|debt| debt.is_overdue(self.day))
    }

    /// The blocks in force on the day.
    pub fn in_force(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| block.is_in_force(self.day))
    }
}

impl Verdict {
    /// Whether goods may leave.
    pub fn is_yes(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Whether this stands in the way.
    pub fn has(&self, code: &str) -> bool {
        self.reasons.iter().any(|reason| reason.code == code)
    }

    /// The words of the roles that can release; nobody releases what is only not paid beforehand.
    pub fn who_can_release(&self) -> Vec<&'static str> {
        if self.reasons.iter().all(|reason| reason.code == NOT_PREPAID) {
            return Vec::new();
        }
        let may = |role: &&Role| role.rights().has(Right::BlockShipments);
        Role::ALL.iter().filter(may).map(|role| role.as_str()).collect()
    }

    /// The refusal of a shipment: 409 with reasons, who can release, and the payment that would. The manager's words stay out.
    pub fn refusal(&self) -> Refusal {
        let reasons: Vec<_> = self.reasons.iter().map(|reason| json!({"code": reason.code, "until": reason.until})).collect();
        Refusal::new(Kind::Conflict, "shipment_blocked", self.sentence())
            .with("reasons", reasons)
            .with("who_can_release", self.who_can_release())
            .with("cure", self.cure.as_ref().map(Cure::told))
    }

    /// Why goods may not leave, for the one who wants to ship them: without sums.
    pub fn sentence(&self) -> Message {
        match self.reasons.first() {
            Some(reason) => reason.sentence(),
            None => say!("shipment-free"),
        }
    }

    /// What the client is told, politely and without the manager's words; none when nothing stands in the way. The payment that
    /// would help is told to those who read money.
    pub fn warning(&self, sums: Sums) -> Option<Message> {
        let reason = self.reasons.first()?;
        let cure = self.cure.as_ref().filter(|_| sums == Sums::Told);
        Some(match (cure, reason.code, reason.until) {
            (Some(cure), OVERDUE, _) => say!("block-polite-overdue-sum", sum = (cure.amount, cure.currency)),
            (Some(cure), NOT_PREPAID, _) => say!("block-polite-prepaid-sum", sum = (cure.amount, cure.currency)),
            (Some(cure), ..) => say!("block-polite-sum", sum = (cure.amount, cure.currency)),
            (None, OVERDUE, _) => say!("block-polite-overdue"),
            (None, NOT_PREPAID, _) => say!("on-hold-not_prepaid"),
            (None, _, Some(until)) => say!("block-polite-until", until = until),
            (None, ..) => say!("block-polite"),
        })
    }
}

impl Reason {
    /// The reason in words for our own people, without sums.
    pub fn sentence(&self) -> Message {
        match (self.code, self.until) {
            (OVERDUE, _) => say!("shipment-stopped-overdue"),
            (NOT_PREPAID, _) => say!("shipment-stopped-prepaid"),
            (_, Some(until)) => say!("shipment-stopped-until", until = until),
            (_, None) => say!("shipment-stopped"),
        }
    }
}

impl Cure {
    /// As the API tells it.
    pub fn told(&self) -> serde_json::Value {
        json!({"amount": self.amount, "currency": self.currency, "invoices": self.invoices})
    }
}

/// Decides. What is paid in full may leave, whatever else is owed. Without an order it tells how the contract stands.
pub fn judge(position: &Position, order: Option<&Funding>) -> Result<Verdict, Unfit> {
    if order.is_some_and(|order| order.paid.is_positive() && order.paid >= order.total) {
        return Ok(Verdict::default());
    }
    let plain = |code| Reason { code, until: None, words: String::new() };
    let unpaid = order.filter(|order| order.is_prepaid && order.paid < order.total);
    let mut reasons: Vec<Reason> = unpaid.map(|_| plain(NOT_PREPAID)).into_iter().collect();
    let is_marked = position.in_force().any(|block| block.cause == Cause::Overdue);
    if is_marked || position.stopping().next().is_some() {
        reasons.push(plain(OVERDUE));
    }
    let by_hand = position.in_force().filter(|block| block.cause == Cause::Manual);
    reasons.extend(by_hand.map(|block| Reason { code: BLOCKED, until: block.until, words: block.reason.clone() }));
    let cure = match unpaid {
        Some(order) => {
            Some(Cure { amount: order.total.minus(order.paid)?, currency: position.currency, invoices: order.proformas.clone() })
        }
        None => cure(position)?,
    };
    Ok(Verdict { reasons, cure })
}

/// What must be paid for the contract to ship again; none when a block waits for a day or for somebody.
fn cure(position: &Position) -> Result<Option<Cure>, Unfit> {
    let (mut needs_overdue, mut needs_all) = (false, false);
    for block in position.in_force().filter(|block| block.cause == Cause::Manual) {
        match block.ends_when {
            EndsWhen::OverduePaid => needs_overdue = true,
            EndsWhen::DebtPaid => needs_all = true,
            EndsWhen::Until | EndsWhen::ByHand => return Ok(None),
        }
    }
    let day = position.day;
    let is_wanted = |debt: &&Debt| needs_all || (needs_overdue && debt.is_overdue(day)) || debt.is_stopping(day);
    let wanted: Vec<&Debt> = position.debts.iter().filter(is_wanted).collect();
    if wanted.is_empty() {
        return Ok(None);
    }
    let amount = Money::sum(wanted.iter().map(|debt| debt.rest))?;
    let invoices = wanted.into_iter().map(|debt| debt.number.clone()).collect();
    Ok(Some(Cure { amount, currency: position.currency, invoices }))
}

/// Whether an order may be shipped now. Ask it while the contract is held, in the transaction that ships.
pub(crate) fn may_ship(tx: &mut Tx, order: &Billable) -> Answer<Verdict> {
    verdicts(tx, std::slice::from_ref(order))?.pop().ok_or_else(|| No::failed("no verdict on an order"))
}

/// The same for many orders, in their order, by a fixed number of statements: for lists, which only show it.
pub(crate) fn verdicts(tx: &mut Tx, orders: &[Billable]) -> Answer<Vec<Verdict>> {
    let mut contracts: Vec<ContractId> = orders.iter().map(|order| order.contract).collect();
    contracts.sort_unstable();
    contracts.dedup();
    let positions = store::positions(tx, &contracts)?;
    let ids: Vec<i64> = orders.iter().map(|order| order.order).collect();
    let mut prepaid = store::prepaid_of_orders(tx, &ids)?;
    orders.iter().map(|order| verdict(&positions, &mut prepaid, order)).collect()
}

fn verdict(
    positions: &HashMap<ContractId, Position>,
    prepaid: &mut HashMap<i64, (Money, Money, Vec<String>)>,
    order: &Billable,
) -> Answer<Verdict> {
    let position = positions.get(&order.contract).ok_or_else(No::not_found)?;
    let (total, paid, proformas) = prepaid.remove(&order.order).unwrap_or((order.total, Money::ZERO, Vec::new()));
    let funding = Funding { total, paid, is_prepaid: order.is_prepaid, proformas };
    Ok(judge(position, Some(&funding))?)
}
