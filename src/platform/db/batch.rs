//! One act inside a shared transaction: its savepoint, its answer, what it leaves when refused.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::oneshot;

use super::course::Course;
use super::refusal::is_out_of_room;
use super::{Broken, Tx, broken_constraint};
use crate::platform::error::{Answer, Failure, Kind, No, Refusal, Trace};
use crate::platform::message::Message;

/// How an act ended, before the commit.
pub enum Step {
    /// Keep its changes.
    Keep,
    /// Undo them and write the traces.
    Undo(Vec<Trace>),
    /// The connection cannot be trusted any more.
    Poison,
}

/// A verb waiting for its turn, with its answer's way back.
pub trait Waiting: Send {
    /// Runs the verb and keeps its answer.
    fn run(&mut self, tx: &mut Tx) -> Step;
    /// Sends the kept answer: the changes are on disk, or there are none.
    fn settle(&mut self);
    /// Tells the act's own error, never a success: its changes are lost.
    fn fail(&mut self);
    /// Sends this instead, «busy» or the like: nothing is known to be stored.
    fn give_up(&mut self, no: fn() -> No);
    /// Whether a caller still waits.
    fn is_awaited(&self) -> bool;
}

/// A verb of one type of answer.
pub struct Turn<T, F> {
    verb: F,
    course: Arc<Course>,
    answer: Option<Answer<T>>,
    reply: Option<oneshot::Sender<Answer<T>>>,
}

impl<T, F: Fn(&mut Tx) -> Answer<T>> Turn<T, F> {
    /// A verb whose caller follows its course and waits for the answer.
    pub fn new(verb: F, course: Arc<Course>) -> (Self, oneshot::Receiver<Answer<T>>) {
        let (reply, answer) = oneshot::channel();
        (Self { verb, course, answer: None, reply: Some(reply) }, answer)
    }
}

impl<T: Send, F: Fn(&mut Tx) -> Answer<T> + Send> Waiting for Turn<T, F> {
    fn run(&mut self, tx: &mut Tx) -> Step {
        self.answer = None;
        if !self.course.work() {
            // Whoever asked was told «busy» meanwhile, and may have asked again already.
            self.answer = Some(Err(No::busy()));
            return Step::Undo(Vec::new());
        }
        let (answer, step) = attempt(&self.verb, tx);
        // From here on it waits for the others of its batch, and for their commit.
        self.course.settle();
        self.answer = Some(answer);
        step
    }

    fn settle(&mut self) {
        if let (Some(reply), Some(answer)) = (self.reply.take(), self.answer.take()) {
            let _ = reply.send(answer);
        }
    }

    fn fail(&mut self) {
        if let Some(reply) = self.reply.take() {
            let no = match self.answer.take() {
                Some(Err(No::Failed(Failure::Database(error)))) if is_out_of_room(&error) => {
                    tracing::error!(%error, "there is no room to write");
                    No::no_room()
                }
                Some(Err(no)) => no,
                _ => No::busy(),
            };
            let _ = reply.send(Err(no));
        }
    }

    fn give_up(&mut self, no: fn() -> No) {
        if let Some(reply) = self.reply.take() {
            let _ = reply.send(Err(no()));
        }
    }

    fn is_awaited(&self) -> bool {
        self.reply.as_ref().is_some_and(|reply| !reply.is_closed())
    }
}

/// Writes what a refused act leaves; a panic counts as a failure.
pub fn leave(tx: &mut Tx, traces: &[Trace]) -> Answer<()> {
    catch_unwind(AssertUnwindSafe(|| traces.iter().try_for_each(|trace| trace(tx))))
        .unwrap_or_else(|_| Err(No::failed("a trace panicked")))
}

/// Runs a verb; a panic counts as a failure.
pub fn attempt<T>(verb: impl Fn(&mut Tx) -> Answer<T>, tx: &mut Tx) -> (Answer<T>, Step) {
    match catch_unwind(AssertUnwindSafe(|| verb(tx))) {
        Ok(Ok(value)) => (Ok(value), Step::Keep),
        Ok(Err(No::Refused(mut refusal))) => {
            let traces = std::mem::take(&mut refusal.traces);
            (Err(No::Refused(refusal)), Step::Undo(traces))
        }
        Ok(Err(No::Failed(Failure::Database(error)))) if matches!(broken_constraint(&error), Some(Broken::Unique(_))) => {
            // Somebody else was first; the act can be asked for again as it stands.
            let message = Message::plain("error-taken");
            (Err(Refusal::new(Kind::Conflict, "taken", message).into()), Step::Undo(Vec::new()))
        }
        Ok(Err(failed)) => (Err(failed), Step::Poison),
        Err(_) => (Err(No::failed("a verb panicked")), Step::Poison),
    }
}
