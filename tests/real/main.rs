//! A real wholesaler's year, ordered again: rows of his invoices become our import files and orders through the HTTP API, which are
//! shipped, invoiced and paid as they were on a contract of thirty days.
//! `ORDERLY_REPLAY` says how many invoices (a number or `all`, 1000 unless told); the data lie in `ORDERLY_DATA` or `../shared/data`.
//! It knows the portal by its API only, and proves by SQL of its own that goods and money are conserved.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the whole program is a test"
)]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_precision_loss,
    reason = "an overflow stops a test, and a rate may be rough"
)]

mod agenda;
mod convert;
mod files;
#[allow(unused_imports, reason = "the kit serves several programs; none uses all of it")]
#[path = "../kit/mod.rs"]
mod kit;
mod office;
mod proofs;
mod replay;
mod shelves;
mod source;
mod statements;

use std::io::Write;

use convert::Year;
use kit::{Engine, House};

mod a_thousand_invoices_of_the_real_year_are_ordered_shipped_and_paid {
    use super::{Engine, run};

    #[actix_web::test]
    async fn sqlite() {
        run("SQLite", |engine| matches!(engine, Engine::Sqlite)).await;
    }

    #[actix_web::test]
    async fn postgres() {
        run("PostgreSQL", |engine| matches!(engine, Engine::Postgres)).await;
    }
}

async fn run(name: &str, is_meant: impl FnMut(&Engine) -> bool) {
    let Some(path) = source::file() else {
        not_run(&format!("NOT RUN on {name}: there is no {}. Name its folder in ORDERLY_DATA.", source::place().display()));
        return;
    };
    let Some(engine) = kit::engines().into_iter().find(is_meant) else {
        not_run(&format!("NOT RUN on {name}: this database is not there for the tests."));
        return;
    };
    let limit = limit(std::env::var("ORDERLY_REPLAY").ok().as_deref());
    let year = convert::convert(source::rows(&path), limit);
    print(name, &year);
    assert!(limit.is_none_or(|limit| year.invoices.len() == limit), "the file has fewer invoices than asked for");
    let file = proofs::count(source::rows(&path), &year, limit.is_none());
    proofs::nothing_is_lost(&year, &file);

    let house = House::empty(engine).await;
    replay::import(&house, &year.files).await;
    tell(&format!("  before the first order: {}", replay::memory()));
    let mut outcome = replay::replay(&house, &year.invoices).await;
    outcome.print();
    tell(&format!("  after the last order: {}", replay::memory()));
    assert!(outcome.differences.is_empty(), "{name}: not every invoice became the order it was: {:?}", kinds(&outcome));
    assert_eq!(outcome.placed, year.invoices.len(), "{name}: every invoice is an order");
    proofs::goods_and_money_are_conserved(&house, &year, &file).await;
    statements::agree_with_the_ledger(&house, &year, outcome.last_day.expect("a last day")).await;
    proofs::nobody_is_accused(&house).await;
    tell(&format!("  {name}: goods, money and records are conserved\n"));
}

/// Says that nothing was run: enough for a person at his desk, red where every change is checked (`CI` is set).
fn not_run(why: &str) {
    tell(why);
    let is_checked = std::env::var("CI").is_ok_and(|word| !word.is_empty() && word != "false");
    assert!(!is_checked, "{why}");
}

fn kinds(outcome: &replay::Outcome) -> Vec<(&String, usize)> {
    outcome.differences.iter().map(|(kind, invoices)| (kind, invoices.len())).collect()
}

/// How many invoices are asked for; nothing means all.
fn limit(asked: Option<&str>) -> Option<usize> {
    match asked.unwrap_or("1000") {
        "all" => None,
        number => Some(number.parse().unwrap_or_else(|_| panic!("ORDERLY_REPLAY is a number or `all`, not {number:?}"))),
    }
}

fn print(name: &str, year: &Year) {
    let lines: usize = year.invoices.iter().map(|invoice| invoice.lines.len()).sum();
    let total: i64 = year.invoices.iter().map(|invoice| invoice.expected_total).sum();
    let span = year.invoices.first().zip(year.invoices.last()).map(|(first, last)| format!("{} to {}", first.day(), last.day()));
    tell(&format!("\nThe wholesaler's year on {name}: {} invoices, {}", year.invoices.len(), span.unwrap_or_default()));
    tell(&format!(
        "  {:>7} rows became {lines} lines of orders, £{}.{:02} in all",
        year.accepted.len(),
        total / 100,
        total % 100
    ));
    tell(&format!("  {:>7} of them were added to a line of the same product", year.summed));
    tell(&format!("  {:>7} of them had bytes that are not UTF-8", year.patched));
    tell(&format!("  {:>7} rows are refused:", year.refused.values().sum::<usize>()));
    for (reason, count) in &year.refused {
        tell(&format!("  {count:>7}   {}", reason.words()));
    }
}

/// Prints past the harness, which swallows what a passing test prints: figures and a NOT RUN are there to be read.
fn tell(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("the standard error is open");
}

#[test]
fn as_many_invoices_as_asked_for() {
    assert_eq!((limit(None), limit(Some("20")), limit(Some("all"))), (Some(1000), Some(20), None));
}
