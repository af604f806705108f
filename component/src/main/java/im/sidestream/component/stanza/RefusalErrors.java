package im.sidestream.component.stanza;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.dom4j.Element;
import org.dom4j.Namespace;
import org.dom4j.QName;
import org.dom4j.tree.DefaultElement;
import org.jspecify.annotations.Nullable;

/** The stanza error for each reason to refuse (XEP-0363 §6, RFC 6120 §8.3.3). */
public final class RefusalErrors {

    private RefusalErrors() {}

    /**
     * The error for a refusal.
     *
     * @param namespace the request's, in which size limits and times are told
     * @param language the request's, null for none
     */
    public static StanzaError of(Refusal refusal, String namespace, @Nullable String language) {
        StanzaError error =
                base(refusal.reason(), "").said(RefusalText.of(refusal, language), RefusalText.language(language));
        if (refusal.reason() == Reason.FILE_TOO_LARGE && refusal.limit().isPresent()) {
            error = error.with(tooLarge(refusal.limit().getAsLong(), namespace));
        }
        Instant retryAt = refusal.retryAt().orElse(null);
        return retryAt == null ? error : error.with(retry(retryAt, namespace));
    }

    /** The error for whatever a future failed with; what is no refusal is told as a fault of this service. */
    public static StanzaError ofFailure(Throwable failure, String namespace, @Nullable String language) {
        Throwable cause = unwrap(failure);
        return cause instanceof Refusal refusal
                ? of(refusal, namespace, language)
                : base(Reason.UNAVAILABLE, "")
                        .said(RefusalText.ofFailure(cause, language), RefusalText.language(language));
    }

    /** Whether that is no answer: what the service stands on is away, and the same may succeed in a moment. */
    public static boolean isAway(Throwable failure) {
        return unwrap(failure) instanceof Refusal refusal && refusal.reason() == Reason.UNAVAILABLE;
    }

    /** What a future failed with, without the wrapping of futures. */
    public static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && cause != null ? unwrap(cause) : failure;
    }

    private static StanzaError base(Reason reason, String text) {
        return switch (reason) {
            case FILE_TOO_LARGE, TYPE_NOT_ACCEPTED, PURPOSE_NOT_OFFERED ->
                StanzaError.of("modify", "not-acceptable", text);
            case INVALID_REQUEST, LENGTH_REQUIRED, LENGTH_MISMATCH, CHECKSUM_MISMATCH, DIGEST_MISMATCH ->
                StanzaError.badRequest(text);
            case NOT_ALLOWED, TOKEN_MISSING, TOKEN_INVALID -> StanzaError.of("auth", "forbidden", text);
            case QUOTA_EXCEEDED, RATE_EXCEEDED, STORAGE_FULL -> StanzaError.of("wait", "resource-constraint", text);
            case NOT_FOUND, GONE, SLOT_EXPIRED -> StanzaError.of("cancel", "item-not-found", text);
            case ALREADY_STORED, IN_PROGRESS, OFFSET_MISMATCH -> StanzaError.of("cancel", "conflict", text);
            case UNAVAILABLE -> StanzaError.of("wait", "internal-server-error", text);
        };
    }

    private static Element tooLarge(long limit, String uri) {
        Namespace namespace = new Namespace("", uri);
        Element size = new DefaultElement(new QName("max-file-size", namespace));
        Element tooLarge = new DefaultElement(new QName("file-too-large", namespace));
        tooLarge.add(size.addText(Long.toString(limit)));
        return tooLarge;
    }

    /** In UTC and in whole seconds (XEP-0082, XEP-0363 §6). */
    private static Element retry(Instant at, String uri) {
        Element retry = new DefaultElement(new QName("retry", new Namespace("", uri)));
        return retry.addAttribute("stamp", DateTimeFormatter.ISO_INSTANT.format(RefusalText.wholeSecond(at)));
    }
}
