-- Every text of PostgreSQL in the order of its bytes, as SQLite has it: not a migration, for it is run after each of them, and changes
-- only what is otherwise. A server with another alphabet would put the lists of the house into another order. It may be run any
-- number of times. Where the database as a whole is in that order, there is nothing to do.

DO $$
DECLARE
    here TEXT := current_schema();
    one RECORD;
    again TEXT[] := ARRAY[]::TEXT[];
    word TEXT;
BEGIN
    IF EXISTS (SELECT 1 FROM pg_database WHERE datname = current_database() AND datlocprovider = 'c' AND datcollate IN ('C', 'POSIX'))
        OR NOT EXISTS (
            SELECT 1 FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation k ON k.oid = a.attcollation
            WHERE c.relkind = 'r' AND c.relnamespace = here::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
            AND a.atttypid = 'text'::regtype AND k.collname <> 'C')
    THEN
        RETURN;
    END IF;
    -- A view holds its columns as they are: it is taken away, and made again with its owner and its rights.
    FOR one IN SELECT c.oid, c.relname AS name, pg_get_userbyid(c.relowner) AS owner, c.relacl AS rights FROM pg_class c
        WHERE c.relkind = 'v' AND c.relnamespace = here::regnamespace ORDER BY c.oid
    LOOP
        again := again || format('CREATE VIEW %I.%I AS %s', here, one.name, pg_get_viewdef(one.oid));
        again := again || format('ALTER VIEW %I.%I OWNER TO %I', here, one.name, one.owner);
        FOR word IN SELECT format('GRANT %s ON %I.%I TO %s', r.privilege_type, here, one.name,
            CASE WHEN r.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.grantee)) END)
            FROM aclexplode(one.rights) r
        LOOP
            again := again || word;
        END LOOP;
    END LOOP;
    -- A trigger on a column holds it too.
    FOR one IN SELECT t.tgname AS name, c.relname AS at, pg_get_triggerdef(t.oid) AS text FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = here::regnamespace AND NOT t.tgisinternal ORDER BY t.oid
    LOOP
        again := again || one.text;
        EXECUTE format('DROP TRIGGER %I ON %I.%I', one.name, here, one.at);
    END LOOP;
    FOR word IN SELECT format('DROP VIEW %I.%I', here, c.relname) FROM pg_class c
        WHERE c.relkind = 'v' AND c.relnamespace = here::regnamespace ORDER BY c.oid DESC
    LOOP
        EXECUTE word;
    END LOOP;
    FOR word IN SELECT format('ALTER TABLE %I.%I %s', here, c.relname,
        string_agg(format('ALTER COLUMN %I TYPE TEXT COLLATE "C"', a.attname), ', '))
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation k ON k.oid = a.attcollation
        WHERE c.relkind = 'r' AND c.relnamespace = here::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
        AND a.atttypid = 'text'::regtype AND k.collname <> 'C' GROUP BY c.oid, c.relname ORDER BY c.relname
    LOOP
        EXECUTE word;
    END LOOP;
    FOREACH word IN ARRAY again LOOP
        EXECUTE word;
    END LOOP;
END $$;
