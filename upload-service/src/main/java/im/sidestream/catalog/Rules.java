package im.sidestream.catalog;

import im.sidestream.slot.Retention;
import im.sidestream.slot.Upload;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * By what a catalog judges its rows.
 *
 * @param clock the time that deadlines and leases are compared with
 * @param retention when stored files end; asked at each change, so that all changes after another one see it
 */
record Rules(InstantSource clock, Supplier<Retention> retention) {
    long now() {
        return clock.millis();
    }

    /** Returns what {@code expires_at} says of a stored row. */
    @Nullable
    Long expiry(Upload stored) {
        return retention.get().expiry(stored).map(Rows::millis).orElse(null);
    }
}
