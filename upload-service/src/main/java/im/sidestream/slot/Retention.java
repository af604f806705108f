package im.sidestream.slot;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long files are kept, counted from the moment they were stored. It is applied when a file is read and when the
 * sweep runs, so a changed retention holds for files that are there already.
 *
 * @param byPurpose what is missing is kept for ever
 */
public record Retention(Map<Purpose, Duration> byPurpose) {
    /** Keeps everything. */
    public static final Retention FOREVER = new Retention(Map.of());

    public Retention {
        Map<Purpose, Duration> copy = new EnumMap<>(Purpose.class);
        copy.putAll(byPurpose);
        byPurpose = Map.copyOf(copy);
    }

    /** Returns the first moment at which the stored {@code upload} is unreachable, or empty if it has none. */
    public Optional<Instant> expiry(Upload upload) {
        if (upload.stored() == null) {
            return Optional.empty();
        }
        Duration kept = byPurpose.get(upload.request().purpose());
        Instant byRetention = kept == null ? Instant.MAX : upload.stored().at().plus(kept);
        Instant byRequest = upload.request().expireBefore();
        Instant earlier = byRequest == null || byRetention.isBefore(byRequest) ? byRetention : byRequest;
        return earlier.equals(Instant.MAX) ? Optional.empty() : Optional.of(earlier);
    }
}
