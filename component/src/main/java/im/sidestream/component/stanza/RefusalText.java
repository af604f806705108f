package im.sidestream.component.stanza;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sentence that tells somebody of a refusal: what it says it is about, in every language; else in English its own, which
 * knows most, and in another language what follows from the reason.
 */
public final class RefusalText {

    private static final PhraseBook BOOK =
            new PhraseBook("im.sidestream.component.stanza.refusals", RefusalText.class.getClassLoader());

    private RefusalText() {}

    /** The sentence for a refusal. */
    public static String of(Refusal refusal, @Nullable String language) {
        Phrases phrases = BOOK.in(language);
        String own = String.valueOf(refusal.getMessage());
        String topic = refusal.subject()
                .map(subject -> refusal.reason().name() + "." + subject.name())
                .filter(phrases::has)
                .orElse(refusal.reason().name());
        if (phrases.isEnglish() && topic.equals(refusal.reason().name())) {
            return own;
        }
        String until = refusal.retryAt().map(at -> time(at, phrases)).orElse("");
        List<Object> values = new ArrayList<>(List.of(limit(refusal), until, own));
        refusal.subject().ifPresent(subject -> values.addAll(subject.values()));
        return phrases.text(until.isEmpty() ? topic : known(phrases, topic + ".until", topic), values.toArray());
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

    private static String known(Phrases phrases, String key, String other) {
        return phrases.has(key) ? key : other;
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
                        .replace('\u202F', ' ')
                + " UTC";
    }
}
