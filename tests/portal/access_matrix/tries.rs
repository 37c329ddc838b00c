//! How each field and each parameter of the API that names something is tried: what is sent, with a place for the name.

use reqwest::Method;
use serde_json::{Value, json};

use super::callers::{Caller, Side};
use super::foreign::What;
use crate::kit::client::{Client, Told, read};

/// Where the other name stands in a body, and where a word stands that the sides have of their own.
pub(super) const IT: &str = "$it";
const SIDE: &str = "$side";

pub(super) const STANDING: &str = "/api/v1/standing-orders";

/// A field or a parameter, and how it is tried.
pub(super) struct Try {
    pub(super) method: &'static str,
    pub(super) door: &'static str,
    pub(super) field: &'static str,
    pub(super) what: What,
    /// With `$it` where the name stands; none where it stands behind the question mark.
    body: Option<Value>,
    /// Whether all is done with one's own name, so that nothing else is wrong with what is asked.
    pub(super) is_done: bool,
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

    pub(super) fn is_writing(&self) -> bool {
        self.method != "GET"
    }

    /// The beginning of a row of the table.
    pub(super) fn row(&self, caller: Caller) -> String {
        format!("{:<7}{:<46}{:<18} {:<16}", self.method, self.door, self.field, caller.name())
    }

    pub(super) async fn ask(&self, client: &Client, path: &str, it: &str, (key, side): (&str, Side)) -> Told {
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

/// What whoever buys sends: of two companies, of which neither sees all goods.
pub(super) fn of_buyers() -> Vec<Try> {
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
    let orders = "/api/v1/orders";
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
        post(STANDING, "delivery_address", What::Address, monthly("F-1", to)).done(),
        post(STANDING, "list", What::List, monthly("F-2", json!({"list": IT}))).done(),
        post(STANDING, "order", What::Order, monthly("F-3", json!({"order": IT}))).done(),
        post("/api/v1/stock-notices", "lines[].sku", What::Sku, line),
        asked("/api/v1/comparison", "sku", What::Sku),
        asked(orders, "product", What::Sku),
    ]
}

/// What a filter of a list names, whoever asks for the list.
pub(super) fn of_lists() -> Vec<Try> {
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
pub(super) fn of_office(paid: Value) -> Vec<Try> {
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
    let fewer = json!([{"sku": "DR-1", "quantity": "2"}]);
    let terms = json!({"version": 1, "lines": fewer, "terms": {"address": IT, "requested_on": null, "comment": null}});
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
pub(super) fn of_companies() -> Vec<Try> {
    let people = "/api/v1/company/people/{login}";
    vec![
        post("/api/v1/company/invitations", "role", What::Role, guest("one", "role")).done(),
        post("/api/v1/company/invitations", "unit", What::Unit, guest("two", "unit")).done(),
        Try { method: "DELETE", ..asked("/api/v1/own-numbers", "number", What::OwnNumber) }.done(),
        sent("PUT", people, "unit", What::Unit, json!({"roles": ["buyer"], "unit": IT})).done(),
        sent("PUT", people, "role", What::Role, json!({"role": IT})).done(),
    ]
}
