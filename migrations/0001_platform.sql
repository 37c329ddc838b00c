-- Plumbing: nodes, counters, the journal and its places, the queue, files, remembered answers.

CREATE TABLE node (
    id BIGINT PRIMARY KEY,
    taken_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
INSERT INTO node (id, taken_at, seen_at)
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1023)
SELECT n, 0, 0 FROM numbers;

-- postgres only
CREATE SEQUENCE order_number START 1;
-- sqlite only
CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL) WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('order_number', 0);
-- both

CREATE TABLE journal (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    partner_id BIGINT,
    actor TEXT NOT NULL,
    body BYTEA NOT NULL,
    leaf BYTEA NOT NULL
);
CREATE INDEX journal_of_partner ON journal (partner_id, id) WHERE partner_id IS NOT NULL;

CREATE TABLE unplaced (record_id BIGINT PRIMARY KEY);
CREATE TABLE place (
    n BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL UNIQUE REFERENCES journal (id)
);

-- postgres only
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$;
CREATE TRIGGER journal_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER place_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON place FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- sqlite only
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'journal only grows'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'journal only grows'); END;
CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal WHEN EXISTS (SELECT 1 FROM journal WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'journal only grows'); END;
CREATE TRIGGER place_no_update BEFORE UPDATE ON place BEGIN SELECT RAISE(ABORT, 'place only grows'); END;
CREATE TRIGGER place_no_delete BEFORE DELETE ON place BEGIN SELECT RAISE(ABORT, 'place only grows'); END;
CREATE TRIGGER place_no_replace BEFORE INSERT ON place WHEN EXISTS (SELECT 1 FROM place WHERE n = NEW.n OR record_id = NEW.record_id)
BEGIN SELECT RAISE(ABORT, 'place only grows'); END;
-- both

CREATE TABLE change (topic TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL);
INSERT INTO change (topic, n) VALUES ('terms', 0);

CREATE TABLE job (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
    last_error TEXT
);
CREATE INDEX job_waiting ON job (run_at) WHERE state = 'waiting';

CREATE TABLE file (
    id BIGINT PRIMARY KEY,
    media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    stored_at BIGINT NOT NULL
);

CREATE TABLE idempotency (
    owner TEXT NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (owner, route, key)
);
CREATE INDEX idempotency_age ON idempotency (at);
