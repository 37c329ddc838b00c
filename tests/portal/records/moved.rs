//! Money that went from one invoice to another, or waited and was taken later: each move has its record, and whoever moves it by hand
//! is named, however well the sums agree.

use serde_json::json;

use super::hand::Hand;
use super::{expect_clean, text, verify};
use crate::House;
use crate::kit::trade::{ACCOUNTANT, BETA, WAREHOUSE};
use crate::on_both;
use crate::reading::{bring, finish, one};
use crate::receivables::{day, keyed, payment, shipped, whole};
use crate::shipping::{all_from_moscow, part, placed, ship};

const MOVES: &str = "SELECT count(*) FROM journal WHERE kind = 'payment.moved'";

/// A move of a rouble from the first invoice to the last, of the payment that both have; everything that follows from it is put right.
const SHIFTED: &str = "INSERT INTO allocation (id, payment_id, invoice_id, amount, at)
       SELECT max(id) + 1, min(payment_id), min(invoice_id), -100, min(at) FROM allocation;
     INSERT INTO allocation (id, payment_id, invoice_id, amount, at)
       SELECT max(id) + 1, min(payment_id), {last}, 100, min(at) FROM allocation;
     UPDATE open_item SET paid = paid - 100 WHERE invoice_id = (SELECT min(invoice_id) FROM allocation);
     UPDATE open_item SET paid = paid + 100 WHERE invoice_id = {last}";

/// What the last invoice took is an advance again, and nobody has said so.
const FREED: &str = "DELETE FROM advance WHERE payment_id = (SELECT payment_id FROM allocation WHERE invoice_id = {last});
     INSERT INTO advance (payment_id, contract_id, rest)
       SELECT p.id, p.contract_id, a.amount FROM allocation a JOIN payment p ON p.id = a.payment_id WHERE a.invoice_id = {last};
     UPDATE open_item SET paid = 0 WHERE invoice_id = {last};
     DELETE FROM allocation WHERE invoice_id = {last}";

on_both! {
    async fn an_advance_that_later_invoices_took_is_held_to_its_records(house: House) {
        let accountant = house.api(ACCOUNTANT).await;
        keyed(&accountant, "/api/v1/payments", "early", &payment(&house, "A-1", "5000")).await.expect(201);
        assert_eq!(house.sql_i64(MOVES).await, 0, "nothing has moved yet");
        shipped(&house, "a", "DR-1", "1").await;
        shipped(&house, "b", "DR-1", "1").await;
        assert_eq!(house.sql_i64(MOVES).await, 2);
        whole(&house).await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        let last = hand.number("SELECT max(invoice_id) FROM allocation").await;
        hand.keep("whole");
        for lie in [SHIFTED, FREED] {
            hand.change(&lie.replace("{last}", &last.to_string()));
            whole(&house).await;
            let (exit, told) = verify(&house, &[]);
            assert!(exit == 1 && told.contains("what payment pay_"), "{lie}: exit {exit}\n{told}");
            hand.put_back("whole");
        }
        expect_clean(&house);
        house.leave().await;
    }

    async fn money_that_was_given_taken_back_and_carried_over_accuses_nobody(house: House) {
        let (accountant, warehouse) = (house.api(ACCOUNTANT).await, house.api(WAREHOUSE).await);
        // We owe from before; what was owed from before is paid with it, and the rest by what comes.
        for (contract, amount, since) in [("A-1", "-700", -20), ("A-1", "1500", -10), ("B-1", "-300", -20)] {
            bring(&house, "opening-balances", &format!("contract,amount,as_of\n{contract},{amount},{}\n", day(&house, since))).await;
        }
        shipped(&house, "a", "DR-1", "1").await;
        let paid = keyed(&accountant, "/api/v1/payments", "first", &payment(&house, "A-1", "4000")).await.expect(201).json();
        keyed(&accountant, "/api/v1/payments", "second", &payment(&house, "A-1", "300")).await.expect(201);
        expect_clean(&house);
        let path = format!("/api/v1/payments/{}/reversals", text(&paid["id"]));
        accountant.send(&path, json!({"reason": "Not theirs"})).await.expect(201);
        whole(&house).await;
        expect_clean(&house);
        // What is prepaid goes over from the pro-forma to the invoices of what leaves, and is free again where goods are cancelled.
        let beta = house.api(BETA).await;
        let number = placed(&beta, "prepaid", one("GL-5", "10")).await;
        keyed(&accountant, "/api/v1/payments", "before", &payment(&house, "B-1", "9000")).await.expect(201);
        ship(&warehouse, &number, "some", part("GL-5", "4")).await;
        beta.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await;
        ship(&warehouse, &number, "rest", all_from_moscow()).await;
        whole(&house).await;
        expect_clean(&house);
        assert!(house.sql_i64(MOVES).await > 3, "each of them was a move");
        house.work().await;
        house.seal().await;
        expect_clean(&house);
        finish(house).await;
    }
}
