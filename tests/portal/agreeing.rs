//! The total that was agreed to: a higher one stops the order, a lower one is passed on, and a repetition changes nothing.

use futures_util::future::{join, join_all};
use reqwest::Method;
use serde_json::json;

use crate::House;
use crate::kit::client::{hidden, read};
use crate::kit::trade::{SEVER, YUG};
use crate::on_both;
use crate::reading::{bring, finish, letters, one, orders, refusal, settle, stored};

async fn price_of_the_drill(house: &House, price: &str) {
    bring(house, "prices", &format!("price_list,sku,from_quantity,price,floor,valid_from\nOPT,DR-1,0,{price},3000,2020-01-01\n"))
        .await;
}

fn without_records(all: Vec<(&'static str, i64)>) -> Vec<(&'static str, i64)> {
    all.into_iter().filter(|(what, _)| *what != "records").collect()
}

on_both! {
    async fn a_total_that_grew_stops_the_order_lists_what_changed_and_is_placed_once_when_agreed(house: House) {
        let sever = house.api(SEVER).await;
        sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "2"})).await.expect(200);
        let cart = sever.set("/api/v1/cart/lines/GL-5", json!({"quantity": "5"})).await.expect(200).json();
        assert_eq!(cart["total"], "8064.55");
        price_of_the_drill(&house, "4100").await;
        let before = stored(&house).await;
        let grown = sever.order("first", json!({"from_cart": true, "agreed_total": "8064.55"})).await;
        assert_eq!(refusal(&grown).1, "total_changed");
        let told = grown.expect(409).json();
        assert_eq!((&told["agreed_total"], &told["total"]), (&json!("8064.55"), &json!("8260.55")));
        assert_eq!(told["changes"], json!([{"sku": "DR-1", "was": "3920.0000", "now": "4018.0000"}]));
        assert_eq!(stored(&house).await, before);
        let agreed = json!({"from_cart": true, "agreed_total": "8260.55"});
        let order = sever.order("second", agreed.clone()).await.expect(201).json();
        assert_eq!(order["total"], "8260.55");
        assert_eq!(sever.order("second", agreed.clone()).await.expect(201).json(), order);
        // The cart is empty now: a fresh key finds nothing to order.
        assert_eq!(refusal(&sever.order("third", agreed).await).1, "cart_empty");
        assert_eq!(orders(&house).await, 1);
        finish(house).await;
    }

    async fn a_grown_total_is_shown_on_the_page_with_what_was_typed_and_can_be_agreed_to_there(house: House) {
        let browser = house.browser(SEVER).await;
        browser.fill("/catalogue", "/cart/lines", &[("sku", "DR-1"), ("quantity", "2")]).await.expect(303);
        let page = browser.look("/cart").await.expect(200).text;
        let (key, total) = (hidden(&page, "key"), hidden(&page, "agreed_total"));
        assert_eq!(total, "7840.00");
        price_of_the_drill(&house, "4100").await;
        let before = stored(&house).await;
        let fields = [("key", key.as_str()), ("agreed_total", total.as_str()), ("your_number", "PO-5"), ("comment", "У ворот")];
        let grown = browser.fill("/cart", "/orders", &fields).await.expect(409).text;
        for words in ["it was 7,840.00\u{a0}₽, it is 8,036.00\u{a0}₽ now", "<del>3,920.00\u{a0}₽</del>", "<ins>4,018.00\u{a0}₽</ins>", "PO-5", "У ворот"] {
            assert!(grown.contains(words), "{words}: {grown}");
        }
        assert_eq!(stored(&house).await, before);
        let (key, total) = (hidden(&grown, "key"), hidden(&grown, "agreed_total"));
        assert_eq!(total, "8036.00");
        browser.fill("/cart", "/orders", &[("key", key.as_str()), ("agreed_total", total.as_str())]).await.expect(303);
        assert_eq!(orders(&house).await, 1);
        finish(house).await;
    }

    async fn a_dearer_delivery_stops_the_order_and_is_named_as_what_changed(house: House) {
        let yug = house.api(YUG).await;
        yug.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200);
        bring(&house, "addresses", "partner,name,address,unit,delivery_method,delivery_cost,default\nALFA,Склад Юг,\"Москва, ул. Южная 2\",Юг,Доставка,1500,no\n").await;
        let told = yug.order("dear", json!({"from_cart": true, "agreed_total": "5220.00"})).await.expect(409).json();
        assert_eq!((&told["code"], &told["total"]), (&json!("total_changed"), &json!("5500.00")));
        assert_eq!(told["changes"].as_array().map(Vec::len), Some(1), "nothing is named: {told}");
        assert_eq!(orders(&house).await, 0);
        house.close().await;
    }

    async fn a_total_that_fell_is_placed_at_the_lower_and_the_page_says_so(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        browser.fill("/catalogue", "/cart/lines", &[("sku", "DR-1"), ("quantity", "2")]).await.expect(303);
        let page = browser.look("/cart").await.expect(200).text;
        price_of_the_drill(&house, "3900").await;
        let fields = [("key", hidden(&page, "key")), ("agreed_total", hidden(&page, "agreed_total"))];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let placed = browser.fill("/cart", "/orders", &fields).await.expect(303);
        let shown = browser.look(&placed.location()).await.expect(200).text;
        assert!(shown.contains("the order was taken at the lower total"), "{shown}");
        assert!(shown.contains("7,644.00\u{a0}₽"), "{shown}");
        settle(&house).await;
        let told = letters(&house).into_iter().find(|letter| letter.text.contains("7,840.00\u{a0}₽")).expect("a letter with the total agreed to");
        assert!(told.text.contains("7,644.00\u{a0}₽"), "{}", told.text);
        let by_api = sever.order("low", json!({"lines": [{"sku": "DR-1", "quantity": "1"}], "agreed_total": "3920.00"})).await.expect(201).json();
        assert_eq!(by_api["total"], "3822.00");
        // Without a fall nothing of the kind is said.
        sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200);
        let page = browser.look("/cart").await.expect(200).text;
        let (key, total) = (hidden(&page, "key"), hidden(&page, "agreed_total"));
        let placed = browser.fill("/cart", "/orders", &[("key", key.as_str()), ("agreed_total", total.as_str())]).await.expect(303);
        assert!(!browser.look(&placed.location()).await.expect(200).text.contains("lower total"));
        finish(house).await;
    }

    async fn the_same_key_gives_the_same_order_once_and_other_content_is_refused(house: House) {
        let sever = house.api(SEVER).await;
        let first = sever.order("po-1", one("DR-1", "2")).await.expect(201);
        assert_eq!(first.header("idempotency-replayed"), "");
        let after_one = stored(&house).await;
        for same in [one("DR-1", "2"), json!({"from_cart": false, "lines": [{"quantity": "2.0", "sku": "DR-1"}]})] {
            let again = sever.order("po-1", same).await.expect(201);
            assert_eq!((again.header("idempotency-replayed").as_str(), again.json()), ("true", first.json()));
            assert_eq!(again.header("location"), first.header("location"));
        }
        let quoted = sever.order("\"po-1\"", one("DR-1", "2")).await.expect(201);
        assert_eq!((quoted.header("idempotency-replayed").as_str(), quoted.json()), ("true", first.json()));
        for other in [one("DR-1", "3"), one("DR-2", "2"), json!({"lines": [{"sku": "DR-1", "quantity": "2"}], "comment": "x"})] {
            let refused = refusal(&sever.order("po-1", other).await);
            assert_eq!((refused.0, refused.1.as_str()), (422, "idempotency_key_reused"));
        }
        assert_eq!(stored(&house).await, after_one);
        // The first answer stands although prices and names have changed.
        price_of_the_drill(&house, "5000").await;
        assert_eq!(sever.order("po-1", one("DR-1", "2")).await.expect(201).json(), first.json());
        // A colleague's key of the same name is another key.
        let yug = house.api(YUG).await.order("po-1", one("DR-1", "2")).await.expect(201);
        assert_eq!(yug.header("idempotency-replayed"), "");
        assert_ne!(yug.json()["number"], first.json()["number"]);
        assert_eq!(orders(&house).await, 2);
        finish(house).await;
    }

    async fn a_refused_order_does_not_use_up_its_key(house: House) {
        let sever = house.api(SEVER).await;
        assert_eq!(refusal(&sever.order("po-2", one("DR-2", "11")).await).1, "stock_short");
        bring(&house, "stock", "warehouse,sku,on_hand\nMSK,DR-2,50\n").await;
        let placed = sever.order("po-2", one("DR-2", "11")).await.expect(201);
        assert_eq!(placed.header("idempotency-replayed"), "");
        finish(house).await;
    }

    async fn twenty_senders_of_one_key_make_one_order_and_hear_one_answer(house: House) {
        let sever = house.api(SEVER).await;
        let told = join_all((0..20).map(|_| sever.order("storm", one("DR-1", "3")))).await;
        let first = told.iter().filter(|told| told.header("idempotency-replayed").is_empty()).count();
        for told in &told {
            let mut placed = told.json();
            placed.as_object_mut().unwrap().remove("receipt").expect("what proves the order comes with the first answer");
            assert_eq!((told.status.as_u16(), &placed), (201, &as_seen(&placed, &sever).await), "{}", told.text);
        }
        let receipts: std::collections::BTreeSet<String> = told.iter().map(|told| told.json()["receipt"].to_string()).collect();
        assert_eq!(receipts.len(), 1, "{receipts:?}");
        let numbers: std::collections::BTreeSet<String> = told.iter().map(|told| told.json()["number"].to_string()).collect();
        assert_eq!((first, numbers.len(), orders(&house).await), (1, 1, 1));
        assert_eq!(house.sql_i64("SELECT COALESCE(sum(reserved), 0) FROM stock").await, 3000);
        settle(&house).await;
        assert_eq!(letters(&house).len(), 1);
        finish(house).await;
    }

    async fn a_double_click_and_the_back_button_make_one_order_and_show_it(house: House) {
        let browser = house.browser(SEVER).await;
        browser.fill("/catalogue", "/cart/lines", &[("sku", "DR-1"), ("quantity", "2")]).await.expect(303);
        let page = browser.look("/cart").await.expect(200).text;
        let fields: Vec<(&str, String)> =
            ["csrf", "key", "agreed_total", "delivery_address"].into_iter().map(|name| (name, hidden(&page, name))).collect();
        assert!(fields.iter().all(|(_, value)| !value.is_empty()), "{page}");
        let click = || async { read(browser.request(Method::POST, "/orders").form(&fields).send().await.expect("an answer")).await };
        let (one, two) = join(click(), click()).await;
        let later = click().await;
        let shown = one.expect(303).location();
        assert!(shown.starts_with("/orders/"), "{shown}");
        assert_eq!((two.expect(303).location(), later.expect(303).location()), (shown.clone(), shown.clone()));
        let number = shown.trim_start_matches("/orders/").split('?').next().unwrap_or_default().to_owned();
        assert!(browser.look(&shown).await.expect(200).text.contains(&format!("Order {number}")));
        assert_eq!(orders(&house).await, 1);
        settle(&house).await;
        assert_eq!(letters(&house).len(), 1);
        finish(house).await;
    }

    async fn every_order_gets_one_letter_and_a_refused_one_none(house: House) {
        let sever = house.api(SEVER).await;
        let first = sever.order("letter-1", one("DR-1", "1")).await.expect(201).json();
        sever.order("letter-1", one("DR-1", "1")).await.expect(201);
        let before = without_records(stored(&house).await);
        sever.order("letter-2", one("DR-2", "11")).await.expect(409);
        sever.order("letter-3", one("GL-5", "7")).await.expect(422);
        assert_eq!(without_records(stored(&house).await), before);
        house.api(YUG).await.order("letter-4", one("GL-5", "5")).await.expect(201);
        settle(&house).await;
        let all = letters(&house);
        assert_eq!(all.len(), 2);
        let number = first["number"].as_str().unwrap();
        let own: Vec<_> = all.iter().filter(|letter| letter.head.contains("sever@alfa.example")).collect();
        assert_eq!(own.len(), 1);
        assert!(own[0].head.contains(&format!("Subject: Order {number} is placed")), "{}", own[0].head);
        assert!(own[0].text.contains(&format!("{}/orders/{number}", house.url)), "{}", own[0].text);
        finish(house).await;
    }
}

/// The order of an answer, looked at anew.
async fn as_seen(answer: &serde_json::Value, client: &crate::kit::Client) -> serde_json::Value {
    client.look(&format!("/api/v1/orders/{}", answer["number"].as_str().unwrap_or_default())).await.expect(200).json()
}
