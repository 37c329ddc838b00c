//! Whose documents are: what stands beside a document says the same as what it belongs to.

use super::Invariant;
use super::Measure::Plain;

pub(super) const BELONGINGS: &[Invariant] = &[
    Invariant {
        name: "code.uses",
        holds: "a discount code was used as often as orders say, and no oftener than it may be",
        measure: Plain,
        sql: "SELECT d.code AS object, CAST(COALESCE(u.count, 0) AS TEXT) AS expected, CAST(d.uses_done AS TEXT) AS found \
              FROM discount_code d LEFT JOIN (SELECT code_id, COUNT(*) AS count FROM discount_code_use WHERE returned_at IS NULL \
              GROUP BY code_id) u ON u.code_id = d.id WHERE d.uses_done <> COALESCE(u.count, 0)",
    },
    Invariant {
        name: "code.orders",
        holds: "a discount code was used by whoever placed the order, and then",
        measure: Plain,
        sql: "SELECT d.code AS object, COALESCE(o.number, 'an order') AS expected, \
              CASE WHEN o.id IS NULL THEN 'none' ELSE 'another partner, person or moment' END AS found \
              FROM discount_code_use u JOIN discount_code d ON d.id = u.code_id LEFT JOIN sales_order o ON o.id = u.order_id \
              WHERE o.id IS NULL OR o.partner_id <> u.partner_id OR o.placed_by <> u.account_id OR o.placed_at <> u.at",
    },
    Invariant {
        name: "shipment.moment",
        holds: "what left for a shipment moved when that left",
        measure: Plain,
        sql: "SELECT h.number AS object, CAST(h.shipped_at AS TEXT) AS expected, CAST(m.at AS TEXT) AS found FROM movement m \
              JOIN shipment h ON h.number = m.source WHERE m.kind = 'shipment' AND m.at <> h.shipped_at",
    },
];
