//! A promise is the word that a record will be sealed, and no proof: it is given for what is written now and for nothing that is sealed
//! already, and whoever checks is told just that.

use std::path::Path;

use orderly::records::check::check;
use orderly::records::merkle;
use serde_json::json;

use super::hand::Hand;
use super::{expect_clean, log_key, placed, receipt, saved, text, verify, verify_at};
use crate::House;
use crate::kit::trade::SEVER;
use crate::on_both;

/// A database that is not there.
const NOWHERE: &str = "sqlite:/nowhere/at/all.sqlite";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

on_both! {
    async fn a_promise_alone_is_told_as_promised_and_never_as_proved(house: House) {
        // Nobody seals meanwhile.
        house.rest().await;
        let sever = house.api(SEVER).await;
        let number = text(&placed(&sever, "once", "DR-1", "2").await["number"]);
        let fresh = receipt(&sever, &number).await;
        assert!(fresh.promise.is_some() && fresh.checkpoint.is_none() && fresh.record.place.is_none(), "{fresh:?}");
        let page = house.browser(SEVER).await.look(&format!("/orders/{number}/receipt")).await.expect(200).text;
        assert!(page.contains("promised, not yet proved"), "{page}");
        let (path, key) = (saved(&house, "promised.json", &fresh), log_key(&house).to_string());
        let given = ["--key", &key, "--receipt", &path.to_string_lossy()].map(str::to_owned);
        let given: Vec<&str> = given.iter().map(String::as_str).collect();
        let (exit, told) = verify_at(NOWHERE, Path::new("/nowhere"), &given);
        assert!(exit == 2 && told.contains("promised, not yet proved") && !told.contains("clean: "), "{told}");
        house.seal().await;
        let (exit, told) = verify(&house, &given);
        assert!(exit == 0 && told.contains("promised, not yet proved; the log holds it"), "{told}");
        // Once it is sealed, the proof takes the place of the promise.
        let sealed = receipt(&sever, &number).await;
        assert!(sealed.promise.is_none() && check(&sealed, &[log_key(&house)]).is_proved(), "{sealed:?}");
        let path = saved(&house, "sealed.json", &sealed);
        let (exit, told) = verify_at(NOWHERE, Path::new("/nowhere"), &["--key", &key, "--receipt", &path.to_string_lossy()]);
        assert!(exit == 0 && !told.contains("not yet proved"), "{told}");
        house.close().await;
    }

    async fn nothing_is_promised_for_a_sealed_record_that_was_changed(house: House) {
        let sever = house.api(SEVER).await;
        let order = placed(&sever, "once", "DR-1", "2").await;
        let (number, total) = (text(&order["number"]), text(&order["total"]));
        house.seal().await;
        house.rest().await;
        let hand = Hand::of(&house);
        hand.keep("whole");
        let place = hand.number("SELECT max(place) FROM order_record").await;
        let (id, body) = hand.record(place);
        let body = String::from_utf8(body).expect("a text");
        let forged = body.replace(&format!("\"total\":\"{total}\""), "\"total\":\"1.00\"");
        assert_ne!(forged, body);
        let leaf = merkle::leaf_hash(forged.as_bytes());
        let (bytes, kept) = (hand.blob(forged.as_bytes()), hand.blob(&leaf));
        // With its hash or without: what is told of a record is what its bytes say.
        for set in [format!("body = {bytes}"), format!("body = {bytes}, leaf = {kept}")] {
            hand.change(&format!("UPDATE journal SET {set} WHERE id = {id}"));
            let told = receipt(&sever, &number).await;
            assert_eq!((told.promise.as_ref(), &told.record.leaf_hash), (None, &hex(&leaf)));
            let faults: Vec<String> = check(&told, &[log_key(&house)]).faults.into_iter().map(|fault| fault.field).collect();
            assert_eq!(faults, ["inclusion_proof"]);
            let page = house.browser(SEVER).await.look(&format!("/orders/{number}/receipt")).await.expect(200).text;
            assert!(page.contains("does not agree with what was signed") && !page.contains("recorded and sealed"), "{page}");
            let again = placed(&sever, "once", "DR-1", "2").await;
            assert!(again["receipt"]["promise"].is_null(), "{again}");
        }
        // As if it had never been sealed: the signer remembers that it has signed for that place.
        hand.change(&format!("DELETE FROM cosignature; DELETE FROM checkpoint WHERE size >= {place}"));
        let told = receipt(&sever, &number).await;
        assert!(told.promise.is_none() && told.checkpoint.is_none() && told.record.place.is_none(), "{told:?}");
        hand.put_back("whole");
        expect_clean(&house);
        house.leave().await;
    }

    async fn nothing_is_promised_for_another_time_and_the_order_stands(house: House) {
        house.pass_seconds(20 * 60);
        let sever = house.api(SEVER).await;
        let order = placed(&sever, "ahead", "DR-1", "1").await;
        assert!(order["receipt"]["promise"].is_null() && order["receipt"]["leaf_hash"].is_string(), "{order}");
        house.seal().await;
        assert!(check(&receipt(&sever, &text(&order["number"])).await, &[log_key(&house)]).is_proved());
        house.close().await;
    }

    async fn however_far_the_log_lags_behind_every_order_has_its_receipt(house: House) {
        house.rest().await;
        let sever = house.api(SEVER).await;
        let first = text(&placed(&sever, "first", "DR-1", "1").await["number"]);
        placed(&sever, "second", "DR-1", "1").await;
        let hand = Hand::of(&house);
        hand.keep("whole");
        // Two hundred and fifty later records of the same partner that wait for their seal as well.
        let last = hand.number("SELECT max(id) FROM journal WHERE kind = 'order.placed'").await;
        let id = hand.number("SELECT max(id) FROM journal").await;
        for n in 1..=250 {
            hand.change(&format!(
                "INSERT INTO journal (id, at, kind, partner_id, actor, body, leaf)
                 SELECT {}, at, kind, partner_id, actor, body, leaf FROM journal WHERE id = {last}",
                id + n
            ));
        }
        let told = receipt(&sever, &first).await;
        assert!(told.order.number == first && told.promise.is_some(), "{told:?}");
        hand.put_back("whole");
        house.leave().await;
    }

    async fn what_is_noted_of_another_order_makes_no_receipt_of_it(house: House) {
        let sever = house.api(SEVER).await;
        let number = text(&placed(&sever, "own", "DR-1", "1").await["number"]);
        let other = placed(&house.api(crate::kit::trade::BETA).await, "other", "GL-5", "10").await;
        house.seal().await;
        house.rest().await;
        let hand = Hand::of(&house);
        hand.keep("whole");
        let place = hand.number("SELECT max(place) FROM order_record").await;
        let id = hand.number(&format!("SELECT id FROM sales_order WHERE number = '{number}'")).await;
        hand.change(&format!("DELETE FROM order_record WHERE order_id = {id}; UPDATE order_record SET order_id = {id} WHERE place = {place}"));
        let told = sever.look(&format!("/api/v1/orders/{number}/receipt")).await;
        assert!(!told.text.contains(&text(&other["number"])), "{}", told.text);
        told.expect(404);
        assert_eq!(sever.look(&format!("/api/v1/orders/{number}")).await.expect(200).json()["number"], json!(number));
        hand.put_back("whole");
        expect_clean(&house);
        house.leave().await;
    }
}
