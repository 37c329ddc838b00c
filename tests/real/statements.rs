//! Statements of account by the API, held against the ledger by SQL. Called by the program of this folder after the last payment.

use chrono::{Days, NaiveDate};
use serde_json::Value;

use crate::convert::Year;
use crate::files::{OPENING, contract_number};
use crate::kit::{Client, House};
use crate::replay::{date, scaled};
use crate::tell;

/// So many contracts are looked at.
const CONTRACTS: usize = 20;

/// For contracts from all over the list: what was owed plus what happened is what is owed, for the whole time and for two halves of it
/// that join, and what is owed is what the ledger says.
pub async fn agree_with_the_ledger(house: &House, year: &Year, last_day: NaiveDate) {
    let mut contracts: Vec<String> = year.invoices.iter().map(|invoice| contract_number(&invoice.partner)).collect();
    contracts.sort();
    contracts.dedup();
    let step = contracts.len().div_ceil(CONTRACTS).max(1);
    let administrator = house.administrator().await;
    let first = date(OPENING);
    let middle = first + Days::new(u64::try_from((last_day - first).num_days() / 2).expect("a time that goes forward"));
    let mut movements = 0;
    for contract in contracts.iter().step_by(step) {
        let whole = statement(&administrator, contract, first, last_day).await;
        let one = statement(&administrator, contract, first, middle).await;
        let two = statement(&administrator, contract, middle + Days::new(1), last_day).await;
        assert_eq!((whole.opening, one.opening), (0, 0), "{contract}: nothing was owed before the first day");
        assert_eq!(one.closing, two.opening, "{contract}: two periods join");
        assert_eq!((two.closing, one.count + two.count), (whole.closing, whole.count), "{contract}: two periods are the whole");
        let ledger = "FROM ledger_entry e JOIN contract c ON c.id = e.contract_id";
        let of = format!("WHERE c.number = '{contract}' AND e.kind <> 'commitment'");
        let owed = house.sql_i64(&format!("SELECT COALESCE(SUM(e.amount), 0) {ledger} {of}")).await;
        let entries = house.sql_i64(&format!("SELECT COUNT(*) {ledger} {of}")).await;
        assert_eq!((whole.closing, whole.count), (owed, entries), "{contract}: statement, and ledger");
        movements += whole.count;
    }
    let count = contracts.iter().step_by(step).count();
    assert!(movements >= 2 * i64::try_from(count).expect("a usual count"), "every contract was invoiced and paid");
    tell(&format!("  {count} statements of {movements} movements agree with the ledger"));
}

/// A statement that agrees with itself.
struct Statement {
    opening: i64,
    closing: i64,
    count: i64,
}

async fn statement(administrator: &Client, contract: &str, from: NaiveDate, to: NaiveDate) -> Statement {
    let path = format!("/api/v1/contracts/{contract}/statement?from={from}&to={to}");
    let told = administrator.look(&path).await.expect(200).json();
    let (opening, closing) = (amount(&told["opening"]), amount(&told["closing"]));
    let movements = told["movements"].as_array().expect("movements");
    let mut balance = opening;
    for movement in movements {
        balance += optional(&movement["debit"]) - optional(&movement["credit"]);
        assert_eq!(amount(&movement["balance"]), balance, "{contract}: {movement}");
        let day = date(movement["date"].as_str().expect("a day"));
        assert!((from..=to).contains(&day), "{contract}: {movement}");
    }
    assert_eq!(balance, closing, "{contract}: opening and movements come to the closing");
    assert_eq!(opening + amount(&told["debit"]) - amount(&told["credit"]), closing, "{contract}: so do their sums");
    Statement { opening, closing, count: i64::try_from(movements.len()).expect("a usual count") }
}

/// Hundredths of an amount, below nothing too.
fn amount(told: &Value) -> i64 {
    let text = told.as_str().unwrap_or_else(|| panic!("{told} is no amount"));
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    sign * scaled(digits, 2).unwrap_or_else(|| panic!("{told} is no amount"))
}

fn optional(told: &Value) -> i64 {
    if told.is_null() { 0 } else { amount(told) }
}
