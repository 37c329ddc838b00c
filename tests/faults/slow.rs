//! Clients that dawdle: two thousand connections that have said half a request, while honest people order.

use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use serde_json::json;

use crate::ending::{half_a_body, half_a_head};
use crate::kit::Engine;
use crate::load::{Load, Placed, hundredths, text};
use crate::measure::{figure, quantile};
use crate::on_each;
use crate::world::World;

const WANTED: u64 = 2_000;
/// Files that stay for everything else.
const OTHERS: u64 = 300;
/// A hundredth of a hundred is one order: whatever else the machine does may hold that one up.
const NOISE: Duration = Duration::from_millis(100);

/// Raises the number of files a process may open; answers how many it is then.
fn files_of(pid: u32) -> u64 {
    let pid = pid.to_string();
    let limit = |kind: &str| -> u64 {
        let output = Command::new("prlimit").args(["--pid", &pid, "--nofile", "--raw", "--noheadings", "-o", kind]).output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
        text.parse().unwrap_or(1_024)
    };
    let hard = limit("HARD").min(WANTED + 2 * OTHERS);
    let _ = Command::new("prlimit").args(["--pid", &pid, &format!("--nofile={hard}:")]).status();
    limit("SOFT")
}

async fn places(world: &World, load: &Load, from: usize, count: usize) -> Vec<Duration> {
    let mut waits = Vec::new();
    for n in from..from + count {
        let (buyer, key) = (n % world.buyers.len(), format!("load-{n}"));
        let body = json!({"lines": [{"sku": "DR-1", "quantity": "1"}]});
        let begun = Instant::now();
        let told = load.insist(&world.buyers[buyer], "/api/v1/orders", &key, &body).await;
        waits.push(begun.elapsed());
        load.placed.borrow_mut().push(Placed {
            buyer,
            key,
            body,
            number: text(&told["number"]),
            total: hundredths(&told["total"]),
        });
    }
    waits
}

on_each! {
    async fn two_thousand_who_dawdle_do_not_keep_honest_people_from_ordering(engine: Engine) {
        let world = World::begin(engine).await;
        let may = files_of(world.program.pid()).min(files_of(std::process::id()));
        let many = usize::try_from(may.saturating_sub(OTHERS).min(WANTED)).expect("a count");
        let load = Load::of(0);
        places(&world, &load, 0, 20).await;
        let mut before = places(&world, &load, 20, 100).await;
        let token = world.buyers[0].token.clone().unwrap_or_default();
        let mut dawdlers: Vec<TcpStream> = Vec::new();
        for n in 0..many {
            dawdlers.push(if n % 2 == 0 { half_a_head(&world.program.url) } else { half_a_body(&world.program.url, &token) });
            if n % 100 == 0 {
                sleep(Duration::from_millis(5)).await;
            }
        }
        // What they cost is that they stay, and not that they came all at once.
        sleep(Duration::from_millis(500)).await;
        let mut meanwhile = places(&world, &load, 120, 100).await;
        assert_eq!(load.unanswered.get(), 0, "an honest client got no answer");
        drop(dawdlers);
        let mut after = places(&world, &load, 220, 100).await;
        let without = quantile(&mut before, 0.99).max(quantile(&mut after, 0.99));
        let with = quantile(&mut meanwhile, 0.99);
        let told = format!("{many} half-open: 0 of 100 orders unanswered, p99 {} ms against {} ms without them", with.as_millis(), without.as_millis());
        figure(engine, "slow clients", &told);
        assert!(many >= 500, "only {many} files may be opened here");
        assert!(with <= without * 2 + NOISE, "{told}");
        world.prove(&load).await;
    }
}
