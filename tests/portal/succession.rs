//! A partner keeps its last administrator and its last approver, whoever would take the role: by API, page, import or block.

use futures_util::future::join;
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::client::read;
use crate::kit::trade::{ADMINISTRATOR, ALFA_ADMIN, BETA, BOTH, MANAGER, SEVER, YUG, import};
use crate::on_both;

const PEOPLE: &str = "/api/v1/partners/ALFA/people";

fn person(login: &str, name: &str, roles: &[&str]) -> Value {
    json!({"login": login, "name": name, "roles": roles, "language": "en"})
}

fn admin(roles: &[&str]) -> Value {
    person(ALFA_ADMIN, "Алла Админова", roles)
}

async fn set_blocked(office: &Client, login: &str, is_blocked: bool) -> (u16, String) {
    let told = office.set(&format!("{PEOPLE}/{login}/block"), json!({"blocked": is_blocked})).await;
    let code = if told.text.is_empty() { String::new() } else { told.problem().0 };
    (told.status.as_u16(), code)
}

/// How many of a role Альфа has who can sign in.
async fn standing(house: &House, role: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) FROM membership m JOIN account a ON a.id = m.account_id JOIN partner p ON p.id = m.partner_id \
         WHERE p.code = 'ALFA' AND m.role = '{role}' AND NOT a.is_blocked"
    );
    house.sql_i64(&sql).await
}

on_both! {
    async fn the_last_administrator_of_a_partner_stays_until_there_is_another(house: House) {
        let office = house.api(MANAGER).await;
        let refused = office.send(PEOPLE, admin(&["buyer"])).await.expect(409);
        assert_eq!(refused.problem().0, "last_administrator");
        assert!(refused.text.contains("appoint another"), "it says what helps: {}", refused.text);
        assert_eq!(set_blocked(&office, ALFA_ADMIN, true).await, (409, "last_administrator".to_owned()));

        let page = house.browser(MANAGER).await;
        let fields = [("login", ALFA_ADMIN), ("name", "Алла Админова"), ("phone", ""), ("lang", "en"), ("buyer", "yes")];
        let shown = page.fill("/partners/ALFA", "/partners/ALFA/people", &fields).await.expect(409);
        assert!(shown.text.contains("last administrator of a partner company"), "{}", shown.text);
        let block = [("login", ALFA_ADMIN), ("is_blocked", "true")];
        page.fill("/partners/ALFA", "/partners/ALFA/people/blocks", &block).await.expect(409);

        let administrator = house.api(ADMINISTRATOR).await;
        let csv = format!("login,name,partner,roles\n{ALFA_ADMIN},Алла Админова,ALFA,buyer\n");
        let request = administrator.request(Method::POST, "/api/v1/imports/people").header("content-type", "text/csv").body(csv);
        let report = read(request.send().await.expect("an answer")).await.expect(422).json()["report"].clone();
        assert_eq!((&report["refused"][0]["line"], &report["refused"][0]["code"]), (&json!(2), &json!("last_administrator")), "{report}");
        assert_eq!(standing(&house, "partner_admin").await, 1);

        // Her name and her other roles may change; with another administrator there, hers may go.
        office.send(PEOPLE, admin(&["buyer", "partner_admin"])).await.expect(200);
        office.send(PEOPLE, person(YUG, "Юрий Южный", &["buyer", "partner_admin"])).await.expect(200);
        office.send(PEOPLE, admin(&["buyer"])).await.expect(200);
        assert_eq!(set_blocked(&office, ALFA_ADMIN, true).await, (204, String::new()));
        assert_eq!(set_blocked(&office, YUG, true).await, (409, "last_administrator".to_owned()));
        assert_eq!(standing(&house, "partner_admin").await, 1);
        house.close().await;
    }

    async fn an_administrator_who_is_blocked_is_none_to_count_on(house: House) {
        let office = house.api(MANAGER).await;
        office.send(PEOPLE, person(YUG, "Юрий Южный", &["partner_admin"])).await.expect(200);
        assert_eq!(set_blocked(&office, YUG, true).await, (204, String::new()));
        office.send(PEOPLE, admin(&["buyer"])).await.expect(409);
        // The blocked one's own role can be taken: nobody loses anything by it.
        office.send(PEOPLE, person(YUG, "Юрий Южный", &["buyer"])).await.expect(200);
        assert_eq!(standing(&house, "partner_admin").await, 1);
        house.close().await;
    }

    async fn the_last_approver_stays_until_there_is_another(house: House) {
        let office = house.api(MANAGER).await;
        office.send(PEOPLE, person(SEVER, "Ирина Северова", &["buyer", "approver"])).await.expect(200);
        let refused = office.send(PEOPLE, person(SEVER, "Ирина Северова", &["buyer"])).await.expect(409);
        assert_eq!(refused.problem().0, "last_approver");
        assert_eq!(set_blocked(&office, SEVER, true).await, (409, "last_approver".to_owned()));
        office.send(PEOPLE, person(YUG, "Юрий Южный", &["approver"])).await.expect(200);
        office.send(PEOPLE, person(SEVER, "Ирина Северова", &["buyer"])).await.expect(200);
        assert_eq!(standing(&house, "approver").await, 1);
        house.close().await;
    }

    async fn who_is_the_last_at_one_of_his_companies_is_not_blocked_at_another(house: House) {
        let administrator = house.administrator().await;
        let csv = format!("login,name,partner,roles,language\n{BOTH},Василий Двойной,BETA,buyer|approver,en\n");
        import(&administrator, "people", &csv).await;
        let office = house.api(MANAGER).await;
        assert_eq!(set_blocked(&office, BOTH, true).await, (409, "last_approver".to_owned()));
        import(&administrator, "people", &format!("login,name,partner,roles,language\n{BETA},Борис Бетин,BETA,buyer|approver,en\n")).await;
        assert_eq!(set_blocked(&office, BOTH, true).await, (204, String::new()));
        house.close().await;
    }

    async fn two_who_take_each_others_role_at_the_same_moment_leave_one(house: House) {
        let office = house.api(MANAGER).await;
        let (alla, yug) = (["partner_admin"], ["buyer", "partner_admin"]);
        for round in 0..10 {
            office.send(PEOPLE, admin(&alla)).await;
            office.send(PEOPLE, person(YUG, "Юрий Южный", &yug)).await;
            assert_eq!(standing(&house, "partner_admin").await, 2, "round {round}");
            let (one, other) = (house.api(MANAGER).await, house.api(MANAGER).await);
            let (first, second) = join(one.send(PEOPLE, admin(&["buyer"])), other.send(PEOPLE, person(YUG, "Юрий Южный", &["buyer"]))).await;
            let mut statuses = [first.status.as_u16(), second.status.as_u16()];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409], "round {round}: {} {}", first.text, second.text);
            assert_eq!(standing(&house, "partner_admin").await, 1, "round {round}");
        }
        house.close().await;
    }

    async fn one_who_is_blocked_while_the_other_loses_the_role_leaves_one(house: House) {
        let office = house.api(MANAGER).await;
        for round in 0..10 {
            office.send(PEOPLE, admin(&["partner_admin"])).await.expect(200);
            office.send(PEOPLE, person(YUG, "Юрий Южный", &["buyer", "partner_admin"])).await.expect(200);
            assert_eq!(standing(&house, "partner_admin").await, 2, "round {round}");
            let (one, other) = (house.api(MANAGER).await, house.api(MANAGER).await);
            let (demoted, (blocked, _)) = join(one.send(PEOPLE, admin(&["buyer"])), set_blocked(&other, YUG, true)).await;
            assert!(matches!((demoted.status.as_u16(), blocked), (200, 409) | (409, 204)), "round {round}: {} {blocked}", demoted.status);
            assert_eq!(standing(&house, "partner_admin").await, 1, "round {round}");
            set_blocked(&office, YUG, false).await;
        }
        house.close().await;
    }
}
