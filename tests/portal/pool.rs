//! All connections for looking are taken by looks that take long: the others are told so soon, and nobody waits for them. PostgreSQL with
//! the program as a process of its own is tried among the faults; here the looks are slow by themselves, which either database may have.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use orderly::platform::db::patience::one_request;
use orderly::platform::db::{Database, Durability, Opening};
use orderly::platform::values::Clock;

use crate::kit::engine::Place;
use crate::kit::{SOON, engines};

const CONNECTIONS: usize = 2;

/// What slow looks wait for.
#[derive(Default)]
struct Door {
    is_open: Mutex<bool>,
    opened: Condvar,
    waiting: AtomicUsize,
}

impl Door {
    fn wait(&self) {
        self.waiting.fetch_add(1, Ordering::AcqRel);
        let is_open = self.is_open.lock().expect("a lock");
        drop(self.opened.wait_while(is_open, |is_open| !*is_open).expect("a lock"));
    }

    fn open(&self) {
        *self.is_open.lock().expect("a lock") = true;
        self.opened.notify_all();
    }
}

#[actix_web::test]
async fn when_every_connection_is_taken_by_slow_looks_the_others_are_told_in_two_seconds() {
    for engine in engines() {
        let place = Place::fresh(engine);
        let opening = Opening {
            address: place.address(),
            readers_at: None,
            durability: Durability::Trial,
            connections: CONNECTIONS as u32,
            clock: Clock::System,
        };
        let (db, door) = (Arc::new(Database::open(opening).expect("it opens")), Arc::new(Door::default()));
        let slow: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                let (db, door) = (db.clone(), door.clone());
                actix_web::rt::spawn(async move {
                    db.read(move |_| {
                        door.wait();
                        Ok(())
                    })
                    .await
                })
            })
            .collect();
        let begun = Instant::now();
        while door.waiting.load(Ordering::Acquire) < CONNECTIONS && begun.elapsed() < Duration::from_secs(10) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(door.waiting.load(Ordering::Acquire), CONNECTIONS, "every connection is taken");
        let asking = (0..16).map(|_| {
            let db = db.clone();
            async move {
                let begun = Instant::now();
                (one_request(db.read(|_| Ok(()))).await, begun.elapsed())
            }
        });
        for (told, took) in join_all(asking).await {
            assert_eq!(told.expect_err("no connection is free").code(), "busy");
            assert!(took < SOON, "{engine:?}: {took:?}");
        }
        // Who writes waits for none of them.
        db.say_alive().await.expect("writing goes on");
        door.open();
        for look in slow {
            look.await.expect("it ends").expect("a slow look is not cut short");
        }
        db.read(|_| Ok(())).await.expect("there are free connections again");
    }
}
