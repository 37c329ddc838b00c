//! What the tests read: figures, places on pages, letters, refusals, and what the house holds. It knows no rule of the product.

use std::time::Duration;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

use crate::House;
use crate::kit::client::Told;
pub use crate::kit::letters::{Letter, letters};
use crate::kit::trade;

/// The columns of contracts, every one of them.
pub const CONTRACTS: &str = "number,partner,currency,price_list,valid_from,valid_until,assortment,assortment_items,payment,credit_limit,discount_policy,discounts_on_contract_price,vat,warehouses,minimum_order\n";

/// Brings a file in, as the administrator.
pub async fn bring(house: &House, kind: &str, csv: &str) -> Value {
    trade::import(&house.administrator().await, kind, csv).await
}

/// Brings one contract in.
pub async fn bring_contract(house: &House, row: &str) -> Value {
    bring(house, "contracts", &format!("{CONTRACTS}{row}\n")).await
}

/// An order of one line.
pub fn one(sku: &str, quantity: &str) -> Value {
    json!({"lines": [{"sku": sku, "quantity": quantity}]})
}

/// A moment for the clock, from RFC 3339.
pub fn at(text: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(text).expect("a moment").timestamp_micros()
}

/// A decimal written in the test.
pub fn number(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("no number: {text:?}"))
}

/// A figure of an answer: always a string, never a JSON number.
#[track_caller]
pub fn figure(value: &Value) -> Decimal {
    number(value.as_str().unwrap_or_else(|| panic!("no figure in a string: {value}")))
}

/// Half away from zero.
pub fn rounded(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// An amount or a price as English pages write it.
pub fn roubles(value: Decimal) -> String {
    let mut value = value.normalize();
    if value.scale() < 2 {
        value.rescale(2);
    }
    let text = value.to_string();
    let (whole, part) = text.split_once('.').expect("two places");
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{part}\u{a0}₽")
}

/// The price that an explanation comes to, computed from nothing but its numbers; each step must say the price after it.
#[track_caller]
pub fn recomputed(explanation: &Value) -> Decimal {
    let steps = explanation.as_array().unwrap_or_else(|| panic!("no explanation: {explanation}"));
    assert!(!steps.is_empty(), "a price without a reason");
    let mut exact = Decimal::ZERO;
    for step in steps {
        exact = match step["step"].as_str().unwrap_or_default() {
            "list_price" | "contract_price" | "tier" | "limited" | "agreed" | "quoted" | "kept" => figure(&step["price"]),
            "tier_parts" => mean(&step["parts"]),
            "discount" if step.get("percent").is_some() => exact - exact * figure(&step["percent"]) / Decimal::ONE_HUNDRED,
            "discount" => (exact - figure(&step["amount"])).max(Decimal::ZERO),
            _ => panic!("an unknown step: {step}"),
        };
        assert_eq!(rounded(exact, 4), figure(&step["price"]), "{step} in {explanation}");
    }
    rounded(exact, 4)
}

fn mean(parts: &Value) -> Decimal {
    let parts: Vec<(Decimal, Decimal)> =
        parts.as_array().expect("parts").iter().map(|part| (figure(&part["quantity"]), figure(&part["price"]))).collect();
    let sum: Decimal = parts.iter().map(|(quantity, price)| quantity * price).sum();
    sum / parts.iter().map(|(quantity, _)| *quantity).sum::<Decimal>()
}

/// The steps of an explanation by their words.
pub fn steps(explanation: &Value) -> Vec<String> {
    explanation.as_array().expect("steps").iter().map(|step| step["step"].as_str().unwrap_or_default().to_owned()).collect()
}

/// What stands on a page behind an article number.
#[track_caller]
pub fn behind<'t>(page: &'t str, sku: &str) -> &'t str {
    let mark = format!("<span class=\"sku\">{sku}</span>");
    page.split_once(&mark).map(|(_, rest)| rest).unwrap_or_else(|| panic!("{sku} is not on the page: {page}"))
}

/// What stands between two marks.
#[track_caller]
pub fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let found = text.split_once(from).and_then(|(_, rest)| rest.split_once(to));
    found.map(|(inside, _)| inside).unwrap_or_else(|| panic!("nothing between {from:?} and {to:?} in {text}"))
}

/// The item of an article number in a list of JSON.
#[track_caller]
pub fn item<'v>(items: &'v Value, sku: &str) -> &'v Value {
    let found = items.as_array().and_then(|all| all.iter().find(|item| item["sku"] == sku));
    found.unwrap_or_else(|| panic!("{sku} is not in {items}"))
}

/// A refusal as programs read it: status, code, first field and its code. It must speak in words, too.
#[track_caller]
pub fn refusal(told: &Told) -> (u16, String, String, String) {
    let json = told.json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let first = &json["errors"][0];
    assert!(told.status.is_client_error(), "{} {}", told.status, told.text);
    assert!(text(&json["title"]).contains(' '), "no words: {json}");
    assert!(first.is_null() || text(&first["message"]).contains(' '), "no reason: {json}");
    (told.status.as_u16(), text(&json["code"]), text(&first["field"]), text(&first["code"]))
}

const STORED: &[(&str, &str)] = &[
    ("orders", "SELECT count(*) FROM sales_order"),
    ("lines", "SELECT count(*) FROM order_line"),
    ("versions", "SELECT count(*) FROM order_version"),
    ("reservations", "SELECT count(*) FROM reservation"),
    ("entries", "SELECT count(*) FROM ledger_entry"),
    ("records", "SELECT count(*) FROM journal"),
    ("jobs", "SELECT count(*) FROM job"),
    ("keys", "SELECT (SELECT count(*) FROM done_once) + (SELECT count(*) FROM idempotency)"),
    ("lines of carts", "SELECT count(*) FROM cart_line"),
    ("movements", "SELECT count(*) FROM movement"),
    ("reserved", "SELECT COALESCE(sum(reserved), 0) FROM stock"),
    ("on hand", "SELECT COALESCE(sum(on_hand), 0) FROM stock"),
    ("exposure", "SELECT COALESCE(sum(exposure), 0) FROM standing"),
];

/// What an order, a cart or a figure would leave: equal before and after whatever was refused.
pub async fn stored(house: &House) -> Vec<(&'static str, i64)> {
    let mut found = Vec::new();
    for (what, sql) in STORED {
        found.push((*what, house.sql_i64(sql).await));
    }
    found
}

/// How many orders there are.
pub async fn orders(house: &House) -> i64 {
    house.sql_i64("SELECT count(*) FROM sales_order").await
}

/// Waits until every job is done, whoever does it.
pub async fn settle(house: &House) {
    for _ in 0..400 {
        house.work().await;
        if house.sql_i64("SELECT count(*) FROM job WHERE state = 'waiting'").await == 0 {
            return;
        }
        actix_web::rt::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("jobs are left over");
}

/// Closes a house in which letters were under way.
pub async fn finish(house: House) {
    settle(&house).await;
    house.close().await;
}

/// Dice that fall the same way in every run.
pub struct Dice(pub u64);

impl Dice {
    /// A number below this one.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}
