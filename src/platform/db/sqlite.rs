//! The one writer of the embedded database. It takes all waiting verbs into one transaction, a savepoint each,
//! and answers after the one commit, so that writes per second do not stop at the disk's sync rate.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use super::batch::{Step, Turn, Waiting, leave};
use super::connect::{Address, Durability, Use, check, connect};
use super::course::{Course, awaited};
use super::patience;
use super::refusal::is_out_of_room;
use super::turns::Line;
use super::tx::{Link, Tx};
use crate::platform::error::{Answer, No};
use crate::platform::values::Clock;
use crate::platform::values::ids::IdMaker;

const BATCH_TIME: Duration = Duration::from_millis(5);
const BATCH_VERBS: usize = 64;
const QUEUE: usize = 1024;
/// The writer waits for the file no longer than its callers wait for the writer.
const PATIENT: &str = "PRAGMA busy_timeout = 1300";

type Act = Box<dyn Waiting>;

/// The way to the writer's thread. The thread ends when the last handle is dropped.
pub struct Writer {
    queue: SyncSender<Act>,
    line: Arc<Line>,
}

impl Writer {
    /// Starts the thread on a connection that has been checked.
    pub fn start(address: Address, first: Link, ids: Arc<IdMaker>, clock: Clock) -> Self {
        let (queue, waiting) = sync_channel(QUEUE);
        let line = Arc::<Line>::default();
        let desk = Desk { address, ids, clock, line: line.clone(), tx: None };
        std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || desk.serve(first, &waiting))
            .map(|_| ())
            .unwrap_or_else(|e| tracing::error!(error = %e, "the writer's thread did not start"));
        Self { queue, line }
    }

    /// Those who wait for it.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// Queues a verb and waits for its commit.
    pub async fn write<T: Send + 'static>(&self, verb: impl Fn(&mut Tx) -> Answer<T> + Send + Sync + 'static) -> Answer<T> {
        let course = Course::stand(self.line.stand(patience::now()));
        let (turn, answer) = Turn::new(verb, course.clone());
        match self.queue.try_send(Box::new(turn)) {
            // A verb that nobody waits for any more is not begun; one that has begun is committed.
            Ok(()) => match awaited(answer, &course, None).await {
                Some(Ok(answer)) => answer,
                Some(Err(_)) | None => Err(No::busy()),
            },
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(No::busy()),
        }
    }

    /// One whose thread is no more.
    #[cfg(test)]
    pub fn ended() -> Self {
        Self { queue: sync_channel(QUEUE).0, line: Arc::default() }
    }
}

/// The writer's thread and its one connection.
struct Desk {
    address: Address,
    ids: Arc<IdMaker>,
    clock: Clock,
    line: Arc<Line>,
    tx: Option<Tx>,
}

impl Desk {
    fn serve(mut self, first: Link, waiting: &Receiver<Act>) {
        self.tx = self.patient(first);
        while let Ok(act) = waiting.recv() {
            // Whatever goes wrong here, the next one finds a writer. Whoever was in it is told «busy» when his act is dropped.
            let worked = catch_unwind(AssertUnwindSafe(|| self.work(act, waiting)));
            if worked.is_err() {
                self.tx = None;
                tracing::error!("the writer stumbled, and goes on with a fresh connection");
            }
        }
    }

    fn work(&mut self, first: Act, waiting: &Receiver<Act>) {
        let mut again = self.batch(first, waiting).into_iter();
        while let Some(act) = again.next() {
            if !self.alone(act) {
                // Somebody else holds the file: the others do not wait for it one after the other.
                again.by_ref().for_each(|mut act| act.give_up(No::busy));
            }
        }
    }

    /// One shared transaction. Gives back the acts that must be tried again, each for itself.
    fn batch(&mut self, first: Act, waiting: &Receiver<Act>) -> Vec<Act> {
        let Some(mut tx) = self.begin() else {
            // Somebody else holds the file. Whoever waits behind is told so now, and not one after the other.
            std::iter::once(first).chain(waiting.try_iter()).for_each(|mut act| act.give_up(No::busy));
            return Vec::new();
        };
        let begun = Instant::now();
        let mut done: Vec<Act> = Vec::new();
        let mut next = Some(first);
        while let Some(mut act) = next.take() {
            if act.is_awaited() {
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
    fn alone(&mut self, mut act: Act) -> bool {
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

    fn commit(&mut self, mut tx: Tx, mut done: Vec<Act>) {
        match tx.say("COMMIT") {
            Ok(()) => {
                self.tx = Some(tx);
                self.line.serve(done.len());
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

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::{join, join3};

    use super::super::patience::{LATE, OF_A_REQUEST, one_request};
    use super::super::{Database, Opening};
    use super::*;

    /// Longer than anybody waits.
    const LONG: Duration = Duration::from_secs(3);
    /// When whoever waits is told, with a second for a machine that has other things to do.
    const TOLD: Duration = OF_A_REQUEST.saturating_add(LATE).saturating_add(Duration::from_secs(1));

    fn opened(name: &str) -> (Database, PathBuf) {
        let folder = std::env::temp_dir().join(format!("orderly-{name}-{}", std::process::id()));
        let opening = Opening {
            address: Address::Sqlite(folder.join("writer.sqlite")),
            readers_at: None,
            durability: Durability::Trial,
            connections: 2,
            clock: Clock::System,
        };
        (Database::open(opening).unwrap(), folder)
    }

    /// An act that holds the writer up for so long.
    async fn hold_up(db: &Database, time: Duration) {
        db.write(move |_| {
            std::thread::sleep(time);
            Ok(())
        })
        .await
        .unwrap();
    }

    /// Somebody's act, counted: what he is told, and after how long.
    async fn ask(db: &Database, times: &Arc<AtomicUsize>) -> (Answer<()>, Duration) {
        let (begun, times) = (Instant::now(), times.clone());
        let act = db.write(move |_| {
            times.fetch_add(1, Ordering::SeqCst);
            Ok(())
        });
        (one_request(act).await, begun.elapsed())
    }

    #[actix_web::test]
    async fn an_act_that_was_not_begun_in_time_is_told_and_never_begun() {
        let ((db, folder), times) = (opened("unbegun"), Arc::new(AtomicUsize::new(0)));
        let asking = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            ask(&db, &times).await
        };
        let ((), (told, took)) = join(hold_up(&db, LONG), asking).await;
        assert_eq!(told.unwrap_err().code(), "busy");
        assert!(took < TOLD, "{took:?}");
        hold_up(&db, Duration::ZERO).await;
        assert_eq!(times.load(Ordering::SeqCst), 0, "nobody waits for it");
        drop(db);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[actix_web::test]
    async fn an_act_that_waits_for_its_commit_is_told_and_committed_all_the_same() {
        let ((db, folder), times) = (opened("uncommitted"), Arc::new(AtomicUsize::new(0)));
        // The first keeps the writer busy until the other two have come: they are one batch.
        let waiting = join3(hold_up(&db, Duration::from_millis(200)), ask(&db, &times), hold_up(&db, LONG));
        let ((), (told, took), ()) = waiting.await;
        assert_eq!(told.unwrap_err().code(), "busy");
        assert!(took < TOLD, "{took:?}");
        assert_eq!(times.load(Ordering::SeqCst), 1, "it was done, once");
        drop(db);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[actix_web::test]
    async fn an_act_that_takes_long_by_itself_is_waited_for() {
        let (db, folder) = opened("long");
        one_request(hold_up(&db, LONG)).await;
        drop(db);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
