//! The PostgreSQL server goes away under load: restarted, stopped at once, killed. It has a cluster of its own.

use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use futures_util::future::{join, join_all};

use crate::busy::{is_busy, order, timed};
use crate::cluster::Server;
use crate::kit::engine::Place;
use crate::kit::{Engine, SOON};
use crate::load::Load;
use crate::measure::{LOSSES, ORDERS_UNDER_LOSSES, count, figure, quantile};
use crate::world::World;

/// How the server goes, each in its turn.
const ENDS: &[(&str, &str)] = &[("INT", "restart"), ("QUIT", "immediate stop"), ("KILL", "kill -9")];

/// While the server is away everybody is told so soon; how long whoever waited longest did.
async fn away(server: &mut Server, world: &World) -> Duration {
    server.end("QUIT");
    let ordering = join_all(world.buyers.iter().enumerate().map(|(n, client)| order(client, 1_000_000 + n)));
    let looking = join_all(world.buyers.iter().map(|client| timed(client.look("/api/v1/products?limit=5"))));
    let (ordered, looked) = join(ordering, looking).await;
    let mut waits = Vec::new();
    for (told, took) in ordered.iter().chain(&looked) {
        is_busy(told);
        waits.push(*took);
    }
    server.start().await;
    quantile(&mut waits, 1.0)
}

#[actix_web::test]
async fn nothing_acknowledged_is_lost_when_the_server_goes_and_comes_back() {
    let mut server = Server::fresh().await;
    let mut world = World::at(Place::at(Engine::Postgres, &server.url()), 8).await;
    let waited = away(&mut server, &world).await;
    figure(
        Engine::Postgres,
        "database gone",
        &format!("64 callers: all told 503 with Retry-After, at longest {:.2} s", waited.as_secs_f64()),
    );
    assert!(waited < SOON, "somebody waited for {waited:?}");
    let load = Load::of(count(ORDERS_UNDER_LOSSES));
    let mut outages = Vec::new();
    let World { buyers, warehouse, .. } = &mut world;
    let losing = async {
        for round in 0..count(LOSSES) {
            sleep(Duration::from_millis(900)).await;
            let begun = Instant::now();
            server.end(ENDS[round % ENDS.len()].0);
            sleep(Duration::from_millis(300)).await;
            server.start().await;
            let before = load.count();
            while load.count() == before && begun.elapsed() < Duration::from_secs(60) {
                sleep(Duration::from_millis(20)).await;
            }
            outages.push(begun.elapsed());
        }
        load.end();
    };
    join(load.run(buyers, warehouse), losing).await;
    let how: Vec<&str> = ENDS.iter().map(|(_, name)| *name).collect();
    let told = format!(
        "{} times ({}), away for p95 {:.2} s with 0.3 s of it on purpose, no 5xx but 503; {}",
        outages.len(),
        how.join(", "),
        quantile(&mut outages, 0.95).as_secs_f64(),
        load.told()
    );
    figure(Engine::Postgres, "database restart and immediate stop", &told);
    world.prove(&load).await;
}
