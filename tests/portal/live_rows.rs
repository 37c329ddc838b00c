//! Rows of the live page: what a watcher can do from each, whose clients he narrows it to, and what the person himself reads of it.

use orderly::app;
use serde_json::{Value, json};

use crate::House;
use crate::insight::{GAMMA, gamma_buys};
use crate::kit::trade::{ACCOUNTANT, MANAGER, SEVER, YUG};
use crate::live::{Viewer, feed_of};
use crate::on_both;
use crate::reading::{bring, finish};

const OWN: &str = "/api/v1/me/activity";

async fn seek(house: &House, login: &str, words: &str) {
    house.api(login).await.look(&format!("/api/v1/products?q={words}")).await.expect(200);
}

on_both! {
    async fn every_way_to_act_stands_in_the_row_and_leads_where_it_says(house: House) {
        bring(&house, "people", "login,name,phone,partner,unit,roles,language\nsever@alfa.example,Ирина Северова,+7 (900) 111-22-33,ALFA,Север,buyer,en\n").await;
        house.api(SEVER).await.look("/api/v1/products/DR-1").await.expect(200);
        feed_of(&house.api(MANAGER).await, "page", 1).await;
        let manager = house.browser(MANAGER).await;
        let page = manager.look("/live").await.expect(200).text;
        let (_, row) = page.split_once("data-who=\"ALFA|Ирина Северова\"").unwrap_or_else(|| panic!("he is not there: {page}"));
        let row = row.split("</tr>").next().unwrap_or_default();
        let ways = [
            "/partners/ALFA",
            "/partners/ALFA/cart?person=sever%40alfa.example",
            "/partners/ALFA/write?person=sever%40alfa.example",
            "/partners/ALFA#discounts",
            "/partners/ALFA#contracts",
        ];
        for way in ways {
            assert!(row.contains(&format!("href=\"{way}\"")), "{way}: {row}");
            let (path, part) = way.split_once('#').unwrap_or((way, ""));
            let there = manager.look(path).await.expect(200).text;
            assert!(part.is_empty() || there.contains(&format!("id=\"{part}\"")), "{way}: {there}");
        }
        assert!(row.contains("href=\"tel:+79001112233\""), "{row}");
        // From the contracts on the card it is one step to the form that asks for a higher limit.
        let card = manager.look("/partners/ALFA").await.expect(200).text;
        assert!(card.contains("href=\"/contracts/A-1\""), "{card}");
        let fields = [("limit", "2 000 000"), ("reason", "Открывают второй магазин")];
        let refused = [("limit", "1000000"), ("reason", "Столько и есть")];
        manager.fill("/contracts/A-1", "/contracts/A-1/limit-requests", &refused).await.expect(422);
        manager.fill("/contracts/A-1", "/contracts/A-1/limit-requests", &fields).await.expect(303);
        let told = house.api(ACCOUNTANT).await.look("/api/v1/limit-requests?state=waiting").await.expect(200).json();
        let request = &told["items"][0];
        assert_eq!((&request["asked"], &request["asked_by"], &request["contract"]), (&json!("2000000.00"), &json!("Мария Орлова"), &json!("A-1")));
        finish(house).await;
    }

    async fn whoever_looks_at_his_own_clients_is_told_of_nobody_else(house: House) {
        gamma_buys(&house).await;
        let manager = house.api(MANAGER).await;
        seek(&house, GAMMA, "of-gamma").await;
        feed_of(&manager, "search_empty", 1).await;
        seek(&house, SEVER, "of-alfa").await;
        feed_of(&manager, "search_empty", 2).await;
        let mut viewer = Viewer::of(&manager, "?mine=yes&kind=search_empty", Some(0)).await;
        assert_eq!(viewer.next().await.expect("an event").act["what"], "of-alfa", "what another's client did comes first, and is not told");
        seek(&house, GAMMA, "of-gamma-again").await;
        feed_of(&manager, "search_empty", 3).await;
        seek(&house, SEVER, "of-alfa-again").await;
        assert_eq!(viewer.next().await.expect("an event").act["what"], "of-alfa-again");
        let browser = house.browser(MANAGER).await;
        for (query, is_there) in [("", true), ("?mine=yes", false)] {
            let page = browser.look(&format!("/live{query}")).await.expect(200).text;
            let feed = page.split_once("id=\"feed\"").map(|(_, feed)| feed).unwrap_or_default();
            assert!(page.contains("ALFA|Ирина Северова") && feed.contains("of-alfa"), "{query}: {page}");
            assert_eq!((page.contains("GAMMA|Галина Гаммова"), feed.contains("of-gamma")), (is_there, is_there), "{query}: {page}");
        }
        finish(house).await;
    }

    async fn the_page_that_is_narrowed_to_a_kind_listens_to_every_step(house: House) {
        let page = house.browser(MANAGER).await.look("/live?kind=order.placed&mine=yes").await.expect(200).text;
        let stream = page.split_once("data-stream=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(stream, _)| stream);
        let stream = stream.unwrap_or_default();
        assert!(stream.contains("mine=yes") && !stream.contains("kind="), "whoever is there is known by his steps: {stream}");
        assert!(page.contains("data-kind=\"order.placed\""), "{page}");
        house.close().await;
    }

    async fn messages_and_the_tasks_that_rules_make_of_a_person_are_his_to_see(house: House) {
        let (manager, sever) = (house.api(MANAGER).await, house.api(SEVER).await);
        manager.send("/api/v1/partners/ALFA/messages", json!({"person": SEVER, "text": "Gloves are back"})).await.expect(201);
        assert_eq!(sever.look(OWN).await.expect(200).json()["tasks"], json!([]));
        sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "40"})).await.expect(200);
        house.pass_seconds(20 * 60);
        let made_at = house.now();
        app::watch_over(&house.gate).await.expect("the rules are followed");
        assert_eq!(house.sql_i64("SELECT count(*) FROM task").await, 1);
        let own = sever.look(OWN).await.expect(200).json();
        assert_eq!(own["tasks"], json!([{"at": made_at, "kind": "cart_idle"}]));
        let glances: Vec<(&Value, &Value)> =
            own["looked_at"].as_array().unwrap().iter().map(|glance| (&glance["by"], &glance["kind"])).collect();
        assert_eq!(glances, [(&json!("Мария Орлова"), &json!("client.message"))]);
        let page = house.browser(SEVER).await.look("/account/activity").await.expect(200).text;
        for words in ["Мария Орлова: wrote to you", "Tasks for our staff because of what you did", "Your cart has been lying for some time"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let yug = house.api(YUG).await.look(OWN).await.expect(200).json();
        assert_eq!((&yug["tasks"], &yug["looked_at"]), (&json!([]), &json!([])));
        let page = house.browser(YUG).await.look("/account/activity").await.expect(200).text;
        assert!(!page.contains("Tasks for our staff"), "{page}");
        finish(house).await;
    }
}
