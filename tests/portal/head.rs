//! The head of the page: what lies in the cart, for whoever may fill one, and the way down to a product.

use serde_json::json;

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{AGENT, BETA, MANAGER, SEVER, YUG};
use crate::on_both;
use crate::reading::{between, finish};

/// What the link to the cart says, without its tags.
async fn cart_of(client: &Client, path: &str) -> String {
    let page = client.look(path).await.expect(200).text;
    let link = between(&page, "id=\"cart-link\"", "</a>").to_owned();
    link.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect::<Vec<_>>().join("")
}

on_both! {
    async fn every_page_of_a_buyer_tells_how_many_lines_are_in_the_cart_and_their_sum(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        assert_eq!(cart_of(&browser, "/catalogue").await, "Cart");
        sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "2"})).await.expect(200);
        // 2 × 3,920.00; then 3 m of cable at 88.8888 less 2 %, rounded in the line.
        assert_eq!(cart_of(&browser, "/catalogue").await, "Cart 1 7,840.00\u{a0}₽");
        sever.set("/api/v1/cart/lines/CB-1", json!({"quantity": "3"})).await.expect(200);
        for path in ["/", "/catalogue", "/catalogue?q=drill", "/catalogue?q=perforator", "/products/DR-1", "/cart", "/orders", "/requested", "/profile", "/company"] {
            assert_eq!(cart_of(&browser, path).await, "Cart 2 8,101.33\u{a0}₽", "{path}");
        }
        let cart = sever.look("/api/v1/cart").await.expect(200).json();
        sever.order("all", json!({"from_cart": true, "agreed_total": cart["total"]})).await.expect(201);
        assert_eq!(cart_of(&browser, "/catalogue").await, "Cart");
        finish(house).await;
    }

    async fn a_cart_is_told_to_its_owner_alone_and_as_his_prices_stand(house: House) {
        house.api(SEVER).await.set("/api/v1/cart/lines/DR-1", json!({"quantity": "2"})).await.expect(200);
        assert_eq!(cart_of(&house.browser(YUG).await, "/catalogue").await, "Cart");
        let beta = house.browser(BETA).await;
        let put = beta.fill("/catalogue", "/cart/lines", &[("sku", "GL-5"), ("quantity", "10"), ("back", "/catalogue")]).await;
        put.expect(303);
        // By the contract VAT comes on top: the head says what the rows say, and the cart what is to be paid.
        assert_eq!(cart_of(&beta, "/catalogue").await, "Cart 1 380.00\u{a0}₽");
        assert_eq!(cart_of(&beta, "/cart").await, "Cart 1 380.00\u{a0}₽");
        assert!(beta.look("/cart").await.expect(200).text.contains("463.60"));
        let office = house.browser(MANAGER).await.look("/partners").await.expect(200).text;
        assert!(!office.contains("cart-link"), "who buys nothing has no cart: {office}");
        house.close().await;
    }

    async fn an_agent_sees_the_cart_he_fills_for_the_client(house: House) {
        let agent = house.browser(AGENT).await;
        agent.fill("/clients", "/clients/ALFA/representations", &[("reason", "A visit")]).await.expect(303);
        agent.fill("/catalogue", "/cart/lines", &[("sku", "DR-1"), ("quantity", "1"), ("back", "/catalogue")]).await.expect(303);
        assert_eq!(cart_of(&agent, "/orders").await, "Cart 1 4,000.00\u{a0}₽");
        house.close().await;
    }

    async fn a_refused_order_still_tells_the_cart_and_a_placed_one_none(house: House) {
        let browser = house.browser(SEVER).await;
        browser.fill("/catalogue", "/cart/lines", &[("sku", "DR-1"), ("quantity", "1"), ("back", "/cart")]).await.expect(303);
        let refused = browser.fill("/cart", "/orders", &[("key", "lower"), ("agreed_total", "1.00")]).await.expect(409).text;
        assert!(between(&refused, "id=\"cart-link\"", "</a>").contains("3,920.00"), "{refused}");
        let placed = browser.fill("/cart", "/orders", &[("key", "right"), ("agreed_total", "3920.00")]).await.expect(303);
        assert_eq!(cart_of(&browser, &placed.location()).await, "Cart");
        finish(house).await;
    }

    async fn the_page_of_a_product_leads_up_through_its_categories(house: House) {
        let browser = house.browser(SEVER).await;
        for (lang, names) in [("en", ["Tools", "Drills"]), ("ru", ["Инструмент", "Дрели"])] {
            browser.fill("/profile", "/language", &[("lang", lang)]).await.expect(303);
            let page = browser.look("/products/DR-1").await.expect(200).text;
            let crumbs = between(&page, "class=\"crumbs\"", "</nav>");
            let links: Vec<(String, String)> = crumbs
                .split("<a href=\"")
                .skip(1)
                .filter_map(|link| link.split_once('"'))
                .map(|(path, rest)| (path.to_owned(), between(rest, ">", "</a>").to_owned()))
                .collect();
            assert_eq!(links.iter().map(|(_, name)| name.as_str()).skip(1).collect::<Vec<_>>(), names, "{crumbs}");
            assert_eq!(links[0].0, "/catalogue");
            for (path, name) in &links[1..] {
                let list = browser.look(path).await.expect(200).text;
                assert!(list.contains(&format!("<h1>{name}</h1>")) && list.contains("/products/DR-1\""), "{path}: {list}");
                assert!(!list.contains("/products/GL-5\""), "{path} lists what is of another category");
            }
        }
        // A contract of single products knows the categories of those.
        let beta = house.browser(BETA).await.look("/products/DR-1").await.expect(200).text;
        assert!(between(&beta, "class=\"crumbs\"", "</nav>").contains("Drills"), "{beta}");
        house.close().await;
    }
}
