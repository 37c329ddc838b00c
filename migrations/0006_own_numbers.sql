-- What partners call our goods themselves: found by it in search and quick order, printed on their documents.

CREATE TABLE own_number (
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    product_id BIGINT NOT NULL REFERENCES product (id),
    number TEXT NOT NULL,
    number_key TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (partner_id, number_key)
);
CREATE INDEX own_number_by_product ON own_number (partner_id, product_id);
CREATE INDEX own_number_product ON own_number (product_id);
