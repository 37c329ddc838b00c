//! Proofs by SQL of their own, after the fault: what was acknowledged is there, once; stock, money and log are whole.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::time::Duration;

use actix_web::rt::time::sleep;
use diesel::prelude::*;
use orderly::app;
use orderly::platform::db::{Database, Durability, Opening};
use orderly::platform::values::Clock;

use crate::kit::engine::Place;
use crate::kit::{Engine, SECRET, trade};
use crate::load::Load;

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    figure: i64,
}

/// Rows of a name and a figure.
pub fn named(place: &Place, sql: &str) -> Vec<(String, i64)> {
    let rows: QueryResult<Vec<Named>> = match place.engine() {
        Engine::Sqlite => {
            let url = place.url();
            let path = url.strip_prefix("sqlite:").expect("a path");
            diesel::sql_query(sql).load(&mut SqliteConnection::establish(path).expect("the file opens"))
        }
        Engine::Postgres => {
            diesel::sql_query(sql).load(&mut PgConnection::establish(&place.url()).expect("the database answers"))
        }
    };
    rows.unwrap_or_else(|error| panic!("{sql}: {error}")).into_iter().map(|row| (row.name, row.figure)).collect()
}

/// Waits until every record has its place: the program gives them while it runs.
pub async fn sequenced(place: &Place) {
    for _ in 0..1_200 {
        if place.number("SELECT count(*) FROM unplaced") == 0 {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("records wait for their places for a minute");
}

/// Every acknowledged order and shipment is there once, as it was acknowledged, and there is no other.
pub fn orders(place: &Place, load: &Load) {
    let there: BTreeMap<String, i64> =
        named(place, "SELECT number AS name, total AS figure FROM sales_order").into_iter().collect();
    let placed = load.placed.borrow();
    for order in placed.iter() {
        assert_eq!(there.get(&order.number), Some(&order.total), "{} was acknowledged as {}", order.key, order.number);
    }
    let numbers: BTreeSet<&String> = placed.iter().map(|order| &order.number).collect();
    assert_eq!(numbers.len(), placed.len(), "two keys were told the same order");
    assert_eq!(there.len(), placed.len(), "orders that nobody asked for");
    let count = i64::try_from(placed.len()).expect("a count");
    assert_eq!(place.number("SELECT count(*) FROM journal WHERE kind = 'order.placed'"), count, "orders and their records");
    assert_eq!(place.number("SELECT count(*) FROM done_once WHERE key LIKE 'load-%'"), count, "orders and their keys");
    let shipped: BTreeSet<String> = named(place, "SELECT number AS name, CAST(0 AS BIGINT) AS figure FROM shipment")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let acknowledged: BTreeSet<String> = load.shipped.borrow().iter().cloned().collect();
    assert_eq!(shipped, acknowledged, "shipments");
    assert_eq!(acknowledged.len(), load.shipped.borrow().len(), "two keys were told the same shipment");
}

/// What must never be, whatever has happened. Jobs may wait: whoever had them in hand is no more.
pub fn whole(place: &Place) {
    for (what, sql) in trade::NEVER.iter().filter(|(what, _)| *what != "jobs left over") {
        assert_eq!(place.number(sql), 0, "{what}");
    }
    assert_eq!(place.number("SELECT count(*) FROM job WHERE state NOT IN ('waiting', 'done')"), 0, "dead jobs");
    let never = [
        ("sold below nothing", "SELECT count(*) FROM stock WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand"),
        (
            "shipped that is not a movement",
            "SELECT (SELECT COALESCE(sum(quantity), 0) FROM shipment_line) + (SELECT COALESCE(sum(quantity), 0) FROM movement WHERE kind = 'shipment')",
        ),
        (
            "orders without their version",
            "SELECT count(*) FROM sales_order o WHERE NOT EXISTS (SELECT 1 FROM order_version v WHERE v.order_id = o.id AND v.version = o.version)",
        ),
    ];
    for (what, sql) in never {
        assert_eq!(place.number(sql), 0, "{what}");
    }
}

/// What a command of the program says of the database, and how it ends.
fn command(place: &Place, name: &str) -> (Option<i32>, String) {
    told_by(&[name, "--database-url", &place.url(), "--data-dir", &place.folder().display().to_string()])
}

/// What the program says when it is told this, and how it ends.
pub fn told_by(arguments: &[&str]) -> (Option<i32>, String) {
    let own = |name: &str| name.starts_with("ORDERLY_") || name.starts_with("DATABASE_") || name == "RUST_LOG";
    let output = Command::new(env!("CARGO_BIN_EXE_orderly"))
        .args(arguments)
        .env_clear()
        .envs(std::env::vars().filter(|(name, _)| !own(name)))
        .env("ORDERLY_SECRET", SECRET)
        .output()
        .expect("the program starts");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.code(), said)
}

/// `orderly verify` finds nothing, within the time in which the program that runs seals the last records.
pub async fn verified(place: &Place) {
    let mut told = (None, String::new());
    for _ in 0..60 {
        told = command(place, "verify");
        if told.0 == Some(0) {
            return;
        }
        sleep(Duration::from_millis(500)).await;
    }
    panic!("orderly verify ends with {:?}: {}", told.0, told.1);
}

/// `orderly check` finds nothing.
pub fn checked(place: &Place) {
    let (code, said) = command(place, "check");
    assert_eq!(code, Some(0), "orderly check: {said}");
}

/// Every record agrees with its hash.
pub async fn log(place: &Place) {
    let opening = Opening {
        address: place.address(),
        readers_at: None,
        durability: Durability::Trial,
        connections: 2,
        clock: Clock::System,
    };
    let gate = app::gate(Database::open(opening).expect("the database opens"), SECRET.as_bytes());
    assert!(app::disagreeing(&gate).await.expect("the journal is read").is_empty(), "a record and its hash disagree");
}
