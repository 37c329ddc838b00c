//! Nobody can write for a while: another holds the database, or all its connections. Whoever waits is told so soon, and asks again.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use diesel::Connection;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;
use futures_util::future::{join, join_all};
use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::client::{Client, Told, read};
use crate::kit::{Engine, SOON};
use crate::load::{Load, Placed, hundredths, text};
use crate::measure::{figure, quantile};
use crate::on_each;
use crate::world::{World, place};

/// What an optimised program promises holds for a crowd too; one that is not has much to do before anybody waits.
const SOON_IN_A_CROWD: Duration = if cfg!(debug_assertions) { Duration::from_secs(8) } else { SOON };

/// Somebody beside the program who keeps something to himself until he goes.
enum Holder {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Holder {
    /// Nobody else writes.
    fn of_writing(url: &str) -> Self {
        match url.strip_prefix("sqlite:") {
            Some(path) => {
                let mut conn = SqliteConnection::establish(path).expect("the file opens");
                conn.batch_execute("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE").expect("the file is held");
                Holder::Sqlite(conn)
            }
            None => Self::of_table(url, "LOCK TABLE sales_order IN EXCLUSIVE MODE"),
        }
    }

    fn of_table(url: &str, sql: &str) -> Self {
        let mut conn = PgConnection::establish(url).expect("the database answers");
        conn.batch_execute(&format!("BEGIN; {sql}")).expect("the table is held");
        Holder::Postgres(conn)
    }

    fn end(self) {
        match self {
            Holder::Sqlite(mut conn) => conn.batch_execute("ROLLBACK"),
            Holder::Postgres(mut conn) => conn.batch_execute("ROLLBACK"),
        }
        .expect("the hold ends");
    }
}

/// The answer, and how long it took.
pub async fn timed(asking: impl Future<Output = Told>) -> (Told, Duration) {
    let begun = Instant::now();
    (asking.await, begun.elapsed())
}

/// Fails where somebody was told anything else than «busy», or not when to ask again.
pub fn is_busy(told: &Told) {
    assert_eq!(told.status.as_u16(), 503, "{}", told.text);
    assert_eq!(told.problem().0, "busy");
    assert!(!told.header("retry-after").is_empty(), "503 without a time to ask again");
}

/// Orders one piece under the n-th key of the load.
pub async fn order(client: &Client, n: usize) -> (Told, Duration) {
    timed(client.order(&format!("load-{n}"), piece())).await
}

fn piece() -> Value {
    json!({"lines": [{"sku": "DR-1", "quantity": "1"}]})
}

on_each! {
    async fn while_another_holds_the_database_everybody_is_told_soon_and_gets_his_order_later(engine: Engine) {
        let world = World::begin(engine).await;
        let holder = Holder::of_writing(&world.place.url());
        let asking = join_all(world.buyers.iter().enumerate().map(|(n, client)| order(client, n)));
        let looking = join_all(world.buyers.iter().take(8).map(|client| timed(client.look("/api/v1/products?limit=5"))));
        let (told, seen) = join(asking, looking).await;
        for (told, _) in &told {
            is_busy(told);
        }
        for (seen, took) in &seen {
            assert_eq!(seen.status.as_u16(), 200, "reading goes on: {}", seen.text);
            assert!(*took < SOON, "reading took {took:?}");
        }
        let mut waits: Vec<Duration> = told.iter().map(|(_, took)| *took).collect();
        let (half, longest) = (quantile(&mut waits, 0.5), quantile(&mut waits, 1.0));
        assert!(longest < SOON, "somebody waited for {longest:?}");
        holder.end();
        let load = Load::of(0);
        for (n, client) in world.buyers.iter().enumerate() {
            let (key, body) = (format!("load-{n}"), piece());
            let told = load.insist(client, "/api/v1/orders", &key, &body).await;
            let placed = Placed { buyer: n, key, body, number: text(&told["number"]), total: hundredths(&told["total"]) };
            load.placed.borrow_mut().push(placed);
        }
        figure(engine, "busy database", &format!("32 of 32 told 503 with Retry-After, p50 {:.2} s, at longest {:.2} s; reading went on", half.as_secs_f64(), longest.as_secs_f64()));
        world.prove(&load).await;
    }
}

on_each! {
    async fn where_another_takes_the_database_amid_a_crowd_everybody_is_told_soon_after(engine: Engine) {
        let world = World::begin(engine).await;
        let (load, crowd) = (Load::of(0), Crowd::default());
        let ordering = join_all(world.buyers.iter().enumerate().map(|(buyer, client)| crowd.orders(&load, buyer, client)));
        let holding = async {
            sleep(Duration::from_secs(2)).await;
            let before = load.count();
            let holder = Holder::of_writing(&world.place.url());
            crowd.held.set(Some(Instant::now()));
            sleep(Duration::from_secs(5)).await;
            crowd.is_over.set(true);
            holder.end();
            before
        };
        let (_, before) = join(ordering, holding).await;
        let mut waits = crowd.waits.take();
        assert!(before > 0 && waits.len() >= world.buyers.len(), "{before} orders before, {} told busy", waits.len());
        let longest = quantile(&mut waits, 1.0);
        assert!(longest < SOON_IN_A_CROWD, "somebody waited for {longest:?} after the database was taken");
        let told = format!(
            "{before} orders before it was taken, then {} times told 503 with Retry-After, at longest {:.2} s after",
            waits.len(),
            longest.as_secs_f64()
        );
        figure(engine, "database taken amid a crowd", &told);
        world.prove(&load).await;
    }
}

/// Buyers who order one piece after the other; whoever is told «busy» asks again under the same key.
#[derive(Default)]
struct Crowd {
    held: Cell<Option<Instant>>,
    is_over: Cell<bool>,
    /// How long each waited who was told «busy», since he asked or since the database was taken.
    waits: RefCell<Vec<Duration>>,
}

impl Crowd {
    async fn orders(&self, load: &Load, buyer: usize, client: &Client) {
        let mut n = buyer;
        loop {
            let asked = Instant::now();
            let (told, _) = order(client, n).await;
            if told.status.as_u16() == 201 {
                let (key, body, told) = (format!("load-{n}"), piece(), told.json());
                let placed = Placed { buyer, key, body, number: text(&told["number"]), total: hundredths(&told["total"]) };
                load.placed.borrow_mut().push(placed);
                if self.is_over.get() {
                    return;
                }
                n += 1_000;
            } else {
                is_busy(&told);
                let held = self.held.get().unwrap_or(asked);
                self.waits.borrow_mut().push(held.max(asked).elapsed());
            }
        }
    }
}

#[actix_web::test]
async fn when_all_connections_are_taken_the_others_are_told_in_two_seconds() {
    let world = World::at(place(Engine::Postgres), 2).await;
    let holder = Holder::of_table(&world.place.url(), "LOCK TABLE product IN ACCESS EXCLUSIVE MODE");
    let asking = world.buyers.iter().cycle().take(64).map(|client| async move {
        let request = client.request(Method::GET, "/api/v1/products?limit=5");
        timed(async { read(request.send().await.expect("an answer")).await }).await
    });
    let told = join_all(asking).await;
    let mut waits = Vec::new();
    for (told, took) in &told {
        is_busy(told);
        waits.push(*took);
    }
    let (half, longest) = (quantile(&mut waits, 0.5), quantile(&mut waits, 1.0));
    assert!(longest < SOON, "somebody waited for {longest:?}");
    holder.end();
    world.buyers[0].look("/api/v1/products?limit=5").await.expect(200);
    let told = format!(
        "2 connections, 64 callers: all told 503 with Retry-After, p50 {:.2} s, at longest {:.2} s",
        half.as_secs_f64(),
        longest.as_secs_f64()
    );
    figure(Engine::Postgres, "pool exhausted", &told);
    world.prove(&Load::of(0)).await;
}
