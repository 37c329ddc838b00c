//! Discount codes: typed into the cart, seen in its prices, used once by one order, given back when that is cancelled.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::House;
use crate::blocks::day;
use crate::kit::client::{Client, Told};
use crate::kit::trade::{ADMINISTRATOR, BETA, MANAGER, SEVER, YUG, import};
use crate::on_both;
use crate::reading::{figure, finish, orders, recomputed, refusal, steps};

const CODES: &str = "/api/v1/discount-codes";

/// A code for everybody, from long ago on.
fn code(code: &str, percent: &str, more: &[(&str, Value)]) -> Value {
    let mut body = json!({"code": code, "name": "Весна", "name_en": "Spring", "percent": percent, "valid_from": "2020-01-01"});
    for (name, value) in more {
        body[*name] = value.clone();
    }
    body
}

async fn give(house: &House, body: Value) {
    house.api(MANAGER).await.send(CODES, body).await.expect(201);
}

async fn enter(client: &Client, code: &str) -> Told {
    client.set("/api/v1/cart/code", json!({"code": code})).await
}

async fn fill(client: &Client, sku: &str, quantity: &str) -> Value {
    client.set(&format!("/api/v1/cart/lines/{sku}"), json!({"quantity": quantity})).await.expect(200).json()
}

/// The cart, ordered at a total.
async fn order(client: &Client, key: &str, total: &Value) -> Told {
    client.order(key, json!({"from_cart": true, "agreed_total": total})).await
}

async fn used(house: &House, code: &str) -> i64 {
    house.sql_i64(&format!("SELECT uses_done FROM discount_code WHERE code_key = '{code}'")).await
}

fn warnings(cart: &Value) -> Vec<&str> {
    cart["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

on_both! {
    async fn a_code_lowers_the_cart_and_its_order_and_nothing_in_the_catalogue(house: House) {
        give(&house, code("SPRING", "10", &[])).await;
        let sever = house.api(SEVER).await;
        assert_eq!(fill(&sever, "DR-1", "2").await["total"], "7840.00");
        let cart = enter(&sever, " spring ").await.expect(200).json();
        assert_eq!((&cart["total"], &cart["lines"][0]["unit_price"]), (&json!("7200.00"), &json!("3600.0000")));
        assert_eq!((&cart["code"]["code"], &cart["code"]["is_acting"]), (&json!("SPRING"), &json!(true)));
        let product = sever.look("/api/v1/products/DR-1").await.expect(200).json();
        assert_eq!(product["price"]["unit_price"], "3920.0000");
        let page = house.browser(SEVER).await.look("/cart").await.expect(200).text;
        assert!(page.contains("SPRING") && page.contains("Personal discount “Spring”, 10%"), "{page}");
        let order = order(&sever, "one", &cart["total"]).await.expect(201).json();
        assert_eq!(order["total"], "7200.00");
        assert_eq!(steps(&order["lines"][0]["explanation"]), ["list_price", "discount"]);
        assert_eq!(recomputed(&order["lines"][0]["explanation"]), figure(&order["lines"][0]["unit_price"]));
        let after = sever.look("/api/v1/cart").await.expect(200).json();
        assert!(after.get("code").is_none(), "{after}");
        assert_eq!(used(&house, "SPRING").await, 1);
        // Lines that are named by themselves are ordered without a code.
        enter(&sever, "SPRING").await.expect(200);
        let plain = sever.order("two", json!({"lines": [{"sku": "DR-1", "quantity": "1"}]})).await.expect(201).json();
        assert_eq!((&plain["total"], used(&house, "SPRING").await), (&json!("3920.00"), 1));
        finish(house).await;
    }

    async fn a_code_counts_by_the_rules_of_the_contract_and_never_below_the_floor(house: House) {
        give(&house, code("HALF", "50", &[])).await;
        give(&house, code("TINY", "1", &[])).await;
        give(&house, code("GLOVES", "5", &[("sku", json!("GL-5"))])).await;
        let sever = house.api(SEVER).await;
        fill(&sever, "DR-1", "1").await;
        let cart = enter(&sever, "HALF").await.expect(200).json();
        assert_eq!(cart["total"], "3000.00");
        // The better one counts: two percent are his already.
        let cart = enter(&sever, "TINY").await.expect(200).json();
        assert_eq!((&cart["total"], &cart["code"]["is_acting"], warnings(&cart)), (&json!("3920.00"), &json!(false), vec!["code_idle"]));
        let idle = order(&sever, "idle", &cart["total"]).await.expect(201).json();
        assert_eq!((&idle["total"], used(&house, "TINY").await), (&json!("3920.00"), 0));
        // Бета's discounts are taken off one after the other: 4000 − 5 % and − 1 %.
        let beta = house.api(BETA).await;
        fill(&beta, "DR-1", "1").await;
        let cart = enter(&beta, "TINY").await.expect(200).json();
        assert_eq!(cart["lines"][0]["unit_price"], "3762.0000");
        let cart = enter(&beta, "GLOVES").await.expect(200).json();
        assert_eq!((&cart["lines"][0]["unit_price"], warnings(&cart)), (&json!("3800.0000"), vec!["code_idle"]));
        finish(house).await;
    }

    async fn a_hundred_buyers_with_one_single_use_code_get_one_order_with_it(house: House) {
        let mut people = String::from("login,name,partner,roles,language\n");
        for n in 0..100 {
            people.push_str(&format!("buyer{n}@alfa.example,Покупатель {n},ALFA,buyer,en\n"));
        }
        import(&house.api(ADMINISTRATOR).await, "people", &people).await;
        give(&house, code("ONLY-ONE", "15", &[("uses_most", json!(1))])).await;
        let mut buyers = Vec::new();
        for n in 0..100 {
            let buyer = house.crowd(&format!("buyer{n}@alfa.example")).await;
            fill(&buyer, "GL-5", "5").await;
            let cart = enter(&buyer, "ONLY-ONE").await.expect(200).json();
            assert_eq!(cart["total"], "212.08");
            buyers.push(buyer);
        }
        let tries = buyers.iter().enumerate().map(|(n, buyer)| async move {
            order(buyer, &format!("race-{n}"), &json!("212.08")).await
        });
        let told = join_all(tries).await;
        assert_eq!(told.iter().filter(|told| told.status.as_u16() == 201).count(), 1);
        for (buyer, told) in buyers.iter().zip(&told).filter(|(_, told)| told.status.as_u16() != 201) {
            assert_eq!(refusal(told).1, "code_used", "{}", told.text);
            let cart = buyer.look("/api/v1/cart").await.expect(200).json();
            assert_eq!((&cart["lines"][0]["quantity"], &cart["code"]["code"]), (&json!("5.000"), &json!("ONLY-ONE")));
            assert_eq!((warnings(&cart), &cart["total"]), (vec!["code_used"], &json!("224.55")));
        }
        assert_eq!((orders(&house).await, used(&house, "ONLY-ONE").await), (1, 1));
        assert_eq!(house.sql_i64("SELECT count(*) FROM discount_code_use").await, 1);
        // Whoever agrees to the total without it orders.
        let late = buyers.iter().zip(&told).find(|(_, told)| told.status.as_u16() != 201).unwrap().0;
        let order = order(late, "agreed", &json!("224.55")).await.expect(201).json();
        assert_eq!(order["total"], "224.55");
        finish(house).await;
    }

    async fn a_use_is_given_back_when_the_order_is_cancelled_before_it_leaves(house: House) {
        give(&house, code("ONCE", "10", &[("uses_most", json!(1))])).await;
        let (sever, yug) = (house.api(SEVER).await, house.api(YUG).await);
        fill(&sever, "DR-1", "1").await;
        enter(&sever, "ONCE").await.expect(200);
        let number = order(&sever, "one", &json!("3600.00")).await.expect(201).json()["number"].as_str().unwrap().to_owned();
        fill(&yug, "DR-1", "1").await;
        assert_eq!(refusal(&enter(&yug, "ONCE").await).1, "code_used");
        sever.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await.expect(200);
        assert_eq!(used(&house, "ONCE").await, 0);
        let cart = enter(&yug, "ONCE").await.expect(200).json();
        order(&yug, "two", &cart["total"]).await.expect(201);
        assert_eq!(used(&house, "ONCE").await, 1);
        finish(house).await;
    }

    async fn an_order_that_is_changed_keeps_its_code(house: House) {
        give(&house, code("STAYS", "10", &[("uses_most", json!(1))])).await;
        let sever = house.api(SEVER).await;
        fill(&sever, "DR-1", "2").await;
        enter(&sever, "STAYS").await.expect(200);
        let number = order(&sever, "one", &json!("7200.00")).await.expect(201).json()["number"].as_str().unwrap().to_owned();
        let body = json!({"version": 1, "lines": [{"sku": "DR-1", "quantity": "1"}]});
        crate::receivables::keyed(&sever, &format!("/api/v1/orders/{number}/changes"), "less", &body).await.expect(200);
        let changed = sever.look(&format!("/api/v1/orders/{number}")).await.expect(200).json();
        assert_eq!((&changed["total"], used(&house, "STAYS").await), (&json!("3600.00"), 1));
        finish(house).await;
    }

    async fn a_partner_uses_a_code_once_where_it_is_once_for_each(house: House) {
        give(&house, code("EACH", "10", &[("once_each", json!(true))])).await;
        let (sever, yug, beta) = (house.api(SEVER).await, house.api(YUG).await, house.api(BETA).await);
        for client in [&sever, &yug] {
            fill(client, "DR-1", "1").await;
            enter(client, "EACH").await.expect(200);
        }
        order(&sever, "one", &json!("3600.00")).await.expect(201);
        let cart = yug.look("/api/v1/cart").await.expect(200).json();
        assert_eq!(warnings(&cart), ["code_used"]);
        assert_eq!(refusal(&order(&yug, "two", &json!("3600.00")).await).1, "code_used");
        fill(&beta, "DR-1", "1").await;
        enter(&beta, "EACH").await.expect(200);
        finish(house).await;
    }

    async fn a_code_that_ended_meanwhile_is_told_as_a_grown_total(house: House) {
        give(&house, code("SHORT", "10", &[("valid_until", json!(day(&house, 0)))])).await;
        let sever = house.api(SEVER).await;
        fill(&sever, "DR-1", "1").await;
        assert_eq!(enter(&sever, "SHORT").await.expect(200).json()["total"], "3600.00");
        house.pass_seconds(2 * 24 * 3600);
        let sever = house.api(SEVER).await;
        let grown = order(&sever, "grown", &json!("3600.00")).await;
        assert_eq!(refusal(&grown).1, "total_changed");
        assert_eq!(grown.json()["changes"], json!([{"sku": "DR-1", "was": "3600.0000", "now": "3920.0000"}]));
        let cart = sever.look("/api/v1/cart").await.expect(200).json();
        assert_eq!((warnings(&cart), &cart["total"]), (vec!["code_ended"], &json!("3920.00")));
        order(&sever, "agreed", &json!("3920.00")).await.expect(201);
        assert_eq!((refusal(&enter(&sever, "SHORT").await).3, used(&house, "SHORT").await), ("code_ended".to_owned(), 0));
        finish(house).await;
    }

    async fn a_code_that_is_anothers_or_not_there_or_not_yet_is_unknown_alike(house: House) {
        give(&house, code("ALFA-ONLY", "10", &[("partner", json!("ALFA"))])).await;
        give(&house, code("SEVER-ONLY", "10", &[("partner", json!("ALFA")), ("person", json!(SEVER))])).await;
        give(&house, code("TOMORROW", "10", &[("valid_from", json!(day(&house, 1)))])).await;
        let (beta, yug, sever) = (house.api(BETA).await, house.api(YUG).await, house.api(SEVER).await);
        let unknown = enter(&beta, "NOTHING").await.expect(422);
        let same = |told: &Told| told.text.replace(&told.header("x-request-id"), "ID");
        for told in [enter(&beta, "ALFA-ONLY").await, enter(&beta, "SEVER-ONLY").await, enter(&beta, "TOMORROW").await, enter(&yug, "SEVER-ONLY").await] {
            assert_eq!((told.status, same(&told)), (unknown.status, same(&unknown)));
        }
        enter(&yug, "ALFA-ONLY").await.expect(200);
        fill(&sever, "DR-1", "1").await;
        assert_eq!(enter(&sever, "SEVER-ONLY").await.expect(200).json()["total"], "3600.00");
        // Another takes its place, and without any the price is the old one.
        assert_eq!(enter(&sever, "ALFA-ONLY").await.expect(200).json()["code"]["code"], "ALFA-ONLY");
        let bare = crate::kit::client::read(sever.delete("/api/v1/cart/code").await).await.expect(200).json();
        assert_eq!((&bare["total"], bare.get("code")), (&json!("3920.00"), None));
        finish(house).await;
    }

    async fn the_office_makes_and_changes_codes_and_nobody_else_does(house: House) {
        let (manager, sever) = (house.api(MANAGER).await, house.api(SEVER).await);
        sever.send(CODES, code("MINE", "90", &[])).await.expect(403);
        sever.look(CODES).await.expect(403);
        let body = code("OFFICE", "10", &[("category", json!("tools"))]);
        assert_eq!(refusal(&manager.send(CODES, code("abc", "10", &[])).await).2, "/code");
        assert_eq!(refusal(&manager.send(CODES, code("OFFICE", "101", &[])).await).0, 422);
        assert_eq!(refusal(&manager.send(CODES, code("OFFICE", "10", &[("uses_most", json!(0))])).await).2, "/uses_most");
        assert_eq!(refusal(&manager.send(CODES, code("BETA-5", "10", &[])).await).3, "taken");
        let told = manager.send(CODES, body.clone()).await;
        assert!(matches!(told.status.as_u16(), 201 | 422), "{}", told.text);
        manager.send(CODES, code("OTHER", "10", &[])).await.expect(201);
        assert_eq!(manager.send(CODES, code("OTHER", "10", &[])).await.expect(200).json()["outcome"], "unchanged");
        assert_eq!(manager.send(CODES, code("other", "12", &[])).await.expect(200).json()["outcome"], "changed");
        // A code never goes to a partner after it was everybody's.
        assert_eq!(refusal(&manager.send(CODES, code("OTHER", "12", &[("partner", json!("ALFA"))])).await).3, "taken");
        let browser = house.browser(MANAGER).await;
        let fields = [
            ("code", "BY-FORM"), ("name", "По форме"), ("name_en", "By form"), ("partner", "ALFA"), ("person", ""), ("on", "all"), ("item", ""),
            ("off", "amount"), ("value", "120,50"), ("valid_from", "2020-01-01"), ("valid_until", ""), ("uses_most", "1"), ("once_each", ""),
        ];
        browser.fill("/discount-codes", "/discount-codes", &fields).await.expect(303);
        let page = browser.look("/discount-codes?partner=ALFA").await.expect(200).text;
        assert!(page.contains("BY-FORM") && page.contains("0 of 1") && !page.contains(">OTHER<"), "{page}");
        assert!(browser.look("/partners/ALFA").await.expect(200).text.contains("/discount-codes?partner=ALFA"));
        let wrong = fields.map(|(name, value)| if name == "value" { (name, "много") } else { (name, value) });
        let told = browser.fill("/discount-codes", "/discount-codes", &wrong).await.expect(422).text;
        assert!(told.contains("много") && told.contains("BY-FORM"), "{told}");
        let buyer = house.browser(SEVER).await;
        buyer.fill("/catalogue", "/cart/lines", &[("sku", "DR-1"), ("quantity", "1")]).await.expect(303);
        let told = buyer.fill("/cart", "/cart/code", &[("code", "NO-SUCH")]).await.expect(422).text;
        assert!(told.contains("There is no such code") && told.contains("value=\"NO-SUCH\""), "{told}");
        buyer.fill("/cart", "/cart/code", &[("code", "by-form")]).await.expect(303);
        assert!(buyer.look("/cart").await.expect(200).text.contains("3,879.50"));
        buyer.fill("/cart", "/cart/code/removal", &[]).await.expect(303);
        finish(house).await;
    }
}
