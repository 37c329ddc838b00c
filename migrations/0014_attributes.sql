-- What is known of goods, as rows beside them: lists are narrowed by these. The text in `product.attributes` stays what is shown.
CREATE TABLE product_attribute (
    product_id BIGINT NOT NULL REFERENCES product (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    name_en TEXT NOT NULL,
    value_en TEXT NOT NULL,
    PRIMARY KEY (product_id, name, value)
);
CREATE INDEX attribute_of_goods ON product_attribute (name, value, product_id);
CREATE INDEX attribute_of_goods_en ON product_attribute (name_en, value_en, product_id);

-- postgres only
INSERT INTO product_attribute (product_id, name, value, name_en, value_en)
    SELECT p.id, a ->> 'name', a ->> 'value', a ->> 'name_en', a ->> 'value_en'
    FROM product p, jsonb_array_elements(p.attributes::jsonb) a
    ON CONFLICT DO NOTHING;
-- sqlite only
INSERT OR IGNORE INTO product_attribute (product_id, name, value, name_en, value_en)
    SELECT p.id, json_extract(a.value, '$.name'), json_extract(a.value, '$.value'), json_extract(a.value, '$.name_en'),
        json_extract(a.value, '$.value_en')
    FROM product p, json_each(p.attributes) a;
-- both

-- What a company ordered last, by each unit; unit 0 is the company as a whole, and a number below 0 is the account of one of its
-- people. Kept up when an order is written or changed.
CREATE TABLE ordered (
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    unit_id BIGINT NOT NULL,
    product_id BIGINT NOT NULL REFERENCES product (id),
    last_at BIGINT NOT NULL,
    last_quantity BIGINT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (partner_id, unit_id, product_id)
);
CREATE INDEX ordered_lately ON ordered (partner_id, unit_id, last_at, product_id);

INSERT INTO ordered (partner_id, unit_id, product_id, last_at, last_quantity, times)
    SELECT h.partner_id, 0, h.product_id, h.placed_at, h.quantity, h.times FROM (
        SELECT o.partner_id, l.product_id, o.placed_at, l.quantity,
            COUNT(*) OVER (PARTITION BY o.partner_id, l.product_id) AS times,
            ROW_NUMBER() OVER (PARTITION BY o.partner_id, l.product_id ORDER BY o.placed_at DESC, o.id DESC) AS place
        FROM sales_order o JOIN (
            SELECT order_id, product_id, SUM(quantity) AS quantity FROM order_line GROUP BY order_id, product_id
        ) l ON l.order_id = o.id
    ) h WHERE h.place = 1;
INSERT INTO ordered (partner_id, unit_id, product_id, last_at, last_quantity, times)
    SELECT h.partner_id, h.unit_id, h.product_id, h.placed_at, h.quantity, h.times FROM (
        SELECT o.partner_id, o.unit_id, l.product_id, o.placed_at, l.quantity,
            COUNT(*) OVER (PARTITION BY o.partner_id, o.unit_id, l.product_id) AS times,
            ROW_NUMBER() OVER (PARTITION BY o.partner_id, o.unit_id, l.product_id ORDER BY o.placed_at DESC, o.id DESC) AS place
        FROM sales_order o JOIN (
            SELECT order_id, product_id, SUM(quantity) AS quantity FROM order_line GROUP BY order_id, product_id
        ) l ON l.order_id = o.id WHERE o.unit_id IS NOT NULL
    ) h WHERE h.place = 1;
INSERT INTO ordered (partner_id, unit_id, product_id, last_at, last_quantity, times)
    SELECT h.partner_id, -h.placed_by, h.product_id, h.placed_at, h.quantity, h.times FROM (
        SELECT o.partner_id, o.placed_by, l.product_id, o.placed_at, l.quantity,
            COUNT(*) OVER (PARTITION BY o.partner_id, o.placed_by, l.product_id) AS times,
            ROW_NUMBER() OVER (PARTITION BY o.partner_id, o.placed_by, l.product_id ORDER BY o.placed_at DESC, o.id DESC) AS place
        FROM sales_order o JOIN (
            SELECT order_id, product_id, SUM(quantity) AS quantity FROM order_line GROUP BY order_id, product_id
        ) l ON l.order_id = o.id
    ) h WHERE h.place = 1;
