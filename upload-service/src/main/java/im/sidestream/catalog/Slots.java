package im.sidestream.catalog;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Reservation;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements that lead a row from its slot to a visible file; for the writer's thread alone. */
final class Slots {
    /** A moment before every lease: a row that is being received is refused because it is, not for how long. */
    static final long LATER_ATTEMPT = Long.MIN_VALUE;

    private final Dating dating;
    private final Rules rules;
    private final Room room;
    private final Prepared insert;
    private final Prepared claim;
    private final Prepared renew;
    private final Prepared commit;
    private final Prepared store;
    private final Prepared find;

    Slots(SqlConnection connection, Room room, Dating dating) throws SQLException {
        this.dating = dating;
        this.rules = dating.rules();
        this.room = room;
        insert = new Prepared(
                connection,
                "INSERT INTO upload (id, service, owner, name, type, size, purpose, expire_before, state, issued_at,"
                        + " deadline) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)");
        claim = new Prepared(
                connection,
                "UPDATE upload SET state = 1, attempt = attempt + 1, directory = ?2, lease_until = ?4, resuming = 0,"
                        + " retry_until = CASE state WHEN 0 THEN ?5 ELSE retry_until END"
                        + " WHERE id = ?1 AND (expire_before IS NULL OR expire_before > ?3) AND ((state = 0 AND deadline > ?3)"
                        + " OR (state = 1 AND lease_until <= ?3 AND retry_until > ?3)) RETURNING " + Rows.COLUMNS);
        renew = new Prepared(
                connection,
                "UPDATE upload SET lease_until = ?3,"
                        + " retry_until = CASE WHEN retry_until < ?4 THEN ?4 ELSE retry_until END"
                        + " WHERE id = ?1 AND attempt = ?2 AND state = 1");
        commit = new Prepared(
                connection,
                "UPDATE upload SET state = 2, sha256 = ?3, stored_at = ?4, expires_at = ?5, received = 0"
                        + " WHERE id = ?1 AND attempt = ?2 AND state = 1");
        store = new Prepared(
                connection,
                "UPDATE upload SET state = 2, attempt = ?2, directory = ?3, sha256 = ?4, stored_at = ?5,"
                        + " expires_at = ?6 WHERE id = ?1 AND state = 0 AND deadline > ?7");
        find = new Prepared(connection, "SELECT " + Rows.COLUMNS + ", lease_until FROM upload WHERE id = ?");
    }

    Reservation reserve(Upload upload, Allowance allowance) throws SQLException, Refusal {
        long now = rules.now();
        SlotRequest request = upload.request();
        List<Upload> evicted = room.take(request, allowance, now);
        MediaType type = request.type();
        Instant end = request.expireBefore();
        insert.update(
                upload.id().value(),
                request.service(),
                request.owner(),
                request.name().value(),
                type == null ? null : type.value(),
                request.size(),
                request.purpose().elementName(),
                end == null ? null : Rows.millis(end),
                now,
                Rows.millis(upload.deadline()));
        return new Reservation(upload, evicted);
    }

    Claim claim(SlotId id, ClaimTerms terms) throws SQLException, Refusal {
        long now = rules.now();
        long leaseUntil = now + terms.lease().toMillis();
        Optional<Upload> claimed = claim.first(
                Rows::upload,
                id.value(),
                terms.directory(),
                now,
                leaseUntil,
                now + terms.retry().toMillis());
        if (claimed.isEmpty()) {
            throw whyNot(id, now);
        }
        return new Claim(claimed.get(), Instant.ofEpochMilli(leaseUntil));
    }

    boolean renew(Claim claim, Duration lease) throws SQLException {
        long until = rules.now() + lease.toMillis();
        return lease(claim, until, until + Catalog.SILENCE.toMillis());
    }

    void release(Claim claim) throws SQLException {
        long now = rules.now();
        lease(claim, now, now);
    }

    private boolean lease(Claim claim, long until, long leastRetry) throws SQLException {
        return renew.update(claim.id().value(), claim.attempt(), until, leastRetry) == 1;
    }

    Upload commit(Claim claim, Sha256 digest) throws SQLException, Refusal {
        long now = rules.now();
        Upload done = completed(claim.upload(), digest, now);
        if (isTooLate(done, now)
                || commit.update(claim.id().value(), claim.attempt(), digest.bytes(), now, dating.end(done)) == 0) {
            return alreadyOwn(claim.upload(), digest, LATER_ATTEMPT);
        }
        return done;
    }

    Upload store(Upload arrived, Instant began, Sha256 digest) throws SQLException, Refusal {
        long now = rules.now();
        Upload done = completed(arrived, digest, now);
        boolean fits = !isTooLate(arrived, now)
                && store.update(
                                arrived.id().value(),
                                arrived.attempt(),
                                arrived.directory(),
                                digest.bytes(),
                                now,
                                dating.end(done),
                                Rows.millis(began))
                        == 1;
        return fits ? done : alreadyOwn(arrived, digest, now);
    }

    /** Tells what would be gone as soon as it is stored, whatever the retention says. */
    static boolean isTooLate(Upload upload, long now) {
        Instant end = upload.request().expireBefore();
        return end != null && Rows.millis(end) <= now;
    }

    private static Upload completed(Upload upload, Sha256 digest, long now) {
        return upload.completed(new Stored(upload.request().size(), digest, Instant.ofEpochMilli(now)));
    }

    /** Says yes once more to whoever stored this very file, for a commit that failed may have happened all the same. */
    Upload alreadyOwn(Upload asked, Sha256 digest, long now) throws SQLException, Refusal {
        Optional<Upload> own = find.first(Rows::upload, asked.id().value())
                .filter(row -> row.state() == UploadState.STORED && row.attempt() == asked.attempt())
                .filter(row -> holds(row.stored(), digest));
        if (own.isEmpty()) {
            throw whyNot(asked.id(), now);
        }
        return own.get();
    }

    private static boolean holds(@Nullable Stored stored, Sha256 digest) {
        return stored != null && stored.digest().equals(digest);
    }

    /** Says why a row does not take what was asked of it. */
    Refusal whyNot(SlotId id, long now) throws SQLException {
        return find.first(row -> refusal(Rows.upload(row), row.getLong(Rows.NEXT), now), id.value())
                .orElseGet(Slots::expired);
    }

    private Refusal refusal(Upload upload, long leaseUntil, long now) {
        Stored stored = upload.stored();
        return switch (upload.state()) {
            case ISSUED -> expired();
            case RECEIVING -> leaseUntil > now && !isTooLate(upload, rules.now()) ? inProgress(leaseUntil) : expired();
            case STORED -> stored == null ? expired() : isServed(upload) ? Refusal.alreadyStored(stored) : gone();
            case DELETING -> stored == null ? expired() : gone();
        };
    }

    /** Only of what anybody may fetch it is told what it is. */
    private boolean isServed(Upload upload) {
        Long end = rules.expiry(upload);
        return !upload.choice().withdrawn() && (end == null || end > rules.now());
    }

    private static Refusal gone() {
        return Refusal.of(Reason.GONE, "This file is gone.");
    }

    private static Refusal inProgress(long leaseUntil) {
        return Refusal.until(
                Instant.ofEpochMilli(leaseUntil), Reason.IN_PROGRESS, "Another upload to this link is running.");
    }

    private static Refusal expired() {
        return Refusal.of(Reason.SLOT_EXPIRED, "The time of this upload link is over.");
    }
}
