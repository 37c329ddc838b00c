//! Every task of a buyer without JavaScript, step by step as a person goes: two companies, a refused quantity, an address, an order and
//! its end, a pasted list, a message, the password, the language.

use crate::House;
use crate::buyer::number_in;
use crate::chrome::{Album, Chrome, Tab};
use crate::kit::trade::{BOTH, MANAGER, SEVER};
use crate::people::{self, PASSWORD};

const OTHER_PASSWORD: &str = "four calm rivers flow by night";
const GLOVES: &str = "tr:has(input[value='GL-5'])";
const BUTTON: &str = "button[type=submit]";

journeys! {
    async fn a_buyer_does_everything_without_script(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab_without_script().await;
        people::set_password(&tab, &people::link(&house, BOTH).await).await;
        people::sign_in(&tab, BOTH).await;
        enter(&tab, "ALFA", "ООО «Альфа»").await;
        assert_eq!(tab.count("html.js").await, 0, "the script should be off");
        refused_and_offered(&tab).await;
        tab.shoot(&album, "offered").await;
        let first = cart_to_order(&tab).await;
        again_and_cancelled(&tab, &first).await;
        pasted(&tab).await;
        wanted_in_vain(&tab).await;
        answered(&house, &tab).await;
        tab.shoot(&album, "answered").await;
        oneself(&tab).await;
        chrome.quit().await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 2);
        house.close().await;
    }

    async fn an_order_is_changed_without_script(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab_without_script().await;
        let lines = serde_json::json!({"lines": [{"sku": "DR-1", "quantity": "2"}]});
        let placed = house.api(SEVER).await.order("no-script", lines).await.expect(201).json();
        let number = placed["number"].as_str().expect("a number").to_owned();
        people::set_password(&tab, &people::link(&house, SEVER).await).await;
        people::sign_in(&tab, SEVER).await;
        tab.follow("nav.menu a[href='/orders']").await;
        tab.follow("main tbody th a").await;
        tab.follow(&format!("main a[href='/orders/{number}/change']")).await;
        tab.fill("tr:has(input[value='DR-1']) input.qty", "3").await;
        tab.follow("button[value=preview]").await;
        tab.reads("main .changes", &["11,760.00 ₽"]).await;
        tab.shoot(&album, "effect").await;
        tab.follow("button[value=send]").await;
        assert_eq!(tab.path().await, format!("/orders/{number}"));
        tab.reads("main", &["is changed and is version 2 now", "3 pcs", "Total 11,760.00 ₽"]).await;
        chrome.quit().await;
        house.close().await;
    }

    async fn a_forgotten_password_is_set_anew_without_script(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab_without_script().await;
        tab.open("/sign-in").await;
        tab.follow("main a[href='/password']").await;
        tab.fill("#login", SEVER).await;
        tab.follow(&format!("main form {BUTTON}")).await;
        tab.shoot(&album, "asked").await;
        people::set_password(&tab, &people::mailed_link(&house).await).await;
        people::sign_in(&tab, SEVER).await;
        assert_eq!(tab.path().await, "/");
        tab.reads("header", &["Ирина Северова"]).await;
        tab.has_no_complaints().await;
        chrome.quit().await;
        house.close().await;
    }
}

/// Chooses the company among those of a person.
async fn enter(tab: &Tab, code: &str, name: &str) {
    assert_eq!(tab.path().await, "/company");
    tab.follow(&format!("main button[value='{code}']")).await;
    assert_eq!(tab.path().await, "/");
    tab.reads("header", &[name]).await;
}

/// Finds the gloves and asks for seven, which are not sold; takes ten, which are offered.
async fn refused_and_offered(tab: &Tab) {
    tab.fill(".top-search input", "gloves").await;
    tab.follow(".top-search button").await;
    tab.follow(&format!("{GLOVES} a.name")).await;
    assert_eq!(tab.path().await, "/products/GL-5");
    tab.fill("#price-box input.qty", "7").await;
    tab.follow(&format!("#price-box form.add {BUTTON}")).await;
    tab.reads("main", &["this quantity cannot be ordered", "The nearest that fit: 5 or 10."]).await;
    assert_eq!(tab.value("#price-box input.qty").await, "7", "what was typed still stands there");
    assert_eq!(tab.count("#cart-link .count").await, 0, "nothing is in the cart");
    tab.fill("#price-box input.qty", "10").await;
    tab.follow(&format!("#price-box form.add {BUTTON}")).await;
    assert_eq!(tab.path().await, "/products/GL-5");
    tab.reads("#notices", &["GL-5 is in the cart."]).await;
}

/// Changes the quantity and the address, and orders. Answers the number.
async fn cart_to_order(tab: &Tab) -> String {
    tab.follow("#notices a[href='/cart']").await;
    tab.fill(&format!("{GLOVES} input.qty"), "20").await;
    tab.follow(&format!("{GLOVES} form.add {BUTTON}")).await;
    assert_eq!(tab.value(&format!("{GLOVES} input.qty")).await, "20");
    tab.choose("#address", "Склад Юг").await;
    tab.follow(&format!("form[action='/cart/choice'] {BUTTON}")).await;
    tab.reads("#place", &["ул. Южная 2"]).await;
    tab.reads("#summary", &["1,220.00 ₽"]).await;
    tab.fill("#comment", "Call at the gate").await;
    tab.follow("#summary button[form=place]").await;
    let number = number_in(&tab.path().await);
    tab.reads("main", &[&number, "20 pair", "Call at the gate", "ул. Южная 2"]).await;
    number
}

/// Finds the order in the history, orders the same again, and cancels what was just ordered.
async fn again_and_cancelled(tab: &Tab, first: &str) {
    tab.follow("nav.menu a[href='/orders']").await;
    tab.reads("main tbody", &[first]).await;
    tab.follow("main tbody th a").await;
    tab.follow("main a[href$='/reorder']").await;
    tab.follow(&format!("form[action$='/reorder'] {BUTTON}")).await;
    assert_eq!(tab.path().await, "/cart");
    tab.follow("#summary button[form=place]").await;
    let second = number_in(&tab.path().await);
    assert_ne!(second, first);
    tab.click("main details.confirm summary").await;
    tab.follow(&format!("form[action$='/cancellation'] {BUTTON}")).await;
    tab.reads("main", &[&format!("Order {second} is cancelled")]).await;
}

/// Pastes two lines of which one has to be put right.
async fn pasted(tab: &Tab) {
    tab.follow("nav.menu a[href='/quick-order']").await;
    tab.fill("#text", "DR-1;2\nGL-5;7").await;
    tab.follow(&format!("#quick .actions {BUTTON}")).await;
    tab.reads("#report", &["Can be ordered: 1, cannot: 1"]).await;
    tab.click("#report input[type=radio][value^='10|']").await;
    tab.follow("#quick button[formaction]").await;
    tab.reads("#notices", &["2 products are in the cart"]).await;
}

/// Looks for something that is not sold: it is noted, and stands in the list of such things.
async fn wanted_in_vain(tab: &Tab) {
    tab.fill(".top-search input", "snowplough").await;
    tab.follow(".top-search button").await;
    tab.reads("main", &["Nothing found for “snowplough”"]).await;
    tab.follow("nav.menu a[href='/requested']").await;
    tab.reads("main", &["snowplough", "Not found in your assortment"]).await;
}

/// Is written to, reads it on the next page, and answers.
async fn answered(house: &House, tab: &Tab) {
    let message = serde_json::json!({"person": BOTH, "text": "Shall we bring it on Friday?"});
    house.api(MANAGER).await.send("/api/v1/partners/ALFA/messages", message).await.expect(201);
    tab.follow("nav.menu a[href='/catalogue']").await;
    tab.reads("main section.notice", &["Shall we bring it on Friday?"]).await;
    tab.follow("main section.notice a[href='/messages']").await;
    tab.click("main article details summary").await;
    tab.fill("main article details textarea", "Yes, before noon").await;
    tab.follow(&format!("main article details {BUTTON}")).await;
    tab.reads("main", &["Your answer is sent.", "Yes, before noon"]).await;
}

/// Changes the password and the language, the company with its other cart, and leaves; the new password opens the door again.
async fn oneself(tab: &Tab) {
    tab.follow(".who a[href='/profile']").await;
    tab.fill("#current", PASSWORD).await;
    tab.fill("#new", OTHER_PASSWORD).await;
    tab.follow(&format!("form[action='/profile/password'] {BUTTON}")).await;
    tab.reads("main", &["The password is changed."]).await;
    tab.follow("form.lang button[value='ru']").await;
    assert_eq!((tab.path().await.as_str(), tab.count("html[lang='ru']").await), ("/profile", 1));
    tab.reads("nav.menu", &["Каталог"]).await;
    tab.follow("form.lang button[value='en']").await;
    tab.reads("nav.menu", &["Catalogue"]).await;
    tab.follow("main a[href='/company']").await;
    enter(tab, "BETA", "ООО «Бета»").await;
    tab.follow("#cart-link").await;
    tab.reads("main", &["The cart is empty"]).await;
    tab.follow(&format!("form[action='/sign-out'] {BUTTON}")).await;
    assert_eq!(tab.path().await, "/sign-in");
    tab.open("/orders").await;
    assert_eq!(tab.path().await, "/sign-in", "nothing is open to who has left");
    tab.fill("#login", BOTH).await;
    tab.fill("#password", OTHER_PASSWORD).await;
    tab.follow(&format!(".sign-in form {BUTTON}")).await;
    assert_ne!(tab.path().await, "/sign-in");
}
