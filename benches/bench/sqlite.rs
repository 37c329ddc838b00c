//! The bare writer on SQLite: one loop on one connection, the settings of the house, and a synced commit for each order.

use std::time::Instant;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::bare::{self, Sizes};
use super::load::{Plan, Taken};
use crate::kit::engine::Place;

diesel::table! { counter (name) { name -> Text, value -> BigInt } }
diesel::table! { idempotency (owner, route, key) { owner -> Text, route -> Text, key -> Text, fingerprint -> Text, outcome -> Text, at -> BigInt } }
diesel::table! { standing (contract_id) { contract_id -> BigInt, exposure -> BigInt } }
diesel::table! { ledger_entry (id) { id -> BigInt, contract_id -> BigInt, kind -> Text, document -> Text, amount -> BigInt, at -> BigInt } }
diesel::table! { stock (product_id, warehouse_id) { product_id -> BigInt, warehouse_id -> BigInt, reserved -> BigInt } }
diesel::table! {
    sales_order (id) {
        id -> BigInt, number -> Text, version -> BigInt, state -> Text, partner_id -> BigInt, contract_id -> BigInt, placed_by -> BigInt,
        placed_at -> BigInt, currency -> Text, delivery_cost -> BigInt, net -> BigInt, vat -> BigInt, total -> BigInt, search_key -> Text,
        snapshot -> Text, salt -> Binary,
    }
}
diesel::table! {
    order_line (order_id, position) {
        order_id -> BigInt, position -> BigInt, product_id -> BigInt, quantity -> BigInt, shipped -> BigInt, cancelled -> BigInt, sum -> BigInt,
    }
}
diesel::table! {
    reservation (order_id, position, warehouse_id) {
        order_id -> BigInt, position -> BigInt, warehouse_id -> BigInt, product_id -> BigInt, quantity -> BigInt,
    }
}
diesel::table! {
    order_version (order_id, version) { order_id -> BigInt, version -> BigInt, at -> BigInt, actor -> Text, what -> Text, snapshot -> Text }
}
diesel::table! {
    job (id) {
        id -> BigInt, kind -> Text, payload -> Text, run_at -> BigInt, attempts -> BigInt, leased_until -> BigInt, state -> Text,
    }
}
diesel::table! {
    journal (id) { id -> BigInt, at -> BigInt, kind -> Text, partner_id -> BigInt, actor -> Text, body -> Binary, leaf -> Binary }
}
diesel::table! { unplaced (record_id) { record_id -> BigInt } }

/// A connection of its own to the house's file.
pub fn connect(place: &Place) -> SqliteConnection {
    let url = place.url();
    let mut conn = SqliteConnection::establish(url.trim_start_matches("sqlite:")).expect("the file opens");
    conn.batch_execute(
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;",
    )
    .expect("the settings of the house");
    conn
}

/// Writes orders one after another for the plan's time, for its clients in turn.
pub fn write(place: &Place, sizes: Sizes, plan: Plan) -> Taken {
    let mut conn = connect(place);
    let texts = Texts::of(sizes);
    let mut taken = Taken { seconds: plan.length.as_secs_f64(), ..Taken::default() };
    let from = Instant::now() + plan.warm_up;
    let until = from + plan.length;
    loop {
        let begun = Instant::now();
        if begun >= until {
            return taken;
        }
        let (client, nth) = (taken.all % plan.clients, taken.all);
        conn.immediate_transaction(|conn| order(conn, client, nth, &texts)).expect("an order is written");
        taken.count(begun, begun >= from);
    }
}

/// Texts of an order's sizes.
struct Texts {
    snapshot: String,
    search_key: String,
    body: Vec<u8>,
    hash: Vec<u8>,
}

impl Texts {
    fn of(sizes: Sizes) -> Self {
        Self {
            snapshot: "x".repeat(sizes.snapshot),
            search_key: "x".repeat(sizes.search_key),
            body: vec![b'x'; sizes.body],
            hash: vec![0; 32],
        }
    }
}

fn order(conn: &mut SqliteConnection, client: usize, nth: usize, texts: &Texts) -> QueryResult<()> {
    let id: i64 = diesel::update(counter::table.filter(counter::name.eq("order_number")))
        .set(counter::value.eq(counter::value + 1i64))
        .returning(counter::value)
        .get_result(conn)?;
    let (who, products): (i64, Vec<i64>) =
        (client as i64 + 1, bare::products(client, nth).map(|product| product as i64).collect());
    money(conn, id, who)?;
    for product in &products {
        diesel::update(stock::table.filter(stock::product_id.eq(product).and(stock::warehouse_id.eq(1i64))))
            .set(stock::reserved.eq(stock::reserved + 1000i64))
            .execute(conn)?;
    }
    document(conn, id, who, &products, texts)?;
    trail(conn, id, who, texts)
}

fn money(conn: &mut SqliteConnection, id: i64, who: i64) -> QueryResult<()> {
    diesel::update(standing::table.filter(standing::contract_id.eq(who)))
        .set(standing::exposure.eq(standing::exposure + 1_220_000i64))
        .execute(conn)?;
    diesel::insert_into(ledger_entry::table)
        .values((
            ledger_entry::id.eq(id),
            ledger_entry::contract_id.eq(who),
            ledger_entry::kind.eq("commitment"),
            ledger_entry::document.eq(id.to_string()),
            ledger_entry::amount.eq(1_220_000i64),
            ledger_entry::at.eq(id),
        ))
        .execute(conn)?;
    Ok(())
}

/// The order, its lines, its reservations and its first version.
fn document(conn: &mut SqliteConnection, id: i64, who: i64, products: &[i64], texts: &Texts) -> QueryResult<()> {
    diesel::insert_into(sales_order::table)
        .values((
            sales_order::id.eq(id),
            sales_order::number.eq(id.to_string()),
            sales_order::version.eq(1i64),
            sales_order::state.eq("confirmed"),
            sales_order::partner_id.eq(who),
            sales_order::contract_id.eq(who),
            sales_order::placed_by.eq(who),
            sales_order::placed_at.eq(id),
            sales_order::currency.eq("RUB"),
            sales_order::delivery_cost.eq(0i64),
            sales_order::net.eq(1_000_000i64),
            sales_order::vat.eq(220_000i64),
            sales_order::total.eq(1_220_000i64),
            sales_order::search_key.eq(&texts.search_key),
            sales_order::snapshot.eq(&texts.snapshot),
            sales_order::salt.eq(&texts.hash),
        ))
        .execute(conn)?;
    let numbered = || (1i64..).zip(products);
    let lines: Vec<_> = numbered()
        .map(|(position, product)| {
            (
                order_line::order_id.eq(id),
                order_line::position.eq(position),
                order_line::product_id.eq(*product),
                order_line::quantity.eq(1000i64),
                order_line::shipped.eq(0i64),
                order_line::cancelled.eq(0i64),
                order_line::sum.eq(122_000i64),
            )
        })
        .collect();
    diesel::insert_into(order_line::table).values(&lines).execute(conn)?;
    let reservations: Vec<_> = numbered()
        .map(|(position, product)| {
            (
                reservation::order_id.eq(id),
                reservation::position.eq(position),
                reservation::warehouse_id.eq(1i64),
                reservation::product_id.eq(*product),
                reservation::quantity.eq(1000i64),
            )
        })
        .collect();
    diesel::insert_into(reservation::table).values(&reservations).execute(conn)?;
    diesel::insert_into(order_version::table)
        .values((
            order_version::order_id.eq(id),
            order_version::version.eq(1i64),
            order_version::at.eq(id),
            order_version::actor.eq("Bare"),
            order_version::what.eq("placed"),
            order_version::snapshot.eq(&texts.snapshot),
        ))
        .execute(conn)?;
    Ok(())
}

/// The letter's job, the journal's record, and the outcome under the caller's key.
fn trail(conn: &mut SqliteConnection, id: i64, who: i64, texts: &Texts) -> QueryResult<()> {
    diesel::insert_into(job::table)
        .values((
            job::id.eq(id),
            job::kind.eq("bare"),
            job::payload.eq(r#"{"order":"000001","what":"placed"}"#),
            job::run_at.eq(id),
            job::attempts.eq(0i64),
            job::leased_until.eq(0i64),
            job::state.eq("done"),
        ))
        .execute(conn)?;
    diesel::insert_into(journal::table)
        .values((
            journal::id.eq(id),
            journal::at.eq(id),
            journal::kind.eq("bare"),
            journal::partner_id.eq(who),
            journal::actor.eq("Bare"),
            journal::body.eq(&texts.body),
            journal::leaf.eq(&texts.hash),
        ))
        .execute(conn)?;
    diesel::insert_into(unplaced::table).values(unplaced::record_id.eq(id)).execute(conn)?;
    diesel::insert_into(idempotency::table)
        .values((
            idempotency::owner.eq(who.to_string()),
            idempotency::route.eq("bare"),
            idempotency::key.eq(id.to_string()),
            idempotency::fingerprint.eq("0".repeat(64)),
            idempotency::outcome.eq(r#"{"number":"000001","is_lower":false}"#),
            idempotency::at.eq(id),
        ))
        .execute(conn)?;
    Ok(())
}
