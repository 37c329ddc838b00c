-- What prices and discounts were: each as it was written, with its moment. They are only added.

CREATE TABLE price_change (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    owner_id BIGINT NOT NULL,
    product_id BIGINT NOT NULL REFERENCES product (id),
    from_quantity BIGINT NOT NULL,
    valid_from DATE NOT NULL,
    valid_until DATE,
    unit_price BIGINT NOT NULL,
    floor BIGINT
);
CREATE INDEX price_change_of_goods ON price_change (product_id, owner_id, at);
-- What stood before has stood since a moment that nobody knows.
INSERT INTO price_change (id, at, owner_id, product_id, from_quantity, valid_from, valid_until, unit_price, floor)
    SELECT row_number() OVER (ORDER BY owner_id, product_id, from_quantity, valid_from), 0, owner_id, product_id, from_quantity,
        valid_from, valid_until, unit_price, floor FROM price;

CREATE TABLE discount_change (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    discount_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    partner_id BIGINT REFERENCES partner (id),
    account_id BIGINT REFERENCES account (id),
    contract_id BIGINT REFERENCES contract (id),
    category_id BIGINT,
    product_id BIGINT,
    percent BIGINT,
    amount BIGINT,
    valid_from DATE NOT NULL,
    valid_until DATE
);
CREATE INDEX discount_change_of_discount ON discount_change (discount_id, at);
CREATE INDEX discount_change_of_partner ON discount_change (partner_id) WHERE partner_id IS NOT NULL;
CREATE INDEX discount_change_of_account ON discount_change (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX discount_change_of_contract ON discount_change (contract_id) WHERE contract_id IS NOT NULL;
INSERT INTO discount_change (id, at, discount_id, code, partner_id, account_id, contract_id, category_id, product_id, percent, amount,
        valid_from, valid_until)
    SELECT row_number() OVER (ORDER BY id), 0, id, code, partner_id, account_id, contract_id, category_id, product_id, percent, amount,
        valid_from, valid_until FROM discount;

-- postgres only
CREATE TRIGGER price_change_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON price_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER discount_change_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON discount_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- sqlite only
CREATE TRIGGER price_change_no_update BEFORE UPDATE ON price_change BEGIN SELECT RAISE(ABORT, 'price_change only grows'); END;
CREATE TRIGGER price_change_no_delete BEFORE DELETE ON price_change BEGIN SELECT RAISE(ABORT, 'price_change only grows'); END;
CREATE TRIGGER price_change_no_replace BEFORE INSERT ON price_change WHEN EXISTS (SELECT 1 FROM price_change WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'price_change only grows'); END;
CREATE TRIGGER discount_change_no_update BEFORE UPDATE ON discount_change BEGIN SELECT RAISE(ABORT, 'discount_change only grows'); END;
CREATE TRIGGER discount_change_no_delete BEFORE DELETE ON discount_change BEGIN SELECT RAISE(ABORT, 'discount_change only grows'); END;
CREATE TRIGGER discount_change_no_replace BEFORE INSERT ON discount_change WHEN EXISTS (SELECT 1 FROM discount_change WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'discount_change only grows'); END;
-- both
