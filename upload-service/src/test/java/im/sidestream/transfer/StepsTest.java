package im.sidestream.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Work in steps where no more of it is taken. */
final class StepsTest {

    @Test
    void whoeverComesToAFullQueueIsToldSo() {
        Steps full = new Steps(work -> {
            throw new RejectedExecutionException("full");
        });

        CompletableFuture<String> answer = full.run(() -> "done");

        Throwable failure = catchThrowable(answer::join);
        assertThat(failure)
                .cause()
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Reason.UNAVAILABLE));
    }
}
