//! History that is written down later: the deeds of many people in one transaction, each by its own verb and at its own moment.
//! A deed that is refused is undone alone. Called by the demo; nobody who came through a door can.

use std::sync::Arc;

use super::{Gate, May, run};
use crate::access::act::{Act, Recorded};
use crate::access::permission::Permission;
use crate::access::{Part, Reach, accounts, store};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::Moment;

/// A deed that is still to be written down.
pub struct Entry<T>(Box<dyn Fn(&mut Tx) -> Answer<T> + Send + Sync>);

impl<P: Permission> May<P> {
    /// Runs a verb at another moment: for history that is written down later. Nobody who came through a door can.
    pub async fn write_at<I, T>(
        &self,
        at: Moment,
        input: I,
        verb: impl for<'t> Fn(&mut Act<'t, P>, &I) -> Answer<Recorded<T>> + Send + Sync + 'static,
    ) -> Answer<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        if self.request.is_some() {
            return Err(No::forbidden());
        }
        let actor = self.actor.clone();
        self.gate
            .db
            .write(move |tx| {
                tx.set_moment(at);
                run(tx, &actor, &input, &verb)
            })
            .await
    }

    /// A deed by a verb at a moment of the past; `told` says what the chronicle answers of it.
    pub(crate) fn entry<I, A, T>(
        &self,
        at: Moment,
        input: I,
        verb: impl for<'t> Fn(&mut Act<'t, P>, &I) -> Answer<Recorded<A>> + Send + Sync + 'static,
        told: impl Fn(A) -> T + Send + Sync + 'static,
    ) -> Answer<Entry<T>>
    where
        I: Send + Sync + 'static,
        A: 'static,
        T: 'static,
    {
        if self.request.is_some() {
            return Err(No::forbidden());
        }
        let actor = self.actor.clone();
        Ok(Entry(Box::new(move |tx: &mut Tx| {
            tx.set_moment(at);
            run(tx, &actor, &input, &verb).map(&told)
        })))
    }
}

impl Gate {
    /// Somebody in whose name the program does something: history that is written down later, a file that a command brings. Never
    /// behind a door.
    pub(crate) async fn historian<P: Permission>(self: &Arc<Self>, login: &str, company: &str) -> Answer<May<P>> {
        let token = accounts::sign_in::trusted_session(self, login).await?;
        let session = self.keys.read(&token, self.clock().now()).ok_or_else(No::sign_in)?;
        let found = self.look(move |tx| store::actor_of(tx, session)).await?;
        let Some((mut actor, _)) = found else {
            self.tend(move |tx| accounts::store::end_session(tx, session)).await?;
            return Err(No::sign_in());
        };
        let companies = actor.person().map(|p| p.companies.clone()).unwrap_or_default();
        if let Some(chosen) = companies.into_iter().find(|c| c.code == company) {
            actor.reach = Reach::Own { partner: chosen.id, part: chosen.unit.map(Part::Unit) };
            actor.company = Some(chosen);
        }
        if !actor.may(P::RIGHT) {
            self.tend(move |tx| accounts::store::end_session(tx, session)).await?;
            return Err(No::forbidden());
        }
        Ok(May::of(self.clone(), Arc::new(actor), None))
    }

    /// Writes deeds down in their order, in one transaction; answers what became of each.
    pub(crate) async fn write_down<T: Send + 'static>(&self, deeds: Vec<Entry<T>>) -> Answer<Vec<Answer<T>>> {
        self.db.write(move |tx| deeds.iter().map(|deed| tx.apart(&deed.0)).collect()).await
    }
}
