//! The one writer of the embedded database. It takes all waiting verbs into one transaction, a savepoint each,
//! and answers after the one commit, so that writes per second do not stop at the disk's sync rate.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use super::batch::{Step, Turn, Waiting, leave};
use super::connect::{Address, Durability, Use, check, connect};
use super::patience;
use super::refusal::is_out_of_room;
use super::tx::{Link, Tx};
use crate::platform::error::{Answer, No};
use crate::platform::values::Clock;
use crate::platform::values::ids::IdMaker;

const BATCH_TIME: Duration = Duration::from_millis(5);
const BATCH_VERBS: usize = 64;
const QUEUE: usize = 1024;
/// The writer waits for the file no longer than its callers wait for the writer.
const PATIENT: &str = "PRAGMA busy_timeout = 1800";

struct Ticket {
    /// When it is no longer begun.
    until: Instant,
    act: Box<dyn Waiting>,
}

/// The way to the writer's thread. The thread ends when the last handle is dropped.
pub struct Writer {
    queue: SyncSender<Ticket>,
}

impl Writer {
    /// Starts the thread on a connection that has been checked.
    pub fn start(address: Address, first: Link, ids: Arc<IdMaker>, clock: Clock) -> Self {
        let (queue, waiting) = sync_channel(QUEUE);
        let desk = Desk { address, ids, clock, tx: None };
        std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || desk.serve(first, &waiting))
            .map(|_| ())
            .unwrap_or_else(|e| tracing::error!(error = %e, "the writer's thread did not start"));
        Self { queue }
    }

    /// Queues a verb and waits for its commit.
    pub async fn write<T: Send + 'static>(&self, verb: impl Fn(&mut Tx) -> Answer<T> + Send + Sync + 'static) -> Answer<T> {
        let (turn, answer) = Turn::new(verb);
        let ticket = Ticket { until: patience::until(), act: Box::new(turn) };
        match self.queue.try_send(ticket) {
            Ok(()) => answer.await.unwrap_or_else(|_| Err(No::busy())),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(No::busy()),
        }
    }

    /// One whose thread is no more.
    #[cfg(test)]
    pub fn ended() -> Self {
        Self { queue: sync_channel(QUEUE).0 }
    }
}

/// The writer's thread and its one connection.
struct Desk {
    address: Address,
    ids: Arc<IdMaker>,
    clock: Clock,
    tx: Option<Tx>,
}

impl Desk {
    fn serve(mut self, first: Link, waiting: &Receiver<Ticket>) {
        self.tx = self.patient(first);
        while let Ok(ticket) = waiting.recv() {
            // Whatever goes wrong here, the next one finds a writer. Whoever was in it is told «busy» when his act is dropped.
            let worked = catch_unwind(AssertUnwindSafe(|| self.work(ticket, waiting)));
            if worked.is_err() {
                self.tx = None;
                tracing::error!("the writer stumbled, and goes on with a fresh connection");
            }
        }
    }

    fn work(&mut self, first: Ticket, waiting: &Receiver<Ticket>) {
        let mut again = self.batch(first, waiting).into_iter();
        while let Some(act) = again.next() {
            if !self.alone(act) {
                // Somebody else holds the file: the others do not wait for it one after the other.
                again.by_ref().for_each(|mut act| act.give_up(No::busy));
            }
        }
    }

    /// One shared transaction. Gives back the acts that must be tried again, each for itself.
    fn batch(&mut self, first: Ticket, waiting: &Receiver<Ticket>) -> Vec<Box<dyn Waiting>> {
        let Some(mut tx) = self.begin() else {
            let mut act = first.act;
            act.give_up(No::busy);
            // Somebody else holds the file. Whoever waits behind is told so now, and not one after the other.
            waiting.try_iter().for_each(|mut ticket| ticket.act.give_up(No::busy));
            return Vec::new();
        };
        let begun = Instant::now();
        let mut done: Vec<Box<dyn Waiting>> = Vec::new();
        let mut next = Some(first);
        while let Some(Ticket { until, mut act }) = next.take() {
            if Instant::now() > until || !act.is_awaited() {
                act.give_up(No::busy);
            } else {
                tx.set_moment(self.clock.now());
                match turn(&mut tx, act.as_mut()) {
                    Ok(()) => done.push(act),
                    Err(Poisoned) => {
                        drop(tx);
                        done.push(act);
                        return done;
                    }
                }
            }
            if done.len() < BATCH_VERBS && begun.elapsed() < BATCH_TIME {
                next = waiting.try_recv().ok();
            }
        }
        self.commit(tx, done);
        Vec::new()
    }

    /// One act in its own transaction: its failure is its own. Answers whether it could be begun.
    fn alone(&mut self, mut act: Box<dyn Waiting>) -> bool {
        let Some(mut tx) = self.begin() else {
            act.give_up(No::busy);
            return false;
        };
        tx.set_moment(self.clock.now());
        match turn(&mut tx, act.as_mut()) {
            Ok(()) => self.commit(tx, vec![act]),
            Err(Poisoned) => {
                drop(tx);
                act.fail();
            }
        }
        true
    }

    fn commit(&mut self, mut tx: Tx, mut done: Vec<Box<dyn Waiting>>) {
        match tx.say("COMMIT") {
            Ok(()) => {
                self.tx = Some(tx);
                done.iter_mut().for_each(|act| act.settle());
            }
            Err(error) => {
                tracing::error!(%error, acts = done.len(), "a commit failed; nobody was answered ok");
                drop(tx);
                let no: fn() -> No = if is_out_of_room(&error) { No::no_room } else { No::busy };
                done.iter_mut().for_each(|act| act.give_up(no));
            }
        }
    }

    fn patient(&self, link: Link) -> Option<Tx> {
        let mut tx = Tx::new(link, self.ids.clone(), self.clock.now());
        tx.say(PATIENT).map_err(|error| tracing::error!(%error, "cannot set up a connection")).ok()?;
        Some(tx)
    }

    fn begin(&mut self) -> Option<Tx> {
        let mut tx = match self.tx.take() {
            Some(tx) => tx,
            None => {
                let link = connect(&self.address, Use::Write)
                    .and_then(|mut link| check(&mut link, Durability::Required).map(|()| link))
                    .map_err(|error| tracing::error!(%error, "cannot reopen the database"))
                    .ok()?;
                self.patient(link)?
            }
        };
        match tx.say("BEGIN IMMEDIATE") {
            Ok(()) => Some(tx),
            Err(error) => {
                tracing::warn!(%error, "cannot begin to write");
                None
            }
        }
    }
}

struct Poisoned;

impl From<diesel::result::Error> for Poisoned {
    fn from(error: diesel::result::Error) -> Self {
        tracing::error!(%error, "the shared transaction is lost");
        Poisoned
    }
}

/// One act in its savepoint. A lost savepoint means that the transaction was rolled back underneath us.
fn turn(tx: &mut Tx, act: &mut dyn Waiting) -> Result<(), Poisoned> {
    tx.say("SAVEPOINT act")?;
    match act.run(tx) {
        Step::Keep => tx.say("RELEASE act")?,
        Step::Undo(traces) => {
            tx.say("ROLLBACK TO act")?;
            leave(tx, &traces).map_err(|error| {
                tracing::error!(%error, "a trace could not be written");
                Poisoned
            })?;
            tx.say("RELEASE act")?;
        }
        Step::Poison => return Err(Poisoned),
    }
    Ok(())
}
