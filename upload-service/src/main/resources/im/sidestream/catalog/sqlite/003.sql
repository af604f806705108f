-- What owners decide about their files, what administrators decide while the service runs, and what is remembered of both.

ALTER TABLE upload ADD COLUMN kept_until BIGINT;
ALTER TABLE upload ADD COLUMN withdrawn_at BIGINT;
ALTER TABLE upload ADD COLUMN downloads BIGINT NOT NULL DEFAULT 0;

-- an owner's tombstones, for whoever wants to be forgotten
CREATE INDEX upload_owner_gone ON upload (service, owner) WHERE state = 3;

-- Removals and changes, in the order in which they happened. No owner and no name where the owner was erased.
CREATE TABLE audit (
    seq     INTEGER PRIMARY KEY,
    service TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    action  TEXT   NOT NULL,
    file    TEXT,
    owner   TEXT,
    name    TEXT,
    size    BIGINT NOT NULL,
    detail  TEXT   NOT NULL,
    actor   TEXT   NOT NULL
);

CREATE INDEX audit_owner ON audit (service, owner, seq) WHERE owner IS NOT NULL;
-- people alone, not the service's own roles
CREATE INDEX audit_actor ON audit (service, actor) WHERE instr(actor, '@') > 0;

CREATE TABLE block (
    service TEXT   NOT NULL,
    kind    TEXT   NOT NULL,
    pattern TEXT   NOT NULL,
    since   BIGINT NOT NULL,
    actor   TEXT   NOT NULL,
    PRIMARY KEY (service, kind, pattern)
) WITHOUT ROWID;

-- limits that hold over the configuration's, as the configuration would spell them
CREATE TABLE override (
    service TEXT NOT NULL,
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (service, name)
) WITHOUT ROWID;
