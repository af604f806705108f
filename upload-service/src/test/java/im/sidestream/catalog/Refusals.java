package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Asserts that something was refused. */
public final class Refusals {
    private Refusals() {}

    /** Waits, asserts that the future failed for {@code reason}, and returns the refusal. */
    public static Refusal refused(CompletableFuture<?> future, Reason reason) {
        Throwable thrown = Objects.requireNonNull(catchThrowable(future::join), "nothing was refused");
        if (thrown.getCause() instanceof Refusal refusal) {
            assertThat(refusal.reason()).isEqualTo(reason);
            return refusal;
        }
        throw new AssertionError("not a refusal", thrown);
    }
}
