//! Stock figures that are older than the seller holds for good: the pages say so, and no day is promised as firm.

use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{ADMINISTRATOR, SEVER};
use crate::on_both;
use crate::reading::{bring, one};

const HOUR: i64 = 3600;

async fn good_for(office: &Client, hours: i64) {
    let mut settings = office.look("/api/v1/settings").await.expect(200).json();
    settings["stale_hours"] = json!(hours);
    office.set("/api/v1/settings", settings).await.expect(204);
}

async fn drill(client: &Client) -> Value {
    client.look("/api/v1/products/DR-1").await.expect(200).json()
}

on_both! {
    async fn a_figure_older_than_the_limit_is_told_as_old_and_promises_no_firm_day(house: House) {
        good_for(&house.api(ADMINISTRATOR).await, 48).await;
        house.pass_seconds(47 * HOUR);
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200);
        assert_eq!(drill(&sever).await["stock"].get("is_stale"), None);
        let cart = sever.look("/api/v1/cart").await.expect(200).json();
        assert_eq!(cart["lines"][0]["is_day_firm"], true);
        assert!(browser.look("/cart").await.expect(200).text.contains("ships by"));

        house.pass_seconds(2 * HOUR);
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        assert_eq!(drill(&sever).await["stock"]["is_stale"], true);
        for path in ["/catalogue", "/products/DR-1"] {
            assert!(browser.look(path).await.expect(200).text.contains("figures are out of date"), "{path}");
        }
        let cart = sever.look("/api/v1/cart").await.expect(200).json();
        assert_eq!((&cart["lines"][0]["is_day_firm"], cart["lines"][0]["promised_on"].is_string()), (&json!(false), true));
        let page = browser.look("/cart").await.expect(200).text;
        assert!(page.contains("probably ships by") && !page.contains(">ships by"), "{page}");
        let order = sever.order("stale", one("DR-1", "1")).await.expect(201).json();
        assert_eq!(order["lines"][0]["promised_on"], Value::Null, "a day was promised on old figures");

        bring(&house, "stock", "warehouse,sku,on_hand\nMSK,DR-1,100\nSPB,DR-1,40\n").await;
        assert_eq!(drill(&sever).await["stock"].get("is_stale"), None);
        let order = sever.order("fresh", one("DR-1", "1")).await.expect(201).json();
        assert!(order["lines"][0]["promised_on"].is_string(), "{order}");
        house.close().await;
    }

    async fn without_a_limit_no_figure_is_ever_old(house: House) {
        house.pass_seconds(400 * 24 * HOUR);
        let sever = house.api(SEVER).await;
        assert_eq!(drill(&sever).await["stock"].get("is_stale"), None);
        assert!(!house.browser(SEVER).await.look("/catalogue").await.expect(200).text.contains("out of date"));
        let office = house.api(ADMINISTRATOR).await;
        let mut settings = office.look("/api/v1/settings").await.expect(200).json();
        for hours in [-1, 24 * 366 + 1] {
            settings["stale_hours"] = json!(hours);
            assert_eq!(office.set("/api/v1/settings", settings.clone()).await.expect(422).problem().1, ["out_of_range"], "{hours}");
        }
        house.close().await;
    }
}
