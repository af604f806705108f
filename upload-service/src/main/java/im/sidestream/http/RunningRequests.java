package im.sidestream.http;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** How many requests to links are not answered to the end, and how those that are ended. Thread-safe. */
final class RunningRequests {
    private final Clock clock;
    private final Consumer<Outcome> outcomes;
    private final LongAdder uploads = new LongAdder();
    private final LongAdder downloads = new LongAdder();

    /**
     * Wires it.
     *
     * @param outcomes is told how each request ended
     */
    RunningRequests(Clock clock, Consumer<Outcome> outcomes) {
        this.clock = clock;
        this.outcomes = outcomes;
    }

    /** Counts a request that begins, until it ends. */
    void follow(Exchange exchange, boolean upload) {
        LongAdder running = upload ? uploads : downloads;
        Instant begun = clock.instant();
        InetAddress client = ClientLimit.client(exchange.request());
        running.increment();
        Request.addCompletionListener(exchange.request(), failure -> {
            running.decrement();
            outcomes.accept(outcome(exchange, client, begun, failure));
        });
    }

    private Outcome outcome(
            Exchange exchange, @Nullable InetAddress client, Instant begun, @Nullable Throwable failure) {
        return new Outcome(
                exchange.request().getMethod(),
                exchange.name(),
                exchange.owner(),
                client,
                exchange.response().getStatus(),
                exchange.bytes(),
                Duration.between(begun, clock.instant()),
                failure);
    }

    long uploads() {
        return uploads.sum();
    }

    long downloads() {
        return downloads.sum();
    }
}
