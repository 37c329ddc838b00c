//! A rehearsal: deeds and looks of several people in one transaction that is always undone, so that the doors' own ways can be tried on
//! a database in use. Called by `doctor`; nobody who came through a door can.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Gate, run};
use crate::access::act::{Act, Recorded};
use crate::access::actor::Actor;
use crate::access::permission::Permission;
use crate::access::{accounts, store};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::message::Message;
use crate::platform::values::clock::HOME_ZONE;

const UNDONE: &str = "rehearsed";
/// How long somebody who enters may stay.
const SECONDS: i64 = 3600;

/// Where a rehearsal is played.
pub(crate) struct Stage<'t> {
    tx: &'t mut Tx,
}

impl Stage<'_> {
    /// The program itself.
    pub fn program() -> Actor {
        Actor::system("doctor", HOME_ZONE)
    }

    /// The transaction, for parts.
    pub fn tx(&mut self) -> &mut Tx {
        self.tx
    }

    /// Somebody by his login, as if he had just signed in.
    pub fn enter(&mut self, login: &str) -> Answer<Actor> {
        let account = accounts::store::account_within(self.tx, login)?;
        let until = self.tx.moment().plus_seconds(SECONDS);
        let session = accounts::store::begin_session(self.tx, account, until, "doctor")?;
        let found = store::actor_of(self.tx, session)?;
        found.map(|(actor, _)| actor).ok_or_else(No::sign_in)
    }

    /// What somebody is shown by a look.
    pub fn look<P: Permission, I, T>(
        &mut self,
        actor: &Actor,
        input: &I,
        look: impl for<'a> FnOnce(&mut Act<'a, P>, &I) -> Answer<T>,
    ) -> Answer<T> {
        if !actor.may(P::RIGHT) {
            return Err(No::forbidden());
        }
        look(&mut Act::new(&mut *self.tx, actor), input)
    }

    /// What becomes of somebody's deed.
    pub fn play<P: Permission, I, T>(
        &mut self,
        actor: &Actor,
        input: &I,
        verb: impl for<'a> Fn(&mut Act<'a, P>, &I) -> Answer<Recorded<T>>,
    ) -> Answer<T> {
        if !actor.may(P::RIGHT) {
            return Err(No::forbidden());
        }
        run(&mut *self.tx, actor, input, &verb)
    }
}

impl Gate {
    /// Plays, undoes everything, and answers what the play came to.
    pub(crate) async fn rehearse<T: Send + 'static>(
        &self,
        play: impl Fn(&mut Stage<'_>) -> Answer<T> + Send + Sync + 'static,
    ) -> Answer<T> {
        let told: Arc<Mutex<Option<T>>> = Arc::default();
        let kept = told.clone();
        let undone = self.db.write(move |tx: &mut Tx| -> Answer<()> {
            let value = play(&mut Stage { tx })?;
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
            // An error undoes what was played.
            Err(Refusal::new(Kind::Conflict, UNDONE, Message::plain("error-busy")).into())
        });
        match undone.await {
            Err(no) if no.code() == UNDONE => {
                let value = told.lock().unwrap_or_else(PoisonError::into_inner).take();
                value.ok_or_else(|| No::failed("a rehearsal came to nothing"))
            }
            Err(no) => Err(no),
            Ok(()) => Err(No::failed("a rehearsal was kept")),
        }
    }
}
