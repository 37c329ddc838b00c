//! The day has a line for each thing that needs somebody, and each line leads to just the rows it counts.

use orderly::app;
use serde_json::json;

use crate::House;
use crate::insight::{counted_links, leads_to_its_rows};
use crate::kit::trade::{ADMINISTRATOR, AGENT, MANAGER, SEVER, WAREHOUSE, YUG};
use crate::on_both;
use crate::reading::{at, finish, one};
use crate::receivables::keyed;

const QUOTES: &str = "/api/v1/quotes";

/// A cart of somebody that lies long enough for a task; so many tasks there are then.
async fn leave_a_cart(house: &House, login: &str, tasks: i64) {
    house.api(login).await.set("/api/v1/cart/lines/DR-1", json!({"quantity": "40"})).await.expect(200);
    house.pass_seconds(20 * 60);
    app::watch_over(&house.gate).await.expect("the rules are followed");
    assert_eq!(house.sql_i64("SELECT count(*) FROM task").await, tasks, "{login}");
}

/// A quote for four drills that nobody has answered yet.
async fn ask_for_a_quote(house: &House, key: &str) -> String {
    let body = json!({"message": "Нужно к пятнице", "lines": [{"sku": "DR-1", "quantity": "4"}]});
    let told = keyed(&house.api(SEVER).await, QUOTES, key, &body).await.expect(201).json();
    told["number"].as_str().expect("a number").to_owned()
}

/// An order that is being picked, and that its buyer asks to cancel.
async fn ask_to_cancel(house: &House) {
    let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
    let order = sever.order("to-cancel", one("00417", "1")).await.expect(201).json();
    let number = order["number"].as_str().expect("a number");
    warehouse.send(&format!("/api/v1/orders/{number}/picking"), json!({})).await.expect(200);
    sever.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await.expect(202);
}

on_both! {
    async fn one_of_each_thing_that_needs_somebody_is_counted_once_and_has_its_row(house: House) {
        // Promised for Friday, and still here on Tuesday.
        house.set_clock(at("2027-03-04T09:00:00Z"));
        house.api(SEVER).await.order("late", one("GL-5", "5")).await.expect(201);
        house.set_clock(at("2027-03-09T09:00:00Z"));
        leave_a_cart(&house, SEVER, 1).await;
        // The time of the first task passes; the second has until a quarter to three in Moscow.
        house.pass_seconds(3601);
        leave_a_cart(&house, YUG, 2).await;
        ask_for_a_quote(&house, "asked").await;
        let cheap = ask_for_a_quote(&house, "cheap").await;
        let offer = json!({"lines": [{"sku": "DR-1", "quantity": "4", "unit_price": "2999.99"}], "valid_until": "2027-03-16"});
        house.api(MANAGER).await.send(&format!("{QUOTES}/{cheap}/versions"), offer).await.expect(202);
        let limit = json!({"limit": "2000000", "reason": "Открывают второй магазин"});
        house.api(AGENT).await.send("/api/v1/contracts/A-1/limit-requests", limit).await.expect(201);
        ask_to_cancel(&house).await;
        house.api(SEVER).await.order("short", one("DR-2", "10")).await.expect(201);
        house.api(WAREHOUSE).await.set("/api/v1/stock/DR-2", json!({"warehouse": "MSK", "on_hand": "4"})).await.expect(200);

        let told = house.administrator().await.look("/api/v1/day").await.expect(200).json();
        let expected: Vec<_> = [
            "tasks_overdue", "cancellations", "limit_requests", "quotes_asked", "quotes_to_agree", "promises_late", "shortages", "tasks_today",
        ]
        .iter()
        .map(|matter| (json!(matter), json!(1)))
        .collect();
        let found: Vec<_> =
            told["items"].as_array().expect("items").iter().map(|item| (item["matter"].clone(), item["count"].clone())).collect();
        assert_eq!(found, expected, "{told}");
        let browser = house.browser(ADMINISTRATOR).await;
        let page = browser.look("/day").await.expect(200).text;
        let links = counted_links(&page, "/day/rows");
        assert_eq!(links.iter().map(|(_, number)| *number).collect::<Vec<_>>(), vec![1; expected.len()], "{page}");
        leads_to_its_rows(&browser, &links).await;
        finish(house).await;
    }
}
