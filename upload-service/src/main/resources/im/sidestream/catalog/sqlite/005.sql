-- Uploads that are gone on with after a cut: how far they came, and the pieces that they are made of.

-- bytes that are on the store in pieces: the offset of an upload that is under way; all of a stored file's bytes, or none
ALTER TABLE upload ADD COLUMN received BIGINT NOT NULL DEFAULT 0;
-- whether the last attempt adds pieces; else it is a plain PUT, which writes a blob of its own
ALTER TABLE upload ADD COLUMN resuming INTEGER NOT NULL DEFAULT 0;

-- A run of an upload's bytes, in the blob <upload>.<start>.<attempt>; without gaps up to the row's offset.
CREATE TABLE piece (
    upload    TEXT    NOT NULL,
    start     BIGINT  NOT NULL,
    size      BIGINT  NOT NULL,
    attempt   INTEGER NOT NULL,
    directory TEXT    NOT NULL,
    PRIMARY KEY (upload, start)
) WITHOUT ROWID;
