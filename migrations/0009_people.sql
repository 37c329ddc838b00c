-- People: invitations, companies' own roles, which mail somebody wants, by which clocks he is told the time.

ALTER TABLE account ADD COLUMN time_zone TEXT;

CREATE TABLE custom_role (
    id BIGINT PRIMARY KEY,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (partner_id, name)
);
CREATE TABLE custom_role_right (
    role_id BIGINT NOT NULL REFERENCES custom_role (id),
    permission TEXT NOT NULL,
    depth TEXT NOT NULL CHECK (depth IN ('own', 'unit', 'company')),
    PRIMARY KEY (role_id, permission)
);
ALTER TABLE membership ADD COLUMN custom_role_id BIGINT REFERENCES custom_role (id);
ALTER TABLE membership ADD COLUMN is_blocked BOOLEAN NOT NULL DEFAULT FALSE;

-- Without a partner it is an invitation to our own staff. The role of the company's own may be gone when the invitation has ended.
CREATE TABLE invitation (
    id BIGINT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    partner_id BIGINT REFERENCES partner (id),
    unit_id BIGINT REFERENCES unit (id),
    roles TEXT NOT NULL,
    custom_role_id BIGINT,
    language TEXT NOT NULL,
    invited_by BIGINT NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    accepted_at BIGINT,
    withdrawn_at BIGINT
);
CREATE INDEX invitation_of_partner ON invitation (partner_id, id);

-- What is not here is wanted.
CREATE TABLE mail_choice (
    account_id BIGINT NOT NULL REFERENCES account (id),
    topic TEXT NOT NULL,
    is_wanted BOOLEAN NOT NULL,
    PRIMARY KEY (account_id, topic)
);
