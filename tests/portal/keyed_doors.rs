//! Every door of the API that takes a key: what is sent again is told again with the mark of it, other data under the same key are
//! refused, and neither changes anything. The doors are those of the description: one that comes without a line here is missing.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::House;
use crate::credit_notes::off;
use crate::kit::client::Client;
use crate::kit::trade::{ACCOUNTANT, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{finish, one, refusal, settle, stored};
use crate::receivables::{day, keyed, payment};
use crate::shipping::{all_from_moscow, part, placed, ship};

const QUOTES: &str = "/api/v1/quotes";

/// What is sent to a door, and what else is sent there under the same key.
struct Keyed<'c> {
    door: &'static str,
    client: &'c Client,
    path: String,
    body: Value,
    other_path: String,
    other: Value,
}

impl<'c> Keyed<'c> {
    fn at(door: &'static str, client: &'c Client, number: &str, body: Value, other: Value) -> Self {
        let path = door.replace("{number}", number);
        Self { door, client, other_path: path.clone(), path, body, other }
    }
}

/// The doors that take a key, as the description of the API has them.
fn described() -> BTreeSet<String> {
    let api: Value = serde_json::from_str(orderly::description::text().expect("a description")).expect("JSON");
    let is_key = |parameter: &Value| parameter["in"] == "header" && parameter["name"] == "Idempotency-Key";
    let mut doors = BTreeSet::new();
    for (path, methods) in api["paths"].as_object().expect("paths") {
        for (method, door) in methods.as_object().expect("methods") {
            if door["parameters"].as_array().is_some_and(|all| all.iter().any(is_key)) {
                assert_eq!(method, "post", "{path}");
                doors.insert(path.clone());
            }
        }
    }
    doors
}

/// A quote that somebody asks for.
async fn asked(client: &Client, key: &str) -> String {
    let body = json!({"message": "The site", "lines": [{"sku": "DR-1", "quantity": "4"}]});
    keyed(client, QUOTES, key, &body).await.expect(201).json()["number"].as_str().expect("a number").to_owned()
}

/// One that is offered.
async fn offered(house: &House, client: &Client, key: &str) -> String {
    let quote = asked(client, key).await;
    let lines = json!([{"sku": "DR-1", "quantity": "4", "unit_price": "3500"}]);
    let body = json!({"lines": lines, "valid_until": day(house, 7)});
    house.api(MANAGER).await.send(&format!("{QUOTES}/{quote}/versions"), body).await.expect(201);
    quote
}

/// The invoice of an order that has left.
async fn billed(client: &Client, warehouse: &Client, key: &str) -> String {
    let number = placed(client, key, one("DR-1", "1")).await;
    let told = ship(warehouse, &number, key, all_from_moscow()).await.expect(201).json();
    told["invoice"].as_str().expect("an invoice").to_owned()
}

/// One that has ended.
async fn declined(client: &Client, key: &str) -> String {
    let quote = asked(client, key).await;
    client.send(&format!("{QUOTES}/{quote}/declines"), json!({"reason": "Found elsewhere"})).await.expect(200);
    quote
}

/// An answer without what goes on by itself: how far its record is sealed.
fn essence(mut answer: Value) -> Value {
    if let Some(members) = answer.as_object_mut() {
        members.remove("receipt");
    }
    answer
}

on_both! {
    async fn what_is_sent_again_is_told_again_and_other_data_are_refused_at_every_keyed_door(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let (accountant, warehouse) = (house.api(ACCOUNTANT).await, house.api(WAREHOUSE).await);
        let changed = placed(&sever, "to-change", one("DR-1", "3")).await;
        let edited = placed(&sever, "to-edit", one("DR-1", "3")).await;
        let shipped = placed(&sever, "to-ship", one("DR-1", "3")).await;
        let draft = json!({"version": 1, "lines": [{"sku": "DR-1", "quantity": "2"}]});
        manager.set(&format!("/api/v1/orders/{edited}/draft"), draft).await.expect(200);
        let wanted = |quantity: &str| json!({"version": 1, "lines": [{"sku": "DR-1", "quantity": quantity}]});
        let quote = |words: &str| json!({"message": words, "lines": [{"sku": "DR-1", "quantity": "4"}]});
        let offered = offered(&house, &sever, "offered").await;
        let (ended, other_ended) = (declined(&sever, "ended").await, declined(&sever, "other").await);
        let yes = |words: &str| json!({"version": 1, "comment": words});
        let again = "/api/v1/quotes/{number}/requests";
        let invoice = billed(&sever, &warehouse, "billed").await;
        let notes = format!("/api/v1/invoices/{invoice}/credit-notes");
        let noted = keyed(&accountant, &notes, "noted", &off("1.00")).await.expect(201).json()["number"].as_str().expect("a number").to_owned();
        let back = |words: &str| json!({"reason": words});
        let lines = [
            Keyed::at("/api/v1/invoices/{number}/credit-notes", &accountant, &invoice, off("2.00"), off("3.00")),
            Keyed::at("/api/v1/credit-notes/{number}/reversals", &accountant, &noted, back("By mistake"), back("Another")),
            Keyed::at("/api/v1/orders", &sever, "", one("DR-1", "2"), one("DR-1", "3")),
            Keyed::at("/api/v1/orders/{number}/changes", &sever, &changed, wanted("2"), wanted("1")),
            Keyed::at("/api/v1/orders/{number}/draft/applications", &manager, &edited, json!({}), json!({"reason": "Another"})),
            Keyed::at("/api/v1/orders/{number}/shipments", &warehouse, &shipped, all_from_moscow(), part("DR-1", "1")),
            Keyed::at("/api/v1/payments", &accountant, "", payment(&house, "A-1", "100"), payment(&house, "A-1", "200")),
            Keyed::at("/api/v1/quick-order/cart", &sever, "", json!({"text": "DR-1 2"}), json!({"text": "DR-1 3"})),
            Keyed::at(QUOTES, &sever, "", quote("For Friday"), quote("For Monday")),
            Keyed::at("/api/v1/quotes/{number}/acceptances", &sever, &offered, yes("At the gate"), yes("In the yard")),
            // It has no body: the quote is what is asked for again.
            Keyed { other_path: again.replace("{number}", &other_ended), ..Keyed::at(again, &sever, &ended, json!({}), json!({})) },
        ];
        let tried: BTreeSet<String> = lines.iter().map(|line| line.door.to_owned()).collect();
        assert_eq!(described(), tried, "the doors that take a key");
        for line in lines {
            let first = keyed(line.client, &line.path, "the-key", &line.body).await;
            assert!(first.status.is_success() && first.header("idempotency-replayed").is_empty(), "{}: {}", line.door, first.text);
            settle(&house).await;
            let before = (stored(&house).await, counted(&house).await);
            let told = keyed(line.client, &line.path, "the-key", &line.body).await;
            assert_eq!((told.status, told.header("idempotency-replayed").as_str()), (first.status, "true"), "{}: {}", line.door, told.text);
            assert_eq!(told.header("location"), first.header("location"), "{}", line.door);
            assert_eq!(essence(told.json()), essence(first.json()), "{}", line.door);
            let other = keyed(line.client, &line.other_path, "the-key", &line.other).await;
            let refused = refusal(&other);
            assert_eq!((refused.0, refused.1.as_str()), (422, "idempotency_key_reused"), "{}: {}", line.door, other.text);
            assert_eq!((stored(&house).await, counted(&house).await), before, "{}", line.door);
        }
        finish(house).await;
    }
}

/// What else such doors make, and how much lies in carts.
async fn counted(house: &House) -> [i64; 5] {
    [
        house.sql_i64("SELECT count(*) FROM payment").await,
        house.sql_i64("SELECT count(*) FROM shipment").await,
        house.sql_i64("SELECT count(*) FROM quote").await,
        house.sql_i64("SELECT count(*) FROM order_change").await,
        house.sql_i64("SELECT COALESCE(sum(quantity), 0) FROM cart_line").await,
    ]
}
