//! Standing orders: two days' notice, one order a date however often it is tried, skip and pause, today's prices or those agreed.

use futures_util::future::join_all;
use orderly::app;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::client::Told;
use crate::kit::trade::{ALFA_ADMIN, BETA, MANAGER, SEVER, YUG, import};
use crate::on_both;
use crate::reading::{at, bring, item, steps};

const NIKITA: &str = "nikita@alfa.example";
// A Tuesday.
const NOW: &str = "2026-06-02T09:00:00Z";

async fn make(client: &Client, more: Value) -> String {
    let mut wanted = json!({"name": "Weekly", "text": "DR-1 2\nGL-5 5", "schedule": {"repeats": "weekly", "days": ["mon"]}});
    for (name, value) in more.as_object().expect("fields") {
        wanted[name] = value.clone();
    }
    let made = client.send("/api/v1/standing-orders", wanted).await.expect(201).json();
    made["standing"]["id"].as_str().expect("an id").to_owned()
}

/// As a buyer of the unit sees it, who has just signed in: sessions end while days go by.
async fn look(house: &House, id: &str) -> Value {
    house.api(SEVER).await.look(&format!("/api/v1/standing-orders/{id}")).await.expect(200).json()
}

async fn set(house: &House, path: &str, body: Value) -> Told {
    house.api(SEVER).await.set(path, body).await
}

async fn go_to(house: &House, moment: &str) -> usize {
    house.set_clock(at(moment));
    let done = app::place_standing_orders(&house.gate).await.expect("standing orders are followed");
    house.work().await;
    done
}

async fn orders(house: &House) -> i64 {
    house.sql_i64("SELECT count(*) FROM sales_order").await
}

fn letters(house: &House) -> Vec<String> {
    let files = std::fs::read_dir(&house.outbox).expect("the outbox").map(|file| file.expect("a letter").path());
    files
        .filter(|path| path.extension().is_some_and(|e| e == "eml"))
        .map(|path| std::fs::read_to_string(path).expect("a letter"))
        .collect()
}

on_both! {
    async fn two_days_before_a_letter_comes_and_on_the_day_one_order_however_often_it_is_tried(house: House) {
        house.set_clock(at(NOW));
        let sever = house.api(SEVER).await;
        let id = make(&sever, json!({})).await;
        assert_eq!(look(&house, &id).await["standing"]["next_on"], "2026-06-08");
        assert_eq!(go_to(&house, "2026-06-05T09:00:00Z").await, 0, "three days before nothing is told");
        let before = letters(&house).len();
        assert_eq!(go_to(&house, "2026-06-06T09:00:00Z").await, 1);
        assert_eq!((letters(&house).len() - before, go_to(&house, "2026-06-07T09:00:00Z").await), (1, 0), "told once");
        house.set_clock(at("2026-06-08T09:00:00Z"));
        let nodes = join_all((0..4).map(|_| app::place_standing_orders(&house.gate))).await;
        assert_eq!(nodes.into_iter().map(|done| done.expect("followed")).sum::<usize>(), 1);
        assert_eq!((orders(&house).await, go_to(&house, "2026-06-08T20:00:00Z").await), (1, 0));
        let opened = look(&house, &id).await;
        assert_eq!((&opened["standing"]["next_on"], &opened["runs"][0]["outcome"]), (&json!("2026-06-15"), &json!("placed")));
        let number = opened["runs"][0]["order"].as_str().expect("a number").to_owned();
        let order = house.api(SEVER).await.look(&format!("/api/v1/orders/{number}")).await.expect(200).json();
        assert_eq!(order["placed_by"], "Ирина Северова");
        assert!(order["comment"].as_str().is_some_and(|words| words.contains("Weekly")), "{order}");
        house.close().await;
    }

    async fn prices_of_the_day_or_those_agreed_with_the_reason_in_the_explanation(house: House) {
        house.set_clock(at(NOW));
        let sever = house.api(SEVER).await;
        let current = make(&sever, json!({"name": "Current"})).await;
        let original = make(&sever, json!({"name": "Original", "price_policy": "original"})).await;
        bring(&house, "prices", "price_list,currency,sku,from_quantity,price,valid_from,tier\nOPT,RUB,DR-1,0,5000,2026-06-01,whole\n").await;
        go_to(&house, "2026-06-08T09:00:00Z").await;
        for (id, price, what, last) in [(&current, "4900.0000", "price", "discount"), (&original, "3920.0000", "kept", "kept")] {
            let run = look(&house, id).await["runs"][0].clone();
            let difference = run["differences"].as_array().expect("differences").iter().find(|d| d["sku"] == "DR-1").cloned();
            assert_eq!(difference.expect("a difference")["what"], what);
            let number = run["order"].as_str().expect("a number");
            let order = house.api(SEVER).await.look(&format!("/api/v1/orders/{number}")).await.expect(200).json();
            let drill = item(&order["lines"], "DR-1");
            assert_eq!((drill["unit_price"].as_str(), steps(&drill["explanation"]).last().map(String::as_str)), (Some(price), Some(last)));
        }
        // An agreed price below the floor is no promise.
        bring(&house, "prices", "price_list,currency,sku,from_quantity,price,floor,valid_from,tier\nOPT,RUB,DR-1,0,6000,4500,2026-06-05,whole\n").await;
        let line = item(&look(&house, &original).await["lines"], "DR-1").clone();
        assert_eq!(line["unit_price"], "5880.0000", "{line}");
        house.close().await;
    }

    async fn a_date_is_skipped_once_and_a_pause_lasts_until_it_is_resumed(house: House) {
        house.set_clock(at(NOW));
        let sever = house.api(SEVER).await;
        let id = make(&sever, json!({})).await;
        let path = format!("/api/v1/standing-orders/{id}");
        set(&house, &format!("{path}/skip"), json!({"skip": true})).await.expect(200);
        go_to(&house, "2026-06-08T09:00:00Z").await;
        let opened = look(&house, &id).await;
        assert_eq!((orders(&house).await, &opened["runs"][0]["outcome"], &opened["standing"]["next_on"]), (0, &json!("skipped"), &json!("2026-06-15")));
        set(&house, &format!("{path}/state"), json!({"state": "paused"})).await.expect(200);
        assert_eq!((go_to(&house, "2026-06-15T09:00:00Z").await, orders(&house).await), (0, 0));
        set(&house, &format!("{path}/state"), json!({"state": "active"})).await.expect(200);
        assert_eq!(look(&house, &id).await["standing"]["next_on"], "2026-06-22");
        go_to(&house, "2026-06-22T09:00:00Z").await;
        assert_eq!(orders(&house).await, 1);
        set(&house, &path, json!({"ends_on": "2026-06-29", "text": "GL-5 10"})).await.expect(200);
        go_to(&house, "2026-06-29T09:00:00Z").await;
        let ended = look(&house, &id).await;
        assert_eq!((orders(&house).await, &ended["standing"]["state"]), (2, &json!("ended")));
        set(&house, &format!("{path}/state"), json!({"state": "active"})).await.expect(409);
        house.close().await;
    }

    async fn the_last_day_is_set_stays_and_is_taken_away(house: House) {
        house.set_clock(at(NOW));
        let id = make(&house.api(SEVER).await, json!({"ends_on": "2026-06-29"})).await;
        let path = format!("/api/v1/standing-orders/{id}");
        let ends_on = |told: Told| told.expect(200).json()["standing"]["ends_on"].clone();
        assert_eq!(ends_on(set(&house, &path, json!({"name": "Mondays"})).await), "2026-06-29");
        assert_eq!(ends_on(set(&house, &path, json!({"ends_on": "2026-07-06"})).await), "2026-07-06");
        set(&house, &path, json!({"ends_on": "2026-06-01"})).await.expect(422);
        assert_eq!(set(&house, &path, json!({"ends_on": 7})).await.expect(422).problem().1, ["wrong_type"]);
        assert_eq!(ends_on(set(&house, &path, json!({"ends_on": null})).await), Value::Null);
        assert_eq!(look(&house, &id).await["standing"]["ends_on"], Value::Null);
        house.close().await;
    }

    async fn what_is_refused_is_told_once_and_nothing_is_ordered(house: House) {
        house.set_clock(at(NOW));
        let sever = house.api(SEVER).await;
        let id = make(&sever, json!({})).await;
        house.api(crate::kit::trade::ACCOUNTANT).await.set("/api/v1/contracts/A-1/limit", json!({"limit": "1.00", "reason": "Trial"})).await.expect(204);
        go_to(&house, "2026-06-08T09:00:00Z").await;
        go_to(&house, "2026-06-09T09:00:00Z").await;
        let run = look(&house, &id).await["runs"][0].clone();
        assert_eq!((orders(&house).await, &run["outcome"], &run["code"]), (0, &json!("refused"), &json!("over_credit_limit")));
        assert_eq!(house.sql_i64("SELECT count(*) FROM standing_run").await, 1);
        assert!(run["reason"].as_str().is_some_and(|words| !words.is_empty()), "{run}");
        house.close().await;
    }

    async fn what_is_short_is_back_ordered_and_what_was_missed_long_ago_is_left_out(house: House) {
        house.set_clock(at(NOW));
        let sever = house.api(SEVER).await;
        let id = make(&sever, json!({"text": "00417 5"})).await;
        go_to(&house, "2026-06-09T09:00:00Z").await;
        let run = look(&house, &id).await["runs"][0].clone();
        assert_eq!((&run["outcome"], run["differences"][0]["what"].as_str()), (&json!("placed"), Some("stock_short")), "{run}");
        go_to(&house, "2026-06-25T09:00:00Z").await;
        let opened = look(&house, &id).await;
        assert_eq!((orders(&house).await, &opened["runs"][0]["outcome"], &opened["standing"]["next_on"]), (1, &json!("missed"), &json!("2026-06-29")));
        house.close().await;
    }

    async fn whoever_may_not_order_any_more_has_his_standing_orders_paused(house: House) {
        house.set_clock(at(NOW));
        let sever = house.api(SEVER).await;
        let id = make(&sever, json!({})).await;
        let block = json!({"blocked": true});
        house.api(MANAGER).await.set(&format!("/api/v1/partners/ALFA/people/{SEVER}/block"), block).await.expect(204);
        go_to(&house, "2026-06-08T09:00:00Z").await;
        let opened = house.api(ALFA_ADMIN).await.look(&format!("/api/v1/standing-orders/{id}")).await.expect(200).json();
        assert_eq!((orders(&house).await, &opened["standing"]["state"]), (0, &json!("paused")));
        assert!(letters(&house).iter().any(|letter| letter.contains(ALFA_ADMIN)));
        house.close().await;
    }

    async fn standing_orders_stay_within_their_unit_and_are_made_in_person(house: House) {
        house.set_clock(at(NOW));
        let (sever, yug, beta) = (house.api(SEVER).await, house.api(YUG).await, house.api(BETA).await);
        let id = make(&sever, json!({})).await;
        let path = format!("/api/v1/standing-orders/{id}");
        for other in [&yug, &beta] {
            other.look(&path).await.expect(404);
            other.set(&format!("{path}/state"), json!({"state": "ended"})).await.expect(404);
        }
        let agent = house.api(crate::kit::trade::AGENT).await;
        agent.send("/api/v1/partners/ALFA/representations", json!({"reason": "A visit"})).await.expect(201);
        let wanted = json!({"name": "Theirs", "text": "DR-1 1", "schedule": {"repeats": "month_end"}});
        agent.on_behalf_of("ALFA").send("/api/v1/standing-orders", wanted).await.expect(409);
        for (schedule, code) in [(json!({"repeats": "weekly", "days": []}), "bad_schedule"), (json!({"repeats": "monthly", "day": 31}), "bad_schedule")] {
            let told = sever.send("/api/v1/standing-orders", json!({"name": "Odd", "text": "DR-1 1", "schedule": schedule})).await.expect(422);
            assert_eq!(told.problem().1, [code]);
        }
        let past = json!({"name": "Odd", "text": "DR-1 1", "schedule": {"repeats": "month_end"}, "starts_on": "2026-06-02"});
        assert_eq!(sever.send("/api/v1/standing-orders", past).await.expect(422).problem().1, ["out_of_range"]);
        house.close().await;
    }

    async fn a_role_of_the_companys_own_reaches_as_far_as_it_reads_orders_and_places_them(house: House) {
        house.set_clock(at(NOW));
        let csv = format!("login,name,partner,unit,roles,language\n{NIKITA},Никита Нижний,ALFA,Север,buyer,en\n");
        import(&house.administrator().await, "people", &csv).await;
        let admin = house.api(ALFA_ADMIN).await;
        let own_orders = |depth: &str| {
            let rights = json!([{"right": "orders.place", "depth": "company"}, {"right": "orders.read", "depth": depth}]);
            json!({"name": "Own orders", "rights": rights})
        };
        let role = admin.send("/api/v1/company/roles", own_orders("own")).await.expect(201).json()["id"].clone();
        admin.set(&format!("/api/v1/company/people/{NIKITA}"), json!({"role": role, "unit": "Север"})).await.expect(204);
        let theirs = make(&house.api(SEVER).await, json!({"name": "Theirs"})).await;
        let nikita = house.api(NIKITA).await;
        let own = make(&nikita, json!({"name": "Own"})).await;
        let listed = nikita.look("/api/v1/standing-orders").await.expect(200).json();
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{listed}");
        let path = format!("/api/v1/standing-orders/{theirs}");
        nikita.look(&path).await.expect(404);
        nikita.set(&format!("{path}/state"), json!({"state": "ended"})).await.expect(404);
        let role = format!("/api/v1/company/roles/{}", role.as_str().expect("an id"));
        admin.set(&role, own_orders("unit")).await.expect(204);
        assert_eq!(house.api(NIKITA).await.look(&path).await.expect(200).json()["standing"]["name"], "Theirs");
        go_to(&house, "2026-06-08T09:00:00Z").await;
        assert_eq!((orders(&house).await, &look(&house, &own).await["runs"][0]["outcome"]), (2, &json!("placed")));
        house.close().await;
    }

    async fn a_standing_order_is_made_changed_and_paused_by_forms(house: House) {
        house.set_clock(at(NOW));
        let (api, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        api.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200);
        let fields = [("name", "By form"), ("repeats", "weekly"), ("days", "mon"), ("days", "fri"), ("price_policy", "original")];
        let made = browser.fill("/standing-orders/new", "/standing-orders", &fields).await.expect(303).location();
        let page = browser.look(&made).await.expect(200).text;
        assert!(page.contains("Impact drill") && page.contains("Every week: Mon, Fri"), "{page}");
        browser.fill(&made, &format!("{made}/skip"), &[("skip", "yes")]).await.expect(303);
        let change = [("name", "By form"), ("repeats", "monthly"), ("day", "15"), ("price_policy", "current"), ("text", "GL-5 10")];
        browser.fill(&format!("{made}/change"), &made, &change).await.expect(303);
        let page = browser.look(&made).await.expect(200).text;
        assert!(page.contains("Work gloves") && !page.contains("Impact drill") && page.contains("on day 15"), "{page}");
        let odd = [("name", "By form"), ("repeats", "monthly"), ("day", "30"), ("price_policy", "current"), ("text", "GL-5 10")];
        browser.fill(&format!("{made}/change"), &made, &odd).await.expect(422);
        browser.fill(&made, &format!("{made}/state"), &[("state", "paused")]).await.expect(303);
        assert!(browser.look("/standing-orders").await.expect(200).text.contains("Paused"));
        house.close().await;
    }
}
