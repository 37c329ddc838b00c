//! Papers about money beside each other: whose they are, and that what belongs together was written together.

use super::Invariant;
use super::Measure::Plain;

pub(super) const PAPERS: &[Invariant] = &[
    Invariant {
        name: "quote.contract",
        holds: "a quote is of the contract that it names, and of the partner whose that is",
        measure: Plain,
        sql: "SELECT q.number AS object, COALESCE(c.number || ' of ' || p.code, 'a contract') AS expected, \
              q.contract || ' of ' || q.partner_code || CASE WHEN q.partner_id = p.id THEN '' ELSE ', and of another' END AS found \
              FROM quote q LEFT JOIN contract c ON c.id = q.contract_id LEFT JOIN partner p ON p.id = c.partner_id \
              WHERE p.id IS NULL OR q.contract <> c.number OR q.partner_code <> p.code OR q.partner_id <> p.id",
    },
    Invariant {
        name: "paper.unit",
        holds: "what left and what is billed is of the company, the unit and the contract that ordered it",
        measure: Plain,
        sql: "SELECT t.what || ' ' || t.number AS object, COALESCE(CAST(o.unit_id AS TEXT), 'no unit') AS expected, \
              COALESCE(CAST(t.unit_id AS TEXT), 'no unit') AS found FROM ( \
              SELECT 'shipment' AS what, number, order_id, partner_id, unit_id, contract_id FROM shipment \
              UNION ALL SELECT 'invoice', number, order_id, partner_id, unit_id, contract_id FROM invoice \
              ) t LEFT JOIN sales_order o ON o.id = t.order_id \
              WHERE COALESCE(o.unit_id, 0) <> COALESCE(t.unit_id, 0) OR o.partner_id <> t.partner_id OR o.contract_id <> t.contract_id",
    },
    Invariant {
        name: "invoice.moment",
        holds: "the invoice for a shipment is issued as it leaves",
        measure: Plain,
        sql: "SELECT i.number AS object, h.number || ' at ' || CAST(h.shipped_at AS TEXT) AS expected, \
              CAST(i.issued_at AS TEXT) AS found FROM invoice i JOIN shipment h ON h.id = i.shipment_id WHERE i.issued_at <> h.shipped_at",
    },
    Invariant {
        name: "payment.reversal",
        holds: "what takes a payment back is of the same contract and source, under the same reference, and as much below nothing",
        measure: Plain,
        sql: "SELECT c.number || ', ' || p.reference AS object, \
              CAST(-p.amount AS TEXT) || ' by ' || p.source || ', ' || p.reference AS expected, \
              CAST(r.amount AS TEXT) || ' by ' || r.source || ', ' || r.reference \
              || CASE WHEN r.contract_id = p.contract_id THEN '' ELSE ', of another contract' END AS found \
              FROM payment r JOIN payment p ON p.id = r.reverses JOIN contract c ON c.id = p.contract_id \
              WHERE r.contract_id <> p.contract_id OR r.amount <> -p.amount OR r.source <> p.source OR r.reference <> p.reference",
    },
    Invariant {
        name: "block.end",
        holds: "a block has ended at a moment, by somebody and for a reason, or not at all",
        measure: Plain,
        sql: "SELECT c.number || ', block of ' || CAST(b.began_at AS TEXT) AS object, 'an end or none' AS expected, \
              'half of one' AS found FROM shipment_block b JOIN contract c ON c.id = b.contract_id \
              WHERE (b.ended_at IS NULL) <> (b.ended_by IS NULL) OR (b.ended_at IS NULL) <> (b.ended_why IS NULL) \
              OR (b.ended_at IS NULL AND b.release_reason IS NOT NULL)",
    },
];
