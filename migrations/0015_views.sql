-- Tables as people keep them: filter, order and columns under a name. The orders in which tables can be read.

CREATE TABLE saved_view (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    table_key TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    is_shared BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    UNIQUE (account_id, table_key, name)
);
CREATE INDEX saved_view_shared ON saved_view (table_key) WHERE is_shared;

CREATE INDEX order_by_total ON sales_order (total, id);
CREATE INDEX invoice_by_total ON invoice (total, id);
CREATE INDEX open_item_by_day ON open_item (due_on, invoice_id);
CREATE INDEX payment_by_day ON payment (paid_on, id);
CREATE INDEX payment_by_amount ON payment (amount, id);
CREATE INDEX requested_item_by_times ON requested_item (times, id);
