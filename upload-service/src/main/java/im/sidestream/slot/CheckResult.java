package im.sidestream.slot;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a part of the service is likely to work now.
 *
 * @param problem one line that an operator can act on, or null where all is well
 */
public record CheckResult(@Nullable String problem) {
    /** All is well. */
    public static final CheckResult OK = new CheckResult(null);

    /** Something is wrong. */
    public static CheckResult failed(String problem) {
        return new CheckResult(problem);
    }

    public boolean ok() {
        return problem == null;
    }

    public Optional<String> message() {
        return Optional.ofNullable(problem);
    }
}
