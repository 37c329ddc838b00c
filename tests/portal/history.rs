//! Looking back: what an order is and who did what, finding orders, and ordering again with what has changed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{MANAGER, SEVER, YUG};
use crate::on_both;
use crate::reading::{at, behind, bring, bring_contract, finish, item, one, stored};

async fn place(client: &Client, key: &str, body: Value) -> String {
    client.order(key, body).await.expect(201).json()["number"].as_str().expect("a number").to_owned()
}

async fn found(client: &Client, query: &str) -> Vec<String> {
    let list = client.look(&format!("/api/v1/orders{query}")).await.expect(200).json();
    list["items"].as_array().expect("items").iter().map(|order| order["number"].as_str().expect("a number").to_owned()).collect()
}

/// What is different about a line when it is ordered again.
fn changes(differences: &Value, sku: &str) -> Value {
    item(differences, sku)["changes"].clone()
}

on_both! {
    async fn an_order_tells_its_state_and_who_did_what(house: House) {
        let sever = house.api(SEVER).await;
        let number = place(&sever, "told", one("DR-1", "2")).await;
        let order = sever.look(&format!("/api/v1/orders/{number}")).await.expect(200).json();
        assert_eq!((&order["state"], &order["placed_by"], &order["version"]), (&json!("confirmed"), &json!("Ирина Северова"), &json!(1)));
        assert_eq!((&order["on_hold"], &order["lines"][0]["shipped"], &order["lines"][0]["open"]), (&json!([]), &json!("0.000"), &json!("2.000")));
        assert!(order.get("on_behalf_of").is_none());
        let page = house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text;
        for words in ["Confirmed", "Order placed · Ирина Северова", "A-1, Net 30 days", "ООО «Альфа», Север"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        house.pass_seconds(90);
        house.api(MANAGER).await.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await.expect(200);
        let page = house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text;
        let (placed, cancelled) = (page.find("Order placed · Ирина Северова"), page.find("Order cancelled · Мария Орлова"));
        assert!(placed.is_some() && placed < cancelled, "{page}");
        assert!(page.contains("badge--bad\">Cancelled"), "{page}");
        finish(house).await;
    }

    async fn orders_are_found_by_own_number_article_and_name_in_both_languages(house: House) {
        let sever = house.api(SEVER).await;
        let drill = place(&sever, "drill", json!({"lines": [{"sku": "DR-1", "quantity": "1"}], "your_number": "ЗК-2026/77"})).await;
        let gloves = place(&sever, "gloves", one("GL-5", "5")).await;
        for (query, wanted) in [
            ("?q=%D0%B7%D0%BA-2026%2F77", vec![&drill]),
            ("?q=2026%2F7", vec![&drill]),
            ("?q=dr-1", vec![&drill]),
            ("?q=%D0%BF%D0%B5%D1%80%D1%87%D0%B0%D1%82%D0%BA%D0%B8", vec![&gloves]),
            ("?q=WORK%20glo", vec![&gloves]),
            ("?q=glo%20drill", vec![]),
            ("?q=%25", vec![&gloves, &drill]),
            ("?q=nowhere", vec![]),
            ("?product=GL-5", vec![&gloves]),
            ("?product=gl-5", vec![&gloves]),
            ("?product=XX-9", vec![]),
            ("?state=confirmed", vec![&gloves, &drill]),
            ("?state=cancelled", vec![]),
        ] {
            assert_eq!(found(&sever, query).await.iter().collect::<Vec<_>>(), wanted, "{query}");
        }
        assert_eq!(found(&sever, &format!("?q={drill}")).await, vec![drill.clone()]);
        sever.send(&format!("/api/v1/orders/{drill}/cancellation"), json!({})).await.expect(200);
        assert_eq!(found(&sever, "?state=cancelled").await, vec![drill.clone()]);
        assert_eq!(found(&sever, "?state=confirmed&q=drill").await, Vec::<String>::new());
        let page = house.browser(SEVER).await.look("/orders?q=2026%2F77&state=cancelled").await.expect(200).text;
        assert!(page.contains(&format!("/orders/{drill}\"")) && !page.contains(&format!("/orders/{gloves}\"")), "{page}");
        for odd in ["?state=lost", "?from=yesterday", "?limit=0", "?limit=201", "?cursor=odd", "?order=total"] {
            let status = sever.look(&format!("/api/v1/orders{odd}")).await.status;
            assert!(status.is_client_error(), "{odd}: {status}");
        }
        finish(house).await;
    }

    async fn orders_are_found_by_their_days(house: House) {
        let mut placed = Vec::new();
        for day in ["2026-03-09", "2026-03-10", "2026-03-11"] {
            house.set_clock(at(&format!("{day}T10:00:00Z")));
            placed.push(place(&house.api(SEVER).await, day, one("GL-5", "5")).await);
        }
        let sever = house.api(SEVER).await;
        assert_eq!(found(&sever, "?from=2026-03-10&to=2026-03-10").await, placed[1..2]);
        assert_eq!(found(&sever, "?from=2026-03-10").await, [placed[2].clone(), placed[1].clone()]);
        assert_eq!(found(&sever, "?to=2026-03-10").await, [placed[1].clone(), placed[0].clone()]);
        assert_eq!(found(&sever, "?from=2026-03-12").await, Vec::<String>::new());
        finish(house).await;
    }

    async fn the_page_filters_by_the_days_that_it_shows(house: House) {
        // Half past one of the 11th in Moscow, still the 10th in UTC.
        house.set_clock(at("2026-03-10T22:30:00Z"));
        let number = place(&house.api(SEVER).await, "night", one("GL-5", "5")).await;
        let browser = house.browser(SEVER).await;
        let mark = format!("/orders/{number}\"");
        let page = browser.look("/orders").await.expect(200).text;
        assert!(page.contains(&mark) && page.contains("11 Mar 2026"), "{page}");
        assert!(browser.look("/orders?from=2026-03-11&to=2026-03-11").await.expect(200).text.contains(&mark), "not found on its day");
        assert!(!browser.look("/orders?from=2026-03-10&to=2026-03-10").await.expect(200).text.contains(&mark), "found on another day");
        finish(house).await;
    }

    async fn sixty_orders_come_page_by_page_each_exactly_once(house: House) {
        let sever = house.api(SEVER).await;
        let mut all = BTreeSet::new();
        for n in 0..60 {
            all.insert(place(&sever, &format!("many-{n}"), one("GL-5", "5")).await);
        }
        place(&house.api(YUG).await, "foreign", one("GL-5", "5")).await;
        let (mut seen, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let list = sever.look(&format!("/api/v1/orders?limit=7{cursor}")).await.expect(200).json();
            seen.extend(list["items"].as_array().unwrap().iter().map(|order| order["number"].as_str().unwrap().to_owned()));
            pages += 1;
            // One more comes while somebody turns the pages.
            if pages == 3 {
                place(&sever, "meanwhile", one("GL-5", "5")).await;
            }
            match list["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!((seen.len(), pages), (60, 9));
        assert_eq!(seen.iter().cloned().collect::<BTreeSet<_>>(), all);
        let browser = house.browser(SEVER).await;
        let first = browser.look("/orders").await.expect(200).text;
        assert_eq!(first.matches("scope=\"row\"").count(), 50);
        let next = first.split_once("rel=\"next\"").and_then(|(before, _)| before.rsplit_once("href=\"")).expect("a way on").1;
        let next = next.trim_end_matches(['"', ' ']).replace("&amp;", "&");
        assert_eq!(browser.look(&next).await.expect(200).text.matches("scope=\"row\"").count(), 11);
        finish(house).await;
    }

    async fn ordering_again_shows_what_changed_before_anything_enters_the_cart(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        let lines = [("DR-1", "2"), ("DR-2", "4"), ("00417", "3"), ("SV-1", "1"), ("CB-1", "1"), ("BK-1", "10")];
        let lines: Vec<Value> = lines.iter().map(|(sku, quantity)| json!({"sku": sku, "quantity": quantity})).collect();
        let number = place(&sever, "old", json!({"lines": lines})).await;
        bring(&house, "prices", "price_list,sku,from_quantity,price,floor,valid_from,valid_until\nOPT,DR-1,0,4100,3000,2020-01-01,\nOPT,SV-1,0,1000,,2020-01-01,2020-12-31\n").await;
        bring(&house, "products", "sku,name,name_en,category,category_en,unit,moq,multiple,vat,weight_kg,active\n\
            DR-2,Дрель-шуруповёрт Вектор 18 В,Drill driver Vector 18 V,Инструмент / Дрели,Tools / Drills,шт,1,1,standard,1.4,no\n\
            CB-1,Кабель силовой ВВГ 3×2.5,Power cable VVG 3×2.5,Электрика / Кабель,Electrical / Cable,м,2,2,standard,0.2,yes\n").await;
        let before = stored(&house).await;
        let page = browser.look(&format!("/orders/{number}/reorder")).await.expect(200).text;
        for (sku, words) in [
            ("DR-1", "Other price"), ("DR-2", "Not in the contract"), ("00417", "Not enough in stock"),
            ("SV-1", "No price"), ("CB-1", "Quantity rounded"), ("BK-1", "No change"),
        ] {
            let row = behind(&page, sku).split("</tr>").next().unwrap_or_default();
            assert!(row.contains(words), "{sku}: {words}: {row}");
        }
        let drill = behind(&page, "DR-1").split("</tr>").next().unwrap_or_default();
        assert!(drill.contains("3,920.00") && drill.contains("4,018.00"), "{drill}");
        assert_eq!(stored(&house).await, before);
        let told = sever.send(&format!("/api/v1/orders/{number}/reorder"), json!({})).await.expect(200).json();
        let differences = &told["differences"];
        for (sku, change) in [("DR-1", "price"), ("DR-2", "not_allowed"), ("00417", "stock_short"), ("SV-1", "no_price"), ("CB-1", "quantity")] {
            assert_eq!(changes(differences, sku), json!([change]), "{sku}");
        }
        assert!(differences.as_array().unwrap().iter().all(|line| line["sku"] != "BK-1"), "{differences}");
        let drill = item(differences, "DR-1");
        assert_eq!((&drill["price_was"], &drill["price"], &drill["is_in_cart"]), (&json!("3920.0000"), &json!("4018.0000"), &json!(true)));
        assert_eq!(item(differences, "DR-2")["is_in_cart"], false);
        let in_cart: BTreeSet<&str> = told["lines"].as_array().unwrap().iter().map(|line| line["sku"].as_str().unwrap()).collect();
        assert_eq!(in_cart, BTreeSet::from(["DR-1", "00417", "CB-1", "BK-1"]));
        assert_eq!(item(&told["lines"], "CB-1")["quantity"], "2.000");
        finish(house).await;
    }

    async fn at_ordering_again_seven_of_a_good_sold_by_fives_is_told_with_five_and_ten(house: House) {
        let gloves = |step: &str| format!("sku,name,name_en,category,category_en,unit,moq,multiple,vat,weight_kg\nGL-5,Перчатки рабочие,Work gloves,Спецодежда / Перчатки,Workwear / Gloves,пара,{step},{step},standard,0.05\n");
        bring(&house, "products", &gloves("1")).await;
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        let number = place(&sever, "seven", one("GL-5", "7")).await;
        bring(&house, "products", &gloves("5")).await;
        let page = browser.look(&format!("/orders/{number}/reorder")).await.expect(200).text;
        assert!(page.contains("<del>7</del>"), "{page}");
        let told = sever.send(&format!("/api/v1/orders/{number}/reorder"), json!({})).await.expect(200).json();
        assert_eq!(changes(&told["differences"], "GL-5"), json!(["quantity"]));
        assert!(told["lines"].as_array().unwrap().iter().all(|line| line["quantity"] != "7.000"), "{told}");
        assert!(page.contains("The nearest that fit: 5 or 10."), "the page offers only one: {page}");
        finish(house).await;
    }

    async fn ordering_again_goes_by_the_contract_of_today(house: House) {
        let sever = house.api(SEVER).await;
        let number = place(&sever, "wide", json!({"lines": [{"sku": "DR-1", "quantity": "1"}, {"sku": "GL-5", "quantity": "5"}]})).await;
        bring_contract(&house, "A-1,ALFA,RUB,OPT,2020-01-01,,categories,Спецодежда,net 30,1000000,best,no,included,MSK|SPB,0").await;
        let told = sever.send(&format!("/api/v1/orders/{number}/reorder"), json!({})).await.expect(200).json();
        assert_eq!(changes(&told["differences"], "DR-1"), json!(["not_allowed"]));
        assert_eq!(told["lines"].as_array().map(Vec::len), Some(1));
        // From the page into the cart, on top of what is there.
        let browser = house.browser(SEVER).await;
        let placed = browser.fill(&format!("/orders/{number}/reorder"), &format!("/orders/{number}/reorder"), &[]).await.expect(303);
        assert_eq!(placed.location(), "/cart");
        let cart = sever.look("/api/v1/cart").await.expect(200).json();
        assert_eq!((&cart["lines"][0]["sku"], &cart["lines"][0]["quantity"]), (&json!("GL-5"), &json!("10.000")));
        finish(house).await;
    }
}
