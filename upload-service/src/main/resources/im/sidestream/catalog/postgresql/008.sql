-- A process that uses these tables, alive until then if it says no more. What it was configured with, as far as all of them
-- have to agree: a line for each key, with a salted hash of what is written there.
CREATE TABLE node (
    id      TEXT COLLATE "C" PRIMARY KEY,
    service TEXT COLLATE "C" NOT NULL,
    role    TEXT COLLATE "C" NOT NULL,
    agreed  TEXT COLLATE "C" NOT NULL,
    until   BIGINT NOT NULL
) WITH (fillfactor = 50);
