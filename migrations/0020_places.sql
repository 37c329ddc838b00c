-- Places begin with 1, and what is noted of sealed records only grows, as the log does.

-- postgres only
CREATE FUNCTION refuse_place_below_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'places begin with 1'; END $$;
CREATE TRIGGER place_begins_with_one BEFORE INSERT ON place FOR EACH ROW WHEN (NEW.n < 1) EXECUTE FUNCTION refuse_place_below_one();
CREATE TRIGGER order_record_begins_with_one BEFORE INSERT ON order_record FOR EACH ROW WHEN (NEW.place < 1) EXECUTE FUNCTION refuse_place_below_one();
CREATE TRIGGER order_record_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON order_record FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- sqlite only
CREATE TRIGGER place_begins_with_one BEFORE INSERT ON place WHEN NEW.n < 1 BEGIN SELECT RAISE(ABORT, 'places begin with 1'); END;
CREATE TRIGGER order_record_begins_with_one BEFORE INSERT ON order_record WHEN NEW.place < 1 BEGIN SELECT RAISE(ABORT, 'places begin with 1'); END;
CREATE TRIGGER order_record_no_update BEFORE UPDATE ON order_record BEGIN SELECT RAISE(ABORT, 'order_record only grows'); END;
CREATE TRIGGER order_record_no_delete BEFORE DELETE ON order_record BEGIN SELECT RAISE(ABORT, 'order_record only grows'); END;
CREATE TRIGGER order_record_no_replace BEFORE INSERT ON order_record WHEN EXISTS (SELECT 1 FROM order_record WHERE place = NEW.place)
BEGIN SELECT RAISE(ABORT, 'order_record only grows'); END;
-- both
