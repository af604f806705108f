package im.sidestream.component.stanza;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sentence that tells somebody of a refusal. In English that is the refusal's own, which knows most; in another
 * language it follows from the reason.
 */
public final class RefusalText {

    private static final PhraseBook BOOK =
            new PhraseBook("im.sidestream.component.stanza.refusals", RefusalText.class.getClassLoader());

    private RefusalText() {}

    /** The sentence for a refusal. */
    public static String of(Refusal refusal, @Nullable String language) {
        Phrases phrases = BOOK.in(language);
        String own = String.valueOf(refusal.getMessage());
        if (phrases.isEnglish()) {
            return own;
        }
        String until = refusal.retryAt().map(at -> time(at, phrases)).orElse("");
        String key = refusal.reason().name() + (until.isEmpty() ? "" : ".until");
        return phrases.text(known(phrases, key, refusal.reason()), limit(refusal), until, own);
    }

    /** The sentence for whatever a future failed with; the inside of a fault is not told. */
    public static String ofFailure(Throwable failure, @Nullable String language) {
        Throwable cause = RefusalErrors.unwrap(failure);
        return cause instanceof Refusal refusal
                ? of(refusal, language)
                : BOOK.in(language).text(Reason.UNAVAILABLE.name());
    }

    /** The language in which somebody who asks for this one is answered. */
    static String language(@Nullable String asked) {
        return BOOK.in(asked).language();
    }

    private static String known(Phrases phrases, String key, Reason reason) {
        return phrases.has(key) ? key : reason.name();
    }

    private static String limit(Refusal refusal) {
        return refusal.limit().isPresent() ? Long.toString(refusal.limit().getAsLong()) : "";
    }

    /** Rounds up: who comes at that time must not be early. */
    static Instant wholeSecond(Instant at) {
        Instant seconds = at.truncatedTo(ChronoUnit.SECONDS);
        return seconds.equals(at) ? at : seconds.plusSeconds(1);
    }

    private static String time(Instant at, Phrases phrases) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
                        .withLocale(phrases.locale())
                        .withZone(ZoneOffset.UTC)
                        .format(wholeSecond(at))
                + " UTC";
    }
}
