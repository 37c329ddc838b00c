-- Credit notes: a posted invoice stays as it is and is corrected down by another document, line by line. Both only grow; what an invoice
-- still wants stands in its open item.

INSERT INTO series (name, value) VALUES ('credit_note', 0);

CREATE TABLE credit_note (
    id BIGINT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    invoice_id BIGINT NOT NULL REFERENCES invoice (id),
    contract_id BIGINT NOT NULL REFERENCES contract (id),
    posted_at BIGINT NOT NULL,
    issued_on DATE NOT NULL,
    net BIGINT NOT NULL,
    vat BIGINT NOT NULL,
    total BIGINT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    CHECK (net + vat = total AND net >= 0 AND vat >= 0 AND total > 0)
);
CREATE INDEX credit_note_of_invoice ON credit_note (invoice_id, id);
CREATE INDEX credit_note_of_contract ON credit_note (contract_id, issued_on);
CREATE INDEX credit_note_by_total ON credit_note (total, id);

-- The position is that of the invoice's line. A line that becomes cheaper and of which nothing comes back has no quantity.
CREATE TABLE credit_note_line (
    note_id BIGINT NOT NULL REFERENCES credit_note (id),
    position BIGINT NOT NULL CHECK (position > 0),
    quantity BIGINT NOT NULL CHECK (quantity >= 0),
    net BIGINT NOT NULL,
    vat BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    PRIMARY KEY (note_id, position),
    CHECK (net + vat = gross AND net >= 0 AND vat >= 0)
);

-- postgres only
CREATE TRIGGER credit_note_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_note FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER credit_note_line_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_note_line FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- sqlite only
CREATE TRIGGER credit_note_no_update BEFORE UPDATE ON credit_note BEGIN SELECT RAISE(ABORT, 'credit_note only grows'); END;
CREATE TRIGGER credit_note_no_delete BEFORE DELETE ON credit_note BEGIN SELECT RAISE(ABORT, 'credit_note only grows'); END;
CREATE TRIGGER credit_note_no_replace BEFORE INSERT ON credit_note WHEN EXISTS (SELECT 1 FROM credit_note WHERE id = NEW.id OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'credit_note only grows'); END;
CREATE TRIGGER credit_note_line_no_update BEFORE UPDATE ON credit_note_line BEGIN SELECT RAISE(ABORT, 'credit_note_line only grows'); END;
CREATE TRIGGER credit_note_line_no_delete BEFORE DELETE ON credit_note_line BEGIN SELECT RAISE(ABORT, 'credit_note_line only grows'); END;
CREATE TRIGGER credit_note_line_no_replace BEFORE INSERT ON credit_note_line WHEN EXISTS (SELECT 1 FROM credit_note_line WHERE note_id = NEW.note_id AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'credit_note_line only grows'); END;
-- both
