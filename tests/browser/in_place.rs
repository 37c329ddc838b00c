//! With JavaScript quantities change where they stand, without a new page; the keyboard leads through the list.

use crate::House;
use crate::chrome::{Album, Chrome};
use crate::kit::trade::YUG;
use crate::people;

const GLOVES: &str = "tr:has(input[value='GL-5'])";
const FOCUS: &str = "[...document.querySelectorAll('.qty')].indexOf(document.activeElement)";
/// Every answer comes late from now on.
const SLOW: &str =
    "window.fetch = (real => (...asked) => new Promise(done => setTimeout(() => done(real(...asked)), 900)))(window.fetch), 1";
const DRAFTS: &str = "Object.keys(sessionStorage).filter(key => key.includes('/catalogue:')).length";

journeys! {
    async fn quantities_change_in_place_with_script(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab().await;
        people::set_password(&tab, &people::link(&house, YUG).await).await;
        people::sign_in(&tab, YUG).await;
        tab.open("/catalogue").await;
        assert_eq!(tab.count("html.js").await, 1, "the script should run");

        tab.press("/", "Slash", 191, Some("/")).await;
        tab.until("document.activeElement === document.querySelector('.top-search input')").await;
        let typed = tab.ask("document.activeElement.value").await.unwrap();
        assert_eq!(typed, "", "the key leads to the search and is not typed into it");
        tab.click("main .qty").await;
        assert_eq!(tab.ask(FOCUS).await.unwrap(), 0);
        tab.press("ArrowDown", "ArrowDown", 40, None).await;
        assert_eq!(tab.ask(FOCUS).await.unwrap(), 1);

        tab.begin_staying().await;
        let field = format!("{GLOVES} input.qty");
        tab.fill(&field, "10").await;
        tab.click(&format!("{GLOVES} .add button")).await;
        tab.until("!document.querySelector('form[aria-busy]')").await;
        assert!(tab.has_stayed().await, "adding loads no new page");
        assert_eq!(tab.path().await, "/catalogue");
        tab.shoot(&album, "catalogue").await;

        tab.follow("#cart-link").await;
        tab.reads("#summary", &["Goods, 1 line 449.10 ₽", "1,220.00 ₽", "Total 1,669.10 ₽"]).await;
        tab.begin_staying().await;
        tab.fill(&field, "20").await;
        tab.press("Enter", "Enter", 13, Some("\r")).await;
        tab.reads("#summary", &["Goods, 1 line 898.20 ₽", "Total 2,118.20 ₽"]).await;
        tab.reads("#lines", &["898.20 ₽"]).await;
        assert_eq!(tab.value(&field).await, "20");
        assert!(tab.has_stayed().await, "a new quantity loads no new page");
        tab.shoot(&album, "cart").await;
        tab.has_no_complaints().await;

        tab.fill(&field, "7").await;
        tab.click("h1").await;
        tab.reads("#notices", &["GL-5: this quantity cannot be ordered. Minimum order quantity 5"]).await;
        tab.reads("#summary", &["Total 2,118.20 ₽"]).await;
        assert!(tab.has_stayed().await, "a refusal loads no new page");
        tab.shoot(&album, "refused").await;
        let complaints = tab.complaints().await;
        assert!(complaints.iter().all(|told| told.contains("status of 422")), "{complaints:?}");

        tab.click("form[action='/cart/lines/removal'] button").await;
        tab.reads("main", &["The cart is empty"]).await;
        chrome.quit().await;
        house.close().await;
    }

    async fn what_is_typed_while_answers_are_slow_stays_and_what_is_done_is_not_typed_again(house: House, album: Album) {
        let chrome = Chrome::start(&house.url).await;
        let tab = chrome.tab().await;
        people::set_password(&tab, &people::link(&house, YUG).await).await;
        people::sign_in(&tab, YUG).await;
        tab.open("/catalogue").await;
        tab.fill("[name='q.GL-5']", "60").await;
        tab.fill("[name='q.BK-1']", "60").await;
        tab.click(".sheet-bar .button--primary").await;
        tab.reads("#notices", &["The cart is up to date: 2 lines."]).await;

        tab.open("/cart").await;
        tab.begin_staying().await;
        tab.ask(SLOW).await.unwrap();
        tab.ask("document.querySelector('#lines .qty').focus()").await.unwrap();
        tab.write("30").await;
        tab.enter().await;
        assert_eq!(tab.ask(FOCUS).await.unwrap(), 1);
        tab.write("1").await;
        tab.until("document.querySelector('#lines .qty').defaultValue === '30'").await;
        assert_eq!(tab.ask(FOCUS).await.unwrap(), 1, "the next line still has the focus");
        for digit in ["2", "0"] {
            tab.press(digit, &format!("Digit{digit}"), 48, Some(digit)).await;
        }
        tab.press("Tab", "Tab", 9, None).await;
        tab.until("document.querySelectorAll('#lines .qty')[1].defaultValue === '120'").await;
        assert!(tab.has_stayed().await, "nothing was sent in another way");
        tab.shoot(&album, "meanwhile").await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM cart_line WHERE quantity IN (30000, 120000)").await, 2);

        // What lies in the cart by now is not what the draft was meant for.
        tab.open("/catalogue").await;
        tab.fill("[name='q.DR-1']", "5").await;
        tab.open("/products/DR-1").await;
        tab.fill("form.add .qty", "2").await;
        tab.click("form.add button").await;
        tab.reads("#notices", &["DR-1"]).await;
        tab.open("/catalogue").await;
        assert_eq!(tab.value("[name='q.DR-1']").await, "2");
        tab.fill("[name='q.DR-1']", "3").await;
        tab.fill("[name='q.DR-1']", "2").await;
        assert_eq!(tab.ask(DRAFTS).await.unwrap(), 0, "what stands there anyway is no draft");

        // Of two goods one is put into the cart, and taken out of it there.
        tab.fill("[name='q.DR-2']", "1").await;
        tab.fill("[name='q.CB-1']", "2").await;
        tab.click("tr:has([name='q.DR-2']) .add button").await;
        tab.reads("#notices", &["DR-2"]).await;
        assert_eq!(tab.ask(DRAFTS).await.unwrap(), 1, "only the other one is still a draft");
        tab.open("/cart").await;
        tab.click("form[action='/cart/lines/removal'] button[value='DR-2']").await;
        tab.until("!document.querySelector('button[value=\"DR-2\"]')").await;
        tab.open("/catalogue").await;
        assert_eq!(tab.value("[name='q.CB-1']").await, "2");
        assert_eq!(tab.ask("document.querySelector('[name=\"q.DR-2\"]').value").await.unwrap(), "");

        // A field that was emptied takes its good out, from another page of the list too.
        tab.ask("document.querySelector('[name=\"q.DR-1\"]').focus()").await.unwrap();
        tab.ask("document.activeElement.select()").await.unwrap();
        tab.press("Delete", "Delete", 46, None).await;
        tab.open("/catalogue?q=gloves").await;
        tab.click(".sheet-bar .button--primary").await;
        tab.reads("#notices", &["The cart is up to date: 2 lines."]).await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM cart_line").await, 3);
        chrome.quit().await;
        house.close().await;
    }
}
