//! Whose documents are, and where categories lie: what stands beside something says the same as what it belongs to.

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
    Invariant {
        name: "category.path",
        holds: "a category lies where the one above it does, under its own name",
        measure: Plain,
        sql: "SELECT c.code AS object, COALESCE(p.path || ' / ', '') || c.name || ' (' || COALESCE(p.lineage || '/', '') || \
              CAST(c.id AS TEXT) || ')' AS expected, c.path || ' (' || c.lineage || ')' AS found \
              FROM category c LEFT JOIN category p ON p.id = c.parent_id WHERE c.path <> COALESCE(p.path || ' / ', '') || c.name \
              OR c.lineage <> COALESCE(p.lineage || '/', '') || CAST(c.id AS TEXT)",
    },
    Invariant {
        name: "category.above",
        holds: "what is granted for a category reaches those below it and no other",
        measure: Plain,
        sql: "SELECT c.code AS object, c.lineage AS expected, 'others' AS found FROM category c \
              WHERE (SELECT COUNT(*) FROM category_ancestor a WHERE a.category_id = c.id) \
              <> LENGTH(c.lineage) - LENGTH(REPLACE(c.lineage, '/', '')) + 1 OR EXISTS (SELECT 1 FROM category_ancestor a \
              WHERE a.category_id = c.id AND ('/' || c.lineage || '/') NOT LIKE ('%/' || CAST(a.ancestor_id AS TEXT) || '/%'))",
    },
];
