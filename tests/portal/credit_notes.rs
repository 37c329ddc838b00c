//! Credit notes: a posted invoice is corrected down, by goods or by money, never beyond what it says; what that does to debts, advances,
//! blocks and statements; who may and who sees it.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::House;
use crate::kit::client::{Client, Told};
use crate::kit::trade::{ACCOUNTANT, ALFA_ADMIN, BETA, MANAGER, OTHER_AGENT, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{at, bring, finish, one, refusal, stored};
use crate::receivables::{day, invoice, keyed, payment, shipped, whole};
use crate::shipping::{all_from_moscow, placed, ship};

const DAY: i64 = 24 * 3600;
const EXPOSURE: &str = "SELECT COALESCE(sum(exposure), 0) FROM standing";
const NOTES: &str = "SELECT count(*) FROM credit_note";
const NUMBERS: &str = "SELECT value FROM series WHERE name = 'credit_note'";

/// Goods of the first line.
pub fn goods(quantity: &str) -> Value {
    json!({"reason": "Недовоз по акту", "lines": [{"line": 1, "quantity": quantity}]})
}

/// Money off the first line.
pub fn off(amount: &str) -> Value {
    json!({"reason": "Цена по дополнительному соглашению", "lines": [{"line": 1, "amount": amount}]})
}

/// Posts a note; the answer as it is.
pub async fn correct(accountant: &Client, invoice: &str, key: &str, body: &Value) -> Told {
    keyed(accountant, &format!("/api/v1/invoices/{invoice}/credit-notes"), key, body).await
}

pub async fn pay(house: &House, key: &str, amount: &str, invoices: &[&String]) -> Value {
    let mut body = payment(house, "A-1", amount);
    body["invoices"] = json!(invoices);
    keyed(&house.api(ACCOUNTANT).await, "/api/v1/payments", key, &body).await.expect(201).json()
}

pub async fn statement(house: &House, from: i64, to: i64) -> Value {
    let path = format!("/api/v1/contracts/A-1/statement?from={}&to={}", day(house, from), day(house, to));
    house.api(ACCOUNTANT).await.look(&path).await.expect(200).json()
}

/// Says something to the database beside the program; whether it did it.
pub fn obeys(house: &House, sql: &str) -> bool {
    let url = house.database_url();
    match url.strip_prefix("sqlite:") {
        Some(path) => {
            let mut conn = SqliteConnection::establish(path).expect("the file opens");
            conn.batch_execute("PRAGMA busy_timeout = 10000").expect("a patient connection");
            conn.batch_execute(sql).is_ok()
        }
        None => PgConnection::establish(&url).expect("the database answers").batch_execute(sql).is_ok(),
    }
}

on_both! {
    async fn goods_that_were_not_accepted_lower_the_invoice_and_everything_that_follows_from_it(house: House) {
        house.set_clock(at("2026-03-02T09:00:00Z"));
        let number = shipped(&house, "a", "DR-1", "2").await;
        let movements = house.sql_i64("SELECT count(*) FROM movement").await;
        let told = correct(&house.api(ACCOUNTANT).await, &number, "k", &goods("1")).await.expect(201).json();
        assert_eq!((&told["number"], &told["invoice"], &told["issued_on"]), (&json!("CN-000001"), &json!(number), &json!(day(&house, 0))));
        assert_eq!((&told["net"], &told["vat"], &told["total"]), (&json!("3213.11"), &json!("706.89"), &json!("3920.00")));
        assert_eq!((&told["open"], &told["freed"]), (&json!("3920.00"), &json!("0.00")));
        // The document stays as it was issued; what is open of it is less.
        let seen = invoice(&house, &number).await;
        assert_eq!((&seen["total"], &seen["credited"], &seen["open"], &seen["state"]), (&json!("7840.00"), &json!("3920.00"), &json!("3920.00"), &json!("open")));
        assert_eq!(seen["credit_notes"], json!([{"number": "CN-000001", "issued_on": day(&house, 0), "total": "3920.00", "is_reversed": false}]));
        let line = &seen["lines"][0];
        assert_eq!((&line["line"], &line["quantity"], &line["credited_quantity"], &line["credited"]), (&json!(1), &json!("2.000"), &json!("1.000"), &json!("3920.00")));
        assert_eq!(house.sql_i64(EXPOSURE).await, 392_000);
        let debt = house.api(ACCOUNTANT).await.look("/api/v1/contracts/A-1/limit").await.expect(200).json();
        assert_eq!(debt["exposure"], "3920.00");
        let told = statement(&house, 0, 0).await;
        let last = told["movements"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["kind"], &last["document"], &last["credit"], &last["debit"]), (&json!("credit_note"), &json!("CN-000001"), &json!("3920.00"), &Value::Null));
        assert_eq!((&told["closing"], &told["ageing"]["not_due"], &told["advance"]), (&json!("3920.00"), &json!("3920.00"), &json!("0.00")));
        // What left has left: returns of goods are another matter.
        assert_eq!(house.sql_i64("SELECT count(*) FROM movement").await, movements);
        let line = house.api(MANAGER).await.look("/api/v1/partners/ALFA/timeline?limit=100").await.expect(200).text;
        assert!(line.contains("CN-000001") && line.contains("Недовоз по акту"), "{line}");
        whole(&house).await;
        finish(house).await;
    }

    async fn the_company_sees_what_corrects_its_invoice_and_nobody_else_does(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        correct(&house.api(ACCOUNTANT).await, &number, "k", &off("100.00")).await.expect(201);
        bring(&house, "people", "login,name,partner,roles,language\npayer@beta.example,Пётр Платёжкин,BETA,partner_admin,en\n").await;
        let admin = house.api(ALFA_ADMIN).await;
        let list = admin.look("/api/v1/credit-notes").await.expect(200).json();
        assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["reason"]), (1, &json!("Цена по дополнительному соглашению")));
        let note = admin.look("/api/v1/credit-notes/CN-000001").await.expect(200).json();
        assert_eq!((&note["invoice"], &note["total"], &note["lines"][0]["quantity"], &note["lines"][0]["gross"]), (&json!(number), &json!("100.00"), &json!("0.000"), &json!("100.00")));
        assert_eq!((&note["lines"][0]["sku"], &note["partner"], &note["contract"]), (&json!("DR-1"), &json!("ALFA"), &json!("A-1")));
        for (query, count) in [("invoice=", 1), ("contract=A-2&invoice=", 0), ("partner=alfa&invoice=", 1), ("partner=BETA&invoice=", 0)] {
            let found = admin.look(&format!("/api/v1/credit-notes?{query}{number}")).await.expect(200).json();
            assert_eq!(found["items"].as_array().unwrap().len(), count, "{query}");
        }
        let mut browser = house.browser(ALFA_ADMIN).await;
        let page = browser.look(&format!("/invoices/{number}")).await.expect(200).text;
        assert!(page.contains("/credit-notes/CN-000001") && page.contains("7,740.00") && !page.contains("/credit-notes\""), "{page}");
        let page = browser.look("/credit-notes/CN-000001").await.expect(200).text;
        assert!(page.contains("Credit note CN-000001") && page.contains("Impact drill") && page.contains("price only") && !page.contains("Счётова"), "{page}");
        browser.language = "ru".to_owned();
        browser.fill("/api", "/language", &[("lang", "ru"), ("next", "/")]).await.expect(303);
        let page = browser.look("/credit-notes/CN-000001").await.expect(200).text;
        assert!(page.contains("Корректировка (уменьшение) № CN-000001") && page.contains("Дрель ударная"), "{page}");
        for login in ["payer@beta.example", OTHER_AGENT] {
            let stranger = house.api(login).await;
            let there = stranger.look("/api/v1/credit-notes/CN-000001").await;
            assert_eq!(refusal(&there), refusal(&stranger.look("/api/v1/credit-notes/CN-999999").await));
            assert_eq!(there.status.as_u16(), 404);
            for query in ["", "?partner=ALFA", "?contract=A-1"] {
                assert_eq!(stranger.look(&format!("/api/v1/credit-notes{query}")).await.expect(200).json()["items"], json!([]));
            }
            assert_eq!(house.browser(login).await.look("/credit-notes/CN-000001").await.status.as_u16(), 404);
        }
        for login in [SEVER, BETA, WAREHOUSE] {
            house.api(login).await.look("/api/v1/credit-notes").await.expect(403);
        }
        finish(house).await;
    }

    async fn notes_never_come_to_more_than_the_line_says(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        let accountant = house.api(ACCOUNTANT).await;
        correct(&accountant, &number, "first", &goods("1")).await.expect(201);
        for (key, body, field) in [("goods", goods("2"), "/lines/0/quantity"), ("money", off("3920.01"), "/lines/0/amount")] {
            let refused = refusal(&correct(&accountant, &number, key, &body).await);
            assert_eq!((refused.0, refused.2.as_str(), refused.3.as_str()), (422, field, "too_much"));
        }
        assert_eq!((house.sql_i64(NOTES).await, house.sql_i64(NUMBERS).await), (1, 1));
        // The rest to the kopeck, in two steps.
        correct(&accountant, &number, "most", &off("3919.99")).await.expect(201);
        let told = correct(&accountant, &number, "rest", &off("0.01")).await.expect(201).json();
        assert_eq!((&told["number"], &told["open"]), (&json!("CN-000003"), &json!("0.00")));
        let seen = invoice(&house, &number).await;
        assert_eq!((&seen["state"], &seen["open"], &seen["credited"]), (&json!("void"), &json!("0.00"), &json!("7840.00")));
        let notes = "SELECT sum(vat) FROM credit_note";
        assert_eq!(house.sql_i64(notes).await, house.sql_i64("SELECT vat FROM invoice").await);
        assert_eq!(refusal(&correct(&accountant, &number, "again", &goods("1")).await).3, "nothing");
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(NUMBERS).await), (0, 3));
        for (state, count) in [("void", 1), ("paid", 0), ("open", 0)] {
            let found = accountant.look(&format!("/api/v1/invoices?state={state}")).await.expect(200).json();
            assert_eq!(found["items"].as_array().unwrap().len(), count, "{state}: {found}");
        }
        let page = house.browser(ACCOUNTANT).await.look(&format!("/invoices/{number}")).await.expect(200).text;
        assert!(page.contains("The whole invoice was credited") && !page.contains("/credit-notes\""), "{page}");
        whole(&house).await;
        finish(house).await;
    }

    async fn a_note_that_cannot_be_is_refused_with_its_field_and_leaves_nothing(house: House) {
        let number = shipped(&house, "a", "DR-1", "1").await;
        let prepaid = placed(&house.api(BETA).await, "pre", one("DR-1", "1")).await;
        bring(&house, "opening-balances", "contract,amount,as_of\nA-1,5000,2026-01-15\n").await;
        let accountant = house.api(ACCOUNTANT).await;
        let others = join_all([MANAGER, ALFA_ADMIN, SEVER, WAREHOUSE].map(|login| house.api(login))).await;
        let before = stored(&house).await;
        let lines = |lines: Value| json!({"reason": "Недовоз", "lines": lines});
        let cases = [
            (lines(json!([])), "/lines", "missing"),
            (lines(json!([{"line": 2, "quantity": "1"}])), "/lines/0/line", "unknown"),
            (lines(json!([{"line": 0, "quantity": "1"}])), "/lines/0/line", "unknown"),
            (lines(json!([{"line": 1, "quantity": "1"}, {"line": 1, "amount": "1"}])), "/lines/1/line", "duplicate"),
            (lines(json!([{"line": 1}])), "/lines/0", "one_of_two"),
            (lines(json!([{"line": 1, "quantity": "1", "amount": "1"}])), "/lines/0", "one_of_two"),
            (lines(json!([{"line": 1, "quantity": "0"}])), "/lines/0/quantity", "out_of_range"),
            (lines(json!([{"line": 1, "amount": "-1"}])), "/lines/0/amount", "out_of_range"),
            (lines(json!([{"line": 1, "amount": "1.001"}])), "/lines/0/amount", "too_many_decimals"),
            (lines(json!([{"line": 1, "amount": "1", "price": "1"}])), "/lines/0/price", "unknown_field"),
            (json!({"reason": " ", "lines": [{"line": 1, "amount": "1"}]}), "/reason", "missing"),
        ];
        for (n, (body, field, code)) in cases.into_iter().enumerate() {
            let told = correct(&accountant, &number, &format!("bad-{n}"), &body).await;
            let refused = refusal(&told);
            assert_eq!((refused.0, refused.2.as_str(), refused.3.as_str()), (422, field, code), "{}", told.text);
        }
        for other in [format!("P-{prepaid}"), "OB-000001".to_owned()] {
            assert_eq!(refusal(&correct(&accountant, &other, "other", &off("1")).await).1, "not_correctable");
        }
        correct(&accountant, "999998", "nowhere", &off("1")).await.expect(404);
        for other in &others {
            correct(other, &number, "no", &off("1")).await.expect(403);
        }
        assert_eq!((stored(&house).await, house.sql_i64(NOTES).await, house.sql_i64(NUMBERS).await), (before, 0, 0));
        finish(house).await;
    }

    async fn the_same_key_posts_once_and_other_content_under_it_is_refused(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        let accountant = house.api(ACCOUNTANT).await;
        let body = off("100.00");
        let told = join_all((0..6).map(|_| correct(&accountant, &number, "same", &body))).await;
        let numbers: BTreeSet<String> = told.iter().map(|told| told.json()["number"].as_str().unwrap().to_owned()).collect();
        assert_eq!((numbers.len(), house.sql_i64(NOTES).await), (1, 1));
        assert_eq!(told.iter().filter(|told| told.header("idempotency-replayed") == "true").count(), 5);
        assert_eq!(refusal(&correct(&accountant, &number, "same", &off("200.00")).await).1, "idempotency_key_reused");
        let path = format!("/api/v1/invoices/{number}/credit-notes");
        assert_eq!(refusal(&accountant.send(&path, body).await).1, "idempotency_key_required");
        assert_eq!(house.sql_i64(EXPOSURE).await, 774_000);
        finish(house).await;
    }

    async fn eight_at_once_never_take_more_than_the_invoice_and_their_numbers_have_no_gaps(house: House) {
        let number = shipped(&house, "a", "DR-1", "1").await;
        let accountant = house.api(ACCOUNTANT).await;
        let told = join_all((0..8).map(|n| {
            let (accountant, number) = (&accountant, &number);
            async move { correct(accountant, number, &format!("at-once-{n}"), &off("1000.00")).await }
        }))
        .await;
        let posted: BTreeSet<String> =
            told.iter().filter(|told| told.status.as_u16() == 201).map(|told| told.json()["number"].as_str().unwrap().to_owned()).collect();
        assert_eq!(posted.into_iter().collect::<Vec<_>>(), ["CN-000001", "CN-000002", "CN-000003"]);
        let refused = told.iter().filter(|told| told.status.as_u16() != 201);
        assert!(refused.clone().all(|told| refusal(told).3 == "too_much"), "{:?}", refused.map(|told| &told.text).collect::<Vec<_>>());
        assert_eq!((invoice(&house, &number).await["open"].clone(), house.sql_i64(EXPOSURE).await), (json!("920.00"), 92_000));
        assert_eq!((house.sql_i64(NOTES).await, house.sql_i64(NUMBERS).await), (3, 3));
        whole(&house).await;
        finish(house).await;
    }

    async fn what_was_paid_beyond_is_an_advance_and_pays_the_next_invoice(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        pay(&house, "all", "7840", &[&number]).await;
        let told = correct(&house.api(ACCOUNTANT).await, &number, "k", &goods("1")).await.expect(201).json();
        assert_eq!((&told["open"], &told["freed"]), (&json!("0.00"), &json!("3920.00")));
        let seen = invoice(&house, &number).await;
        assert_eq!((&seen["state"], &seen["paid"], &seen["open"]), (&json!("paid"), &json!("3920.00"), &json!("0.00")));
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64("SELECT sum(rest) FROM advance").await), (-392_000, 392_000));
        whole(&house).await;
        let next = shipped(&house, "b", "DR-1", "1").await;
        let seen = invoice(&house, &next).await;
        assert_eq!((&seen["state"], &seen["paid"]), (&json!("paid"), &json!("3920.00")));
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64("SELECT count(*) FROM advance").await), (0, 0));
        whole(&house).await;
        finish(house).await;
    }

    async fn what_was_paid_beyond_pays_another_debt_at_once_and_is_open_again_when_the_payment_is_taken_back(house: House) {
        let (first, second) = (shipped(&house, "a", "DR-1", "1").await, shipped(&house, "b", "DR-1", "1").await);
        let paid = pay(&house, "second", "3920", &[&second]).await;
        let accountant = house.api(ACCOUNTANT).await;
        let told = correct(&accountant, &second, "k", &off("1000.00")).await.expect(201).json();
        assert_eq!((&told["open"], &told["freed"]), (&json!("0.00"), &json!("1000.00")));
        assert_eq!(invoice(&house, &first).await["open"], "2920.00");
        assert_eq!(house.sql_i64("SELECT count(*) FROM advance").await, 0);
        whole(&house).await;
        let path = format!("/api/v1/payments/{}/reversals", paid["id"].as_str().unwrap());
        accountant.send(&path, json!({"reason": "Банк вернул"})).await.expect(201);
        // The corrected invoice wants what is left of it, and not what it once said.
        assert_eq!((invoice(&house, &first).await["open"].clone(), invoice(&house, &second).await["open"].clone()), (json!("3920.00"), json!("2920.00")));
        whole(&house).await;
        finish(house).await;
    }

    async fn a_note_lifts_the_block_of_the_debt_that_it_takes_away(house: House) {
        let sever = house.api(SEVER).await;
        let number = shipped(&house, "a", "DR-1", "1").await;
        let waiting = placed(&sever, "waiting", one("DR-1", "1")).await;
        house.pass_seconds(40 * DAY);
        let refused = ship(&house.api(WAREHOUSE).await, &waiting, "held", all_from_moscow()).await.expect(409).json();
        assert_eq!(refused["cure"], json!({"amount": "3920.00", "currency": "RUB", "invoices": [number]}));
        pay(&house, "part", "1000", &[&number]).await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM shipment_block WHERE ended_at IS NULL").await, 1);
        let accountant = house.api(ACCOUNTANT).await;
        correct(&accountant, &number, "some", &off("2000.00")).await.expect(201);
        let refused = ship(&house.api(WAREHOUSE).await, &waiting, "held-still", all_from_moscow()).await.expect(409).json();
        assert_eq!(refused["cure"]["amount"], "920.00");
        correct(&accountant, &number, "rest", &off("920.00")).await.expect(201);
        assert_eq!(house.sql_i64("SELECT count(*) FROM shipment_block WHERE ended_at IS NULL").await, 0);
        assert_eq!(house.sql_i64("SELECT count(*) FROM shipment_block WHERE ended_why = 'settled'").await, 1);
        ship(&house.api(WAREHOUSE).await, &waiting, "free", all_from_moscow()).await.expect(201);
        whole(&house).await;
        finish(house).await;
    }

    async fn a_statement_of_days_that_are_over_stays_as_it_was_and_the_next_one_closes(house: House) {
        let (paid, open) = (shipped(&house, "a", "DR-1", "1").await, shipped(&house, "b", "DR-1", "1").await);
        pay(&house, "all", "3920", &[&paid]).await;
        house.pass_seconds(40 * DAY);
        let before = statement(&house, -40, -1).await;
        assert_eq!((&before["closing"], &before["advance"], &before["ageing"]["days_1_30"]), (&json!("3920.00"), &json!("0.00"), &json!("3920.00")));
        let accountant = house.api(ACCOUNTANT).await;
        // The money of the one pays the other; all that is left of that is corrected, too.
        correct(&accountant, &paid, "paid", &off("1920.00")).await.expect(201);
        correct(&accountant, &open, "open", &off("2000.00")).await.expect(201);
        assert_eq!((invoice(&house, &open).await["state"].clone(), house.sql_i64(EXPOSURE).await), (json!("paid"), 0));
        assert_eq!(statement(&house, -40, -1).await, before, "what is over does not change");
        let after = statement(&house, 0, 0).await;
        assert_eq!((&after["opening"], &after["credit"], &after["closing"]), (&before["closing"], &json!("3920.00"), &json!("0.00")));
        assert_eq!((after["movements"].as_array().unwrap().len(), &after["advance"]), (2, &json!("0.00")));
        assert!(after["ageing"].as_object().unwrap().values().all(|sum| sum == "0.00"), "{after}");
        let page = house.browser(ACCOUNTANT).await.look("/contracts/A-1/statement").await.expect(200).text;
        assert!(page.contains("/credit-notes/CN-000001") && page.contains(">Credit note<"), "{page}");
        whole(&house).await;
        finish(house).await;
    }

    async fn the_page_posts_a_note_without_script_and_keeps_what_was_typed(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        let browser = house.browser(ACCOUNTANT).await;
        let (page, door) = (format!("/invoices/{number}"), format!("/invoices/{number}/credit-notes"));
        let fields = |key, reason, quantity, amount| [("key", key), ("reason", reason), ("line", "1"), ("quantity", quantity), ("amount", amount)];
        let wrong = browser.fill(&page, &door, &fields("form-1", "Бой <b>в пути</b>", "много", "")).await.expect(422);
        assert!(wrong.text.contains("много") && wrong.text.contains("Бой &lt;b&gt;в пути") && wrong.text.contains("form-1"), "{}", wrong.text);
        let empty = browser.fill(&page, &door, &fields("form-1", "Бой", "", "")).await.expect(422);
        assert!(empty.text.contains("Name at least one line"), "{}", empty.text);
        let told = browser.fill(&page, &door, &fields("form-1", "Бой", "", "1,000.50")).await.expect(303);
        assert_eq!(told.location(), "/credit-notes/CN-000001?done=1");
        browser.fill(&page, &door, &fields("form-1", "Бой", "", "1,000.50")).await.expect(303);
        assert_eq!((house.sql_i64(NOTES).await, house.sql_i64("SELECT total FROM credit_note").await), (1, 100_050));
        let shown = browser.look("/credit-notes/CN-000001").await.expect(200).text;
        assert!(shown.contains("1,000.50") && shown.contains("Ольга Счётова"), "{shown}");
        browser.fill(&page, &door, &fields("form-2", "Бой", "1", "")).await.expect(303);
        let list = browser.look("/invoices.csv").await.expect(200).text;
        assert!(list.contains("Taken off by credit notes"), "{list}");
        for login in [ALFA_ADMIN, MANAGER] {
            let shown = house.browser(login).await.look(&page).await.expect(200).text;
            assert!(shown.contains("/credit-notes/CN-000002") && !shown.contains("/credit-notes\""), "{login}: {shown}");
        }
        whole(&house).await;
        finish(house).await;
    }

    async fn a_posted_note_is_changed_by_nobody(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        correct(&house.api(ACCOUNTANT).await, &number, "k", &goods("1")).await.expect(201);
        for sql in [
            "UPDATE credit_note SET total = 1, net = 1, vat = 0",
            "UPDATE credit_note SET reason = 'Another'",
            "DELETE FROM credit_note",
            "UPDATE credit_note_line SET quantity = 0",
            "DELETE FROM credit_note_line",
            "INSERT INTO credit_note_line (note_id, position, quantity, net, vat, gross) SELECT note_id, position, 0, 0, 0, 0 FROM credit_note_line",
        ] {
            assert!(!obeys(&house, sql), "{sql} is allowed");
        }
        assert_eq!(house.sql_i64("SELECT total FROM credit_note").await, 392_000);
        for (method, path) in [(reqwest::Method::PUT, "/api/v1/credit-notes/CN-000001"), (reqwest::Method::DELETE, "/api/v1/credit-notes/CN-000001")] {
            let told = house.api(ACCOUNTANT).await.request(method, path).send().await.expect("an answer");
            assert_eq!(told.status().as_u16(), 405);
        }
        finish(house).await;
    }
}
