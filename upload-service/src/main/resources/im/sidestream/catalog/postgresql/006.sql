-- Which process is connected to the XMPP server for a service, and until when nobody else may be.
CREATE TABLE stream_lease (
    service TEXT COLLATE "C" PRIMARY KEY,
    holder  TEXT COLLATE "C" NOT NULL,
    until   BIGINT NOT NULL
);
