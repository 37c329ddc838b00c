//! The seller's own name, colours and logo: on every page and before anybody has signed in, refused where they could not be read.

use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::trade::{ADMINISTRATOR, MANAGER, SEVER};
use crate::on_both;

const BRAND: &str = "/api/v1/settings/brand";
const LOGO: &str = "/api/v1/settings/logo";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR a logo";

/// The address of something on a page, by the end of its name.
fn address(page: &str, name: &str) -> Option<String> {
    page.split('"').find(|part| part.starts_with("/assets/") && part.ends_with(name)).map(str::to_owned)
}

fn brand(name: Option<&str>, accent: Option<&str>, dark: Option<&str>) -> Value {
    json!({"name": name, "accent": accent, "accent_dark": dark})
}

on_both! {
    async fn the_sellers_name_and_colours_stand_on_every_page_at_once(house: House) {
        let office = house.administrator().await;
        let before = house.visitor().look("/sign-in").await.expect(200).text;
        assert!(before.contains("Orderly") && address(&before, "/theme.css").is_none(), "{before}");
        office.set(BRAND, brand(Some("Оптима"), Some("#7a1f5c"), Some("#f2a7d8"))).await.expect(204);
        assert_eq!(office.look(BRAND).await.expect(200).json(), brand(Some("Оптима"), Some("#7a1f5c"), Some("#f2a7d8")));
        let pages = [(house.visitor(), "/sign-in"), (house.browser(SEVER).await, "/catalogue"), (house.browser(MANAGER).await, "/nowhere")];
        for (client, path) in &pages {
            let page = client.look(path).await.text;
            assert!(page.contains("<span>Оптима</span>") && page.contains(" · Оптима</title>") && !page.contains("Orderly"), "{path}: {page}");
            let theme = address(&page, "/theme.css").unwrap_or_else(|| panic!("{path} has no colours"));
            let told = house.visitor().look(&theme).await.expect(200);
            assert_eq!(told.header("content-type"), "text/css; charset=utf-8");
            assert!(told.header("cache-control").contains("immutable"), "{}", told.header("cache-control"));
            assert!(told.text.contains("--accent:#7a1f5c;") && told.text.contains("--accent:#f2a7d8;"), "{}", told.text);
            assert!(page.find("/style.css") < page.find("/theme.css"), "our colours would stand above his: {page}");
        }
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'seller.brand'").await, 1);
        office.set(BRAND, brand(None, None, None)).await.expect(204);
        let after = house.visitor().look("/sign-in").await.expect(200).text;
        assert!(after.contains("Orderly") && address(&after, "/theme.css").is_none(), "{after}");
        house.close().await;
    }

    async fn a_colour_that_cannot_be_read_is_refused_with_the_figure_and_the_nearest_that_can(house: House) {
        let office = house.administrator().await;
        for (accent, dark, field, code) in [
            (Some("#ffcc00"), None, "/accent", "low_contrast"),
            (None, Some("#0b5f80"), "/accent_dark", "low_contrast"),
            (Some("sky blue"), None, "/accent", "not_colour"),
            (Some("#0b5f80;}body{display:none"), None, "/accent", "not_colour"),
        ] {
            let told = office.set(BRAND, brand(None, accent, dark)).await.expect(422).json();
            assert_eq!((&told["errors"][0]["field"], &told["errors"][0]["code"]), (&json!(field), &json!(code)), "{told}");
        }
        let told = office.set(BRAND, brand(None, Some("#ffcc00"), None)).await.expect(422).json();
        let message = told["errors"][0]["message"].as_str().unwrap().to_owned();
        assert!(message.contains(" : 1") && message.contains("4.5 : 1"), "{message}");
        let nearest = message.split(' ').find(|word| word.starts_with('#')).unwrap().trim_end_matches('.').to_owned();
        office.set(BRAND, brand(None, Some(&nearest), None)).await.expect(204);
        let long = "Ж".repeat(41);
        assert_eq!(office.set(BRAND, brand(Some(&long), None, None)).await.expect(422).problem().1, ["too_long"]);
        assert_eq!(office.look(BRAND).await.expect(200).json()["accent"], json!(nearest), "what was refused has left nothing");
        house.api(MANAGER).await.set(BRAND, brand(Some("Наша"), None, None)).await.expect(403);
        house.close().await;
    }

    async fn a_logo_is_a_small_picture_that_a_visitor_sees_too(house: House) {
        let office = house.administrator().await;
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
        office.bring(Method::PUT, LOGO, "image/svg+xml", svg).await.expect(415);
        office.bring(Method::PUT, LOGO, "image/jpeg", PNG).await.expect(415);
        let mut large = PNG.to_vec();
        large.resize(64 * 1024 + 1, 0);
        office.bring(Method::PUT, LOGO, "image/png", &large).await.expect(413);
        assert_eq!(house.sql_i64("SELECT count(*) FROM file").await, 0);
        office.bring(Method::PUT, LOGO, "image/png", PNG).await.expect(204);
        let page = house.visitor().look("/sign-in").await.expect(200).text;
        let logo = address(&page, "/logo").unwrap_or_else(|| panic!("no logo: {page}"));
        let shown = house.visitor().get(&logo).await;
        assert_eq!((shown.status().as_u16(), shown.headers()["content-type"].to_str().unwrap()), (200, "image/png"));
        assert_eq!(shown.bytes().await.expect("a body"), PNG);
        house.visitor().look(&logo.replace("/assets/", "/assets/0")).await.expect(404);
        // In its place comes another, and the first is kept no more.
        let other = [PNG, b" another"].concat();
        office.bring(Method::PUT, LOGO, "image/png", &other).await.expect(204);
        assert_eq!(house.sql_i64("SELECT count(*) FROM file").await, 1);
        assert_ne!(address(&house.visitor().look("/sign-in").await.text, "/logo"), Some(logo));
        office.delete(LOGO).await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM file").await, 0);
        assert_eq!(address(&house.visitor().look("/sign-in").await.text, "/logo"), None);
        house.close().await;
    }

    async fn the_page_of_settings_changes_the_look_and_keeps_what_was_typed_when_it_does_not_fit(house: House) {
        let browser = house.browser(ADMINISTRATOR).await;
        let fields = |accent: &'static str| [("name", "Оптима"), ("accent", accent), ("accent_dark", "")];
        let refused = browser.upload("/settings", "/settings/brand", &fields("#ffcc00"), ("", b"")).await.expect(422).text;
        assert!(refused.contains("value=\"#ffcc00\"") && refused.contains("value=\"Оптима\"") && refused.contains("4.5 : 1"), "{refused}");
        browser.upload("/settings", "/settings/brand", &fields("#7a1f5c"), ("logo.png", PNG)).await.expect(303);
        let page = browser.look("/settings").await.expect(200).text;
        assert!(page.contains("value=\"#7a1f5c\"") && address(&page, "/logo").is_some(), "{page}");
        let without = [("name", "Оптима"), ("accent", ""), ("accent_dark", ""), ("without_logo", "yes")];
        browser.fill("/settings", "/settings/brand", &without).await.expect(303);
        let page = browser.look("/settings").await.expect(200).text;
        assert!(address(&page, "/logo").is_none() && address(&page, "/theme.css").is_none(), "{page}");
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'seller.brand'").await, 2);
        house.close().await;
    }
}
