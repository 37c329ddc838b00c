//! The machine's clock jumps under the program as a process of its own, forward and back and across restarts: ids and records keep
//! their order, everything is sealed, and nobody is accused of what a wrong clock did. Where it is behind, nobody is locked out for good
//! and nothing is done twice.

use std::time::Duration;

use actix_web::rt::time::sleep;
use serde_json::json;

use crate::House;
use crate::checker;
use crate::kit::Engine;
use crate::kit::client::Client;
use crate::kit::engine::Place;
use crate::kit::trade::SEVER;
use crate::load::{Load, Placed, hundredths, text};
use crate::measure::figure;
use crate::on_each;
use crate::program::Program;
use crate::shim::Shim;
use crate::world::{self, World, at_door};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// How far ahead the clock is, one after the other, and whether the program is started anew then. No session begins later than the
/// clock says.
const AHEAD: &[(i64, bool)] = &[
    (1, false),
    (HOUR, false),
    (2, false),
    (3 * DAY, false),
    (HOUR, true),
    (20 * DAY, true),
    (DAY, false),
    (3, true),
    (12 * HOUR, false),
    (0, true),
];

/// How far behind the clock is, one after the other, and whether the program is started anew then; it ends right.
const BEHIND: &[(i64, bool)] = &[(2 * HOUR, false), (3 * DAY, true), (DAY, false), (20 * DAY, true), (0, true)];

/// A trade in which a buyer has begun a session by each of the clocks, and a program of the partner's has a key.
struct Behind {
    place: Place,
    program: Program,
    shim: Shim,
    /// The buyer, in the order of the clocks.
    buyers: Vec<Client>,
    machine: Client,
}

impl Behind {
    async fn begin(engine: Engine) -> Self {
        let house = House::with_trade_at(world::place(engine)).await;
        let asked = json!({"name": "scale", "scopes": ["orders.read"], "partner": "ALFA"});
        let key = text(&house.administrator().await.send("/api/v1/keys", asked).await.expect(201).json()["token"]);
        let mut buyers = Vec::new();
        for (behind, _) in BEHIND {
            house.pass_seconds(-behind);
            buyers.push(house.api(SEVER).await);
            house.pass_seconds(*behind);
        }
        let place = house.move_out().await;
        let shim = Shim::within(place.folder());
        let program = Program::start_with(&place.url(), place.folder(), 8, shim.settings()).await;
        let buyers = buyers.into_iter().map(|client| at_door(client, &program.url)).collect();
        let machine = at_door(Client::bearer(&program.url, key), &program.url);
        Self { place, program, shim, buyers, machine }
    }

    /// The number of an order that is asked for under a key, twice.
    async fn ordered(&self, buyer: &Client, key: &str) -> String {
        let body = json!({"lines": [{"sku": "DR-1", "quantity": "1"}]});
        let told = buyer.order(key, body.clone()).await.expect(201).json();
        assert_eq!(buyer.order(key, body).await.expect(201).json()["number"], told["number"]);
        text(&told["number"])
    }
}

/// Waits until every record has its place and is sealed, and no job is under way.
async fn at_rest(place: &Place) {
    let open = "SELECT (SELECT count(*) FROM unplaced) + (SELECT max(n) FROM place) - (SELECT max(size) FROM checkpoint) \
        + (SELECT count(*) FROM job WHERE state = 'waiting')";
    for _ in 0..600 {
        if place.number(open) == 0 {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("records and jobs wait for half a minute");
}

on_each! {
    async fn a_machine_whose_clock_jumps_keeps_ids_and_records_in_order_and_accuses_nobody(engine: Engine) {
        let mut world = World::begin(engine).await;
        world.program.kill();
        let shim = Shim::within(world.place.folder());
        world.program = Program::start_with(&world.place.url(), world.place.folder(), 8, shim.settings()).await;
        let url = world.program.url.clone();
        for client in world.buyers.iter_mut().chain([&mut world.warehouse]) {
            client.url.clone_from(&url);
        }
        // Nobody's session ends for having been idle, as it would in the days that are jumped over.
        world.place.change(&format!("UPDATE session SET seen_at = seen_at + {}", 20 * DAY * 1_000_000));
        let load = Load::of(0);
        for (step, (ahead, begins_anew)) in AHEAD.iter().enumerate() {
            shim.set_clock(*ahead);
            if *begins_anew {
                world.program.kill();
                world.program.start_again().await;
            }
            let youngest = world.place.number("SELECT max(id) FROM journal");
            for n in step * 4..step * 4 + 4 {
                let (buyer, key) = (n % world.buyers.len(), format!("load-{n}"));
                let body = json!({"lines": [{"sku": "DR-1", "quantity": "1"}]});
                let told = load.insist(&world.buyers[buyer], "/api/v1/orders", &key, &body).await;
                load.placed.borrow_mut().push(Placed { buyer, key, body, number: text(&told["number"]), total: hundredths(&told["total"]) });
            }
            let younger = format!("SELECT count(*) FROM journal WHERE kind = 'order.placed' AND id > {youngest}");
            assert_eq!(world.place.number(&younger), 4, "after {ahead} seconds records do not follow one another");
            // The first of the four is of a contract with credit.
            let number = load.placed.borrow()[step * 4].number.clone();
            let path = format!("/api/v1/orders/{number}/shipments");
            let told = load.insist(&world.warehouse, &path, &format!("ship-{step}"), &json!({"warehouse": "MSK"})).await;
            load.shipped.borrow_mut().push(text(&told["number"]));
            at_rest(&world.place).await;
            checker::verified(&world.place).await;
        }
        let farthest = AHEAD.iter().map(|(ahead, _)| ahead / DAY).max().unwrap_or_default();
        let told = format!("{} jumps up to {farthest} days ahead and back, {} orders, every one sealed and verified", AHEAD.len(), load.count());
        figure(engine, "the machine's clock jumps", &told);
        world.prove(&load).await;
    }

    async fn a_machine_whose_clock_is_behind_the_database_locks_nobody_out_and_does_nothing_twice(engine: Engine) {
        let mut trial = Behind::begin(engine).await;
        let right = trial.buyers.last().expect("a buyer").clone();
        let first = trial.ordered(&right, "behind-first").await;
        at_rest(&trial.place).await;
        for (step, (behind, begins_anew)) in BEHIND.iter().enumerate() {
            trial.shim.set_clock(-behind);
            if *begins_anew {
                trial.program.kill();
                trial.program.start_again().await;
            }
            let youngest = trial.place.number("SELECT max(id) FROM journal");
            let buyer = &trial.buyers[step];
            let number = trial.ordered(buyer, &format!("behind-{step}")).await;
            let younger = format!("SELECT count(*) FROM journal WHERE kind = 'order.placed' AND id > {youngest}");
            assert_eq!(trial.place.number(&younger), 1, "{behind} seconds behind a record stands before older ones");
            assert_eq!(trial.ordered(buyer, "behind-first").await, first, "a key of {behind} seconds later is forgotten");
            let seen = trial.machine.look("/api/v1/orders").await.expect(200).json();
            let is_seen = |number: &str| seen["items"].as_array().is_some_and(|all| all.iter().any(|order| order["number"] == number));
            assert!(is_seen(&first) && is_seen(&number), "a program's key sees both: {seen}");
            // Who signed in by the right clock has not begun yet, and is let in when the clock says so.
            right.look("/api/v1/me").await.expect(if *behind == 0 { 200 } else { 401 });
            at_rest(&trial.place).await;
            checker::verified(&trial.place).await;
        }
        let count = i64::try_from(BEHIND.len()).expect("a count") + 1;
        assert_eq!(trial.place.number("SELECT count(*) FROM sales_order"), count, "orders that nobody asked for");
        let farthest = BEHIND.iter().map(|(behind, _)| behind / DAY).max().unwrap_or_default();
        figure(engine, "the machine's clock is behind", &format!("{} clocks up to {farthest} days behind, {count} orders, each once", BEHIND.len()));
        trial.program.kill();
        checker::whole(&trial.place);
        checker::log(&trial.place).await;
        checker::checked(&trial.place);
    }
}
