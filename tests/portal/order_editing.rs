//! The office edits an order as a draft, sees what that does, and applies it at once or not at all; the buyer is asked where it costs more.

use serde_json::{Value, json};

use crate::House;
use crate::kit::client::{Client, Told, hidden};
use crate::kit::trade::{ACCOUNTANT, ADMINISTRATOR, ALFA_ADMIN, MANAGER, SEVER, WAREHOUSE, YUG};
use crate::on_both;
use crate::order_changes::{answer, begin};
use crate::reading::{finish, letters, one, refusal, settle, stored};
use crate::receivables::keyed;
use crate::secrets::body_as_text;
use crate::shipping::{all_from_moscow, order, placed, ship};

const EXPOSURE: &str = "SELECT COALESCE(sum(exposure), 0) FROM standing";
const RESERVED: &str = "SELECT COALESCE(sum(reserved), 0) FROM stock";

fn draft(version: i64, lines: Value) -> Value {
    json!({"version": version, "lines": lines})
}

async fn keep(client: &Client, number: &str, body: Value) -> Value {
    client.set(&format!("/api/v1/orders/{number}/draft"), body).await.expect(200).json()
}

async fn apply(client: &Client, number: &str, key: &str, body: Value) -> Told {
    keyed(client, &format!("/api/v1/orders/{number}/draft/applications"), key, &body).await
}

on_both! {
    async fn a_draft_shows_its_effect_is_kept_and_leaves_the_order_alone(house: House) {
        let (manager, administrator) = (house.api(MANAGER).await, house.api(ADMINISTRATOR).await);
        let number = placed(&house.api(SEVER).await, "draft", one("DR-1", "3")).await;
        let path = format!("/api/v1/orders/{number}/draft");
        let blank = manager.look(&path).await.expect(200).json();
        assert_eq!((&blank["is_kept"], &blank["lines"], &blank["version"]), (&json!(false), &json!([]), &json!(1)));
        let before = stored(&house).await;
        let told = keep(&manager, &number, draft(1, json!([{"sku": "DR-1", "quantity": "1"}]))).await;
        assert_eq!((&told["effect"]["was"], &told["effect"]["total"], &told["effect"]["credit_left"]), (&json!("11760.00"), &json!("3920.00"), &json!("996080.00")));
        assert_eq!(stored(&house).await, before);
        assert_eq!(manager.look(&path).await.expect(200).json()["lines"][0]["quantity"], "1.000");
        // Everybody has a draft of his own.
        assert_eq!(administrator.look(&path).await.expect(200).json()["is_kept"], false);
        // What cannot be applied is kept all the same, with the reason.
        let odd = keep(&manager, &number, draft(1, json!([{"sku": "DR-1", "quantity": "1.5"}]))).await;
        assert_eq!((&odd["problem"]["code"], &odd["lines"][0]["quantity"]), (&json!("invalid"), &json!("1.500")));
        assert!(odd["problem"]["reasons"][0].as_str().unwrap().contains("DR-1"), "{odd}");
        assert_eq!(refusal(&apply(&manager, &number, "odd", json!({})).await).1, "invalid");
        assert_eq!(manager.delete(&path).await.status().as_u16(), 204);
        assert_eq!(manager.delete(&path).await.status().as_u16(), 204);
        assert_eq!(refusal(&apply(&manager, &number, "none", json!({})).await).1, "no_draft");
        for login in [SEVER, ALFA_ADMIN, WAREHOUSE, ACCOUNTANT] {
            house.api(login).await.look(&path).await.expect(403);
            assert_eq!(house.browser(login).await.look(&format!("/orders/{number}/edit")).await.status.as_u16(), 403, "{login}");
        }
        manager.look("/api/v1/orders/999999/draft").await.expect(404);
        assert_eq!(stored(&house).await, before);
        finish(house).await;
    }

    async fn a_total_that_falls_or_stays_is_applied_at_once_and_the_buyer_gets_the_difference(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let number = placed(&sever, "fall", one("DR-1", "3")).await;
        keep(&manager, &number, draft(1, json!([{"sku": "DR-1", "quantity": "2"}]))).await;
        assert_eq!(refusal(&apply(&manager, &number, "other", json!({"total": "1.00"})).await).1, "total_changed");
        let body = json!({"total": "7840.00", "reason": "As agreed by telephone"});
        let told = apply(&manager, &number, "apply", body.clone()).await.expect(200).json();
        assert_eq!((&told["state"], &told["version"], &told["total"]), (&json!("applied"), &json!(2), &json!("7840.00")));
        assert_eq!(apply(&manager, &number, "apply", body).await.expect(200).json(), told);
        assert_eq!(manager.look(&format!("/api/v1/orders/{number}/draft")).await.expect(200).json()["is_kept"], false);
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await), (784_000, 2_000));
        settle(&house).await;
        let letter = letters(&house).into_iter().find(|letter| letter.head.contains("has been changed")).expect("a letter");
        assert!(letter.text.contains("3 → 2") && letter.text.contains("As agreed by telephone"), "{}", letter.text);
        // Only the day is another: the total stays, and the buyer need not be asked.
        let mut day = draft(2, json!([]));
        day["terms"] = json!({"address": null, "requested_on": house.now().plus_seconds(20 * 86_400).day_in(chrono_tz::Europe::Moscow), "comment": "Call first"});
        keep(&manager, &number, day).await;
        apply(&manager, &number, "day", json!({})).await.expect(200);
        let seen = order(&sever, &number).await;
        assert_eq!((&seen["comment"], &seen["total"], &seen["version"]), (&json!("Call first"), &json!("7840.00"), &json!(3)));
        assert!(seen["requested_on"].is_string(), "{seen}");
        finish(house).await;
    }

    async fn a_total_that_grows_waits_for_the_buyer_and_nothing_changes_before(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let number = placed(&sever, "ask", one("DR-1", "2")).await;
        keep(&manager, &number, draft(1, json!([{"sku": "DR-1", "quantity": "3"}, {"sku": "GL-5", "quantity": "10"}]))).await;
        let asked = apply(&manager, &number, "ask", json!({"reason": "You asked for gloves"})).await.expect(202).json();
        assert_eq!((&asked["state"], &asked["was"], &asked["total"]), (&json!("asked_buyer"), &json!("7840.00"), &json!("12209.10")));
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await), (784_000, 2_000));
        assert_eq!(order(&sever, &number).await["version"], 1);
        settle(&house).await;
        let letter = letters(&house).into_iter().find(|letter| letter.head.contains("your agreement is needed")).expect("a letter");
        assert!(letter.text.contains("2 → 3") && letter.text.contains("You asked for gloves"), "{}", letter.text);
        answer(&manager, &number, &asked, json!({"answer": "agree"})).await.expect(403);
        answer(&house.api(YUG).await, &number, &asked, json!({"answer": "agree"})).await.expect(404);
        let browser = house.browser(SEVER).await;
        let page = browser.look(&format!("/orders/{number}")).await.expect(200).text;
        for words in ["Your manager proposes to change the order", "12,209.10", "GL-5", "You asked for gloves"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let action = format!("/orders/{number}/changes/{}/answers", asked["id"].as_str().unwrap());
        browser.fill(&format!("/orders/{number}"), &action, &[("answer", "agree")]).await.expect(303);
        let seen = order(&sever, &number).await;
        assert_eq!((&seen["version"], &seen["total"], &seen["lines"][1]["sku"]), (&json!(2), &json!("12209.10"), &json!("GL-5")));
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await), (1_220_910, 13_000));
        assert_eq!(sever.look("/api/v1/orders?product=GL-5").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
        assert_eq!(refusal(&answer(&sever, &number, &asked, json!({"answer": "agree"})).await).1, "already_answered");
        finish(house).await;
    }

    async fn the_buyer_may_decline_and_the_office_may_take_it_back(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let number = placed(&sever, "no", one("DR-1", "2")).await;
        keep(&manager, &number, draft(1, json!([{"sku": "DR-1", "quantity": "3"}]))).await;
        let asked = apply(&manager, &number, "first", json!({})).await.expect(202).json();
        assert_eq!(refusal(&answer(&sever, &number, &asked, json!({"answer": "refuse"})).await).2, "/reason");
        answer(&sever, &number, &asked, json!({"answer": "refuse", "reason": "Too dear"})).await.expect(200);
        assert!(house.browser(MANAGER).await.look(&format!("/orders/{number}")).await.expect(200).text.contains("Too dear"));
        keep(&manager, &number, draft(1, json!([{"sku": "DR-1", "quantity": "4"}]))).await;
        let again = apply(&manager, &number, "second", json!({})).await.expect(202).json();
        answer(&sever, &number, &again, json!({"answer": "withdraw"})).await.expect(403);
        answer(&manager, &number, &again, json!({"answer": "withdraw"})).await.expect(200);
        assert_eq!(refusal(&answer(&sever, &number, &again, json!({"answer": "agree"})).await).1, "already_answered");
        assert_eq!(order(&sever, &number).await["version"], 1);
        finish(house).await;
    }

    async fn what_was_proposed_for_another_order_than_there_is_now_is_not_agreed_to(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let number = placed(&sever, "moved", json!({"lines": [{"sku": "DR-1", "quantity": "2"}, {"sku": "GL-5", "quantity": "10"}]})).await;
        keep(&manager, &number, draft(1, json!([{"sku": "DR-1", "quantity": "3"}]))).await;
        let asked = apply(&manager, &number, "propose", json!({})).await.expect(202).json();
        // The buyer changes it himself meanwhile: the proposal is over.
        let own = json!({"version": 1, "lines": [{"sku": "GL-5", "quantity": "5"}]});
        keyed(&sever, &format!("/api/v1/orders/{number}/changes"), "own", &own).await.expect(200);
        assert_eq!(refusal(&answer(&sever, &number, &asked, json!({"answer": "agree"})).await).1, "already_answered");
        // What was only begun to be picked is the same order; the warehouse is asked next.
        keep(&manager, &number, draft(2, json!([{"sku": "DR-1", "quantity": "3"}]))).await;
        let asked = apply(&manager, &number, "again", json!({})).await.expect(202).json();
        begin(&house.api(WAREHOUSE).await, &number).await.expect(200);
        let told = answer(&sever, &number, &asked, json!({"answer": "agree"})).await.expect(202).json();
        assert_eq!(told["state"], "asked");
        answer(&house.api(WAREHOUSE).await, &number, &asked, json!({"answer": "agree"})).await.expect(200);
        assert_eq!(order(&sever, &number).await["lines"][0]["open"], "3.000");
        finish(house).await;
    }

    async fn a_price_is_agreed_above_the_floor_with_a_reason_only(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let number = placed(&sever, "price", one("DR-1", "2")).await;
        let at = |price: &str, reason: Option<&str>| draft(1, json!([{"sku": "DR-1", "quantity": "2", "unit_price": price, "reason": reason}]));
        for (price, reason, words) in [("2999.99", Some("Old friends"), "3,000.00"), ("3500", None, "needs a reason"), ("0", Some("A gift"), "above zero")] {
            let told = keep(&manager, &number, at(price, reason)).await;
            assert!(told["problem"]["reasons"][0].as_str().unwrap_or_default().contains(words), "{price}: {told}");
            assert!(apply(&manager, &number, price, json!({})).await.status.is_client_error());
        }
        keep(&manager, &number, at("3500", Some("Old friends"))).await;
        apply(&manager, &number, "good", json!({})).await.expect(200);
        let line = order(&sever, &number).await["lines"][0].clone();
        assert_eq!((&line["unit_price"], &line["sum"], &line["discount_percent"]), (&json!("3500.0000"), &json!("7000.00"), &json!("12.50")));
        let last = line["explanation"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["step"], &last["price"]), (&json!("agreed"), &json!("3500.0000")));
        let page = house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text;
        assert!(page.contains("Price agreed for this order") && !page.contains("Old friends"), "{page}");
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'order.prices_agreed'").await, 1);
        // The words why stand beside the change; for ever there is a commitment to them alone.
        let told = format!("SELECT count(*) FROM journal WHERE {} LIKE '%Old friends%'", body_as_text(&house));
        assert_eq!(house.sql_i64(&told).await, 0);
        assert_eq!(house.sql_i64("SELECT count(*) FROM order_change WHERE revision LIKE '%Old friends%'").await, 1);
        let hidden = format!("SELECT count(*) FROM journal WHERE kind = 'order.prices_agreed' AND {} LIKE '%\"why\":\"%'", body_as_text(&house));
        assert_eq!(house.sql_i64(&hidden).await, 1);
        finish(house).await;
    }

    async fn all_of_a_draft_is_applied_or_nothing(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let number = placed(&sever, "all", one("DR-1", "20")).await;
        // There are ten of these; the drills go down, so the total falls.
        let told = keep(&manager, &number, draft(1, json!([{"sku": "DR-1", "quantity": "1"}, {"sku": "DR-2", "quantity": "11"}]))).await;
        assert_eq!((&told["effect"]["total"], &told["effect"]["short"]), (&json!("69920.00"), &json!(["DR-2"])));
        let before = stored(&house).await;
        let short = apply(&manager, &number, "short", json!({})).await;
        assert_eq!(refusal(&short).1, "stock_short");
        assert_eq!(stored(&house).await, before);
        assert_eq!(manager.look(&format!("/api/v1/orders/{number}/draft")).await.expect(200).json()["is_kept"], true);
        keep(&manager, &number, draft(1, json!([{"sku": "DR-1", "quantity": "1"}, {"sku": "DR-2", "quantity": "10"}]))).await;
        apply(&manager, &number, "fits", json!({})).await.expect(200);
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await), (6_392_000, 11_000));
        let mut there = draft(2, json!([]));
        there["terms"] = json!({"address": "Склад Юг", "requested_on": null, "comment": null});
        let told = keep(&manager, &number, there).await;
        assert!(told["problem"]["reasons"][0].as_str().unwrap_or_default().contains("address"), "another unit's: {told}");
        let unknown = keep(&manager, &number, draft(2, json!([{"sku": "XX-9", "quantity": "1"}]))).await;
        assert_eq!(unknown["problem"]["code"], "invalid");
        finish(house).await;
    }

    async fn of_two_editors_the_second_is_told_what_the_first_has_done(house: House) {
        let (manager, administrator) = (house.api(MANAGER).await, house.api(ADMINISTRATOR).await);
        let number = placed(&house.api(SEVER).await, "two", one("DR-1", "5")).await;
        keep(&manager, &number, draft(1, json!([{"sku": "DR-1", "quantity": "4"}]))).await;
        keep(&administrator, &number, draft(1, json!([{"sku": "DR-1", "quantity": "3"}]))).await;
        let (first, second) = tokio::join!(apply(&manager, &number, "m", json!({})), apply(&administrator, &number, "a", json!({})));
        let (done, late) = if first.status.as_u16() == 200 { (first, second) } else { (second, first) };
        assert_eq!((done.status.as_u16(), refusal(&late).1.as_str()), (200, "order_changed"));
        assert_eq!(late.json()["differences"][0]["before"], "5.000");
        assert_eq!(house.sql_i64("SELECT count(*) FROM order_version").await, 2);
        // What the second had typed is still there, with what is different since.
        let left = [&manager, &administrator];
        let mut kept = 0;
        for client in left {
            let seen = client.look(&format!("/api/v1/orders/{number}/draft")).await.expect(200).json();
            if seen["is_kept"] == true {
                kept += 1;
                assert_eq!((&seen["version"], &seen["current_version"], &seen["since"][0]["what"]), (&json!(1), &json!(2), &json!("quantity")));
            }
        }
        assert_eq!(kept, 1);
        finish(house).await;
    }

    async fn while_the_warehouse_picks_it_answers_for_the_office_too_and_after_that_it_is_too_late(house: House) {
        let (sever, manager, warehouse) = (house.api(SEVER).await, house.api(MANAGER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "work", one("DR-1", "3")).await;
        begin(&warehouse, &number).await.expect(200);
        keep(&manager, &number, draft(2, json!([{"sku": "DR-1", "quantity": "2"}]))).await;
        let asked = apply(&manager, &number, "ask", json!({})).await.expect(202).json();
        assert_eq!(asked["state"], "asked");
        answer(&warehouse, &number, &asked, json!({"answer": "agree"})).await.expect(200);
        ship(&warehouse, &number, "s", all_from_moscow()).await.expect(201);
        keep(&manager, &number, draft(4, json!([{"sku": "DR-1", "quantity": "1"}]))).await;
        assert_eq!(refusal(&apply(&manager, &number, "late", json!({})).await).1, "already_shipped");
        let page = house.browser(MANAGER).await.look(&format!("/orders/{number}/edit")).await.expect(200).text;
        assert!(page.contains("ask your manager for a return") && !page.contains("name=\"quantity\""), "{page}");
        finish(house).await;
    }

    async fn on_the_page_what_is_typed_is_kept_calculated_and_applied(house: House) {
        let browser = house.browser(MANAGER).await;
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "page", one("DR-1", "3")).await;
        let path = format!("/orders/{number}/edit");
        assert!(browser.look(&format!("/orders/{number}")).await.expect(200).text.contains(&path));
        let fields = [("version", "1"), ("sku", "DR-1"), ("quantity", "2"), ("unit_price", ""), ("why", ""), ("sku", ""), ("quantity", ""), ("address", "Склад Север"), ("requested_on", ""), ("comment", "At the gate")];
        let kept = browser.fill(&path, &path, &[&fields[..], &[("step", "keep")]].concat()).await.expect(303);
        assert_eq!(kept.location(), path);
        let page = browser.look(&path).await.expect(200).text;
        for words in ["What will change", "7,840.00\u{a0}₽", "At the gate", "applied at once and as a whole"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let odd = [("version", "1"), ("sku", "DR-1"), ("quantity", "two"), ("step", "keep")];
        let told = browser.fill(&path, &path, &odd).await.expect(422).text;
        assert!(told.contains("value=\"two\""), "{told}");
        let (key, total) = (hidden(&page, "key"), hidden(&page, "total"));
        for (total, step, status) in [("1.00", "apply", 409), (total.as_str(), "keep", 200)] {
            let sent = [("key", "another"), ("total", total), ("reason", "By telephone"), ("step", step)];
            let told = browser.fill(&path, &path, &[&fields[..], &sent[..]].concat()).await.expect(status).text;
            assert!(told.contains("value=\"By telephone\""), "{told}");
        }
        let last = [("key", key.as_str()), ("total", total.as_str()), ("reason", "By telephone"), ("step", "apply")];
        let done = browser.fill(&path, &path, &[&fields[..], &last[..]].concat()).await.expect(303);
        assert_eq!(done.location(), format!("/orders/{number}?done=changed"));
        let seen = order(&sever, &number).await;
        assert_eq!((&seen["total"], &seen["comment"], &seen["version"]), (&json!("7840.00"), &json!("At the gate"), &json!(2)));
        // The price of the order, named with another quantity, is an agreed one.
        let same = [("version", "2"), ("sku", "DR-1"), ("quantity", "1"), ("unit_price", "3920"), ("why", "As before"), ("step", "keep")];
        browser.fill(&path, &path, &same).await.expect(303);
        let kept = house.api(MANAGER).await.look(&format!("/api/v1/orders/{number}/draft")).await.expect(200).json();
        assert_eq!(kept["lines"][0]["unit_price"], "3920.0000");
        browser.fill(&path, &path, &[("step", "discard")]).await.expect(303);
        assert_eq!(house.sql_i64("SELECT count(*) FROM order_draft").await, 0);
        finish(house).await;
    }
}
