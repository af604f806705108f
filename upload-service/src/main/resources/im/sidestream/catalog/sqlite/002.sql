-- Purposes with limits of their own, and the end of a file in its row.

-- When the file ends, by the retention that held when somebody looked last; null for never. The sweep finds by it what to
-- look at, and judges by the retention of its own time.
ALTER TABLE upload ADD COLUMN expires_at BIGINT;
UPDATE upload SET expires_at = expire_before WHERE state = 2;

DROP INDEX upload_kept;
DROP INDEX upload_ends;
CREATE INDEX upload_expires ON upload (expires_at) WHERE state = 2 AND expires_at IS NOT NULL;
-- an owner's files, newest first
CREATE INDEX upload_owner ON upload (service, owner, seq) WHERE state = 2;
-- an owner's reservations, and the bytes of all of them
CREATE INDEX upload_reserved ON upload (service, owner, deadline, size) WHERE state < 2;

-- How far the rows follow a changed retention: those up to seq do, and where that is the last one, all do.
CREATE TABLE dating (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    rules TEXT    NOT NULL,
    seq   BIGINT  NOT NULL,
    last  BIGINT  NOT NULL
);

-- hour = -1 is counted for each purpose now: an owner's total is the sum of at most four rows
DELETE FROM counter WHERE hour = -1;
INSERT INTO counter SELECT service, owner, purpose, -1, sum(size), count(*) FROM upload WHERE state < 3
    GROUP BY service, owner, purpose;
