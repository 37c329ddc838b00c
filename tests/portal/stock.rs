//! Stock: shown as the partner may see it, booked as movements, promised once, given from the right warehouse.

use chrono::DateTime;
use chrono_tz::Europe::Moscow;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::House;
use crate::kit::client::Told;
use crate::kit::trade::{BETA, SEVER, WAREHOUSE, YUG};
use crate::kit::{Client, trade};
use crate::on_both;
use crate::reading::{behind, between, bring, figure, finish, item, number, one, orders, refusal, stored};

async fn show_beta(house: &House, mode: &str) {
    bring(
        house,
        "partners",
        &format!("code,name,manager,agents,stock_display\nBETA,ООО «Бета»,{},{},{mode}\n", trade::MANAGER, trade::AGENT),
    )
    .await;
}

/// The tone and the words of the stock in a row of the catalogue.
fn told<'t>(page: &'t str, sku: &str) -> &'t str {
    between(behind(page, sku), "<span class=\"stock stock--", "</span>")
}

/// The time of a figure as English pages write it.
fn minute(as_of: &Value) -> String {
    let at = DateTime::parse_from_rfc3339(as_of.as_str().expect("a time")).expect("RFC 3339").with_timezone(&Moscow);
    at.format("%-d %b %Y\u{a0}%H:%M").to_string()
}

async fn count(client: &Client, sku: &str, body: Value) -> Told {
    client.set(&format!("/api/v1/stock/{sku}"), body).await
}

/// Stock of one warehouse as the warehouse sees it.
async fn shelf(client: &Client, sku: &str, warehouse: &str) -> Value {
    let all = client.look(&format!("/api/v1/stock/{sku}")).await.expect(200).json();
    let found = all["items"].as_array().and_then(|items| items.iter().find(|item| item["warehouse"] == warehouse)).cloned();
    found.unwrap_or_else(|| panic!("no {warehouse} in {all}"))
}

fn allocations(order: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let parts = order["lines"][0]["allocations"].as_array().expect("allocations");
    parts.iter().map(|part| (text(&part["warehouse"]), text(&part["quantity"]))).collect()
}

on_both! {
    async fn an_exact_figure_is_shown_per_warehouse_of_the_contract_with_its_time(house: House) {
        let card = house.api(SEVER).await.look("/api/v1/products/DR-1").await.expect(200).json();
        assert_eq!((&card["stock"]["mode"], &card["stock"]["available"]), (&json!("exact"), &json!("140.000")));
        let warehouses: Vec<_> = card["warehouses"].as_array().unwrap().iter().map(|w| (w["warehouse"].clone(), w["available"].clone())).collect();
        assert_eq!(warehouses, [(json!("MSK"), json!("100.000")), (json!("SPB"), json!("40.000"))]);
        let browser = house.browser(SEVER).await;
        let time = minute(&card["warehouses"][0]["as_of"]);
        let page = browser.look("/products/DR-1").await.expect(200).text;
        assert!(page.contains("Moscow") && page.contains("Saint Petersburg") && !page.contains("Yekaterinburg"), "{page}");
        assert!(page.contains(&format!("as of {time}")), "{time}: {page}");
        assert_eq!(told(&browser.look("/catalogue").await.expect(200).text, "DR-1"), "ok\">140\u{a0}pcs");
        house.close().await;
    }

    async fn a_level_says_much_little_or_none_and_never_a_figure(house: House) {
        bring(&house, "stock", "warehouse,sku,on_hand\nMSK,GL-5,15\n").await;
        let (beta, browser) = (house.api(BETA).await, house.browser(BETA).await);
        let list = beta.look("/api/v1/products").await.expect(200);
        assert_eq!((&item(&list.json()["items"], "DR-1")["stock"]["level"], &item(&list.json()["items"], "GL-5")["stock"]["level"]), (&json!("much"), &json!("little")));
        let card = beta.look("/api/v1/products/DR-1").await.expect(200);
        assert!(!list.text.contains("available") && !card.text.contains("available"), "{} {}", list.text, card.text);
        assert!(card.json()["stock"]["as_of"].is_string());
        let page = browser.look("/catalogue").await.expect(200).text;
        assert_eq!((told(&page, "DR-1"), told(&page, "GL-5")), ("ok\">Plenty", "low\">Few left"));
        bring(&house, "stock", "warehouse,sku,on_hand\nMSK,GL-5,0\n").await;
        assert_eq!(told(&browser.look("/catalogue").await.expect(200).text, "GL-5"), "none\">Out of stock");
        // A refusal does not tell the figure either.
        let short = beta.order("level", one("DR-1", "100000")).await;
        assert_eq!(refusal(&short).1, "stock_short");
        assert!(short.json()["lines"][0]["available"].is_null(), "{}", short.text);
        assert!(!short.json()["errors"].to_string().contains("640"), "{}", short.text);
        house.close().await;
    }

    async fn yes_or_no_says_no_more_than_that(house: House) {
        show_beta(&house, "yes_no").await;
        bring(&house, "stock", "warehouse,sku,on_hand\nMSK,GL-5,0\n").await;
        let list = house.api(BETA).await.look("/api/v1/products").await.expect(200);
        let stock = |sku: &str| item(&list.json()["items"], sku)["stock"].clone();
        assert_eq!((&stock("DR-1")["level"], &stock("GL-5")["level"], &stock("DR-1")["mode"]), (&json!("yes"), &json!("no"), &json!("yes_no")));
        assert!(!list.text.contains("available"), "{}", list.text);
        let page = house.browser(BETA).await.look("/catalogue").await.expect(200).text;
        assert_eq!((told(&page, "DR-1"), told(&page, "GL-5")), ("ok\">In stock", "none\">Out of stock"));
        assert!(page.contains("as of "), "{page}");
        house.close().await;
    }

    async fn hidden_stock_leaves_no_trace_on_page_or_in_json(house: House) {
        show_beta(&house, "hidden").await;
        let (beta, browser) = (house.api(BETA).await, house.browser(BETA).await);
        let list = beta.look("/api/v1/products").await.expect(200).json();
        assert_eq!(item(&list["items"], "DR-1")["stock"], json!({"mode": "hidden"}));
        let card = beta.look("/api/v1/products/DR-1").await.expect(200).json();
        assert_eq!((&card["stock"], &card["warehouses"]), (&json!({"mode": "hidden"}), &json!([])));
        for path in ["/catalogue", "/products/DR-1"] {
            let page = browser.look(path).await.expect(200).text;
            assert!(!page.contains("class=\"stock ") && !page.contains("as of ") && !page.contains("Moscow"), "{page}");
        }
        let short = beta.order("hidden", one("DR-1", "100000")).await.expect(409).json();
        let line = &short["lines"][0];
        assert!(line["available"].is_null() && line["expected"].is_null() && line["expected_on"].is_null(), "{short}");
        house.close().await;
    }

    async fn what_is_expected_is_shown_with_its_day(house: House) {
        let sever = house.api(SEVER).await;
        let drill = item(&sever.look("/api/v1/products").await.expect(200).json()["items"], "DR-2")["stock"].clone();
        assert_eq!((&drill["expected"], &drill["expected_on"]), (&json!("30.000"), &json!("2099-01-15")));
        assert!(behind(&house.browser(SEVER).await.look("/catalogue").await.expect(200).text, "DR-2").contains("expected on 15 Jan 2099"));
        let warehouse = house.api(WAREHOUSE).await;
        count(&warehouse, "GL-5", json!({"warehouse": "MSK", "on_hand": "10", "expected": "500", "expected_on": "2099-02-01"})).await.expect(200);
        let level = item(&house.api(BETA).await.look("/api/v1/products").await.expect(200).json()["items"], "GL-5")["stock"].clone();
        assert_eq!((level.get("expected"), &level["expected_on"]), (None, &json!("2099-02-01")));
        // A count that says nothing of it leaves it as it was; nought takes it away.
        count(&warehouse, "GL-5", json!({"warehouse": "MSK", "on_hand": "9"})).await.expect(200);
        assert_eq!(shelf(&warehouse, "GL-5", "MSK").await["expected"], "500.000");
        count(&warehouse, "GL-5", json!({"warehouse": "MSK", "on_hand": "9", "expected": "0"})).await.expect(200);
        let gloves = item(&sever.look("/api/v1/products").await.expect(200).json()["items"], "GL-5")["stock"].clone();
        assert!(gloves.get("expected").is_none() && gloves.get("expected_on").is_none(), "{gloves}");
        house.close().await;
    }

    async fn a_figure_is_booked_as_a_movement_and_seen_by_buyers(house: House) {
        let warehouse = house.api(WAREHOUSE).await;
        let moved = "SELECT COALESCE(sum(quantity), 0) FROM movement WHERE source = 'figure'";
        let booked = count(&warehouse, "DR-1", json!({"warehouse": "MSK", "on_hand": "77"})).await.expect(200).json();
        assert_eq!(booked, json!({"outcome": "changed", "is_short": false}));
        assert_eq!(house.sql_i64(moved).await, -23_000);
        let sever = house.api(SEVER).await;
        assert_eq!(sever.look("/api/v1/products/DR-1").await.expect(200).json()["stock"]["available"], "117.000");
        let again = count(&warehouse, "DR-1", json!({"warehouse": "MSK", "on_hand": "77"})).await.expect(200).json();
        assert_eq!((&again["outcome"], house.sql_i64(moved).await), (&json!("unchanged"), -23_000));
        let first = count(&warehouse, "DR-2", json!({"warehouse": "EKB", "on_hand": "4"})).await.expect(200).json();
        assert_eq!(first["outcome"], "added");
        house.close().await;
    }

    async fn a_figure_that_cannot_be_is_refused_and_leaves_nothing(house: House) {
        let warehouse = house.api(WAREHOUSE).await;
        let before = stored(&house).await;
        for (body, field) in [
            (json!({"warehouse": "NOWHERE", "on_hand": "1"}), "/warehouse"),
            (json!({"warehouse": "MSK", "on_hand": "-1"}), "/on_hand"),
            (json!({"warehouse": "MSK", "on_hand": "1.0001"}), "/on_hand"),
            (json!({"warehouse": "MSK", "on_hand": 1}), "/on_hand"),
            (json!({"warehouse": "MSK"}), "/on_hand"),
            (json!({"warehouse": "MSK", "on_hand": "1", "as_of": "2199-01-01T00:00:00Z"}), "/as_of"),
            (json!({"warehouse": "MSK", "on_hand": "1", "as_of": "yesterday"}), "/as_of"),
            (json!({"warehouse": "MSK", "on_hand": "1", "expected": "-1"}), "/expected"),
            (json!({"warehouse": "MSK", "on_hand": "1", "reserved": "0"}), "/reserved"),
        ] {
            let (status, _, told, _) = refusal(&count(&warehouse, "DR-1", body.clone()).await);
            assert_eq!((status, told.as_str()), (422, field), "{body}");
        }
        count(&warehouse, "XX-9", json!({"warehouse": "MSK", "on_hand": "1"})).await.expect(404);
        let buyer = house.api(SEVER).await;
        count(&buyer, "DR-1", json!({"warehouse": "MSK", "on_hand": "1"})).await.expect(403);
        buyer.look("/api/v1/stock/DR-1").await.expect(403);
        assert_eq!(stored(&house).await, before);
        house.close().await;
    }

    async fn a_figure_from_the_past_is_booked_against_what_we_had_then(house: House) {
        let began = house.now();
        house.pass_seconds(7200);
        let warehouse = house.api(WAREHOUSE).await;
        count(&warehouse, "DR-1", json!({"warehouse": "MSK", "on_hand": "60"})).await.expect(200);
        let known = shelf(&warehouse, "DR-1", "MSK").await["as_of"].clone();
        // An hour ago we believed in 100; 90 were counted then, so 10 less lie there now.
        let late = json!({"warehouse": "MSK", "on_hand": "90", "as_of": began.plus_seconds(3600).to_string()});
        count(&warehouse, "DR-1", late.clone()).await.expect(200);
        let now = shelf(&warehouse, "DR-1", "MSK").await;
        assert_eq!(now["on_hand"], "50.000");
        assert_eq!(now["as_of"], known, "the figure of an hour ago does not make the later one older");
        let before = stored(&house).await;
        assert_eq!(count(&warehouse, "DR-1", late).await.expect(200).json()["outcome"], "unchanged");
        assert_eq!(shelf(&warehouse, "DR-1", "MSK").await, now);
        assert_eq!(stored(&house).await.into_iter().find(|(what, _)| *what == "movements"), before.into_iter().find(|(what, _)| *what == "movements"));
        house.close().await;
    }

    async fn twenty_figures_at_once_leave_stock_that_is_its_movements(house: House) {
        let warehouse = house.crowd(WAREHOUSE).await;
        let told = join_all((1..=20).map(|n| count(&warehouse, "DR-1", json!({"warehouse": "MSK", "on_hand": n.to_string()})))).await;
        assert!(told.iter().all(|told| told.status.as_u16() == 200), "{told:?}");
        let told = join_all((1..=20).map(|n| count(&warehouse, "CB-1", json!({"warehouse": "EKB", "on_hand": n.to_string()})))).await;
        assert!(told.iter().all(|told| told.status.as_u16() == 200), "{told:?}");
        let on_hand = figure(&shelf(&warehouse, "DR-1", "MSK").await["on_hand"]);
        assert!(on_hand >= number("1") && on_hand <= number("20"), "{on_hand}");
        house.close().await;
    }

    async fn less_than_is_promised_shows_none_and_raises_a_shortage(house: House) {
        let sever = house.api(SEVER).await;
        let order = sever.order("all-ten", one("DR-2", "10")).await.expect(201).json();
        let warehouse = house.api(WAREHOUSE).await;
        let booked = count(&warehouse, "DR-2", json!({"warehouse": "MSK", "on_hand": "4"})).await.expect(200).json();
        assert_eq!(booked["is_short"], true);
        let row = shelf(&warehouse, "DR-2", "MSK").await;
        assert_eq!((&row["on_hand"], &row["reserved"], &row["available"]), (&json!("4.000"), &json!("10.000"), &json!("0.000")));
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'stock.short'").await, 1);
        assert_eq!(sever.look("/api/v1/products/DR-2").await.expect(200).json()["stock"]["available"], "0.000");
        assert_eq!(refusal(&sever.order("more", one("DR-2", "1")).await).1, "stock_short");
        // Less than nothing in one warehouse takes nothing away from another.
        count(&warehouse, "DR-2", json!({"warehouse": "SPB", "on_hand": "3"})).await.expect(200);
        assert_eq!(sever.look("/api/v1/products/DR-2").await.expect(200).json()["stock"]["available"], "3.000");
        let seen = sever.look(&format!("/api/v1/orders/{}", order["number"].as_str().unwrap())).await.expect(200).json();
        let mut placed = order.clone();
        placed.as_object_mut().unwrap().remove("receipt").expect("what proves the order comes with the first answer");
        assert_eq!(seen, placed);
        finish(house).await;
    }

    async fn fifty_buyers_of_the_last_ten_get_exactly_ten(house: House) {
        let clients = join_all((0..50).map(|n| house.crowd(if n % 2 == 0 { SEVER } else { YUG }))).await;
        let told = join_all(clients.iter().enumerate().map(|(n, client)| async move { client.order(&format!("last-{n}"), one("DR-2", "1")).await })).await;
        let placed = told.iter().filter(|told| told.status.as_u16() == 201).count();
        for told in told.iter().filter(|told| told.status.as_u16() != 201) {
            assert_eq!(told.status.as_u16(), 409, "{}", told.text);
            let json = told.json();
            assert_eq!(json["code"], "stock_short");
            assert_eq!(json["lines"], json!([{"sku": "DR-2", "asked": "1.000", "available": "0.000", "expected": "30.000", "expected_on": "2099-01-15"}]));
        }
        assert_eq!((placed, orders(&house).await), (10, 10));
        assert_eq!(house.sql_i64("SELECT sum(reserved) FROM stock").await, 10_000);
        assert_eq!(house.sql_i64("SELECT sum(times) FROM requested_item WHERE reason = 'out_of_stock'").await, 40);
        finish(house).await;
    }

    async fn whoever_cannot_have_all_is_offered_the_part_that_is_left(house: House) {
        let sever = house.api(SEVER).await;
        let told = join_all((0..12).map(|n| {
            let sever = &sever;
            async move { sever.order(&format!("three-{n}"), one("DR-2", "3")).await }
        }))
        .await;
        assert_eq!(told.iter().filter(|told| told.status.as_u16() == 201).count(), 3);
        for told in told.into_iter().filter(|told| told.status.as_u16() != 201) {
            assert_eq!(told.expect(409).json()["lines"][0]["available"], "1.000");
        }
        sever.order("the-rest", one("DR-2", "1")).await.expect(201);
        assert_eq!(house.sql_i64("SELECT sum(reserved) FROM stock").await, 10_000);
        finish(house).await;
    }

    async fn a_line_comes_from_the_first_warehouse_that_holds_it_whole_else_from_several(house: House) {
        let (sever, beta) = (house.api(SEVER).await, house.api(BETA).await);
        let mut told = Vec::new();
        for (key, quantity) in [("first", "80"), ("second", "30"), ("split", "25")] {
            told.push(allocations(&sever.order(key, one("DR-1", quantity)).await.expect(201).json()));
        }
        let part = |warehouse: &str, quantity: &str| (warehouse.to_owned(), quantity.to_owned());
        assert_eq!(told, [vec![part("MSK", "80.000")], vec![part("SPB", "30.000")], vec![part("MSK", "20.000"), part("SPB", "5.000")]]);
        // Another contract has a third warehouse.
        assert_eq!(allocations(&beta.order("far", one("DR-1", "400")).await.expect(201).json()), [part("EKB", "400.000")]);
        // 5 in SPB are left to Альфа, whatever lies in Yekaterinburg.
        assert_eq!(refusal(&sever.order("too-many", one("DR-1", "6")).await).1, "stock_short");
        finish(house).await;
    }
}
