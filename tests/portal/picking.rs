//! The warehouse's list: only what the verb that ships would let leave, as much of it as lies there, and the reason for everything else.

use serde_json::{Value, json};

use crate::House;
use crate::blocks::{block, owe};
use crate::budgets::statements_of;
use crate::kit::trade::{BETA, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::order_changes::{begin, lines};
use crate::reading::{bring, finish, one, refusal, settle};
use crate::receivables::keyed;
use crate::shipping::{all_from_moscow, part, placed, ship};

const PAGE: &str = "/picking?warehouse=MSK";

async fn list(house: &House) -> Value {
    house.api(WAREHOUSE).await.look("/api/v1/picking?warehouse=MSK").await.expect(200).json()
}

async fn page(house: &House) -> String {
    house.browser(WAREHOUSE).await.look(PAGE).await.expect(200).text
}

/// The orders of a part of the list with their reasons, in the order of their numbers.
fn told(list: &Value, part: &str) -> Vec<(String, Value)> {
    let pick = |pick: &Value| (pick["order"].as_str().unwrap_or_default().to_owned(), pick["reasons"].clone());
    let mut all: Vec<_> = list[part].as_array().expect("a list").iter().map(pick).collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

/// A count of drill drivers in Moscow.
async fn counted(house: &House, on_hand: &str) {
    counted_of(house, "DR-2", on_hand).await;
}

/// A count of an article in Moscow.
async fn counted_of(house: &House, sku: &str, on_hand: &str) {
    house.pass_seconds(60);
    bring(house, "stock", &format!("warehouse,sku,on_hand\nMSK,{sku},{on_hand}\n")).await;
    settle(house).await;
}

on_both! {
    async fn what_does_not_lie_there_is_told_apart_and_is_not_to_be_picked(house: House) {
        let number = placed(&house.api(SEVER).await, "short", json!({"lines": [{"sku": "DR-2", "quantity": "10"}, {"sku": "GL-5", "quantity": "5"}]})).await;
        let whole = list(&house).await;
        assert_eq!((&whole["items"][0]["lines"][0]["quantity"], &whole["items"][0]["missing"]), (&json!("10.000"), &json!([])), "{whole}");
        counted(&house, "4").await;
        let short = list(&house).await;
        let pick = &short["items"][0];
        assert_eq!((&pick["lines"][0]["sku"], &pick["lines"][0]["quantity"], &pick["lines"][1]["quantity"]), (&json!("DR-2"), &json!("4.000"), &json!("5.000")), "{short}");
        assert_eq!((&pick["missing"][0]["sku"], &pick["missing"][0]["quantity"], pick["missing"].as_array().map(Vec::len)), (&json!("DR-2"), &json!("6.000"), Some(1)));
        assert_eq!((&pick["reasons"], &short["stopped"]), (&json!([]), &json!([])));
        let shown = page(&house).await;
        assert!(shown.contains("Reserved, but not on the shelf") && shown.contains("(DR-2): 6 pcs"), "{shown}");
        // What the list says may leave does, and no more.
        let warehouse = house.api(WAREHOUSE).await;
        assert_eq!(refusal(&ship(&warehouse, &number, "five", part("DR-2", "5")).await).1, "not_on_hand");
        let said = json!({"warehouse": "MSK", "lines": pick["lines"].as_array().expect("lines").iter().map(|line| json!({"sku": line["sku"], "quantity": line["quantity"]})).collect::<Vec<_>>()});
        ship(&warehouse, &number, "said", said).await.expect(201);
        // Nothing of the rest lies there: it is told with its reason.
        let rest = list(&house).await;
        assert_eq!((told(&rest, "items"), told(&rest, "stopped")), (vec![], vec![(number.clone(), json!(["not_on_hand"]))]));
        assert_eq!(rest["stopped"][0]["lines"][0]["quantity"], "6.000");
        let shown = page(&house).await;
        assert!(shown.contains("None of the goods lie in the warehouse now."), "{shown}");
        assert!(!shown.contains(&format!("action=\"/orders/{number}/shipments\"")), "there is nothing to ship: {shown}");
        counted(&house, "6").await;
        assert_eq!(told(&list(&house).await, "items"), vec![(number.clone(), json!([]))]);
        ship(&warehouse, &number, "rest", all_from_moscow()).await.expect(201);
        finish(house).await;
    }

    async fn what_two_orders_wait_for_is_shown_to_the_first_and_to_whoever_picks_it(house: House) {
        let sever = house.api(SEVER).await;
        let (first, second) = (placed(&sever, "first", one("DR-2", "5")).await, placed(&sever, "second", one("DR-2", "5")).await);
        counted(&house, "5").await;
        let ready = |number: &String| vec![(number.clone(), json!([]))];
        let stopped = |number: &String| vec![(number.clone(), json!(["not_on_hand"]))];
        let seen = list(&house).await;
        assert_eq!((told(&seen, "items"), told(&seen, "stopped")), (ready(&first), stopped(&second)), "{seen}");
        // The same page by page: an order that stands on another page takes its part as well.
        let warehouse = house.api(WAREHOUSE).await;
        let page = warehouse.look("/api/v1/picking?warehouse=MSK&limit=1").await.expect(200).json();
        assert_eq!((told(&page, "items"), told(&page, "stopped")), (ready(&first), vec![]));
        let next = format!("/api/v1/picking?warehouse=MSK&limit=1&cursor={}", page["next"].as_str().expect("a second page"));
        let page = warehouse.look(&next).await.expect(200).json();
        assert_eq!((told(&page, "items"), told(&page, "stopped")), (vec![], stopped(&second)));
        // Six: the second gets what is left, and both come to what lies there.
        counted(&house, "6").await;
        let seen = list(&house).await;
        let quantities: Vec<&Value> = seen["items"].as_array().expect("a list").iter().map(|pick| &pick["lines"][0]["quantity"]).collect();
        assert_eq!(quantities, [&json!("5.000"), &json!("1.000")], "{seen}");
        assert_eq!(seen["items"][1]["missing"][0]["quantity"], "4.000");
        // Whoever picks the second in spite of that has them in hand.
        counted(&house, "5").await;
        begin(&warehouse, &second).await.expect(200);
        let seen = list(&house).await;
        assert_eq!((told(&seen, "items"), told(&seen, "stopped")), (ready(&second), stopped(&first)));
        ship(&warehouse, &second, "second", all_from_moscow()).await.expect(201);
        assert_eq!(told(&list(&house).await, "stopped"), stopped(&first));
        counted(&house, "5").await;
        ship(&warehouse, &first, "first", all_from_moscow()).await.expect(201);
        finish(house).await;
    }

    async fn a_scarce_article_costs_no_more_statements_the_more_orders_wait_for_it(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let (mut numbers, mut costs) = (Vec::new(), Vec::new());
        for all in [3, 40] {
            while numbers.len() < all {
                numbers.push(placed(&sever, &format!("scarce-{}", numbers.len()), one("DR-1", "1")).await);
            }
            counted_of(&house, "DR-1", "2").await;
            // A page of one order: all the others are looked at for what they take off the shelf.
            costs.push(statements_of(&warehouse, "/api/v1/picking?warehouse=MSK&limit=1").await);
            let seen = warehouse.look("/api/v1/picking?warehouse=MSK&limit=100").await.expect(200).json();
            let free: Vec<String> = told(&seen, "items").into_iter().map(|(number, _)| number).collect();
            assert_eq!((free.as_slice(), told(&seen, "stopped").len()), (&numbers[..2], all - 2), "{seen}");
            counted_of(&house, "DR-1", "100").await;
        }
        assert_eq!(costs[0], costs[1], "statements for three orders and for forty");
        finish(house).await;
    }

    async fn nobody_begins_to_pick_what_lies_nowhere(house: House) {
        let number = placed(&house.api(SEVER).await, "none", one("DR-2", "5")).await;
        counted(&house, "0").await;
        let warehouse = house.api(WAREHOUSE).await;
        let refused = refusal(&begin(&warehouse, &number).await);
        assert_eq!((refused.0, refused.1.as_str()), (409, "not_on_hand"));
        house.browser(WAREHOUSE).await.fill(PAGE, &format!("/orders/{number}/picking"), &[("warehouse", "MSK")]).await.expect(409);
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order WHERE state = 'picking'").await, 0);
        counted(&house, "1").await;
        begin(&warehouse, &number).await.expect(200);
        // What was begun may be put back, whatever lies there by then.
        counted(&house, "0").await;
        warehouse.delete(&format!("/api/v1/orders/{number}/picking")).await;
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order WHERE state = 'picking'").await, 0);
        counted(&house, "5").await;
        finish(house).await;
    }

    async fn an_order_that_waits_for_an_answer_is_not_listed_as_one_that_may_leave(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let mut numbers = Vec::new();
        for key in ["cancelled", "changed", "free"] {
            let number = placed(&sever, key, one("DR-1", "3")).await;
            begin(&warehouse, &number).await.expect(200);
            numbers.push(number);
        }
        let [cancelled, changed, free] = &numbers[..] else { panic!("three orders") };
        sever.send(&format!("/api/v1/orders/{cancelled}/cancellation"), json!({})).await.expect(202);
        let asked = keyed(&sever, &format!("/api/v1/orders/{changed}/changes"), "ask", &lines(2, &[("DR-1", "1")])).await.expect(202).json();
        let found = list(&house).await;
        assert_eq!(told(&found, "items"), vec![(free.clone(), json!([]))]);
        let stopped = vec![(cancelled.clone(), json!(["cancellation_asked"])), (changed.clone(), json!(["change_asked"]))];
        assert_eq!(told(&found, "stopped"), stopped);
        // The verb that ships says the same of each.
        for (number, code) in [(cancelled, "cancellation_asked"), (changed, "change_asked")] {
            assert_eq!(refusal(&ship(&warehouse, number, number, all_from_moscow()).await).1, code);
        }
        let shown = page(&house).await;
        for words in ["The buyer asks to cancel this order.", "A change of this order is asked for."] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        let changes = format!("/orders/{changed}/changes/{}/answers", asked["id"].as_str().expect("an id"));
        for (action, is_there) in [
            (format!("/orders/{cancelled}/cancellation/answer"), true),
            (changes, true),
            (format!("/orders/{free}/shipments"), true),
            (format!("/orders/{cancelled}/shipments"), false),
            (format!("/orders/{changed}/shipments"), false),
        ] {
            assert_eq!(shown.contains(&format!("action=\"{action}\"")), is_there, "{action}: {shown}");
        }
        finish(house).await;
    }

    async fn the_page_says_why_an_order_may_not_leave(house: House) {
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "held", one("DR-1", "1")).await;
        begin(&house.api(WAREHOUSE).await, &number).await.expect(200);
        let unpaid = placed(&house.api(BETA).await, "unpaid", one("DR-1", "1")).await;
        owe(&house, "5000", -10).await;
        block(&house.api(MANAGER).await, "A-1", json!({"reason": "Ждём оплаты"})).await;
        assert_eq!(list(&house).await["items"], json!([]));
        let browser = house.browser(WAREHOUSE).await;
        for (lang, words) in [
            ("en", ["There are overdue invoices under the contract.", "Shipments under the contract are blocked.", "The order has not been paid in full yet."]),
            ("ru", ["По договору есть просроченные счета.", "Отгрузка по договору запрещена.", "Заказ ещё не оплачен полностью."]),
        ] {
            browser.fill("/profile", "/language", &[("lang", lang), ("next", "/")]).await.expect(303);
            let shown = browser.look(PAGE).await.expect(200).text;
            for words in words {
                assert!(shown.contains(words), "{lang} {words}: {shown}");
            }
            assert!(!shown.contains("Ждём оплаты") && !shown.contains('₽'), "{lang}: {shown}");
            for order in [&number, &unpaid] {
                assert!(!shown.contains(&format!("action=\"/orders/{order}/shipments\"")), "{lang}: {shown}");
            }
        }
        // What was begun before the block can be put back.
        browser.fill(PAGE, &format!("/orders/{number}/picking/end"), &[("warehouse", "MSK")]).await.expect(303);
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order WHERE state = 'picking'").await, 0);
        finish(house).await;
    }
}
