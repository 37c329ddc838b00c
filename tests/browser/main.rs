//! Journeys in Chromium through the running house, on SQLite and on PostgreSQL, and the weight of what is sent to a browser.
//! Screenshots go to `target/screenshots`. The browser is the one named in `CHROME`, else the first found on the machine.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the whole program is a test"
)]

#[allow(unused_imports, reason = "the kit serves several programs; none uses all of it")]
#[path = "../kit/mod.rs"]
mod kit;

/// The same journey on both databases; the album tells its screenshots apart.
macro_rules! journeys {
    ($(async fn $name:ident($house:ident: House, $album:ident: Album) $body:block)+) => {$(
        mod $name {
            use super::*;
            async fn test($house: House, $album: Album) $body
            #[actix_web::test]
            async fn sqlite() {
                let house = House::with_trade(crate::kit::Engine::Sqlite).await;
                test(house, Album { test: stringify!($name), engine: "sqlite" }).await;
            }
            #[actix_web::test]
            async fn postgres() {
                let house = House::with_trade(crate::kit::Engine::Postgres).await;
                test(house, Album { test: stringify!($name), engine: "postgres" }).await;
            }
        }
    )+};
}

mod administrator;
mod agent;
mod album;
mod buyer;
mod bytes;
mod chrome;
mod in_place;
mod keyboard;
mod live;
mod people;
mod quick;
mod receipt;
mod sheet;
mod thin_line;
mod without_script;

pub use kit::House;
