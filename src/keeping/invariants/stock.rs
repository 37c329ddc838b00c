//! Stock: what lies, what is promised, what has left.

use super::Invariant;
use super::Measure::{Plain, Quantity};

pub(super) const STOCK: &[Invariant] = &[
    Invariant {
        name: "stock.on_hand",
        holds: "what lies in a warehouse is the sum of its movements",
        measure: Quantity,
        sql: "SELECT g.sku || ' in ' || w.code AS object, CAST(COALESCE(m.sum, 0) AS TEXT) AS expected, CAST(s.on_hand AS TEXT) AS found \
              FROM stock s JOIN product g ON g.id = s.product_id JOIN warehouse w ON w.id = s.warehouse_id \
              LEFT JOIN (SELECT product_id, warehouse_id, CAST(SUM(quantity) AS BIGINT) AS sum FROM movement \
              GROUP BY product_id, warehouse_id) m ON m.product_id = s.product_id AND m.warehouse_id = s.warehouse_id \
              WHERE s.on_hand <> COALESCE(m.sum, 0)",
    },
    Invariant {
        name: "stock.movements",
        holds: "what moved lies somewhere",
        measure: Quantity,
        sql: "SELECT g.sku || ' in ' || w.code AS object, CAST(SUM(m.quantity) AS TEXT) AS expected, 'no stock' AS found \
              FROM movement m JOIN product g ON g.id = m.product_id JOIN warehouse w ON w.id = m.warehouse_id \
              WHERE NOT EXISTS (SELECT 1 FROM stock s WHERE s.product_id = m.product_id AND s.warehouse_id = m.warehouse_id) \
              GROUP BY g.sku, w.code",
    },
    Invariant {
        name: "stock.reserved",
        holds: "what is reserved is the sum of the open reservations",
        measure: Quantity,
        sql: "SELECT g.sku || ' in ' || w.code AS object, CAST(COALESCE(r.sum, 0) AS TEXT) AS expected, CAST(s.reserved AS TEXT) AS found \
              FROM stock s JOIN product g ON g.id = s.product_id JOIN warehouse w ON w.id = s.warehouse_id \
              LEFT JOIN (SELECT product_id, warehouse_id, CAST(SUM(quantity) AS BIGINT) AS sum FROM reservation \
              GROUP BY product_id, warehouse_id) r ON r.product_id = s.product_id AND r.warehouse_id = s.warehouse_id \
              WHERE s.reserved <> COALESCE(r.sum, 0)",
    },
    Invariant {
        name: "stock.never_negative",
        holds: "neither what lies nor what is promised is less than nothing",
        measure: Quantity,
        sql: "SELECT g.sku || ' in ' || w.code AS object, '0' AS expected, \
              CAST(CASE WHEN s.on_hand < 0 THEN s.on_hand ELSE s.reserved END AS TEXT) AS found \
              FROM stock s JOIN product g ON g.id = s.product_id JOIN warehouse w ON w.id = s.warehouse_id \
              WHERE s.on_hand < 0 OR s.reserved < 0",
    },
    Invariant {
        name: "reservation.stock",
        holds: "what is reserved is reserved of a stock",
        measure: Quantity,
        sql: "SELECT o.number || ', line ' || CAST(r.position AS TEXT) AS object, 'a stock' AS expected, CAST(r.quantity AS TEXT) AS found \
              FROM reservation r JOIN sales_order o ON o.id = r.order_id WHERE r.quantity > 0 AND NOT EXISTS \
              (SELECT 1 FROM stock s WHERE s.product_id = r.product_id AND s.warehouse_id = r.warehouse_id)",
    },
    Invariant {
        name: "reservation.line",
        holds: "no line holds more than is open of it",
        measure: Quantity,
        sql: "SELECT o.number || ', line ' || CAST(r.position AS TEXT) AS object, \
              CAST(COALESCE(l.quantity - l.shipped - l.cancelled, 0) AS TEXT) AS expected, CAST(r.sum AS TEXT) AS found \
              FROM (SELECT order_id, position, product_id, CAST(SUM(quantity) AS BIGINT) AS sum FROM reservation \
              GROUP BY order_id, position, product_id) r JOIN sales_order o ON o.id = r.order_id \
              LEFT JOIN order_line l ON l.order_id = r.order_id AND l.position = r.position AND l.product_id = r.product_id \
              WHERE r.sum > COALESCE(l.quantity - l.shipped - l.cancelled, 0)",
    },
    Invariant {
        name: "reservation.order",
        holds: "only orders that can still be shipped hold goods",
        measure: Plain,
        sql: "SELECT o.number AS object, 'nothing held' AS expected, o.state AS found FROM sales_order o \
              WHERE o.state NOT IN ('awaiting_approval', 'confirmed', 'picking', 'partly_shipped') \
              AND EXISTS (SELECT 1 FROM reservation r WHERE r.order_id = o.id AND r.quantity > 0)",
    },
    Invariant {
        name: "line.shipped",
        holds: "what has left of a line is the sum of its shipments",
        measure: Quantity,
        sql: "SELECT o.number || ', line ' || CAST(l.position AS TEXT) AS object, CAST(COALESCE(t.sum, 0) AS TEXT) AS expected, \
              CAST(l.shipped AS TEXT) AS found FROM order_line l JOIN sales_order o ON o.id = l.order_id \
              LEFT JOIN (SELECT h.order_id, s.position, s.product_id, CAST(SUM(s.quantity) AS BIGINT) AS sum FROM shipment_line s \
              JOIN shipment h ON h.id = s.shipment_id GROUP BY h.order_id, s.position, s.product_id) t \
              ON t.order_id = l.order_id AND t.position = l.position AND t.product_id = l.product_id \
              WHERE l.shipped <> COALESCE(t.sum, 0)",
    },
    Invariant {
        name: "line.whole",
        holds: "no more leaves or is given up of a line than was ordered",
        measure: Quantity,
        sql: "SELECT o.number || ', line ' || CAST(l.position AS TEXT) AS object, CAST(l.quantity AS TEXT) AS expected, \
              CAST(l.shipped + l.cancelled AS TEXT) AS found FROM order_line l JOIN sales_order o ON o.id = l.order_id \
              WHERE l.shipped + l.cancelled > l.quantity OR l.shipped < 0 OR l.cancelled < 0",
    },
    Invariant {
        name: "shipment.movements",
        holds: "what a shipment says has left is what moved for it",
        measure: Quantity,
        sql: "SELECT t.number || ', ' || g.sku AS object, CAST(CAST(SUM(t.said) AS BIGINT) AS TEXT) AS expected, \
              CAST(CAST(SUM(t.moved) AS BIGINT) AS TEXT) AS found FROM ( \
              SELECT h.number, h.warehouse_id, s.product_id, s.quantity AS said, 0 AS moved \
              FROM shipment_line s JOIN shipment h ON h.id = s.shipment_id \
              UNION ALL SELECT m.source, m.warehouse_id, m.product_id, 0, -m.quantity FROM movement m WHERE m.kind = 'shipment' \
              ) t JOIN product g ON g.id = t.product_id GROUP BY t.number, t.warehouse_id, g.sku HAVING SUM(t.said) <> SUM(t.moved)",
    },
    Invariant {
        name: "order.state",
        holds: "an order's state says whether something of it is still to leave",
        measure: Plain,
        sql: "SELECT o.number AS object, CASE WHEN t.open > 0 THEN 'something open' ELSE 'nothing open' END AS expected, o.state AS found \
              FROM sales_order o JOIN (SELECT order_id, SUM(quantity - shipped - cancelled) AS open, SUM(shipped) AS shipped \
              FROM order_line GROUP BY order_id) t ON t.order_id = o.id \
              WHERE (o.state IN ('shipped', 'closed', 'cancelled', 'rejected') AND t.open > 0) \
              OR (o.state IN ('confirmed', 'picking', 'partly_shipped') AND t.open = 0) \
              OR (o.state IN ('cancelled', 'rejected', 'awaiting_approval', 'confirmed') AND t.shipped > 0)",
    },
];
