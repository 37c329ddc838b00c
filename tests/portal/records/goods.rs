//! Goods beside their records: what is reserved, promised, booked, moved and ordered again and again, VAT, discount codes. Whatever of
//! it is changed by hand is named with its order, its article or its contract, sums made to fit or not; earlier programs' records excuse
//! nobody but themselves.

use serde_json::{Value, json};

use super::hand::{Hand, caught};
use super::{agreed_quote, expect_clean, insider, log_key, placed, text, verify};
use crate::House;
use crate::kit::trade::{MANAGER, SEVER, WAREHOUSE, import};
use crate::on_both;
use crate::shipping::{all_from_moscow, ship};

/// Makes what is reserved fit the reservations again, and what lies fit what moved.
const FITTING: &str = "UPDATE stock SET reserved = COALESCE((SELECT CAST(SUM(r.quantity) AS BIGINT) FROM reservation r \
        WHERE r.product_id = stock.product_id AND r.warehouse_id = stock.warehouse_id), 0), \
    on_hand = COALESCE((SELECT CAST(SUM(m.quantity) AS BIGINT) FROM movement m \
        WHERE m.product_id = stock.product_id AND m.warehouse_id = stock.warehouse_id), 0)";

/// What was booked of a drill in Moscow.
const BOOKED: &str = "kind = 'adjustment' AND product_id = (SELECT id FROM product WHERE sku = 'DR-1') \
    AND warehouse_id = (SELECT id FROM warehouse WHERE code = 'MSK')";

/// What is done, and what the verifier says of it. `$order` is an order that waits, `$number` its number, `$fit` makes the sums fit.
const LIES: &[(&str, &str)] = &[
    (
        "DELETE FROM reservation WHERE order_id = $order; $fit",
        "order $number, line 1, reserved in MSK: expected 2.000 of DR-1, found nothing",
    ),
    ("UPDATE reservation SET quantity = quantity - 1000 WHERE order_id = $order; $fit", "order $number, line 1, reserved in MSK"),
    (
        "UPDATE reservation SET warehouse_id = (SELECT id FROM warehouse WHERE code = 'SPB') WHERE order_id = $order; $fit",
        "order $number, line 1, reserved in SPB",
    ),
    (
        "UPDATE reservation SET product_id = (SELECT id FROM product WHERE sku = 'BK-1') WHERE order_id = $order; $fit",
        "order $number, line 1, reserved in MSK: expected 2.000 of DR-1, found 2.000 of BK-1",
    ),
    ("UPDATE reservation SET position = 9 WHERE order_id = $order", "order $number, line 9, reserved in MSK"),
    ("UPDATE stock SET reserved = 0", "what is reserved is the sum of the open reservations (DR-1 in MSK)"),
    ("UPDATE promise SET promised_on = '2031-01-01' WHERE order_id = $order", "order $number, line 1, promise of MSK"),
    ("UPDATE promise SET promised_on = NULL WHERE order_id = $order", "order $number, line 1, promise of MSK"),
    (
        "UPDATE promise SET warehouse_id = (SELECT id FROM warehouse WHERE code = 'SPB') WHERE order_id = $order",
        "order $number, line 1, promise of SPB",
    ),
    ("UPDATE promise SET position = 7 WHERE order_id = $order", "order $number, line 7, promise of MSK"),
    ("DELETE FROM promise WHERE order_id = $order", "order $number, line 1, promise of MSK"),
    ("UPDATE shipment_line SET promised_on = '2031-01-01'", "(promised_on)"),
    (
        "UPDATE shipment SET unit_id = NULL",
        "what left and what is billed is of the company, the unit and the contract that ordered it",
    ),
    (
        "UPDATE invoice SET unit_id = NULL",
        "what left and what is billed is of the company, the unit and the contract that ordered it",
    ),
    ("UPDATE movement SET quantity = quantity - 5000 WHERE $booked; $fit", "movement of DR-1 in MSK: expected as it was booked"),
    ("UPDATE movement SET at = at - 1 WHERE $booked", "movement of DR-1 in MSK: expected as it was booked"),
    ("UPDATE movement SET source = 'figure' WHERE $booked", "movement of DR-1 in MSK: expected as it was booked"),
    ("UPDATE movement SET kind = 'shipment' WHERE $booked", "movement of DR-1 in MSK (mov_"),
    ("DELETE FROM movement WHERE $booked; $fit", "movement of DR-1 in MSK (mov_"),
    (
        "INSERT INTO movement (id, product_id, warehouse_id, kind, quantity, at, source) \
         SELECT (SELECT max(id) + 1 FROM movement), product_id, warehouse_id, kind, -3000, at, source FROM movement WHERE $booked; $fit",
        "movement of DR-1 in MSK: expected no movement",
    ),
    (
        "UPDATE movement SET quantity = quantity + 1000 WHERE kind = 'shipment'; $fit",
        "what a shipment says has left is what moved for it",
    ),
    ("UPDATE movement SET at = at + 1 WHERE kind = 'shipment'", "what left for a shipment moved when that left"),
    (
        "UPDATE stock SET on_hand = on_hand - 1000 WHERE on_hand > 1000",
        "what lies in a warehouse is the sum of its movements (DR-1 in MSK)",
    ),
    ("UPDATE stock SET expected = expected + 1000 WHERE expected IS NOT NULL", "stock of DR-2 in MSK (expected)"),
    ("UPDATE stock SET expected_on = '2031-01-01' WHERE expected_on IS NOT NULL", "stock of DR-2 in MSK (expected)"),
    ("UPDATE stock SET as_of = as_of - 1000000", "stock of DR-1 in MSK (as_of)"),
    ("UPDATE product SET vat_code = 'none' WHERE sku = 'DR-1'", "product DR-1: expected as it was imported last"),
    ("UPDATE product SET moq = moq + 1000 WHERE sku = 'DR-1'", "product DR-1: expected as it was imported last"),
    ("UPDATE product SET is_active = NOT is_active WHERE sku = 'DR-1'", "product DR-1: expected as it was imported last"),
    ("UPDATE product SET name = 'Другая' WHERE sku = 'DR-1'", "product DR-1: expected as it was imported last"),
    (
        "UPDATE product SET category_id = (SELECT category_id FROM product WHERE sku = 'GL-5') WHERE sku = 'DR-1'",
        "product DR-1: expected as it was imported last",
    ),
    (
        "UPDATE category SET name_en = 'Another' WHERE path = 'Инструмент / Дрели'",
        "category Инструмент / Дрели: expected as it was made",
    ),
    (
        "UPDATE category SET code = 'another' WHERE path = 'Инструмент / Дрели'",
        "category Инструмент / Дрели: expected as it was made",
    ),
    (
        "UPDATE category SET parent_id = (SELECT id FROM category WHERE path = 'Спецодежда') WHERE path = 'Инструмент / Дрели'",
        "a category lies where the one above it does, under its own name",
    ),
    // Drills get what is granted for workwear, and everything beside the records agrees.
    (
        "DELETE FROM category_ancestor WHERE category_id <> ancestor_id AND category_id = (SELECT id FROM category \
             WHERE path = 'Инструмент / Дрели'); \
         INSERT INTO category_ancestor (category_id, ancestor_id) SELECT c.id, p.id FROM category c, category p \
             WHERE c.path = 'Инструмент / Дрели' AND p.path = 'Спецодежда'; \
         UPDATE category SET path = 'Спецодежда / Дрели', parent_id = (SELECT p.id FROM category p WHERE p.path = 'Спецодежда'), \
             lineage = (SELECT p.lineage FROM category p WHERE p.path = 'Спецодежда') || '/' || CAST(id AS TEXT) \
             WHERE path = 'Инструмент / Дрели'",
        "category Инструмент / Дрели: expected as it was made",
    ),
    (
        "INSERT INTO category_ancestor (category_id, ancestor_id) SELECT c.id, p.id FROM category c, category p \
             WHERE c.path = 'Инструмент / Дрели' AND p.path = 'Спецодежда'",
        "what is granted for a category reaches those below it and no other",
    ),
    (
        "DELETE FROM category_ancestor WHERE category_id <> ancestor_id",
        "what is granted for a category reaches those below it and no other",
    ),
    (
        "INSERT INTO category (id, path, name, name_en, code, lineage) VALUES (7, 'Другое', 'Другое', 'Other', 'another', '7'); \
         INSERT INTO category_ancestor (category_id, ancestor_id) VALUES (7, 7)",
        "category Другое: expected no category",
    ),
    ("UPDATE vat_rate SET percent = 100 WHERE code = 'reduced'", "VAT rate reduced"),
    ("UPDATE vat_rate SET valid_until = '2026-12-31' WHERE code = 'zero'", "VAT rate zero"),
    ("UPDATE quote_limit SET percent = 9000", "what one person may offer alone"),
    ("UPDATE standing_order SET price_policy = 'original'", "standing order under A-1"),
    ("UPDATE standing_order SET state = 'paused'", ": state: expected"),
    ("UPDATE standing_order SET state = 'nowhere'", "standing order under A-1: expected what can be read"),
    ("UPDATE standing_order SET schedule = 'never'", "standing order under A-1: expected what can be read"),
    ("UPDATE standing_order SET contract_id = (SELECT id FROM contract WHERE number = 'B-1')", ": contract_id: expected"),
    ("UPDATE standing_order SET address = 'Склад Юг'", ": words: expected"),
    ("UPDATE standing_order SET next_on = '2031-01-06'", ": next_on: expected"),
    ("UPDATE standing_line SET quantity = quantity + 1000", "].quantity: expected"),
    ("UPDATE standing_line SET agreed_price = 1", "].agreed: expected"),
    ("DELETE FROM standing_line", ": lines: expected 2 entries, found 0 entries"),
    ("DELETE FROM standing_line; DELETE FROM standing_order", "standing order under A-1 (sto_"),
    ("DELETE FROM discount_code_use; UPDATE discount_code SET uses_done = 0", "(discount code)"),
    (
        "UPDATE discount_code_use SET returned_at = 5 WHERE returned_at IS NULL; UPDATE discount_code SET uses_done = 0",
        "(discount code): expected not given back",
    ),
    (
        "UPDATE discount_code_use SET returned_at = NULL; UPDATE discount_code SET uses_done = 2",
        "(discount code): expected given back",
    ),
    ("UPDATE discount_code SET uses_done = 0", "a discount code was used as often as orders say"),
    ("UPDATE discount_code_use SET at = at + 1", "a discount code was used by whoever placed the order, and then"),
    ("UPDATE quote SET contract_id = (SELECT id FROM contract WHERE number = 'B-1')", "a quote is of the contract that it names"),
];

/// A cart with a code in it, ordered.
async fn with_code(house: &House, key: &str) -> String {
    let sever = house.api(SEVER).await;
    sever.set("/api/v1/cart/lines/GL-5", json!({"quantity": "10"})).await.expect(200);
    let cart = sever.set("/api/v1/cart/code", json!({"code": "GOODS"})).await.expect(200).json();
    let body = json!({"from_cart": true, "agreed_total": cart["total"]});
    text(&sever.order(key, body).await.expect(201).json()["number"])
}

/// An order that waits, one that left, one with a code, one that gave its code back, a standing order, a quote; the first one's number.
async fn story(house: &House) -> String {
    let (sever, warehouse) = (house.api(SEVER).await, house.api(WAREHOUSE).await);
    let code = json!({"code": "GOODS", "name": "Товар", "name_en": "Goods", "percent": "15", "valid_from": "2020-01-01"});
    house.api(MANAGER).await.send("/api/v1/discount-codes", code).await.expect(201);
    let waits = text(&placed(&sever, "waits", "DR-1", "2").await["number"]);
    let leaves = text(&placed(&sever, "leaves", "DR-1", "3").await["number"]);
    ship(&warehouse, &leaves, "leaves", all_from_moscow()).await;
    with_code(house, "code").await;
    let gives_back = with_code(house, "gives-back").await;
    sever.send(&format!("/api/v1/orders/{gives_back}/cancellation"), json!({})).await;
    let standing = json!({"name": "Weekly", "text": "DR-1 2\nGL-5 5", "schedule": {"repeats": "weekly", "days": ["mon"]}});
    sever.send("/api/v1/standing-orders", standing).await.expect(201);
    agreed_quote(house, "quote").await;
    // Once more, with other figures: the last record counts.
    let administrator = house.administrator().await;
    import(&administrator, "stock", "warehouse,sku,on_hand,expected,expected_on\nMSK,GL-5,900,,\nSPB,DR-2,4,,\n").await;
    import(&administrator, "products", "sku,name,category,unit,vat\nGL-6,Краги,Спецодежда / Перчатки,пара,reduced\n").await;
    house.work().await;
    house.seal().await;
    house.rest().await;
    expect_clean(house);
    waits
}

/// A record as an earlier program wrote it, which told neither what an import wrote nor how a standing order stood.
fn older(body: &[u8]) -> Option<Vec<u8>> {
    let mut read: Value = serde_json::from_slice(body).expect("JSON");
    let facts = read["facts"].as_object_mut().expect("facts");
    let is_of_goods = facts.get("kind").is_some_and(|kind| kind == "stock" || kind == "products");
    let mut is_younger = is_of_goods && facts.remove("written").is_some();
    is_younger |= is_of_goods && facts.remove("categories").is_some();
    is_younger |= facts.remove("stands").is_some();
    // The record of a code itself has its id under the same name.
    is_younger |= facts.contains_key("lines") && facts.remove("discount_code").is_some();
    is_younger.then(|| serde_json::to_vec(&read).expect("bytes"))
}

on_both! {
    async fn nothing_of_goods_is_changed_unseen(house: House) {
        let number = story(&house).await;
        let order = house.sql_i64(&format!("SELECT id FROM sales_order WHERE number = '{number}'")).await.to_string();
        let hand = Hand::of(&house);
        let of_it = |text: &str| text.replace("$order", &order).replace("$number", &number).replace("$fit", FITTING).replace("$booked", BOOKED);
        let lies: Vec<(String, String)> = LIES.iter().map(|(sql, words)| (of_it(sql), of_it(words))).collect();
        caught(&house, &hand, &[], &lies);
        house.leave().await;
    }

    async fn an_older_day_that_is_promised_once_more_by_hand_is_named(house: House) {
        let number = story(&house).await;
        let hand = Hand::of(&house);
        let order = house.sql_i64(&format!("SELECT id FROM sales_order WHERE number = '{number}'")).await;
        let promise = json!({"promised_on": crate::blocks::day(&house, 40), "reason": "The truck is late"});
        house.api(MANAGER).await.send(&format!("/api/v1/orders/{number}/promises"), promise).await.expect(200);
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        hand.change(&format!(
            "INSERT INTO promise (id, order_id, position, warehouse_id, promised_on, reason, actor, at) \
             SELECT (SELECT max(id) + 1 FROM promise), order_id, position, warehouse_id, promised_on, reason, actor, at FROM promise \
             WHERE id = (SELECT min(id) FROM promise WHERE order_id = {order})"
        ));
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains(&format!("order {number}, line 1, promise of MSK (the last)")), "{exit}: {told}");
        house.leave().await;
    }

    async fn records_of_earlier_programs_accuse_nobody_of_goods(house: House) {
        story(&house).await;
        let key = log_key(&house).to_string();
        let hand = Hand::of(&house);
        let count = insider::write_as_earlier(&house, &hand, older);
        assert!(count > 5, "{count}");
        let (exit, told) = verify(&house, &["--key", &key]);
        assert_eq!(exit, 0, "{told}");
        hand.keep("whole");
        for (sql, is_found) in [
            ("UPDATE product SET moq = moq + 1000", false),
            ("UPDATE category SET name_en = 'Another'", false),
            ("DELETE FROM category_ancestor WHERE category_id <> ancestor_id", true),
            ("UPDATE standing_order SET state = 'paused'", false),
            ("UPDATE reservation SET quantity = quantity + 1000", true),
            ("UPDATE stock SET on_hand = on_hand + 1000", true),
            ("UPDATE discount_code_use SET returned_at = 5", true),
        ] {
            hand.change(sql);
            let (exit, told) = verify(&house, &["--key", &key]);
            assert_eq!(exit, i32::from(is_found), "{sql}: {told}");
            hand.put_back("whole");
        }
        house.leave().await;
    }
}
