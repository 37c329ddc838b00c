//! Figures that contradict each other, as nobody but somebody beside the program could make them: it stops, writes nothing, says so once
//! in its log, and goes on as soon as they are right again.

use reqwest::Method;
use serde_json::json;

use crate::kit::Engine;
use crate::kit::client::{Told, read};
use crate::load::{Load, Placed, hundredths, text};
use crate::measure::figure;
use crate::on_each;
use crate::world::World;

/// What is promised of drills in Moscow, less a thousandth of a piece for each step.
fn promise_less(world: &World, steps: i64) {
    world.place.change(&format!(
        "UPDATE stock SET reserved = reserved - {steps} WHERE product_id = (SELECT id FROM product WHERE sku = 'DR-1') \
         AND warehouse_id = (SELECT id FROM warehouse WHERE code = 'MSK')"
    ));
}

async fn ship(world: &World, number: &str) -> Told {
    let request = world.warehouse.request(Method::POST, &format!("/api/v1/orders/{number}/shipments"));
    read(request.header("idempotency-key", "breach").json(&json!({"warehouse": "MSK"})).send().await.expect("an answer")).await
}

/// What the log of the program has of errors.
fn alarms(world: &World) -> Vec<String> {
    world.program.said().lines().filter(|line| line.contains("\"level\":\"ERROR\"")).map(str::to_owned).collect()
}

on_each! {
    async fn a_breach_stops_the_act_and_is_told_once_in_the_log(engine: Engine) {
        let world = World::begin(engine).await;
        let load = Load::of(0);
        let body = json!({"lines": [{"sku": "DR-1", "quantity": "5"}]});
        let told = load.insist(&world.buyers[0], "/api/v1/orders", "load-0", &body).await;
        let number = text(&told["number"]);
        let placed = Placed { buyer: 0, key: "load-0".into(), body, number: number.clone(), total: hundredths(&told["total"]) };
        load.placed.borrow_mut().push(placed);
        assert_eq!(alarms(&world), Vec::<String>::new());
        promise_less(&world, 1_000);
        let told = ship(&world, &number).await.expect(500);
        assert_eq!(told.problem().0, "failed");
        let alarms_told = alarms(&world);
        assert!(matches!(alarms_told.as_slice(), [one] if one.contains("a breach")), "{alarms_told:?}");
        let left = "SELECT (SELECT count(*) FROM shipment) + (SELECT count(*) FROM movement WHERE kind = 'shipment')";
        assert_eq!(world.place.number(left), 0, "something has left");
        // Others are served as before, and with the right figure so is this one.
        world.manager.look("/api/v1/orders").await.expect(200);
        promise_less(&world, -1_000);
        let told = ship(&world, &number).await.expect(201).json();
        load.shipped.borrow_mut().push(text(&told["number"]));
        assert_eq!(alarms(&world).len(), 1, "the alarm is told once");
        figure(engine, "a breach of stock", "500, nothing written, one error in the log; put right, the same request succeeds");
        world.prove(&load).await;
    }
}
