//! Real deeds of goods and money on the time line of a client: each in its group, with the words that were given for it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::House;
use crate::blocks::{WORDS, block, release};
use crate::kit::trade::{ACCOUNTANT, AGENT, MANAGER, SEVER};
use crate::on_both;
use crate::reading::finish;
use crate::receivables::{keyed, payment, shipped};

/// The lines of some groups, the latest first.
async fn lines(house: &House, groups: &str) -> Vec<Value> {
    let path = format!("/api/v1/partners/ALFA/timeline?limit=200&groups={groups}");
    house.api(MANAGER).await.look(&path).await.expect(200).json()["items"].as_array().expect("lines").clone()
}

fn kinds(lines: &[Value]) -> BTreeSet<&str> {
    lines.iter().filter_map(|line| line["kind"].as_str()).collect()
}

/// What the one line of a kind says.
#[track_caller]
fn said<'l>(lines: &'l [Value], kind: &str) -> &'l str {
    let found: Vec<&Value> = lines.iter().filter(|line| line["kind"] == kind).collect();
    assert_eq!(found.len(), 1, "{kind}: {lines:?}");
    let line: &'l Value = found[0];
    line["said"].as_str().expect("a sentence")
}

/// Waits until the feed holds an act of a kind: acts are written a moment after they were done.
async fn act(house: &House, kind: &str) {
    for _ in 0..200 {
        if house.sql_i64(&format!("SELECT count(*) FROM activity WHERE kind = '{kind}'")).await > 0 {
            return;
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no act of kind {kind}");
}

/// Goods leave, money comes and goes back, shipments are blocked and released, a limit is asked for, something is searched for in vain.
async fn deal(house: &House) -> String {
    let invoice = shipped(house, "deal", "DR-1", "1").await;
    let (accountant, manager) = (house.api(ACCOUNTANT).await, house.api(MANAGER).await);
    let booked = keyed(&accountant, "/api/v1/payments", "deal", &payment(house, "A-1", "3920")).await.expect(201).json();
    let path = format!("/api/v1/payments/{}/reversals", booked["id"].as_str().expect("an id"));
    accountant.send(&path, json!({"reason": "Банк вернул"})).await.expect(201);
    let id = block(&manager, "A-1", json!({"reason": WORDS})).await;
    release(&manager, "A-1", &id).await.expect(200);
    let wish = json!({"limit": "2000000", "reason": "Открывают второй магазин"});
    house.api(AGENT).await.send("/api/v1/contracts/A-1/limit-requests", wish).await.expect(201);
    house.browser(SEVER).await.look("/catalogue?q=perforator").await.expect(200);
    act(house, "search_empty").await;
    invoice
}

on_both! {
    async fn goods_and_money_stand_in_their_groups_with_the_words_given_for_them(house: House) {
        let invoice = deal(&house).await;
        let shipments = lines(&house, "shipments").await;
        assert_eq!(kinds(&shipments), BTreeSet::from(["order.shipped"]));
        let number = shipments[0]["link"].as_str().and_then(|link| link.strip_prefix("/shipments/")).expect("a link").to_owned();
        assert!(said(&shipments, "order.shipped").contains(&number));
        let invoices = lines(&house, "invoices").await;
        assert_eq!((kinds(&invoices), &invoices[0]["link"]), (BTreeSet::from(["invoice.issued"]), &json!(format!("/invoices/{invoice}"))));
        assert!(said(&invoices, "invoice.issued").contains("3,920.00"), "{invoices:?}");
        let payments = lines(&house, "payments").await;
        assert_eq!(kinds(&payments), BTreeSet::from(["payment.booked", "payment.reversed"]));
        assert!(said(&payments, "payment.booked").contains("No 17") && said(&payments, "payment.booked").contains("3,920.00"), "{payments:?}");
        assert!(said(&payments, "payment.reversed").contains("Банк вернул"), "{payments:?}");
        let blocks = lines(&house, "blocks").await;
        assert_eq!(kinds(&blocks), BTreeSet::from(["block.began", "block.ended"]));
        assert!(said(&blocks, "block.began").contains(WORDS) && said(&blocks, "block.began").contains("A-1"), "{blocks:?}");
        assert!(said(&blocks, "block.ended").contains("Договорились"), "{blocks:?}");
        let requests = lines(&house, "requests").await;
        assert_eq!(kinds(&requests), BTreeSet::from(["limit.asked", "search_empty"]));
        let asked = said(&requests, "limit.asked");
        assert!(asked.contains("2,000,000.00") && asked.contains("Открывают второй магазин"), "{asked}");
        assert!(said(&requests, "search_empty").contains("perforator"), "{requests:?}");
        finish(house).await;
    }

    async fn acts_in_the_portal_are_a_group_without_records_and_the_page_shows_each_group(house: House) {
        let invoice = deal(&house).await;
        house.api(SEVER).await.set("/api/v1/cart/lines/DR-1", json!({"quantity": "40"})).await.expect(200);
        act(&house, "cart").await;
        let acts = lines(&house, "acts").await;
        let found = kinds(&acts);
        // What was looked for in vain is a wish, and stands among the requests.
        assert!(found.contains("cart") && found.iter().all(|kind| !kind.contains('.') && *kind != "search_empty"), "{found:?}");
        assert!(acts.iter().all(|line| line["who"] == "Ирина Северова"), "{acts:?}");
        let browser = house.browser(MANAGER).await;
        for (group, words) in [
            ("payments", "Банк вернул"),
            ("blocks", WORDS),
            ("requests", "Открывают второй магазин"),
            ("requests", "perforator"),
            ("invoices", invoice.as_str()),
        ] {
            let page = browser.look(&format!("/partners/ALFA/timeline?groups={group}")).await.expect(200).text;
            assert!(page.contains(words), "{group}: {page}");
            for (other, strange) in [("payments", "Банк вернул"), ("blocks", WORDS), ("requests", "Открывают второй магазин")] {
                assert!(other == group || !page.contains(strange), "{other} among {group}: {page}");
            }
        }
        finish(house).await;
    }
}
