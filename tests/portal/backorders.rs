//! When stock is short: the part there is, the rest later, a word when it is there; who waits longest is served first.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::House;
use crate::kit::client::hidden;
use crate::kit::trade::{SEVER, WAREHOUSE, YUG};
use crate::on_both;
use crate::reading::{at, bring, finish, letters, one, orders, refusal, settle, stored};
use crate::shipping::{all_from_moscow, order, placed, ship};

fn wanting(sku: &str, quantity: &str, shortage: &str) -> Value {
    let mut body = one(sku, quantity);
    body["shortage"] = json!(shortage);
    body
}

async fn arrives(house: &House, sku: &str, on_hand: &str) {
    bring(house, "stock", &format!("warehouse,sku,on_hand\nMSK,{sku},{on_hand}\n")).await;
    settle(house).await;
}

fn reserved(order: &Value) -> Vec<String> {
    let parts = order["lines"][0]["allocations"].as_array().unwrap();
    parts.iter().map(|part| part["quantity"].as_str().unwrap().to_owned()).collect()
}

/// The SQL that lets nothing be reserved for one order, and the SQL that lets it be again.
fn refusing(house: &House, order: i64) -> (String, &'static str) {
    if house.database_url().starts_with("sqlite:") {
        let begin = format!(
            "CREATE TRIGGER not_this_one BEFORE INSERT ON reservation WHEN NEW.order_id = {order} \
             BEGIN SELECT RAISE(ABORT, 'not this one'); END"
        );
        return (begin, "DROP TRIGGER not_this_one");
    }
    let begin = format!(
        "CREATE FUNCTION not_this_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$; \
         CREATE TRIGGER not_this_one BEFORE INSERT ON reservation FOR EACH ROW WHEN (NEW.order_id = {order}) EXECUTE FUNCTION not_this_one()"
    );
    (begin, "DROP TRIGGER not_this_one ON reservation")
}

on_both! {
    async fn a_refused_buyer_is_told_what_can_be_chosen(house: House) {
        let sever = house.api(SEVER).await;
        let told = sever.order("short", one("DR-2", "12")).await;
        assert_eq!(refusal(&told).1, "stock_short");
        assert_eq!(told.json()["choices"], json!(["part", "backorder", "notice"]));
        assert_eq!(refusal(&sever.order("odd", wanting("DR-2", "12", "some")).await).0, 422);
        assert_eq!(orders(&house).await, 0);
        finish(house).await;
    }

    async fn the_cart_offers_the_choices_before_anything_is_refused(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        sever.set("/api/v1/cart/lines/DR-2", json!({"quantity": "10"})).await.expect(200);
        assert!(!browser.look("/cart").await.expect(200).text.contains("name=\"shortage\""), "there is enough");
        sever.set("/api/v1/cart/lines/DR-2", json!({"quantity": "12"})).await.expect(200);
        let page = browser.look("/cart").await.expect(200).text;
        for choice in ["name=\"shortage\" value=\"part\"", "name=\"shortage\" value=\"backorder\"", "action=\"/cart/notices\""] {
            assert_eq!(page.matches(choice).count(), 1, "{choice}: {page}");
        }
        finish(house).await;
    }

    async fn the_part_there_is_is_ordered_and_the_rest_stays_a_wish(house: House) {
        let sever = house.api(SEVER).await;
        arrives(&house, "GL-5", "7").await;
        arrives(&house, "BK-1", "9").await;
        let body = json!({"shortage": "part", "lines": [
            {"sku": "DR-2", "quantity": "12"}, {"sku": "GL-5", "quantity": "15"}, {"sku": "BK-1", "quantity": "10"}, {"sku": "DR-1", "quantity": "1"}]});
        let told = sever.order("part", body).await.expect(201).json();
        let lines: Vec<(&str, &str)> =
            told["lines"].as_array().unwrap().iter().map(|line| (line["sku"].as_str().unwrap(), line["quantity"].as_str().unwrap())).collect();
        // Seven of a good sold by fives are five; nine of one sold from ten are none.
        assert_eq!(lines, [("DR-2", "10.000"), ("GL-5", "5.000"), ("DR-1", "1.000")]);
        let wish = |sku: &str| format!("SELECT COALESCE(sum(quantity), 0) FROM requested_item WHERE reason = 'out_of_stock' AND wanted = '{sku}'");
        assert_eq!((house.sql_i64(&wish("DR-2")).await, house.sql_i64(&wish("GL-5")).await, house.sql_i64(&wish("BK-1")).await), (2_000, 10_000, 10_000));
        assert_eq!(refusal(&sever.order("none", wanting("BK-1", "10", "part")).await).1, "stock_short");
        finish(house).await;
    }

    async fn a_part_never_costs_more_than_was_agreed(house: House) {
        let sever = house.api(SEVER).await;
        let mut body = wanting("DR-2", "12", "part");
        body["agreed_total"] = json!("59999.99");
        let before = stored(&house).await;
        assert_eq!(refusal(&sever.order("dear", body.clone()).await).1, "total_changed");
        assert_eq!(stored(&house).await, before);
        body["agreed_total"] = json!("72000.00");
        assert_eq!(sever.order("fair", body).await.expect(201).json()["total"], "60000.00");
        settle(&house).await;
        let letter = letters(&house).into_iter().find(|letter| letter.head.contains("is placed")).expect("a confirmation");
        assert!(letter.text.contains("72,000.00") && letter.text.contains("60,000.00"), "{}", letter.text);
        finish(house).await;
    }

    async fn a_back_order_is_kept_whole_and_filled_when_goods_come(house: House) {
        house.set_clock(at("2030-06-05T09:00:00Z"));
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let told = sever.order("later", wanting("DR-2", "12", "backorder")).await.expect(201).json();
        let number = told["number"].as_str().unwrap().to_owned();
        assert_eq!((&told["lines"][0]["quantity"], reserved(&told)), (&json!("12.000"), vec!["10.000".to_owned()]));
        // Ten leave tomorrow, the rest with the receipt that is announced.
        assert_eq!(told["lines"][0]["promised_on"], "2099-01-15");
        assert_eq!(house.sql_i64("SELECT sum(exposure) FROM standing").await, 7_200_000);
        ship(&warehouse, &number, "ten", all_from_moscow()).await.expect(201);
        let seen = order(&sever, &number).await;
        assert_eq!((&seen["state"], &seen["lines"][0]["open"], reserved(&seen).len()), (&json!("partly_shipped"), &json!("2.000"), 0));
        assert_eq!(refusal(&ship(&warehouse, &number, "more", all_from_moscow()).await).1, "nothing_to_ship");
        arrives(&house, "DR-2", "30").await;
        let seen = order(&sever, &number).await;
        assert_eq!((reserved(&seen), &seen["lines"][0]["promised_on"]), (vec!["2.000".to_owned()], &json!("2030-06-06")));
        assert_eq!(house.sql_i64("SELECT count(*) FROM promise WHERE reason = 'arrived'").await, 1);
        assert_eq!(letters(&house).iter().filter(|letter| letter.head.contains("have come in")).count(), 1);
        ship(&warehouse, &number, "rest", all_from_moscow()).await.expect(201);
        assert_eq!(order(&sever, &number).await["state"], "shipped");
        assert_eq!(house.sql_i64("SELECT sum(total) FROM invoice WHERE kind = 'invoice'").await, 7_200_000);
        finish(house).await;
    }

    async fn whoever_waits_longest_is_served_first(house: House) {
        let (sever, yug) = (house.api(SEVER).await, house.api(YUG).await);
        let first = placed(&sever, "first", wanting("DR-2", "10", "backorder")).await;
        let second = placed(&yug, "second", wanting("DR-2", "4", "backorder")).await;
        let third = placed(&sever, "third", wanting("DR-2", "4", "backorder")).await;
        arrives(&house, "DR-2", "15").await;
        assert_eq!((reserved(&order(&yug, &second).await), reserved(&order(&sever, &third).await)), (vec!["4.000".to_owned()], vec!["1.000".to_owned()]));
        // What somebody cancels goes to who waits.
        sever.send(&format!("/api/v1/orders/{first}/cancellation"), json!({})).await.expect(200);
        settle(&house).await;
        assert_eq!(reserved(&order(&sever, &third).await), ["4.000"]);
        assert_eq!(house.sql_i64("SELECT sum(reserved) FROM stock").await, 8_000);
        finish(house).await;
    }

    async fn fifty_buyers_of_the_last_ten_who_wait_are_all_taken_and_ten_are_served(house: House) {
        let clients = join_all((0..50).map(|n| house.crowd(if n % 2 == 0 { SEVER } else { YUG }))).await;
        let told = join_all(clients.iter().enumerate().map(|(n, client)| async move { client.order(&format!("wait-{n}"), wanting("DR-2", "1", "backorder")).await })).await;
        assert!(told.iter().all(|told| told.status.as_u16() == 201), "{:?}", told.iter().map(|told| &told.text).collect::<Vec<_>>());
        assert_eq!((orders(&house).await, house.sql_i64("SELECT sum(reserved) FROM stock").await), (50, 10_000));
        assert_eq!(told.iter().filter(|told| reserved(&told.json()).len() == 1).count(), 10);
        arrives(&house, "DR-2", "60").await;
        assert_eq!(house.sql_i64("SELECT sum(reserved) FROM stock").await, 50_000);
        assert_eq!(house.sql_i64("SELECT count(*) FROM reservation WHERE quantity = 1000").await, 50);
        finish(house).await;
    }

    async fn whoever_asked_is_told_once_when_goods_are_there(house: House) {
        let sever = house.api(SEVER).await;
        placed(&sever, "all", one("DR-2", "10")).await;
        let wish = json!({"lines": [{"sku": "DR-2", "quantity": "2"}]});
        sever.send("/api/v1/stock-notices", wish.clone()).await.expect(204);
        sever.send("/api/v1/stock-notices", wish).await.expect(204);
        assert_eq!(refusal(&sever.send("/api/v1/stock-notices", json!({"lines": [{"sku": "XX-9", "quantity": "1"}]})).await).3, "unknown_product");
        let told = |house: &House| letters(house).iter().filter(|letter| letter.head.contains("is in stock again")).count();
        // More of it, but all of that is promised: nobody is told.
        arrives(&house, "DR-2", "5").await;
        assert_eq!(told(&house), 0);
        arrives(&house, "DR-2", "20").await;
        arrives(&house, "DR-2", "40").await;
        assert_eq!(told(&house), 1);
        finish(house).await;
    }

    async fn a_short_cart_offers_three_ways_on(house: House) {
        let browser = house.browser(SEVER).await;
        browser.fill("/catalogue", "/cart/lines", &[("sku", "DR-2"), ("quantity", "12")]).await.expect(303);
        let page = browser.look("/cart").await.expect(200).text;
        let fields = |page: &str, shortage: &'static str| {
            vec![("key", hidden(page, "key")), ("agreed_total", hidden(page, "agreed_total")), ("shortage", shortage.to_owned())]
        };
        let send = |fields: Vec<(&'static str, String)>| {
            let browser = &browser;
            async move {
                let all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).filter(|(name, value)| *name != "shortage" || !value.is_empty()).collect();
                browser.fill("/cart", "/orders", &all).await
            }
        };
        let refused = send(fields(&page, "")).await.expect(409).text;
        for words in ["Order what there is", "Order all, the rest later", "Tell me when it is there"] {
            assert!(refused.contains(words), "{words}: {refused}");
        }
        browser.fill("/cart", "/cart/notices", &[]).await.expect(303);
        assert_eq!(house.sql_i64("SELECT count(*) FROM requested_item WHERE is_notice_wanted").await, 1);
        let placed = send(fields(&refused, "part")).await.expect(303);
        assert!(placed.location().ends_with("?placed=part"), "{}", placed.location());
        let page = browser.look(&placed.location()).await.expect(200).text;
        assert!(page.contains("What was in stock has been ordered"), "{page}");
        finish(house).await;
    }

    async fn one_back_order_that_fails_holds_up_no_other_and_is_served_when_tried_again(house: House) {
        let (sever, yug) = (house.api(SEVER).await, house.api(YUG).await);
        placed(&sever, "all-there-is", one("DR-2", "10")).await;
        let first = placed(&sever, "first", wanting("DR-2", "3", "backorder")).await;
        let second = placed(&yug, "second", wanting("DR-2", "4", "backorder")).await;
        sever.send("/api/v1/stock-notices", json!({"lines": [{"sku": "DR-2", "quantity": "2"}]})).await.expect(204);
        settle(&house).await;
        let id = house.sql_i64(&format!("SELECT id FROM sales_order WHERE number = '{first}'")).await;
        let (begin, end) = refusing(&house, id);
        house.change_by_sql(&begin);
        bring(&house, "stock", "warehouse,sku,on_hand\nMSK,DR-2,30\n").await;
        let put_back = "SELECT count(*) FROM job WHERE kind = 'stock.arrived' AND state = 'waiting' AND attempts = 1";
        for _ in 0..400 {
            if house.sql_i64(put_back).await == 1 {
                break;
            }
            actix_web::rt::time::sleep(Duration::from_millis(25)).await;
        }
        assert_eq!(house.sql_i64(put_back).await, 1, "what failed is to be tried again");
        assert_eq!((reserved(&order(&sever, &first).await).len(), reserved(&order(&yug, &second).await)), (0, vec!["4.000".to_owned()]));
        house.change_by_sql(end);
        house.pass_seconds(60);
        settle(&house).await;
        assert_eq!((reserved(&order(&sever, &first).await), reserved(&order(&yug, &second).await)), (vec!["3.000".to_owned()], vec!["4.000".to_owned()]));
        assert_eq!(house.sql_i64("SELECT sum(reserved) FROM stock").await, 17_000);
        assert_eq!(letters(&house).iter().filter(|letter| letter.head.contains("is in stock again")).count(), 1);
        finish(house).await;
    }
}
