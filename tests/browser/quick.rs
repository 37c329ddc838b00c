//! A list is pasted, looked at and put into the cart, with script and without; what was typed outlives the session.

use crate::House;
use crate::chrome::{Album, Chrome, Tab};
use crate::kit::trade::YUG;
use crate::people;

const PAGE: &str = "/quick-order";
const BUTTON: &str = "#quick .actions button[type=submit]";

/// The session ends while a list stands in the form; it is sent, and comes back after signing in.
async fn lose_the_session(house: &House, tab: &Tab, list: &str) {
    tab.open(PAGE).await;
    tab.fill("#text", list).await;
    house.pass_seconds(30 * 24 * 3600 + 1);
    tab.follow(BUTTON).await;
    tab.reads("main", &["what you typed is kept"]).await;
    people::sign_in(tab, YUG).await;
    tab.reads("main", &["You are signed in again"]).await;
    assert_eq!(tab.value("main textarea").await.replace('\r', ""), list);
    tab.follow("main form.card button[type=submit]").await;
    assert_eq!(tab.path().await, PAGE);
    tab.reads("#report", &["Can be ordered: 1, cannot: 1"]).await;
}

journeys! {
    async fn a_list_outlives_the_session_without_script(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab_without_script().await;
        people::set_password(&tab, &people::link(&house, YUG).await).await;
        people::sign_in(&tab, YUG).await;
        lose_the_session(&house, &tab, "GL-5;7\nDR-1;2").await;
        tab.shoot(&album, "report").await;
        tab.click("input[type=radio][value^='10|']").await;
        tab.follow("button[formaction]").await;
        tab.reads("#notices", &["2 products are in the cart"]).await;
        tab.follow("#notices a").await;
        tab.reads("main", &["GL-5", "DR-1"]).await;
        chrome.quit().await;
    }

    async fn a_list_outlives_the_session_with_script(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab().await;
        people::set_password(&tab, &people::link(&house, YUG).await).await;
        people::sign_in(&tab, YUG).await;
        lose_the_session(&house, &tab, "GL-5;7\nDR-1;2").await;
        // What is only typed, and never sent, comes back too.
        tab.open(PAGE).await;
        tab.fill("#text", "00417;1").await;
        house.pass_seconds(30 * 24 * 3600 + 1);
        tab.open("/orders").await;
        people::sign_in(&tab, YUG).await;
        tab.open(PAGE).await;
        assert_eq!(tab.value("#text").await, "00417;1");
        tab.fill("input[name=code1]", "drill").await;
        tab.until("document.querySelectorAll('#suggested option').length > 0").await;
        tab.shoot(&album, "typed").await;
        chrome.quit().await;
    }
}
