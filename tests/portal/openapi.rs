//! The description of the API: it is the committed one, and it tells of every door of the API and of no other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::House;
use crate::blocks::block;
use crate::kit::Client;
use crate::kit::trade::{ACCOUNTANT, ADMINISTRATOR, AGENT, SEVER};
use crate::on_both;
use crate::reading::finish;
use crate::receivables::{keyed, payment, shipped};

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/portal/openapi.json");

fn now() -> String {
    format!("{}\n", orderly::description::text().expect("a description"))
}

fn description() -> Value {
    serde_json::from_str(&now()).expect("JSON")
}

/// Every door that is described: path, method, what is told of it.
fn described(api: &Value) -> BTreeMap<(String, String), Value> {
    let paths = api["paths"].as_object().expect("paths");
    let methods = ["get", "post", "put", "delete", "patch", "head"];
    paths
        .iter()
        .flat_map(|(path, doors)| doors.as_object().expect("doors").iter().map(move |(method, door)| (path, method, door)))
        .filter(|(_, method, _)| methods.contains(&method.as_str()))
        .map(|(path, method, door)| ((path.clone(), method.to_uppercase()), door.clone()))
        .collect()
}

/// A field by the path that leads to it: `lines[].sku`.
pub fn below(field: &str, name: &str) -> String {
    if field.is_empty() { name.to_owned() } else { format!("{field}.{name}") }
}

/// The fields of some names in a schema, however deep. `above` are the schemas that it stands in: one that has itself in it ends there.
fn named(schemas: &Value, schema: &Value, names: &[&str], field: &str, above: &[&str], found: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        if !above.contains(&name) {
            let mut deeper = above.to_vec();
            deeper.push(name);
            named(schemas, &schemas[name], names, field, &deeper, found);
        }
        return;
    }
    for kind in ["oneOf", "anyOf", "allOf"] {
        schema[kind].as_array().into_iter().flatten().for_each(|one| named(schemas, one, names, field, above, found));
    }
    if schema["items"].is_object() {
        named(schemas, &schema["items"], names, &format!("{field}[]"), above, found);
    }
    for (name, one) in schema["properties"].as_object().into_iter().flatten() {
        let path = below(field, name);
        if names.contains(&name.as_str()) {
            found.insert(path.clone());
        }
        named(schemas, one, names, &path, above, found);
    }
}

/// The fields of some names, however deep, that the bodies of the API take: method, path, field.
pub fn fields(names: &[&str]) -> BTreeSet<(String, String, String)> {
    let api = description();
    let mut all = BTreeSet::new();
    for ((path, method), door) in described(&api) {
        let mut found = BTreeSet::new();
        let schema = &door["requestBody"]["content"]["application/json"]["schema"];
        named(&api["components"]["schemas"], schema, names, "", &[], &mut found);
        all.extend(found.into_iter().map(|field| (method.clone(), path.clone(), field)));
    }
    all
}

/// What a schema lets people write as they like, however deep: `lines[].name`. Words of a list, days and figures are told apart there.
fn free<'s>(schemas: &'s Value, schema: &'s Value, field: &str, above: &[&'s str], found: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        if !above.contains(&name) {
            let deeper = [above, &[name]].concat();
            free(schemas, &schemas[name], field, &deeper, found);
        }
        return;
    }
    for kind in ["oneOf", "anyOf", "allOf"] {
        schema[kind].as_array().into_iter().flatten().for_each(|one| free(schemas, one, field, above, found));
    }
    let is_text = schema["type"] == "string" || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!("string")));
    if is_text && ["enum", "const", "pattern", "format"].iter().all(|limit| schema[limit].is_null()) {
        found.insert(field.to_owned());
    }
    if schema["items"].is_object() {
        free(schemas, &schema["items"], &format!("{field}[]"), above, found);
    }
    for (name, one) in schema["properties"].as_object().into_iter().flatten() {
        free(schemas, one, &below(field, name), above, found);
    }
}

/// Every field in which the bodies of the API take a text that the description does not limit: method, path, field.
pub fn texts() -> BTreeSet<(String, String, String)> {
    let api = description();
    let mut all = BTreeSet::new();
    for ((path, method), door) in described(&api) {
        let mut found = BTreeSet::new();
        let schema = &door["requestBody"]["content"]["application/json"]["schema"];
        free(&api["components"]["schemas"], schema, "", &[], &mut found);
        all.extend(found.into_iter().map(|field| (method.clone(), path.clone(), field)));
    }
    all
}

/// The parameters of some names that stand behind the question mark: method, path, parameter.
pub fn parameters(names: &[&str]) -> BTreeSet<(String, String, String)> {
    let mut all = BTreeSet::new();
    for ((path, method), door) in described(&description()) {
        let given = door["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "query");
        let found = given.filter_map(|one| one["name"].as_str()).filter(|name| names.contains(name));
        all.extend(found.map(|name| (method.clone(), path.clone(), name.to_owned())));
    }
    all
}

#[test]
fn the_description_is_the_one_that_was_agreed() {
    let now = now();
    if std::env::var("UPDATE_OPENAPI").is_ok_and(|word| word == "1") {
        std::fs::write(KEPT, &now).expect("the description is written");
    }
    let kept = std::fs::read_to_string(KEPT).unwrap_or_default();
    for (line, (kept, now)) in kept.lines().zip(now.lines()).enumerate() {
        assert_eq!(kept, now, "line {} of {KEPT}; UPDATE_OPENAPI=1 writes it anew", line + 1);
    }
    assert!(kept == now, "{KEPT} is shorter or longer than the description; UPDATE_OPENAPI=1 writes it anew");
}

#[test]
fn every_door_of_the_api_is_described_and_nothing_else() {
    let api = description();
    assert!(api["openapi"].as_str().unwrap().starts_with("3.1"), "{}", api["openapi"]);
    assert!(!api["info"]["title"].as_str().unwrap().is_empty() && !api["info"]["version"].as_str().unwrap().is_empty());
    let told: BTreeSet<(String, String)> = described(&api).into_keys().collect();
    let table = orderly::app::routes().table();
    let is_api = |path: &str| path.starts_with("/api/v1/");
    let open: BTreeSet<(String, String)> =
        table.iter().filter(|line| is_api(line.path)).map(|line| (line.path.to_owned(), line.method.clone())).collect();
    let unknown: Vec<_> = told.difference(&open).collect();
    let silent: Vec<_> = open.difference(&told).collect();
    assert!(unknown.is_empty() && silent.is_empty(), "described and not there: {unknown:?}; there and not described: {silent:?}");
}

#[test]
fn each_door_is_told_with_its_parameters_answers_and_a_name_of_its_own() {
    let api = description();
    let mut names = BTreeSet::new();
    for ((path, method), door) in described(&api) {
        let door_name = format!("{method} {path}");
        assert!(!door["summary"].as_str().unwrap_or_default().is_empty(), "{door_name} says nothing of itself");
        assert!(names.insert(door["operationId"].as_str().unwrap_or_default().to_owned()), "{door_name} has the name of another");
        let empty = Vec::new();
        let given: Vec<&str> = door["parameters"]
            .as_array()
            .unwrap_or(&empty)
            .iter()
            .filter(|p| p["in"] == "path")
            .filter_map(|p| p["name"].as_str())
            .collect();
        let needed: Vec<&str> = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(given, needed, "{door_name}");
        let statuses: Vec<&String> = door["responses"].as_object().expect("answers").keys().collect();
        assert!(statuses.iter().any(|status| status.starts_with('2')), "{door_name}: {statuses:?}");
        for (status, told) in door["responses"].as_object().expect("answers").iter().filter(|(status, _)| status.starts_with('4'))
        {
            let is_told = told["$ref"].is_string() || told["content"]["application/problem+json"].is_object();
            assert!(is_told, "{door_name} {status}: {told}");
        }
        let is_public = (path == "/api/v1/sessions" && method == "POST")
            || ["/api/v1/invitations/{token}", "/api/v1/password-resets"].contains(&path.as_str());
        assert_eq!(door["security"] == json!([{}]), is_public, "{door_name}: {}", door["security"]);
    }
    assert_eq!(api["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    assert_eq!(api["security"], json!([{"bearer": []}]));
}

#[test]
fn every_door_that_takes_a_key_tells_how_a_repeated_answer_is_marked_and_no_other_does() {
    let mut told = 0;
    for ((path, method), door) in described(&description()) {
        let is_key = |one: &Value| one["in"] == "header" && one["name"] == "Idempotency-Key";
        let takes_key = door["parameters"].as_array().is_some_and(|all| all.iter().any(is_key));
        for (status, answer) in door["responses"].as_object().expect("answers") {
            let mark = &answer["headers"]["Idempotency-Replayed"];
            assert_eq!(mark.is_object(), takes_key && status.starts_with('2'), "{method} {path} {status}");
            if mark.is_object() {
                assert_eq!(mark["schema"], json!({"type": "string", "enum": ["true"]}), "{method} {path} {status}");
                told += 1;
            }
        }
    }
    assert!(told >= 11, "{told}");
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|member| walk(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let api = description();
    let mut found = Vec::new();
    walk(&api, &mut found);
    assert!(found.len() > 20, "{}", found.len());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads out of the document"));
        assert!(api.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

/// The shapes that a source file has for the description, by their names.
fn shapes(source: &str) -> Vec<&str> {
    let shape_after = |part: &'_ str| -> Option<usize> { part.find("\npub struct ").or_else(|| part.find("\npub enum ")) };
    let parts =
        source.split("#[derive(").skip(1).filter(|part| part.split(')').next().is_some_and(|all| all.contains("ToSchema")));
    let names = parts.filter_map(|part| part[shape_after(part)?..].split_whitespace().nth(2));
    names.map(|name| name.trim_end_matches(|c: char| !c.is_alphanumeric())).collect()
}

#[test]
fn no_two_shapes_have_the_same_name() {
    let (mut waiting, mut known) = (vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))], BTreeMap::new());
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                for name in shapes(&std::fs::read_to_string(&path).expect("a file")) {
                    if let Some(other) = known.insert(name.to_owned(), path.clone()) {
                        panic!("{name} of {} is described by {}", path.display(), other.display());
                    }
                }
            }
        }
    }
    assert!(known.len() > 100, "{}", known.len());
}

/// What an answer has that its schema does not tell, and what the schema requires that it lacks.
fn differences(api: &Value, schema: &Value, answer: &Value, at: &str, out: &mut Vec<String>) {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => api.pointer(reference.trim_start_matches('#')).expect("a schema"),
        None => schema,
    };
    if answer.is_null() {
        return;
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(one) = schema[choice].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null")) {
            return differences(api, one, answer, at, out);
        }
    }
    if let Some(items) = answer.as_array() {
        items.iter().for_each(|item| differences(api, &schema["items"], item, &format!("{at}/0"), out));
    }
    let Some(members) = answer.as_object() else { return };
    let mut known = schema["properties"].as_object().cloned().unwrap_or_default();
    let mut required: Vec<Value> = schema["required"].as_array().cloned().unwrap_or_default();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        let part = part["$ref"].as_str().and_then(|reference| api.pointer(reference.trim_start_matches('#'))).unwrap_or(part);
        known.extend(part["properties"].as_object().cloned().unwrap_or_default());
        required.extend(part["required"].as_array().cloned().unwrap_or_default());
    }
    // A schema without members tells only that it is an object.
    if known.is_empty() {
        return;
    }
    for (name, member) in members {
        match known.get(name) {
            Some(told) => differences(api, told, member, &format!("{at}/{name}"), out),
            None => out.push(format!("{at}/{name} is not described")),
        }
    }
    for name in required.iter().filter_map(Value::as_str).filter(|name| !members.contains_key(*name)) {
        out.push(format!("{at}/{name} is promised and missing"));
    }
}

/// Goods leave, a part of them is paid, another contract is blocked, a limit is asked for: the doors that tell of it, each with its pattern.
async fn deal(house: &House, administrator: &Client) -> Vec<(String, &'static str)> {
    let invoice = shipped(house, "deal", "DR-1", "2").await;
    let accountant = house.api(ACCOUNTANT).await;
    keyed(&accountant, "/api/v1/payments", "deal", &payment(house, "A-1", "1000")).await.expect(201);
    block(administrator, "A-2", json!({"reason": "No papers"})).await;
    let wish = json!({"limit": "2000000", "reason": "A second shop"});
    administrator.send("/api/v1/contracts/A-1/limit-requests", wish).await.expect(201);
    while house.gate.sequence().await.expect("records get their places") > 0 {}
    let shipment = administrator.look("/api/v1/shipments").await.expect(200).json()["items"][0]["number"].clone();
    let found = [
        ("/api/v1/contracts/A-2/standing".to_owned(), "/api/v1/contracts/{number}/standing"),
        ("/api/v1/contracts/A-2/blocks".to_owned(), "/api/v1/contracts/{number}/blocks"),
        ("/api/v1/blocks".to_owned(), "/api/v1/blocks"),
        ("/api/v1/contracts/A-1/limit".to_owned(), "/api/v1/contracts/{number}/limit"),
        ("/api/v1/limit-requests".to_owned(), "/api/v1/limit-requests"),
        ("/api/v1/contracts/A-1/statement".to_owned(), "/api/v1/contracts/{number}/statement"),
        ("/api/v1/shipments".to_owned(), "/api/v1/shipments"),
        (format!("/api/v1/shipments/{}", shipment.as_str().expect("a number")), "/api/v1/shipments/{number}"),
        ("/api/v1/invoices".to_owned(), "/api/v1/invoices"),
        (format!("/api/v1/invoices/{invoice}"), "/api/v1/invoices/{number}"),
        ("/api/v1/payments".to_owned(), "/api/v1/payments"),
        ("/api/v1/picking?warehouse=MSK".to_owned(), "/api/v1/picking"),
        ("/api/v1/promises".to_owned(), "/api/v1/promises"),
        ("/api/v1/activity".to_owned(), "/api/v1/activity"),
        ("/api/v1/partners/ALFA/timeline".to_owned(), "/api/v1/partners/{code}/timeline"),
    ];
    found.into_iter().collect()
}

on_both! {
    async fn answers_have_the_shape_that_is_described(house: House) {
        let api = serde_json::from_str::<Value>(&house.visitor().look("/api/openapi.json").await.expect(200).text).expect("JSON");
        assert_eq!(api, description(), "the same description is served");
        let (sever, administrator) = (house.api(SEVER).await, house.api(ADMINISTRATOR).await);
        sever.set("/api/v1/cart/lines/GL-5", json!({"quantity": "10"})).await.expect(200);
        sever.look("/api/v1/products?q=nothing-like-this").await.expect(200);
        let placed = sever.order("described", json!({"lines": [{"sku": "DR-1", "quantity": "2"}], "comment": "Call first", "your_number": "PO-7"})).await.expect(201);
        let number = placed.json()["number"].as_str().unwrap().to_owned();
        let schema = |path: &str, method: &str, status: &str| api["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"].clone();
        let mut out = Vec::new();
        differences(&api, &schema("/api/v1/orders", "post", "201"), &placed.json(), "POST orders", &mut out);
        let order = format!("/api/v1/orders/{number}");
        for (client, path, pattern) in [
            (&sever, "/api/v1/me", "/api/v1/me"),
            (&sever, "/api/v1/products", "/api/v1/products"),
            (&sever, "/api/v1/products/DR-1", "/api/v1/products/{sku}"),
            (&sever, "/api/v1/products/DR-1/price?quantity=2", "/api/v1/products/{sku}/price"),
            (&sever, "/api/v1/categories", "/api/v1/categories"),
            (&sever, "/api/v1/cart", "/api/v1/cart"),
            (&sever, "/api/v1/orders", "/api/v1/orders"),
            (&sever, &order, "/api/v1/orders/{number}"),
            (&sever, "/api/v1/requested-items", "/api/v1/requested-items"),
            (&sever, "/api/v1/requested-words", "/api/v1/requested-words"),
            (&sever, "/api/v1/suggestions?q=drill", "/api/v1/suggestions"),
            (&administrator, "/api/v1/partners", "/api/v1/partners"),
            (&administrator, "/api/v1/partners/ALFA", "/api/v1/partners/{code}"),
            (&administrator, "/api/v1/contracts", "/api/v1/contracts"),
            (&administrator, "/api/v1/contracts/A-1", "/api/v1/contracts/{number}"),
            (&administrator, "/api/v1/stock/DR-1", "/api/v1/stock/{sku}"),
        ] {
            let schema = schema(pattern, "get", "200");
            assert!(schema.is_object(), "{pattern} does not tell its answer");
            let answer = client.look(path).await.expect(200).json();
            assert!(answer["items"].as_array().is_none_or(|items| !items.is_empty()), "{path} has something to compare: {answer}");
            differences(&api, &schema, &answer, path, &mut out);
        }
        for (path, pattern) in deal(&house, &administrator).await {
            let schema = schema(pattern, "get", "200");
            assert!(schema.is_object(), "{pattern} does not tell its answer");
            let answer = administrator.look(&path).await.expect(200).json();
            let lists = ["items", "movements", "blocks"].map(|name| answer[name].as_array().is_none_or(|list| !list.is_empty()));
            assert!(lists.iter().all(|is_full| *is_full), "{path} has something to compare: {answer}");
            differences(&api, &schema, &answer, &path, &mut out);
        }
        let begun = house.api(AGENT).await.send("/api/v1/partners/ALFA/representations", json!({"reason": "A visit"})).await.expect(201).json();
        differences(&api, &schema("/api/v1/partners/{code}/representations", "post", "201"), &begun, "representations", &mut out);
        assert!(out.is_empty(), "{}", out.join("\n"));
        finish(house).await;
    }

    async fn the_readable_page_shows_every_door(house: House) {
        let page = house.visitor().look("/api").await.expect(200).text;
        for (path, method) in described(&description()).into_keys() {
            assert!(page.contains(&format!("{method} {path}")), "{method} {path}");
        }
        assert!(page.contains("href=\"/api/openapi.json\""));
        house.close().await;
    }
}
