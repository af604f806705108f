package im.sidestream.slot;

import java.time.Instant;

/**
 * The right of one writer to fill one slot: a fencing token. Only the newest attempt can be committed, so a writer that
 * was thought dead and comes back harms nothing.
 *
 * @param upload the row as the claim left it
 * @param leaseUntil until when nobody else may claim the slot, by the catalog's clock
 */
public record Claim(Upload upload, Instant leaseUntil) {
    public SlotId id() {
        return upload.id();
    }

    public int attempt() {
        return upload.attempt();
    }
}
