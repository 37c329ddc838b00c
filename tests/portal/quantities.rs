//! A quantity that cannot be ordered stays where it was typed, with the reason beside it: in the catalogue, at a product, in the cart.

use reqwest::Method;

use crate::House;
use crate::kit::Client;
use crate::kit::client::{Told, hidden, read};
use crate::kit::trade::{AGENT, BETA, SEVER};
use crate::on_both;
use crate::reading::{behind, between};

const REASON: &str = "this quantity cannot be ordered";

async fn put(browser: &Client, page: &str, sku: &str, quantity: &str) -> Told {
    browser.fill(page, "/cart/lines", &[("sku", sku), ("quantity", quantity), ("back", page)]).await
}

/// The form of a product on a page, and what stands behind it in its cell.
fn form_of<'t>(page: &'t str, sku: &str) -> (&'t str, &'t str) {
    let mark = format!("name=\"sku\" value=\"{sku}\"");
    let (_, rest) = page.split_once(&mark).unwrap_or_else(|| panic!("no form of {sku} in {page}"));
    let (form, behind) = rest.split_once("</form>").expect("a form");
    (form, behind.split_once("</td>").map_or(behind, |(cell, _)| cell))
}

/// The field of a product in the catalogue, and what stands behind it in its cell.
fn field_of<'t>(page: &'t str, sku: &str) -> (&'t str, &'t str) {
    let mark = format!("name=\"q.{sku}\"");
    let (_, rest) = page.split_once(&mark).unwrap_or_else(|| panic!("no field of {sku} in {page}"));
    let (field, behind) = rest.split_once('>').expect("a field");
    (field, behind.split_once("</td>").map_or(behind, |(cell, _)| cell))
}

on_both! {
    async fn what_was_typed_in_the_catalogue_stays_there_with_the_reason(house: House) {
        let browser = house.browser(SEVER).await;
        for typed in ["7", "7,5", "five", "-5", "\"><b>"] {
            let told = put(&browser, "/catalogue?q=gloves", "GL-5", typed).await.expect(422);
            let (form, beside) = field_of(&told.text, "GL-5");
            let kept = typed.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
            assert!(form.contains(&format!("value=\"{kept}\"")) && form.contains("aria-invalid=\"true\""), "{typed}: {form}");
            assert!(beside.contains("class=\"fault\""), "{typed}: {beside}");
            assert!(told.text.contains("<h1>Search: “gloves”</h1>"), "the same page: {}", told.text);
        }
        let told = put(&browser, "/catalogue", "GL-5", "7").await.expect(422);
        assert!(field_of(&told.text, "GL-5").1.contains(REASON));
        assert!(between(&told.text, "id=\"notices\"", "div class=\"with-side\"").contains(REASON), "above the list too: {}", told.text);
        let (other, beside) = field_of(&told.text, "DR-1");
        assert!(other.contains("value=\"\"") && !other.contains("aria-invalid") && !beside.contains("fault"), "{other}");
        assert_eq!(house.sql_i64("SELECT count(*) FROM cart_line").await, 0);
        house.close().await;
    }

    async fn from_the_page_with_the_refusal_one_goes_on_as_from_the_catalogue(house: House) {
        let browser = house.browser(SEVER).await;
        let list = "/catalogue?q=gloves";
        let page = put(&browser, list, "GL-5", "7").await.expect(422).text;
        let (token, back) = (hidden(&page, "csrf"), hidden(&page, "back"));
        assert_eq!(back, list);
        let fields = [("csrf", token.as_str()), ("sku", "GL-5"), ("quantity", "10"), ("back", back.as_str())];
        let told = read(browser.request(Method::POST, "/cart/lines").form(&fields).send().await.expect("an answer")).await;
        assert_eq!(told.expect(303).location(), "/catalogue?q=gloves&added=GL-5");
        assert_eq!(house.sql_i64("SELECT quantity FROM cart_line").await, 10_000);
        // What was said before is not said again beside the refusal.
        let again = put(&browser, "/catalogue?q=gloves&added=GL-5", "GL-5", "8").await.expect(422).text;
        assert!(!again.contains("notice--ok") && again.contains(REASON), "{again}");
        house.close().await;
    }

    async fn the_browser_tells_where_the_form_stood(house: House) {
        let browser = house.browser(SEVER).await;
        let token = hidden(&browser.look("/catalogue").await.expect(200).text, "csrf");
        for (page, heading) in [("/catalogue?category=workwear", "<h1>Workwear</h1>"), ("/products/GL-5", "<h1>Work gloves</h1>"), ("/orders", "<h1>Cart</h1>")] {
            let fields = [("csrf", token.as_str()), ("sku", "GL-5"), ("quantity", "7")];
            let request = browser.request(Method::POST, "/cart/lines").header("referer", format!("{}{page}", house.url)).form(&fields);
            let told = read(request.send().await.expect("an answer")).await.expect(422);
            assert!(told.text.contains(heading) && told.text.contains(REASON), "{page}: {}", told.text);
        }
        house.close().await;
    }

    async fn what_was_typed_at_a_product_stays_there_with_the_reason(house: House) {
        let browser = house.browser(BETA).await;
        let page = put(&browser, "/products/GL-5", "GL-5", "7").await.expect(422).text;
        let (form, beside) = form_of(&page, "GL-5");
        assert!(form.contains("value=\"7\"") && form.contains("aria-invalid=\"true\""), "{form}");
        assert!(beside.contains(REASON) && page.contains("<h1>Work gloves</h1>"), "{page}");
        house.close().await;
    }

    async fn what_was_typed_in_the_cart_stays_there_with_the_reason(house: House) {
        let browser = house.browser(SEVER).await;
        put(&browser, "/cart", "GL-5", "10").await.expect(303);
        put(&browser, "/cart", "DR-1", "2").await.expect(303);
        let page = put(&browser, "/cart", "GL-5", "7").await.expect(422).text;
        let (form, beside) = form_of(&page, "GL-5");
        assert!(form.contains("value=\"7\"") && form.contains("aria-invalid=\"true\"") && beside.contains(REASON), "{page}");
        assert!(form_of(&page, "DR-1").0.contains("value=\"2\""), "{page}");
        assert!(behind(&page, "GL-5").contains("449.10"), "the sum is still that of ten: {page}");
        assert_eq!(house.sql_i64("SELECT count(*) FROM cart_line WHERE quantity = 10000").await, 1);
        house.close().await;
    }

    async fn a_product_that_is_not_allowed_is_refused_as_one_that_does_not_exist(house: House) {
        let browser = house.browser(BETA).await;
        for page in ["/catalogue", "/products/GL-5", "/cart"] {
            let (hidden, missing) = (put(&browser, page, "DR-2", "1").await, put(&browser, page, "XX-9", "1").await);
            assert_eq!((hidden.status.as_u16(), missing.status.as_u16()), (404, 404), "{page}");
            let plain = |told: &Told, sku: &str| told.text.replace(&told.header("x-request-id"), "ID").replace(sku, "SKU").replace(&key_of(&told.text), "KEY");
            assert_eq!(plain(&hidden, "DR-2"), plain(&missing, "XX-9"), "{page}");
        }
        house.close().await;
    }

    async fn an_agent_at_work_keeps_what_he_typed_for_the_client(house: House) {
        let agent = house.browser(AGENT).await;
        agent.fill("/clients", "/clients/ALFA/representations", &[("reason", "A visit")]).await.expect(303);
        let page = put(&agent, "/catalogue?q=gloves", "GL-5", "7").await.expect(422).text;
        assert!(field_of(&page, "GL-5").0.contains("value=\"7\"") && page.contains("/representations/current/end"), "{page}");
        house.close().await;
    }
}

/// The key of the cart's form, new on each page; on others something that is not there.
fn key_of(page: &str) -> String {
    let key = hidden(page, "key");
    if key.is_empty() { "\u{0}".to_owned() } else { key }
}
