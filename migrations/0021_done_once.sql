-- What was done under a key of the caller, for ever: an order, a payment or a shipment that is sent again, however late, is the one that
-- there is. Only what fills a cart is remembered in `idempotency`, for thirty days.

CREATE TABLE done_once (
    owner TEXT NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (owner, route, key)
);

-- postgres only
CREATE TRIGGER done_once_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON done_once FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- sqlite only
CREATE TRIGGER done_once_no_update BEFORE UPDATE ON done_once BEGIN SELECT RAISE(ABORT, 'done_once only grows'); END;
CREATE TRIGGER done_once_no_delete BEFORE DELETE ON done_once BEGIN SELECT RAISE(ABORT, 'done_once only grows'); END;
CREATE TRIGGER done_once_no_replace BEFORE INSERT ON done_once WHEN EXISTS (SELECT 1 FROM done_once WHERE owner = NEW.owner AND route = NEW.route AND key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'done_once only grows'); END;
-- both
