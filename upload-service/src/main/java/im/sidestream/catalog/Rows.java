package im.sidestream.catalog;

import im.sidestream.slot.FileName;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.OwnerChoice;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How an {@link Upload} and a row are written as each other. */
final class Rows {
    /** What {@link #upload} reads, in its order; further columns may follow. */
    static final String COLUMNS = "id, service, owner, name, type, size, purpose, expire_before,"
            + " deadline, state, attempt, directory, sha256, stored_at, kept_until, withdrawn_at, received";
    /** Index of the first column after {@link #COLUMNS}. */
    static final int NEXT = 18;

    static final int ISSUED = 0;
    static final int RECEIVING = 1;
    static final int STORED = 2;

    private static final Map<String, Purpose> PURPOSES = Arrays.stream(Purpose.values())
            .collect(Collectors.toUnmodifiableMap(Purpose::elementName, Function.identity()));

    private Rows() {}

    static Upload upload(ResultSet row) throws SQLException {
        return new Upload(
                new SlotId(row.getString(1)),
                request(row),
                Instant.ofEpochMilli(row.getLong(9)),
                state(row.getInt(10)),
                row.getInt(11),
                row.getString(12),
                stored(row),
                choice(row),
                row.getLong(17));
    }

    private static OwnerChoice choice(ResultSet row) throws SQLException {
        long until = row.getLong(15);
        boolean kept = !row.wasNull();
        row.getLong(16);
        boolean withdrawn = !row.wasNull();
        return kept || withdrawn
                ? new OwnerChoice(kept ? Instant.ofEpochMilli(until) : null, withdrawn)
                : OwnerChoice.NONE;
    }

    private static SlotRequest request(ResultSet row) throws SQLException {
        String type = row.getString(5);
        Purpose purpose = purpose(row.getString(7));
        return new SlotRequest(
                row.getString(2),
                row.getString(3),
                new FileName(row.getString(4)),
                row.getLong(6),
                type == null ? null : new MediaType(type),
                purpose,
                purpose == Purpose.EPHEMERAL ? Instant.ofEpochMilli(row.getLong(8)) : null);
    }

    private static @Nullable Stored stored(ResultSet row) throws SQLException {
        byte[] digest = row.getBytes(13);
        return digest == null
                ? null
                : new Stored(row.getLong(6), Sha256.of(digest), Instant.ofEpochMilli(row.getLong(14)));
    }

    static Purpose purpose(String name) throws SQLException {
        Purpose purpose = PURPOSES.get(name);
        if (purpose == null) {
            throw new SQLException("a row has the unknown purpose " + name);
        }
        return purpose;
    }

    private static UploadState state(int code) {
        return switch (code) {
            case ISSUED -> UploadState.ISSUED;
            case RECEIVING -> UploadState.RECEIVING;
            case STORED -> UploadState.STORED;
            default -> UploadState.DELETING;
        };
    }

    /** Returns whole milliseconds, cut down; what lies beyond them is the last one there is. */
    static long millis(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
