//! Shipment blocks: by hand and by themselves, released by right and by payment; what the client reads of them, and the letters.

use chrono::NaiveDate;
use chrono_tz::Europe::Moscow;
use orderly::app;
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::client::{Client, Told, read};
use crate::kit::trade::{ACCOUNTANT, AGENT, ALFA_ADMIN, BETA, MANAGER, OPERATOR, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{between, bring, finish, letters, one, settle};

/// The seconds of a day.
pub const DAY: i64 = 24 * 3600;
/// Why a manager blocks, in his words.
pub const WORDS: &str = "Обещали заплатить в среду, не заплатили";

/// The day at the seller's place, so many days from now.
pub fn day(house: &House, days: i64) -> NaiveDate {
    house.now().plus_seconds(days * DAY).day_in(Moscow)
}

/// Places an order and tells its number.
pub async fn place(client: &Client, key: &str, body: Value) -> String {
    client.order(key, body).await.expect(201).json()["number"].as_str().expect("a number").to_owned()
}

/// Ships everything that an order has in Moscow.
pub async fn ship(client: &Client, order: &str, key: &str) -> Told {
    let request = client.request(Method::POST, &format!("/api/v1/orders/{order}/shipments")).header("idempotency-key", key);
    read(request.json(&json!({"warehouse": "MSK"})).send().await.expect("an answer")).await
}

/// Blocks a contract by hand; answers the id of the block.
pub async fn block(client: &Client, contract: &str, body: Value) -> String {
    let told = client.send(&format!("/api/v1/contracts/{contract}/blocks"), body).await.expect(201).json();
    told["id"].as_str().expect("an id").to_owned()
}

/// Releases a block.
pub async fn release(client: &Client, contract: &str, id: &str) -> Told {
    client.send(&format!("/api/v1/contracts/{contract}/blocks/{id}/releases"), json!({"reason": "Договорились"})).await
}

/// Books a payment of today.
pub async fn pay(house: &House, key: &str, mut body: Value) -> Told {
    body["currency"] = json!("RUB");
    body["paid_on"] = json!(day(house, 0));
    body["reference"] = json!(format!("п/п {key}"));
    let accountant = house.api(ACCOUNTANT).await;
    let request = accountant.request(Method::POST, "/api/v1/payments").header("idempotency-key", key);
    read(request.json(&body).send().await.expect("an answer")).await
}

/// A balance under A-1, which is due thirty days after its day.
pub async fn owe(house: &House, amount: &str, due_in: i64) {
    let as_of = day(house, due_in - 30);
    bring(house, "opening-balances", &format!("contract,amount,as_of\nA-1,{amount},{as_of}\n")).await;
}

/// How a contract stands for somebody.
pub async fn standing(house: &House, login: &str, contract: &str) -> Value {
    house.api(login).await.look(&format!("/api/v1/contracts/{contract}/standing")).await.expect(200).json()
}

/// How many records of a kind there are.
pub async fn records(house: &House, kind: &str) -> i64 {
    house.sql_i64(&format!("SELECT count(*) FROM journal WHERE kind = '{kind}'")).await
}

async fn shipments(house: &House) -> i64 {
    house.sql_i64("SELECT count(*) FROM shipment").await
}

/// A person of a partner who reads money.
async fn payer(house: &House, partner: &str) -> Client {
    let login = format!("payer@{}.example", partner.to_lowercase());
    bring(house, "people", &format!("login,name,partner,roles,language\n{login},Пётр Платёжкин,{partner},partner_admin,en\n"))
        .await;
    house.api(&login).await
}

on_both! {
    async fn whoever_says_the_same_once_more_has_the_block_that_is_in_force(house: House) {
        let manager = house.api(MANAGER).await;
        let wish = json!({"reason": WORDS});
        let first = block(&manager, "A-1", wish.clone()).await;
        assert_eq!(block(&manager, "A-1", wish.clone()).await, first, "he was not told, or clicked twice");
        assert_eq!(records(&house, "block.began").await, 1);
        let other = block(&manager, "A-1", json!({"reason": WORDS, "until": day(&house, 2)})).await;
        let third = block(&house.api(ACCOUNTANT).await, "A-1", wish.clone()).await;
        assert_eq!(records(&house, "block.began").await, 3, "other words, or another person, are another block");
        for id in [&first, &other, &third] {
            release(&manager, "A-1", id).await.expect(200);
        }
        assert_ne!(block(&manager, "A-1", wish).await, first, "what has ended does not come back");
        finish(house).await;
    }
}

on_both! {
    async fn a_block_by_hand_stops_shipments_until_it_is_released_with_a_reason(house: House) {
        let (sever, warehouse, manager) = (house.api(SEVER).await, house.api(WAREHOUSE).await, house.api(MANAGER).await);
        let before = place(&sever, "before", one("DR-1", "1")).await;
        let id = block(&manager, "A-1", json!({"reason": WORDS})).await;
        let refused = ship(&warehouse, &before, "s-1").await.expect(409).json();
        assert_eq!(refused["code"], "shipment_blocked");
        assert_eq!(refused["reasons"], json!([{"code": "blocked", "until": null}]));
        assert_eq!(refused["who_can_release"], json!(["manager", "accountant", "administrator"]));
        assert_eq!(refused["cure"], Value::Null);
        assert!(!refused.to_string().contains("среду"), "{refused}");
        assert_eq!(shipments(&house).await, 0);
        // The order under a block is let in; another contract of the same client is not touched.
        let gloves = json!({"lines": [{"sku": "GL-5", "quantity": "15"}], "contract": "A-2"});
        let other = place(&sever, "other", gloves).await;
        ship(&warehouse, &other, "s-2").await.expect(201);
        let bare = format!("/api/v1/contracts/A-1/blocks/{id}/releases");
        let told = manager.send(&bare, json!({"reason": "  "})).await.expect(422);
        assert_eq!((told.problem(), told.json()["errors"][0]["field"].clone()), (("invalid".into(), vec!["missing".into()]), json!("/reason")));
        let free = release(&manager, "A-1", &id).await.expect(200).json();
        assert_eq!((&free["blocks"], &free["cure"]), (&json!([]), &Value::Null));
        assert_eq!(release(&manager, "A-1", &id).await.expect(409).problem().0, "already_ended");
        ship(&warehouse, &before, "s-3").await.expect(201);
        assert_eq!((records(&house, "block.began").await, records(&house, "block.ended").await), (1, 1));
        let history = manager.look("/api/v1/contracts/A-1/blocks").await.expect(200).json();
        assert_eq!((&history["items"][0]["reason"], &history["items"][0]["ended"]["why"]), (&json!(WORDS), &json!("release")));
        assert_eq!(history["items"][0]["ended"]["reason"], "Договорились");
        finish(house).await;
    }

    async fn what_ends_a_block_is_said_in_words_also_where_neither_an_end_nor_a_condition_was_given(house: House) {
        let (manager, page) = (house.api(MANAGER).await, house.browser(MANAGER).await);
        let until = day(&house, 3);
        block(&manager, "A-1", json!({"reason": WORDS})).await;
        block(&manager, "A-1", json!({"reason": WORDS, "until": until})).await;
        let history = manager.look("/api/v1/contracts/A-1/blocks").await.expect(200).json();
        let mut told: Vec<(String, String)> = history["items"].as_array().expect("a list").iter()
            .map(|block| (block["ends_when"].as_str().expect("a word").to_owned(), block["ends"].as_str().expect("words").to_owned()))
            .collect();
        told.sort();
        assert_eq!(told[0], ("by_hand".to_owned(), "When somebody releases it".to_owned()));
        assert!(told[1].0 == "until" && told[1].1.starts_with("After "), "{told:?}");
        let standing = standing(&house, MANAGER, "A-1").await;
        assert!(standing["blocks"].as_array().expect("a list").iter().any(|block| block["ends"] == "When somebody releases it"), "{standing}");
        for path in ["/contracts/A-1/blocks", "/blocks"] {
            let shown = page.look(path).await.expect(200).text;
            assert!(shown.contains("When somebody releases it") && shown.contains(&told[1].1), "{path}: {shown}");
        }
        finish(house).await;
    }

    async fn the_same_is_done_on_the_page(house: House) {
        let sever = house.api(SEVER).await;
        let order = place(&sever, "paged", one("DR-1", "1")).await;
        let manager = house.browser(MANAGER).await;
        let (page, door) = ("/contracts/A-1/blocks", "/contracts/A-1/blocks");
        let empty = manager.fill(page, door, &[("reason", " "), ("ends", "by_hand"), ("until", "")]).await.expect(422);
        assert!(empty.text.contains("Say why"), "{}", empty.text);
        let undated = manager.fill(page, door, &[("reason", WORDS), ("ends", "until"), ("until", "")]).await.expect(422);
        assert!(undated.text.contains(WORDS), "what was typed is kept: {}", undated.text);
        assert_eq!(manager.fill(page, door, &[("reason", WORDS), ("ends", "by_hand"), ("until", "")]).await.expect(303).location(), page);
        let list = manager.look("/blocks").await.expect(200).text;
        assert!(list.contains("ООО «Альфа»") && list.contains(WORDS), "{list}");
        assert_eq!(ship(&house.api(WAREHOUSE).await, &order, "p-1").await.status.as_u16(), 409);
        let shown = manager.look(page).await.expect(200).text;
        assert!(shown.contains("Мария Орлова"), "who blocked is told: {shown}");
        let door = format!("/contracts/A-1/blocks/{}/release", between(&shown, "/contracts/A-1/blocks/", "/release"));
        manager.fill(page, &door, &[("reason", "Заплатили наличными")]).await.expect(303);
        let shown = manager.look(page).await.expect(200).text;
        assert!(shown.contains("Заплатили наличными") && shown.contains("Released by hand"), "{shown}");
        assert!(!manager.look("/blocks").await.text.contains("ООО «Альфа»"));
        ship(&house.api(WAREHOUSE).await, &order, "p-2").await.expect(201);
        finish(house).await;
    }

    async fn only_the_right_roles_block_and_a_foreign_contract_is_not_found(house: House) {
        let body = json!({"reason": WORDS});
        for login in [SEVER, ALFA_ADMIN, AGENT, WAREHOUSE, OPERATOR] {
            let client = house.api(login).await;
            assert_eq!(client.send("/api/v1/contracts/A-1/blocks", body.clone()).await.status.as_u16(), 403, "{login}");
        }
        let id = block(&house.api(ACCOUNTANT).await, "A-1", body.clone()).await;
        for login in [SEVER, ALFA_ADMIN, AGENT, WAREHOUSE, OPERATOR] {
            assert_eq!(release(&house.api(login).await, "A-1", &id).await.status.as_u16(), 403, "{login}");
        }
        let manager = house.api(MANAGER).await;
        manager.send("/api/v1/contracts/X-9/blocks", body.clone()).await.expect(404);
        release(&manager, "B-1", &id).await.expect(404);
        release(&manager, "A-1", "blk_0000000000000").await.expect(404);
        release(&manager, "A-1", "nonsense").await.expect(404);
        manager.send("/api/v1/contracts/A-1/blocks", json!({"reason": WORDS, "why": "x"})).await.expect(422);
        let yesterday = json!({"reason": WORDS, "until": day(&house, -1)});
        assert_eq!(manager.send("/api/v1/contracts/A-1/blocks", yesterday).await.expect(422).problem().1, vec!["in_the_past"]);
        for (ends_when, code) in [("overdue_paid", "nothing_overdue"), ("debt_paid", "nothing_owed")] {
            let told = manager.send("/api/v1/contracts/A-1/blocks", json!({"reason": WORDS, "ends_when": ends_when})).await;
            assert_eq!(told.expect(409).problem().0, code);
        }
        // A client looks at his own contracts only, and only who reads money there.
        let beta = payer(&house, "BETA").await;
        let (foreign, missing) = (beta.look("/api/v1/contracts/A-1/standing").await, beta.look("/api/v1/contracts/X-9/standing").await);
        assert_eq!((foreign.status.as_u16(), missing.status.as_u16()), (404, 404));
        assert_eq!(foreign.problem(), missing.problem());
        beta.look("/api/v1/contracts/B-1/standing").await.expect(200);
        for login in [SEVER, WAREHOUSE] {
            house.api(login).await.look("/api/v1/contracts/A-1/standing").await.expect(403);
            house.browser(login).await.look("/contracts/A-1/blocks").await.expect(403);
        }
        assert_eq!(records(&house, "block.began").await, 1);
        finish(house).await;
    }

    async fn the_client_reads_a_polite_cause_and_the_sum_that_lifts_it(house: House) {
        owe(&house, "5000", -10).await;
        let client = standing(&house, ALFA_ADMIN, "A-1").await;
        assert_eq!((&client["overdue"], &client["exposure"]), (&json!("5000.00"), &json!("5000.00")));
        assert_eq!((&client["limit"], &client["available_credit"]), (&json!("1000000.00"), &json!("995000.00")));
        assert_eq!(client["cure"], json!({"amount": "5000.00", "currency": "RUB", "invoices": ["OB-000001"]}));
        assert_eq!((&client["blocks"][0]["cause"], client["blocks"][0].get("reason")), (&json!("overdue"), None));
        let browser = house.browser(ALFA_ADMIN).await;
        let page = browser.look("/contracts/A-1/blocks").await.expect(200).text;
        assert!(page.contains("5,000.00") && page.contains("OB-000001") && page.contains("They go on as soon as"), "{page}");
        assert!(!page.contains("name=\"reason\""), "a client has no forms here: {page}");
        // By hand: no sum, and none of the manager's words anywhere.
        block(&house.api(MANAGER).await, "A-1", json!({"reason": WORDS})).await;
        let client = standing(&house, ALFA_ADMIN, "A-1").await;
        assert_eq!((client["blocks"].as_array().unwrap().len(), &client["cure"]), (2, &Value::Null));
        assert!(!client.to_string().contains("среду"), "{client}");
        for path in ["/contracts/A-1/blocks", "/blocks"] {
            let page = browser.look(path).await.expect(200).text;
            assert!(!page.contains("среду") && !page.contains("Мария Орлова"), "{path}: {page}");
        }
        let history = house.api(ALFA_ADMIN).await.look("/api/v1/contracts/A-1/blocks").await.expect(200).text;
        assert!(!history.contains("среду"), "{history}");
        assert!(standing(&house, MANAGER, "A-1").await.to_string().contains("среду"));
        finish(house).await;
    }

    async fn overdue_debt_blocks_after_its_grace_by_the_clock_and_its_payment_releases_at_once(house: House) {
        let order = place(&house.api(SEVER).await, "early", one("DR-1", "1")).await;
        owe(&house, "5000", 0).await;
        house.pass_seconds(3 * DAY);
        assert_eq!(app::evaluate(&house.gate).await.expect("the clock looks"), 0, "the days of grace are not over");
        house.pass_seconds(DAY);
        // Before the clock has looked, the gate knows already.
        let refused = ship(&house.api(WAREHOUSE).await, &order, "c-1").await.expect(409).json();
        assert_eq!((&refused["reasons"][0]["code"], &refused["cure"]["amount"]), (&json!("overdue"), &json!("5000.00")));
        assert_eq!(app::evaluate(&house.gate).await.expect("the clock looks"), 1);
        assert_eq!(app::evaluate(&house.gate).await.expect("the clock looks again"), 0, "once is enough");
        assert_eq!(standing(&house, MANAGER, "A-1").await["blocks"][0]["cause"], "overdue");
        pay(&house, "half", json!({"contract": "A-1", "amount": "4999.99"})).await.expect(201);
        assert_eq!(standing(&house, MANAGER, "A-1").await["cure"]["amount"], "0.01");
        ship(&house.api(WAREHOUSE).await, &order, "c-2").await.expect(409);
        pay(&house, "rest", json!({"contract": "A-1", "amount": "0.01"})).await.expect(201);
        let free = standing(&house, MANAGER, "A-1").await;
        assert_eq!((&free["blocks"], &free["cure"], &free["overdue"]), (&json!([]), &Value::Null, &json!("0.00")));
        ship(&house.api(WAREHOUSE).await, &order, "c-3").await.expect(201);
        let history = house.api(MANAGER).await.look("/api/v1/contracts/A-1/blocks").await.expect(200).json();
        assert_eq!((&history["items"][0]["cause"], &history["items"][0]["ended"]["why"]), (&json!("overdue"), &json!("settled")));
        assert_eq!((records(&house, "block.began").await, records(&house, "block.ended").await), (1, 1));
        finish(house).await;
    }

    async fn an_event_blocks_as_the_clock_does_and_the_contract_may_have_its_own_grace(house: House) {
        let row = "A-1,ALFA,RUB,OPT,2020-01-01,,all,,net 30,1000000,best,no,included,MSK|SPB,0";
        let header = crate::reading::CONTRACTS.trim_end();
        let csv = format!("{header},grace_days\n{row},10\n");
        bring(&house, "contracts", &csv).await;
        assert_eq!(bring(&house, "contracts", &csv).await["unchanged"], 1, "the same again changes nothing");
        assert_eq!(house.administrator().await.look("/api/v1/contracts/A-1").await.expect(200).json()["grace_days"], 10);
        owe(&house, "5000", -10).await;
        assert_eq!(standing(&house, MANAGER, "A-1").await["blocks"], json!([]));
        bring(&house, "contracts", &format!("{header},grace_days\n{row},9\n")).await;
        app::evaluate(&house.gate).await.expect("the clock looks");
        assert_eq!(standing(&house, MANAGER, "A-1").await["blocks"][0]["cause"], "overdue");
        // Without a word of its own it has the seller's days, which the settings change.
        let administrator = house.administrator().await;
        let mut settings = administrator.look("/api/v1/settings").await.expect(200).json();
        assert_eq!(settings["grace_days"], 3);
        settings["grace_days"] = json!(20);
        administrator.set("/api/v1/settings", settings.clone()).await.expect(204);
        bring(&house, "contracts", &format!("{header}\n{row}\n")).await;
        app::evaluate(&house.gate).await.expect("the clock looks");
        assert_eq!(standing(&house, MANAGER, "A-1").await["blocks"], json!([]));
        settings["grace_days"] = json!(366);
        administrator.set("/api/v1/settings", settings).await.expect(422);
        // What is brought in overdue blocks by the event itself.
        owe(&house, "700", -40).await;
        assert_eq!(standing(&house, MANAGER, "A-1").await["cure"]["amount"], "700.00");
        assert_eq!(standing(&house, MANAGER, "A-1").await["blocks"][0]["cause"], "overdue");
        finish(house).await;
    }

    async fn a_release_by_hand_holds_for_the_same_debts_and_not_for_new_ones(house: House) {
        owe(&house, "5000", -10).await;
        let order = place(&house.api(SEVER).await, "waived", one("DR-1", "1")).await;
        let id = standing(&house, MANAGER, "A-1").await["blocks"][0]["id"].as_str().expect("an id").to_owned();
        release(&house.api(MANAGER).await, "A-1", &id).await.expect(200);
        house.pass_seconds(5 * DAY);
        app::evaluate(&house.gate).await.expect("the clock looks");
        let free = standing(&house, MANAGER, "A-1").await;
        assert_eq!((&free["blocks"], &free["overdue"]), (&json!([]), &json!("5000.00")), "it is owed still");
        ship(&house.api(WAREHOUSE).await, &order, "w-1").await.expect(201);
        owe(&house, "300", -4).await;
        let again = standing(&house, MANAGER, "A-1").await;
        assert_eq!((&again["blocks"][0]["cause"], &again["cure"]["amount"]), (&json!("overdue"), &json!("300.00")));
        let second = place(&house.api(SEVER).await, "second", one("DR-1", "1")).await;
        ship(&house.api(WAREHOUSE).await, &second, "w-2").await.expect(409);
        finish(house).await;
    }

    async fn a_block_ends_with_its_last_day_and_with_its_condition(house: House) {
        let order = place(&house.api(SEVER).await, "dated", one("DR-1", "1")).await;
        block(&house.api(MANAGER).await, "A-1", json!({"reason": WORDS, "until": day(&house, 1)})).await;
        house.pass_seconds(DAY);
        let refused = ship(&house.api(WAREHOUSE).await, &order, "d-1").await.expect(409).json();
        assert_eq!(refused["reasons"], json!([{"code": "blocked", "until": day(&house, 0)}]));
        house.pass_seconds(DAY);
        ship(&house.api(WAREHOUSE).await, &order, "d-2").await.expect(201);
        app::evaluate(&house.gate).await.expect("the clock looks");
        let history = house.api(MANAGER).await.look("/api/v1/contracts/A-1/blocks").await.expect(200).json();
        assert_eq!(history["items"][0]["ended"]["why"], "time");
        // Overdue, and not yet beyond the days of grace: the manager does not wait for them.
        owe(&house, "800", -1).await;
        let sum = block(&house.api(MANAGER).await, "A-1", json!({"reason": WORDS, "ends_when": "overdue_paid"})).await;
        let all = block(&house.api(MANAGER).await, "A-1", json!({"reason": WORDS, "ends_when": "debt_paid"})).await;
        let owed = house.sql_i64("SELECT sum(amount - paid) FROM open_item").await;
        let cure = standing(&house, MANAGER, "A-1").await["cure"]["amount"].as_str().expect("a sum").replace('.', "");
        assert_eq!(cure, owed.to_string(), "the whole debt, with the invoice of what has just left");
        pay(&house, "overdue", json!({"contract": "A-1", "amount": "800.00", "invoices": ["OB-000001"]})).await.expect(201);
        let left = standing(&house, MANAGER, "A-1").await;
        assert_eq!((left["blocks"].as_array().unwrap().len(), left["blocks"][0]["id"].as_str()), (1, Some(all.as_str())), "{sum} has ended");
        pay(&house, "all", json!({"contract": "A-1", "amount": format!("{}.{:02}", (owed - 80_000) / 100, (owed - 80_000) % 100)})).await.expect(201);
        assert_eq!(standing(&house, MANAGER, "A-1").await["blocks"], json!([]));
        finish(house).await;
    }

    async fn what_is_prepaid_in_full_leaves_though_the_contract_is_blocked(house: House) {
        let beta = house.api(BETA).await;
        let placed = beta.order("prepaid", one("DR-1", "1")).await.expect(201).json();
        let (number, total) = (placed["number"].as_str().expect("a number").to_owned(), placed["total"].as_str().expect("a total").to_owned());
        block(&house.api(MANAGER).await, "B-1", json!({"reason": WORDS})).await;
        let refused = ship(&house.api(WAREHOUSE).await, &number, "b-1").await.expect(409).json();
        let codes: Vec<&str> = refused["reasons"].as_array().unwrap().iter().filter_map(|r| r["code"].as_str()).collect();
        assert_eq!(codes, vec!["not_prepaid", "blocked"]);
        assert_eq!(refused["cure"], json!({"amount": total, "currency": "RUB", "invoices": [format!("P-{number}")]}));
        pay(&house, "in-full", json!({"contract": "B-1", "amount": total, "invoices": [format!("P-{number}")]})).await.expect(201);
        ship(&house.api(WAREHOUSE).await, &number, "b-2").await.expect(201);
        // The next one, unpaid, stays.
        let next = place(&beta, "unpaid", one("DR-1", "1")).await;
        ship(&house.api(WAREHOUSE).await, &next, "b-3").await.expect(409);
        finish(house).await;
    }

    async fn invoices_of_goods_that_have_left_are_not_stopped(house: House) {
        let order = place(&house.api(SEVER).await, "gone", one("DR-1", "1")).await;
        let shipped = ship(&house.api(WAREHOUSE).await, &order, "g-1").await.expect(201).json();
        let invoice = shipped["invoice"].as_str().expect("an invoice").to_owned();
        block(&house.api(MANAGER).await, "A-1", json!({"reason": WORDS})).await;
        let told = house.api(ALFA_ADMIN).await.look(&format!("/api/v1/invoices/{invoice}")).await.expect(200).json();
        assert_eq!(told["total"], "3920.00");
        pay(&house, "gone-paid", json!({"contract": "A-1", "amount": "3920.00", "invoices": [invoice]})).await.expect(201);
        assert_eq!(standing(&house, MANAGER, "A-1").await["exposure"], "0.00");
        assert_eq!(standing(&house, MANAGER, "A-1").await["blocks"].as_array().unwrap().len(), 1, "a block by hand stays");
        finish(house).await;
    }

    async fn those_who_read_money_are_written_to_when_a_block_begins_and_ends(house: House) {
        let id = block(&house.api(MANAGER).await, "A-1", json!({"reason": WORDS, "until": day(&house, 5)})).await;
        settle(&house).await;
        let sent = letters(&house);
        assert_eq!(sent.len(), 1, "only Альфа's administrator reads money there");
        assert!(sent[0].head.contains("admin@alfa.example"), "{}", sent[0].head);
        assert!(sent[0].text.contains("on hold") && !sent[0].text.contains("среду"), "{}", sent[0].text);
        release(&house.api(MANAGER).await, "A-1", &id).await.expect(200);
        settle(&house).await;
        assert!(letters(&house).iter().any(|letter| letter.text.contains("free to leave again")));
        assert_eq!(letters(&house).len(), 2);
        finish(house).await;
    }

    async fn reminders_grow_firmer_and_stop_with_the_payment(house: House) {
        owe(&house, "5000", -1).await;
        assert_eq!(app::remind(&house.gate).await.expect("the clock reminds"), 1);
        assert_eq!(app::remind(&house.gate).await.expect("the clock reminds"), 0, "each level once");
        settle(&house).await;
        let first = letters(&house);
        assert_eq!(first.len(), 1);
        assert!(first[0].text.contains("OB-000001") && first[0].text.contains("5,000.00") && first[0].text.contains("a short while ago"), "{}", first[0].text);
        house.pass_seconds(6 * DAY);
        assert_eq!(app::remind(&house.gate).await.expect("the clock reminds"), 1);
        settle(&house).await;
        assert!(letters(&house).iter().any(|letter| letter.text.contains("more than a week late")));
        // Paid before the next level: nothing is asked for any more.
        house.pass_seconds(7 * DAY);
        let before = letters(&house).len();
        pay(&house, "reminded", json!({"contract": "A-1", "amount": "5000.00"})).await.expect(201);
        assert_eq!(app::remind(&house.gate).await.expect("the clock reminds"), 0);
        settle(&house).await;
        assert_eq!(letters(&house).len(), before);
        finish(house).await;
    }
}
