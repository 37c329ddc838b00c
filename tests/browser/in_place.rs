//! With JavaScript quantities change where they stand, without a new page; the keyboard leads through the list.

use crate::House;
use crate::chrome::{Album, Chrome};
use crate::kit::trade::YUG;
use crate::people;

const GLOVES: &str = "tr:has(input[value='GL-5'])";
const FOCUS: &str = "[...document.querySelectorAll('.qty')].indexOf(document.activeElement)";

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
}
