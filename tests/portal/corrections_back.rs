//! Credit notes that were posted by mistake: taken back whole and once; the invoice wants again what it wanted before, and debts, advances,
//! blocks and statements follow; both documents stay.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::House;
use crate::credit_notes::{correct, goods, obeys, off, pay, statement};
use crate::kit::client::{Client, Told};
use crate::kit::trade::{ACCOUNTANT, ALFA_ADMIN, MANAGER, OTHER_AGENT, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{finish, one, refusal, stored};
use crate::receivables::{day, invoice, keyed, shipped, whole};
use crate::records::expect_clean;
use crate::shipping::{all_from_moscow, placed, ship};

const DAY: i64 = 24 * 3600;
const EXPOSURE: &str = "SELECT COALESCE(sum(exposure), 0) FROM standing";
const REVERSALS: &str = "SELECT count(*) FROM credit_note_reversal";

/// Takes a note back; the answer as it is.
async fn back(accountant: &Client, note: &str, key: &str) -> Told {
    let body = json!({"reason": "Не тот счёт"});
    keyed(accountant, &format!("/api/v1/credit-notes/{note}/reversals"), key, &body).await
}

on_both! {
    async fn a_note_taken_back_leaves_the_invoice_as_it_was_and_another_can_be_posted(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        let accountant = house.api(ACCOUNTANT).await;
        // A typo: 7,840 for 784.
        correct(&accountant, &number, "typo", &off("7840.00")).await.expect(201);
        assert_eq!(invoice(&house, &number).await["state"], "void");
        let told = back(&accountant, "CN-000001", "back").await.expect(201).json();
        let expected = json!({"number": "CN-000001", "invoice": number, "issued_on": day(&house, 0), "currency": "RUB", "total": "7840.00", "open": "7840.00"});
        assert_eq!(told, expected);
        let seen = invoice(&house, &number).await;
        assert_eq!((&seen["state"], &seen["open"], &seen["credited"]), (&json!("open"), &json!("7840.00"), &json!("0.00")));
        assert_eq!((&seen["lines"][0]["credited"], &seen["credit_notes"][0]["is_reversed"]), (&json!("0.00"), &json!(true)));
        assert_eq!(house.sql_i64(EXPOSURE).await, 784_000);
        whole(&house).await;
        correct(&accountant, &number, "right", &off("784.00")).await.expect(201);
        assert_eq!(invoice(&house, &number).await["open"], "7056.00");
        // All of the rest can be taken off, by what is left of the lines.
        correct(&accountant, &number, "rest", &goods("2")).await.expect(201);
        assert_eq!((invoice(&house, &number).await["open"].clone(), house.sql_i64(EXPOSURE).await), (json!("0.00"), 0));
        let told = statement(&house, 0, 0).await;
        let movements = told["movements"].as_array().unwrap();
        let again: Vec<&Value> = movements.iter().filter(|row| row["kind"] == "credit_note_reversal").collect();
        assert_eq!(again.len(), 1, "{told}");
        assert_eq!((&again[0]["document"], &again[0]["debit"], &again[0]["credit"]), (&json!("CN-000001"), &json!("7840.00"), &Value::Null));
        assert_eq!((&told["closing"], &told["advance"]), (&json!("0.00"), &json!("0.00")));
        let line = house.api(MANAGER).await.look("/api/v1/partners/ALFA/timeline?limit=100").await.expect(200).text;
        assert!(line.contains("credit_note.reversed") && line.contains("Не тот счёт"), "{line}");
        whole(&house).await;
        finish(house).await;
    }

    async fn it_is_taken_back_once_by_those_who_may_and_with_a_reason(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        let accountant = house.api(ACCOUNTANT).await;
        correct(&accountant, &number, "k", &goods("1")).await.expect(201);
        let others = join_all([MANAGER, ALFA_ADMIN, SEVER, WAREHOUSE].map(|login| house.api(login))).await;
        let before = stored(&house).await;
        for other in &others {
            back(other, "CN-000001", "no").await.expect(403);
        }
        back(&accountant, "CN-000077", "nowhere").await.expect(404);
        let path = "/api/v1/credit-notes/CN-000001/reversals";
        for (n, reason) in ["", "  "].into_iter().enumerate() {
            let refused = refusal(&keyed(&accountant, path, &format!("empty-{n}"), &json!({"reason": reason})).await);
            assert_eq!((refused.0, refused.2.as_str()), (422, "/reason"));
        }
        assert_eq!(refusal(&accountant.send(path, json!({"reason": "Не тот счёт"})).await).1, "idempotency_key_required");
        assert_eq!((stored(&house).await, house.sql_i64(REVERSALS).await), (before, 0));
        let told = join_all((0..4).map(|_| back(&accountant, "CN-000001", "same"))).await;
        assert!(told.iter().all(|told| told.status.as_u16() == 201), "{:?}", told.iter().map(|told| &told.text).collect::<Vec<_>>());
        let keys = ["once", "twice", "thrice"];
        for told in join_all(keys.map(|key| back(&accountant, "CN-000001", key))).await {
            assert_eq!(refusal(&told).1, "already_reversed");
        }
        assert_eq!((house.sql_i64(REVERSALS).await, house.sql_i64(EXPOSURE).await), (1, 784_000));
        for sql in [
            "UPDATE credit_note_reversal SET reason = 'Another'",
            "DELETE FROM credit_note_reversal",
            "INSERT INTO credit_note_reversal (note_id, posted_at, issued_on, reason, actor) SELECT note_id, posted_at, issued_on, 'x', 'x' FROM credit_note_reversal",
        ] {
            assert!(!obeys(&house, sql), "{sql} is allowed");
        }
        finish(house).await;
    }

    async fn four_at_once_under_four_keys_take_it_back_once(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        let accountant = house.api(ACCOUNTANT).await;
        correct(&accountant, &number, "k", &off("100.00")).await.expect(201);
        let told = join_all(["1", "2", "3", "4"].map(|key| back(&accountant, "CN-000001", key))).await;
        assert_eq!(told.iter().filter(|told| told.status.as_u16() == 201).count(), 1);
        assert!(told.iter().filter(|told| told.status.as_u16() != 201).all(|told| refusal(told).1 == "already_reversed"));
        assert_eq!((house.sql_i64(REVERSALS).await, house.sql_i64(EXPOSURE).await), (1, 784_000));
        whole(&house).await;
        finish(house).await;
    }

    async fn what_a_note_had_set_free_pays_the_invoice_again_and_what_has_gone_is_owed(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        pay(&house, "all", "7840", &[&number]).await;
        let accountant = house.api(ACCOUNTANT).await;
        correct(&accountant, &number, "k", &goods("1")).await.expect(201);
        assert_eq!(house.sql_i64("SELECT sum(rest) FROM advance").await, 392_000);
        let told = back(&accountant, "CN-000001", "back").await.expect(201).json();
        assert_eq!(told["open"], "0.00");
        assert_eq!((invoice(&house, &number).await["state"].clone(), house.sql_i64("SELECT count(*) FROM advance").await), (json!("paid"), 0));
        whole(&house).await;
        // This time the money pays another invoice meanwhile.
        correct(&accountant, &number, "again", &goods("1")).await.expect(201);
        let next = shipped(&house, "b", "DR-1", "1").await;
        assert_eq!(invoice(&house, &next).await["state"], "paid");
        let told = back(&accountant, "CN-000002", "back-again").await.expect(201).json();
        assert_eq!((told["open"].clone(), house.sql_i64(EXPOSURE).await), (json!("3920.00"), 392_000));
        whole(&house).await;
        finish(house).await;
    }

    async fn an_advance_pays_what_is_disputed_only_when_that_is_settled(house: House) {
        let (first, second) = (shipped(&house, "a", "DR-1", "1").await, shipped(&house, "b", "DR-1", "1").await);
        let accountant = house.api(ACCOUNTANT).await;
        correct(&accountant, &first, "k", &off("100.00")).await.expect(201);
        let dispute = format!("/api/v1/invoices/{first}/dispute");
        accountant.set(&dispute, json!({"reason": "Бой"})).await.expect(204);
        pay(&house, "more", "3980", &[&second]).await;
        back(&accountant, "CN-000001", "back").await.expect(201);
        assert_eq!((&invoice(&house, &first).await["open"], house.sql_i64("SELECT sum(rest) FROM advance").await), (&json!("3920.00"), 6_000));
        accountant.set(&dispute, json!({})).await.expect(204);
        assert_eq!(invoice(&house, &first).await["open"], "3860.00", "what waited pays it now");
        whole(&house).await;
        house.work().await;
        house.seal().await;
        expect_clean(&house);
        finish(house).await;
    }

    async fn a_debt_that_comes_back_overdue_stops_goods_and_statements_of_days_before_stay(house: House) {
        let sever = house.api(SEVER).await;
        let number = shipped(&house, "a", "DR-1", "1").await;
        let accountant = house.api(ACCOUNTANT).await;
        correct(&accountant, &number, "k", &goods("1")).await.expect(201);
        let waiting = placed(&sever, "waiting", one("DR-1", "1")).await;
        house.pass_seconds(40 * DAY);
        let accountant = house.api(ACCOUNTANT).await;
        let before = statement(&house, -40, -1).await;
        assert_eq!((&before["closing"], &before["advance"]), (&json!("0.00"), &json!("0.00")));
        back(&accountant, "CN-000001", "back").await.expect(201);
        assert_eq!(statement(&house, -40, -1).await, before, "what is over does not change");
        let after = statement(&house, 0, 0).await;
        assert_eq!((&after["opening"], &after["debit"], &after["closing"]), (&json!("0.00"), &json!("3920.00"), &json!("3920.00")));
        assert_eq!((&after["ageing"]["days_1_30"], &after["advance"]), (&json!("3920.00"), &json!("0.00")));
        let refused = ship(&house.api(WAREHOUSE).await, &waiting, "held", all_from_moscow()).await.expect(409).json();
        assert_eq!(refused["cure"]["amount"], "3920.00");
        whole(&house).await;
        finish(house).await;
    }

    async fn the_page_takes_a_note_back_and_the_company_reads_why(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        correct(&house.api(ACCOUNTANT).await, &number, "k", &off("100.00")).await.expect(201);
        let (page, door) = ("/credit-notes/CN-000001", "/credit-notes/CN-000001/reversals");
        let browser = house.browser(ACCOUNTANT).await;
        let empty = browser.fill(page, door, &[("key", "form"), ("reason", " ")]).await.expect(422);
        assert!(empty.text.contains("value=\"form\""), "{}", empty.text);
        let told = browser.fill(page, door, &[("key", "form"), ("reason", "Не <b>тот</b> счёт")]).await.expect(303);
        assert_eq!(told.location(), "/credit-notes/CN-000001?done=reversed");
        let shown = browser.look(page).await.expect(200).text;
        assert!(shown.contains("Taken back on") && shown.contains("Не &lt;b&gt;тот") && shown.contains("Taken back by"), "{shown}");
        assert!(!shown.contains(door), "there is nothing more to take back: {shown}");
        let admin = house.browser(ALFA_ADMIN).await;
        let shown = admin.look(page).await.expect(200).text;
        assert!(shown.contains("Taken back on") && !shown.contains("Taken back by") && !shown.contains("Счётова"), "{shown}");
        assert!(admin.look(&format!("/invoices/{number}")).await.expect(200).text.contains("taken back"));
        let note = house.api(ALFA_ADMIN).await.look("/api/v1/credit-notes/CN-000001").await.expect(200).json();
        assert_eq!((&note["reversed"]["reason"], &note["reversed"]["issued_on"]), (&json!("Не <b>тот</b> счёт"), &json!(day(&house, 0))));
        house.api(OTHER_AGENT).await.look("/api/v1/credit-notes/CN-000001").await.expect(404);
        let page = browser.look("/contracts/A-1/statement").await.expect(200).text;
        assert!(page.contains(">Credit note taken back<"), "{page}");
        whole(&house).await;
        finish(house).await;
    }
}
