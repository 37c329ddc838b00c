//! Many want the same at once: what there is is sold, and not a piece more.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::Duration;

use actix_web::rt::time::sleep;
use futures_util::future::{join, join_all};
use serde_json::json;

use crate::checker;
use crate::kit::Engine;
use crate::kit::client::Client;
use crate::load::{Load, Placed, hundredths, text};
use crate::measure::figure;
use crate::on_each;
use crate::world::World;

const CLIENTS: usize = 500;
const UNITS: usize = 100;

/// Orders one piece; whether he got it. «Busy» is asked again.
async fn one_piece(client: &Client, key: &str, busy: &Cell<usize>) -> bool {
    loop {
        let told = client.order(key, json!({"lines": [{"sku": "DR-2", "quantity": "1"}]})).await;
        match told.status.as_u16() {
            201 => return true,
            409 => {
                assert_eq!(told.problem().0, "stock_short", "{}", told.text);
                return false;
            }
            503 => busy.set(busy.get() + 1),
            _ => panic!("{} {}", told.status, told.text),
        }
        sleep(Duration::from_millis(50)).await;
    }
}

on_each! {
    async fn five_hundred_who_want_a_hundred_pieces_get_a_hundred(engine: Engine) {
        let mut world = World::begin(engine).await;
        // All but the buyers of Бета, whose contract does not hold it.
        let buyers: Vec<&Client> = world.buyers.iter().enumerate().filter(|(n, _)| n % 4 != 3).map(|(_, client)| client).collect();
        let busy = Cell::new(0);
        let told = join_all((0..CLIENTS).map(|n| {
            let (client, busy) = (buyers[n % buyers.len()], &busy);
            async move { one_piece(client, &format!("piece-{n}"), busy).await }
        }))
        .await;
        let sold = told.iter().filter(|is_sold| **is_sold).count();
        assert_eq!(sold, UNITS);
        figure(engine, "500 clients, 100 units", &format!("{sold} sold, {} refused, {} times busy and asked again, no 5xx but 503", CLIENTS - sold, busy.get()));
        checker::sequenced(&world.place).await;
        world.program.kill();
        assert_eq!(world.place.number("SELECT count(*) FROM sales_order"), 100);
        assert_eq!(world.place.number("SELECT sum(s.reserved) FROM stock s JOIN product p ON p.id = s.product_id WHERE p.sku = 'DR-2'"), 100_000);
        checker::whole(&world.place);
        checker::log(&world.place).await;
    }

    async fn the_same_order_fifty_times_at_once_and_across_a_kill_is_one(engine: Engine) {
        let mut world = World::begin(engine).await;
        let load = Load::of(0);
        let body = json!({"lines": [{"sku": "DR-1", "quantity": "2"}]});
        let client = world.buyers[0].clone();
        for round in 0..3 {
            let key = format!("load-same-{round}");
            let asking = join_all((0..50).map(|_| load.insist(&client, "/api/v1/orders", &key, &body)));
            let program = &mut world.program;
            let killing = async {
                sleep(Duration::from_millis(15 * (round + 1))).await;
                program.kill();
                program.start_again().await;
            };
            let (told, ()) = join(asking, killing).await;
            let numbers: BTreeSet<String> = told.iter().map(|told| text(&told["number"])).collect();
            assert_eq!(numbers.len(), 1, "{key}: {numbers:?}");
            let (number, total) = (text(&told[0]["number"]), hundredths(&told[0]["total"]));
            load.placed.borrow_mut().push(Placed { buyer: 0, key, body: body.clone(), number, total });
        }
        figure(engine, "the same order 50 times at once, across a kill", &format!("one order each, the same answer; {}", load.told()));
        world.prove(&load).await;
    }
}
