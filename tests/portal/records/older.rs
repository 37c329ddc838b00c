//! Records of earlier programs, which do not say yet under which name somebody acted, how much of an order is not committed any more, on
//! which day a payment was taken back nor of which unit a quote is: nobody is accused of what they do not say, and everything is held to
//! what they do.

use serde_json::{Value, json};

use super::hand::{Hand, caught};
use super::{agreed_quote, changed, committed, expect_clean, insider, log_key, text, verify};
use crate::House;
use crate::blocks::day;
use crate::kit::trade::ACCOUNTANT;
use crate::on_both;
use crate::receivables::{keyed, payment};

/// A record as an earlier program wrote it; nothing where it would have written the same.
fn older(body: &[u8]) -> Option<Vec<u8>> {
    let mut read: Value = serde_json::from_slice(body).expect("JSON");
    let kind = read["kind"].as_str().expect("a kind").to_owned();
    let facts = read["facts"].as_object_mut().expect("facts");
    let mut is_younger = facts.remove("uncommitted").is_some();
    is_younger |= kind == "payment.reversed" && facts.remove("paid_on").is_some();
    is_younger |= kind.starts_with("quote.") && facts.remove("unit").is_some();
    for member in ["made", "change"] {
        if let Some(inner) = facts.get_mut(member).and_then(Value::as_object_mut) {
            is_younger |= inner.remove("by").is_some();
        }
    }
    is_younger.then(|| serde_json::to_vec(&read).expect("bytes"))
}

on_both! {
    async fn records_of_earlier_programs_are_held_to_what_they_say(house: House) {
        agreed_quote(&house, "quote").await;
        changed::story(&house).await;
        let (long, _) = committed::story(&house).await;
        let accountant = house.api(ACCOUNTANT).await;
        let paid = keyed(&accountant, "/api/v1/payments", "paid", &payment(&house, "A-1", "7000")).await.expect(201).json();
        let path = format!("/api/v1/payments/{}/reversals", text(&paid["id"]));
        accountant.send(&path, json!({"reason": "Not for us"})).await.expect(201);
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let key = log_key(&house).to_string();
        let hand = Hand::of(&house);
        let day_before = format!("UPDATE payment SET paid_on = '{}' WHERE reverses IS NOT NULL", day(&house, -1));
        caught(&house, &hand, &[], &[(day_before.as_str(), "  payment pay_"), ("UPDATE quote SET unit_id = 7", "  quote Q-")]);
        let count = insider::write_as_earlier(&house, &hand, older);
        assert!(count > 8, "{count}");
        let (exit, told) = verify(&house, &["--key", &key]);
        assert_eq!(exit, 0, "{told}");
        hand.keep("whole");
        let entry = format!("SELECT max(id) FROM ledger_entry WHERE kind = 'commitment' AND document = '{long}'");
        for (sql, is_found) in [
            ("UPDATE quote SET asked_by = 'Борис Бетин'".to_owned(), false),
            ("UPDATE quote SET unit_id = 7".to_owned(), false),
            (day_before, false),
            ("UPDATE payment SET paid_on = '2020-01-01' WHERE reverses IS NOT NULL".to_owned(), true),
            ("UPDATE quote_version SET actor = 'Борис Бетин'".to_owned(), false),
            ("UPDATE order_change SET asked_by = 'Борис Бетин'".to_owned(), false),
            ("UPDATE order_change SET asked_at = asked_at + 1".to_owned(), true),
            (format!("UPDATE ledger_entry SET at = at + 1 WHERE id = ({entry})"), true),
        ] {
            hand.change(&sql);
            let (exit, told) = verify(&house, &["--key", &key]);
            assert_eq!(exit, i32::from(is_found), "{sql}: {told}");
            hand.put_back("whole");
        }
        house.leave().await;
    }
}
