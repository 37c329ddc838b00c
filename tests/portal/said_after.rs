//! After a form the next page says what was done, once and only while it is true.

use crate::House;
use crate::kit::client::Client;
use crate::kit::trade::{ALFA_ADMIN, MANAGER, SEVER};
use crate::on_both;
use crate::reading::{finish, one};

const LOG: &str = "/company/representations";

async fn speaks(browser: &Client, lang: &str) {
    browser.fill("/profile", "/language", &[("lang", lang)]).await.expect(303);
}

on_both! {
    async fn whoever_cancels_an_order_is_told_so(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        for (lang, words) in [("en", "is cancelled; its goods are no longer reserved."), ("ru", "отменён, резерв на складе снят.")] {
            speaks(&browser, lang).await;
            let number = sever.order(lang, one("DR-1", "1")).await.expect(201).json()["number"].as_str().expect("a number").to_owned();
            let page = format!("/orders/{number}");
            assert!(!browser.look(&format!("{page}?done=cancelled")).await.expect(200).text.contains(words), "it is not cancelled yet");
            let told = browser.fill(&page, &format!("{page}/cancellation"), &[]).await.expect(303);
            let shown = browser.look(&told.location()).await.expect(200).text;
            assert!(shown.contains(&format!("{number} {words}")), "{shown}");
            assert!(!browser.look(&page).await.expect(200).text.contains(words), "later the page tells of its state alone");
        }
        finish(house).await;
    }

    async fn whoever_forbids_or_permits_representation_is_told_so(house: House) {
        let admin = house.browser(ALFA_ADMIN).await;
        for (lang, no, yes) in [
            ("en", "Done: nobody may act on behalf of your company.", "Done: staff may act on behalf of your company again."),
            ("ru", "Готово: действовать от имени компании запрещено.", "Готово: действовать от имени компании снова можно."),
        ] {
            speaks(&admin, lang).await;
            for (permit, told, other) in [("no", no, yes), ("yes", yes, no)] {
                let next = admin.fill(LOG, LOG, &[("permit", permit)]).await.expect(303).location();
                let shown = admin.look(&next).await.expect(200).text;
                assert!(shown.contains(told) && !shown.contains(other), "{permit}: {shown}");
                assert!(!admin.look(LOG).await.expect(200).text.contains(told));
            }
            assert!(!admin.look(&format!("{LOG}?done=forbidden")).await.expect(200).text.contains(no), "it is permitted again");
        }
        house.close().await;
    }

    async fn whoever_sets_a_password_by_a_link_is_told_so_where_he_signs_in(house: House) {
        let office = house.api(MANAGER).await;
        let door = format!("/api/v1/partners/ALFA/people/{SEVER}/links");
        let url = office.send(&door, serde_json::json!({})).await.expect(201).json()["url"].as_str().expect("an address").to_owned();
        let path = url.strip_prefix(&house.url).expect("an address of ours").to_owned();
        let mut visitor = house.visitor();
        let told = visitor.fill(&path, &path, &[("new_password", "correct horse battery staple")]).await.expect(303);
        for (lang, words) in [("en", "Your password is set. Sign in with it."), ("ru", "Пароль задан. Войдите с ним.")] {
            visitor.language = lang.into();
            assert!(visitor.look(&told.location()).await.expect(200).text.contains(words));
            assert!(!visitor.look("/sign-in").await.expect(200).text.contains(words));
        }
        house.close().await;
    }
}
