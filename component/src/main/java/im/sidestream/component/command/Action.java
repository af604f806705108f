package im.sidestream.component.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a requester wants with a step (XEP-0050 §3.1). */
enum Action {
    EXECUTE,
    CANCEL,
    PREV,
    NEXT,
    COMPLETE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the attribute; without it, a command is executed. */
    static Optional<Action> parse(@Nullable String word) {
        return word == null
                ? Optional.of(EXECUTE)
                : Arrays.stream(values()).filter(a -> a.word().equals(word)).findFirst();
    }
}
