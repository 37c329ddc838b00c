//! Changes of orders in somebody's hands: who asked for each and who answered, when, for how much and in which words; whatever of it is
//! edited, put in or taken away, the verifier names it with its order.

use serde_json::{Value, json};

use super::hand::Hand;
use super::{expect_clean, text, verify};
use crate::House;
use crate::kit::client::Client;
use crate::kit::trade::{MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::order_changes::{answer, begin, lines};
use crate::reading::one;
use crate::receivables::keyed;
use crate::shipping::placed;

/// Changes an order as its buyer, or asks the warehouse to.
pub async fn change(client: &Client, number: &str, key: &str, body: Value) -> Value {
    let told = keyed(client, &format!("/api/v1/orders/{number}/changes"), key, &body).await;
    assert!(told.status.is_success(), "{}", told.text);
    told.json()
}

/// Proposes to the buyer that an order become dearer.
async fn proposed(manager: &Client, number: &str) -> Value {
    let draft = json!({"version": 1, "lines": [{"sku": "DR-1", "quantity": "4"}]});
    manager.set(&format!("/api/v1/orders/{number}/draft"), draft).await.expect(200);
    let path = format!("/api/v1/orders/{number}/draft/applications");
    keyed(manager, &path, &format!("{number}-proposed"), &json!({"reason": "They come in fours"})).await.expect(202).json()
}

/// The numbers of four orders and the first change of each: made at once, refused by the warehouse, over because the order became
/// another, agreed to by the buyer. A minute lies between any two deeds.
pub async fn story(house: &House) -> Vec<(String, i64)> {
    let (sever, manager, warehouse) = (house.api(SEVER).await, house.api(MANAGER).await, house.api(WAREHOUSE).await);
    let mut numbers = Vec::new();
    for key in ["at-once", "refused", "over", "agreed"] {
        numbers.push(placed(&sever, key, one("DR-1", "3")).await);
    }
    let pass = || house.pass_seconds(60);
    pass();
    change(&sever, &numbers[0], "less", lines(1, &[("DR-1", "2")])).await;
    begin(&warehouse, &numbers[1]).await.expect(200);
    pass();
    let mut wish = lines(2, &[("DR-1", "1")]);
    wish["reason"] = json!("One lorry is enough");
    let asked = change(&sever, &numbers[1], "ask", wish).await;
    pass();
    let no = json!({"answer": "refuse", "reason": "It is on the lorry"});
    answer(&warehouse, &numbers[1], &asked, no).await.expect(200);
    proposed(&manager, &numbers[2]).await;
    pass();
    change(&sever, &numbers[2], "own", lines(1, &[("DR-1", "1")])).await;
    let asked = proposed(&manager, &numbers[3]).await;
    pass();
    answer(&sever, &numbers[3], &asked, json!({"answer": "agree"})).await.expect(200);
    let mut all = Vec::new();
    for number in numbers {
        let of_it =
            format!("SELECT min(id) FROM order_change WHERE order_id = (SELECT id FROM sales_order WHERE number = '{number}')");
        let id = house.sql_i64(&of_it).await;
        all.push((number, id));
    }
    all
}

/// What is set, of which change, and what the verifier says behind the order's number.
const LIES: &[(&str, usize, &str)] = &[
    ("asked_by = 'Борис Бетин'", 0, "(asked_by)"),
    ("answered_by = 'Борис Бетин'", 0, "(answered_by)"),
    ("asked_by = 'Борис Бетин'", 1, "(asked_by)"),
    ("asked_by = answered_by", 1, "(asked_by)"),
    ("answered_by = asked_by", 1, "(answered_by)"),
    ("answered_by = NULL", 1, "(answered_by)"),
    ("asked_by = 'Борис Бетин'", 2, "(asked_by)"),
    ("answered_by = 'Борис Бетин'", 2, "(answered_by)"),
    ("answered_by = asked_by", 3, "(answered_by)"),
    ("asked_by = answered_by", 3, "(asked_by)"),
    ("asked_at = asked_at + 1", 1, "(asked_at)"),
    ("answered_at = answered_at + 1", 1, "(answered_at)"),
    ("answered_at = NULL", 1, "(answered_at)"),
    ("answered_at = answered_at + 1", 2, "(answered_at)"),
    ("state = 'applied'", 1, "(state)"),
    ("state = 'withdrawn'", 1, "(state)"),
    ("state = 'nowhere'", 0, "(state)"),
    ("state = 'asked_buyer', answered_by = NULL, answered_at = NULL", 2, "(state)"),
    ("was = was + 100", 0, "(was)"),
    ("total = total + 100", 3, "(total)"),
    ("reason = 'Another'", 1, "(reason)"),
    ("reason = NULL", 2, "(reason)"),
    ("answer = 'Another'", 1, "(answer)"),
    ("answer = 'As agreed'", 0, "(answer)"),
    ("id = id + 1", 0, "expected a record, found none"),
    ("id = id + 1", 0, "expected a row, found none"),
];

on_both! {
    async fn whatever_is_done_to_a_change_of_an_order_is_named(house: House) {
        let changes = story(&house).await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        hand.keep("whole");
        let mut silent = Vec::new();
        for (set, nth, words) in LIES {
            let (number, id) = &changes[*nth];
            hand.change(&format!("UPDATE order_change SET {set} WHERE id = {id}"));
            let told = house.accused();
            let object = format!(" of order {number}");
            if !told.iter().any(|line| line.contains("change och_") && line.contains(&object) && line.contains(words)) {
                silent.push(format!("{set} of {nth}\n{}", told.join("\n")));
            }
            hand.put_back("whole");
        }
        let (number, id) = &changes[1];
        hand.change(&format!("DELETE FROM order_change WHERE id = {id}"));
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains(&format!("of order {number}: expected a row, found none")), "{told}");
        hand.put_back("whole");
        assert!(silent.is_empty(), "{}", silent.join("\n\n"));
        expect_clean(&house);
        house.leave().await;
    }

    async fn changes_that_wait_that_are_taken_back_and_that_end_with_their_order_accuse_nobody(house: House) {
        let (sever, manager, warehouse) = (house.api(SEVER).await, house.api(MANAGER).await, house.api(WAREHOUSE).await);
        let mut numbers = Vec::new();
        for key in ["waits", "back", "called-off", "passed-on"] {
            numbers.push(placed(&sever, key, one("DR-1", "3")).await);
        }
        proposed(&manager, &numbers[0]).await;
        begin(&warehouse, &numbers[1]).await.expect(200);
        let asked = change(&sever, &numbers[1], "ask", lines(2, &[("DR-1", "1")])).await;
        answer(&sever, &numbers[1], &asked, json!({"answer": "withdraw"})).await.expect(200);
        proposed(&manager, &numbers[2]).await;
        expect_clean(&house);
        sever.send(&format!("/api/v1/orders/{}/cancellation", numbers[2]), json!({})).await.expect(200);
        // The buyer agrees while the warehouse picks: it is asked next.
        let asked = proposed(&manager, &numbers[3]).await;
        begin(&warehouse, &numbers[3]).await.expect(200);
        answer(&sever, &numbers[3], &asked, json!({"answer": "agree"})).await.expect(202);
        expect_clean(&house);
        house.pass_seconds(60);
        answer(&warehouse, &numbers[3], &asked, json!({"answer": "agree"})).await.expect(200);
        house.work().await;
        house.seal().await;
        expect_clean(&house);
        house.close().await;
    }

    async fn whoever_is_erased_is_not_held_against_his_quotes_and_changes_and_others_are(house: House) {
        let (sever, manager, warehouse) = (house.api(SEVER).await, house.api(MANAGER).await, house.api(WAREHOUSE).await);
        let person = json!({"login": "anna@alfa.example", "name": "Анна Ильина", "phone": null, "roles": ["buyer"], "language": "en"});
        manager.send("/api/v1/partners/ALFA/people", person).await.expect(201);
        let clerk = json!({"login": "klim@seller.example", "name": "Клим", "phone": null, "roles": ["manager", "warehouse"], "language": "en"});
        house.administrator().await.send("/api/v1/staff", clerk).await.expect(201);
        let (anna, klim) = (house.api("anna@alfa.example").await, house.api("klim@seller.example").await);
        let wanted = json!({"message": "What would it cost?", "lines": [{"sku": "DR-1", "quantity": "4"}]});
        let hers = text(&keyed(&anna, "/api/v1/quotes", "hers", &wanted).await.expect(201).json()["number"]);
        let own = text(&keyed(&sever, "/api/v1/quotes", "own", &wanted).await.expect(201).json()["number"]);
        for quote in [&hers, &own] {
            let line = json!({"sku": "DR-1", "quantity": "4", "unit_price": "3900"});
            let version = json!({"lines": [line], "valid_until": crate::blocks::day(&house, 7)});
            klim.send(&format!("/api/v1/quotes/{quote}/versions"), version).await.expect(201);
        }
        let (first, second) = (placed(&anna, "first", one("DR-1", "3")).await, placed(&sever, "second", one("DR-1", "3")).await);
        change(&anna, &first, "less", lines(1, &[("DR-1", "2")])).await;
        begin(&warehouse, &second).await.expect(200);
        let asked = change(&sever, &second, "ask", lines(2, &[("DR-1", "1")])).await;
        answer(&klim, &second, &asked, json!({"answer": "refuse", "reason": "It is on the lorry"})).await.expect(200);
        expect_clean(&house);
        let administrator = house.administrator().await;
        let mut pseudonyms = Vec::new();
        for login in ["anna@alfa.example", "klim@seller.example"] {
            let told = administrator.send("/api/v1/erasures", json!({"login": login, "reason": "Left"})).await.expect(201).json();
            pseudonyms.push(text(&told["account"]));
            expect_clean(&house);
        }
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        for (table, column) in [("quote", "asked_by"), ("quote_version", "actor"), ("order_change", "asked_by"), ("order_change", "answered_by")] {
            let left = format!("SELECT count(*) FROM {table} WHERE {column} IN ('Анна Ильина', 'Клим')");
            assert_eq!(house.sql_i64(&left).await, 0, "{table}.{column}");
        }
        let hand = Hand::of(&house);
        hand.keep("whole");
        // Nobody else is put under the pseudonym of somebody who was erased.
        for (sql, words) in [
            (format!("UPDATE quote SET asked_by = '{}' WHERE number = '{own}'", pseudonyms[0]), format!("quote {own}, as it was asked for (actor)")),
            (format!("UPDATE order_change SET asked_by = '{}' WHERE answered_by = '{}'", pseudonyms[0], pseudonyms[1]), format!("of order {second} (asked_by)")),
        ] {
            hand.change(&sql);
            let (exit, told) = verify(&house, &[]);
            assert!(exit == 1 && told.contains(&words), "{sql}: exit {exit}\n{told}");
            hand.put_back("whole");
        }
        expect_clean(&house);
        house.leave().await;
    }
}

on_both! {
    async fn what_a_node_with_a_slower_clock_ended_accuses_nobody(house: House) {
        let number = placed(&house.api(SEVER).await, "over", one("DR-1", "3")).await;
        proposed(&house.api(MANAGER).await, &number).await;
        // Nobody's session is younger than the clock.
        house.pass_seconds(-60);
        change(&house.api(SEVER).await, &number, "own", lines(1, &[("DR-1", "2")])).await;
        begin(&house.api(WAREHOUSE).await, &number).await.expect(200);
        house.pass_seconds(-60);
        change(&house.api(SEVER).await, &number, "ask", lines(3, &[("DR-1", "1")])).await;
        house.pass_seconds(120);
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
    }
}
