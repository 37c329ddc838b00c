//! A buyer changes or cancels lines of an order: at once before picking, by asking the warehouse after, and not at all once it has left.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::House;
use crate::kit::client::{Client, Told, hidden};
use crate::kit::trade::{ACCOUNTANT, AGENT, BETA, MANAGER, SEVER, WAREHOUSE, YUG};
use crate::on_both;
use crate::reading::{bring, bring_contract, finish, letters, one, refusal, settle, stored};
use crate::receivables::{invoice, keyed, payment, whole};
use crate::shipping::{all_from_moscow, order, part, placed, ship};

const EXPOSURE: &str = "SELECT COALESCE(sum(exposure), 0) FROM standing";
const RESERVED: &str = "SELECT COALESCE(sum(reserved), 0) FROM stock";
const COMMITTED: &str = "SELECT COALESCE(sum(amount), 0) FROM ledger_entry WHERE kind = 'commitment'";

/// Other quantities of some lines.
pub fn lines(version: i64, wanted: &[(&str, &str)]) -> Value {
    let lines: Vec<Value> = wanted.iter().map(|(sku, quantity)| json!({"sku": sku, "quantity": quantity})).collect();
    json!({"version": version, "lines": lines})
}

/// The same with the total that was agreed to.
fn agreed(version: i64, wanted: &[(&str, &str)], total: &str) -> Value {
    let mut body = lines(version, wanted);
    body["agreed_total"] = json!(total);
    body
}

async fn change(client: &Client, number: &str, key: &str, body: Value) -> Told {
    keyed(client, &format!("/api/v1/orders/{number}/changes"), key, &body).await
}

/// Answers a change that waits.
pub async fn answer(client: &Client, number: &str, change: &Value, body: Value) -> Told {
    let id = change["id"].as_str().expect("an id");
    client.send(&format!("/api/v1/orders/{number}/changes/{id}/answers"), body).await
}

/// Begins to pick an order.
pub async fn begin(client: &Client, number: &str) -> Told {
    client.send(&format!("/api/v1/orders/{number}/picking"), json!({})).await
}

async fn limit(house: &House, limit: &str) {
    bring_contract(house, &format!("A-1,ALFA,RUB,OPT,2020-01-01,,all,,net 30,{limit},best,no,included,MSK|SPB,0")).await;
}

fn drills_and_gloves() -> Value {
    json!({"lines": [{"sku": "DR-1", "quantity": "2"}, {"sku": "GL-5", "quantity": "10"}]})
}

on_both! {
    async fn before_picking_a_change_is_made_at_once_with_new_totals(house: House) {
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "grow", one("DR-1", "2")).await;
        let told = change(&sever, &number, "up", agreed(1, &[("DR-1", "5")], "19600.00")).await.expect(200).json();
        assert_eq!((&told["state"], &told["version"], &told["was"], &told["total"]), (&json!("applied"), &json!(2), &json!("7840.00"), &json!("19600.00")));
        let quantity = &told["differences"][0];
        assert_eq!((&quantity["what"], &quantity["sku"], &quantity["before"], &quantity["after"]), (&json!("quantity"), &json!("DR-1"), &json!("2.000"), &json!("5.000")));
        let seen = order(&sever, &number).await;
        assert_eq!((&seen["version"], &seen["total"], &seen["lines"][0]["quantity"], &seen["lines"][0]["open"]), (&json!(2), &json!("19600.00"), &json!("5.000"), &json!("5.000")));
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await), (1_960_000, 5_000));
        change(&sever, &number, "down", lines(2, &[("DR-1", "1")])).await.expect(200);
        let seen = order(&sever, &number).await;
        assert_eq!((&seen["total"], &seen["lines"][0]["quantity"], &seen["lines"][0]["cancelled"]), (&json!("3920.00"), &json!("1.000"), &json!("0.000")));
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await), (392_000, 1_000));
        assert_eq!(house.sql_i64("SELECT count(*) FROM order_version").await, 3);
        assert_eq!(house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'order.changed'").await, 2);
        settle(&house).await;
        let told: Vec<_> = letters(&house).into_iter().filter(|letter| letter.head.contains("has been changed")).collect();
        assert!(told.len() == 2 && told.iter().any(|letter| letter.text.contains("2 → 5")), "{}", told.len());
        finish(house).await;
    }

    async fn a_changed_line_is_priced_anew_and_the_others_stay_as_agreed(house: House) {
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "tier", drills_and_gloves()).await;
        assert_eq!(order(&sever, &number).await["total"], "8289.10");
        bring(&house, "prices", "price_list,sku,from_quantity,price,floor,valid_from\nOPT,GL-5,0,60,40,2020-01-01\n").await;
        let before = stored(&house).await;
        let grown = change(&sever, &number, "tier", lines(1, &[("DR-1", "10")])).await;
        assert_eq!(refusal(&grown).1, "total_changed");
        let told = grown.json();
        // Ten drills at the tier price of 3800 less two per cent; the gloves at the price they were ordered at.
        assert_eq!((&told["agreed_total"], &told["total"]), (&json!("8289.10"), &json!("37689.10")));
        assert_eq!(stored(&house).await, before);
        let preview = sever.send(&format!("/api/v1/orders/{number}/changes/previews"), lines(1, &[("DR-1", "10")])).await.expect(200).json();
        assert_eq!((&preview["was"], &preview["total"], &preview["short"]), (&json!("8289.10"), &json!("37689.10"), &json!([])));
        assert_eq!(stored(&house).await, before);
        change(&sever, &number, "agreed", agreed(1, &[("DR-1", "10")], "37689.10")).await.expect(200);
        let seen = order(&sever, &number).await;
        assert_eq!((&seen["lines"][0]["unit_price"], &seen["lines"][1]["unit_price"]), (&json!("3724.0000"), &json!("44.9100")));
        finish(house).await;
    }

    async fn a_cancelled_line_stays_with_what_was_ordered_and_the_last_one_is_not_cancelled_so(house: House) {
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "line", drills_and_gloves()).await;
        let told = change(&sever, &number, "gloves", lines(1, &[("GL-5", "0")])).await.expect(200).json();
        assert_eq!(told["differences"][0]["what"], "cancelled");
        let seen = order(&sever, &number).await;
        let line = |name: &str| seen["lines"][1][name].clone();
        assert_eq!((line("quantity"), line("cancelled"), line("open"), line("sum")), (json!("10.000"), json!("10.000"), json!("0.000"), json!("0.00")));
        assert_eq!((&seen["total"], &seen["state"]), (&json!("7840.00"), &json!("confirmed")));
        let before = stored(&house).await;
        assert_eq!(refusal(&change(&sever, &number, "all", lines(2, &[("DR-1", "0")])).await).1, "nothing_left");
        assert_eq!(stored(&house).await, before);
        // What was cancelled can be wanted again.
        change(&sever, &number, "again", agreed(2, &[("GL-5", "5")], "8064.55")).await.expect(200);
        let seen = order(&sever, &number).await;
        assert_eq!((&seen["lines"][1]["quantity"], &seen["lines"][1]["cancelled"]), (&json!("5.000"), &json!("0.000")));
        finish(house).await;
    }

    async fn what_cannot_be_is_refused_with_the_reason_and_nothing_changes(house: House) {
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "bad", drills_and_gloves()).await;
        let before = stored(&house).await;
        let off = change(&sever, &number, "b1", agreed(1, &[("DR-1", "3"), ("GL-5", "7")], "99999.00")).await;
        assert_eq!(refusal(&off), (422, "invalid".into(), "/lines/1/quantity".into(), "off_multiple".into()));
        assert!(off.text.contains('5') && off.text.contains("10"), "{}", off.text);
        for (key, body, code) in [
            ("b2", lines(1, &[("XX-9", "1")]), "unknown_product"),
            ("b3", lines(1, &[("CB-1", "1")]), "unknown_product"),
            ("b4", lines(1, &[("DR-1", "1"), ("dr-1", "3")]), "duplicate"),
            ("b5", lines(1, &[("DR-1", "-1")]), "not_positive"),
            ("b6", lines(1, &[("DR-1", "1.5")]), "not_whole"),
            ("b7", lines(1, &[("DR-1", "2")]), "unchanged"),
            ("b8", lines(1, &[]), "unchanged"),
        ] {
            let told = change(&sever, &number, key, body).await;
            assert_eq!((told.status.as_u16(), refusal(&told).3.as_str()), (422, code), "{key}");
        }
        let path = format!("/api/v1/orders/{number}/changes");
        sever.send(&path, lines(1, &[("DR-1", "1")])).await.expect(400);
        keyed(&sever, &path, "b9", &json!({"version": 1, "lines": [], "total": "1"})).await.expect(422);
        house.api(WAREHOUSE).await.send(&path, lines(1, &[("DR-1", "1")])).await.expect(403);
        let short = change(&sever, &number, "b10", agreed(1, &[("DR-1", "141")], "999999.00")).await;
        assert_eq!(refusal(&short).1, "stock_short");
        assert_eq!(short.json()["lines"], json!([{"sku": "DR-1", "asked": "139.000", "available": "138.000"}]));
        assert_eq!(stored(&house).await, before);
        finish(house).await;
    }

    async fn a_change_keeps_the_credit_limit_and_the_minimum_of_the_contract(house: House) {
        limit(&house, "10000").await;
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "credit", one("DR-1", "2")).await;
        let over = change(&sever, &number, "over", agreed(1, &[("DR-1", "3")], "11760.00")).await;
        assert_eq!(refusal(&over).1, "over_credit_limit");
        assert_eq!(over.json()["available_credit"], "2160.00");
        limit(&house, "11760").await;
        change(&sever, &number, "exact", agreed(1, &[("DR-1", "3")], "11760.00")).await.expect(200);
        bring_contract(&house, "A-1,ALFA,RUB,OPT,2020-01-01,,all,,net 30,11760,best,no,included,MSK|SPB,7000").await;
        assert_eq!(refusal(&change(&sever, &number, "least", lines(2, &[("DR-1", "1")])).await).1, "below_minimum_order");
        change(&sever, &number, "above", lines(2, &[("DR-1", "2")])).await.expect(200);
        assert_eq!(house.sql_i64(EXPOSURE).await, 784_000);
        finish(house).await;
    }

    async fn an_order_on_credit_does_not_grow_once_the_contract_is_prepaid(house: House) {
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "terms", one("DR-1", "2")).await;
        bring_contract(&house, "A-1,ALFA,RUB,OPT,2020-01-01,,all,,prepaid,,best,no,included,MSK|SPB,0").await;
        let grown = change(&sever, &number, "grow", agreed(1, &[("DR-1", "3")], "11760.00")).await;
        assert_eq!(refusal(&grown).1, "terms_changed");
        change(&sever, &number, "less", lines(1, &[("DR-1", "1")])).await.expect(200);
        finish(house).await;
    }

    async fn who_saw_an_older_version_is_told_what_is_different(house: House) {
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "old", one("DR-1", "3")).await;
        change(&sever, &number, "first", lines(1, &[("DR-1", "2")])).await.expect(200);
        let before = stored(&house).await;
        let stale = change(&sever, &number, "second", lines(1, &[("DR-1", "1")])).await;
        assert_eq!(refusal(&stale).1, "order_changed");
        let told = stale.json();
        assert_eq!((&told["version"], &told["differences"][0]["before"], &told["differences"][0]["after"]), (&json!(2), &json!("3.000"), &json!("2.000")));
        assert_eq!(refusal(&change(&sever, &number, "none", lines(77, &[("DR-1", "1")])).await).1, "order_changed");
        assert_eq!(stored(&house).await, before);
        finish(house).await;
    }

    async fn the_same_key_changes_once_and_tells_the_same(house: House) {
        let sever = house.api(SEVER).await;
        let number = placed(&sever, "once", one("DR-1", "3")).await;
        let told = join_all((0..6).map(|_| change(&sever, &number, "same", lines(1, &[("DR-1", "2")])))).await;
        let first = told.iter().find(|told| told.header("idempotency-replayed").is_empty()).expect("a first answer").json();
        for told in &told {
            assert_eq!((told.status.as_u16(), told.json()), (200, first.clone()));
        }
        assert_eq!(refusal(&change(&sever, &number, "same", lines(1, &[("DR-1", "1")])).await).1, "idempotency_key_reused");
        change(&sever, &number, "next", lines(2, &[("DR-1", "1")])).await.expect(200);
        assert_eq!(change(&sever, &number, "same", lines(1, &[("DR-1", "2")])).await.expect(200).json(), first);
        assert_eq!(house.sql_i64("SELECT count(*) FROM order_version").await, 3);
        finish(house).await;
    }

    async fn while_picking_the_warehouse_is_asked_and_both_see_the_same(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "pick", one("DR-1", "3")).await;
        begin(&warehouse, &number).await.expect(200);
        let mut body = lines(2, &[("DR-1", "1")]);
        body["reason"] = json!("One lorry is enough");
        let asked = change(&sever, &number, "ask", body).await.expect(202).json();
        assert_eq!((&asked["state"], &asked["version"], &asked["total"]), (&json!("asked"), &json!(2), &json!("3920.00")));
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await), (1_176_000, 3_000));
        let before = stored(&house).await;
        assert_eq!(refusal(&change(&sever, &number, "twice", lines(2, &[("DR-1", "2")])).await).1, "change_asked");
        assert_eq!(refusal(&sever.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await).1, "change_asked");
        assert_eq!(refusal(&ship(&warehouse, &number, "no", all_from_moscow()).await).1, "change_asked");
        assert_eq!(warehouse.delete(&format!("/api/v1/orders/{number}/picking")).await.status().as_u16(), 409);
        answer(&sever, &number, &asked, json!({"answer": "agree"})).await.expect(403);
        assert_eq!(refusal(&answer(&warehouse, &number, &asked, json!({"answer": "refuse"})).await).2, "/reason");
        assert_eq!(stored(&house).await, before);
        let list = warehouse.look("/api/v1/picking?warehouse=MSK").await.expect(200).json();
        assert_eq!((&list["items"], &list["stopped"][0]["reasons"]), (&json!([]), &json!(["change_asked"])), "{list}");
        let pick = &list["stopped"][0]["change"];
        assert_eq!((&pick["id"], &pick["reason"]), (&asked["id"], &json!("One lorry is enough")));
        assert_eq!(pick["differences"], json!([{"what": "quantity", "sku": "DR-1", "before": "3.000", "after": "1.000"}]));
        for client in [&sever, &warehouse] {
            let all = client.look(&format!("/api/v1/orders/{number}/changes")).await.expect(200).json();
            assert_eq!((&all["items"][0]["id"], &all["items"][0]["state"]), (&asked["id"], &json!("asked")));
        }
        let page = house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text;
        assert!(page.contains("The warehouse is picking the order and will answer"), "{page}");
        let browser = house.browser(WAREHOUSE).await;
        let page = browser.look("/picking?warehouse=MSK").await.expect(200).text;
        assert!(page.contains("A change of this order is asked for.") && page.contains("One lorry is enough"), "{page}");
        let action = format!("/orders/{number}/changes/{}/answers", asked["id"].as_str().unwrap());
        let done = browser.fill("/picking?warehouse=MSK", &action, &[("warehouse", "MSK"), ("answer", "agree")]).await.expect(303);
        assert_eq!(done.location(), "/picking?warehouse=MSK");
        let seen = order(&sever, &number).await;
        assert_eq!((&seen["state"], &seen["total"], &seen["lines"][0]["open"]), (&json!("picking"), &json!("3920.00"), &json!("1.000")));
        assert_eq!(refusal(&answer(&warehouse, &number, &asked, json!({"answer": "agree"})).await).1, "already_answered");
        ship(&warehouse, &number, "yes", all_from_moscow()).await.expect(201);
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await, house.sql_i64(COMMITTED).await), (392_000, 0, 0));
        finish(house).await;
    }

    async fn what_is_cut_while_picking_costs_no_more_than_was_agreed(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "dearer", one("DR-1", "3")).await;
        begin(&warehouse, &number).await.expect(200);
        let asked = change(&sever, &number, "ask", agreed(2, &[("DR-1", "1")], "3920.00")).await.expect(202).json();
        bring(&house, "prices", "price_list,sku,from_quantity,price,floor,valid_from\nOPT,DR-1,0,8000,3000,2020-01-01\n").await;
        let before = stored(&house).await;
        assert_eq!(refusal(&answer(&warehouse, &number, &asked, json!({"answer": "agree"})).await).1, "total_changed");
        assert_eq!(stored(&house).await, before);
        finish(house).await;
    }

    async fn the_picker_may_refuse_with_a_reason_and_the_buyer_may_take_it_back(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "refuse", one("DR-1", "3")).await;
        begin(&warehouse, &number).await.expect(200);
        let asked = change(&sever, &number, "ask", lines(2, &[("DR-1", "1")])).await.expect(202).json();
        let told = answer(&warehouse, &number, &asked, json!({"answer": "refuse", "reason": "It is on the lorry"})).await.expect(200).json();
        assert_eq!((&told["state"], &told["version"]), (&json!("refused"), &json!(2)));
        assert!(house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text.contains("It is on the lorry"));
        settle(&house).await;
        assert_eq!(letters(&house).iter().filter(|letter| letter.text.contains("It is on the lorry")).count(), 1);
        let again = change(&sever, &number, "again", lines(2, &[("DR-1", "2")])).await.expect(202).json();
        answer(&sever, &number, &again, json!({"answer": "withdraw"})).await.expect(200);
        assert_eq!(refusal(&answer(&warehouse, &number, &again, json!({"answer": "agree"})).await).1, "already_answered");
        assert_eq!(order(&sever, &number).await["lines"][0]["open"], "3.000");
        ship(&warehouse, &number, "all", all_from_moscow()).await.expect(201);
        finish(house).await;
    }

    async fn of_a_partly_shipped_line_less_of_the_rest_can_be_wanted_to_the_kopeck(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "rest", json!({"lines": [{"sku": "CB-1", "quantity": "10.5"}, {"sku": "DR-1", "quantity": "5"}]})).await;
        let cable = |quantity: &str| json!({"warehouse": "SPB", "lines": [{"sku": "CB-1", "quantity": quantity}]});
        ship(&warehouse, &number, "c1", cable("3.5")).await.expect(201);
        ship(&warehouse, &number, "d1", part("DR-1", "2")).await.expect(201);
        assert_eq!(refusal(&change(&sever, &number, "less", lines(3, &[("DR-1", "1")])).await).1, "already_shipped");
        assert_eq!(refusal(&change(&sever, &number, "more", agreed(3, &[("DR-1", "6")], "99999.00")).await).1, "line_has_left");
        let asked = change(&sever, &number, "cut", lines(3, &[("CB-1", "7"), ("DR-1", "2")])).await.expect(202).json();
        answer(&warehouse, &number, &asked, json!({"answer": "agree"})).await.expect(200);
        let seen = order(&sever, &number).await;
        let figures = |n: usize| ["quantity", "shipped", "cancelled", "open"].map(|name| seen["lines"][n][name].as_str().unwrap().to_owned());
        assert_eq!(figures(0), ["10.500", "3.500", "3.500", "3.500"]);
        assert_eq!(figures(1), ["5.000", "2.000", "3.000", "0.000"]);
        ship(&warehouse, &number, "c2", cable("1.5")).await.expect(201);
        ship(&warehouse, &number, "c3", cable("2")).await.expect(201);
        assert_eq!(order(&sever, &number).await["state"], "shipped");
        let (billed, total) = ("SELECT sum(total) FROM invoice WHERE kind = 'invoice'", "SELECT total FROM sales_order");
        assert_eq!(house.sql_i64(billed).await, house.sql_i64(total).await);
        assert_eq!((house.sql_i64(COMMITTED).await, house.sql_i64(RESERVED).await), (0, 0));
        whole(&house).await;
        finish(house).await;
    }

    async fn what_has_left_is_not_changed_but_may_come_back(house: House) {
        let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "gone", one("DR-1", "2")).await;
        ship(&warehouse, &number, "g", all_from_moscow()).await.expect(201);
        let before = stored(&house).await;
        let told = change(&sever, &number, "late", lines(2, &[("DR-1", "1")])).await;
        assert_eq!(refusal(&told).1, "already_shipped");
        assert_eq!(told.json()["lines"], json!([{"sku": "DR-1", "shipped": "2.000"}]));
        assert!(told.json()["title"].as_str().unwrap().contains("return"), "{}", told.text);
        let page = house.browser(SEVER).await.look(&format!("/orders/{number}/change")).await.expect(200).text;
        assert!(page.contains("ask your manager for a return") && !page.contains("name=\"quantity\""), "{page}");
        assert_eq!(stored(&house).await, before);
        finish(house).await;
    }

    async fn a_pro_forma_is_made_anew_and_takes_over_what_was_paid(house: House) {
        let (beta, accountant) = (house.api(BETA).await, house.api(ACCOUNTANT).await);
        let number = placed(&beta, "prepaid", one("DR-1", "1")).await;
        assert_eq!(invoice(&house, &format!("P-{number}")).await["total"], "4636.00");
        change(&beta, &number, "two", agreed(1, &[("DR-1", "2")], "9272.00")).await.expect(200);
        let (old, new) = (invoice(&house, &format!("P-{number}")).await, invoice(&house, &format!("P-{number}-2")).await);
        assert_eq!((&old["open"], &new["total"], &new["open"]), (&json!("0.00"), &json!("9272.00"), &json!("9272.00")));
        assert_eq!((&old["state"], &new["state"]), (&json!("void"), &json!("open")));
        keyed(&accountant, "/api/v1/payments", "part", &payment(&house, "B-1", "5000")).await.expect(201);
        change(&beta, &number, "three", agreed(2, &[("DR-1", "3")], "13908.00")).await.expect(200);
        let newest = invoice(&house, &format!("P-{number}-3")).await;
        assert_eq!((&newest["paid"], &newest["open"]), (&json!("5000.00"), &json!("8908.00")));
        let refused = ship(&house.api(WAREHOUSE).await, &number, "early", all_from_moscow()).await;
        assert_eq!((refusal(&refused).1.as_str(), &refused.json()["cure"]["amount"]), ("shipment_blocked", &json!("8908.00")));
        // Less than was paid: the rest is an advance again, and the goods may leave.
        change(&beta, &number, "one", lines(3, &[("DR-1", "1")])).await.expect(200);
        assert_eq!(house.sql_i64("SELECT rest FROM advance").await, 36_400);
        whole(&house).await;
        ship(&house.api(WAREHOUSE).await, &number, "paid", all_from_moscow()).await.expect(201);
        assert_eq!(house.sql_i64(COMMITTED).await, 0);
        whole(&house).await;
        finish(house).await;
    }

    async fn money_for_a_pro_forma_that_was_made_anew_goes_to_the_one_in_its_place(house: House) {
        let beta = house.api(BETA).await;
        let number = placed(&beta, "named", one("DR-1", "1")).await;
        change(&beta, &number, "two", agreed(1, &[("DR-1", "2")], "9272.00")).await.expect(200);
        let mut paid = payment(&house, "B-1", "9272");
        paid["invoices"] = json!([format!("P-{number}")]);
        keyed(&house.api(ACCOUNTANT).await, "/api/v1/payments", "old", &paid).await.expect(201);
        assert_eq!(invoice(&house, &format!("P-{number}-2")).await["open"], "0.00");
        ship(&house.api(WAREHOUSE).await, &number, "paid", all_from_moscow()).await.expect(201);
        whole(&house).await;
        finish(house).await;
    }

    async fn an_order_or_a_change_of_another_looks_like_one_that_is_not_there(house: House) {
        let (sever, yug, warehouse) = (house.api(SEVER).await, house.api(YUG).await, house.api(WAREHOUSE).await);
        let number = placed(&sever, "mine", one("DR-1", "3")).await;
        let theirs = placed(&yug, "theirs", one("DR-1", "1")).await;
        begin(&warehouse, &number).await.expect(200);
        let asked = change(&sever, &number, "ask", lines(2, &[("DR-1", "1")])).await.expect(202).json();
        let before = stored(&house).await;
        for (login, n) in [(YUG, 0), (BETA, 1)] {
            let (api, browser) = (house.api(login).await, house.browser(login).await);
            let there = change(&api, &number, &format!("f{n}"), lines(2, &[("DR-1", "2")])).await;
            let nowhere = change(&api, "999999", &format!("n{n}"), lines(2, &[("DR-1", "2")])).await;
            assert_eq!((there.status.as_u16(), refusal(&there)), (404, refusal(&nowhere)), "{login}");
            api.look(&format!("/api/v1/orders/{number}/changes")).await.expect(404);
            api.send(&format!("/api/v1/orders/{number}/changes/previews"), lines(2, &[("DR-1", "2")])).await.expect(404);
            answer(&api, &number, &asked, json!({"answer": "withdraw"})).await.expect(404);
            browser.look(&format!("/orders/{number}/change")).await.expect(404);
        }
        // The change of one order is not found at another.
        answer(&yug, &theirs, &asked, json!({"answer": "withdraw"})).await.expect(404);
        answer(&warehouse, &theirs, &asked, json!({"answer": "agree"})).await.expect(404);
        assert_eq!(stored(&house).await, before);
        answer(&warehouse, &number, &asked, json!({"answer": "agree"})).await.expect(200);
        finish(house).await;
    }

    async fn an_agent_at_work_changes_for_his_client_and_both_are_named(house: House) {
        let number = placed(&house.api(SEVER).await, "behalf", one("DR-1", "3")).await;
        let agent = house.api(AGENT).await;
        assert_eq!(change(&agent, &number, "plain", lines(1, &[("DR-1", "1")])).await.status.as_u16(), 403);
        agent.send("/api/v1/partners/ALFA/representations", json!({"reason": "A visit"})).await.expect(201);
        let acting = agent.on_behalf_of("ALFA");
        change(&acting, &number, "acting", lines(1, &[("DR-1", "1")])).await.expect(200);
        let page = house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text;
        assert!(page.contains("Пётр Ильин → ООО «Альфа»"), "{page}");
        finish(house).await;
    }

    async fn on_the_page_the_effect_is_seen_before_it_is_sent(house: House) {
        let browser = house.browser(SEVER).await;
        let number = placed(&house.api(SEVER).await, "page", one("DR-1", "2")).await;
        assert!(browser.look(&format!("/orders/{number}")).await.expect(200).text.contains("Change order"));
        let (page, action) = (format!("/orders/{number}/change"), format!("/orders/{number}/changes"));
        let fields = [("version", "1"), ("sku", "DR-1"), ("quantity", "3"), ("reason", "More walls")];
        let seen = browser.fill(&page, &action, &[&fields[..], &[("step", "preview")]].concat()).await.expect(200).text;
        assert!(seen.contains("11,760.00\u{a0}₽") && seen.contains("More walls") && seen.contains("Left of the credit limit"), "{seen}");
        assert_eq!(order(&house.api(SEVER).await, &number).await["version"], 1);
        let (key, total) = (hidden(&seen, "key"), hidden(&seen, "agreed_total"));
        assert_eq!(total, "11760.00");
        let wrong = browser.fill(&page, &action, &[("version", "1"), ("sku", "DR-1"), ("quantity", "many"), ("step", "preview")]).await.expect(422).text;
        assert!(wrong.contains("value=\"many\""), "{wrong}");
        let sent = [("key", key.as_str()), ("agreed_total", total.as_str()), ("step", "send")];
        let done = browser.fill(&page, &action, &[&fields[..], &sent[..]].concat()).await.expect(303);
        assert_eq!(done.location(), format!("/orders/{number}?done=changed"));
        let shown = browser.look(&done.location()).await.expect(200).text;
        assert!(shown.contains("is version 2 now") && shown.contains("Order changed"), "{shown}");
        settle(&house).await;
        while house.gate.sequence().await.expect("records get their places") > 0 {}
        let client = house.api(MANAGER).await.look("/api/v1/partners/ALFA/timeline").await.expect(200).text;
        assert!(client.contains("changed, 11,760.00"), "{client}");
        finish(house).await;
    }

    async fn twenty_growths_at_once_never_exceed_the_limit(house: House) {
        limit(&house, "117600").await;
        let sever = house.crowd(SEVER).await;
        let mut numbers = Vec::new();
        for n in 0..20 {
            numbers.push(placed(&sever, &format!("g{n}"), one("DR-1", "1")).await);
        }
        let told = join_all(numbers.iter().map(|number| change(&sever, number, number, agreed(1, &[("DR-1", "2")], "7840.00")))).await;
        let made = told.iter().filter(|told| told.status.as_u16() == 200).count();
        for told in told.iter().filter(|told| told.status.as_u16() != 200) {
            assert_eq!((told.status.as_u16(), told.problem().0.as_str()), (409, "over_credit_limit"), "{}", told.text);
        }
        assert_eq!(made, 10);
        assert_eq!((house.sql_i64(EXPOSURE).await, house.sql_i64(RESERVED).await), (11_760_000, 30_000));
        finish(house).await;
    }

    async fn changing_while_picking_begins_leaves_one_truth(house: House) {
        let (sever, warehouse) = (house.crowd(SEVER).await, house.crowd(WAREHOUSE).await);
        let mut numbers = Vec::new();
        for n in 0..8 {
            numbers.push(placed(&sever, &format!("b{n}"), one("DR-1", "3")).await);
        }
        let told = join_all(numbers.iter().map(|number| {
            let (sever, warehouse) = (&sever, &warehouse);
            async move { tokio::join!(change(sever, number, number, lines(1, &[("DR-1", "2")])), begin(warehouse, number)) }
        }))
        .await;
        for ((changed, begun), number) in told.iter().zip(&numbers) {
            assert_eq!(begun.status.as_u16(), 200, "{}", begun.text);
            let seen = order(&sever, number).await;
            match changed.status.as_u16() {
                200 => assert_eq!(seen["lines"][0]["open"], "2.000"),
                409 => {
                    assert_eq!((changed.problem().0.as_str(), &seen["lines"][0]["open"]), ("order_changed", &json!("3.000")));
                    assert!(changed.text.contains("picking"), "{}", changed.text);
                }
                _ => panic!("{} {}", changed.status, changed.text),
            }
            assert_eq!(seen["state"], "picking");
        }
        assert_eq!(house.sql_i64(EXPOSURE).await, house.sql_i64("SELECT sum(total) FROM sales_order").await);
        finish(house).await;
    }

    async fn changing_and_shipping_at_once_leave_one_truth(house: House) {
        let (sever, warehouse) = (house.crowd(SEVER).await, house.crowd(WAREHOUSE).await);
        let mut numbers = Vec::new();
        for n in 0..8 {
            numbers.push(placed(&sever, &format!("s{n}"), one("DR-1", "3")).await);
        }
        join_all(numbers.iter().map(|number| {
            let (sever, warehouse) = (&sever, &warehouse);
            async move { tokio::join!(change(sever, number, number, lines(1, &[("DR-1", "1")])), ship(warehouse, number, number, all_from_moscow())) }
        }))
        .await;
        for number in &numbers {
            let seen = order(&sever, number).await;
            assert_eq!(seen["state"], "shipped", "{seen}");
            assert!(["1.000", "3.000"].contains(&seen["lines"][0]["shipped"].as_str().unwrap()), "{seen}");
            assert_eq!(seen["lines"][0]["open"], "0.000");
        }
        assert_eq!((house.sql_i64(COMMITTED).await, house.sql_i64(RESERVED).await), (0, 0));
        assert_eq!(house.sql_i64(EXPOSURE).await, house.sql_i64("SELECT sum(total) FROM sales_order").await);
        whole(&house).await;
        finish(house).await;
    }
}
