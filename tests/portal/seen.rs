//! Whoever comes back sees what changed in his cart meanwhile, on his first page and in the cart, until he says that he has seen it.

use serde_json::json;

use crate::House;
use crate::kit::trade::{ADMINISTRATOR, SEVER, YUG};
use crate::on_both;
use crate::reading::bring;

const TITLE: &str = "What has changed in your cart since last time";

on_both! {
    async fn prices_that_changed_meanwhile_are_shown_once_and_side_by_side(house: House) {
        let sever = house.api(SEVER).await;
        sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "2"})).await.expect(200);
        sever.set("/api/v1/cart/lines/GL-5", json!({"quantity": "5"})).await.expect(200);
        let browser = house.browser(SEVER).await;
        for path in ["/", "/cart"] {
            assert!(!browser.look(path).await.expect(200).text.contains(TITLE), "{path}: nothing has changed yet");
        }
        bring(&house, "prices", "price_list,sku,from_quantity,price,floor,valid_from\nOPT,DR-1,0,4100,3000,2020-01-01\n").await;
        for path in ["/", "/cart"] {
            let page = browser.look(path).await.expect(200).text;
            for words in [TITLE, "<del>3,920.00\u{a0}₽</del>", "<ins>4,018.00\u{a0}₽</ins>", "Impact drill Vector 750 W · DR-1"] {
                assert!(page.contains(words), "{path}: {words}: {page}");
            }
            assert_eq!(page.matches("<ins>").count(), 1, "{path}: gloves cost what they did");
        }
        let line = sever.look("/api/v1/cart").await.expect(200).json()["lines"][0].clone();
        assert_eq!((&line["seen_price"], &line["unit_price"]), (&json!("3920.0000"), &json!("4018.0000")));
        let seen = browser.fill("/", "/cart/seen", &[("back", "/")]).await.expect(303);
        assert_eq!(seen.location(), "/");
        for path in ["/", "/cart"] {
            assert!(!browser.look(path).await.expect(200).text.contains(TITLE), "{path}: it was seen");
        }
        let line = sever.look("/api/v1/cart").await.expect(200).json()["lines"][0].clone();
        assert_eq!((&line["seen_price"], &line["quantity"]), (&json!("4018.0000"), &json!("2.000")));
        house.close().await;
    }

    async fn what_is_sold_no_more_and_what_there_is_too_little_of_is_told_on_the_first_page(house: House) {
        let yug = house.api(YUG).await;
        for (sku, quantity) in [("DR-1", "140"), ("00417", "3")] {
            yug.set(&format!("/api/v1/cart/lines/{sku}"), json!({"quantity": quantity})).await.expect(200);
        }
        bring(&house, "stock", "warehouse,sku,on_hand\nMSK,DR-1,7\nSPB,DR-1,0\n").await;
        bring(&house, "products", "sku,name,category,unit,active\n00417,Анкер клиновой М8,Крепёж / Анкеры,шт,no\n").await;
        let page = house.browser(YUG).await.look("/").await.expect(200).text;
        for words in ["<del>140 pcs</del>", "<ins>7 pcs</ins>", "no longer in the contract"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // What is not sold any more stays in the cart until it is taken out, seen or not.
        yug.send("/api/v1/cart/seen", json!({})).await.expect(200);
        assert!(house.browser(YUG).await.look("/cart").await.expect(200).text.contains("no longer in the contract"));
        house.close().await;
    }

    async fn nobody_without_a_cart_has_anything_to_see(house: House) {
        house.api(SEVER).await.send("/api/v1/cart/seen", json!({})).await.expect(200);
        house.api(ADMINISTRATOR).await.send("/api/v1/cart/seen", json!({})).await.expect(403);
        house.close().await;
    }
}
