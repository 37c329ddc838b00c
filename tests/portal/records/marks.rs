//! What is disputed and what was released from stopping goods: whoever sets such a mark by hand, or takes one away, is named, and what the
//! portal did is never held against anybody.

use serde_json::json;

use super::hand::Hand;
use super::{expect_clean, text, verify};
use crate::House;
use crate::blocks::{day, owe, pay, release, standing};
use crate::kit::trade::{ACCOUNTANT, MANAGER};
use crate::on_both;
use crate::reading::finish;

/// What somebody does by hand, and what of it is named.
const LIES: &[(&str, &str)] = &[
    ("UPDATE open_item SET is_waived = FALSE WHERE is_waived", "invoice OB-000001 (release)"),
    ("UPDATE open_item SET is_waived = TRUE WHERE dispute IS NOT NULL", "invoice OB-000002 (release)"),
    ("UPDATE open_item SET dispute = NULL", "invoice OB-000002 (dispute)"),
    ("UPDATE open_item SET dispute = 'Другое' WHERE dispute IS NOT NULL", "invoice OB-000002 (dispute)"),
    ("UPDATE open_item SET dispute = 'Недовоз' WHERE is_waived", "invoice OB-000001 (dispute)"),
];

/// How many invoices are released and disputed.
async fn marked(house: &House) -> (i64, i64) {
    let count = |mark| format!("SELECT count(*) FROM open_item WHERE {mark}");
    (house.sql_i64(&count("is_waived")).await, house.sql_i64(&count("dispute IS NOT NULL")).await)
}

/// A debt that was released, and one that is in dispute.
async fn quarrel(house: &House) {
    owe(house, "5000", -10).await;
    let id = text(&standing(house, MANAGER, "A-1").await["blocks"][0]["id"]);
    release(&house.api(MANAGER).await, "A-1", &id).await.expect(200);
    owe(house, "300", 20).await;
    house.api(ACCOUNTANT).await.set("/api/v1/invoices/OB-000002/dispute", json!({"reason": "Недовоз"})).await.expect(204);
    assert_eq!(marked(house).await, (1, 1));
}

on_both! {
    async fn a_dispute_and_a_release_are_held_to_their_records(house: House) {
        quarrel(&house).await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        hand.keep("whole");
        for (sql, words) in LIES {
            hand.change(sql);
            let (exit, told) = verify(&house, &[]);
            assert!(exit == 1 && told.contains(words), "{sql}: exit {exit}\n{told}");
            hand.put_back("whole");
        }
        expect_clean(&house);
        house.leave().await;
    }

    async fn what_begins_anew_is_settled_or_gets_more_days_accuses_nobody(house: House) {
        quarrel(&house).await;
        // All of it is paid, and the payment is taken back: both are open again as if nothing had been said.
        let paid = pay(&house, "all", json!({"contract": "A-1", "amount": "5300"})).await.expect(201).json();
        expect_clean(&house);
        let path = format!("/api/v1/payments/{}/reversals", text(&paid["id"]));
        house.api(ACCOUNTANT).await.send(&path, json!({"reason": "Не нам"})).await.expect(201);
        assert_eq!(marked(&house).await, (0, 0));
        expect_clean(&house);
        let id = text(&standing(&house, MANAGER, "A-1").await["blocks"][0]["id"]);
        release(&house.api(MANAGER).await, "A-1", &id).await.expect(200);
        assert_eq!(marked(&house).await, (1, 0));
        expect_clean(&house);
        // A part that is paid and taken back leaves what was said as it is.
        let part = pay(&house, "part", json!({"contract": "A-1", "amount": "100", "invoices": ["OB-000001"]})).await.expect(201).json();
        let path = format!("/api/v1/payments/{}/reversals", text(&part["id"]));
        house.api(ACCOUNTANT).await.send(&path, json!({"reason": "Не нам"})).await.expect(201);
        assert_eq!(marked(&house).await, (1, 0));
        expect_clean(&house);
        let wish = json!({"until": day(&house, 9), "reason": "Просили подождать"});
        house.api(MANAGER).await.send("/api/v1/invoices/OB-000001/deferrals", wish).await.expect(204);
        assert_eq!(marked(&house).await, (0, 0));
        let (accountant, dispute) = (house.api(ACCOUNTANT).await, "/api/v1/invoices/OB-000001/dispute");
        accountant.set(dispute, json!({"reason": "Недовоз"})).await.expect(204);
        accountant.set(dispute, json!({"reason": null})).await.expect(204);
        expect_clean(&house);
        house.seal().await;
        expect_clean(&house);
        finish(house).await;
    }
}
