//! Migrations: one order, one text in PostgreSQL's words, and a small substitution for SQLite.
//! Run at start under a lock; a changed or unknown migration stops the start.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::alone::number;
use super::connect::OpenError;
use super::rights;
use super::tx::Link;

const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_platform", include_str!("../../../migrations/0001_platform.sql")),
    ("0002_access", include_str!("../../../migrations/0002_access.sql")),
    ("0003_trade", include_str!("../../../migrations/0003_trade.sql")),
    ("0004_orders", include_str!("../../../migrations/0004_orders.sql")),
    ("0005_office", include_str!("../../../migrations/0005_office.sql")),
    ("0006_own_numbers", include_str!("../../../migrations/0006_own_numbers.sql")),
    ("0007_quotes", include_str!("../../../migrations/0007_quotes.sql")),
    ("0008_codes", include_str!("../../../migrations/0008_codes.sql")),
    ("0009_people", include_str!("../../../migrations/0009_people.sql")),
    ("0010_search", include_str!("../../../migrations/0010_search.sql")),
    ("0011_order_changes", include_str!("../../../migrations/0011_order_changes.sql")),
    ("0012_lists", include_str!("../../../migrations/0012_lists.sql")),
    ("0013_brand", include_str!("../../../migrations/0013_brand.sql")),
    ("0014_attributes", include_str!("../../../migrations/0014_attributes.sql")),
    ("0015_views", include_str!("../../../migrations/0015_views.sql")),
    ("0016_records", include_str!("../../../migrations/0016_records.sql")),
    ("0017_rights", include_str!("../../../migrations/0017_rights.sql")),
    ("0018_erasure", include_str!("../../../migrations/0018_erasure.sql")),
    ("0019_history", include_str!("../../../migrations/0019_history.sql")),
    ("0020_places", include_str!("../../../migrations/0020_places.sql")),
    ("0021_done_once", include_str!("../../../migrations/0021_done_once.sql")),
    ("0022_erasing_guard", include_str!("../../../migrations/0022_erasing_guard.sql")),
    ("0023_credit_notes", include_str!("../../../migrations/0023_credit_notes.sql")),
    ("0024_credit_note_reversals", include_str!("../../../migrations/0024_credit_note_reversals.sql")),
    ("0025_never_negative", include_str!("../../../migrations/0025_never_negative.sql")),
];

/// Every text of PostgreSQL in the order of its bytes, whatever alphabet the server has: run after migrations.
pub(super) const LETTERS: &str = include_str!("../../../migrations/letters.sql");

/// The list of the migrations that made a database.
pub(super) const LIST: &str = "CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL)";

/// The text for SQLite: a `BIGINT` key becomes the row id, `BYTEA` a `BLOB`, and byte order is its only collation.
/// Lines between `-- postgres only` or `-- sqlite only` and `-- both` are kept for that engine alone.
fn for_engine(text: &str, is_sqlite: bool) -> String {
    let mut keep = true;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        match line.trim() {
            "-- postgres only" => keep = !is_sqlite,
            "-- sqlite only" => keep = is_sqlite,
            "-- both" => keep = true,
            _ if keep => {
                out.push_str(line);
                out.push('\n');
            }
            _ => {}
        }
    }
    if is_sqlite {
        out = out.replace("BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY").replace("BYTEA", "BLOB").replace(" COLLATE \"C\"", "");
    }
    out
}

/// Every migration of this program, as an engine is told it.
pub(super) fn texts(is_sqlite: bool) -> impl Iterator<Item = String> {
    MIGRATIONS.iter().map(move |(_, text)| for_engine(text, is_sqlite))
}

/// Those of some migrations.
pub(super) fn texts_of(applied: &[Applied], is_sqlite: bool) -> impl Iterator<Item = String> {
    let is_applied = move |name: &str| applied.iter().any(|one| one.name == name);
    MIGRATIONS.iter().filter(move |(name, _)| is_applied(name)).map(move |(_, text)| for_engine(text, is_sqlite))
}

/// Every migration of this program, as the list of a database has it.
#[cfg(test)]
pub(super) fn every() -> Vec<Applied> {
    MIGRATIONS.iter().map(|(name, text)| Applied { name: (*name).to_owned(), hash: hash_of(text) }).collect()
}

/// A migration that made a database: its name, and the hash of its text.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, serde::Serialize, serde::Deserialize)]
pub struct Applied {
    /// Its name.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub name: String,
    /// SHA-256 in hex.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub hash: String,
}

/// Brings the schema up to date.
pub fn run(link: &mut Link) -> Result<(), OpenError> {
    let is_sqlite = matches!(link, Link::Sqlite(_));
    link.batch_execute(if is_sqlite { "BEGIN IMMEDIATE" } else { "BEGIN; SELECT pg_advisory_xact_lock(7331001)" })?;
    let outcome = apply(link, None);
    link.batch_execute(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    outcome
}

/// The migrations that made a database; none where there are none.
pub(super) fn applied(link: &mut Link) -> Result<Vec<Applied>, OpenError> {
    let is_listed = match link {
        Link::Sqlite(_) => "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'",
        Link::Postgres(_) => "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('migration')",
    };
    if number(link, is_listed)? == 0 {
        return Ok(Vec::new());
    }
    let select = "SELECT name, hash FROM migration ORDER BY name";
    Ok(match link {
        Link::Sqlite(conn) => diesel::sql_query(select).load(conn)?,
        Link::Postgres(conn) => diesel::sql_query(select).load(conn)?,
    })
}

fn hash_of(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// The migrations that a database still lacks, by name. One that this program does not know, or knows otherwise, is an error.
pub fn lacking(applied: &[Applied]) -> Result<Vec<&'static str>, OpenError> {
    if let Some(unknown) = applied.iter().find(|a| !MIGRATIONS.iter().any(|(name, _)| *name == a.name)) {
        return Err(OpenError(format!(
            "the database was made by a newer program (migration {}): use that program",
            unknown.name
        )));
    }
    let mut lacking = Vec::new();
    for (name, text) in MIGRATIONS {
        match applied.iter().find(|a| a.name == *name) {
            Some(known) if known.hash == hash_of(text) => {}
            Some(_) => return Err(OpenError(format!("migration {name} is not the one that made this database"))),
            None => lacking.push(*name),
        }
    }
    Ok(lacking)
}

/// Applies what a database lacks, or of that only what another database has. The transaction is the caller's.
pub(super) fn apply(link: &mut Link, as_far_as: Option<&[Applied]>) -> Result<(), OpenError> {
    let is_sqlite = matches!(link, Link::Sqlite(_));
    let known = applied(link)?;
    let missing = lacking(&known)?;
    if missing.is_empty() {
        return Ok(());
    }
    if known.is_empty() {
        link.batch_execute(LIST)?;
    }
    let is_wanted = |name: &str| as_far_as.is_none_or(|there| there.iter().any(|a| a.name == name));
    for (name, text) in MIGRATIONS.iter().filter(|(name, _)| missing.contains(name) && is_wanted(name)) {
        link.batch_execute(&for_engine(text, is_sqlite)).map_err(|e| OpenError(format!("migration {name}: {e}")))?;
        link.batch_execute(&format!("INSERT INTO migration (name, hash) VALUES ('{name}', '{}')", hash_of(text)))?;
    }
    if !is_sqlite {
        link.batch_execute(LETTERS).map_err(|e| OpenError(format!("the order of texts: {e}")))?;
    }
    rights::renew(link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_serves_both_engines() {
        let text = "a BIGINT PRIMARY KEY, b BYTEA\n-- postgres only\nonly pg\n-- sqlite only\nonly lite\n-- both\nboth";
        assert_eq!(for_engine(text, true), "a INTEGER PRIMARY KEY, b BLOB\nonly lite\nboth\n");
        assert_eq!(for_engine(text, false), "a BIGINT PRIMARY KEY, b BYTEA\nonly pg\nboth\n");
    }
}
