//! Faults: the program as a process of its own is killed, told to end, starved and cut off while people order, and afterwards
//! everything that was acknowledged is there, once. Each test runs on both databases, but for what only one of them
//! has; PostgreSQL syncs here as in production.
//! `ORDERLY_FAULTS=all` runs the whole instead of the sample; every test prints its figures in lines that begin with `figure:`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the whole program is a test"
)]

mod breach;
mod busy;
mod by_itself;
mod by_letter;
mod checker;
mod clock;
mod cluster;
mod contention;
mod cut;
mod disk;
mod doctor;
mod ending;
mod failover;
mod hanging;
mod kills;
mod load;
mod measure;
mod nodes;
mod program;
mod relay;
mod scissors;
mod server_loss;
mod shim;
mod signing;
mod slow;
mod snapshot;
mod statements;
mod syncs;
mod trial;
mod verbs;
mod weak;
mod world;
mod wrong_clock;

#[allow(unused_imports, reason = "the kit serves several programs; none uses all of it")]
#[path = "../kit/mod.rs"]
mod kit;

pub use kit::House;

/// The same test on both databases.
#[macro_export]
macro_rules! on_each {
    ($($(#[$meta:meta])* async fn $name:ident($engine:ident: $kind:ty) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;
            async fn test($engine: $kind) $body
            #[actix_web::test]
            async fn sqlite() { test($crate::kit::Engine::Sqlite).await }
            #[actix_web::test]
            async fn postgres() { test($crate::kit::Engine::Postgres).await }
        }
    )+};
}
