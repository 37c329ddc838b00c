//! Every field and every parameter of the API that names something, asked by everybody who may open its door: another's name in it looks
//! exactly like one that nothing has. Which there are is read out of the description, so that one that comes is tried here or stands here
//! with the reason why not. The table of what was asked is printed, and kept in `target/access_fields.txt`.

use std::collections::BTreeSet;
use std::fmt::Write;

use orderly::access::routes::Line;
use reqwest::Method;
use serde_json::{Value, json};

use super::callers::{CALLERS, Caller, Sessions, Side};
use super::foreign::{Foreign, What};
use super::world::World;
use crate::House;
use crate::blocks::day;
use crate::kit::client::{Client, Told, read};
use crate::on_both;
use crate::openapi::{fields, parameters};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/access_fields.txt");

/// Names of fields and parameters that name something.
const NAMING: &[&str] = &[
    "sku",
    "skus",
    "code",
    "contract",
    "partner",
    "person",
    "login",
    "list",
    "order",
    "unit",
    "role",
    "warehouse",
    "invoice",
    "invoices",
    "delivery_address",
    "address",
    "category",
    "number",
    "product",
];

/// Where the other name stands in a body, and where a word stands that the sides have of their own.
const IT: &str = "$it";
const SIDE: &str = "$side";

/// Fields and parameters that are not tried here, and why they need not be.
const NOT_HERE: &[(&str, &str, &str, &str)] = &[
    ("GET", "/api/v1/activity/stream", "partner", "it never ends; it asks as /api/v1/activity does"),
    ("GET", "/api/v1/discount-codes", "partner", "whoever may ask reaches every partner"),
    ("GET", "/api/v1/limit-requests", "contract", "whoever may ask reaches every contract"),
    ("GET", "/api/v1/picking", "warehouse", "warehouses are the house's own"),
    ("GET", "/api/v1/products", "category", "categories are the house's own; their goods are those of the contract"),
    ("GET", "/api/v1/products/facets", "category", "categories are the house's own; their goods are those of the contract"),
    ("GET", "/api/v1/promises", "warehouse", "warehouses are the house's own"),
    ("GET", "/api/v1/shipments", "warehouse", "warehouses are the house's own"),
    ("POST", "/api/v1/discount-codes", "category", "whoever may ask sees all goods"),
    ("POST", "/api/v1/discount-codes", "code", "a name that is given"),
    ("POST", "/api/v1/discount-codes", "partner", "whoever may ask reaches every partner"),
    ("POST", "/api/v1/discount-codes", "sku", "whoever may ask sees all goods"),
    ("POST", "/api/v1/erasures", "login", "whoever may ask reaches every person"),
    ("POST", "/api/v1/keys", "partner", "whoever may ask reaches every partner"),
    (
        "PUT",
        "/api/v1/orders/{number}/draft",
        "lines[].sku",
        "whoever may ask sees all goods, and is told which the contract lacks",
    ),
    ("POST", "/api/v1/orders/{number}/shipments", "warehouse", "warehouses are the house's own"),
    ("POST", "/api/v1/partners/{code}/discounts", "category", "whoever may ask sees all goods"),
    ("POST", "/api/v1/partners/{code}/discounts", "code", "a name that is given"),
    ("POST", "/api/v1/partners/{code}/discounts", "sku", "whoever may ask sees all goods"),
    ("POST", "/api/v1/partners/{code}/people", "login", "a name that is given; somebody may belong to several companies"),
    ("POST", "/api/v1/password-resets", "login", "every login is answered alike, as the tests of the profile show"),
    ("POST", "/api/v1/payments", "contract", "whoever may ask reaches every contract"),
    ("POST", "/api/v1/quotes/{number}/versions", "lines[].sku", "whoever may ask sees all goods"),
    ("POST", "/api/v1/quotes/{number}/versions", "lines[].unit", "a unit of measure"),
    ("POST", "/api/v1/sessions", "login", "every login is answered alike, as the tests of signing in show"),
    ("POST", "/api/v1/staff", "login", "a name that is given"),
    ("PUT", "/api/v1/stock/{sku}", "warehouse", "warehouses are the house's own"),
];

/// A field or a parameter, and how it is tried.
struct Try {
    method: &'static str,
    door: &'static str,
    field: &'static str,
    what: What,
    /// With `$it` where the name stands; none where it stands behind the question mark.
    body: Option<Value>,
    /// Whether the same is done with one's own name, so that nothing else is wrong with what is asked.
    is_done: bool,
}

/// What is sent to a door.
fn sent(method: &'static str, door: &'static str, field: &'static str, what: What, body: Value) -> Try {
    Try { method, door, field, what, body: Some(body), is_done: false }
}

fn post(door: &'static str, field: &'static str, what: What, body: Value) -> Try {
    sent("POST", door, field, what, body)
}

/// The same behind a question mark.
fn asked(door: &'static str, field: &'static str, what: What) -> Try {
    Try { method: "GET", door, field, what, body: None, is_done: false }
}

impl Try {
    /// One's own name is taken.
    fn done(self) -> Self {
        Self { is_done: true, ..self }
    }

    async fn ask(&self, client: &Client, path: &str, it: &str, (key, side): (&str, Side)) -> Told {
        let method = Method::from_bytes(self.method.as_bytes()).expect("a method");
        let name: String = form_urlencoded::byte_serialize(it.as_bytes()).collect();
        let path = if self.body.is_none() { format!("{path}?{}={name}", self.field) } else { path.to_owned() };
        let mut request = client.request(method, &path).header("idempotency-key", key);
        if let Some(body) = &self.body {
            let text = body.to_string().replace(IT, it).replace(SIDE, &format!("{side:?}").to_lowercase());
            request = request.json(&serde_json::from_str::<Value>(&text).expect("a body"));
        }
        read(request.send().await.expect("an answer")).await
    }
}

/// An answer without what is the request's own: of a list what stands in it.
fn essence(told: &Told, it: &str) -> String {
    let text = told.text.replace(&told.header("x-request-id"), "ID").replace(it, "NAME");
    let read: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    if read["items"].is_array() { read["items"].to_string() } else { text }
}

/// What whoever buys sends: of two companies, of which neither sees all goods.
fn of_buyers() -> Vec<Try> {
    let by_sku = |line: Value| json!({"lines": [line]});
    let line = by_sku(json!({"sku": IT, "quantity": "1"}));
    let changed = json!({"version": 1, "lines": [{"sku": IT, "quantity": "1"}]});
    let row = by_sku(json!({"code": IT, "quantity": "1"}));
    let drill = json!([{"sku": "DR-1", "quantity": "1"}]);
    let monthly = |name: &str, with: Value| {
        let mut body = json!({"name": name, "schedule": {"repeats": "month_end"}});
        body.as_object_mut().expect("fields").extend(with.as_object().expect("fields").clone());
        body
    };
    let quote = |field: &str, value: Value| {
        let mut body = json!({"message": "F", "lines": drill});
        body[field] = value;
        body
    };
    let (orders, standing) = ("/api/v1/orders", "/api/v1/standing-orders");
    let to = json!({"text": "DR-1 1", "delivery_address": IT});
    let accepted = json!({"version": 1, "delivery_address": IT});
    vec![
        sent("PUT", "/api/v1/cart/code", "code", What::Code, json!({"code": IT})),
        sent("PUT", "/api/v1/cart/lines", "lines[].sku", What::Sku, line.clone()).done(),
        post("/api/v1/lists", "order", What::Order, json!({"name": "Fields", "order": IT})).done(),
        post("/api/v1/lists/{id}/cart", "skus", What::Sku, json!({"skus": [IT]})),
        post(orders, "contract", What::Contract, json!({"contract": IT, "lines": drill})).done(),
        post(orders, "delivery_address", What::Address, json!({"delivery_address": IT, "lines": drill})).done(),
        post(orders, "lines[].sku", What::Sku, line.clone()).done(),
        post("/api/v1/orders/{number}/changes/previews", "lines[].sku", What::Sku, changed.clone()).done(),
        post("/api/v1/orders/{number}/changes", "lines[].sku", What::Sku, changed).done(),
        post("/api/v1/prices/quotes", "lines[].sku", What::Sku, line.clone()).done(),
        post("/api/v1/quick-order", "lines[].code", What::Sku, row.clone()).done(),
        post("/api/v1/quick-order/cart", "lines[].code", What::Sku, row).done(),
        post("/api/v1/quotes", "contract", What::Contract, quote("contract", json!(IT))).done(),
        post("/api/v1/quotes", "lines[].sku", What::Sku, quote("lines", line["lines"].clone())).done(),
        post("/api/v1/quotes/{number}/acceptances", "delivery_address", What::Address, accepted).done(),
        post(standing, "delivery_address", What::Address, monthly("F-1", to)).done(),
        post(standing, "list", What::List, monthly("F-2", json!({"list": IT}))).done(),
        post(standing, "order", What::Order, monthly("F-3", json!({"order": IT}))).done(),
        post("/api/v1/stock-notices", "lines[].sku", What::Sku, line),
        asked("/api/v1/comparison", "sku", What::Sku),
        asked(orders, "product", What::Sku),
    ]
}

/// What a filter of a list names, whoever asks for the list.
fn of_lists() -> Vec<Try> {
    let doors = [
        "/api/v1/activity",
        "/api/v1/activity/online",
        "/api/v1/contracts",
        "/api/v1/credit-notes",
        "/api/v1/invoices",
        "/api/v1/money",
        "/api/v1/payments",
        "/api/v1/quotes",
        "/api/v1/requested-items",
    ];
    let mut all: Vec<Try> = doors.into_iter().map(|door| asked(door, "partner", What::Partner)).collect();
    let of_contract = ["/api/v1/credit-notes", "/api/v1/invoices", "/api/v1/payments"];
    all.extend(of_contract.into_iter().map(|door| asked(door, "contract", What::Contract)));
    all.extend(["/api/v1/invoices", "/api/v1/shipments"].into_iter().map(|door| asked(door, "order", What::Order)));
    all.extend([
        asked("/api/v1/credit-notes", "invoice", What::InvoiceWithinReach),
        asked("/api/v1/contracts/{number}/as-on", "person", What::Person),
        asked("/api/v1/contracts/{number}/as-on", "sku", What::Sku).done(),
        asked("/api/v1/partners/{code}/carts", "person", What::Person),
    ]);
    all
}

/// Somebody who is invited, with one field more.
fn guest(name: &str, with: &str) -> Value {
    let mut body = json!({"email": format!("{name}.{SIDE}@guest.example"), "language": "en"});
    if with == "unit" {
        body["roles"] = json!(["buyer"]);
    }
    body[with] = json!(IT);
    body
}

/// What the office sends, which reaches every partner, but each thing only through the partner that it belongs to.
fn of_office(paid: Value) -> Vec<Try> {
    let talk = json!({"person": IT, "text": "Fields"});
    let off = |with: &str| {
        let mut body =
            json!({"code": format!("F-{with}"), "name": "F", "name_en": "F", "percent": "1", "valid_from": "2020-01-01"});
        body[with] = json!(IT);
        body
    };
    let mut of_code = off("person");
    (of_code["code"], of_code["partner"]) = (json!("FIELD-1"), json!("ALFA"));
    let mut unbound = guest("six", "unit");
    unbound["roles"] = json!(["operator"]);
    let buyer = json!({"login": "fields@alfa.example", "name": "F", "roles": ["buyer"], "language": "en", "unit": IT});
    let terms = json!({"version": 1, "lines": [], "terms": {"address": IT, "requested_on": null, "comment": null}});
    let promise = json!({"sku": IT, "promised_on": null, "reason": "Fields"});
    let leaving = json!({"warehouse": "MSK", "lines": [{"sku": IT, "quantity": "1"}]});
    let discounts = "/api/v1/partners/{code}/discounts";
    let invitations = "/api/v1/partners/{code}/invitations";
    vec![
        post("/api/v1/partners/{code}/calls", "person", What::Person, talk.clone()).done(),
        post("/api/v1/partners/{code}/messages", "person", What::Person, talk).done(),
        post(discounts, "contract", What::ContractOfPartner, off("contract")).done(),
        post(discounts, "person", What::Person, off("person")).done(),
        post("/api/v1/discount-codes", "person", What::Person, of_code).done(),
        post(invitations, "role", What::Role, guest("three", "role")).done(),
        post(invitations, "unit", What::Unit, guest("four", "unit")).done(),
        post("/api/v1/partners/{code}/people", "unit", What::Unit, buyer).done(),
        post("/api/v1/staff/invitations", "role", What::Role, guest("five", "role")),
        post("/api/v1/staff/invitations", "unit", What::Unit, unbound),
        sent("PUT", "/api/v1/orders/{number}/draft", "terms.address", What::Address, terms),
        post("/api/v1/orders/{number}/promises", "sku", What::SkuOfOrder, promise).done(),
        post("/api/v1/orders/{number}/shipments", "lines[].sku", What::SkuOfOrder, leaving),
        post("/api/v1/payments", "invoices", What::Invoice, paid),
    ]
}

/// What the administrator of a company sends about its people: last, for it changes what they may.
fn of_companies() -> Vec<Try> {
    let people = "/api/v1/company/people/{login}";
    vec![
        post("/api/v1/company/invitations", "role", What::Role, guest("one", "role")).done(),
        post("/api/v1/company/invitations", "unit", What::Unit, guest("two", "unit")).done(),
        Try { method: "DELETE", ..asked("/api/v1/own-numbers", "number", What::OwnNumber) }.done(),
        sent("PUT", people, "unit", What::Unit, json!({"roles": ["buyer"], "unit": IT})).done(),
        sent("PUT", people, "role", What::Role, json!({"role": IT})).done(),
    ]
}

/// What has been tried, and what was found.
struct Run<'h> {
    names: &'h Foreign,
    world: &'h World,
    sessions: Sessions<'h>,
    table: String,
    wrong: Vec<String>,
}

impl Run<'_> {
    /// Everybody who may opens the door with another's name; then one of each side with his own.
    async fn through(&mut self, n: usize, one: &Try, line: &Line) {
        let mut of_sides: Vec<(Side, Caller)> = Vec::new();
        for caller in CALLERS.into_iter().filter(|caller| caller.rights(line).has(line.right)) {
            let Some(side) = caller.side() else { continue };
            if let Some((foreign, unknown)) = self.names.foreign(one.what, side) {
                self.hidden(n, one, line, caller, (foreign.as_str(), unknown)).await;
                if of_sides.iter().all(|(known, _)| *known != side) {
                    of_sides.push((side, caller));
                }
            }
        }
        assert!(!of_sides.is_empty(), "{} {} {}: nobody was asked", one.method, one.door, one.field);
        for (side, caller) in of_sides.into_iter().filter(|_| one.is_done) {
            let own = self.names.own(one.what, side);
            let (client, path) = (self.sessions.at(caller, line).await, self.path(caller, line));
            let told = one.ask(&client, &path, &own, (&format!("o-{n}"), side)).await;
            let row = format!("{:<7}{:<46}{:<18} {:<16}", one.method, one.door, one.field, caller.name());
            let _ = writeln!(self.table, "{row} own {}", told.status.as_u16());
            if !told.status.is_success() {
                self.wrong.push(format!("{row} own {own}: {} {}", told.status, told.text));
            }
        }
    }

    async fn hidden(&mut self, n: usize, one: &Try, line: &Line, caller: Caller, (foreign, unknown): (&str, &str)) {
        let side = caller.side().expect("a side");
        let (client, path) = (self.sessions.at(caller, line).await, self.path(caller, line));
        let hidden = one.ask(&client, &path, foreign, (&format!("f-{n}-{}", caller.name()), side)).await;
        let missing = one.ask(&client, &path, unknown, (&format!("u-{n}-{}", caller.name()), side)).await;
        let row = format!("{:<7}{:<46}{:<18} {:<16}", one.method, one.door, one.field, caller.name());
        let (theirs, nobodys) = (hidden.status.as_u16(), missing.status.as_u16());
        let _ = writeln!(self.table, "{row} another's {theirs}  unknown {nobodys}");
        let is_asked = ![401, 403, 405].contains(&theirs) && !hidden.status.is_server_error();
        let looks_same = theirs == nobodys && essence(&hidden, foreign) == essence(&missing, unknown);
        if !(is_asked && looks_same) {
            let found = format!("another's, {foreign}: {theirs} {}\n  unknown: {nobodys} {}", hidden.text, missing.text);
            self.wrong.push(format!("{row} {path}\n  {found}"));
        }
    }

    fn path(&self, caller: Caller, line: &Line) -> String {
        self.names.own_things(self.world, caller, line).path(line).expect("a path")
    }
}

on_both! {
    async fn anothers_name_in_any_field_looks_like_what_does_not_exist(house: House) {
        let world = World::narrowed(&house).await;
        let names = Foreign::of(&house, &world).await;
        let paid = json!({"contract": "A-1", "amount": "1.00", "currency": "RUB", "paid_on": day(&house, 0), "reference": "F", "invoices": [IT]});
        let tries: Vec<Try> = [of_buyers(), of_lists(), of_office(paid), of_companies()].into_iter().flatten().collect();
        let known: BTreeSet<(String, String, String)> = NOT_HERE
            .iter()
            .map(|(method, door, field, _)| (method, door, field))
            .chain(tries.iter().map(|one| (&one.method, &one.door, &one.field)))
            .map(|(method, door, field)| ((*method).to_owned(), (*door).to_owned(), (*field).to_owned()))
            .collect();
        let mut described = fields(NAMING);
        described.extend(parameters(NAMING));
        let forgotten: Vec<_> = described.difference(&known).collect();
        let gone: Vec<_> = known.difference(&described).collect();
        assert!(forgotten.is_empty() && gone.is_empty(), "not tried: {forgotten:?}; not there any more: {gone:?}");

        let doors = orderly::app::routes().table();
        let mut run = Run { names: &names, world: &world, sessions: Sessions::of(&house, &world), table: String::new(), wrong: Vec::new() };
        for (n, one) in tries.iter().enumerate() {
            let line = doors.iter().find(|line| line.method == one.method && line.path == one.door).expect("a door");
            run.through(n, one, line).await;
        }
        println!("{}", run.table);
        std::fs::write(TABLE, &run.table).expect("the table is kept");
        assert!(run.wrong.is_empty(), "{}", run.wrong.join("\n"));
        house.leave().await;
    }
}
