-- Fewer and closer pages for each change, and short ways to what an owner gets back.

DROP INDEX upload_open;
DROP INDEX upload_reserved;
DROP INDEX upload_owner;
DROP INDEX upload_owner_gone;

-- all of an owner's rows side by side, so that a file that changes its state stays on its page
CREATE INDEX upload_owner ON upload (service, owner, state, seq, purpose);
-- an owner's files in the order in which they end: what a reservation waits for
CREATE INDEX upload_owner_ends ON upload (service, owner, expires_at, purpose, size)
    WHERE state = 2 AND expires_at IS NOT NULL;
-- the reservations of everybody, and their bytes
CREATE INDEX upload_open ON upload (deadline, service, size) WHERE state < 2;
