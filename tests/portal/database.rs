//! The two databases: records only grow, whoever asks, and a verb that breaks takes nothing of its neighbours with it.

use diesel::Connection;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;
use futures_util::future::join_all;
use orderly::access::permission::marks::FillCart;
use orderly::access::{Act, Recorded};
use orderly::platform::error::{Answer, No};
use serde_json::json;

use crate::House;
use crate::kit::Engine;
use crate::kit::trade::SEVER;
use crate::on_both;
use crate::reading::{finish, one};

/// Says something to the database beside the program.
fn say(url: &str, sql: &str) -> diesel::QueryResult<()> {
    match url.strip_prefix("sqlite:") {
        Some(path) => {
            let mut conn = SqliteConnection::establish(path).expect("the file opens");
            conn.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;")?;
            conn.batch_execute(sql)
        }
        None => PgConnection::establish(url).expect("the database answers").batch_execute(sql),
    }
}

const BOTH: &[&str] = &[
    "UPDATE journal SET kind = 'order.cancelled' WHERE id = (SELECT max(id) FROM journal)",
    "UPDATE journal SET body = leaf",
    "UPDATE journal SET id = id + 1",
    "DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)",
    "UPDATE place SET n = n + 1000000",
    "DELETE FROM place",
    "INSERT INTO journal SELECT id, at, 'other', partner_id, actor, body, leaf FROM journal WHERE id = (SELECT max(id) FROM journal) ON CONFLICT (id) DO UPDATE SET kind = 'other'",
    "INSERT INTO place SELECT n, record_id FROM place WHERE n = 1 ON CONFLICT (n) DO UPDATE SET record_id = 0",
];
const SQLITE: &[&str] = &[
    "INSERT OR REPLACE INTO journal SELECT id, at, 'other', partner_id, actor, body, leaf FROM journal LIMIT 1",
    "REPLACE INTO journal SELECT id, at, 'other', partner_id, actor, body, leaf FROM journal LIMIT 1",
    "INSERT OR REPLACE INTO place SELECT n, record_id FROM place LIMIT 1",
    "REPLACE INTO place SELECT n + 1000000, record_id FROM place LIMIT 1",
    "UPDATE OR REPLACE place SET n = 1",
];
const POSTGRES: &[&str] = &["TRUNCATE journal CASCADE", "TRUNCATE place"];

const NOTED: &str = "SELECT count(*) FROM journal WHERE kind = 'test.noted'";

fn note(act: &mut Act<'_, FillCart>, n: &i64) -> Answer<Recorded<i64>> {
    let recorded = act.record("test.noted", None, json!({"n": n}), *n)?;
    match n {
        7 => panic!("on purpose"),
        13 => Err(No::failed("on purpose")),
        _ => Ok(recorded),
    }
}

fn note_inside(act: &mut Act<'_, FillCart>, n: &i64) -> Answer<Recorded<i64>> {
    let recorded = act.record("test.noted", None, json!({"n": n}), *n)?;
    if *n == 7 {
        act.tx().link().transaction::<(), diesel::result::Error, _>(|_| panic!("on purpose"))?;
    }
    Ok(recorded)
}

fn swallow(act: &mut Act<'_, FillCart>, sql: &&'static str) -> Answer<Recorded<()>> {
    let recorded = act.record("test.noted", None, json!({"sql": sql}), ())?;
    let _ = act.tx().link().batch_execute(sql);
    Ok(recorded)
}

/// The seventh meets a trigger that ends the whole transaction, the shared one of all; the thirteenth does and has not looked.
fn note_and_roll_back(act: &mut Act<'_, FillCart>, n: &i64) -> Answer<Recorded<i64>> {
    let recorded = act.record("test.noted", None, json!({"n": n}), *n)?;
    let rolled = "INSERT INTO trial_rollback VALUES (1)";
    match n {
        7 => act.tx().link().batch_execute(rolled)?,
        13 => drop(act.tx().link().batch_execute(rolled)),
        _ => {}
    }
    Ok(recorded)
}

#[actix_web::test]
async fn a_trigger_that_rolls_everything_back_amid_a_batch_loses_nothing_of_the_others() {
    let house = House::with_trade(Engine::Sqlite).await;
    house.change_by_sql(
        "CREATE TABLE trial_rollback (n BIGINT); CREATE TRIGGER trial_rollback_begins BEFORE INSERT ON trial_rollback \
         BEGIN SELECT RAISE(ROLLBACK, 'everything goes'); END",
    );
    let may = house.gate.system::<FillCart>("tests");
    for round in 1..=5i64 {
        let answers = join_all((0..20i64).map(|n| may.write(n, note_and_roll_back))).await;
        for (n, answer) in (0i64..).zip(&answers) {
            match n {
                7 => assert!(matches!(answer, Err(No::Failed(_))), "{answer:?}"),
                13 => assert_eq!(answer.as_ref().err().map(No::code), Some("busy"), "{answer:?}"),
                _ => assert_eq!(answer.as_ref().ok(), Some(&n), "{answer:?}"),
            }
        }
        assert_eq!(house.sql_i64(NOTED).await, 18 * round, "whoever is answered ok is stored, and nobody else");
    }
    house.api(SEVER).await.order("afterwards", one("DR-1", "1")).await.expect(201);
    finish(house).await;
}

on_both! {
    async fn records_and_their_places_are_not_changed_deleted_or_replaced_by_any_sql(house: House) {
        house.api(SEVER).await.order("recorded", one("DR-1", "1")).await.expect(201);
        while house.gate.sequence().await.expect("places") > 0 {}
        let sums = ["SELECT count(*) FROM journal", "SELECT sum(length(body) + length(kind)) FROM journal", "SELECT count(*) FROM place", "SELECT sum(n) FROM place"];
        let mut before = Vec::new();
        for sql in sums {
            before.push(house.sql_i64(sql).await);
        }
        assert!(before.iter().all(|sum| *sum > 0), "{before:?}");
        let url = house.database_url();
        let own = if url.starts_with("sqlite:") { SQLITE } else { POSTGRES };
        for sql in BOTH.iter().chain(own) {
            let told = say(&url, sql);
            assert!(told.as_ref().is_err_and(|error| error.to_string().contains("only grows")), "{sql}: {told:?}");
        }
        for (sql, before) in sums.into_iter().zip(before) {
            assert_eq!(house.sql_i64(sql).await, before, "{sql}");
        }
        finish(house).await;
    }

    async fn a_verb_that_panics_and_one_that_fails_lose_nothing_of_the_others(house: House) {
        let may = house.gate.system::<FillCart>("tests");
        let answers = join_all((0..20i64).map(|n| may.write(n, note))).await;
        for (n, answer) in (0i64..).zip(&answers) {
            match n {
                7 | 13 => assert!(matches!(answer, Err(No::Failed(_))), "{n}: {answer:?}"),
                _ => assert_eq!(answer.as_ref().ok(), Some(&n), "{answer:?}"),
            }
        }
        assert_eq!(house.sql_i64(NOTED).await, 18);
        // The house goes on as if nothing had been.
        assert_eq!(may.write(99, note).await.ok(), Some(99));
        house.api(SEVER).await.order("afterwards", one("DR-1", "1")).await.expect(201);
        assert_eq!(house.sql_i64(NOTED).await, 19);
        finish(house).await;
    }

    async fn a_panic_inside_a_transaction_of_diesel_loses_nothing_either(house: House) {
        let may = house.gate.system::<FillCart>("tests");
        for round in 0..5i64 {
            let answers = join_all((0..20i64).map(|n| may.write(n, note_inside))).await;
            assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 19, "{answers:?}");
            assert!(answers[7].is_err());
            assert_eq!(house.sql_i64(NOTED).await, 19 * (round + 1));
        }
        house.close().await;
    }

    async fn whoever_is_answered_ok_is_stored(house: House) {
        let may = house.gate.system::<FillCart>("tests");
        let mut statements = vec!["SELECT no_such_column FROM journal", "INSERT INTO cart_line (cart_id) VALUES (NULL)"];
        if house.database_url().starts_with("sqlite:") {
            // What a full disk or a trigger with RAISE(ROLLBACK) does: the shared transaction ends underneath.
            statements.push("ROLLBACK");
        }
        for sql in statements {
            let before = house.sql_i64(NOTED).await;
            let answers = join_all([may.write(sql, swallow), may.write("SELECT 1", swallow), may.write("SELECT 1", swallow)]).await;
            let told = answers.iter().filter(|answer| answer.is_ok()).count() as i64;
            assert!(answers[1].is_ok() && answers[2].is_ok(), "{sql}: {answers:?}");
            assert_eq!(house.sql_i64(NOTED).await - before, told, "{sql}: {answers:?}");
        }
        house.close().await;
    }
}
