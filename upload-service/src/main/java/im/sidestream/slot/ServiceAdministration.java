package im.sidestream.slot;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator may do with one service; who asks is checked before, and named for the audit trail. Futures fail
 * with a {@link Refusal} for an expected "no", and never block their caller.
 */
public interface ServiceAdministration {
    /** Returns what the service holds now. */
    CompletableFuture<Statistics> statistics();

    /** Returns the usage of the owners who have most bytes stored and reserved, at most {@code limit}, largest first. */
    CompletableFuture<List<Usage>> biggestOwners(int limit);

    /**
     * Finds stored files, newest first; pages as {@link OwnUploads#list} does. Where little is found in many files, a page
     * may hold less than was asked for, even nothing, although there is a next one.
     */
    CompletableFuture<Page<OwnUpload>> search(Search search, @Nullable String after, int limit);

    /**
     * Deletes a file by its link or id; when the future completes nobody can download it any more.
     * Refused: {@link Reason#NOT_FOUND}, {@link Reason#GONE}, {@link Reason#INVALID_REQUEST} for what is no link or id.
     */
    CompletableFuture<OwnUpload> remove(String linkOrId, String by);

    /**
     * Deletes all files of a user, gives up slots and uploads that run, and returns how many files those were; used when an
     * account is removed.
     */
    CompletableFuture<Long> purge(String jid, String by);

    /** Deletes all files of a user that were stored before {@code before}, and returns how many; slots stay. */
    CompletableFuture<Long> purge(String jid, Instant before, String by);

    /** Writes what the service knows of a user, as {@link OwnUploads#export} does; the audit trail remembers who asked. */
    CompletableFuture<URI> export(String jid, String by);

    /** Deletes and forgets what is known of a user, as {@link OwnUploads#erase} does; returns how many files those were. */
    CompletableFuture<Long> erase(String jid, String by);

    /** Returns what is blocked at run time, beyond what the configuration blocks. */
    CompletableFuture<List<Block>> blocks();

    /** Blocks users or media types from now on. Refused: {@link Reason#INVALID_REQUEST} for what cannot be meant. */
    CompletableFuture<Void> block(Block.Kind kind, String pattern, String by);

    /** Ends a block; answers whether there was one. */
    CompletableFuture<Boolean> unblock(Block.Kind kind, String pattern, String by);

    /** Returns the limits that can be changed at run time, by their configuration keys, with the values that hold now. */
    CompletableFuture<Map<String, String>> limits();

    /**
     * Changes a limit for this and later runs, over what the configuration says; null gives it back to the configuration.
     * Refused: {@link Reason#INVALID_REQUEST} for an unknown key or a value that cannot be meant, with a sentence on it.
     */
    CompletableFuture<Void> changeLimit(String key, @Nullable String value, String by);

    /** Returns records of removals and of what administrators did, newest first. */
    CompletableFuture<Page<AuditRecord>> audit(@Nullable String owner, @Nullable String after, int limit);

    /**
     * Begins or ends maintenance: while it lasts no slots are issued (refused as unavailable for a while) and readiness is
     * false, but uploads that have a slot and downloads go on.
     */
    CompletableFuture<Void> maintain(boolean maintenance, String by);

    /** Returns whether maintenance lasts. */
    boolean inMaintenance();

    /**
     * What to look for; null stands for anything.
     *
     * @param owner a bare JID
     * @param name a part of the file's name, in any case of letters
     * @param type a media type, or {@code image/*} for all of a kind
     */
    record Search(
            @Nullable String owner,
            @Nullable String name,
            @Nullable String type) {

        /** Returns whether this is what is looked for. */
        public boolean matches(Upload upload) {
            SlotRequest request = upload.request();
            return (owner == null || request.owner().equals(owner))
                    && (name == null || lower(request.name().value()).contains(lower(name)))
                    && (type == null || new TypeRules(List.of(type), List.of()).accept(request.servedType()));
        }

        private static String lower(String text) {
            return text.toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a service holds.
     *
     * @param files stored
     * @param bytes stored
     * @param reserved bytes and files of slots that may still be filled, together with those stored
     * @param owners who have any of it
     * @param freeBytes on the store, or -1 where it does not tell
     */
    record Statistics(long files, long bytes, Usage.Amount reserved, long owners, long freeBytes) {}

    /**
     * A block at run time.
     *
     * @param pattern for users as in the configuration's list of who may ask (a domain, {@code *.domain}, a bare JID); for
     *     media types a type or {@code image/*}
     * @param by who set it
     */
    record Block(Kind kind, String pattern, Instant since, String by) {
        /** What is blocked. */
        public enum Kind {
            /** Those who ask for slots. */
            USER,
            /** What files claim to be. */
            TYPE;

            /** Returns a block's pattern as it is kept, or empty for what cannot be meant. */
            public Optional<String> pattern(String text) {
                String pattern = text.strip().toLowerCase(Locale.ROOT);
                return this == USER
                        ? Optional.of(pattern).filter(Kind::meansUsers).map(Accounts::prepared)
                        : Optional.of(pattern).filter(Kind::meansTypes);
            }

            private static boolean meansUsers(String pattern) {
                return pattern.matches("(\\*\\.)?[^\\s@/*:]+|[^\\s@/*:]+@[^\\s@/*:]+");
            }

            private static boolean meansTypes(String pattern) {
                String type = pattern.endsWith("/*") ? pattern.replace("/*", "/any") : pattern;
                return type.matches("[^*;]+") && MediaType.parse(type).isPresent();
            }
        }
    }
}
