//! Times are kept in UTC and shown by the clocks of our own company; days of filters are days there.

use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{at, finish, one};

/// Half past six in the morning of the 2nd in Vladivostok, half past eleven at night of the 1st in Moscow.
const NIGHT: &str = "2026-03-01T20:30:00Z";
const KEPT: &str = "2026-03-01T20:30:00.000000Z";
const SHOWN: &str = "2 Mar 2026\u{a0}06:30";

/// Moves our company to a time zone, through the door of its settings.
pub async fn move_to(house: &House, zone: &str) {
    let administrator = house.administrator().await;
    let mut settings = administrator.look("/api/v1/settings").await.expect(200).json();
    settings["time_zone"] = json!(zone);
    administrator.set("/api/v1/settings", settings).await.expect(204);
}

/// An order of that night.
async fn order_at_night(house: &House) -> Value {
    house.set_clock(at(NIGHT));
    house.api(SEVER).await.order("night", one("GL-5", "5")).await.expect(201).json()
}

fn number_of(order: &Value) -> String {
    order["number"].as_str().expect("a number").to_owned()
}

async fn found(client: &Client, query: &str) -> Vec<String> {
    let list = client.look(&format!("/api/v1/orders{query}")).await.expect(200).json();
    list["items"].as_array().expect("items").iter().map(number_of).collect()
}

on_both! {
    async fn the_time_of_an_order_is_shown_by_the_companys_clocks_in_both_languages(house: House) {
        move_to(&house, "Asia/Vladivostok").await;
        let number = number_of(&order_at_night(&house).await);
        let browser = house.browser(SEVER).await;
        let list = browser.look("/orders").await.expect(200).text;
        assert!(list.contains(&format!("/orders/{number}\"")) && list.contains(SHOWN), "{list}");
        let page = browser.look(&format!("/orders/{number}")).await.expect(200).text;
        assert!(page.contains(&format!("placed {SHOWN}")), "{page}");
        assert!(page.contains(&format!("<time datetime=\"{KEPT}\">{SHOWN}</time>")), "{page}");
        browser.fill("/profile", "/language", &[("lang", "ru")]).await.expect(303);
        for path in ["/orders".to_owned(), format!("/orders/{number}")] {
            let page = browser.look(&path).await.expect(200).text;
            assert!(page.contains("02.03.2026\u{a0}06:30") && !page.contains("01.03.2026"), "{path}: {page}");
        }
        finish(house).await;
    }

    async fn orders_are_found_on_the_companys_day_by_page_and_by_program(house: House) {
        move_to(&house, "Asia/Vladivostok").await;
        let key = json!({"name": "machine", "scopes": ["orders.read"], "partner": "ALFA"});
        let token = house.administrator().await.send("/api/v1/keys", key).await.expect(201).json()["token"].as_str().expect("a token").to_owned();
        let number = number_of(&order_at_night(&house).await);
        let (sever, machine, browser) = (house.api(SEVER).await, Client::bearer(&house.url, token), house.browser(SEVER).await);
        let mark = format!("/orders/{number}\"");
        for (query, is_found) in [
            ("?from=2026-03-02", true), ("?to=2026-03-02", true), ("?from=2026-03-02&to=2026-03-02", true),
            ("?to=2026-03-01", false), ("?from=2026-03-01&to=2026-03-01", false), ("?from=2026-03-03", false),
        ] {
            let wanted = if is_found { vec![number.clone()] } else { Vec::new() };
            assert_eq!(found(&sever, query).await, wanted, "a person's program: {query}");
            assert_eq!(found(&machine, query).await, wanted, "a machine: {query}");
            let page = browser.look(&format!("/orders{query}")).await.expect(200).text;
            assert_eq!(page.contains(&mark), is_found, "the page: {query}: {page}");
        }
        finish(house).await;
    }

    async fn programs_are_told_times_in_utc_wherever_the_company_is(house: House) {
        move_to(&house, "Asia/Vladivostok").await;
        let placed = order_at_night(&house).await;
        let sever = house.api(SEVER).await;
        let list = sever.look("/api/v1/orders").await.expect(200).json();
        let order = sever.look(&format!("/api/v1/orders/{}", number_of(&placed))).await.expect(200).json();
        for told in [&placed["placed_at"], &list["items"][0]["placed_at"], &order["placed_at"]] {
            assert_eq!(*told, json!(KEPT));
        }
        finish(house).await;
    }

    async fn a_figure_of_stock_is_as_of_the_companys_time_and_counted_at_the_companys_time(house: House) {
        move_to(&house, "Asia/Vladivostok").await;
        house.set_clock(at(NIGHT));
        let counted = json!({"warehouse": "SPB", "on_hand": "30"});
        let told = house.api(WAREHOUSE).await.set("/api/v1/stock/GL-5", counted).await;
        assert!(told.status.is_success(), "{}", told.text);
        let card = house.api(SEVER).await.look("/api/v1/products/GL-5").await.expect(200).json();
        let petersburg = card["warehouses"].as_array().and_then(|all| all.iter().find(|w| w["warehouse"] == "SPB")).cloned();
        assert_eq!(petersburg.map(|w| w["as_of"].clone()), Some(json!(KEPT)), "{card}");
        let page = house.browser(SEVER).await.look("/products/GL-5").await.expect(200).text;
        assert!(page.contains(&format!("as of {SHOWN}")), "{page}");
        // The warehouse reads and types the time of its own clocks; 06:20 in Moscow would still be to come.
        let warehouse = house.browser(WAREHOUSE).await;
        assert!(warehouse.look("/stock/GL-5").await.expect(200).text.contains(SHOWN));
        let shelves = warehouse.look("/stock?q=GL-5").await.expect(200).text;
        assert!(shelves.split_once("href=\"/stock/GL-5\"").is_some_and(|(_, row)| row.contains(SHOWN)), "{shelves}");
        let typed = [("warehouse", "EKB"), ("on_hand", "31"), ("as_of", "2026-03-02T06:20")];
        warehouse.fill("/stock/GL-5", "/stock/GL-5", &typed).await.expect(303);
        let page = warehouse.look("/stock/GL-5").await.expect(200).text;
        assert!(page.contains("2 Mar 2026\u{a0}06:20"), "{page}");
        let rows = house.api(WAREHOUSE).await.look("/api/v1/stock/GL-5").await.expect(200).json();
        let ural = rows["items"].as_array().and_then(|all| all.iter().find(|row| row["warehouse"] == "EKB")).cloned();
        assert_eq!(ural.map(|row| row["as_of"].clone()), Some(json!("2026-03-01T20:20:00.000000Z")), "{rows}");
        finish(house).await;
    }

    async fn a_company_that_moves_is_told_the_new_time_of_old_orders(house: House) {
        let number = number_of(&order_at_night(&house).await);
        let shown = house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text;
        assert!(shown.contains("placed 1 Mar 2026\u{a0}23:30"), "{shown}");
        move_to(&house, "Asia/Vladivostok").await;
        let shown = house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text;
        assert!(shown.contains(&format!("placed {SHOWN}")), "{shown}");
        finish(house).await;
    }
}
