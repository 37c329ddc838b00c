//! Credit limits: set with a reason, every change kept; asked for and answered; never exceeded, whoever orders and pays at once.

use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{ACCOUNTANT, ADMINISTRATOR, AGENT, ALFA_ADMIN, MANAGER, OTHER_AGENT, SEVER};
use crate::on_both;
use crate::reading::{bring_contract, finish, one, refusal};
use crate::receivables::{keyed, payment, shipped, whole};

const LIMIT: &str = "/api/v1/contracts/A-1/limit";
const ASK: &str = "/api/v1/contracts/A-1/limit-requests";
const EXPOSURE: &str = "SELECT COALESCE(sum(exposure), 0) FROM standing";

on_both! {
    async fn every_change_has_its_person_and_reason_and_nothing_is_overwritten(house: House) {
        let accountant = house.api(ACCOUNTANT).await;
        assert_eq!(refusal(&accountant.set(LIMIT, json!({"limit": "5000", "reason": " "})).await).2, "/reason");
        assert_eq!(refusal(&accountant.set(LIMIT, json!({"limit": "-1", "reason": "Нельзя"})).await).2, "/limit");
        accountant.set("/api/v1/contracts/X-9/limit", json!({"limit": "1", "reason": "Нет такого"})).await.expect(404);
        for login in [MANAGER, AGENT, ALFA_ADMIN, SEVER] {
            house.api(login).await.set(LIMIT, json!({"limit": "5000", "reason": "Можно?"})).await.expect(403);
        }
        accountant.set(LIMIT, json!({"limit": "5000", "reason": "Просрочка весной"})).await.expect(204);
        accountant.set(LIMIT, json!({"limit": "5000.00", "reason": "То же самое"})).await.expect(204);
        accountant.set(LIMIT, json!({"limit": null, "reason": "Головная компания поручилась"})).await.expect(204);
        let told = accountant.look(LIMIT).await.expect(200).json();
        let changes = told["changes"].as_array().unwrap();
        assert_eq!(told["limit"], json!(null));
        assert_eq!(changes.len(), 3, "{told}");
        assert_eq!((&changes[0]["was"], &changes[0]["is"], &changes[0]["by"]), (&json!("5000.00"), &json!(null), &json!("Ольга Счётова")));
        assert_eq!((&changes[1]["was"], &changes[1]["is"], &changes[1]["reason"]), (&json!("1000000.00"), &json!("5000.00"), &json!("Просрочка весной")));
        assert_eq!((&changes[2]["was"], &changes[2]["is"], &changes[2]["reason"]), (&json!(null), &json!("1000000.00"), &json!("import")));
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'limit.changed'").await, house.sql_i64("SELECT count(*) FROM limit_change").await);
        let browser = house.browser(ACCOUNTANT).await;
        browser.fill("/contracts/A-1", "/contracts/A-1/limit", &[("limit", "7 500,50"), ("reason", "Осень")]).await.expect(303);
        assert_eq!(accountant.look(LIMIT).await.json()["limit"], "7500.50");
        let page = browser.look("/contracts/A-1").await.expect(200);
        assert!(page.text.contains("Просрочка весной") && page.text.contains("7,500.50"), "{}", page.text);
        let own = house.browser(ALFA_ADMIN).await.look("/contracts/A-1").await.expect(200);
        assert!(own.text.contains("7,500.50") && !own.text.contains("Просрочка весной"), "{}", own.text);
        let refused = browser.fill("/contracts/A-1", "/contracts/A-1/limit", &[("limit", "сто"), ("reason", "Опечатка")]).await.expect(422);
        assert!(refused.text.contains("value=\"сто\"") && refused.text.contains("Опечатка"), "{}", refused.text);
        finish(house).await;
    }

    async fn a_limit_that_came_by_a_file_or_a_program_has_its_person_too(house: House) {
        bring_contract(&house, "A-1,ALFA,RUB,OPT,2020-01-01,,all,,net 30,400000,best,no,included,MSK|SPB,0").await;
        let administrator = house.administrator().await;
        let key = json!({"name": "Ledger", "scopes": ["limits.set", "money.read"]});
        let token = administrator.send("/api/v1/keys", key).await.expect(201).json()["token"].as_str().expect("a token").to_owned();
        let ledger = Client::bearer(&house.url, token);
        ledger.set(LIMIT, json!({"limit": "300000", "reason": "По договору"})).await.expect(204);
        house.api(AGENT).await.send(ASK, json!({"limit": "500000", "reason": "Второй магазин"})).await.expect(201);
        let id = ledger.look("/api/v1/limit-requests").await.expect(200).json()["items"][0]["id"].as_str().expect("an id").to_owned();
        ledger.send(&format!("/api/v1/limit-requests/{id}/answers"), json!({"grant": false, "reason": "Рано"})).await.expect(204);
        let requests = administrator.look("/api/v1/limit-requests").await.expect(200).json();
        let request = &requests["items"][0];
        assert_eq!((&request["asked_by"], &request["answered_by"]), (&json!("Пётр Ильин"), &json!("Анна Белова")));
        let told = administrator.look(LIMIT).await.expect(200).json();
        let changes: Vec<Value> = told["changes"].as_array().expect("changes").iter().map(|change| json!([change["by"], change["key"], change["was"], change["is"], change["reason"]])).collect();
        assert_eq!(changes, [
            json!(["Анна Белова", "Ledger", "400000.00", "300000.00", "По договору"]),
            json!(["Анна Белова", null, "1000000.00", "400000.00", "import"]),
            json!(["Анна Белова", null, null, "1000000.00", "import"]),
        ]);
        let page = house.browser(ADMINISTRATOR).await.look("/contracts/A-1").await.expect(200).text;
        assert!(page.contains("Анна Белова <small class=\"muted\">with the key “Ledger”</small>") && !page.contains(">The system<"), "{page}");
        let by = |who: &str| format!("SELECT count(*) FROM journal WHERE kind = 'limit.changed' AND actor LIKE '{who}%'");
        assert_eq!((house.sql_i64(&by("acc")).await, house.sql_i64(&by("key")).await), (2, 1));
        finish(house).await;
    }

    async fn a_form_shows_and_takes_amounts_as_its_language_writes_them(house: House) {
        let browser = house.browser(ACCOUNTANT).await;
        for (lang, shown, typed) in [("en", "1000000.00", "900000.50"), ("ru", "900000,50", "800 000,25")] {
            browser.fill("/profile", "/language", &[("lang", lang), ("next", "/")]).await.expect(303);
            let page = browser.look("/contracts/A-1").await.expect(200).text;
            assert!(page.contains(&format!("value=\"{shown}\"")), "{lang}: {page}");
            browser.fill("/contracts/A-1", "/contracts/A-1/limit", &[("limit", typed), ("reason", "Проверка")]).await.expect(303);
        }
        assert_eq!(house.api(ACCOUNTANT).await.look(LIMIT).await.expect(200).json()["limit"], "800000.25");
        finish(house).await;
    }

    async fn a_limit_is_asked_for_and_answered_once(house: House) {
        let (agent, accountant) = (house.api(AGENT).await, house.api(ACCOUNTANT).await);
        house.api(OTHER_AGENT).await.send(ASK, json!({"limit": "2000000", "reason": "Не мой клиент"})).await.expect(404);
        house.api(ALFA_ADMIN).await.send(ASK, json!({"limit": "2000000", "reason": "Нам бы больше"})).await.expect(403);
        assert_eq!(refusal(&agent.send(ASK, json!({"limit": "1000000", "reason": "Столько и есть"})).await).2, "/limit");
        let id = agent.send(ASK, json!({"limit": "2000000", "reason": "Открывают второй магазин"})).await.expect(201).json()["id"].as_str().unwrap().to_owned();
        assert_eq!(refusal(&agent.send(ASK, json!({"limit": "3000000", "reason": "Ещё"})).await).1, "limit_asked_already");
        agent.look("/api/v1/limit-requests").await.expect(403);
        let waiting = accountant.look("/api/v1/limit-requests?state=waiting").await.expect(200).json();
        let request = &waiting["items"][0];
        assert_eq!((&request["id"], &request["asked"], &request["limit"], &request["asked_by"]), (&json!(id), &json!("2000000.00"), &json!("1000000.00"), &json!("Пётр Ильин")));
        let path = format!("/api/v1/limit-requests/{id}/answers");
        agent.send(&path, json!({"grant": true, "reason": "Сам себе"})).await.expect(403);
        assert_eq!(refusal(&accountant.send(&path, json!({"grant": false, "limit": "5", "reason": "Нет"})).await).2, "/limit");
        accountant.send("/api/v1/limit-requests/lrq_0000000000001/answers", json!({"grant": true, "reason": "Нет такого"})).await.expect(404);
        let told = join_all((0..4).map(|_| accountant.send(&path, json!({"grant": true, "limit": "1500000", "reason": "Половину"})))).await;
        let mut statuses: Vec<u16> = told.iter().map(|told| told.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409, 409, 409]);
        let limit = accountant.look(LIMIT).await.json();
        assert_eq!((&limit["limit"], &limit["changes"][0]["reason"]), (&json!("1500000.00"), &json!("Половину")));
        // Refused on the page: nothing changes.
        agent.send(ASK, json!({"limit": "9000000", "reason": "Третий магазин"})).await.expect(201);
        let browser = house.browser(ACCOUNTANT).await;
        let page = browser.look("/limit-requests?state=waiting").await.expect(200);
        assert!(page.text.contains("Третий магазин"), "{}", page.text);
        let id = accountant.look("/api/v1/limit-requests?state=waiting").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
        browser.fill("/limit-requests", &format!("/limit-requests/{id}/answers"), &[("grant", "no"), ("limit", "9000000"), ("reason", "Рано")]).await.expect(303);
        assert_eq!(accountant.look(LIMIT).await.json()["limit"], "1500000.00");
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind IN ('limit.asked', 'limit.answered')").await, 4);
        finish(house).await;
    }

    async fn fifty_orders_and_ten_payments_at_once_never_exceed_the_limit(house: House) {
        let (sever, accountant) = (house.crowd(SEVER).await, house.crowd(ACCOUNTANT).await);
        shipped(&house, "owed", "DR-1", "10").await;
        let owed = house.sql_i64(EXPOSURE).await;
        let before = house.sql_i64("SELECT max(id) FROM ledger_entry").await;
        // Room for five more, and each payment makes room for one.
        accountant.set(LIMIT, json!({"limit": "58800", "reason": "До оплаты"})).await.expect(204);
        let orders = join_all((0..50).map(|n| {
            let sever = &sever;
            async move { sever.order(&format!("o{n}"), one("DR-1", "1")).await }
        }));
        let body = payment(&house, "A-1", "3920");
        let payments = join_all((0..10).map(|n| {
            let (accountant, body) = (&accountant, &body);
            async move { keyed(accountant, "/api/v1/payments", &format!("p{n}"), body).await }
        }));
        let (orders, payments) = join(orders, payments).await;
        for told in &payments {
            assert_eq!(told.status.as_u16(), 201, "{}", told.text);
        }
        let paid = payments.iter().filter(|told| told.status.as_u16() == 201).count() as i64;
        let placed = orders.iter().filter(|told| told.status.as_u16() == 201).count() as i64;
        for told in orders.iter().filter(|told| told.status.as_u16() != 201) {
            assert_eq!(told.problem().0, "over_credit_limit", "{}", told.text);
        }
        let exposure = house.sql_i64(EXPOSURE).await;
        assert_eq!(exposure, owed + (placed - paid) * 392_000);
        assert!(exposure <= 5_880_000, "{exposure}");
        // Nor was it above the limit at any moment between.
        let running = format!("SELECT {owed} + sum(amount) OVER (ORDER BY id) AS owed FROM ledger_entry WHERE id > {before}");
        let most = house.sql_i64(&format!("SELECT max(owed) FROM ({running}) AS running")).await;
        assert!(most >= exposure && most <= 5_880_000, "{most}");
        assert!(placed >= 5 && placed <= 5 + paid, "{placed} placed, {paid} paid");
        whole(&house).await;
        finish(house).await;
    }
}
