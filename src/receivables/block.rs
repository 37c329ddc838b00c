//! Shipment blocks of a contract: by hand with a reason and an end, or by themselves while a debt is overdue beyond the days of grace.
//! Everything that changes money calls `evaluate` at its end; the clock does it for the passing of days. What somebody wrote stands
//! in the block's row, and in the journal as a commitment alone.

use chrono::NaiveDate;
use serde_json::json;

use super::gate::Position;
use super::reminder::{self, Occasion};
use super::store::blocks::{self as store, Held};
use crate::access::permission::marks::BlockShipments;
use crate::access::{Act, Recorded};
use crate::partners::ContractId;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::journal::{self, Entry};
use crate::platform::message::Message;
use crate::platform::values::{Moment, Money, text};
use crate::say;

crate::typed_id!(
    /// A block of a contract's shipments.
    BlockId, "blk"
);

crate::words! {
    /// Why shipments are blocked.
    pub enum Cause {
        /// A debt is overdue beyond the days of grace.
        Overdue = "overdue",
        /// Somebody decided it.
        Manual = "manual",
    }
}

crate::words! {
    /// What ends a block.
    pub enum EndsWhen {
        /// The day after its last one.
        Until = "until",
        /// Nothing is overdue any more.
        OverduePaid = "overdue_paid",
        /// Nothing is owed any more.
        DebtPaid = "debt_paid",
        /// Somebody releases it.
        ByHand = "by_hand",
    }
}

crate::words! {
    /// What ended a block.
    pub enum Why {
        /// Its condition came true: paid, deferred or settled.
        Settled = "settled",
        /// Its last day passed.
        Time = "time",
        /// Somebody released it.
        Release = "release",
    }
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its id.
    pub id: BlockId,
    /// Why.
    pub cause: Cause,
    /// The words of whoever blocked; empty when it came by itself. For our staff only.
    pub reason: String,
    /// The last day, if one is set.
    pub until: Option<NaiveDate>,
    /// What ends it.
    pub ends_when: EndsWhen,
    /// When it began.
    pub began_at: Moment,
    /// Who began it, as the journal names him.
    pub began_by: String,
    /// How it ended, if it has.
    pub ended: Option<Ended>,
}

/// The end of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Moment,
    /// By whom, as the journal names him.
    pub by: String,
    /// What ended it.
    pub why: Why,
    /// The words of whoever released it.
    pub reason: Option<String>,
}

impl Block {
    /// What ends it, in words: a block has a last day or a condition, and one without either waits for somebody's hand.
    pub fn condition(&self) -> Message {
        match (self.ends_when, self.until) {
            (EndsWhen::Until, Some(until)) => say!("block-ends-until", until = until),
            (EndsWhen::OverduePaid, _) => say!("block-ends-overdue_paid"),
            (EndsWhen::DebtPaid, _) => say!("block-ends-debt_paid"),
            (EndsWhen::ByHand | EndsWhen::Until, _) => say!("block-ends-by_hand"),
        }
    }

    /// Whether it stops shipments on a day.
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.ended.is_none() && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it is what the same person says in another.
    fn says_what(&self, other: &Self) -> bool {
        let said = |block: &Self| (block.cause, block.until, block.ends_when);
        said(self) == said(other) && self.reason == other.reason && self.began_by == other.began_by
    }
}

/// What must change so that the blocks agree with the debts and the day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Whether a block for overdue debt begins.
    pub begins: bool,
    /// Which blocks end, and why.
    pub ends: Vec<(BlockId, Why)>,
}

/// What must change on the day. No database, no clock.
pub fn change(position: &Position) -> Change {
    let is_stopping = position.stopping().next().is_some();
    let is_overdue = position.overdue().next().is_some();
    let is_owing = !position.debts.is_empty();
    let end = |block: &Block| match (block.cause, block.ends_when) {
        (Cause::Overdue, _) => (!is_stopping).then_some(Why::Settled),
        (Cause::Manual, _) if !block.is_in_force(position.day) => Some(Why::Time),
        (Cause::Manual, EndsWhen::OverduePaid) => (!is_overdue).then_some(Why::Settled),
        (Cause::Manual, EndsWhen::DebtPaid) => (!is_owing).then_some(Why::Settled),
        (Cause::Manual, EndsWhen::Until | EndsWhen::ByHand) => None,
    };
    let ends = position.blocks.iter().filter_map(|block| Some((block.id, end(block)?))).collect();
    let is_blocked = position.blocks.iter().any(|block| block.cause == Cause::Overdue);
    Change { begins: is_stopping && !is_blocked, ends }
}

/// Brings the blocks of a contract into agreement with what it owes. Called by everything that changes money, as its last step.
pub(crate) fn evaluate(tx: &mut Tx, actor: &str, contract: ContractId) -> Answer<()> {
    settle(tx, actor, contract).map(|_| ())
}

/// How many contracts the clock looks at in one transaction.
const AT_ONCE: i64 = 100;

/// Does the same for contracts whose day has come, at most a hundred; answers how many of them changed.
pub(crate) fn evaluate_due(tx: &mut Tx) -> Answer<usize> {
    let mut changed = 0;
    for contract in store::due(tx, AT_ONCE)? {
        changed += usize::from(settle(tx, CLOCK, contract)?);
    }
    Ok(changed)
}

/// How the journal names the clock.
const CLOCK: &str = "system:clock";

fn settle(tx: &mut Tx, actor: &str, contract: ContractId) -> Answer<bool> {
    super::hold(tx, contract)?;
    let position = store::position(tx, contract)?;
    let change = change(&position);
    if change == Change::default() {
        return Ok(false);
    }
    let held = store::held(tx, contract)?;
    for (id, why) in &change.ends {
        end(tx, &held, *id, &Ended { at: tx.moment(), by: actor.to_owned(), why: *why, reason: None }, &[])?;
    }
    if change.begins {
        let block = Block {
            id: tx.new_id(),
            cause: Cause::Overdue,
            reason: String::new(),
            until: None,
            ends_when: EndsWhen::OverduePaid,
            began_at: tx.moment(),
            began_by: actor.to_owned(),
            ended: None,
        };
        begin_one(tx, &held, &block, &position)?;
    }
    Ok(true)
}

fn begin_one(tx: &mut Tx, held: &Held, block: &Block, position: &Position) -> Answer<()> {
    store::insert(tx, held.id, block)?;
    let stopping = Money::sum(position.stopping().map(|debt| debt.rest))?;
    let invoices: Vec<&str> = position.stopping().map(|debt| debt.number.as_str()).collect();
    let words = super::hidden(tx, held.partner, &block.reason)?;
    let facts = json!({
        "contract": held.number, "block": block.id, "cause": block.cause, "words": words, "until": block.until,
        "ends_when": block.ends_when, "overdue": stopping, "currency": held.currency, "invoices": invoices,
    });
    let entry = Entry { kind: "block.began", partner: Some(held.partner.number()), facts };
    journal::write(tx, &block.began_by, &entry)?;
    reminder::tell(tx, held, Occasion::Blocked, block.id)
}

/// Ends a block, and tells which invoices were released with it.
fn end(tx: &mut Tx, held: &Held, id: BlockId, ended: &Ended, waived: &[String]) -> Answer<()> {
    store::end(tx, id, ended)?;
    let words = ended.reason.as_deref().map(|reason| super::hidden(tx, held.partner, reason)).transpose()?;
    let facts = json!({"contract": held.number, "block": id, "why": ended.why, "words": words, "waived": waived});
    let entry = Entry { kind: "block.ended", partner: Some(held.partner.number()), facts };
    journal::write(tx, &ended.by, &entry)?;
    reminder::tell(tx, held, Occasion::Released, id)
}

/// A block that somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBlock {
    /// The contract's number.
    pub contract: String,
    /// Why, in his words.
    pub reason: String,
    /// The last day; today or later.
    pub until: Option<NaiveDate>,
    /// What else ends it; by hand when neither is given.
    pub ends_when: Option<EndsWhen>,
}

/// Blocks the shipments of a contract from this moment on. Who says the same once more has the block that is in force.
pub fn begin(act: &mut Act<'_, BlockShipments>, new: &NewBlock) -> Answer<Recorded<BlockId>> {
    let held = hold_within(act, &new.contract)?;
    let position = store::position(act.tx(), held.id)?;
    let ends_when = checked_end(new, &position)?;
    let block = Block {
        id: act.tx().new_id(),
        cause: Cause::Manual,
        reason: checked_reason(&new.reason)?,
        until: new.until,
        ends_when,
        began_at: act.moment(),
        began_by: act.actor().mark(),
        ended: None,
    };
    // Whoever asks again, because he was not told or clicked twice, has it already.
    let had = position.blocks.iter().find(|had| had.is_in_force(position.day) && had.says_what(&block));
    if let Some(had) = had {
        return Ok(act.pass(had.id));
    }
    begin_one(act.tx(), &held, &block, &position)?;
    Ok(act.pass(block.id))
}

/// A release that somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The contract's number.
    pub contract: String,
    /// The block.
    pub block: BlockId,
    /// Why, in his words.
    pub reason: String,
}

/// Releases one block before its end. One for overdue debt does not come back for the debts that are overdue now.
pub fn release(act: &mut Act<'_, BlockShipments>, release: &Release) -> Answer<Recorded<()>> {
    let held = hold_within(act, &release.contract)?;
    let reason = checked_reason(&release.reason)?;
    let block = store::block(act.tx(), held.id, release.block)?.ok_or_else(No::not_found)?;
    if block.ended.is_some() {
        return Err(No::conflict("already_ended", say!("block-already-ended")));
    }
    let waived = if block.cause == Cause::Overdue {
        let day = store::position(act.tx(), held.id)?.day;
        store::waive(act.tx(), held.id, day)?
    } else {
        Vec::new()
    };
    let ended = Ended { at: act.moment(), by: act.actor().mark(), why: Why::Release, reason: Some(reason) };
    end(act.tx(), &held, block.id, &ended, &waived)?;
    Ok(act.pass(()))
}

/// The contract within reach, held until the end of the transaction: a shipment waits for the block, or the block for it.
fn hold_within(act: &mut Act<'_, BlockShipments>, number: &str) -> Answer<Held> {
    let partners = act.reach().partners();
    let held = store::within(act.tx(), partners, number)?.ok_or_else(No::not_found)?;
    super::hold(act.tx(), held.id)?;
    Ok(held)
}

fn checked_reason(reason: &str) -> Answer<String> {
    match text::paragraph(reason, 500) {
        Ok(words) if !words.is_empty() => Ok(words),
        Ok(_) => Err(No::invalid("reason", "missing", say!("block-reason-missing"))),
        Err(_) => Err(No::invalid("reason", "bad_text", say!("block-reason-bad"))),
    }
}

fn checked_end(new: &NewBlock, position: &Position) -> Answer<EndsWhen> {
    match (new.until, new.ends_when) {
        (Some(until), _) if until < position.day => Err(No::invalid("until", "in_the_past", say!("block-until-past"))),
        (Some(_), None | Some(EndsWhen::Until)) => Ok(EndsWhen::Until),
        (Some(_), Some(_)) => Err(No::invalid("ends_when", "not_expected", say!("block-one-end"))),
        (None, Some(EndsWhen::Until)) => Err(No::invalid("until", "missing", say!("block-until-missing"))),
        (None, Some(EndsWhen::OverduePaid)) if position.overdue().next().is_none() => {
            Err(No::conflict("nothing_overdue", say!("block-nothing-overdue")))
        }
        (None, Some(EndsWhen::DebtPaid)) if position.debts.is_empty() => {
            Err(No::conflict("nothing_owed", say!("block-nothing-owed")))
        }
        (None, ends_when) => Ok(ends_when.unwrap_or(EndsWhen::ByHand)),
    }
}

#[cfg(test)]
#[path = "block_tests.rs"]
mod tests;
