//! A field agent acts for a client: only for his own, with a reason, in both names, as long as the client lets him.

use std::time::Duration;

use serde_json::{Value, json};

use crate::House;
use crate::kit::client::{Client, Told};
use crate::kit::trade::{ADMINISTRATOR, AGENT, ALFA_ADMIN, BETA, MANAGER, OTHER_AGENT, SEVER, YUG};
use crate::on_both;

const AGENT_NAME: &str = "Пётр Ильин";
const ALFA_NAME: &str = "ООО «Альфа»";
const HOURS: i64 = 3600;

async fn begin(agent: &Client, code: &str, reason: &str) -> Told {
    agent.send(&format!("/api/v1/partners/{code}/representations"), json!({"reason": reason})).await
}

/// A browser of the agent that acts for a client.
async fn browser_for(house: &House, code: &str, reason: &str) -> Client {
    let browser = house.browser(AGENT).await;
    let told = browser.fill("/clients", &format!("/clients/{code}/representations"), &[("reason", reason)]).await.expect(303);
    assert_eq!(told.location(), "/");
    browser
}

async fn one_drill(client: &Client, key: &str) -> Told {
    client.order(key, json!({"lines": [{"sku": "DR-1", "quantity": "1"}]})).await
}

/// The words of a page, without its tags.
fn words(page: &str) -> String {
    page.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

fn has_banner(page: &str) -> bool {
    page.contains("action=\"/representations/current/end\"")
        && words(page).contains(&format!("on behalf of a client: {ALFA_NAME}"))
}

/// Whether a look answers so within a second: what is found out about a session is believed for a moment.
async fn soon(client: &Client, path: &str, status: u16) -> bool {
    for _ in 0..10 {
        if client.look(path).await.status.as_u16() == status {
            return true;
        }
        actix_web::rt::time::sleep(Duration::from_millis(100)).await;
    }
    false
}

/// The log of acts as a person of the client sees it.
async fn log_of(house: &House, login: &str) -> String {
    house.browser(login).await.look("/company/representations").await.expect(200).text
}

on_both! {
    async fn an_agent_sees_his_clients_and_no_others(house: House) {
        let agent = house.api(AGENT).await;
        let codes: Vec<Value> = agent.look("/api/v1/partners").await.expect(200).json()["items"].as_array().unwrap().iter().map(|p| p["code"].clone()).collect();
        assert_eq!(codes, ["ALFA", "BETA"]);
        let numbers: Vec<Value> = agent.look("/api/v1/contracts").await.expect(200).json()["items"].as_array().unwrap().iter().map(|c| c["partner"]["code"].clone()).collect();
        assert!(!numbers.is_empty() && numbers.iter().all(|code| code == "ALFA" || code == "BETA"), "{numbers:?}");
        agent.look("/api/v1/partners/GAMMA").await.expect(404);
        let page = words(&house.browser(AGENT).await.look("/clients").await.expect(200).text);
        assert!(page.contains(ALFA_NAME) && page.contains("ООО «Бета»") && !page.contains("Гамма"), "{page}");
        house.browser(AGENT).await.look("/partners/GAMMA").await.expect(404);

        let other = house.api(OTHER_AGENT).await;
        assert_eq!(other.look("/api/v1/partners").await.expect(200).json()["items"], json!([]));
        other.look("/api/v1/partners/ALFA").await.expect(404);
        assert!(!house.browser(OTHER_AGENT).await.look("/clients").await.expect(200).text.contains("Альфа"));
        house.close().await;
    }

    async fn an_agent_begins_for_his_own_clients_with_a_reason(house: House) {
        let agent = house.api(AGENT).await;
        for reason in ["", "   ", "\n\t"] {
            let told = begin(&agent, "ALFA", reason).await;
            assert_eq!(told.status.as_u16(), 422, "{reason:?}");
            assert_eq!(told.json()["errors"][0]["field"].as_str().unwrap().trim_start_matches('/'), "reason");
        }
        agent.send("/api/v1/partners/ALFA/representations", json!({})).await.expect(422);
        begin(&agent, "ALFA", &"x".repeat(301)).await.expect(422);
        let (foreign, unknown) = (begin(&agent, "GAMMA", "A visit").await, begin(&agent, "NOBODY", "A visit").await);
        assert_eq!((foreign.status.as_u16(), foreign.problem()), (404, unknown.problem()));
        begin(&house.api(OTHER_AGENT).await, "ALFA", "A visit").await.expect(404);
        begin(&house.api(ADMINISTRATOR).await, "ALFA", "A visit").await.expect(404);
        for login in [MANAGER, SEVER, ALFA_ADMIN] {
            begin(&house.api(login).await, "ALFA", "A visit").await.expect(403);
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM representation").await, 0);
        let told = begin(&agent, "ALFA", "A visit").await.expect(201).json();
        assert_eq!(told["partner"], "ALFA");
        let browser = house.browser(AGENT).await;
        let refused = browser.fill("/clients", "/clients/ALFA/representations", &[("reason", "  ")]).await.expect(422);
        assert!(words(&refused.text).contains("give a reason"), "{}", refused.text);
        browser.fill("/clients", "/clients/GAMMA/representations", &[("reason", "A visit")]).await.expect(404);
        assert_eq!(house.sql_i64("SELECT count(*) FROM representation").await, 1);
        house.close().await;
    }

    async fn without_a_representation_nobody_acts_for_a_client(house: House) {
        let agent = house.api(AGENT).await;
        one_drill(&agent, "a-1").await.expect(403);
        let (client, nobody) = (agent.on_behalf_of("ALFA").look("/api/v1/me").await, agent.on_behalf_of("NOBODY").look("/api/v1/me").await);
        assert_eq!((client.status.as_u16(), client.problem()), (404, nobody.problem()));
        one_drill(&agent.on_behalf_of("ALFA"), "a-2").await.expect(404);
        begin(&agent, "ALFA", "A visit").await.expect(201);
        agent.on_behalf_of("ALFA").look("/api/v1/me").await.expect(200);
        for code in ["BETA", "GAMMA", "alfa", ""] {
            one_drill(&agent.on_behalf_of(code), "a-3").await.expect(404);
        }
        for login in [OTHER_AGENT, ADMINISTRATOR, MANAGER, BETA] {
            one_drill(&house.api(login).await.on_behalf_of("ALFA"), "a-4").await.expect(404);
        }
        house.visitor().on_behalf_of("ALFA").look("/api/v1/products").await.expect(401);
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 0);
        house.close().await;
    }

    async fn a_program_acts_for_the_client_it_names_and_for_nobody_when_it_names_none(house: House) {
        let agent = house.api(AGENT).await;
        begin(&agent, "ALFA", "A visit").await.expect(201);
        let me = agent.look("/api/v1/me").await.expect(200).json();
        assert!(me["partner"].is_null(), "the header says for whom: {me}");
        one_drill(&agent, "n-1").await.expect(403);
        begin(&agent, "BETA", "The next visit").await.expect(201);
        for code in ["ALFA", "BETA"] {
            assert_eq!(agent.on_behalf_of(code).look("/api/v1/me").await.expect(200).json()["partner"]["code"], code);
        }
        assert_eq!(agent.delete("/api/v1/partners/ALFA/representations/current").await.status().as_u16(), 204);
        agent.on_behalf_of("ALFA").look("/api/v1/me").await.expect(404);
        agent.on_behalf_of("BETA").look("/api/v1/me").await.expect(200);
        house.close().await;
    }

    async fn both_names_stand_in_order_history_and_journal(house: House) {
        let agent = house.api(AGENT).await;
        begin(&agent, "ALFA", "A visit").await.expect(201);
        let for_alfa = agent.on_behalf_of("ALFA");
        let order = one_drill(&for_alfa, "b-1").await.expect(201).json();
        let number = order["number"].as_str().unwrap().to_owned();
        let both = |order: &Value| {
            assert_eq!((order["placed_by"].as_str(), order["on_behalf_of"].as_str()), (Some(AGENT_NAME), Some(ALFA_NAME)), "{order}");
            assert_eq!(order["partner"]["code"], "ALFA");
        };
        both(&order);
        both(&for_alfa.look(&format!("/api/v1/orders/{number}")).await.expect(200).json());
        for login in [ALFA_ADMIN, MANAGER] {
            both(&house.api(login).await.look(&format!("/api/v1/orders/{number}")).await.expect(200).json());
            let browser = house.browser(login).await;
            let page = words(&browser.look(&format!("/orders/{number}")).await.expect(200).text);
            assert!(page.contains(&format!("{AGENT_NAME} → {ALFA_NAME}")), "the story of the order: {page}");
            let list = words(&browser.look("/orders").await.expect(200).text);
            assert!(list.contains(&number) && list.contains(AGENT_NAME), "{list}");
        }
        house.api(BETA).await.look(&format!("/api/v1/orders/{number}")).await.expect(404);
        let by_both = "SELECT count(*) FROM journal WHERE kind = 'order.placed' AND actor LIKE 'acc_% for par_% under rep_%'";
        assert_eq!(house.sql_i64(by_both).await, 1);
        let kept = "SELECT count(*) FROM sales_order o JOIN representation r ON r.id = o.representation_id AND r.agent_id = o.placed_by AND r.partner_id = o.partner_id";
        assert_eq!(house.sql_i64(kept).await, 1);
        let cancelled = for_alfa.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await.expect(200).json();
        both(&cancelled);
        let who = "SELECT count(*) FROM order_version WHERE actor = 'Пётр Ильин → ООО «Альфа»'";
        assert_eq!(house.sql_i64(who).await, 2);
        house.close().await;
    }

    async fn a_buyers_own_order_has_one_name(house: House) {
        let order = one_drill(&house.api(SEVER).await, "o-1").await.expect(201).json();
        assert_eq!(order["placed_by"], "Ирина Северова");
        assert!(order.get("on_behalf_of").is_none(), "{order}");
        house.close().await;
    }

    async fn the_agent_has_the_clients_prices_and_no_more_than_a_buyers_rights(house: House) {
        let agent = house.api(AGENT).await;
        begin(&agent, "BETA", "A visit").await.expect(201);
        let (beta, buyer) = (agent.on_behalf_of("BETA"), house.api(BETA).await);
        for path in ["/api/v1/products", "/api/v1/products/DR-1/price?quantity=12"] {
            assert_eq!(beta.look(path).await.expect(200).json(), buyer.look(path).await.expect(200).json(), "{path}");
        }
        beta.look("/api/v1/products/DR-2").await.expect(404);
        for path in ["/api/v1/partners", "/api/v1/partners/ALFA", "/api/v1/contracts/A-1", "/api/v1/stock/DR-1"] {
            beta.look(path).await.expect(403);
        }
        let browser = browser_for(&house, "ALFA", "A visit").await;
        for path in ["/company/representations", "/partners", "/partners/ALFA", "/staff"] {
            browser.look(path).await.expect(403);
        }
        house.close().await;
    }

    async fn the_banner_names_client_and_agent_on_every_page(house: House) {
        let number = one_drill(&house.api(SEVER).await, "p-1").await.expect(201).json()["number"].as_str().unwrap().to_owned();
        let browser = browser_for(&house, "ALFA", "A visit").await;
        let order = format!("/orders/{number}");
        let again = format!("/orders/{number}/reorder");
        let pages = ["/", "/catalogue", "/catalogue?q=nothing-like-this", "/products/DR-1", "/cart", "/orders", "/requested", "/profile", "/company", "/clients", "/api", &order, &again];
        for path in pages {
            let page = browser.look(path).await.expect(200).text;
            assert!(has_banner(&page), "{path}: {page}");
            assert!(words(&page).contains(&format!("Staff member: {AGENT_NAME}")), "{path}");
        }
        let refused = browser.fill("/cart", "/cart/lines", &[("sku", "GL-5"), ("quantity", "7")]).await.expect(422);
        assert!(has_banner(&refused.text), "a refused form too: {}", refused.text);
        assert!(!has_banner(&house.browser(AGENT).await.look("/clients").await.expect(200).text), "another session of the agent acts for nobody");
        assert!(!has_banner(&house.browser(SEVER).await.look("/catalogue").await.expect(200).text));

        assert_eq!(browser.fill("/catalogue", "/representations/current/end", &[]).await.expect(303).location(), "/clients");
        assert!(!has_banner(&browser.look("/clients").await.expect(200).text));
        browser.look("/catalogue").await.expect(403);
        house.close().await;
    }

    async fn a_catalogue_kept_by_the_browser_is_not_shown_without_its_banner(house: House) {
        let browser = browser_for(&house, "ALFA", "A visit").await;
        let tag = browser.look("/catalogue").await.expect(200).header("etag");
        browser.fill("/catalogue", "/representations/current/end", &[]).await.expect(303);
        let request = browser.request(reqwest::Method::GET, "/catalogue").header("if-none-match", &tag);
        assert_eq!(crate::kit::client::read(request.send().await.unwrap()).await.status.as_u16(), 403);
        house.close().await;
    }

    async fn a_representation_ends_by_itself_after_eight_hours(house: House) {
        let agent = house.api(AGENT).await;
        begin(&agent, "ALFA", "A visit").await.expect(201);
        let browser = browser_for(&house, "ALFA", "A visit with the browser").await;
        house.pass_seconds(4 * HOURS);
        // What is known of a session is believed for half a second; then it is seen to be in use.
        actix_web::rt::time::sleep(Duration::from_millis(600)).await;
        assert!(has_banner(&browser.look("/catalogue").await.expect(200).text));
        house.pass_seconds(4 * HOURS - 60);
        one_drill(&house.api(AGENT).await.on_behalf_of("ALFA"), "h-1").await.expect(201);
        house.pass_seconds(61);
        let late = house.api(AGENT).await;
        one_drill(&late.on_behalf_of("ALFA"), "h-2").await.expect(404);
        assert!(soon(&browser, "/catalogue", 403).await);
        assert!(!has_banner(&browser.look("/clients").await.expect(200).text));
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 1);
        begin(&late, "ALFA", "Once more").await.expect(201);
        one_drill(&late.on_behalf_of("ALFA"), "h-3").await.expect(201);
        house.close().await;
    }

    async fn the_client_sees_who_acted_when_and_why(house: House) {
        assert!(log_of(&house, ALFA_ADMIN).await.contains("Nobody has acted"));
        let agent = house.api(AGENT).await;
        begin(&agent, "ALFA", "Monthly visit <b>№ 7</b>").await.expect(201);
        let log = log_of(&house, ALFA_ADMIN).await;
        assert!(log.contains("Monthly visit &lt;b&gt;№ 7&lt;/b&gt;"), "{log}");
        assert!(words(&log).contains(AGENT_NAME));
        let until_when = words(&log);
        house.pass_seconds(2 * HOURS);
        assert_eq!(agent.delete("/api/v1/partners/ALFA/representations/current").await.status().as_u16(), 204);
        assert_ne!(words(&log_of(&house, ALFA_ADMIN).await), until_when, "the true end stands there now");
        assert!(!log_of(&house, BETA).await.contains("Monthly visit"), "another client sees nothing of it");
        for kind in ["representation.began", "representation.ended"] {
            assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM journal WHERE kind = '{kind}' AND partner_id IS NOT NULL")).await, 1, "{kind}");
        }
        house.close().await;
    }

    async fn each_act_stands_in_the_log_of_the_client(house: House) {
        let agent = house.api(AGENT).await;
        begin(&agent, "ALFA", "A visit").await.expect(201);
        let number = one_drill(&agent.on_behalf_of("ALFA"), "l-1").await.expect(201).json()["number"].as_str().unwrap().to_owned();
        let own = one_drill(&house.api(SEVER).await, "l-2").await.expect(201).json()["number"].as_str().unwrap().to_owned();
        let log = words(&log_of(&house, ALFA_ADMIN).await);
        assert!(log.contains(&number), "the order placed on the company's behalf: {log}");
        assert!(!log.contains(&own), "what her own people did is no such act: {log}");
        house.close().await;
    }

    async fn the_client_may_forbid_it_and_sees_who_tried(house: House) {
        let agent = house.api(AGENT).await;
        begin(&agent, "ALFA", "A visit").await.expect(201);
        let browser = browser_for(&house, "ALFA", "A visit with the browser").await;
        browser.look("/catalogue").await.expect(200);
        for login in [SEVER, YUG] {
            let buyer = house.browser(login).await;
            assert!(!buyer.look("/company/representations").await.expect(200).text.contains("name=\"permit\""), "a buyer has no such button");
            buyer.fill("/company/representations", "/company/representations", &[("permit", "no")]).await.expect(403);
        }
        let admin = house.browser(ALFA_ADMIN).await;
        admin.fill("/company/representations", "/company/representations", &[("permit", "no")]).await.expect(303);
        one_drill(&agent.on_behalf_of("ALFA"), "f-1").await.expect(404);
        assert!(soon(&browser, "/catalogue", 403).await, "what was under way has ended");
        let fresh = house.api(AGENT).await;
        let told = begin(&fresh, "ALFA", "They asked by telephone").await.expect(403);
        assert_eq!(told.problem().0, "representation_forbidden");
        one_drill(&fresh.on_behalf_of("ALFA"), "f-2").await.expect(404);
        let refused = house.browser(AGENT).await.fill("/clients", "/clients/ALFA/representations", &[("reason", "By page")]).await.expect(403);
        assert!(words(&refused.text).contains("has forbidden"), "{}", refused.text);

        let log = words(&log_of(&house, ALFA_ADMIN).await);
        for told in ["They asked by telephone", "By page", "refused", AGENT_NAME] {
            assert!(log.contains(told), "{told}: {log}");
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'representation.refused'").await, 2);
        assert_eq!(house.sql_i64("SELECT count(*) FROM representation WHERE is_refused").await, 2);
        begin(&fresh, "BETA", "Another client").await.expect(201);

        admin.fill("/company/representations", "/company/representations", &[("permit", "yes")]).await.expect(303);
        begin(&house.api(AGENT).await, "ALFA", "Permitted again").await.expect(201);
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 0);
        house.close().await;
    }

    async fn an_agent_who_loses_the_client_acts_for_it_no_more(house: House) {
        let agent = house.api(AGENT).await;
        begin(&agent, "ALFA", "A visit").await.expect(201);
        let office = house.administrator().await;
        let csv = "code,name,inn,kpp,units,manager,agents,stock_display\nALFA,ООО «Альфа»,7707083893,773601001,Север|Юг,manager@seller.example,other-agent@seller.example,exact\n";
        crate::kit::trade::import(&office, "partners", csv).await;
        one_drill(&agent.on_behalf_of("ALFA"), "x-1").await.expect(404);
        begin(&house.api(AGENT).await, "ALFA", "A visit").await.expect(404);
        begin(&house.api(OTHER_AGENT).await, "ALFA", "A visit").await.expect(201);
        house.close().await;
    }
}
