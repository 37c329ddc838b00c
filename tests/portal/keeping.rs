//! Keeping what the house knows: the check names every falsity and accuses nothing that is whole, backups and copies are a moment of the
//! whole, the doctor finds what is planted, and the database itself refuses what its rights do not allow.

mod archives;
mod checking;
mod copying;
mod erased;
mod falsities;
mod guarding;
mod health;
mod leaking;
mod letters;
mod older;
mod refusals;
mod renaming;
mod restored;
mod rights;
mod strength;

use std::path::PathBuf;

use orderly::keeping::check::{Proof, prove};
use orderly::platform::db::{Address, Alone};
use orderly::platform::values::Moment;
use orderly::records::signer::{Desk, Last};
use serde_json::json;

use crate::House;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::kit::trade::{ACCOUNTANT, BETA, SEVER, WAREHOUSE};
use crate::reading::{bring, one};
use crate::receivables::keyed;
use crate::shipping::{all_from_moscow, part, placed, ship};

/// A trade with something of everything: shipped whole and in part, confirmed, prepaid, paid, owed from before, asked for a quote.
async fn lively(house: &House) {
    let (sever, beta, warehouse) = (house.api(SEVER).await, house.api(BETA).await, house.api(WAREHOUSE).await);
    let first = placed(&sever, "first", one("DR-1", "4")).await;
    let left = ship(&warehouse, &first, "s1", all_from_moscow()).await.expect(201).json();
    let returned = json!({"reason": "Не приняли одну", "lines": [{"line": 1, "quantity": "1"}]});
    let path = format!("/api/v1/invoices/{}/credit-notes", left["invoice"].as_str().expect("an invoice"));
    keyed(&house.api(ACCOUNTANT).await, &path, "correction", &returned).await.expect(201);
    let two = json!({"lines": [{"sku": "DR-1", "quantity": "10"}, {"sku": "GL-5", "quantity": "5"}]});
    let second = placed(&sever, "second", two).await;
    ship(&warehouse, &second, "s2", part("DR-1", "3")).await.expect(201);
    placed(&sever, "third", one("BK-1", "20")).await;
    placed(&beta, "prepaid", one("DR-1", "2")).await;
    bring(house, "opening-balances", "contract,amount,as_of\nA-1,700,2026-01-01\nB-1,-300,2026-01-01\n").await;
    bring(house, "payments", "contract,amount,currency,paid_on,reference\nA-1,100.50,RUB,2026-01-02,PP-1\n").await;
    let wish = json!({"message": "Нужно к пятнице", "lines": [{"sku": "DR-1", "quantity": "10"}]});
    keyed(&sever, "/api/v1/quotes", "quote", &wish).await.expect(201);
    house.work().await;
    while house.gate.sequence().await.expect("places") > 0 {}
}

fn engine_of(house: &House) -> Engine {
    if house.database_url().starts_with("sqlite:") { Engine::Sqlite } else { Engine::Postgres }
}

fn other(engine: Engine) -> Engine {
    match engine {
        Engine::Sqlite => Engine::Postgres,
        Engine::Postgres => Engine::Sqlite,
    }
}

fn address(url: &str) -> Address {
    Address::parse(url).expect("an address")
}

/// A database, looked at as it is now.
fn look_at(url: &str) -> Alone {
    Alone::look_at(&address(url)).expect("the database is there")
}

fn proof_of(url: &str) -> Proof {
    prove(&mut look_at(url), Moment::now()).expect("everything is looked at")
}

/// The last word of the house's signer.
fn signer_of(house: &House) -> Last {
    Desk::known(&house.folder().join("signer")).expect("a signer").last().expect("its last word")
}

/// A file of a test, gone with its place.
fn file(place: &Place, name: &str) -> PathBuf {
    place.folder().join(name)
}
