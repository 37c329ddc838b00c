//! Many want the same at once: what there is is sold, and not a piece more.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::Duration;

use actix_web::rt::time::sleep;
use futures_util::future::{join, join_all, join3};
use reqwest::Method;
use serde_json::{Value, json};

use crate::busy::is_busy;
use crate::kit::Engine;
use crate::kit::client::{Client, Told, read};
use crate::load::{Load, Placed, hundredths, text};
use crate::measure::{BLOCKED_SHIPMENTS, DOUBLE_BLOCKS, count, figure, is_whole};
use crate::on_each;
use crate::program::Program;
use crate::world::{World, at_door};

const CLIENTS: usize = 500;
const UNITS: usize = 100;

/// How many want to order on the same credit.
const DEBTORS: usize = 60;

const BLOCKS: &str = "/api/v1/contracts/A-1/blocks";

/// Shipments recorded while a block was in force. Block and shipment hold the contract when they make the ids of their records, each
/// above all that are committed: on two nodes too the order of the ids is the order in which they held it.
const UNDER_A_BLOCK: &str = "SELECT count(*) FROM (SELECT kind, \
    SUM(CASE kind WHEN 'block.began' THEN 1 WHEN 'block.ended' THEN -1 ELSE 0 END) OVER (ORDER BY id) AS blocks \
    FROM journal WHERE kind IN ('block.began', 'block.ended', 'order.shipped')) met WHERE kind = 'order.shipped' AND blocks > 0";

/// An optimised program serves in time whoever comes, so that nobody is told «busy». One that is not optimised may have let somebody
/// wait too long for his turn, and tells him so with the time to ask again; nothing else beyond 500 is ever right.
fn expect_served(busy: &Cell<usize>) {
    if !cfg!(debug_assertions) {
        assert_eq!(busy.get(), 0, "an optimised program serves them all in time");
    }
}

/// Asks until the answer is another than «busy».
async fn answered(client: &Client, path: &str, key: &str, body: &Value, busy: &Cell<usize>) -> Told {
    loop {
        let request = client.request(Method::POST, path).header("idempotency-key", key).json(body);
        let told = read(request.send().await.expect("an answer")).await;
        if told.status.as_u16() != 503 {
            return told;
        }
        is_busy(&told);
        busy.set(busy.get() + 1);
        sleep(Duration::from_millis(50)).await;
    }
}

/// Orders one piece; the answer where he got it. Whoever did not was refused in these words.
async fn one_piece(client: &Client, key: &str, sku: &str, refusal: &str, busy: &Cell<usize>) -> Option<Value> {
    let body = json!({"lines": [{"sku": sku, "quantity": "1"}]});
    let told = answered(client, "/api/v1/orders", key, &body, busy).await;
    if told.status.as_u16() == 201 {
        return Some(told.json());
    }
    assert_eq!((told.status.as_u16(), told.problem().0.as_str()), (409, refusal), "{}", told.text);
    None
}

/// Ships an order until it leaves; how often a block kept it.
async fn leaves(warehouse: &Client, order: &str, busy: &Cell<usize>) -> usize {
    for kept in 0..10_000 {
        if may_leave(warehouse, order, &format!("leave-{kept}"), busy).await {
            return kept;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("{order} never leaves");
}

/// Somebody blocks the contract; the block's id.
async fn block(person: &Client, busy: &Cell<usize>) -> String {
    text(&answered(person, BLOCKS, "block", &reason(), busy).await.expect(201).json()["id"])
}

/// Somebody releases a block.
async fn release(person: &Client, block: &str, busy: &Cell<usize>) {
    answered(person, &format!("{BLOCKS}/{block}/releases"), "release", &reason(), busy).await.expect(200);
}

fn reason() -> Value {
    json!({"reason": "Испытание"})
}

/// Two people block and release a contract by turns until it is over; how often.
async fn toggle(people: [&Client; 2], is_over: &Cell<bool>, busy: &Cell<usize>) -> usize {
    let mut times = 0;
    while !is_over.get() {
        let [one, other] = [people[times % 2], people[(times + 1) % 2]];
        release(other, &block(one, busy).await, busy).await;
        times += 1;
        sleep(Duration::from_millis(20)).await;
    }
    times
}

/// A second node on the same server; a file has but one.
async fn second_node(world: &World) -> Option<Program> {
    if world.place.engine() == Engine::Sqlite {
        return None;
    }
    let folder = world.place.folder().join("second");
    std::fs::create_dir_all(&folder).expect("a folder for the second node");
    Some(Program::start(&world.place.url(), &folder, 8).await)
}

/// Whether an order leaves now; whoever may not ship it was told of the block.
async fn may_leave(warehouse: &Client, order: &str, key: &str, busy: &Cell<usize>) -> bool {
    let path = format!("/api/v1/orders/{order}/shipments");
    let told = answered(warehouse, &path, &format!("{key}-{order}"), &json!({"warehouse": "MSK"}), busy).await;
    if told.status.as_u16() == 201 {
        return true;
    }
    assert_eq!((told.status.as_u16(), told.problem().0.as_str()), (409, "shipment_blocked"), "{}", told.text);
    false
}

/// What blocks the contract, as it is told at a node.
async fn in_force(person: &Client) -> BTreeSet<String> {
    let told = person.look("/api/v1/contracts/A-1/standing").await.expect(200).json();
    told["blocks"].as_array().expect("blocks").iter().map(|block| text(&block["id"])).collect()
}

on_each! {
    async fn five_hundred_who_want_a_hundred_pieces_get_a_hundred(engine: Engine) {
        let world = World::begin(engine).await;
        // All but the buyers of Бета, whose contract does not hold it.
        let buyers: Vec<&Client> = world.buyers.iter().enumerate().filter(|(n, _)| n % 4 != 3).map(|(_, client)| client).collect();
        let busy = Cell::new(0);
        let told = join_all((0..CLIENTS).map(|n| {
            let (client, busy) = (buyers[n % buyers.len()], &busy);
            async move { one_piece(client, &format!("piece-{n}"), "DR-2", "stock_short", busy).await }
        }))
        .await;
        let sold = told.iter().flatten().count();
        assert_eq!(sold, UNITS);
        figure(engine, "500 clients, 100 units", &format!("{sold} sold, {} refused, {} told «busy» and asked again, no other 5xx", CLIENTS - sold, busy.get()));
        expect_served(&busy);
        assert_eq!(world.place.number("SELECT count(*) FROM sales_order"), 100);
        assert_eq!(world.place.number("SELECT sum(s.reserved) FROM stock s JOIN product p ON p.id = s.product_id WHERE p.sku = 'DR-2'"), 100_000);
        world.prove_whole().await;
    }

    async fn a_credit_limit_is_not_passed_however_many_order_at_once(engine: Engine) {
        let world = World::begin(engine).await;
        let limit: i64 = 4_000_000;
        world.accountant.set("/api/v1/contracts/A-1/limit", json!({"limit": "40000", "reason": "Испытание"})).await.expect(204);
        // One person's price, so that every order comes to the same.
        let (sever, busy) = (&world.buyers[0], Cell::new(0));
        let first = one_piece(sever, "debt-first", "DR-1", "over_credit_limit", &busy).await.expect("the first fits");
        let each = hundredths(&first["total"]);
        let told = join_all((0..DEBTORS).map(|n| {
            let busy = &busy;
            async move { one_piece(sever, &format!("debt-{n}"), "DR-1", "over_credit_limit", busy).await }
        }))
        .await;
        expect_served(&busy);
        let fits = limit / each;
        assert!(fits > 1 && fits < 20, "{fits} orders fit");
        assert_eq!(i64::try_from(told.iter().flatten().count()).expect("a count"), fits - 1);
        assert_eq!(world.place.number("SELECT COALESCE(sum(total), 0) FROM sales_order"), fits * each);
        figure(engine, "60 orders on the same credit", &format!("{fits} fit, {} refused; owed {} of {limit}", 61 - fits, fits * each));
        world.prove_whole().await;
    }

    async fn nothing_leaves_while_two_people_keep_blocking_and_releasing(engine: Engine) {
        let world = World::begin(engine).await;
        let (busy, is_over) = (Cell::new(0), Cell::new(false));
        let mut orders = Vec::new();
        for n in 0..count(BLOCKED_SHIPMENTS) {
            let told = one_piece(&world.buyers[0], &format!("block-{n}"), "DR-1", "nothing", &busy).await.expect("an order");
            orders.push(text(&told["number"]));
        }
        let shipping = async {
            let mut kept = 0;
            for some in orders.chunks(4) {
                kept += join_all(some.iter().map(|order| leaves(&world.warehouse, order, &busy))).await.iter().sum::<usize>();
            }
            is_over.set(true);
            kept
        };
        let (kept, toggled) = join(shipping, toggle([&world.manager, &world.accountant], &is_over, &busy)).await;
        expect_served(&busy);
        let all = i64::try_from(orders.len()).expect("a count");
        assert_eq!(world.place.number("SELECT count(*) FROM shipment"), all);
        assert_eq!(world.place.number(UNDER_A_BLOCK), 0, "shipped while a block was in force");
        assert!(kept > 0 && toggled > 1, "they have not met: {kept} times kept, {toggled} blocks");
        figure(engine, "blocks against shipping", &format!("{all} shipments, {toggled} blocks and releases, {kept} times kept, 0 left under a block"));
        world.prove_whole().await;
    }

    async fn two_who_block_a_contract_at_the_same_moment_both_do_and_nothing_leaves_before_both_let_go(engine: Engine) {
        let world = World::begin(engine).await;
        let node = second_node(&world).await;
        let there = node.as_ref().map_or(&world.program.url, |node| &node.url);
        let (manager, accountant) = (&world.manager, at_door(world.accountant.clone(), there));
        let warehouse_there = at_door(world.warehouse.clone(), there);
        let warehouses = [&world.warehouse, &warehouse_there];
        let (busy, mut left, rounds) = (Cell::new(0), 0, count(DOUBLE_BLOCKS));
        for n in 0..rounds {
            let ordered = async |key: &str| {
                let told = one_piece(&world.buyers[0], &format!("{key}-{n}"), "DR-1", "nothing", &busy).await.expect("an order");
                text(&told["number"])
            };
            let mut order = ordered("meets").await;
            // Who comes first is another each time.
            let late = Duration::from_millis(15 * (n as u64 % 4));
            let blocking = async |person: &Client| {
                sleep(late).await;
                block(person, &busy).await
            };
            let shipping = may_leave(warehouses[n % 2], &order, "meets", &busy);
            let (has_left, one, other) = join3(shipping, blocking(manager), blocking(&accountant)).await;
            assert_ne!(one, other, "two were told the same block");
            if has_left {
                left += 1;
                order = ordered("waits").await;
            }
            let both = BTreeSet::from([one.clone(), other.clone()]);
            for person in [manager, &accountant] {
                assert_eq!(in_force(person).await, both);
            }
            for warehouse in warehouses {
                assert!(!may_leave(warehouse, &order, "blocked", &busy).await, "{order} leaves after two have blocked it");
            }
            // Each lets the other's go.
            release(manager, &other, &busy).await;
            assert!(!may_leave(warehouses[n % 2], &order, "half", &busy).await, "{order} leaves while one of two blocks stands");
            release(&accountant, &one, &busy).await;
            assert!(may_leave(warehouses[(n + 1) % 2], &order, "free", &busy).await, "{order} does not leave");
        }
        expect_served(&busy);
        for kind in ["block.began", "block.ended"] {
            let sql = format!("SELECT count(*) FROM (SELECT actor FROM journal WHERE kind = '{kind}' GROUP BY actor HAVING count(*) = {rounds}) named");
            assert_eq!(world.place.number(&sql), 2, "whom the log names for {kind}");
        }
        assert_eq!(world.place.number(UNDER_A_BLOCK), 0, "shipped while a block was in force");
        assert!(!is_whole() || (left > 0 && left < rounds), "they have not met: {left} of {rounds} left first");
        let nodes = 1 + usize::from(node.is_some());
        figure(engine, "two block at once, and a shipment meets them", &format!("{rounds} times, nodes: {nodes}; each recorded for both, {left} left first, 0 left under a block"));
        drop(node);
        world.prove_whole().await;
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
