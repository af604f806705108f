package im.sidestream.catalog;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time of the database, which all nodes share: read now and then, and carried on by what this machine's processor
 * counts, so that nobody who sets this machine's clock can end a lease of another one.
 */
final class DatabaseClock extends Clock {
    private final ZoneId zone;
    /** Nanoseconds between the count and the time since 1970. */
    private final AtomicLong distance;

    /** A clock that has not been read goes by this machine's. */
    DatabaseClock() {
        this(ZoneOffset.UTC, new AtomicLong());
        long now = System.nanoTime();
        read(System.currentTimeMillis(), now, now);
    }

    private DatabaseClock(ZoneId zone, AtomicLong distance) {
        this.zone = zone;
        this.distance = distance;
    }

    /** Takes over what the database said, asked at {@code before} and answered at {@code after} of the processor's count. */
    void read(long millis, long before, long after) {
        distance.set(TimeUnit.MILLISECONDS.toNanos(millis) - (before + (after - before) / 2));
    }

    @Override
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() + distance.get());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new DatabaseClock(other, distance);
    }
}
