//! The suite: the house over real HTTP, every test on SQLite and on PostgreSQL.

#[path = "../kit/mod.rs"]
mod kit;

mod access_matrix;
mod agent;
mod agreeing;
mod budgets;
mod carts;
mod catalogue;
mod companies;
mod credit;
mod database;
mod demo;
mod guards;
mod history;
mod imports;
mod languages;
mod letters;
mod office_api;
mod openapi;
mod ordering;
mod panics;
mod prices;
mod proxy;
mod reading;
mod requested;
mod secrets;
mod sign_in;
mod stock;

pub use kit::House;
