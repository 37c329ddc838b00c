//! The log that nobody can falsify: receipts, the state, verifying as whoever does not trust the house would, the witness.

mod agreeing;
mod anchors;
mod bodies;
mod canaries;
mod changed;
mod clocks;
mod columns;
mod committed;
mod deeds;
pub mod erasing;
mod every_table;
mod falsifying;
mod goods;
mod hand;
mod illegible;
mod insider;
mod kinds;
mod marks;
mod moved;
mod names;
mod older;
mod on_paper;
mod prepaid;
mod promised;
mod proofs;
mod quoted;
mod rights;
mod sequences;
mod standing;
mod taken_back;
mod tampering;
mod underway;
mod unread;
mod unwritten;

use std::path::{Path, PathBuf};
use std::process::Command;

use hand::Hand;
use orderly::records::check::check;
use orderly::records::keys::PublicKey;
use orderly::records::receipt::Receipt;
use orderly::records::signer::Desk;
use orderly::records::witness::client::Witness;
use orderly::records::{Sealer, Signer, witness};
use serde_json::{Value, json};

use crate::House;
use crate::blocks::{block, day, release};
use crate::kit::client::Client;
use crate::kit::trade::{ACCOUNTANT, ADMINISTRATOR, AGENT, BETA, MANAGER, SEVER, WAREHOUSE, YUG};
use crate::on_both;
use crate::reading::one;
use crate::receivables::keyed;
use crate::shipping::{all_from_moscow, ship};

/// What `orderly verify` says of a house: how it ends, and its words.
pub fn verify(house: &House, more: &[&str]) -> (i32, String) {
    verify_at(&house.database_url(), house.folder(), more)
}

/// The same of a database and a data folder.
pub fn verify_at(url: &str, folder: &Path, more: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orderly"));
    command.arg("verify").args(["--database-url", url, "--data-dir"]).arg(folder).args(more);
    for name in ["DATABASE_URL", "DATABASE_URL_FILE", "ORDERLY_SIGNER", "ORDERLY_WITNESS", "ORDERLY_DATA_DIR"] {
        command.env_remove(name);
    }
    let told = command.output().expect("the program runs");
    let text = format!("{}{}", String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    (told.status.code().expect("an exit"), text)
}

#[track_caller]
pub fn expect_clean(house: &House) {
    let (exit, text) = verify(house, &[]);
    assert_eq!(exit, 0, "a clean log was accused: {text}");
}

async fn placed(client: &Client, key: &str, sku: &str, quantity: &str) -> Value {
    let mut body = one(sku, quantity);
    body["shortage"] = json!("backorder");
    client.order(key, body).await.expect(201).json()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

fn log_key(house: &House) -> PublicKey {
    let desk = Desk::known(&house.folder().join("signer")).expect("a signer");
    PublicKey::parse(&desk.last().expect("its last word").key).expect("a key")
}

async fn receipt(client: &Client, number: &str) -> Receipt {
    let told = client.look(&format!("/api/v1/orders/{number}/receipt")).await.expect(200);
    serde_json::from_str(&told.text).expect("a receipt")
}

fn saved(house: &House, name: &str, receipt: &Receipt) -> PathBuf {
    let path = house.folder().join(name);
    std::fs::write(&path, serde_json::to_string_pretty(receipt).unwrap()).expect("a file");
    path
}

/// A quote below the limit of one person, agreed to by a second.
async fn agreed_quote(house: &House, key: &str) {
    let body = json!({"message": "The whole site", "lines": [{"sku": "DR-1", "quantity": "4"}]});
    let quote = text(&keyed(&house.api(SEVER).await, "/api/v1/quotes", key, &body).await.expect(201).json()["number"]);
    let line = json!({"sku": "DR-1", "quantity": "4", "unit_price": "3050"});
    let version = json!({"lines": [line], "valid_until": day(house, 7)});
    house.api(MANAGER).await.send(&format!("/api/v1/quotes/{quote}/versions"), version).await.expect(202);
    let said = json!({"version": 1, "grant": true, "reason": "A good client"});
    let told = house.api(ACCOUNTANT).await.send(&format!("/api/v1/quotes/{quote}/approvals"), said).await;
    assert!(told.status.is_success(), "{}", told.text);
}

/// A piece of every kind of business that the records must tell of, sealed in several steps.
pub async fn business(house: &House, key: &str) {
    let (sever, manager, warehouse) = (house.api(SEVER).await, house.api(MANAGER).await, house.api(WAREHOUSE).await);
    let first = placed(&sever, &format!("{key}-1"), "DR-1", "2").await;
    house.seal().await;
    let number = text(&first["number"]);
    ship(&warehouse, &number, &format!("{key}-ship"), all_from_moscow()).await;
    let second = placed(&house.api(BETA).await, &format!("{key}-2"), "GL-5", "10").await;
    house.seal().await;
    house.api(BETA).await.send(&format!("/api/v1/orders/{}/cancellation", text(&second["number"])), json!({})).await;
    let discount = json!({"code": format!("D-{key}"), "name": "Р", "name_en": "R", "percent": "1", "valid_from": "2020-01-01"});
    manager.send("/api/v1/partners/ALFA/discounts", discount).await.expect(201);
    let id = block(&manager, "A-1", json!({"reason": "To be talked about"})).await;
    release(&manager, "A-1", &id).await;
    house.seal().await;
    agreed_quote(house, &format!("{key}-q")).await;
    placed(&house.api(YUG).await, &format!("{key}-3"), "CB-1", "1.5").await;
    house.seal().await;
}

on_both! {
    async fn whoever_orders_gets_a_receipt_that_is_checked_without_us(house: House) {
        let sever = house.api(SEVER).await;
        let order = placed(&sever, "once", "DR-1", "2").await;
        let number = text(&order["number"]);
        let promised = order["receipt"].clone();
        assert!(promised["promise"].as_str().is_some_and(|note| note.contains("orderly-promise/v1")), "{promised}");
        // The same order asked for again has the same receipt.
        assert_eq!(placed(&sever, "once", "DR-1", "2").await["receipt"], promised);
        house.seal().await;
        let sealed = receipt(&sever, &number).await;
        // What is sealed is promised no more: it is proved.
        assert_eq!((&sealed.record.leaf_hash, sealed.promise.as_ref()), (&text(&promised["leaf_hash"]), None));
        assert_eq!((sealed.order.number.as_str(), sealed.order.total.as_str()), (number.as_str(), order["total"].as_str().unwrap()));
        let checked = check(&sealed, &[log_key(&house)]);
        assert_eq!(checked.faults, []);
        assert!(checked.is_proved() && checked.promised.is_none());
        let both = Receipt { promise: promised["promise"].as_str().map(str::to_owned), ..sealed.clone() };
        let checked = check(&both, &[log_key(&house)]);
        assert!(checked.is_proved() && checked.promised.is_some(), "{checked:?}");
        for name in ["Ирина", "Северова", "Склад Север", "ООО"] {
            assert!(!sealed.record.body.contains(name), "a person or a place stands in the log: {name}");
        }
        // A version of its own for each step of its life.
        sever.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await;
        let told = receipt(&sever, &number).await;
        assert_eq!((told.order.version, told.record.kind.as_str()), (2, "order.cancelled"));
        assert_eq!(check(&told, &[log_key(&house)]).faults, []);
        let first = sever.look(&format!("/api/v1/orders/{number}/receipt?version=1")).await.expect(200).json();
        assert_eq!(first["record"]["leaf_hash"], promised["leaf_hash"]);
        sever.look(&format!("/api/v1/orders/{number}/receipt?version=7")).await.expect(404);
        sever.look("/api/v1/orders/999999/receipt").await.expect(404);
        house.api(BETA).await.look(&format!("/api/v1/orders/{number}/receipt")).await.expect(404);
        house.api(YUG).await.look(&format!("/api/v1/orders/{number}/receipt")).await.expect(404);
        house.close().await;
    }

    async fn the_receipt_is_a_page_and_a_file_and_the_checking_page_leaves_the_house_whole(house: House) {
        let browser = house.browser(SEVER).await;
        let number = text(&placed(&house.api(SEVER).await, "once", "DR-1", "1").await["number"]);
        house.seal().await;
        let page = browser.look(&format!("/orders/{number}")).await.expect(200).text;
        assert!(page.contains(&format!("/orders/{number}/receipt")), "{page}");
        let page = browser.look(&format!("/orders/{number}/receipt")).await.expect(200).text;
        assert!(page.contains("recorded and sealed") && page.contains("/receipt.html"), "{page}");
        let file = browser.look(&format!("/orders/{number}/receipt.json")).await.expect(200);
        assert!(file.header("content-disposition").contains(&format!("receipt-{number}.json")));
        let told: Receipt = serde_json::from_str(&file.text).expect("a receipt");
        assert_eq!(check(&told, &[log_key(&house)]).faults, []);
        house.browser(BETA).await.look(&format!("/orders/{number}/receipt.json")).await.expect(404);
        let checker = house.visitor().look("/receipt.html").await.expect(200);
        assert!(checker.header("content-disposition").starts_with("attachment"));
        assert!(!checker.text.contains("http://") && !checker.text.contains("https://"), "it asks nobody");
        house.close().await;
    }

    async fn the_state_is_told_in_plain_words(house: House) {
        business(&house, "a").await;
        let told = house.api(MANAGER).await.look("/api/v1/records").await.expect(200).json();
        assert_eq!((told["state"].as_str(), told["unsealed"].as_i64()), (Some("whole"), Some(0)), "{told}");
        assert_eq!((told["records"].clone(), told["key"].as_str()), (told["sealed"].clone(), Some(log_key(&house).to_string().as_str())));
        let page = house.browser(ADMINISTRATOR).await.look("/records").await.expect(200).text;
        assert!(page.contains("Every record is sealed") && page.contains("lies in the portal"), "{page}");
        for login in [SEVER, AGENT, WAREHOUSE] {
            house.api(login).await.look("/api/v1/records").await.expect(403);
        }
        // A signer that remembers more than there is: the database was set back.
        house.rest().await;
        let most = told["sealed"].as_i64().unwrap();
        let hand = Hand::of(&house);
        hand.keep("keep");
        hand.change(&format!("DELETE FROM order_record WHERE place > {0}; DELETE FROM cosignature; DELETE FROM checkpoint WHERE size > {0}; DELETE FROM place WHERE n > {0}", most - 3));
        let told = house.api(MANAGER).await.look("/api/v1/records").await.expect(200).json();
        assert_eq!(told["state"], "set_back", "{told}");
        let page = house.browser(MANAGER).await.look("/records").await.expect(200).text;
        assert!(page.contains("Records are missing"), "{page}");
        hand.put_back("keep");
        house.leave().await;
    }

    async fn a_clean_log_is_never_accused(house: House) {
        business(&house, "a").await;
        expect_clean(&house);
        // Also while it is written to, and before the last records are sealed.
        let sever = house.api(SEVER).await;
        for n in 0..6 {
            let number = text(&placed(&sever, &format!("n-{n}"), "DR-1", "1").await["number"]);
            if n % 2 == 0 {
                sever.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await;
            }
            expect_clean(&house);
        }
        business(&house, "b").await;
        expect_clean(&house);
        house.close().await;
    }

    async fn without_an_anchor_nobody_says_that_all_is_well(house: House) {
        business(&house, "a").await;
        let elsewhere = house.folder().join("elsewhere");
        std::fs::create_dir_all(&elsewhere).unwrap();
        let (exit, told) = verify_at(&house.database_url(), &elsewhere, &[]);
        assert_eq!(exit, 2, "{told}");
        let key = log_key(&house).to_string();
        let (exit, told) = verify_at(&house.database_url(), &elsewhere, &["--key", &key]);
        assert_eq!(exit, 2, "a key alone says nothing of what was taken away: {told}");
        let checkpoint = house.folder().join("checkpoint");
        let note = house.api(MANAGER).await.look("/api/v1/records").await.expect(200).json()["checkpoint"].clone();
        std::fs::write(&checkpoint, text(&note)).unwrap();
        let (exit, told) = verify_at(&house.database_url(), &elsewhere, &["--key", &key, "--checkpoint", &checkpoint.to_string_lossy()]);
        assert_eq!(exit, 0, "{told}");
        std::fs::write(&checkpoint, text(&note).replace('\n', "\n ")).unwrap();
        let (exit, told) = verify_at(&house.database_url(), &elsewhere, &["--key", &key, "--checkpoint", &checkpoint.to_string_lossy()]);
        assert_eq!(exit, 2, "{told}");
        let (exit, told) = verify_at("sqlite:/nowhere/at/all.sqlite", &elsewhere, &["--key", &key]);
        assert_eq!(exit, 2, "{told}");
        house.close().await;
    }

    async fn a_receipt_with_a_changed_digit_is_named(house: House) {
        let sever = house.api(SEVER).await;
        let number = text(&placed(&sever, "once", "DR-1", "2").await["number"]);
        house.seal().await;
        let good = receipt(&sever, &number).await;
        let key = log_key(&house).to_string();
        let alone = |path: &Path| verify_at("sqlite:/nowhere/at/all.sqlite", Path::new("/nowhere"), &["--key", &key, "--receipt", &path.to_string_lossy()]);
        let (exit, told) = alone(&saved(&house, "good.json", &good));
        assert_eq!(exit, 0, "{told}");
        let mut other = good.clone();
        other.order.total = format!("1{}", other.order.total);
        let (exit, told) = alone(&saved(&house, "total.json", &other));
        assert!(exit == 1 && told.contains("order.total"), "{told}");
        let mut other = good.clone();
        other.order.lines[0].quantity = "3.000".into();
        let (exit, told) = alone(&saved(&house, "line.json", &other));
        assert!(exit == 1 && told.contains("order.lines[0].quantity"), "{told}");
        // The receipt is an anchor against the database as well.
        let path = saved(&house, "good.json", &good);
        let (exit, told) = verify(&house, &["--receipt", &path.to_string_lossy()]);
        assert!(exit == 0 && told.contains("receipt"), "{told}");
        house.close().await;
    }

    async fn the_key_is_changed_by_the_word_of_both_and_the_log_goes_on(house: House) {
        business(&house, "a").await;
        let old = log_key(&house);
        let desk = Desk::known(&house.folder().join("signer")).expect("a signer");
        let new = desk.rotate(true).expect("a new key");
        business(&house, "b").await;
        expect_clean(&house);
        for key in [&old, &new] {
            let (exit, told) = verify(&house, &["--key", &key.to_string()]);
            assert_eq!(exit, 0, "{told}");
        }
        let told = house.api(MANAGER).await.look("/api/v1/records").await.expect(200).json();
        assert_eq!((told["key"].as_str(), told["key_changes"][0]["is_compromised"].as_bool()), (Some(new.to_string().as_str()), Some(true)));
        let page = house.browser(MANAGER).await.look("/records").await.expect(200).text;
        assert!(page.contains(&old.short()) && page.contains("revoked"), "{page}");
        let number = text(&placed(&house.api(SEVER).await, "after", "DR-1", "1").await["number"]);
        house.seal().await;
        let after = receipt(&house.api(SEVER).await, &number).await;
        for key in [old, new] {
            assert_eq!(check(&after, &[key]).faults, []);
        }
        house.close().await;
    }

    async fn a_seal_that_was_given_and_not_kept_is_kept_later(house: House) {
        business(&house, "a").await;
        house.rest().await;
        let hand = Hand::of(&house);
        let sealed = house.sql_i64("SELECT max(size) FROM checkpoint").await;
        hand.change(&format!("DELETE FROM cosignature; DELETE FROM checkpoint WHERE size = {sealed}; DELETE FROM order_record WHERE place > (SELECT max(size) FROM checkpoint)"));
        // As after a process that ended between the signature and the commit: nobody is accused, and the next round finishes it.
        expect_clean(&house);
        placed(&house.api(SEVER).await, "next", "DR-1", "1").await;
        house.seal().await;
        assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM checkpoint WHERE size = {sealed}")).await, 1);
        assert!(house.sql_i64("SELECT max(size) FROM checkpoint").await > sealed);
        expect_clean(&house);
        house.leave().await;
    }

    async fn nobody_seals_another_history(house: House) {
        business(&house, "a").await;
        house.rest().await;
        let hand = Hand::of(&house);
        // The last records are taken away and others written: the signer does not go along.
        let sealed = house.sql_i64("SELECT max(size) FROM checkpoint").await;
        hand.change(&format!("DELETE FROM order_record WHERE place > {0}; DELETE FROM cosignature; DELETE FROM checkpoint WHERE size > {0}; DELETE FROM place WHERE n > {0}; DELETE FROM log_node", sealed - 4));
        for n in 0..6 {
            placed(&house.api(SEVER).await, &format!("forged-{n}"), "DR-1", "1").await;
        }
        while house.gate.sequence().await.expect("places") > 0 {}
        assert!(orderly::records::seal(&house.gate).await.is_err());
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("anchors"), "{told}");
        house.leave().await;
    }

    async fn two_nodes_seal_one_log(house: House) {
        let signer = Signer::open(None, &house.folder().join("signer")).expect("the same signer");
        let other = Sealer::new(signer, Vec::new());
        let sever = house.api(SEVER).await;
        // Nobody seals but these two.
        house.rest().await;
        let unsealed = "SELECT (SELECT max(n) FROM place) - COALESCE((SELECT max(size) FROM checkpoint), 0)";
        for n in 0..8 {
            placed(&sever, &format!("n-{n}"), "DR-1", "1").await;
            while house.gate.sequence().await.expect("places") > 0 {}
            let waiting = u64::try_from(house.sql_i64(unsealed).await).expect("a count");
            let (one, two) = futures_util::future::join(orderly::records::seal(&house.gate), other.seal(&house.gate)).await;
            let told = [one.expect("the one seals, or leaves it to the other"), two.expect("so does the other")];
            // What both have kept is kept once.
            assert!(told.iter().all(|sealed| [0, waiting].contains(sealed)) && told.contains(&waiting), "{told:?} of {waiting}");
            assert_eq!((waiting > 0, house.sql_i64(unsealed).await), (true, 0));
        }
        house.seal().await;
        expect_clean(&house);
        house.close().await;
    }

    async fn a_witness_on_another_machine_keeps_watch(house: House) {
        let folder = house.folder().join("witness");
        let desk = std::sync::Arc::new(witness::desk::Desk::open(&folder, Some("witness.example"), vec![log_key(&house)]).expect("a witness"));
        let key = desk.key().clone();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = witness::server::serve(desk, listener).expect("it serves");
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let signer = Signer::open(None, &house.folder().join("signer")).expect("the same signer");
        let watched = Sealer::new(signer, vec![Witness::parse(&format!("{key}@{url}")).unwrap()]);
        for n in ["a", "b"] {
            business(&house, n).await;
            watched.show(&house.gate).await.expect("it is shown");
        }
        assert!(house.sql_i64("SELECT count(*) FROM cosignature WHERE witness = 'witness.example'").await >= 2);
        let told = house.api(MANAGER).await.look("/api/v1/records").await.expect(200).json();
        assert_eq!(told["witnessed"]["witness"], "witness.example", "{told}");
        let (house_url, data) = (house.database_url(), house.folder().to_owned());
        let trusted = log_key(&house).to_string();
        let asked = [format!("{key}@{url}"), url.clone(), format!("{}@{url}", anchors::stranger())];
        // The witness answers on this thread: whoever asks it waits on another.
        let ask = move || asked.map(|witness| verify_at(&house_url, &data, &["--key", &trusted, "--witness", &witness]));
        let [with, without, wrong] = tokio::task::spawn_blocking(ask).await.unwrap();
        assert!(with.0 == 0 && with.1.contains(&format!("{url}, confirmed ")) && with.1.contains("words of witness.example"), "{}", with.1);
        assert!(without.0 == 2 && without.1.contains("give its key"), "{}", without.1);
        assert!(wrong.0 == 2 && wrong.1.contains("not confirmed"), "{}", wrong.1);
        // What it has seen is more than what an old copy of everything, with the signer's folder, can show.
        let seen = std::fs::read_dir(&folder).unwrap().filter_map(|entry| entry.ok()).map(|entry| entry.path()).find(|path| path.to_string_lossy().contains("log-")).expect("what it has seen");
        house.rest().await;
        let hand = Hand::of(&house);
        hand.keep("keep");
        let sealed = house.sql_i64("SELECT min(size) FROM checkpoint").await;
        hand.change(&format!("DELETE FROM order_record WHERE place > {sealed}; DELETE FROM cosignature; DELETE FROM checkpoint WHERE size > {sealed}; DELETE FROM place WHERE n > {sealed}"));
        let elsewhere = house.folder().join("elsewhere");
        std::fs::create_dir_all(&elsewhere).unwrap();
        let (exit, told) = verify_at(&house.database_url(), &elsewhere, &["--key", &log_key(&house).to_string(), "--witness", &seen.to_string_lossy()]);
        assert!(exit == 1 && told.contains("anchors"), "{told}");
        hand.put_back("keep");
        handle.stop(false).await;
        house.leave().await;
    }
}

/// The page that partners keep holds its script and its style by their hashes, and nothing else.
#[test]
fn the_checking_page_runs_what_it_was_made_with() {
    use base64::Engine;
    use sha2::{Digest, Sha256};

    let page = include_str!("../../static/receipt.html");
    for name in ["script", "style"] {
        let (_, rest) = page.split_once(&format!("<{name}>")).expect("it is there");
        let (inside, _) = rest.split_once(&format!("</{name}>")).expect("it ends");
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(inside.as_bytes()));
        assert!(page.contains(&format!("{name}-src 'sha256-{hash}'")), "{name}: 'sha256-{hash}'");
    }
    assert!(page.contains("default-src 'none'"));
}
