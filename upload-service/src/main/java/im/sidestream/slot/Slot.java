package im.sidestream.slot;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The answer to a {@link SlotRequest}: where to put the file, and where it can be fetched afterwards (XEP-0363 §5).
 *
 * @param id names the upload
 * @param put where to PUT; carries the signed token
 * @param get where to GET once the PUT was answered 201
 * @param headers what the PUT must carry besides
 * @param deadline until when the first PUT must have begun
 * @param deleteToken lets its holder delete the file
 */
public record Slot(SlotId id, URI put, URI get, List<SlotHeader> headers, Instant deadline, String deleteToken) {
    /** How long after its deadline a slot's upload may be gone on with, once it has begun. */
    public static final Duration RESUMABLE = Duration.ofHours(24);

    public Slot {
        headers = List.copyOf(headers);
    }

    /** Returns until when the upload may be gone on with, once it has begun in time. */
    public Instant resumableUntil() {
        return deadline.plus(RESUMABLE);
    }
}
