//! Settings under which acknowledged work could be lost: the program does not begin with them, and where they are changed while it is at
//! work, no connection that has them writes.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use futures_util::future::join_all;

use super::look_at;
use crate::House;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::kit::trade::SEVER;
use crate::reading::{finish, one};
use crate::shipping::placed;

#[actix_web::test]
async fn a_connection_on_which_acknowledged_work_could_be_lost_is_refused_and_told() {
    let house = House::with_trade(Engine::Postgres).await;
    let (sever, url) = (house.api(SEVER).await, house.database_url());
    placed(&sever, "before", one("DR-1", "1")).await;
    let name = url.rsplit('/').next().and_then(|rest| rest.split('?').next()).expect("a name").to_owned();
    let mut owner = PgConnection::establish(&url).expect("the owner");
    // For this database alone: the cluster has other guests.
    owner
        .batch_execute(&format!("ALTER ROLE CURRENT_USER IN DATABASE {name} SET synchronous_commit = off"))
        .expect("the role is changed");
    let weakness = look_at(&url).weakness().expect("it is told");
    assert!(weakness.contains("synchronous_commit=off") && weakness.contains("could be lost"), "{weakness}");
    // Whoever is connected keeps what he has; sooner or later everybody connects anew.
    owner
        .batch_execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .expect("the connections are cut");
    for n in 0..3 {
        let told = sever.order(&format!("weak-{n}"), one("DR-1", "1")).await;
        assert_eq!(told.status, 503, "{}", told.text);
    }
    assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 1);
    // Looks go on, once each lost connection has been noticed.
    let mut shown = 0;
    for _ in 0..5 {
        let told = join_all((0..16).map(|_| sever.look("/api/v1/orders"))).await;
        shown = told.iter().filter(|told| told.status == 200).count();
    }
    assert_eq!(shown, 16, "looks do not go on");
    owner
        .batch_execute(&format!("ALTER ROLE CURRENT_USER IN DATABASE {name} RESET synchronous_commit"))
        .expect("the role is as it was");
    let mut told = sever.order("after", one("DR-1", "1")).await;
    for _ in 0..100 {
        if told.status == 201 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        told = sever.order("after", one("DR-1", "1")).await;
    }
    assert_eq!(told.status, 201, "{}", told.text);
    assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 2);
    drop(owner);
    finish(house).await;
}

#[actix_web::test]
async fn the_program_does_not_begin_where_acknowledged_work_could_be_lost() {
    let place = Place::fresh(Engine::Postgres);
    let name = place.url().rsplit('/').next().and_then(|rest| rest.split('?').next()).unwrap_or_default().to_owned();
    let setting = |name: &str| place.number(&format!("SELECT CASE current_setting('{name}') WHEN 'on' THEN 1 ELSE 0 END")) == 1;
    // The cluster of the tests does not sync, unless somebody brings his own.
    for weak in ["fsync", "full_page_writes"].into_iter().filter(|name| !setting(name)).take(1) {
        let (exit, said) = place.served();
        assert!(exit.is_some_and(|exit| exit != 0), "{exit:?}: {said}");
        assert!(said.contains(&format!("{weak}=off")) && said.contains("could be lost"), "{said}");
    }
    place.change(&format!("ALTER ROLE CURRENT_USER IN DATABASE {name} SET synchronous_commit = local"));
    let (exit, said) = place.served();
    assert!(exit.is_some_and(|exit| exit != 0), "{exit:?}: {said}");
    assert!(said.contains("synchronous_commit=local") && said.contains("could be lost"), "{said}");
    assert_eq!(place.number("SELECT CASE WHEN to_regclass('journal') IS NULL THEN 0 ELSE 1 END"), 0, "nothing is begun there");
}
