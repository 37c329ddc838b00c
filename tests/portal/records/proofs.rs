//! What the rows of the trade and the log itself must not say: each column that a record tells of is changed by hand, and the verifier
//! names it; what was made by the portal, however long ago, is never accused.

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use orderly::records::merkle;
use serde_json::json;

use super::hand::{Hand, caught};
use super::{business, expect_clean, placed, text, verify};
use crate::House;
use crate::blocks::day;
use crate::kit::trade::{self, ACCOUNTANT, MANAGER, SEVER};
use crate::on_both;
use crate::receivables::{keyed, payment};

/// Says something to the database beside the program, as whoever has its login; whether it did it.
fn obeys(house: &House, sql: &str) -> bool {
    let url = house.database_url();
    match url.strip_prefix("sqlite:") {
        Some(path) => {
            let mut conn = SqliteConnection::establish(path).expect("the file opens");
            conn.batch_execute("PRAGMA busy_timeout = 10000").expect("a patient connection");
            conn.batch_execute(sql).is_ok()
        }
        None => PgConnection::establish(&url).expect("the database answers").batch_execute(sql).is_ok(),
    }
}

/// Money that came and went, an invoice that was corrected, limits, codes, terms and a balance from before.
pub async fn money(house: &House) {
    let (accountant, manager) = (house.api(ACCOUNTANT).await, house.api(MANAGER).await);
    trade::import(
        &house.administrator().await,
        "opening-balances",
        "contract,amount,as_of\nA-1,5000,2026-01-15\nB-1,-800,2026-01-15\n",
    )
    .await;
    for (limit, reason) in [(json!("500000"), "They pay in time"), (json!("600000"), "They still do")] {
        accountant.set("/api/v1/contracts/A-1/limit", json!({"limit": limit, "reason": reason})).await.expect(204);
    }
    let invoices = accountant.look("/api/v1/invoices?kind=invoice&contract=A-1").await.expect(200).json();
    let path = format!("/api/v1/invoices/{}/credit-notes", text(&invoices["items"][0]["number"]));
    let correction = json!({"reason": "One was broken", "lines": [{"line": 1, "quantity": "1"}]});
    keyed(&accountant, &path, "note", &correction).await.expect(201);
    let paid = |amount| payment(house, "A-1", amount);
    keyed(&accountant, "/api/v1/payments", "pay-1", &paid("7000")).await.expect(201);
    let second = keyed(&accountant, "/api/v1/payments", "pay-2", &paid("90000")).await.expect(201).json();
    let path = format!("/api/v1/payments/{}/reversals", text(&second["id"]));
    accountant.send(&path, json!({"reason": "It was not for us"})).await.expect(201);
    let code = json!({"code": "SPRING", "name": "Весна", "name_en": "Spring", "percent": "5", "valid_from": "2020-01-01"});
    manager.send("/api/v1/discount-codes", code).await.expect(201);
}

async fn whole(house: &House) {
    business(house, "a").await;
    money(house).await;
    placed(&house.api(SEVER).await, "last", "DR-1", "3").await;
    house.seal().await;
    house.rest().await;
    expect_clean(house);
}

/// What is changed, and what the verifier says of it.
type Lie = (&'static str, &'static str);

const MONEY: &[Lie] = &[
    (
        "UPDATE standing SET credit_limit = credit_limit * 10 WHERE credit_limit > 0;
         UPDATE limit_change SET becomes = becomes * 10 WHERE id = (SELECT max(id) FROM limit_change)",
        "limit of contract",
    ),
    ("UPDATE standing SET credit_limit = credit_limit * 10 WHERE credit_limit > 0", "limit of contract A-1"),
    ("UPDATE limit_change SET reason = 'Another'", "change of the limit"),
    ("DELETE FROM limit_change WHERE id = (SELECT max(id) FROM limit_change)", "change of the limit of contract A-1"),
    ("UPDATE payment SET amount = amount + 100 WHERE source = 'hand' AND reverses IS NULL", "payment pay_"),
    ("UPDATE payment SET reference = 'Another' WHERE source = 'hand'", "payment pay_"),
    ("UPDATE payment SET reason = 'Another' WHERE reverses IS NOT NULL", "payment pay_"),
    (
        "INSERT INTO payment (id, contract_id, amount, currency, paid_on, reference, source, booked_at, actor)
         SELECT 7, contract_id, amount, currency, paid_on, 'No 18', source, booked_at, actor FROM payment WHERE source = 'hand' AND amount = 700000",
        "expected a record, found none",
    ),
    ("DELETE FROM allocation WHERE id = (SELECT max(id) FROM allocation)", "what is paid of an invoice"),
    (
        "DELETE FROM allocation WHERE payment_id = (SELECT id FROM payment WHERE amount = 700000)",
        "what payment pay_",
    ),
    ("DELETE FROM ledger_entry WHERE id = (SELECT max(id) FROM ledger_entry)", "the sum of its ledger"),
    (
        "UPDATE standing SET exposure = exposure - (SELECT amount FROM ledger_entry WHERE id = (SELECT max(id) FROM ledger_entry))
         WHERE contract_id = (SELECT contract_id FROM ledger_entry WHERE id = (SELECT max(id) FROM ledger_entry));
         DELETE FROM ledger_entry WHERE id = (SELECT max(id) FROM ledger_entry)",
        "an order is committed",
    ),
    ("UPDATE invoice SET net = net + 100, total = total + 100 WHERE kind = 'invoice'", "invoice "),
    ("UPDATE invoice SET snapshot = replace(snapshot, '\"quantity\":\"', '\"quantity\":\"1') WHERE kind = 'invoice'", "as it was recorded"),
    ("UPDATE invoice SET snapshot = replace(snapshot, '\"seller\":\"', '\"seller\":\"X') WHERE kind = 'invoice'", "as it was recorded"),
    ("UPDATE open_item SET paid = paid + 1 WHERE kind = 'invoice' AND paid < amount", "what is paid of an invoice"),
    (
        "UPDATE invoice SET net = net * 2, total = total * 2, snapshot = replace(snapshot, '\"total\":\"5000.00\"', '\"total\":\"10000.00\"') WHERE kind = 'opening'",
        "invoice OB-000001",
    ),
    ("UPDATE payment SET amount = amount * 2 WHERE source = 'opening'", "of contract B-1"),
    ("UPDATE credit_note SET reason = 'Another'", "credit note CN-000001"),
    ("UPDATE credit_note SET actor = 'Somebody else'", "credit note CN-000001"),
    ("UPDATE credit_note SET posted_at = posted_at + 1", "credit note CN-000001"),
    ("UPDATE credit_note SET number = 'CN-000002'", "credit note CN-000002"),
    ("UPDATE credit_note_line SET quantity = 0", "credit note CN-000001"),
    (
        "UPDATE credit_note_line SET net = net + 1, vat = vat - 1; UPDATE credit_note SET net = net + 1, vat = vat - 1",
        "credit note CN-000001",
    ),
    (
        "UPDATE credit_note_line SET net = net + 100, gross = gross + 100;
         UPDATE credit_note SET net = net + 100, total = total + 100;
         UPDATE open_item SET amount = amount - 100 WHERE invoice_id = (SELECT invoice_id FROM credit_note);
         UPDATE ledger_entry SET amount = amount - 100 WHERE kind = 'credit_note';
         UPDATE standing SET exposure = exposure - 100 WHERE contract_id = (SELECT contract_id FROM credit_note)",
        "credit note CN-000001",
    ),
    ("DELETE FROM credit_note_line; DELETE FROM credit_note", "credit note CN-"),
    ("DELETE FROM ledger_entry WHERE kind = 'credit_note'", "the sum of its ledger"),
    ("UPDATE open_item SET amount = amount + 100 WHERE kind = 'invoice'", "an invoice wants"),
    ("UPDATE open_item SET due_on = '2030-01-01' WHERE kind = 'invoice'", "(due_on)"),
    // A month earlier: nothing is lost but the day on which it counts.
    ("UPDATE allocation SET at = at - 2592000000000", "what payment pay_"),
    (
        "UPDATE allocation SET at = at - 2592000000000 WHERE payment_id IN (SELECT id FROM payment WHERE reverses IS NOT NULL)",
        "what payment pay_",
    ),
    (
        "INSERT INTO allocation (id, payment_id, invoice_id, amount, at)
         SELECT n.n, a.payment_id, a.invoice_id, n.n * 100, a.at - n.n * 86400000000 FROM allocation a, (SELECT 1 AS n UNION ALL SELECT -1) n
         WHERE a.id = (SELECT max(id) FROM allocation)",
        "what payment pay_",
    ),
    ("UPDATE ledger_entry SET at = at - 2592000000000 WHERE kind = 'invoice'", "at the moment of their issue"),
    ("UPDATE ledger_entry SET at = at - 2592000000000 WHERE kind = 'credit_note'", "at the moment of their issue"),
    ("UPDATE ledger_entry SET at = at - 2592000000000 WHERE kind = 'payment'", "what the ledger says of payment pay_"),
    ("UPDATE ledger_entry SET at = at + 1 WHERE kind = 'payment'", "what the ledger says of payment pay_"),
    ("UPDATE ledger_entry SET at = at - 2592000000000 WHERE kind = 'reversal'", "what the ledger says of reversal pay_"),
    ("UPDATE ledger_entry SET at = at - 2592000000000 WHERE kind = 'opening'", "what the ledger says of opening 2026-01-15"),
    (
        "INSERT INTO ledger_entry (id, contract_id, kind, document, amount, at)
         SELECT n.n, e.contract_id, e.kind, e.document, n.n * 100, e.at - n.n FROM ledger_entry e, (SELECT 1 AS n UNION ALL SELECT -1) n
         WHERE e.kind = 'credit_note'",
        "stand in the ledger once",
    ),
    (
        "INSERT INTO ledger_entry (id, contract_id, kind, document, amount, at)
         SELECT n.n, e.contract_id, e.kind, e.document, n.n * 100, e.at - n.n FROM ledger_entry e, (SELECT 1 AS n UNION ALL SELECT -1) n
         WHERE e.kind = 'payment' AND e.amount = -700000",
        "every payment stands in the ledger once",
    ),
    (
        "UPDATE ledger_entry SET document = (SELECT max(document) FROM ledger_entry WHERE kind = 'payment') WHERE kind = 'payment'",
        "what the ledger says of payment pay_",
    ),
    ("UPDATE open_item SET is_waived = TRUE WHERE kind = 'invoice'", "(release)"),
    ("UPDATE open_item SET dispute = 'x' WHERE kind = 'invoice'", "(dispute)"),
    ("UPDATE open_item SET order_id = (SELECT max(id) FROM sales_order) WHERE kind = 'invoice'", "open for its own order"),
    ("UPDATE open_item SET order_id = NULL WHERE kind = 'invoice'", "open for its own order"),
    ("UPDATE discount_code SET percent = percent * 2", "discount code SPRING"),
    ("DELETE FROM discount_code", "discount code SPRING"),
    ("UPDATE contract SET net_days = net_days + 30 WHERE number = 'A-1'", "contract A-1"),
    ("UPDATE contract SET minimum_order = minimum_order + 1 WHERE number = 'B-1'", "contract B-1"),
    ("UPDATE shipment_line SET quantity = quantity + 1000", "(lines)"),
    ("UPDATE shipment SET shipped_at = shipped_at + 1", "shipment "),
    ("UPDATE shipment SET snapshot = replace(snapshot, '\"seller\":\"', '\"seller\":\"X')", ": note"),
];

const ORDERS: &[Lie] = &[
    ("UPDATE sales_order SET contract_id = (SELECT min(id) FROM contract WHERE id <> sales_order.contract_id)", "(contract)"),
    ("UPDATE sales_order SET unit_id = NULL", "(unit)"),
    ("UPDATE sales_order SET representation_id = 5", "(representation)"),
    ("UPDATE order_version SET at = at + 1 WHERE version = 1", "version 1 (at)"),
    ("UPDATE order_version SET what = 'promised' WHERE version = 1", "version 1 (what)"),
    ("UPDATE order_version SET actor = 'Somebody else' WHERE version = 1", "version 1 (actor)"),
    ("UPDATE sales_order SET salt = ''", "(salt)"),
    (
        "UPDATE sales_order SET salt = ''; UPDATE sales_order SET snapshot = replace(snapshot, '\"comment\":null', '\"comment\":\"As agreed\"'), comment = 'As agreed'",
        "(salt)",
    ),
    ("UPDATE quote SET salt = ''", "(salt)"),
    ("UPDATE quote_approval SET at = at + 1", "(at)"),
    ("UPDATE quote_approval SET actor = 'Somebody else'", "(actor)"),
];

/// The snapshots of orders without one of their members.
fn without(member: &str) -> String {
    format!(
        "UPDATE sales_order SET snapshot = replace(snapshot, '{member}', '') WHERE snapshot LIKE '%{member}%';
         UPDATE order_version SET snapshot = replace(snapshot, '{member}', '') WHERE snapshot LIKE '%{member}%'"
    )
}

on_both! {
    async fn money_that_was_changed_is_named(house: House) {
        whole(&house).await;
        caught(&house, &Hand::of(&house), &[], MONEY);
        house.leave().await;
    }

    async fn keys_names_and_times_of_orders_are_named(house: House) {
        whole(&house).await;
        caught(&house, &Hand::of(&house), &[], ORDERS);
        house.leave().await;
    }

    async fn what_is_left_out_of_an_order_is_named(house: House) {
        let numbers = "partner,sku,number\nALFA,DR-1,SEV-77\n";
        trade::import(&house.administrator().await, "own-numbers", numbers).await;
        placed(&house.api(SEVER).await, "own", "DR-1", "2").await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        assert!(house.sql_i64("SELECT count(*) FROM sales_order WHERE snapshot LIKE '%\"own_number\":\"SEV-77\"%'").await > 0);
        let hand = Hand::of(&house);
        hand.change(&without("\"own_number\":\"SEV-77\","));
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("own_number"), "{told}");
        house.leave().await;
    }

    async fn a_place_before_the_first_is_refused_and_named(house: House) {
        whole(&house).await;
        for sql in [
            "INSERT INTO place (n, record_id) SELECT -1, max(id) FROM journal",
            "INSERT INTO order_record (place, order_id, version) VALUES (-1, 1, 1)",
            "UPDATE order_record SET version = version + 1",
            "DELETE FROM order_record",
        ] {
            assert!(!obeys(&house, sql), "{sql} is allowed");
        }
        let hand = Hand::of(&house);
        hand.keep("whole");
        // A newer version of an order, told of by a record that stands where nobody looks.
        let place = hand.number("SELECT max(place) FROM order_record").await;
        let (old, body) = hand.record(place);
        let fresh = hand.number("SELECT max(id) FROM journal").await + 1;
        let (body, leaf) = renamed(&body, old, fresh);
        hand.change(&format!(
            "INSERT INTO journal (id, at, kind, partner_id, actor, body, leaf) SELECT {fresh}, at, kind, partner_id, actor, {}, {} FROM journal WHERE id = {old};
             INSERT INTO place (n, record_id) VALUES (-1, {fresh});
             INSERT INTO order_record (place, order_id, version) SELECT -1, order_id, version + 1 FROM order_record WHERE place = {place}",
            hand.blob(&body),
            hand.blob(&leaf)
        ));
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("a place from 1 on") && told.contains("what is noted of orders"), "{told}");
        hand.put_back("whole");
        // The same above what is sealed.
        hand.change("INSERT INTO order_record (place, order_id, version) SELECT 1000000, order_id, version + 1 FROM order_record WHERE place = (SELECT max(place) FROM order_record)");
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("what is noted of orders"), "{told}");
        hand.put_back("whole");
        expect_clean(&house);
        house.leave().await;
    }

    async fn whoever_is_erased_is_not_held_against_what_he_did(house: House) {
        let manager = house.api(MANAGER).await;
        let person = json!({"login": "anna@alfa.example", "name": "Анна Ильина", "phone": null, "roles": ["buyer"], "language": "en"});
        manager.send("/api/v1/partners/ALFA/people", person).await.expect(201);
        let number = text(&placed(&house.api("anna@alfa.example").await, "mine", "DR-1", "1").await["number"]);
        let promise = json!({"promised_on": day(&house, 5), "reason": "Later"});
        manager.send(&format!("/api/v1/orders/{number}/promises"), promise).await.expect(200);
        expect_clean(&house);
        house.administrator().await.send("/api/v1/erasures", json!({"login": "anna@alfa.example", "reason": "Asked for it"})).await.expect(201);
        expect_clean(&house);
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        // What only she could have been asked about may be gone; what others are told of may not.
        let hand = Hand::of(&house);
        hand.change("UPDATE sales_order SET salt = ''");
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 0 && !told.contains("0 commitments"), "{told}");
        house.leave().await;
    }
}

/// The bytes of a record under another id, with their hash.
pub fn renamed(body: &[u8], old: i64, fresh: i64) -> (Vec<u8>, Vec<u8>) {
    let id = |number| format!("rec_{}", orderly::platform::values::ids::encode(number));
    let body = String::from_utf8(body.to_vec()).expect("a text").replace(&id(old), &id(fresh)).into_bytes();
    let leaf = merkle::leaf_hash(&body).to_vec();
    (body, leaf)
}
