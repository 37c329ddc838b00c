//! What people write stays out of the log: a word that nobody else would use is planted in every field of free text that a verb has,
//! and no record holds it. Which fields there are is read out of the description of the API, so that none is forgotten.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::hand::Hand;
use super::{expect_clean, text, verify};
use crate::House;
use crate::blocks::{block, day};
use crate::kit::client::{Client, Told, read};
use crate::kit::trade::{ACCOUNTANT, ADMINISTRATOR, AGENT, ALFA_ADMIN, MANAGER, SEVER, WAREHOUSE, import};
use crate::on_both;
use crate::openapi::{below, texts};
use crate::reading::one;
use crate::receivables::payment;

/// The word.
const CANARY: &str = "zqcanary";

/// Names of fields in which nobody writes what he likes, and why: what is not among the names there is refused. Each of them is tried
/// by the matrix all the same.
const LOOKED_UP: &[(&str, &[&str])] = &[
    ("a product", &["sku", "skus"]),
    ("a discount or a code, which the house names, or a typed article number", &["code"]),
    ("a partner, a contract, a document of his", &["partner", "contract", "order", "invoices", "list"]),
    ("a person who is here", &["person"]),
    ("a unit of a company or of measure", &["unit"]),
    ("a warehouse, a category", &["warehouse", "category"]),
    ("a role, a right, how far it reaches", &["role", "roles", "right", "depth", "scopes"]),
    (
        "a word of a list",
        &["language", "ends_when", "shortage", "answer", "price_policy", "state", "kind", "table", "topic", "vat"],
    ),
    ("a zone, a currency, a colour", &["time_zone", "currency", "accent", "accent_dark"]),
    ("a figure", &["quantity"]),
    ("kept as its hash, or compared", &["password", "new_password", "current_password", "otp"]),
];

/// Fields that are not planted here, and why they need not be.
const NOT_HERE: &[(&str, &str, &str)] = &[
    ("/api/v1/orders/{number}/changes/previews", "reason", "it changes nothing"),
    ("/api/v1/sessions", "login", "nobody who is not here is let in"),
    ("/api/v1/password-resets", "login", "nobody who is not here is written to"),
    ("/api/v1/quick-order", "text", "article numbers, looked up"),
    ("/api/v1/quick-order/cart", "text", "article numbers, looked up"),
    ("/api/v1/lists", "text", "article numbers, looked up"),
    ("/api/v1/standing-orders", "text", "article numbers, looked up"),
    ("/api/v1/standing-orders/{id}", "text", "article numbers, looked up"),
    ("/api/v1/cart/aside/{id}", "name", "carts are not recorded"),
    ("/api/v1/lists/{id}", "name", "lists are not recorded"),
    ("/api/v1/views/{id}", "name", "views are not recorded"),
    ("/api/v1/standing-orders/{id}", "name", "the record is that of the making"),
    ("/api/v1/company/roles/{id}", "name", "the record is that of the making"),
    ("/api/v1/invitations/{token}", "name", "the record has two ids"),
    ("/api/v1/messages/{id}/answers", "text", "kept as the message is"),
    ("/api/v1/tasks/{id}/outcomes", "outcome", "kept as a note is"),
    ("/api/v1/orders/{number}/cancellation/answer", "reason", "kept as the order's comment is"),
    ("/api/v1/orders/{number}/changes/{id}/answers", "reason", "kept as the reason of the change is"),
];

/// Plants, and remembers where.
struct Planter {
    planted: BTreeSet<(String, String)>,
}

impl Planter {
    fn remember(&mut self, template: &str, body: &Value) {
        let mut fields = BTreeSet::new();
        written(String::new(), body, &mut fields);
        self.planted.extend(fields.into_iter().map(|field| (template.to_owned(), field)));
    }

    /// Sends a body; `template` is the path as the description has it, `path` as it is asked for.
    async fn send(&mut self, client: &Client, template: &str, path: &str, body: Value) -> Told {
        self.remember(template, &body);
        static KEYS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let key = format!("canary-{}", KEYS.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        let request = client.request(reqwest::Method::POST, path).header("idempotency-key", key);
        let told = read(request.json(&body).send().await.expect("an answer")).await;
        assert!(told.status.is_success(), "{template}: {} {}", told.status, told.text);
        told
    }

    async fn set(&mut self, client: &Client, template: &str, path: &str, body: Value) {
        self.remember(template, &body);
        let told = client.set(path, body).await;
        assert!(told.status.is_success(), "{template}: {} {}", told.status, told.text);
    }
}

/// The fields of a body in which the word stands, however deep: `lines[].name`.
fn written(field: String, value: &Value, fields: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.contains(CANARY) => {
            fields.insert(field);
        }
        Value::Array(all) => all.iter().for_each(|one| written(format!("{field}[]"), one, fields)),
        Value::Object(members) => members.iter().for_each(|(name, one)| written(below(&field, name), one, fields)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The word of a credit note that is taken back.
const NOTE_BACK: usize = 119;

fn word(n: usize) -> String {
    format!("Пишет {CANARY} {n}")
}

/// The name of an address of Альфа, which is one of the house's own tables; an order to it tells of it in no record.
const YARD: &str = "Двор zqcanary";

/// Orders with what is said of them, until goods have left; answers the invoice's number.
async fn orders(house: &House, plant: &mut Planter) -> String {
    let (sever, manager, warehouse) = (house.api(SEVER).await, house.api(MANAGER).await, house.api(WAREHOUSE).await);
    let yard = format!("partner,name,address,unit,delivery_method,delivery_cost,default\nALFA,{YARD},Москва,,Самовывоз,0,no\n");
    import(&house.administrator().await, "addresses", &yard).await;
    let mut wanted = one("DR-1", "3");
    wanted["delivery_address"] = json!(YARD);
    (wanted["comment"], wanted["your_number"]) = (json!(word(1)), json!(word(2)));
    let number = text(&plant.send(&sever, "/api/v1/orders", "/api/v1/orders", wanted).await.json()["number"]);
    let at = |rest: &str| format!("/api/v1/orders/{number}/{rest}");
    house.pass_seconds(1);
    let promise = json!({"promised_on": day(house, 5), "reason": word(3)});
    plant.send(&manager, "/api/v1/orders/{number}/promises", &at("promises"), promise).await;
    // The clock stands in tests: what happens later is told apart by its moment.
    house.pass_seconds(1);
    let order = sever.look(&format!("/api/v1/orders/{number}")).await.expect(200).json();
    let change = json!({"version": order["version"], "lines": [{"sku": "DR-1", "quantity": "2"}], "reason": word(4)});
    plant.send(&sever, "/api/v1/orders/{number}/changes", &at("changes"), change).await;
    house.pass_seconds(1);
    let order = sever.look(&format!("/api/v1/orders/{number}")).await.expect(200).json();
    let line = json!({"sku": "DR-1", "quantity": "2", "unit_price": "3500", "reason": word(6)});
    let terms = json!({"address": YARD, "requested_on": null, "comment": word(7)});
    let draft = json!({"version": order["version"], "lines": [line], "terms": terms});
    plant.set(&manager, "/api/v1/orders/{number}/draft", &at("draft"), draft).await;
    plant
        .send(&manager, "/api/v1/orders/{number}/draft/applications", &at("draft/applications"), json!({"reason": word(8)}))
        .await;
    house.pass_seconds(1);
    let part = json!({
        "warehouse": "MSK", "lines": [{"sku": "DR-1", "quantity": "1"}], "promised_on": day(house, 6), "reason": word(5),
    });
    let shipped = plant.send(&warehouse, "/api/v1/orders/{number}/shipments", &at("shipments"), part).await.json();
    text(&shipped["invoice"])
}

async fn money(house: &House, plant: &mut Planter, invoice: &str) {
    let (accountant, manager) = (house.api(ACCOUNTANT).await, house.api(MANAGER).await);
    let later = json!({"until": day(house, 60), "reason": word(10)});
    let path = format!("/api/v1/invoices/{invoice}/deferrals");
    plant.send(&manager, "/api/v1/invoices/{number}/deferrals", &path, later).await;
    let path = format!("/api/v1/invoices/{invoice}/credit-notes");
    let correction = json!({"reason": word(19), "lines": [{"line": 1, "amount": "10.00"}]});
    let note = plant.send(&accountant, "/api/v1/invoices/{number}/credit-notes", &path, correction).await.json();
    let path = format!("/api/v1/credit-notes/{}/reversals", text(&note["number"]));
    plant.send(&accountant, "/api/v1/credit-notes/{number}/reversals", &path, json!({"reason": word(NOTE_BACK)})).await;
    let path = format!("/api/v1/invoices/{invoice}/dispute");
    plant.set(&accountant, "/api/v1/invoices/{number}/dispute", &path, json!({"reason": word(11)})).await;
    let mut paid = payment(house, "A-1", "100");
    paid["reference"] = json!(word(12));
    let paid = plant.send(&accountant, "/api/v1/payments", "/api/v1/payments", paid).await.json();
    let path = format!("/api/v1/payments/{}/reversals", text(&paid["id"]));
    plant.send(&accountant, "/api/v1/payments/{id}/reversals", &path, json!({"reason": word(13)})).await;
    let limit = json!({"limit": "900000", "reason": word(14)});
    plant.set(&accountant, "/api/v1/contracts/{number}/limit", "/api/v1/contracts/A-1/limit", limit).await;
    let asked = json!({"limit": "950000", "reason": word(15)});
    let path = "/api/v1/contracts/A-1/limit-requests";
    let asked = plant.send(&manager, "/api/v1/contracts/{number}/limit-requests", path, asked).await.json();
    let path = format!("/api/v1/limit-requests/{}/answers", text(&asked["id"]));
    let answer = json!({"grant": true, "reason": word(16)});
    plant.send(&accountant, "/api/v1/limit-requests/{id}/answers", &path, answer).await;
    let path = "/api/v1/contracts/A-1/blocks";
    let begun = plant.send(&manager, "/api/v1/contracts/{number}/blocks", path, json!({"reason": word(17)})).await.json();
    let path = format!("/api/v1/contracts/A-1/blocks/{}/releases", text(&begun["id"]));
    plant.send(&manager, "/api/v1/contracts/{number}/blocks/{id}/releases", &path, json!({"reason": word(18)})).await;
}

async fn quotes(house: &House, plant: &mut Planter) {
    let (sever, manager, accountant) = (house.api(SEVER).await, house.api(MANAGER).await, house.api(ACCOUNTANT).await);
    for (end, who, price) in [("declines", &sever, "3050"), ("withdrawals", &manager, "3900")] {
        let wanted = json!({"message": word(20), "lines": [{"sku": "DR-1", "quantity": "4"}]});
        let quote = text(&plant.send(&sever, "/api/v1/quotes", "/api/v1/quotes", wanted).await.json()["number"]);
        let at = |rest: &str| format!("/api/v1/quotes/{quote}/{rest}");
        let line = json!({"sku": "DR-1", "quantity": "4", "unit_price": price});
        let version = json!({"lines": [line], "valid_until": day(house, 7), "note": word(21)});
        let told = plant.send(&manager, "/api/v1/quotes/{number}/versions", &at("versions"), version).await;
        if told.status.as_u16() == 202 {
            let said = json!({"version": 1, "grant": true, "reason": word(22)});
            plant.send(&accountant, "/api/v1/quotes/{number}/approvals", &at("approvals"), said).await;
        }
        plant.send(who, &format!("/api/v1/quotes/{{number}}/{end}"), &at(end), json!({"reason": word(23)})).await;
    }
    let wanted = json!({"message": word(20), "lines": [{"sku": "DR-1", "quantity": "4"}]});
    let quote = text(&plant.send(&sever, "/api/v1/quotes", "/api/v1/quotes", wanted).await.json()["number"]);
    let drills = json!({"sku": "DR-1", "quantity": "4", "unit_price": "3500"});
    let free = json!({"name": word(24), "unit": "шт", "vat": "reduced", "quantity": "2", "unit_price": "1100.55"});
    let version = json!({"lines": [drills, free], "valid_until": day(house, 7)});
    plant.send(&manager, "/api/v1/quotes/{number}/versions", &format!("/api/v1/quotes/{quote}/versions"), version).await;
    let yes = json!({"version": 1, "comment": word(25), "your_number": word(26), "delivery_address": YARD});
    let path = format!("/api/v1/quotes/{quote}/acceptances");
    let order = plant.send(&sever, "/api/v1/quotes/{number}/acceptances", &path, yes).await.json();
    assert_eq!(order["lines"][1]["name"], word(24), "{order}");
}

async fn people(house: &House, plant: &mut Planter) {
    let (manager, administrator, admin) = (house.api(MANAGER).await, house.administrator().await, house.api(ALFA_ADMIN).await);
    let person =
        |login: &str, role: &str| json!({"login": login, "name": word(30), "phone": word(31), "roles": [role], "language": "en"});
    let guest =
        |name: &str, role: &str| json!({"email": format!("{CANARY}.{name}@guest.example"), "roles": [role], "language": "en"});
    let buyer = person(&format!("{CANARY}@alfa.example"), "buyer");
    plant.send(&manager, "/api/v1/partners/{code}/people", "/api/v1/partners/ALFA/people", buyer).await;
    let clerk = person(&format!("{CANARY}@seller.example"), "operator");
    plant.send(&administrator, "/api/v1/staff", "/api/v1/staff", clerk).await;
    let path = "/api/v1/company/invitations";
    plant.send(&admin, path, path, guest("own", "buyer")).await;
    let path = "/api/v1/partners/BETA/invitations";
    plant.send(&manager, "/api/v1/partners/{code}/invitations", path, guest("beta", "buyer")).await;
    let path = "/api/v1/staff/invitations";
    plant.send(&administrator, path, path, guest("staff", "operator")).await;
    let role = json!({"name": word(32), "rights": [{"right": "orders.read", "depth": "own"}]});
    plant.send(&admin, "/api/v1/company/roles", "/api/v1/company/roles", role).await;
    let profile = json!({"name": word(33), "phone": word(34), "language": "en"});
    plant.set(&house.api(SEVER).await, "/api/v1/me/profile", "/api/v1/me/profile", profile).await;
    let visit = json!({"reason": word(35)});
    let path = "/api/v1/partners/ALFA/representations";
    plant.send(&house.api(AGENT).await, "/api/v1/partners/{code}/representations", path, visit).await;
    for (what, more) in [("notes", json!({})), ("messages", json!({"person": SEVER})), ("calls", json!({"person": SEVER}))] {
        let mut said = more;
        said["text"] = json!(word(36));
        plant.send(&manager, &format!("/api/v1/partners/{{code}}/{what}"), &format!("/api/v1/partners/ALFA/{what}"), said).await;
    }
}

async fn terms(house: &House, plant: &mut Planter) {
    let (manager, administrator, sever) = (house.api(MANAGER).await, house.api(ADMINISTRATOR).await, house.api(SEVER).await);
    let named =
        |code: &str| json!({"code": code, "name": word(40), "name_en": word(41), "percent": "1", "valid_from": "2020-01-01"});
    plant.send(&manager, "/api/v1/partners/{code}/discounts", "/api/v1/partners/ALFA/discounts", named("D-9")).await;
    plant.send(&administrator, "/api/v1/discount-codes", "/api/v1/discount-codes", named("SPRING-9")).await;
    plant.send(&administrator, "/api/v1/keys", "/api/v1/keys", json!({"name": word(42), "scopes": ["orders.read"]})).await;
    let own = json!({"name": word(43), "phone": word(44), "time_zone": "Europe/Moscow", "currency": "RUB"});
    plant.set(&administrator, "/api/v1/settings", "/api/v1/settings", own).await;
    plant.set(&administrator, "/api/v1/settings/brand", "/api/v1/settings/brand", json!({"name": CANARY})).await;
    let weekly =
        json!({"name": word(45), "text": "DR-1 1", "delivery_address": YARD, "schedule": {"repeats": "weekly", "days": ["mon"]}});
    plant.send(&sever, "/api/v1/standing-orders", "/api/v1/standing-orders", weekly).await;
    plant.send(&sever, "/api/v1/lists", "/api/v1/lists", json!({"name": word(46), "text": "DR-1 1"})).await;
    sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200);
    plant.send(&sever, "/api/v1/cart/aside", "/api/v1/cart/aside", json!({"name": word(47)})).await;
    let view = json!({"table": "orders", "name": word(48), "query": format!("q={CANARY}")});
    plant.send(&manager, "/api/v1/views", "/api/v1/views", view).await;
    plant.send(&sever, "/api/v1/requested-items", "/api/v1/requested-items", json!({"words": word(51)})).await;
    let erased = json!({"login": format!("{CANARY}@seller.example"), "reason": word(49)});
    plant.send(&administrator, "/api/v1/erasures", "/api/v1/erasures", erased).await;
}

/// Every field of free text that a changing route takes, by the description of the API.
fn described() -> BTreeSet<(String, String)> {
    let is_free = |field: &str| {
        let name = field.rsplit('.').next().unwrap_or(field).trim_end_matches("[]");
        LOOKED_UP.iter().all(|(_, names)| !names.contains(&name))
    };
    let all: BTreeSet<(String, String)> =
        texts().into_iter().filter(|(.., field)| is_free(field)).map(|(_, path, field)| (path, field)).collect();
    assert!(all.iter().any(|(_, field)| field == "lines[].name"), "what stands deeper is seen as well");
    all
}

on_both! {
    async fn what_people_write_stands_in_no_record(house: House) {
        let mut plant = Planter { planted: BTreeSet::new() };
        let invoice = orders(&house, &mut plant).await;
        money(&house, &mut plant, &invoice).await;
        quotes(&house, &mut plant).await;
        people(&house, &mut plant).await;
        terms(&house, &mut plant).await;
        let known: BTreeSet<(String, String)> =
            NOT_HERE.iter().map(|(path, field, _)| ((*path).to_owned(), (*field).to_owned())).collect();
        let forgotten: Vec<_> = described().into_iter().filter(|one| !plant.planted.contains(one) && !known.contains(one)).collect();
        assert!(forgotten.is_empty(), "fields of free text in which nothing was planted: {forgotten:?}");

        let read = if house.database_url().starts_with("sqlite:") { "CAST(body AS TEXT)" } else { "convert_from(body, 'UTF8')" };
        assert!(house.sql_i64("SELECT count(*) FROM journal").await > 40);
        let holding = format!("SELECT count(*) FROM journal WHERE ({read} LIKE '%{CANARY}%' OR actor LIKE '%{CANARY}%')");
        if house.sql_i64(&holding).await > 0 {
            for kind in ["order", "quote", "invoice", "credit_note", "payment", "limit", "block", "account", "client", "representation", "seller", "key", "role", "invitation", "standing", "discount", "code"] {
                let held = house.sql_i64(&format!("{holding} AND kind LIKE '{kind}.%'")).await;
                assert_eq!(held, 0, "records of {kind} hold what people wrote");
            }
        }
        assert_eq!(house.sql_i64(&holding).await, 0);
        house.seal().await;
        expect_clean(&house);
        house.close().await;
    }

    async fn the_time_line_still_says_what_was_written(house: House) {
        let manager = house.api(MANAGER).await;
        let mut plant = Planter { planted: BTreeSet::new() };
        let invoice = orders(&house, &mut plant).await;
        money(&house, &mut plant, &invoice).await;
        let told = manager.look("/api/v1/partners/ALFA/timeline?limit=100").await.expect(200).text;
        // What was promised, deferred, disputed, paid and taken back, asked and answered, blocked and released, corrected.
        for n in [3, 10, 11, 12, 13, 15, 16, 17, 18, 19, NOTE_BACK] {
            assert!(told.contains(&word(n)), "{n}: {told}");
        }
        house.close().await;
    }

    async fn an_edited_reason_beside_money_is_named(house: House) {
        let mut plant = Planter { planted: BTreeSet::new() };
        let invoice = orders(&house, &mut plant).await;
        money(&house, &mut plant, &invoice).await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        for (table, column, words) in [
            ("payment", "reference", "payment pay_"),
            ("payment", "reason", "payment pay_"),
            ("credit_note", "reason", "credit note CN-"),
            ("limit_change", "reason", "limit of contract A-1"),
            ("limit_request", "reason", "limit request lrq_"),
            ("limit_request", "answer", "answer to limit request lrq_"),
            ("deferral", "reason", "deferral of invoice"),
            ("promise", "reason", "promise of order"),
        ] {
            let hand = Hand::of(&house);
            let row = format!("(SELECT min(id) FROM {table} WHERE {column} LIKE '%{CANARY}%')");
            hand.change(&format!("CREATE TABLE old_words AS SELECT {column} AS words, id AS row_id FROM {table} WHERE id = {row}"));
            hand.change(&format!("UPDATE {table} SET {column} = 'Another' WHERE id = (SELECT row_id FROM old_words)"));
            let (exit, told) = verify(&house, &[]);
            assert!(exit == 1 && told.contains(words) && told.contains("words"), "{table}.{column}: {exit} {told}");
            hand.change(&format!("UPDATE {table} SET {column} = (SELECT words FROM old_words) WHERE id = (SELECT row_id FROM old_words)"));
            hand.change("DROP TABLE old_words");
            expect_clean(&house);
        }
        house.leave().await;
    }

    async fn an_edited_reason_of_a_block_is_named(house: House) {
        let manager = house.api(MANAGER).await;
        let id = block(&manager, "A-1", json!({"reason": "To be talked about"})).await;
        crate::blocks::release(&manager, "A-1", &id).await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let hand = Hand::of(&house);
        for (column, value) in [("reason", "'Another'"), ("reason", "''"), ("release_reason", "'Another'"), ("release_reason", "NULL")] {
            hand.keep("whole");
            hand.change(&format!("UPDATE shipment_block SET {column} = {value}"));
            let (exit, told) = verify(&house, &[]);
            assert!(exit == 1 && told.contains("block blk_"), "{column} = {value}: {exit} {told}");
            hand.put_back("whole");
            hand.drop_kept("whole");
        }
        expect_clean(&house);
        house.leave().await;
    }
}
