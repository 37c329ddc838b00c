//! What can be counted is asserted: SQL statements of a page, whatever its size.

use crate::House;
use crate::kit::trade::{ADMINISTRATOR, BETA, import};
use crate::on_both;

on_both! {
    async fn a_page_of_the_catalogue_costs_the_same_few_statements_whatever_its_size(house: House) {
        let mut goods = String::from("sku,name,category,unit\n");


        for n in 0..60 {
            goods.push_str(&format!("MANY-{n:03},Товар {n},Много / Разного,шт\n"));
        }
        let administrator = house.api(ADMINISTRATOR).await;
        import(&administrator, "products", &goods).await;
        import(&administrator, "contracts", "number,partner,currency,price_list,valid_from,valid_until,assortment,payment,warehouses\nB-1,BETA,RUB,STEP,2020-01-01,,all,prepaid,MSK\n").await;
        let beta = house.api(BETA).await;
        for limit in [1, 24, 60] {
            let path = format!("/api/v1/products?limit={limit}");
            // The first look fills what is remembered.
            let shown = beta.look(&path).await.expect(200).json();
            assert_eq!(shown["items"].as_array().unwrap().len(), limit);
            let mut fewest = u64::MAX;
            for _ in 0..20 {
                let before = orderly::platform::db::statements();
                beta.look(&path).await.expect(200);
                fewest = fewest.min(orderly::platform::db::statements() - before);
            }
            // Four and the two that begin and end the view; the session is believed for half a second.
            assert!(fewest <= 6, "{limit} products: {fewest} statements");
        }
        house.close().await;
    }
}
