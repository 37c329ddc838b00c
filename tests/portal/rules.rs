//! Rules watch over clients: each finding makes one task, with an owner and a time, and a rule can be tried on last month.

use futures_util::future::join_all;
use orderly::app;
use serde_json::{Value, json};

use crate::House;
use crate::kit::trade::{AGENT, MANAGER, SEVER};
use crate::on_both;
use crate::reading::{at, finish, one};

const TASKS: &str = "SELECT count(*) FROM task";
const CART: &str = "rul_0000000000001";
const SEARCH: &str = "rul_0000000000002";
const SILENCE: &str = "rul_0000000000003";
const DAY: i64 = 24 * 3600;

async fn watch(house: &House) -> usize {
    app::watch_over(&house.gate).await.expect("the rules are followed")
}

/// A cart of Север worth more than the rule asks for.
async fn fill_cart(house: &House) {
    house.api(SEVER).await.set("/api/v1/cart/lines/DR-1", json!({"quantity": "40"})).await.expect(200);
}

async fn tasks(house: &House) -> Vec<Value> {
    let told = house.api(MANAGER).await.look("/api/v1/tasks").await.expect(200).json();
    told["items"].as_array().unwrap().clone()
}

/// Waits until the feed holds so many acts of a kind: they are written a moment after they were done.
async fn acts(house: &House, kind: &str, count: i64) {
    for _ in 0..200 {
        if house.sql_i64(&format!("SELECT count(*) FROM activity WHERE kind = '{kind}'")).await >= count {
            return;
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no {count} acts of kind {kind}");
}

async fn trial(house: &House, rule: &str) -> Value {
    house.api(MANAGER).await.look(&format!("/api/v1/rules/{rule}/trial")).await.expect(200).json()
}

on_both! {
    async fn a_full_cart_that_lies_makes_one_task_for_the_manager(house: House) {
        fill_cart(&house).await;
        assert_eq!(watch(&house).await, 0, "it does not lie yet");
        house.pass_seconds(20 * 60);
        assert_eq!((watch(&house).await, watch(&house).await), (1, 0));
        let found = tasks(&house).await;
        let task = &found[0];
        assert_eq!((found.len(), &task["kind"], &task["partner"]), (1, &json!("cart_idle"), &json!("ALFA")));
        assert_eq!((&task["owner"], &task["person"]), (&json!("Мария Орлова"), &json!("Ирина Северова")));
        let moment = |name: &str| at(task[name].as_str().unwrap());
        assert_eq!(moment("due_at") - moment("made_at"), 3600 * 1_000_000);
        assert_eq!(task["is_overdue"], json!(false));
        house.pass_seconds(3601);
        assert_eq!((watch(&house).await, tasks(&house).await[0]["is_overdue"].clone()), (0, json!(true)));
        // Touched and left again while the task is open: the same cart, the same task.
        house.api(SEVER).await.set("/api/v1/cart/lines/DR-1", json!({"quantity": "41"})).await.expect(200);
        house.pass_seconds(20 * 60);
        assert_eq!((watch(&house).await, house.sql_i64(TASKS).await), (0, 1));
        let page = house.browser(MANAGER).await.look("/tasks").await.expect(200).text;
        assert!(page.contains("ООО «Альфа»") && page.contains("overdue"), "{page}");
        finish(house).await;
    }

    async fn a_full_cart_of_last_month_is_found_by_the_trial(house: House) {
        fill_cart(&house).await;
        acts(&house, "cart", 1).await;
        house.pass_seconds(19 * 60);
        assert_eq!(trial(&house, CART).await["count"], json!(0), "it does not lie yet");
        house.pass_seconds(2 * 60);
        let tried = trial(&house, CART).await;
        let first = &tried["items"][0];
        assert_eq!((&tried["count"], &tried["partners"], &first["partner"]), (&json!(1), &json!(1), &json!("ALFA")));
        assert_eq!(house.sql_i64(TASKS).await, 0, "a trial makes no task");
        finish(house).await;
    }

    async fn nodes_that_look_at_once_make_no_doubles(house: House) {
        fill_cart(&house).await;
        house.pass_seconds(20 * 60);
        let made: usize = join_all((0..8).map(|_| watch(&house))).await.into_iter().sum();
        assert_eq!((made, house.sql_i64(TASKS).await), (1, 1));
        finish(house).await;
    }

    async fn a_rule_that_is_off_finds_nothing_and_its_figures_are_checked(house: House) {
        let manager = house.api(MANAGER).await;
        house.api(AGENT).await.look("/api/v1/rules").await.expect(403);
        let rules = manager.look("/api/v1/rules").await.expect(200).json();
        let on = rules["items"].as_array().unwrap().iter().filter(|rule| rule["figures"]["is_on"] == true).count();
        assert_eq!(on, 3);
        let path = format!("/api/v1/rules/{CART}");
        let figures = |amount: &str, is_on: bool| json!({"amount": amount, "minutes": 20, "due_minutes": 60, "is_on": is_on});
        manager.set(&path, figures("0.00", true)).await.expect(422);
        manager.set(&path, json!({"times": 3, "due_minutes": 60, "is_on": true})).await.expect(422);
        manager.set("/api/v1/rules/rul_0000000000009", figures("1.00", true)).await.expect(404);
        manager.set(&path, figures("100000.00", false)).await.expect(204);
        fill_cart(&house).await;
        house.pass_seconds(20 * 60);
        assert_eq!(watch(&house).await, 0);
        house.browser(MANAGER).await
            .fill("/rules", &format!("/rules/{CART}"), &[("amount", "100 000,00"), ("minutes", "20"), ("due_minutes", "30"), ("is_on", "yes")])
            .await
            .expect(303);
        assert_eq!(watch(&house).await, 1);
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'rule.changed'").await, 2);
        finish(house).await;
    }

    async fn three_searches_in_vain_of_a_day_make_one_task(house: House) {
        house.set_clock(at("2026-06-01T09:00:00Z"));
        let sever = house.api(SEVER).await;
        for (n, words) in ["perpetuum mobile", "left-handed hammer", "sky hook", "striped paint"].iter().enumerate() {
            assert_eq!(watch(&house).await, usize::from(n == 3), "before search {n}");
            sever.look(&format!("/api/v1/products?q={}", words.replace(' ', "+"))).await.expect(200);
            house.pass_seconds(5);
            acts(&house, "search_empty", i64::try_from(n).unwrap() + 1).await;
        }
        assert_eq!(watch(&house).await, 0, "a fourth search of the day is the same finding");
        let found = tasks(&house).await;
        assert_eq!((found.len(), &found[0]["kind"], &found[0]["words"]), (1, &json!("search_vain"), &json!("sky hook")));
        house.pass_seconds(20 * DAY);
        let tried = trial(&house, SEARCH).await;
        assert_eq!((&tried["count"], &tried["partners"], &tried["items"][0]["partner"]), (&json!(1), &json!(1), &json!("ALFA")));
        house.pass_seconds(20 * DAY);
        assert_eq!(trial(&house, SEARCH).await["count"], json!(0), "that was more than a month ago");
        finish(house).await;
    }

    async fn refusals_of_a_day_make_a_task_by_a_rule_that_was_added(house: House) {
        house.set_clock(at("2026-06-01T09:00:00Z"));
        let figures = json!({"times": 2, "due_minutes": 60, "is_on": true});
        house.api(MANAGER).await.send("/api/v1/rules", json!({"kind": "refused", "figures": figures})).await.expect(201);
        let sever = house.api(SEVER).await;
        for n in 0..2 {
            sever.order(&format!("too-much-{n}"), one("DR-2", "9000")).await.expect(409);
            house.pass_seconds(5);
        }
        acts(&house, "refused", 2).await;
        assert_eq!((watch(&house).await, watch(&house).await), (1, 0));
        assert_eq!(tasks(&house).await[0]["kind"], json!("refused"));
        finish(house).await;
    }

    async fn a_client_who_orders_every_ten_days_is_missed_on_the_fifteenth(house: House) {
        house.set_clock(at("2026-06-01T09:00:00Z"));
        for n in 0..3 {
            house.api(SEVER).await.order(&format!("usual-{n}"), one("00417", "1")).await.expect(201);
            house.pass_seconds(if n < 2 { 10 * DAY } else { 0 });
        }
        house.pass_seconds(14 * DAY);
        assert_eq!(watch(&house).await, 0);
        house.pass_seconds(DAY);
        assert_eq!((watch(&house).await, watch(&house).await), (1, 0));
        let found = tasks(&house).await;
        let silence = found.iter().find(|task| task["kind"] == "no_order").unwrap();
        assert_eq!((&silence["partner"], &silence["count"], &silence["person"]), (&json!("ALFA"), &json!(15), &Value::Null));
        house.pass_seconds(DAY);
        assert_eq!(watch(&house).await, 0, "the same silence is told once");
        let tried = trial(&house, SILENCE).await;
        assert_eq!((&tried["count"], &tried["items"][0]["at"]), (&json!(1), &json!("2026-07-05T21:00:00.000000Z")));
        let page = house.browser(MANAGER).await.look(&format!("/rules/{SILENCE}/trial")).await.expect(200).text;
        assert!(page.contains("ООО «Альфа»"), "{page}");
        // Two orders make no interval: the trial of others stays empty.
        assert_eq!(trial(&house, CART).await["count"], json!(0));
        finish(house).await;
    }

    async fn the_days_of_orders_are_days_of_the_company(house: House) {
        // One in the morning in Moscow, where it is still the day before in UTC.
        house.set_clock(at("2026-06-01T22:00:00Z"));
        for n in 0..3 {
            house.api(SEVER).await.order(&format!("night-{n}"), one("00417", "1")).await.expect(201);
            house.pass_seconds(if n < 2 { 10 * DAY } else { 0 });
        }
        // The last was on the 22nd of June there: the 6th of July is the fourteenth day.
        house.set_clock(at("2026-07-06T12:00:00Z"));
        assert_eq!((watch(&house).await, trial(&house, SILENCE).await["count"].clone()), (0, json!(0)));
        house.set_clock(at("2026-07-07T12:00:00Z"));
        assert_eq!(watch(&house).await, 1);
        let tried = trial(&house, SILENCE).await;
        assert_eq!((&tried["count"], &tried["items"][0]["at"]), (&json!(1), &json!("2026-07-06T21:00:00.000000Z")));
        finish(house).await;
    }
}
