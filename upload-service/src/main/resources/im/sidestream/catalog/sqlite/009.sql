-- What an order counted in its sender's day, and in which hour since 1970: given back if nobody was asked.
ALTER TABLE delivery ADD COLUMN named BIGINT NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN named_hour BIGINT NOT NULL DEFAULT 0;

-- Whom a sender withdrew before he was named; as long as the delivery is being prepared.
CREATE TABLE left_out (
    delivery BIGINT NOT NULL,
    receiver TEXT NOT NULL,
    PRIMARY KEY (delivery, receiver)
) WITHOUT ROWID;

-- The offer whose answer the decision was; null where it was made by itself.
ALTER TABLE standing_consent ADD COLUMN offer TEXT;
