//! Clients that dawdle: two thousand connections that have said half a request, while honest people order.

use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use serde_json::json;

use crate::ending::{half_a_body, half_a_head};
use crate::kit::Engine;
use crate::load::{Load, Placed, hundredths, text};
use crate::measure::{DAWDLINGS, NOISE, count, figure, limit, not_run, quantile};
use crate::on_each;
use crate::world::World;

const WANTED: u64 = 2_000;
/// Files that stay for everything else.
const OTHERS: u64 = 300;
/// Orders before, meanwhile and after, each time.
const ORDERS: usize = 100;

/// How many files a process may open: told as the limit of this kind, `SOFT` or `HARD`.
fn limit_of(pid: u32, kind: &str) -> u64 {
    let output =
        Command::new("prlimit").args(["--pid", &pid.to_string(), "--nofile", "--raw", "--noheadings", "-o", kind]).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    if text == "unlimited" { u64::MAX } else { text.parse().unwrap_or(0) }
}

/// Lets a process open as many files as are wanted here; the hard limit must allow it.
fn raise(pid: u32) {
    let enough = WANTED + OTHERS;
    if limit_of(pid, "SOFT") < enough {
        let told = Command::new("prlimit").args(["--pid", &pid.to_string(), &format!("--nofile={enough}:")]).status();
        assert!(told.is_ok_and(|status| status.success()), "prlimit --nofile={enough}: is refused");
    }
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
        let processes = [world.program.pid(), std::process::id()];
        let may = processes.map(|pid| limit_of(pid, "HARD")).into_iter().min().unwrap_or(0);
        if may < WANTED + OTHERS {
            not_run("slow clients", &format!("no process may open more than {may} files here, and {} are needed", WANTED + OTHERS));
            return;
        }
        processes.into_iter().for_each(raise);
        let load = Load::of(0);
        places(&world, &load, 0, 20).await;
        let token = world.buyers[0].token.clone().unwrap_or_default();
        let (mut before, mut meanwhile, mut after) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..count(DAWDLINGS) {
            let first = 20 + round * 3 * ORDERS;
            before.extend(places(&world, &load, first, ORDERS).await);
            let mut dawdlers: Vec<TcpStream> = Vec::new();
            for n in 0..WANTED {
                dawdlers.push(if n % 2 == 0 { half_a_head(&world.program.url) } else { half_a_body(&world.program.url, &token) });
                if n % 100 == 0 {
                    sleep(Duration::from_millis(5)).await;
                }
            }
            // What they cost is that they stay, and not that they came all at once.
            sleep(Duration::from_millis(500)).await;
            meanwhile.extend(places(&world, &load, first + ORDERS, ORDERS).await);
            assert!(load.unanswered.borrow().is_empty(), "an honest client got no answer: {}", load.told());
            drop(dawdlers);
            after.extend(places(&world, &load, first + 2 * ORDERS, ORDERS).await);
        }
        let without = quantile(&mut before, 0.99).max(quantile(&mut after, 0.99));
        let with = quantile(&mut meanwhile, 0.99);
        let told = format!("{WANTED} half-open: 0 of {} orders unanswered, p99 {} ms against {} ms without them", meanwhile.len(), with.as_millis(), without.as_millis());
        figure(engine, "slow clients", &told);
        assert!(with <= without * 2 + limit(NOISE), "{told}");
        world.prove(&load).await;
    }
}
