//! A field agent orders for a client: reason, banner on every page, both names in the order, and the end of it.

use crate::House;
use crate::buyer::number_in;
use crate::chrome::{Album, Chrome};
use crate::kit::trade::AGENT;
use crate::people;

const BANNER: &str = ".banner--behalf";
const GLOVES: &str = "tr:has(input[value='GL-5'])";

journeys! {
    async fn an_agent_orders_for_a_client(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab().await;
        people::set_password(&tab, &people::link(&house, AGENT).await).await;
        people::sign_in(&tab, AGENT).await;
        assert_eq!(tab.path().await, "/day");
        tab.open("/clients").await;
        tab.reads("main", &["ООО «Альфа»", "ООО «Бета»"]).await;
        tab.keeps_quiet_about("main", &["ООО «Гамма»"]).await;
        assert_eq!(tab.count(BANNER).await, 0);
        tab.shoot(&album, "clients").await;

        tab.fill("form[action='/clients/BETA/representations'] input[name=reason]", "Order by phone").await;
        tab.follow("form[action='/clients/BETA/representations'] button").await;
        for path in ["/", "/products/DR-1", "/cart", "/orders", "/requested", "/profile", "/catalogue"] {
            tab.open(path).await;
            assert_eq!(tab.path().await, path);
            tab.reads(BANNER, &["on behalf of a client: ООО «Бета»", "Пётр Ильин"]).await;
        }

        // List 50, less 10 by the contract, less 5 % of the partner.
        tab.reads(GLOVES, &["50.00 ₽ −24% 38.00 ₽"]).await;
        tab.shoot(&album, "catalogue").await;
        tab.fill(&format!("{GLOVES} input.qty"), "10").await;
        tab.click(&format!("{GLOVES} .add button")).await;
        tab.until("!document.querySelector('form[aria-busy]')").await;
        tab.follow("#cart-link").await;
        tab.reads("#summary", &["Goods, 1 line 463.60 ₽", "83.60 ₽", "Total 463.60 ₽"]).await;
        tab.shoot(&album, "cart").await;
        tab.follow("#summary button[form=place]").await;
        let number = number_in(&tab.path().await);
        let names = "Пётр Ильин, on behalf of ООО «Бета»";
        tab.reads("main", &[&number, names, "10 pair", "Total without VAT 380.00 ₽", "Total 463.60 ₽"]).await;
        tab.reads(BANNER, &["ООО «Бета»"]).await;
        tab.shoot(&album, "order").await;

        tab.follow(&format!("{BANNER} button")).await;
        assert_eq!(tab.path().await, "/clients");
        assert_eq!(tab.count(BANNER).await, 0, "the banner ends with the representation");
        tab.open(&format!("/orders/{number}")).await;
        assert_eq!(tab.count(BANNER).await, 0);
        tab.reads("main", &[names]).await;
        assert_eq!(tab.count("main a[href$='/reorder']").await, 0, "nobody is acted for any more");
        tab.has_no_complaints().await;
        chrome.quit().await;
        house.close().await;
    }
}
