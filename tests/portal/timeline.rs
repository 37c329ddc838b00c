//! One time line of a client: everything in it, narrowed by groups, paged without loss or doubling, at a fixed cost.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::past::{self, Stretch};
use crate::kit::trade::{ACCOUNTANT, ALFA_ADMIN, MANAGER, OTHER_AGENT, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{bring, finish, one};
use crate::receivables::day;

const TIMELINE: &str = "/api/v1/partners/ALFA/timeline";

/// Every line of the time line, page by page.
async fn all(client: &Client, query: &str, limit: usize) -> Vec<Value> {
    let (mut lines, mut cursor) = (Vec::new(), String::new());
    for _ in 0..100 {
        let told = client.look(&format!("{TIMELINE}?limit={limit}{query}{cursor}")).await.expect(200).json();
        let items = told["items"].as_array().unwrap();
        assert!(items.len() <= limit);
        lines.extend(items.iter().cloned());
        match told["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return lines,
        }
    }
    panic!("the time line has no end");
}

async fn notes(house: &House, count: usize) {
    let manager = house.api(MANAGER).await;
    let numbers: Vec<usize> = (0..count).collect();
    for chunk in numbers.chunks(20) {
        let told = join_all(chunk.iter().map(|n| {
            let manager = &manager;
            async move { manager.send("/api/v1/partners/ALFA/notes", json!({"text": format!("Note {n}")})).await }
        }))
        .await;
        for told in told {
            told.expect(201);
        }
    }
}

/// Ten thousand events of Альфа within a hundred minutes, records and acts in turns of five hundred.
async fn ten_thousand_events(house: &House) {
    // The records tell of orders and invoices that nobody placed or issued.
    house.spoil();
    let partner = house.sql_i64("SELECT id FROM partner WHERE code = 'ALFA'").await;
    let account = house.sql_i64(&format!("SELECT id FROM account WHERE login = '{SEVER}'")).await;
    for first in (1..10_000).step_by(1_000) {
        let records = Stretch { partner, first, count: 500 };
        past::record(&house.gate, records).await;
        house.pass_seconds(600);
        house.change_by_sql(&past::acts(Stretch { first: first + 500, ..records }, account, house.now()));
    }
}

/// A page as it is read, and its weight as it is sent.
async fn packed(client: &Client, path: &str) -> (String, usize) {
    let answer = client.request(Method::GET, path).header("accept-encoding", "br").send().await.expect("an answer");
    let packing = answer.headers()["content-encoding"].to_str().unwrap_or_default();
    assert_eq!((answer.status().as_u16(), packing), (200, "br"), "{path}");
    let bytes = answer.bytes().await.expect("a body");
    let mut page = Vec::new();
    brotli::BrotliDecompress(&mut &bytes[..], &mut page).expect("a packed page");
    (String::from_utf8(page).expect("whole signs"), bytes.len())
}

/// The marks of the events on a page, the latest first.
fn marks(page: &str) -> Vec<String> {
    let words = page.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-').filter(|word| word.starts_with("ev-"));
    words.map(str::to_owned).collect::<BTreeSet<String>>().into_iter().rev().collect()
}

/// Where the next page is.
fn next(page: &str) -> Option<String> {
    let (before, _) = page.split_once("\" rel=\"next\"")?;
    before.rsplit_once("href=\"").map(|(_, link)| link.replace("&amp;", "&"))
}

/// The fewest statements that a look costs.
async fn statements_of(client: &Client, path: &str) -> u64 {
    let mut fewest = u64::MAX;
    for _ in 0..20 {
        let before = orderly::platform::db::statements();
        client.look(path).await.expect(200);
        fewest = fewest.min(orderly::platform::db::statements() - before);
    }
    fewest
}

/// The most that a page may weigh.
const PAGE: usize = 8_000;

fn groups(lines: &[Value]) -> BTreeSet<&str> {
    lines.iter().map(|line| line["group"].as_str().unwrap()).collect()
}

on_both! {
    async fn three_hundred_events_are_paged_without_loss_or_doubling(house: House) {
        house.api(SEVER).await.order("first", one("DR-1", "1")).await.expect(201);
        notes(&house, 300).await;
        house.api(SEVER).await.order("last", one("DR-1", "1")).await.expect(201);
        let manager = house.api(MANAGER).await;
        for limit in [7, 50, 200] {
            let lines = all(&manager, "&groups=notes,orders", limit).await;
            let texts: BTreeSet<&str> = lines.iter().filter_map(|line| line["text"].as_str()).collect();
            assert_eq!((lines.len(), texts.len()), (302, 300), "{limit} a page");
            assert_eq!((&lines[0]["kind"], &lines[301]["kind"]), (&json!("order.placed"), &json!("order.placed")));
        }
        let whole = all(&manager, "", 50).await;
        assert_eq!(whole.iter().filter(|line| line["group"] == "notes").count(), 300);
        finish(house).await;
    }

    async fn it_joins_orders_messages_calls_notes_and_terms_and_is_narrowed_by_groups(house: House) {
        let (manager, sever) = (house.api(MANAGER).await, house.api(SEVER).await);
        let order = sever.order("joined", one("DR-1", "1")).await.expect(201).json();
        let number = order["number"].as_str().unwrap();
        manager.send("/api/v1/partners/ALFA/messages", json!({"person": SEVER, "text": "Hello <b>there</b>"})).await.expect(201);
        manager.send("/api/v1/partners/ALFA/calls", json!({"person": SEVER, "text": "Called about it"})).await.expect(204);
        notes(&house, 1).await;
        sever.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await.expect(200);
        let lines = all(&manager, "", 50).await;
        for group in ["orders", "messages", "notes", "terms"] {
            assert!(groups(&lines).contains(group), "{group}: {lines:?}");
        }
        let orders = all(&manager, "&groups=orders", 50).await;
        let kinds: Vec<&str> = orders.iter().map(|line| line["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["order.cancelled", "order.placed"]);
        let placed = &orders[1];
        assert_eq!((&placed["link"], &placed["who"]), (&json!(format!("/orders/{number}")), &json!("Ирина Северова")));
        assert!(placed["said"].as_str().unwrap().contains(&format!("Order {number}")) && placed["said"].as_str().unwrap().contains("3,920.00"));
        let messages = all(&manager, "&groups=messages", 50).await;
        assert_eq!((messages.len(), &messages[0]["whom"], &messages[0]["who"]), (2, &json!("Ирина Северова"), &json!("Мария Орлова")));
        assert_eq!(groups(&all(&manager, "&groups=messages,notes", 50).await), BTreeSet::from(["messages", "notes"]));
        manager.look(&format!("{TIMELINE}?groups=nonsense")).await.expect(422);
        manager.look(&format!("{TIMELINE}?cursor=nonsense")).await.expect(400);
        let page = house.browser(MANAGER).await.look("/partners/ALFA/timeline?groups=messages").await.expect(200).text;
        assert!(page.contains("Hello &lt;b&gt;there") && !page.contains("<b>there") && !page.contains(number), "{page}");
        let card = house.browser(MANAGER).await.look("/partners/ALFA").await.expect(200).text;
        assert!(card.contains("Called about it") && card.contains("/partners/ALFA/timeline"), "{card}");
        finish(house).await;
    }

    async fn a_dispute_has_its_end_there_and_picking_and_opening_balances_are_told(house: House) {
        let (manager, sever) = (house.api(MANAGER).await, house.api(SEVER).await);
        let (warehouse, accountant) = (house.api(WAREHOUSE).await, house.api(ACCOUNTANT).await);
        let yesterday = day(&house, -1);
        bring(&house, "opening-balances", &format!("contract,amount,as_of\nA-1,7000,{yesterday}\nA-2,-800,{yesterday}\n")).await;
        let dispute = "/api/v1/invoices/OB-000001/dispute";
        accountant.set(dispute, json!({"reason": "Недовоз"})).await.expect(204);
        accountant.set(dispute, json!({"reason": null})).await.expect(204);
        let order = sever.order("picked", one("DR-1", "1")).await.expect(201).json();
        let number = order["number"].as_str().unwrap();
        warehouse.send(&format!("/api/v1/orders/{number}/picking"), json!({})).await.expect(200);
        assert!(warehouse.delete(&format!("/api/v1/orders/{number}/picking")).await.status().is_success());

        let lines = all(&manager, "&groups=invoices", 50).await;
        let kinds: Vec<&str> = lines.iter().map(|line| line["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["invoice.settled", "invoice.disputed", "balance.opened", "balance.opened"]);
        assert_eq!((&lines[0]["said"], &lines[0]["link"]), (&json!("Dispute over invoice OB-000001 settled"), &json!("/invoices/OB-000001")));
        let mut balances: Vec<String> = lines[2..].iter().map(|line| line["said"].as_str().unwrap().replace('\u{a0}', " ")).collect();
        balances.sort();
        assert_eq!(balances, [
            "Opening balance of contract A-1: 7,000.00 ₽ owed to us",
            "Opening balance of contract A-2: 800.00 ₽ paid in advance",
        ]);
        let lines = all(&manager, "&groups=orders", 50).await;
        let told: Vec<(&str, &str)> = lines.iter().map(|line| (line["kind"].as_str().unwrap(), line["said"].as_str().unwrap())).collect();
        assert_eq!(told[0], ("order.picking_stopped", format!("Picking of order {number} stopped").as_str()));
        assert_eq!(told[1], ("order.picking_begun", format!("Picking of order {number} begun").as_str()));
        assert_eq!((told[2].0, told.len()), ("order.placed", 3));
        finish(house).await;
    }

    async fn what_was_searched_for_in_vain_is_a_request_and_no_act_besides(house: House) {
        let (manager, sever) = (house.api(MANAGER).await, house.api(SEVER).await);
        sever.look("/api/v1/products?q=drill").await.expect(200);
        sever.look("/api/v1/products?q=hammock").await.expect(200);
        let kinds_of = |lines: &[Value]| lines.iter().map(|line| line["kind"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>();
        for _ in 0..400 {
            if kinds_of(&all(&manager, "", 50).await).contains("search_empty") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        let requests = all(&manager, "&groups=requests", 50).await;
        assert_eq!((requests.len(), &requests[0]["said"]), (1, &json!("Searched in vain for “hammock”")));
        let acts = all(&manager, "&groups=acts", 50).await;
        assert!(kinds_of(&acts).contains("search") && !kinds_of(&acts).contains("search_empty"), "{acts:?}");
        assert_eq!(groups(&acts), BTreeSet::from(["acts"]));
        let both = all(&manager, "&groups=acts,requests", 50).await;
        assert_eq!(groups(&both), BTreeSet::from(["acts", "requests"]));
        finish(house).await;
    }

    async fn it_is_for_the_office_and_for_clients_within_reach(house: House) {
        notes(&house, 1).await;
        for login in [SEVER, ALFA_ADMIN] {
            house.api(login).await.look(TIMELINE).await.expect(403);
            let card = house.browser(login).await.look("/partners/ALFA").await.expect(200).text;
            assert!(!card.contains("Note 0") && !card.contains("/timeline"), "{card}");
        }
        // An accountant reads it and writes nothing.
        let accountant = house.api(ACCOUNTANT).await;
        assert!(!accountant.look(TIMELINE).await.expect(200).json()["items"].as_array().unwrap().is_empty());
        accountant.send("/api/v1/partners/ALFA/notes", json!({"text": "Mine"})).await.expect(403);
        for path in ["/partners/ALFA", "/partners/ALFA/timeline"] {
            let page = house.browser(ACCOUNTANT).await.look(path).await.expect(200).text;
            assert!(page.contains("Note 0") && !page.contains("/partners/ALFA/write"), "{path}: {page}");
        }
        let stranger = house.api(OTHER_AGENT).await;
        let (hidden, missing) = (stranger.look(TIMELINE).await, stranger.look("/api/v1/partners/NOBODY/timeline").await);
        assert_eq!((hidden.status.as_u16(), hidden.problem()), (404, missing.problem()));
        finish(house).await;
    }

    async fn a_page_costs_the_same_few_statements_and_stays_small(house: House) {
        notes(&house, 220).await;
        let manager = house.api(MANAGER).await;
        let mut costs = Vec::new();
        for limit in [1, 20, 200] {
            costs.push(statements_of(&manager, &format!("{TIMELINE}?limit={limit}")).await);
        }
        // Partner, records, acts, names, two kinds of texts, contracts, and the two that begin and end the view.
        assert!(costs.iter().all(|cost| *cost == costs[0] && *cost <= 9), "{costs:?}");
        let page = house.browser(MANAGER).await.look("/partners/ALFA/timeline").await.expect(200).text;
        assert!(page.len() < 40_000, "{} bytes before packing", page.len());
        finish(house).await;
    }

    async fn ten_thousand_events_come_each_once_and_no_page_is_dearer_than_another(house: House) {
        ten_thousand_events(&house).await;
        let browser = house.browser(MANAGER).await;
        // In the longer of the two languages.
        browser.fill("/profile", "/language", &[("lang", "ru")]).await.expect(303);
        let mut paths = vec!["/partners/ALFA/timeline".to_owned()];
        let mut seen = Vec::new();
        for at in 0..400 {
            let Some(path) = paths.get(at) else { break };
            let (page, weight) = packed(&browser, path).await;
            assert!(weight <= PAGE, "page {} weighs {weight} bytes", at + 1);
            seen.extend(marks(&page));
            paths.extend(next(&page));
        }
        assert!(paths.len() >= 200 && paths.len() < 400, "{} pages", paths.len());
        assert_eq!(seen.len(), 10_000);
        let expected: Vec<String> = (1..=10_000).rev().map(past::mark).collect();
        assert!(seen == expected, "first out of its place: {:?}", seen.iter().zip(&expected).find(|(seen, expected)| seen != expected));
        // As deep as they are: pages that stand alike in their thousand cost alike.
        let manager = house.api(MANAGER).await;
        let mut costs = Vec::new();
        for at in [4, 104, 184] {
            let (_, cursor) = paths[at].split_once("cursor=").expect("a page behind the first");
            costs.push(statements_of(&manager, &format!("{TIMELINE}?limit=50&cursor={cursor}")).await);
        }
        assert!(costs.iter().all(|cost| *cost == costs[0] && *cost <= 9), "{costs:?}");
        finish(house).await;
    }
}
