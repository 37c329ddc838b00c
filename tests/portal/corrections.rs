//! Credit notes to the kopeck and to the piece: what comes back costs what it was billed for, what is counted comes back whole, and the
//! form of a correction says which line it cannot read.

use serde_json::{Value, json};

use crate::House;
use crate::credit_notes::{correct, goods, off};
use crate::kit::client::Told;
use crate::kit::trade::{ACCOUNTANT, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{bring_contract, finish, one, refusal};
use crate::receivables::{day, invoice, shipped, whole};
use crate::records::expect_clean;
use crate::shipping::{all_from_moscow, placed, ship};

/// Ships so much cable of an order of so much; answers the invoice's number.
async fn cable(house: &House, key: &str, ordered: &str, leaves: &str) -> String {
    let number = placed(&house.api(SEVER).await, key, one("CB-1", ordered)).await;
    let body = json!({"warehouse": "SPB", "lines": [{"sku": "CB-1", "quantity": leaves}]});
    let told = ship(&house.api(WAREHOUSE).await, &number, key, body).await.expect(201).json();
    told["invoice"].as_str().expect("an invoice").to_owned()
}

fn sums(document: &Value) -> [Value; 3] {
    ["net", "vat", "total"].map(|name| document[name].clone())
}

/// The key that the form of a page would be sent with.
fn key_of(page: &Told) -> String {
    let from = page.text.split("name=\"key\" value=\"").nth(1).expect("a key");
    from.split('"').next().expect("its end").to_owned()
}

on_both! {
    async fn what_comes_back_costs_what_the_invoice_of_so_much_would_have_said(house: House) {
        for (n, vat) in ["on_top", "included"].into_iter().enumerate() {
            bring_contract(&house, &format!("A-1,ALFA,RUB,OPT,2020-01-01,,all,,net 30,1000000,best,no,{vat},MSK|SPB,0")).await;
            for (m, (all, part)) in [("10.5", "1"), ("3", "1.5"), ("7.5", "6"), ("4.5", "3")].into_iter().enumerate() {
                let number = cable(&house, &format!("whole-{n}-{m}"), all, all).await;
                let note = correct(&house.api(ACCOUNTANT).await, &number, &format!("note-{n}-{m}"), &goods(part)).await.expect(201).json();
                let billed = invoice(&house, &cable(&house, &format!("part-{n}-{m}"), all, part).await).await;
                assert_eq!(sums(&note), sums(&billed), "{part} of {all}, VAT {vat}");
                // The rest comes to what the invoice said without it.
                let rest = json!({"reason": "Остаток", "lines": [{"line": 1, "amount": note["open"]}]});
                let told = correct(&house.api(ACCOUNTANT).await, &number, &format!("rest-{n}-{m}"), &rest).await.expect(201).json();
                assert_eq!(told["open"], "0.00");
            }
        }
        whole(&house).await;
        finish(house).await;
    }

    async fn lines_are_named_in_any_order_and_the_records_agree(house: House) {
        let lines = json!({"lines": [{"sku": "DR-1", "quantity": "2"}, {"sku": "GL-5", "quantity": "5"}]});
        let number = placed(&house.api(SEVER).await, "two", lines).await;
        let told = ship(&house.api(WAREHOUSE).await, &number, "two", all_from_moscow()).await.expect(201).json();
        let number = told["invoice"].as_str().expect("an invoice");
        let body = json!({"reason": "Бой", "lines": [{"line": 2, "quantity": "5"}, {"line": 1, "quantity": "1"}]});
        let note = correct(&house.api(ACCOUNTANT).await, number, "mixed", &body).await.expect(201).json();
        assert!(note["total"] != "0.00", "{note}");
        whole(&house).await;
        house.work().await;
        house.seal().await;
        expect_clean(&house);
        finish(house).await;
    }

    async fn what_is_counted_in_pieces_comes_back_whole(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        let accountant = house.api(ACCOUNTANT).await;
        for part in ["0.5", "1.001", "0.001"] {
            let refused = refusal(&correct(&accountant, &number, part, &goods(part)).await);
            assert_eq!((refused.0, refused.2.as_str(), refused.3.as_str()), (422, "/lines/0/quantity", "not_whole"), "{part}");
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM credit_note").await, 0);
        correct(&accountant, &number, "whole", &goods("1")).await.expect(201);
        correct(&accountant, &number, "sum", &off("0.50")).await.expect(201);
        // What is measured comes back in any part.
        let metres = cable(&house, "metres", "3", "3").await;
        correct(&accountant, &metres, "metres", &goods("0.25")).await.expect(201);
        finish(house).await;
    }

    async fn a_form_that_cannot_be_read_says_which_line_and_a_spent_key_is_replaced(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        let mut browser = house.browser(ACCOUNTANT).await;
        let (page, door) = (format!("/invoices/{number}"), format!("/invoices/{number}/credit-notes"));
        fn row<'t>(key: &'t str, quantity: &'t str, amount: &'t str) -> [(&'t str, &'t str); 5] {
            [("key", key), ("reason", "Бой"), ("line", "1"), ("quantity", quantity), ("amount", amount)]
        }
        for (quantity, amount) in [("много", ""), ("", "дорого")] {
            let wrong = browser.fill(&page, &door, &row("spent", quantity, amount)).await.expect(422);
            assert!(wrong.text.contains("Line 1: the figure cannot be read."), "{}", wrong.text);
            assert_eq!(key_of(&wrong), "spent", "nothing was done under it");
        }
        browser.fill(&page, &door, &row("spent", "", "10")).await.expect(303);
        let other = browser.fill(&page, &door, &row("spent", "", "20")).await.expect(422);
        let fresh = key_of(&other);
        assert!(fresh != "spent" && !fresh.is_empty() && other.text.contains("value=\"20\""), "{}", other.text);
        browser.fill(&page, &door, &row(&fresh, "", "20")).await.expect(303);
        assert_eq!(house.sql_i64("SELECT sum(total) FROM credit_note").await, 3_000);
        let today = day(&house, 0).to_string();
        let paid = |key: &str, amount: &str| -> Vec<(&'static str, String)> {
            let fields = [("key", key), ("contract", "A-1"), ("amount", amount), ("paid_on", today.as_str()), ("reference", "No 5"), ("invoices", "")];
            fields.into_iter().map(|(name, value)| (name, value.to_owned())).collect()
        };
        fn lent<'t>(fields: &'t [(&'static str, String)]) -> Vec<(&'t str, &'t str)> {
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
        }
        browser.fill("/payments", "/payments", &lent(&paid("paid", "100"))).await.expect(303);
        let other = browser.fill("/payments", "/payments", &lent(&paid("paid", "200"))).await.expect(422);
        let fresh = key_of(&other);
        assert_ne!(fresh, "paid");
        browser.fill("/payments", "/payments", &lent(&paid(&fresh, "200"))).await.expect(303);
        assert_eq!(house.sql_i64("SELECT sum(amount) FROM payment").await, 30_000);
        browser.language = "ru".to_owned();
        browser.fill("/api", "/language", &[("lang", "ru"), ("next", "/")]).await.expect(303);
        let wrong = browser.fill(&page, &door, &row("another", "много", "")).await.expect(422);
        assert!(wrong.text.contains("Строка 1: не удалось прочитать число."), "{}", wrong.text);
        finish(house).await;
    }

    async fn an_invoice_with_very_many_notes_says_that_there_are_more(house: House) {
        let number = shipped(&house, "a", "DR-1", "2").await;
        let accountant = house.api(ACCOUNTANT).await;
        for n in 1..=200 {
            correct(&accountant, &number, &format!("n-{n}"), &off("0.01")).await.expect(201);
        }
        let shown = |seen: &Value| (seen["credit_notes"].as_array().map(Vec::len), seen["has_more_credit_notes"].clone());
        assert_eq!(shown(&invoice(&house, &number).await), (Some(200), json!(false)));
        let browser = house.browser(ACCOUNTANT).await;
        let page = format!("/invoices/{number}");
        assert!(!browser.look(&page).await.expect(200).text.contains("there are more"));
        correct(&accountant, &number, "n-201", &off("0.01")).await.expect(201);
        let seen = invoice(&house, &number).await;
        assert_eq!((shown(&seen), &seen["credited"]), ((Some(200), json!(true)), &json!("2.01")));
        let text = browser.look(&page).await.expect(200).text;
        assert!(text.contains("The first 200 credit notes are shown; there are more."), "{text}");
        finish(house).await;
    }
}
