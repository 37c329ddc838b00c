//! The suite: the house over real HTTP, every test on SQLite and on PostgreSQL.

#[path = "../kit/mod.rs"]
mod kit;

mod catalogue;

pub use kit::House;
