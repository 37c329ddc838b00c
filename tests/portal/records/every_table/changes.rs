//! Changes of orders, asked for, made and refused, and the days that were promised.

use serde_json::{Value, json};

use super::{Deed, Lie, NO_NAME, Silent, Walk, rest};
use crate::House;
use crate::blocks::day;
use crate::kit::client::Client;
use crate::kit::trade::{MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::order_changes::{answer, begin, lines};
use crate::reading::one;
use crate::receivables::keyed;
use crate::records::hand::Hand;
use crate::records::{expect_clean, verify};
use crate::shipping::placed;

const CHANGE: &str = "change och_";
const PROMISE: &str = "promise of order ord_";
const DAY: &str = ", promise of ";

const LIES: &[Lie] = &[
    ("order_change", "id", "id = id + 1 WHERE state = 'refused'", CHANGE),
    ("order_change", "order_id", "order_id = (SELECT max(id) FROM sales_order) WHERE state = 'refused'", CHANGE),
    ("order_change", "base_version", "base_version = base_version + 1 WHERE state = 'refused'", "(base_version)"),
    ("order_change", "base_version", "base_version = base_version - 1 WHERE state = 'applied'", "(base_version)"),
    ("order_change", "state", "state = 'applied' WHERE state = 'refused'", "(state)"),
    ("order_change", "state", "state = 'refused' WHERE state = 'asked'", "(state)"),
    ("order_change", "is_office", "is_office = NOT is_office WHERE state = 'refused'", "(wish.is_office)"),
    (
        "order_change",
        "revision",
        "revision = replace(revision, '\"quantity\":\"', '\"quantity\":\"1') WHERE state = 'refused'",
        "(wish.revision)",
    ),
    (
        "order_change",
        "differences",
        "differences = replace(differences, '\"name\":\"', '\"name\":\"X') WHERE state = 'refused'",
        "(wish.differences)",
    ),
    ("order_change", "differences", "differences = '[]' WHERE state = 'refused'", "(lines)"),
    ("order_change", "was", "was = was + 100 WHERE state = 'refused'", "(was)"),
    ("order_change", "total", "total = total + 100 WHERE state = 'refused'", "(total)"),
    ("order_change", "reason", "reason = 'Another' WHERE state = 'refused'", "(reason)"),
    ("order_change", "asked_by", "asked_by = 'Somebody else' WHERE state = 'refused'", "(asked_by)"),
    ("order_change", "asked_at", "asked_at = asked_at + 1 WHERE state = 'refused'", "(asked_at)"),
    ("order_change", "answer", "answer = 'Another' WHERE state = 'refused'", "(answer)"),
    ("order_change", "answered_by", "answered_by = 'Somebody else' WHERE state = 'refused'", "(answered_by)"),
    ("order_change", "answered_at", "answered_at = answered_at + 1 WHERE state = 'refused'", "(answered_at)"),
    ("promise", "order_id", "order_id = (SELECT max(id) FROM sales_order) WHERE reason = 'The lorry is late'", PROMISE),
    ("promise", "position", "position = position + 7 WHERE reason = 'The lorry is late'", DAY),
    (
        "promise",
        "warehouse_id",
        "warehouse_id = (SELECT id FROM warehouse WHERE code = 'EKB') WHERE reason = 'The lorry is late'",
        DAY,
    ),
    ("promise", "promised_on", "promised_on = '2030-01-01' WHERE reason = 'The lorry is late'", DAY),
    ("promise", "promised_on", "promised_on = NULL WHERE reason = 'The lorry is late'", DAY),
    ("promise", "reason", "reason = 'Another' WHERE reason = 'The lorry is late'", ": words"),
    ("promise", "actor", "actor = 'Somebody else' WHERE reason = 'The lorry is late'", "(actor)"),
    ("promise", "at", "at = at + 1 WHERE reason = 'The lorry is late'", PROMISE),
];

const SILENT: &[Silent] = &[("promise", "id", NO_NAME)];

const DEEDS: &[Deed] = &[
    (
        "order_change",
        "INSERT INTO order_change (id, order_id, base_version, state, is_office, revision, differences, was, total, reason, asked_by, asked_at,
         answer, answered_by, answered_at) SELECT 7, order_id, base_version, state, is_office, revision, differences, was, total, reason,
         asked_by, asked_at, answer, answered_by, answered_at FROM order_change WHERE state = 'refused'",
        "expected a record, found none",
    ),
    ("order_change", "DELETE FROM order_change WHERE state = 'refused'", "expected a row, found none"),
    ("order_change", "DELETE FROM order_change WHERE state = 'asked'", "expected a row, found none"),
    (
        "promise",
        "INSERT INTO promise (id, order_id, position, warehouse_id, promised_on, reason, actor, at)
         SELECT 7, order_id, position, warehouse_id, '2030-01-01', reason, actor, at FROM promise WHERE reason = 'The lorry is late'",
        DAY,
    ),
    ("promise", "DELETE FROM promise WHERE reason = 'The lorry is late'", PROMISE),
];

/// Asks for a change of an order; answers it as its door tells it.
async fn ask(house: &House, number: &str, version: i64, quantity: &str) -> Value {
    let mut body = lines(version, &[("DR-1", quantity)]);
    body["reason"] = json!("One lorry is enough");
    let key = format!("change-{}", house.sql_i64("SELECT count(*) FROM order_change").await);
    let told = keyed(&house.api(SEVER).await, &format!("/api/v1/orders/{number}/changes"), &key, &body).await;
    assert!(told.status.is_success(), "{} {}", told.status, told.text);
    told.json()
}

/// Proposes more of an order, which costs more; answers it as its door tells it.
async fn propose(manager: &Client, number: &str, version: i64, quantity: &str) -> Value {
    let draft = json!({"version": version, "lines": [{"sku": "DR-1", "quantity": quantity}]});
    manager.set(&format!("/api/v1/orders/{number}/draft"), draft).await.expect(200);
    let path = format!("/api/v1/orders/{number}/draft/applications");
    keyed(manager, &path, &format!("{number}-more"), &json!({"reason": "You asked for more"})).await.expect(202).json()
}

/// An order in work of which a change was refused.
async fn refused(house: &House, key: &str) -> String {
    let warehouse = house.api(WAREHOUSE).await;
    let number = placed(&house.api(SEVER).await, key, one("DR-1", "3")).await;
    begin(&warehouse, &number).await.expect(200);
    let asked = ask(house, &number, 2, "2").await;
    let words = json!({"answer": "refuse", "reason": "It is on the lorry"});
    answer(&warehouse, &number, &asked, words).await.expect(200);
    number
}

on_both! {
    async fn no_column_of_changes_and_promises_is_changed_unseen(house: House) {
        let made = placed(&house.api(SEVER).await, "made", one("DR-1", "3")).await;
        ask(&house, &made, 1, "2").await;
        let promise = json!({"promised_on": day(&house, 6), "reason": "The lorry is late"});
        house.api(MANAGER).await.send(&format!("/api/v1/orders/{made}/promises"), promise).await.expect(200);
        refused(&house, "refused").await;
        let waits = placed(&house.api(SEVER).await, "waits", one("DR-1", "3")).await;
        begin(&house.api(WAREHOUSE).await, &waits).await.expect(200);
        ask(&house, &waits, 2, "1").await;
        rest(&house).await;
        Walk { tables: &["order_change", "promise"], lies: LIES, silent: SILENT, deeds: DEEDS }.take(&house);
        house.leave().await;
    }

    async fn what_is_over_is_not_asked_again(house: House) {
        let (sever, warehouse, manager) = (house.api(SEVER).await, house.api(WAREHOUSE).await, house.api(MANAGER).await);
        let number = refused(&house, "again").await;
        let asked = ask(&house, &number, 2, "1").await;
        expect_clean(&house);
        answer(&sever, &number, &asked, json!({"answer": "withdraw"})).await.expect(200);
        expect_clean(&house);
        // What the office proposes and the buyer agrees to is for the warehouse to answer, which has begun.
        let dearer = propose(&manager, &number, 2, "4").await;
        answer(&sever, &number, &dearer, json!({"answer": "agree"})).await.expect(202);
        expect_clean(&house);
        answer(&warehouse, &number, &dearer, json!({"answer": "agree"})).await.expect(200);
        expect_clean(&house);
        // One that nobody answered is over when the buyer makes another order of it, or calls it off.
        let own = placed(&sever, "own", one("DR-1", "3")).await;
        propose(&manager, &own, 1, "4").await;
        house.pass_seconds(1);
        ask(&house, &own, 1, "2").await;
        expect_clean(&house);
        let off = placed(&sever, "off", one("DR-1", "3")).await;
        propose(&manager, &off, 1, "4").await;
        house.pass_seconds(1);
        let told = sever.send(&format!("/api/v1/orders/{off}/cancellation"), json!({})).await;
        assert!(told.status.is_success(), "{} {}", told.status, told.text);
        rest(&house).await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        for order in [own, off] {
            let its = format!("order_id = (SELECT id FROM sales_order WHERE number = '{order}') AND state");
            let wait = format!("UPDATE order_change SET state = 'asked_buyer', answered_by = NULL, answered_at = NULL WHERE {its} = 'withdrawn'");
            assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM order_change WHERE {its} = 'withdrawn'")).await, 1);
            hand.change("CREATE TABLE as_it_was AS SELECT * FROM order_change");
            hand.change(&wait);
            let (exit, told) = verify(&house, &[]);
            assert!(exit == 1 && told.contains(&format!("of order {order} (state)")), "{exit}: {told}");
            hand.change("DELETE FROM order_change; INSERT INTO order_change SELECT * FROM as_it_was; DROP TABLE as_it_was");
        }
        expect_clean(&house);
        house.leave().await;
    }
}
