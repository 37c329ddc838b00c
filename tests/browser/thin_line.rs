//! An order of ten lines over 33.6 kbit/s with nothing known before and no script: the bytes are held to, the seconds are told.

use std::time::Instant;

use crate::House;
use crate::buyer::number_in;
use crate::chrome::{Album, Chrome};
use crate::kit::shelves::{self, sku};
use crate::kit::trade::SEVER;
use crate::people;

const SIGN_IN: f64 = 14_000.0;
const PAGE: f64 = 30_000.0;
const JOURNEY: f64 = 120_000.0;

journeys! {
    async fn an_order_of_ten_lines_comes_through_a_thin_line(house: House, album: Album) {
        shelves::fill(&house).await;
        let chrome = Chrome::start(&house.url).await;
        let before = chrome.tab_without_script().await;
        people::set_password(&before, &people::link(&house, SEVER).await).await;
        let (disc, nine): (_, Vec<String>) = (sku(1, 1), (1..10).map(|size| format!("{};10", sku(4, size))).collect());

        // Somebody new: nothing of the house is known to this browser.
        let tab = chrome.tab_without_script().await;
        let line = tab.thin_line().await;
        let mut told: Vec<(&str, f64, f64)> = Vec::new();
        let begun = Instant::now();
        tab.open("/sign-in").await;
        told.push(("the form to sign in", begun.elapsed().as_secs_f64(), line.bytes(&tab).await));
        people::sign_in(&tab, SEVER).await;
        assert_eq!(tab.path().await, "/");
        told.push(("signed in", begun.elapsed().as_secs_f64(), line.bytes(&tab).await));

        tab.fill(".top-search input", "disc").await;
        tab.follow(".top-search button").await;
        assert!(tab.count("main tr[id^=row-]").await >= 10, "all the discs");
        told.push(("found", begun.elapsed().as_secs_f64(), line.bytes(&tab).await));

        let row = format!("tr:has(input[value='{disc}'])");
        tab.fill(&format!("{row} input.qty"), "10").await;
        tab.follow(&format!("{row} .add button")).await;
        told.push(("one line", begun.elapsed().as_secs_f64(), line.bytes(&tab).await));
        tab.follow("nav.menu a[href='/quick-order']").await;
        tab.fill("#text", &nine.join("\n")).await;
        tab.follow("#quick .actions button[type=submit]").await;
        tab.reads("#report", &["Can be ordered: 9"]).await;
        told.push(("nine more looked at", begun.elapsed().as_secs_f64(), line.bytes(&tab).await));
        tab.follow("button[formaction]").await;
        tab.reads("#notices", &["9 products are in the cart"]).await;
        told.push(("ten lines", begun.elapsed().as_secs_f64(), line.bytes(&tab).await));
        tab.follow("#notices a").await;
        assert_eq!(tab.count("form[action='/cart/lines/removal']").await, 10);
        told.push(("the cart", begun.elapsed().as_secs_f64(), line.bytes(&tab).await));
        tab.follow("#summary button[form=place]").await;
        let number = number_in(&tab.path().await);
        tab.reads("main .notice--ok", &[&number]).await;
        told.push(("confirmed", begun.elapsed().as_secs_f64(), line.bytes(&tab).await));

        println!("33.6 kbit/s, {}:", album.engine);
        let mut before = 0.0;
        for (what, seconds, bytes) in &told {
            println!("{seconds:6.1} s {bytes:8.0} bytes  {what}");
            assert!(*bytes > before, "{what} came from nowhere");
            assert!(bytes - before <= PAGE, "{what}: {} bytes at once", bytes - before);
            before = *bytes;
        }
        assert!(told[0].2 <= SIGN_IN, "the sign-in page costs {} bytes", told[0].2);
        assert!(before <= JOURNEY, "the whole order costs {before} bytes");
        chrome.quit().await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM order_line").await, 10);
        house.close().await;
    }
}
