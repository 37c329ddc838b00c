//! The list of goods as an order form, by keyboard alone: from signing in to the order; its running total with script, and without.

use crate::House;
use crate::chrome::{Album, Chrome};
use crate::kit::trade::SEVER;
use crate::people::{self, PASSWORD};

const FOCUS: &str = "[...document.querySelectorAll('.qty')].indexOf(document.activeElement)";

journeys! {
    async fn an_order_from_sign_in_to_its_page_without_a_mouse(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab().await;
        people::set_password(&tab, &people::link(&house, SEVER).await).await;
        tab.reach("#login").await;
        tab.write(SEVER).await;
        tab.reach("#password").await;
        tab.write(PASSWORD).await;
        tab.enter().await;
        tab.until("location.pathname === '/' && document.readyState === 'complete'").await;

        tab.reach("a[href='/catalogue']").await;
        tab.enter().await;
        tab.until("location.pathname === '/catalogue' && document.readyState === 'complete'").await;
        tab.reach(".qty[name='q.GL-5']").await;
        tab.write("7").await;
        tab.reads("tr:has([name='q.GL-5']) .told", &["Minimum order quantity 5"]).await;
        let here = tab.ask(FOCUS).await.unwrap().as_i64().unwrap();
        tab.press("ArrowUp", "ArrowUp", 38, None).await;
        assert_eq!(tab.ask(FOCUS).await.unwrap(), here - 1);
        tab.enter().await;
        assert_eq!(tab.ask(FOCUS).await.unwrap(), here, "Enter leads to the next quantity and sends nothing");
        tab.write("10").await;
        tab.reach(".qty[name='q.CB-1'], .sheet-bar .button--primary").await;
        tab.begin_staying().await;
        // 10 × 44.91: list 49.90, less the company's 10 %.
        tab.reads("#sheet-total", &["1 line for 449.10 ₽"]).await;
        tab.shoot(&album, "typed").await;
        tab.reach(".sheet-bar .button--primary").await;
        tab.enter().await;
        tab.reads("#notices", &["The cart is up to date: 1 line."]).await;
        assert!(tab.has_stayed().await, "the list stays where it is");
        tab.reads("#cart-link", &["1", "449.10 ₽"]).await;
        tab.has_no_complaints().await;

        tab.press("Home", "Home", 36, None).await;
        tab.ask("document.querySelector('.skip').focus()").await.unwrap();
        tab.reach("#cart-link").await;
        tab.enter().await;
        tab.until("location.pathname === '/cart' && document.readyState === 'complete'").await;
        tab.reach("#summary button[form=place]").await;
        tab.enter().await;
        tab.until("location.pathname.startsWith('/orders/') && document.readyState === 'complete'").await;
        tab.reads("main", &["449.10 ₽"]).await;
        tab.has_no_complaints().await;
        chrome.quit().await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 1);
        house.close().await;
    }

    async fn what_is_typed_is_summed_at_once_and_kept_while_one_leaves(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab().await;
        people::set_password(&tab, &people::link(&house, SEVER).await).await;
        people::sign_in(&tab, SEVER).await;
        tab.open("/catalogue").await;
        tab.fill("[name='q.DR-1']", "9").await;
        tab.reads("tr:has([name='q.DR-1']) .told", &["3,920.00 ₽ → 35,280.00 ₽", "1 pcs more: −5%"]).await;
        tab.fill("[name='q.DR-1']", "10").await;
        tab.reads("#sheet-total", &["1 line for 37,240.00 ₽"]).await;
        tab.fill("[name='q.GL-5']", "5").await;
        tab.reads("#sheet-total", &["2 lines for 37,464.55 ₽"]).await;
        tab.shoot(&album, "summed").await;

        tab.open("/cart").await;
        tab.reads("main", &["The cart is empty"]).await;
        tab.open("/catalogue?q=gloves").await;
        assert_eq!(tab.value("[name='q.GL-5']").await, "5", "what was typed is still there");
        tab.reads("#sheet-total", &["2 lines for 37,464.55 ₽"]).await;
        tab.click(".sheet-bar .button--primary").await;
        tab.reads("#notices", &["The cart is up to date: 2 lines."]).await;
        tab.open("/catalogue").await;
        assert_eq!(tab.value("[name='q.DR-1']").await, "10");
        assert_eq!(tab.ask("Object.keys(sessionStorage).filter(key => key.includes('/catalogue:')).length").await.unwrap(), 0, "nothing is kept of what was put");
        tab.open("/catalogue?view=cards").await;
        tab.shoot(&album, "cards").await;
        tab.open("/compare?sku=DR-1&sku=DR-2").await;
        tab.reads("main", &["Compare products", "Power"]).await;
        tab.shoot(&album, "compared").await;
        tab.has_no_complaints().await;
        chrome.quit().await;
        house.close().await;
    }

    async fn the_same_form_is_counted_and_put_without_script(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab_without_script().await;
        people::set_password(&tab, &people::link(&house, SEVER).await).await;
        people::sign_in(&tab, SEVER).await;
        tab.open("/catalogue").await;
        tab.fill("[name='q.DR-1']", "10").await;
        tab.fill("[name='q.GL-5']", "7").await;
        tab.follow("button[name=count]").await;
        tab.reads("#sheet-total", &["1 line for 37,240.00 ₽"]).await;
        tab.reads("tr:has([name='q.GL-5']) .told", &["Minimum order quantity 5"]).await;
        assert_eq!(tab.value("[name='q.GL-5']").await, "7");
        tab.shoot(&album, "counted").await;
        tab.follow("button[name=fix][value='10 GL-5']").await;
        assert_eq!(tab.value("[name='q.DR-1']").await, "10", "what was typed beside another good stays");
        tab.follow(".sheet-bar .button--primary").await;
        assert_eq!(tab.path().await, "/catalogue");
        tab.reads("#cart-link", &["2"]).await;
        tab.has_no_complaints().await;
        chrome.quit().await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM cart_line").await, 2);
        house.close().await;
    }
}
