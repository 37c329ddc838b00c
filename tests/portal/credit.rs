//! Credit, cancelling, and whose order it is.

use futures_util::future::join_all;
use serde_json::json;

use crate::House;
use crate::blocks::{WORDS, block, owe};
use crate::kit::trade::{ACCOUNTANT, ALFA_ADMIN, BETA, MANAGER, OTHER_AGENT, SEVER, WAREHOUSE, YUG};
use crate::on_both;
use crate::reading::{bring, bring_contract, finish, letters, one, orders, refusal, settle, stored};

const EXPOSURE: &str = "SELECT COALESCE(sum(exposure), 0) FROM standing";
const RESERVED: &str = "SELECT COALESCE(sum(reserved), 0) FROM stock";

async fn limit(house: &House, limit: &str) {
    bring_contract(house, &format!("A-1,ALFA,RUB,OPT,2020-01-01,,all,,net 30,{limit},best,no,included,MSK|SPB,0")).await;
}

on_both! {
    async fn an_order_over_the_credit_limit_is_refused_with_the_figures(house: House) {
        limit(&house, "10000").await;
        let sever = house.api(SEVER).await;
        sever.order("within", one("DR-1", "2")).await.expect(201);
        let before = stored(&house).await;
        let over = sever.order("over", one("DR-1", "1")).await;
        assert_eq!(refusal(&over).1, "over_credit_limit");
        let told = over.expect(409).json();
        assert_eq!(told["available_credit"], "2160.00");
        assert!(told["title"].as_str().unwrap().contains("2,160.00"), "{told}");
        // Without the finance right the sums behind it stay out; with it they are told.
        for secret in ["limit", "exposure"] {
            assert_eq!(told.get(secret), None, "{told}");
        }
        assert!(!told.to_string().contains("10000.00") && !told.to_string().contains("7840.00"), "{told}");
        let told = house.api(ALFA_ADMIN).await.order("over", one("DR-1", "1")).await.expect(409).json();
        assert_eq!((&told["limit"], &told["exposure"], &told["available_credit"]), (&json!("10000.00"), &json!("7840.00"), &json!("2160.00")));
        assert_eq!(stored(&house).await, before);
        let cart = sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200).json();
        assert!(cart["warnings"].as_array().unwrap().iter().any(|w| w["code"] == "over_credit_limit"), "{cart}");
        // To the last kopeck is within.
        limit(&house, "11760").await;
        sever.order("exact", one("DR-1", "1")).await.expect(201);
        limit(&house, "11760.01").await;
        assert_eq!(refusal(&sever.order("a-kopeck", one("00417", "1")).await).1, "over_credit_limit");
        finish(house).await;
    }

    async fn a_buyer_without_the_finance_right_reads_what_is_left_and_no_sum_behind_it(house: House) {
        owe(&house, "4321", -10).await;
        for (login, is_told) in [(SEVER, false), (ALFA_ADMIN, true)] {
            let (api, browser) = (house.api(login).await, house.browser(login).await);
            let cart = api.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200).json();
            let warnings = cart["warnings"].as_array().unwrap();
            let blocked = warnings.iter().find(|warning| warning["code"] == "shipment_blocked").expect("a warning");
            assert!(blocked["message"].as_str().unwrap().contains("on hold because of an overdue payment"), "{login}: {blocked}");
            assert_eq!(cart.to_string().contains("4,321.00"), is_told, "{login}: {cart}");
            let page = browser.look("/cart").await.expect(200).text;
            assert!(page.contains("on hold because of an overdue payment"), "{login}: {page}");
            assert!(page.contains("Available credit: 995,679.00"), "{login}: {page}");
            assert_eq!(page.contains("4,321.00"), is_told, "{login}: {page}");
            let home = browser.look("/").await.expect(200).text;
            assert!(home.contains("Available credit") && home.contains("995,679.00") && !home.contains("4,321.00"), "{login}: {home}");
        }
        finish(house).await;
    }

    async fn a_block_by_hand_is_told_in_the_cart_before_the_order_is_placed(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        let cart = sever.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200).json();
        assert_eq!(cart["warnings"], json!([]), "{cart}");
        block(&house.api(MANAGER).await, "A-1", json!({"reason": WORDS})).await;
        let cart = sever.look("/api/v1/cart").await.expect(200).json();
        let words = "Shipments are on hold for now. Please contact your manager.";
        assert_eq!(cart["warnings"], json!([{"code": "shipment_blocked", "message": words}]), "{cart}");
        let page = browser.look("/cart").await.expect(200).text;
        assert!(page.contains(words) && page.contains("Available credit: 1,000,000.00") && !page.contains("среду"), "{page}");
        // It lets the order in, marked.
        let order = sever.order("held", json!({"from_cart": true, "agreed_total": cart["total"]})).await.expect(201).json();
        assert_eq!(order["on_hold"], json!(["blocked"]));
        finish(house).await;
    }

    async fn who_pays_first_keeps_no_limit_anywhere(house: House) {
        bring_contract(&house, "B-1,BETA,RUB,STEP,2020-01-01,,products,DR-1|GL-5,prepaid,50000,cumulative,no,on_top,MSK|SPB|EKB,0").await;
        let (beta, accountant) = (house.browser(BETA).await, house.api(ACCOUNTANT).await);
        house.api(BETA).await.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200);
        for path in ["/", "/cart"] {
            let page = beta.look(path).await.expect(200).text;
            assert!(!page.contains("Available credit") && !page.contains("50,000.00"), "{path}: {page}");
        }
        for path in ["/api/v1/contracts/B-1/limit", "/api/v1/contracts/B-1/standing"] {
            let told = accountant.look(path).await.expect(200).json();
            assert_eq!(told["available_credit"], json!(null), "{path}: {told}");
        }
        finish(house).await;
    }

    async fn what_is_owed_from_before_counts_and_what_is_prepaid_does_not(house: House) {
        limit(&house, "10000").await;
        bring(&house, "opening-balances", "contract,amount,as_of\nA-1,7000,2026-01-01\n").await;
        let told = house.api(ALFA_ADMIN).await.order("owed", one("DR-1", "1")).await.expect(409).json();
        assert_eq!((&told["code"], &told["exposure"]), (&json!("over_credit_limit"), &json!("7000.00")));
        bring_contract(&house, "B-1,BETA,RUB,STEP,2020-01-01,,products,DR-1|GL-5,prepaid,1,cumulative,no,on_top,MSK|SPB|EKB,0").await;
        house.api(BETA).await.order("prepaid", one("DR-1", "1")).await.expect(201);
        finish(house).await;
    }

    async fn fifty_orders_at_once_never_exceed_the_limit(house: House) {
        limit(&house, "39200").await;
        let sever = house.crowd(SEVER).await;
        let told = join_all((0..50).map(|n| {
            let sever = &sever;
            async move { sever.order(&format!("at-once-{n}"), one("DR-1", "1")).await }
        }))
        .await;
        let mut placed = 0;
        for told in told {
            if told.status.as_u16() == 201 {
                placed += 1;
            } else {
                assert_eq!((told.status.as_u16(), told.problem().0.as_str()), (409, "over_credit_limit"), "{}", told.text);
            }
        }
        let most = "SELECT max(owed) FROM (SELECT sum(amount) OVER (ORDER BY id) AS owed FROM ledger_entry) AS running";
        assert_eq!(house.sql_i64(most).await, 3_920_000, "at no moment more than the limit");
        assert_eq!((placed, orders(&house).await), (10, 10));
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await), (3_920_000, 10_000));
        finish(house).await;
    }

    async fn a_cancelled_order_frees_stock_and_credit_and_is_not_cancelled_again(house: House) {
        limit(&house, "5000").await;
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        let order = sever.order("to-cancel", one("DR-1", "1")).await.expect(201).json();
        let path = format!("/api/v1/orders/{}", order["number"].as_str().unwrap());
        assert_eq!((order["version"].clone(), order["state"].clone()), (json!(1), json!("confirmed")));
        assert_eq!(refusal(&sever.order("next", one("DR-1", "1")).await).1, "over_credit_limit");
        let cancelled = sever.send(&format!("{path}/cancellation"), json!({})).await.expect(200).json();
        assert_eq!((&cancelled["version"], &cancelled["state"]), (&json!(2), &json!("cancelled")));
        assert_eq!((&cancelled["lines"][0]["open"], &cancelled["lines"][0]["quantity"]), (&json!("0.000"), &json!("1.000")));
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await), (0, 0));
        let before = stored(&house).await;
        assert_eq!(refusal(&sever.send(&format!("{path}/cancellation"), json!({})).await).1, "not_cancellable");
        let page_path = path.replace("/api/v1", "");
        let again = browser.fill("/cart", &format!("{page_path}/cancellation"), &[]).await.expect(409);
        assert!(again.text.contains("can no longer be cancelled"), "{}", again.text);
        assert_eq!(stored(&house).await, before);
        sever.order("next", one("DR-1", "1")).await.expect(201);
        settle(&house).await;
        assert_eq!(letters(&house).iter().filter(|letter| letter.head.contains("is cancelled")).count(), 1);
        finish(house).await;
    }

    async fn ten_who_cancel_at_once_cancel_once(house: House) {
        let sever = house.api(SEVER).await;
        let order = sever.order("crowd", one("DR-1", "4")).await.expect(201).json();
        let path = format!("/api/v1/orders/{}/cancellation", order["number"].as_str().unwrap());
        let told = join_all((0..10).map(|_| sever.send(&path, json!({})))).await;
        let mut statuses: Vec<u16> = told.iter().map(|told| told.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!((statuses[0], &statuses[1..]), (200, &[409; 9][..]));
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await), (0, 0));
        assert_eq!(house.sql_i64("SELECT count(*) FROM order_version").await, 2);
        finish(house).await;
    }

    async fn the_office_may_cancel_for_the_buyer_and_the_warehouse_may_not(house: House) {
        let order = house.api(SEVER).await.order("office", one("DR-1", "1")).await.expect(201).json();
        let path = format!("/api/v1/orders/{}/cancellation", order["number"].as_str().unwrap());
        house.api(WAREHOUSE).await.send(&path, json!({})).await.expect(403);
        house.api(OTHER_AGENT).await.send(&path, json!({})).await.expect(403);
        house.api(MANAGER).await.send(&path, json!({})).await.expect(200);
        finish(house).await;
    }

    async fn an_order_of_another_unit_or_company_does_not_exist(house: House) {
        let sever = house.api(SEVER).await;
        let order = sever.order("mine", one("DR-1", "1")).await.expect(201).json();
        let number = order["number"].as_str().unwrap();
        let before = stored(&house).await;
        for login in [YUG, BETA] {
            let (api, browser) = (house.api(login).await, house.browser(login).await);
            for tail in ["", "/reorder"] {
                let page = browser.look(&format!("/orders/{number}{tail}")).await.expect(404);
                assert!(!page.text.contains("Impact drill"));
            }
            let shown = api.look(&format!("/api/v1/orders/{number}")).await;
            assert_eq!(refusal(&shown), refusal(&api.look("/api/v1/orders/999999").await), "{login}");
            for act in ["cancellation", "reorder"] {
                api.send(&format!("/api/v1/orders/{number}/{act}"), json!({})).await.expect(404);
                browser.fill("/cart", &format!("/orders/{number}/{act}"), &[]).await.expect(404);
            }
            for query in ["", "?q=DR-1", "?product=DR-1", "?state=confirmed"] {
                assert_eq!(api.look(&format!("/api/v1/orders{query}")).await.expect(200).json()["items"], json!([]), "{login} {query}");
            }
        }
        assert_eq!(stored(&house).await, before);
        assert_eq!(house.api(ALFA_ADMIN).await.look(&format!("/api/v1/orders/{number}")).await.expect(200).json()["number"], number);
        finish(house).await;
    }
}
