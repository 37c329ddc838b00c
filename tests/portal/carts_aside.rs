//! Several carts: one is put aside with its contract, another brought back, and nothing is lost or mixed.

use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{ALFA_ADMIN, MANAGER, SEVER};
use crate::on_both;

async fn fill(client: &Client, sku: &str, quantity: &str) {
    client.set(&format!("/api/v1/cart/lines/{sku}"), json!({"quantity": quantity})).await.expect(200);
}

fn skus(cart: &Value) -> Vec<String> {
    let lines = cart["lines"].as_array().expect("lines");
    lines.iter().map(|line| line["sku"].as_str().unwrap_or_default().to_owned()).collect()
}

async fn aside(client: &Client) -> Vec<(String, String)> {
    let all = client.look("/api/v1/cart/aside").await.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    all["items"].as_array().expect("items").iter().map(|cart| (text(&cart["name"]), text(&cart["id"]))).collect()
}

on_both! {
    async fn carts_are_swapped_whole_with_their_contract(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        sever.send("/api/v1/cart/aside", json!({"name": "Empty"})).await.expect(409);
        fill(&sever, "DR-1", "2").await;
        let first = sever.send("/api/v1/cart/aside", json!({"name": "Drills"})).await.expect(201).json()["id"].clone();
        let first = first.as_str().expect("an id");
        assert!(skus(&sever.look("/api/v1/cart").await.json()).is_empty());
        browser.fill("/cart", "/cart/choice", &[("contract", "A-2")]).await.expect(303);
        fill(&sever, "GL-5", "10").await;
        let back = sever.send(&format!("/api/v1/cart/aside/{first}"), json!({"name": "Gloves"})).await.expect(200).json();
        assert_eq!(skus(&back), ["DR-1"]);
        let kept = aside(&sever).await;
        assert_eq!(kept.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["Gloves"]);
        // The other way round, and the present cart gets a name of its own.
        let back = sever.send(&format!("/api/v1/cart/aside/{}", kept[0].1), json!({})).await.expect(200).json();
        assert_eq!((skus(&back), &back["contract"]), (vec!["GL-5".to_owned()], &json!("A-2")), "{back}");
        assert_eq!(aside(&sever).await.len(), 1);
        let page = browser.look("/cart").await.expect(200).text;
        assert!(page.contains("Cart of"), "{page}");
        house.close().await;
    }

    async fn a_code_goes_aside_with_its_cart_and_comes_back_with_it(house: House) {
        let spring = json!({"code": "SPRING", "name": "Весна", "name_en": "Spring", "percent": "10", "valid_from": "2020-01-01"});
        house.api(MANAGER).await.send("/api/v1/discount-codes", spring).await.expect(201);
        let sever = house.api(SEVER).await;
        fill(&sever, "DR-1", "2").await;
        let before = sever.set("/api/v1/cart/code", json!({"code": "SPRING"})).await.expect(200).json();
        let id = sever.send("/api/v1/cart/aside", json!({"name": "Spring"})).await.expect(201).json()["id"].clone();
        fill(&sever, "DR-1", "1").await;
        let other = sever.look("/api/v1/cart").await.expect(200).json();
        assert_eq!((other.get("code"), &other["total"]), (None, &json!("3920.00")), "{other}");
        let path = format!("/api/v1/cart/aside/{}", id.as_str().expect("an id"));
        let back = sever.send(&path, json!({"name": "Other"})).await.expect(200).json();
        assert_eq!((&back["code"], &back["total"], &back["warnings"]), (&before["code"], &json!("7200.00"), &json!([])), "{back}");
        house.close().await;
    }

    async fn a_cart_put_aside_is_its_owners_alone(house: House) {
        let (sever, boss) = (house.api(SEVER).await, house.api(ALFA_ADMIN).await);
        fill(&sever, "DR-1", "1").await;
        let id = sever.send("/api/v1/cart/aside", json!({"name": "Mine"})).await.expect(201).json()["id"].clone();
        let path = format!("/api/v1/cart/aside/{}", id.as_str().expect("an id"));
        boss.send(&path, json!({})).await.expect(404);
        assert!(aside(&boss).await.is_empty());
        sever.look(&format!("/api/v1/lists/{}", id.as_str().expect("an id"))).await.expect(404);
        fill(&sever, "DR-1", "1").await;
        sever.send("/api/v1/cart/aside", json!({"name": "mine"})).await.expect(422);
        assert_eq!(skus(&sever.look("/api/v1/cart").await.json()), ["DR-1"], "what was refused lies in the cart still");
        crate::kit::client::read(sever.delete(&path).await).await.expect(204);
        sever.send(&path, json!({})).await.expect(404);
        house.close().await;
    }
}
