//! Keys of machines: whoever manages them sees all of them, and ends one for good, the same once as twice.

use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::MANAGER;
use crate::on_both;
use crate::reading::finish;

const KEYS: &str = "/api/v1/keys";

/// A key that was made: its id, and the program that has it.
async fn made(house: &House, key: Value) -> (String, Client) {
    let told = house.administrator().await.send(KEYS, key).await.expect(201).json();
    let text = |name: &str| told[name].as_str().expect("a text").to_owned();
    (text("id"), Client::bearer(&house.url, text("token")))
}

async fn end(client: &Client, id: &str) -> u16 {
    client.delete(&format!("{KEYS}/{id}")).await.status().as_u16()
}

on_both! {
    async fn a_key_that_was_ended_opens_nothing_and_stays_in_the_list(house: House) {
        let administrator = house.administrator().await;
        let (scale, weighing) = made(&house, json!({"name": "Scale", "scopes": ["catalogue.see"], "partner": "BETA"})).await;
        let (ledger, booking) = made(&house, json!({"name": "Ledger", "scopes": ["money.read", "orders.read"]})).await;
        let told = administrator.look(KEYS).await.expect(200).json();
        let keys = told["items"].as_array().expect("keys");
        let essence: Vec<Value> = keys.iter().map(|key| json!([key["id"], key["name"], key["scopes"], key["partner"], key["made_by"], key["ended_at"]])).collect();
        assert_eq!(essence, [
            json!([ledger, "Ledger", ["money.read", "orders.read"], null, "Анна Белова", null]),
            json!([scale, "Scale", ["catalogue.see"], "BETA", "Анна Белова", null]),
        ]);
        assert!(!told.to_string().contains("ork_"), "no token is told again: {told}");
        let manager = house.api(MANAGER).await;
        manager.look(KEYS).await.expect(403);
        for client in [&manager, &booking, &weighing] {
            assert_eq!(end(client, &scale).await, 403);
        }
        weighing.look("/api/v1/me").await.expect(200);
        assert_eq!((end(&administrator, "key_0000000000009").await, end(&administrator, "nothing").await), (404, 404));
        for _ in 0..2 {
            assert_eq!(end(&administrator, &scale).await, 204);
            weighing.look("/api/v1/me").await.expect(401);
        }
        booking.look("/api/v1/me").await.expect(200);
        let told = administrator.look(KEYS).await.expect(200).json();
        assert!(told["items"][0]["ended_at"].is_null() && told["items"][1]["ended_at"].is_string(), "{told}");
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'key.ended'").await, 1);
        finish(house).await;
    }
}
