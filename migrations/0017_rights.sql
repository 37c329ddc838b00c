-- What was agreed to is kept as it was: versions of orders are only added.

-- postgres only
CREATE TRIGGER order_version_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON order_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- sqlite only
CREATE TRIGGER order_version_no_update BEFORE UPDATE ON order_version BEGIN SELECT RAISE(ABORT, 'order_version only grows'); END;
CREATE TRIGGER order_version_no_delete BEFORE DELETE ON order_version BEGIN SELECT RAISE(ABORT, 'order_version only grows'); END;
CREATE TRIGGER order_version_no_replace BEFORE INSERT ON order_version WHEN EXISTS (SELECT 1 FROM order_version WHERE order_id = NEW.order_id AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'order_version only grows'); END;
-- both
