//! Erasing people: the register knows every column, names go by the id that stands with them, and whoever is called the same keeps his.

use serde_json::{Value, json};

use crate::House;
use crate::blocks::day;
use crate::kit::client::Client;
use crate::kit::trade::{ADMINISTRATOR, AGENT, MANAGER, SEVER};
use crate::on_both;
use crate::order_changes::{answer, begin, lines};
use crate::reading::{finish, one};
use crate::receivables::keyed;
use crate::records::{erasing, expect_clean};
use crate::shipping::{all_from_moscow, placed, ship};

const KLIM: &str = "klim@seller.example";
const ROMAN: &str = "roman@seller.example";
/// What Klim was called when he worked, and Roman is called since.
const FORMER: &str = "Клим Прежний";
const LATER: &str = "Клим Теперешний";

async fn hire(house: &House, login: &str, name: &str, roles: &[&str]) -> Client {
    let person = json!({"login": login, "name": name, "phone": null, "roles": roles, "language": "en"});
    house.administrator().await.send("/api/v1/staff", person).await.expect(201);
    house.api(login).await
}

/// Calls somebody otherwise from now on.
async fn rename(house: &House, login: &str, name: &str) {
    house.api(login).await.set("/api/v1/me/profile", json!({"name": name, "phone": null, "language": "en"})).await.expect(204);
}

/// Promises another day, refuses a change and ships, each at a moment of its own.
async fn work_on(house: &House, clerk: &Client, key: &str) {
    let sever = house.api(SEVER).await;
    let number = placed(&sever, key, one("DR-1", "3")).await;
    house.pass_seconds(1);
    let promise = json!({"promised_on": day(house, 5), "reason": "Later"});
    clerk.send(&format!("/api/v1/orders/{number}/promises"), promise).await.expect(200);
    house.pass_seconds(1);
    begin(clerk, &number).await.expect(200);
    house.pass_seconds(1);
    let change =
        keyed(&sever, &format!("/api/v1/orders/{number}/changes"), &format!("{key}-change"), &lines(3, &[("DR-1", "1")])).await;
    house.pass_seconds(1);
    answer(clerk, &number, &change.expect(202).json(), json!({"answer": "refuse", "reason": "Packed"})).await.expect(200);
    house.pass_seconds(1);
    ship(clerk, &number, &format!("{key}-ship"), all_from_moscow()).await.expect(201);
    house.pass_seconds(1);
}

/// How often a name stands as that of whoever made a version, promised, answered a change, shipped.
async fn standing(house: &House, name: &str) -> [i64; 4] {
    let mut found = [0; 4];
    for (at, sql) in [
        format!("SELECT count(*) FROM order_version WHERE actor = '{name}'"),
        format!("SELECT count(*) FROM promise WHERE actor = '{name}'"),
        format!("SELECT count(*) FROM order_change WHERE answered_by = '{name}'"),
        format!("SELECT count(*) FROM shipment WHERE snapshot LIKE '%\"shipped_by\":\"{name}\"%'"),
    ]
    .into_iter()
    .enumerate()
    {
        found[at] = house.sql_i64(&sql).await;
    }
    found
}

async fn erase(house: &House, login: &str) -> String {
    let asked = json!({"login": login, "reason": "Left the house"});
    let told: Value = house.administrator().await.send("/api/v1/erasures", asked).await.expect(201).json();
    told["account"].as_str().expect("a pseudonym").to_owned()
}

on_both! {
    async fn every_column_of_text_is_in_the_register(house: House) {
        use orderly::privacy::register;
        let unknown: Vec<_> = erasing::columns(&house).into_iter().filter(|(table, column)| register::holds(table, column).is_none()).collect();
        assert!(unknown.is_empty(), "say in src/privacy/register.rs what these hold of people, and have erasing take it away: {unknown:?}");
        finish(house).await;
    }

    async fn former_names_of_staff_go_and_whoever_took_one_of_them_keeps_it(house: House) {
        let roles = ["manager", "warehouse"];
        let klim = hire(&house, KLIM, FORMER, &roles).await;
        let roman = hire(&house, ROMAN, "Роман Тёзкин", &roles).await;
        work_on(&house, &klim, "former").await;
        assert_eq!(standing(&house, FORMER).await, [3, 1, 1, 1]);
        work_on(&house, &roman, "before").await;
        rename(&house, KLIM, LATER).await;
        rename(&house, ROMAN, FORMER).await;
        work_on(&house, &house.api(KLIM).await, "later").await;
        work_on(&house, &house.api(ROMAN).await, "namesake").await;
        assert_eq!(standing(&house, FORMER).await, [6, 2, 2, 2]);

        let pseudonym = erase(&house, KLIM).await;
        assert_eq!(standing(&house, LATER).await, [0; 4]);
        // What stands there still is Roman's.
        assert_eq!(standing(&house, FORMER).await, [3, 1, 1, 1]);
        assert_eq!(standing(&house, "Роман Тёзкин").await, [3, 1, 1, 1]);
        assert_eq!(standing(&house, &pseudonym).await, [6, 2, 2, 2]);
        assert_eq!(house.sql_i64("SELECT count(*) FROM order_change WHERE asked_by = 'Ирина Северова'").await, 4);
        house.work().await;
        house.seal().await;
        expect_clean(&house);

        let roman = erase(&house, ROMAN).await;
        assert_eq!((standing(&house, FORMER).await, standing(&house, "Роман Тёзкин").await), ([0; 4], [0; 4]));
        assert_eq!(standing(&house, &roman).await, [6, 2, 2, 2]);
        house.seal().await;
        expect_clean(&house);
        finish(house).await;
    }

    async fn an_agent_goes_and_the_company_he_acted_for_stays(house: House) {
        let agent = house.api(AGENT).await;
        agent.send("/api/v1/partners/ALFA/representations", json!({"reason": "A visit"})).await.expect(201);
        let number = placed(&agent.on_behalf_of("ALFA"), "behalf", one("DR-1", "1")).await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM order_version WHERE actor = 'Пётр Ильин → ООО «Альфа»'").await, 1);
        let pseudonym = erase(&house, AGENT).await;
        for table in ["order_version", "promise"] {
            assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM {table} WHERE actor = '{pseudonym} → ООО «Альфа»'")).await, 1, "{table}");
            assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM {table} WHERE actor LIKE '%Ильин%'")).await, 0, "{table}");
        }
        let order = house.api(MANAGER).await.look(&format!("/api/v1/orders/{number}")).await.expect(200).json();
        assert_eq!((&order["placed_by"], &order["on_behalf_of"]), (&json!(pseudonym), &json!("ООО «Альфа»")));
        house.seal().await;
        expect_clean(&house);
        finish(house).await;
    }

    async fn a_program_keeps_its_name_whoever_made_its_key(house: House) {
        let second = hire(&house, KLIM, FORMER, &["administrator", "manager"]).await;
        // The program is called as its maker is.
        let key = json!({"name": FORMER, "scopes": ["catalogue.see", "orders.place", "orders.read", "orders.ship"]});
        let token = second.send("/api/v1/keys", key).await.expect(201).json()["token"].as_str().expect("a token").to_owned();
        let program = Client::bearer(&house.url, token);
        let number = placed(&program.on_behalf_of("ALFA"), "program", one("DR-1", "1")).await;
        house.pass_seconds(1);
        let promise = json!({"promised_on": day(&house, 5), "reason": "Later"});
        second.send(&format!("/api/v1/orders/{number}/promises"), promise).await.expect(200);
        house.pass_seconds(1);
        ship(&program, &number, "program-ship", all_from_moscow()).await.expect(201);
        let pseudonym = erase(&house, KLIM).await;
        let order = house.api(MANAGER).await.look(&format!("/api/v1/orders/{number}")).await.expect(200).json();
        assert_eq!(order["placed_by"], json!(FORMER));
        // Placed and shipped by the program, promised by its maker.
        assert_eq!(standing(&house, FORMER).await, [2, 1, 0, 1]);
        assert_eq!(standing(&house, &pseudonym).await, [1, 1, 0, 0]);
        house.seal().await;
        expect_clean(&house);
        finish(house).await;
    }

    async fn erasing_twice_at_once_erases_once(house: House) {
        hire(&house, KLIM, FORMER, &["manager"]).await;
        let administrator = house.api(ADMINISTRATOR).await;
        let asked = || administrator.send("/api/v1/erasures", json!({"login": KLIM, "reason": "Left the house"}));
        let (one, other) = futures_util::future::join(asked(), asked()).await;
        let mut codes = [one.status.as_u16(), other.status.as_u16()];
        codes.sort_unstable();
        assert_eq!(codes, [201, 404]);
        assert_eq!(house.sql_i64("SELECT count(*) FROM erasure").await, 1);
        finish(house).await;
    }
}
