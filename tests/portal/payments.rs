//! Payments: in part, over, by number, undone, twice, from tables and from the bank; prepaid orders.

use futures_util::future::join_all;
use reqwest::Method;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::House;
use crate::blocks::{block, release};
use crate::kit::client::{Client, Told, read};
use crate::kit::trade::{ACCOUNTANT, ALFA_ADMIN, BETA, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{at, bring, figure, finish, one, refusal, rounded};
use crate::receivables::{day, invoice, keyed, payment, shipped, whole};
use crate::shipping::{all_from_moscow, part, placed, ship};

const EXPOSURE: &str = "SELECT COALESCE(sum(exposure), 0) FROM standing";

async fn pay(accountant: &Client, key: &str, body: &Value) -> Value {
    keyed(accountant, "/api/v1/payments", key, body).await.expect(201).json()
}

/// A balance under A-1 that is due so many days from now.
async fn owe(house: &House, amount: &str, due_in: i64) {
    let as_of = day(house, due_in - 30);
    bring(house, "opening-balances", &format!("contract,amount,as_of\nA-1,{amount},{as_of}\n")).await;
}

async fn file(house: &House, kind: &str, media_type: &str, bytes: Vec<u8>) -> Told {
    let administrator = house.administrator().await;
    let request = administrator.request(Method::POST, &format!("/api/v1/imports/{kind}"));
    read(request.header("content-type", media_type).body(bytes).send().await.expect("an answer")).await
}

on_both! {
    async fn the_oldest_is_paid_first_and_what_is_over_waits(house: House) {
        let (first, second) = (shipped(&house, "a", "DR-1", "1").await, shipped(&house, "b", "DR-1", "2").await);
        let accountant = house.api(ACCOUNTANT).await;
        let told = pay(&accountant, "k1", &payment(&house, "A-1", "5000")).await;
        assert_eq!(told["allocated"], json!([{"invoice": first, "amount": "3920.00"}, {"invoice": second, "amount": "1080.00"}]));
        assert_eq!(told["advance"], "0.00");
        assert_eq!((invoice(&house, &first).await["state"].clone(), invoice(&house, &second).await["open"].clone()), (json!("paid"), json!("6760.00")));
        let told = pay(&accountant, "k2", &payment(&house, "A-1", "7000")).await;
        assert_eq!((&told["allocated"], &told["advance"]), (&json!([{"invoice": second, "amount": "6760.00"}]), &json!("240.00")));
        // What is over lowers what is owed: less than nothing.
        assert_eq!(house.sql_i64(EXPOSURE).await, -24_000);
        let third = shipped(&house, "c", "DR-1", "1").await;
        assert_eq!(invoice(&house, &third).await["open"], "3680.00");
        whole(&house).await;
        finish(house).await;
    }

    async fn invoices_are_paid_by_number_in_the_order_named(house: House) {
        let (first, second, third) = (shipped(&house, "a", "DR-1", "1").await, shipped(&house, "b", "DR-1", "1").await, shipped(&house, "c", "DR-1", "1").await);
        let accountant = house.api(ACCOUNTANT).await;
        let mut body = payment(&house, "A-1", "9000");
        body["invoices"] = json!([third, second, third]);
        let told = pay(&accountant, "named", &body).await;
        assert_eq!(told["allocated"], json!([{"invoice": third, "amount": "3920.00"}, {"invoice": second, "amount": "3920.00"}]));
        // Only what was named: the rest waits although the first is older.
        assert_eq!(told["advance"], "1160.00");
        assert_eq!(invoice(&house, &first).await["paid"], "0.00");
        body["invoices"] = json!([first, "999999"]);
        let refused = keyed(&accountant, "/api/v1/payments", "unknown", &body).await.expect(422);
        assert_eq!(refusal(&refused).2, "/invoices/1");
        whole(&house).await;
        finish(house).await;
    }

    async fn an_undone_payment_stays_beside_its_reversal_and_is_undone_once(house: House) {
        let number = shipped(&house, "a", "DR-1", "1").await;
        let accountant = house.api(ACCOUNTANT).await;
        let before = house.sql_i64(EXPOSURE).await;
        let id = pay(&accountant, "k", &payment(&house, "A-1", "4000")).await["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/payments/{id}/reversals");
        house.api(MANAGER).await.send(&path, json!({"reason": "Чужой платёж"})).await.expect(403);
        assert_eq!(refusal(&accountant.send(&path, json!({"reason": " "})).await).2, "/reason");
        accountant.send("/api/v1/payments/pay_0000000000001/reversals", json!({"reason": "Нет такого"})).await.expect(404);
        let told = join_all((0..5).map(|_| accountant.send(&path, json!({"reason": "Чужой платёж"})))).await;
        let mut statuses: Vec<u16> = told.iter().map(|told| told.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409, 409, 409]);
        let reversal = told.iter().find(|told| told.status.as_u16() == 201).unwrap().json()["id"].as_str().unwrap().to_owned();
        let again = accountant.send(&format!("/api/v1/payments/{reversal}/reversals"), json!({"reason": "Обратно"})).await;
        assert_eq!(refusal(&again).1, "not_reversible");
        let all = accountant.look("/api/v1/payments?contract=A-1").await.expect(200).json();
        let items = all["items"].as_array().unwrap();
        assert_eq!(items.len(), 2);
        assert_eq!((&items[0]["amount"], &items[0]["reverses"], &items[0]["reason"]), (&json!("-4000.00"), &json!(id), &json!("Чужой платёж")));
        assert_eq!((&items[1]["amount"], &items[1]["reversed"]), (&json!("4000.00"), &json!(true)));
        assert_eq!((invoice(&house, &number).await["open"].clone(), house.sql_i64(EXPOSURE).await), (json!("3920.00"), before));
        assert_eq!(house.sql_i64("SELECT count(*) FROM advance").await, 0);
        // The words are for colleagues.
        assert!(!house.api(ALFA_ADMIN).await.look("/api/v1/payments").await.expect(200).text.contains("Чужой"));
        whole(&house).await;
        finish(house).await;
    }

    async fn the_same_key_books_once_and_other_content_under_it_is_refused(house: House) {
        let accountant = house.api(ACCOUNTANT).await;
        let body = payment(&house, "A-1", "100");
        let told = join_all((0..8).map(|_| keyed(&accountant, "/api/v1/payments", "same", &body))).await;
        let ids: std::collections::BTreeSet<String> = told.iter().map(|told| told.json()["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!((ids.len(), house.sql_i64("SELECT count(*) FROM payment").await), (1, 1));
        assert_eq!(told.iter().filter(|told| told.header("idempotency-replayed") == "true").count(), 7);
        let other = keyed(&accountant, "/api/v1/payments", "same", &payment(&house, "A-1", "200")).await.expect(422);
        assert_eq!(refusal(&other).1, "idempotency_key_reused");
        assert_eq!(refusal(&accountant.send("/api/v1/payments", body).await).1, "idempotency_key_required");
        finish(house).await;
    }

    async fn a_payment_that_cannot_be_is_refused_with_its_field(house: House) {
        let accountant = house.api(ACCOUNTANT).await;
        let good = payment(&house, "A-1", "100");
        let with = |name: &str, value: Value| {
            let mut body = good.clone();
            body[name] = value;
            body
        };
        let cases = [
            (with("contract", json!("X-9")), "/contract", "unknown"),
            (with("amount", json!("0")), "/amount", "out_of_range"),
            (with("amount", json!("-5")), "/amount", "out_of_range"),
            (with("amount", json!("1.001")), "/amount", "too_many_decimals"),
            (with("currency", json!("EUR")), "/currency", "other_currency"),
            (with("paid_on", json!(day(&house, 1))), "/paid_on", "in_future"),
            (with("reference", json!(" ")), "/reference", "bad_text"),
            (with("comment", json!("x")), "/comment", "unknown_field"),
        ];
        for (n, (body, field, code)) in cases.into_iter().enumerate() {
            let told = keyed(&accountant, "/api/v1/payments", &format!("bad-{n}"), &body).await;
            let refused = refusal(&told);
            assert_eq!((refused.0, refused.2.as_str(), refused.3.as_str()), (422, field, code), "{}", told.text);
        }
        for login in [MANAGER, ALFA_ADMIN, SEVER, WAREHOUSE] {
            keyed(&house.api(login).await, "/api/v1/payments", "no", &good).await.expect(403);
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM payment").await, 0);
        finish(house).await;
    }

    async fn the_page_books_and_undoes_and_keeps_what_was_typed(house: House) {
        let number = shipped(&house, "a", "DR-1", "1").await;
        let browser = house.browser(ACCOUNTANT).await;
        let today = day(&house, 0).to_string();
        let fields = [("key", "form-1"), ("contract", "A-1"), ("amount", "1 000,50"), ("paid_on", today.as_str()), ("reference", "п/п <b>5</b>"), ("invoices", number.as_str())];
        browser.fill("/payments", "/payments", &fields).await.expect(303);
        browser.fill("/payments", "/payments", &fields).await.expect(303);
        assert_eq!(house.sql_i64("SELECT count(*) FROM payment").await, 1);
        assert_eq!(invoice(&house, &number).await["paid"], "1000.50");
        let page = browser.look("/payments").await.expect(200);
        assert!(page.text.contains("&lt;b&gt;5") && !page.text.contains("<b>5"), "{}", page.text);
        let wrong = [("key", "form-2"), ("contract", "A-1"), ("amount", "много"), ("paid_on", today.as_str()), ("reference", "п/п 6"), ("invoices", "")];
        let refused = browser.fill("/payments", "/payments", &wrong).await.expect(422);
        assert!(refused.text.contains("много") && refused.text.contains("form-2"), "{}", refused.text);
        let id = house.api(ACCOUNTANT).await.look("/api/v1/payments").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
        browser.fill("/payments", &format!("/payments/{id}/reversals"), &[("reason", "Ошибка")]).await.expect(303);
        browser.fill("/payments", &format!("/payments/{id}/reversals"), &[("reason", "Ошибка")]).await.expect(409);
        assert!(!house.browser(ALFA_ADMIN).await.look("/payments").await.expect(200).text.contains("method=\"post\" action=\"/payments"));
        whole(&house).await;
        finish(house).await;
    }

    async fn what_a_program_did_shows_who_answers_for_its_key(house: House) {
        let key = json!({"name": "Ledger", "scopes": ["payments.book", "shipments.block", "money.read"]});
        let token = house.administrator().await.send("/api/v1/keys", key).await.expect(201).json()["token"].as_str().expect("a token").to_owned();
        let ledger = Client::bearer(&house.url, token);
        pay(&ledger, "by-a-program", &payment(&house, "A-1", "200")).await;
        let ended = block(&ledger, "A-1", json!({"reason": "Суд"})).await;
        release(&ledger, "A-1", &ended).await.expect(200);
        let browser = house.browser(ACCOUNTANT).await;
        let (before, payments) = (browser.look("/contracts/A-1").await.expect(200).text, browser.look("/payments").await.expect(200).text);
        block(&ledger, "A-1", json!({"reason": "Проверка"})).await;
        let after = browser.look("/contracts/A-1").await.expect(200).text;
        assert_eq!(payments.matches("Анна Белова").count(), 1, "{payments}");
        assert_eq!((before.matches("Анна Белова").count(), after.matches("Анна Белова").count()), (3, 4), "{before} {after}");
        assert!(!after.contains("By itself"), "{after}");
        finish(house).await;
    }

    async fn a_table_of_payments_brings_each_once(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        let today = day(&house, 0);
        let table = format!("contract,amount,paid_on,reference,invoices\nA-1,1000,{today},п/п 1,{number}\nA-1,500,{today},п/п 2,\n");
        let report = bring(&house, "payments", &table).await;
        assert_eq!((&report["added"], &report["unchanged"]), (&json!(2), &json!(0)));
        let report = bring(&house, "payments", &table).await;
        assert_eq!((&report["added"], &report["unchanged"]), (&json!(0), &json!(2)));
        assert_eq!(invoice(&house, &number).await["paid"], "1500.00");
        let future = format!("contract,amount,currency,paid_on,reference\nA-1,1,RUB,{},п/п 3\nX-9,1,RUB,{today},п/п 4\nA-1,1,EUR,{today},п/п 5\n", day(&house, 2));
        let told = file(&house, "payments", "text/csv", future.into_bytes()).await.expect(422).json();
        let codes: Vec<&str> = told["report"]["refused"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["in_future", "unknown", "other_currency"]);
        assert_eq!(house.sql_i64("SELECT count(*) FROM payment").await, 2);
        whole(&house).await;
        finish(house).await;
    }

    async fn a_statement_of_the_bank_brings_what_came_in_once(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        let ours = "40702810138250123017";
        let day = day(&house, 0).format("%d.%m.%Y").to_string();
        let document = |n: u32, payer: &str, inn: &str, receiver: &str, purpose: &str| {
            format!(
                "СекцияДокумент=Платежное поручение\r\nНомер={n}\r\nДата={day}\r\nСумма=1000,00\r\nПлательщикСчет={payer}\r\nПлательщикИНН={inn}\r\n\
                 ПолучательСчет={receiver}\r\nНазначениеПлатежа={purpose}\r\nКонецДокумента\r\n"
            )
        };
        let text = [
            format!("1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет={ours}\r\n"),
            document(1, "40702810900000000001", "", ours, "Оплата по договору A-1 за товар"),
            document(2, ours, "", "40702810900000000001", "Возврат"),
            // Альфа has two contracts in force, so its number alone does not tell which.
            document(3, "40702810900000000001", "7707083893", ours, "Оплата за товар"),
            document(4, "40702810900000000009", "500100732259", ours, "Оплата за товар"),
            "КонецФайла\r\n".to_owned(),
        ]
        .concat();
        let (windows, ..) = encoding_rs::WINDOWS_1251.encode(&text);
        let first = file(&house, "client-bank", "text/plain", windows.to_vec()).await.expect(200).json();
        assert_eq!((&first["rows"], &first["added"]), (&json!(4), &json!(1)));
        let codes: Vec<&str> = first["refused"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["not_incoming", "ambiguous", "unknown"]);
        let second = file(&house, "client-bank", "text/plain", text.clone().into_bytes()).await.expect(200).json();
        assert_eq!((&second["added"], &second["unchanged"]), (&json!(0), &json!(1)));
        assert_eq!(invoice(&house, &number).await["paid"], "1000.00");
        let half = text.split("КонецФайла").next().unwrap().as_bytes().to_vec();
        assert_eq!(file(&house, "client-bank", "text/plain", half).await.expect(400).problem().0, "unfinished_file");
        assert_eq!(file(&house, "client-bank", "text/plain", b"contract;amount\n".to_vec()).await.expect(400).problem().0, "not_client_bank");
        file(&house, "payments", "text/plain", b"contract\n".to_vec()).await.expect(415);
        assert_eq!(house.sql_i64("SELECT count(*) FROM payment WHERE source = 'bank'").await, 1);
        whole(&house).await;
        finish(house).await;
    }

    async fn a_prepaid_order_is_paid_by_its_pro_forma_and_leaves_paid(house: House) {
        let (beta, warehouse, accountant) = (house.api(BETA).await, house.api(WAREHOUSE).await, house.api(ACCOUNTANT).await);
        let order = beta.order("pre", one("DR-1", "3")).await.expect(201).json();
        let (number, total) = (order["number"].as_str().unwrap(), order["total"].as_str().unwrap());
        let proforma = format!("P-{number}");
        assert_eq!(invoice(&house, &proforma).await["open"], total);
        assert_eq!(ship(&warehouse, number, "early", all_from_moscow()).await.expect(409).problem().0, "shipment_blocked");
        let told = pay(&accountant, "pre", &payment(&house, "B-1", total)).await;
        assert_eq!(told["allocated"], json!([{"invoice": proforma, "amount": total}]));
        let shipment = ship(&warehouse, number, "paid", all_from_moscow()).await.expect(201).json();
        let issued = invoice(&house, shipment["invoice"].as_str().unwrap()).await;
        assert_eq!((&issued["state"], &issued["paid"], &issued["due_on"]), (&json!("paid"), &json!(total), &json!(day(&house, 0))));
        let left = invoice(&house, &proforma).await;
        assert_eq!((&left["state"], &left["paid"], &left["open"]), (&json!("paid"), &json!("0.00"), &json!("0.00")));
        assert_eq!(house.sql_i64(EXPOSURE).await, 0);
        // Undoing it opens the invoice of the goods that have left.
        let path = format!("/api/v1/payments/{}/reversals", told["id"].as_str().unwrap());
        accountant.send(&path, json!({"reason": "Банк вернул"})).await.expect(201);
        assert_eq!(invoice(&house, shipment["invoice"].as_str().unwrap()).await["open"], total);
        whole(&house).await;
        finish(house).await;
    }

    async fn what_was_paid_for_a_cancelled_order_is_an_advance_again(house: House) {
        let (beta, accountant) = (house.api(BETA).await, house.api(ACCOUNTANT).await);
        let order = beta.order("pre", one("DR-1", "1")).await.expect(201).json();
        let (number, total) = (order["number"].as_str().unwrap(), order["total"].as_str().unwrap());
        pay(&accountant, "pre", &payment(&house, "B-1", total)).await;
        beta.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await.expect(200);
        let void = invoice(&house, &format!("P-{number}")).await;
        assert_eq!((&void["state"], &void["paid"], &void["open"]), (&json!("void"), &json!("0.00"), &json!("0.00")));
        for (state, count) in [("void", 1), ("paid", 0), ("open", 0)] {
            let found = accountant.look(&format!("/api/v1/invoices?state={state}")).await.expect(200).json();
            assert_eq!(found["items"].as_array().unwrap().len(), count, "{state}: {found}");
        }
        let page = house.browser(ACCOUNTANT).await.look(&format!("/invoices/P-{number}")).await.expect(200).text;
        assert!(page.contains(">Void<") && page.contains("do not pay this invoice"), "{page}");
        let advance = house.sql_i64("SELECT sum(rest) FROM advance").await;
        assert_eq!(advance, house.sql_i64("SELECT sum(amount) FROM payment").await);
        // The next pro-forma takes it.
        let next = placed(&beta, "next", one("DR-1", "1")).await;
        assert_eq!(invoice(&house, &format!("P-{next}")).await["state"], "paid");
        whole(&house).await;
        finish(house).await;
    }

    async fn what_its_pro_forma_asked_for_frees_an_order_at_another_rate_though_the_contract_is_blocked(house: House) {
        house.set_clock(at("2025-12-30T09:00:00Z"));
        let (beta, accountant) = (house.api(BETA).await, house.api(ACCOUNTANT).await);
        let full = beta.order("full", one("DR-1", "2")).await.expect(201).json();
        let short = beta.order("short", one("DR-1", "2")).await.expect(201).json();
        let name = |order: &Value| order["number"].as_str().unwrap().to_owned();
        for (order, amount) in [(&full, figure(&full["total"])), (&short, figure(&short["total"]) - Decimal::new(1, 2))] {
            let mut body = payment(&house, "B-1", &amount.to_string());
            body["invoices"] = json!([format!("P-{}", name(order))]);
            pay(&accountant, &name(order), &body).await;
        }
        house.set_clock(at("2026-01-12T09:00:00Z"));
        let (warehouse, accountant) = (house.api(WAREHOUSE).await, house.api(ACCOUNTANT).await);
        block(&house.api(MANAGER).await, "B-1", json!({"reason": "Ждём договор"})).await;
        for key in ["half", "rest"] {
            ship(&warehouse, &name(&full), key, part("DR-1", "1")).await.expect(201);
        }
        // Billed at the rate of the day of shipment, paid as far as the pro-forma asked for it.
        let billed = Decimal::new(house.sql_i64("SELECT sum(total) FROM invoice WHERE kind = 'invoice'").await, 2);
        let paid = Decimal::new(house.sql_i64("SELECT sum(paid) FROM open_item WHERE kind = 'invoice'").await, 2);
        assert_eq!((billed, paid), (rounded(figure(&full["net"]) * Decimal::new(122, 2), 2), figure(&full["total"])));
        assert!(billed > paid);
        let refused = ship(&warehouse, &name(&short), "short", part("DR-1", "1")).await.expect(409).json();
        let codes: Vec<&str> = refused["reasons"].as_array().unwrap().iter().filter_map(|reason| reason["code"].as_str()).collect();
        assert_eq!(codes, ["not_prepaid", "blocked"]);
        let proforma = format!("P-{}", name(&short));
        assert_eq!(refused["cure"], json!({"amount": "0.01", "currency": "RUB", "invoices": [proforma]}));
        let mut last = payment(&house, "B-1", "0.01");
        last["invoices"] = json!([proforma]);
        pay(&accountant, "last-kopeck", &last).await;
        ship(&warehouse, &name(&short), "paid", all_from_moscow()).await.expect(201);
        whole(&house).await;
        finish(house).await;
    }

    async fn the_sum_that_a_refusal_names_lifts_the_block_though_another_invoice_is_disputed(house: House) {
        let sever = house.api(SEVER).await;
        let (first, second) = (placed(&sever, "first", one("DR-1", "1")).await, placed(&sever, "second", one("DR-1", "1")).await);
        owe(&house, "4000", -20).await;
        owe(&house, "5000", -10).await;
        let (warehouse, accountant) = (house.api(WAREHOUSE).await, house.api(ACCOUNTANT).await);
        let dispute = "/api/v1/invoices/OB-000001/dispute";
        accountant.set(dispute, json!({"reason": "Недовоз"})).await.expect(204);
        let refused = ship(&warehouse, &first, "held", all_from_moscow()).await.expect(409).json();
        assert_eq!(refused["cure"], json!({"amount": "5000.00", "currency": "RUB", "invoices": ["OB-000002"]}));
        let told = pay(&accountant, "cure", &payment(&house, "A-1", refused["cure"]["amount"].as_str().unwrap())).await;
        assert_eq!(told["allocated"], json!([{"invoice": "OB-000002", "amount": "5000.00"}]));
        ship(&warehouse, &first, "free", all_from_moscow()).await.expect(201);
        let left = invoice(&house, "OB-000001").await;
        assert_eq!((&left["state"], &left["open"]), (&json!("disputed"), &json!("4000.00")));
        // Once the dispute is settled, it stops goods as any other.
        accountant.set(dispute, json!({"reason": null})).await.expect(204);
        let refused = ship(&warehouse, &second, "held-again", all_from_moscow()).await.expect(409).json();
        assert_eq!(refused["cure"], json!({"amount": "4000.00", "currency": "RUB", "invoices": ["OB-000001"]}));
        whole(&house).await;
        finish(house).await;
    }

    async fn a_debt_that_was_released_and_paid_stops_goods_again_when_its_payment_is_taken_back(house: House) {
        let sever = house.api(SEVER).await;
        let (first, second) = (placed(&sever, "first", one("DR-1", "1")).await, placed(&sever, "second", one("DR-1", "1")).await);
        owe(&house, "5000", -10).await;
        let (manager, warehouse, accountant) = (house.api(MANAGER).await, house.api(WAREHOUSE).await, house.api(ACCOUNTANT).await);
        let standing = manager.look("/api/v1/contracts/A-1/standing").await.expect(200).json();
        release(&manager, "A-1", standing["blocks"][0]["id"].as_str().expect("a block")).await.expect(200);
        ship(&warehouse, &first, "released", all_from_moscow()).await.expect(201);
        let mut body = payment(&house, "A-1", "5000");
        body["invoices"] = json!(["OB-000001"]);
        let id = pay(&accountant, "paid", &body).await["id"].as_str().expect("an id").to_owned();
        assert_eq!(invoice(&house, "OB-000001").await["state"], "paid");
        accountant.send(&format!("/api/v1/payments/{id}/reversals"), json!({"reason": "Банк вернул"})).await.expect(201);
        let standing = manager.look("/api/v1/contracts/A-1/standing").await.expect(200).json();
        assert_eq!((&standing["blocks"][0]["cause"], &standing["cure"]["invoices"]), (&json!("overdue"), &json!(["OB-000001"])));
        let refused = ship(&warehouse, &second, "stopped", all_from_moscow()).await.expect(409).json();
        assert_eq!((&refused["reasons"][0]["code"], &refused["cure"]["amount"]), (&json!("overdue"), &json!("5000.00")));
        pay(&accountant, "again", &body).await;
        ship(&warehouse, &second, "free", all_from_moscow()).await.expect(201);
        whole(&house).await;
        finish(house).await;
    }
}
