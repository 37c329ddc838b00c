//! The program is killed at random moments under thirty-two buyers who ask again under the same key.

use std::time::Duration;

use actix_web::rt::time::sleep;
use futures_util::future::{join, join_all};
use serde_json::json;

use crate::kit::Engine;
use crate::kit::client::Client;
use crate::load::{Load, text};
use crate::measure::{Dice, KILLS, ORDERS_UNDER_KILLS, count, figure, quantile};
use crate::on_each;
use crate::world::World;

on_each! {
    async fn nothing_acknowledged_is_lost_or_doubled_when_the_program_is_killed(engine: Engine) {
        let mut world = World::begin(engine).await;
        let (kills, orders) = (count(KILLS), count(ORDERS_UNDER_KILLS));
        let load = Load::of(orders);
        let mut dice = Dice::fresh();
        let mut starts = Vec::new();
        let World { program, buyers, warehouse, .. } = &mut world;
        let killing = async {
            for kill in 0..kills {
                // They are spread over all that is ordered.
                while load.count() < kill * orders / kills {
                    sleep(Duration::from_millis(20)).await;
                }
                sleep(dice.pause(150, 1_500)).await;
                program.kill();
                starts.push(program.start_again().await);
            }
            load.end();
        };
        join(load.run(buyers, warehouse), killing).await;
        one_order_and_the_same_answer(&load, buyers, &mut dice).await;
        let told = format!("{} kills; {}; start to first answer p50 {} ms", starts.len(), load.told(), quantile(&mut starts, 0.5).as_millis());
        figure(engine, "kill -9 under 32 ordering clients", &told);
        world.prove(&load).await;
    }
}

/// Orders from before the last kill, each sent again 2 to 50 times at once: nothing new, and the answer of then. What differs under
/// the same key is refused.
async fn one_order_and_the_same_answer(load: &Load, buyers: &[Client], dice: &mut Dice) {
    let all = load.placed.borrow().clone();
    for _ in 0..10 {
        let placed = &all[usize::try_from(dice.below(all.len() as u64)).expect("a place")];
        let times = 2 + dice.below(49);
        let client = &buyers[placed.buyer];
        let told = join_all((0..times).map(|_| load.insist(client, "/api/v1/orders", &placed.key, &placed.body))).await;
        assert!(told.iter().all(|told| text(&told["number"]) == placed.number), "{}: {told:?}", placed.key);
        let mut other = client.order(&placed.key, json!({"lines": [{"sku": "DR-1", "quantity": "77"}]})).await;
        while other.status.as_u16() == 503 {
            sleep(Duration::from_millis(100)).await;
            other = client.order(&placed.key, json!({"lines": [{"sku": "DR-1", "quantity": "77"}]})).await;
        }
        assert_eq!((other.status.as_u16(), other.problem().0.as_str()), (422, "idempotency_key_reused"), "{}", other.text);
    }
}
