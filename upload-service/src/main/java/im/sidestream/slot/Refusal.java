package im.sidestream.slot;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An expected "no": part of normal work, so it carries no stack trace and is never logged as a fault. Its message may be
 * shown to the user.
 */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final @Nullable Instant retryAt;
    private final long limit;

    private final transient @Nullable Stored stored;
    private final transient @Nullable Subject subject;

    private Refusal(Reason reason, String message, @Nullable Instant retryAt, long limit, @Nullable Stored stored) {
        this(reason, message, retryAt, limit, stored, null);
    }

    private Refusal(
            Reason reason,
            String message,
            @Nullable Instant retryAt,
            long limit,
            @Nullable Stored stored,
            @Nullable Subject subject) {
        super(message, null, false, false);
        this.subject = subject;
        this.reason = reason;
        this.retryAt = retryAt;
        this.limit = limit;
        this.stored = stored;
    }

    /** Refuses for {@code reason}, with a sentence for the user. */
    public static Refusal of(Reason reason, String message) {
        return new Refusal(reason, message, null, -1, null);
    }

    /** Refuses until {@code retryAt}, from when on the same request may succeed. */
    public static Refusal until(Instant retryAt, Reason reason, String message) {
        return new Refusal(reason, message, retryAt, -1, null);
    }

    /** Refuses a file of more than {@code limit} bytes. */
    public static Refusal tooLarge(long limit) {
        return new Refusal(Reason.FILE_TOO_LARGE, "The limit is " + limit + " bytes.", null, limit, null);
    }

    /** Refuses a second upload and says what the first one stored, so that an equal one may count as done. */
    public static Refusal alreadyStored(Stored stored) {
        return new Refusal(Reason.ALREADY_STORED, "This upload is complete already.", null, -1, stored);
    }

    /** Refuses a part of an upload that has {@code offset} bytes so far, because the part begins elsewhere. */
    public static Refusal wrongOffset(long offset) {
        return new Refusal(Reason.OFFSET_MISMATCH, "This upload has " + offset + " bytes so far.", null, offset, null);
    }

    /**
     * Returns the same refusal with what it is about, for faces that say it in several languages.
     *
     * @param name tells refusals of one reason apart
     * @param values numbers and names that belong in the sentence
     */
    public Refusal about(String name, Object... values) {
        return new Refusal(
                reason, String.valueOf(getMessage()), retryAt, limit, stored, new Subject(name, List.of(values)));
    }

    public Reason reason() {
        return reason;
    }

    /** Returns when to try again, where that is known. */
    public Optional<Instant> retryAt() {
        return Optional.ofNullable(retryAt);
    }

    /** Returns the size limit in bytes that the refusal is about, where it is about one. */
    public OptionalLong limit() {
        return limit < 0 || reason == Reason.OFFSET_MISMATCH ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    /** Returns how many bytes the upload has, for {@link Reason#OFFSET_MISMATCH}. */
    public OptionalLong offset() {
        return reason == Reason.OFFSET_MISMATCH ? OptionalLong.of(limit) : OptionalLong.empty();
    }

    /** Returns what the refusal is about, where the reason does not say all of it. */
    public Optional<Subject> subject() {
        return Optional.ofNullable(subject);
    }

    /** Returns what is stored already, for {@link Reason#ALREADY_STORED}. */
    public Optional<Stored> stored() {
        return Optional.ofNullable(stored);
    }

    /**
     * What a refusal is about.
     *
     * @param name tells refusals of one reason apart
     * @param values numbers and names that belong in the sentence
     */
    public record Subject(String name, List<Object> values) {
        public Subject {
            values = List.copyOf(values);
        }
    }
}
