//! A word that nobody else would use, sent to each door of the API in each field that takes a text, one field at a time: whatever the
//! door says to it, no record holds it. The fields are those of the description and the bodies those of the matrix, so that a field
//! that comes is tried without being named here. What is taken is planted, and looked for, in the tests of the records as well.

use orderly::access::routes::Line;
use reqwest::Method;
use serde_json::{Value, json};

use super::asking::body;
use super::callers::{CALLERS, Caller, Sessions};
use super::world::World;
use crate::House;
use crate::kit::client::{Client, Told, read};
use crate::on_both;
use crate::openapi::texts;

const WORD: &str = "zqsparrow";

/// Fields that a record tells as they are, and why.
const TOLD: &[(&str, &str, &str)] = &[
    ("/api/v1/discount-codes", "code", "the name of what the record is of; the house gives it"),
    ("/api/v1/partners/{code}/discounts", "code", "the name of what the record is of; the house gives it"),
];

/// A body with the word in a field: `lines[].name` is the name of the first line, which is made where there is none.
fn with_word(body: &mut Value, field: &str) {
    let (name, rest) = field.split_once('.').map_or((field, None), |(name, rest)| (name, Some(rest)));
    let place = match name.strip_suffix("[]") {
        Some(list) => {
            if body[list].as_array().is_none_or(Vec::is_empty) {
                body[list] = json!([null]);
            }
            &mut body[list][0]
        }
        None => &mut body[name],
    };
    match rest {
        Some(rest) => with_word(place, rest),
        None => *place = json!(WORD),
    }
}

async fn send(client: &Client, line: &Line, path: &str, key: &str, body: &Value) -> Told {
    let method = Method::from_bytes(line.method.as_bytes()).expect("a method");
    let request = client.request(method, path).header("idempotency-key", key);
    read(request.json(body).send().await.expect("an answer")).await
}

/// One of each side who may open a door.
fn askers(line: &Line) -> Vec<Caller> {
    let mut all: Vec<Caller> = Vec::new();
    for caller in CALLERS.into_iter().filter(|caller| *caller != Caller::Machine && caller.rights(line).has(line.right)) {
        if all.iter().all(|known| known.side() != caller.side()) {
            all.push(caller);
        }
    }
    all
}

on_both! {
    async fn no_record_holds_a_word_that_was_sent_in_any_field(house: House) {
        let world = World::of(&house).await;
        let mut sessions = Sessions::of(&house, &world);
        let (doors, mut wrong, mut tried) = (orderly::app::routes().table(), Vec::new(), 0);
        for (n, (method, path, field)) in texts().into_iter().enumerate() {
            if TOLD.iter().any(|(door, told, _)| (*door, *told) == (path.as_str(), field.as_str())) {
                continue;
            }
            let line = doors.iter().find(|line| line.method == method && line.path == path).expect("a door");
            for caller in askers(line) {
                let mut sent = body(line).unwrap_or_else(|| json!({}));
                with_word(&mut sent, &field);
                let client = sessions.at(caller, line).await;
                let place = world.own(caller).path(line).expect("a path");
                let told = send(&client, line, &place, &format!("word-{n}-{}", caller.name()), &sent).await;
                sessions.after(line);
                tried += 1;
                // A field that the door does not know is described wrongly.
                if told.status.is_server_error() || told.text.contains("\"unknown_field\"") {
                    wrong.push(format!("{} {method} {place} {field}: {} {}", caller.name(), told.status, told.text));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(tried > 150, "{tried}");
        house.work().await;
        let read = if house.database_url().starts_with("sqlite:") { "CAST(body AS TEXT)" } else { "convert_from(body, 'UTF8')" };
        let holding = format!("SELECT count(*) FROM journal WHERE ({read} LIKE '%{WORD}%' OR actor LIKE '%{WORD}%')");
        if house.sql_i64(&holding).await > 0 {
            for room in ["account", "block", "brand", "client", "code", "credit_note", "discount", "import", "invitation", "invoice", "key", "limit", "link", "mail", "member", "order", "partner", "payment", "quote", "representation", "role", "rule", "seller", "session", "standing", "stock", "task"] {
                let held = house.sql_i64(&format!("{holding} AND kind LIKE '{room}.%'")).await;
                assert_eq!(held, 0, "records of {room} hold what was sent");
            }
        }
        assert_eq!(house.sql_i64(&holding).await, 0, "no record holds the word");
        house.close().await;
    }
}

#[test]
fn the_word_is_put_where_the_field_is() {
    let mut body = json!({"lines": [{"sku": "DR-1"}], "note": null});
    for field in ["lines[].sku", "note", "terms.address", "skus[]", "rights[].right"] {
        with_word(&mut body, field);
    }
    let word =
        json!({"lines": [{"sku": WORD}], "note": WORD, "terms": {"address": WORD}, "skus": [WORD], "rights": [{"right": WORD}]});
    assert_eq!(body, word);
}
