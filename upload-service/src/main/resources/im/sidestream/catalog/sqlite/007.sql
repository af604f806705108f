-- One file to many, each asked first: who sends what to whom, what waits to be said of it, and what receivers decided for good.

-- One row per order of a sender, and per order that another service hands over.
CREATE TABLE delivery (
    seq             INTEGER PRIMARY KEY,
    id              TEXT    NOT NULL UNIQUE,
    service         TEXT    NOT NULL,
    sender          TEXT    NOT NULL,
    -- the upload; null where another service has the file
    file            TEXT,
    name            TEXT    NOT NULL,
    size            BIGINT  NOT NULL,
    type            TEXT,
    note            TEXT    NOT NULL,
    answer_by       BIGINT  NOT NULL,
    consent         INTEGER NOT NULL,
    language        TEXT    NOT NULL,
    -- 'PREPARING', 'OPEN' or 'CLOSED'
    phase           TEXT    NOT NULL,
    begun           BIGINT  NOT NULL,
    origin_relay    TEXT,
    origin_delivery TEXT,
    -- how many receivers were named
    receivers       BIGINT  NOT NULL DEFAULT 0,
    -- of what the sender was told last: 0 nothing, 1 the first answer, 2 the last one, 3 the end
    milestone       INTEGER NOT NULL DEFAULT 0,
    closed_at       BIGINT
);

CREATE INDEX delivery_sender ON delivery (service, sender, seq);
CREATE UNIQUE INDEX delivery_origin ON delivery (service, origin_relay, origin_delivery) WHERE origin_relay IS NOT NULL;
-- what time ends
CREATE INDEX delivery_preparing ON delivery (service, begun) WHERE phase = 'PREPARING';
CREATE INDEX delivery_open ON delivery (service, answer_by, file) WHERE phase = 'OPEN';
CREATE INDEX delivery_closed ON delivery (service, closed_at) WHERE phase = 'CLOSED';

-- One row per receiver of a delivery, in the order in which they were named.
CREATE TABLE offer (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    delivery   BIGINT  NOT NULL,
    service    TEXT    NOT NULL,
    receiver   TEXT    NOT NULL,
    -- null once another offer to the same receiver has it
    code       TEXT,
    state      TEXT    NOT NULL,
    via        TEXT    NOT NULL,
    made       BIGINT  NOT NULL,
    offered    BIGINT,
    answered   BIGINT,
    sent       BIGINT,
    delivered  BIGINT,
    downloaded BIGINT,
    ended      BIGINT,
    link       TEXT,
    -- the same offer at another service
    relay      TEXT,
    remote     TEXT,
    problem    TEXT,
    -- how the answer came, and from which client
    channel    TEXT,
    resource   TEXT
);

CREATE UNIQUE INDEX offer_receiver ON offer (delivery, receiver);
CREATE INDEX offer_order ON offer (delivery, seq);
-- how many are in which state, and whether any is
CREATE INDEX offer_state ON offer (delivery, state);
-- a receiver's offers, and how many of them lately
CREATE INDEX offer_to ON offer (service, receiver, made);
CREATE UNIQUE INDEX offer_code ON offer (service, receiver, code) WHERE code IS NOT NULL;

-- What waits to be said over XMPP, and, until its delivery is forgotten, what was: answers and receipts name it.
CREATE TABLE outbox (
    seq      INTEGER PRIMARY KEY,
    id       TEXT    NOT NULL UNIQUE,
    service  TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    -- what is said of an offer once: the kind, or the kind with the state that it tells
    topic    TEXT    NOT NULL,
    -- 0 links and notices, 1 the first offers of each delivery, 2 the others
    priority INTEGER NOT NULL,
    receiver TEXT    NOT NULL,
    delivery BIGINT  NOT NULL,
    offer    BIGINT,
    payload  TEXT,
    -- when it may go, or again; the greatest number there is while its delivery is being prepared
    due      BIGINT  NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    done_at  BIGINT
);

CREATE INDEX outbox_due ON outbox (service, priority, due, seq) WHERE done_at IS NULL;
CREATE INDEX outbox_held ON outbox (delivery) WHERE done_at IS NULL AND due = 9223372036854775807;
CREATE UNIQUE INDEX outbox_once ON outbox (offer, topic) WHERE offer IS NOT NULL;
CREATE INDEX outbox_delivery ON outbox (delivery, kind);

-- A receiver's own link, and the bytes that went out through it.
CREATE TABLE personal_link (
    id           TEXT   PRIMARY KEY,
    upload       TEXT   NOT NULL,
    offer        BIGINT NOT NULL,
    -- runs of bytes as 0-100,200-300, each up to the byte before its end, without overlap, in their order
    covered      TEXT   NOT NULL DEFAULT '',
    whole_at     BIGINT,
    withdrawn_at BIGINT
) WITHOUT ROWID;

CREATE INDEX personal_link_offer ON personal_link (offer);

-- Whose offers a receiver takes without being asked, and whose he never wants to see; sender * is everybody.
CREATE TABLE standing_consent (
    service  TEXT NOT NULL,
    receiver TEXT NOT NULL,
    sender   TEXT NOT NULL,
    ruling   TEXT NOT NULL,
    PRIMARY KEY (service, receiver, sender)
) WITHOUT ROWID;

CREATE TABLE receiver_list (
    seq     INTEGER PRIMARY KEY,
    service TEXT NOT NULL,
    owner   TEXT NOT NULL,
    -- the name in small letters
    folded  TEXT NOT NULL,
    name    TEXT NOT NULL,
    UNIQUE (service, owner, folded)
);

CREATE TABLE list_member (
    list   BIGINT NOT NULL,
    member TEXT   NOT NULL,
    PRIMARY KEY (list, member)
) WITHOUT ROWID;

CREATE INDEX list_member_of ON list_member (member);

-- to whom lists are lent
CREATE TABLE list_reader (
    list   BIGINT NOT NULL,
    reader TEXT   NOT NULL,
    PRIMARY KEY (list, reader)
) WITHOUT ROWID;

CREATE INDEX list_reader_of ON list_reader (reader);

-- how many receivers a sender named in which hour since 1970
CREATE TABLE sending (
    service TEXT   NOT NULL,
    sender  TEXT   NOT NULL,
    hour    BIGINT NOT NULL,
    offers  BIGINT NOT NULL,
    PRIMARY KEY (service, sender, hour)
) WITHOUT ROWID;

CREATE INDEX sending_hour ON sending (hour);
