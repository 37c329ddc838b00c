-- Quotes: what a buyer asked for, every version of what was offered, who agreed to prices beyond the limit.

-- postgres only
CREATE SEQUENCE quote_number START 1;
-- sqlite only
INSERT INTO counter (name, value) VALUES ('quote_number', 0);
-- both

CREATE TABLE quote (
    id BIGINT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    partner_code TEXT NOT NULL,
    partner_name TEXT NOT NULL,
    unit_id BIGINT REFERENCES unit (id),
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    contract TEXT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account (id),
    representation_id BIGINT REFERENCES representation (id),
    asked_by TEXT NOT NULL,
    on_behalf_of TEXT,
    message TEXT NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    total BIGINT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 0),
    offered BIGINT,
    valid_until DATE,
    follows TEXT,
    order_number TEXT,
    reason TEXT,
    asked_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    salt BYTEA NOT NULL,
    CHECK (offered <= version)
);
CREATE INDEX quote_of_partner ON quote (partner_id, id);
CREATE INDEX quote_that_waits ON quote (state, changed_at) WHERE state IN ('asked', 'awaiting_second');

CREATE TABLE quote_version (
    quote_id BIGINT NOT NULL REFERENCES quote (id),
    version BIGINT NOT NULL CHECK (version > 0),
    made_at BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account (id),
    actor TEXT NOT NULL,
    valid_until DATE NOT NULL,
    note TEXT,
    net BIGINT NOT NULL,
    vat BIGINT NOT NULL,
    total BIGINT NOT NULL CHECK (total > 0),
    needs_second BOOLEAN NOT NULL,
    PRIMARY KEY (quote_id, version),
    CHECK (net + vat = total)
);

-- The lines of a version; those of version 0 are what was asked for, at the prices of that day.
CREATE TABLE quote_line (
    quote_id BIGINT NOT NULL REFERENCES quote (id),
    version BIGINT NOT NULL CHECK (version >= 0),
    position BIGINT NOT NULL,
    product_id BIGINT REFERENCES product (id),
    sku TEXT,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    unit TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    unit_price BIGINT NOT NULL CHECK (unit_price >= 0),
    list_price BIGINT,
    usual_price BIGINT,
    floor BIGINT,
    vat_code TEXT NOT NULL,
    vat_rate BIGINT,
    sum BIGINT NOT NULL,
    net BIGINT NOT NULL,
    vat BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    PRIMARY KEY (quote_id, version, position),
    CHECK ((product_id IS NULL) = (sku IS NULL)),
    CHECK (net + vat = gross)
);

-- What a second person said to a version beyond the limit.
CREATE TABLE quote_approval (
    quote_id BIGINT NOT NULL REFERENCES quote (id),
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account (id),
    actor TEXT NOT NULL,
    is_granted BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (quote_id, version)
);

-- How far below a client's own price somebody may offer alone: one row.
CREATE TABLE quote_limit (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    percent BIGINT NOT NULL CHECK (percent >= 0 AND percent <= 10000)
);
INSERT INTO quote_limit (id, percent) VALUES (1, 1500);

CREATE VIEW view_quote AS
    SELECT id, number, state, changed_at, currency, total, partner_id, partner_code, partner_name
    FROM quote WHERE state IN ('asked', 'awaiting_second');

-- postgres only
CREATE TRIGGER quote_version_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON quote_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER quote_line_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON quote_line FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER quote_approval_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON quote_approval FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- sqlite only
CREATE TRIGGER quote_version_no_update BEFORE UPDATE ON quote_version BEGIN SELECT RAISE(ABORT, 'quote_version only grows'); END;
CREATE TRIGGER quote_version_no_delete BEFORE DELETE ON quote_version BEGIN SELECT RAISE(ABORT, 'quote_version only grows'); END;
CREATE TRIGGER quote_version_no_replace BEFORE INSERT ON quote_version WHEN EXISTS (SELECT 1 FROM quote_version WHERE quote_id = NEW.quote_id AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'quote_version only grows'); END;
CREATE TRIGGER quote_line_no_update BEFORE UPDATE ON quote_line BEGIN SELECT RAISE(ABORT, 'quote_line only grows'); END;
CREATE TRIGGER quote_line_no_delete BEFORE DELETE ON quote_line BEGIN SELECT RAISE(ABORT, 'quote_line only grows'); END;
CREATE TRIGGER quote_line_no_replace BEFORE INSERT ON quote_line WHEN EXISTS (SELECT 1 FROM quote_line WHERE quote_id = NEW.quote_id AND version = NEW.version AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'quote_line only grows'); END;
CREATE TRIGGER quote_approval_no_update BEFORE UPDATE ON quote_approval BEGIN SELECT RAISE(ABORT, 'quote_approval only grows'); END;
CREATE TRIGGER quote_approval_no_delete BEFORE DELETE ON quote_approval BEGIN SELECT RAISE(ABORT, 'quote_approval only grows'); END;
CREATE TRIGGER quote_approval_no_replace BEFORE INSERT ON quote_approval WHEN EXISTS (SELECT 1 FROM quote_approval WHERE quote_id = NEW.quote_id AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'quote_approval only grows'); END;
-- both
