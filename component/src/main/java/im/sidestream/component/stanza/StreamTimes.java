package im.sidestream.component.stanza;

import java.time.Duration;

/**
 * How long a component stream waits for what.
 *
 * @param connect TCP connect
 * @param handshake from the connected socket to the server's {@code <handshake/>}, TLS included
 * @param pingEvery silence after which the server is pinged (XEP-0199)
 * @param pingAnswer how long nothing may arrive after a ping before the link counts as dead
 * @param write how long one write may block
 * @param answer how long a handler may take before its request is answered in its stead
 * @param retryFirst first pause before a reconnect
 * @param retryMost longest pause between two attempts
 */
public record StreamTimes(
        Duration connect,
        Duration handshake,
        Duration pingEvery,
        Duration pingAnswer,
        Duration write,
        Duration answer,
        Duration retryFirst,
        Duration retryMost) {

    /** A busy server is no dead one. */
    private static final Duration SHORTEST_PING_ANSWER = Duration.ofSeconds(2);

    /** Refuses times that are not positive. */
    public StreamTimes {
        requirePositive(connect, "connect");
        requirePositive(handshake, "handshake");
        requirePositive(pingEvery, "pingEvery");
        requirePositive(pingAnswer, "pingAnswer");
        requirePositive(write, "write");
        requirePositive(answer, "answer");
        requirePositive(retryFirst, "retryFirst");
        requirePositive(retryMost, "retryMost");
        if (retryMost.compareTo(retryFirst) < 0) {
            throw new IllegalArgumentException("retryMost is shorter than retryFirst");
        }
    }

    /** Times for a server on the same network. */
    public static StreamTimes defaults() {
        return new StreamTimes(
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofMillis(250),
                Duration.ofSeconds(30));
    }

    /**
     * The same with another silence before a ping. Whoever wants to know sooner of a dead link waits no longer for the
     * answer than for the ping, but at least two seconds.
     */
    public StreamTimes withPing(Duration every) {
        Duration answered = every.compareTo(pingAnswer) < 0 ? every : pingAnswer;
        answered = answered.compareTo(SHORTEST_PING_ANSWER) < 0 ? SHORTEST_PING_ANSWER : answered;
        return new StreamTimes(connect, handshake, every, answered, write, answer, retryFirst, retryMost);
    }

    /** How often deadlines are looked at: fine enough for the shortest of them. */
    Duration tick() {
        Duration shortest = handshake;
        for (Duration other : new Duration[] {pingEvery, pingAnswer, write, answer}) {
            shortest = other.compareTo(shortest) < 0 ? other : shortest;
        }
        long millis = Math.max(10, Math.min(500, shortest.toMillis() / 4));
        return Duration.ofMillis(millis);
    }

    private static void requirePositive(Duration value, String name) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }
}
