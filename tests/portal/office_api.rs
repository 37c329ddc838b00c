//! What the office and a company's own people do through the API as they do on pages: passwords, the log of acts on one's
//! behalf, people, staff, discounts.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::client::Told;
use crate::kit::trade::{ADMINISTRATOR, AGENT, ALFA_ADMIN, BETA, BOTH, MANAGER, OPERATOR, SEVER, WAREHOUSE, YUG};
use crate::on_both;
use crate::reading::{figure, number, one, refusal};

const WORDS: &str = "correct horse battery staple";
const OTHER_WORDS: &str = "four calm rivers flow by night";

/// A refusal of one field, as programs read it.
fn fault(field: &str, code: &str) -> (u16, String, String, String) {
    (422, "invalid".to_owned(), field.to_owned(), code.to_owned())
}

/// The same body with some members put in or replaced; null takes one out.
fn with(body: &Value, changes: &[(&str, Value)]) -> Value {
    let mut changed = body.clone();
    for (name, value) in changes {
        let members = changed.as_object_mut().expect("an object");
        if value.is_null() {
            members.remove(*name);
        } else {
            members.insert((*name).to_owned(), value.clone());
        }
    }
    changed
}

/// Sends each changed body and expects its field to be refused.
async fn expect_faults(office: &Client, path: &str, good: &Value, cases: &[(&str, &str, Vec<(&str, Value)>)]) {
    for (field, code, changes) in cases {
        let told = office.send(path, with(good, changes)).await;
        assert_eq!(refusal(&told), fault(field, code), "{changes:?}");
    }
}

/// The item of a list whose member has this value.
fn one_of(list: &Value, member: &str, value: &str) -> Value {
    let found = list["items"].as_array().and_then(|all| all.iter().find(|item| item[member] == value)).cloned();
    found.unwrap_or_else(|| panic!("no {member} {value} in {list}"))
}

fn values(list: &Value, member: &str) -> BTreeSet<String> {
    let items = list["items"].as_array().unwrap_or_else(|| panic!("no list: {list}"));
    items.iter().map(|item| item[member].as_str().unwrap_or_default().to_owned()).collect()
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

async fn ends_within_a_second(client: &Client) -> bool {
    for _ in 0..20 {
        if client.look("/api/v1/me").await.status.as_u16() == 401 {
            return true;
        }
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

/// Makes a link at a door and sets a password by it.
async fn set_password(house: &House, office: &Client, door: &str, password: &str) {
    let url = office.send(door, json!({})).await.expect(201).json()["url"].as_str().expect("an address").to_owned();
    let path = url.strip_prefix(&house.url).unwrap_or_else(|| panic!("{url} is not ours"));
    assert!(path.starts_with("/links/"), "{path}");
    assert_eq!(
        house.visitor().fill(path, path, &[("new_password", password)]).await.expect(303).location(),
        "/sign-in?done=password"
    );
}

async fn sign_in(house: &House, login: &str, password: &str) -> Told {
    house.visitor().send("/api/v1/sessions", json!({"login": login, "password": password})).await
}

/// The answer without what differs from one request to the next.
fn plain(told: &Told) -> (u16, String) {
    (told.status.as_u16(), told.text.replace(&told.header("x-request-id"), "ID"))
}

fn person() -> Value {
    json!({"login": "New@alfa.example", "name": "Нина Новая", "phone": "+7 900 000-00-09", "unit": "Юг", "roles": ["buyer", "approver"], "language": "ru"})
}

fn colleague() -> Value {
    json!({"login": "fresh@seller.example", "name": "Фёдор Новый", "roles": ["agent", "operator"], "language": "ru"})
}

fn discount() -> Value {
    json!({"code": "YUG-10", "name": "Скидка Югу", "name_en": "Discount for the South", "person": YUG, "sku": "DR-1", "percent": "10", "valid_from": "2020-01-01"})
}

async fn price_of_drill(house: &House, login: &str) -> rust_decimal::Decimal {
    let told = house.api(login).await.look("/api/v1/products/DR-1/price").await.expect(200).json();
    figure(&told["unit_price"])
}

on_both! {
    async fn a_program_changes_a_password_with_the_current_one(house: House) {
        let office = house.api(MANAGER).await;
        set_password(&house, &office, &format!("/api/v1/partners/ALFA/people/{SEVER}/links"), WORDS).await;
        let (here, elsewhere) = (house.api(SEVER).await, house.api(SEVER).await);
        let change = |current: &str, new: &str| json!({"current_password": current, "new_password": new});
        let door = "/api/v1/me/password";
        let wrong = here.send(door, change("not the password", OTHER_WORDS)).await;
        assert_eq!(refusal(&wrong), fault("/current_password", "wrong"));
        assert_eq!(refusal(&here.send(door, change(WORDS, "too short")).await), fault("/new_password", "too_short"));
        assert_eq!(refusal(&here.send(door, json!({"new_password": OTHER_WORDS})).await), fault("/current_password", "missing"));
        let more = with(&change(WORDS, OTHER_WORDS), &[("login", json!(BETA))]);
        assert_eq!(refusal(&here.send(door, more).await), fault("/login", "unknown_field"));
        sign_in(&house, SEVER, WORDS).await.expect(201);
        elsewhere.look("/api/v1/me").await.expect(200);

        here.send(door, change(WORDS, OTHER_WORDS)).await.expect(204);
        assert!(ends_within_a_second(&elsewhere).await, "other sessions end");
        here.look("/api/v1/me").await.expect(200);
        sign_in(&house, SEVER, WORDS).await.expect(401);
        sign_in(&house, SEVER, OTHER_WORDS).await.expect(201);
        house.close().await;
    }

    async fn nobody_and_a_machine_have_no_password_to_change(house: House) {
        let change = json!({"current_password": WORDS, "new_password": OTHER_WORDS});
        house.visitor().send("/api/v1/me/password", change.clone()).await.expect(401);
        let key = json!({"name": "scale", "scopes": ["catalogue.see"], "partner": "BETA"});
        let key = house.administrator().await.send("/api/v1/keys", key).await.expect(201).json()["token"].as_str().unwrap().to_owned();
        Client::bearer(&house.url, key).send("/api/v1/me/password", change).await.expect(404);
        house.close().await;
    }

    async fn a_company_reads_what_was_done_on_its_behalf(house: House) {
        let admin = house.api(ALFA_ADMIN).await;
        assert_eq!(admin.look("/api/v1/representations").await.expect(200).json(), json!({"items": [], "next": null}));
        let agent = house.api(AGENT).await;
        let begun = agent.send("/api/v1/partners/ALFA/representations", json!({"reason": "Monthly visit"})).await.expect(201).json();
        let for_alfa = agent.on_behalf_of("ALFA");
        let order = for_alfa.order("r-1", one("DR-1", "1")).await.expect(201).json();
        let own = house.api(SEVER).await.order("r-2", one("DR-1", "1")).await.expect(201).json();

        let log = admin.look("/api/v1/representations").await.expect(200).json();
        let row = &log["items"][0];
        assert_eq!(log["items"].as_array().map(Vec::len), Some(1), "{log}");
        assert_eq!((&row["id"], &row["agent"], &row["reason"]), (&begun["id"], &json!("Пётр Ильин"), &json!("Monthly visit")));
        assert_eq!((&row["is_refused"], &row["ended_at"]), (&json!(false), &Value::Null));
        assert!(row["began_at"].as_str().unwrap() < row["ends_at"].as_str().unwrap(), "{row}");
        assert_eq!(row["acts"].as_array().map(Vec::len), Some(1), "what the buyer did herself is no such act: {row}");
        assert_eq!((&row["acts"][0]["kind"], &row["acts"][0]["order"]), (&json!("order.placed"), &order["number"]));
        assert!(!log.to_string().contains(own["number"].as_str().unwrap()));

        assert_eq!(house.api(BETA).await.look("/api/v1/representations").await.expect(200).json()["items"], json!([]));
        for client in [&agent, &for_alfa, &house.api(MANAGER).await] {
            client.look("/api/v1/representations").await.expect(403);
        }
        house.close().await;
    }

    async fn a_company_permits_and_forbids_agents(house: House) {
        let (admin, agent, door) = (house.api(ALFA_ADMIN).await, house.api(AGENT).await, "/api/v1/representations/permission");
        let begin = json!({"reason": "A visit"});
        agent.send("/api/v1/partners/ALFA/representations", begin.clone()).await.expect(201);
        let sever = house.api(SEVER).await;
        assert_eq!(sever.look(door).await.expect(200).json(), json!({"permitted": true}));
        sever.set(door, json!({"permitted": false})).await.expect(403);
        house.administrator().await.set(door, json!({"permitted": false})).await.expect(403);
        assert_eq!(refusal(&admin.set(door, json!({"permitted": "no"})).await), fault("/permitted", "wrong_type"));
        assert_eq!(refusal(&admin.set(door, json!({})).await), fault("/permitted", "missing"));
        assert_eq!(refusal(&admin.set(door, json!({"permitted": false, "partner": "BETA"})).await), fault("/partner", "unknown_field"));
        assert_eq!(admin.look(door).await.expect(200).json(), json!({"permitted": true}), "nothing of that was stored");

        admin.set(door, json!({"permitted": false})).await.expect(204);
        assert_eq!(admin.look(door).await.expect(200).json(), json!({"permitted": false}));
        assert_eq!(house.api(BETA).await.look(door).await.expect(200).json(), json!({"permitted": true}), "another company's word is its own");
        let refused = agent.send("/api/v1/partners/ALFA/representations", begin.clone()).await.expect(403);
        assert_eq!(refused.problem().0, "representation_forbidden");
        let log = admin.look("/api/v1/representations").await.expect(200).json();
        assert_eq!(log["items"][0]["is_refused"], json!(true), "{log}");
        assert!(log["items"][1]["ended_at"].is_string(), "a ban ends what is under way: {log}");

        admin.set(door, json!({"permitted": true})).await.expect(204);
        agent.send("/api/v1/partners/ALFA/representations", begin).await.expect(201);
        house.close().await;
    }

    async fn a_partners_people_are_seen_within_reach(house: House) {
        let door = "/api/v1/partners/ALFA/people";
        let all = house.api(MANAGER).await.look(door).await.expect(200).json();
        assert_eq!(values(&all, "login"), set(&[ALFA_ADMIN, BOTH, SEVER, YUG]));
        assert_eq!(all["next"], Value::Null);
        let sever = one_of(&all, "login", SEVER);
        let expected = json!({"login": SEVER, "name": "Ирина Северова", "phone": null, "unit": "Север", "roles": ["buyer"], "role": null, "blocked": false});
        assert_eq!(sever, expected);
        assert_eq!(house.api(AGENT).await.look(door).await.expect(200).json(), all, "the agent's own client");
        let of_unit = house.api(SEVER).await.look(door).await.expect(200).json();
        assert!(values(&of_unit, "login").contains(SEVER) && !values(&of_unit, "login").contains(YUG), "{of_unit}");

        let (beta, agent) = (house.api(BETA).await, house.api(AGENT).await);
        let missing = plain(&beta.look("/api/v1/partners/NOBODY/people").await.expect(404));
        assert_eq!(plain(&beta.look(door).await), missing);
        assert_eq!(agent.look("/api/v1/partners/GAMMA/people").await.status.as_u16(), 404);
        house.api(WAREHOUSE).await.look(door).await.expect(403);
        house.close().await;
    }

    async fn the_office_adds_a_partners_person(house: House) {
        let (office, door) = (house.api(MANAGER).await, "/api/v1/partners/ALFA/people");
        assert_eq!(office.send(door, person()).await.expect(201).json(), json!({"outcome": "added"}));
        let mut seen = one_of(&office.look(door).await.expect(200).json(), "login", "new@alfa.example");
        seen["roles"].as_array_mut().expect("roles").sort_by_key(Value::to_string);
        let expected = json!({"login": "new@alfa.example", "name": "Нина Новая", "phone": "+7 900 000-00-09", "unit": "Юг", "roles": ["approver", "buyer"], "role": null, "blocked": false});
        assert_eq!(seen, expected);
        assert_eq!(office.send(door, person()).await.expect(200).json(), json!({"outcome": "unchanged"}));
        let of_company = with(&person(), &[("unit", Value::Null), ("roles", json!(["approver"]))]);
        assert_eq!(office.send(door, of_company).await.expect(200).json(), json!({"outcome": "changed"}));
        assert_eq!(one_of(&office.look(door).await.expect(200).json(), "login", "new@alfa.example")["unit"], Value::Null);
        let yug = house.api("new@alfa.example").await.look("/api/v1/me").await.expect(200).json();
        assert_eq!((&yug["partner"]["code"], &yug["roles"]), (&json!("ALFA"), &json!(["approver"])));
        house.close().await;
    }

    async fn a_person_who_cannot_be_so_is_refused(house: House) {
        let (office, door) = (house.api(MANAGER).await, "/api/v1/partners/ALFA/people");
        let before = house.sql_i64("SELECT count(*) FROM account").await;
        expect_faults(&office, door, &person(), &[
            ("/login", "not_email", vec![("login", json!("no address"))]),
            ("/login", "missing", vec![("login", Value::Null)]),
            ("/name", "bad_name", vec![("name", json!(" "))]),
            ("/roles", "wrong_side", vec![("roles", json!([]))]),
            ("/roles", "wrong_side", vec![("roles", json!(["buyer", "agent"]))]),
            ("/roles/0", "wrong_type", vec![("roles", json!(["king"]))]),
            ("/unit", "unknown", vec![("unit", json!("Запад"))]),
            ("/phone", "bad_phone", vec![("phone", json!("7".repeat(41)))]),
            ("/language", "wrong_type", vec![("language", json!("de"))]),
            ("/partner", "unknown_field", vec![("partner", json!("BETA"))]),
        ]).await;
        office.send("/api/v1/partners/NOBODY/people", person()).await.expect(404);
        // A unit is one of the partner's own: Бета has none of that name.
        assert_eq!(refusal(&office.send("/api/v1/partners/BETA/people", person()).await), fault("/unit", "unknown"));
        let staff = office.send(door, with(&person(), &[("login", json!(OPERATOR))])).await.expect(409);
        assert_eq!(staff.problem().0, "other_side");
        office.send(door, with(&person(), &[("login", json!(ADMINISTRATOR))])).await.expect(403);
        for login in [ALFA_ADMIN, SEVER, AGENT] {
            house.api(login).await.send(door, person()).await.expect(403);
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM account").await, before);
        house.close().await;
    }

    async fn a_link_for_a_partners_person_is_made_within_the_partner(house: House) {
        let office = house.api(MANAGER).await;
        let door = |partner: &str, login: &str| format!("/api/v1/partners/{partner}/people/{login}/links");
        let missing = plain(&office.send(&door("ALFA", "nobody@alfa.example"), json!({})).await.expect(404));
        for (partner, login) in [("ALFA", BETA), ("ALFA", OPERATOR), ("BETA", SEVER), ("NOBODY", SEVER)] {
            assert_eq!(plain(&office.send(&door(partner, login), json!({})).await), missing, "{login} of {partner}");
        }
        house.api(ALFA_ADMIN).await.send(&door("ALFA", SEVER), json!({})).await.expect(403);
        assert_eq!(house.sql_i64("SELECT count(*) FROM one_time_link").await, 0);
        let older = office.send(&door("ALFA", SEVER), json!({})).await.expect(201);
        assert_eq!(older.header("cache-control"), "no-store");
        set_password(&house, &office, &door("ALFA", SEVER), WORDS).await;
        let older = older.json()["url"].as_str().unwrap().replace(&house.url, "");
        house.visitor().look(&older).await.expect(410);
        sign_in(&house, SEVER, WORDS).await.expect(201);
        house.close().await;
    }

    async fn a_partners_person_is_blocked_and_let_in_again(house: House) {
        let (office, sever) = (house.api(MANAGER).await, house.api(SEVER).await);
        let door = |partner: &str, login: &str| format!("/api/v1/partners/{partner}/people/{login}/block");
        set_password(&house, &office, &format!("/api/v1/partners/ALFA/people/{SEVER}/links"), WORDS).await;
        let sever_again = house.api(SEVER).await;
        assert!(ends_within_a_second(&sever).await, "a new password ends the sessions before it");
        let missing = plain(&office.set(&door("ALFA", "nobody@alfa.example"), json!({"blocked": true})).await.expect(404));
        for (partner, login) in [("ALFA", BETA), ("ALFA", OPERATOR), ("BETA", SEVER), ("NOBODY", SEVER)] {
            assert_eq!(plain(&office.set(&door(partner, login), json!({"blocked": true})).await), missing, "{login} of {partner}");
        }
        assert_eq!(refusal(&office.set(&door("ALFA", SEVER), json!({"blocked": "yes"})).await), fault("/blocked", "wrong_type"));
        house.api(ALFA_ADMIN).await.set(&door("ALFA", YUG), json!({"blocked": true})).await.expect(403);
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'account.blocked'").await, 0);

        office.set(&door("ALFA", SEVER), json!({"blocked": true})).await.expect(204);
        assert!(ends_within_a_second(&sever_again).await);
        sign_in(&house, SEVER, WORDS).await.expect(401);
        let people = office.look("/api/v1/partners/ALFA/people").await.expect(200).json();
        assert_eq!((&one_of(&people, "login", SEVER)["blocked"], &one_of(&people, "login", YUG)["blocked"]), (&json!(true), &json!(false)));
        office.set(&door("ALFA", SEVER), json!({"blocked": false})).await.expect(204);
        sign_in(&house, SEVER, WORDS).await.expect(201);
        house.close().await;
    }

    async fn staff_are_seen_and_added_by_those_who_may(house: House) {
        let (office, manager, door) = (house.administrator().await, house.api(MANAGER).await, "/api/v1/staff");
        let before = manager.look(door).await.expect(200).json();
        assert!([ADMINISTRATOR, AGENT, MANAGER, OPERATOR, WAREHOUSE].iter().all(|login| values(&before, "login").contains(*login)), "{before}");
        assert!(!values(&before, "login").contains(SEVER), "a partner's people are none of ours");
        for login in [SEVER, AGENT, OPERATOR] {
            house.api(login).await.look(door).await.expect(403);
            house.api(login).await.send(door, colleague()).await.expect(403);
        }
        expect_faults(&office, door, &colleague(), &[
            ("/login", "not_email", vec![("login", json!("fresh"))]),
            ("/name", "bad_name", vec![("name", json!(""))]),
            ("/roles", "wrong_side", vec![("roles", json!(["buyer"]))]),
            ("/roles", "missing", vec![("roles", Value::Null)]),
            ("/unit", "unknown_field", vec![("unit", json!("Север"))]),
        ]).await;
        manager.send(door, colleague()).await.expect(403);
        manager.send(door, with(&colleague(), &[("roles", json!(["administrator"]))])).await.expect(403);
        let buyer = office.send(door, with(&colleague(), &[("login", json!(SEVER))])).await.expect(409);
        assert_eq!(buyer.problem().0, "other_side");
        let last = office.send(door, with(&colleague(), &[("login", json!(ADMINISTRATOR))])).await.expect(409);
        assert_eq!(last.problem().0, "last_administrator");
        assert_eq!(manager.look(door).await.expect(200).json(), before, "nothing of that was stored");

        assert_eq!(office.send(door, colleague()).await.expect(201).json(), json!({"outcome": "added"}));
        assert_eq!(office.send(door, colleague()).await.expect(200).json(), json!({"outcome": "unchanged"}));
        let seen = one_of(&manager.look(door).await.expect(200).json(), "login", "fresh@seller.example");
        assert_eq!((&seen["name"], &seen["unit"], &seen["blocked"]), (&json!("Фёдор Новый"), &Value::Null, &json!(false)));
        assert_eq!(seen["roles"].as_array().map(Vec::len), Some(2), "{seen}");
        house.close().await;
    }

    async fn a_link_for_a_colleague_is_made_by_nobody_below_him(house: House) {
        let (office, manager) = (house.administrator().await, house.api(MANAGER).await);
        let door = |login: &str| format!("/api/v1/staff/{login}/links");
        let missing = plain(&office.send(&door("nobody@seller.example"), json!({})).await.expect(404));
        assert_eq!(plain(&office.send(&door(SEVER), json!({})).await), missing, "a partner's person is none of ours");
        manager.send(&door(ADMINISTRATOR), json!({})).await.expect(403);
        house.api(OPERATOR).await.send(&door(OPERATOR), json!({})).await.expect(403);
        assert_eq!(house.sql_i64("SELECT count(*) FROM one_time_link").await, 0);
        set_password(&house, &manager, &door(OPERATOR), WORDS).await;
        let user = sign_in(&house, OPERATOR, WORDS).await.expect(201).json()["user"].clone();
        assert_eq!(user["roles"], json!(["operator"]));
        house.close().await;
    }

    async fn a_colleague_is_blocked_by_nobody_below_him(house: House) {
        let (office, manager, operator) = (house.administrator().await, house.api(MANAGER).await, house.api(OPERATOR).await);
        let door = |login: &str| format!("/api/v1/staff/{login}/block");
        let missing = plain(&office.set(&door("nobody@seller.example"), json!({"blocked": true})).await.expect(404));
        assert_eq!(plain(&office.set(&door(SEVER), json!({"blocked": true})).await), missing, "a partner's person is none of ours");
        manager.set(&door(ADMINISTRATOR), json!({"blocked": true})).await.expect(403);
        operator.set(&door(WAREHOUSE), json!({"blocked": true})).await.expect(403);
        let own = office.set(&door(ADMINISTRATOR), json!({"blocked": true})).await.expect(409);
        assert_eq!(own.problem().0, "own_account");
        assert_eq!(refusal(&office.set(&door(OPERATOR), json!({"is_blocked": true})).await), fault("/is_blocked", "unknown_field"));
        operator.look("/api/v1/partners").await.expect(200);

        manager.set(&door(OPERATOR), json!({"blocked": true})).await.expect(204);
        assert!(ends_within_a_second(&operator).await);
        let staff = office.look("/api/v1/staff").await.expect(200).json();
        assert_eq!(one_of(&staff, "login", OPERATOR)["blocked"], json!(true));
        manager.set(&door(OPERATOR), json!({"blocked": false})).await.expect(204);
        house.api(OPERATOR).await.look("/api/v1/partners").await.expect(200);
        house.close().await;
    }

    async fn a_partners_discounts_are_seen_by_those_who_give_them(house: House) {
        let office = house.api(MANAGER).await;
        let alfa = office.look("/api/v1/partners/ALFA/discounts").await.expect(200).json();
        assert_eq!(values(&alfa, "code"), set(&["ALFA-GLOVES", "SEVER-2"]));
        let personal = one_of(&alfa, "code", "SEVER-2");
        let expected = json!({
            "code": "SEVER-2", "name": "Личная скидка", "name_en": "Personal discount", "contract": null, "person": SEVER, "category": null,
            "sku": null, "percent": "2.00", "amount": null, "valid_from": "2020-01-01", "valid_until": "2099-12-31",
        });
        assert_eq!(personal, expected);
        let gloves = one_of(&alfa, "code", "ALFA-GLOVES");
        assert!(gloves["category"].is_string() && gloves["person"].is_null() && gloves["contract"].is_null(), "{gloves}");
        let beta = office.look("/api/v1/partners/BETA/discounts").await.expect(200).json();
        let of_contract = one_of(&beta, "code", "B1-10");
        assert_eq!((&of_contract["contract"], &of_contract["sku"]), (&json!("B-1"), &json!("GL-5")));
        assert_eq!((figure(&of_contract["amount"]), &of_contract["percent"]), (number("10"), &Value::Null));
        office.look("/api/v1/partners/NOBODY/discounts").await.expect(404);
        for login in [ALFA_ADMIN, SEVER, AGENT, OPERATOR] {
            house.api(login).await.look("/api/v1/partners/ALFA/discounts").await.expect(403);
        }
        house.close().await;
    }

    async fn a_discount_that_is_given_changes_that_buyers_price(house: House) {
        let (office, door) = (house.api(MANAGER).await, "/api/v1/partners/ALFA/discounts");
        assert_eq!((price_of_drill(&house, SEVER).await, price_of_drill(&house, YUG).await), (number("3920"), number("4000")));
        assert_eq!(office.send(door, discount()).await.expect(201).json(), json!({"outcome": "added"}));
        assert_eq!((price_of_drill(&house, SEVER).await, price_of_drill(&house, YUG).await), (number("3920"), number("3600")));
        assert_eq!(office.send(door, discount()).await.expect(200).json(), json!({"outcome": "unchanged"}));
        let by_amount = with(&discount(), &[("percent", Value::Null), ("amount", json!("100.5"))]);
        assert_eq!(office.send(door, by_amount).await.expect(200).json(), json!({"outcome": "changed"}));
        assert_eq!(price_of_drill(&house, YUG).await, number("3899.5"));
        // For everybody of the partner, on a category by its code; for whoever buys by a contract, on everything.
        let gloves = one_of(&office.look(door).await.expect(200).json(), "code", "ALFA-GLOVES")["category"].clone();
        let of_partner = with(&discount(), &[("code", json!("WIDE")), ("person", Value::Null), ("sku", Value::Null), ("category", gloves.clone())]);
        office.send(door, of_partner).await.expect(201);
        let of_contract = with(&discount(), &[("code", json!("A1-1")), ("person", Value::Null), ("sku", Value::Null), ("contract", json!("A-1")), ("percent", json!("1")), ("valid_until", json!("2099-12-31"))]);
        office.send(door, of_contract).await.expect(201);
        let seen = office.look(door).await.expect(200).json();
        assert_eq!(one_of(&seen, "code", "WIDE")["category"], gloves);
        let of_contract = one_of(&seen, "code", "A1-1");
        assert_eq!((&of_contract["contract"], &of_contract["category"], &of_contract["valid_until"]), (&json!("A-1"), &Value::Null, &json!("2099-12-31")));
        assert_eq!(price_of_drill(&house, SEVER).await, number("3920"), "the best one counts");
        house.close().await;
    }

    async fn a_discount_that_cannot_be_so_is_refused(house: House) {
        let (office, door) = (house.api(MANAGER).await, "/api/v1/partners/ALFA/discounts");
        let before = house.sql_i64("SELECT count(*) FROM discount").await;
        expect_faults(&office, door, &discount(), &[
            ("/percent", "percent_or_amount", vec![("amount", json!("1"))]),
            ("/percent", "percent_or_amount", vec![("percent", Value::Null)]),
            ("/percent", "out_of_range", vec![("percent", json!("0"))]),
            ("/percent", "out_of_range", vec![("percent", json!("101"))]),
            ("/percent", "too_many_decimals", vec![("percent", json!("1.234"))]),
            ("/percent", "wrong_type", vec![("percent", json!(10))]),
            ("/person", "not_one_recipient", vec![("contract", json!("A-1"))]),
            ("/sku", "not_one_subject", vec![("category", json!("any"))]),
            ("/person", "unknown", vec![("person", json!(BETA))]),
            ("/person", "unknown", vec![("person", json!("nobody@alfa.example"))]),
            ("/contract", "unknown", vec![("person", Value::Null), ("contract", json!("B-1"))]),
            ("/sku", "unknown", vec![("sku", json!("XX-9"))]),
            ("/category", "unknown", vec![("sku", Value::Null), ("category", json!("nowhere"))]),
            ("/code", "missing", vec![("code", json!(" "))]),
            ("/name_en", "missing", vec![("name_en", json!(""))]),
            ("/code", "taken", vec![("code", json!("BETA-5"))]),
            ("/valid_from", "wrong_type", vec![("valid_from", json!("01.01.2020"))]),
            ("/valid_until", "before_start", vec![("valid_until", json!("2019-12-31"))]),
            ("/to", "unknown_field", vec![("to", json!("partner"))]),
        ]).await;
        office.send("/api/v1/partners/NOBODY/discounts", discount()).await.expect(404);
        for login in [ALFA_ADMIN, YUG, AGENT, OPERATOR] {
            house.api(login).await.send(door, discount()).await.expect(403);
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM discount").await, before);
        house.close().await;
    }
}
