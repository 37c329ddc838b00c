-- Less than nothing lies in no warehouse. Rows that say so, because more had left than was counted later, become nothing with a
-- movement of their own, and from now on the database undoes whatever would write another.

INSERT INTO movement (id, product_id, warehouse_id, kind, quantity, at, source)
SELECT (SELECT COALESCE(MAX(id), 0) FROM movement) + ROW_NUMBER() OVER (ORDER BY product_id, warehouse_id),
    product_id, warehouse_id, 'adjustment', -on_hand, as_of, 'figure'
FROM stock WHERE on_hand < 0;
UPDATE stock SET on_hand = 0 WHERE on_hand < 0;

-- postgres only
CREATE FUNCTION refuse_less_than_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% cannot be less than nothing', TG_TABLE_NAME;
END $$;
CREATE TRIGGER stock_never_negative BEFORE INSERT OR UPDATE OF on_hand ON stock
FOR EACH ROW WHEN (NEW.on_hand < 0) EXECUTE FUNCTION refuse_less_than_nothing();
-- sqlite only
CREATE TRIGGER stock_never_negative_from_the_start BEFORE INSERT ON stock WHEN NEW.on_hand < 0
BEGIN SELECT RAISE(ABORT, 'stock cannot be less than nothing'); END;
CREATE TRIGGER stock_never_negative BEFORE UPDATE OF on_hand ON stock WHEN NEW.on_hand < 0
BEGIN SELECT RAISE(ABORT, 'stock cannot be less than nothing'); END;
-- both
