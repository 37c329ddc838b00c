-- Changes of orders: asked for by buyers or proposed by the office, with what became of them; drafts of whoever edits an order.

CREATE TABLE order_change (
    id BIGINT PRIMARY KEY,
    order_id BIGINT NOT NULL REFERENCES sales_order (id),
    base_version BIGINT NOT NULL,
    state TEXT NOT NULL,
    is_office BOOLEAN NOT NULL,
    revision TEXT NOT NULL,
    differences TEXT NOT NULL,
    was BIGINT NOT NULL,
    total BIGINT NOT NULL,
    reason TEXT,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    answer TEXT,
    answered_by TEXT,
    answered_at BIGINT
);
CREATE INDEX order_change_of_order ON order_change (order_id, id);
CREATE UNIQUE INDEX order_change_waiting ON order_change (order_id) WHERE state IN ('asked', 'asked_buyer');

-- What somebody of the office has typed so far: one draft of an order for each person.
CREATE TABLE order_draft (
    order_id BIGINT NOT NULL REFERENCES sales_order (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    base_version BIGINT NOT NULL,
    revision TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (order_id, account_id)
);
