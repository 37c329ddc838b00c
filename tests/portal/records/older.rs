//! Records of earlier programs, which do not say yet under which name somebody acted nor how much of an order is not committed any more:
//! nobody is accused of what they do not say, and everything is held to what they do.

use serde_json::Value;

use super::hand::Hand;
use super::{agreed_quote, changed, committed, expect_clean, insider, log_key, verify};
use crate::House;
use crate::on_both;

/// A record as an earlier program wrote it; nothing where it would have written the same.
fn older(body: &[u8]) -> Option<Vec<u8>> {
    let mut read: Value = serde_json::from_slice(body).expect("JSON");
    let facts = read["facts"].as_object_mut().expect("facts");
    let mut is_younger = facts.remove("uncommitted").is_some();
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
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let key = log_key(&house).to_string();
        let hand = Hand::of(&house);
        let count = insider::write_as_earlier(&house, &hand, older);
        assert!(count > 8, "{count}");
        let (exit, told) = verify(&house, &["--key", &key]);
        assert_eq!(exit, 0, "{told}");
        hand.keep("whole");
        let entry = format!("SELECT max(id) FROM ledger_entry WHERE kind = 'commitment' AND document = '{long}'");
        for (sql, is_found) in [
            ("UPDATE quote SET asked_by = 'Борис Бетин'".to_owned(), false),
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
