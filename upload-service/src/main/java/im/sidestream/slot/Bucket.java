package im.sidestream.slot;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one purpose (XEP-0363 §4).
 *
 * @param maxFileSize bytes of the largest file, {@link Quota#UNLIMITED} for no limit
 * @param total bytes that one owner may have stored and reserved for this purpose, {@link Quota#UNLIMITED} for no limit
 * @param retention how long files are kept after they were stored, or null for ever
 */
public record Bucket(long maxFileSize, long total, @Nullable Duration retention) {
    public Bucket {
        if (maxFileSize < 1 || total < 0) {
            throw new IllegalArgumentException("a limit is below its least");
        }
    }

    /** Returns how long files are kept after they were stored, or empty for ever. */
    public Optional<Duration> kept() {
        return Optional.ofNullable(retention);
    }
}
