-- Discount codes: typed into the cart, taken off like a personal discount, each used as often as it may be.

CREATE TABLE discount_code (
    id BIGINT PRIMARY KEY,
    code TEXT NOT NULL,
    code_key TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    partner_id BIGINT REFERENCES partner (id),
    account_id BIGINT REFERENCES account (id),
    category_id BIGINT REFERENCES category (id),
    product_id BIGINT REFERENCES product (id),
    percent BIGINT CHECK (percent > 0 AND percent <= 10000),
    amount BIGINT CHECK (amount > 0),
    valid_from DATE NOT NULL,
    valid_until DATE,
    uses_most BIGINT CHECK (uses_most > 0),
    uses_done BIGINT NOT NULL CHECK (uses_done >= 0),
    is_once_each BOOLEAN NOT NULL,
    CHECK ((percent IS NULL) <> (amount IS NULL))
);
CREATE INDEX discount_code_of_partner ON discount_code (partner_id);

-- An order placed with a code; what was cancelled before it left gives the use back.
CREATE TABLE discount_code_use (
    order_id BIGINT PRIMARY KEY,
    code_id BIGINT NOT NULL REFERENCES discount_code (id),
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    at BIGINT NOT NULL,
    returned_at BIGINT
);
CREATE INDEX discount_code_use_of_code ON discount_code_use (code_id, partner_id);

-- The code that a cart is to be ordered with.
CREATE TABLE cart_code (
    cart_id BIGINT PRIMARY KEY REFERENCES cart (id),
    code_id BIGINT NOT NULL REFERENCES discount_code (id)
);
