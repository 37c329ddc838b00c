//! What the database refuses by itself, and what others only hold up: the first is a failure at once and is never tried again, the second
//! is tried again until it succeeds or the time is over.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use futures_util::future::join;
use orderly::access::permission::marks::FillCart;
use orderly::access::{Act, Recorded};
use orderly::platform::error::{Answer, No};
use serde_json::json;

use crate::House;
use crate::kit::Engine;
use crate::kit::trade::SEVER;
use crate::on_both;
use crate::reading::{finish, one};

const NOTED: &str = "SELECT count(*) FROM journal WHERE kind = 'test.noted'";
/// How often something was tried: a sequence counts on although everything else is undone.
const TRIES: &str = "SELECT last_value FROM trial_tries";

/// Notes something, and says something to the database.
fn note_and_say(act: &mut Act<'_, FillCart>, sql: &String) -> Answer<Recorded<()>> {
    let recorded = act.record("test.noted", None, json!({}), ())?;
    act.tx().link().batch_execute(sql)?;
    Ok(recorded)
}

/// A house with a counter of tries, and two rows to meet at.
async fn counting() -> House {
    let house = House::with_trade(Engine::Postgres).await;
    house.change_by_sql(
        "CREATE SEQUENCE trial_tries; CREATE TABLE trial_row (id BIGINT PRIMARY KEY, n BIGINT NOT NULL); \
         INSERT INTO trial_row VALUES (1, 0), (2, 0)",
    );
    house
}

on_both! {
    async fn what_a_trigger_refuses_is_a_failure_and_not_called_busy(house: House) {
        let sever = house.api(SEVER).await;
        let is_sqlite = house.database_url().starts_with("sqlite:");
        house.change_by_sql(if is_sqlite {
            "CREATE TRIGGER trial_breach BEFORE INSERT ON sales_order BEGIN SELECT RAISE(ABORT, 'a breach of the trial'); END"
        } else {
            "CREATE SEQUENCE trial_tries; CREATE FUNCTION trial_breach() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             PERFORM nextval('trial_tries'); RAISE EXCEPTION 'a breach of the trial'; END $$; \
             CREATE TRIGGER trial_breach BEFORE INSERT ON sales_order FOR EACH ROW EXECUTE FUNCTION trial_breach()"
        });
        let told = sever.order("breached", one("DR-1", "1")).await.expect(500);
        assert_eq!(told.problem().0, "failed");
        assert!(!told.text.contains("trial"), "a failure tells nothing: {}", told.text);
        if !is_sqlite {
            assert_eq!(house.sql_i64(TRIES).await, 1, "what is refused is not tried again");
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 0);
        house.change_by_sql(if is_sqlite { "DROP TRIGGER trial_breach" } else { "DROP TRIGGER trial_breach ON sales_order" });
        sever.order("breached", one("DR-1", "1")).await.expect(201);
        finish(house).await;
    }

    async fn an_error_that_a_verb_has_not_looked_at_stores_nothing(house: House) {
        let may = house.gate.system::<FillCart>("tests");
        let told = may.write((), swallow).await;
        let stored = house.sql_i64(NOTED).await;
        assert_eq!(i64::from(told.is_ok()), stored, "{told:?}");
        if !house.database_url().starts_with("sqlite:") {
            assert!(matches!(told, Err(No::Failed(_))), "{told:?}");
        }
        house.close().await;
    }
}

fn swallow(act: &mut Act<'_, FillCart>, (): &()) -> Answer<Recorded<()>> {
    let recorded = act.record("test.noted", None, json!({}), ())?;
    let _ = act.tx().link().batch_execute("SELECT no_such_column FROM journal");
    Ok(recorded)
}

#[actix_web::test]
async fn what_could_not_be_put_in_an_order_is_done_again_from_its_beginning() {
    let house = counting().await;
    let may = house.gate.system::<FillCart>("tests");
    let twice = "DO $$ BEGIN IF nextval('trial_tries') < 3 THEN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END IF; END $$";
    may.write(twice.to_owned(), note_and_say).await.expect("the third time it succeeds");
    assert_eq!((house.sql_i64(TRIES).await, house.sql_i64(NOTED).await), (3, 1));
    // For ever is too often.
    let always = "DO $$ BEGIN PERFORM nextval('trial_tries'); RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$";
    let told = may.write(always.to_owned(), note_and_say).await.expect_err("it never succeeds");
    assert_eq!(told.code(), "busy");
    let tries = house.sql_i64(TRIES).await - 3;
    assert!((2..=6).contains(&tries), "{tries}");
    // Whatever else is raised is raised once.
    for code in ["P0001", "42501", "57014", "XX000"] {
        let before = house.sql_i64(TRIES).await;
        let sql = format!("DO $$ BEGIN PERFORM nextval('trial_tries'); RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$");
        let told = may.write(sql, note_and_say).await.expect_err("it is refused");
        assert!(matches!(told, No::Failed(_)), "{code}: {told:?}");
        assert_eq!(house.sql_i64(TRIES).await - before, 1, "{code}");
    }
    assert_eq!(house.sql_i64(NOTED).await, 1);
    house.close().await;
}

/// How many verbs have the first of their two rows.
static HOLDING: AtomicUsize = AtomicUsize::new(0);

/// Takes one row, waits until the other verb has the other one, and wants that as well.
fn crosswise(act: &mut Act<'_, FillCart>, (one, other): &(i64, i64)) -> Answer<Recorded<()>> {
    let recorded = act.record("test.noted", None, json!({"one": one}), ())?;
    let take = |id: &i64| format!("SELECT nextval('trial_tries'); UPDATE trial_row SET n = n + 1 WHERE id = {id}");
    act.tx().link().batch_execute(&take(one))?;
    HOLDING.fetch_add(1, Ordering::AcqRel);
    let begun = Instant::now();
    while HOLDING.load(Ordering::Acquire) < 2 && begun.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(5));
    }
    act.tx().link().batch_execute(&take(other))?;
    Ok(recorded)
}

#[actix_web::test]
async fn two_who_wait_for_each_other_both_succeed_once() {
    let house = counting().await;
    let may = house.gate.system::<FillCart>("tests");
    let (one, other) = join(may.write((1, 2), crosswise), may.write((2, 1), crosswise)).await;
    one.expect("one succeeds");
    other.expect("so does the other");
    assert_eq!(house.sql_i64(NOTED).await, 2, "each is recorded once");
    assert_eq!(
        house.sql_i64("SELECT sum(CASE WHEN n = 2 THEN 1 ELSE 0 END) FROM trial_row").await,
        2,
        "each row was changed by both"
    );
    assert!(house.sql_i64(TRIES).await > 4, "they have not met: nobody began again");
    house.close().await;
}

#[actix_web::test]
async fn whoever_waits_in_vain_for_what_another_holds_is_told_busy() {
    let house = counting().await;
    let mut holder = PgConnection::establish(&house.database_url()).expect("the database answers");
    holder.batch_execute("BEGIN; UPDATE trial_row SET n = 9 WHERE id = 1").expect("the row is held");
    let may = house.gate.system::<FillCart>("tests");
    let sql = "SELECT nextval('trial_tries'); UPDATE trial_row SET n = n + 1 WHERE id = 1";
    let told = may.write(sql.to_owned(), note_and_say).await.expect_err("another holds it");
    assert_eq!(told.code(), "busy", "{told:?}");
    holder.batch_execute("ROLLBACK").expect("the hold ends");
    may.write(sql.to_owned(), note_and_say).await.expect("now it is free");
    assert_eq!((house.sql_i64(NOTED).await, house.sql_i64("SELECT n FROM trial_row WHERE id = 1").await), (1, 1));
    house.close().await;
}
