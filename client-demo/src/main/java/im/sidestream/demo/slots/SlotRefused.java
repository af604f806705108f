package im.sidestream.demo.slots;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The service gives no slot (XEP-0363 §5); the message is one line for the user. */
public final class SlotRefused extends Exception {

    private static final long serialVersionUID = 1L;

    private final @Nullable Instant retryAt;
    private final boolean temporary;

    private SlotRefused(String message, boolean temporary, @Nullable Instant retryAt) {
        super(message);
        this.temporary = temporary;
        this.retryAt = retryAt;
    }

    /** For good: the same request will be refused again. */
    static SlotRefused forGood(String message) {
        return new SlotRefused(message, false, null);
    }

    /** For now. */
    static SlotRefused forNow(String message, @Nullable Instant retryAt) {
        return new SlotRefused(message, true, retryAt);
    }

    /** Whether it can help to ask again later. */
    public boolean isTemporary() {
        return temporary;
    }

    /** When to ask again, if the service said so. */
    public Optional<Instant> retryAt() {
        return Optional.ofNullable(retryAt);
    }
}
