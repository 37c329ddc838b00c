//! A buyer without a mouse: from the link to the confirmation by keys alone, without script (with it: `sheet`). Wherever the focus stops it can
//! be seen, and nothing is far away.

use crate::House;
use crate::buyer::number_in;
use crate::chrome::{Album, Chrome, Tab};
use crate::kit::trade::SEVER;
use crate::people::{self, PASSWORD};

const DRILL: &str = "input.qty[name='q.DR-1']";
const IN_CART: &str = "tr:has(input[value='DR-1']) input.qty";

journeys! {
    async fn a_buyer_orders_by_keys_alone_without_script(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab_without_script().await;
        come_in(&house, &tab).await;
        tab.begin_staying().await;
        into_the_cart(&tab).await;
        tab.until("!window.isSame && document.readyState === 'complete' && !!document.querySelector('#cart-link .count')").await;
        tab.reach("#cart-link").await;
        order(&house, &tab, &album).await;
        chrome.quit().await;
        house.close().await;
    }
}

/// Sets a password, signs in and finds the drills.
async fn come_in(house: &House, tab: &Tab) {
    tab.open(&people::link(house, SEVER).await).await;
    tab.reach("#new").await;
    tab.write(PASSWORD).await;
    tab.enter_and_follow().await;
    assert_eq!(tab.path().await, "/sign-in");
    tab.reach("#login").await;
    tab.write(SEVER).await;
    assert_eq!(tab.reach("#password").await, 1, "the password comes after the login");
    tab.write(PASSWORD).await;
    tab.enter_and_follow().await;
    assert_eq!(tab.path().await, "/");
    assert_eq!(tab.reach("a.skip").await, 1, "the way past the menu comes first");
    tab.reach(".top-search input").await;
    tab.write("drill").await;
    tab.enter_and_follow().await;
    assert!(tab.count("main tr[id^=row-]").await >= 2, "both drills");
}

/// Passes the menu by, walks to a quantity and orders it.
async fn into_the_cart(tab: &Tab) {
    assert_eq!(tab.reach("a.skip").await, 1);
    tab.enter().await;
    assert_eq!(tab.reach("main *").await, 1, "past the menu the page itself begins");
    tab.reach(DRILL).await;
    tab.write("10").await;
    tab.enter().await;
}

/// From the link of the cart, which has the focus, to the confirmation.
async fn order(house: &House, tab: &Tab, album: &Album) {
    tab.enter_and_follow().await;
    assert_eq!(tab.path().await, "/cart");
    assert_eq!(tab.value(IN_CART).await, "10");
    tab.reach("#comment").await;
    tab.write("Call at the gate").await;
    tab.reach("#summary button[form=place]").await;
    tab.shoot(album, "cart").await;
    tab.enter_and_follow().await;
    let number = number_in(&tab.path().await);
    tab.reads("main", &[&number, "Call at the gate"]).await;
    tab.has_no_complaints().await;
    assert_eq!(house.sql_i64("SELECT count(*) FROM order_line").await, 1);
}
