-- How the house shows itself: its name in the head of pages, its own accents by light and by dark, its logo. One row, or none.
CREATE TABLE brand (
    id BIGINT PRIMARY KEY,
    name TEXT,
    accent TEXT,
    accent_dark TEXT,
    logo_id BIGINT REFERENCES file (id)
);

-- After so many hours a stock figure is old and no date is promised as firm; nothing ever is where it is zero.
ALTER TABLE seller ADD COLUMN stale_hours BIGINT NOT NULL DEFAULT 0 CHECK (stale_hours >= 0);
