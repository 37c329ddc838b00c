//! What can be counted is asserted: SQL statements of a page, whatever its size.

use serde_json::json;

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{ADMINISTRATOR, BETA, import};
use crate::on_both;

/// The fewest statements that a look costs; what else the house does meanwhile counts in some of the tries only.
pub async fn statements_of(client: &Client, path: &str) -> u64 {
    let mut fewest = u64::MAX;
    for _ in 0..20 {
        let before = orderly::platform::db::statements();
        client.look(path).await.expect(200);
        fewest = fewest.min(orderly::platform::db::statements() - before);
    }
    fewest
}

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
            let fewest = statements_of(&beta, &path).await;
            // Four and the two that begin and end the view; the session is believed for half a second.
            assert!(fewest <= 6, "{limit} products: {fewest} statements");
        }
        house.close().await;
    }

    async fn a_narrowed_list_costs_no_more_once_its_category_is_known(house: House) {
        let mut goods = String::from("sku,name,category,unit,attributes\n");
        let (mut prices, mut stock) = (String::from("price_list,sku,from_quantity,price\n"), String::from("warehouse,sku,on_hand\n"));
        for n in 0..60 {
            goods.push_str(&format!("MANY-{n:03},Товар {n},Много / Разного,шт,Цвет={}|Длина={} м\n", ["белый", "серый"][n % 2], n % 5));
            prices.push_str(&format!("STEP,MANY-{n:03},0,{}\n", 10 + n));
            stock.push_str(&format!("MSK,MANY-{n:03},100\n"));
        }
        let administrator = house.api(ADMINISTRATOR).await;
        for (kind, csv) in [("products", &goods), ("prices", &prices), ("stock", &stock)] {
            import(&administrator, kind, csv).await;
        }
        import(&administrator, "contracts", "number,partner,currency,price_list,valid_from,valid_until,assortment,payment,warehouses\nB-1,BETA,RUB,STEP,2020-01-01,,all,prepaid,MSK\n").await;
        let (beta, browser) = (house.api(BETA).await, house.browser(BETA).await);
        beta.order("before", json!({"lines": [{"sku": "MANY-000", "quantity": "1"}]})).await.expect(201);
        let category = beta.look("/api/v1/categories").await.expect(200).json()["items"].as_array().unwrap().iter()
            .find(|category| category["name"] == "Разного").unwrap()["code"].as_str().unwrap().to_owned();
        let list = format!("category={category}&attr.Цвет=белый");
        for path in [format!("/api/v1/products?limit=24&{list}"), format!("/api/v1/products?limit=24&{list}&stock=in&ordered_only=true")] {
            beta.look(&path).await.expect(200);
            let fewest = statements_of(&beta, &path).await;
            assert!(fewest <= 6, "{path}: {fewest} statements");
        }
        // The facets of a category are remembered and cost nothing; what lies in the cart is read once for the head and the fields.
        let narrowed = format!("/catalogue?{list}");
        assert!(browser.look(&narrowed).await.expect(200).text.contains("attr.Длина"), "the list can be narrowed further");
        let fewest = statements_of(&browser, &narrowed).await;
        assert!(fewest <= 8, "four, two for the view and two for the head: {fewest} statements");
        // With stock among the choices they are counted anew: one statement more.
        let in_stock = format!("{narrowed}&stock=in");
        browser.look(&in_stock).await.expect(200);
        let fewest = statements_of(&browser, &in_stock).await;
        assert!(fewest <= 9, "one more for the facets: {fewest} statements");
        // Goods that were ordered before are two parts of one list.
        let first = format!("{narrowed}&ordered=first");
        browser.look(&first).await.expect(200);
        let fewest = statements_of(&browser, &first).await;
        assert!(fewest <= 9, "one more for the part that was ordered: {fewest} statements");
        house.close().await;
    }

    async fn the_head_of_a_page_costs_two_small_statements_whatever_the_cart_holds(house: House) {
        let (beta, browser) = (house.api(BETA).await, house.browser(BETA).await);
        let bare = statements_of(&beta, "/api/v1/products?limit=24").await;
        for (sku, lines) in [("DR-1", 1), ("GL-5", 2)] {
            beta.set(&format!("/api/v1/cart/lines/{sku}"), json!({"quantity": "10"})).await.expect(200);
            let page = browser.look("/catalogue").await.expect(200).text;
            assert!(page.contains(&format!("<span class=\"count\">{lines}</span>")), "{page}");
            // One for the cart, one for what was written to him. Programs have no head.
            let with_head = statements_of(&browser, "/catalogue").await;
            assert!(with_head <= bare + 2, "{lines} lines: {with_head} statements, {bare} without the head");
        }
        house.close().await;
    }
}
