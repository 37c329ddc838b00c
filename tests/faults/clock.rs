//! The clock of business jumps, forward and back: orders keep their numbers apart, records their places, and stock and money stay whole.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use orderly::platform::db::{Database, Durability, Opening};
use orderly::platform::queue::Job;
use orderly::platform::values::{Clock, Moment};
use orderly::platform::{queue, turn};
use reqwest::Method;
use serde_json::json;

use crate::House;
use crate::kit::Engine;
use crate::kit::client::read;
use crate::kit::engine::Place;
use crate::kit::trade::{ACCOUNTANT, SEVER, WAREHOUSE};
use crate::load::text;
use crate::measure::figure;
use crate::on_each;

const DAY: i64 = 24 * 3600;
/// How far it jumps, one after the other; it ends where it began.
const JUMPS: &[i64] = &[-1, 1, -3600, 3600, -DAY, DAY, 40 * DAY, -40 * DAY, -400 * DAY, 400 * DAY, 5 * 365 * DAY, -5 * 365 * DAY];

on_each! {
    async fn a_clock_that_jumps_confuses_neither_numbers_nor_records(engine: Engine) {
        let house = House::with_trade(engine).await;
        let (mut numbers, mut invoices, mut asked) = (BTreeSet::new(), Vec::new(), 0usize);
        for (n, jump) in JUMPS.iter().enumerate() {
            house.pass_seconds(*jump);
            // Whoever was signed in may have been so too long, or not yet.
            let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
            let accountant = house.api(ACCOUNTANT).await;
            let last = house.sql_i64("SELECT max(id) FROM journal").await;
            for k in 0..4 {
                let key = format!("jump-{n}-{k}");
                let body = json!({"lines": [{"sku": "DR-1", "quantity": "1"}]});
                let told = sever.order(&key, body.clone()).await.expect(201).json();
                assert_eq!(sever.order(&key, body).await.expect(201).json()["number"], told["number"]);
                numbers.insert(text(&told["number"]));
                asked += 1;
            }
            let younger = house.sql_i64(&format!("SELECT count(*) FROM journal WHERE kind = 'order.placed' AND id > {last}")).await;
            assert_eq!(younger, 4, "records do not follow one another");
            let number = numbers.last().expect("an order");
            let shipped = json!({"warehouse": "MSK"});
            let told = warehouse.request(Method::POST, &format!("/api/v1/orders/{number}/shipments"));
            let told = told.header("idempotency-key", format!("jump-ship-{n}")).json(&shipped).send().await.expect("an answer");
            let told = read(told).await;
            // After forty days what was shipped before is overdue, and nothing more leaves.
            if told.status.as_u16() == 409 {
                assert_eq!(told.problem().0, "shipment_blocked", "{}", told.text);
            } else {
                invoices.push(text(&told.expect(201).json()["invoice"]));
            }
            accountant.look("/api/v1/contracts/A-1/standing").await.expect(200);
            warehouse.look("/api/v1/orders").await.expect(200);
            while house.gate.sequence().await.expect("records get their places") > 0 {}
        }
        assert_eq!(numbers.len(), asked, "two orders under one number");
        let invoices: Vec<i64> = invoices.iter().map(|number| number.parse().expect("a number")).collect();
        assert!(invoices.len() > 6, "hardly anything left: {invoices:?}");
        assert!(invoices.windows(2).all(|pair| pair[1] == pair[0] + 1), "gaps between invoices: {invoices:?}");
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, i64::try_from(asked).expect("a count"));
        figure(engine, "clock jumps", &format!("{} jumps up to five years, {asked} orders, each once", JUMPS.len()));
        // What was to be done at the farthest of these moments is due now.
        house.close().await;
    }

    async fn what_a_wrong_clock_took_or_queued_is_free_when_it_is_right_again(engine: Engine) {
        let place = Place::fresh(engine);
        let clock = Arc::new(AtomicI64::new(Moment::now().micros()));
        let opening = Opening {
            address: place.address(),
            readers_at: None,
            durability: Durability::Trial,
            connections: 2,
            clock: Clock::Set(clock.clone()),
        };
        let db = Database::open(opening).expect("the database opens");
        let jump = |seconds: i64| clock.fetch_add(seconds * 1_000_000, Ordering::AcqRel);
        let turn = || db.write(|tx| turn::take(tx, "trial", 55));
        let jobs = || db.write(|tx| Ok(queue::claim(tx, 20)?.len()));
        let enqueue = || db.write(|tx| queue::enqueue(tx, "trial", &""));
        enqueue().await.expect("a job");
        jump(400 * DAY);
        assert_eq!((turn().await.expect("an answer"), jobs().await.expect("an answer")), (true, 1));
        assert_eq!((turn().await.expect("an answer"), jobs().await.expect("an answer")), (false, 0), "taken for a while");
        jump(-400 * DAY);
        assert_eq!((turn().await.expect("an answer"), jobs().await.expect("an answer")), (true, 1), "nobody's turn comes");
        assert_eq!((turn().await.expect("an answer"), jobs().await.expect("an answer")), (false, 0), "taken for a while");
        jump(400 * DAY);
        let id = enqueue().await.expect("a job");
        jump(-400 * DAY);
        assert_eq!(jobs().await.expect("an answer"), 1, "what was queued waits for the wrong clock");
        assert_eq!(jobs().await.expect("an answer"), 0, "taken for a while");
        // The pause before the last try is the longest, and no wrong clock's.
        let failed = Job { id, kind: "trial".into(), payload: String::new(), attempts: 8 };
        db.write(move |tx| queue::postpone(tx, &failed, "not yet")).await.expect("it is put back");
        assert_eq!(jobs().await.expect("an answer"), 0, "it is tried without a pause");
        jump(DAY);
        assert_eq!(jobs().await.expect("an answer"), 2, "a job is not tried again");
    }
}
