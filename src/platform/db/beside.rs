//! A database looked at beside the program, running or stopped: nothing is migrated, no node number is taken, nothing can be
//! written, and all looks see one moment. For the command line only.

use std::sync::Arc;

use diesel::prelude::*;

use super::alone::Odd;
use super::connect::{Address, OpenError, Use, connect};
use super::tx::{Link, Tx};
use crate::each_database;
use crate::platform::error::Answer;
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
