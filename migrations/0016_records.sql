-- The log over the journal: whole subtrees of its tree, signed checkpoints, the words of witnesses, changes of keys. They only grow.

-- The hash over 256, 65 536, … records: level 1, 2, …; the leaves themselves stand in the journal.
CREATE TABLE log_node (
    level BIGINT NOT NULL CHECK (level > 0),
    n BIGINT NOT NULL CHECK (n >= 0),
    hash BYTEA NOT NULL,
    PRIMARY KEY (level, n)
);
CREATE TABLE checkpoint (
    size BIGINT PRIMARY KEY CHECK (size > 0),
    root BYTEA NOT NULL,
    note TEXT NOT NULL,
    sealed_at BIGINT NOT NULL
);
CREATE TABLE cosignature (
    size BIGINT NOT NULL REFERENCES checkpoint (size),
    witness TEXT NOT NULL,
    line TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (size, witness)
);
CREATE TABLE log_key (
    n BIGINT PRIMARY KEY,
    statement TEXT NOT NULL
);

-- Which sealed record tells of which version of an order. It helps to find; what it says is checked against the records.
CREATE TABLE order_record (
    place BIGINT PRIMARY KEY,
    order_id BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX order_record_of_order ON order_record (order_id, version, place);

-- postgres only
CREATE TRIGGER log_node_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON log_node FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER cosignature_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON cosignature FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_key_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON log_key FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- sqlite only
CREATE TRIGGER log_node_no_update BEFORE UPDATE ON log_node BEGIN SELECT RAISE(ABORT, 'log_node only grows'); END;
CREATE TRIGGER log_node_no_delete BEFORE DELETE ON log_node BEGIN SELECT RAISE(ABORT, 'log_node only grows'); END;
CREATE TRIGGER log_node_no_replace BEFORE INSERT ON log_node WHEN EXISTS (SELECT 1 FROM log_node WHERE level = NEW.level AND n = NEW.n)
BEGIN SELECT RAISE(ABORT, 'log_node only grows'); END;
CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoint only grows'); END;
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoint only grows'); END;
CREATE TRIGGER checkpoint_no_replace BEFORE INSERT ON checkpoint WHEN EXISTS (SELECT 1 FROM checkpoint WHERE size = NEW.size)
BEGIN SELECT RAISE(ABORT, 'checkpoint only grows'); END;
CREATE TRIGGER cosignature_no_update BEFORE UPDATE ON cosignature BEGIN SELECT RAISE(ABORT, 'cosignature only grows'); END;
CREATE TRIGGER cosignature_no_delete BEFORE DELETE ON cosignature BEGIN SELECT RAISE(ABORT, 'cosignature only grows'); END;
CREATE TRIGGER cosignature_no_replace BEFORE INSERT ON cosignature WHEN EXISTS (SELECT 1 FROM cosignature WHERE size = NEW.size AND witness = NEW.witness)
BEGIN SELECT RAISE(ABORT, 'cosignature only grows'); END;
CREATE TRIGGER log_key_no_update BEFORE UPDATE ON log_key BEGIN SELECT RAISE(ABORT, 'log_key only grows'); END;
CREATE TRIGGER log_key_no_delete BEFORE DELETE ON log_key BEGIN SELECT RAISE(ABORT, 'log_key only grows'); END;
CREATE TRIGGER log_key_no_replace BEFORE INSERT ON log_key WHEN EXISTS (SELECT 1 FROM log_key WHERE n = NEW.n)
BEGIN SELECT RAISE(ABORT, 'log_key only grows'); END;
-- both
