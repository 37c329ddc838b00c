//! `orderly check`: whole databases are never accused, and every planted falsity is named.

use std::process::Command;

use orderly::keeping::check::Proof;
use orderly::keeping::copy::copy;
use orderly::keeping::invariants;

use super::falsities::{BROKEN, FALSITIES, Forger};
use super::{engine_of, lively, look_at, proof_of};
use crate::House;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::on_both;
use crate::reading::finish;

/// What is told of triggers that are gone: a forger takes them all off.
const GUARDS: &str = "guards.stand";

/// How often a sentence is contradicted.
fn times(proof: &Proof, name: &str) -> usize {
    proof.findings.iter().filter(|finding| finding.name == name).count()
}

/// A copy of the house's database, which nobody runs.
fn stopped(house: &House) -> Place {
    let place = Place::fresh(engine_of(house));
    copy(&mut look_at(&house.database_url()), &place.address()).expect("a copy");
    place
}

on_both! {
    async fn a_house_at_work_is_whole_and_every_falsity_is_named_in_words(house: House) {
        lively(&house).await;
        let proof = proof_of(&house.database_url());
        assert!(proof.is_whole(), "{:#?}", proof.findings);
        let place = stopped(&house);
        finish(house).await;
        let mut forger = Forger::at(&place.url());
        let mut before = proof_of(&place.url());
        assert!(before.findings.iter().all(|finding| finding.name == GUARDS), "{:#?}", before.findings);
        assert!(times(&before, GUARDS) >= 20, "{:#?}", before.findings);
        for (names, sql) in FALSITIES {
            forger.plant(sql);
            let after = proof_of(&place.url());
            for name in *names {
                assert!(times(&after, name) > times(&before, name), "{name} does not see: {sql}\n{:#?}", after.findings);
            }
            before = after;
        }
        for finding in &before.findings {
            assert!(!finding.object.is_empty() && finding.expected != finding.found, "{finding}");
            assert!(finding.to_string().contains(": expected "), "{finding}");
        }
    }
}

#[test]
fn every_sentence_is_tried_by_a_falsity() {
    let documents = ["order.document", "invoice.document", "shipment.document", "journal.records"];
    for name in invariants::all().map(|one| one.name).chain(documents) {
        assert!(FALSITIES.iter().any(|(names, _)| names.contains(&name)), "nobody tries {name}");
    }
}

#[actix_web::test]
async fn a_row_without_what_it_refers_to_is_found_in_the_embedded_database() {
    let house = House::with_trade(Engine::Sqlite).await;
    let place = stopped(&house);
    finish(house).await;
    Forger::at(&place.url()).plant(BROKEN);
    let proof = proof_of(&place.url());
    assert_eq!(times(&proof, "database.whole") + times(&proof, GUARDS), proof.findings.len());
    assert!(proof.findings.iter().any(|finding| finding.object.starts_with("cart_code")), "{:?}", proof.findings);
}

/// Runs the program; answers its exit and what it says.
pub fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let told = Command::new(env!("CARGO_BIN_EXE_orderly")).args(arguments).env_remove("DATABASE_URL").output().expect("it runs");
    let said = [told.stdout, told.stderr].concat();
    (told.status.code(), String::from_utf8_lossy(&said).into_owned())
}

on_both! {
    async fn the_command_ends_with_0_1_or_2(house: House) {
        lively(&house).await;
        let url = house.database_url();
        let (code, said) = run(&["check", "--database-url", &url]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains(" 0 contradictions"), "{said}");
        let place = stopped(&house);
        finish(house).await;
        let mut forger = Forger::at(&place.url());
        forger.plant("UPDATE stock SET on_hand = on_hand + 1500 WHERE product_id = (SELECT id FROM product WHERE sku = 'DR-2')");
        let (code, said) = run(&["check", "--database-url", &place.url()]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("stock.on_hand  DR-2 in MSK: expected 10, found 11.5"), "{said}");
        let (code, said) = run(&["check", "--json", "--database-url", &place.url()]);
        let told: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        assert_eq!((code, &told["whole"], told["proof"]["findings"][0]["name"].as_str()), (Some(1), &false.into(), Some("stock.on_hand")));
        // A place with nothing in it, and one whose schema is another's, cannot be judged.
        let empty = Place::fresh(Engine::Postgres);
        assert_eq!(run(&["check", "--database-url", &empty.url()]).0, Some(2));
        forger.plant("INSERT INTO migration (name, hash) VALUES ('9999_later', 'x')");
        let (code, said) = run(&["check", "--database-url", &place.url()]);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("9999_later"), "{said}");
        assert_eq!(run(&["check", "--database-url", "sqlite:/nowhere/at/all.sqlite"]).0, Some(2));
    }
}
