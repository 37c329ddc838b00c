//! A buyer sees the catalogue at her prices, as page and as JSON.

use crate::House;
use crate::kit::trade::{BETA, SEVER};
use crate::on_both;

on_both! {
    async fn a_buyer_sees_the_catalogue_at_her_prices(house: House) {
        let sever = house.api(SEVER).await;
        let items = sever.look("/api/v1/products").await.expect(200).json();
        let drill = items["items"].as_array().unwrap().iter().find(|i| i["sku"] == "DR-1").unwrap().clone();
        // List 4000, her personal 2 %.
        assert_eq!(drill["price"]["unit_price"], "3920.0000");
        assert_eq!(drill["price"]["list_price"], "4000.0000");
        assert_eq!(drill["price"]["discount_percent"], "2.00");
        assert_eq!(drill["price"]["vat_included"], true);
        assert_eq!(drill["stock"]["available"], "140.000");
        let page = house.browser(SEVER).await.look("/catalogue").await.expect(200);
        assert!(page.text.contains("Impact drill Vector 750 W"));
        assert!(page.text.contains("3,920.00"), "{}", page.text);
        house.close().await;
    }

    async fn a_forbidden_good_is_nowhere(house: House) {
        let beta = house.api(BETA).await;
        let all = beta.look("/api/v1/products?limit=200").await.expect(200);
        let skus: Vec<String> = all.json()["items"].as_array().unwrap().iter().map(|i| i["sku"].as_str().unwrap().to_owned()).collect();
        assert_eq!(skus.len(), 2, "{skus:?}");
        for path in ["/api/v1/products/DR-2", "/api/v1/products/DR-2/price", "/products/DR-2"] {
            let client = if path.starts_with("/api") { beta.clone() } else { house.browser(BETA).await };
            let (hidden, unknown) = (client.look(path).await, client.look(&path.replace("DR-2", "XX-9")).await);
            assert_eq!(hidden.status.as_u16(), 404);
            assert_eq!(unknown.status.as_u16(), 404);
        }
        assert_eq!(beta.look("/api/v1/products?q=driver").await.expect(200).json()["items"].as_array().unwrap().len(), 0);
        house.close().await;
    }

    async fn a_list_shows_just_what_the_contract_allows_whatever_its_kind(house: House) {
        let administrator = house.administrator().await;
        for assortment in ["all,", "categories,Спецодежда|Инструмент / Дрели", "categories,Инструмент", "products,DR-2|00417|NP-1"] {
            let csv = format!("number,partner,currency,price_list,valid_from,assortment,assortment_items,payment,vat,warehouses\nB-1,BETA,RUB,STEP,2020-01-01,{assortment},prepaid,on_top,MSK\n");
            crate::kit::trade::import(&administrator, "contracts", &csv).await;
            let beta = house.api(BETA).await;
            let listed = beta.look("/api/v1/products?limit=200").await.expect(200).json()["items"].as_array().unwrap().len() as i64;
            let allowed = house.sql_i64("SELECT count(*) FROM allowed_product a JOIN contract c ON c.id = a.contract_id WHERE c.number = 'B-1'").await;
            assert!(allowed > 0);
            assert_eq!(listed, allowed, "{assortment}");
        }
        house.close().await;
    }
}
