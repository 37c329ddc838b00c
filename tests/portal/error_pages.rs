//! A page that says no keeps the frame of whoever is signed in: menu, way out, and the strip of an agent at work.

use crate::House;
use crate::kit::client::{Client, Told};
use crate::kit::trade::{AGENT, MANAGER, SEVER};
use crate::on_both;
use crate::reading::{at, bring};

const GAMMA: &str = "buyer@gamma.example";

fn has_frame(told: &Told) -> bool {
    told.text.contains("action=\"/sign-out\"")
        && told.text.contains("<nav class=\"menu\"")
        && told.text.contains("action=\"/language\"")
}

fn has_banner(told: &Told) -> bool {
    told.text.contains("action=\"/representations/current/end\"")
}

async fn agent_for_alfa(house: &House, reason: &str) -> Client {
    let agent = house.browser(AGENT).await;
    agent.fill("/clients", "/clients/ALFA/representations", &[("reason", reason)]).await.expect(303);
    agent
}

on_both! {
    async fn a_page_that_is_not_there_or_not_allowed_keeps_the_menu(house: House) {
        let sever = house.browser(SEVER).await;
        for (path, status) in [("/nowhere", 404), ("/orders/26-999999", 404), ("/products/XX-9", 404), ("/staff", 403), ("/orders?from=soon", 422)] {
            let told = sever.look(path).await.expect(status);
            assert!(has_frame(&told) && told.text.contains("Ирина Северова"), "{path}: {}", told.text);
            assert!(told.text.contains("href=\"/cart\"") && !has_banner(&told), "{path}");
        }
        let forged = sever.fill("/catalogue", "/staff/links", &[("login", MANAGER)]).await.expect(403);
        assert!(has_frame(&forged), "a refused form too: {}", forged.text);
        let manager = house.browser(MANAGER).await.look("/partners/NOBODY").await.expect(404);
        assert!(has_frame(&manager) && manager.text.contains("href=\"/staff\""), "each his own menu: {}", manager.text);
        house.close().await;
    }

    async fn a_state_of_things_that_forbids_the_page_keeps_the_menu(house: House) {
        bring(&house, "people", &format!("login,name,partner,roles,language\n{GAMMA},Галина Гаммова,GAMMA,buyer,ru\n")).await;
        let told = house.browser(GAMMA).await.look("/catalogue").await.expect(409);
        assert!(has_frame(&told), "{}", told.text);
        assert!(told.text.contains("нет действующего договора") && told.text.contains(">Выйти<"), "{}", told.text);
        house.close().await;
    }

    async fn the_language_is_changed_from_a_page_that_says_no(house: House) {
        let sever = house.browser(SEVER).await;
        let next = sever.fill("/nowhere", "/language", &[("lang", "ru"), ("next", "/nowhere")]).await.expect(303).location();
        assert!(sever.look(&next).await.expect(404).text.contains("Такой страницы или записи нет."));
        house.close().await;
    }

    async fn whoever_is_nobody_gets_no_menu(house: House) {
        let told = house.visitor().look("/nowhere").await.expect(404);
        assert!(!told.text.contains("/sign-out") && !told.text.contains("class=\"menu\""), "{}", told.text);
        let problem = house.api(SEVER).await.look("/api/v1/nowhere").await.expect(404);
        assert_eq!(problem.problem().0, "not_found");
        house.close().await;
    }

    async fn an_agent_at_work_is_reminded_of_it_where_he_is_refused_too(house: House) {
        let agent = agent_for_alfa(&house, "Order by phone").await;
        for (path, status) in [("/nowhere", 404), ("/products/XX-9", 404), ("/staff", 403), ("/partners/ALFA", 403)] {
            let told = agent.look(path).await.expect(status);
            assert!(has_frame(&told) && has_banner(&told), "{path}: {}", told.text);
            assert!(told.text.contains("ООО «Альфа»"), "{path}");
        }
        agent.fill("/nowhere", "/representations/current/end", &[]).await.expect(303);
        assert!(!has_banner(&agent.look("/nowhere").await.expect(404)), "ended from there, it is gone");
        house.close().await;
    }

    async fn the_banner_tells_why_and_until_when(house: House) {
        house.set_clock(at("2026-03-01T09:00:00Z"));
        let agent = agent_for_alfa(&house, "Order by phone <b>").await;
        // Eight hours later, by the clocks of Moscow.
        for path in ["/catalogue", "/orders", "/nowhere"] {
            let page = agent.look(path).await.text;
            assert!(page.contains("Until 1 Mar 2026\u{a0}20:00. Reason: Order by phone &lt;b&gt;"), "{path}: {page}");
        }
        agent.fill("/profile", "/language", &[("lang", "ru")]).await.expect(303);
        let page = agent.look("/catalogue").await.expect(200).text;
        assert!(page.contains("До 01.03.2026\u{a0}20:00. Причина: Order by phone &lt;b&gt;"), "{page}");
        house.close().await;
    }
}
