//! Falsities as somebody with the whole database in his hands would plant them, each with the sentences that must name it.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

/// Somebody who has taken every guard off a database.
pub enum Forger {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

const UNGUARDED: &str = "DO $$ DECLARE one RECORD; BEGIN \
    FOR one IN SELECT c.relname AS holder, k.conname AS name FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
        WHERE k.contype IN ('c', 'f') AND k.connamespace = 'public'::regnamespace LOOP \
        EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', one.holder, one.name); END LOOP; \
    FOR one IN SELECT DISTINCT tgrelid::regclass AS holder FROM pg_trigger WHERE NOT tgisinternal LOOP \
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', one.holder); END LOOP; END $$";

impl Forger {
    pub fn at(url: &str) -> Self {
        match url.strip_prefix("sqlite:") {
            Some(path) => {
                let mut conn = SqliteConnection::establish(path).expect("the file opens");
                conn.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
                    .expect("no checks");
                let guards: Vec<Named> = diesel::sql_query("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
                    .load(&mut conn)
                    .expect("the guards");
                assert!(guards.len() > 30, "the guards are not there");
                for guard in guards {
                    conn.batch_execute(&format!("DROP TRIGGER {}", guard.name)).expect("a guard goes");
                }
                Self::Sqlite(Box::new(conn))
            }
            None => {
                let mut conn = PgConnection::establish(url).expect("the database answers");
                conn.batch_execute(UNGUARDED).expect("the guards go");
                Self::Postgres(Box::new(conn))
            }
        }
    }

    /// Plants a falsity, which must change something.
    pub fn plant(&mut self, sql: &str) {
        let touched = match self {
            Self::Sqlite(conn) => diesel::sql_query(sql).execute(&mut **conn),
            Self::Postgres(conn) => diesel::sql_query(sql).execute(&mut **conn),
        };
        let touched = touched.unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert!(touched > 0, "{sql} changes nothing");
    }
}

/// Which sentences name what.
pub const FALSITIES: &[(&[&str], &str)] = &[
    (
        &["stock.on_hand"],
        "UPDATE stock SET on_hand = on_hand + 1000 WHERE product_id = (SELECT id FROM product WHERE sku = 'DR-2')",
    ),
    (
        &["stock.movements"],
        "INSERT INTO movement (id, product_id, warehouse_id, kind, quantity, at, source) \
         SELECT 1, p.id, w.id, 'adjustment', 5000, 0, 'nowhere' FROM product p, warehouse w WHERE p.sku = 'DR-2' AND w.code = 'EKB'",
    ),
    (
        &["stock.reserved"],
        "UPDATE stock SET reserved = reserved + 1000 WHERE product_id = (SELECT id FROM product WHERE sku = 'DR-2')",
    ),
    (&["stock.never_negative"], "UPDATE stock SET on_hand = -5 WHERE product_id = (SELECT id FROM product WHERE sku = 'NP-1')"),
    (
        &["reservation.stock", "reservation.line", "reservation.order"],
        "INSERT INTO reservation (order_id, position, warehouse_id, product_id, quantity) SELECT MIN(o.id), 1, MIN(w.id), MIN(p.id), 1000 \
         FROM sales_order o, warehouse w, product p WHERE o.state = 'shipped' AND w.code = 'EKB' AND p.sku = 'GL-5'",
    ),
    (&["line.shipped"], "UPDATE order_line SET shipped = shipped - 1000 WHERE shipped > 1000"),
    (
        &["line.whole"],
        "UPDATE order_line SET cancelled = quantity + 1000 WHERE order_id = (SELECT MIN(id) FROM sales_order WHERE state = 'confirmed')",
    ),
    (&["shipment.moment"], "UPDATE movement SET at = at + 1 WHERE kind = 'shipment'"),
    (&["shipment.movements"], "UPDATE movement SET quantity = quantity - 1000 WHERE kind = 'shipment'"),
    (&["order.state"], "UPDATE sales_order SET state = 'closed' WHERE state = 'partly_shipped'"),
    (&["order.sums"], "UPDATE sales_order SET total = total + 1 WHERE state = 'shipped'"),
    (&["order.document"], "UPDATE sales_order SET net = net - 100, vat = vat + 100 WHERE state = 'confirmed'"),
    (&["order.contract"], "UPDATE invoice SET partner_id = (SELECT id FROM partner WHERE code = 'GAMMA') WHERE kind = 'opening'"),
    (&["paper.unit"], "UPDATE invoice SET unit_id = (SELECT id FROM unit WHERE name = 'Юг') WHERE kind = 'opening'"),
    (&["invoice.moment"], "UPDATE shipment SET shipped_at = shipped_at + 1"),
    (&["quote.contract"], "UPDATE quote SET partner_id = (SELECT id FROM partner WHERE code = 'GAMMA')"),
    (&["shipment.invoice"], "UPDATE invoice SET shipment_id = NULL WHERE kind = 'invoice'"),
    (&["standing.ledger", "exposure.parts"], "UPDATE standing SET exposure = exposure + 1"),
    (&["ledger.invoices"], "UPDATE ledger_entry SET amount = amount + 1 WHERE kind = 'invoice'"),
    (
        &["ledger.documents", "ledger.commitments"],
        "UPDATE ledger_entry SET document = '999999' WHERE kind = 'commitment' AND amount > 0",
    ),
    (&["ledger.payments", "payment.parts"], "UPDATE payment SET amount = amount + 1 WHERE source <> 'opening'"),
    (&["ledger.openings"], "UPDATE ledger_entry SET amount = amount + 1 WHERE kind = 'opening'"),
    (
        &["payment.contract"],
        "UPDATE payment SET contract_id = (SELECT id FROM contract WHERE number = 'B-1') WHERE source <> 'opening'",
    ),
    (&["invoice.paid"], "UPDATE open_item SET paid = paid + 1"),
    (&["invoice.open"], "UPDATE open_item SET amount = amount + 1"),
    (&["invoice.order"], "UPDATE open_item SET order_id = (SELECT MIN(id) FROM sales_order) WHERE kind = 'opening'"),
    (&["ledger.moments"], "UPDATE ledger_entry SET at = at - 86400000000 WHERE kind = 'invoice'"),
    (&["ledger.moments"], "UPDATE ledger_entry SET at = at - 86400000000 WHERE kind = 'credit_note'"),
    (
        &["ledger.entries"],
        "INSERT INTO ledger_entry (id, contract_id, kind, document, amount, at) SELECT n.n, e.contract_id, e.kind, e.document, n.n * 100, e.at \
         FROM ledger_entry e, (SELECT 1 AS n UNION ALL SELECT -1) n WHERE e.kind = 'payment'",
    ),
    (&["ledger.credit_notes"], "UPDATE ledger_entry SET amount = amount - 1 WHERE kind = 'credit_note'"),
    (&["ledger.documents"], "UPDATE ledger_entry SET document = 'CN-000077' WHERE kind = 'credit_note'"),
    (&["credit_note.lines"], "UPDATE credit_note_line SET gross = gross + 1"),
    (&["credit_note.invoice"], "UPDATE credit_note SET net = net + 900000000, total = total + 900000000"),
    (&["credit_note.contract"], "UPDATE credit_note SET contract_id = (SELECT id FROM contract WHERE number = 'B-1')"),
    (&["numbers.credit_notes"], "UPDATE credit_note SET number = 'CN-000009'"),
    (
        &["ledger.credit_note_reversals"],
        "INSERT INTO credit_note_reversal (note_id, posted_at, issued_on, reason, actor) SELECT id, posted_at, issued_on, 'x', 'x' FROM credit_note",
    ),
    (&["invoice.document"], "UPDATE invoice SET net = net - 100, vat = vat + 100 WHERE kind = 'invoice'"),
    (&["shipment.document"], "UPDATE shipment_line SET quantity = quantity + 1000"),
    (
        &["numbers.invoices"],
        "UPDATE invoice SET number = '000099' WHERE number = (SELECT MAX(number) FROM invoice WHERE kind = 'invoice')",
    ),
    (&["numbers.openings"], "UPDATE invoice SET number = 'OB-000009' WHERE kind = 'opening'"),
    (&["numbers.series"], "UPDATE series SET value = value + 5 WHERE name = 'invoice'"),
    (&["order.versions"], "DELETE FROM order_version WHERE version = 1"),
    (&["quote.versions"], "UPDATE quote SET version = version + 1"),
    (
        &["code.uses"],
        "INSERT INTO discount_code (id, code, code_key, name, name_en, percent, valid_from, uses_done, is_once_each) \
         VALUES (1, 'FALSE', 'FALSE', 'x', 'x', 500, '2020-01-01', 3, FALSE)",
    ),
    (&["code.orders"], "INSERT INTO discount_code_use (order_id, code_id, partner_id, account_id, at) VALUES (1, 1, 1, 1, 0)"),
    (&["paper.unit"], "UPDATE shipment SET unit_id = COALESCE(unit_id, 0) + 1"),
    (&["category.path"], "UPDATE category SET name = 'x' WHERE parent_id IS NULL"),
    (&["category.above"], "DELETE FROM category_ancestor WHERE category_id <> ancestor_id"),
    (&["unit.partner"], "UPDATE address SET unit_id = (SELECT id FROM unit WHERE name = 'Север') WHERE name = 'Магазин'"),
    (
        &["queue.tries"],
        "INSERT INTO job (id, kind, payload, run_at, attempts, leased_until, state) VALUES (1, 'never', '{}', 0, 12, 0, 'waiting')",
    ),
    (
        &["queue.lease"],
        "INSERT INTO job (id, kind, payload, run_at, attempts, leased_until, state) \
         VALUES (2, 'held', '{}', 0, 0, 9000000000000000, 'waiting')",
    ),
    (&["journal.places"], "UPDATE place SET n = n + 1000 WHERE n = (SELECT MAX(n) FROM place)"),
    (&["journal.waiting"], "INSERT INTO unplaced (record_id) SELECT record_id FROM place WHERE n = 1"),
    (&["journal.records"], "UPDATE journal SET kind = 'order.lost' WHERE id = (SELECT MIN(id) FROM journal)"),
    (&["journal.orders"], "DELETE FROM journal WHERE kind = 'order.placed'"),
    (&["order.lines"], "DELETE FROM order_line WHERE order_id = (SELECT MAX(id) FROM sales_order)"),
    (
        &["block.end"],
        "INSERT INTO shipment_block (id, contract_id, cause, reason, ends_when, began_at, began_by, ended_at) \
         SELECT 1, id, 'manual', 'x', 'by_hand', 0, 'x', 0 FROM contract WHERE number = 'A-1'",
    ),
    (
        &["payment.reversal"],
        "INSERT INTO payment (id, contract_id, amount, currency, paid_on, reference, source, booked_at, actor, reverses, reason) \
         SELECT 1, contract_id, -amount, currency, paid_on, 'another', source, booked_at, actor, id, 'x' FROM payment \
         WHERE id = (SELECT MAX(id) FROM payment WHERE source <> 'opening' AND reverses IS NULL \
         AND id NOT IN (SELECT reverses FROM payment WHERE reverses IS NOT NULL))",
    ),
];

/// What the engine itself tells, which is SQLite's alone: PostgreSQL keeps no row without what it refers to.
pub const BROKEN: &str = "INSERT INTO cart_code (cart_id, code_id) VALUES (1, 2)";
