//! Ordering: which quantities and which orders are taken, which are refused and why, what an order keeps.

use chrono_tz::Europe::Moscow;
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::kit::client::read;
use crate::kit::trade::{ALFA_ADMIN, BETA, SEVER, YUG};
use crate::on_both;
use crate::reading::{at, bring, bring_contract, figure, finish, number, one, orders, refusal, stored};

const OFFERS: &str = "The nearest that fit: 5 or 10.";

fn told(status: u16, code: &str, field: &str, fault: &str) -> (u16, String, String, String) {
    (status, code.to_owned(), field.to_owned(), fault.to_owned())
}

/// An order as it may not be: the body, and what the refusal says.
fn refused_by_fields() -> Vec<(Value, &'static str, &'static str)> {
    let quantity = "/lines/0/quantity";
    let with = |name: &str, value: Value| {
        let mut body = one("DR-1", "1");
        body[name] = value;
        body
    };
    vec![
        (one("DR-1", "0"), quantity, "not_positive"),
        (one("DR-1", "-1"), quantity, "not_positive"),
        (one("DR-1", "1.5"), quantity, "not_whole"),
        (one("GL-5", "7"), quantity, "off_multiple"),
        (one("BK-1", "5"), quantity, "below_minimum"),
        (one("CB-1", "1.25"), quantity, "off_multiple"),
        (one("DR-1", "1.0001"), quantity, "too_many_decimals"),
        (one("DR-1", "1000001"), quantity, "out_of_range"),
        (one("DR-1", "99999999999999999999999999"), quantity, "out_of_range"),
        (one("DR-1", "1e3"), quantity, "wrong_type"),
        (one("DR-1", ""), quantity, "wrong_type"),
        (json!({"lines": [{"sku": "DR-1", "quantity": 1}]}), quantity, "wrong_type"),
        (json!({"lines": [{"sku": "DR-1", "quantity": null}]}), quantity, "wrong_type"),
        (json!({"lines": [{"sku": "DR-1"}]}), quantity, "missing"),
        (json!({"lines": [{"quantity": "1"}]}), "/lines/0/sku", "missing"),
        (one("XX-9", "1"), "/lines/0/sku", "unknown_product"),
        (json!({"lines": [{"sku": "DR-1", "quantity": "1", "price": "1"}]}), "/lines/0/price", "unknown_field"),
        (with("discount", json!("50")), "/discount", "unknown_field"),
        (with("from_cart", json!(true)), "/lines", "lines_or_cart"),
        (json!({"agreed_total": "1.00"}), "/lines", "lines_or_cart"),
        (json!({"lines": []}), "/lines", "out_of_range"),
        (json!({"from_cart": true}), "/agreed_total", "missing"),
        (with("agreed_total", json!("1.001")), "/agreed_total", "too_many_decimals"),
        (with("agreed_total", json!(3920)), "/agreed_total", "wrong_type"),
        (with("requested_on", json!("2020-01-01")), "/requested_on", "out_of_range"),
        (with("requested_on", json!("2199-01-01")), "/requested_on", "out_of_range"),
        (with("requested_on", json!("2026-02-30")), "/requested_on", "wrong_type"),
        (with("delivery_address", json!("Магазин")), "/delivery_address", "unknown"),
        (with("delivery_address", json!("Склад Юг")), "/delivery_address", "unknown"),
        (with("contract", json!("B-1")), "/contract", "unknown"),
        (with("contract", json!("XX")), "/contract", "unknown"),
        (with("your_number", json!("1".repeat(61))), "/your_number", "bad_text"),
        (with("your_number", json!("a\u{7}b")), "/your_number", "bad_text"),
        (with("comment", json!("ы".repeat(2001))), "/comment", "bad_text"),
    ]
}

on_both! {
    async fn seven_of_a_good_sold_by_fives_is_refused_with_five_and_ten_at_every_door(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        let before = stored(&house).await;
        let by_cart = sever.set("/api/v1/cart/lines/GL-5", json!({"quantity": "7"})).await;
        assert_eq!(refusal(&by_cart), told(422, "invalid", "/quantity", "off_multiple"));
        let by_order = sever.order("seven", one("GL-5", "7")).await;
        assert_eq!(refusal(&by_order), told(422, "invalid", "/lines/0/quantity", "off_multiple"));
        let by_price = sever.look("/api/v1/products/GL-5/price?quantity=7").await;
        assert_eq!(refusal(&by_price), told(422, "invalid", "quantity", "off_multiple"));
        let by_form = browser.fill("/catalogue", "/cart/lines", &[("sku", "GL-5"), ("quantity", "7")]).await.expect(422);
        let by_card = browser.fill("/products/GL-5", "/cart/lines", &[("sku", "gl-5"), ("quantity", "7"), ("back", "/cart")]).await.expect(422);
        for answer in [by_cart, by_order, by_price, by_form, by_card] {
            assert!(answer.text.contains(OFFERS), "{}", answer.text);
        }
        assert_eq!(stored(&house).await, before);
        for offered in ["5", "10"] {
            sever.set("/api/v1/cart/lines/GL-5", json!({"quantity": offered})).await.expect(200);
        }
        house.close().await;
    }

    async fn a_form_takes_a_comma_and_refuses_what_is_no_quantity(house: House) {
        let browser = house.browser(SEVER).await;
        browser.fill("/catalogue", "/cart/lines", &[("sku", "CB-1"), ("quantity", "1 002,5")]).await.expect(303);
        let cart = house.api(SEVER).await.look("/api/v1/cart").await.expect(200).json();
        assert_eq!(cart["lines"][0]["quantity"], "1002.500");
        let before = stored(&house).await;
        for quantity in ["0", "-5", "1.25", "1e2", "", "many", "1.0001", "1000001"] {
            browser.fill("/catalogue", "/cart/lines", &[("sku", "CB-1"), ("quantity", quantity)]).await.expect(422);
        }
        browser.fill("/catalogue", "/cart/lines", &[("sku", "XX-9"), ("quantity", "1")]).await.expect(404);
        browser.fill("/catalogue", "/cart/lines", &[("sku", "CB-1"), ("quantity", "1"), ("price", "1")]).await.expect(422);
        assert_eq!(stored(&house).await, before);
        house.close().await;
    }

    async fn lines_of_one_good_are_summed_before_anything_is_judged(house: House) {
        let sever = house.api(SEVER).await;
        let lines = |a: &str, b: &str| json!({"lines": [{"sku": "GL-5", "quantity": a}, {"sku": "DR-2", "quantity": "1"}, {"sku": "gl-5", "quantity": b}]});
        let refused = sever.order("3+4", lines("3", "4")).await;
        assert_eq!(refusal(&refused), told(422, "invalid", "/lines/0/quantity", "off_multiple"));
        assert!(refused.text.contains(OFFERS));
        let order = sever.order("3+2", lines("3", "2")).await.expect(201).json();
        assert_eq!(order["lines"].as_array().map(Vec::len), Some(2));
        assert_eq!((&order["lines"][0]["sku"], &order["lines"][0]["quantity"]), (&json!("GL-5"), &json!("5.000")));
        // The tier at ten holds for five and five.
        let drills = json!({"lines": [{"sku": "DR-1", "quantity": "5"}, {"sku": "DR-1", "quantity": "5"}]});
        let order = sever.order("5+5", drills).await.expect(201).json();
        assert_eq!((&order["lines"][0]["unit_price"], &order["lines"][0]["sum"]), (&json!("3724.0000"), &json!("37240.00")));
        // A minus does not make a wrong line right.
        let odd = json!({"lines": [{"sku": "GL-5", "quantity": "10"}, {"sku": "GL-5", "quantity": "-5"}]});
        assert_eq!(refusal(&sever.order("10-5", odd).await), told(422, "invalid", "/lines/1/quantity", "not_positive"));
        finish(house).await;
    }

    async fn an_order_that_does_not_fit_is_refused_with_field_and_reason_and_leaves_nothing(house: House) {
        let sever = house.api(SEVER).await;
        sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200);
        let before = stored(&house).await;
        for (n, (body, field, fault)) in refused_by_fields().into_iter().enumerate() {
            let answer = sever.order(&format!("bad-{n}"), body.clone()).await;
            assert_eq!(refusal(&answer), told(422, "invalid", field, fault), "{body}");
        }
        let many: Vec<Value> = (0..2001).map(|_| json!({"sku": "DR-1", "quantity": "1"})).collect();
        assert_eq!(refusal(&sever.order("many", json!({"lines": many})).await), told(422, "invalid", "/lines", "out_of_range"));
        let (status, code, field, fault) = refusal(&sever.order("no-price", one("NP-1", "1")).await);
        assert_eq!((status, code.as_str(), fault.as_str()), (422, "invalid", "no_price"));
        assert!(field.starts_with("/lines/"), "{field}");
        assert_eq!(stored(&house).await, before);
        house.close().await;
    }

    async fn a_line_written_as_a_list_instead_of_an_object_is_refused(house: House) {
        let before = stored(&house).await;
        let answer = house.api(SEVER).await.order("list", json!({"lines": [["DR-1", "1"]]})).await;
        assert_eq!(answer.status.as_u16(), 422, "{}", answer.text);
        assert_eq!(stored(&house).await, before);
        house.close().await;
    }

    async fn two_faults_of_an_order_are_told_together(house: House) {
        let body = json!({"lines": [{"sku": "GL-5", "quantity": "7"}, {"sku": "DR-1", "quantity": "1"}, {"sku": "XX-9", "quantity": "1"}]});
        let answer = house.api(SEVER).await.order("both", body).await.expect(422);
        let mut codes = answer.problem().1;
        codes.sort();
        assert_eq!(codes, ["off_multiple", "unknown_product"]);
        house.close().await;
    }

    async fn an_order_without_a_fitting_key_or_body_is_refused(house: House) {
        let sever = house.api(SEVER).await;
        let before = stored(&house).await;
        let missing = sever.send("/api/v1/orders", one("DR-1", "1")).await;
        assert_eq!(refusal(&missing), told(400, "idempotency_key_required", "", ""));
        for key in ["a b", "\"\"", "a\"b"] {
            assert_eq!(refusal(&sever.order(key, one("DR-1", "1")).await).0, 400, "{key:?}");
        }
        assert_eq!(refusal(&sever.order(&"k".repeat(129), one("DR-1", "1")).await).0, 400);
        for (kind, body, status) in [
            ("application/json", "{\"lines\":[", 400),
            ("application/json", "{\"lines\":[]}x", 400),
            ("application/json", "[]", 422),
            ("application/json", "{\"lines\":[{\"sku\":\"DR-1\",\"sku\":\"DR-2\",\"quantity\":\"1\"}]}", 422),
            ("text/plain", "{\"lines\":[{\"sku\":\"DR-1\",\"quantity\":\"1\"}]}", 415),
        ] {
            let request = sever.request(Method::POST, "/api/v1/orders").header("idempotency-key", "k").header("content-type", kind);
            let answer = read(request.body(body).send().await.expect("an answer")).await;
            assert_eq!(refusal(&answer).0, status, "{body}");
        }
        assert_eq!(stored(&house).await, before);
        house.close().await;
    }

    async fn a_good_outside_the_contract_is_refused_as_one_that_does_not_exist(house: House) {
        let beta = house.api(BETA).await;
        let before = stored(&house).await;
        let (foreign, unknown) = (beta.order("foreign", one("DR-2", "1")).await, beta.order("unknown", one("XX-9", "1")).await);
        assert_eq!(refusal(&foreign), told(422, "invalid", "/lines/0/sku", "unknown_product"));
        let plain = |text: &str, sku: &str| {
            let mut json: Value = serde_json::from_str(&text.replace(sku, "SKU")).expect("JSON");
            json["instance"] = Value::Null;
            json
        };
        assert_eq!(plain(&foreign.text, "DR-2"), plain(&unknown.text, "XX-9"));
        let (foreign, unknown) = (
            beta.set("/api/v1/cart/lines/DR-2", json!({"quantity": "1"})).await.expect(404),
            beta.set("/api/v1/cart/lines/XX-9", json!({"quantity": "1"})).await.expect(404),
        );
        assert_eq!(plain(&foreign.text, "DR-2"), plain(&unknown.text, "XX-9"));
        // Under another contract of the same company, too.
        let narrow = json!({"lines": [{"sku": "DR-1", "quantity": "1"}], "contract": "A-2"});
        assert_eq!(refusal(&house.api(SEVER).await.order("narrow", narrow).await), told(422, "invalid", "/lines/0/sku", "unknown_product"));
        assert_eq!(stored(&house).await, before);
        house.close().await;
    }

    async fn a_contract_that_has_ended_or_not_begun_cannot_be_ordered_under(house: House) {
        bring_contract(&house, "A-9,ALFA,RUB,OPT,2099-01-01,,all,,net 14,,best,no,included,MSK,0").await;
        let before = stored(&house).await;
        for contract in ["A-0", "A-9"] {
            let body = json!({"lines": [{"sku": "DR-1", "quantity": "1"}], "contract": contract});
            let answer = house.api(SEVER).await.order(contract, body).await;
            assert_eq!(refusal(&answer), told(409, "contract_not_in_force", "", ""), "{contract}");
        }
        // The last day ends at the seller's midnight; without a contract there are no prices and no orders.
        bring_contract(&house, "B-1,BETA,RUB,STEP,2020-01-01,2026-05-31,products,DR-1|GL-5,prepaid,,cumulative,no,on_top,MSK|SPB|EKB,0").await;
        house.set_clock(at("2026-05-31T20:59:59Z"));
        house.api(BETA).await.look("/api/v1/products/DR-1").await.expect(200);
        house.set_clock(at("2026-05-31T21:00:00Z"));
        let beta = house.api(BETA).await;
        assert_eq!(refusal(&beta.order("late", one("DR-1", "1")).await), told(409, "no_contract", "", ""));
        assert_eq!(refusal(&beta.look("/api/v1/products").await).1, "no_contract");
        let now: Vec<_> = stored(&house).await.into_iter().filter(|(what, _)| *what != "records").collect();
        assert_eq!(now, before.into_iter().filter(|(what, _)| *what != "records").collect::<Vec<_>>());
        house.close().await;
    }

    async fn an_order_keeps_the_buyers_number_day_comment_and_address(house: House) {
        let admin = house.api(ALFA_ADMIN).await;
        let today = house.now().day_in(Moscow).to_string();
        let body = json!({
            "lines": [{"sku": "DR-1", "quantity": "1"}], "delivery_address": "Склад Юг", "requested_on": today,
            "your_number": "  PO-77/1 ", "comment": "Позвонить\r\nза час <b>",
        });
        let order = admin.order("all", body).await.expect(201).json();
        assert_eq!((&order["your_number"], &order["comment"]), (&json!("PO-77/1"), &json!("Позвонить\nза час <b>")));
        assert_eq!(order["requested_on"], today);
        assert_eq!(order["delivery"], json!({"name": "Склад Юг", "address": "Москва, ул. Южная 2", "method": "Доставка", "cost": "1220.00"}));
        let page = house.browser(ALFA_ADMIN).await.look(&format!("/orders/{}", order["number"].as_str().unwrap())).await.expect(200).text;
        for words in ["PO-77/1", "за час &lt;b&gt;", "Склад Юг: Москва, ул. Южная 2. Delivery"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let plain = admin.order("plain", one("DR-1", "1")).await.expect(201).json();
        assert_eq!(plain["delivery"]["name"], "Склад Север");
        assert!(plain.get("your_number").is_none() && plain.get("comment").is_none());
        finish(house).await;
    }

    async fn delivery_is_part_of_the_total_with_its_vat(house: House) {
        house.set_clock(at("2026-06-01T09:00:00Z"));
        let yug = house.api(YUG).await;
        let cart = yug.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200).json();
        assert_eq!((&cart["delivery"], &cart["total"]), (&json!("1220.00"), &json!("5220.00")));
        let order = yug.order("home", json!({"from_cart": true, "agreed_total": "5220.00"})).await.expect(201).json();
        assert_eq!((&order["net"], &order["vat"], &order["total"]), (&json!("4278.69"), &json!("941.31"), &json!("5220.00")));
        assert_eq!(house.sql_i64("SELECT exposure FROM standing WHERE exposure <> 0").await, 522_000);
        assert!(house.browser(YUG).await.look(&format!("/orders/{}", order["number"].as_str().unwrap())).await.expect(200).text.contains("1,220.00"));
        finish(house).await;
    }

    async fn goods_below_the_minimum_of_the_contract_are_refused(house: House) {
        let sever = house.api(SEVER).await;
        let before = stored(&house).await;
        let under = |quantity: &str| json!({"lines": [{"sku": "GL-5", "quantity": quantity}], "contract": "A-2"});
        let answer = sever.order("few", under("10")).await;
        assert_eq!(refusal(&answer), told(409, "below_minimum_order", "", ""));
        assert!(answer.text.contains("500.00"), "{}", answer.text);
        assert_eq!(stored(&house).await, before);
        let order = sever.order("enough", under("15")).await.expect(201).json();
        assert_eq!((figure(&order["total"]), &order["contract"]["number"]), (number("673.65"), &json!("A-2")));
        assert_eq!(orders(&house).await, 1);
        finish(house).await;
    }

    async fn what_was_placed_stays_as_it_was_placed(house: House) {
        let sever = house.api(SEVER).await;
        let mut placed = sever.order("snapshot", json!({"lines": [{"sku": "DR-1", "quantity": "10"}, {"sku": "GL-5", "quantity": "5"}], "your_number": "S-1"})).await.expect(201).json();
        placed.as_object_mut().unwrap().remove("receipt").expect("what proves the order comes with the first answer");
        let path = format!("/api/v1/orders/{}", placed["number"].as_str().unwrap());
        bring(&house, "products", "sku,name,name_en,category,unit,moq,multiple,vat,active\nDR-1,Другая дрель,Another drill,Прочее,упак,2,2,reduced,yes\nGL-5,Нет,Gone,Прочее,пара,5,5,none,no\n").await;
        bring(&house, "prices", "price_list,sku,from_quantity,price,valid_from\nOPT,DR-1,0,9999,2020-01-01\nOPT,DR-1,10,9998,2020-01-01\n").await;
        bring(&house, "partners", "code,name,units,stock_display\nALFA,ООО «Омега»,Север|Юг,hidden\n").await;
        bring(&house, "addresses", "partner,name,address,unit,delivery_method,delivery_cost,default\nALFA,Склад Север,Другое место,Север,Курьер,500,yes\n").await;
        bring_contract(&house, "A-1,ALFA,RUB,OPT,2020-01-01,,all,,prepaid,1,cumulative,no,on_top,EKB,0").await;
        bring(&house, "discounts", "code,name,name_en,person,applies_to,percent\nSEVER-2,Иначе,Otherwise,sever@alfa.example,all,50\n").await;
        assert_eq!(sever.look(&path).await.expect(200).json(), placed);
        let page = house.browser(SEVER).await.look(&path.replace("/api/v1", "")).await.expect(200).text;
        assert!(page.contains("Impact drill Vector 750 W") && !page.contains("Another drill"), "{page}");
        assert!(page.contains("ООО «Альфа»"), "{page}");
        finish(house).await;
    }
}
