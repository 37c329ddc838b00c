-- A credit note that was posted by mistake stays as it is and is taken back whole, once; the invoice wants again what the note took off it.

CREATE TABLE credit_note_reversal (
    note_id BIGINT PRIMARY KEY REFERENCES credit_note (id),
    posted_at BIGINT NOT NULL,
    issued_on DATE NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL
);
CREATE INDEX credit_note_reversal_by_moment ON credit_note_reversal (posted_at);

-- postgres only
CREATE TRIGGER credit_note_reversal_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_note_reversal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- sqlite only
CREATE TRIGGER credit_note_reversal_no_update BEFORE UPDATE ON credit_note_reversal BEGIN SELECT RAISE(ABORT, 'credit_note_reversal only grows'); END;
CREATE TRIGGER credit_note_reversal_no_delete BEFORE DELETE ON credit_note_reversal BEGIN SELECT RAISE(ABORT, 'credit_note_reversal only grows'); END;
CREATE TRIGGER credit_note_reversal_no_replace BEFORE INSERT ON credit_note_reversal WHEN EXISTS (SELECT 1 FROM credit_note_reversal WHERE note_id = NEW.note_id)
BEGIN SELECT RAISE(ABORT, 'credit_note_reversal only grows'); END;
-- both
