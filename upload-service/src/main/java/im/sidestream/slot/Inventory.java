package im.sidestream.slot;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The catalog as owners and administrators see it: whose files there are, how many, and what was decided about them.
 * Futures fail as those of {@link Catalog} do. What goes through many rows goes in steps that the caller bounds.
 */
public interface Inventory {
    /**
     * Lists the owner's stored files, those whose slots are newest first; its cost depends on {@code limit} alone.
     *
     * <p>Refused: {@link Reason#INVALID_REQUEST} for an {@code after} that no page said
     */
    CompletableFuture<Page<Entry>> ofOwner(Owner owner, @Nullable String after, int limit);

    /** Lists all stored files of a service in the same way. */
    CompletableFuture<Page<Entry>> ofService(String service, @Nullable String after, int limit);

    /** Lists the owner's slots that may still be filled, those that are being filled too, newest first; pages as above. */
    CompletableFuture<Page<Entry>> openOf(Owner owner, @Nullable String after, int limit);

    /** Lists what is still remembered of the owner's files and slots that are gone, newest first; pages as above. */
    CompletableFuture<Page<Tombstone>> goneOf(Owner owner, @Nullable String after, int limit);

    /** Returns one upload in whatever state, or empty. */
    CompletableFuture<Optional<Entry>> find(SlotId id);

    /** Returns the owners who have most bytes stored and reserved, largest first; looks at all counters. */
    CompletableFuture<List<String>> biggestOwners(String service, int limit);

    /** Returns what the service holds; looks at all counters. */
    CompletableFuture<Holdings> holdings(String service);

    /** Keeps a stored file until {@code until} at least; answers false if it is not there. */
    CompletableFuture<Boolean> keep(SlotId id, Instant until);

    /** Closes the link of a stored file or opens it again; answers false if it is not there. */
    CompletableFuture<Boolean> withdraw(SlotId id, boolean withdrawn);

    /** Adds downloads of stored files; those of files that are gone count for nothing. Need not survive a power cut. */
    CompletableFuture<Void> downloaded(Map<SlotId, Long> counts);

    /**
     * Takes at most {@code limit} of the owner's files that were stored before {@code before} from everyone, as
     * {@link Catalog#delete} does, and returns them. It looks at the owner's files in the order of a list.
     *
     * @param after the {@link Taken#next} of the step before, or null for the first step
     */
    CompletableFuture<Taken> take(Owner owner, Bulk bulk, @Nullable String after);

    /**
     * Gives up at most {@code limit} of the owner's slots that may still be filled, those that are being filled too, and
     * returns how many those were; whoever fills one hears {@link Reason#SLOT_EXPIRED} or {@link Reason#GONE}.
     */
    CompletableFuture<Integer> giveUp(Owner owner, int limit);

    /**
     * Forgets at most {@code limit} of the things that are known of an owner without stored files: slots that may still be
     * filled, names of files that are gone, the name in the audit trail, counters. What was counted within the last 24
     * hours stays until these are over, or the day's limits would limit nothing. Returns how many those were; none when
     * nothing is left.
     */
    CompletableFuture<Integer> forget(Owner owner, int limit);

    /**
     * An upload in a list.
     *
     * @param upload the row
     * @param downloads how often it was downloaded whole
     * @param cursor what to ask for what follows it with
     */
    record Entry(Upload upload, long downloads, String cursor) {}

    /**
     * What is remembered of an upload that is gone, until the sweep forgets it.
     *
     * @param upload the row
     * @param at when it went
     * @param why in a word, as {@link Removal} has it; {@code abandoned} for a slot that was given up
     * @param cursor what to ask for what follows it with
     */
    record Tombstone(Upload upload, Instant at, String why, String cursor) {}

    /**
     * What a service holds.
     *
     * @param reserved bytes and files stored, and those of slots that may still be filled
     * @param open those of slots that may still be filled
     * @param owners who have any of it
     */
    record Holdings(Usage.Amount reserved, Usage.Amount open, long owners) {
        /** Returns both together. */
        public Holdings plus(Holdings other) {
            return new Holdings(reserved.plus(other.reserved), open.plus(other.open), owners + other.owners);
        }
    }

    /**
     * Which files to take.
     *
     * @param before when they were stored at the latest
     * @param removal why they go
     * @param limit files in one step, at most
     */
    record Bulk(Instant before, Removal removal, int limit) {}

    /**
     * What a step took.
     *
     * @param files that are gone now
     * @param next what to ask for the following step with, or null after the last one
     */
    record Taken(List<Upload> files, @Nullable String next) {
        public Taken {
            files = List.copyOf(files);
        }
    }
}
