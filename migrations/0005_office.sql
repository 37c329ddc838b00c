-- The office in control: shipments and promises, invoices and payments, blocks; what clients do, rules, tasks, messages.

ALTER TABLE seller ADD COLUMN grace_days BIGINT NOT NULL DEFAULT 3 CHECK (grace_days >= 0);
ALTER TABLE seller ADD COLUMN dispatch_days BIGINT NOT NULL DEFAULT 1 CHECK (dispatch_days >= 0);
ALTER TABLE contract ADD COLUMN grace_days BIGINT CHECK (grace_days >= 0);
ALTER TABLE sales_order ADD COLUMN is_cancellation_asked BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE requested_item ADD COLUMN is_notice_wanted BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX requested_item_notice ON requested_item (product_id) WHERE is_notice_wanted;
CREATE INDEX order_by_state ON sales_order (state, id);
CREATE INDEX reservation_of_warehouse ON reservation (warehouse_id, order_id);
CREATE INDEX product_of_picture ON product (picture_id) WHERE picture_id IS NOT NULL;

-- Numbers without gaps: the row is held until the transaction ends.
CREATE TABLE series (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL);
INSERT INTO series (name, value) VALUES ('invoice', 0), ('opening', 0), ('activity', 0);

CREATE TABLE shipment (
    id BIGINT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    order_id BIGINT NOT NULL REFERENCES sales_order (id),
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    unit_id BIGINT REFERENCES unit (id),
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    warehouse_id BIGINT NOT NULL REFERENCES warehouse (id),
    shipped_at BIGINT NOT NULL,
    shipped_on DATE NOT NULL,
    snapshot TEXT NOT NULL
);
CREATE INDEX shipment_of_order ON shipment (order_id, id);
CREATE INDEX shipment_of_partner ON shipment (partner_id, id);
CREATE INDEX shipment_of_warehouse ON shipment (warehouse_id, id);

CREATE TABLE shipment_line (
    shipment_id BIGINT NOT NULL REFERENCES shipment (id),
    position BIGINT NOT NULL,
    product_id BIGINT NOT NULL REFERENCES product (id),
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    promised_on DATE,
    PRIMARY KEY (shipment_id, position)
);

-- Promised dates of order lines; the last one counts. A line nobody can promise a day for has none.
CREATE TABLE promise (
    id BIGINT PRIMARY KEY,
    order_id BIGINT NOT NULL REFERENCES sales_order (id),
    position BIGINT NOT NULL,
    warehouse_id BIGINT REFERENCES warehouse (id),
    promised_on DATE,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX promise_of_order ON promise (order_id, position, id);

CREATE TABLE invoice (
    id BIGINT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    unit_id BIGINT REFERENCES unit (id),
    order_id BIGINT REFERENCES sales_order (id),
    shipment_id BIGINT UNIQUE REFERENCES shipment (id),
    issued_at BIGINT NOT NULL,
    issued_on DATE NOT NULL,
    currency TEXT NOT NULL,
    net BIGINT NOT NULL,
    vat BIGINT NOT NULL,
    total BIGINT NOT NULL,
    snapshot TEXT NOT NULL,
    CHECK (net + vat = total)
);
CREATE INDEX invoice_of_contract ON invoice (contract_id, id);
CREATE INDEX invoice_of_partner ON invoice (partner_id, id);
CREATE INDEX invoice_of_order ON invoice (order_id) WHERE order_id IS NOT NULL;

-- What is open of an invoice: the part that changes while the document does not.
CREATE TABLE open_item (
    invoice_id BIGINT PRIMARY KEY REFERENCES invoice (id),
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    kind TEXT NOT NULL,
    order_id BIGINT REFERENCES sales_order (id),
    due_on DATE NOT NULL,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    paid BIGINT NOT NULL CHECK (paid >= 0 AND paid <= amount),
    dispute TEXT,
    is_waived BOOLEAN NOT NULL,
    reminder BIGINT NOT NULL,
    reminded_on DATE
);
CREATE INDEX open_item_of_contract ON open_item (contract_id, due_on);
CREATE INDEX open_item_of_order ON open_item (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX open_item_due ON open_item (due_on) WHERE paid < amount;

CREATE TABLE payment (
    id BIGINT PRIMARY KEY,
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    amount BIGINT NOT NULL CHECK (amount <> 0),
    currency TEXT NOT NULL,
    paid_on DATE NOT NULL,
    reference TEXT NOT NULL,
    source TEXT NOT NULL,
    booked_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reverses BIGINT UNIQUE REFERENCES payment (id),
    reason TEXT,
    fingerprint TEXT UNIQUE
);
CREATE INDEX payment_of_contract ON payment (contract_id, id);

CREATE TABLE allocation (
    id BIGINT PRIMARY KEY,
    payment_id BIGINT NOT NULL REFERENCES payment (id),
    invoice_id BIGINT NOT NULL REFERENCES invoice (id),
    amount BIGINT NOT NULL CHECK (amount <> 0),
    at BIGINT NOT NULL
);
CREATE INDEX allocation_of_payment ON allocation (payment_id);
CREATE INDEX allocation_of_invoice ON allocation (invoice_id);

-- What is left of a payment that no invoice has taken yet.
CREATE TABLE advance (
    payment_id BIGINT PRIMARY KEY REFERENCES payment (id),
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    rest BIGINT NOT NULL CHECK (rest > 0)
);
CREATE INDEX advance_of_contract ON advance (contract_id, payment_id);

CREATE TABLE limit_change (
    id BIGINT PRIMARY KEY,
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    was BIGINT,
    becomes BIGINT,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX limit_change_of_contract ON limit_change (contract_id, id);

CREATE TABLE limit_request (
    id BIGINT PRIMARY KEY,
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    asked BIGINT NOT NULL CHECK (asked >= 0),
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    answer TEXT,
    answered_by TEXT,
    answered_at BIGINT
);
CREATE INDEX limit_request_waiting ON limit_request (state, id);

CREATE TABLE deferral (
    id BIGINT PRIMARY KEY,
    invoice_id BIGINT NOT NULL REFERENCES invoice (id),
    was DATE NOT NULL,
    until DATE NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX deferral_of_invoice ON deferral (invoice_id, id);

CREATE TABLE shipment_block (
    id BIGINT PRIMARY KEY,
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    cause TEXT NOT NULL,
    reason TEXT NOT NULL,
    until DATE,
    ends_when TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    began_by TEXT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT,
    ended_why TEXT,
    release_reason TEXT
);
CREATE INDEX block_of_contract ON shipment_block (contract_id, id);
CREATE UNIQUE INDEX block_overdue_once ON shipment_block (contract_id) WHERE cause = 'overdue' AND ended_at IS NULL;
CREATE INDEX block_in_force ON shipment_block (until) WHERE ended_at IS NULL;

-- What is owed, due or not, and not in dispute; the day after the last spared one it stops shipments.
-- postgres only
CREATE VIEW open_debt AS
    SELECT i.invoice_id, i.contract_id, v.number, i.due_on, i.amount - i.paid AS rest, i.is_waived, i.reminder,
        i.due_on + CAST(COALESCE(c.grace_days, (SELECT MAX(s.grace_days) FROM seller s), 3) AS INTEGER) AS spared_until
    FROM open_item i JOIN invoice v ON v.id = i.invoice_id JOIN contract c ON c.id = i.contract_id
    WHERE i.kind IN ('invoice', 'opening') AND i.paid < i.amount AND i.dispute IS NULL;
-- sqlite only
CREATE VIEW open_debt AS
    SELECT i.invoice_id, i.contract_id, v.number, i.due_on, i.amount - i.paid AS rest, i.is_waived, i.reminder,
        date(i.due_on, '+' || COALESCE(c.grace_days, (SELECT MAX(s.grace_days) FROM seller s), 3) || ' days') AS spared_until
    FROM open_item i JOIN invoice v ON v.id = i.invoice_id JOIN contract c ON c.id = i.contract_id
    WHERE i.kind IN ('invoice', 'opening') AND i.paid < i.amount AND i.dispute IS NULL;
-- both

-- Whose turn it is to do what one node does at a time.
CREATE TABLE turn (name TEXT NOT NULL PRIMARY KEY, until BIGINT NOT NULL);

-- What people did, in the order in which it became visible. Dated, and dropped when old; the journal keeps what must be kept.
CREATE TABLE activity (
    n BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    account_id BIGINT REFERENCES account (id),
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    sum BIGINT,
    currency TEXT
);
CREATE INDEX activity_of_partner ON activity (partner_id, n);
CREATE INDEX activity_of_account ON activity (account_id, n);
CREATE INDEX activity_by_time ON activity (at);

CREATE VIEW cart_worth AS
    SELECT c.account_id, c.partner_id, c.changed_at, COUNT(l.product_id) AS lines,
        CAST(COALESCE(SUM(ROUND(CAST(l.quantity AS NUMERIC) * COALESCE(l.seen_price, 0) / 100000.0)), 0) AS BIGINT) AS worth,
        (SELECT k.currency FROM contract k WHERE k.id = c.contract_id OR (c.contract_id IS NULL AND k.partner_id = c.partner_id)
            ORDER BY k.valid_until IS NULL DESC, k.number LIMIT 1) AS currency
    FROM cart c LEFT JOIN cart_line l ON l.cart_id = c.id GROUP BY c.id, c.account_id, c.partner_id, c.contract_id, c.changed_at;

-- For how many minutes after his last act somebody counts as on line.
CREATE TABLE watch_setting (id BIGINT PRIMARY KEY CHECK (id = 1), online_minutes BIGINT NOT NULL CHECK (online_minutes > 0));
INSERT INTO watch_setting (id, online_minutes) VALUES (1, 5);

CREATE TABLE watch_rule (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    amount BIGINT,
    minutes BIGINT,
    times BIGINT,
    percent BIGINT,
    due_minutes BIGINT NOT NULL CHECK (due_minutes > 0),
    is_on BOOLEAN NOT NULL
);

-- A cart of 100 000 that lies for 20 minutes, three searches in vain in a day, no order for one and a half of the usual interval.
INSERT INTO watch_rule (id, kind, amount, minutes, times, percent, due_minutes, is_on) VALUES
    (1, 'cart_idle', 10000000, 20, NULL, NULL, 60, TRUE),
    (2, 'search_vain', NULL, NULL, 3, NULL, 240, TRUE),
    (3, 'no_order', NULL, NULL, NULL, 150, 1440, TRUE);

-- Days with orders of each partner, counted from 1970.
CREATE VIEW order_day AS SELECT DISTINCT partner_id, placed_at / 86400000000 AS day FROM sales_order WHERE state <> 'cancelled';

CREATE TABLE task (
    id BIGINT PRIMARY KEY,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    account_id BIGINT REFERENCES account (id),
    rule_id BIGINT REFERENCES watch_rule (id),
    owner_id BIGINT REFERENCES account (id),
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    done_at BIGINT,
    done_by TEXT,
    outcome TEXT,
    once_key TEXT NOT NULL UNIQUE
);
CREATE INDEX task_open ON task (owner_id, due_at) WHERE done_at IS NULL;
CREATE INDEX task_of_partner ON task (partner_id, id);
CREATE INDEX task_of_rule ON task (rule_id) WHERE done_at IS NULL;

CREATE TABLE message (
    id BIGINT PRIMARY KEY,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    seen_at BIGINT,
    answers BIGINT REFERENCES message (id)
);
CREATE INDEX message_of_partner ON message (partner_id, id);
CREATE INDEX message_unseen ON message (account_id, id) WHERE seen_at IS NULL;

CREATE TABLE note (
    id BIGINT PRIMARY KEY,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX note_of_partner ON note (partner_id, id);

-- What the office's figures and lists of the day are made of: views, and nothing of the tables behind them.
CREATE INDEX order_by_time ON sales_order (placed_at);

CREATE VIEW view_client AS SELECT id AS partner_id, code AS partner_code, name AS partner_name, manager_id FROM partner;

-- Orders that stand. A slot is a quarter of an hour, the finest step in which clocks of the world differ.
CREATE VIEW view_order AS
    SELECT o.id, o.number, o.placed_at, o.placed_at / 900000000 AS slot, o.currency, o.total, o.state, o.contract_id,
        o.is_cancellation_asked, o.partner_id, p.code AS partner_code, p.name AS partner_name
    FROM sales_order o JOIN partner p ON p.id = o.partner_id WHERE o.state NOT IN ('cancelled', 'rejected');

-- Orders that a block keeps from leaving; what is paid in full leaves in spite of it.
CREATE VIEW view_held_order AS
    SELECT o.id, o.number, o.placed_at, o.currency, o.total, o.partner_id, o.partner_code, o.partner_name
    FROM view_order o WHERE o.state IN ('confirmed', 'picking', 'partly_shipped')
        AND EXISTS (SELECT 1 FROM shipment_block b WHERE b.contract_id = o.contract_id AND b.ended_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM open_item i WHERE i.order_id = o.id AND i.kind = 'proforma' AND i.paid > 0 AND i.paid >= i.amount);

-- Orders by the first day that is promised for a part still to leave; of each part the last promise counts.
CREATE VIEW view_promise AS
    SELECT o.id, o.number, o.partner_id, o.partner_code, o.partner_name, m.promised_on, o.placed_at
    FROM view_order o JOIN (
        SELECT a.order_id, MIN(a.promised_on) AS promised_on
        FROM promise a JOIN order_line l ON l.order_id = a.order_id AND l.position = a.position
        WHERE l.shipped + l.cancelled < l.quantity
            AND NOT EXISTS (SELECT 1 FROM promise b WHERE b.order_id = a.order_id AND b.position = a.position AND b.id > a.id
                AND COALESCE(b.warehouse_id, 0) = COALESCE(a.warehouse_id, 0))
            AND CASE WHEN a.warehouse_id IS NULL
                THEN l.quantity - l.shipped - l.cancelled > (SELECT COALESCE(SUM(r.quantity), 0) FROM reservation r
                    WHERE r.order_id = a.order_id AND r.position = a.position)
                ELSE EXISTS (SELECT 1 FROM reservation r WHERE r.order_id = a.order_id AND r.position = a.position
                    AND r.warehouse_id = a.warehouse_id AND r.quantity > 0) END
        GROUP BY a.order_id) m ON m.order_id = o.id
    WHERE m.promised_on IS NOT NULL AND o.state IN ('confirmed', 'picking', 'partly_shipped');

CREATE VIEW view_debt AS
    SELECT i.invoice_id AS id, v.number, i.due_on, i.amount - i.paid AS rest, v.currency, i.dispute IS NOT NULL AS is_disputed,
        v.partner_id, p.code AS partner_code, p.name AS partner_name
    FROM open_item i JOIN invoice v ON v.id = i.invoice_id JOIN partner p ON p.id = v.partner_id
    WHERE i.kind IN ('invoice', 'opening') AND i.paid < i.amount;

CREATE VIEW view_block AS
    SELECT b.id, b.contract_id, c.number, b.cause, b.began_at, c.partner_id, p.code AS partner_code, p.name AS partner_name
    FROM shipment_block b JOIN contract c ON c.id = b.contract_id JOIN partner p ON p.id = c.partner_id WHERE b.ended_at IS NULL;

CREATE VIEW view_limit_request AS
    SELECT q.id, c.number, q.asked, c.currency, q.asked_at, c.partner_id, p.code AS partner_code, p.name AS partner_name
    FROM limit_request q JOIN contract c ON c.id = q.contract_id JOIN partner p ON p.id = c.partner_id WHERE q.state = 'waiting';

CREATE VIEW view_task AS
    SELECT t.id, t.kind, t.due_at, t.owner_id, t.partner_id, p.code AS partner_code, p.name AS partner_name
    FROM task t JOIN partner p ON p.id = t.partner_id WHERE t.done_at IS NULL;

-- To a buyer what his contract does not allow is the same as what does not exist; the office is told which it was.
CREATE VIEW view_wish AS
    SELECT r.id, r.wanted, r.wanted_key, r.times, r.first_at, r.last_at,
        CASE WHEN r.reason = 'not_found' AND r.product_id IS NOT NULL THEN 'not_in_contract' ELSE r.reason END AS reason,
        r.partner_id, p.code AS partner_code, p.name AS partner_name
    FROM requested_item r JOIN partner p ON p.id = r.partner_id;

CREATE VIEW view_shortage AS
    SELECT s.product_id, s.warehouse_id, g.sku, g.sku_key, g.name, g.name_en, w.code AS warehouse, s.on_hand, s.reserved
    FROM stock s JOIN product g ON g.id = s.product_id JOIN warehouse w ON w.id = s.warehouse_id WHERE s.reserved > s.on_hand;

-- Ledgers and posted documents only grow.
-- postgres only
CREATE TRIGGER ledger_entry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER movement_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON movement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER shipment_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON shipment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER promise_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON promise FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoice_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON invoice FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payment_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON payment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER allocation_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON allocation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER limit_change_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON limit_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deferral_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON deferral FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER shipment_line_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON shipment_line FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- sqlite only
CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger_entry only grows'); END;
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger_entry only grows'); END;
CREATE TRIGGER ledger_entry_no_replace BEFORE INSERT ON ledger_entry WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'ledger_entry only grows'); END;
CREATE TRIGGER movement_no_update BEFORE UPDATE ON movement BEGIN SELECT RAISE(ABORT, 'movement only grows'); END;
CREATE TRIGGER movement_no_delete BEFORE DELETE ON movement BEGIN SELECT RAISE(ABORT, 'movement only grows'); END;
CREATE TRIGGER movement_no_replace BEFORE INSERT ON movement WHEN EXISTS (SELECT 1 FROM movement WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'movement only grows'); END;
CREATE TRIGGER shipment_no_update BEFORE UPDATE ON shipment BEGIN SELECT RAISE(ABORT, 'shipment only grows'); END;
CREATE TRIGGER shipment_no_delete BEFORE DELETE ON shipment BEGIN SELECT RAISE(ABORT, 'shipment only grows'); END;
CREATE TRIGGER shipment_no_replace BEFORE INSERT ON shipment WHEN EXISTS (SELECT 1 FROM shipment WHERE id = NEW.id OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'shipment only grows'); END;
CREATE TRIGGER promise_no_update BEFORE UPDATE ON promise BEGIN SELECT RAISE(ABORT, 'promise only grows'); END;
CREATE TRIGGER promise_no_delete BEFORE DELETE ON promise BEGIN SELECT RAISE(ABORT, 'promise only grows'); END;
CREATE TRIGGER promise_no_replace BEFORE INSERT ON promise WHEN EXISTS (SELECT 1 FROM promise WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'promise only grows'); END;
CREATE TRIGGER invoice_no_update BEFORE UPDATE ON invoice BEGIN SELECT RAISE(ABORT, 'invoice only grows'); END;
CREATE TRIGGER invoice_no_delete BEFORE DELETE ON invoice BEGIN SELECT RAISE(ABORT, 'invoice only grows'); END;
CREATE TRIGGER invoice_no_replace BEFORE INSERT ON invoice WHEN EXISTS (SELECT 1 FROM invoice WHERE id = NEW.id OR number = NEW.number OR shipment_id = NEW.shipment_id)
BEGIN SELECT RAISE(ABORT, 'invoice only grows'); END;
CREATE TRIGGER payment_no_update BEFORE UPDATE ON payment BEGIN SELECT RAISE(ABORT, 'payment only grows'); END;
CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment BEGIN SELECT RAISE(ABORT, 'payment only grows'); END;
CREATE TRIGGER payment_no_replace BEFORE INSERT ON payment WHEN EXISTS (SELECT 1 FROM payment WHERE id = NEW.id OR reverses = NEW.reverses OR fingerprint = NEW.fingerprint)
BEGIN SELECT RAISE(ABORT, 'payment only grows'); END;
CREATE TRIGGER allocation_no_update BEFORE UPDATE ON allocation BEGIN SELECT RAISE(ABORT, 'allocation only grows'); END;
CREATE TRIGGER allocation_no_delete BEFORE DELETE ON allocation BEGIN SELECT RAISE(ABORT, 'allocation only grows'); END;
CREATE TRIGGER allocation_no_replace BEFORE INSERT ON allocation WHEN EXISTS (SELECT 1 FROM allocation WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'allocation only grows'); END;
CREATE TRIGGER limit_change_no_update BEFORE UPDATE ON limit_change BEGIN SELECT RAISE(ABORT, 'limit_change only grows'); END;
CREATE TRIGGER limit_change_no_delete BEFORE DELETE ON limit_change BEGIN SELECT RAISE(ABORT, 'limit_change only grows'); END;
CREATE TRIGGER limit_change_no_replace BEFORE INSERT ON limit_change WHEN EXISTS (SELECT 1 FROM limit_change WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'limit_change only grows'); END;
CREATE TRIGGER deferral_no_update BEFORE UPDATE ON deferral BEGIN SELECT RAISE(ABORT, 'deferral only grows'); END;
CREATE TRIGGER deferral_no_delete BEFORE DELETE ON deferral BEGIN SELECT RAISE(ABORT, 'deferral only grows'); END;
CREATE TRIGGER deferral_no_replace BEFORE INSERT ON deferral WHEN EXISTS (SELECT 1 FROM deferral WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'deferral only grows'); END;
CREATE TRIGGER shipment_line_no_update BEFORE UPDATE ON shipment_line BEGIN SELECT RAISE(ABORT, 'shipment_line only grows'); END;
CREATE TRIGGER shipment_line_no_delete BEFORE DELETE ON shipment_line BEGIN SELECT RAISE(ABORT, 'shipment_line only grows'); END;
CREATE TRIGGER shipment_line_no_replace BEFORE INSERT ON shipment_line WHEN EXISTS (SELECT 1 FROM shipment_line WHERE shipment_id = NEW.shipment_id AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'shipment_line only grows'); END;
-- both
