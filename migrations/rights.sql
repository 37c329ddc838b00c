-- Who may do what in PostgreSQL: not a migration, for roles belong to the whole server. `orderly migrate --grants` runs it, and every
-- later migration renews it. It may be run any number of times.
--
--   orderly_owner    has the tables, and changes them when the program is brought up to date
--   orderly_app      what the portal runs as: of what only grows it reads and adds, and no more
--   orderly_reports  reads the published views, and nothing else

DO $$
DECLARE role TEXT;
BEGIN
    FOREACH role IN ARRAY ARRAY['orderly_owner', 'orderly_app', 'orderly_reports'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', role);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- somebody else made it at the same moment
            END;
        END IF;
    END LOOP;
    IF NOT pg_has_role(current_user, 'orderly_owner', 'MEMBER') THEN
        EXECUTE format('GRANT orderly_owner TO %I', current_user);
    END IF;
END $$;

DO $$
DECLARE
    here TEXT := current_schema();
    thing RECORD;
    word TEXT;
BEGIN
    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO orderly_owner', here);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO orderly_app, orderly_reports', here);
    EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', here);
    FOR thing IN
        -- The program puts its own list in here: a trigger that is gone takes no table off it.
        SELECT c.relname AS name, c.relkind AS kind,
            CAST(c.relname AS TEXT) = ANY (string_to_array('{only_grows}', ',')) AS only_grows
        FROM pg_class c WHERE c.relnamespace = here::regnamespace AND c.relkind IN ('r', 'v', 'S') ORDER BY c.relname
    LOOP
        word := CASE thing.kind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END;
        EXECUTE format('ALTER %s %I.%I OWNER TO orderly_owner', word, here, thing.name);
        word := CASE thing.kind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END;
        EXECUTE format('REVOKE ALL ON %s %I.%I FROM PUBLIC, orderly_app, orderly_reports', word, here, thing.name);
        EXECUTE format('GRANT %s ON %s %I.%I TO orderly_app', CASE
            WHEN thing.kind = 'S' THEN 'USAGE, SELECT'
            WHEN thing.kind = 'v' OR thing.name = 'migration' THEN 'SELECT'
            WHEN thing.only_grows THEN 'SELECT, INSERT'
            WHEN thing.name = 'erasing' THEN 'SELECT, INSERT, DELETE'
            ELSE 'SELECT, INSERT, UPDATE, DELETE' END, word, here, thing.name);
        IF thing.kind = 'v' AND thing.name LIKE 'view\_%' THEN
            EXECUTE format('GRANT SELECT ON TABLE %I.%I TO orderly_reports', here, thing.name);
        END IF;
    END LOOP;
    FOREACH word IN ARRAY ARRAY['refuse_change', 'refuse_renaming', 'refuse_erasing', 'refuse_less_than_nothing'] LOOP
        IF EXISTS (SELECT 1 FROM pg_proc WHERE proname = word AND pronamespace = here::regnamespace) THEN
            EXECUTE format('ALTER FUNCTION %I.%I() OWNER TO orderly_owner', here, word);
        END IF;
    END LOOP;
    -- Names alone, and the triggers let them only go out.
    FOREACH word IN ARRAY string_to_array('{names}', ',') LOOP
        EXECUTE format('GRANT UPDATE (%I) ON %I.%I TO orderly_app', split_part(word, '.', 2), here, split_part(word, '.', 1));
    END LOOP;
END $$;
