//! Every field and every parameter of the API that names something: another's name in it looks exactly like one that nothing has. Which
//! there are is read out of the description, so that one that comes is tried here or stands here with the reason why not. The table of
//! what was asked is printed, and kept in `target/access_fields.txt`.

use std::collections::BTreeSet;
use std::fmt::Write;

use reqwest::Method;
use serde_json::{Value, json};

use super::world::World;
use crate::House;
use crate::blocks::day;
use crate::kit::client::{Client, Told, read};
use crate::kit::trade::{self, ACCOUNTANT, AGENT, BETA, MANAGER, SEVER, WAREHOUSE};
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
    "invoices",
    "delivery_address",
    "address",
    "category",
    "number",
    "product",
];

/// Where the other name stands in a path or a body.
const IT: &str = "$it";
const BETA_ADMIN: &str = "admin@beta.example";

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
    login: &'static str,
    /// With `$it` where the name stands in the query.
    path: String,
    /// With `$it` where the name stands in the body.
    body: Value,
    foreign: String,
    unknown: &'static str,
    /// A name with which the same is done: nothing else is wrong with what is asked.
    own: Option<String>,
}

/// What is sent to a door in the name of somebody.
fn sent(method: &'static str, door: &'static str, field: &'static str, login: &'static str, place: &str, body: Value) -> Try {
    let path = ["{number}", "{code}", "{login}", "{id}"].iter().fold(door.to_owned(), |path, name| path.replace(name, place));
    Try { method, door, field, login, path, body, foreign: String::new(), unknown: "", own: None }
}

/// The same behind a question mark.
fn asked(door: &'static str, field: &'static str, login: &'static str, place: &str) -> Try {
    let mut tried = sent("GET", door, field, login, place, Value::Null);
    tried.path += &format!("?{field}={IT}");
    tried
}

impl Try {
    /// Another's name, and one that nothing has.
    fn with(self, foreign: &str, unknown: &'static str) -> Self {
        Self { foreign: foreign.to_owned(), unknown, ..self }
    }

    /// A name with which it is done.
    fn own(self, own: &str) -> Self {
        Self { own: Some(own.to_owned()), ..self }
    }

    async fn ask(&self, client: &Client, it: &str, key: &str) -> Told {
        let in_path: String = form_urlencoded::byte_serialize(it.as_bytes()).collect();
        let method = Method::from_bytes(self.method.as_bytes()).expect("a method");
        let mut request = client.request(method, &self.path.replace(IT, &in_path)).header("idempotency-key", key);
        if !self.body.is_null() {
            let body: Value = serde_json::from_str(&self.body.to_string().replace(IT, it)).expect("a body");
            request = request.json(&body);
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

/// What a buyer of Бета sends, who sees two goods only.
fn of_beta(world: &World, order: &str) -> Vec<Try> {
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
    let post = |door, field, place: &str, body| sent("POST", door, field, BETA, place, body);
    let (goods, addresses) = (("DR-2", "XX-9"), ("Склад Север", "Nowhere"));
    let (orders, others) = (world.beta.order.as_str(), world.alfa.order.as_str());
    vec![
        sent("PUT", "/api/v1/cart/code", "code", BETA, "", json!({"code": IT})).with("ALFA-ONLY", "NO-SUCH-1"),
        sent("PUT", "/api/v1/cart/lines", "lines[].sku", BETA, "", line.clone()).with(goods.0, goods.1).own("DR-1"),
        post("/api/v1/lists", "order", "", json!({"name": "Fields", "order": IT})).with(others, "999999").own(orders),
        post("/api/v1/lists/{id}/cart", "skus", &world.beta.list, json!({"skus": [IT]})).with(goods.0, goods.1),
        post("/api/v1/orders", "contract", "", json!({"contract": IT, "lines": drill})).with("A-1", "X-999").own("B-1"),
        post("/api/v1/orders", "delivery_address", "", json!({"delivery_address": IT, "lines": drill}))
            .with(addresses.0, addresses.1)
            .own("Магазин"),
        post("/api/v1/orders", "lines[].sku", "", line.clone()).with(goods.0, goods.1).own("DR-1"),
        post("/api/v1/orders/{number}/changes/previews", "lines[].sku", order, changed.clone())
            .with(goods.0, goods.1)
            .own("DR-1"),
        post("/api/v1/orders/{number}/changes", "lines[].sku", order, changed).with(goods.0, goods.1).own("DR-1"),
        post("/api/v1/prices/quotes", "lines[].sku", "", line.clone()).with(goods.0, goods.1).own("DR-1"),
        post("/api/v1/quick-order", "lines[].code", "", row.clone()).with(goods.0, goods.1).own("DR-1"),
        post("/api/v1/quick-order/cart", "lines[].code", "", row).with(goods.0, goods.1).own("DR-1"),
        post("/api/v1/quotes", "contract", "", json!({"message": "F", "contract": IT, "lines": drill}))
            .with("A-1", "X-999")
            .own("B-1"),
        post("/api/v1/quotes", "lines[].sku", "", json!({"message": "F", "lines": line["lines"]}))
            .with(goods.0, goods.1)
            .own("DR-1"),
        post(
            "/api/v1/quotes/{number}/acceptances",
            "delivery_address",
            &world.beta.quote,
            json!({"version": 1, "delivery_address": IT}),
        )
        .with(addresses.0, addresses.1)
        .own("Магазин"),
        post(
            "/api/v1/standing-orders",
            "delivery_address",
            "",
            monthly("F-1", json!({"text": "DR-1 1", "delivery_address": IT})),
        )
        .with(addresses.0, addresses.1)
        .own("Магазин"),
        post("/api/v1/standing-orders", "list", "", monthly("F-2", json!({"list": IT})))
            .with(&world.alfa.list, "lst_0000000000009")
            .own(&world.beta.list),
        post("/api/v1/standing-orders", "order", "", monthly("F-3", json!({"order": IT}))).with(others, "999999").own(orders),
        post("/api/v1/stock-notices", "lines[].sku", "", line).with(goods.0, goods.1),
        asked("/api/v1/comparison", "sku", BETA, "").with(goods.0, goods.1),
        asked("/api/v1/orders", "product", BETA, "").with(goods.0, goods.1),
    ]
}

/// What the administrator of Бета sends about its people.
fn of_company(world: &World) -> Vec<Try> {
    let guest = |name: &str, with: &str, value: Value| {
        let mut body = json!({"email": format!("{name}@guest.example"), "language": "en"});
        body[with] = value;
        body
    };
    let mut of_unit = guest("two", "unit", json!(IT));
    of_unit["roles"] = json!(["buyer"]);
    let people = "/api/v1/company/people/{login}";
    let unit = ("Север", "Нигде");
    let role = "rol_0000000000009";
    vec![
        sent("POST", "/api/v1/company/invitations", "role", BETA_ADMIN, "", guest("one", "role", json!(IT)))
            .with(&world.alfa.role, role)
            .own(&world.beta.role),
        sent("POST", "/api/v1/company/invitations", "unit", BETA_ADMIN, "", of_unit).with(unit.0, unit.1),
        sent("PUT", people, "unit", BETA_ADMIN, BETA, json!({"roles": ["buyer"], "unit": IT})).with(unit.0, unit.1),
        sent("PUT", people, "role", BETA_ADMIN, BETA, json!({"role": IT})).with(&world.alfa.role, role).own(&world.beta.role),
        Try {
            path: format!("/api/v1/own-numbers?number={IT}"),
            ..sent("DELETE", "/api/v1/own-numbers", "number", BETA_ADMIN, "", Value::Null).with("ALFA-77", "NO-77")
        },
    ]
}

/// What the office sends, which reaches every partner, but each thing only through the partner that it belongs to.
fn of_office(world: &World, order: &str, paid: &Value) -> Vec<Try> {
    let post = |door, field, login, place: &str, body| sent("POST", door, field, login, place, body);
    let (unit, role, person) = (("Север", "Нигде"), "rol_0000000000009", (BETA, "nobody@matrix.example"));
    let talk = json!({"person": IT, "text": "Fields"});
    let off = |with: &str| {
        let mut body =
            json!({"code": format!("F-{with}"), "name": "F", "name_en": "F", "percent": "1", "valid_from": "2020-01-01"});
        body[with] = json!(IT);
        body
    };
    let mut of_code = off("person");
    (of_code["code"], of_code["partner"]) = (json!("FIELD-1"), json!("ALFA"));
    let guest = |name: &str| json!({"email": format!("{name}@guest.example"), "language": "en"});
    let (mut of_role, mut of_unit) = (guest("three"), guest("four"));
    of_role["role"] = json!(IT);
    (of_unit["roles"], of_unit["unit"]) = (json!(["buyer"]), json!(IT));
    let (mut clerk, mut unbound) = (guest("five"), guest("six"));
    clerk["role"] = json!(IT);
    (unbound["roles"], unbound["unit"]) = (json!(["operator"]), json!(IT));
    let buyer = json!({"login": "fields@beta.example", "name": "F", "roles": ["buyer"], "language": "en", "unit": IT});
    let terms = json!({"version": 1, "lines": [], "terms": {"address": IT, "requested_on": null, "comment": null}});
    let promise = json!({"sku": IT, "promised_on": null, "reason": "Fields"});
    let leaving = json!({"warehouse": "MSK", "lines": [{"sku": IT, "quantity": "1"}]});
    let discounts = "/api/v1/partners/{code}/discounts";
    vec![
        post("/api/v1/partners/{code}/calls", "person", MANAGER, "ALFA", talk.clone()).with(person.0, person.1).own(SEVER),
        post("/api/v1/partners/{code}/messages", "person", MANAGER, "ALFA", talk).with(person.0, person.1).own(SEVER),
        post(discounts, "contract", MANAGER, "ALFA", off("contract")).with("B-1", "X-999").own("A-1"),
        post(discounts, "person", MANAGER, "ALFA", off("person")).with(person.0, person.1).own(SEVER),
        post("/api/v1/discount-codes", "person", MANAGER, "", of_code).with(person.0, person.1).own(SEVER),
        post("/api/v1/partners/{code}/invitations", "role", MANAGER, "BETA", of_role)
            .with(&world.alfa.role, role)
            .own(&world.beta.role),
        post("/api/v1/partners/{code}/invitations", "unit", MANAGER, "BETA", of_unit).with(unit.0, unit.1),
        post("/api/v1/partners/{code}/people", "unit", MANAGER, "BETA", buyer).with(unit.0, unit.1),
        post("/api/v1/staff/invitations", "role", trade::ADMINISTRATOR, "", clerk).with(&world.alfa.role, role),
        post("/api/v1/staff/invitations", "unit", trade::ADMINISTRATOR, "", unbound).with(unit.0, unit.1),
        sent("PUT", "/api/v1/orders/{number}/draft", "terms.address", MANAGER, order, terms).with("Склад Север", "Nowhere"),
        post("/api/v1/orders/{number}/promises", "sku", MANAGER, order, promise).with("DR-2", "XX-9").own("DR-1"),
        post("/api/v1/orders/{number}/shipments", "lines[].sku", WAREHOUSE, order, leaving).with("DR-2", "XX-9"),
        post("/api/v1/payments", "invoices", ACCOUNTANT, "", paid.clone()).with(&world.beta.invoice, "999998"),
    ]
}

/// What an agent asks for whose clients are Альфа and Бета.
fn of_agent(world: &World) -> Vec<Try> {
    let mut all = vec![
        asked("/api/v1/contracts/{number}/as-on", "person", AGENT, "B-1").with(SEVER, "nobody@matrix.example"),
        asked("/api/v1/contracts/{number}/as-on", "sku", AGENT, "B-1").with("DR-2", "XX-9").own("DR-1"),
        asked("/api/v1/partners/{code}/carts", "person", AGENT, "ALFA").with(BETA, "nobody@matrix.example"),
        asked("/api/v1/invoices", "order", AGENT, "").with(&world.gamma.order, "999999"),
        asked("/api/v1/shipments", "order", AGENT, "").with(&world.gamma.order, "999999"),
    ];
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
    all.extend(doors.into_iter().map(|door| asked(door, "partner", AGENT, "").with("GAMMA", "NOBODY")));
    let of_contract = ["/api/v1/credit-notes", "/api/v1/invoices", "/api/v1/payments"];
    all.extend(of_contract.into_iter().map(|door| asked(door, "contract", AGENT, "").with("G-1", "X-999")));
    all
}

on_both! {
    async fn anothers_name_in_any_field_looks_like_what_does_not_exist(house: House) {
        let world = World::of(&house).await;
        let administrator = house.administrator().await;
        trade::import(&administrator, "own-numbers", "partner,sku,number\nALFA,DR-1,ALFA-77\n").await;
        let code = json!({"code": "ALFA-ONLY", "name": "А", "name_en": "A", "partner": "ALFA", "percent": "1", "valid_from": "2020-01-01"});
        administrator.send("/api/v1/discount-codes", code).await.expect(201);
        let beta = house.api(BETA).await;
        let mut open = Vec::new();
        for key in ["fields-1", "fields-2"] {
            let told = beta.order(key, json!({"lines": [{"sku": "DR-1", "quantity": "3"}]})).await.expect(201).json();
            open.push(told["number"].as_str().expect("a number").to_owned());
        }
        let paid = json!({"contract": "A-1", "amount": "1.00", "currency": "RUB", "paid_on": day(&house, 0), "reference": "F", "invoices": [IT]});
        let mut tries = of_beta(&world, &open[0]);
        tries.extend(of_company(&world));
        tries.extend(of_office(&world, &open[1], &paid));
        tries.extend(of_agent(&world));
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

        let (mut table, mut wrong) = (String::new(), Vec::new());
        for (n, one) in tries.iter().enumerate() {
            let client = house.api(one.login).await;
            let (hidden, missing) = (one.ask(&client, &one.foreign, &format!("f-{n}")).await, one.ask(&client, one.unknown, &format!("u-{n}")).await);
            let own = match &one.own {
                Some(own) => Some(one.ask(&client, own, &format!("o-{n}")).await),
                None => None,
            };
            let shown = own.as_ref().map_or_else(|| "-".to_owned(), |told| told.status.as_u16().to_string());
            let name = format!("{:<7}{:<46}{:<18}", one.method, one.door, one.field);
            let _ = writeln!(table, "{name} {:<26} another's {}  unknown {}  own {shown}", one.login, hidden.status.as_u16(), missing.status.as_u16());
            let is_asked = ![401, 403, 405].contains(&hidden.status.as_u16()) && !hidden.status.is_server_error();
            let looks_same = hidden.status == missing.status && essence(&hidden, &one.foreign) == essence(&missing, one.unknown);
            let is_done = own.as_ref().is_none_or(|told| told.status.is_success());
            if !(is_asked && looks_same && is_done) {
                let own = own.map(|told| told.text).unwrap_or_default();
                wrong.push(format!("{name}\n  another's: {} {}\n  unknown: {} {}\n  own: {own}", hidden.status, hidden.text, missing.status, missing.text));
            }
        }
        println!("{table}");
        std::fs::write(TABLE, &table).expect("the table is kept");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        house.leave().await;
    }
}
