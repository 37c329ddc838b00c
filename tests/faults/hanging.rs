//! A database that is there and does nothing: cut off in silence, waiting for a replica that is missing, on a disk that stands still.
//! Whoever asks is told soon, what needs no database goes on, and when it moves again the same key has one order, without a restart.

use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use futures_util::future::{join, join_all, join3};
use serde_json::json;

use crate::busy::{is_busy, order, timed};
use crate::cluster::Server;
use crate::failover::in_step;
use crate::kit::client::Told;
use crate::kit::engine::Place;
use crate::kit::{Engine, SOON};
use crate::load::{Load, Placed, hundredths, text};
use crate::measure::{figure, quantile};
use crate::program::Program;
use crate::relay::Relay;
use crate::shim::Shim;
use crate::world::World;

/// Commits that wait for a replica.
const UNHEARD: &str = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
/// How long the program may take to end, whatever its database does.
const TO_END: Duration = Duration::from_secs(10);

type Answers = Vec<(Told, Duration)>;

/// Starts the program again with another way to its database, or with more settings.
async fn begin_again(world: &mut World, url: &str, settings: Vec<(&'static str, String)>) {
    world.program.kill();
    world.program = Program::start_with(url, world.place.folder(), 8, settings).await;
    let door = world.program.url.clone();
    for client in world.buyers.iter_mut().chain([&mut world.warehouse]) {
        client.url.clone_from(&door);
    }
}

/// Everybody orders one piece, from this number of the load on.
async fn all_order(world: &World, from: usize) -> Answers {
    join_all(world.buyers.iter().enumerate().map(|(n, client)| order(client, from + n))).await
}

/// Everybody looks.
async fn all_look(world: &World) -> Answers {
    join_all(world.buyers.iter().map(|client| timed(client.look("/api/v1/products?limit=5")))).await
}

/// What needs no database goes on: a sign of life, and a file of the pages.
async fn goes_on(world: &World, file: &str) -> Answers {
    join_all(["/healthz", file].map(|path| timed(world.buyers[0].look(path)))).await
}

/// A file that belongs to the pages.
async fn file_of_pages(world: &World) -> String {
    let page = world.buyers[0].look("/sign-in").await.expect(200).text;
    page.split('"').find(|part| part.starts_with("/assets/")).expect("a page has its style").to_owned()
}

/// Fails where somebody was told something else than «busy», or late; answers who waited longest.
fn expect_busy(told: &Answers) -> Duration {
    told.iter().for_each(|(told, _)| is_busy(told));
    longest(told)
}

/// Fails where somebody was held up or turned away.
fn expect_well(told: &Answers) {
    for (told, took) in told {
        assert_eq!(told.status.as_u16(), 200, "{}", told.text);
        assert!(*took < SOON, "it took {took:?}");
    }
}

fn longest(told: &Answers) -> Duration {
    let mut waits: Vec<Duration> = told.iter().map(|(_, took)| *took).collect();
    let longest = quantile(&mut waits, 1.0);
    assert!(longest < SOON, "somebody waited for {longest:?}");
    longest
}

/// Everybody asks again under the keys from this number on and gets his order; whoever was told of one then is told of the same.
async fn all_get_theirs(world: &World, load: &Load, from: usize, told: &Answers) {
    for (n, client) in world.buyers.iter().enumerate() {
        let (key, body) = (format!("load-{}", from + n), json!({"lines": [{"sku": "DR-1", "quantity": "1"}]}));
        let got = load.insist(client, "/api/v1/orders", &key, &body).await;
        if told[n].0.status.as_u16() == 201 {
            assert_eq!(told[n].0.json()["number"], got["number"], "{key}");
        }
        let placed = Placed { buyer: n, key, body, number: text(&got["number"]), total: hundredths(&got["total"]) };
        load.placed.borrow_mut().push(placed);
    }
}

#[actix_web::test]
async fn a_server_cut_off_in_silence_holds_nobody_up_and_is_there_again_without_a_restart() {
    let server = Server::fresh().await;
    let mut world = World::at(Place::at(Engine::Postgres, &server.url()), 8).await;
    let relay = Relay::to(server.port);
    let (direct, there) = (world.place.url(), format!("127.0.0.1:{}", server.port));
    assert!(direct.contains(&there), "{direct}");
    begin_again(&mut world, &direct.replace(&there, &format!("127.0.0.1:{}", relay.port)), Vec::new()).await;
    let load = Load::of(0);
    let file = file_of_pages(&world).await;
    expect_well(&all_look(&world).await);

    // It happens to people in the middle of what they do, and to others who come later.
    let cutting = async {
        sleep(Duration::from_millis(25)).await;
        relay.stand_still(true);
    };
    let (surprised, ()) = join(all_order(&world, 0), cutting).await;
    let (ordered, looked, well) = join3(all_order(&world, 100), all_look(&world), goes_on(&world, &file)).await;
    let (ready, _) = timed(world.buyers[0].look("/readyz")).await;
    relay.stand_still(false);
    let again = Instant::now();
    let lost: Answers = surprised.iter().filter(|(told, _)| told.status.as_u16() != 201).cloned().collect();
    assert!(!lost.is_empty(), "nobody was surprised");
    let longest = [expect_busy(&lost), longest(&surprised), expect_busy(&ordered), expect_busy(&looked)].into_iter().max();
    expect_well(&well);
    assert_eq!(ready.status.as_u16(), 503);
    load.insist(&world.buyers[0], "/api/v1/orders", "load-0", &json!({"lines": [{"sku": "DR-1", "quantity": "1"}]})).await;
    let back = again.elapsed();
    assert!(back < Duration::from_secs(15), "it took {back:?} to find the server again");
    all_get_theirs(&world, &load, 0, &surprised).await;
    all_get_theirs(&world, &load, 100, &ordered).await;
    expect_well(&all_look(&world).await);

    let ended = end_cut_off(&mut world, &relay, &load).await;
    let told = format!(
        "{} callers told 503 with Retry-After, at longest {:.2} s; ordering again {:.2} s after; told to end meanwhile, it ended in {:.2} s",
        lost.len() + ordered.len() + looked.len(),
        longest.unwrap_or_default().as_secs_f64(),
        back.as_secs_f64(),
        ended.as_secs_f64()
    );
    figure(Engine::Postgres, "database cut off in silence", &told);
    world.prove(&load).await;
}

/// A program that is told to end while its server says nothing ends; how long that took.
async fn end_cut_off(world: &mut World, relay: &Relay, load: &Load) -> Duration {
    relay.stand_still(true);
    let ordered = all_order(world, 200).await;
    let begun = Instant::now();
    world.program.tell("TERM");
    let status = world.program.ended(TO_END + Duration::from_secs(5)).await;
    let took = begun.elapsed();
    relay.stand_still(false);
    expect_busy(&ordered);
    assert!(status.is_some_and(|status| status.success()), "it did not end well: {status:?}, {}", world.program.said());
    assert!(took <= TO_END, "it took {took:?} to end");
    world.program.start_again().await;
    all_get_theirs(world, load, 200, &ordered).await;
    took
}

#[actix_web::test]
async fn an_order_that_waits_for_a_missing_replica_is_told_busy_and_is_one_order_when_it_is_back() {
    let primary = Server::fresh().await;
    let mut standby = Server::following(&primary, "standby").await;
    let world = World::at(Place::at(Engine::Postgres, &primary.url()), 8).await;
    let load = Load::of(0);
    primary.set("synchronous_standby_names = 'standby'\n");
    in_step(&primary).await;
    let before = all_order(&world, 0).await;
    let file = file_of_pages(&world).await;

    standby.end("INT");
    let ordering = join3(all_order(&world, 100), all_look(&world), goes_on(&world, &file));
    let (ordered, looked, well) = ordering.await;
    let waiting = primary.number(UNHEARD);
    // The same keys while their commits still wait.
    let repeated = all_order(&world, 100).await;
    let still_waiting = primary.number(UNHEARD);
    standby.start().await;
    in_step(&primary).await;

    assert!(before.iter().any(|(told, _)| told.status.as_u16() == 201), "the replica was there");
    let longest = expect_busy(&ordered).max(expect_busy(&repeated));
    expect_well(&looked);
    expect_well(&well);
    assert!(waiting > 0, "no commit has waited for the replica");
    assert!(still_waiting >= waiting, "a commit's wait was ended: {waiting} before, {still_waiting} after");
    all_get_theirs(&world, &load, 0, &before).await;
    all_get_theirs(&world, &load, 100, &ordered).await;
    let told = format!(
        "{} orders told 503 with Retry-After, at longest {:.2} s, {still_waiting} commits left to wait; the replica back, one order for each key; looking went on",
        ordered.len() + repeated.len(),
        longest.as_secs_f64()
    );
    figure(Engine::Postgres, "synchronous replica missing", &told);
    world.prove(&load).await;
}

#[actix_web::test]
async fn while_the_disk_of_the_embedded_database_stands_still_everybody_is_told_soon() {
    let mut world = World::at(Place::fresh(Engine::Sqlite), 8).await;
    world.program.kill();
    let (url, shim, load) = (world.place.url(), Shim::within(world.place.folder()), Load::of(0));
    begin_again(&mut world, &url, shim.settings()).await;
    let file = file_of_pages(&world).await;

    shim.hold(true);
    let (ordered, looked, well) = join3(all_order(&world, 0), all_look(&world), goes_on(&world, &file)).await;
    shim.hold(false);

    let longest = expect_busy(&ordered);
    expect_well(&looked);
    expect_well(&well);
    all_get_theirs(&world, &load, 0, &ordered).await;
    let told = format!(
        "{} orders told 503 with Retry-After, at longest {:.2} s; the disk back, one order for each key; looking went on",
        ordered.len(),
        longest.as_secs_f64()
    );
    figure(Engine::Sqlite, "disk stands still", &told);
    world.prove(&load).await;
}
