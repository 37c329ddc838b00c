//! What was wanted and could not be had: kept, counted, told to those whom it concerns, and never a hint of a forbidden good.

use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{ACCOUNTANT, AGENT, BETA, MANAGER, OTHER_AGENT, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{between, bring, bring_contract, one};

const GAMMA: &str = "buyer@gamma.example";

async fn wishes(client: &Client) -> Vec<Value> {
    client.look("/api/v1/requested-items?limit=200").await.expect(200).json()["items"].as_array().expect("items").clone()
}

/// The wishes as (wanted, reason, times), in the order of the words.
async fn told(client: &Client) -> Vec<(String, String, i64)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut all: Vec<_> = wishes(client)
        .await
        .iter()
        .map(|wish| (text(&wish["wanted"]), text(&wish["reason"]), wish["times"].as_i64().unwrap_or(0)))
        .collect();
    all.sort();
    all
}

fn wish(wanted: &str, reason: &str, times: i64) -> (String, String, i64) {
    (wanted.to_owned(), reason.to_owned(), times)
}

on_both! {
    async fn a_search_in_vain_is_kept_and_counted_not_repeated(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        for query in ["/api/v1/products?q=perforator", "/api/v1/products?q=Perforator%20", "/api/v1/products?q=saw", "/api/v1/products?q=xy", "/api/v1/products?q=drill"] {
            sever.look(query).await.expect(200);
        }
        let page = browser.look("/catalogue?q=PERFORATOR").await.expect(200).text;
        assert!(page.contains("We have noted what you searched for"), "{page}");
        assert_eq!(told(&sever).await, [wish("perforator", "not_found", 3), wish("saw", "not_found", 1)]);
        let mine = browser.look("/requested").await.expect(200).text;
        for words in ["What we could not get", "perforator", "Not found in your assortment", "Ирина Северова"] {
            assert!(mine.contains(words), "{words}: {mine}");
        }
        house.pass_seconds(60);
        sever.look("/api/v1/products?q=perforator").await.expect(200);
        let latest = wishes(&sever).await;
        assert_eq!((&latest[0]["wanted"], &latest[0]["times"]), (&json!("perforator"), &json!(4)));
        house.close().await;
    }

    async fn what_is_out_of_stock_is_kept_with_how_much_was_wanted(house: House) {
        let sever = house.api(SEVER).await;
        sever.order("eleven", one("DR-2", "11")).await.expect(409);
        sever.order("twelve", json!({"lines": [{"sku": "DR-2", "quantity": "12"}, {"sku": "00417", "quantity": "4"}]})).await.expect(409);
        assert_eq!(told(&sever).await, [wish("00417", "out_of_stock", 1), wish("DR-2", "out_of_stock", 2)]);
        let drill = wishes(&sever).await.into_iter().find(|wish| wish["wanted"] == "DR-2").expect("the drill");
        assert_eq!(drill["quantity"], "12.000");
        assert!(house.browser(SEVER).await.look("/requested").await.expect(200).text.contains("Not enough in stock"));
        house.close().await;
    }

    async fn a_forbidden_good_is_told_to_the_buyer_as_one_that_does_not_exist(house: House) {
        let (beta, browser) = (house.api(BETA).await, house.browser(BETA).await);
        for sku in ["DR-2", "XX-9"] {
            beta.order(&format!("order-{sku}"), one(sku, "2")).await.expect(422);
            beta.set(&format!("/api/v1/cart/lines/{sku}"), json!({"quantity": "2"})).await.expect(404);
        }
        let own = told(&beta).await;
        assert_eq!(own, [wish("DR-2", "not_found", 2), wish("XX-9", "not_found", 2)]);
        let page = browser.look("/requested").await.expect(200).text;
        assert!(!page.contains("Not in the contract") && !page.contains("Drill driver"), "{page}");
        let office = told(&house.api(MANAGER).await).await;
        assert_eq!(office, [wish("DR-2", "not_in_contract", 2), wish("XX-9", "not_found", 2)]);
        let page = house.browser(MANAGER).await.look("/requested").await.expect(200).text;
        assert!(page.contains("Not in the contract") && page.contains("ООО «Бета»") && page.contains("Борис Бетин"), "{page}");
        house.close().await;
    }

    async fn whatever_a_buyer_tries_a_forbidden_good_and_none_look_alike(house: House) {
        let beta = house.api(BETA).await;
        for sku in ["DR-2", "XX-9"] {
            beta.look(&format!("/api/v1/products?q={sku}")).await.expect(200);
            beta.order(&format!("order-{sku}"), one(sku, "2")).await.expect(422);
            beta.look(&format!("/api/v1/products?q={}", sku.to_lowercase())).await.expect(200);
        }
        let alike = |sku: &str, all: &[(String, String, i64)]| -> Vec<(String, i64)> {
            all.iter().filter(|(wanted, ..)| wanted.eq_ignore_ascii_case(sku)).map(|(_, reason, times)| (reason.clone(), *times)).collect()
        };
        let own = told(&beta).await;
        assert_eq!(alike("DR-2", &own), alike("XX-9", &own), "{own:?}");
        house.close().await;
    }

    async fn an_agent_sees_only_his_clients_and_a_partner_only_his_own(house: House) {
        bring(&house, "people", &format!("login,name,partner,roles,language\n{GAMMA},Галина Гаммова,GAMMA,buyer,en\n")).await;
        bring_contract(&house, "G-1,GAMMA,RUB,OPT,2020-01-01,,all,,prepaid,,best,no,included,MSK,0").await;
        for (login, words) in [(SEVER, "alfasaw"), (BETA, "betasaw"), (GAMMA, "gammasaw")] {
            house.api(login).await.look(&format!("/api/v1/products?q={words}")).await.expect(200);
        }
        let all = [wish("alfasaw", "not_found", 1), wish("betasaw", "not_found", 1), wish("gammasaw", "not_found", 1)];
        for login in [MANAGER, ACCOUNTANT] {
            assert_eq!(told(&house.api(login).await).await, all, "{login}");
        }
        let agent = house.api(AGENT).await;
        assert_eq!(told(&agent).await, all[..2]);
        assert!(told(&house.api(OTHER_AGENT).await).await.is_empty());
        assert_eq!(told(&house.api(SEVER).await).await, all[..1]);
        assert_eq!(told(&house.api(GAMMA).await).await, all[2..]);
        assert_eq!(agent.look("/api/v1/requested-items?partner=GAMMA").await.expect(200).json()["items"], json!([]));
        let one = house.api(MANAGER).await.look("/api/v1/requested-items?partner=GAMMA").await.expect(200).json();
        assert_eq!((&one["items"][0]["partner"], &one["items"][0]["person"]), (&json!("GAMMA"), &json!("Галина Гаммова")));
        assert!(!house.browser(AGENT).await.look("/requested").await.expect(200).text.contains("gammasaw"));
        house.api(WAREHOUSE).await.look("/api/v1/requested-items").await.expect(403);
        house.close().await;
    }

    async fn wishes_come_page_by_page_each_exactly_once(house: House) {
        let sever = house.api(SEVER).await;
        for n in 0..13 {
            house.pass_seconds(n % 2);
            sever.look(&format!("/api/v1/products?q=wanted{n:02}")).await.expect(200);
        }
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let list = sever.look(&format!("/api/v1/requested-items?limit=5{cursor}")).await.expect(200).json();
            seen.extend(list["items"].as_array().unwrap().iter().map(|wish| wish["wanted"].as_str().unwrap().to_owned()));
            match list["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let wanted: Vec<String> = (0..13).rev().map(|n| format!("wanted{n:02}")).collect();
        assert_eq!(seen, wanted);
        house.close().await;
    }

    async fn a_long_list_of_one_partner_stays_with_that_partner_from_page_to_page(house: House) {
        let sever = house.api(SEVER).await;
        for n in 0..51 {
            sever.look(&format!("/api/v1/products?q=missing{n:02}")).await.expect(200);
        }
        house.api(BETA).await.look("/api/v1/products?q=betasaw").await.expect(200);
        let office = house.browser(MANAGER).await;
        let first = office.look("/requested?partner=ALFA").await.expect(200).text;
        assert!(!first.contains("Back to start"), "{first}");
        let next = between(between(&first, "class=\"pager\"", "</nav>"), "href=\"", "\"").replace("&amp;", "&");
        let second = office.look(&next).await.expect(200).text;
        let back = between(between(&second, "class=\"pager\"", "</nav>"), "href=\"", "\"").to_owned();
        assert_eq!(back, "/requested?partner=ALFA", "{second}");
        for page in [&first, &second, &office.look(&back).await.expect(200).text] {
            assert!(!page.contains("betasaw"), "another partner's wish: {page}");
        }
        house.close().await;
    }
}
