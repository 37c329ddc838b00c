//! Every column of an order, of its lines and of its versions, one after the other: whatever is written into it by hand is named with
//! the order that it belongs to. A column that comes is named here, or the test is red.

use std::collections::BTreeSet;

use serde_json::json;

use super::hand::Hand;
use super::{business, expect_clean, placed, text};
use crate::House;
use crate::blocks::day;
use crate::kit::trade::SEVER;
use crate::on_both;

/// A table, its column, what is set where, and what the verifier says behind the order's number. `$order` is the order, `$other`
/// another one, `$salt` thirty-two bytes that are no salt.
type Lie = (&'static str, &'static str, &'static str, &'static str);

const LIES: &[Lie] = &[
    ("sales_order", "id", "id = id + 1 WHERE id = $order", "expected a row, found none"),
    ("sales_order", "number", "number = '777777' WHERE id = $order", "(number)"),
    ("sales_order", "version", "version = version + 1 WHERE id = $order", "(version)"),
    ("sales_order", "state", "state = 'closed' WHERE id = $order", "(state)"),
    ("sales_order", "state", "state = 'nowhere' WHERE id = $order", "(state)"),
    ("sales_order", "partner_id", "partner_id = (SELECT id FROM partner WHERE code = 'BETA') WHERE id = $order", "(partner)"),
    ("sales_order", "unit_id", "unit_id = NULL WHERE id = $order", "(unit)"),
    (
        "sales_order",
        "contract_id",
        "contract_id = (SELECT id FROM contract WHERE number = 'B-1') WHERE id = $order",
        "(contract)",
    ),
    ("sales_order", "placed_by", "placed_by = (SELECT max(id) FROM account) WHERE id = $order", ": placed_by"),
    ("sales_order", "representation_id", "representation_id = 5 WHERE id = $order", "(representation)"),
    ("sales_order", "placed_at", "placed_at = placed_at + 1 WHERE id = $order", "(placed_at)"),
    ("sales_order", "currency", "currency = 'USD' WHERE id = $order", "(currency)"),
    ("sales_order", "currency", "currency = '???' WHERE id = $order", "(currency)"),
    ("sales_order", "your_number", "your_number = 'PO-78' WHERE id = $order", "(your_number)"),
    ("sales_order", "your_number", "your_number = NULL WHERE id = $order", "(your_number)"),
    ("sales_order", "requested_on", "requested_on = '2030-01-01' WHERE id = $order", "(requested_on)"),
    ("sales_order", "comment", "comment = 'As agreed by telephone' WHERE id = $order", "(comment)"),
    ("sales_order", "delivery", "delivery = replace(delivery, '\"name\":\"', '\"name\":\"X') WHERE id = $order", "(delivery)"),
    ("sales_order", "delivery", "delivery = NULL WHERE id = $order", "(delivery)"),
    ("sales_order", "delivery_cost", "delivery_cost = delivery_cost + 1 WHERE id = $order", "(delivery_cost)"),
    ("sales_order", "net", "net = net + 100, vat = vat - 100 WHERE id = $order", "(amounts)"),
    ("sales_order", "vat", "vat = vat + 100, total = total + 100 WHERE id = $order", "(amounts)"),
    ("sales_order", "total", "net = net + 100, total = total + 100 WHERE id = $order", "(amounts)"),
    ("sales_order", "search_key", "search_key = 'nobody finds it' WHERE id = $order", "(search_key)"),
    (
        "sales_order",
        "snapshot",
        "snapshot = replace(snapshot, '\"unit_price\":\"', '\"unit_price\":\"1') WHERE id = $order",
        "unit_price",
    ),
    ("sales_order", "snapshot", "snapshot = '{}' WHERE id = $order", ": snapshot"),
    (
        "sales_order",
        "snapshot",
        "snapshot = replace(snapshot, '\"placed_by\":\"', '\"placed_by\":\"X') WHERE id = $order",
        ": placed_by (name)",
    ),
    ("sales_order", "salt", "salt = $salt WHERE id = $order", ": "),
    (
        "sales_order",
        "is_cancellation_asked",
        "is_cancellation_asked = NOT is_cancellation_asked WHERE id = $order",
        "(is_cancellation_asked)",
    ),
    (
        "order_line",
        "order_id",
        "order_id = $other, position = 99 WHERE order_id = $order AND position = 2",
        ": lines: expected 2, found 1",
    ),
    ("order_line", "position", "position = position + 10 WHERE order_id = $order AND position = 2", ", line 2 (position)"),
    (
        "order_line",
        "product_id",
        "product_id = (SELECT id FROM product WHERE sku = 'BK-1') WHERE order_id = $order AND position = 1",
        ", line 1 (article)",
    ),
    ("order_line", "quantity", "quantity = quantity + 1000 WHERE order_id = $order AND position = 1", ", line 1 (quantity)"),
    ("order_line", "shipped", "shipped = shipped + 1000 WHERE order_id = $order AND position = 1", ", line 1 (shipped)"),
    ("order_line", "cancelled", "cancelled = cancelled + 1000 WHERE order_id = $order AND position = 1", ", line 1 (cancelled)"),
    ("order_line", "sum", "sum = sum + 1 WHERE order_id = $order AND position = 1", ", line 1 (sum)"),
    (
        "order_version",
        "order_id",
        "order_id = $other, version = 99 WHERE order_id = $order",
        ", version 1: expected a row, found none",
    ),
    ("order_version", "version", "version = version + 100 WHERE order_id = $order", ", version 1: expected a row, found none"),
    ("order_version", "at", "at = at + 1 WHERE order_id = $order", ", version 1 (at)"),
    ("order_version", "actor", "actor = 'Somebody else' WHERE order_id = $order", ", version 1 (actor)"),
    ("order_version", "what", "what = 'promised' WHERE order_id = $order", ", version 1 (what)"),
    (
        "order_version",
        "snapshot",
        "snapshot = replace(snapshot, '\"quantity\":\"', '\"quantity\":\"1') WHERE order_id = $order",
        ", version 1: lines",
    ),
    (
        "order_version",
        "snapshot",
        "snapshot = replace(snapshot, '\"placed_by\":\"', '\"placed_by\":\"X') WHERE order_id = $order",
        ", version 1: placed_by (name)",
    ),
];

/// The columns that a table has in the database.
pub fn columns(hand: &Hand<'_>, house: &House, table: &str) -> BTreeSet<String> {
    let sql = if house.database_url().starts_with("sqlite:") {
        format!("SELECT CAST(cid AS BIGINT) AS n, CAST(name AS BLOB) AS bytes FROM pragma_table_info('{table}')")
    } else {
        format!(
            "SELECT CAST(ordinal_position AS BIGINT) AS n, convert_to(column_name::text, 'UTF8') AS bytes FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = '{table}'"
        )
    };
    hand.bytes(&sql).into_iter().map(|(_, name)| String::from_utf8(name).expect("a name")).collect()
}

/// An order's id as SQL writes it.
async fn id_of(house: &House, number: &str) -> String {
    house.sql_i64(&format!("SELECT id FROM sales_order WHERE number = '{number}'")).await.to_string()
}

on_both! {
    async fn no_column_of_an_order_is_changed_unseen(house: House) {
        business(&house, "a").await;
        let sever = house.api(SEVER).await;
        let body = json!({
            "lines": [{"sku": "DR-1", "quantity": "2"}, {"sku": "GL-5", "quantity": "10"}], "your_number": "PO-77",
            "requested_on": day(&house, 9), "comment": "By the yard", "delivery_address": "Склад Север",
        });
        let number = text(&sever.order("whole", body).await.expect(201).json()["number"]);
        let other = text(&placed(&sever, "other", "DR-1", "1").await["number"]);
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        let (order, other) = (id_of(&house, &number).await, id_of(&house, &other).await);
        let hand = Hand::of(&house);
        let salt = hand.blob(&[7; 32]);
        for table in ["sales_order", "order_line", "order_version"] {
            let tried: BTreeSet<String> = LIES.iter().filter(|lie| lie.0 == table).map(|lie| lie.1.to_owned()).collect();
            assert_eq!(columns(&hand, &house, table), tried, "the columns of {table}");
        }
        hand.keep("whole");
        let mut silent = Vec::new();
        for (table, _, set, words) in LIES {
            let set = set.replace("$order", &order).replace("$other", &other).replace("$salt", &salt);
            hand.change(&format!("UPDATE {table} SET {set}"));
            let told = house.accused();
            let head = format!("  order {number}");
            let is_told = told.iter().any(|line| line.starts_with("rows  place ") && line.contains(&head) && line.contains(words));
            // Whoever changes the number is told of by the number that he wrote.
            let is_told = is_told || (*words == "(number)" && told.iter().any(|line| line.contains("  order 777777 (number)")));
            if !is_told {
                silent.push(format!("UPDATE {table} SET {set}\n{}", told.join("\n")));
            }
            hand.put_back("whole");
        }
        assert!(silent.is_empty(), "{}", silent.join("\n\n"));
        expect_clean(&house);
        house.leave().await;
    }
}
