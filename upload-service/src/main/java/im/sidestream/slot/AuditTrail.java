package im.sidestream.slot;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The memory of removals and of administrators' changes. What changes rows writes its record in the same transaction; here
 * the records are read, and those of changes that have no row are added.
 */
public interface AuditTrail {
    /**
     * Lists records, newest first; its cost depends on {@code limit} alone.
     *
     * <p>Refused: {@link Reason#INVALID_REQUEST} for an {@code after} that no page said
     *
     * @param owner whose, or null for all
     */
    CompletableFuture<Page<AuditRecord>> records(
            String service, @Nullable String owner, @Nullable String after, int limit);

    /**
     * Remembers an administrative change.
     *
     * @param owner whom it is about, or null
     * @param detail what was changed; names nobody, so that it may stay when the owner is erased
     */
    CompletableFuture<Void> changed(String service, @Nullable String owner, String detail, String by);

    /** Forgets records older than {@code before} among the {@code limit} oldest ones, and returns how many those were. */
    CompletableFuture<Integer> forget(Instant before, int limit);
}
