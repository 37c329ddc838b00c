//! A piece of work under way, and the only way to commit what it changed.

use std::marker::PhantomData;

use super::actor::{Actor, Company};
use super::permission::Permission;
use super::reach::{AccountId, PartnerId, Reach};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::journal::{self, Entry};
use crate::platform::values::Moment;

/// A piece of work under way: who, by which right, in which transaction, at which moment. Only the gate makes one.
pub struct Act<'tx, P> {
    tx: &'tx mut Tx,
    actor: &'tx Actor,
    right: PhantomData<P>,
}

/// A change together with what it leaves in the journal. Only [`Act::record`] and [`Act::pass`] make one.
#[must_use = "a change that is not returned is not committed"]
pub struct Recorded<T>(T);

impl<T> Recorded<T> {
    pub(super) fn into_inner(self) -> T {
        self.0
    }
}

impl<'tx, P: Permission> Act<'tx, P> {
    pub(super) fn new(tx: &'tx mut Tx, actor: &'tx Actor) -> Self {
        Self { tx, actor, right: PhantomData }
    }

    /// The transaction, for stores and parts.
    pub fn tx(&mut self) -> &mut Tx {
        self.tx
    }

    /// Who acts.
    pub fn actor(&self) -> &'tx Actor {
        self.actor
    }

    /// What he can touch by the right of this act.
    pub fn reach(&self) -> &'tx Reach {
        self.actor.reach_of(P::RIGHT)
    }

    /// The one moment of this act.
    pub fn moment(&self) -> Moment {
        self.tx.moment()
    }

    /// The company he acts for; without one the act is not his to do.
    pub fn company(&self) -> Answer<&'tx Company> {
        self.actor.company.as_ref().ok_or_else(No::forbidden)
    }

    /// The account that answers for the act; without one the act is not his to do.
    pub fn account(&self) -> Answer<AccountId> {
        self.actor.account().ok_or_else(No::forbidden)
    }

    /// Writes a record and lets the change be committed.
    pub fn record<T>(
        &mut self,
        kind: &'static str,
        partner: Option<PartnerId>,
        facts: serde_json::Value,
        value: T,
    ) -> Answer<Recorded<T>> {
        self.note(kind, partner, facts)?;
        Ok(Recorded(value))
    }

    /// Writes one more record of the same act.
    pub fn note(&mut self, kind: &'static str, partner: Option<PartnerId>, facts: serde_json::Value) -> Answer<()> {
        let entry = Entry { kind, partner: partner.map(PartnerId::number), facts };
        journal::write(self.tx, &self.actor.mark(), &entry)?;
        Ok(())
    }

    /// The same act by another right of the same actor, for a greater act that is made of several, such as an import.
    /// Forbidden to whoever lacks that right.
    pub fn lend<Q: Permission>(&mut self) -> Answer<Act<'_, Q>> {
        if self.actor.may(Q::RIGHT) { Ok(Act::new(&mut *self.tx, self.actor)) } else { Err(No::forbidden()) }
    }

    /// Lets a change be committed that the journal does not tell of: cart steps, presence, sessions, plumbing.
    pub fn pass<T>(&mut self, value: T) -> Recorded<T> {
        Recorded(value)
    }
}
