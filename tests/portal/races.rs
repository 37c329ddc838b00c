//! Two managers block and release a contract while the warehouse ships: nothing leaves after a block. `ORDERLY_RACES` tells how often.

use futures_util::future::{join, join_all};
use serde_json::json;

use crate::House;
use crate::blocks::{block, release, ship};
use crate::kit::client::Client;
use crate::kit::trade::{ACCOUNTANT, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{bring, finish, one};

/// How many orders wait at a time.
const AT_ONCE: usize = 20;

fn trials() -> usize {
    std::env::var("ORDERLY_RACES").ok().and_then(|text| text.parse().ok()).unwrap_or(200)
}

/// Shipments recorded while a block was in force. Block and shipment hold the contract when they make the ids of their records,
/// so on one node the order of the ids is the order in which they held it.
const UNDER_A_BLOCK: &str = "SELECT count(*) FROM (SELECT kind, \
    SUM(CASE kind WHEN 'block.began' THEN 1 WHEN 'block.ended' THEN -1 ELSE 0 END) OVER (ORDER BY id) AS blocks \
    FROM journal WHERE kind IN ('block.began', 'block.ended', 'order.shipped')) met WHERE kind = 'order.shipped' AND blocks > 0";

/// Orders of one drill each, placed beforehand.
async fn waiting(sever: &Client, from: usize, count: usize) -> Vec<String> {
    let placed = (from..from + count).map(|n| async move {
        let told = sever.order(&format!("race-{n}"), one("DR-1", "1")).await;
        told.expect(201).json()["number"].as_str().expect("a number").to_owned()
    });
    join_all(placed).await
}

on_both! {
    async fn nothing_leaves_after_a_block_however_the_two_meet(house: House) {
        let trials = trials();
        bring(&house, "stock", &format!("warehouse,sku,on_hand\nMSK,DR-1,{}\n", trials + 100)).await;
        bring(&house, "contracts", &format!("{}A-1,ALFA,RUB,OPT,2020-01-01,,all,,net 30,,best,no,included,MSK|SPB,0\n", crate::reading::CONTRACTS)).await;
        let (sever, warehouse) = (house.crowd(SEVER).await, house.crowd(WAREHOUSE).await);
        let managers = [house.crowd(MANAGER).await, house.crowd(ACCOUNTANT).await];
        let (mut left, mut stopped) = (0, 0);
        let mut orders = Vec::new();
        for n in 0..trials {
            if n % AT_ONCE == 0 {
                orders = waiting(&sever, n, AT_ONCE.min(trials - n)).await;
            }
            let order = &orders[n % AT_ONCE];
            let manager = &managers[n % 2];
            let key = format!("race-ship-{n}");
            // Each begins first as often as the other.
            let (told, id) = if n % 4 < 2 {
                join(ship(&warehouse, order, &key), block(manager, "A-1", json!({"reason": "Гонка"}))).await
            } else {
                let (id, told) = join(block(manager, "A-1", json!({"reason": "Гонка"})), ship(&warehouse, order, &key)).await;
                (told, id)
            };
            match told.status.as_u16() {
                201 => left += 1,
                409 => {
                    assert_eq!(told.problem().0, "shipment_blocked", "{}", told.text);
                    stopped += 1;
                }
                _ => panic!("{} {}", told.status, told.text),
            }
            // Whatever came first: now it is blocked, and nothing more leaves.
            let again = ship(&warehouse, order, &format!("race-again-{n}")).await.expect(409);
            let codes = ["shipment_blocked", "not_shippable", "nothing_to_ship"];
            assert!(codes.contains(&again.problem().0.as_str()), "{}", again.text);
            if told.status.as_u16() == 409 {
                assert_eq!(again.problem().0, "shipment_blocked", "{}", again.text);
            }
            let other = &managers[(n + 1) % 2];
            if n % 3 == 0 {
                // The release meets the shipment too.
                let (freed, told) = join(release(other, "A-1", &id), ship(&warehouse, order, &format!("race-free-{n}"))).await;
                freed.expect(200);
                assert!(matches!(told.status.as_u16(), 201 | 409), "{}", told.text);
            } else {
                release(other, "A-1", &id).await.expect(200);
            }
        }
        assert_eq!(left + stopped, trials);
        // Where one of them always comes first, the two have not met.
        assert!(trials < 200 || (left > 0 && stopped > 0), "{left} left, {stopped} were stopped");
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'block.began'").await, i64::try_from(trials).expect("a count"));
        let shipped = house.sql_i64("SELECT count(*) FROM shipment").await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'order.shipped'").await, shipped);
        assert_eq!(house.sql_i64(UNDER_A_BLOCK).await, 0, "shipped while a block was in force");
        let engine = if house.database_url().starts_with("sqlite") { "SQLite" } else { "PostgreSQL" };
        println!("figure: a block meets a shipment | {engine} | {trials} trials, {left} left first, {stopped} stopped, 0 shipped under a block");
        finish(house).await;
    }

    async fn many_shipments_meet_one_block_and_none_comes_after_it(house: House) {
        let (sever, warehouse, manager) = (house.crowd(SEVER).await, house.crowd(WAREHOUSE).await, house.crowd(MANAGER).await);
        let orders = waiting(&sever, 0, 30).await;
        let ships = join_all(orders.iter().map(|order| {
            let warehouse = &warehouse;
            async move { ship(warehouse, order, &format!("many-{order}")).await }
        }));
        let (told, _) = join(ships, block(&manager, "A-1", json!({"reason": "Гонка"}))).await;
        let left = told.iter().filter(|told| told.status.as_u16() == 201).count();
        for told in told.iter().filter(|told| told.status.as_u16() != 201) {
            assert_eq!((told.status.as_u16(), told.problem().0.as_str()), (409, "shipment_blocked"), "{}", told.text);
        }
        let before = house.sql_i64("SELECT count(*) FROM shipment").await;
        assert_eq!(usize::try_from(before).expect("a count"), left);
        for order in &orders {
            ship(&warehouse, order, &format!("after-{order}")).await.expect(409);
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM shipment").await, before);
        assert_eq!(house.sql_i64(UNDER_A_BLOCK).await, 0, "shipped while the block was in force");
        finish(house).await;
    }
}
