-- Whom we sell to, what we sell, what it costs, what they owe.

CREATE TABLE seller (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    inn TEXT, kpp TEXT, ogrn TEXT, bic TEXT, account TEXT,
    legal_address TEXT,
    phone TEXT
);

CREATE TABLE warehouse (
    id BIGINT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    address TEXT NOT NULL
);

CREATE TABLE partner (
    id BIGINT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    inn TEXT, kpp TEXT, ogrn TEXT, bic TEXT, account TEXT,
    legal_address TEXT,
    manager_id BIGINT REFERENCES account (id),
    stock_display TEXT NOT NULL,
    may_be_represented BOOLEAN NOT NULL,
    salt BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX partner_by_name ON partner (name_key, id);

CREATE TABLE unit (
    id BIGINT PRIMARY KEY,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    name TEXT NOT NULL,
    UNIQUE (partner_id, name)
);

CREATE TABLE membership (
    account_id BIGINT NOT NULL REFERENCES account (id),
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    unit_id BIGINT REFERENCES unit (id),
    role TEXT NOT NULL,
    PRIMARY KEY (account_id, partner_id, role)
);
CREATE INDEX membership_of_partner ON membership (partner_id);

CREATE TABLE assignment (
    agent_id BIGINT NOT NULL REFERENCES account (id),
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    PRIMARY KEY (agent_id, partner_id)
);
CREATE INDEX assignment_of_partner ON assignment (partner_id);

CREATE TABLE representation (
    id BIGINT PRIMARY KEY,
    agent_id BIGINT NOT NULL REFERENCES account (id),
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    reason TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    ended_at BIGINT,
    is_refused BOOLEAN NOT NULL
);
CREATE INDEX representation_of_partner ON representation (partner_id, began_at);
CREATE INDEX representation_of_agent ON representation (agent_id, began_at);

CREATE TABLE address (
    id BIGINT PRIMARY KEY,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    unit_id BIGINT REFERENCES unit (id),
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    delivery_method TEXT NOT NULL,
    delivery_cost BIGINT NOT NULL CHECK (delivery_cost >= 0),
    is_default BOOLEAN NOT NULL,
    UNIQUE (partner_id, name)
);

CREATE TABLE price_list (
    id BIGINT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    currency TEXT NOT NULL,
    tier TEXT NOT NULL
);

CREATE TABLE contract (
    id BIGINT PRIMARY KEY,
    number TEXT COLLATE "C" NOT NULL UNIQUE,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    currency TEXT NOT NULL,
    price_list_id BIGINT NOT NULL REFERENCES price_list (id),
    valid_from DATE NOT NULL,
    valid_until DATE,
    assortment TEXT NOT NULL,
    payment TEXT NOT NULL,
    net_days BIGINT NOT NULL,
    discount_policy TEXT NOT NULL,
    discounts_on_contract_price BOOLEAN NOT NULL,
    vat_mode TEXT NOT NULL,
    minimum_order BIGINT NOT NULL CHECK (minimum_order >= 0)
);
CREATE INDEX contract_of_partner ON contract (partner_id, number);

CREATE VIEW account_card AS SELECT id, name, phone FROM account;

CREATE TABLE contract_warehouse (
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    warehouse_id BIGINT NOT NULL REFERENCES warehouse (id),
    rank BIGINT NOT NULL,
    PRIMARY KEY (contract_id, warehouse_id)
);

CREATE TABLE category (
    id BIGINT PRIMARY KEY,
    parent_id BIGINT REFERENCES category (id),
    path TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    lineage TEXT NOT NULL
);
CREATE TABLE category_ancestor (
    category_id BIGINT NOT NULL REFERENCES category (id),
    ancestor_id BIGINT NOT NULL REFERENCES category (id),
    PRIMARY KEY (category_id, ancestor_id)
);
CREATE INDEX category_descendants ON category_ancestor (ancestor_id, category_id);

CREATE TABLE vat_rate (
    code TEXT NOT NULL,
    percent BIGINT,
    valid_from DATE NOT NULL,
    valid_until DATE,
    PRIMARY KEY (code, valid_from)
);
INSERT INTO vat_rate (code, percent, valid_from, valid_until) VALUES
    ('standard', 2000, '2004-01-01', '2025-12-31'),
    ('standard', 2200, '2026-01-01', NULL),
    ('reduced', 1000, '2004-01-01', NULL),
    ('zero', 0, '2004-01-01', NULL),
    ('none', NULL, '2004-01-01', NULL);

CREATE TABLE product (
    id BIGINT PRIMARY KEY,
    sku TEXT NOT NULL,
    sku_key TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    name_key_en TEXT COLLATE "C" NOT NULL,
    search_key TEXT NOT NULL,
    category_id BIGINT NOT NULL REFERENCES category (id),
    unit TEXT NOT NULL,
    moq BIGINT NOT NULL CHECK (moq > 0),
    multiple BIGINT NOT NULL CHECK (multiple > 0),
    vat_code TEXT NOT NULL,
    barcode TEXT,
    weight_grams BIGINT NOT NULL CHECK (weight_grams >= 0),
    attributes TEXT NOT NULL,
    picture_id BIGINT REFERENCES file (id),
    is_active BOOLEAN NOT NULL
);
CREATE INDEX product_by_name ON product (name_key, id);
CREATE INDEX product_by_name_en ON product (name_key_en, id);
CREATE INDEX product_of_category ON product (category_id, name_key, id);
CREATE INDEX product_of_category_en ON product (category_id, name_key_en, id);
CREATE INDEX product_by_barcode ON product (barcode) WHERE barcode IS NOT NULL;

CREATE TABLE contract_category (
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    category_id BIGINT NOT NULL REFERENCES category (id),
    PRIMARY KEY (contract_id, category_id)
);
CREATE TABLE contract_product (
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    product_id BIGINT NOT NULL REFERENCES product (id),
    PRIMARY KEY (contract_id, product_id)
);

CREATE VIEW allowed_product AS
    SELECT c.id AS contract_id, p.id AS product_id FROM contract c, product p WHERE c.assortment = 'all' AND p.is_active
    UNION ALL
    SELECT c.id, p.id FROM contract c JOIN contract_category cc ON cc.contract_id = c.id
        JOIN category_ancestor ca ON ca.ancestor_id = cc.category_id JOIN product p ON p.category_id = ca.category_id
        WHERE c.assortment = 'categories' AND p.is_active
    UNION ALL
    SELECT c.id, p.id FROM contract c JOIN contract_product cp ON cp.contract_id = c.id JOIN product p ON p.id = cp.product_id
        WHERE c.assortment = 'products' AND p.is_active;

-- A price of an owner: a price list or a contract.
CREATE TABLE price (
    owner_id BIGINT NOT NULL,
    product_id BIGINT NOT NULL REFERENCES product (id),
    from_quantity BIGINT NOT NULL CHECK (from_quantity >= 0),
    valid_from DATE NOT NULL,
    valid_until DATE,
    unit_price BIGINT NOT NULL CHECK (unit_price > 0),
    floor BIGINT CHECK (floor > 0),
    PRIMARY KEY (owner_id, product_id, from_quantity, valid_from)
);

CREATE TABLE discount (
    id BIGINT PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    partner_id BIGINT REFERENCES partner (id),
    account_id BIGINT REFERENCES account (id),
    contract_id BIGINT REFERENCES contract (id),
    category_id BIGINT REFERENCES category (id),
    product_id BIGINT REFERENCES product (id),
    percent BIGINT CHECK (percent > 0 AND percent <= 10000),
    amount BIGINT CHECK (amount > 0),
    valid_from DATE NOT NULL,
    valid_until DATE,
    CHECK ((percent IS NULL) <> (amount IS NULL))
);
CREATE INDEX discount_of_partner ON discount (partner_id);
CREATE INDEX discount_of_account ON discount (account_id);
CREATE INDEX discount_of_contract ON discount (contract_id);

CREATE TABLE stock (
    product_id BIGINT NOT NULL REFERENCES product (id),
    warehouse_id BIGINT NOT NULL REFERENCES warehouse (id),
    on_hand BIGINT NOT NULL,
    reserved BIGINT NOT NULL CHECK (reserved >= 0),
    as_of BIGINT NOT NULL,
    expected BIGINT,
    expected_on DATE,
    PRIMARY KEY (product_id, warehouse_id)
);

CREATE TABLE movement (
    id BIGINT PRIMARY KEY,
    product_id BIGINT NOT NULL REFERENCES product (id),
    warehouse_id BIGINT NOT NULL REFERENCES warehouse (id),
    kind TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    at BIGINT NOT NULL,
    source TEXT NOT NULL
);
CREATE INDEX movement_of_stock ON movement (product_id, warehouse_id, id);

CREATE TABLE standing (
    contract_id BIGINT PRIMARY KEY REFERENCES contract (id),
    credit_limit BIGINT CHECK (credit_limit >= 0),
    exposure BIGINT NOT NULL
);

CREATE TABLE ledger_entry (
    id BIGINT PRIMARY KEY,
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    kind TEXT NOT NULL,
    document TEXT NOT NULL,
    amount BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX ledger_of_contract ON ledger_entry (contract_id, id);
