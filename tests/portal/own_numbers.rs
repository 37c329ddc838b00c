//! A partner's own part numbers: looked at before they are loaded, found in search and quick order, printed on his documents, and nobody else's.

use orderly::platform::formats::{Cell, XLSX, write_xlsx};
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::client::Told;
use crate::kit::trade::{ALFA_ADMIN, BETA, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{bring, one};
use crate::shipping::{all_from_moscow, ship};

const PAGE: &str = "/company/own-numbers";
const DOOR: &str = "/api/v1/own-numbers";
const KEPT: &str = "SELECT count(*) FROM own_number";

async fn load(client: &Client, query: &str, csv: &str) -> Told {
    client.bring(Method::POST, &format!("{DOOR}{query}"), "text/csv", csv.as_bytes()).await
}

fn effects(told: &Value) -> Vec<&str> {
    told["rows"].as_array().expect("rows").iter().map(|row| row["effect"].as_str().unwrap_or_default()).collect()
}

on_both! {
    async fn a_table_is_looked_at_then_loaded(house: House) {
        let admin = house.api(ALFA_ADMIN).await;
        let table = "Артикул;Ваш артикул\n00417;0007\nDR-1;Д-1\nXX-9;Х-9\nDR-2;0007\nGL-5;\n";
        let tried = load(&admin, "?dry_run=true", table).await.expect(200).json();
        assert_eq!(effects(&tried), ["added", "added", "refused", "refused", "refused"], "{tried}");
        let codes: Vec<_> = tried["rows"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap_or_default()).collect();
        assert_eq!(codes, ["", "", "unknown", "duplicate_row", "empty"]);
        assert_eq!(house.sql_i64(KEPT).await, 0, "nothing is stored by a look");
        assert_eq!(load(&admin, "", table).await.expect(409).problem().0, "own_numbers_refused");
        assert_eq!(house.sql_i64(KEPT).await, 0, "one bad row stops all");
        let done = load(&admin, "?only_good=true", table).await.expect(200).json();
        assert_eq!((&done["added"], &done["refused"]), (&json!(2), &json!(3)));
        let again = load(&admin, "?only_good=true", table).await.expect(200).json();
        assert_eq!((&again["added"], &again["changed"], &again["unchanged"]), (&json!(0), &json!(0), &json!(2)), "a second time changes nothing");
        let book = write_xlsx("1", &["sku", "number"], std::iter::once(vec![Cell::text("DR-2"), Cell::text("0007")])).expect("a workbook");
        let moved = admin.bring(Method::POST, DOOR, XLSX, &book).await.expect(200).json();
        assert_eq!(effects(&moved), ["changed"]);
        let list = admin.look(DOOR).await.expect(200).json();
        let shown: Vec<_> = list["items"].as_array().unwrap().iter().map(|own| (own["number"].as_str().unwrap(), own["sku"].as_str().unwrap())).collect();
        assert_eq!(shown, [("0007", "DR-2"), ("Д-1", "DR-1")]);
        admin.delete(&format!("{DOOR}?number=0007")).await;
        assert_eq!(house.sql_i64(KEPT).await, 1);
        assert_eq!(admin.delete(&format!("{DOOR}?number=0007")).await.status().as_u16(), 404);
        house.api(SEVER).await.bring(Method::POST, DOOR, "text/csv", b"sku;number\nDR-1;1\n").await.expect(403);
        house.api(SEVER).await.look(DOOR).await.expect(200);
        house.close().await;
    }

    async fn the_page_shows_what_would_change_and_asks_for_no_file_twice(house: House) {
        let admin = house.browser(ALFA_ADMIN).await;
        let file = ("numbers.csv", "SKU,Number\n00417,0007\nXX-9,9\n".as_bytes());
        let seen = admin.upload(PAGE, PAGE, &[("step", "preview")], file).await.expect(200).text;
        for words in ["What would change", "Is added", "Not possible", "Wedge anchor M8", "sku,number\n00417,0007\nXX-9,9"] {
            assert!(seen.contains(words), "{words}: {seen}");
        }
        assert_eq!(house.sql_i64(KEPT).await, 0);
        let text = "sku;number\n00417;0007\nXX-9;9\n";
        let refused = admin.fill(PAGE, PAGE, &[("step", "apply"), ("text", text)]).await.expect(409).text;
        assert!(refused.contains("Nothing was loaded: 1 row is not possible") && refused.contains("XX-9,9"), "{refused}");
        let done = admin.fill(PAGE, PAGE, &[("step", "apply"), ("only_good", "yes"), ("text", text)]).await.expect(303);
        let list = admin.look(&done.location()).await.expect(200).text;
        assert!(list.contains("The part numbers are loaded.") && list.contains("0007"), "{list}");
        let gone = admin.fill(PAGE, "/company/own-numbers/removal", &[("number", "0007")]).await.expect(303);
        assert!(admin.look(&gone.location()).await.expect(200).text.contains("The part number is removed."));
        admin.fill(PAGE, "/company/own-numbers/removal", &[("number", "0007")]).await.expect(404);
        let reader = house.browser(SEVER).await;
        assert!(!reader.look(PAGE).await.expect(200).text.contains("textarea"), "who does not run the company only reads");
        house.close().await;
    }

    async fn a_good_that_is_named_and_found_by_words_too_stands_first_and_once(house: House) {
        let sever = house.api(SEVER).await;
        for sku in ["DR-1", "DR-2"] {
            bring(&house, "own-numbers", &format!("partner,sku,number\nALFA,{sku},Вектор\n")).await;
            // By the words as they stand, and by the index when it has followed.
            for _ in 0..30 {
                let (mut found, mut next) = (Vec::new(), String::new());
                loop {
                    let page = sever.look(&format!("/api/v1/products?limit=1&q=%D0%B2%D0%B5%D0%BA%D1%82%D0%BE%D1%80{next}")).await.expect(200).json();
                    found.extend(page["items"].as_array().unwrap().iter().map(|item| item["sku"].as_str().unwrap().to_owned()));
                    let Some(cursor) = page["next"].as_str() else { break };
                    next = format!("&cursor={cursor}");
                    assert!(found.len() < 10, "{found:?}");
                }
                assert_eq!(found.first().map(String::as_str), Some(sku), "{found:?}");
                found.sort();
                assert_eq!(found, ["DR-1", "DR-2"]);
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        }
        house.close().await;
    }

    async fn a_good_is_found_by_its_own_number_and_its_documents_show_it(house: House) {
        bring(&house, "own-numbers", "partner,sku,number\nALFA,00417,МОЙ-7\n").await;
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        let found = sever.look("/api/v1/products?q=%D0%BC%D0%BE%D0%B9-7").await.expect(200).json();
        assert_eq!((found["items"].as_array().map(Vec::len), &found["items"][0]["sku"]), (Some(1), &json!("00417")), "{found}");
        let row = &sever.send("/api/v1/quick-order", json!({"text": "мой-7 2"})).await.expect(200).json()["rows"][0];
        assert_eq!((&row["sku"], &row["own_number"], &row["state"]), (&json!("00417"), &json!("МОЙ-7"), &json!("ok")));
        let words = "Your part number: МОЙ-7";
        assert!(browser.look("/products/00417").await.expect(200).text.contains(words));
        sever.send("/api/v1/quick-order/cart", json!({"text": "МОЙ-7 2"})).await.expect(200);
        assert!(browser.look("/cart").await.expect(200).text.contains(words));
        assert_eq!(sever.look("/api/v1/cart").await.expect(200).json()["lines"][0]["own_number"], "МОЙ-7");
        let order = sever.order("own", one("00417", "2")).await.expect(201).json();
        let number = order["number"].as_str().expect("a number").to_owned();
        assert_eq!(order["lines"][0]["own_number"], "МОЙ-7");
        let left = ship(&house.api(WAREHOUSE).await, &number, "own", all_from_moscow()).await.expect(201).json();
        let (note, invoice) = (left["number"].as_str().expect("a note").to_owned(), left["invoice"].as_str().expect("an invoice").to_owned());
        // What was placed is a snapshot: another name later changes no document.
        house.api(ALFA_ADMIN).await.delete(&format!("{DOOR}?number=%D0%9C%D0%9E%D0%99-7")).await;
        let admin = house.browser(ALFA_ADMIN).await;
        for path in [format!("/orders/{number}"), format!("/shipments/{note}"), format!("/invoices/{invoice}")] {
            assert!(admin.look(&path).await.expect(200).text.contains(words), "{path}");
        }
        assert!(!admin.look("/products/00417").await.expect(200).text.contains(words));
        house.close().await;
    }

    async fn another_partners_numbers_never_stand_for_anything(house: House) {
        bring(&house, "own-numbers", "partner,sku,number\nALFA,DR-1,SECRET-1\nBETA,DR-2,HIDDEN-2\n").await;
        let (beta, browser) = (house.api(BETA).await, house.browser(BETA).await);
        for number in ["SECRET-1", "HIDDEN-2"] {
            let told = beta.send("/api/v1/quick-order", json!({"text": format!("{number} 1")})).await.expect(200).json();
            assert_eq!(told["rows"][0]["reason"]["code"], "unknown_product", "{told}");
            assert_eq!(beta.look(&format!("/api/v1/products?q={number}")).await.expect(200).json()["items"], json!([]));
        }
        assert_eq!(beta.look(DOOR).await.expect(200).json()["items"], json!([]), "what the contract does not allow is not listed");
        assert!(!browser.look("/products/DR-1").await.expect(200).text.contains("SECRET-1"));
        assert_eq!(house.sql_i64("SELECT count(*) FROM own_number").await, 2);
        house.close().await;
    }

    async fn the_office_imports_numbers_of_anybody_and_twice_changes_nothing(house: House) {
        let table = "partner,sku,number\nALFA,DR-1,А-1\nBETA,DR-1,А-1\n";
        let first = bring(&house, "own-numbers", table).await;
        let second = bring(&house, "own-numbers", table).await;
        assert_eq!((&first["added"], &second["unchanged"], &second["added"]), (&json!(2), &json!(2), &json!(0)));
        let administrator = house.administrator().await;
        let book = write_xlsx("1", &["Партнер", "Артикул", "Код клиента"], std::iter::once(vec![Cell::text("ALFA"), Cell::text("00417"), Cell::text("007")]));
        let told = administrator.bring(Method::POST, "/api/v1/imports/own-numbers", XLSX, &book.expect("a workbook")).await.expect(200).json();
        assert_eq!(told["added"], 1, "imports take workbooks: {told}");
        let bad = administrator.bring(Method::POST, "/api/v1/imports/own-numbers", "text/csv", b"partner,sku,number\nNOBODY,DR-1,1\nALFA,XX-9,2\n").await.expect(422).json();
        let codes: Vec<_> = bad["report"]["refused"].as_array().unwrap().iter().map(|row| (row["line"].as_i64(), row["field"].as_str())).collect();
        assert_eq!(codes, [(Some(2), Some("partner")), (Some(3), Some("sku"))]);
        house.close().await;
    }
}
