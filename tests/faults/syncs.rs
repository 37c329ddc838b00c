//! What is acknowledged is on the disk: between a request that orders and its answer the embedded database's log is synced, and as
//! long as that sync has not ended there is no answer; with one who orders, and with many at once who share a commit.

use std::time::Duration;

use actix_web::rt::time::sleep;
use futures_util::future::{join, join_all};
use serde_json::json;

use crate::kit::Engine;
use crate::kit::client::Client;
use crate::load::{Load, Placed, hundredths, text};
use crate::measure::figure;
use crate::program::Program;
use crate::shim::Shim;
use crate::world::World;

/// Orders one after the other.
const ORDERS: usize = 60;
/// Orders whose sync is held.
const HELD: usize = 5;

/// Buyers who order at once.
const AT_ONCE: usize = 24;
/// How often they do.
const ROUNDS: usize = 4;

/// The world with a program whose syncs are watched.
async fn watched() -> (World, Shim) {
    let mut world = World::begin(Engine::Sqlite).await;
    world.program.kill();
    let shim = Shim::within(world.place.folder());
    world.program = Program::start_with(&world.place.url(), world.place.folder(), 8, shim.settings()).await;
    let url = world.program.url.clone();
    for client in &mut world.buyers {
        client.url.clone_from(&url);
    }
    (world, shim)
}

/// Orders one piece and notes it.
async fn order(client: &Client, load: &Load, n: usize) {
    let (key, body) = (format!("load-{n}"), json!({"lines": [{"sku": "DR-1", "quantity": "1"}]}));
    let told = client.order(&key, body.clone()).await.expect(201).json();
    let placed = Placed { buyer: 0, key, body, number: text(&told["number"]), total: hundredths(&told["total"]) };
    load.placed.borrow_mut().push(placed);
}

/// One of many who order at once: a sync that began after he asked has ended before he is answered.
async fn order_among_many(client: &Client, shim: &Shim, load: &Load, n: usize) {
    let (key, body) = (format!("load-{n}"), json!({"lines": [{"sku": "DR-1", "quantity": "1"}]}));
    let (begun, _) = shim.syncs();
    let told = load.insist(client, "/api/v1/orders", &key, &body).await;
    let (_, ended) = shim.syncs();
    // There is one log and one who writes it: its syncs end in the order in which they began.
    assert!(
        ended > begun,
        "order {n} was acknowledged without a sync of its own time: {begun} begun before, {ended} ended since"
    );
    let placed = Placed { buyer: 0, key, body, number: text(&told["number"]), total: hundredths(&told["total"]) };
    load.placed.borrow_mut().push(placed);
}

/// Waits until nothing is synced for a while; answers how many syncs there were.
async fn quiet(shim: &Shim) -> (usize, usize) {
    let mut before = shim.syncs();
    for _ in 0..100 {
        sleep(Duration::from_millis(800)).await;
        let now = shim.syncs();
        if now == before && now.0 == now.1 {
            return now;
        }
        before = now;
    }
    panic!("the program never comes to rest");
}

#[actix_web::test]
async fn between_an_order_and_its_answer_the_log_is_synced() {
    let (world, shim) = watched().await;
    let (load, client) = (Load::of(0), world.buyers[0].clone());
    let (_, first) = shim.syncs();
    for n in 0..ORDERS {
        let (begun, ended) = shim.syncs();
        order(&client, &load, n).await;
        let (_, after) = shim.syncs();
        // One that was under way before may have been another's.
        assert!(after > ended.max(begun), "order {n} was acknowledged without a sync: {begun} begun, {ended} ended, {after} now");
    }
    let (_, last) = shim.syncs();
    assert!(last - first >= ORDERS, "{} syncs for {ORDERS} orders, one after the other", last - first);
    figure(
        Engine::Sqlite,
        "a sync between request and answer",
        &format!("{ORDERS} orders one after the other, {} syncs", last - first),
    );
    world.prove(&load).await;
}

#[actix_web::test]
async fn as_long_as_the_sync_has_not_ended_nobody_is_told_that_he_has_ordered() {
    let (world, shim) = watched().await;
    let (load, client) = (Load::of(0), world.buyers[0].clone());
    for n in 0..HELD {
        let (begun, ended) = quiet(&shim).await;
        shim.hold(true);
        let answered = std::cell::Cell::new(false);
        let ordering = async {
            order(&client, &load, n).await;
            answered.set(true);
        };
        let releasing = async {
            for _ in 0..200 {
                if shim.syncs().0 > begun {
                    break;
                }
                sleep(Duration::from_millis(10)).await;
            }
            assert_eq!(shim.syncs(), (begun + 1, ended), "the order is not synced");
            sleep(Duration::from_millis(300)).await;
            assert!(!answered.get(), "somebody was told of an order that was on no disk");
            assert_eq!(shim.syncs(), (begun + 1, ended));
            shim.hold(false);
        };
        join(ordering, releasing).await;
    }
    world.prove(&load).await;
}

#[actix_web::test]
async fn each_of_many_who_order_at_once_is_told_after_a_sync_that_began_after_he_asked() {
    let (world, shim) = watched().await;
    let load = Load::of(0);
    let (_, first) = shim.syncs();
    for round in 0..ROUNDS {
        let ordering = world.buyers[..AT_ONCE].iter().enumerate();
        join_all(ordering.map(|(n, client)| order_among_many(client, &shim, &load, round * AT_ONCE + n))).await;
    }
    let (_, last) = shim.syncs();
    let told = format!("{} orders, {AT_ONCE} at once, {} syncs, jobs and seals among them", load.count(), last - first);
    figure(Engine::Sqlite, "a sync between each of many requests and its answer", &told);
    world.prove(&load).await;
}

#[actix_web::test]
async fn as_long_as_a_sync_has_not_ended_none_of_many_is_told_that_he_has_ordered() {
    let (world, shim) = watched().await;
    let load = Load::of(0);
    let (begun, ended) = quiet(&shim).await;
    shim.hold(true);
    let ordering = world.buyers[..AT_ONCE].iter().enumerate();
    let ordering = join_all(ordering.map(|(n, client)| order_among_many(client, &shim, &load, n)));
    let releasing = async {
        for _ in 0..200 {
            if shim.syncs().0 > begun {
                break;
            }
            sleep(Duration::from_millis(10)).await;
        }
        sleep(Duration::from_millis(300)).await;
        assert_eq!((shim.syncs(), load.count()), ((begun + 1, ended), 0), "somebody was told of an order that was on no disk");
        shim.hold(false);
    };
    join(ordering, releasing).await;
    assert_eq!(load.count(), AT_ONCE);
    world.prove(&load).await;
}
