-- Which process is connected to the XMPP server for a service, and until when nobody else may be.
CREATE TABLE stream_lease (
    service TEXT    PRIMARY KEY,
    holder  TEXT    NOT NULL,
    until   INTEGER NOT NULL
) WITHOUT ROWID;
