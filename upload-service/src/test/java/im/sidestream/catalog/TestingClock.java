package im.sidestream.catalog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is told to go on. */
public final class TestingClock extends Clock {
    /** When every testing clock begins: a whole hour. */
    public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private volatile Instant now = START;

    /** Lets time pass. */
    public void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
