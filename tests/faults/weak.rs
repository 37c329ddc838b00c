//! The server is told to sync no more while people order: nobody is told «placed» any more until it is told otherwise. Nor does the
//! program begin there. It has a cluster of its own, for such settings are of a whole server.

use std::time::Duration;

use actix_web::rt::time::sleep;
use serde_json::json;

use crate::busy::{is_busy, order};
use crate::cluster::Server;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::load::{Load, Placed, hundredths, text};
use crate::measure::figure;
use crate::program::Program;
use crate::world::World;

/// Orders acknowledged before the first connection that is looked at: those that are on their way when the setting changes.
const ON_THE_WAY: usize = 20;

/// The settings of a server under which acknowledged work could be lost.
pub const WEAK: [&str; 3] = ["fsync", "full_page_writes", "synchronous_commit"];

/// Sets it, and waits until new connections have it.
pub async fn set(server: &Server, name: &str, value: &str) {
    server.set(&format!("{name} = {value}\n"));
    for _ in 0..500 {
        if server.number(&format!("SELECT CASE current_setting('{name}') WHEN '{value}' THEN 1 ELSE 0 END")) == 1 {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("{name} does not become {value}");
}

#[actix_web::test]
async fn where_an_acknowledged_order_could_be_lost_none_is_acknowledged() {
    let server = Server::fresh().await;
    let world = World::at(Place::at(Engine::Postgres, &server.url()), 4).await;
    let (load, client) = (Load::of(0), &world.buyers[0]);
    let body = json!({"lines": [{"sku": "DR-1", "quantity": "1"}]});
    let placed = |n: usize, told: &serde_json::Value| {
        let (key, body) = (format!("load-{n}"), body.clone());
        load.placed.borrow_mut().push(Placed {
            buyer: 0,
            key,
            body,
            number: text(&told["number"]),
            total: hundredths(&told["total"]),
        });
    };
    let mut n = 0;
    for name in WEAK {
        let told = load.insist(client, "/api/v1/orders", &format!("load-{n}"), &body).await;
        placed(n, &told);
        n += 1;
        set(&server, name, "off").await;
        let mut refused = Vec::new();
        for _ in 0..ON_THE_WAY + 5 {
            let (told, _) = order(client, n).await;
            if told.status.as_u16() == 201 {
                assert!(refused.is_empty() && n < 200, "{name}: an order is acknowledged after others were refused");
                placed(n, &told.json());
            } else {
                is_busy(&told);
                refused.push(n);
            }
            n += 1;
            if refused.len() == 3 {
                break;
            }
        }
        assert_eq!(refused.len(), 3, "{name}=off, and orders are acknowledged");
        // Looks go on.
        client.look("/api/v1/orders").await.expect(200);
        set(&server, name, "on").await;
        for n in refused {
            let told = load.insist(client, "/api/v1/orders", &format!("load-{n}"), &body).await;
            placed(n, &told);
        }
    }
    figure(
        Engine::Postgres,
        "settings that could lose work",
        &format!("3 settings, each: all told 503 until it was on again; {} orders kept", load.count()),
    );
    world.prove(&load).await;
}

#[actix_web::test]
async fn the_program_does_not_begin_under_any_setting_by_which_an_acknowledged_order_could_be_lost() {
    let server = Server::fresh().await;
    let place = Place::at(Engine::Postgres, &server.url());
    for name in WEAK {
        set(&server, name, "off").await;
        let (exit, said) = place.served();
        assert!(exit.is_some_and(|exit| exit != 0), "{name}=off: {exit:?} {said}");
        assert!(said.contains(&format!("{name}=off")) && said.contains("could be lost"), "{said}");
        let others: Vec<&str> =
            WEAK.into_iter().filter(|other| *other != name && said.contains(&format!("{other}=off"))).collect();
        assert!(others.is_empty(), "{name} alone is off: {said}");
        set(&server, name, "on").await;
    }
    assert_eq!(place.number("SELECT CASE WHEN to_regclass('journal') IS NULL THEN 0 ELSE 1 END"), 0, "nothing is begun there");
    let mut program = Program::start(&place.url(), place.folder(), 2).await;
    program.kill();
    figure(
        Engine::Postgres,
        "settings that could lose work, at the start",
        "3 settings, each alone: it does not begin and names it",
    );
}
