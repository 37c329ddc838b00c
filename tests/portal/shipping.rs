//! Shipping: what leaves a warehouse for an order, in parts or whole, and what follows from it everywhere.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::client::{Client, Told, hidden, read};
use crate::kit::trade::{ACCOUNTANT, ALFA_ADMIN, BETA, MANAGER, SEVER, WAREHOUSE, YUG};
use crate::on_both;
use crate::reading::{at, between, bring, bring_contract, finish, letters, one, refusal, settle, stored};
use crate::receivables::{day, invoice};

/// Ships by API under a key.
pub async fn ship(client: &Client, order: &str, key: &str, body: Value) -> Told {
    let request = client.request(Method::POST, &format!("/api/v1/orders/{order}/shipments"));
    read(request.header("idempotency-key", key).json(&body).send().await.expect("an answer")).await
}

/// Everything that is reserved in Moscow.
pub fn all_from_moscow() -> Value {
    json!({"warehouse": "MSK"})
}

/// A part of one line from Moscow.
pub fn part(sku: &str, quantity: &str) -> Value {
    json!({"warehouse": "MSK", "lines": [{"sku": sku, "quantity": quantity}]})
}

/// Places an order; answers its number.
pub async fn placed(client: &Client, key: &str, body: Value) -> String {
    client.order(key, body).await.expect(201).json()["number"].as_str().unwrap().to_owned()
}

/// An order as it stands.
pub async fn order(client: &Client, number: &str) -> Value {
    client.look(&format!("/api/v1/orders/{number}")).await.expect(200).json()
}

const LEFT: &str = "SELECT COALESCE(-sum(quantity), 0) FROM movement WHERE kind = 'shipment'";
const RESERVED: &str = "SELECT COALESCE(sum(reserved), 0) FROM stock";
const EXPOSURE: &str = "SELECT COALESCE(sum(exposure), 0) FROM standing";

on_both! {
    async fn a_whole_order_leaves_and_stock_order_invoice_and_letter_follow(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "whole", one("DR-1", "5")).await;
        let told = ship(&warehouse, &number, "s1", all_from_moscow()).await.expect(201);
        let shipment = told.json();
        assert_eq!((&shipment["number"], &shipment["order"], &shipment["warehouse"]), (&json!(format!("{number}-1")), &json!(number), &json!("MSK")));
        let line = &shipment["lines"][0];
        assert_eq!((&line["sku"], &line["quantity"], &line["open"]), (&json!("DR-1"), &json!("5.000"), &json!("0.000")));
        assert!(line["name"].as_str().unwrap().contains("Impact drill"), "{line}");
        assert_eq!(shipment["note_url"], format!("/shipments/{number}-1"));
        assert_eq!((house.sql_i64(LEFT).await, house.sql_i64(RESERVED).await), (5_000, 0));
        assert_eq!(house.sql_i64("SELECT sum(on_hand) FROM stock s JOIN product p ON p.id = s.product_id JOIN warehouse w ON w.id = s.warehouse_id WHERE p.sku = 'DR-1' AND w.code = 'MSK'").await, 95_000);
        assert_eq!(house.sql_i64(EXPOSURE).await, 1_960_000);
        let seen = order(&sever, &number).await;
        assert_eq!((&seen["state"], &seen["version"], &seen["on_hold"]), (&json!("shipped"), &json!(2), &json!([])));
        assert_eq!((&seen["lines"][0]["shipped"], &seen["lines"][0]["open"]), (&json!("5.000"), &json!("0.000")));
        assert_eq!((&seen["shipments"][0]["number"], &seen["invoices"][0]), (&shipment["number"], &shipment["invoice"]));
        assert_eq!(house.sql_i64("SELECT total FROM invoice WHERE kind = 'invoice'").await, 1_960_000);
        for (language, words) in [("en", ["Delivery note", "Impact drill"]), ("ru", ["Накладная", "Дрель ударная"])] {
            house.browser(SEVER).await.fill("/", "/language", &[("lang", language), ("next", "/")]).await.expect(303);
            let page = house.browser(SEVER).await.look(&format!("/shipments/{number}-1")).await.expect(200).text;
            assert!(words.iter().all(|word| page.contains(word)), "{language}: {page}");
        }
        settle(&house).await;
        assert_eq!(letters(&house).iter().filter(|letter| letter.text.contains("DR-1")).count(), 2);
        // Nothing is left to ship.
        assert_eq!(refusal(&ship(&warehouse, &number, "s2", all_from_moscow()).await).1, "not_shippable");
        finish(house).await;
    }

    async fn parts_add_up_to_the_order_to_the_kopeck_and_delivery_is_billed_once(house: House) {
        let (yug, warehouse) = (house.api(YUG).await, house.api(WAREHOUSE).await);
        let mut body = one("DR-1", "7");
        body["delivery_address"] = json!("Склад Юг");
        let number = placed(&yug, "parts", body).await;
        let whole = order(&yug, &number).await;
        for (n, quantity) in ["3", "1", "2", "1"].into_iter().enumerate() {
            let told = ship(&warehouse, &number, &format!("p{n}"), part("DR-1", quantity)).await.expect(201).json();
            assert_eq!(told["number"], format!("{number}-{}", n + 1));
            let line = order(&yug, &number).await["lines"][0].clone();
            let parts = ["shipped", "open", "cancelled"].map(|name| line[name].as_str().unwrap().replace('.', "").parse::<i64>().unwrap());
            assert_eq!(parts.iter().sum::<i64>(), 7_000, "{line}");
        }
        assert_eq!(order(&yug, &number).await["state"], "shipped");
        for (column, name) in [("total", "total"), ("net", "net"), ("vat", "vat")] {
            let kopecks: i64 = whole[name].as_str().unwrap().replace('.', "").parse().unwrap();
            assert_eq!(house.sql_i64(&format!("SELECT sum({column}) FROM invoice WHERE kind = 'invoice'")).await, kopecks, "{name}");
        }
        // What was committed is what was billed: nothing of the order is left in the exposure but its invoices.
        assert_eq!(house.sql_i64("SELECT sum(amount) FROM ledger_entry WHERE kind = 'commitment'").await, 0);
        finish(house).await;
    }

    async fn what_stays_behind_is_promised_anew_with_the_reason(house: House) {
        house.set_clock(at("2026-06-03T09:00:00Z"));
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "rest", one("DR-1", "5")).await;
        assert_eq!(order(&sever, &number).await["lines"][0]["promised_on"], "2026-06-04");
        // Friday: the next working day is Monday.
        house.set_clock(at("2026-06-05T09:00:00Z"));
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let first = ship(&warehouse, &number, "r1", part("DR-1", "2")).await.expect(201).json();
        assert_eq!(order(&sever, &number).await["lines"][0]["promised_on"], "2026-06-08");
        // The day it left, and its documents; the invoice for who reads money.
        let paper = format!("href=\"/invoices/{}\"", first["invoice"].as_str().unwrap());
        for (login, is_told) in [(SEVER, false), (ALFA_ADMIN, true)] {
            let page = house.browser(login).await.look(&format!("/orders/{number}")).await.expect(200).text;
            assert!(page.contains("Shipped: 2 (5 Jun 2026)"), "{login}: {page}");
            assert!(page.contains(&format!("href=\"/shipments/{number}-1\"")), "{login}: {page}");
            assert_eq!(page.contains(&paper), is_told, "{login}: {page}");
        }
        let mut body = part("DR-1", "1");
        body["promised_on"] = json!("2026-06-20");
        body["reason"] = json!("The lorry was full");
        ship(&warehouse, &number, "r2", body).await.expect(201);
        let seen = order(&sever, &number).await;
        assert_eq!((&seen["state"], &seen["lines"][0]["promised_on"], &seen["lines"][0]["open"]), (&json!("partly_shipped"), &json!("2026-06-20"), &json!("2.000")));
        let page = house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text;
        for words in ["The lorry was full", "20 Jun 2026", "Still to come: 2"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let late = "<span class=\"badge badge--bad\">Late</span>";
        assert!(!page.contains(late), "{page}");
        settle(&house).await;
        let last = letters(&house).into_iter().find(|letter| letter.text.contains("20 Jun 2026")).expect("a letter with the new day");
        assert!(last.text.contains("Still to come"), "{}", last.text);
        // Each shipped line keeps the day that was in force when it left.
        let kept = "SELECT count(*) FROM shipment_line l JOIN shipment s ON s.id = l.shipment_id WHERE l.promised_on < s.shipped_on";
        assert_eq!(house.sql_i64(kept).await, 1);
        assert_eq!(house.sql_i64("SELECT count(*) FROM promise WHERE reason = 'The lorry was full'").await, 1);
        let mut yesterday = part("DR-1", "1");
        yesterday["promised_on"] = json!("2026-06-04");
        assert_eq!(refusal(&ship(&warehouse, &number, "r3", yesterday).await).2, "/promised_on");
        // A promise that went by while something is open is late, and the page says so where it tells the day.
        house.set_clock(at("2026-06-22T09:00:00Z"));
        let page = house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text;
        assert_eq!(page.matches(late).count(), 2, "{page}");
        ship(&house.api(WAREHOUSE).await, &number, "r4", all_from_moscow()).await.expect(201);
        let page = house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text;
        assert!(!page.contains(late), "{page}");
        finish(house).await;
    }

    async fn a_delivery_note_tells_what_left_what_is_open_and_to_whom_and_is_signed_by_both(house: House) {
        let number = placed(&house.api(SEVER).await, "note", one("DR-1", "5")).await;
        ship(&house.api(WAREHOUSE).await, &number, "n", part("DR-1", "2")).await.expect(201);
        let page = house.browser(SEVER).await.look(&format!("/shipments/{number}-1")).await.expect(200).text;
        assert!(between(&page, "data-label=\"Shipped quantity\">", "</td>").contains("2 pcs"), "{page}");
        assert_eq!(between(&page, "data-label=\"Still to come\">", "</td>"), "3");
        assert!(between(&page, "Recipient</dt>", "</div>").contains("ООО «Альфа», Север"), "{page}");
        assert!(between(&page, "Shipped by</dt>", "</div>").contains("Семён Складов"), "{page}");
        for who in ["Handed over</dt>", "Received</dt>"] {
            assert!(between(&page, who, "</div>").contains("____"), "room for a signature: {page}");
        }
        finish(house).await;
    }

    async fn the_report_on_promises_has_three_figures_for_each_warehouse(house: House) {
        house.set_clock(at("2026-06-03T09:00:00Z"));
        let sever = house.api(SEVER).await;
        let lines = json!({"lines": [{"sku": "DR-1", "quantity": "1"}, {"sku": "GL-5", "quantity": "5"}, {"sku": "CB-1", "quantity": "3"}]});
        let (both, cable) = (placed(&sever, "both", lines).await, placed(&sever, "cable", one("CB-1", "1")).await);
        let open = json!({"sku": "CB-1", "reason": "The mill stands still"});
        house.api(MANAGER).await.send(&format!("/api/v1/orders/{cable}/promises"), open).await.expect(200);
        house.set_clock(at("2026-06-04T09:00:00Z"));
        let warehouse = house.api(WAREHOUSE).await;
        ship(&warehouse, &both, "drill", part("DR-1", "1")).await.expect(201);
        let some = json!({"warehouse": "SPB", "lines": [{"sku": "CB-1", "quantity": "1"}]});
        ship(&warehouse, &both, "cable", some).await.expect(201);
        // A week and more behind the day.
        house.set_clock(at("2026-06-15T09:00:00Z"));
        let warehouse = house.api(WAREHOUSE).await;
        ship(&warehouse, &both, "gloves", all_from_moscow()).await.expect(201);
        for number in [&both, &cable] {
            ship(&warehouse, number, &format!("late-{number}"), json!({"warehouse": "SPB"})).await.expect(201);
        }
        let told = warehouse.look("/api/v1/promises?from=2026-06-01&to=2026-06-30").await.expect(200).json();
        let figures = |code: &str| {
            let found = told["warehouses"].as_array().unwrap().iter().find(|row| row["warehouse"] == code).cloned();
            found.map(|row| ["kept", "late", "unpromised"].map(|name| row[name].as_i64().unwrap()))
        };
        assert_eq!((figures("MSK"), figures("SPB")), (Some([1, 1, 0]), Some([1, 1, 1])), "{told}");
        assert_eq!(told["items"].as_array().unwrap().len(), 5);
        let late = warehouse.look("/api/v1/promises?from=2026-06-01&to=2026-06-30&warehouse=SPB&outcome=late").await.expect(200).json();
        assert_eq!((late["items"].as_array().unwrap().len(), &late["items"][0]["sku"], &late["items"][0]["order"]), (1, &json!("CB-1"), &json!(both)));
        let page = house.browser(WAREHOUSE).await.look("/promises?from=2026-06-01&to=2026-06-30").await.expect(200).text;
        for link in ["warehouse=MSK&amp;outcome=late", "warehouse=SPB&amp;outcome=late", "warehouse=SPB&amp;outcome=unpromised"] {
            assert!(page.contains(link), "{link}: {page}");
        }
        assert!(!page.contains("warehouse=MSK&amp;outcome=unpromised"), "{page}");
        finish(house).await;
    }

    async fn the_same_key_ships_once_and_tells_the_same(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "once", one("DR-1", "5")).await;
        let told = join_all((0..6).map(|_| ship(&warehouse, &number, "same", part("DR-1", "2")))).await;
        let first = told.iter().find(|told| told.header("idempotency-replayed").is_empty()).expect("a first answer").json();
        for told in &told {
            assert_eq!((told.status.as_u16(), told.json()), (201, first.clone()));
        }
        assert_eq!(told.iter().filter(|told| told.header("idempotency-replayed") == "true").count(), 5);
        assert_eq!(house.sql_i64(LEFT).await, 2_000);
        assert_eq!(refusal(&ship(&warehouse, &number, "same", part("DR-1", "3")).await).1, "idempotency_key_reused");
        ship(&warehouse, &number, "rest", all_from_moscow()).await.expect(201);
        // What happened since does not change the first answer.
        assert_eq!(ship(&warehouse, &number, "same", part("DR-1", "2")).await.expect(201).json(), first);
        finish(house).await;
    }

    async fn many_who_ship_one_order_at_once_never_ship_more_than_was_ordered(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "crowd", one("DR-1", "5")).await;
        let keys: Vec<String> = (0..12).map(|n| format!("c{n}")).collect();
        let told = join_all(keys.iter().map(|key| ship(&warehouse, &number, key, part("DR-1", "1")))).await;
        let shipped = told.iter().filter(|told| told.status.as_u16() == 201).count();
        for told in told.iter().filter(|told| told.status.as_u16() != 201) {
            let (status, code, ..) = refusal(told);
            assert!(status == 409 && ["not_reserved", "not_shippable"].contains(&code.as_str()), "{}", told.text);
        }
        assert_eq!((shipped, house.sql_i64(LEFT).await, house.sql_i64(RESERVED).await), (5, 5_000, 0));
        assert_eq!(house.sql_i64("SELECT count(DISTINCT number) FROM shipment").await, 5);
        let (from, to) = ("SELECT sum(total) FROM invoice WHERE kind = 'invoice'", "SELECT sum(total) FROM sales_order");
        assert_eq!(house.sql_i64(from).await, house.sql_i64(to).await);
        finish(house).await;
    }

    async fn nothing_leaves_that_is_not_reserved_or_not_on_hand(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "short", one("DR-2", "10")).await;
        bring(&house, "stock", "warehouse,sku,on_hand\nMSK,DR-2,4\n").await;
        settle(&house).await;
        let before = stored(&house).await;
        let told = ship(&warehouse, &number, "all", all_from_moscow()).await;
        assert_eq!(refusal(&told).1, "not_on_hand");
        assert_eq!(told.json()["lines"], json!([{"sku": "DR-2", "asked": "10.000", "on_hand": "4.000"}]));
        assert_eq!(refusal(&ship(&warehouse, &number, "more", part("DR-2", "11")).await).1, "not_reserved");
        assert_eq!(refusal(&ship(&warehouse, &number, "none", part("DR-2", "0")).await).3, "not_positive");
        assert_eq!(refusal(&ship(&warehouse, &number, "half", part("DR-2", "0.5")).await).3, "not_whole");
        assert_eq!(refusal(&ship(&warehouse, &number, "other", part("DR-1", "1")).await).3, "unknown_product");
        assert_eq!(refusal(&ship(&warehouse, &number, "empty", json!({"warehouse": "MSK", "lines": []})).await).3, "out_of_range");
        assert_eq!(refusal(&ship(&warehouse, &number, "spb", json!({"warehouse": "SPB"})).await).1, "nothing_to_ship");
        assert_eq!(refusal(&ship(&warehouse, &number, "where", json!({"warehouse": "XX"})).await).2, "/warehouse");
        assert_eq!(refusal(&ship(&warehouse, &number, "field", json!({"warehouse": "MSK", "price": "1"})).await).3, "unknown_field");
        assert_eq!(stored(&house).await, before);
        ship(&warehouse, &number, "four", part("DR-2", "4")).await.expect(201);
        finish(house).await;
    }

    async fn a_shipment_of_another_unit_or_company_does_not_exist(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "mine", one("DR-1", "1")).await;
        ship(&warehouse, &number, "m", all_from_moscow()).await.expect(201);
        assert_eq!(sever.look(&format!("/api/v1/shipments?order={number}&warehouse=MSK")).await.expect(200).json()["items"].as_array().unwrap().len(), 1);
        for login in [YUG, BETA] {
            let (api, browser) = (house.api(login).await, house.browser(login).await);
            let foreign = api.look(&format!("/api/v1/shipments/{number}-1")).await.expect(404);
            assert_eq!(refusal(&foreign), refusal(&api.look("/api/v1/shipments/999999-1").await), "{login}");
            assert_eq!(api.look("/api/v1/shipments").await.expect(200).json()["items"], json!([]));
            assert!(!browser.look(&format!("/shipments/{number}-1")).await.expect(404).text.contains("Impact drill"));
            ship(&api, &number, "x", all_from_moscow()).await.expect(403);
        }
        assert_eq!(refusal(&ship(&warehouse, "999999", "u", all_from_moscow()).await).0, 404);
        finish(house).await;
    }

    async fn a_machine_ships_with_its_key(house: House) {
        let number = placed(&house.api(SEVER).await, "machine", one("DR-1", "2")).await;
        let key = json!({"name": "scales", "scopes": ["orders.ship", "orders.read"]});
        let token = house.administrator().await.send("/api/v1/keys", key).await.expect(201).json()["token"].as_str().unwrap().to_owned();
        let machine = Client::bearer(&house.url, token);
        assert_eq!(machine.look("/api/v1/picking?warehouse=MSK").await.expect(200).json()["items"][0]["order"], number);
        ship(&machine, &number, "m1", all_from_moscow()).await.expect(201);
        finish(house).await;
    }

    async fn the_invoice_has_the_rate_of_the_day_the_goods_left(house: House) {
        house.set_clock(at("2025-12-30T09:00:00Z"));
        let number = placed(&house.api(SEVER).await, "year-end", one("DR-1", "1")).await;
        assert_eq!(order(&house.api(SEVER).await, &number).await["vat"], "653.33");
        house.set_clock(at("2026-01-12T09:00:00Z"));
        ship(&house.api(WAREHOUSE).await, &number, "new-year", all_from_moscow()).await.expect(201);
        assert_eq!(house.sql_i64("SELECT total FROM invoice WHERE kind = 'invoice'").await, 392_000);
        assert_eq!(house.sql_i64("SELECT vat FROM invoice WHERE kind = 'invoice'").await, 70_689);
        assert_eq!(house.sql_i64("SELECT count(*) FROM invoice WHERE kind = 'invoice' AND snapshot LIKE '%\"ordered_rate\":\"20.00\"%'").await, 1);
        finish(house).await;
    }

    async fn a_prepaid_order_leaves_when_it_is_paid(house: House) {
        let (beta, warehouse) = (house.api(BETA).await, house.api(WAREHOUSE).await);
        let told = beta.order("prepaid", one("DR-1", "2")).await.expect(201).json();
        let number = told["number"].as_str().unwrap().to_owned();
        assert_eq!((&told["on_hold"], &told["invoices"]), (&json!(["not_prepaid"]), &json!([format!("P-{number}")])));
        let no = ship(&warehouse, &number, "early", all_from_moscow()).await;
        assert_eq!(refusal(&no).1, "shipment_blocked");
        assert_eq!((&no.json()["reasons"][0]["code"], &no.json()["cure"]["amount"]), (&json!("not_prepaid"), &told["total"]));
        let list = warehouse.look("/api/v1/picking?warehouse=MSK").await.expect(200).json();
        assert_eq!((&list["items"], &list["stopped"][0]["order"], &list["stopped"][0]["reasons"]), (&json!([]), &json!(number), &json!(["not_prepaid"])));
        assert_eq!(refusal(&warehouse.send(&format!("/api/v1/orders/{number}/picking"), json!({})).await).1, "shipment_blocked");
        let payment = json!({"contract": "B-1", "amount": told["total"], "currency": "RUB", "paid_on": house.now().day_in(chrono_tz::Europe::Moscow).to_string(), "reference": "77"});
        let accountant = house.api(ACCOUNTANT).await;
        let request = accountant.request(Method::POST, "/api/v1/payments").header("idempotency-key", "pay").json(&payment);
        read(request.send().await.expect("an answer")).await.expect(201);
        assert_eq!(order(&beta, &number).await["on_hold"], json!([]));
        ship(&warehouse, &number, "early", all_from_moscow()).await.expect(201);
        finish(house).await;
    }

    async fn the_warehouse_picks_and_ships_on_its_page(house: House) {
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "page", json!({"lines": [{"sku": "DR-1", "quantity": "3"}, {"sku": "GL-5", "quantity": "10"}]})).await;
        let browser = house.browser(WAREHOUSE).await;
        let page = browser.look("/picking?warehouse=MSK").await.expect(200).text;
        assert!(page.contains(&number) && page.contains("GL-5") && !page.contains('₽'), "{page}");
        let begun = browser.fill("/picking?warehouse=MSK", &format!("/orders/{number}/picking"), &[("warehouse", "MSK")]).await.expect(303);
        assert!(begun.location().starts_with("/picking"), "{}", begun.location());
        assert_eq!(order(&sever, &number).await["state"], "picking");
        let page = browser.look("/picking?warehouse=MSK").await.expect(200).text;
        let (token, key) = (hidden(&page, "csrf"), hidden(&page, "key"));
        let form = |drills: &'static str| {
            let (token, key) = (token.clone(), key.clone());
            vec![
                ("csrf", token), ("key", key), ("warehouse", "MSK".to_owned()), ("sku", "DR-1".to_owned()), ("quantity", drills.to_owned()),
                ("sku", "GL-5".to_owned()), ("quantity", "5".to_owned()), ("promised_on", String::new()), ("reason", "Later".to_owned()),
            ]
        };
        let path = format!("/orders/{number}/shipments");
        let too_many = read(browser.request(Method::POST, &path).form(&form("4")).send().await.expect("an answer")).await.expect(409);
        // What was typed stands there again.
        assert!(too_many.text.contains("value=\"4\"") && too_many.text.contains("value=\"Later\""), "{}", too_many.text);
        let sent = read(browser.request(Method::POST, &path).form(&form("3")).send().await.expect("an answer")).await.expect(303);
        assert!(sent.location().contains(&format!("shipped={number}-1")), "{}", sent.location());
        read(browser.request(Method::POST, &path).form(&form("3")).send().await.expect("an answer")).await.expect(303);
        assert_eq!(house.sql_i64("SELECT count(*) FROM shipment").await, 1);
        let seen = order(&sever, &number).await;
        assert_eq!((&seen["state"], &seen["lines"][1]["open"]), (&json!("partly_shipped"), &json!("5.000")));
        for path in ["/picking", "/promises"] {
            house.browser(SEVER).await.look(path).await.expect(403);
        }
        finish(house).await;
    }

    async fn another_day_is_promised_with_a_reason_and_the_report_tells_how_promises_were_kept(house: House) {
        house.set_clock(at("2026-06-03T09:00:00Z"));
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let number = placed(&sever, "promise", json!({"lines": [{"sku": "DR-1", "quantity": "1"}, {"sku": "GL-5", "quantity": "5"}]})).await;
        let path = format!("/api/v1/orders/{number}/promises");
        let told = manager.send(&path, json!({"sku": "DR-1", "promised_on": "2026-06-30", "reason": "Customs"})).await.expect(200).json();
        assert_eq!((&told["lines"][0]["promised_on"], &told["lines"][1]["promised_on"]), (&json!("2026-06-30"), &json!("2026-06-04")));
        assert_eq!(refusal(&manager.send(&path, json!({"promised_on": "2026-06-30", "reason": " "})).await).2, "/reason");
        assert_eq!(refusal(&manager.send(&path, json!({"promised_on": "2026-06-01", "reason": "x"})).await).2, "/promised_on");
        assert_eq!(refusal(&manager.send(&path, json!({"sku": "CB-1", "reason": "x"})).await).2, "/sku");
        sever.send(&path, json!({"promised_on": "2026-06-30", "reason": "I wish"})).await.expect(403);
        assert_eq!(refusal(&manager.send("/api/v1/orders/999999/promises", json!({"reason": "x"})).await).0, 404);
        settle(&house).await;
        assert!(letters(&house).iter().any(|letter| letter.text.contains("Customs") && letter.text.contains("30 Jun 2026")));
        house.set_clock(at("2026-06-15T09:00:00Z"));
        ship(&house.api(WAREHOUSE).await, &number, "late", all_from_moscow()).await.expect(201);
        let browser = house.browser(WAREHOUSE).await;
        let page = browser.look("/promises").await.expect(200).text;
        let link = |outcome: &str| format!("warehouse=MSK&amp;outcome={outcome}");
        assert!(page.contains(&link("kept")) && page.contains(&link("late")) && !page.contains(&link("unpromised")), "{page}");
        let rows = browser.look("/promises?from=2026-06-01&to=2026-06-30&warehouse=MSK&outcome=late").await.expect(200).text;
        assert!(rows.contains("GL-5") && !rows.contains("DR-1") && rows.contains(&format!("/shipments/{number}-1")), "{rows}");
        assert!(!browser.look("/promises?from=2026-05-01&to=2026-05-31").await.expect(200).text.contains("outcome=late"));
        assert_eq!(refusal(&house.api(MANAGER).await.send(&path, json!({"reason": "too late"})).await).1, "nothing_open");
        finish(house).await;
    }

    async fn a_repeated_order_is_answered_as_it_was_first_answered(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let first = sever.order("again", one("DR-1", "2")).await.expect(201).json();
        let number = first["number"].as_str().unwrap();
        ship(&warehouse, number, "s", all_from_moscow()).await.expect(201);
        assert_eq!(order(&sever, number).await["state"], "shipped");
        let again = sever.order("again", one("DR-1", "2")).await.expect(201);
        assert_eq!((again.header("idempotency-replayed"), again.json()), ("true".to_owned(), first));
        finish(house).await;
    }

    async fn an_invoice_is_due_by_the_terms_of_its_order_whatever_the_contract_says_later(house: House) {
        let terms = |payment: &str| format!("A-1,ALFA,RUB,OPT,2020-01-01,,all,,{payment},1000000,best,no,included,MSK|SPB,0");
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let before = placed(&sever, "before", one("DR-1", "2")).await;
        bring_contract(&house, &terms("net 5")).await;
        let after = placed(&sever, "after", one("DR-1", "1")).await;
        for (number, key, days) in [(&before, "half", 30), (&after, "whole", 5)] {
            let told = ship(&warehouse, number, key, part("DR-1", "1")).await.expect(201).json();
            assert_eq!(invoice(&house, told["invoice"].as_str().unwrap()).await["due_on"], json!(day(&house, days)), "{key}");
        }
        bring_contract(&house, &terms("net 90")).await;
        let told = ship(&warehouse, &before, "rest", all_from_moscow()).await.expect(201).json();
        assert_eq!(invoice(&house, told["invoice"].as_str().unwrap()).await["due_on"], json!(day(&house, 30)));
        finish(house).await;
    }
}
