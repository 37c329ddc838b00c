//! What was restored is a house that works: people order in it, its log goes on, by the signer of that moment as it is and by one that
//! has signed more since after people have said so.

use std::path::Path;

use orderly::keeping::backup::backup;
use orderly::platform::values::Moment;
use serde_json::json;

use super::{engine_of, file, lively, look_at, other, signer_of};
use crate::House;
use crate::blocks::pay;
use crate::commands::run;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::kit::trade::{MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{finish, one};
use crate::records::{expect_clean, verify};
use crate::shipping::{all_from_moscow, placed, ship};

/// Takes the files of a signer to another house.
fn move_signer(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the folder").map(|entry| entry.expect("a file")) {
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy of the file");
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Writes a backup of the house.
fn kept(house: &House, archive: &Path) {
    backup(&mut look_at(&house.database_url()), archive, Moment::now(), Some(&signer_of(house))).expect("a backup");
}

/// The old debt is paid, somebody orders and is shipped to; what the records say of it is sealed.
async fn goes_on(house: &House, key: &str) {
    pay(house, &format!("pay-{key}"), json!({"contract": "A-1", "amount": "599.50"})).await.expect(201);
    let number = placed(&house.api(SEVER).await, key, one("DR-1", "1")).await;
    ship(&house.api(WAREHOUSE).await, &number, &format!("ship-{key}"), all_from_moscow()).await.expect(201);
    house.work().await;
    house.seal().await;
}

on_both! {
    async fn a_restored_house_goes_on_with_the_signer_of_that_moment(house: House) {
        lively(&house).await;
        house.rest().await;
        house.seal().await;
        let there = Place::fresh(other(engine_of(&house)));
        let archive = file(&there, "whole.zip");
        kept(&house, &archive);
        let sealed = house.sql_i64("SELECT max(size) FROM checkpoint").await;
        let orders = house.sql_i64("SELECT count(*) FROM sales_order").await;
        run(&["restore", &text(&archive), "--into", &there.url()]).with(0);
        move_signer(&house.folder().join("signer"), &there.folder().join("signer"));
        finish(house).await;

        let again = House::empty_at(there).await;
        assert_eq!(again.sql_i64("SELECT count(*) FROM sales_order").await, orders);
        goes_on(&again, "again").await;
        assert_eq!(again.sql_i64("SELECT count(*) FROM sales_order").await, orders + 1);
        assert!(again.sql_i64("SELECT max(size) FROM checkpoint").await > sealed);
        expect_clean(&again);
        run(&["check", "--database-url", &again.database_url()]).with(0);
        finish(again).await;
    }

    async fn a_restored_house_whose_signer_has_signed_more_goes_on_after_a_break_that_people_have_said(house: House) {
        lively(&house).await;
        house.rest().await;
        house.seal().await;
        let there = Place::fresh(engine_of(&house));
        let archive = file(&there, "whole.zip");
        kept(&house, &archive);
        // What came after the backup is lost with the machine; the signer was on another.
        goes_on(&house, "lost").await;
        run(&["restore", &text(&archive), "--into", &there.url()]).with(0);
        let state = there.folder().join("signer");
        move_signer(&house.folder().join("signer"), &state);
        finish(house).await;

        let again = House::empty_at(there).await;
        let url = again.database_url();
        let sealed = again.sql_i64("SELECT max(size) FROM checkpoint").await.to_string();
        let stands = || async { again.api(MANAGER).await.look("/api/v1/records").await.expect(200).json()["state"].clone() };
        placed(&again.api(SEVER).await, "unsealed", one("DR-1", "1")).await;
        assert_eq!(stands().await, "set_back");
        let advised = run(&["doctor", "--database-url", &url, "--data-dir", &text(again.folder())]).with(1);
        assert!(advised.out.contains(&format!("signer reopen --state {} --after {sealed}", state.display())), "{}", advised.out);
        let reason = ["--reason", "The disk was lost", "--database-url", &url];
        run(&[&["signer", "--state", &text(&state), "reopen", "--after", &sealed][..], &reason].concat()).with(0);
        goes_on(&again, "again").await;
        assert_eq!(stands().await, "whole");
        let (exit, told) = verify(&again, &[]);
        assert!(exit == 2 && told.contains("a break") && told.contains("The disk was lost"), "{told}");
        let (exit, told) = verify(&again, &["--break", &sealed]);
        assert_eq!(exit, 0, "{told}");
        if engine_of(&again) == Engine::Sqlite {
            let well = run(&["doctor", "--database-url", &url, "--data-dir", &text(again.folder())]);
            assert!(well.out.contains("  ok  signer"), "{}", well.out);
        }
        run(&["check", "--database-url", &url]).with(0);
        finish(again).await;
    }
}
