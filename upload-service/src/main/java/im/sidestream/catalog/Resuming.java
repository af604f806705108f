package im.sidestream.catalog;

import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.Piece;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The statements by which an upload grows piece by piece; for the writer's thread alone. */
final class Resuming {
    /** The rows that pieces may be added to at the time {@code ?2}. */
    private static final String MAY_GO_ON = "(expire_before IS NULL OR expire_before > ?2)"
            + " AND ((state = 0 AND deadline > ?2)"
            + " OR (state = 1 AND retry_until > ?2 AND (resuming = 1 OR lease_until <= ?2)))";

    private final Slots slots;
    private final Removals removals;
    private final Dating dating;
    private final Rules rules;
    private final Prepared resume;
    private final Prepared received;
    private final Prepared grow;
    private final Prepared insert;
    private final Prepared complete;
    private final Prepared open;

    Resuming(SqlConnection connection, Slots slots, Removals removals, Dating dating) throws SQLException {
        this.slots = slots;
        this.removals = removals;
        this.dating = dating;
        this.rules = dating.rules();
        resume = new Prepared(
                connection,
                "UPDATE upload SET state = 1, attempt = attempt + 1, directory = ?2, lease_until = ?4, resuming = 1,"
                        + " retry_until = CASE WHEN retry_until < deadline + ?5 THEN deadline + ?5 ELSE retry_until END"
                        + " WHERE id = ?1 AND received = ?6 AND " + MAY_GO_ON.replace("?2", "?3") + " RETURNING "
                        + Rows.COLUMNS);
        received = new Prepared(connection, "SELECT received FROM upload WHERE id = ?1 AND " + MAY_GO_ON);
        grow = new Prepared(
                connection,
                "UPDATE upload SET received = ?4 WHERE id = ?1 AND attempt = ?2 AND state = 1 AND received = ?3");
        insert = new Prepared(connection, "INSERT INTO piece VALUES (?, ?, ?, ?, ?)");
        complete = new Prepared(
                connection,
                "UPDATE upload SET state = 2, sha256 = ?3, stored_at = ?4, expires_at = ?5"
                        + " WHERE id = ?1 AND attempt = ?2 AND state = 1");
        open = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS + ", issued_at FROM upload WHERE id = ? AND state < 2"
                        + connection.dialect().locked());
    }

    Claim resume(SlotId id, long offset, ClaimTerms terms) throws SQLException, Refusal {
        long now = rules.now();
        long leaseUntil = now + terms.lease().toMillis();
        Optional<Upload> resumed = resume.first(
                Rows::upload,
                id.value(),
                terms.directory(),
                now,
                leaseUntil,
                terms.retry().toMillis(),
                offset);
        if (resumed.isEmpty()) {
            throw whyNot(id, offset, now);
        }
        return new Claim(resumed.get(), Instant.ofEpochMilli(leaseUntil));
    }

    /** The offset is looked at last: it is of no use to whoever may not go on. */
    private Refusal whyNot(SlotId id, long offset, long now) throws SQLException {
        Optional<Long> there = received.first(row -> row.getLong(1), id.value(), now);
        return there.filter(bytes -> bytes != offset).isPresent()
                ? Refusal.wrongOffset(there.get())
                : slots.whyNot(id, now);
    }

    void append(Claim claim, Piece piece) throws SQLException, Refusal {
        if (!grows(claim, piece)) {
            throw slots.whyNot(claim.id(), Slots.LATER_ATTEMPT);
        }
    }

    private boolean grows(Claim claim, Piece piece) throws SQLException {
        String id = claim.id().value();
        return grow.update(id, claim.attempt(), piece.start(), piece.end()) == 1
                && insert.update(id, piece.start(), piece.size(), piece.attempt(), piece.directory()) == 1;
    }

    Upload complete(Claim claim, Piece last, Sha256 digest) throws SQLException, Refusal {
        long now = rules.now();
        Stored file = new Stored(last.end(), digest, Instant.ofEpochMilli(now));
        Upload done = claim.upload().assembled(file);
        if (Slots.isTooLate(done, now) || !grows(claim, last)) {
            return slots.alreadyOwn(claim.upload(), digest, Slots.LATER_ATTEMPT);
        }
        complete.update(claim.id().value(), claim.attempt(), digest.bytes(), now, dating.end(done));
        return done;
    }

    boolean giveUp(SlotId id) throws SQLException {
        List<Removals.Abandoned> rows = open.all(Removals.Abandoned::read, id.value());
        removals.giveUp(rows);
        return !rows.isEmpty();
    }
}
