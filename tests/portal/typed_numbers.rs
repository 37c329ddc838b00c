//! Numbers typed into pages as the page prints them: a thousand is a thousand in both languages, at every door.

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{ACCOUNTANT, SEVER};
use crate::on_both;
use crate::reading::{bring, finish};
use crate::receivables::{day, shipped};

/// A person of the house who reads pages in this language.
async fn speaking(house: &House, login: &str, lang: &str) -> Client {
    let browser = house.browser(login).await;
    browser.fill("/profile", "/language", &[("lang", lang), ("next", "/")]).await.expect(303);
    browser
}

async fn in_cart(house: &House, sku: &str) -> String {
    let cart = house.api(SEVER).await.look("/api/v1/cart").await.expect(200).json();
    let line = cart["lines"].as_array().expect("lines").iter().find(|line| line["sku"] == sku);
    line.and_then(|line| line["quantity"].as_str()).unwrap_or_default().to_owned()
}

on_both! {
    async fn a_buyer_orders_the_thousand_he_types(house: House) {
        for (lang, typed, taken) in [("en", "1,000", "1000.000"), ("ru", "2 000", "2000.000"), ("en", "3000", "3000.000")] {
            let browser = speaking(&house, SEVER, lang).await;
            browser.fill("/cart", "/cart/lines", &[("sku", "GL-5"), ("quantity", typed), ("back", "/cart")]).await.expect(303);
            assert_eq!(in_cart(&house, "GL-5").await, taken, "{lang}");
            let form = [("back", "/catalogue"), ("q.BK-1", typed)];
            browser.fill("/catalogue", "/cart/lines/many", &form).await.expect(303);
            assert_eq!(in_cart(&house, "BK-1").await, taken, "{lang}");
            let (key, rows) = (format!("rows-{taken}"), format!("00417\t{typed}"));
            browser.fill("/quick-order", "/quick-order/cart", &[("key", key.as_str()), ("text", rows.as_str())]).await.expect(303);
            assert_eq!(in_cart(&house, "00417").await, taken, "{lang}");
            browser.fill("/cart", "/cart/lines/removal", &[("sku", "00417")]).await.expect(303);
        }
        let russian = speaking(&house, SEVER, "ru").await;
        russian.fill("/cart", "/cart/lines", &[("sku", "CB-1"), ("quantity", "1,500"), ("back", "/cart")]).await.expect(303);
        assert_eq!(in_cart(&house, "CB-1").await, "1.500");
        let refused = russian.fill("/cart", "/cart/lines", &[("sku", "CB-1"), ("quantity", "12 5"), ("back", "/cart")]).await.expect(422);
        assert!(refused.text.contains("value=\"12 5\""), "{}", refused.text);
        assert_eq!(in_cart(&house, "CB-1").await, "1.500");
        finish(house).await;
    }

    async fn an_accountant_books_the_amount_that_stands_on_the_page(house: House) {
        shipped(&house, "a", "DR-1", "1").await;
        let today = day(&house, 0).to_string();
        for (lang, typed, steps) in [("en", "150,000", 15_000_000), ("ru", "160 000,50", 16_000_050), ("en", "170,000.50", 17_000_050)] {
            let browser = speaking(&house, ACCOUNTANT, lang).await;
            let key = format!("paid-{steps}");
            let fields = [("key", key.as_str()), ("contract", "A-1"), ("amount", typed), ("paid_on", today.as_str()), ("reference", typed), ("invoices", "")];
            browser.fill("/payments", "/payments", &fields).await.expect(303);
            assert_eq!(house.sql_i64("SELECT max(amount) FROM payment").await, steps, "{lang}");
            browser.fill("/contracts/A-1", "/contracts/A-1/limit", &[("limit", typed), ("reason", "Осень")]).await.expect(303);
            let limit = house.api(ACCOUNTANT).await.look("/api/v1/contracts/A-1/limit").await.expect(200).json();
            assert_eq!(limit["limit"], format!("{}.{:02}", steps / 100, steps % 100), "{lang}");
        }
        finish(house).await;
    }

    async fn a_file_is_read_the_same_whoever_brings_it(house: House) {
        bring(&house, "prices", "price_list;sku;from_quantity;price\nOPT;CB-1;1,500;80\n").await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM price WHERE from_quantity = 1500").await, 1);
        finish(house).await;
    }
}
