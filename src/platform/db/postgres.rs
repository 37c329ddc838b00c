//! Writing to PostgreSQL: a transaction of its own for each verb, tried again when the database asks for it.

use std::time::{Duration, Instant};

use diesel::result::{DatabaseErrorKind, Error};

use super::batch::{Step, attempt, leave};
use super::connect::{Pool, take};
use super::tx::Tx;
use crate::platform::error::{Answer, Failure, No, Trace};
use crate::platform::values::Clock;
use crate::platform::values::ids::IdMaker;

const TRIES: u32 = 6;

/// Runs and commits a verb, which may wait for connections and locks until that moment and is not begun again after it. A commit is
/// never cut short. The answer «busy» after a broken commit means: repeat with the same key.
pub fn write<T>(
    pool: &Pool,
    until: Instant,
    ids: &std::sync::Arc<IdMaker>,
    clock: &Clock,
    verb: &impl Fn(&mut Tx) -> Answer<T>,
) -> Answer<T> {
    for round in 0..TRIES {
        // Whoever has waited for a lock until then is told so, instead of being made to wait again.
        if round > 0 && Instant::now() >= until {
            break;
        }
        let mut wired = take(pool, until)?;
        let Some(link) = wired.link.take() else { continue };
        let mut tx = Tx::new(link, ids.clone(), clock.now());
        if tx.begin("BEGIN", until).is_err() {
            continue;
        }
        let (answer, step) = attempt(verb, &mut tx);
        let settled = match step {
            // The question before the commit fails where a statement failed unseen: a commit would then undo in silence.
            Step::Keep => match tx.say("SELECT 1; COMMIT") {
                Ok(()) => Ok(answer),
                Err(error) if is_worth_repeating(&error) => Err(()),
                Err(error) => {
                    tracing::error!(%error, "a commit failed; its outcome is unknown");
                    return Err(No::busy());
                }
            },
            Step::Undo(traces) => match undo(&mut tx, &traces, until) {
                Ok(()) => Ok(answer),
                Err(No::Failed(Failure::Database(error))) if is_lost(&error) => return Err(No::busy()),
                Err(no) => return Err(no),
            },
            Step::Poison => match &answer {
                Err(No::Failed(Failure::Database(error))) if is_lost(error) || is_worth_repeating(error) => {
                    // Nothing was committed. Where the connection is lost, another one is taken.
                    if tx.say("ROLLBACK").is_err() {
                        std::thread::sleep(pause(round));
                        continue;
                    }
                    Err(())
                }
                _ => return answer,
            },
        };
        wired.link = Some(tx.into_link());
        drop(wired);
        match settled {
            Ok(answer) => return answer,
            Err(()) => std::thread::sleep(pause(round)),
        }
    }
    Err(No::busy())
}

/// Takes back what a refused verb did, and writes what it leaves.
fn undo(tx: &mut Tx, traces: &[Trace], until: Instant) -> Answer<()> {
    tx.say("ROLLBACK")?;
    if traces.is_empty() {
        return Ok(());
    }
    tx.begin("BEGIN", until)?;
    leave(tx, traces)?;
    tx.say("SELECT 1; COMMIT")?;
    Ok(())
}

fn is_worth_repeating(error: &Error) -> bool {
    match error {
        // Deadlocks and lock time-outs have no kind of their own, and their words depend on the server's language.
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::Unknown, _) => true,
        _ => false,
    }
}

/// Whether the connection ended under the statement.
fn is_lost(error: &Error) -> bool {
    matches!(
        error,
        Error::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _)
            | Error::BrokenTransactionManager
    )
}

fn pause(round: u32) -> Duration {
    let mut noise = [0u8; 1];
    let _ = getrandom::fill(&mut noise);
    Duration::from_millis(u64::from(noise[0] % 16) + (5 << round.min(5)))
}
