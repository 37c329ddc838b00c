//! What the database itself refuses: to the portal's own login in PostgreSQL, to anybody by triggers, and to other users of the machine
//! by the mode of the file.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use orderly::platform::db::{self, Database, Durability, Opening};
use orderly::platform::values::Clock;

use super::{address, lively, look_at};
use crate::House;
use crate::kit::Engine;
use crate::kit::trade::SEVER;
use crate::on_both;
use crate::reading::finish;

/// The same database for another login of the cluster, which trusts everybody.
fn as_login(url: &str, login: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("a scheme");
    let host = rest.split_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}://{login}@{host}")
}

/// What only grows, with a statement's worth of each change.
const GROWING: &[&str] = &[
    "journal",
    "place",
    "ledger_entry",
    "movement",
    "shipment",
    "shipment_line",
    "promise",
    "invoice",
    "payment",
    "allocation",
    "order_version",
];

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
    for table in GROWING {
        assert!(house.sql_i64(&format!("SELECT count(*) FROM {table}")).await > 0, "{table} is empty");
        let column = if *table == "place" {
            "n"
        } else if *table == "shipment_line" {
            "position"
        } else if *table == "order_version" {
            "version"
        } else {
            "id"
        };
        for sql in [
            format!("UPDATE {table} SET {column} = {column}"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table} CASCADE"),
            format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
            format!("DROP TABLE {table} CASCADE"),
        ] {
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
    assert!(look_at(&url).unprotected().expect("rights are told").is_some_and(|names| names.len() >= GROWING.len()));

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
        for table in GROWING {
            let rows = house.sql_i64(&format!("SELECT count(*) FROM {table}")).await;
            assert!(rows > 0, "{table} is empty");
            let mut statements = vec![format!("DELETE FROM {table}"), format!("UPDATE {table} SET {0} = {0}", first_column(table))];
            if house.database_url().starts_with("sqlite:") {
                statements.push(format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"));
                statements.push(format!("REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"));
                statements.push(format!("UPDATE OR REPLACE {table} SET {0} = {0}", first_column(table)));
            }
            for sql in statements {
                let told = say(&house.database_url(), &sql).expect_err(&sql).to_string();
                assert!(told.contains("only grows"), "{sql}: {told}");
            }
            assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM {table}")).await, rows, "{table}");
        }
        finish(house).await;
    }
}

fn first_column(table: &str) -> &'static str {
    match table {
        "place" => "n",
        "shipment_line" => "shipment_id",
        "order_version" => "order_id",
        _ => "id",
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
