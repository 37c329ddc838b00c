//! Shopping lists: named, shared with the unit, priced when opened, put into the cart with what has changed.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{ALFA_ADMIN, BETA, SEVER, YUG};
use crate::on_both;
use crate::reading::{bring, item};

async fn make(client: &Client, name: &str, text: &str) -> String {
    let made = client.send("/api/v1/lists", json!({"name": name, "text": text})).await.expect(201).json();
    made["list"]["id"].as_str().expect("an id").to_owned()
}

fn changes(opened: &Value, sku: &str) -> Value {
    item(&opened["lines"], sku)["changes"].clone()
}

on_both! {
    async fn a_list_is_priced_anew_whenever_it_is_opened_and_tells_what_changed(house: House) {
        let sever = house.api(SEVER).await;
        let id = make(&sever, "Monthly", "DR-1 2\nGL-5 10").await;
        let path = format!("/api/v1/lists/{id}");
        let before = sever.look(&path).await.expect(200).json();
        assert_eq!((changes(&before, "DR-1"), item(&before["lines"], "DR-1")["unit_price"].clone()), (json!([]), json!("3920.0000")));
        bring(&house, "prices", "price_list,currency,sku,from_quantity,price,valid_from,tier\nOPT,RUB,DR-1,0,5000,2020-01-02,whole\n").await;
        let after = sever.look(&path).await.expect(200).json();
        let drill = item(&after["lines"], "DR-1");
        assert_eq!((changes(&after, "DR-1"), &drill["seen_price"], &drill["unit_price"]), (json!(["price"]), &json!("3920.0000"), &json!("4900.0000")));
        let put = sever.send(&format!("{path}/cart"), json!({"skus": ["DR-1"]})).await.expect(200).json();
        assert_eq!(put["cart"]["lines"].as_array().map(Vec::len), Some(1));
        assert_eq!(item(&put["lines"], "DR-1")["changes"], json!(["price"]));
        // What was put into the cart was seen.
        assert_eq!(changes(&sever.look(&path).await.expect(200).json(), "DR-1"), json!([]));
        house.close().await;
    }

    async fn a_good_that_is_no_longer_allowed_keeps_its_past_name_and_never_enters_the_cart(house: House) {
        let sever = house.api(SEVER).await;
        let id = make(&sever, "Workwear and drills", "DR-1 1\nGL-5 5").await;
        house.browser(SEVER).await.fill("/cart", "/cart/choice", &[("contract", "A-2")]).await.expect(303);
        let opened = sever.look(&format!("/api/v1/lists/{id}")).await.expect(200).json();
        let drill = item(&opened["lines"], "DR-1");
        assert_eq!((&drill["changes"], &drill["unit_price"], &drill["possible"]), (&json!(["not_allowed"]), &Value::Null, &json!(false)));
        assert_eq!(drill["name"], "Impact drill Vector 750 W");
        let put = sever.send(&format!("/api/v1/lists/{id}/cart"), json!({})).await.expect(200).json();
        let skus: Vec<&str> = put["cart"]["lines"].as_array().expect("lines").iter().filter_map(|line| line["sku"].as_str()).collect();
        assert_eq!(skus, ["GL-5"]);
        // What is forbidden is refused as what does not exist is.
        let quantity = json!({"quantity": "1"});
        let (hidden, missing) = (
            sever.set(&format!("/api/v1/lists/{id}/lines/DR-2"), quantity.clone()).await,
            sever.set(&format!("/api/v1/lists/{id}/lines/XX-9"), quantity).await,
        );
        assert_eq!((hidden.status.as_u16(), hidden.problem()), (404, missing.problem()));
        house.close().await;
    }

    async fn a_shared_list_is_seen_by_its_unit_and_changed_by_its_owner_and_the_administrator(house: House) {
        let (sever, yug, beta, boss) = (house.api(SEVER).await, house.api(YUG).await, house.api(BETA).await, house.api(ALFA_ADMIN).await);
        let id = make(&sever, "North", "DR-1 1").await;
        let path = format!("/api/v1/lists/{id}");
        boss.look(&path).await.expect(404);
        sever.set(&path, json!({"shared": true})).await.expect(200);
        yug.look(&path).await.expect(404);
        beta.look(&path).await.expect(404);
        yug.set(&path, json!({"name": "Mine"})).await.expect(404);
        assert_eq!(boss.look(&path).await.expect(200).json()["list"]["changeable"], json!(true));
        boss.set(&path, json!({"name": "All of the north"})).await.expect(200);
        let both = house.api(crate::kit::trade::BOTH).await.on_behalf_of("ALFA");
        assert_eq!(both.look(&path).await.expect(200).json()["list"]["changeable"], json!(false));
        both.set(&path, json!({"name": "Mine"})).await.expect(403);
        both.send(&format!("{path}/cart"), json!({})).await.expect(200);
        sever.set(&path, json!({"shared": false})).await.expect(200);
        both.look(&path).await.expect(404);
        let gone = crate::kit::client::read(sever.delete(&path).await).await;
        gone.expect(204);
        sever.look(&path).await.expect(404);
        house.close().await;
    }

    async fn names_are_unique_for_their_owner_also_at_the_same_moment(house: House) {
        let (sever, yug) = (house.api(SEVER).await, house.api(YUG).await);
        let body = || json!({"name": "Weekly", "text": "DR-1 1"});
        let told = join_all((0..6).map(|_| sever.send("/api/v1/lists", body()))).await;
        assert_eq!(told.iter().filter(|told| told.status.as_u16() == 201).count(), 1);
        sever.send("/api/v1/lists", json!({"name": " WEEKLY "})).await.expect(422);
        yug.send("/api/v1/lists", body()).await.expect(201);
        sever.send("/api/v1/lists", json!({"name": " "})).await.expect(422);
        let bad = sever.send("/api/v1/lists", json!({"name": "Bad", "text": "GL-5 7\nXX-9 1"})).await.expect(422);
        assert_eq!(bad.problem().1, ["off_multiple", "unknown_product"]);
        sever.send("/api/v1/lists", json!({"name": "Two", "text": "DR-1 1", "from_cart": true})).await.expect(422);
        assert_eq!(house.sql_i64("SELECT count(*) FROM shopping_list").await, 2);
        house.close().await;
    }

    async fn a_list_is_made_of_a_cart_and_of_an_order_and_works_by_forms(house: House) {
        let (api, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        let order = api.order("list", json!({"lines": [{"sku": "DR-1", "quantity": "3"}]})).await.expect(201).json();
        let number = order["number"].as_str().expect("a number");
        let made = browser.fill("/lists", "/lists", &[("name", "From order"), ("source", "order"), ("order", number)]).await.expect(303);
        let path = made.location();
        assert!(browser.look(&path).await.expect(200).text.contains("Impact drill"));
        browser.fill(&path, &format!("{path}/lines"), &[("sku", "GL-5"), ("quantity", "10")]).await.expect(303);
        let refused = browser.fill(&path, &format!("{path}/lines"), &[("sku", "GL-5"), ("quantity", "7")]).await.expect(422);
        assert!(refused.text.contains("GL-5"), "{}", refused.text);
        browser.fill(&path, &format!("{path}/cart"), &[("what", "chosen"), ("sku", "GL-5")]).await.expect(303);
        browser.fill("/lists", "/lists", &[("name", "From cart"), ("source", "cart")]).await.expect(303);
        assert_eq!(house.sql_i64("SELECT count(*) FROM shopping_list_line").await, 3);
        house.close().await;
    }
}
