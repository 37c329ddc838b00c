//! The machine's clock jumps under the program as a process of its own, forward and back and across restarts: ids and records keep
//! their order, everything is sealed, and nobody is accused of what a wrong clock did.

use std::time::Duration;

use actix_web::rt::time::sleep;
use serde_json::json;

use crate::checker;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::load::{Load, Placed, hundredths, text};
use crate::measure::figure;
use crate::on_each;
use crate::program::Program;
use crate::shim::Shim;
use crate::world::World;

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
}
