package im.sidestream.catalog;

import im.sidestream.slot.Owner;
import im.sidestream.slot.Retention;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the end of stored files into their rows again after the retention changed: a walk over all rows in the order of
 * their numbers, remembered in the catalog, so that any run may break off and the next one goes on. What is stored during
 * the walk is dated by the new retention already. The first row that a retention dates notes it, in the same transaction:
 * so even one that held for a moment is followed by a walk, though no run ever saw it. For the writer's thread alone.
 */
final class Dating {
    private final Rules rules;
    private final Prepared progress;
    private final Prepared ownProgress;
    private final Prepared last;
    private final Prepared note;
    private final Prepared next;
    private final Prepared ofOwner;
    private final Prepared date;
    private final Prepared noted;
    private Retention known = Retention.FOREVER;
    private String fingerprint = known.fingerprint();

    Dating(SqlConnection connection, Rules rules) throws SQLException {
        this.rules = rules;
        Dialect dialect = connection.dialect();
        String walk = "SELECT rules, seq, last FROM dating";
        progress = new Prepared(connection, walk);
        ownProgress = new Prepared(connection, walk + dialect.locked());
        last = new Prepared(
                connection, "SELECT seq FROM upload WHERE seq > 0 AND +state = 2 ORDER BY seq DESC LIMIT 1");
        note = new Prepared(
                connection,
                "INSERT INTO dating VALUES (1, ?1, ?2, ?3)"
                        + " ON CONFLICT (one) DO UPDATE SET rules = ?1, seq = ?2, last = ?3");
        next = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS + ", expires_at, seq FROM upload WHERE seq > ?1 AND seq <= ?2"
                        + " ORDER BY seq LIMIT ?3" + dialect.locked());
        ofOwner = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS + ", expires_at, seq FROM upload WHERE service = ?1 AND owner = ?2"
                        + " AND state = 2 ORDER BY seq LIMIT ?3" + dialect.unclaimed());
        date = new Prepared(connection, "UPDATE upload SET expires_at = ?2 WHERE id = ?1 AND state = 2");
        noted = new Prepared(connection, "SELECT rules FROM dating");
    }

    Rules rules() {
        return rules;
    }

    /** Returns what {@code expires_at} shall say of a stored row that is written in this transaction. */
    @Nullable
    Long end(Upload stored) throws SQLException {
        Retention retention = rules.retention().get();
        String now = fingerprint(retention);
        // asked each time: what was noted before may have been undone
        if (!noted.first(row -> row.getString(1)).equals(Optional.of(now))) {
            note.update(now, 0, lastRow());
        }
        return Rules.expiry(retention, stored);
    }

    /** Writes down when a stored file ends, by the retention of now. */
    void date(Upload stored) throws SQLException {
        date.update(stored.id().value(), end(stored));
    }

    /** A fingerprint costs more than a commit, and the retention hardly ever changes. */
    private String fingerprint(Retention retention) {
        if (!retention.equals(known)) {
            fingerprint = retention.fingerprint();
            known = retention;
        }
        return fingerprint;
    }

    /** The last row that has an end at all; none in a catalog that stores its first file. */
    private long lastRow() throws SQLException {
        return last.first(row -> row.getLong(1)).orElse(0L);
    }

    /** Dates an owner's oldest files, where that is still to be done, and returns whether all of them follow now. */
    boolean follow(Owner owner, int limit) throws SQLException {
        if (isDone()) {
            return true;
        }
        List<Dated> rows = ofOwner.all(Dated::read, owner.service(), owner.jid(), limit);
        for (Dated row : rows) {
            correct(row, rules.retention().get());
        }
        return rows.size() < limit;
    }

    private boolean isDone() throws SQLException {
        String now = fingerprint(rules.retention().get());
        return progress.first(Progress::read)
                .map(known -> known.isOf(now) && known.isDone())
                .orElse(false);
    }

    /** Looks at the next rows and returns at how many; none where all rows follow the retention of now. */
    int step(int limit) throws SQLException {
        Retention retention = rules.retention().get();
        String now = fingerprint(retention);
        Optional<Progress> before = ownProgress.first(Progress::read);
        Progress from = before.isPresent() && before.get().isOf(now) ? before.get() : new Progress(now, 0, lastRow());
        List<Dated> rows = from.isDone() ? List.of() : next.all(Dated::read, from.seq, from.last, limit);
        for (Dated row : rows) {
            correct(row, retention);
        }
        Progress to = rows.isEmpty() ? from.ended() : from.at(rows.get(rows.size() - 1).seq);
        if (before.isEmpty() || !to.equals(before.get())) {
            note.update(to.rules, to.seq, to.last);
        }
        return rows.size();
    }

    private void correct(Dated row, Retention retention) throws SQLException {
        if (row.upload.state() != UploadState.STORED) {
            return;
        }
        Long end = Rules.expiry(retention, row.upload);
        if (!Objects.equals(end, row.expiresAt)) {
            date.update(row.upload.id().value(), end);
        }
    }

    private record Progress(String rules, long seq, long last) {
        static Progress read(ResultSet row) throws SQLException {
            return new Progress(row.getString(1), row.getLong(2), row.getLong(3));
        }

        boolean isOf(String retention) {
            return rules.equals(retention);
        }

        boolean isDone() {
            return seq >= last;
        }

        Progress at(long where) {
            return new Progress(rules, where, last);
        }

        Progress ended() {
            return at(last);
        }
    }

    private record Dated(Upload upload, @Nullable Long expiresAt, long seq) {
        static Dated read(ResultSet row) throws SQLException {
            long end = row.getLong(Rows.NEXT);
            // asked at once: it speaks of the column that was read last
            boolean never = row.wasNull();
            return new Dated(Rows.upload(row), never ? null : end, row.getLong(Rows.NEXT + 1));
        }
    }
}
