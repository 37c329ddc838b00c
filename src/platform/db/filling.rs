//! Filling an empty place with everything that another database held: the schema as it was there, every row, the running numbers, then
//! what the schema has grown since. All in one transaction: a place is filled whole or stays empty. Called by restore and copy.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::alone::{each_line, number};
use super::connect::{Address, OpenError, Use, connect, prepare};
use super::migrate::{self, Applied};
use super::shape::{self, Table};
use super::tx::Link;

/// A place that is being filled. Dropped before its end, it stays empty.
pub struct Filling {
    link: Link,
    references: Vec<Reference>,
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
        migrate::lacking(schema)?;
        migrate::apply(&mut link, Some(schema))?;
        let mut filling = Self { link, references: Vec::new() };
        filling.loosen()?;
        filling.empty()?;
        Ok(filling)
    }

    /// Rows come in the order of their tables' names, so references are looked at when everything is there.
    fn loosen(&mut self) -> Result<(), OpenError> {
        let Link::Postgres(conn) = &mut self.link else { return Ok(()) };
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
        for table in shape::tables(&mut self.link)? {
            if number(&mut self.link, &table.counting())? > 0 {
                self.link.batch_execute(&table.emptying())?;
            }
        }
        Ok(())
    }

    /// The tables that are to be filled.
    pub fn tables(&mut self) -> Result<Vec<Table>, OpenError> {
        shape::tables(&mut self.link)
    }

    /// Puts rows, given as one JSON array of canonical lines. Answers how many they were.
    pub fn put(&mut self, table: &Table, rows: &str) -> Result<usize, OpenError> {
        let sql = table.filling(matches!(self.link, Link::Postgres(_)));
        let put = match &mut self.link {
            Link::Sqlite(conn) => diesel::sql_query(sql).bind::<diesel::sql_types::Text, _>(rows).execute(conn),
            Link::Postgres(conn) => diesel::sql_query(sql).bind::<diesel::sql_types::Text, _>(rows).execute(conn),
        };
        put.map_err(|e| OpenError(format!("rows of {} do not fit: {e}", table.name)))
    }

    /// The rows of a table as they stand now, in canonical lines.
    pub fn each_line(&mut self, table: &Table, each: &mut dyn FnMut(&str) -> Result<(), OpenError>) -> Result<(), OpenError> {
        each_line(&mut self.link, table, each)
    }

    /// Lets a running number go on from a value.
    pub fn set_counter(&mut self, name: &str, value: i64) -> Result<(), OpenError> {
        shape::set_counter(&mut self.link, name, value)
    }

    /// Looks at every reference, brings the schema up to date, and keeps it all.
    pub fn finish(mut self) -> Result<(), OpenError> {
        for reference in &self.references {
            let sql = format!("ALTER TABLE {} ADD CONSTRAINT {} {}", reference.holder, reference.name, reference.says);
            self.link
                .batch_execute(&sql)
                .map_err(|e| OpenError(format!("a reference of {} leads nowhere: {e}", reference.holder)))?;
        }
        migrate::apply(&mut self.link, None)?;
        self.link.batch_execute("COMMIT").map_err(|e| OpenError(format!("the place was not filled: {e}")))?;
        // Without figures about its rows a fresh database plans badly; that it has none is no reason to fail.
        if let Err(error) = self.link.batch_execute("ANALYZE") {
            tracing::warn!(%error, "the new database has no figures about its rows yet");
        }
        Ok(())
    }
}
