//! The PostgreSQL primary is killed and its synchronous replica promoted: the program finds the new one by the addresses it was
//! given, and whatever was acknowledged is there.

use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use futures_util::future::join;

use crate::cluster::Server;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::load::Load;
use crate::measure::{FAILOVERS, ORDERS_UNDER_FAILOVER, OUTAGE, count, figure, limit, quantile};
use crate::program::Program;
use crate::world::World;

/// Both servers in one address; the one that takes writes is taken.
fn both(url: &str, primary: &Server, standby: &Server) -> String {
    let one = format!("127.0.0.1:{}", primary.port);
    assert!(url.contains(&one), "{url}");
    let url = url.replace(&one, &format!("{one},127.0.0.1:{}", standby.port));
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}target_session_attrs=read-write&connect_timeout=2")
}

#[actix_web::test]
async fn nothing_acknowledged_is_lost_when_the_primary_dies_and_its_replica_takes_over() {
    let mut outages = Vec::new();
    let mut orders = 0;
    for _ in 0..count(FAILOVERS) {
        let (outage, acknowledged) = one_failover().await;
        outages.push(outage);
        orders += acknowledged;
    }
    let times = outages.len();
    let away = quantile(&mut outages, 0.95);
    let told =
        format!("{times} failovers, {orders} acknowledged orders, 0 lost, 0 doubled; away for p95 {:.2} s", away.as_secs_f64());
    figure(Engine::Postgres, "PostgreSQL failover", &told);
    assert!(away < limit(OUTAGE), "{told}");
}

/// How long nobody got an answer, and how many orders were acknowledged.
async fn one_failover() -> (Duration, usize) {
    let mut primary = Server::fresh().await;
    let mut world = World::at(Place::at(Engine::Postgres, &primary.url()), 8).await;
    world.program.kill();
    let standby = Server::following(&primary, "standby").await;
    primary.set("synchronous_standby_names = 'standby'\n");
    in_step(&primary).await;
    let url = both(&world.place.url(), &primary, &standby);
    world.program = Program::start(&url, world.place.folder(), 8).await;
    let door = world.program.url.clone();
    for client in world.buyers.iter_mut().chain([&mut world.warehouse]) {
        client.url.clone_from(&door);
    }
    let load = Load::of(count(ORDERS_UNDER_FAILOVER));
    let mut outage = Duration::ZERO;
    let World { buyers, warehouse, .. } = &mut world;
    let failing = async {
        sleep(Duration::from_millis(1_500)).await;
        let begun = Instant::now();
        primary.end("KILL");
        standby.say("postgres", "SELECT pg_promote(true, 30)");
        let before = load.count();
        while load.count() == before && begun.elapsed() < Duration::from_secs(60) {
            sleep(Duration::from_millis(20)).await;
        }
        outage = begun.elapsed();
        load.end();
    };
    join(load.run(buyers, warehouse), failing).await;
    let acknowledged = load.count();
    world.place.follow_to(&standby.url());
    world.prove(&load).await;
    (outage, acknowledged)
}

/// Waits until the replica is synchronous.
pub async fn in_step(primary: &Server) {
    for _ in 0..600 {
        if primary.number("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1 {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("the replica does not follow");
}
