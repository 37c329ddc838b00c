//! The PostgreSQL server goes away under load: restarted, stopped at once, killed. It has a cluster of its own.

use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use futures_util::future::join;

use crate::cluster::Server;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::load::Load;
use crate::measure::{count, figure, quantile};
use crate::world::World;

/// How the server goes, each in its turn.
const ENDS: &[(&str, &str)] = &[("INT", "restart"), ("QUIT", "immediate stop"), ("KILL", "kill -9")];

#[actix_web::test]
async fn nothing_acknowledged_is_lost_when_the_server_goes_and_comes_back() {
    let mut server = Server::fresh().await;
    let mut world = World::at(Place::at(Engine::Postgres, &server.url()), 8).await;
    let load = Load::of(count(300, 5_000));
    let mut outages = Vec::new();
    let World { buyers, warehouse, .. } = &mut world;
    let losing = async {
        for round in 0..count(3, 21) {
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
