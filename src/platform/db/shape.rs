//! The shape of a whole database: its tables, columns and keys as the engine itself tells them, and the words that read and fill any
//! of them. Values are told alike by both engines: numbers as numbers, truth as 0 and 1, days as texts, bytes in hex.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::connect::OpenError;
use super::tx::Link;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// A whole number of 64 bits.
    Number,
    /// A text.
    Text,
    /// Yes or no.
    Truth,
    /// A day.
    Day,
    /// Bytes.
    Bytes,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

/// A table as it can be read and filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order of the engine.
    pub columns: Vec<Column>,
    key: Vec<usize>,
}

/// Tables that are the engine's own affair: the list of migrations, and the counters that PostgreSQL has sequences for.
const OWN: &[&str] = &["migration", "counter"];

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = diesel::sql_types::Text)]
    holder: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    kind: String,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    rank: i64,
}

const OF_SQLITE: &str = "SELECT m.name AS holder, p.name AS name, lower(p.type) AS kind, CAST(p.pk AS BIGINT) AS rank \
     FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~' \
     ORDER BY m.name, p.cid";
const OF_POSTGRES: &str = "SELECT CAST(c.relname AS TEXT) AS holder, CAST(a.attname AS TEXT) AS name, \
     CAST(format_type(a.atttypid, NULL) AS TEXT) AS kind, \
     CAST(COALESCE(array_position(CAST(i.indkey AS SMALLINT[]), a.attnum) + 1, 0) AS BIGINT) AS rank \
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
     LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname COLLATE \"C\", a.attnum";

/// Every table that holds what the house knows, in the order of their names.
pub(super) fn tables(link: &mut Link) -> Result<Vec<Table>, OpenError> {
    let told: Vec<Told> = match link {
        Link::Sqlite(conn) => diesel::sql_query(OF_SQLITE).load(conn)?,
        Link::Postgres(conn) => diesel::sql_query(OF_POSTGRES).load(conn)?,
    };
    let mut tables: Vec<(Table, Vec<(i64, usize)>)> = Vec::new();
    for column in told.into_iter().filter(|column| !OWN.contains(&column.holder.as_str())) {
        let kind = kind_of(&column)?;
        if tables.last().is_none_or(|(table, _)| table.name != column.holder) {
            tables.push((Table { name: column.holder, columns: Vec::new(), key: Vec::new() }, Vec::new()));
        }
        if let Some((table, ranks)) = tables.last_mut() {
            if column.rank > 0 {
                ranks.push((column.rank, table.columns.len()));
            }
            table.columns.push(Column { name: column.name, kind });
        }
    }
    Ok(tables.into_iter().map(|(table, ranks)| with_key(table, ranks)).collect())
}

fn with_key(mut table: Table, mut ranks: Vec<(i64, usize)>) -> Table {
    ranks.sort_unstable();
    table.key = ranks.into_iter().map(|(_, at)| at).collect();
    if table.key.is_empty() {
        table.key = (0..table.columns.len()).collect();
    }
    table
}

fn kind_of(column: &Told) -> Result<ColumnKind, OpenError> {
    Ok(match column.kind.as_str() {
        "bigint" | "integer" | "smallint" => ColumnKind::Number,
        "text" => ColumnKind::Text,
        "boolean" => ColumnKind::Truth,
        "date" => ColumnKind::Day,
        "bytea" | "blob" => ColumnKind::Bytes,
        other => return Err(OpenError(format!("{}.{} is of a kind that cannot be moved: {other}", column.holder, column.name))),
    })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Table {
    /// The question that gives each row as one JSON array, `line`, in the order of the key.
    pub(super) fn reading(&self, is_postgres: bool) -> String {
        let values: Vec<String> = self.columns.iter().map(|column| told_value(column, is_postgres)).collect();
        let key = self.key.iter().filter_map(|at| self.columns.get(*at)).map(|column| {
            let is_worded = is_postgres && column.kind == ColumnKind::Text;
            format!("{}{}", quoted(&column.name), if is_worded { " COLLATE \"C\"" } else { "" })
        });
        let (key, values, name) = (key.collect::<Vec<_>>().join(", "), values.join(", "), quoted(&self.name));
        if is_postgres {
            format!("SELECT CAST(json_build_array({values}) AS TEXT) AS line FROM {name} ORDER BY {key}")
        } else {
            format!("SELECT json_array({values}) AS line FROM {name} ORDER BY {key}")
        }
    }

    /// The statement that puts the rows of one JSON array of such arrays, which is its only value.
    pub(super) fn filling(&self, is_postgres: bool) -> String {
        let names: Vec<String> = self.columns.iter().map(|column| quoted(&column.name)).collect();
        let values: Vec<String> =
            self.columns.iter().enumerate().map(|(at, column)| taken_value(at, column.kind, is_postgres)).collect();
        let from = if is_postgres { "json_array_elements(CAST($1 AS JSON)) AS r(value)" } else { "json_each(?) AS r" };
        format!("INSERT INTO {} ({}) SELECT {} FROM {from}", quoted(&self.name), names.join(", "), values.join(", "))
    }

    pub(super) fn emptying(&self) -> String {
        format!("DELETE FROM {}", quoted(&self.name))
    }

    pub(super) fn counting(&self) -> String {
        format!("SELECT COUNT(*) FROM {}", quoted(&self.name))
    }

    /// The same table with its columns in the order of another list of the same names and kinds; none where they differ.
    pub fn ordered_as(&self, columns: &[Column]) -> Option<Table> {
        let is_same = columns.len() == self.columns.len() && columns.iter().all(|column| self.columns.contains(column));
        let key = self.key.iter().filter_map(|at| self.columns.get(*at));
        let key = key.filter_map(|column| columns.iter().position(|other| other == column)).collect();
        is_same.then(|| Table { name: self.name.clone(), columns: columns.to_vec(), key })
    }
}

fn told_value(column: &Column, is_postgres: bool) -> String {
    let name = quoted(&column.name);
    match (column.kind, is_postgres) {
        (ColumnKind::Bytes, true) => format!("encode({name}, 'hex')"),
        (ColumnKind::Bytes, false) => format!("CASE WHEN {name} IS NULL THEN NULL ELSE lower(hex({name})) END"),
        (ColumnKind::Truth, true) => format!("CAST({name} AS INTEGER)"),
        (ColumnKind::Day, true) => format!("CAST({name} AS TEXT)"),
        (ColumnKind::Number | ColumnKind::Text, _) | (ColumnKind::Truth | ColumnKind::Day, false) => name,
    }
}

fn taken_value(at: usize, kind: ColumnKind, is_postgres: bool) -> String {
    let value = if is_postgres { format!("r.value ->> {at}") } else { format!("json_extract(r.value, '$[{at}]')") };
    match (kind, is_postgres) {
        (ColumnKind::Bytes, true) => format!("decode({value}, 'hex')"),
        (ColumnKind::Bytes, false) => format!("unhex({value})"),
        (ColumnKind::Number, true) => format!("CAST({value} AS BIGINT)"),
        (ColumnKind::Truth, true) => format!("CAST(CAST({value} AS INTEGER) AS BOOLEAN)"),
        (ColumnKind::Day, true) => format!("CAST({value} AS DATE)"),
        (ColumnKind::Text, _) | (ColumnKind::Number | ColumnKind::Truth | ColumnKind::Day, false) => value,
    }
}

#[derive(QueryableByName)]
struct Counter {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    value: i64,
}

/// The running numbers of series with gaps, by name.
pub(super) fn counters(link: &mut Link) -> Result<Vec<(String, i64)>, OpenError> {
    let rows: Vec<Counter> = match link {
        Link::Sqlite(conn) => diesel::sql_query("SELECT name, value FROM counter ORDER BY name").load(conn)?,
        Link::Postgres(conn) => diesel::sql_query(
            "SELECT CAST(sequencename AS TEXT) AS name, COALESCE(last_value, 0) AS value FROM pg_sequences \
             WHERE schemaname = current_schema() ORDER BY sequencename COLLATE \"C\"",
        )
        .load(conn)?,
    };
    Ok(rows.into_iter().map(|row| (row.name, row.value)).collect())
}

/// Lets a running number go on from a value.
pub(super) fn set_counter(link: &mut Link, name: &str, value: i64) -> Result<(), OpenError> {
    let touched = match link {
        Link::Sqlite(conn) => diesel::sql_query("UPDATE counter SET value = ? WHERE name = ?")
            .bind::<diesel::sql_types::BigInt, _>(value)
            .bind::<diesel::sql_types::Text, _>(name)
            .execute(conn)?,
        Link::Postgres(conn) => diesel::sql_query(
            "SELECT setval(CAST(format('%I.%I', schemaname, sequencename) AS regclass), GREATEST($1, 1), $1 > 0) \
             FROM pg_sequences WHERE schemaname = current_schema() AND sequencename = $2",
        )
        .bind::<diesel::sql_types::BigInt, _>(value)
        .bind::<diesel::sql_types::Text, _>(name)
        .execute(conn)?,
    };
    if touched == 1 { Ok(()) } else { Err(OpenError(format!("there is no running number called {name}"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let column = |name: &str, kind| Column { name: name.into(), kind };
        let columns = vec![
            column("id", ColumnKind::Number),
            column("word", ColumnKind::Text),
            column("is_on", ColumnKind::Truth),
            column("day", ColumnKind::Day),
            column("salt", ColumnKind::Bytes),
        ];
        Table { name: "thing".into(), columns, key: vec![1, 0] }
    }

    #[test]
    fn both_engines_are_asked_for_the_same_values_in_the_order_of_the_key() {
        assert_eq!(
            table().reading(false),
            "SELECT json_array(\"id\", \"word\", \"is_on\", \"day\", CASE WHEN \"salt\" IS NULL THEN NULL ELSE lower(hex(\"salt\")) END) \
             AS line FROM \"thing\" ORDER BY \"word\", \"id\""
        );
        assert_eq!(
            table().reading(true),
            "SELECT CAST(json_build_array(\"id\", \"word\", CAST(\"is_on\" AS INTEGER), CAST(\"day\" AS TEXT), encode(\"salt\", 'hex')) \
             AS TEXT) AS line FROM \"thing\" ORDER BY \"word\" COLLATE \"C\", \"id\""
        );
    }

    #[test]
    fn columns_in_another_order_are_the_same_table_and_other_columns_are_not() {
        let mut columns = table().columns;
        columns.reverse();
        let other = table().ordered_as(&columns).unwrap();
        assert_eq!(other.key, vec![3, 4]);
        columns.pop();
        assert_eq!(table().ordered_as(&columns), None);
    }

    #[test]
    fn a_quote_in_a_name_stays_within_it() {
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
    }
}
