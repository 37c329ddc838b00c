//! A credit note that was taken back is held against its record: each column, both ways, and what follows from it.

use serde_json::json;

use super::hand::Hand;
use super::{business, expect_clean, text, verify};
use crate::House;
use crate::kit::trade::ACCOUNTANT;
use crate::on_both;
use crate::receivables::keyed;

/// What is changed, and what the verifier says of it.
const LIES: &[(&str, &str)] = &[
    ("UPDATE credit_note_reversal SET reason = 'Another'", "reversal of credit note CN-000001"),
    ("UPDATE credit_note_reversal SET actor = 'Somebody else'", "reversal of credit note CN-000001"),
    ("UPDATE credit_note_reversal SET posted_at = posted_at + 1", "reversal of credit note CN-000001"),
    ("UPDATE credit_note_reversal SET issued_on = '2030-01-01'", "reversal of credit note CN-000001"),
    ("DELETE FROM credit_note_reversal", "reversal of credit note CN-"),
    ("DELETE FROM credit_note_reversal", "an invoice wants"),
    (
        "INSERT INTO credit_note_reversal (note_id, posted_at, issued_on, reason, actor)
         SELECT id, posted_at, issued_on, reason, actor FROM credit_note WHERE number = 'CN-000002'",
        "reversal of credit note CN-000002",
    ),
    ("DELETE FROM ledger_entry WHERE kind = 'credit_note_reversal'", "the sum of its ledger"),
    ("UPDATE ledger_entry SET document = 'CN-000002' WHERE kind = 'credit_note_reversal'", "taken back"),
];

on_both! {
    async fn what_was_taken_back_of_a_note_is_as_it_was_recorded(house: House) {
        business(&house, "a").await;
        let accountant = house.api(ACCOUNTANT).await;
        let invoices = accountant.look("/api/v1/invoices?kind=invoice&contract=A-1").await.expect(200).json();
        let path = format!("/api/v1/invoices/{}/credit-notes", text(&invoices["items"][0]["number"]));
        for key in ["wrong", "right"] {
            let correction = json!({"reason": "One was broken", "lines": [{"line": 1, "amount": "100.00"}]});
            keyed(&accountant, &path, key, &correction).await.expect(201);
        }
        let path = "/api/v1/credit-notes/CN-000001/reversals";
        keyed(&accountant, path, "back", &json!({"reason": "Another invoice was meant"})).await.expect(201);
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        hand.keep("whole");
        let mut silent = Vec::new();
        for (sql, words) in LIES {
            hand.change(sql);
            let (exit, told) = verify(&house, &[]);
            if exit != 1 || !told.contains(words) {
                silent.push(format!("{sql}: exit {exit}\n{told}"));
            }
            hand.put_back("whole");
        }
        hand.drop_kept("whole");
        assert!(silent.is_empty(), "{}", silent.join("\n\n"));
        expect_clean(&house);
        house.leave().await;
    }
}
