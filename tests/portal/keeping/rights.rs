//! What the database itself refuses: to the portal's own login in PostgreSQL, to anybody by triggers, and to other users of the machine
//! by the mode of the file.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use orderly::keeping::copy::copy;
use orderly::platform::db::{self, Column, ColumnKind, Database, Durability, Opening, Table};
use orderly::platform::values::Clock;

use super::{address, engine_of, lively, look_at};
use crate::House;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::kit::trade::SEVER;
use crate::on_both;
use crate::reading::finish;

/// The same database for another login of the cluster, which trusts everybody.
pub fn as_login(url: &str, login: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("a scheme");
    let host = rest.split_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}://{login}@{host}")
}

/// Every table that may be changed. Whatever else the schema has only grows: a new table is listed here, or it is protected.
const CHANGEABLE: &[&str] = &[
    "account",
    "activity",
    "address",
    "advance",
    "api_key",
    "assignment",
    "brand",
    "cart",
    "cart_code",
    "cart_line",
    "category",
    "category_ancestor",
    "change",
    "contract",
    "contract_category",
    "contract_product",
    "contract_warehouse",
    "custom_role",
    "custom_role_right",
    "discount",
    "discount_code",
    "discount_code_use",
    "erasing",
    "file",
    "idempotency",
    "invitation",
    "job",
    "limit_request",
    "mail_choice",
    "membership",
    "message",
    "node",
    "note",
    "one_time_link",
    "open_item",
    "order_change",
    "order_draft",
    "order_line",
    "ordered",
    "own_number",
    "partner",
    "price",
    "price_list",
    "product",
    "product_attribute",
    "quote",
    "quote_limit",
    "representation",
    "requested_item",
    "reservation",
    "sales_order",
    "saved_view",
    "seller",
    "series",
    "session",
    "shipment_block",
    "shopping_list",
    "shopping_list_line",
    "sign_in_failure",
    "staff_role",
    "standing",
    "standing_line",
    "standing_order",
    "standing_run",
    "stock",
    "task",
    "turn",
    "unit",
    "unplaced",
    "vat_rate",
    "warehouse",
    "watch_rule",
    "watch_setting",
];

/// The columns of other tables out of which the name of whoever is erased may go.
const NAMES: &[(&str, &str)] = &[
    ("order_version", "actor"),
    ("order_version", "snapshot"),
    ("promise", "actor"),
    ("quote_approval", "actor"),
    ("quote_version", "actor"),
    ("shipment", "snapshot"),
];

/// The tables that only grow, as the schema has them.
fn growing(url: &str) -> Vec<Table> {
    let all = look_at(url).tables().expect("tables");
    for name in CHANGEABLE {
        assert!(all.iter().any(|table| table.name == *name), "there is no table {name}");
    }
    all.into_iter().filter(|table| !CHANGEABLE.contains(&table.name.as_str())).collect()
}

fn names(tables: &[Table]) -> Vec<String> {
    tables.iter().map(|table| table.name.clone()).collect()
}

fn columns(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|column| column.name.as_str()).collect()
}

/// A row of a table that nobody has written into yet. It need not make sense, for nothing is asked of it.
fn row(table: &Table) -> String {
    let value = |column: &Column| match (column.kind, column.name.as_str()) {
        (ColumnKind::Number, "vat") => "0",
        (ColumnKind::Number, _) => "1",
        (ColumnKind::Text, _) => "'x'",
        (ColumnKind::Truth, _) => "FALSE",
        (ColumnKind::Day, _) => "'2020-01-01'",
        (ColumnKind::Bytes, _) => "(SELECT leaf FROM journal LIMIT 1)",
    };
    let values: Vec<&str> = table.columns.iter().map(value).collect();
    format!("INSERT INTO {} ({}) VALUES ({})", table.name, columns(table).join(", "), values.join(", "))
}

/// Every statement by which a row of a table could become another, or go.
fn changes(table: &Table, key: &[String], is_sqlite: bool) -> Vec<String> {
    let (name, first, key) = (&table.name, columns(table)[0], key.join(", "));
    let mut all = vec![
        format!("DELETE FROM {name}"),
        format!("UPDATE {name} SET {first} = {first}"),
        format!(
            "INSERT INTO {name} SELECT * FROM {name} WHERE TRUE LIMIT 1 ON CONFLICT ({key}) DO UPDATE SET {first} = excluded.{first}"
        ),
    ];
    if is_sqlite {
        all.push(format!("INSERT OR REPLACE INTO {name} SELECT * FROM {name} LIMIT 1"));
        all.push(format!("REPLACE INTO {name} SELECT * FROM {name} LIMIT 1"));
        all.push(format!("UPDATE OR REPLACE {name} SET {first} = {first}"));
    } else {
        all.push(format!("TRUNCATE {name} CASCADE"));
    }
    all
}

/// A row under another key that would push out one by something else that is there once only, such as its number.
fn pushing_out(table: &Table, key: &[String], once: &[String]) -> String {
    let of = |column: &str| {
        let is_free = key.iter().any(|name| name == column) && !once.iter().any(|name| name == column);
        if is_free { format!("{column} + 1000000") } else { column.to_owned() }
    };
    let (name, values) = (&table.name, columns(table).into_iter().map(of).collect::<Vec<_>>().join(", "));
    let there: Vec<String> = once.iter().map(|column| format!("{column} IS NOT NULL")).collect();
    format!("INSERT OR REPLACE INTO {name} SELECT {values} FROM {name} WHERE {} LIMIT 1", there.join(" AND "))
}

#[derive(QueryableByName)]
struct Unique {
    #[diesel(sql_type = diesel::sql_types::Text)]
    columns: String,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    is_key: i64,
}

/// What there is once only in a table: the columns of its key first.
fn uniques(url: &str, table: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let found: Vec<Unique> = match url.strip_prefix("sqlite:") {
        Some(path) => diesel::sql_query(format!(
            "SELECT group_concat(name) AS columns, 1 AS is_key FROM (SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk) \
             UNION ALL SELECT group_concat(i.name), 0 FROM pragma_index_list('{table}') l JOIN pragma_index_info(l.name) i \
             WHERE l.\"unique\" = 1 AND l.origin <> 'pk' GROUP BY l.name"
        ))
        .load(&mut SqliteConnection::establish(path).expect("the file opens")),
        None => diesel::sql_query(format!(
            "SELECT string_agg(CAST(a.attname AS TEXT), ',' ORDER BY array_position(CAST(i.indkey AS SMALLINT[]), a.attnum)) AS columns, \
             CAST(CAST(i.indisprimary AS INTEGER) AS BIGINT) AS is_key \
             FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) \
             WHERE i.indrelid = CAST('{table}' AS regclass) AND i.indisunique GROUP BY i.indexrelid, i.indisprimary"
        ))
        .load(&mut PgConnection::establish(url).expect("the database answers")),
    }
    .expect("keys");
    let parts = |unique: &Unique| unique.columns.split(',').map(str::to_owned).collect::<Vec<_>>();
    let key = found.iter().find(|unique| unique.is_key == 1).map(parts).unwrap_or_default();
    (key, found.iter().filter(|unique| unique.is_key == 0).map(parts).collect())
}

#[actix_web::test]
async fn the_portals_own_login_adds_to_what_only_grows_and_changes_nothing_of_it() {
    let house = House::with_trade(Engine::Postgres).await;
    lively(&house).await;
    let url = house.database_url();
    let login = format!("portal_{}", std::process::id());
    assert!(db::grant(&address(&url)).expect("rights are given"));
    assert!(db::grant(&address(&url)).expect("they are given again"), "a second time changes nothing");
    let mut owner = PgConnection::establish(&url).expect("the owner");
    owner.batch_execute(&format!("CREATE ROLE {login} LOGIN IN ROLE orderly_app")).expect("a login");
    let portal = as_login(&url, &login);
    let mut conn = PgConnection::establish(&portal).expect("the portal's login");
    let growing = growing(&url);
    for table in &growing {
        let all = columns(table);
        let table = &table.name;
        let mut statements = vec![
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table} CASCADE"),
            format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
            format!("DROP TABLE {table} CASCADE"),
        ];
        // A name may go out of some columns; what else may happen to those is tried beside this.
        let others = all.iter().filter(|column| !NAMES.contains(&(table.as_str(), **column)));
        statements.extend(others.map(|column| format!("UPDATE {table} SET {column} = {column}")));
        assert!(statements.len() > 4, "{table}");
        for sql in statements {
            let told = conn.batch_execute(&sql).expect_err(&sql).to_string();
            assert!(told.contains("permission denied") || told.contains("must be owner"), "{sql}: {told}");
        }
    }
    for sql in [
        "CREATE TABLE own (id BIGINT)",
        "INSERT INTO migration (name, hash) VALUES ('9999_own', 'x')",
        "DROP TRIGGER journal_only_grows ON journal",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "SET session_replication_role = replica",
    ] {
        assert!(conn.batch_execute(sql).is_err(), "{sql} is allowed");
    }
    // Whoever owns the tables is still held by the triggers.
    let told = owner.batch_execute("DELETE FROM journal").expect_err("the journal only grows").to_string();
    assert!(told.contains("only grows"), "{told}");
    assert_eq!(look_at(&portal).unprotected().expect("rights are told"), Some(Vec::new()));
    // One column is enough to be told.
    owner.batch_execute("GRANT UPDATE (amount) ON payment TO orderly_app").expect("a right to one column");
    assert_eq!(look_at(&portal).unprotected().expect("rights are told"), Some(vec!["payment".to_owned()]));
    assert!(db::grant(&address(&url)).expect("rights are given"), "given anew, they are as they should be");
    assert_eq!(look_at(&portal).unprotected().expect("rights are told"), Some(Vec::new()));
    // The owner is told of every table that he could change all the same: the same as the schema has.
    assert_eq!(look_at(&url).unprotected().expect("rights are told"), Some(names(&growing)));

    // The portal runs as that login: it opens, signs somebody in, and its records get their places.
    let opening = Opening {
        address: address(&portal),
        readers_at: None,
        durability: Durability::Trial,
        connections: 4,
        clock: Clock::System,
    };
    let gate = orderly::app::gate(Database::open(opening).expect("it opens"), b"a secret of the tests, long enough for anybody");
    orderly::access::accounts::sign_in::trusted_session(&gate, SEVER).await.expect("a session");
    while gate.sequence().await.expect("places") > 0 {}

    let reports = format!("reports_{}", std::process::id());
    owner.batch_execute(&format!("CREATE ROLE {reports} LOGIN IN ROLE orderly_reports")).expect("a login");
    let mut reader = PgConnection::establish(&as_login(&url, &reports)).expect("the login of reports");
    reader.batch_execute("SELECT * FROM view_order").expect("published views are read");
    for table in ["sales_order", "account", "session", "journal"] {
        assert!(reader.batch_execute(&format!("SELECT * FROM {table}")).is_err(), "{table} is read");
    }
    drop((conn, reader, gate));
    finish(house).await;
}

on_both! {
    async fn nothing_that_only_grows_is_replaced_by_any_statement(house: House) {
        lively(&house).await;
        house.seal().await;
        let place = Place::fresh(engine_of(&house));
        copy(&mut look_at(&house.database_url()), &place.address()).expect("a copy");
        let (url, is_sqlite) = (place.url(), place.engine() == Engine::Sqlite);
        let growing = growing(&url);
        assert!(growing.len() >= 20, "{:?}", names(&growing));
        let mut pushed = 0;
        for table in &growing {
            let count = format!("SELECT count(*) FROM {}", table.name);
            if place.number(&count) == 0 {
                let unbound = if is_sqlite { "PRAGMA foreign_keys = OFF" } else { "SET session_replication_role = replica" };
                say(&url, &format!("{unbound}; {}", row(table))).expect("a row");
            }
            let (rows, (key, once)) = (place.number(&count), uniques(&url, &table.name));
            let mut statements = changes(table, &key, is_sqlite);
            if is_sqlite {
                let there = |once: &&Vec<String>| {
                    let all = once.iter().map(|column| format!("{column} IS NOT NULL")).collect::<Vec<_>>().join(" AND ");
                    place.number(&format!("SELECT count(*) FROM {} WHERE {all}", table.name)) > 0
                };
                let others: Vec<String> = once.iter().filter(there).map(|once| pushing_out(table, &key, once)).collect();
                pushed += others.len();
                statements.extend(others);
            }
            for sql in statements {
                let told = say(&url, &sql).expect_err(&sql).to_string();
                assert!(told.contains("only grows"), "{sql}: {told}");
            }
            assert_eq!(place.number(&count), rows, "{}", table.name);
        }
        assert!(!is_sqlite || pushed >= 3, "{pushed}");
        finish(house).await;
    }
}

fn say(url: &str, sql: &str) -> diesel::QueryResult<()> {
    match url.strip_prefix("sqlite:") {
        Some(path) => {
            let mut conn = SqliteConnection::establish(path).expect("the file opens");
            conn.batch_execute("PRAGMA busy_timeout = 5000")?;
            conn.batch_execute(sql)
        }
        None => PgConnection::establish(url).expect("the database answers").batch_execute(sql),
    }
}

#[cfg(unix)]
#[actix_web::test]
async fn the_embedded_database_is_its_owners_alone_from_the_first_moment() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::with_trade(Engine::Sqlite).await;
    let url = house.database_url();
    let file = url.strip_prefix("sqlite:").expect("a file");
    for ending in ["", "-wal", "-shm"] {
        let mode = std::fs::metadata(format!("{file}{ending}")).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{ending}");
    }
    assert_eq!(look_at(&url).unprotected().expect("there are no logins"), None);
    assert!(!db::grant(&address(&url)).expect("there is nothing to give"));
    finish(house).await;
}
