//! The price: the same at every door, explained to the last place, by tier, contract, discount, floor, VAT and day.

use rust_decimal::Decimal;
use serde_json::json;

use crate::House;
use crate::kit::trade::{BETA, SEVER, YUG};
use crate::on_both;
use crate::reading::{
    at, behind, between, bring, bring_contract, figure, finish, item, letters, number, one, recomputed, refusal, roubles,
    rounded, settle, steps,
};

/// Article number, smallest quantity, price of one.
const OF_SEVER: &[(&str, &str, &str)] = &[
    ("DR-1", "1", "3920"),
    ("DR-2", "1", "6000"),
    ("GL-5", "5", "44.91"),
    ("BK-1", "10", "12.103"),
    ("CB-1", "1", "87.111"),
    ("SV-1", "1", "980"),
    ("00417", "1", "14.7"),
];
const OF_BETA: &[(&str, &str, &str)] = &[("DR-1", "1", "3800"), ("GL-5", "5", "38")];

async fn same_in_catalogue(house: &House, login: &str, goods: &[(&str, &str, &str)]) {
    let (api, browser) = (house.api(login).await, house.browser(login).await);
    let list = api.look("/api/v1/products?limit=200").await.expect(200).json();
    let list_page = browser.look("/catalogue").await.expect(200).text;
    for (sku, quantity, price) in goods {
        let price = number(price);
        assert_eq!(figure(&item(&list["items"], sku)["price"]["unit_price"]), price, "list of {sku}");
        assert_eq!(between(behind(&list_page, sku), "<span class=\"price\">", "</span>"), roubles(price), "list page of {sku}");
        let card = api.look(&format!("/api/v1/products/{sku}")).await.expect(200).json();
        assert_eq!(figure(&card["price"]["unit_price"]), price, "card of {sku}");
        let card_page = browser.look(&format!("/products/{sku}")).await.expect(200).text;
        assert_eq!(between(&card_page, "<p class=\"price\">", " <small>"), roubles(price), "card page of {sku}");
        for path in [format!("/api/v1/products/{sku}/price"), format!("/api/v1/products/{sku}/price?quantity={quantity}")] {
            assert_eq!(figure(&api.look(&path).await.expect(200).json()["unit_price"]), price, "{path}");
        }
    }
}

async fn same_from_cart_to_letter(house: &House, login: &str, goods: &[(&str, &str, &str)]) {
    let (api, browser) = (house.api(login).await, house.browser(login).await);
    for (sku, quantity, price) in goods {
        let asked = api.look(&format!("/api/v1/products/{sku}/price?quantity={quantity}")).await.expect(200).json();
        assert_eq!(figure(&asked["unit_price"]), number(price), "{sku} × {quantity}");
        api.set(&format!("/api/v1/cart/lines/{sku}"), json!({"quantity": quantity})).await.expect(200);
    }
    let cart = api.look("/api/v1/cart").await.expect(200).json();
    let cart_page = browser.look("/cart").await.expect(200).text;
    let key = format!("doors-{login}-{}", goods.len());
    let order = api.order(&key, json!({"from_cart": true, "agreed_total": cart["total"]})).await.expect(201).json();
    let order_number = order["number"].as_str().expect("a number").to_owned();
    let seen_again = api.look(&format!("/api/v1/orders/{order_number}")).await.expect(200).json();
    let order_page = browser.look(&format!("/orders/{order_number}")).await.expect(200).text;
    settle(house).await;
    let subject = format!("Subject: Order {order_number} is placed");
    let letter = letters(house).into_iter().find(|letter| letter.head.contains(&subject)).expect("a letter");
    assert_eq!(seen_again["lines"], order["lines"]);
    assert_eq!(order["total"], cart["total"]);
    assert!(letter.text.contains(&roubles(figure(&order["total"]))), "{}", letter.text);
    for (sku, quantity, price) in goods {
        let (price, sum) = (number(price), rounded(number(price) * number(quantity), 2));
        for lines in [&cart["lines"], &order["lines"]] {
            assert_eq!(figure(&item(lines, sku)["unit_price"]), price, "{sku} in {lines}");
            assert_eq!(figure(&item(lines, sku)["sum"]), sum, "{sku} in {lines}");
        }
        for page in [&cart_page, &order_page] {
            let cell = behind(page, sku).split_once("data-label=\"Price\"").expect("a price").1;
            assert_eq!(between(cell, "<div>", "<"), roubles(price), "{sku} on {page}");
        }
        let line = letter.text.lines().find(|line| line.starts_with(&format!("{sku}  "))).expect("a line of the letter");
        assert!(line.ends_with(&format!(" × {} = {}", roubles(price), roubles(sum))), "{line}");
    }
}

/// What a lonely line of Север comes to in the cart.
async fn price_of(house: &House, login: &str, sku: &str, quantity: &str) -> serde_json::Value {
    let api = house.api(login).await;
    api.look(&format!("/api/v1/products/{sku}/price?quantity={quantity}")).await.expect(200).json()
}

on_both! {
    async fn the_same_good_costs_the_same_at_every_door(house: House) {
        same_in_catalogue(&house, SEVER, OF_SEVER).await;
        same_from_cart_to_letter(&house, SEVER, OF_SEVER).await;
        same_in_catalogue(&house, BETA, OF_BETA).await;
        same_from_cart_to_letter(&house, BETA, OF_BETA).await;
        finish(house).await;
    }

    async fn a_greater_quantity_costs_the_same_at_every_door(house: House) {
        same_from_cart_to_letter(&house, SEVER, &[("DR-1", "12", "3724"), ("CB-1", "2.5", "87.111"), ("GL-5", "100", "44.91")]).await;
        // Ten at 4000 and two at 3600, less 5 %.
        same_from_cart_to_letter(&house, BETA, &[("DR-1", "12", "3736.6667"), ("GL-5", "25", "38")]).await;
        finish(house).await;
    }

    async fn every_explanation_computes_to_its_price(house: House) {
        let mut checked = 0;
        for (login, goods) in [(SEVER, OF_SEVER), (YUG, OF_SEVER), (BETA, OF_BETA)] {
            let api = house.api(login).await;
            for (sku, smallest, _) in goods {
                for quantity in [number(smallest), number(smallest) * number("9"), number(smallest) * number("10"), number(smallest) * number("37")] {
                    let path = format!("/api/v1/products/{sku}/price?quantity={quantity}");
                    let price = api.look(&path).await.expect(200).json();
                    assert_eq!(recomputed(&price["explanation"]), figure(&price["unit_price"]), "{path}");
                    let list = price["list_price"].as_str().map(number).expect("a list price");
                    let off = rounded((list - figure(&price["unit_price"])) * Decimal::ONE_HUNDRED / list, 2);
                    assert_eq!(figure(&price["discount_percent"]), off, "{path}");
                    checked += 1;
                }
            }
        }
        assert_eq!(checked, 64);
        let order = house.api(SEVER).await.order("why", one("GL-5", "15")).await.expect(201).json();
        let line = &order["lines"][0];
        assert_eq!(recomputed(&line["explanation"]), figure(&line["unit_price"]));
        let page = house.browser(SEVER).await.look(&format!("/orders/{}", order["number"].as_str().unwrap())).await.expect(200).text;
        for words in ["Why this price", "Price from price list OPT", "Personal discount “Workwear discount”, 10%", "Your price"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        finish(house).await;
    }

    async fn at_nine_the_tier_at_ten_is_told_and_at_ten_the_whole_line_costs_less(house: House) {
        let nine = price_of(&house, SEVER, "DR-1", "9").await;
        assert_eq!((figure(&nine["unit_price"]), figure(&nine["next_tier"]["from_quantity"])), (number("3920"), number("10")));
        assert_eq!(figure(&nine["next_tier"]["unit_price"]), number("3724"));
        let ten = price_of(&house, SEVER, "DR-1", "10").await;
        assert_eq!((figure(&ten["unit_price"]), ten["next_tier"].is_null()), (number("3724"), true));
        let (api, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        let cart = api.set("/api/v1/cart/lines/DR-1", json!({"quantity": "9"})).await.expect(200).json();
        assert_eq!(figure(&cart["lines"][0]["sum"]), number("35280"));
        let told = format!("from 10 at {}", roubles(number("3724")));
        assert!(browser.look("/catalogue").await.expect(200).text.contains(&told));
        assert!(browser.look("/products/DR-1").await.expect(200).text.contains("from 10"));
        let page = browser.look("/cart").await.expect(200).text;
        assert!(page.contains(&told), "the cart does not tell the tier: {page}");
        let cart = api.set("/api/v1/cart/lines/DR-1", json!({"quantity": "10"})).await.expect(200).json();
        assert_eq!(figure(&cart["lines"][0]["sum"]), number("37240"));
        house.close().await;
    }

    async fn a_tier_of_the_part_above_changes_only_that_part(house: House) {
        let twelve = price_of(&house, BETA, "DR-1", "12").await;
        let parts = twelve["explanation"].as_array().unwrap().iter().find(|step| step["step"] == "tier_parts").expect("parts")["parts"].clone();
        assert_eq!(parts, json!([{"quantity": "10.000", "price": "4000.0000"}, {"quantity": "2.000", "price": "3600.0000"}]));
        let cart = house.api(BETA).await.set("/api/v1/cart/lines/DR-1", json!({"quantity": "12"})).await.expect(200).json();
        // Ten at 3800 and two at 3420, each less the partner's 5 %.
        assert_eq!(figure(&cart["lines"][0]["sum"]), number("44840"));
        let nine = price_of(&house, BETA, "DR-1", "9").await;
        assert_eq!(figure(&nine["next_tier"]["from_quantity"]), number("10"));
        // A tier that is told must be worth telling.
        assert_eq!(figure(&nine["next_tier"]["unit_price"]), number("3420"), "{nine}");
        house.close().await;
    }

    async fn a_contract_price_replaces_the_list_and_takes_a_discount_only_where_the_contract_says_so(house: House) {
        let plain = price_of(&house, SEVER, "DR-2", "1").await;
        assert_eq!((figure(&plain["unit_price"]), figure(&plain["list_price"])), (number("6000"), number("7500.5")));
        assert_eq!(steps(&plain["explanation"]), ["list_price", "contract_price"]);
        assert_eq!(figure(&plain["discount_percent"]), number("20.01"));
        bring_contract(&house, "A-1,ALFA,RUB,OPT,2020-01-01,,all,,net 30,1000000,best,yes,included,MSK|SPB,0").await;
        let lower = price_of(&house, SEVER, "DR-2", "1").await;
        assert_eq!(figure(&lower["unit_price"]), number("5880"));
        assert_eq!(steps(&lower["explanation"]), ["list_price", "contract_price", "discount"]);
        house.close().await;
    }

    async fn the_best_discount_counts_alone_or_all_follow_each_other_as_the_contract_says(house: House) {
        let best = price_of(&house, SEVER, "GL-5", "5").await;
        assert_eq!((figure(&best["unit_price"]), steps(&best["explanation"])), (number("44.91"), vec!["list_price".to_owned(), "discount".to_owned()]));
        bring_contract(&house, "A-1,ALFA,RUB,OPT,2020-01-01,,all,,net 30,1000000,cumulative,no,included,MSK|SPB,0").await;
        let both = price_of(&house, SEVER, "GL-5", "5").await;
        assert_eq!(figure(&both["unit_price"]), number("44.0118"));
        let codes: Vec<&str> = both["explanation"].as_array().unwrap().iter().filter_map(|step| step["code"].as_str()).collect();
        assert_eq!(codes, ["ALFA-GLOVES", "SEVER-2"]);
        // A colleague has no personal discount.
        assert_eq!(figure(&price_of(&house, YUG, "GL-5", "5").await["unit_price"]), number("44.91"));
        let beta = price_of(&house, BETA, "GL-5", "5").await;
        assert_eq!(steps(&beta["explanation"]), ["list_price", "discount", "discount"]);
        house.close().await;
    }

    async fn vat_is_inside_on_top_nought_or_none(house: House) {
        house.set_clock(at("2026-06-01T09:00:00Z"));
        bring(&house, "products", "sku,name,category,unit,vat\nZR-1,Книга на экспорт,Прочее,шт,zero\n").await;
        bring(&house, "prices", "price_list,sku,price\nOPT,ZR-1,100\n").await;
        bring(&house, "stock", "warehouse,sku,on_hand\nMSK,ZR-1,10\n").await;
        let lines = json!([{"sku": "DR-1", "quantity": "1"}, {"sku": "SV-1", "quantity": "1"}, {"sku": "BK-1", "quantity": "10"}, {"sku": "ZR-1", "quantity": "1"}]);
        let order = house.api(SEVER).await.order("inside", json!({"lines": lines})).await.expect(201).json();
        let rates: Vec<_> = order["lines"].as_array().unwrap().iter().map(|line| line["vat_rate"].clone()).collect();
        assert_eq!(rates, [json!("22.00"), json!(null), json!("10.00"), json!("0.00")]);
        assert_eq!((&order["net"], &order["vat"], &order["total"]), (&json!("4401.14"), &json!("717.89"), &json!("5119.03")));
        let on_top = house.api(BETA).await.order("top", one("DR-1", "1")).await.expect(201).json();
        assert_eq!((&on_top["net"], &on_top["vat"], &on_top["total"]), (&json!("3800.00"), &json!("836.00"), &json!("4636.00")));
        let browser = house.browser(SEVER).await;
        for (sku, words) in [("SV-1", "No VAT"), ("ZR-1", "The price includes 0% VAT"), ("DR-1", "The price includes 22% VAT")] {
            assert!(browser.look(&format!("/products/{sku}")).await.expect(200).text.contains(words), "{sku}: {words}");
        }
        assert!(house.browser(BETA).await.look("/products/DR-1").await.expect(200).text.contains("22% VAT is added on top"));
        finish(house).await;
    }

    async fn the_vat_rate_is_that_of_the_sellers_day_and_an_order_keeps_its_own(house: House) {
        let mut first = None;
        for (moment, rate, vat) in [
            ("2025-12-31T09:00:00Z", "20.00", "653.33"),
            ("2025-12-31T20:59:59Z", "20.00", "653.33"),
            ("2025-12-31T21:00:00Z", "22.00", "706.89"),
            ("2026-01-01T09:00:00Z", "22.00", "706.89"),
        ] {
            house.set_clock(at(moment));
            assert_eq!(price_of(&house, SEVER, "DR-1", "1").await["vat_rate"], rate, "{moment}");
            let order = house.api(SEVER).await.order(&format!("on-{moment}"), one("DR-1", "1")).await.expect(201).json();
            assert_eq!((&order["lines"][0]["vat_rate"], &order["vat"]), (&json!(rate), &json!(vat)), "{moment}");
            assert_eq!(figure(&order["net"]) + figure(&order["vat"]), figure(&order["total"]));
            first.get_or_insert(order);
        }
        let mut first = first.expect("an order");
        first.as_object_mut().unwrap().remove("receipt").expect("what proves the order comes with the first answer");
        let path = format!("/api/v1/orders/{}", first["number"].as_str().unwrap());
        assert_eq!(house.api(SEVER).await.look(&path).await.expect(200).json(), first);
        finish(house).await;
    }

    async fn a_price_begins_and_ends_at_the_sellers_midnight(house: House) {
        bring(&house, "prices", "price_list,sku,from_quantity,price,valid_from,valid_until\nOPT,DR-1,0,3500,2026-02-10,2026-02-20\n").await;
        for (moment, price, until) in [
            ("2026-02-09T20:59:59Z", "3920", None),
            ("2026-02-09T21:00:00Z", "3430", Some("2026-02-20")),
            ("2026-02-20T20:59:59Z", "3430", Some("2026-02-20")),
            ("2026-02-20T21:00:00Z", "3920", None),
        ] {
            house.set_clock(at(moment));
            let found = price_of(&house, SEVER, "DR-1", "1").await;
            assert_eq!(figure(&found["unit_price"]), number(price), "{moment}");
            if let Some(until) = until {
                assert_eq!(found["valid_until"], until, "{moment}");
                let page = house.browser(SEVER).await.look("/products/DR-1").await.expect(200).text;
                assert!(page.contains("The price holds until the end of 20 Feb 2026."), "{page}");
            }
        }
        house.close().await;
    }

    async fn a_discount_goes_no_further_than_the_floor_and_the_buyer_reads_that_it_was_limited(house: House) {
        let half = "code,name,name_en,partner,applies_to,item,percent\nHALF,Половина,Half price,ALFA,product,DR-1,50\n";
        bring(&house, "discounts", half).await;
        for quantity in ["1", "9", "10", "40"] {
            let found = price_of(&house, SEVER, "DR-1", quantity).await;
            assert_eq!(figure(&found["unit_price"]), number("3000"), "{quantity}");
            assert_eq!(steps(&found["explanation"]).last().map(String::as_str), Some("limited"));
            assert_eq!(recomputed(&found["explanation"]), number("3000"));
        }
        let page = house.browser(SEVER).await.look("/products/DR-1").await.expect(200).text;
        assert!(page.contains("Discount limited"), "{page}");
        assert!(!page.to_lowercase().contains("floor"), "{page}");
        let order = house.api(SEVER).await.order("floor", one("DR-1", "2")).await.expect(201).json();
        assert_eq!((&order["lines"][0]["unit_price"], &order["total"]), (&json!("3000.0000"), &json!("6000.00")));
        // A contract price is no way below the floor either.
        bring(&house, "contract-prices", "contract,sku,price\nA-1,DR-1,2000\n").await;
        assert_eq!(figure(&price_of(&house, SEVER, "DR-1", "1").await["unit_price"]), number("3000"));
        finish(house).await;
    }

    async fn a_good_without_a_price_is_shown_without_one_and_asked_for_in_vain(house: House) {
        let sever = house.api(SEVER).await;
        let list = sever.look("/api/v1/products?limit=200").await.expect(200).json();
        assert!(item(&list["items"], "NP-1")["price"].is_null());
        assert_eq!(refusal(&sever.look("/api/v1/products/NP-1/price").await).0, 404);
        assert!(house.browser(SEVER).await.look("/products/NP-1").await.expect(200).text.contains("Price on request"));
        house.close().await;
    }
}
