package im.sidestream.demo.transfer;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a server answered a PUT. No answer at all is an {@link java.io.IOException}. */
public sealed interface PutOutcome {

    /**
     * The file is there and can be fetched.
     *
     * @param status 201; 200 and 204 from servers that mean 201; 409 if an earlier PUT of the same bytes had won
     * @param at when the answer came
     * @param digests of the bytes that were sent
     */
    record Stored(int status, Instant at, Digests digests) implements PutOutcome {}

    /**
     * The slot is of no use any more.
     *
     * @param status HTTP status
     * @param retryAfter how long the server wants to be left alone, or null
     */
    record Refused(int status, @Nullable Duration retryAfter) implements PutOutcome {

        /** Whether another slot for the same file would meet the same answer: 413 and 415. */
        public boolean isFinal() {
            return status == 413 || status == 415;
        }
    }
}
