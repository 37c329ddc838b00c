//! Numbers, versions, codes, the queue, and the places of records.

use super::Invariant;
use super::Measure::Plain;

pub(super) const THINGS: &[Invariant] = &[
    Invariant {
        name: "numbers.invoices",
        holds: "numbers of invoices have no gaps",
        measure: Plain,
        sql: "SELECT 'invoice ' || t.number AS object, CAST(t.before + 1 AS TEXT) AS expected, CAST(t.n AS TEXT) AS found FROM ( \
              SELECT number, CAST(number AS BIGINT) AS n, COALESCE(LAG(CAST(number AS BIGINT)) OVER (ORDER BY CAST(number AS BIGINT)), 0) \
              AS before FROM invoice WHERE kind = 'invoice') t WHERE t.n <> t.before + 1",
    },
    Invariant {
        name: "numbers.openings",
        holds: "numbers of balances brought in have no gaps",
        measure: Plain,
        sql: "SELECT 'invoice ' || t.number AS object, CAST(t.before + 1 AS TEXT) AS expected, CAST(t.n AS TEXT) AS found FROM ( \
              SELECT number, CAST(SUBSTR(number, 4) AS BIGINT) AS n, COALESCE(LAG(CAST(SUBSTR(number, 4) AS BIGINT)) \
              OVER (ORDER BY CAST(SUBSTR(number, 4) AS BIGINT)), 0) AS before FROM invoice WHERE kind = 'opening') t \
              WHERE t.n <> t.before + 1",
    },
    Invariant {
        name: "numbers.credit_notes",
        holds: "numbers of credit notes have no gaps",
        measure: Plain,
        sql: "SELECT 'credit note ' || t.number AS object, CAST(t.before + 1 AS TEXT) AS expected, CAST(t.n AS TEXT) AS found FROM ( \
              SELECT number, CAST(SUBSTR(number, 4) AS BIGINT) AS n, COALESCE(LAG(CAST(SUBSTR(number, 4) AS BIGINT)) \
              OVER (ORDER BY CAST(SUBSTR(number, 4) AS BIGINT)), 0) AS before FROM credit_note) t WHERE t.n <> t.before + 1",
    },
    Invariant {
        name: "numbers.series",
        holds: "a series has given the numbers that there are",
        measure: Plain,
        sql: "SELECT s.name AS object, CAST(t.count AS TEXT) AS expected, CAST(s.value AS TEXT) AS found FROM series s JOIN ( \
              SELECT kind AS name, COUNT(*) AS count FROM invoice WHERE kind IN ('invoice', 'opening') GROUP BY kind \
              UNION ALL SELECT 'credit_note', COUNT(*) FROM credit_note UNION ALL SELECT 'activity', MAX(n) FROM activity) t ON t.name = s.name \
              WHERE (s.name <> 'activity' AND s.value <> t.count) OR s.value < t.count",
    },
    Invariant {
        name: "order.versions",
        holds: "every version of an order is kept, and the last one is the order as it stands",
        measure: Plain,
        sql: "SELECT o.number AS object, CAST(o.version AS TEXT) AS expected, CAST(COALESCE(v.count, 0) AS TEXT) AS found FROM sales_order o \
              LEFT JOIN (SELECT order_id, COUNT(*) AS count, MAX(version) AS last FROM order_version GROUP BY order_id) v \
              ON v.order_id = o.id WHERE COALESCE(v.count, 0) <> o.version OR v.last <> o.version OR NOT EXISTS (SELECT 1 \
              FROM order_version l WHERE l.order_id = o.id AND l.version = o.version AND l.snapshot = o.snapshot)",
    },
    Invariant {
        name: "quote.versions",
        holds: "every version of a quote is kept",
        measure: Plain,
        sql: "SELECT q.number AS object, CAST(q.version AS TEXT) AS expected, CAST(COALESCE(v.count, 0) AS TEXT) AS found FROM quote q \
              LEFT JOIN (SELECT quote_id, COUNT(*) AS count FROM quote_version GROUP BY quote_id) v ON v.quote_id = q.id \
              WHERE COALESCE(v.count, 0) <> q.version",
    },
    Invariant {
        name: "unit.partner",
        holds: "people, addresses and orders are in units of their own company",
        measure: Plain,
        sql: "SELECT t.what || ' ' || t.name AS object, p.code AS expected, u.name AS found FROM ( \
              SELECT 'order' AS what, number AS name, partner_id, unit_id FROM sales_order \
              UNION ALL SELECT 'address', name, partner_id, unit_id FROM address \
              UNION ALL SELECT 'person', a.login, m.partner_id, m.unit_id FROM membership m JOIN account a ON a.id = m.account_id) t \
              JOIN unit u ON u.id = t.unit_id JOIN partner p ON p.id = t.partner_id WHERE u.partner_id <> t.partner_id",
    },
    Invariant {
        name: "queue.tries",
        holds: "a job that waits has tries left",
        measure: Plain,
        sql: "SELECT kind || ', job ' || CAST(id AS TEXT) AS object, 'fewer than 10' AS expected, CAST(attempts AS TEXT) AS found FROM job \
              WHERE state = 'waiting' AND (attempts >= 10 OR attempts < 0)",
    },
    Invariant {
        name: "queue.lease",
        holds: "no job is held for longer than a lease lasts",
        measure: Plain,
        sql: "SELECT kind || ', job ' || CAST(id AS TEXT) AS object, 'a lease of two minutes' AS expected, 'leased for longer' AS found \
              FROM job WHERE state = 'waiting' AND leased_until > {now} + 600000000",
    },
    Invariant {
        name: "journal.places",
        holds: "places of records follow each other without gaps",
        measure: Plain,
        sql: "SELECT 'place ' || CAST(t.n AS TEXT) AS object, CAST(t.before + 1 AS TEXT) AS expected, CAST(t.n AS TEXT) AS found FROM ( \
              SELECT n, COALESCE(LAG(n) OVER (ORDER BY n), 0) AS before FROM place) t WHERE t.n <> t.before + 1",
    },
    Invariant {
        name: "journal.waiting",
        holds: "every record has a place or waits for it, and never both",
        measure: Plain,
        sql: "SELECT 'record ' || CAST(j.id AS TEXT) AS object, 'a place or waiting' AS expected, \
              CASE WHEN p.record_id IS NULL THEN 'neither' ELSE 'both' END AS found FROM journal j \
              LEFT JOIN place p ON p.record_id = j.id LEFT JOIN unplaced u ON u.record_id = j.id \
              WHERE (p.record_id IS NULL) = (u.record_id IS NULL) \
              UNION ALL SELECT 'place ' || CAST(p.n AS TEXT), 'a record', 'none' FROM place p \
              WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.id = p.record_id) \
              UNION ALL SELECT 'record ' || CAST(u.record_id AS TEXT), 'a record', 'none' FROM unplaced u \
              WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.id = u.record_id)",
    },
    Invariant {
        name: "journal.orders",
        holds: "of every order the records tell that it was placed",
        measure: Plain,
        sql: "SELECT p.code AS object, CAST(t.orders AS TEXT) AS expected, CAST(COALESCE(j.records, 0) AS TEXT) AS found FROM ( \
              SELECT partner_id, COUNT(*) AS orders FROM sales_order GROUP BY partner_id) t JOIN partner p ON p.id = t.partner_id \
              LEFT JOIN (SELECT partner_id, COUNT(*) AS records FROM journal WHERE kind = 'order.placed' \
              GROUP BY partner_id) j ON j.partner_id = t.partner_id WHERE COALESCE(j.records, 0) < t.orders",
    },
];
