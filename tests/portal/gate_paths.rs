//! Every path to a shipment is walked for a blocked contract, and each answers the same refusal.

use orderly::app;
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::blocks::{DAY, block, day, place, release, ship};
use crate::kit::client::{Client, Told, hidden, read};
use crate::kit::trade::{AGENT, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{finish, one};
use crate::receivables::keyed;

/// A machine with these rights.
async fn machine(house: &House, partner: Option<&str>, scopes: &[&str]) -> Client {
    let body = json!({"name": "A machine of the gate", "scopes": scopes, "partner": partner});
    let token = house.administrator().await.send("/api/v1/keys", body).await.expect(201).json()["token"]
        .as_str()
        .expect("a token")
        .to_owned();
    Client::bearer(&house.url, token)
}

/// The orders of a contract, each come another way.
async fn orders(house: &House) -> Vec<(&'static str, String)> {
    let sever = house.api(SEVER).await;
    let mut all = vec![("placed before", place(&sever, "before", one("DR-1", "1")).await)];
    block(&house.api(MANAGER).await, "A-1", json!({"reason": "Ждём оплаты"})).await;
    all.push(("placed under the block", place(&sever, "under", one("DR-1", "1")).await));
    sever.send(&format!("/api/v1/orders/{}/reorder", all[0].1), json!({})).await.expect(200);
    let total = sever.look("/api/v1/cart").await.expect(200).json()["total"].as_str().expect("a total").to_owned();
    all.push(("ordered again", place(&sever, "again", json!({"from_cart": true, "agreed_total": total})).await));
    let agent = house.api(AGENT).await;
    agent.send("/api/v1/partners/ALFA/representations", json!({"reason": "A visit"})).await.expect(201);
    all.push(("placed on behalf", place(&agent.on_behalf_of("ALFA"), "behalf", one("DR-1", "1")).await));
    let buyer = machine(house, Some("ALFA"), &["catalogue.see", "orders.place", "orders.read"]).await;
    all.push(("placed by a machine", place(&buyer, "machine", one("DR-1", "1")).await));
    all.push(("placed by a form", placed_on_the_page(house).await));
    all.push(("changed by the office", changed_by_the_office(house).await));
    all.push(("accepted as a quote", accepted_quote(house).await));
    all.push(("placed by a standing order", placed_by_the_clock(house).await));
    all
}

/// An order that a buyer places with the form of his cart.
async fn placed_on_the_page(house: &House) -> String {
    let browser = house.browser(SEVER).await;
    browser.fill("/catalogue", "/cart/lines", &[("sku", "DR-1"), ("quantity", "1")]).await.expect(303);
    let page = browser.look("/cart").await.expect(200).text;
    let (key, total) = (hidden(&page, "key"), hidden(&page, "agreed_total"));
    let placed =
        browser.fill("/cart", "/orders", &[("key", key.as_str()), ("agreed_total", total.as_str())]).await.expect(303).location();
    placed.split('?').next().and_then(|path| path.strip_prefix("/orders/")).expect("the order's page").to_owned()
}

/// An order whose quantity the manager has changed by a draft.
async fn changed_by_the_office(house: &House) -> String {
    let number = place(&house.api(SEVER).await, "office", one("DR-1", "3")).await;
    let manager = house.api(MANAGER).await;
    let draft = format!("/api/v1/orders/{number}/draft");
    let lines = json!([{"sku": "DR-1", "quantity": "2"}]);
    manager.set(&draft, json!({"version": 1, "lines": lines})).await.expect(200);
    keyed(&manager, &format!("{draft}/applications"), "office", &json!({"reason": "As agreed"})).await.expect(200);
    number
}

/// An order that a quote has become.
async fn accepted_quote(house: &House) -> String {
    let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
    let wish = json!({"message": "For a site", "lines": [{"sku": "DR-1", "quantity": "1"}]});
    let asked = keyed(&sever, "/api/v1/quotes", "quote", &wish).await.expect(201).json();
    let path = format!("/api/v1/quotes/{}", asked["number"].as_str().expect("a number"));
    let line = json!({"sku": "DR-1", "quantity": "1", "unit_price": "3900"});
    manager.send(&format!("{path}/versions"), json!({"lines": [line], "valid_until": day(house, 7)})).await.expect(201);
    let order = keyed(&sever, &format!("{path}/acceptances"), "accept", &json!({"version": 1})).await.expect(201).json();
    order["number"].as_str().expect("a number").to_owned()
}

/// An order that a standing order places the next day.
async fn placed_by_the_clock(house: &House) -> String {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let wish = json!({"name": "Daily", "text": "DR-1 1", "schedule": {"repeats": "weekly", "days": days}});
    let made = house.api(SEVER).await.send("/api/v1/standing-orders", wish).await.expect(201).json();
    let path = format!("/api/v1/standing-orders/{}", made["standing"]["id"].as_str().expect("an id"));
    house.pass_seconds(DAY);
    app::place_standing_orders(&house.gate).await.expect("standing orders are followed");
    let opened = house.api(SEVER).await.look(&path).await.expect(200).json();
    opened["runs"][0]["order"].as_str().unwrap_or_else(|| panic!("no order: {opened}")).to_owned()
}

/// What a refusal says, without what every answer has of its own.
#[track_caller]
fn said(told: &Told) -> Value {
    assert_eq!(told.status.as_u16(), 409, "{}", told.text);
    let json = told.json();
    json!({"code": json["code"], "title": json["title"], "reasons": json["reasons"], "who": json["who_can_release"], "cure": json["cure"]})
}

async fn begin_picking(client: &Client, order: &str) -> Told {
    read(client.request(Method::POST, &format!("/api/v1/orders/{order}/picking")).send().await.expect("an answer")).await
}

async fn ship_on_the_page(browser: &Client, order: &str) -> Told {
    let page = browser.look("/picking?warehouse=MSK").await.expect(200).text;
    let wanted = [("key", order), ("warehouse", "MSK"), ("sku", "DR-1"), ("quantity", "1")];
    let mut fields = vec![("csrf", hidden(&page, "csrf"))];
    fields.extend(wanted.map(|(name, value)| (name, value.to_owned())));
    read(browser.request(Method::POST, &format!("/orders/{order}/shipments")).form(&fields).send().await.expect("an answer"))
        .await
}

on_both! {
    async fn no_path_makes_a_shipment_for_a_blocked_contract(house: House) {
        let all = orders(&house).await;
        let warehouse = house.api(WAREHOUSE).await;
        let robot = machine(&house, None, &["orders.ship", "orders.read"]).await;
        let browser = house.browser(WAREHOUSE).await;
        let expected = said(&ship(&warehouse, &all[0].1, "first").await);
        assert_eq!((&expected["code"], &expected["reasons"]), (&json!("shipment_blocked"), &json!([{"code": "blocked", "until": null}])));
        for (way, order) in &all {
            assert_eq!(said(&ship(&warehouse, order, &format!("w-{order}")).await), expected, "{way}, by API");
            let part = json!({"warehouse": "MSK", "lines": [{"sku": "DR-1", "quantity": "1"}]});
            let request = warehouse.request(Method::POST, &format!("/api/v1/orders/{order}/shipments")).header("idempotency-key", format!("p-{order}"));
            assert_eq!(said(&read(request.json(&part).send().await.expect("an answer")).await), expected, "{way}, in part");
            // A machine reads Russian where it says nothing; the test's speaks English.
            assert_eq!(said(&ship(&robot, order, &format!("m-{order}")).await)["reasons"], expected["reasons"], "{way}, by a machine");
            assert_eq!(said(&begin_picking(&warehouse, order).await), expected, "{way}, picking");
            let page = ship_on_the_page(&browser, order).await;
            assert_eq!(page.status.as_u16(), 409, "{way}, on the page: {}", page.text);
            assert!(page.text.contains(expected["title"].as_str().expect("words")), "{way}: {}", page.text);
            let shown = house.api(SEVER).await.look(&format!("/api/v1/orders/{order}")).await.expect(200).json();
            assert_eq!(shown["on_hold"], json!(["blocked"]), "{way}: the buyer sees that it waits");
        }
        let list = warehouse.look("/api/v1/picking?warehouse=MSK").await.expect(200).json();
        assert_eq!(list["items"], json!([]), "nothing may be picked");
        let stopped: Vec<&str> = list["stopped"].as_array().expect("a list").iter().filter_map(|pick| pick["order"].as_str()).collect();
        for (way, order) in &all {
            assert!(stopped.contains(&order.as_str()), "{way} is shown with its reason: {list}");
        }
        assert!(list["stopped"].as_array().expect("a list").iter().all(|pick| pick["reasons"] == json!(["blocked"])), "{list}");
        assert_eq!(house.sql_i64("SELECT count(*) FROM shipment").await, 0);
        assert_eq!(house.sql_i64("SELECT count(*) FROM movement WHERE kind = 'shipment'").await, 0);
        assert_eq!(house.sql_i64("SELECT count(*) FROM invoice WHERE shipment_id IS NOT NULL").await, 0);
        // Released, each of them leaves.
        let manager = house.api(MANAGER).await;
        let standing = manager.look("/api/v1/contracts/A-1/standing").await.expect(200).json();
        release(&manager, "A-1", standing["blocks"][0]["id"].as_str().expect("an id")).await.expect(200);
        for (_, order) in &all {
            ship(&warehouse, order, &format!("r-{order}")).await.expect(201);
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM shipment").await, 9);
        finish(house).await;
    }
}
