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

    /** Returns when a stored row ends by the retention of now, or null for never. */
    @Nullable
    Long expiry(Upload stored) {
        return expiry(retention.get(), stored);
    }

    static @Nullable Long expiry(Retention retention, Upload stored) {
        return retention.expiry(stored).map(Rows::millis).orElse(null);
    }
}
