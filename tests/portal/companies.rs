//! A person who buys for two companies: each has its own cart, prices and orders, and nothing moves between them.

use serde_json::json;

use crate::House;
use crate::kit::trade::{BOTH, MANAGER, SEVER};
use crate::on_both;

on_both! {
    async fn a_person_of_two_companies_chooses_one_and_their_carts_stay_apart(house: House) {
        let both = house.api(BOTH).await;
        both.look("/api/v1/cart").await.expect(403);
        let (alfa, beta) = (both.on_behalf_of("ALFA"), both.on_behalf_of("BETA"));
        alfa.set("/api/v1/cart/lines/DR-2", json!({"quantity": "1"})).await.expect(200);
        beta.set("/api/v1/cart/lines/DR-1", json!({"quantity": "2"})).await.expect(200);
        let skus = |cart: &serde_json::Value| -> Vec<String> {
            cart["lines"].as_array().unwrap().iter().map(|line| line["sku"].as_str().unwrap().to_owned()).collect()
        };
        let (of_alfa, of_beta) = (alfa.look("/api/v1/cart").await.expect(200).json(), beta.look("/api/v1/cart").await.expect(200).json());
        assert_eq!((skus(&of_alfa), skus(&of_beta)), (vec!["DR-2".to_owned()], vec!["DR-1".to_owned()]));
        assert_eq!((of_alfa["contract"].as_str(), of_beta["contract"].as_str()), (Some("A-1"), Some("B-1")));
        let order = alfa.order("k-1", json!({"from_cart": true, "agreed_total": of_alfa["total"]})).await.expect(201).json();
        assert_eq!(order["partner"]["code"], "ALFA");
        assert!(order.get("on_behalf_of").is_none(), "her own company is nobody else's");
        beta.look(&format!("/api/v1/orders/{}", order["number"].as_str().unwrap())).await.expect(404);
        assert_eq!(skus(&beta.look("/api/v1/cart").await.expect(200).json()), ["DR-1"]);
        both.on_behalf_of("GAMMA").look("/api/v1/me").await.expect(404);
        house.close().await;
    }

    async fn who_has_chosen_no_company_sees_nothing_of_staff(house: House) {
        let (both, manager) = (house.api(BOTH).await, house.api(MANAGER).await);
        let view = |name: &str, shared: bool| json!({"table": "orders", "name": name, "query": "", "shared": shared});
        let colleagues = manager.send("/api/v1/views", view("Of the office", true)).await.expect(201).json();
        let own = both.on_behalf_of("ALFA").send("/api/v1/views", view("Mine", false)).await.expect(201).json();
        let (colleagues, own) = (colleagues["id"].as_str().expect("an id"), own["id"].as_str().expect("an id"));
        for kind in ["orders", "quotes", "payments", "invoices", "limit-requests", "blocks", "requested-items", "partners", "shipments"] {
            both.look(&format!("/api/v1/{kind}")).await.expect(403);
        }
        assert_eq!(both.look("/api/v1/views").await.expect(200).json()["items"], json!([]));
        both.set(&format!("/api/v1/views/{colleagues}"), json!({"name": "Taken"})).await.expect(404);
        let telling = json!({"name": "For the office", "shared": true});
        assert_eq!(both.set(&format!("/api/v1/views/{own}"), telling).await.expect(422).problem().1, ["not_yours"]);
        assert_eq!(house.sql_i64("SELECT count(*) FROM saved_view WHERE is_shared").await, 1);
        let pages = house.browser(BOTH).await;
        for page in ["/orders", "/quotes", "/money", "/payments", "/requested", "/partners"] {
            assert!(!pages.look(page).await.status.is_success(), "{page}");
        }
        assert!(!pages.look("/views").await.expect(200).text.contains("Of the office"));
        house.close().await;
    }

    async fn on_pages_she_chooses_the_company_once_and_can_change_it(house: House) {
        let both = house.browser(BOTH).await;
        assert_eq!(both.look("/").await.expect(303).location(), "/company");
        both.fill("/company", "/company", &[("code", "BETA")]).await.expect(303);
        assert!(both.look("/").await.expect(200).text.contains("ООО «Бета»"));
        both.fill("/company", "/company", &[("code", "ALFA")]).await.expect(303);
        assert!(both.look("/").await.expect(200).text.contains("ООО «Альфа»"));
        both.fill("/company", "/company", &[("code", "GAMMA")]).await.expect(404);
        assert!(both.look("/").await.expect(200).text.contains("ООО «Альфа»"));
        house.close().await;
    }

    async fn her_own_company_named_in_a_header_changes_nothing(house: House) {
        let sever = house.api(SEVER).await;
        let (plain, named) = (sever.look("/api/v1/me").await.expect(200).json(), sever.on_behalf_of("ALFA").look("/api/v1/me").await.expect(200).json());
        assert_eq!(plain, named);
        house.close().await;
    }
}
