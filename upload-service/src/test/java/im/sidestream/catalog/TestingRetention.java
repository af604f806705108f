package im.sidestream.catalog;

import im.sidestream.slot.Purpose;
import im.sidestream.slot.Retention;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** A retention that a test changes, as a reload does. */
public final class TestingRetention implements Supplier<Retention> {
    private volatile Retention now = Retention.FOREVER;

    @Override
    public Retention get() {
        return now;
    }

    public void become(Retention other) {
        now = other;
    }

    /** Keeps messages for that long and everything else for ever. */
    public void keepMessages(Duration time) {
        become(new Retention(Map.of(Purpose.MESSAGE, time)));
    }
}
