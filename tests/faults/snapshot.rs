//! What a database holds, table by table, to be compared before and after. What beats by itself is left out: the steps of people that
//! the watch notes, their number, and when a session was last in use.

use std::collections::BTreeMap;

use diesel::prelude::*;

/// What the trial has put there.
const OF_THE_TRIAL: &[&str] = &["trial_fault", "trial_commit", "trial_none"];
/// The kinds of acts that the watch notes by itself; all others come from records.
pub const STEPS: &str = "('page', 'search', 'search_empty', 'cart', 'refused')";

enum Link {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

/// Somebody who looks at a database beside the program.
pub struct Watcher {
    link: Link,
    sql: String,
    /// The tables he looks at.
    pub tables: Vec<String>,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Content {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    content: String,
}

impl Watcher {
    /// Of the database at this address.
    pub fn of(url: &str) -> Self {
        let mut link = match url.strip_prefix("sqlite:") {
            Some(path) => Link::Sqlite(Box::new(SqliteConnection::establish(path).expect("the file opens"))),
            None => Link::Postgres(Box::new(PgConnection::establish(url).expect("the database answers"))),
        };
        let all = match &link {
            Link::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
            Link::Postgres(_) => "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
        };
        let tables: Vec<String> = link.names(all).into_iter().filter(|name| !OF_THE_TRIAL.contains(&name.as_str())).collect();
        let parts: Vec<String> = tables.iter().map(|table| link.content_of(table)).collect();
        Self { link, sql: parts.join(" UNION ALL "), tables }
    }

    /// Everything it holds.
    pub fn look(&mut self) -> BTreeMap<String, String> {
        let rows: QueryResult<Vec<Content>> = match &mut self.link {
            Link::Sqlite(conn) => diesel::sql_query(&self.sql).load(conn.as_mut()),
            Link::Postgres(conn) => diesel::sql_query(&self.sql).load(conn.as_mut()),
        };
        rows.expect("the tables are read").into_iter().map(|row| (row.name, row.content)).collect()
    }

    /// Fails where something is not as it was.
    #[track_caller]
    pub fn same(&mut self, before: &BTreeMap<String, String>, when: &str) {
        let after = self.look();
        for (table, content) in before {
            assert_eq!(after.get(table), Some(content), "{when}: {table} is not as it was");
        }
    }
}

impl Link {
    fn names(&mut self, sql: &str) -> Vec<String> {
        let rows: QueryResult<Vec<Name>> = match self {
            Link::Sqlite(conn) => diesel::sql_query(sql).load(conn.as_mut()),
            Link::Postgres(conn) => diesel::sql_query(sql).load(conn.as_mut()),
        };
        rows.unwrap_or_else(|error| panic!("{sql}: {error}")).into_iter().map(|row| row.name).collect()
    }

    /// The query that gives one table as a text.
    fn content_of(&mut self, table: &str) -> String {
        let (only, is_session) = (resting(table), table == "session");
        if matches!(self, Link::Postgres(_)) {
            let line = if is_session { "to_jsonb(r) - 'seen_at'" } else { "r" };
            return format!(
                "SELECT '{table}' AS name, COALESCE((SELECT string_agg(line, chr(10) ORDER BY line) FROM (SELECT CAST({line} AS TEXT) AS line FROM {table} r {only}) held), '') AS content"
            );
        }
        let kept = if is_session { "WHERE name <> 'seen_at'" } else { "" };
        let columns = self
            .names(&format!("SELECT 'quote(\"' || name || '\")' AS name FROM pragma_table_info('{table}') {kept} ORDER BY cid"));
        let line = columns.join(" || '|' || ");
        format!(
            "SELECT '{table}' AS name, COALESCE((SELECT group_concat(line, char(10)) FROM (SELECT {line} AS line FROM {table} {only} ORDER BY 1)), '') AS content"
        )
    }
}

/// Which rows of a table change only where somebody asks; of the nodes those that were ever there.
fn resting(table: &str) -> String {
    match table {
        "series" => "WHERE name <> 'activity'".to_owned(),
        "activity" => format!("WHERE kind NOT IN {STEPS}"),
        "node" => "WHERE seen_at > 0".to_owned(),
        _ => String::new(),
    }
}
