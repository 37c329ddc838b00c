//! What orders commit in the ledger, and the days that are promised for them: each stands at the moment of its record and nowhere else,
//! however well the sums agree.

use serde_json::json;

use super::changed::change;
use super::hand::{Hand, caught};
use super::{expect_clean, verify};
use crate::House;
use crate::kit::trade::{SEVER, WAREHOUSE};
use crate::on_both;
use crate::order_changes::{begin, lines};
use crate::reading::one;
use crate::shipping::{all_from_moscow, part, placed, ship};

const MONTH: i64 = 2_592_000_000_000;

/// Orders that were changed, shipped in parts, shipped whole and called off, before picking and behind a part. Answers the numbers of the
/// one that was changed and called off behind a part, and of the one that was called off whole.
pub async fn story(house: &House) -> (String, String) {
    let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
    let long = placed(&sever, "long", one("DR-1", "6")).await;
    let whole = placed(&sever, "whole", one("DR-1", "2")).await;
    let off = placed(&sever, "off", one("GL-5", "10")).await;
    house.pass_seconds(60);
    change(&sever, &long, "fewer", lines(1, &[("DR-1", "5")])).await;
    house.pass_seconds(60);
    ship(&warehouse, &long, "some", part("DR-1", "2")).await.expect(201);
    ship(&warehouse, &whole, "all", all_from_moscow()).await.expect(201);
    sever.send(&format!("/api/v1/orders/{off}/cancellation"), json!({})).await.expect(200);
    house.pass_seconds(60);
    sever.send(&format!("/api/v1/orders/{long}/cancellation"), json!({})).await;
    let answered = warehouse.send(&format!("/api/v1/orders/{long}/cancellation/answer"), json!({"accept": true})).await;
    assert!(answered.status.is_success(), "{}", answered.text);
    (long, off)
}

on_both! {
    async fn what_orders_commit_stands_at_the_moment_of_its_record(house: House) {
        let (long, off) = story(&house).await;
        // Before picking begins and while it lasts nothing else is committed.
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let picked = placed(&sever, "picked", one("DR-1", "1")).await;
        begin(&warehouse, &picked).await.expect(200);
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        assert_eq!(hand.number(&format!("SELECT count(*) FROM ledger_entry WHERE kind = 'commitment' AND document = '{long}'")).await, 4);
        let of = |number: &str| format!("kind = 'commitment' AND document = '{number}'");
        let first = |number: &str| format!("id = (SELECT min(id) FROM ledger_entry WHERE {})", of(number));
        let last = |number: &str| format!("id = (SELECT max(id) FROM ledger_entry WHERE {})", of(number));
        let object = format!("what the ledger says of commitment of order {long}");
        let lies = [
            (format!("UPDATE ledger_entry SET at = at - {MONTH} WHERE {}", of(&long)), object.clone()),
            (format!("UPDATE ledger_entry SET at = at + 1 WHERE {}", first(&long)), object.clone()),
            (format!("UPDATE ledger_entry SET at = at + 1 WHERE {}", last(&long)), object.clone()),
            (
                format!("UPDATE ledger_entry SET amount = amount + 100 WHERE {}; UPDATE ledger_entry SET amount = amount - 100 WHERE {}", first(&long), last(&long)),
                object.clone(),
            ),
            (
                format!(
                    "INSERT INTO ledger_entry (id, contract_id, kind, document, amount, at)
                     SELECT n.n, e.contract_id, e.kind, e.document, n.n * 100, e.at - n.n FROM ledger_entry e, (SELECT 1 AS n UNION ALL SELECT -1) n WHERE e.{}",
                    first(&long)
                ),
                object,
            ),
            // An order that came to nothing leaves nothing behind in any sum.
            (format!("DELETE FROM ledger_entry WHERE {}", of(&off)), format!("what the ledger says of order {off}, contract ")),
        ];
        caught(&house, &hand, &[], &lies);
        house.leave().await;
    }

    async fn a_day_is_promised_together_with_a_version_of_the_order(house: House) {
        let (long, _) = story(&house).await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        let id = hand.number(&format!("SELECT id FROM sales_order WHERE number = '{long}'")).await;
        hand.keep("whole");
        for sql in [
            format!("UPDATE promise SET at = at + 1 WHERE id = (SELECT max(id) FROM promise WHERE order_id = {id})"),
            format!(
                "INSERT INTO promise (id, order_id, position, warehouse_id, promised_on, reason, actor, at)
                 SELECT 7, order_id, position, warehouse_id, promised_on, reason, actor, at - {MONTH} FROM promise WHERE id = (SELECT min(id) FROM promise WHERE order_id = {id})"
            ),
        ] {
            hand.change(&sql);
            let (exit, told) = verify(&house, &[]);
            let head = format!("order {long}, promise of ");
            let is_told = told.lines().any(|line| line.contains(&head) && line.contains("expected a version of that moment, found none"));
            assert!(exit == 1 && is_told, "{sql}: exit {exit}\n{told}");
            hand.put_back("whole");
        }
        expect_clean(&house);
        house.leave().await;
    }
}
