package im.sidestream.transfer;

import java.util.concurrent.atomic.LongAdder;

/** How many slots this process holds and held for uploads. Thread-safe. */
public final class ClaimCounts {
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder failedRenewals = new LongAdder();

    void begun() {
        begun.increment();
    }

    void ended() {
        ended.increment();
    }

    void lost() {
        lost.increment();
    }

    void renewalFailed() {
        failedRenewals.increment();
    }

    /** Returns how many uploads hold a slot now. */
    public long held() {
        return Math.max(0, begun.sum() - ended.sum());
    }

    /** Returns how many uploads held one since the start. */
    public long total() {
        return begun.sum();
    }

    /** Returns how many of them lost it to another attempt. */
    public long lostSoFar() {
        return lost.sum();
    }

    /** Returns how many renewals of a lease the catalog could not make. */
    public long failedRenewalsSoFar() {
        return failedRenewals.sum();
    }
}
