package im.sidestream.slot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The truth about uploads. Every method answers on a future, which fails with a {@link Refusal} for an expected "no" and
 * with anything else only where the catalog itself is broken. Methods may be called from any thread; changes of one thread
 * take effect in their order, and a read sees every change whose future was complete before it. Any change may be refused
 * with {@link Reason#STORAGE_FULL}, and what begins something ({@link #reserve}, {@link #claim}) with
 * {@link Reason#UNAVAILABLE} while too much waits. A catalog goes by one clock and by one {@link Retention}, which it asks
 * anew at each change.
 *
 * <p>Durability: {@link #commit} and {@link #delete} are on the disk before their futures complete; reservations,
 * claims and renewals may be lost by a power cut, never by a kill, because nobody was promised a file yet.
 */
public interface Catalog extends AutoCloseable {
    /**
     * How long after its lease the row of an upload that was under way stays at least: as long as a connection may be
     * silent before it is closed, so that whoever goes on in time still finds his row.
     */
    Duration SILENCE = Duration.ofSeconds(60);

    /**
     * Adds a row in {@link UploadState#ISSUED} and counts its bytes for the owner, in one step with the check of the
     * limits. Before a refusal what the owner need not have any more is given up: files whose time is over, reservations
     * that can never be filled, and, where the allowance says so, the oldest message files, if they are enough.
     *
     * <p>Refused: {@link Reason#QUOTA_EXCEEDED}, with the time from which on the same request fits if nothing else is asked
     *     for, where that time is known; {@link Reason#STORAGE_FULL} where the service's limit is reached
     */
    CompletableFuture<Reservation> reserve(Upload upload, Allowance allowance);

    /**
     * Gives the caller the slot alone. The first claim must come before the slot's deadline and sets the time until
     * which a broken upload may be tried again; later claims must come before that, and after the previous lease ended.
     *
     * <p>Refused: {@link Reason#SLOT_EXPIRED} also for an unknown id and for a file that would be over by its own request
     *     (XEP-0363 §4), {@link Reason#ALREADY_STORED} with what is stored, {@link Reason#IN_PROGRESS} with the end of the
     *     lease, {@link Reason#GONE} if nobody may fetch what is stored any more: deleted, over or withdrawn
     */
    CompletableFuture<Claim> claim(SlotId id, ClaimTerms terms);

    /**
     * Makes the lease last {@code lease} from now, and the time for retries at least {@link #SILENCE} longer. Answers false
     * if the claim was lost to a later attempt, or with its row.
     */
    CompletableFuture<Boolean> renew(Claim claim, Duration lease);

    /** Ends the lease at once: the upload broke and may be tried again. Does nothing if the claim was lost. */
    CompletableFuture<Void> release(Claim claim);

    /**
     * Makes the file visible: durable, and only if the claim's attempt is still the newest. A commit of what this very
     * attempt stored already succeeds again.
     *
     * <p>Refused: {@link Reason#IN_PROGRESS} if a later attempt took over (its lease may have ended),
     *     {@link Reason#ALREADY_STORED} with what is stored, {@link Reason#GONE} if nobody may fetch that any more,
     *     {@link Reason#SLOT_EXPIRED} if the row is gone or the file would be over
     */
    CompletableFuture<Upload> commit(Claim claim, Sha256 digest);

    /**
     * Claims and commits in one step, for an upload that was whole before it touched the catalog: durable, and only if the
     * row is still {@link UploadState#ISSUED} and its deadline was not past when the upload began. Of several attempts the
     * first one wins, and may say it again.
     *
     * <p>Refused: as {@link #claim}.
     *
     * @param arrived the issued row, {@linkplain Upload#attempted attempted} under a number that no other attempt has
     * @param began when the upload began
     */
    CompletableFuture<Upload> store(Upload arrived, Instant began, Sha256 digest);

    /**
     * Gives the caller the slot alone, to add bytes from {@code offset} on. It takes the slot over from whoever adds
     * pieces to it now, dead or alive: the attempt is a later one, so that nothing more of the earlier one counts. The
     * first time it must come before the slot's deadline, and later ones within {@code terms.retry()} after that.
     *
     * <p>Refused: as {@link #claim}, {@link Reason#IN_PROGRESS} only while a plain upload runs; and
     *     {@link Reason#OFFSET_MISMATCH} where the upload has another number of bytes
     */
    CompletableFuture<Claim> resume(SlotId id, long offset, ClaimTerms terms);

    /**
     * Adds a piece whose bytes are durable, and moves the offset to its end: durable, and only if the claim's attempt is
     * still the newest and the offset is the piece's start. What is refused then is refused as by {@link #commit}.
     */
    CompletableFuture<Void> append(Claim claim, Piece piece);

    /**
     * Adds the last piece as {@link #append} does, and makes the file visible in the same step. Refused: as
     * {@link #commit}.
     */
    CompletableFuture<Upload> complete(Claim claim, Piece last, Sha256 digest);

    /** Returns the row and until when it may be gone on with, or empty as {@link #find} does. */
    CompletableFuture<Optional<Resumption>> resumption(SlotId id);

    /** Returns the pieces of an upload in their order, until it is {@linkplain #removed removed}. */
    CompletableFuture<List<Piece>> pieces(SlotId id);

    /**
     * Gives up a slot that is not filled, also while it is being filled: its reservation is given back as if it had not
     * been, and what is on the store awaits its removal. Answers false if there was none to give up.
     */
    CompletableFuture<Boolean> giveUp(SlotId id);

    /** Returns whether rows are read from this machine's own files, which takes no longer than its disk does. */
    default boolean isLocal() {
        return false;
    }

    /** Returns the row, in whatever state, or empty where there never was one or its tombstone is forgotten. */
    CompletableFuture<Optional<Upload>> find(SlotId id);

    /**
     * Takes a stored file from everyone and gives its bytes back to the owner's total, not to the day's; the caller removes
     * the blob afterwards and then says so by {@link #removed}. Answers false if the file was not there to delete.
     */
    CompletableFuture<Boolean> delete(SlotId id, Removal removal);

    /** Remembers that the blob of a deleted upload is gone from the store, with all its pieces. */
    CompletableFuture<Void> removed(SlotId id);

    /**
     * Drops at most {@code limit} rows whose slot can never be filled any more (deadline, lease and time for retries all
     * past), gives their bytes back, and returns them: what their attempts left on the store is garbage. Those that have
     * pieces leave a tombstone, which awaits the removal of these.
     */
    CompletableFuture<List<Upload>> dropAbandoned(int limit);

    /**
     * Looks at no more than {@code limit} files that were thought to end by now, and returns them: those whose time is over
     * by the retention of this moment are taken from everyone, the others stay, and are thought to end later.
     */
    CompletableFuture<List<Upload>> expire(int limit);

    /**
     * Goes on to look at files that were stored under another retention than that of this moment, at most {@code limit} of
     * them, so that {@link #expire} finds them in time. Returns at how many rows it looked: none when all are known.
     */
    CompletableFuture<Integer> redate(int limit);

    /**
     * Returns at most {@code limit} stored files in the order of their ids, to look at all of them in steps.
     *
     * @param after the last id of the step before, or null for the first step
     */
    CompletableFuture<List<Upload>> stored(@Nullable SlotId after, int limit);

    /** Returns at most {@code limit} deleted uploads whose blobs still have to be removed. */
    CompletableFuture<List<Upload>> awaitingRemoval(int limit);

    /**
     * Forgets at most {@code limit} tombstones that are older than {@code before} and whose blobs are removed, and returns
     * how many those were.
     */
    CompletableFuture<Integer> forget(Instant before, int limit);

    /** Returns the bytes that the owner has stored and reserved. */
    CompletableFuture<Long> used(String service, String owner);

    /** Returns what the owner has stored and reserved, by purpose and within a day. */
    CompletableFuture<Usage> usage(Owner owner);

    /** Returns the bytes of all slots that may still be filled: they are not on the store, or not all of them. */
    CompletableFuture<Long> outstanding();

    /**
     * Returns all signing keys, newest first, after adding those of {@code candidates} whose use had none: several
     * processes that start at once agree on one key.
     */
    CompletableFuture<List<SigningKey>> keys(List<SigningKey> candidates);

    /** Adds {@code keys}, which are newer than all others from here on; those stay. */
    CompletableFuture<Void> addKeys(List<SigningKey> keys);

    /** Returns the id of the store that this catalog belongs to, which is {@code candidate} if it had none. */
    CompletableFuture<String> storeId(String candidate);

    /** Answers whether the catalog is likely to work: cheap, safe, repeatable. */
    CheckResult check();

    @Override
    void close();
}
