//! Reasons that people give, beside the words that the house itself keeps in their place: the one is never taken for the other.

use serde_json::json;

use crate::House;
use crate::kit::trade::{ACCOUNTANT, AGENT, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{at, finish, one, refusal, settle, stored};
use crate::shipping::{order, part, placed, ship};

const LIMIT: &str = "/api/v1/contracts/A-1/limit";

on_both! {
    async fn the_reason_of_a_promise_is_never_a_word_of_the_house(house: House) {
        house.set_clock(at("2026-06-03T09:00:00Z"));
        let (sever, manager, warehouse) = (house.api(SEVER).await, house.api(MANAGER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "words", one("DR-1", "5")).await;
        settle(&house).await;
        let path = format!("/api/v1/orders/{number}/promises");
        let before = stored(&house).await;
        for (n, word) in ["placed", "rest", "arrived", "changed", " rest "].into_iter().enumerate() {
            let (field, code) = ("/reason".to_owned(), "own_word".to_owned());
            let told = refusal(&manager.send(&path, json!({"promised_on": "2026-06-30", "reason": word})).await);
            assert_eq!((told.0, told.2, told.3), (422, field.clone(), code.clone()), "{word}");
            let mut body = part("DR-1", "2");
            body["reason"] = json!(word);
            let told = refusal(&ship(&warehouse, &number, &format!("as-{n}"), body).await);
            assert_eq!((told.0, told.2, told.3), (422, field, code), "{word}");
        }
        assert_eq!(stored(&house).await, before);
        let office = house.browser(MANAGER).await;
        let (shown, door) = (format!("/orders/{number}"), format!("/orders/{number}/promises"));
        let fields = [("sku", "DR-1"), ("promised_on", "2026-06-29"), ("reason", "rest")];
        let told = office.fill(&shown, &door, &fields).await.expect(422).text;
        assert!(told.contains("“rest” is a mark that the portal itself uses"), "{told}");
        assert!(told.contains("value=\"rest\"") && told.contains("value=\"2026-06-29\""), "what was typed is kept: {told}");
        // Words that only contain one, or are written otherwise, are somebody's own.
        manager.send(&path, json!({"promised_on": "2026-06-30", "reason": "Rest"})).await.expect(200);
        ship(&warehouse, &number, "a-part", part("DR-1", "2")).await.expect(201);
        let mut rest = part("DR-1", "1");
        rest["reason"] = json!("The rest waits for a lorry");
        ship(&warehouse, &number, "another", rest).await.expect(201);
        let told = house.browser(SEVER).await.look(&shown).await.expect(200).text;
        for reason in [">When the order was placed<", ">Rest<", ">The rest after a shipment<", ">The rest waits for a lorry<"] {
            assert!(told.contains(reason), "{reason}: {told}");
        }
        assert_eq!(order(&sever, &number).await["version"], 4);
        finish(house).await;
    }

    async fn what_is_written_beside_a_refusal_may_be_any_word(house: House) {
        // These stand in columns of their own, where nobody takes them for anything else.
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "refused", one("DR-1", "1")).await;
        house.browser(WAREHOUSE).await.fill("/picking?warehouse=MSK", &format!("/orders/{number}/picking"), &[("warehouse", "MSK")]).await.expect(303);
        sever.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await.expect(202);
        let answer = json!({"accept": false, "reason": "changed"});
        warehouse.send(&format!("/api/v1/orders/{number}/cancellation/answer"), answer).await.expect(200);
        assert_eq!(order(&sever, &number).await["cancellation_refused"], "changed");
        finish(house).await;
    }

    async fn the_reason_of_a_limit_is_never_the_word_of_an_import(house: House) {
        let accountant = house.api(ACCOUNTANT).await;
        let before = stored(&house).await;
        for word in ["import", " import "] {
            let told = refusal(&accountant.set(LIMIT, json!({"limit": "5000", "reason": word})).await);
            assert_eq!((told.0, told.2.as_str(), told.3.as_str()), (422, "/reason", "own_word"), "{word}");
        }
        assert_eq!(stored(&house).await, before);
        let browser = house.browser(ACCOUNTANT).await;
        let told = browser.fill("/contracts/A-1", "/contracts/A-1/limit", &[("limit", "5000"), ("reason", "import")]).await.expect(422).text;
        assert!(told.contains("value=\"import\"") && told.contains("value=\"5000\""), "what was typed is kept: {told}");
        let wish = json!({"limit": "7000", "reason": "import"});
        house.api(AGENT).await.send("/api/v1/contracts/A-1/limit-requests", wish).await.expect(201);
        let id = accountant.look("/api/v1/limit-requests").await.expect(200).json()["items"][0]["id"].as_str().unwrap_or_default().to_owned();
        let answered = |reason: &str| json!({"grant": true, "reason": reason});
        let door = format!("/api/v1/limit-requests/{id}/answers");
        assert_eq!(refusal(&accountant.send(&door, answered("import")).await).3, "own_word");
        accountant.send(&door, answered("Import of goods grows")).await.expect(204);
        let told = accountant.look(LIMIT).await.expect(200).json();
        let reasons: Vec<&str> = told["changes"].as_array().expect("changes").iter().filter_map(|change| change["reason"].as_str()).collect();
        assert_eq!(reasons, ["Import of goods grows", "import"]);
        let page = browser.look("/contracts/A-1").await.expect(200).text;
        assert!(page.contains(">Import of goods grows<") && page.contains(">Import of contracts<"), "{page}");
        finish(house).await;
    }
}
