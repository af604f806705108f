package im.sidestream.slot;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Which of several processes is connected to the XMPP server for a service: a component's domain is one stream there
 * (XEP-0114 §3), so one process holds the lease and the others stand by. Leases end by the catalog's clock.
 */
public interface StreamLeases {
    /**
     * Takes the lease of a service if it is free or over, or prolongs it for who has it; answers whether the holder has it
     * now. It ends no sooner than this long after the question was put.
     *
     * @param holder a name that no other process has, in this life or another one
     */
    CompletableFuture<Boolean> take(String service, String holder, Duration length);

    /** Ends a lease at once if it is still this holder's, so that the next process need not wait for its end. */
    CompletableFuture<Void> release(String service, String holder);
}
