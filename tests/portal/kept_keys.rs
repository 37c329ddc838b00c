//! Keys for ever: what is sent again after forty days, when the house has tidied up, is what it was the first time and happens no second
//! time. Orders by programs, on the page, by an agent and of a quote; payments and shipments.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use orderly::access::once;
use serde_json::{Value, json};

use crate::House;
use crate::kit::client::{Client, Told, hidden};
use crate::kit::trade::{ACCOUNTANT, AGENT, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{finish, one, orders, refusal, settle, stored};
use crate::receivables::{day, keyed, payment};
use crate::shipping::{all_from_moscow, part, placed, ship};

/// So many send the same at the same moment.
const CROWD: usize = 8;

/// Forty days go by, and the house tidies up; sessions have ended.
async fn forty_days_pass(house: &House) {
    settle(house).await;
    house.pass_seconds(40 * 24 * 3600);
    once::forget_old(&house.gate).await.expect("the house tidies up");
}

/// What makes an order the one it is.
fn essentials(told: &Told) -> Value {
    let order = told.json();
    let lines = order["lines"].as_array().expect("lines").iter();
    let lines: Vec<Value> = lines.map(|line| json!([line["sku"], line["quantity"], line["unit_price"], line["sum"]])).collect();
    json!([order["number"], order["placed_at"], order["placed_by"], order["on_behalf_of"], order["total"], lines])
}

/// The first answer told again, with the mark of it.
#[track_caller]
fn same(again: &Told, first: &Told) {
    assert_eq!((again.status.as_u16(), again.header("idempotency-replayed").as_str()), (201, "true"), "{}", again.text);
    assert_eq!((essentials(again), again.header("location")), (essentials(first), first.header("location")));
}

#[track_caller]
fn spent(told: &Told) {
    let refused = refusal(told);
    assert_eq!((refused.0, refused.1.as_str()), (422, "idempotency_key_reused"));
}

/// An agent who acts for the client.
async fn agent(house: &House) -> Client {
    let agent = house.crowd(AGENT).await;
    agent.send("/api/v1/partners/ALFA/representations", json!({"reason": "A visit"})).await.expect(201);
    agent.on_behalf_of("ALFA")
}

async fn accepted(client: &Client, quote: &str, comment: &str) -> Told {
    let body = json!({"version": 1, "comment": comment});
    keyed(client, &format!("/api/v1/quotes/{quote}/acceptances"), "yes", &body).await
}

on_both! {
    async fn an_order_sent_again_after_forty_days_is_the_one_that_there_is(house: House) {
        let first = house.api(SEVER).await.order("po-1", one("DR-1", "2")).await.expect(201);
        assert_eq!(first.header("idempotency-replayed"), "");
        forty_days_pass(&house).await;
        let sever = house.crowd(SEVER).await;
        let before = stored(&house).await;
        let bodies: Vec<Value> = (0..CROWD * 2).map(|n| one("DR-1", if n % 2 == 0 { "2" } else { "3" })).collect();
        let told = join_all(bodies.into_iter().map(|body| sever.order("po-1", body))).await;
        for (n, told) in told.iter().enumerate() {
            if n % 2 == 0 { same(told, &first) } else { spent(told) }
        }
        assert_eq!(stored(&house).await, before);
        assert_eq!(orders(&house).await, 1);
        // Another key is another order, once, however many send it.
        let told = join_all((0..CROWD).map(|_| sever.order("po-2", one("DR-1", "2")))).await;
        assert_eq!(told.iter().filter(|told| told.header("idempotency-replayed").is_empty()).count(), 1);
        let numbers: BTreeSet<String> = told.into_iter().map(|told| told.expect(201).json()["number"].to_string()).collect();
        assert!(numbers.len() == 1 && !numbers.contains(&first.json()["number"].to_string()), "{numbers:?}");
        assert_eq!(orders(&house).await, 2);
        finish(house).await;
    }

    async fn a_page_that_is_sent_again_after_forty_days_shows_the_order_that_there_is(house: House) {
        let browser = house.browser(SEVER).await.in_a_crowd();
        browser.fill("/catalogue", "/cart/lines", &[("sku", "DR-1"), ("quantity", "2")]).await.expect(303);
        let page = browser.look("/cart").await.expect(200).text;
        let (key, total) = (hidden(&page, "key"), hidden(&page, "agreed_total"));
        let fields = [("key", key.as_str()), ("agreed_total", total.as_str()), ("comment", "У ворот")];
        let shown = browser.fill("/cart", "/orders", &fields).await.expect(303).location();
        forty_days_pass(&house).await;
        // The cart has been filled again meanwhile; it stays as it is.
        let browser = house.browser(SEVER).await.in_a_crowd();
        browser.fill("/catalogue", "/cart/lines", &[("sku", "DR-1"), ("quantity", "2")]).await.expect(303);
        let before = stored(&house).await;
        for told in join_all((0..CROWD).map(|_| browser.fill("/catalogue", "/orders", &fields))).await {
            assert_eq!(told.expect(303).location(), shown);
        }
        browser.look(&shown).await.expect(200);
        let other = [("key", key.as_str()), ("agreed_total", total.as_str()), ("comment", "Со двора")];
        let told = browser.fill("/catalogue", "/orders", &other).await.expect(422).text;
        assert!(told.contains("Other content was already sent"), "{told}");
        assert_eq!(stored(&house).await, before);
        finish(house).await;
    }

    async fn what_an_agent_kept_for_forty_days_is_ordered_once(house: House) {
        let first = agent(&house).await.order("device-1", one("DR-1", "1")).await.expect(201);
        forty_days_pass(&house).await;
        let agent = agent(&house).await;
        for told in join_all((0..CROWD).map(|_| agent.order("device-1", one("DR-1", "1")))).await {
            same(&told, &first);
        }
        spent(&agent.order("device-1", one("DR-2", "1")).await);
        assert_eq!(orders(&house).await, 1);
        finish(house).await;
    }

    async fn a_quote_accepted_again_after_its_term_is_the_order_that_it_became(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let lines = json!([{"sku": "DR-1", "quantity": "4"}]);
        let asked = keyed(&sever, "/api/v1/quotes", "ask", &json!({"message": "Нужно к пятнице", "lines": lines})).await.expect(201);
        let quote = asked.json()["number"].as_str().expect("a number").to_owned();
        let lines = json!([{"sku": "DR-1", "quantity": "4", "unit_price": "3500"}]);
        let body = json!({"lines": lines, "valid_until": day(&house, 7)});
        manager.send(&format!("/api/v1/quotes/{quote}/versions"), body).await.expect(201);
        let first = accepted(&sever, &quote, "У ворот").await.expect(201);
        forty_days_pass(&house).await;
        let sever = house.crowd(SEVER).await;
        for told in join_all((0..CROWD).map(|_| accepted(&sever, &quote, "У ворот"))).await {
            same(&told, &first);
        }
        spent(&accepted(&sever, &quote, "Со двора").await);
        assert_eq!(orders(&house).await, 1);
        finish(house).await;
    }

    async fn a_payment_and_a_shipment_of_forty_days_ago_happen_no_second_time(house: House) {
        let number = placed(&house.api(SEVER).await, "po-1", one("DR-1", "6")).await;
        let (paid, sent) = (payment(&house, "A-1", "100"), part("DR-1", "2"));
        let booked = keyed(&house.api(ACCOUNTANT).await, "/api/v1/payments", "p-1", &paid).await.expect(201).json();
        let shipped = ship(&house.api(WAREHOUSE).await, &number, "s-1", sent.clone()).await.expect(201).json();
        forty_days_pass(&house).await;
        let (accountant, warehouse) = (house.crowd(ACCOUNTANT).await, house.crowd(WAREHOUSE).await);
        let before = stored(&house).await;
        let again = join_all((0..CROWD).map(|_| keyed(&accountant, "/api/v1/payments", "p-1", &paid))).await;
        for told in again {
            assert_eq!((told.header("idempotency-replayed"), told.expect(201).json()), ("true".to_owned(), booked.clone()));
        }
        for told in join_all((0..CROWD).map(|_| ship(&warehouse, &number, "s-1", sent.clone()))).await {
            assert_eq!((told.header("idempotency-replayed"), told.expect(201).json()["number"].clone()), ("true".to_owned(), shipped["number"].clone()));
        }
        spent(&keyed(&accountant, "/api/v1/payments", "p-1", &payment(&house, "A-1", "100")).await);
        spent(&ship(&warehouse, &number, "s-1", all_from_moscow()).await);
        assert_eq!(stored(&house).await, before);
        for table in ["payment", "shipment"] {
            assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM {table}")).await, 1, "{table}");
        }
        finish(house).await;
    }

    async fn keys_from_before_are_kept_too_and_those_of_carts_are_not(house: House) {
        let sever = house.crowd(SEVER).await;
        let first = sever.order("po-1", one("DR-1", "2")).await.expect(201);
        house.change_by_sql(
            "INSERT INTO idempotency (owner, route, key, fingerprint, outcome, at) \
             SELECT owner, route, 'older', fingerprint, outcome, at FROM done_once WHERE key = 'po-1'",
        );
        keyed(&sever, "/api/v1/quick-order/cart", "put-1", &json!({"text": "DR-1 2"})).await.expect(200);
        let of_carts = "SELECT count(*) FROM idempotency WHERE key = 'put-1'";
        assert_eq!(house.sql_i64(of_carts).await, 1);
        forty_days_pass(&house).await;
        assert_eq!(house.sql_i64(of_carts).await, 0);
        let sever = house.crowd(SEVER).await;
        same(&sever.order("older", one("DR-1", "2")).await, &first);
        spent(&sever.order("older", one("DR-1", "3")).await);
        assert_eq!(orders(&house).await, 1);
        finish(house).await;
    }
}
