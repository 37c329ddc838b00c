//! Quotes: asked for from a cart, answered with a term, accepted by version; what is old, over or another's becomes no order.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::blocks::{block, day};
use crate::kit::client::{Client, Told, hidden};
use crate::kit::trade::{ACCOUNTANT, ADMINISTRATOR, ALFA_ADMIN, BETA, MANAGER, SEVER, WAREHOUSE, YUG};
use crate::on_both;
use crate::reading::{figure, finish, letters, number, orders, recomputed, refusal, settle, stored};
use crate::receivables::keyed;
use crate::shipping::ship;

const QUOTES: &str = "/api/v1/quotes";

/// Asks for so many drills; answers the quote's number.
async fn asked(client: &Client, key: &str, quantity: &str) -> String {
    let body = json!({"message": "Нужно к пятнице", "lines": [{"sku": "DR-1", "quantity": quantity}]});
    keyed(client, QUOTES, key, &body).await.expect(201).json()["number"].as_str().expect("a number").to_owned()
}

fn drills(quantity: &str, price: &str) -> Value {
    json!({"sku": "DR-1", "quantity": quantity, "unit_price": price})
}

async fn answered(house: &House, client: &Client, quote: &str, lines: Value, days: i64) -> Told {
    client.send(&format!("{QUOTES}/{quote}/versions"), json!({"lines": lines, "valid_until": day(house, days)})).await
}

/// A quote for so many drills at a price, offered for a week.
async fn offered(house: &House, key: &str, quantity: &str, price: &str) -> String {
    let quote = asked(&house.api(SEVER).await, key, quantity).await;
    let manager = house.api(MANAGER).await;
    answered(house, &manager, &quote, json!([drills(quantity, price)]), 7).await.expect(201);
    quote
}

async fn accepted(client: &Client, quote: &str, key: &str, body: Value) -> Told {
    keyed(client, &format!("{QUOTES}/{quote}/acceptances"), key, &body).await
}

async fn look(client: &Client, quote: &str) -> Value {
    client.look(&format!("{QUOTES}/{quote}")).await.expect(200).json()
}

on_both! {
    async fn a_request_from_the_cart_reaches_the_manager_and_the_cart_stays(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let cart = sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "4"})).await.expect(200).json();
        let body = json!({"message": "Нужно к пятнице", "from_cart": true});
        let asked = keyed(&sever, QUOTES, "ask", &body).await.expect(201).json();
        let quote = asked["number"].as_str().expect("a number");
        assert_eq!((&asked["state"], &asked["version"], &asked["versions"]), (&json!("asked"), &json!(0), &json!([])));
        assert_eq!((&asked["wished"][0]["unit_price"], &asked["total"]), (&json!("3920.0000"), &json!("15680.00")));
        assert_eq!(sever.look("/api/v1/cart").await.expect(200).json()["lines"], cart["lines"]);
        // Once, whatever is repeated.
        let again = keyed(&sever, QUOTES, "ask", &body).await.expect(201);
        assert_eq!((again.header("idempotency-replayed"), again.json()["number"].clone()), ("true".to_owned(), json!(quote)));
        let list = manager.look("/api/v1/quotes?state=asked").await.expect(200).json();
        assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["number"]), (1, &json!(quote)));
        assert_eq!(look(&manager, quote).await["message"], "Нужно к пятнице");
        let today = manager.look("/api/v1/day").await.expect(200).text;
        assert!(today.contains("quotes_asked"), "{today}");
        let line = manager.look("/api/v1/partners/ALFA/timeline?groups=quotes").await.expect(200).text;
        assert!(line.contains("quote.asked") && line.contains(quote), "{line}");
        settle(&house).await;
        let is_told = |words: &str| letters(&house).iter().any(|letter| letter.head.contains(MANAGER) && letter.text.contains(words));
        assert!(is_told("Нужно к пятнице") && is_told("DR-1"));
        // There is nothing to accept yet, and nothing to ask again.
        assert_eq!(refusal(&accepted(&sever, quote, "early", json!({"version": 1})).await).1, "quote_not_offered");
        assert_eq!(refusal(&keyed(&sever, &format!("{QUOTES}/{quote}/requests"), "again", &json!({})).await).1, "quote_waits");
        finish(house).await;
    }

    async fn an_accepted_version_becomes_one_order_at_its_prices(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let quote = asked(&sever, "ask", "4").await;
        let body = json!({"lines": [drills("4", "3500")], "valid_until": day(&house, 7), "note": "Цена на объект"});
        let told = manager.send(&format!("{QUOTES}/{quote}/versions"), body).await.expect(201).json();
        assert_eq!((&told["state"], &told["offered"], &told["total"]), (&json!("offered"), &json!(1), &json!("14000.00")));
        let seen = look(&sever, &quote).await;
        assert_eq!(seen["versions"][0]["note"], "Цена на объект");
        assert_eq!(seen["versions"][0]["lines"][0]["discount_percent"], "10.71");
        assert!(seen["versions"][0]["lines"][0].get("floor").is_none() && seen["versions"][0].get("needs_second").is_none());
        let body = json!({"version": 1, "your_number": "PO-9"});
        let order = accepted(&sever, &quote, "yes", body.clone()).await.expect(201).json();
        assert_eq!((&order["total"], &order["your_number"]), (&json!("14000.00"), &json!("PO-9")));
        let line = &order["lines"][0];
        assert_eq!((&line["unit_price"], &line["discount_percent"]), (&json!("3500.0000"), &json!("12.50")));
        assert_eq!(line["explanation"].as_array().unwrap().len(), 1);
        let step = &line["explanation"][0];
        assert_eq!((&step["step"], &step["quote"], &step["version"]), (&json!("quoted"), &json!(quote), &json!(1)));
        assert_eq!(recomputed(&line["explanation"]), figure(&line["unit_price"]));
        let again = accepted(&sever, &quote, "yes", body.clone()).await.expect(201);
        assert_eq!((again.header("idempotency-replayed"), again.json()["number"].clone()), ("true".to_owned(), order["number"].clone()));
        let other = accepted(&sever, &quote, "another-key", body).await;
        assert_eq!((refusal(&other).1, other.json()["order"].clone()), ("quote_accepted".to_owned(), order["number"].clone()));
        assert_eq!(orders(&house).await, 1);
        let ended = look(&sever, &quote).await;
        assert_eq!((&ended["state"], &ended["order"]), (&json!("accepted"), &order["number"]));
        let page = house.browser(SEVER).await.look(&format!("/orders/{}", order["number"].as_str().unwrap())).await.expect(200).text;
        assert!(page.contains(&format!("Price of quote {quote}, version 1")), "{page}");
        settle(&house).await;
        assert!(letters(&house).iter().any(|letter| letter.head.contains(&format!("Subject: Quote {quote} is ready"))));
        finish(house).await;
    }

    async fn an_older_version_is_refused_with_what_is_different_and_every_version_is_kept(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let quote = offered(&house, "ask", "4", "3600").await;
        let lines = json!([drills("5", "3500"), {"sku": "GL-5", "quantity": "10", "unit_price": "44"}]);
        answered(&house, &manager, &quote, lines, 9).await.expect(201);
        let before = stored(&house).await;
        let old = accepted(&sever, &quote, "old", json!({"version": 1})).await;
        assert_eq!(refusal(&old).1, "quote_outdated");
        let told = old.expect(409).json();
        assert_eq!((&told["version"], &told["total_was"], &told["total"]), (&json!(2), &json!("14400.00"), &json!("17940.00")));
        let drill = &told["differences"][0];
        assert_eq!((&drill["change"], &drill["price_was"], &drill["price"]), (&json!("changed"), &json!("3600.0000"), &json!("3500.0000")));
        assert_eq!((&told["differences"][1]["change"], &told["differences"][1]["sku"]), (&json!("added"), &json!("GL-5")));
        assert_eq!(stored(&house).await, before);
        assert_eq!(refusal(&accepted(&sever, &quote, "none", json!({"version": 7})).await).3, "unknown");
        let seen = look(&sever, &quote).await;
        let totals: Vec<&Value> = seen["versions"].as_array().unwrap().iter().map(|version| &version["total"]).collect();
        assert_eq!(totals, [&json!("14400.00"), &json!("17940.00")]);
        let order = accepted(&sever, &quote, "new", json!({"version": 2})).await.expect(201).json();
        assert_eq!((&order["total"], order["lines"].as_array().unwrap().len()), (&json!("17940.00"), 2));
        // Nobody answers what is an order.
        assert_eq!(refusal(&answered(&house, &manager, &quote, json!([drills("5", "3500")]), 7).await).1, "quote_closed");
        finish(house).await;
    }

    async fn two_managers_who_answer_at_once_do_not_overwrite_each_other(house: House) {
        let (manager, administrator) = (house.api(MANAGER).await, house.api(ADMINISTRATOR).await);
        let quote = asked(&house.api(SEVER).await, "ask", "4").await;
        let body = |price: &str| json!({"lines": [drills("4", price)], "valid_until": day(&house, 7), "base_version": 0});
        let path = format!("{QUOTES}/{quote}/versions");
        let told = join_all([manager.send(&path, body("3700")), administrator.send(&path, body("3800"))]).await;
        let mut codes: Vec<u16> = told.iter().map(|told| told.status.as_u16()).collect();
        codes.sort_unstable();
        assert_eq!(codes, [201, 409]);
        let refused = told.iter().find(|told| told.status.as_u16() == 409).unwrap();
        assert_eq!((refusal(refused).1, refused.json()["version"].clone()), ("quote_changed".to_owned(), json!(1)));
        assert_eq!(look(&manager, &quote).await["versions"].as_array().unwrap().len(), 1);
        finish(house).await;
    }

    async fn an_expired_quote_is_refused_and_asked_for_again_with_the_same_lines(house: House) {
        let quote = asked(&house.api(SEVER).await, "ask", "4").await;
        answered(&house, &house.api(MANAGER).await, &quote, json!([drills("4", "3500")]), 0).await.expect(201);
        assert_eq!(refusal(&keyed(&house.api(SEVER).await, &format!("{QUOTES}/{quote}/requests"), "soon", &json!({})).await).1, "quote_in_force");
        house.pass_seconds(2 * 24 * 3600);
        let sever = house.api(SEVER).await;
        let late = accepted(&sever, &quote, "late", json!({"version": 1})).await;
        assert_eq!((refusal(&late).1, late.json()["ask_again"].clone()), ("quote_expired".to_owned(), json!(format!("/quotes/{quote}/requests"))));
        assert_eq!(orders(&house).await, 0);
        assert_eq!(look(&sever, &quote).await["state"], "expired");
        let page = house.browser(SEVER).await.look(&format!("/quotes/{quote}")).await.expect(200).text;
        assert!(page.contains("Request again") && !page.contains("/acceptances"), "{page}");
        let again = keyed(&sever, &format!("{QUOTES}/{quote}/requests"), "again", &json!({})).await.expect(201).json();
        assert_eq!((&again["state"], &again["follows"], &again["message"]), (&json!("asked"), &json!(quote), &json!("Нужно к пятнице")));
        assert_eq!((&again["wished"][0]["sku"], &again["wished"][0]["quantity"]), (&json!("DR-1"), &json!("4.000")));
        let expired = sever.look("/api/v1/quotes?state=expired").await.expect(200).json();
        assert_eq!((expired["items"].as_array().unwrap().len(), &expired["items"][0]["number"]), (1, &json!(quote)));
        // Our manager may answer the old one anew.
        answered(&house, &house.api(MANAGER).await, &quote, json!([drills("4", "3550")]), 7).await.expect(201);
        accepted(&sever, &quote, "in-time", json!({"version": 2})).await.expect(201);
        finish(house).await;
    }

    async fn beyond_the_limit_a_second_person_agrees_before_the_buyer_sees_it(house: House) {
        let (sever, manager, accountant) = (house.api(SEVER).await, house.api(MANAGER).await, house.api(ACCOUNTANT).await);
        let quote = asked(&sever, "ask", "4").await;
        // 15 % below 3920 is 3332: a kopeck less is beyond what one person may offer.
        let told = answered(&house, &manager, &quote, json!([drills("4", "3331.99")]), 7).await.expect(202).json();
        assert_eq!((&told["state"], &told["versions"][0]["needs_second"]), (&json!("awaiting_second"), &json!(true)));
        let seen = look(&sever, &quote).await;
        assert_eq!((&seen["state"], &seen["versions"], &seen["version"]), (&json!("asked"), &json!([]), &json!(0)));
        assert_eq!(refusal(&accepted(&sever, &quote, "early", json!({"version": 1})).await).1, "quote_not_offered");
        let path = format!("{QUOTES}/{quote}/approvals");
        let yes = |version: i64| json!({"version": version, "grant": true, "reason": "Крупный объект"});
        manager.send(&path, yes(1)).await.expect(403);
        assert!(accountant.look("/api/v1/day").await.expect(200).text.contains("quotes_to_agree"));
        assert_eq!(refusal(&accountant.send(&path, yes(2)).await).1, "quote_changed");
        let told = accountant.send(&path, json!({"version": 1, "grant": false, "reason": "Слишком дёшево"})).await.expect(200).json();
        assert_eq!((&told["state"], &told["versions"][0]["second"]["is_granted"]), (&json!("asked"), &json!(false)));
        // At the limit the manager offers alone.
        answered(&house, &manager, &quote, json!([drills("4", "3332")]), 7).await.expect(201);
        // Below the floor of 3000 he does not; what was offered before stands meanwhile.
        answered(&house, &manager, &quote, json!([drills("4", "2999.99")]), 7).await.expect(202);
        let seen = look(&sever, &quote).await;
        assert_eq!((&seen["state"], &seen["offered"], seen["versions"].as_array().unwrap().len()), (&json!("offered"), &json!(2), 1));
        accountant.send(&path, yes(3)).await.expect(200);
        assert_eq!(refusal(&accountant.send(&path, yes(3)).await).1, "nobody_waits");
        assert_eq!(refusal(&accepted(&sever, &quote, "old", json!({"version": 2})).await).1, "quote_outdated");
        // Why it was agreed to stays with our people, also when another version has taken its place.
        answered(&house, &manager, &quote, json!([drills("4", "3332")]), 7).await.expect(201);
        let page = format!("/quotes/{quote}");
        assert!(house.browser(ACCOUNTANT).await.look(&page).await.expect(200).text.contains("Крупный объект"));
        let seen = house.browser(SEVER).await.look(&page).await.expect(200).text;
        assert!(seen.contains("2,999.99") && !seen.contains("Крупный объект"), "{seen}");
        let order = accepted(&sever, &quote, "new", json!({"version": 4})).await.expect(201).json();
        assert_eq!(order["total"], "13328.00");
        finish(house).await;
    }

    async fn a_version_whose_term_has_passed_is_agreed_to_by_nobody(house: House) {
        let quote = asked(&house.api(SEVER).await, "ask", "4").await;
        answered(&house, &house.api(MANAGER).await, &quote, json!([drills("4", "2999")]), 0).await.expect(202);
        house.pass_seconds(2 * 24 * 3600);
        let said = json!({"version": 1, "grant": true, "reason": "Крупный объект"});
        let told = house.api(ACCOUNTANT).await.send(&format!("{QUOTES}/{quote}/approvals"), said).await;
        assert_eq!(refusal(&told).1, "term_passed");
        finish(house).await;
    }

    async fn nobody_is_his_own_second_person_and_the_limit_is_the_administrators(house: House) {
        let (manager, administrator) = (house.api(MANAGER).await, house.api(ADMINISTRATOR).await);
        let quote = asked(&house.api(SEVER).await, "ask", "4").await;
        answered(&house, &administrator, &quote, json!([drills("4", "3000")]), 7).await.expect(202);
        let yes = json!({"version": 1, "grant": true, "reason": "Сам себе"});
        assert_eq!(refusal(&administrator.send(&format!("{QUOTES}/{quote}/approvals"), yes).await).1, "same_person");
        manager.set("/api/v1/quote-limit", json!({"percent": "25"})).await.expect(403);
        assert_eq!(refusal(&administrator.set("/api/v1/quote-limit", json!({"percent": "-1"})).await).0, 422);
        administrator.set("/api/v1/quote-limit", json!({"percent": "25"})).await.expect(200);
        assert_eq!(manager.look("/api/v1/quote-limit").await.expect(200).json()["percent"], "25.00");
        answered(&house, &manager, &quote, json!([drills("4", "3000")]), 7).await.expect(201);
        finish(house).await;
    }

    async fn a_product_without_a_price_is_offered_by_two(house: House) {
        let (sever, manager, accountant) = (house.api(SEVER).await, house.api(MANAGER).await, house.api(ACCOUNTANT).await);
        let quote = asked(&sever, "ask", "4").await;
        let priceless = json!({"sku": "NP-1", "quantity": "1", "unit_price": "9999"});
        let told = answered(&house, &manager, &quote, json!([drills("4", "3500"), priceless]), 7).await.expect(202).json();
        assert_eq!((&told["state"], &told["versions"][0]["needs_second"]), (&json!("awaiting_second"), &json!(true)));
        assert_eq!(look(&sever, &quote).await["versions"], json!([]));
        let yes = json!({"version": 1, "grant": true, "reason": "Цена поставщика"});
        accountant.send(&format!("{QUOTES}/{quote}/approvals"), yes).await.expect(200);
        let order = accepted(&sever, &quote, "yes", json!({"version": 1})).await.expect(201).json();
        assert_eq!(order["lines"][1]["unit_price"], "9999.0000");
        finish(house).await;
    }

    async fn a_line_in_free_words_is_ordered_comes_in_and_leaves(house: House) {
        let (sever, manager, warehouse) = (house.api(SEVER).await, house.api(MANAGER).await, house.api(WAREHOUSE).await);
        let quote = asked(&sever, "ask", "4").await;
        let free = json!({"name": "Стойка для дрели по чертежу", "unit": "шт", "vat": "reduced", "quantity": "2", "unit_price": "1100.55"});
        answered(&house, &manager, &quote, json!([drills("4", "3500"), free]), 7).await.expect(201);
        let order = accepted(&sever, &quote, "yes", json!({"version": 1})).await.expect(201).json();
        let (number_of, line) = (order["number"].as_str().unwrap().to_owned(), &order["lines"][1]);
        assert_eq!((&line["name"], &line["sum"], &line["vat_rate"]), (&json!("Стойка для дрели по чертежу"), &json!("2201.10"), &json!("10.00")));
        assert_eq!((&order["total"], &line["allocations"]), (&json!("16201.10"), &json!([])));
        assert_eq!(number(order["net"].as_str().unwrap()) + number(order["vat"].as_str().unwrap()), figure(&order["total"]));
        let sku = line["sku"].as_str().unwrap().to_owned();
        assert_eq!(sku, format!("Q~{}-2", quote.trim_start_matches("Q-")));
        // A file of products neither makes it one of the catalogue nor takes the number of the next one.
        for taken in [sku.to_lowercase(), format!("Q~{}-1", quote.trim_start_matches("Q-"))] {
            let file = format!("sku,name,category,unit\n{taken},Чужая стойка,Прочее,шт\n");
            let told = house.administrator().await.bring(Method::POST, "/api/v1/imports/products?mode=skip_bad", "text/csv", file.as_bytes()).await;
            assert_eq!(told.json()["refused"][0]["code"], "made_to_order", "{}", told.text);
        }
        // It stands in no catalogue.
        sever.look(&format!("/api/v1/products/{sku}")).await.expect(404);
        warehouse.set(&format!("/api/v1/stock/{sku}"), json!({"warehouse": "MSK", "on_hand": "2"})).await.expect(200);
        settle(&house).await;
        let came = sever.look(&format!("/api/v1/orders/{number_of}")).await.expect(200).json();
        assert_eq!(came["lines"][1]["allocations"], json!([{"warehouse": "MSK", "quantity": "2.000"}]));
        let left = ship(&warehouse, &number_of, "all", json!({"warehouse": "MSK"})).await.expect(201).json();
        assert_eq!(left["lines"].as_array().unwrap().len(), 2);
        let billed = house.api(ACCOUNTANT).await.look(&format!("/api/v1/invoices/{}", left["invoice"].as_str().unwrap())).await.expect(200).json();
        assert_eq!(billed["total"], "16201.10");
        finish(house).await;
    }

    async fn many_who_accept_at_once_get_one_order(house: House) {
        let (sever, admin) = (house.crowd(SEVER).await, house.crowd(ALFA_ADMIN).await);
        let quote = offered(&house, "ask", "4", "3500").await;
        let tries = (0..20).map(|n| {
            let (client, quote) = (if n % 2 == 0 { sever.clone() } else { admin.clone() }, quote.clone());
            async move { accepted(&client, &quote, &format!("accept-{n}"), json!({"version": 1})).await }
        });
        let told = join_all(tries).await;
        let made = told.iter().filter(|told| told.status.as_u16() == 201).count();
        assert_eq!(made, 1);
        for refused in told.iter().filter(|told| told.status.as_u16() != 201) {
            assert!(refused.problem().0 == "quote_accepted", "{}", refused.text);
        }
        assert_eq!(orders(&house).await, 1);
        assert_eq!(house.sql_i64("SELECT sum(reserved) FROM stock").await, 4000);
        finish(house).await;
    }

    async fn an_answer_and_an_acceptance_that_meet_leave_one_of_two_worlds(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        for n in 0..10 {
            let quote = offered(&house, &format!("ask-{n}"), "1", "3500").await;
            let key = format!("accept-{n}");
            let (took, changed) = futures_util::future::join(
                accepted(&sever, &quote, &key, json!({"version": 1})),
                answered(&house, &manager, &quote, json!([drills("1", "3400")]), 7),
            )
            .await;
            match (took.status.as_u16(), changed.status.as_u16()) {
                (201, 409) => assert_eq!(changed.problem().0, "quote_closed"),
                (409, 201) => assert_eq!(took.problem().0, "quote_outdated"),
                other => panic!("{other:?}: {} {}", took.text, changed.text),
            }
        }
        finish(house).await;
    }

    async fn anothers_quote_does_not_exist_and_buyers_do_not_answer(house: House) {
        let quote = offered(&house, "ask", "4", "3500").await;
        for login in [BETA, YUG] {
            let stranger = house.api(login).await;
            stranger.look(&format!("{QUOTES}/{quote}")).await.expect(404);
            accepted(&stranger, &quote, "mine", json!({"version": 1})).await.expect(404);
            stranger.send(&format!("{QUOTES}/{quote}/declines"), json!({"reason": "Не надо"})).await.expect(404);
            keyed(&stranger, &format!("{QUOTES}/{quote}/requests"), "again", &json!({})).await.expect(404);
            assert_eq!(stranger.look(QUOTES).await.expect(200).json()["items"], json!([]));
        }
        let sever = house.api(SEVER).await;
        sever.send(&format!("{QUOTES}/{quote}/versions"), json!({"lines": [drills("4", "1")], "valid_until": day(&house, 7)})).await.expect(403);
        sever.send(&format!("{QUOTES}/{quote}/withdrawals"), json!({"reason": "Не надо"})).await.expect(403);
        house.api(ALFA_ADMIN).await.look(&format!("{QUOTES}/{quote}")).await.expect(200);
        assert_eq!(orders(&house).await, 0);
        finish(house).await;
    }

    async fn what_does_not_fit_is_told_line_by_line(house: House) {
        let manager = house.api(MANAGER).await;
        let quote = asked(&house.api(SEVER).await, "ask", "4").await;
        let lines = json!([
            drills("0.5", "3500"), {"sku": "XX-9", "quantity": "1", "unit_price": "1"}, drills("1", "0"),
            {"name": " ", "unit": "бочка", "vat": "22", "quantity": "1", "unit_price": "5"},
        ]);
        let told = answered(&house, &manager, &quote, lines, 7).await.expect(422).json();
        let fields: Vec<&str> = told["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
        let expected =
            ["/lines/0/quantity", "/lines/1/sku", "/lines/2/unit_price", "/lines/2/sku", "/lines/3/name", "/lines/3/unit", "/lines/3/vat"];
        assert_eq!(fields, expected);
        assert_eq!(refusal(&answered(&house, &manager, &quote, json!([]), 7).await).3, "out_of_range");
        assert_eq!(refusal(&answered(&house, &manager, &quote, json!([drills("4", "3500")]), -1).await).2, "/valid_until");
        let both = json!([{"sku": "DR-1", "name": "Дрель", "quantity": "1", "unit_price": "1"}]);
        assert_eq!(refusal(&answered(&house, &manager, &quote, both, 7).await).3, "sku_or_words");
        let sever = house.api(SEVER).await;
        assert_eq!(refusal(&keyed(&sever, QUOTES, "empty", &json!({"from_cart": true})).await).1, "cart_empty");
        assert_eq!(refusal(&keyed(&sever, QUOTES, "nothing", &json!({"message": "Привет"})).await).3, "lines_or_cart");
        assert_eq!(look(&manager, &quote).await["version"], 0);
        finish(house).await;
    }

    async fn short_stock_refuses_the_acceptance_or_leaves_the_rest_for_later(house: House) {
        let sever = house.api(SEVER).await;
        let quote = offered(&house, "ask", "200", "3500").await;
        let short = accepted(&sever, &quote, "short", json!({"version": 1})).await;
        assert_eq!((refusal(&short).1, short.json()["choices"].clone()), ("stock_short".to_owned(), json!(["backorder"])));
        assert_eq!(look(&sever, &quote).await["state"], "offered");
        assert_eq!(refusal(&accepted(&sever, &quote, "part", json!({"version": 1, "shortage": "part"})).await).0, 422);
        let order = accepted(&sever, &quote, "later", json!({"version": 1, "shortage": "backorder"})).await.expect(201).json();
        assert_eq!((&order["total"], &order["lines"][0]["quantity"]), (&json!("700000.00"), &json!("200.000")));
        // The credit limit of a million holds for quotes as for any order.
        let dear = offered(&house, "ask-more", "100", "3500").await;
        let over = accepted(&sever, &dear, "over", json!({"version": 1, "shortage": "backorder"})).await;
        assert_eq!(refusal(&over).1, "over_credit_limit");
        finish(house).await;
    }

    async fn an_order_from_a_quote_of_a_blocked_contract_is_held_like_any_other(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let quote = offered(&house, "ask", "4", "3500").await;
        block(&house.api(MANAGER).await, "A-1", json!({"reason": "Ждём оплату"})).await;
        let order = accepted(&sever, &quote, "yes", json!({"version": 1})).await.expect(201).json();
        assert_eq!(order["on_hold"], json!(["blocked"]));
        let number = order["number"].as_str().unwrap();
        assert_eq!(refusal(&ship(&warehouse, number, "no", json!({"warehouse": "MSK"})).await).1, "shipment_blocked");
        finish(house).await;
    }

    async fn a_quote_that_was_declined_or_taken_back_becomes_no_order(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let (no, back) = (offered(&house, "one", "4", "3500").await, offered(&house, "two", "4", "3500").await);
        assert_eq!(refusal(&sever.send(&format!("{QUOTES}/{no}/declines"), json!({"reason": " "})).await).3, "empty");
        let told = sever.send(&format!("{QUOTES}/{no}/declines"), json!({"reason": "Нашли дешевле"})).await.expect(200).json();
        assert_eq!((&told["state"], &told["reason"]), (&json!("declined"), &json!("Нашли дешевле")));
        manager.send(&format!("{QUOTES}/{back}/withdrawals"), json!({"reason": "Сняли с производства"})).await.expect(200);
        for quote in [&no, &back] {
            assert_eq!(refusal(&accepted(&sever, quote, quote, json!({"version": 1})).await).1, "quote_closed");
            assert_eq!(refusal(&answered(&house, &manager, quote, json!([drills("4", "3400")]), 7).await).1, "quote_closed");
        }
        settle(&house).await;
        let told = letters(&house);
        assert!(told.iter().any(|letter| letter.head.contains(MANAGER) && letter.text.contains("Нашли дешевле")));
        assert!(told.iter().any(|letter| letter.head.contains(SEVER) && letter.text.contains("Сняли с производства")));
        finish(house).await;
    }

    async fn everything_works_by_forms_alone(house: House) {
        let (sever, manager) = (house.browser(SEVER).await, house.browser(MANAGER).await);
        sever.fill("/catalogue", "/cart/lines", &[("sku", "DR-1"), ("quantity", "4")]).await.expect(303);
        let cart = sever.look("/cart").await.expect(200).text;
        assert!(cart.contains("Request a quote"), "{cart}");
        let key = hidden(&cart, "key");
        let told = sever.fill("/cart", "/quotes", &[("key", &key), ("message", "Нужно к пятнице")]).await.expect(303);
        let quote = told.location().strip_prefix("/quotes/").and_then(|rest| rest.split('?').next()).expect("a quote").to_owned();
        let page = format!("/quotes/{quote}");
        assert!(sever.look(&page).await.expect(200).text.contains("Waiting for an answer"));
        let until = day(&house, 7).to_string();
        let answer = format!("{page}/answer");
        let form = manager.look(&answer).await.expect(200).text;
        assert!(form.contains("Нужно к пятнице") && form.contains("value=\"3920\""), "{form}");
        let wrong = [("base", "0"), ("sku", "DR-1"), ("quantity", "4"), ("unit_price", "дёшево"), ("valid_until", &until), ("note", "Для объекта")];
        let told = manager.fill(&answer, &format!("{page}/versions"), &wrong).await.expect(422).text;
        assert!(told.contains("дёшево") && told.contains("Для объекта"), "{told}");
        let fields = [
            ("base", "0"), ("sku", "DR-1"), ("quantity", "4"), ("unit_price", "3 500,50"), ("sku", ""), ("quantity", ""), ("unit_price", ""),
            ("name", "Доставка краном"), ("unit", "796"), ("vat", "standard"), ("quantity", "1"), ("unit_price", "900"),
            ("valid_until", &until), ("note", ""),
        ];
        manager.fill(&answer, &format!("{page}/versions"), &fields).await.expect(303);
        let shown = sever.look(&page).await.expect(200).text;
        assert!(shown.contains("Доставка краном") && shown.contains("14,902.00"), "{shown}");
        let (key, total) = (hidden(shown.split("id=\"accept\"").nth(1).expect("a form"), "key"), hidden(&shown, "agreed_total"));
        assert_eq!(total, "14902.00");
        let fields = [("key", key.as_str()), ("version", "1"), ("agreed_total", &total), ("your_number", "PO-1"), ("shortage", "refuse")];
        let told = sever.fill(&page, &format!("{page}/acceptances"), &fields).await.expect(303);
        assert!(told.location().starts_with("/orders/"), "{}", told.location());
        // The same form sent once more leads to the same order.
        let again = sever.fill(&page, &format!("{page}/acceptances"), &fields).await.expect(303);
        assert_eq!(again.location(), told.location());
        assert!(sever.look("/quotes").await.expect(200).text.contains("Accepted"));
        assert_eq!(orders(&house).await, 1);
        finish(house).await;
    }
}
