//! What is to be prepaid: a pro-forma of which somebody has taken something off by hand would let goods leave that nobody paid.

use serde_json::json;

use super::changed::change;
use super::expect_clean;
use super::hand::{Hand, caught};
use crate::House;
use crate::kit::trade::{ACCOUNTANT, BETA, WAREHOUSE};
use crate::on_both;
use crate::order_changes::lines;
use crate::reading::one;
use crate::receivables::{keyed, payment};
use crate::shipping::{part, placed, ship};

on_both! {
    async fn what_a_pro_forma_wants_is_what_is_still_to_leave_of_its_order(house: House) {
        let (beta, accountant, warehouse) = (house.api(BETA).await, house.api(ACCOUNTANT).await, house.api(WAREHOUSE).await);
        let waits = placed(&beta, "waits", one("DR-1", "2")).await;
        let anew = placed(&beta, "anew", one("DR-1", "2")).await;
        change(&beta, &anew, "fewer", lines(1, &[("DR-1", "1")])).await;
        let leaves = placed(&beta, "leaves", one("GL-5", "10")).await;
        let off = placed(&beta, "off", one("GL-5", "5")).await;
        let mut paid = payment(&house, "B-1", "1000");
        paid["invoices"] = json!([format!("P-{leaves}")]);
        keyed(&accountant, "/api/v1/payments", "paid", &paid).await.expect(201);
        ship(&warehouse, &leaves, "some", part("GL-5", "5")).await.expect(201);
        beta.send(&format!("/api/v1/orders/{off}/cancellation"), json!({})).await.expect(200);
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        let lie = |number: String, set: &str| {
            let sql = format!("UPDATE open_item SET amount = {set} WHERE invoice_id = (SELECT id FROM invoice WHERE number = '{number}')");
            (sql, format!("invoice {number} (wanted)"))
        };
        let lies = [
            lie(format!("P-{waits}"), "amount - 100"),
            lie(format!("P-{waits}"), "0"),
            lie(format!("P-{anew}"), "amount + 100"),
            lie(format!("P-{anew}-2"), "amount - 100"),
            lie(format!("P-{leaves}"), "amount - 100, paid = paid - 100"),
            lie(format!("P-{off}"), "amount + 100"),
        ];
        caught(&house, &hand, &[], &lies);
        house.leave().await;
    }
}
