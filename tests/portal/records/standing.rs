//! The page of the log and its door in the API where not everything is as it should be: each state is made as it comes about, and told
//! in both languages.

use std::net::TcpListener;
use std::sync::Arc;

use orderly::records::witness::client::Witness;
use orderly::records::{Sealer, Signer, sealer, witness};
use serde_json::{Value, json};

use super::{log_key, placed};
use crate::House;
use crate::kit::engines;
use crate::kit::trade::{ADMINISTRATOR, MANAGER, SEVER};
use crate::on_both;

/// The page in a language.
async fn page(house: &House, login: &str, lang: &str) -> String {
    let browser = house.browser(login).await;
    browser.fill("/profile", "/language", &[("lang", lang), ("next", "/")]).await.expect(303);
    browser.look("/records").await.expect(200).text
}

/// What the API says of the log when it is in this state; the page says these words, in English and in Russian.
async fn shown(house: &House, login: &str, state: &str, english: &[&str], russian: &[&str]) -> Value {
    let told = house.api(login).await.look("/api/v1/records").await.expect(200).json();
    assert_eq!(told["state"], state, "{told}");
    for (lang, words) in [("en", english), ("ru", russian)] {
        let page = page(house, login, lang).await;
        for part in words {
            assert!(page.contains(part), "{lang}: “{part}” is not on the page: {page}");
        }
    }
    told
}

/// Everything is sealed, and from now on nothing is by itself.
async fn at_rest(house: &House) {
    house.rest().await;
    house.seal().await;
    assert_eq!(house.api(MANAGER).await.look("/api/v1/records").await.expect(200).json()["state"], "whole");
}

async fn order(house: &House, key: &str) {
    placed(&house.api(SEVER).await, key, "DR-1", "1").await;
}

const UNWATCHED: [(&str, &str); 2] =
    [("en", "The witness has not confirmed the log for a long time."), ("ru", "Свидетель давно не подтверждал журнал.")];

/// Whether the log is told to be without a witness, by the API and in both languages alike.
async fn is_unwatched(house: &House) -> bool {
    let told = house.api(MANAGER).await.look("/api/v1/records").await.expect(200).json();
    let is_unwatched = told["is_unwatched"].as_bool().expect("yes or no");
    for (lang, words) in UNWATCHED {
        let page = page(house, MANAGER, lang).await;
        assert_eq!(page.contains(words), is_unwatched, "{lang}: {told} {page}");
    }
    is_unwatched
}

on_both! {
    async fn records_wait_for_their_seal_and_after_a_minute_they_are_late(house: House) {
        at_rest(&house).await;
        order(&house, "waits").await;
        let english = ["Being sealed", "The last records wait for the next second."];
        let russian = ["Опечатывается", "Последние записи ждут ближайшей секунды."];
        let told = shown(&house, MANAGER, "waiting", &english, &russian).await;
        let since = told["unsealed_since"].clone();
        assert!(told["unsealed"].as_i64() > Some(0) && since.is_string(), "{told}");
        house.pass_seconds(50);
        shown(&house, MANAGER, "waiting", &english, &russian).await;
        house.pass_seconds(20);
        let english = ["Not sealed in time", "Records have been waiting for their seal for more than a minute."];
        let russian = ["Не опечатан вовремя", "Записи ждут печати дольше минуты."];
        let told = shown(&house, MANAGER, "late", &english, &russian).await;
        assert_eq!(told["unsealed_since"], since, "of the first of those that wait");
        house.seal().await;
        let told = shown(&house, MANAGER, "whole", &["Every record is sealed."], &["Все записи опечатаны."]).await;
        assert_eq!((&told["unsealed"], &told["unsealed_since"], &told["sealed"]), (&json!(0), &Value::Null, &told["records"]));
        house.close().await;
    }

    async fn a_signer_with_an_old_memory_is_told_and_with_its_own_again_all_is_well(house: House) {
        at_rest(&house).await;
        let memory = house.folder().join("signer/last.json");
        let early = std::fs::read(&memory).expect("the signer's memory");
        order(&house, "later").await;
        house.seal().await;
        let own = std::fs::read(&memory).expect("the signer's memory");
        assert_ne!(own, early);
        std::fs::write(&memory, early).expect("an old memory");
        let english = ["The signer has lost its memory", "More records are sealed in the database than the signer remembers"];
        let russian = ["Подписант потерял память", "В базе опечатано больше записей, чем помнит подписант"];
        let told = shown(&house, MANAGER, "forgotten", &english, &russian).await;
        assert_eq!(told["sealed"].as_i64(), Some(house.sql_i64("SELECT max(size) FROM checkpoint").await));
        // Nothing is sealed on top of that.
        order(&house, "unsealed").await;
        while house.gate.sequence().await.expect("places") > 0 {}
        assert!(orderly::records::seal(&house.gate).await.is_err());
        shown(&house, MANAGER, "forgotten", &english, &russian).await;
        std::fs::write(&memory, own).expect("its own memory");
        house.seal().await;
        shown(&house, MANAGER, "whole", &["Every record is sealed."], &["Все записи опечатаны."]).await;
        house.close().await;
    }

    async fn a_witness_that_has_not_confirmed_the_log_for_an_hour_is_told(house: House) {
        at_rest(&house).await;
        assert!(!is_unwatched(&house).await, "where nobody is asked nobody is missed");
        let folder = house.folder().join("witness");
        let desk = witness::desk::Desk::open(&folder, Some("witness.example"), vec![log_key(&house)]).expect("a witness");
        let key = desk.key().clone();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let server = witness::server::serve(Arc::new(desk), listener).expect("it serves");
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let signer = Signer::open(None, &house.folder().join("signer")).expect("the same signer");
        let watched = Sealer::new(signer, vec![Witness::parse(&format!("{key}@{url}")).expect("a witness")]);
        sealer::stand(&house.gate, watched.clone());
        // It was set up and has not answered yet.
        assert!(is_unwatched(&house).await);
        assert!(page(&house, MANAGER, "en").await.contains("has not answered yet"));
        assert!(page(&house, MANAGER, "ru").await.contains("ещё не ответил"));
        house.seal().await;
        watched.show(&house.gate).await.expect("it is shown");
        handle.stop(false).await;
        let told = house.api(MANAGER).await.look("/api/v1/records").await.expect(200).json();
        assert_eq!((&told["witnesses"], &told["witnessed"]["size"]), (&json!([url]), &told["sealed"]), "{told}");
        assert!(!is_unwatched(&house).await);
        for (seconds, is_missed) in [(3_500, false), (200, true)] {
            house.pass_seconds(seconds);
            order(&house, &format!("after-{seconds}")).await;
            house.seal().await;
            assert_eq!(is_unwatched(&house).await, is_missed, "{seconds} seconds more");
        }
        house.close().await;
    }
}

#[actix_web::test]
async fn where_nobody_seals_that_is_told() {
    for engine in engines() {
        let house = House::without_sealer(engine).await;
        let english = ["Not being sealed", "Nobody seals records on this node.", "never yet"];
        let russian = ["Не опечатывается", "На этом узле записи никто не опечатывает.", "ещё ни разу"];
        let told = shown(&house, ADMINISTRATOR, "unsealed", &english, &russian).await;
        assert_eq!((&told["sealed"], &told["checkpoint"], &told["key"]), (&json!(0), &Value::Null, &Value::Null));
        assert_eq!(told["unsealed"], told["records"]);
        house.leave().await;
    }
}
