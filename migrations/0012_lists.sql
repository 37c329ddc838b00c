-- Shopping lists, carts put aside, standing orders with what became of each date.

CREATE TABLE shopping_list (
    id BIGINT PRIMARY KEY,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    unit_id BIGINT REFERENCES unit (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    is_shared BOOLEAN NOT NULL,
    contract_id BIGINT REFERENCES contract (id),
    address_id BIGINT REFERENCES address (id),
    code_id BIGINT REFERENCES discount_code (id),
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (partner_id, account_id, kind, name_key),
    CHECK (kind = 'list' OR NOT is_shared)
);
CREATE TABLE shopping_list_line (
    list_id BIGINT NOT NULL REFERENCES shopping_list (id),
    product_id BIGINT NOT NULL REFERENCES product (id),
    position BIGINT NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    unit TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    seen_price BIGINT,
    PRIMARY KEY (list_id, product_id)
);

CREATE TABLE standing_order (
    id BIGINT PRIMARY KEY,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    unit_id BIGINT REFERENCES unit (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    contract TEXT NOT NULL,
    address TEXT,
    name TEXT NOT NULL,
    schedule TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    price_policy TEXT NOT NULL,
    state TEXT NOT NULL,
    next_on DATE,
    skip_on DATE,
    noticed_on DATE,
    agreed_on DATE NOT NULL,
    made_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX standing_order_of_partner ON standing_order (partner_id, id);
CREATE INDEX standing_order_that_comes ON standing_order (next_on) WHERE state = 'active';

CREATE TABLE standing_line (
    standing_id BIGINT NOT NULL REFERENCES standing_order (id),
    product_id BIGINT NOT NULL REFERENCES product (id),
    position BIGINT NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    unit TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    agreed_price BIGINT,
    PRIMARY KEY (standing_id, product_id)
);

-- What became of a date: one row, so one order, whoever tries it and however often.
CREATE TABLE standing_run (
    standing_id BIGINT NOT NULL REFERENCES standing_order (id),
    on_day DATE NOT NULL,
    outcome TEXT NOT NULL,
    order_number TEXT,
    code TEXT,
    reason TEXT,
    reason_en TEXT,
    differences TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (standing_id, on_day)
);
