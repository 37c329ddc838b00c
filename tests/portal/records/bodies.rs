//! The bytes of all records: canonical JSON without fractions, figures of a fixed scale, times in UTC, and in each of them who did it
//! and by what he came.

use std::collections::{BTreeMap, BTreeSet};

use orderly::access::Role;
use orderly::access::accounts::people::{self, NewPerson};
use orderly::access::permission::marks::ManageAccounts;
use orderly::platform::values::ids;
use orderly::platform::web::Lang;
use serde_json::{Value, json};

use super::hand::Hand;
use super::{business, expect_clean, placed, text};
use crate::House;
use crate::kit::client::Client;
use crate::kit::trade::SEVER;
use crate::on_both;
use crate::shipping::{all_from_moscow, ship};

/// The bodies of all records, each as its bytes and as JSON.
fn bodies(house: &House) -> Vec<(Vec<u8>, Value)> {
    let rows = Hand::reading(house).bytes("SELECT id AS n, body AS bytes FROM journal ORDER BY id");
    rows.into_iter().map(|(_, bytes)| (bytes.clone(), serde_json::from_slice(&bytes).expect("JSON"))).collect()
}

/// Whether a text is a decimal as the house writes them, and with how many places.
fn places(text: &str) -> Option<usize> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (!whole.is_empty() && is_number(whole) && is_number(part) && !digits.ends_with('.')).then_some(part.len())
}

/// With how many places each member writes its figures, by kind and path.
type Scales = BTreeMap<String, BTreeSet<usize>>;

/// What is wrong with a value of a record.
fn walk(path: &str, value: &Value, scales: &mut Scales, wrong: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| walk(&format!("{path}/{name}"), value, scales, wrong));
        }
        Value::Array(all) => all.iter().for_each(|value| walk(path, value, scales, wrong)),
        Value::Number(number) if number.as_i64().is_none() => wrong.push(format!("{path}: {number} is no whole number")),
        Value::String(text) => {
            if let Some(places) = places(text) {
                scales.entry(path.to_owned()).or_default().insert(places);
            }
            // A moment, by its shape: the hour stands behind a T.
            let is_moment = text.len() > 16 && text.as_bytes()[10] == b'T' && text.as_bytes()[13] == b':';
            if is_moment && !(text.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(text).is_ok()) {
                wrong.push(format!("{path}: {text} is no moment in UTC"));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The last record of a kind.
fn last(house: &House, kind: &str) -> Value {
    let found = bodies(house).into_iter().rfind(|(_, body)| body["kind"] == kind);
    found.unwrap_or_else(|| panic!("no record of {kind}")).1
}

on_both! {
    async fn every_record_is_canonical_and_says_who_did_it_and_by_what_he_came(house: House) {
        business(&house, "a").await;
        crate::records::proofs::money(&house).await;
        house.work().await;
        house.seal().await;
        let (mut scales, mut wrong) = (Scales::new(), Vec::new());
        let all = bodies(&house);
        assert!(all.len() > 30, "{}", all.len());
        for (bytes, body) in &all {
            let kind = text(&body["kind"]);
            // Whatever is read into a map of sorted keys and written without blanks comes to the same bytes.
            if *bytes != serde_json::to_vec(body).expect("bytes") {
                wrong.push(format!("{kind}: {} is not canonical", String::from_utf8_lossy(bytes)));
            }
            let members: Vec<&str> = body.as_object().expect("an object").keys().map(String::as_str).collect();
            if members != ["actor", "at", "device", "facts", "id", "kind", "partner", "v"] || body["v"] != 2 {
                wrong.push(format!("{kind}: {members:?}, v {}", body["v"]));
            }
            let (actor, device) = (text(&body["actor"]), body["device"].as_str().unwrap_or_default());
            let is_by = match actor.split_once('_').map(|(prefix, _)| prefix) {
                Some("acc") => device.starts_with("ses_"),
                Some("key") => device == actor,
                _ => device.is_empty() || device.starts_with("ses_") || device.starts_with("key_"),
            };
            if !is_by {
                wrong.push(format!("{kind} by {actor}: device {}", body["device"]));
            }
            walk(&kind, body, &mut scales, &mut wrong);
        }
        for (name, places) in [("total", 2), ("net", 2), ("quantity", 3), ("unit_price", 4)] {
            let end = format!("/{name}");
            let found: BTreeSet<usize> = scales.iter().filter(|(path, _)| path.ends_with(&end)).flat_map(|(_, all)| all).copied().collect();
            assert_eq!(found, BTreeSet::from([places]), "{name}");
        }
        for (path, places) in scales.iter().filter(|(_, places)| places.len() > 1) {
            wrong.push(format!("{path} is written with {places:?} places"));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        house.close().await;
    }

    async fn what_was_done_in_anothers_session_is_told_from_what_he_did_himself(house: House) {
        let (own, others) = (house.api(SEVER).await, house.api(SEVER).await);
        let mut devices = Vec::new();
        for (client, key) in [(&own, "own"), (&others, "others")] {
            placed(client, key, "DR-1", "1").await;
            let record = last(&house, "order.placed");
            let device = text(&record["device"]);
            let session = ids::decode(device.strip_prefix("ses_").expect("a session")).expect("an id");
            let sql = format!("SELECT count(*) FROM session s JOIN account a ON a.id = s.account_id WHERE s.id = {session} AND a.login = '{SEVER}'");
            assert_eq!(house.sql_i64(&sql).await, 1, "{record}");
            devices.push((text(&record["actor"]), device));
        }
        assert_eq!(devices[0].0, devices[1].0, "it is one person");
        assert_ne!(devices[0].1, devices[1].1, "who came by two ways");
        // Each of them finds it among the places where he is signed in.
        let shown = own.look("/api/v1/me/sessions").await.expect(200).text;
        assert!(shown.contains(&devices[0].1) && shown.contains(&devices[1].1), "{shown}");
        // A machine came by its key.
        let number = text(&placed(&own, "machine", "DR-1", "1").await["number"]);
        let key = json!({"name": "scales", "scopes": ["orders.ship", "orders.read"]});
        let token = text(&house.administrator().await.send("/api/v1/keys", key).await.expect(201).json()["token"]);
        ship(&Client::bearer(&house.url, token), &number, "machine", all_from_moscow()).await.expect(201);
        let record = last(&house, "order.shipped");
        assert!(record["device"].as_str().is_some_and(|device| device.starts_with("key_")), "{record}");
        assert_eq!(record["device"], record["actor"], "{record}");
        // The program came by nothing, whoever was there before it.
        let program = house.gate.system::<ManageAccounts>("tests");
        let person = NewPerson {
            login: "new@seller.example".into(),
            name: "Новый".into(),
            phone: None,
            lang: Lang::En,
            partner: None,
            unit: None,
            roles: vec![Role::Manager],
        };
        program.write(person, people::put).await.expect("an account");
        let (_, record) = bodies(&house).pop().expect("a record");
        assert_eq!((record["actor"].as_str(), &record["device"]), (Some("system:tests"), &Value::Null), "{record}");
        house.seal().await;
        expect_clean(&house);
        house.close().await;
    }
}
