//! Writing to PostgreSQL: a transaction of its own for each verb, run again where only others were in its way. Diesel tells no code of
//! an error, and servers speak many languages: what kind it is, is told by how long the statement took and by what came with it.

use std::any::type_name_of_val;
use std::time::{Duration, Instant};

use diesel::result::{DatabaseErrorKind, Error};

use super::batch::{Step, attempt, leave};
use super::connect::{Pool, take};
use super::course::Course;
use super::patience::OF_A_REQUEST;
use super::refusal::is_out_of_room;
use super::tx::Tx;
use crate::platform::error::{Answer, Failure, No, Trace};
use crate::platform::values::Clock;
use crate::platform::values::ids::IdMaker;

const TRIES: u32 = 6;

/// Runs and commits a verb, which may wait for connections and locks until that moment, and for little after it. A commit is
/// never cut short, also where whoever asked was told «busy» meanwhile. The answer «busy» after a broken commit means: repeat with the
/// same key. Whatever was not in the way of others is a failure at once.
pub fn write<T>(
    pool: &Pool,
    until: Instant,
    course: &Course,
    ids: &std::sync::Arc<IdMaker>,
    clock: &Clock,
    verb: &impl Fn(&mut Tx) -> Answer<T>,
) -> Answer<T> {
    let mut last = None;
    for round in 0..TRIES {
        if round > 0 && Instant::now() >= until + OF_A_REQUEST {
            break;
        }
        course.wait();
        let Ok(mut wired) = take(pool, until) else { break };
        let Some(link) = wired.link.take() else { continue };
        let mut tx = Tx::new(link, ids.clone(), clock.now());
        if let Err(error) = tx.begin("BEGIN", until) {
            last = Some(error);
            continue;
        }
        if !course.work() {
            // Whoever asked was told «busy» while this waited, and asks again under the same key.
            if tx.say("ROLLBACK").is_ok() {
                wired.link = Some(tx.into_link());
            }
            return Err(No::busy());
        }
        match once(&mut tx, until, course, verb) {
            Ended::Answered(answer) => {
                wired.link = Some(tx.into_link());
                return answer;
            }
            Ended::Lost(answer) => return answer,
            Ended::Again(error) => {
                // Whoever has waited for a lock until then is told so, instead of being made to wait again.
                let is_over = tx.has_waited() && Instant::now() >= until;
                // Nothing was committed. Where the connection is lost, another one is taken.
                if tx.say("ROLLBACK").is_ok() {
                    wired.link = Some(tx.into_link());
                }
                drop(wired);
                last = Some(error);
                if is_over {
                    break;
                }
                std::thread::sleep(pause(round));
            }
        }
    }
    if let Some(error) = last {
        tracing::error!(%error, verb = type_name_of_val(verb), "an act was given up");
    }
    Err(No::busy())
}

/// How a verb ended.
enum Ended<T> {
    /// It is committed or undone, and this is the answer.
    Answered(Answer<T>),
    /// This is the answer, and the connection cannot be trusted any more.
    Lost(Answer<T>),
    /// Nothing is committed, and it is worth another try.
    Again(Error),
}

fn once<T>(tx: &mut Tx, until: Instant, course: &Course, verb: &impl Fn(&mut Tx) -> Answer<T>) -> Ended<T> {
    let (answer, step) = attempt(verb, tx);
    let has_waited = tx.has_waited();
    course.settle();
    match step {
        // The question before the commit fails where a statement failed unseen: a commit would then undo in silence.
        Step::Keep => match tx.say("SELECT 1; COMMIT") {
            Ok(()) => Ended::Answered(answer),
            Err(error) if is_lost(&error) => {
                tracing::error!(%error, "a commit failed; its outcome is unknown");
                Ended::Lost(Err(No::busy()))
            }
            // The server itself has said no: nothing is stored.
            Err(error) if is_worth_repeating(&error, false) => Ended::Again(error),
            Err(error) => Ended::Lost(Err(failed(error))),
        },
        Step::Undo(traces) => match undo(tx, &traces, until) {
            Ok(()) => Ended::Answered(answer),
            Err(No::Failed(Failure::Database(error))) if is_lost(&error) => Ended::Lost(Err(No::busy())),
            Err(No::Failed(Failure::Database(error))) if is_worth_repeating(&error, tx.has_waited()) => Ended::Again(error),
            Err(No::Failed(Failure::Database(error))) => Ended::Lost(Err(failed(error))),
            Err(no) => Ended::Lost(Err(no)),
        },
        Step::Poison => match answer {
            Err(No::Failed(Failure::Database(error))) if is_lost(&error) || is_worth_repeating(&error, has_waited) => {
                Ended::Again(error)
            }
            Err(No::Failed(Failure::Database(error))) => Ended::Lost(Err(failed(error))),
            answer => Ended::Lost(answer),
        },
    }
}

fn failed(error: Error) -> No {
    if is_out_of_room(&error) {
        tracing::error!(%error, "there is no room to write");
        return No::no_room();
    }
    No::Failed(Failure::Database(error))
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

/// Whether only others were in the way. A lock that was waited for in vain is told by the time, which is over; a deadlock by the details
/// and the hint that a server gives with it. Hardly another error has both, or comes just when the wait for a lock would end.
fn is_worth_repeating(error: &Error, has_waited: bool) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        Error::DatabaseError(DatabaseErrorKind::Unknown, told) => {
            has_waited || (told.details().is_some() && told.hint().is_some())
        }
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

#[cfg(test)]
mod tests {
    use diesel::result::DatabaseErrorInformation;

    use super::*;

    struct Told {
        details: Option<&'static str>,
        hint: Option<&'static str>,
        words: &'static str,
    }

    impl DatabaseErrorInformation for Told {
        fn message(&self) -> &str {
            self.words
        }
        fn details(&self) -> Option<&str> {
            self.details
        }
        fn hint(&self) -> Option<&str> {
            self.hint
        }
        fn table_name(&self) -> Option<&str> {
            None
        }
        fn column_name(&self) -> Option<&str> {
            None
        }
        fn constraint_name(&self) -> Option<&str> {
            None
        }
        fn statement_position(&self) -> Option<i32> {
            None
        }
    }

    fn unknown(words: &'static str, details: Option<&'static str>, hint: Option<&'static str>) -> Error {
        Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(Told { details, hint, words }))
    }

    #[test]
    fn only_what_others_caused_is_tried_again() {
        let raised = unknown("journal only grows", None, None);
        assert!(!is_worth_repeating(&raised, false), "a breach is no lock");
        assert!(is_worth_repeating(&raised, true), "whoever has waited as long as for a lock may have waited for one");
        let hinted = unknown("column \"x\" does not exist", None, Some("Perhaps you meant \"y\"."));
        assert!(!is_worth_repeating(&hinted, false));
        assert!(
            is_worth_repeating(&unknown("обнаружена взаимоблокировка", Some("…"), Some("…")), false),
            "a deadlock, in any language"
        );
        let serial = Error::DatabaseError(DatabaseErrorKind::SerializationFailure, Box::new("again".to_owned()));
        assert!(is_worth_repeating(&serial, false));
        assert!(!is_worth_repeating(
            &Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, Box::new("no".to_owned())),
            true
        ));
    }

    #[test]
    fn a_full_disk_of_the_server_is_told_in_clear_words() {
        for words in [
            "could not extend file \"base/5/16385\": No space left on device",
            "could not extend file \"base/5/16385\": wrote only 4096 of 8192 bytes at block 9",
        ] {
            assert_eq!(failed(unknown(words, None, Some("Check free disk space."))).code(), "no_room", "{words}");
        }
        assert_eq!(failed(unknown("order_version only grows", None, None)).code(), "failed");
    }
}
