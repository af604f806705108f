-- Uploads, what they count for, and the facts of the store.
--
-- Times are milliseconds since 1970 in UTC. Later numbers only add, so that the previous program still runs.

-- One row per slot, in the order of issuing: what is written together lies together, and only the
-- index of ids is hit at random.
CREATE TABLE upload (
    seq           INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE,
    -- whose form of slot it is: 'slot' for our own, else the protocol of the server that issued it
    kind          TEXT    NOT NULL DEFAULT 'slot',
    service       TEXT    NOT NULL,
    owner         TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    type          TEXT,
    size          BIGINT  NOT NULL,
    purpose       TEXT    NOT NULL,
    expire_before BIGINT,
    -- 0 issued, 1 receiving, 2 stored, 3 deleting
    state         INTEGER NOT NULL,
    issued_at     BIGINT  NOT NULL,
    deadline      BIGINT  NOT NULL,
    attempt       INTEGER NOT NULL DEFAULT 0,
    lease_until   BIGINT  NOT NULL DEFAULT 0,
    retry_until   BIGINT  NOT NULL DEFAULT 0,
    directory     TEXT    NOT NULL DEFAULT '',
    sha256        BLOB,
    stored_at     BIGINT,
    gone_at       BIGINT,
    -- 'deleted' or 'expired'
    gone_reason   TEXT,
    blob_removed  INTEGER NOT NULL DEFAULT 0
);

-- what the sweep looks for; a row is in at most one of the first, the two middle ones and the last
CREATE INDEX upload_open ON upload (deadline) WHERE state < 2;
CREATE INDEX upload_kept ON upload (purpose, stored_at) WHERE state = 2;
CREATE INDEX upload_ends ON upload (expire_before) WHERE state = 2 AND expire_before IS NOT NULL;
CREATE INDEX upload_gone ON upload (blob_removed, gone_at) WHERE state = 3;

-- Counted bytes and files. The hour says what a row is:
--   hour >= 0: reserved in that hour since 1970 by this owner for this purpose
--   hour = -1: stored and reserved by this owner (purpose is empty)
--   hour < -1: stored and reserved by all of the service, in shards (owner and purpose are empty)
CREATE TABLE counter (
    service TEXT   NOT NULL,
    owner   TEXT   NOT NULL,
    purpose TEXT   NOT NULL,
    hour    BIGINT NOT NULL,
    bytes   BIGINT NOT NULL CHECK (bytes >= 0),
    files   BIGINT NOT NULL CHECK (files >= 0),
    PRIMARY KEY (service, owner, purpose, hour)
) WITHOUT ROWID;

CREATE INDEX counter_hour ON counter (hour) WHERE hour >= 0;
CREATE INDEX counter_empty ON counter (service) WHERE files = 0;

CREATE TABLE signing_key (
    seq    INTEGER PRIMARY KEY,
    id     TEXT   NOT NULL UNIQUE,
    usage  TEXT   NOT NULL,
    secret TEXT   NOT NULL,
    made   BIGINT NOT NULL
);

CREATE TABLE store (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id  TEXT NOT NULL
);
