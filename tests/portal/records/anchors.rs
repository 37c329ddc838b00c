//! What the word of others is worth, and the ways out where signer and database have parted: receipts that prove nothing, keys that
//! were revoked, a database that was put back, a key that is lost.

use std::path::Path;
use std::process::Command;

use orderly::keeping::backup::backup;
use orderly::keeping::restore::restore;
use orderly::platform::db::{Address, Alone};
use orderly::platform::values::Moment;
use orderly::records::Signer;
use orderly::records::check::check;
use orderly::records::keys::{PublicKey, Purpose, SigningKey};
use orderly::records::merkle;
use orderly::records::note::Line;
use orderly::records::receipt::Receipt;
use orderly::records::signer::Desk;

use super::hand::Hand;
use super::{business, expect_clean, log_key, placed, receipt, saved, text, verify, verify_at};
use crate::House;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::kit::trade::{MANAGER, SEVER};
use crate::on_both;

/// A database that is not there.
const NOWHERE: &str = "sqlite:/nowhere/at/all.sqlite";

/// The key of a witness that nobody has asked.
pub fn stranger() -> PublicKey {
    SigningKey::of("witness.example", Purpose::Witness, &[9; 32]).expect("a key").public().clone()
}

/// A receipt that nobody has signed.
fn unsigned(receipt: &Receipt) -> Receipt {
    let mut other = Receipt { promise: None, index: None, inclusion_proof: Vec::new(), checkpoint: None, ..receipt.clone() };
    other.record.place = None;
    other
}

/// The same with another total, all of it made to fit.
fn forged(receipt: &Receipt) -> Receipt {
    let mut other = unsigned(receipt);
    let total = format!("1{}", other.order.total);
    other.record.body =
        other.record.body.replace(&format!("\"total\":\"{}\"", other.order.total), &format!("\"total\":\"{total}\""));
    other.order.total = total;
    other.record.leaf_hash = merkle::leaf_hash(other.record.body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    other
}

/// `orderly signer reopen`: whether it was done, and its words.
fn reopen(house: &House, after: i64) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orderly"));
    command.args(["signer", "reopen", "--reason", "A disk was lost", "--after", &after.to_string()]);
    command.args(["--database-url", &house.database_url(), "--state"]).arg(house.folder().join("signer"));
    for name in ["DATABASE_URL", "ORDERLY_SIGNER_STATE"] {
        command.env_remove(name);
    }
    let told = command.output().expect("the program runs");
    let text = format!("{}{}", String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    (told.status.success(), text)
}

async fn state(house: &House) -> String {
    text(&house.api(MANAGER).await.look("/api/v1/records").await.expect(200).json()["state"])
}

/// What is waiting gets its place; whether it is sealed as well.
async fn is_sealed(house: &House) -> bool {
    while house.gate.sequence().await.expect("places") > 0 {}
    orderly::records::seal(&house.gate).await.is_ok()
}

on_both! {
    async fn a_receipt_that_nobody_signed_proves_nothing(house: House) {
        let sever = house.api(SEVER).await;
        let number = text(&placed(&sever, "once", "DR-1", "2").await["number"]);
        house.seal().await;
        let good = receipt(&sever, &number).await;
        let key = log_key(&house).to_string();
        let (bare, false_one) = (saved(&house, "bare.json", &unsigned(&good)), saved(&house, "forged.json", &forged(&good)));
        assert_eq!(check(&forged(&good), &[log_key(&house)]).faults, [], "everything in it fits");
        for path in [&bare, &false_one] {
            let (exit, told) = verify_at(NOWHERE, Path::new("/nowhere"), &["--key", &key, "--receipt", &path.to_string_lossy()]);
            assert!(exit == 2 && told.contains("no signature"), "{told}");
        }
        // Beside the log the one is found and the other is not.
        let (exit, told) = verify(&house, &["--receipt", &bare.to_string_lossy()]);
        assert!(exit == 0 && told.contains("the log holds its record"), "{told}");
        let (exit, told) = verify(&house, &["--receipt", &false_one.to_string_lossy()]);
        assert!(exit == 2 && told.contains("no such record"), "{told}");
        let other = saved(&house, "form.json", &Receipt { v: 7, ..good });
        let (exit, told) = verify_at(NOWHERE, Path::new("/nowhere"), &["--key", &key, "--receipt", &other.to_string_lossy()]);
        assert!(exit == 1 && told.contains("form.json: v: expected 1, found 7"), "{told}");
        house.close().await;
    }

    async fn a_revoked_key_makes_no_good_receipt_and_the_next_key_does(house: House) {
        let sever = house.api(SEVER).await;
        let number = text(&placed(&sever, "once", "DR-1", "2").await["number"]);
        house.seal().await;
        let old = log_key(&house);
        let before = saved(&house, "before.json", &receipt(&sever, &number).await);
        let given = ["--key", &old.to_string(), "--receipt", &before.to_string_lossy()].map(str::to_owned);
        let given: Vec<&str> = given.iter().map(String::as_str).collect();
        assert_eq!(verify_at(NOWHERE, house.folder(), &given).0, 0);
        Desk::known(&house.folder().join("signer")).expect("a signer").rotate(true).expect("a new key");
        let (exit, told) = verify_at(NOWHERE, house.folder(), &given);
        assert!(exit == 2 && told.contains("revoked"), "{told}");
        let (exit, told) = verify(&house, &given);
        assert!(exit == 0 && told.contains("the log holds its record"), "{told}");
        // The same order, sealed once more under the key that came.
        placed(&sever, "next", "DR-1", "1").await;
        house.seal().await;
        let after = receipt(&sever, &number).await;
        let checked = check(&after, &[old]);
        assert!(checked.is_proved() && !checked.is_revoked, "{checked:?}");
        house.close().await;
    }

    async fn the_words_of_a_witness_that_are_kept_are_held_to_its_key(house: House) {
        business(&house, "a").await;
        house.rest().await;
        let hand = Hand::of(&house);
        let size = house.sql_i64("SELECT max(size) FROM checkpoint").await;
        let given = ["--witness", &format!("{}@{}", stranger(), saved_note(&house).await)].map(str::to_owned);
        let given: Vec<&str> = given.iter().map(String::as_str).collect();
        let (exit, told) = verify(&house, &given);
        assert!(exit == 2 && told.contains("not confirmed"), "{told}");
        let line = Line { name: "witness.example".into(), id: stranger().id(), signature: vec![0; 72] };
        hand.change(&format!("INSERT INTO cosignature (size, witness, line, at) VALUES ({size}, 'witness.example', '{line}', 0)"));
        let (exit, told) = verify(&house, &given);
        assert!(exit == 1 && told.contains("word of witness.example"), "{told}");
        house.leave().await;
    }

    async fn a_database_that_was_put_back_goes_on_after_a_break_that_everybody_is_told(house: House) {
        let hand = Hand::of(&house);
        business(&house, "a").await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        let sever = house.api(SEVER).await;
        hand.keep("early");
        for n in 0..3 {
            placed(&sever, &format!("lost-{n}"), "DR-1", "1").await;
        }
        assert!(is_sealed(&house).await);
        let signed = house.sql_i64("SELECT max(size) FROM checkpoint").await;
        hand.put_back("early");
        let sealed = house.sql_i64("SELECT max(size) FROM checkpoint").await;
        assert!(sealed < signed);
        assert_eq!(state(&house).await, "set_back");
        // New records come until there are as many as were signed, and nobody takes them for those that are gone.
        let mut is_unsigned = false;
        for n in 0..40 {
            let order = placed(&sever, &format!("new-{n}"), "DR-1", "1").await;
            assert!(!is_sealed(&house).await);
            is_unsigned = order["receipt"]["promise"].is_null();
            if house.sql_i64("SELECT max(n) FROM place").await > signed {
                break;
            }
        }
        assert!(is_unsigned, "the signer promises nothing for another log");
        assert!(house.sql_i64("SELECT max(n) FROM place").await > signed);
        assert_eq!(state(&house).await, "set_back");
        assert_eq!(verify(&house, &[]).0, 1);
        let (is_done, told) = reopen(&house, sealed + 1);
        assert!(!is_done && told.contains("and not"), "{told}");
        let (is_done, told) = reopen(&house, sealed);
        assert!(is_done && told.contains("opened again"), "{told}");
        assert!(is_sealed(&house).await);
        assert_eq!(state(&house).await, "whole");
        assert_eq!(house.sql_i64("SELECT count(*) FROM log_key WHERE statement LIKE 'orderly-reopened/v1%'").await, 1);
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 2 && told.contains("a break") && told.contains("A disk was lost"), "{told}");
        let (exit, told) = verify(&house, &["--break", &sealed.to_string()]);
        assert!(exit == 0 && told.contains("a known break"), "{told}");
        assert!(placed(&sever, "after", "DR-1", "1").await["receipt"]["promise"].is_string());
        house.leave().await;
    }

    async fn a_lost_key_is_followed_by_a_new_one_and_never_by_itself(house: House) {
        business(&house, "a").await;
        house.rest().await;
        while house.gate.sequence().await.expect("places") > 0 {}
        house.seal().await;
        expect_clean(&house);
        let old = log_key(&house);
        let folder = house.folder().join("signer");
        std::fs::rename(&folder, house.folder().join("lost")).expect("the folder is gone");
        let sever = house.api(SEVER).await;
        assert!(placed(&sever, "without", "DR-1", "1").await["receipt"]["promise"].is_null(), "the order stands, the promise follows");
        assert!(!is_sealed(&house).await);
        assert_eq!(state(&house).await, "keyless");
        let page = house.browser(MANAGER).await.look("/records").await.expect(200).text;
        assert!(page.contains("signer reopen"), "{page}");
        assert!(!Signer::of_sealed(None, &folder).expect("it waits").has_key() && !folder.exists());
        let sealed = house.sql_i64("SELECT max(size) FROM checkpoint").await;
        let (is_done, told) = reopen(&house, sealed);
        assert!(is_done, "{told}");
        let new = log_key(&house);
        assert_ne!(new, old);
        assert!(is_sealed(&house).await);
        assert_eq!(state(&house).await, "whole");
        let known = sealed.to_string();
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 2 && told.contains("a break"), "{told}");
        for keys in [vec![&new], vec![&old, &new]] {
            let keys: Vec<String> = keys.into_iter().map(|key| key.to_string()).collect();
            let mut given = vec!["--break", &known];
            keys.iter().for_each(|key| given.extend(["--key", key]));
            let (exit, told) = verify(&house, &given);
            assert_eq!(exit, 0, "{told}");
        }
        // The lost key alone says nothing of what came after it.
        assert_eq!(verify(&house, &["--key", &old.to_string(), "--break", &known]).0, 1);
        house.leave().await;
    }

    async fn a_backup_from_between_a_new_key_and_its_first_seal_is_restored(house: House) {
        business(&house, "a").await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        let (old, folder) = (log_key(&house), house.folder().join("signer"));
        std::fs::rename(&folder, house.folder().join("lost")).expect("the folder is gone");
        // What came since waits for its seal.
        placed(&house.api(SEVER).await, "without", "DR-1", "1").await;
        let sealed = house.sql_i64("SELECT max(size) FROM checkpoint").await;
        let (is_done, told) = reopen(&house, sealed);
        assert!(is_done, "{told}");
        let new = log_key(&house);
        assert_ne!(new, old);
        let archive = house.folder().join("between.zip");
        let last = Desk::known(&folder).expect("a signer").last().expect("its last word");
        let mut db = Alone::look_at(&Address::parse(&house.database_url()).expect("an address")).expect("the database is there");
        backup(&mut db, &archive, Moment::now(), Some(&last)).expect("a backup");
        for (engine, keys) in [(Engine::Sqlite, vec![]), (Engine::Postgres, vec![new]), (Engine::Sqlite, vec![old])] {
            let place = Place::fresh(engine);
            let restored = restore(&archive, &place.address(), &keys, Moment::now()).expect("it is restored");
            assert_eq!(restored.log.findings, []);
            assert!(restored.log.anchors.iter().any(|anchor| anchor.starts_with("the backup (")), "{:?}", restored.log.anchors);
        }
        // Of another log the statement says nothing.
        let another = Desk::open(&house.folder().join("another"), Some("another.example")).expect("a signer").last().expect("its word");
        let another = PublicKey::parse(&another.key).expect("a key");
        let told = restore(&archive, &Place::fresh(Engine::Sqlite).address(), &[another], Moment::now()).expect_err("another's key");
        assert!(told.contains("not signed by a key that counts"), "{told}");
        house.leave().await;
    }

    async fn what_lies_beyond_an_older_checkpoint_is_counted(house: House) {
        business(&house, "a").await;
        let path = saved_note(&house).await;
        let held = std::fs::read_to_string(&path).expect("a note").lines().nth(1).expect("a size").to_owned();
        placed(&house.api(SEVER).await, "later", "DR-1", "1").await;
        house.seal().await;
        let (key, elsewhere) = (log_key(&house).to_string(), house.folder().join("elsewhere"));
        std::fs::create_dir_all(&elsewhere).expect("a folder");
        let (exit, told) = verify_at(&house.database_url(), &elsewhere, &["--key", &key, "--checkpoint", &path]);
        assert!(exit == 0 && told.contains(&format!("lie beyond the {held} that are held outside")), "{told}");
        house.close().await;
    }
}

/// A file with the last checkpoint.
async fn saved_note(house: &House) -> String {
    house.work().await;
    house.seal().await;
    let note = house.api(MANAGER).await.look("/api/v1/records").await.expect(200).json()["checkpoint"].clone();
    let path = house.folder().join("checkpoint");
    std::fs::write(&path, text(&note)).expect("a file");
    path.to_string_lossy().into_owned()
}
