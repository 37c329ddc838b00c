//! An order taken in hand for a change: found within reach, its contract's money held, read as it stands then.
//! Every verb that changes an order begins here and ends with [`Held::keep`]; whoever comes second sees what the first did.

use serde_json::Value;

use super::order::Order;
use super::store::{self, Kept};
use super::words::Deed;
use super::{State, record};
use crate::access::permission::Permission;
use crate::access::{Act, Actor, Reach};
use crate::partners::{Contract, contract};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::receivables::{self, Billable, Verdict};
use crate::say;

/// An order in hand.
pub(super) struct Held {
    pub order: Order,
    pub kept: Kept,
    pub contract: Contract,
    /// Who made the version that was kept, as people read it.
    by: Option<String>,
}

impl Held {
    /// Takes the order of a number in hand. The contract's row is held to the end of the transaction, before any stock.
    pub fn take(tx: &mut Tx, reach: &Reach, number: &str) -> Answer<Self> {
        let contract = store::contract_of(tx, reach.partners(), reach.part(), number)?.ok_or_else(No::not_found)?;
        receivables::hold(tx, contract)?;
        let (order, kept) = find(tx, reach, number)?;
        let contract = contract_of(tx, &order, &kept)?;
        Ok(Self { order, kept, contract, by: None })
    }

    /// The same for a look, which holds nothing.
    pub fn seen(tx: &mut Tx, reach: &Reach, number: &str) -> Answer<Self> {
        let (order, kept) = find(tx, reach, number)?;
        let contract = contract_of(tx, &order, &kept)?;
        Ok(Self { order, kept, contract, by: None })
    }

    /// Whether it may be shipped, and what would help: the one question that every way to a shipment asks.
    pub fn verdict(&self, tx: &mut Tx) -> Answer<Verdict> {
        receivables::may_ship(tx, &billable(&self.order, &self.kept))
    }

    /// Writes the changed order as its next version.
    pub fn keep(&mut self, tx: &mut Tx, actor: &str, what: Deed) -> Answer<()> {
        self.order.version += 1;
        if store::replace(tx, &self.order, actor, what)? {
            self.by = Some(actor.to_owned());
            return Ok(());
        }
        Err(Refusal::new(Kind::Conflict, "order_changed", say!("order-changed-meanwhile")).into())
    }

    /// What the journal keeps of it as it stands, and of whoever made its version.
    pub fn facts<P: Permission>(&self, act: &mut Act<'_, P>) -> Answer<Value> {
        let mut facts = record::facts(&self.order, &self.kept.salt, self.kept.placed_by)?;
        if let (Some(name), Some(account)) = (&self.by, act.actor().account()) {
            record::add(&mut facts, "by", record::by(act.tx(), account, name)?);
        }
        Ok(facts)
    }

    /// Moves it on in its life; staying where it is needs no step.
    pub fn become_state(&mut self, next: State) -> Answer<()> {
        if self.order.state != next && !self.order.state.may_become(next) {
            return Err(No::failed(format!("no step from {} to {next}", self.order.state)));
        }
        self.order.state = next;
        Ok(())
    }
}

fn find(tx: &mut Tx, reach: &Reach, number: &str) -> Answer<(Order, Kept)> {
    store::find(tx, reach.partners(), reach.part(), number)?.ok_or_else(No::not_found)
}

/// The contract of an order, in force or not.
pub(super) fn contract_of(tx: &mut Tx, order: &Order, kept: &Kept) -> Answer<Contract> {
    let found = contract::find(tx, kept.partner, &order.contract.number)?;
    found.filter(|c| c.id == kept.contract).ok_or_else(|| No::failed("an order without its contract"))
}

/// What the question whether it may ship is asked about.
pub(super) fn billable(order: &Order, kept: &Kept) -> Billable {
    Billable { contract: kept.contract, order: order.id.number(), total: order.total, is_prepaid: order.is_prepaid() }
}

/// Why an order must not ship now, by code; nothing of one that is finished.
pub(super) fn on_hold(tx: &mut Tx, order: &Order, kept: &Kept) -> Answer<Vec<String>> {
    if !order.state.is_shippable() {
        return Ok(Vec::new());
    }
    let verdict = receivables::may_ship(tx, &billable(order, kept))?;
    Ok(verdict.reasons.iter().map(|reason| reason.code.to_owned()).collect())
}

/// Who did it, as the history of an order shows it.
pub(super) fn name_of(actor: &Actor) -> String {
    let (name, behalf) = record::names(actor);
    behalf.map_or_else(|| name.clone(), |company| format!("{name} → {company}"))
}
