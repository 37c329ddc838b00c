//! Filling an empty place with everything that another database held: the schema as it was there, every row, the running numbers, then
//! what the schema has grown since. All in one transaction: a place is filled whole or stays empty. Called by restore and copy.

use std::path::PathBuf;
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::alone::{each_line, number};
use super::connect::{Address, OpenError, Use, connect, prepare};
use super::migrate::{self, Applied};
use super::shape::{self, Table};
use super::tx::{Link, Tx};
use crate::platform::values::Moment;
use crate::platform::values::ids::IdMaker;

/// A place that is being filled. Dropped before its end, it stays empty, and a file that was made for it goes.
pub struct Filling {
    tx: Tx,
    references: Vec<Reference>,
    made: Made,
}

/// A file of SQLite that is there for the filling alone, until it is kept.
struct Made(Option<PathBuf>);

impl Made {
    fn stay(&mut self) {
        self.0 = None;
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let Some(file) = self.0.take() else { return };
        for ending in ["", "-wal", "-shm"] {
            let mut name = file.as_os_str().to_owned();
            name.push(ending);
            // What cannot be taken away is an empty database: the next filling takes it.
            let _ = std::fs::remove_file(PathBuf::from(name));
        }
    }
}

#[derive(QueryableByName)]
struct Reference {
    #[diesel(sql_type = diesel::sql_types::Text)]
    holder: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    says: String,
}

impl Filling {
    /// Begins in an empty place, with the schema of certain migrations. A place with any table in it is refused.
    pub fn begin(address: &Address, schema: &[Applied]) -> Result<Self, OpenError> {
        migrate::lacking(schema)?;
        let made = Made(match address {
            Address::Sqlite(path) if !path.exists() => Some(path.clone()),
            Address::Sqlite(_) | Address::Postgres(_) => None,
        });
        prepare(address)?;
        let mut link = connect(address, Use::Write)?;
        let (begin, tables) = match &link {
            Link::Sqlite(_) => (
                "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON",
                "SELECT COUNT(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'",
            ),
            Link::Postgres(_) => (
                "SET datestyle = ISO; BEGIN; SELECT pg_advisory_xact_lock(7331001)",
                "SELECT COUNT(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace",
            ),
        };
        link.batch_execute(begin)?;
        if number(&mut link, tables)? > 0 {
            return Err(OpenError(format!(
                "{} is not empty: name a place with nothing in it, a new file or a new database",
                address.masked()
            )));
        }
        migrate::apply(&mut link, Some(schema))?;
        let now = Moment::now();
        let tx = Tx::new(link, Arc::new(IdMaker::new(0, now)), now);
        let mut filling = Self { tx, references: Vec::new(), made };
        filling.loosen()?;
        filling.empty()?;
        Ok(filling)
    }

    /// Rows come in the order of their tables' names, so references are looked at when everything is there.
    fn loosen(&mut self) -> Result<(), OpenError> {
        let Link::Postgres(conn) = self.tx.link() else { return Ok(()) };
        self.references = diesel::sql_query(
            "SELECT format('%I', c.relname) AS holder, format('%I', k.conname) AS name, pg_get_constraintdef(k.oid) AS says \
             FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
             WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace ORDER BY c.relname, k.conname",
        )
        .load(conn)?;
        for reference in &self.references {
            conn.batch_execute(&format!("ALTER TABLE {} DROP CONSTRAINT {}", reference.holder, reference.name))?;
        }
        Ok(())
    }

    /// What the schema begins with goes: the other database brings its own.
    fn empty(&mut self) -> Result<(), OpenError> {
        for table in shape::tables(self.tx.link())? {
            if number(self.tx.link(), &table.counting())? > 0 {
                self.tx.say(&table.emptying())?;
            }
        }
        Ok(())
    }

    /// The tables that are to be filled.
    pub fn tables(&mut self) -> Result<Vec<Table>, OpenError> {
        shape::tables(self.tx.link())
    }

    /// Puts rows, given as one JSON array of canonical lines. Answers how many they were.
    pub fn put(&mut self, table: &Table, rows: &str) -> Result<usize, OpenError> {
        let link = self.tx.link();
        let sql = table.filling(matches!(link, Link::Postgres(_)));
        let put = match link {
            Link::Sqlite(conn) => diesel::sql_query(sql).bind::<diesel::sql_types::Text, _>(rows).execute(conn),
            Link::Postgres(conn) => diesel::sql_query(sql).bind::<diesel::sql_types::Text, _>(rows).execute(conn),
        };
        put.map_err(|e| OpenError(format!("rows of {} do not fit: {e}", table.name)))
    }

    /// The rows of a table as they stand now, in canonical lines.
    pub fn each_line(&mut self, table: &Table, each: &mut dyn FnMut(&str) -> Result<(), OpenError>) -> Result<(), OpenError> {
        each_line(self.tx.link(), table, each)
    }

    /// Lets a running number go on from a value.
    pub fn set_counter(&mut self, name: &str, value: i64) -> Result<(), OpenError> {
        shape::set_counter(self.tx.link(), name, value)
    }

    /// Looks at every reference, and brings the schema up to date.
    pub fn settle(&mut self) -> Result<(), OpenError> {
        for reference in std::mem::take(&mut self.references) {
            let sql = format!("ALTER TABLE {} ADD CONSTRAINT {} {}", reference.holder, reference.name, reference.says);
            self.tx.say(&sql).map_err(|e| OpenError(format!("a reference of {} leads nowhere: {e}", reference.holder)))?;
        }
        migrate::apply(self.tx.link(), None)
    }

    /// The transaction, for looks at what has been filled and settled.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// Keeps it all.
    pub fn keep(mut self) -> Result<(), OpenError> {
        self.tx.say("COMMIT").map_err(|e| OpenError(format!("the place was not filled: {e}")))?;
        self.made.stay();
        // Without figures about its rows a fresh database plans badly; that it has none is no reason to fail.
        if let Err(error) = self.tx.say("ANALYZE") {
            tracing::warn!(%error, "the new database has no figures about its rows yet");
        }
        Ok(())
    }
}
