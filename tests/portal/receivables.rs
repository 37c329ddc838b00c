//! What a company sees of its money, invoices as they are issued, more days, disputes, and numbers without gaps.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::client::{Client, Told, read};
use crate::kit::trade::{ACCOUNTANT, AGENT, ALFA_ADMIN, BETA, MANAGER, OTHER_AGENT, SEVER, WAREHOUSE, YUG};
use crate::on_both;
use crate::reading::{bring, finish, one, refusal};
use crate::shipping::{all_from_moscow, part, placed, ship};

/// The day at the seller's place, so many days from now.
pub fn day(house: &House, days: i64) -> NaiveDate {
    house.now().plus_seconds(days * 24 * 3600).day_in(chrono_tz::Europe::Moscow)
}

/// Posts JSON under a key.
pub async fn keyed(client: &Client, path: &str, key: &str, body: &Value) -> Told {
    read(client.request(Method::POST, path).header("idempotency-key", key).json(body).send().await.expect("an answer")).await
}

/// A payment of today in roubles.
pub fn payment(house: &House, contract: &str, amount: &str) -> Value {
    json!({"contract": contract, "amount": amount, "currency": "RUB", "paid_on": day(house, 0), "reference": "No 17"})
}

/// Places an order of one line and ships it from Moscow; answers the invoice's number.
pub async fn shipped(house: &House, key: &str, sku: &str, quantity: &str) -> String {
    let number = placed(&house.api(SEVER).await, key, one(sku, quantity)).await;
    let told = ship(&house.api(WAREHOUSE).await, &number, key, all_from_moscow()).await.expect(201).json();
    told["invoice"].as_str().expect("an invoice").to_owned()
}

/// An invoice as the accountant sees it.
pub async fn invoice(house: &House, number: &str) -> Value {
    house.api(ACCOUNTANT).await.look(&format!("/api/v1/invoices/{number}")).await.expect(200).json()
}

/// Whether everything that was paid, given and owed agrees, by SQL beside the program.
pub async fn whole(house: &House) {
    let never = [
        (
            "paid that is not given",
            "SELECT count(*) FROM open_item o WHERE o.paid <> COALESCE((SELECT sum(a.amount) FROM allocation a WHERE a.invoice_id = o.invoice_id), 0)",
        ),
        (
            "payments that are neither given nor left over",
            "SELECT count(*) FROM payment p WHERE p.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM payment r WHERE r.reverses = p.id) \
             AND p.amount <> COALESCE((SELECT sum(a.amount) FROM allocation a WHERE a.payment_id = p.id), 0) + COALESCE((SELECT v.rest FROM advance v WHERE v.payment_id = p.id), 0)",
        ),
        (
            "taken back and still left over",
            "SELECT count(*) FROM advance v WHERE EXISTS (SELECT 1 FROM payment r WHERE r.reverses = v.payment_id)",
        ),
        (
            "debts that are not the balance",
            "SELECT count(*) FROM contract c WHERE \
             COALESCE((SELECT sum(e.amount) FROM ledger_entry e WHERE e.contract_id = c.id AND e.kind <> 'commitment'), 0) <> \
             COALESCE((SELECT sum(o.amount - o.paid) FROM open_item o WHERE o.contract_id = c.id AND o.kind <> 'proforma'), 0) \
             - COALESCE((SELECT sum(v.rest) FROM advance v WHERE v.contract_id = c.id), 0) \
             - COALESCE((SELECT sum(o.paid) FROM open_item o WHERE o.contract_id = c.id AND o.kind = 'proforma'), 0)",
        ),
        ("documents that are not their parts", "SELECT count(*) FROM invoice WHERE net + vat <> total"),
    ];
    for (what, sql) in never {
        assert_eq!(house.sql_i64(sql).await, 0, "{what}");
    }
}

const NUMBERS: &str = "SELECT value FROM series WHERE name = 'invoice'";

on_both! {
    async fn the_company_sees_its_own_money_and_a_buyer_without_the_right_sees_none(house: House) {
        let number = shipped(&house, "mine", "DR-1", "2").await;
        let admin = house.api(ALFA_ADMIN).await;
        let seen = admin.look("/api/v1/invoices").await.expect(200).json();
        assert_eq!(seen["items"].as_array().unwrap().len(), 1);
        let listed = &seen["items"][0];
        assert_eq!((&listed["number"], &listed["kind"], &listed["state"], &listed["contract"]), (&json!(number), &json!("invoice"), &json!("open"), &json!("A-1")));
        assert_eq!((&listed["total"], &listed["paid"], &listed["open"]), (&json!("7840.00"), &json!("0.00"), &json!("7840.00")));
        assert_eq!(listed["due_on"], json!(day(&house, 30)));
        let limit = admin.look("/api/v1/contracts/A-1/limit").await.expect(200).json();
        assert_eq!((&limit["limit"], &limit["exposure"], &limit["available_credit"]), (&json!("1000000.00"), &json!("7840.00"), &json!("992160.00")));
        assert!(limit.get("changes").is_none(), "{limit}");
        let browser = house.browser(ALFA_ADMIN).await;
        let money = browser.look("/money").await.expect(200);
        assert!(money.text.contains("7,840.00") && money.text.contains("/contracts/A-1"), "{}", money.text);
        let paper = browser.look(&format!("/invoices/{number}")).await.expect(200);
        assert!(paper.text.contains("Impact drill") && paper.text.contains("7707083893") && !paper.text.contains("deferrals\""), "{}", paper.text);
        for login in [SEVER, YUG, BETA, WAREHOUSE] {
            let (api, browser) = (house.api(login).await, house.browser(login).await);
            for path in ["/invoices", "/payments", "/contracts/A-1/limit", "/contracts/A-1/statement"] {
                api.look(&format!("/api/v1{path}")).await.expect(403);
            }
            api.look(&format!("/api/v1/invoices/{number}")).await.expect(403);
            for path in ["/money", "/invoices", "/payments", "/contracts/A-1", "/contracts/A-1/statement", "/contracts/A-1/statement.csv"] {
                assert_eq!(browser.look(path).await.status.as_u16(), 403, "{login} {path}");
            }
        }
        whole(&house).await;
        finish(house).await;
    }

    async fn an_invoice_or_a_contract_of_another_looks_like_one_that_is_not_there(house: House) {
        placed(&house.api(BETA).await, "beta", one("DR-1", "1")).await;
        let theirs = house.sql_i64("SELECT id FROM sales_order").await;
        let number = format!("P-{}", house.api(ACCOUNTANT).await.look("/api/v1/orders").await.expect(200).json()["items"][0]["number"].as_str().unwrap());
        assert!(theirs > 0);
        assert_eq!(invoice(&house, &number).await["kind"], "proforma");
        let (admin, stranger) = (house.api(ALFA_ADMIN).await, house.api(OTHER_AGENT).await);
        for client in [&admin, &stranger] {
            let there = client.look(&format!("/api/v1/invoices/{number}")).await;
            assert_eq!(refusal(&there), refusal(&client.look("/api/v1/invoices/P-999999").await));
            assert_eq!(there.status.as_u16(), 404);
            for tail in ["statement", "limit"] {
                let there = client.look(&format!("/api/v1/contracts/B-1/{tail}")).await;
                assert_eq!(refusal(&there), refusal(&client.look(&format!("/api/v1/contracts/X-9/{tail}")).await));
                assert_eq!(there.status.as_u16(), 404);
            }
            client.look("/api/v1/partners/BETA/statement").await.expect(404);
            assert_eq!(client.look("/api/v1/invoices?partner=BETA").await.expect(200).json()["items"], json!([]));
            assert_eq!(client.look("/api/v1/payments?contract=B-1").await.expect(200).json()["items"], json!([]));
        }
        let browser = house.browser(ALFA_ADMIN).await;
        for path in [format!("/invoices/{number}"), "/contracts/B-1".into(), "/contracts/B-1/statement".into(), "/partners/BETA/statement.csv".into()] {
            assert_eq!(browser.look(&path).await.status.as_u16(), 404, "{path}");
        }
        assert_eq!(house.api(AGENT).await.look(&format!("/api/v1/invoices/{number}")).await.status.as_u16(), 200);
        finish(house).await;
    }

    async fn who_runs_one_unit_sees_neither_the_invoices_of_another_nor_the_sums_of_the_company(house: House) {
        let number = shipped(&house, "north", "DR-1", "2").await;
        keyed(&house.api(ACCOUNTANT).await, "/api/v1/payments", "paid", &payment(&house, "A-1", "100")).await.expect(201);
        let login = "south-admin@alfa.example";
        bring(&house, "people", &format!("login,name,partner,unit,roles,language\n{login},Юлия Южная,ALFA,Юг,partner_admin,en\n")).await;
        let (south, admin) = (house.api(login).await, house.api(ALFA_ADMIN).await);
        for path in ["contracts/A-1/standing", "contracts/A-1/blocks", "contracts/A-1/limit", "contracts/A-1/statement", "partners/ALFA/statement"] {
            south.look(&format!("/api/v1/{path}")).await.expect(404);
            admin.look(&format!("/api/v1/{path}")).await.expect(200);
        }
        for (path, count) in [("payments", 1), ("invoices", 1)] {
            assert_eq!(south.look(&format!("/api/v1/{path}")).await.expect(200).json()["items"], json!([]), "{path}");
            assert_eq!(admin.look(&format!("/api/v1/{path}")).await.expect(200).json()["items"].as_array().unwrap().len(), count, "{path}");
        }
        south.look(&format!("/api/v1/invoices/{number}")).await.expect(404);
        let browser = house.browser(login).await;
        for path in ["/contracts/A-1", "/contracts/A-1/statement", "/contracts/A-1/statement.csv", "/partners/ALFA/statement"] {
            assert_eq!(browser.look(path).await.status.as_u16(), 404, "{path}");
        }
        for path in ["/money", "/payments", "/invoices"] {
            let page = browser.look(path).await.expect(200).text;
            assert!(!page.contains("/contracts/A-1") && !page.contains(&format!("/invoices/{number}")), "{path}: {page}");
        }
        // The unit's own invoice names its contract; there is no way to a page that would not open.
        let order = placed(&house.api(YUG).await, "south", one("DR-1", "1")).await;
        let told = ship(&house.api(WAREHOUSE).await, &order, "south", all_from_moscow()).await.expect(201).json();
        let own = format!("/invoices/{}", told["invoice"].as_str().expect("an invoice"));
        for path in ["/invoices", own.as_str()] {
            let page = browser.look(path).await.expect(200).text;
            assert!(page.contains("A-1") && !page.contains("/contracts/A-1"), "{path}: {page}");
            assert!(house.browser(ALFA_ADMIN).await.look(path).await.expect(200).text.contains("/contracts/A-1"), "{path}");
        }
        finish(house).await;
    }

    async fn thirty_shipments_at_once_leave_no_gap_between_the_numbers_of_invoices(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.crowd(WAREHOUSE).await);
        let mut orders = Vec::new();
        for n in 0..30 {
            orders.push(placed(&sever, &format!("o{n}"), one("DR-1", "1")).await);
        }
        let told = join_all(orders.iter().map(|order| ship(&warehouse, order, order, all_from_moscow()))).await;
        let mut numbers = BTreeSet::new();
        for told in told {
            numbers.insert(told.expect(201).json()["invoice"].as_str().unwrap().to_owned());
        }
        assert_eq!(numbers, (1..=30).map(|n| format!("{n:06}")).collect());
        assert_eq!(house.sql_i64(NUMBERS).await, 30);
        assert_eq!(house.sql_i64("SELECT count(*) FROM invoice WHERE kind = 'invoice'").await, 30);
        whole(&house).await;
        finish(house).await;
    }

    async fn a_refused_shipment_takes_no_number_with_it(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "o", one("DR-1", "1")).await;
        let more = json!({"warehouse": "MSK", "lines": [{"sku": "DR-1", "quantity": "2"}]});
        let refused = ship(&warehouse, &number, "too-much", more).await;
        assert!(refused.status.is_client_error(), "{}", refused.text);
        assert_eq!(house.sql_i64(NUMBERS).await, 0);
        ship(&warehouse, &number, "right", all_from_moscow()).await.expect(201);
        assert_eq!(house.sql_i64(NUMBERS).await, 1);
        finish(house).await;
    }

    async fn parts_are_invoiced_for_what_left_and_sum_to_the_order(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let placed_order = sever.order("parts", one("DR-1", "3")).await.expect(201).json();
        let (number, total) = (placed_order["number"].as_str().unwrap(), placed_order["total"].clone());
        ship(&warehouse, number, "p1", part("DR-1", "1")).await.expect(201);
        ship(&warehouse, number, "p2", part("DR-1", "2")).await.expect(201);
        let all = house.api(ACCOUNTANT).await.look(&format!("/api/v1/invoices?order={number}")).await.expect(200).json();
        let sum: rust_decimal::Decimal = all["items"].as_array().unwrap().iter().map(|i| crate::reading::figure(&i["total"])).sum();
        assert_eq!((all["items"].as_array().unwrap().len(), sum), (2, crate::reading::figure(&total)));
        // Nothing is committed any more: all of it is owed.
        assert_eq!(house.sql_i64("SELECT COALESCE(sum(amount), 0) FROM ledger_entry WHERE kind = 'commitment'").await, 0);
        whole(&house).await;
        finish(house).await;
    }

    async fn an_invoice_takes_what_was_paid_beforehand(house: House) {
        let accountant = house.api(ACCOUNTANT).await;
        keyed(&accountant, "/api/v1/payments", "before", &payment(&house, "A-1", "10000")).await.expect(201);
        let number = shipped(&house, "after", "DR-1", "2").await;
        let seen = invoice(&house, &number).await;
        assert_eq!((&seen["state"], &seen["paid"], &seen["open"]), (&json!("paid"), &json!("7840.00"), &json!("0.00")));
        assert_eq!(seen["payments"][0]["amount"], "7840.00");
        assert_eq!(house.sql_i64("SELECT rest FROM advance").await, 216_000);
        whole(&house).await;
        finish(house).await;
    }

    async fn more_days_move_the_day_and_stay_in_the_history(house: House) {
        let number = shipped(&house, "defer", "DR-1", "1").await;
        let (manager, path) = (house.api(MANAGER).await, format!("/api/v1/invoices/{number}/deferrals"));
        let wish = |until: NaiveDate, reason: &str| json!({"until": until, "reason": reason});
        house.api(ACCOUNTANT).await.send(&path, wish(day(&house, 40), "Просили")).await.expect(403);
        house.api(ALFA_ADMIN).await.send(&path, wish(day(&house, 40), "Просили")).await.expect(403);
        assert_eq!(refusal(&manager.send(&path, wish(day(&house, 30), "Тот же день")).await).2, "/until");
        assert_eq!(refusal(&manager.send(&path, wish(day(&house, 900), "Далеко")).await).2, "/until");
        assert_eq!(refusal(&manager.send(&path, wish(day(&house, 40), "  ")).await).2, "/reason");
        manager.send(&path, wish(day(&house, 40), "Ждут денег от своего клиента")).await.expect(204);
        let page = house.browser(MANAGER).await;
        page.fill(&format!("/invoices/{number}"), &format!("/invoices/{number}/deferrals"), &[("until", &day(&house, 45).to_string()), ("reason", "Ещё пять дней")]).await.expect(303);
        let seen = invoice(&house, &number).await;
        assert_eq!(seen["due_on"], json!(day(&house, 45)));
        assert_eq!(seen["deferrals"].as_array().unwrap().len(), 2);
        assert_eq!((&seen["deferrals"][0]["was"], &seen["deferrals"][0]["until"]), (&json!(day(&house, 30)), &json!(day(&house, 40))));
        assert!(!house.api(ALFA_ADMIN).await.look(&format!("/api/v1/invoices/{number}")).await.expect(200).text.contains("Ждут денег"));
        assert!(page.look(&format!("/invoices/{number}")).await.text.contains("Ждут денег"));
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'invoice.deferred'").await, 2);
        finish(house).await;
    }

    async fn a_dispute_is_noted_and_settled(house: House) {
        let number = shipped(&house, "dispute", "DR-1", "1").await;
        let (accountant, path) = (house.api(ACCOUNTANT).await, format!("/api/v1/invoices/{number}/dispute"));
        house.api(MANAGER).await.set(&path, json!({"reason": "Недовоз"})).await.expect(403);
        assert_eq!(refusal(&accountant.set(&path, json!({"reason": null})).await).1, "not_disputed");
        accountant.set(&path, json!({"reason": "Недовоз двух коробок"})).await.expect(204);
        assert_eq!(invoice(&house, &number).await["state"], "disputed");
        assert_eq!(accountant.look("/api/v1/invoices?state=disputed").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
        let page = house.browser(ACCOUNTANT).await;
        page.fill(&format!("/invoices/{number}"), &format!("/invoices/{number}/dispute"), &[("is_settled", "yes")]).await.expect(303);
        assert_eq!(invoice(&house, &number).await["state"], "open");
        keyed(&accountant, "/api/v1/payments", "all", &payment(&house, "A-1", "3920")).await.expect(201);
        assert_eq!(refusal(&accountant.set(&path, json!({"reason": "Поздно"})).await).1, "nothing_to_dispute");
        finish(house).await;
    }

    async fn what_was_owed_before_is_an_item_of_its_own_and_comes_once(house: House) {
        let row = "contract,amount,as_of\nA-1,5000,2026-01-15\n";
        bring(&house, "opening-balances", row).await;
        bring(&house, "opening-balances", row).await;
        let seen = invoice(&house, "OB-000001").await;
        assert_eq!((&seen["kind"], &seen["total"], &seen["due_on"], &seen["state"]), (&json!("opening"), &json!("5000.00"), &json!("2026-02-14"), &json!("overdue")));
        assert_eq!(house.sql_i64("SELECT count(*) FROM invoice").await, 1);
        // A lower figure is a correction: the rest is what is owed.
        bring(&house, "opening-balances", "contract,amount,as_of\nA-1,3000,2026-01-15\n").await;
        assert_eq!(invoice(&house, "OB-000001").await["open"], "3000.00");
        // Less than nothing is ours to pay, and pays the next invoice.
        bring(&house, "opening-balances", "contract,amount,as_of\nB-1,-800,2026-01-15\n").await;
        assert_eq!(house.sql_i64("SELECT rest FROM advance").await, 80_000);
        assert_eq!(house.sql_i64("SELECT sum(exposure) FROM standing").await, 220_000);
        whole(&house).await;
        finish(house).await;
    }
}
