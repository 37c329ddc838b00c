-- What lets a name go is held to that. A name and what stands in its place are tied to what JSON makes of each; nothing but the
-- account's own pseudonym takes a name's place, and only until the account is erased; a name goes whole, alone or before the company
-- acted for.

-- postgres only
-- It asks the table beside the trigger's own, whatever else is called `erasing` in somebody's session.
CREATE OR REPLACE FUNCTION refuse_renaming() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    actor_was TEXT := COALESCE(to_jsonb(OLD) ->> 'actor', '');
    actor_is TEXT := COALESCE(to_jsonb(NEW) ->> 'actor', '');
    snapshot_was TEXT := COALESCE(to_jsonb(OLD) ->> 'snapshot', '');
    snapshot_is TEXT := COALESCE(to_jsonb(NEW) ->> 'snapshot', '');
    e RECORD;
    rest TEXT;
BEGIN
    FOR e IN EXECUTE format('SELECT was, becomes, said, says FROM %I.erasing', TG_TABLE_SCHEMA) LOOP
        rest := substr(actor_was, length(e.was) + 1);
        IF (actor_is = actor_was OR (substr(actor_was, 1, length(e.was)) = e.was AND (rest = '' OR substr(rest, 1, 3) = ' → ')
                AND actor_is = e.becomes || rest))
            AND snapshot_is IN (snapshot_was, replace(snapshot_was, '"placed_by":' || e.said, '"placed_by":' || e.says),
                replace(snapshot_was, '"shipped_by":' || e.said, '"shipped_by":' || e.says))
        THEN RETURN NEW; END IF;
    END LOOP;
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME;
END $$ SET search_path = pg_catalog, pg_temp;
CREATE FUNCTION refuse_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_gone BOOLEAN;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.erasure WHERE account_id = $1)', TG_TABLE_SCHEMA) INTO is_gone USING NEW.account_id;
    IF is_gone OR TG_OP = 'UPDATE' OR NEW.was = '' OR NEW.account_id <= 0
        OR NEW.said <> CAST(to_json(NEW.was) AS TEXT) OR NEW.says <> CAST(to_json(NEW.becomes) AS TEXT)
        OR length(NEW.becomes) <> 17 OR substr(NEW.becomes, 1, 4) <> 'acc_' OR 13 <> (
            SELECT count(*) FROM (VALUES (0), (5), (10), (15), (20), (25), (30), (35), (40), (45), (50), (55), (60)) AS digit
            WHERE substr(NEW.becomes, 17 - column1 / 5, 1)
                = substr('0123456789abcdefghjkmnpqrstvwxyz', CAST((NEW.account_id >> column1) & 31 AS INTEGER) + 1, 1))
    THEN RAISE EXCEPTION 'erasing lets a name go and nothing else'; END IF;
    RETURN NEW;
END $$ SET search_path = pg_catalog, pg_temp;
CREATE TRIGGER erasing_is_honest BEFORE INSERT OR UPDATE ON erasing FOR EACH ROW EXECUTE FUNCTION refuse_erasing();
-- sqlite only
CREATE TRIGGER erasing_is_honest BEFORE INSERT ON erasing
WHEN typeof(NEW.was) <> 'text' OR NEW.was = '' OR NEW.account_id <= 0
    OR NEW.said <> json_quote(NEW.was) OR NEW.says <> json_quote(NEW.becomes)
    OR EXISTS (SELECT 1 FROM erasure WHERE account_id = NEW.account_id)
    OR length(NEW.becomes) <> 17 OR substr(NEW.becomes, 1, 4) <> 'acc_' OR 13 <> (
        SELECT count(*) FROM (VALUES (0), (5), (10), (15), (20), (25), (30), (35), (40), (45), (50), (55), (60)) AS digit
        WHERE substr(NEW.becomes, 17 - column1 / 5, 1)
            = substr('0123456789abcdefghjkmnpqrstvwxyz', CAST((NEW.account_id >> column1) & 31 AS INTEGER) + 1, 1))
BEGIN SELECT RAISE(ABORT, 'erasing lets a name go and nothing else'); END;
CREATE TRIGGER erasing_no_update BEFORE UPDATE ON erasing BEGIN SELECT RAISE(ABORT, 'erasing lets a name go and nothing else'); END;
DROP TRIGGER order_version_keeps_names;
CREATE TRIGGER order_version_keeps_names BEFORE UPDATE OF actor, snapshot ON order_version
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE (NEW.actor = OLD.actor OR (substr(OLD.actor, 1, length(e.was)) = e.was
        AND (length(OLD.actor) = length(e.was) OR substr(OLD.actor, length(e.was) + 1, 3) = ' → ')
        AND NEW.actor = e.becomes || substr(OLD.actor, length(e.was) + 1)))
    AND NEW.snapshot IN (OLD.snapshot, replace(OLD.snapshot, '"placed_by":' || e.said, '"placed_by":' || e.says)))
BEGIN SELECT RAISE(ABORT, 'order_version only grows'); END;
DROP TRIGGER promise_keeps_names;
CREATE TRIGGER promise_keeps_names BEFORE UPDATE OF actor ON promise
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE (NEW.actor = OLD.actor OR (substr(OLD.actor, 1, length(e.was)) = e.was
        AND (length(OLD.actor) = length(e.was) OR substr(OLD.actor, length(e.was) + 1, 3) = ' → ')
        AND NEW.actor = e.becomes || substr(OLD.actor, length(e.was) + 1))))
BEGIN SELECT RAISE(ABORT, 'promise only grows'); END;
DROP TRIGGER shipment_keeps_names;
CREATE TRIGGER shipment_keeps_names BEFORE UPDATE OF snapshot ON shipment
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE NEW.snapshot IN (OLD.snapshot, replace(OLD.snapshot, '"shipped_by":' || e.said, '"shipped_by":' || e.says)))
BEGIN SELECT RAISE(ABORT, 'shipment only grows'); END;
DROP TRIGGER quote_version_keeps_names;
CREATE TRIGGER quote_version_keeps_names BEFORE UPDATE OF actor ON quote_version
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE (NEW.actor = OLD.actor OR (substr(OLD.actor, 1, length(e.was)) = e.was
        AND (length(OLD.actor) = length(e.was) OR substr(OLD.actor, length(e.was) + 1, 3) = ' → ')
        AND NEW.actor = e.becomes || substr(OLD.actor, length(e.was) + 1))))
BEGIN SELECT RAISE(ABORT, 'quote_version only grows'); END;
DROP TRIGGER quote_approval_keeps_names;
CREATE TRIGGER quote_approval_keeps_names BEFORE UPDATE OF actor ON quote_approval
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE (NEW.actor = OLD.actor OR (substr(OLD.actor, 1, length(e.was)) = e.was
        AND (length(OLD.actor) = length(e.was) OR substr(OLD.actor, length(e.was) + 1, 3) = ' → ')
        AND NEW.actor = e.becomes || substr(OLD.actor, length(e.was) + 1))))
BEGIN SELECT RAISE(ABORT, 'quote_approval only grows'); END;
-- both
