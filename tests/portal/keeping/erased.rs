//! Whoever was erased stays erased when an older backup is put back: by the list that the portal keeps beside its data.

use orderly::app;
use orderly::keeping::backup::backup;
use orderly::keeping::restore::{restore, restore_without};
use orderly::platform::values::Moment;
use orderly::privacy::again::Applied;
use orderly::privacy::list::{self, Erasure};
use serde_json::json;

use super::checking::run;
use super::health::within;
use super::{engine_of, file, lively, look_at, other};
use crate::House;
use crate::kit::engine::Place;
use crate::kit::trade::{ADMINISTRATOR, MANAGER, SEVER};
use crate::on_both;
use crate::reading::{finish, one};
use crate::shipping::placed;

const ZOYA: &str = "zoya@alfa.example";
const NAME: &str = "Зоя Канарейкина";

/// A buyer who has ordered something.
async fn buyer(house: &House, login: &str, name: &str) {
    let person = json!({"login": login, "name": name, "phone": "+7 900 555-44-33", "roles": ["buyer"], "language": "en"});
    house.api(MANAGER).await.send("/api/v1/partners/ALFA/people", person).await.expect(201);
    let key = login.split('@').next().expect("a name");
    placed(&house.api(login).await, key, one("DR-1", "1")).await;
}

async fn erase(house: &House, by: &str, login: &str) {
    let asked = json!({"login": login, "reason": "Asked to be forgotten"});
    house.api(by).await.send("/api/v1/erasures", asked).await.expect(201);
}

/// The list that the house keeps, as it is now.
async fn listed(house: &House) -> Vec<Erasure> {
    app::note_erasures(&house.gate, house.folder()).await.expect("they are noted");
    list::read(&house.folder().join(list::NAME)).expect("a list").expect("it is there")
}

/// How many rows still know Zoya.
fn knowing(place: &Place) -> i64 {
    place.number(&format!(
        "SELECT (SELECT count(*) FROM account WHERE name LIKE '%{NAME}%' OR login = '{ZOYA}') \
         + (SELECT count(*) FROM sales_order WHERE snapshot LIKE '%{NAME}%') \
         + (SELECT count(*) FROM order_version WHERE snapshot LIKE '%{NAME}%' OR actor LIKE '%{NAME}%') \
         + (SELECT count(*) FROM promise WHERE actor LIKE '%{NAME}%')"
    ))
}

on_both! {
    async fn an_older_backup_brings_nobody_back(house: House) {
        lively(&house).await;
        buyer(&house, ZOYA, NAME).await;
        buyer(&house, "before@alfa.example", "Борис Прежний").await;
        erase(&house, ADMINISTRATOR, "before@alfa.example").await;
        house.work().await;
        while house.gate.sequence().await.expect("places") > 0 {}
        let kept = Place::fresh(engine_of(&house));
        let archive = file(&kept, "older.zip");
        backup(&mut look_at(&house.database_url()), &archive, Moment::now(), None).expect("a backup");
        buyer(&house, "later@alfa.example", "Лев Поздний").await;
        erase(&house, ADMINISTRATOR, "later@alfa.example").await;
        erase(&house, ADMINISTRATOR, ZOYA).await;
        let list = listed(&house).await;
        assert_eq!(list.len(), 3);
        let text = std::fs::read_to_string(house.folder().join(list::NAME)).expect("a file");
        assert!(!text.contains('@') && text.lines().count() == 3, "{text}");

        for engine in [engine_of(&house), other(engine_of(&house))] {
            let place = Place::fresh(engine);
            let restored = restore_without(&archive, &place.address(), &[], &list, Moment::now()).expect("it is restored");
            assert_eq!(restored.erased, Applied { again: 1, before: 1, absent: 1, is_run: true });
            assert!(restored.proof.is_whole(), "{:#?}", restored.proof.findings);
            assert_eq!(knowing(&place), 0);
            assert_eq!(place.number("SELECT count(*) FROM erasure"), 2);
            assert_eq!(place.number("SELECT count(*) FROM journal WHERE kind = 'account.erased' AND actor = 'system:restore'"), 1);
            // Nor in what the restoring wrote on its way.
            if let Some(path) = place.url().strip_prefix("sqlite:") {
                let bytes = [std::fs::read(path).expect("the file"), std::fs::read(format!("{path}-wal")).unwrap_or_default()].concat();
                assert!(!bytes.windows(NAME.len()).any(|part| part == NAME.as_bytes()));
            }
            std::fs::copy(house.folder().join(list::NAME), place.folder().join(list::NAME)).expect("the list beside it");
            let told = within(&place.url(), place.folder(), Moment::now());
            assert!(!told.iter().any(|one| one.starts_with("erasures")), "{told:?}");
        }

        // Without the list she is back, and the doctor says so.
        let place = Place::fresh(engine_of(&house));
        let restored = restore(&archive, &place.address(), &[], Moment::now()).expect("it is restored");
        assert_eq!(restored.erased, Applied { is_run: true, ..Applied::default() });
        assert!(knowing(&place) > 0);
        std::fs::copy(house.folder().join(list::NAME), place.folder().join(list::NAME)).expect("the list beside it");
        let told = within(&place.url(), place.folder(), Moment::now());
        assert!(told.iter().any(|one| one.starts_with("erasures: 1 people")), "{told:?}");
        finish(house).await;
    }

    async fn the_command_takes_the_list_and_refuses_one_it_cannot_read(house: House) {
        buyer(&house, ZOYA, NAME).await;
        house.work().await;
        while house.gate.sequence().await.expect("places") > 0 {}
        let kept = Place::fresh(engine_of(&house));
        let archive = file(&kept, "older.zip").to_string_lossy().into_owned();
        backup(&mut look_at(&house.database_url()), archive.as_ref(), Moment::now(), None).expect("a backup");
        erase(&house, ADMINISTRATOR, ZOYA).await;
        listed(&house).await;
        let place = Place::fresh(engine_of(&house));
        let (code, said) = run(&["restore", &archive, "--into", &place.url(), "--erasures", "/nowhere/erasures.jsonl"]);
        assert!(code == Some(1) && said.contains("there is no list of the erased"), "{said}");
        let odd = file(&kept, "odd.jsonl");
        std::fs::write(&odd, "{\"account\": \"Зоя\"}\n").expect("written");
        let (code, said) = run(&["restore", &archive, "--into", &place.url(), "--erasures", &odd.to_string_lossy()]);
        assert!(code == Some(1) && said.contains("line 1"), "{said}");
        // The place is as empty as before; the list of the data folder is taken by itself.
        let folder = house.folder().to_string_lossy().into_owned();
        let (code, said) = run(&["restore", &archive, "--into", &place.url(), "--data-dir", &folder]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("1 people are listed as erased: 1 were erased again"), "{said}");
        assert_eq!(knowing(&place), 0);
        finish(house).await;
    }

    async fn the_last_administrator_of_an_older_backup_is_erased_all_the_same_and_it_is_told(house: House) {
        placed(&house.api(SEVER).await, "before", one("DR-1", "1")).await;
        house.work().await;
        while house.gate.sequence().await.expect("places") > 0 {}
        let kept = Place::fresh(engine_of(&house));
        let archive = file(&kept, "older.zip");
        backup(&mut look_at(&house.database_url()), &archive, Moment::now(), None).expect("a backup");
        let second = json!({"login": "second@seller.example", "name": "Вторая", "phone": null, "roles": ["administrator"], "language": "en"});
        house.administrator().await.send("/api/v1/staff", second).await.expect(201);
        erase(&house, "second@seller.example", ADMINISTRATOR).await;
        let list = listed(&house).await;
        let place = Place::fresh(engine_of(&house));
        let restored = restore_without(&archive, &place.address(), &[], &list, Moment::now()).expect("it is restored");
        assert_eq!(restored.erased, Applied { again: 1, before: 0, absent: 0, is_run: false });
        finish(house).await;
    }
}
