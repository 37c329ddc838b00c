//! The line to PostgreSQL is cut at the statements of a verb, one after the other, whatever they read, lock or write, and at its commit.
//! Cut as often as it is tried, everything is as it was; cut once, with the answer on its way, the same key has one outcome.

use chrono_tz::Europe::Moscow;
use reqwest::{Method, Url};
use serde_json::{Value, json};

use crate::House;
use crate::busy::is_busy;
use crate::kit::Engine;
use crate::kit::client::{Client, Told, read};
use crate::kit::trade::{self, ACCOUNTANT, MANAGER, SEVER, WAREHOUSE};
use crate::load::text;
use crate::measure::{STATEMENTS_APART, count, figure};
use crate::scissors::{Cut, Scissors, Spot};
use crate::snapshot::Watcher;
use crate::world::{NO_LIMIT, PLENTY};

/// More statements than any of these verbs makes.
const AT_MOST: usize = 1_000;

/// What is done.
#[derive(Debug, Clone, Copy)]
enum Verb {
    Order,
    Shipment,
    Payment,
    Block,
}

impl Verb {
    /// Where there is one row more when it is done, and of which kind of record.
    fn outcome(self) -> (&'static str, &'static str) {
        match self {
            Verb::Order => ("sales_order", "order.placed"),
            Verb::Shipment => ("shipment", "order.shipped"),
            Verb::Payment => ("payment", "payment.booked"),
            Verb::Block => ("shipment_block", "block.began"),
        }
    }
}

/// One request for it.
struct Wish {
    who: Client,
    path: String,
    key: String,
    body: Value,
}

impl Wish {
    async fn ask(&self) -> Told {
        let request = self.who.request(Method::POST, &self.path).header("idempotency-key", &self.key);
        read(request.json(&self.body).send().await.expect("an answer")).await
    }
}

/// A house whose way to its server leads past the scissors, and the people in it.
struct Office {
    house: House,
    scissors: Scissors,
    watcher: Watcher,
    sever: Client,
    warehouse: Client,
    accountant: Client,
    manager: Client,
    /// At how many statements the line was cut.
    cuts: usize,
}

impl Office {
    async fn open() -> Self {
        let mut place = House::with_trade(Engine::Postgres).await.move_out().await;
        let mut way = Url::parse(place.cluster()).expect("an address");
        let server = (way.host_str().expect("a host").to_owned(), way.port().unwrap_or(5432));
        let scissors = Scissors::before(server);
        way.set_host(Some("127.0.0.1")).expect("a host");
        way.set_port(Some(scissors.port)).expect("a port");
        place.follow_to(way.as_str());
        let house = House::empty_at(place).await;
        let administrator = house.administrator().await;
        trade::import(&administrator, "stock", PLENTY).await;
        trade::import(&administrator, "contracts", NO_LIMIT).await;
        house.rest().await;
        while house.gate.sequence().await.expect("records get their places") > 0 {}
        let watcher = Watcher::of(&house.database_url());
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let (accountant, manager) = (house.api(ACCOUNTANT).await, house.api(MANAGER).await);
        Self { house, scissors, watcher, sever, warehouse, accountant, manager, cuts: 0 }
    }

    /// A request that was never made before.
    async fn wish(&self, verb: Verb, spot: Spot) -> Wish {
        let key = format!("cut-{verb:?}-{spot:?}");
        let lines = json!({"lines": [{"sku": "DR-1", "quantity": "1"}, {"sku": "GL-5", "quantity": "5"}]});
        match verb {
            Verb::Order => Wish { who: self.sever.clone(), path: "/api/v1/orders".into(), key, body: lines },
            Verb::Shipment => {
                let order = self.sever.order(&format!("for-{key}"), lines).await.expect(201).json();
                let path = format!("/api/v1/orders/{}/shipments", text(&order["number"]));
                Wish { who: self.warehouse.clone(), path, key, body: json!({"warehouse": "MSK"}) }
            }
            Verb::Payment => {
                let today = self.house.now().day_in(Moscow).to_string();
                let body =
                    json!({"contract": "A-1", "amount": "100", "currency": "RUB", "paid_on": today, "reference": key.clone()});
                Wish { who: self.accountant.clone(), path: "/api/v1/payments".into(), key, body }
            }
            Verb::Block => {
                let (path, body) = ("/api/v1/contracts/A-1/blocks".into(), json!({"reason": key}));
                Wish { who: self.manager.clone(), path, key, body }
            }
        }
    }

    /// Rows and records of what a verb does.
    async fn outcomes(&self, verb: Verb) -> (i64, i64) {
        let (table, kind) = verb.outcome();
        let rows = self.house.sql_i64(&format!("SELECT count(*) FROM {table}")).await;
        (rows, self.house.sql_i64(&format!("SELECT count(*) FROM journal WHERE kind = '{kind}'")).await)
    }

    /// Cuts the line there as often as the verb is tried, and then once under the same request. False where the verb ends before.
    async fn cut_at(&mut self, verb: Verb, spot: Spot) -> bool {
        let wish = self.wish(verb, spot).await;
        let (before, (rows, records)) = (self.watcher.look(), self.outcomes(verb).await);
        self.scissors.set(Cut::Before(spot));
        let told = wish.ask().await;
        self.scissors.set(Cut::None);
        if told.status.is_success() {
            return false;
        }
        is_busy(&told);
        self.watcher.same(&before, &format!("{verb:?} with the line cut at {spot:?}"));
        self.lose_an_answer(verb, spot, &wish).await;
        assert_eq!(self.outcomes(verb).await, (rows + 1, records + 1), "{verb:?} with an answer lost at {spot:?}");
        self.cuts += 1;
        true
    }

    /// The program tries again by itself, but for a commit: of that whoever asked learns under the same key.
    async fn lose_an_answer(&self, verb: Verb, spot: Spot, wish: &Wish) {
        self.scissors.set(Cut::AnswerTo(spot));
        let first = wish.ask().await;
        assert_eq!(self.scissors.cut(), Cut::None, "{verb:?} has lost no answer at {spot:?}");
        if !first.status.is_success() {
            is_busy(&first);
        }
        assert!(spot != Spot::Commit || !first.status.is_success(), "{verb:?}: nobody knows of its commit");
        let again = wish.ask().await;
        assert!(again.status.is_success(), "{verb:?} asked once more: {}", again.text);
        if first.status.is_success() {
            let named = |told: &Told| (told.json()["number"].clone(), told.json()["id"].clone());
            assert_eq!(named(&again), named(&first), "{verb:?} with an answer lost at {spot:?}");
        }
    }

    /// Cuts the line at the statements of a verb, as many as are asked for, and at its commit.
    async fn cut_all(&mut self, verb: Verb, first: usize) {
        let mut has_more = true;
        for n in (first..AT_MOST).step_by(count(STATEMENTS_APART)) {
            has_more = self.cut_at(verb, Spot::Statement(n)).await;
            if !has_more {
                break;
            }
        }
        assert!(!has_more, "{verb:?}: more than {AT_MOST} statements");
        assert!(self.cut_at(verb, Spot::Commit).await, "{verb:?} is not committed");
    }
}

#[actix_web::test]
async fn a_line_cut_at_any_statement_leaves_everything_as_it_was_and_the_same_key_has_one_outcome() {
    let mut office = Office::open().await;
    // The sample begins with another statement of each.
    for (verb, first) in [(Verb::Order, 3), (Verb::Shipment, 7), (Verb::Payment, 5), (Verb::Block, 9)] {
        let before = office.cuts;
        office.cut_all(verb, first.min(count(STATEMENTS_APART))).await;
        assert!(office.cuts > before + 1, "{verb:?}: cut at its commit alone");
    }
    let told = format!("{} statements of 4 verbs, each cut before it and behind it; 0 differences, one outcome", office.cuts);
    figure(Engine::Postgres, "the line to the server cut at every statement", &told);
    office.house.close().await;
}
