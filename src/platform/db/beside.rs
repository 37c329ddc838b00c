//! A database looked at beside the program, running or stopped: nothing is migrated, no node number is taken, nothing can be
//! written, and all looks see one moment. One that cannot come to its end hides no other. For the command line only.

use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::alone::{Alone, Odd};
use super::connect::{Address, OpenError, Use, connect};
use super::tx::{Link, Tx};
use crate::each_database;
use crate::platform::error::{Answer, No};
use crate::platform::values::Moment;
use crate::platform::values::ids::IdMaker;

/// One view of the data, until it is dropped.
pub struct Beside {
    tx: Tx,
}

impl Beside {
    /// Opens the database of an address; a file that is not there is not made.
    pub fn open(address: &Address) -> Result<Self, OpenError> {
        if let Address::Sqlite(path) = address
            && !path.is_file()
        {
            return Err(OpenError(format!("there is no database at {}", path.display())));
        }
        let link = connect(address, Use::Read)?;
        let begin = match &link {
            Link::Sqlite(_) => "BEGIN",
            Link::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let now = Moment::now();
        let mut tx = Tx::new(link, Arc::new(IdMaker::new(0, now)), now);
        tx.say(begin)?;
        Ok(Self { tx })
    }

    /// The transaction, for looks.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

/// What a question finds that is not as it should be, by the text of the question; the same text for both databases.
pub fn odd(tx: &mut Tx, sql: &str) -> Answer<Vec<Odd>> {
    let found: Vec<Odd> = each_database!(tx, conn => diesel::sql_query(sql).load::<Odd>(conn))?;
    Ok(found)
}

/// What a database says that does not answer, or may not: no word about what lies in it.
const SILENCE: &[&str] = &[
    "database is locked",
    "disk I/O error",
    "out of memory",
    "unable to open database file",
    "canceling statement",
    "terminating connection",
    "server closed the connection",
    "permission denied",
];

/// Whether an error says that the database does not answer, and nothing about what lies in it.
pub(super) fn is_silence(why: &str) -> bool {
    SILENCE.iter().any(|words| why.contains(words))
}

/// What a look says that came upon a figure which no figure may be.
const BEYOND: &str = "a figure beyond all bounds";

/// Runs what only thinks; nothing where it comes upon a figure which no figure may be.
pub fn thought<T>(think: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(think)).ok()
}

/// Runs a look by itself: whatever it cannot read, another look after it can. Answers in words why it did not come to its end; that the
/// database does not answer is an error for all.
pub fn apart<T>(tx: &mut Tx, look: impl FnOnce(&mut Tx) -> Answer<T>) -> Answer<Result<T, String>> {
    tx.say("SAVEPOINT looked")?;
    let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| look(tx)));
    let why = match told {
        Ok(Ok(seen)) => {
            tx.say("RELEASE SAVEPOINT looked")?;
            return Ok(Ok(seen));
        }
        Ok(Err(no)) => no.to_string(),
        Err(_) => BEYOND.to_owned(),
    };
    tx.say("ROLLBACK TO SAVEPOINT looked; RELEASE SAVEPOINT looked")?;
    if is_silence(&why) { Err(No::failed(why)) } else { Ok(Err(why)) }
}

impl Alone {
    /// The same for whoever looks at a whole database.
    pub fn apart(&mut self, look: impl FnOnce(&mut Self) -> Result<(), OpenError>) -> Result<Result<(), String>, OpenError> {
        self.link.batch_execute("SAVEPOINT looked")?;
        let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| look(self)));
        let why = match told {
            Ok(Ok(())) => {
                self.link.batch_execute("RELEASE SAVEPOINT looked")?;
                return Ok(Ok(()));
            }
            Ok(Err(error)) => error.0,
            Err(_) => BEYOND.to_owned(),
        };
        self.link.batch_execute("ROLLBACK TO SAVEPOINT looked; RELEASE SAVEPOINT looked")?;
        if is_silence(&why) { Err(OpenError(why)) } else { Ok(Err(why)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_does_not_answer_says_nothing_of_what_lies_in_it() {
        for silent in ["database: database is locked", "terminating connection due to administrator command"] {
            assert!(is_silence(silent), "{silent}");
        }
        for told in ["no such table: payment", "integer overflow", "bigint out of range", BEYOND] {
            assert!(!is_silence(told), "{told}");
        }
    }
}
