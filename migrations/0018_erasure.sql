-- A person can be erased: his row keeps an id and a pseudonym, and his name goes out of documents that otherwise only grow. All else that
-- they say stays, and is compared with the records as before.

-- Who was erased, by whom and why; the reason stands in the journal as a commitment.
CREATE TABLE erasure (
    account_id BIGINT PRIMARY KEY REFERENCES account (id),
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    salt BYTEA NOT NULL
);

-- The name that goes, and what stands in its place, also as JSON writes them. Only while a row is here, in the transaction that erases,
-- does a name go out of what only grows, and nothing else can be written in its place.
CREATE TABLE erasing (
    account_id BIGINT PRIMARY KEY REFERENCES account (id),
    was TEXT NOT NULL,
    becomes TEXT NOT NULL,
    said TEXT NOT NULL,
    says TEXT NOT NULL
);

-- postgres only
CREATE TRIGGER erasure_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON erasure FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- sqlite only
CREATE TRIGGER erasure_no_update BEFORE UPDATE ON erasure BEGIN SELECT RAISE(ABORT, 'erasure only grows'); END;
CREATE TRIGGER erasure_no_delete BEFORE DELETE ON erasure BEGIN SELECT RAISE(ABORT, 'erasure only grows'); END;
CREATE TRIGGER erasure_no_replace BEFORE INSERT ON erasure WHEN EXISTS (SELECT 1 FROM erasure WHERE account_id = NEW.account_id)
BEGIN SELECT RAISE(ABORT, 'erasure only grows'); END;
-- both

-- postgres only
CREATE FUNCTION refuse_renaming() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    actor_was TEXT := COALESCE(to_jsonb(OLD) ->> 'actor', '');
    actor_is TEXT := COALESCE(to_jsonb(NEW) ->> 'actor', '');
    snapshot_was TEXT := COALESCE(to_jsonb(OLD) ->> 'snapshot', '');
    snapshot_is TEXT := COALESCE(to_jsonb(NEW) ->> 'snapshot', '');
BEGIN
    IF NOT EXISTS (SELECT 1 FROM erasing e WHERE (actor_is = actor_was OR (substr(actor_was, 1, length(e.was)) = e.was
            AND actor_is = e.becomes || substr(actor_was, length(e.was) + 1)))
        AND snapshot_is IN (snapshot_was, replace(snapshot_was, '"placed_by":' || e.said, '"placed_by":' || e.says),
            replace(snapshot_was, '"shipped_by":' || e.said, '"shipped_by":' || e.says)))
    THEN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END IF;
    RETURN NEW;
END $$;
DROP TRIGGER order_version_only_grows ON order_version;
CREATE TRIGGER order_version_only_grows BEFORE UPDATE OF order_id, version, at, what OR DELETE OR TRUNCATE ON order_version
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER order_version_keeps_names BEFORE UPDATE OF actor, snapshot ON order_version FOR EACH ROW EXECUTE FUNCTION refuse_renaming();
DROP TRIGGER promise_only_grows ON promise;
CREATE TRIGGER promise_only_grows BEFORE UPDATE OF id, order_id, position, warehouse_id, promised_on, reason, at OR DELETE OR TRUNCATE ON promise
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER promise_keeps_names BEFORE UPDATE OF actor ON promise FOR EACH ROW EXECUTE FUNCTION refuse_renaming();
DROP TRIGGER shipment_only_grows ON shipment;
CREATE TRIGGER shipment_only_grows BEFORE UPDATE OF id, number, order_id, partner_id, unit_id, contract_id, warehouse_id, shipped_at, shipped_on OR DELETE OR TRUNCATE ON shipment
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER shipment_keeps_names BEFORE UPDATE OF snapshot ON shipment FOR EACH ROW EXECUTE FUNCTION refuse_renaming();
DROP TRIGGER quote_version_only_grows ON quote_version;
CREATE TRIGGER quote_version_only_grows BEFORE UPDATE OF quote_id, version, made_at, account_id, valid_until, note, net, vat, total, needs_second OR DELETE OR TRUNCATE ON quote_version
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER quote_version_keeps_names BEFORE UPDATE OF actor ON quote_version FOR EACH ROW EXECUTE FUNCTION refuse_renaming();
DROP TRIGGER quote_approval_only_grows ON quote_approval;
CREATE TRIGGER quote_approval_only_grows BEFORE UPDATE OF quote_id, version, at, account_id, is_granted, reason OR DELETE OR TRUNCATE ON quote_approval
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER quote_approval_keeps_names BEFORE UPDATE OF actor ON quote_approval FOR EACH ROW EXECUTE FUNCTION refuse_renaming();
-- sqlite only
DROP TRIGGER order_version_no_update;
CREATE TRIGGER order_version_no_update BEFORE UPDATE OF order_id, version, at, what ON order_version
BEGIN SELECT RAISE(ABORT, 'order_version only grows'); END;
CREATE TRIGGER order_version_keeps_names BEFORE UPDATE OF actor, snapshot ON order_version
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE (NEW.actor = OLD.actor OR (substr(OLD.actor, 1, length(e.was)) = e.was
        AND NEW.actor = e.becomes || substr(OLD.actor, length(e.was) + 1)))
    AND NEW.snapshot IN (OLD.snapshot, replace(OLD.snapshot, '"placed_by":' || e.said, '"placed_by":' || e.says)))
BEGIN SELECT RAISE(ABORT, 'order_version only grows'); END;
DROP TRIGGER promise_no_update;
CREATE TRIGGER promise_no_update BEFORE UPDATE OF id, order_id, position, warehouse_id, promised_on, reason, at ON promise
BEGIN SELECT RAISE(ABORT, 'promise only grows'); END;
CREATE TRIGGER promise_keeps_names BEFORE UPDATE OF actor ON promise
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE (NEW.actor = OLD.actor OR (substr(OLD.actor, 1, length(e.was)) = e.was
        AND NEW.actor = e.becomes || substr(OLD.actor, length(e.was) + 1))))
BEGIN SELECT RAISE(ABORT, 'promise only grows'); END;
DROP TRIGGER shipment_no_update;
CREATE TRIGGER shipment_no_update BEFORE UPDATE OF id, number, order_id, partner_id, unit_id, contract_id, warehouse_id, shipped_at, shipped_on ON shipment
BEGIN SELECT RAISE(ABORT, 'shipment only grows'); END;
CREATE TRIGGER shipment_keeps_names BEFORE UPDATE OF snapshot ON shipment
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE NEW.snapshot IN (OLD.snapshot, replace(OLD.snapshot, '"shipped_by":' || e.said, '"shipped_by":' || e.says)))
BEGIN SELECT RAISE(ABORT, 'shipment only grows'); END;
DROP TRIGGER quote_version_no_update;
CREATE TRIGGER quote_version_no_update BEFORE UPDATE OF quote_id, version, made_at, account_id, valid_until, note, net, vat, total, needs_second ON quote_version
BEGIN SELECT RAISE(ABORT, 'quote_version only grows'); END;
CREATE TRIGGER quote_version_keeps_names BEFORE UPDATE OF actor ON quote_version
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE (NEW.actor = OLD.actor OR (substr(OLD.actor, 1, length(e.was)) = e.was
        AND NEW.actor = e.becomes || substr(OLD.actor, length(e.was) + 1))))
BEGIN SELECT RAISE(ABORT, 'quote_version only grows'); END;
DROP TRIGGER quote_approval_no_update;
CREATE TRIGGER quote_approval_no_update BEFORE UPDATE OF quote_id, version, at, account_id, is_granted, reason ON quote_approval
BEGIN SELECT RAISE(ABORT, 'quote_approval only grows'); END;
CREATE TRIGGER quote_approval_keeps_names BEFORE UPDATE OF actor ON quote_approval
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE (NEW.actor = OLD.actor OR (substr(OLD.actor, 1, length(e.was)) = e.was
        AND NEW.actor = e.becomes || substr(OLD.actor, length(e.was) + 1))))
BEGIN SELECT RAISE(ABORT, 'quote_approval only grows'); END;
-- both
