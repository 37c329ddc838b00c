//! Migrations: one order, one text in PostgreSQL's words, and a small substitution for SQLite.
//! Run at start under a lock; a changed or unknown migration stops the start.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::connect::OpenError;
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
    ("0016_records", include_str!("../../../migrations/0016_records.sql")),
];

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

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    hash: String,
}

/// Brings the schema up to date.
pub fn run(link: &mut Link) -> Result<(), OpenError> {
    let is_sqlite = matches!(link, Link::Sqlite(_));
    link.batch_execute(if is_sqlite { "BEGIN IMMEDIATE" } else { "BEGIN; SELECT pg_advisory_xact_lock(7331001)" })?;
    let outcome = apply(link, is_sqlite);
    link.batch_execute(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    outcome
}

fn apply(link: &mut Link, is_sqlite: bool) -> Result<(), OpenError> {
    link.batch_execute("CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL)")?;
    let select = "SELECT name, hash FROM migration ORDER BY name";
    let applied: Vec<Applied> = match link {
        Link::Sqlite(conn) => diesel::sql_query(select).load(conn)?,
        Link::Postgres(conn) => diesel::sql_query(select).load(conn)?,
    };
    if let Some(unknown) = applied.iter().find(|a| !MIGRATIONS.iter().any(|(name, _)| *name == a.name)) {
        return Err(OpenError(format!(
            "the database was made by a newer program (migration {}): use that program",
            unknown.name
        )));
    }
    for (name, text) in MIGRATIONS {
        let hash: String = Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        match applied.iter().find(|a| a.name == *name) {
            Some(known) if known.hash == hash => {}
            Some(_) => return Err(OpenError(format!("migration {name} is not the one that made this database"))),
            None => {
                link.batch_execute(&for_engine(text, is_sqlite)).map_err(|e| OpenError(format!("migration {name}: {e}")))?;
                link.batch_execute(&format!("INSERT INTO migration (name, hash) VALUES ('{name}', '{hash}')"))?;
            }
        }
    }
    Ok(())
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
