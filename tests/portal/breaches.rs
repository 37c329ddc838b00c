//! What the database refuses by itself, and what others only hold up: the first is a failure at once and is never tried again, the second
//! is tried again until it succeeds or the time is over. Figures that contradict each other stop an act: nothing is written.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use futures_util::future::{join, join_all};
use orderly::access::permission::marks::FillCart;
use orderly::access::{Act, Recorded};
use orderly::platform::error::{Answer, No};
use serde_json::{Value, json};

use crate::House;
use crate::kit::Engine;
use crate::kit::client::{Client, Told};
use crate::kit::trade::{SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{finish, one, settle, stored};
use crate::shipping::{all_from_moscow, placed, ship};

const NOTED: &str = "SELECT count(*) FROM journal WHERE kind = 'test.noted'";
/// How often something was tried: a sequence counts on although everything else is undone.
const TRIES: &str = "SELECT last_value FROM trial_tries";

/// Notes something, and says something to the database.
fn note_and_say(act: &mut Act<'_, FillCart>, sql: &String) -> Answer<Recorded<()>> {
    let recorded = act.record("test.noted", None, json!({}), ())?;
    act.tx().link().batch_execute(sql)?;
    Ok(recorded)
}

/// What no figure may become, whoever writes it.
const LIES: &[&str] = &[
    "UPDATE stock SET on_hand = -1",
    "UPDATE stock SET on_hand = on_hand - 1000000000",
    "INSERT INTO stock (product_id, warehouse_id, on_hand, reserved, as_of) \
     SELECT p.id, w.id, -1, 0, 0 FROM product p, warehouse w WHERE p.sku = 'NP-1' AND w.code = 'EKB'",
    "UPDATE stock SET reserved = -1",
    "UPDATE reservation SET quantity = -1",
    "UPDATE order_line SET quantity = 0",
    "UPDATE order_line SET shipped = quantity + 1",
    "UPDATE order_line SET shipped = -1",
    "UPDATE order_line SET cancelled = -1",
    "UPDATE order_line SET cancelled = 1 WHERE shipped = quantity",
    "UPDATE sales_order SET total = total + 1",
    "UPDATE sales_order SET net = net + 1",
    "UPDATE open_item SET paid = amount + 1",
    "UPDATE open_item SET paid = -1",
    "UPDATE open_item SET amount = -1",
    "UPDATE price SET unit_price = 0",
    "UPDATE discount SET percent = 10001 WHERE percent IS NOT NULL",
    "UPDATE product SET moq = 0",
    "UPDATE product SET multiple = 0",
];

/// What the database itself says to a statement that it refuses.
fn refused(house: &House, sql: &str) -> String {
    let url = house.database_url();
    let told = match url.strip_prefix("sqlite:") {
        Some(path) => {
            let mut conn = SqliteConnection::establish(path).expect("the file opens");
            conn.batch_execute("PRAGMA busy_timeout = 10000").expect("a patient connection");
            conn.batch_execute(sql)
        }
        None => PgConnection::establish(&url).expect("the database answers").batch_execute(sql),
    };
    told.expect_err(sql).to_string()
}

/// Changes what is promised in Moscow of drills, beside the program.
fn promise(house: &House, reserved: i64) {
    house.change_by_sql(&format!(
        "UPDATE stock SET reserved = {reserved} WHERE product_id = (SELECT id FROM product WHERE sku = 'DR-1') \
         AND warehouse_id = (SELECT id FROM warehouse WHERE code = 'MSK')"
    ));
}

async fn cancel(client: &Client, number: &str) -> Told {
    client.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await
}

/// Books what was counted of drills in Moscow; answers what was told.
async fn count(client: &Client, on_hand: &str, as_of: Option<String>) -> Value {
    let mut body = json!({"warehouse": "MSK", "on_hand": on_hand});
    if let Some(as_of) = as_of {
        body["as_of"] = json!(as_of);
    }
    client.set("/api/v1/stock/DR-1", body).await.expect(200).json()
}

const DRILLS: &str = "SELECT on_hand FROM stock s JOIN product p ON p.id = s.product_id JOIN warehouse w ON w.id = s.warehouse_id \
    WHERE p.sku = 'DR-1' AND w.code = 'MSK'";
const SHORT: &str = "SELECT count(*) FROM journal WHERE kind = 'stock.short'";

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

    async fn no_lie_about_stock_lines_and_money_is_taken_by_the_database(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "left", one("DR-1", "5")).await;
        ship(&warehouse, &number, "s1", all_from_moscow()).await.expect(201);
        placed(&sever, "open", one("GL-5", "10")).await;
        settle(&house).await;
        let before = stored(&house).await;
        for sql in LIES {
            let told = refused(&house, sql);
            assert!(told.to_lowercase().contains("check constraint") || told.contains("less than nothing"), "{sql}: {told}");
        }
        assert_eq!(stored(&house).await, before);
        finish(house).await;
    }

    async fn nothing_leaves_and_nothing_is_given_back_where_less_is_promised_than_orders_say(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "breach", one("DR-1", "5")).await;
        settle(&house).await;
        promise(&house, 4_000);
        let before = stored(&house).await;
        let told = ship(&warehouse, &number, "s1", all_from_moscow()).await.expect(500);
        assert_eq!(told.problem().0, "failed");
        assert!(!told.text.contains("breach"), "a failure tells nothing: {}", told.text);
        assert_eq!(cancel(&sever, &number).await.expect(500).problem().0, "failed");
        assert_eq!(stored(&house).await, before, "something was written");
        assert_eq!(house.sql_i64("SELECT count(*) FROM shipment").await, 0);
        assert_eq!(sever.look(&format!("/api/v1/orders/{number}")).await.expect(200).json()["state"], "confirmed");
        // With the figure put right the same request, under the same key, succeeds.
        promise(&house, 5_000);
        ship(&warehouse, &number, "s1", all_from_moscow()).await.expect(201);
        let other = placed(&sever, "given-up", one("DR-1", "2")).await;
        promise(&house, 0);
        cancel(&sever, &other).await.expect(500);
        promise(&house, 2_000);
        assert!(cancel(&sever, &other).await.status.is_success());
        assert_eq!(house.sql_i64("SELECT sum(reserved) FROM stock").await, 0);
        finish(house).await;
    }

    async fn a_late_figure_of_goods_that_have_left_since_leaves_nothing_there_and_is_told(house: House) {
        let began = house.now();
        house.pass_seconds(7_200);
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "thirty", one("DR-1", "30")).await;
        ship(&warehouse, &number, "s1", all_from_moscow()).await.expect(201);
        assert_eq!((house.sql_i64(DRILLS).await, house.sql_i64(SHORT).await), (70_000, 0));
        // Ten were counted an hour ago, and thirty have left since.
        let late = Some(began.plus_seconds(3_600).to_string());
        assert_eq!(count(&warehouse, "10", late.clone()).await, json!({"outcome": "changed", "is_short": true}));
        assert_eq!((house.sql_i64(DRILLS).await, house.sql_i64(SHORT).await), (0, 1));
        assert_eq!(count(&warehouse, "10", late).await["outcome"], "unchanged");
        assert_eq!((house.sql_i64(DRILLS).await, house.sql_i64(SHORT).await), (0, 1));
        // Forty and thirty have left: ten are there.
        let later = Some(began.plus_seconds(3_700).to_string());
        assert_eq!(count(&warehouse, "40", later).await, json!({"outcome": "changed", "is_short": false}));
        assert_eq!(house.sql_i64(DRILLS).await, 10_000);
        count(&warehouse, "5", None).await;
        assert_eq!(house.sql_i64(DRILLS).await, 5_000);
        finish(house).await;
    }

    async fn goods_that_leave_while_their_shelf_is_counted_empty_never_make_less_than_nothing(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let mut numbers = Vec::new();
        for n in 0..8 {
            numbers.push(placed(&sever, &format!("race-{n}"), one("DR-1", "5")).await);
        }
        let (warehouse, at) = (&warehouse, &house);
        let leaving = join_all(numbers.iter().enumerate().map(|(n, number)| async move {
            at.pass_seconds(1);
            ship(warehouse, number, &format!("s-{n}"), all_from_moscow()).await
        }));
        let counting = join_all((0..8).map(|n| async move {
            at.pass_seconds(1);
            count(warehouse, if n % 2 == 0 { "0" } else { "40" }, None).await
        }));
        let (left, _) = join(leaving, counting).await;
        for told in left {
            assert!(matches!(told.status.as_u16(), 201 | 409), "{} {}", told.status, told.text);
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM stock WHERE on_hand < 0 OR reserved < 0").await, 0);
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
