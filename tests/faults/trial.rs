//! A house with faults built in beside it: triggers of the trial count what is written and refuse the n-th row, or the commit.
//! Nothing in the program knows of them.

use crate::House;
use crate::kit::Engine;
use crate::snapshot::{STEPS, Watcher};

/// More rows than anything that is tried writes.
pub const AT_MOST: i64 = 400;

const SQLITE_BEGIN: &str = "CREATE TABLE trial_fault (remaining BIGINT NOT NULL); INSERT INTO trial_fault VALUES (0); \
    CREATE TABLE trial_none (id INTEGER PRIMARY KEY); \
    CREATE TABLE trial_commit (id BIGINT REFERENCES trial_none (id) DEFERRABLE INITIALLY DEFERRED)";
const POSTGRES_BEGIN: &str = "CREATE TABLE trial_fault (remaining BIGINT NOT NULL); INSERT INTO trial_fault VALUES (0); \
    CREATE TABLE trial_none (id BIGINT PRIMARY KEY); \
    CREATE TABLE trial_commit (id BIGINT REFERENCES trial_none (id) DEFERRABLE INITIALLY DEFERRED); \
    CREATE FUNCTION trial_count() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE n BIGINT; BEGIN \
    IF (SELECT remaining FROM trial_fault) = -1 THEN INSERT INTO trial_commit VALUES (1); RETURN NULL; END IF; \
    UPDATE trial_fault SET remaining = remaining - 1 WHERE remaining > 0 RETURNING remaining INTO n; \
    IF n = 0 THEN RAISE EXCEPTION 'a fault of the trial'; END IF; RETURN NULL; END $$";

/// Of which rows the change counts, where it is not all of them: what beats by itself is not refused.
fn counted(table: &str, change: &str) -> Option<String> {
    match (table, change) {
        ("series", "DELETE") => Some("OLD.name <> 'activity'".to_owned()),
        ("series", _) => Some("NEW.name <> 'activity'".to_owned()),
        ("session", "UPDATE") => Some("NEW.seen_at = OLD.seen_at".to_owned()),
        ("activity", "INSERT") => Some(format!("NEW.kind NOT IN {STEPS}")),
        _ => None,
    }
}

/// What makes the n-th row of a table's change fail, or the commit after it.
fn triggers(engine: Engine, table: &str) -> String {
    let each = ["INSERT", "UPDATE", "DELETE"].iter().map(|change| {
        let rows = counted(table, change);
        if engine == Engine::Postgres {
            let only = rows.map(|rows| format!("WHEN ({rows})")).unwrap_or_default();
            return format!(
                "; CREATE TRIGGER trial_count_{change} AFTER {change} ON {table} FOR EACH ROW {only} EXECUTE FUNCTION trial_count()"
            );
        }
        let only = rows.map(|rows| format!("{rows} AND")).unwrap_or_default();
        format!(
            "; CREATE TRIGGER trial_{table}_{change} AFTER {change} ON {table} WHEN {only} (SELECT remaining FROM trial_fault) > 0 \
             BEGIN UPDATE trial_fault SET remaining = remaining - 1; \
             SELECT RAISE(ABORT, 'a fault of the trial') FROM trial_fault WHERE remaining = 0; END; \
             CREATE TRIGGER trial_commit_{table}_{change} AFTER {change} ON {table} WHEN {only} (SELECT remaining FROM trial_fault) = -1 \
             BEGIN INSERT INTO trial_commit VALUES (1); END"
        )
    });
    each.collect()
}

/// The house, a watcher of all it holds, and how much was tried.
pub struct Trial {
    /// The house; nothing happens in it by itself.
    pub house: House,
    /// The watcher.
    pub watcher: Watcher,
    /// What was tried.
    pub deeds: usize,
    /// Rows that were refused, one after the other.
    pub rows: i64,
}

impl Trial {
    /// In the small trade.
    pub async fn begin(engine: Engine) -> Self {
        Self::begin_in(House::with_trade(engine).await, engine).await
    }

    /// In a house that was made ready.
    pub async fn begin_in(house: House, engine: Engine) -> Self {
        house.rest().await;
        house.work().await;
        while house.gate.sequence().await.expect("records get their places") > 0 {}
        let watcher = Watcher::of(&house.database_url());
        let begin = if engine == Engine::Sqlite { SQLITE_BEGIN } else { POSTGRES_BEGIN };
        let all: String = watcher.tables.iter().map(|table| triggers(engine, table)).collect();
        house.change_by_sql(&format!("{begin}{all}"));
        Self { house, watcher, deeds: 0, rows: 0 }
    }

    /// From now on the n-th row that is written fails; 0 is none, −1 the commit.
    pub fn arm(&self, n: i64) {
        self.house.change_by_sql(&format!("UPDATE trial_fault SET remaining = {n}"));
    }
}
