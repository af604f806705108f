package im.sidestream.component.offers;

import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.delivery.Outbox;
import im.sidestream.delivery.Outbox.Waiting;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an outage of the catalog leaves behind: rows that were taken, and of which nothing more could be written down. When it is
 * over, what is out for certain is done, and the rest goes again at once; nothing waits for the end of its lease. After that end
 * another process may have them, or they go anyway. For the pump's thread alone; no more rows than those of one round, since none
 * is taken before these are settled.
 */
final class Unsettled {

    private static final Logger log = LoggerFactory.getLogger(Unsettled.class);
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final Outbox outbox;
    private final InstantSource clock;
    private final CameBack cameBack;
    private final Map<String, Waiting> out = new LinkedHashMap<>();
    private final Map<String, Waiting> unsaid = new LinkedHashMap<>();
    private Instant leasedUntil = Instant.MIN;
    private boolean isAway;

    Unsettled(Outbox outbox, InstantSource clock, CameBack cameBack) {
        this.outbox = outbox;
        this.clock = clock;
        this.cameBack = cameBack;
    }

    /** Rows are taken now. */
    void taken() {
        leasedUntil = clock.instant().plus(OutboxPump.LEASE);
    }

    /** The server has these for certain. */
    void out(Collection<Waiting> rows) {
        rows.forEach(row -> out.put(row.id(), row));
    }

    /** That was written down. */
    void done() {
        out.clear();
    }

    void unsaid(Waiting row) {
        unsaid.put(row.id(), row);
    }

    /** All of it was written down, or is left to the end of the lease. */
    void settled() {
        out.clear();
        unsaid.clear();
    }

    /** Writes down what could not be. */
    CompletableFuture<Void> settle() {
        Instant now = clock.instant();
        if ((out.isEmpty() && unsaid.isEmpty()) || !now.isBefore(leasedUntil)) {
            return NOTHING;
        }
        List<Waiting> returned = out.values().stream().filter(this::goesAgain).toList();
        returned.forEach(row -> {
            out.remove(row.id());
            unsaid.put(row.id(), row);
        });
        List<String> again = List.copyOf(unsaid.keySet());
        return outbox.done(List.copyOf(out.keySet())).thenCompose(done -> goAgain(again, now));
    }

    /** What came back for now. */
    boolean goesAgain(Waiting row) {
        return cameBack.take(row.id()) && row.attempts() < Retries.MOST;
    }

    private CompletableFuture<Void> goAgain(List<String> ids, Instant now) {
        CompletableFuture<Void> all = NOTHING;
        for (String id : ids) {
            all = all.thenCompose(done -> outbox.later(id, now));
        }
        return all;
    }

    /** One line when an outage begins, not one for each look. What fails otherwise stops nothing else. */
    void away(Throwable failure) {
        if (!RefusalErrors.isAway(failure) && !(failure instanceof TimeoutException)) {
            settled();
        }
        String message = failure.getMessage();
        String problem = message == null ? failure.getClass().getSimpleName() : message;
        if (isAway) {
            log.debug("the outbox still cannot be worked on: {}", problem);
        } else {
            log.warn("the outbox cannot be worked on, trying again: {}", problem);
        }
        isAway = true;
    }

    /** One line when it is over. */
    void back() {
        if (isAway) {
            log.info("the outbox is worked on again");
        }
        isAway = false;
    }
}
