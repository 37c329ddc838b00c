//! What partners owe: a ledger of entries that are only added, with one standing row per contract.
//! Orders post what they commit; exposure never needs to look at an order.

pub(crate) mod store;

use crate::partners::{Contract, ContractId, Payment};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::{Moment, Money};

crate::typed_id!(
    /// An entry of the ledger.
    EntryId, "led"
);

crate::words! {
    /// What an entry is about.
    pub enum EntryKind {
        /// A balance brought in from elsewhere.
        Opening = "opening",
        /// An order was confirmed, or a confirmed one changed.
        Commitment = "commitment",
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
    /// What is left of the limit; none when there is no limit.
    pub fn available(&self) -> Option<Money> {
        self.limit.and_then(|limit| limit.minus(self.exposure).ok())
    }
}

/// Where a contract stands now.
pub(crate) fn standing(tx: &mut Tx, contract: ContractId) -> Answer<Standing> {
    Ok(store::find(tx, contract)?.unwrap_or(Standing { limit: None, exposure: Money::ZERO }))
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

/// Brings in a balance; the same contract and day again replaces nothing but adds the difference. Answers whether anything changed.
pub(crate) fn book_opening(tx: &mut Tx, contract: ContractId, amount: Money, as_of: Moment) -> Answer<bool> {
    let document = as_of.utc().format("%Y-%m-%d").to_string();
    store::ensure(tx, contract)?;
    let known = store::opening(tx, contract, &document)?;
    let difference = amount.minus(known)?;
    if difference == Money::ZERO {
        return Ok(false);
    }
    store::add_exposure(tx, contract, difference, false)?;
    store::insert_entry(tx, contract, EntryKind::Opening, &document, difference, as_of)?;
    Ok(true)
}

/// Sets the most a contract may owe. Answers what it was, when that was something else, for the caller to record.
pub(crate) fn set_limit(tx: &mut Tx, contract: ContractId, limit: Option<Money>) -> Answer<Option<Option<Money>>> {
    store::ensure(tx, contract)?;
    let was = standing(tx, contract)?.limit;
    if was == limit {
        return Ok(None);
    }
    store::set_limit(tx, contract, limit)?;
    Ok(Some(was))
}
