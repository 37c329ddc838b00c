//! Cancelling an order that the warehouse has begun: a question, answered by the picker; what has left stays.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::House;
use crate::kit::client::{Client, Told};
use crate::kit::trade::{SEVER, WAREHOUSE, YUG};
use crate::on_both;
use crate::reading::{finish, letters, one, refusal, settle, stored};
use crate::shipping::{all_from_moscow, order, part, placed, ship};

const EXPOSURE: &str = "SELECT COALESCE(sum(exposure), 0) FROM standing";
const RESERVED: &str = "SELECT COALESCE(sum(reserved), 0) FROM stock";

async fn ask(client: &Client, number: &str) -> Told {
    client.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await
}

async fn answer(client: &Client, number: &str, body: Value) -> Told {
    client.send(&format!("/api/v1/orders/{number}/cancellation/answer"), body).await
}

async fn begin(client: &Client, number: &str) -> Told {
    client.send(&format!("/api/v1/orders/{number}/picking"), json!({})).await
}

on_both! {
    async fn once_picking_has_begun_the_warehouse_is_asked_and_may_refuse(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "refused", one("DR-1", "3")).await;
        begin(&warehouse, &number).await.expect(200);
        assert_eq!(refusal(&begin(&warehouse, &number).await).1, "wrong_state");
        let asked = ask(&sever, &number).await.expect(202).json();
        assert_eq!((&asked["state"], &asked["is_cancellation_asked"], &asked["lines"][0]["open"]), (&json!("picking"), &json!(true), &json!("3.000")));
        let before = stored(&house).await;
        assert_eq!(refusal(&ask(&sever, &number).await).1, "cancellation_asked");
        assert_eq!(refusal(&ship(&warehouse, &number, "no", all_from_moscow()).await).1, "cancellation_asked");
        let list = warehouse.look("/api/v1/picking?warehouse=MSK").await.expect(200).json();
        assert_eq!((&list["items"], &list["stopped"][0]["order"], &list["stopped"][0]["reasons"]), (&json!([]), &json!(number), &json!(["cancellation_asked"])));
        assert_eq!(refusal(&answer(&warehouse, &number, json!({"accept": false})).await).2, "/reason");
        answer(&sever, &number, json!({"accept": true})).await.expect(403);
        assert_eq!(stored(&house).await, before);
        let page = house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text;
        assert!(page.contains("The warehouse is picking it and will answer"), "{page}");
        let refused = answer(&warehouse, &number, json!({"accept": false, "reason": "It is on the lorry"})).await.expect(200).json();
        assert_eq!((&refused["is_cancellation_asked"], &refused["cancellation_refused"]), (&json!(false), &json!("It is on the lorry")));
        assert!(house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text.contains("It is on the lorry"));
        settle(&house).await;
        assert_eq!(letters(&house).iter().filter(|letter| letter.text.contains("It is on the lorry")).count(), 1);
        // The reason is nobody's business for ever: the journal holds a commitment only.
        assert_eq!(refusal(&answer(&warehouse, &number, json!({"accept": true})).await).1, "cancellation_not_asked");
        let list = warehouse.look("/api/v1/picking?warehouse=MSK").await.expect(200).json();
        assert_eq!((&list["items"][0]["order"], &list["items"][0]["reasons"], &list["stopped"]), (&json!(number), &json!([]), &json!([])));
        ship(&warehouse, &number, "yes", all_from_moscow()).await.expect(201);
        finish(house).await;
    }

    async fn a_picker_who_agrees_cancels_all_of_an_order_of_which_nothing_left(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "agreed", one("DR-1", "3")).await;
        begin(&warehouse, &number).await.expect(200);
        ask(&sever, &number).await.expect(202);
        let browser = house.browser(WAREHOUSE).await;
        let list = "/picking?warehouse=MSK";
        assert!(browser.look(list).await.expect(200).text.contains("The buyer asks to cancel this order."));
        browser.fill(list, &format!("/orders/{number}/cancellation/answer"), &[("warehouse", "MSK"), ("accept", "yes")]).await.expect(303);
        let seen = order(&sever, &number).await;
        assert_eq!((&seen["state"], &seen["lines"][0]["cancelled"], &seen["lines"][0]["open"]), (&json!("cancelled"), &json!("3.000"), &json!("0.000")));
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await), (0, 0));
        finish(house).await;
    }

    async fn of_a_partly_shipped_order_the_rest_is_cancelled_and_the_totals_are_what_left(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "partly", json!({"lines": [{"sku": "DR-1", "quantity": "5"}, {"sku": "GL-5", "quantity": "10"}]})).await;
        ship(&warehouse, &number, "two", part("DR-1", "2")).await.expect(201);
        assert_eq!(ask(&sever, &number).await.expect(202).json()["state"], "partly_shipped");
        let told = answer(&warehouse, &number, json!({"accept": true})).await.expect(200).json();
        assert_eq!((&told["state"], &told["total"]), (&json!("shipped"), &json!("7840.00")));
        let line = |n: usize, name: &str| told["lines"][n][name].as_str().unwrap().to_owned();
        assert_eq!(["quantity", "shipped", "cancelled", "open"].map(|name| line(0, name)), ["5.000", "2.000", "3.000", "0.000"]);
        assert_eq!(["quantity", "shipped", "cancelled", "open"].map(|name| line(1, name)), ["10.000", "0.000", "10.000", "0.000"]);
        // What is owed is what was billed; nothing stays committed or reserved.
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await), (784_000, 0));
        assert_eq!(house.sql_i64("SELECT sum(amount) FROM ledger_entry WHERE kind = 'commitment'").await, 0);
        assert_eq!(house.sql_i64("SELECT total FROM invoice WHERE kind = 'invoice'").await, house.sql_i64("SELECT total FROM sales_order").await);
        finish(house).await;
    }

    async fn what_was_shipped_is_not_cancelled_but_may_come_back(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "gone", one("DR-1", "1")).await;
        ship(&warehouse, &number, "g", all_from_moscow()).await.expect(201);
        let before = stored(&house).await;
        let told = ask(&sever, &number).await;
        assert_eq!(refusal(&told).1, "already_shipped");
        assert!(told.json()["title"].as_str().unwrap().contains("return"), "{}", told.text);
        let page = house.browser(SEVER).await.fill("/cart", &format!("/orders/{number}/cancellation"), &[]).await.expect(409);
        assert!(page.text.contains("ask your manager for a return"), "{}", page.text);
        assert_eq!(stored(&house).await, before);
        finish(house).await;
    }

    async fn what_was_begun_can_be_put_back_and_is_then_cancelled_at_once(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "back", one("DR-1", "1")).await;
        begin(&warehouse, &number).await.expect(200);
        let path = format!("/api/v1/orders/{number}/picking");
        assert_eq!(warehouse.delete(&path).await.status().as_u16(), 200);
        assert_eq!(warehouse.delete(&path).await.status().as_u16(), 409);
        assert_eq!(order(&sever, &number).await["state"], "confirmed");
        assert_eq!(ask(&sever, &number).await.expect(200).json()["state"], "cancelled");
        finish(house).await;
    }

    async fn a_foreign_order_can_neither_be_asked_for_nor_answered(house: House) {
        let (sever, yug, warehouse) = (house.api(SEVER).await, house.api(YUG).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "mine", one("DR-1", "1")).await;
        begin(&warehouse, &number).await.expect(200);
        assert_eq!(refusal(&ask(&yug, &number).await), refusal(&ask(&yug, "999999").await));
        for act in ["picking", "cancellation/answer"] {
            warehouse.send(&format!("/api/v1/orders/999999/{act}"), json!({"accept": true})).await.expect(404);
        }
        finish(house).await;
    }

    async fn cancelling_picking_and_shipping_at_once_leave_one_truth(house: House) {
        let (sever, warehouse) = (house.crowd(SEVER).await, house.crowd(WAREHOUSE).await);
        let mut numbers = Vec::new();
        for n in 0..8 {
            numbers.push(placed(&sever, &format!("race-{n}"), one("DR-1", "2")).await);
        }
        join_all(numbers.iter().map(|number| {
            let (sever, warehouse) = (&sever, &warehouse);
            async move { tokio::join!(ask(sever, number), begin(warehouse, number), ship(warehouse, number, number, all_from_moscow())) }
        }))
        .await;
        let mut shipped = 0;
        for number in &numbers {
            let seen = order(&sever, number).await;
            let state = seen["state"].as_str().unwrap();
            assert!(["cancelled", "picking", "shipped"].contains(&state), "{seen}");
            shipped += i64::from(state == "shipped");
            assert_eq!(seen["shipments"].as_array().unwrap().len(), usize::from(state == "shipped"), "{seen}");
        }
        assert_eq!(house.sql_i64("SELECT COALESCE(-sum(quantity), 0) FROM movement WHERE kind = 'shipment'").await, shipped * 2_000);
        let open = "SELECT COALESCE(sum(total), 0) FROM sales_order WHERE state <> 'cancelled'";
        assert_eq!(house.sql_i64(EXPOSURE).await, house.sql_i64(open).await);
        finish(house).await;
    }
}
