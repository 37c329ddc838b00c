-- Carts, orders with their versions, reservations, unmet demand.

CREATE TABLE cart (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    contract_id BIGINT REFERENCES contract (id),
    address_id BIGINT REFERENCES address (id),
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (account_id, partner_id)
);
CREATE TABLE cart_line (
    cart_id BIGINT NOT NULL REFERENCES cart (id),
    product_id BIGINT NOT NULL REFERENCES product (id),
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    seen_price BIGINT,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (cart_id, product_id)
);

CREATE TABLE sales_order (
    id BIGINT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    unit_id BIGINT REFERENCES unit (id),
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    placed_by BIGINT NOT NULL REFERENCES account (id),
    representation_id BIGINT REFERENCES representation (id),
    placed_at BIGINT NOT NULL,
    currency TEXT NOT NULL,
    your_number TEXT,
    requested_on DATE,
    comment TEXT,
    delivery TEXT,
    delivery_cost BIGINT NOT NULL,
    net BIGINT NOT NULL,
    vat BIGINT NOT NULL,
    total BIGINT NOT NULL,
    search_key TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    salt BYTEA NOT NULL,
    CHECK (net + vat = total)
);
CREATE INDEX order_of_partner ON sales_order (partner_id, id);
CREATE INDEX order_of_contract ON sales_order (contract_id, id);

CREATE TABLE order_line (
    order_id BIGINT NOT NULL REFERENCES sales_order (id),
    position BIGINT NOT NULL,
    product_id BIGINT NOT NULL REFERENCES product (id),
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    shipped BIGINT NOT NULL CHECK (shipped >= 0),
    cancelled BIGINT NOT NULL CHECK (cancelled >= 0),
    sum BIGINT NOT NULL,
    PRIMARY KEY (order_id, position),
    CHECK (shipped + cancelled <= quantity)
);
CREATE INDEX order_line_of_product ON order_line (product_id, order_id);

CREATE TABLE order_version (
    order_id BIGINT NOT NULL REFERENCES sales_order (id),
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    PRIMARY KEY (order_id, version)
);

CREATE TABLE reservation (
    order_id BIGINT NOT NULL REFERENCES sales_order (id),
    position BIGINT NOT NULL,
    warehouse_id BIGINT NOT NULL REFERENCES warehouse (id),
    product_id BIGINT NOT NULL REFERENCES product (id),
    quantity BIGINT NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (order_id, position, warehouse_id)
);
CREATE INDEX reservation_of_stock ON reservation (product_id, warehouse_id);

CREATE TABLE requested_item (
    id BIGINT PRIMARY KEY,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    reason TEXT NOT NULL,
    wanted TEXT NOT NULL,
    wanted_key TEXT NOT NULL,
    product_id BIGINT REFERENCES product (id),
    quantity BIGINT,
    times BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    UNIQUE (partner_id, account_id, reason, wanted_key)
);
CREATE INDEX requested_item_by_time ON requested_item (last_at);
