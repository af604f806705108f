package im.sidestream.component.offers;

import java.util.function.LongSupplier;

/** How many offers may leave now: as many as time brought, and never more than a second of it at once. */
final class OfferRate {

    private static final double NANOS = 1e9;

    private final double perSecond;
    private final LongSupplier nanoTime;
    private double free;
    private long last;

    OfferRate(double perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.free = 1;
        this.last = nanoTime.getAsLong();
    }

    int available() {
        long now = nanoTime.getAsLong();
        free = Math.min(Math.max(1, perSecond), free + perSecond * (now - last) / NANOS);
        last = now;
        return (int) free;
    }

    void used(int offers) {
        free -= offers;
    }

    /** Of those that were used, so many did not leave. */
    void returned(int offers) {
        free += offers;
    }
}
