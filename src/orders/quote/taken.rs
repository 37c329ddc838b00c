//! A quote taken in hand for a change: found within reach, its contract's money held, read as it stands then. Every verb that
//! changes a quote begins here; whoever comes second sees what the first did.

use serde_json::{Value, json};

use super::QuoteState;
use crate::access::{Actor, Reach, Right};
use crate::orders::store::{self, QuoteRow};
use crate::partners::{Contract, contract};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::secret;
use crate::receivables;
use crate::say;

/// A quote in hand.
pub(super) struct Taken {
    pub row: QuoteRow,
    /// Its contract on this day, in force or not.
    pub contract: Contract,
}

impl Taken {
    /// Takes the quote of a number in hand. The contract's row is held to the end of the transaction.
    pub fn take(tx: &mut Tx, reach: &Reach, number: &str) -> Answer<Self> {
        let found = find(tx, reach, number)?;
        receivables::hold(tx, found.contract_id)?;
        let row = find(tx, reach, number)?;
        let contract = contract::find(tx, row.partner, &row.contract)?.filter(|c| c.id == row.contract_id);
        let contract = contract.ok_or_else(|| No::failed("a quote without its contract"))?;
        Ok(Self { row, contract })
    }

    /// The same for whoever orders: what he may not read does not exist for him either.
    pub fn take_to_order(tx: &mut Tx, actor: &Actor, number: &str) -> Answer<Self> {
        find(tx, actor.reach_of(Right::ReadOrders), number)?;
        Self::take(tx, actor.reach_of(Right::PlaceOrders), number)
    }

    /// How it stands today, as our people are told.
    pub fn state(&self) -> QuoteState {
        self.row.state.told(self.row.offered, self.row.valid_until, self.contract.day, true)
    }

    /// Refuses what only an open quote allows.
    pub fn expect_open(&self) -> Answer<()> {
        if self.state().is_open() { Ok(()) } else { Err(No::conflict("quote_closed", say!("quote-closed"))) }
    }
}

fn find(tx: &mut Tx, reach: &Reach, number: &str) -> Answer<QuoteRow> {
    store::find_quote(tx, reach.partners(), reach.part(), number)?.ok_or_else(No::not_found)
}

/// What the journal keeps of a quote; what somebody wrote only as salted commitments.
pub(super) fn facts(row: &QuoteRow) -> Value {
    let hidden = |text: &str| secret::commitment(&row.salt, text);
    json!({
        "quote": row.id, "number": row.number, "contract": row.contract, "state": row.state, "version": row.version,
        "offered": row.offered, "valid_until": row.valid_until, "total": row.total, "currency": row.currency,
        "account": row.account, "follows": row.follows, "order": row.order, "message": hidden(&row.message),
        "reason": row.reason.as_deref().map(hidden),
    })
}
