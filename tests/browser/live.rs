//! The live page with its script: what a buyer does comes by itself, in the feed and in his row, and his row goes with him.

use serde_json::{Value, json};

use crate::House;
use crate::buyer::number_in;
use crate::chrome::{Album, Chrome, Tab};
use crate::kit::trade::{MANAGER, SEVER, YUG};
use crate::people;

const HIS_ROW: &str = "[data-who='ALFA|Ирина Северова']";
const ANOTHER_ROW: &str = "[data-who='ALFA|Юрий Южный']";

/// An order of one line.
fn one(sku: &str, quantity: &str) -> Value {
    json!({"lines": [{"sku": sku, "quantity": quantity}]})
}

async fn signed_in(house: &House, chrome: &Chrome, login: &str) -> Tab {
    let tab = chrome.tab().await;
    people::set_password(&tab, &people::link(house, login).await).await;
    people::sign_in(&tab, login).await;
    tab
}

/// A part of somebody's row.
fn part(row: &str, name: &str) -> String {
    format!("{row} [data-part='{name}']")
}

/// Waits until there is no such element.
async fn is_gone(tab: &Tab, selector: &str) {
    tab.until(&format!("!document.querySelector(\"{selector}\")")).await;
}

journeys! {
    async fn the_live_page_follows_a_buyer_without_being_loaded_again(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let office = signed_in(&house, &chrome, MANAGER).await;
        let buyer = signed_in(&house, &chrome, SEVER).await;
        office.open("/live").await;
        office.begin_staying().await;

        buyer.open("/products/DR-1").await;
        office.reads("#feed", &["Ирина Северова", "Product DR-1"]).await;
        office.reads(&part(HIS_ROW, "page"), &["Product DR-1"]).await;
        buyer.fill("form.add .qty", "2").await;
        buyer.click("form.add button").await;
        buyer.reads("#notices", &["DR-1"]).await;
        office.reads(&part(HIS_ROW, "cart"), &["7,840.00 ₽"]).await;

        // Somebody new a moment later, and a refusal: both come into the list of who is there.
        house.api(YUG).await.look("/api/v1/products/GL-5").await.expect(200);
        office.reads(&part(ANOTHER_ROW, "page"), &["Product GL-5"]).await;
        house.api(SEVER).await.order("too-many", one("DR-1", "200")).await.expect(409);
        office.reads(HIS_ROW, &["not enough in stock"]).await;
        office.shoot(&album, "live").await;

        buyer.follow("#cart-link").await;
        office.reads(&part(HIS_ROW, "page"), &["Cart"]).await;
        buyer.follow("#summary button[form=place]").await;
        let number = number_in(&buyer.path().await);
        office.reads("#feed", &[&format!("Placed order {number}"), "7,840.00 ₽"]).await;
        office.reads(&part(HIS_ROW, "page"), &[&format!("Order {number}")]).await;
        office.until(&format!("document.querySelector(\"{}\").innerText.trim() === ''", part(HIS_ROW, "cart"))).await;

        buyer.follow("form[action='/sign-out'] button").await;
        is_gone(&office, HIS_ROW).await;
        assert_eq!(office.count(ANOTHER_ROW).await, 1, "the other one is still there");
        assert!(office.has_stayed().await, "nothing loads the page again");
        office.has_no_complaints().await;
        chrome.quit().await;
        house.close().await;
    }

    async fn whoever_is_there_stays_in_sight_while_the_feed_tells_of_orders_alone(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let office = signed_in(&house, &chrome, MANAGER).await;
        office.open("/live?kind=order.placed").await;
        office.begin_staying().await;
        let yug = house.api(YUG).await;
        yug.look("/api/v1/products/GL-5").await.expect(200);
        office.reads(&part(ANOTHER_ROW, "page"), &["Product GL-5"]).await;
        yug.look("/api/v1/cart").await.expect(200);
        office.reads(&part(ANOTHER_ROW, "page"), &["Cart"]).await;
        assert_eq!(office.count("#feed tr").await, 0, "a page is no order");
        let order = yug.order("told", one("DR-1", "1")).await.expect(201).json();
        let number = order["number"].as_str().expect("a number");
        office.reads("#feed", &[&format!("Placed order {number}")]).await;
        assert_eq!(office.count("#feed tr").await, 1);
        assert!(office.has_stayed().await, "nothing loads the page again");
        office.shoot(&album, "orders").await;
        office.has_no_complaints().await;
        chrome.quit().await;
        house.close().await;
    }
}
