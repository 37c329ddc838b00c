//! Copies from one engine to the other and back: every row, every byte of the journal, every running number.

use std::path::Path;

use orderly::keeping::copy::copy;
use orderly::platform::db::{Alone, Durability, Opening};
use orderly::platform::values::Clock;

use super::{engine_of, lively, look_at, other, proof_of, signer_of};
use crate::House;
use crate::kit::engine::Place;
use crate::kit::trade::SEVER;
use crate::on_both;
use crate::reading::{finish, one};
use crate::records::{expect_clean, verify_at};
use crate::shipping::placed;

/// Everything of a database in canonical lines.
fn lines(db: &mut Alone) -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    for table in db.tables().expect("tables") {
        let mut rows = Vec::new();
        db.each_line(&table, &mut |line| {
            rows.push(line.to_owned());
            Ok(())
        })
        .expect("rows");
        all.push((table.name, rows));
    }
    all
}

/// Takes the files of a folder to another one.
fn move_along(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the folder").map(|entry| entry.expect("a file")) {
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy of the file");
    }
}

on_both! {
    async fn everything_goes_to_the_other_engine_and_back_unchanged(house: House) {
        lively(&house).await;
        let url = house.database_url();
        let (there, back) = (Place::fresh(other(engine_of(&house))), Place::fresh(engine_of(&house)));
        // One view of the house in use: what its people do meanwhile is not in it.
        let mut from = look_at(&url);
        let out = copy(&mut from, &there.address()).expect("a copy");
        let home = copy(&mut look_at(&there.url()), &back.address()).expect("a copy back");
        assert_eq!(out.tables, home.tables);
        assert!(out.tables.iter().map(|(_, sum)| sum.rows).sum::<u64>() > 1000);
        let (first, second, third) = (lines(&mut from), lines(&mut look_at(&there.url())), lines(&mut look_at(&back.url())));
        for ((table, rows), (same, others)) in first.iter().zip(&second) {
            assert_eq!((table, rows), (same, others));
        }
        assert_eq!(first, third);
        let counters = from.counters().expect("running numbers");
        assert!(counters.iter().any(|(name, value)| name == "order_number" && *value >= 4), "{counters:?}");
        for place in [&there, &back] {
            assert_eq!(look_at(&place.url()).counters().expect("running numbers"), counters);
            let proof = proof_of(&place.url());
            assert!(proof.is_whole(), "{:#?}", proof.findings);
        }
        drop(from);
        finish(house).await;
    }

    async fn a_house_goes_on_in_the_copy_with_the_next_number(house: House) {
        let last = placed(&house.api(SEVER).await, "last", one("DR-1", "1")).await;
        house.work().await;
        let there = Place::fresh(other(engine_of(&house)));
        copy(&mut look_at(&house.database_url()), &there.address()).expect("a copy");
        let opening = Opening {
            address: there.address(),
            readers_at: None,
            durability: Durability::Trial,
            connections: 2,
            clock: Clock::System,
        };
        let db = orderly::platform::db::Database::open(opening).expect("the copy opens as it is");
        let next = db.write(|tx| tx.next_number(orderly::platform::db::Series::Order)).await.expect("a number");
        assert_eq!(next, last.parse::<i64>().expect("a number") + 1);
        drop(db);
        finish(house).await;
    }

    async fn a_house_moves_with_its_log_and_its_signer_and_goes_on(house: House) {
        lively(&house).await;
        house.rest().await;
        house.seal().await;
        let there = Place::fresh(other(engine_of(&house)));
        copy(&mut look_at(&house.database_url()), &there.address()).expect("a copy");
        // The signer that sealed the log finds in the copy what it signed.
        let (exit, told) = verify_at(&there.url(), house.folder(), &[]);
        assert_eq!(exit, 0, "{told}");
        let last = house.sql_i64("SELECT MAX(CAST(number AS BIGINT)) FROM sales_order").await;
        let sealed = house.sql_i64("SELECT MAX(size) FROM checkpoint").await;
        let signer = signer_of(&house);
        move_along(&house.folder().join("signer"), &there.folder().join("signer"));
        let youngest = house.sql_i64("SELECT MAX(id) FROM journal").await;
        finish(house).await;

        let moved = House::empty_at(there).await;
        let number = placed(&moved.api(SEVER).await, "moved", one("DR-1", "1")).await;
        assert_eq!(number.parse::<i64>().expect("a number"), last + 1);
        moved.work().await;
        moved.seal().await;
        assert!(moved.sql_i64("SELECT MAX(size) FROM checkpoint").await > sealed);
        assert_eq!(moved.sql_i64(&format!("SELECT count(*) FROM journal WHERE kind = 'order.placed' AND id > {youngest}")).await, 1);
        assert_eq!((signer_of(&moved).key, signer_of(&moved).origin), (signer.key, signer.origin));
        expect_clean(&moved);
        finish(moved).await;
    }

    async fn a_place_with_anything_in_it_is_refused_and_stays_as_it_is(house: House) {
        let there = Place::fresh(other(engine_of(&house)));
        there.change("CREATE TABLE something (id BIGINT)");
        let told = copy(&mut look_at(&house.database_url()), &there.address()).expect_err("it is not empty");
        assert!(told.contains("is not empty"), "{told}");
        assert_eq!(there.number("SELECT count(*) FROM something"), 0);
        // What is no database of this program is not copied either.
        let told = copy(&mut look_at(&there.url()), &Place::fresh(engine_of(&house)).address()).expect_err("nothing to copy");
        assert!(told.contains("nothing to copy"), "{told}");
        finish(house).await;
    }
}
