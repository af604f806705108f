package im.sidestream.slot;

import java.net.URI;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What an uploader may do with the files that are his. Another one's file is answered as one that is not there. Futures
 * fail with a {@link Refusal} for an expected "no", and never block their caller.
 */
public interface OwnUploads {
    /**
     * Lists the owner's stored files, newest first.
     *
     * @param after what {@link Page#next} of the page before says, or null for the first page; anything else is refused with
     *     {@link Reason#INVALID_REQUEST}
     * @param limit most files on a page, 1 to 500; there may be fewer, even none, although there is a next page
     */
    CompletableFuture<Page<OwnUpload>> list(Owner owner, @Nullable String after, int limit);

    /** Returns one file. Refused: {@link Reason#NOT_FOUND}, {@link Reason#GONE}. */
    CompletableFuture<OwnUpload> find(Owner owner, SlotId id);

    /** Returns what the owner has stored and reserved. */
    CompletableFuture<Usage> usage(Owner owner);

    /** Returns what the owner is allowed to store. */
    Limits limits(Owner owner);

    /**
     * Deletes a file; when the future completes nobody can download it any more, at any node.
     * Refused: {@link Reason#NOT_FOUND}, {@link Reason#GONE}.
     */
    CompletableFuture<Void> delete(Owner owner, SlotId id);

    /** Deletes all files of the owner, in steps, and returns how many; true everywhere when the future completes. */
    CompletableFuture<Long> deleteAll(Owner owner);

    /**
     * Keeps a file until {@code until} if its purpose's retention would not keep it longer; returns the new expiry,
     * {@link Instant#MAX} where it has none. Refused: {@link Reason#NOT_ALLOWED} beyond what the owner's limits allow and
     * for ephemeral files, {@link Reason#INVALID_REQUEST} for a time that is over, {@link Reason#NOT_FOUND},
     * {@link Reason#GONE}.
     */
    CompletableFuture<Instant> keep(Owner owner, SlotId id, Instant until);

    /**
     * Closes a file's link (410) while the file stays and counts; when the future completes that is true at every node.
     * Refused: {@link Reason#NOT_FOUND}, {@link Reason#GONE}.
     */
    CompletableFuture<Void> withdraw(Owner owner, SlotId id);

    /** Opens the link of a withdrawn file again. Refused: {@link Reason#NOT_FOUND}, {@link Reason#GONE}. */
    CompletableFuture<Void> restore(Owner owner, SlotId id);

    /**
     * Writes everything that the service knows of the owner (files, slots that may still be filled,
     * what is remembered of files that are gone, counters, blocks, audit records) as JSON into a file that only
     * the returned link names, and that goes after a day; it does not count for the owner's limits.
     */
    CompletableFuture<URI> export(Owner owner);

    /**
     * Deletes all files of the owner, their names and the owner's counters; audit records stay without JID and name, and
     * what was counted within the last 24 hours until these are over. Returns how many files those were.
     */
    CompletableFuture<Long> erase(Owner owner);
}
