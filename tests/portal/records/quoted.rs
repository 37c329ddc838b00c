//! Quotes in somebody's hands: whatever of one is edited, put in or taken away, the verifier names it.

use serde_json::json;

use super::hand::Hand;
use super::{agreed_quote, expect_clean, text, verify};
use crate::House;
use crate::kit::trade::AGENT;
use crate::on_both;
use crate::receivables::keyed;

/// What is done to the first quote, and what the finding must hold.
const DEEDS: &[(&str, &str)] = &[
    ("UPDATE quote_line SET unit_price = unit_price + 10000 WHERE quote_id = {id} AND version = 1", "version 1, line 1"),
    ("UPDATE quote_line SET quantity = quantity + 1000 WHERE quote_id = {id} AND version = 0", "as it was asked for, line 1"),
    ("UPDATE quote_line SET name = 'Another' WHERE quote_id = {id} AND version = 1", "line 1: words"),
    ("UPDATE quote_line SET floor = NULL WHERE quote_id = {id} AND version = 1", "version 1, line 1"),
    ("DELETE FROM quote_line WHERE quote_id = {id} AND version = 1", "version 1: lines"),
    ("UPDATE quote_version SET total = total + 100, net = net + 100 WHERE quote_id = {id}", "version 1"),
    ("UPDATE quote_version SET note = 'Another' WHERE quote_id = {id}", "version 1: words"),
    ("UPDATE quote_version SET actor = 'Борис Бетин' WHERE quote_id = {id}", "version 1 (actor)"),
    ("UPDATE quote SET asked_by = 'Борис Бетин' WHERE id = {id}", "as it was asked for (actor)"),
    ("UPDATE quote SET on_behalf_of = 'ООО «Бета»' WHERE id = {id}", "as it was asked for (actor)"),
    ("DELETE FROM quote_version WHERE quote_id = {id}", "expected a row, found none"),
    ("UPDATE quote SET total = total + 100 WHERE id = {id}", "quote Q-"),
    ("UPDATE quote SET message = 'Another' WHERE id = {id}", ": words"),
    ("UPDATE quote SET state = 'withdrawn' WHERE id = {id}", "quote Q-"),
    ("UPDATE quote SET representation_id = 7 WHERE id = {id}", "quote Q-"),
    ("DELETE FROM quote_line WHERE quote_id = {id}; DELETE FROM quote_version WHERE quote_id = {id}; DELETE FROM quote WHERE id = {id}", "expected a row, found none"),
    (
        "INSERT INTO quote_version (quote_id, version, made_at, account_id, actor, valid_until, note, net, vat, total, needs_second)
         SELECT quote_id, 7, made_at, account_id, actor, valid_until, note, net, vat, total, needs_second FROM quote_version WHERE quote_id = {id}",
        "expected no version, found one",
    ),
];

on_both! {
    async fn whatever_is_done_to_a_quote_is_named(house: House) {
        agreed_quote(&house, "first").await;
        agreed_quote(&house, "second").await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        let id = hand.number("SELECT min(id) FROM quote").await;
        hand.keep("whole");
        for (sql, words) in DEEDS {
            hand.change(&sql.replace("{id}", &id.to_string()));
            let (exit, told) = verify(&house, &[]);
            assert!(exit == 1 && told.contains("rows") && told.contains(words), "{sql}: exit {exit}\n{told}");
            hand.put_back("whole");
        }
        expect_clean(&house);
        house.leave().await;
    }

    async fn who_asked_for_a_quote_and_for_which_company_is_as_it_was_recorded(house: House) {
        let agent = house.api(AGENT).await;
        agent.send("/api/v1/partners/ALFA/representations", json!({"reason": "A visit"})).await.expect(201);
        let wanted = json!({"message": "The whole site", "lines": [{"sku": "DR-1", "quantity": "4"}]});
        let told = keyed(&agent.on_behalf_of("ALFA"), "/api/v1/quotes", "for", &wanted).await.expect(201).json();
        let quote = text(&told["number"]);
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        hand.keep("whole");
        for set in ["asked_by = 'Борис Бетин'", "on_behalf_of = 'ООО «Бета»'", "on_behalf_of = NULL"] {
            hand.change(&format!("UPDATE quote SET {set} WHERE number = '{quote}'"));
            let (exit, told) = verify(&house, &[]);
            let object = format!("quote {quote}, as it was asked for (actor)");
            assert!(exit == 1 && told.contains(&object), "{set}: exit {exit}\n{told}");
            hand.put_back("whole");
        }
        expect_clean(&house);
        house.leave().await;
    }
}
