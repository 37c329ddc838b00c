//! Money: what is owed, by the documents and by the ledger, and what pays what.

use super::Invariant;
use super::Measure::{Money, Plain};

pub(super) const MONEY: &[Invariant] = &[
    Invariant {
        name: "order.sums",
        holds: "an order comes to what is without VAT and the VAT, and to nothing less than nothing",
        measure: Money,
        sql: "SELECT o.number AS object, CAST(o.net + o.vat AS TEXT) AS expected, CAST(o.total AS TEXT) AS found FROM sales_order o \
              WHERE o.net + o.vat <> o.total OR o.total < 0 OR o.delivery_cost < 0",
    },
    Invariant {
        name: "order.lines",
        holds: "an order has lines",
        measure: Plain,
        sql: "SELECT o.number AS object, 'lines' AS expected, 'none' AS found FROM sales_order o \
              WHERE NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id)",
    },
    Invariant {
        name: "order.contract",
        holds: "an order, its shipments and its invoices are of the partner of their contract",
        measure: Plain,
        sql: "SELECT t.what || ' ' || t.number AS object, p.code AS expected, q.code AS found FROM ( \
              SELECT 'order' AS what, number, contract_id, partner_id FROM sales_order \
              UNION ALL SELECT 'shipment', number, contract_id, partner_id FROM shipment \
              UNION ALL SELECT 'invoice', number, contract_id, partner_id FROM invoice) t \
              JOIN contract c ON c.id = t.contract_id JOIN partner p ON p.id = c.partner_id JOIN partner q ON q.id = t.partner_id \
              WHERE c.partner_id <> t.partner_id",
    },
    Invariant {
        name: "shipment.invoice",
        holds: "every shipment has its invoice",
        measure: Plain,
        sql: "SELECT h.number AS object, 'an invoice of the same order and contract' AS expected, 'none' AS found FROM shipment h \
              WHERE NOT EXISTS (SELECT 1 FROM invoice i WHERE i.shipment_id = h.id AND i.order_id = h.order_id \
              AND i.contract_id = h.contract_id AND i.kind = 'invoice')",
    },
    Invariant {
        name: "standing.ledger",
        holds: "what a contract owes and is promised is the sum of its ledger",
        measure: Money,
        sql: "SELECT c.number AS object, CAST(COALESCE(e.sum, 0) AS TEXT) AS expected, CAST(COALESCE(s.exposure, 0) AS TEXT) AS found \
              FROM contract c LEFT JOIN standing s ON s.contract_id = c.id \
              LEFT JOIN (SELECT contract_id, CAST(SUM(amount) AS BIGINT) AS sum FROM ledger_entry GROUP BY contract_id) e \
              ON e.contract_id = c.id WHERE COALESCE(s.exposure, 0) <> COALESCE(e.sum, 0)",
    },
    Invariant {
        name: "exposure.parts",
        holds: "what a contract owes is what is open of its invoices and what its orders are promised, less what was paid before",
        measure: Money,
        sql: "SELECT c.number AS object, CAST(COALESCE(i.sum, 0) + COALESCE(e.sum, 0) - COALESCE(f.sum, 0) - COALESCE(d.sum, 0) AS TEXT) \
              AS expected, CAST(s.exposure AS TEXT) AS found FROM standing s JOIN contract c ON c.id = s.contract_id \
              LEFT JOIN (SELECT contract_id, CAST(SUM(amount - paid) AS BIGINT) AS sum FROM open_item WHERE kind <> 'proforma' \
              GROUP BY contract_id) i ON i.contract_id = c.id \
              LEFT JOIN (SELECT contract_id, CAST(SUM(amount) AS BIGINT) AS sum FROM ledger_entry WHERE kind = 'commitment' \
              GROUP BY contract_id) e ON e.contract_id = c.id \
              LEFT JOIN (SELECT contract_id, CAST(SUM(paid) AS BIGINT) AS sum FROM open_item WHERE kind = 'proforma' \
              GROUP BY contract_id) f ON f.contract_id = c.id \
              LEFT JOIN (SELECT contract_id, CAST(SUM(rest) AS BIGINT) AS sum FROM advance GROUP BY contract_id) d ON d.contract_id = c.id \
              WHERE s.exposure <> COALESCE(i.sum, 0) + COALESCE(e.sum, 0) - COALESCE(f.sum, 0) - COALESCE(d.sum, 0)",
    },
    Invariant {
        name: "ledger.invoices",
        holds: "every invoice stands in the ledger with its total",
        measure: Money,
        sql: "SELECT i.number AS object, CAST(i.total AS TEXT) AS expected, CAST(COALESCE(e.sum, 0) AS TEXT) AS found FROM invoice i \
              LEFT JOIN (SELECT contract_id, document, CAST(SUM(amount) AS BIGINT) AS sum FROM ledger_entry WHERE kind = 'invoice' \
              GROUP BY contract_id, document) e ON e.contract_id = i.contract_id AND e.document = i.number \
              WHERE i.kind = 'invoice' AND i.total <> COALESCE(e.sum, 0)",
    },
    Invariant {
        name: "ledger.documents",
        holds: "what the ledger says of invoices, credit notes and orders is of such as there are",
        measure: Money,
        sql: "SELECT c.number || ', ' || e.kind || ' ' || e.document AS object, 'a document' AS expected, CAST(e.amount AS TEXT) AS found \
              FROM ledger_entry e JOIN contract c ON c.id = e.contract_id WHERE (e.kind = 'invoice' AND NOT EXISTS (SELECT 1 FROM invoice i \
              WHERE i.number = e.document AND i.contract_id = e.contract_id)) OR (e.kind = 'credit_note' AND NOT EXISTS \
              (SELECT 1 FROM credit_note n WHERE n.number = e.document AND n.contract_id = e.contract_id)) OR (e.kind = 'credit_note_reversal' AND NOT \
              EXISTS (SELECT 1 FROM credit_note n JOIN credit_note_reversal r ON r.note_id = n.id WHERE n.number = e.document \
              AND n.contract_id = e.contract_id)) OR (e.kind = 'commitment' AND NOT EXISTS \
              (SELECT 1 FROM sales_order o WHERE o.number = e.document AND o.contract_id = e.contract_id))",
    },
    Invariant {
        name: "ledger.payments",
        holds: "what came and went as money is what the ledger says of payments",
        measure: Money,
        sql: "SELECT c.number AS object, CAST(-COALESCE(p.sum, 0) AS TEXT) AS expected, CAST(COALESCE(e.sum, 0) AS TEXT) AS found \
              FROM contract c LEFT JOIN (SELECT contract_id, CAST(SUM(amount) AS BIGINT) AS sum FROM payment WHERE source <> 'opening' \
              GROUP BY contract_id) p ON p.contract_id = c.id LEFT JOIN (SELECT contract_id, CAST(SUM(amount) AS BIGINT) AS sum \
              FROM ledger_entry WHERE kind IN ('payment', 'reversal') GROUP BY contract_id) e ON e.contract_id = c.id \
              WHERE COALESCE(p.sum, 0) + COALESCE(e.sum, 0) <> 0",
    },
    Invariant {
        name: "ledger.openings",
        holds: "balances brought in are open items or advances of as much",
        measure: Money,
        sql: "SELECT c.number AS object, CAST(COALESCE(e.sum, 0) AS TEXT) AS expected, \
              CAST(COALESCE(i.sum, 0) - COALESCE(p.sum, 0) AS TEXT) AS found FROM contract c \
              LEFT JOIN (SELECT contract_id, CAST(SUM(amount) AS BIGINT) AS sum FROM ledger_entry WHERE kind = 'opening' \
              GROUP BY contract_id) e ON e.contract_id = c.id \
              LEFT JOIN (SELECT contract_id, CAST(SUM(total) AS BIGINT) AS sum FROM invoice WHERE kind = 'opening' \
              GROUP BY contract_id) i ON i.contract_id = c.id \
              LEFT JOIN (SELECT contract_id, CAST(SUM(amount) AS BIGINT) AS sum FROM payment WHERE source = 'opening' \
              GROUP BY contract_id) p ON p.contract_id = c.id \
              WHERE COALESCE(e.sum, 0) <> COALESCE(i.sum, 0) - COALESCE(p.sum, 0)",
    },
    Invariant {
        name: "ledger.moments",
        holds: "invoices, credit notes and what takes one back stand in the ledger once, at the moment of their issue",
        measure: Plain,
        sql: "SELECT d.kind || ' ' || d.number AS object, '1 at ' || CAST(d.at AS TEXT) AS expected, \
              CAST(COALESCE(e.n, 0) AS TEXT) || ' at ' || COALESCE(CAST(e.first AS TEXT), '-') AS found FROM ( \
              SELECT 'invoice' AS kind, number, contract_id, issued_at AS at FROM invoice WHERE kind = 'invoice' \
              UNION ALL SELECT 'credit_note', number, contract_id, posted_at FROM credit_note \
              UNION ALL SELECT 'credit_note_reversal', n.number, n.contract_id, r.posted_at FROM credit_note_reversal r \
              JOIN credit_note n ON n.id = r.note_id) d \
              LEFT JOIN (SELECT contract_id, kind, document, COUNT(*) AS n, MIN(at) AS first FROM ledger_entry \
              WHERE kind IN ('invoice', 'credit_note', 'credit_note_reversal') GROUP BY contract_id, kind, document) e \
              ON e.contract_id = d.contract_id AND e.kind = d.kind AND e.document = d.number \
              WHERE COALESCE(e.n, 0) <> 1 OR e.first <> d.at",
    },
    Invariant {
        name: "ledger.entries",
        holds: "every payment stands in the ledger once, and what took one back at the moment when it did",
        measure: Plain,
        sql: "SELECT c.number || ', ' || t.kind || ' of ' || CAST(t.amount AS TEXT) AS object, 'as many entries as payments' AS expected, \
              CAST(ABS(SUM(t.n)) AS TEXT) || CASE WHEN SUM(t.n) > 0 THEN ' entries more' ELSE ' entries less' END AS found FROM ( \
              SELECT contract_id, kind, amount, CASE WHEN kind = 'reversal' THEN at ELSE 0 END AS at, 1 AS n FROM ledger_entry \
              WHERE kind IN ('payment', 'reversal') UNION ALL \
              SELECT contract_id, CASE WHEN reverses IS NULL THEN 'payment' ELSE 'reversal' END, -amount, \
              CASE WHEN reverses IS NULL THEN 0 ELSE booked_at END, -1 FROM payment WHERE source <> 'opening') t \
              JOIN contract c ON c.id = t.contract_id GROUP BY c.number, t.kind, t.amount, t.at HAVING SUM(t.n) <> 0",
    },
    Invariant {
        name: "invoice.order",
        holds: "what is open of a document is open for its own order",
        measure: Plain,
        sql: "SELECT i.number AS object, COALESCE(o.number, 'no order') AS expected, COALESCE(p.number, 'no order') AS found \
              FROM open_item t JOIN invoice i ON i.id = t.invoice_id LEFT JOIN sales_order o ON o.id = i.order_id \
              LEFT JOIN sales_order p ON p.id = t.order_id WHERE COALESCE(t.order_id, 0) <> COALESCE(i.order_id, 0)",
    },
    Invariant {
        name: "ledger.commitments",
        holds: "an order is committed with its total until something leaves, with the rest then, and with nothing at its end",
        measure: Money,
        sql: "SELECT o.number AS object, CAST(CASE WHEN o.state IN ('shipped', 'closed', 'cancelled', 'rejected') THEN 0 ELSE o.total END \
              AS TEXT) AS expected, CAST(COALESCE(e.sum, 0) AS TEXT) AS found FROM sales_order o \
              LEFT JOIN (SELECT contract_id, document, CAST(SUM(amount) AS BIGINT) AS sum FROM ledger_entry WHERE kind = 'commitment' \
              GROUP BY contract_id, document) e ON e.contract_id = o.contract_id AND e.document = o.number \
              WHERE (o.state IN ('shipped', 'closed', 'cancelled', 'rejected') AND COALESCE(e.sum, 0) <> 0) \
              OR (o.state IN ('confirmed', 'picking') AND COALESCE(e.sum, 0) <> o.total) \
              OR (o.state = 'partly_shipped' AND (COALESCE(e.sum, 0) < 0 OR COALESCE(e.sum, 0) > o.total))",
    },
    Invariant {
        name: "payment.parts",
        holds: "a payment is with invoices or an advance, and one that was taken back with neither",
        measure: Money,
        sql: "SELECT c.number || ', ' || p.reference AS object, CAST(t.amount AS TEXT) AS expected, CAST(t.held AS TEXT) AS found FROM ( \
              SELECT COALESCE(p.reverses, p.id) AS id, CAST(SUM(p.amount) AS BIGINT) AS amount, \
              CAST(SUM(COALESCE(a.sum, 0) + COALESCE(d.rest, 0)) AS BIGINT) AS held FROM payment p \
              LEFT JOIN (SELECT payment_id, SUM(amount) AS sum FROM allocation GROUP BY payment_id) a ON a.payment_id = p.id \
              LEFT JOIN advance d ON d.payment_id = p.id GROUP BY COALESCE(p.reverses, p.id)) t \
              JOIN payment p ON p.id = t.id JOIN contract c ON c.id = p.contract_id WHERE t.amount <> t.held",
    },
    Invariant {
        name: "payment.contract",
        holds: "a payment pays invoices of its own contract",
        measure: Plain,
        sql: "SELECT i.number AS object, c.number AS expected, k.number AS found FROM allocation a JOIN payment p ON p.id = a.payment_id \
              JOIN invoice i ON i.id = a.invoice_id JOIN contract c ON c.id = i.contract_id JOIN contract k ON k.id = p.contract_id \
              WHERE i.contract_id <> p.contract_id",
    },
    Invariant {
        name: "invoice.paid",
        holds: "what is paid of an invoice is the sum of what payments gave it, and no more than it wants",
        measure: Money,
        sql: "SELECT i.number AS object, CAST(COALESCE(a.sum, 0) AS TEXT) AS expected, CAST(t.paid AS TEXT) AS found FROM open_item t \
              JOIN invoice i ON i.id = t.invoice_id LEFT JOIN (SELECT invoice_id, CAST(SUM(amount) AS BIGINT) AS sum FROM allocation \
              GROUP BY invoice_id) a ON a.invoice_id = t.invoice_id \
              WHERE t.paid <> COALESCE(a.sum, 0) OR t.paid > t.amount OR t.paid < 0",
    },
    Invariant {
        name: "invoice.open",
        holds: "an invoice wants what it says without what credit notes took off; a pro-forma may want less",
        measure: Money,
        sql: "SELECT i.number AS object, CAST(i.total - COALESCE(n.sum, 0) AS TEXT) AS expected, \
              COALESCE(CAST(t.amount AS TEXT), 'nothing') AS found \
              FROM invoice i LEFT JOIN open_item t ON t.invoice_id = i.id LEFT JOIN (SELECT invoice_id, CAST(SUM(total) AS BIGINT) AS sum \
              FROM credit_note WHERE NOT EXISTS (SELECT 1 FROM credit_note_reversal r WHERE r.note_id = credit_note.id) \
              GROUP BY invoice_id) n ON n.invoice_id = i.id WHERE t.invoice_id IS NULL OR t.kind <> i.kind \
              OR t.contract_id <> i.contract_id OR (i.kind <> 'proforma' AND t.amount <> i.total - COALESCE(n.sum, 0)) OR t.amount > i.total",
    },
    Invariant {
        name: "ledger.credit_notes",
        holds: "every credit note stands in the ledger with its total, below nothing",
        measure: Money,
        sql: "SELECT n.number AS object, CAST(-n.total AS TEXT) AS expected, CAST(COALESCE(e.sum, 0) AS TEXT) AS found FROM credit_note n \
              LEFT JOIN (SELECT contract_id, document, CAST(SUM(amount) AS BIGINT) AS sum FROM ledger_entry WHERE kind = 'credit_note' \
              GROUP BY contract_id, document) e ON e.contract_id = n.contract_id AND e.document = n.number \
              WHERE n.total + COALESCE(e.sum, 0) <> 0",
    },
    Invariant {
        name: "ledger.credit_note_reversals",
        holds: "every credit note that was taken back stands in the ledger once more with its total",
        measure: Money,
        sql: "SELECT n.number AS object, CAST(n.total AS TEXT) AS expected, CAST(COALESCE(e.sum, 0) AS TEXT) AS found FROM credit_note n \
              JOIN credit_note_reversal r ON r.note_id = n.id LEFT JOIN (SELECT contract_id, document, CAST(SUM(amount) AS BIGINT) AS sum \
              FROM ledger_entry WHERE kind = 'credit_note_reversal' GROUP BY contract_id, document) e \
              ON e.contract_id = n.contract_id AND e.document = n.number WHERE n.total <> COALESCE(e.sum, 0)",
    },
    Invariant {
        name: "credit_note.lines",
        holds: "a credit note comes to its lines",
        measure: Money,
        sql: "SELECT n.number AS object, CAST(COALESCE(l.gross, 0) AS TEXT) AS expected, CAST(n.total AS TEXT) AS found FROM credit_note n \
              LEFT JOIN (SELECT note_id, CAST(SUM(net) AS BIGINT) AS net, CAST(SUM(vat) AS BIGINT) AS vat, CAST(SUM(gross) AS BIGINT) AS gross \
              FROM credit_note_line GROUP BY note_id) l ON l.note_id = n.id WHERE n.net + n.vat <> n.total OR n.net <> COALESCE(l.net, 0) \
              OR n.vat <> COALESCE(l.vat, 0) OR n.total <> COALESCE(l.gross, 0)",
    },
    Invariant {
        name: "credit_note.invoice",
        holds: "credit notes take no more off an invoice for a shipment than it says, and off nothing else",
        measure: Money,
        sql: "SELECT i.number AS object, CAST(CASE WHEN i.kind = 'invoice' THEN i.total ELSE 0 END AS TEXT) AS expected, \
              CAST(n.total AS TEXT) AS found FROM invoice i JOIN (SELECT invoice_id, CAST(SUM(net) AS BIGINT) AS net, \
              CAST(SUM(vat) AS BIGINT) AS vat, CAST(SUM(total) AS BIGINT) AS total FROM credit_note \
              WHERE NOT EXISTS (SELECT 1 FROM credit_note_reversal r WHERE r.note_id = credit_note.id) GROUP BY invoice_id) n \
              ON n.invoice_id = i.id WHERE i.kind <> 'invoice' OR n.net > i.net OR n.vat > i.vat OR n.total > i.total",
    },
    Invariant {
        name: "credit_note.contract",
        holds: "a credit note is of the contract of its invoice",
        measure: Plain,
        sql: "SELECT n.number AS object, c.number AS expected, k.number AS found FROM credit_note n JOIN invoice i ON i.id = n.invoice_id \
              JOIN contract c ON c.id = i.contract_id JOIN contract k ON k.id = n.contract_id WHERE i.contract_id <> n.contract_id",
    },
];
