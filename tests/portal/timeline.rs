//! One time line of a client: everything in it, narrowed by groups, paged without loss or doubling, at a fixed cost.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{ALFA_ADMIN, MANAGER, OTHER_AGENT, SEVER};
use crate::on_both;
use crate::reading::{finish, one};

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

    async fn it_is_for_the_office_and_for_clients_within_reach(house: House) {
        notes(&house, 1).await;
        for login in [SEVER, ALFA_ADMIN] {
            house.api(login).await.look(TIMELINE).await.expect(403);
            let card = house.browser(login).await.look("/partners/ALFA").await.expect(200).text;
            assert!(!card.contains("Note 0") && !card.contains("/timeline"), "{card}");
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
            let path = format!("{TIMELINE}?limit={limit}");
            let mut fewest = u64::MAX;
            for _ in 0..20 {
                let before = orderly::platform::db::statements();
                manager.look(&path).await.expect(200);
                fewest = fewest.min(orderly::platform::db::statements() - before);
            }
            costs.push(fewest);
        }
        // Partner, records, acts, names, two kinds of texts, contracts, and the two that begin and end the view.
        assert!(costs.iter().all(|cost| *cost == costs[0] && *cost <= 9), "{costs:?}");
        let page = house.browser(MANAGER).await.look("/partners/ALFA/timeline").await.expect(200).text;
        assert!(page.len() < 40_000, "{} bytes before packing", page.len());
        finish(house).await;
    }
}
