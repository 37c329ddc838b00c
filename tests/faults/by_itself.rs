//! What the house does by itself (turns, standing orders, places, blocks, reminders, rules, seals, jobs) with a fault after every row that it
//! writes and at its commit: what is one transaction leaves everything as it was, and what is several goes on where it ended.

use chrono_tz::Europe::Moscow;
use orderly::access::once;
use orderly::app;
use orderly::platform::error::Answer;
use reqwest::Method;
use serde_json::json;

use crate::House;
use crate::checker::told_by;
use crate::kit::Engine;
use crate::kit::client::{Client, read};
use crate::kit::trade::{self, ACCOUNTANT, ALFA_ADMIN, SEVER, WAREHOUSE};
use crate::load::text;
use crate::measure::figure;
use crate::on_each;
use crate::trial::{AT_MOST, Trial};

const DAY: i64 = 24 * 3_600;

/// What the house does in one transaction.
#[derive(Debug, Clone, Copy)]
enum Tending {
    /// Notices and orders of standing orders.
    StandingOrders,
    /// Blocks by the passing of days.
    Blocks,
    /// Reminders of debts.
    Reminders,
    /// Tasks by rules.
    Rules,
    /// Places of records.
    Places,
    /// Answers that are kept for a while and may be given anew.
    OldAnswers,
}

impl Tending {
    /// Does it; answers how much there was to do.
    async fn of(self, house: &House) -> Answer<usize> {
        match self {
            Tending::StandingOrders => app::place_standing_orders(&house.gate).await,
            Tending::Blocks => app::evaluate(&house.gate).await,
            Tending::Reminders => app::remind(&house.gate).await,
            Tending::Rules => app::watch_over(&house.gate).await,
            Tending::Places => house.gate.sequence().await,
            Tending::OldAnswers => once::forget_old(&house.gate).await,
        }
    }
}

/// Does it until it succeeds, with a fault one row later each time; then there is nothing left to do.
async fn endure(trial: &mut Trial, what: Tending) {
    let before = trial.watcher.look();
    for n in std::iter::once(-1).chain(1..AT_MOST) {
        trial.arm(n);
        let told = what.of(&trial.house).await;
        trial.arm(0);
        let Ok(done) = told else {
            trial.watcher.same(&before, &format!("{what:?} with a fault at {n}"));
            continue;
        };
        assert!(n > 1 && done > 0, "{what:?} succeeds with a fault at {n}, and there were {done} to do");
        trial.deeds += 1;
        trial.rows += n - 1;
        let after = trial.watcher.look();
        let again = what.of(&trial.house).await.unwrap_or_else(|no| panic!("{what:?} once more: {no}"));
        assert_eq!(again, 0, "{what:?} is done twice");
        trial.watcher.same(&after, &format!("{what:?} once more"));
        return;
    }
    panic!("{what:?}: more than {AT_MOST} rows");
}

/// A turn that is not taken whole is free, and one whose work breaks off is taken until its time is over.
async fn break_turns(trial: &mut Trial) {
    let before = trial.watcher.look();
    for n in [-1, 1, 2] {
        trial.arm(n);
        let told = app::follow_debts(&trial.house.gate).await;
        trial.arm(0);
        assert!(told.is_err(), "a turn is taken with a fault at {n}");
        trial.watcher.same(&before, &format!("a turn with a fault at {n}"));
    }
    trial.arm(3);
    let told = app::follow_debts(&trial.house.gate).await;
    trial.arm(0);
    assert!(told.is_err(), "there was nothing to do in the turn");
    let taken = trial.watcher.look();
    assert_ne!(taken.get("turn"), before.get("turn"), "the turn is taken");
    app::follow_debts(&trial.house.gate).await.expect("somebody else has the turn");
    trial.watcher.same(&taken, "while somebody has the turn");
    trial.house.pass_seconds(60);
}

/// A node that cannot say that it lives says so, and nothing else happens.
async fn fall_silent(trial: &mut Trial) {
    let before = trial.watcher.look();
    for n in [-1, 1] {
        trial.arm(n);
        let told = trial.house.gate.say_alive().await;
        trial.arm(0);
        assert!(told.is_err(), "a node says that it lives with a fault at {n}");
        trial.watcher.same(&before, &format!("a node's sign of life with a fault at {n}"));
    }
    trial.house.gate.say_alive().await.expect("it lives");
}

/// A debt that was due yesterday, a full cart, and a standing order for in four days; answers its way.
async fn made_ready(house: &House, sever: &Client) -> String {
    let day = |days: i64| house.now().plus_seconds(days * DAY).day_in(Moscow);
    let owed = format!("contract,amount,as_of\nA-1,5000,{}\n", day(-31));
    trade::import(&house.administrator().await, "opening-balances", &owed).await;
    sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "40"})).await.expect(200);
    let on = day(4).format("%a").to_string().to_lowercase();
    let wanted = json!({"name": "Weekly", "text": "DR-1 2\nGL-5 5", "schedule": {"repeats": "weekly", "days": [on]}});
    let made = sever.send("/api/v1/standing-orders", wanted).await.expect(201).json();
    assert_eq!(made["standing"]["next_on"], json!(day(4).to_string()));
    format!("/api/v1/standing-orders/{}", text(&made["standing"]["id"]))
}

/// A line put into the cart, whose answer is kept for thirty days.
async fn quick_order(sever: &Client, key: &str) {
    let request = sever.request(Method::POST, "/api/v1/quick-order/cart").header("idempotency-key", key);
    read(request.json(&json!({"text": "DR-1 1"})).send().await.expect("an answer")).await.expect(200);
}

/// One piece more of what is sold out, to come later.
async fn order_later(sever: &Client, key: &str) {
    let body = json!({"lines": [{"sku": "DR-2", "quantity": "1"}], "shortage": "backorder"});
    sever.order(key, body).await.expect(201);
}

on_each! {
    async fn what_the_calendar_asks_for_is_done_whole_or_not_at_all(engine: Engine) {
        let house = House::with_trade(engine).await;
        let standing = made_ready(&house, &house.api(SEVER).await).await;
        let mut trial = Trial::begin_in(house, engine).await;
        endure(&mut trial, Tending::Reminders).await;
        trial.house.pass_seconds(3_600);
        endure(&mut trial, Tending::Rules).await;
        trial.house.pass_seconds(2 * DAY);
        endure(&mut trial, Tending::StandingOrders).await;
        assert_eq!(trial.house.sql_i64("SELECT count(*) FROM sales_order").await, 0, "it is the notice");
        trial.house.pass_seconds(2 * DAY);
        fall_silent(&mut trial).await;
        break_turns(&mut trial).await;
        endure(&mut trial, Tending::Blocks).await;
        endure(&mut trial, Tending::StandingOrders).await;
        let told = trial.house.api(SEVER).await.look(&standing).await.expect(200).json();
        assert_eq!((&told["runs"][0]["outcome"], trial.house.sql_i64("SELECT count(*) FROM sales_order").await), (&json!("placed"), 1));
        endure(&mut trial, Tending::Places).await;
        for n in 0..2 {
            quick_order(&trial.house.api(SEVER).await, &format!("quick-{n}")).await;
        }
        // Whoever may not order any more has his standing order paused at its next notice.
        let head = trial.house.api(ALFA_ADMIN).await;
        head.set(&format!("/api/v1/company/people/{SEVER}/block"), json!({"blocked": true})).await.expect(204);
        trial.house.pass_seconds(5 * DAY);
        endure(&mut trial, Tending::StandingOrders).await;
        assert_eq!(trial.house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'standing.paused'").await, 1);
        trial.house.pass_seconds(31 * DAY);
        endure(&mut trial, Tending::OldAnswers).await;
        assert_eq!(trial.house.sql_i64("SELECT count(*) FROM idempotency").await, 0);
        let told = format!("{} deeds of the house itself, {} rows; 0 differences", trial.deeds, trial.rows);
        figure(engine, "a fault after every row that the house writes by itself", &told);
        trial.house.close().await;
    }

    async fn a_seal_that_breaks_off_anywhere_is_finished_by_the_next_round(engine: Engine) {
        let house = House::with_trade(engine).await;
        let sever = house.api(SEVER).await;
        house.seal().await;
        let trial = Trial::begin_in(house, engine).await;
        let house = &trial.house;
        let unsealed = "SELECT (SELECT max(n) FROM place) - (SELECT max(size) FROM checkpoint)";
        let mut broken = 0;
        for n in std::iter::once(-1).chain(1..AT_MOST) {
            sever.order(&format!("seal-{n}"), json!({"lines": [{"sku": "DR-1", "quantity": "1"}]})).await.expect(201);
            while house.gate.sequence().await.expect("records get their places") > 0 {}
            let waiting = house.sql_i64(unsealed).await;
            assert!(waiting > 0, "there is nothing to seal");
            trial.arm(n);
            let told = orderly::records::seal(&house.gate).await;
            trial.arm(0);
            if told.is_ok() {
                assert_eq!(house.sql_i64(unsealed).await, 0);
                break;
            }
            broken += 1;
            assert_eq!(house.sql_i64(unsealed).await, waiting, "with a fault at {n} a part is sealed");
            orderly::records::seal(&house.gate).await.unwrap_or_else(|no| panic!("after a fault at {n}: {no}"));
            assert_eq!(house.sql_i64(unsealed).await, 0, "after a fault at {n} something stays unsealed");
        }
        // A checkpoint and what is noted of the order, at least.
        assert!(broken > 2 && broken < AT_MOST, "broken off at {broken} rows");
        let (url, folder) = (house.database_url(), house.folder().display().to_string());
        let (exit, told) = told_by(&["verify", "--database-url", &url, "--data-dir", &folder]);
        // The triggers of the trial stand there, and that is all there is to say.
        assert!(exit == Some(1) && told.contains("no record is contradicted"), "{told}");
        figure(engine, "a fault after every row of a seal and at its commit", &format!("{broken} seals broken off, each finished, the log verifies"));
        trial.house.close().await;
    }

    async fn a_job_that_breaks_off_anywhere_is_done_later_and_once(engine: Engine) {
        let house = House::with_trade(engine).await;
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let room = json!({"limit": "9000000", "reason": "Испытание"});
        house.api(ACCOUNTANT).await.set("/api/v1/contracts/A-1/limit", room).await.expect(204);
        let trial = Trial::begin_in(house, engine).await;
        let house = &trial.house;
        sever.order("sold-out", json!({"lines": [{"sku": "DR-2", "quantity": "10"}]})).await.expect(201);
        house.work().await;
        let (mut there, mut broken) = (10, 0);
        for n in std::iter::once(-1).chain(1..AT_MOST) {
            there += 1;
            order_later(&sever, &format!("later-{n}")).await;
            let arrived = json!({"warehouse": "MSK", "on_hand": there.to_string()});
            warehouse.set("/api/v1/stock/DR-2", arrived).await.expect(200);
            let sent = letters(house);
            trial.arm(n);
            let mut told = house.attempt_work().await;
            while matches!(told, Ok(done) if done > 0) {
                told = house.attempt_work().await;
            }
            trial.arm(0);
            let left = house.sql_i64("SELECT count(*) FROM job WHERE state <> 'done'").await;
            let is_whole = told.is_ok() && left == 0;
            // Whoever had it in hand is no more: its term runs out, and then it is anybody's.
            house.pass_seconds(200);
            house.work().await;
            assert_eq!(house.sql_i64("SELECT count(*) FROM job WHERE state <> 'done'").await, 0, "with a fault at {n} a job is left over");
            let reserved = "SELECT reserved FROM stock s JOIN product p ON p.id = s.product_id JOIN warehouse w ON w.id = s.warehouse_id \
                WHERE p.sku = 'DR-2' AND w.code = 'MSK'";
            assert_eq!(house.sql_i64(reserved).await, there * 1_000, "with a fault at {n} what arrived is not reserved once");
            assert!(letters(house) > sent, "with a fault at {n} no letter left");
            if is_whole {
                break;
            }
            broken += 1;
        }
        assert!(broken > 5 && broken < AT_MOST, "broken off at {broken} rows");
        figure(engine, "a fault after every row of the jobs and at their commit", &format!("{broken} times broken off, each done once"));
        trial.house.close().await;
    }
}

/// How many letters have left.
fn letters(house: &House) -> usize {
    let files = std::fs::read_dir(&house.outbox).map(|files| files.flatten().count());
    files.unwrap_or_default()
}
