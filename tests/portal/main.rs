//! The suite: the house over real HTTP, every test on SQLite and on PostgreSQL.

#[path = "../kit/mod.rs"]
mod kit;

mod access_matrix;
mod agent;
mod agreeing;
mod backorders;
mod blocks;
mod budgets;
mod cancelling;
mod carts;
mod catalogue;
mod companies;
mod credit;
mod database;
mod demo;
mod error_pages;
mod gate_paths;
mod guards;
mod head;
mod history;
mod imports;
mod insight;
mod languages;
mod letters;
mod limits;
mod live;
mod office_api;
mod openapi;
mod order_form_catalogue;
mod ordering;
mod panics;
mod payments;
mod pictures;
mod prices;
mod proxy;
mod quantities;
mod races;
mod readiness;
mod reading;
mod receivables;
mod requested;
mod rules;
mod said_after;
mod secrets;
mod service;
mod shipping;
mod sign_in;
mod statement;
mod stock;
mod succession;
mod timeline;
mod zones;

pub use kit::House;
