//! A connection of its own for the commands that look at a whole database beside a portal: check, backup, copy, doctor.
//! It sees one moment of the data, which the database keeps read-only. Nothing behind a door reaches it, and no actor is asked.

use diesel::connection::{DefaultLoadingMode, SimpleConnection};
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;

use super::connect::{Address, OpenError, Use, connect};
use super::migrate::{self, Applied};
use super::shape::{self, Table};
use super::tx::Link;

/// One view of a whole database.
pub struct Alone {
    pub(super) link: Link,
    pub(super) address: Address,
}

/// Something that is not as it should be: what it is, and both figures as texts.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Odd {
    /// What it is about.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub object: String,
    /// What should be there.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub expected: String,
    /// What is there.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub found: String,
}

/// A record of the journal as its row has it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct RawRecord {
    /// Its number.
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub id: i64,
    /// When, in microseconds.
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub at: i64,
    /// What kind.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub kind: String,
    /// The partner's number.
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::BigInt>)]
    pub partner_id: Option<i64>,
    /// Who.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub actor: String,
    /// The bytes that are hashed.
    #[diesel(sql_type = diesel::sql_types::Binary)]
    pub body: Vec<u8>,
    /// The hash.
    #[diesel(sql_type = diesel::sql_types::Binary)]
    pub leaf: Vec<u8>,
}

#[derive(QueryableByName)]
pub(super) struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub line: String,
}

#[derive(QueryableByName)]
pub(super) struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub number: i64,
}

/// Rows of a question one by one, however many there are.
macro_rules! each_row {
    ($link:expr, $sql:expr, $kind:ty, $row:ident => $body:expr) => {
        match $link {
            Link::Sqlite(conn) => {
                for row in diesel::sql_query($sql).load_iter::<$kind, DefaultLoadingMode>(conn)? {
                    let $row = row?;
                    $body
                }
            }
            Link::Postgres(conn) => {
                for row in diesel::sql_query($sql).load_iter::<$kind, PgRowByRowLoadingMode>(conn)? {
                    let $row = row?;
                    $body
                }
            }
        }
    };
}

impl Alone {
    /// A database that is there, at one moment.
    pub fn look_at(address: &Address) -> Result<Self, OpenError> {
        if let Address::Sqlite(path) = address
            && !path.exists()
        {
            return Err(OpenError(format!("there is no database at {}", path.display())));
        }
        let mut link = connect(address, Use::Read)?;
        let begin = match &link {
            // A view begins with the first thing that is read.
            Link::Sqlite(_) => "BEGIN; SELECT COUNT(*) FROM sqlite_schema",
            Link::Postgres(_) => {
                "SET datestyle = ISO; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT COUNT(*) FROM pg_class"
            }
        };
        link.batch_execute(begin)?;
        Ok(Self { link, address: address.clone() })
    }

    /// The engine's name, for people.
    pub fn engine(&self) -> &'static str {
        match &self.link {
            Link::Sqlite(_) => "sqlite",
            Link::Postgres(_) => "postgres",
        }
    }

    /// The migrations that made it, in their order; none in a place that is empty or somebody else's.
    pub fn migrations(&mut self) -> Result<Vec<Applied>, OpenError> {
        migrate::applied(&mut self.link)
    }

    /// Its tables with their columns, in the order of their names.
    pub fn tables(&mut self) -> Result<Vec<Table>, OpenError> {
        shape::tables(&mut self.link)
    }

    /// The rows of a table as canonical lines of JSON, in the order of its key: the same bytes from either engine.
    pub fn each_line(&mut self, table: &Table, each: &mut dyn FnMut(&str) -> Result<(), OpenError>) -> Result<(), OpenError> {
        each_line(&mut self.link, table, each)
    }

    /// The running numbers of series with gaps, by name.
    pub fn counters(&mut self) -> Result<Vec<(String, i64)>, OpenError> {
        shape::counters(&mut self.link)
    }

    /// What a question finds: it gives `object`, `expected` and `found` as texts. A row that cannot be read is told, and hides no other.
    pub fn each_odd(&mut self, sql: &str, each: &mut dyn FnMut(Odd)) -> Result<(), OpenError> {
        match &mut self.link {
            Link::Sqlite(conn) => {
                for row in diesel::sql_query(sql).load_iter::<Odd, DefaultLoadingMode>(conn)? {
                    each(legible(row)?);
                }
            }
            Link::Postgres(conn) => {
                for row in diesel::sql_query(sql).load_iter::<Odd, PgRowByRowLoadingMode>(conn)? {
                    each(legible(row)?);
                }
            }
        }
        Ok(())
    }

    /// Every record of the journal, in the order of their numbers.
    pub fn each_record(&mut self, each: &mut dyn FnMut(RawRecord)) -> Result<(), OpenError> {
        let sql = "SELECT id, at, kind, partner_id, actor, body, leaf FROM journal ORDER BY id";
        each_row!(&mut self.link, sql, RawRecord, row => each(row));
        Ok(())
    }

    /// The youngest record of the journal, if there is one.
    pub fn last_record(&mut self, each: &mut dyn FnMut(RawRecord)) -> Result<(), OpenError> {
        let sql = "SELECT id, at, kind, partner_id, actor, body, leaf FROM journal ORDER BY id DESC LIMIT 1";
        each_row!(&mut self.link, sql, RawRecord, row => each(row));
        Ok(())
    }

    /// The whole number that a question answers, 0 where it answers nothing.
    pub fn number(&mut self, sql: &str) -> Result<i64, OpenError> {
        number(&mut self.link, sql)
    }

    /// What the engine itself finds broken: pages, indexes, references to rows that are not there.
    pub fn each_broken(&mut self, each: &mut dyn FnMut(Odd)) -> Result<(), OpenError> {
        let Link::Sqlite(_) = &self.link else { return Ok(()) };
        let pages = "SELECT 'the file' AS object, 'ok' AS expected, integrity_check AS found FROM pragma_integrity_check \
                     WHERE integrity_check <> 'ok'";
        let references = "SELECT \"table\" || ', row ' || COALESCE(CAST(rowid AS TEXT), '?') AS object, \
                          'a row of ' || parent AS expected, 'none' AS found FROM pragma_foreign_key_check";
        self.each_odd(pages, each)?;
        self.each_odd(references, each)
    }
}

/// A row, or word that there is one which cannot be read.
fn legible(row: QueryResult<Odd>) -> Result<Odd, OpenError> {
    match row {
        Err(diesel::result::Error::DeserializationError(why)) => {
            Ok(Odd { object: "a row".into(), expected: "what can be read".into(), found: why.to_string() })
        }
        row => Ok(row?),
    }
}

pub(super) fn each_line(
    link: &mut Link,
    table: &Table,
    each: &mut dyn FnMut(&str) -> Result<(), OpenError>,
) -> Result<(), OpenError> {
    let sql = table.reading(matches!(link, Link::Postgres(_)));
    each_row!(link, sql, Line, row => each(&canonical(&row.line)?)?);
    Ok(())
}

pub(super) fn number(link: &mut Link, sql: &str) -> Result<i64, OpenError> {
    let sql = format!("SELECT CAST(COALESCE(({sql}), 0) AS BIGINT) AS number");
    let found: Number = match link {
        Link::Sqlite(conn) => diesel::sql_query(sql).get_result(conn)?,
        Link::Postgres(conn) => diesel::sql_query(sql).get_result(conn)?,
    };
    Ok(found.number)
}

/// The engines write blanks and escapes of JSON differently.
fn canonical(line: &str) -> Result<String, OpenError> {
    let row: Vec<serde_json::Value> = serde_json::from_str(line).map_err(|e| OpenError(format!("a row cannot be read: {e}")))?;
    serde_json::to_string(&row).map_err(|e| OpenError(format!("a row cannot be written: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_both_engines_are_the_same_bytes() {
        let (spaced, dense) = ("[1, \"a\\u0441\\/b\", null, -9223372036854775808]", "[1,\"aс/b\",null,-9223372036854775808]");
        assert_eq!(canonical(spaced).unwrap(), canonical(dense).unwrap());
        assert_eq!(canonical(dense).unwrap(), dense);
        assert!(canonical("{}").is_err());
    }
}
