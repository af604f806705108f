package im.sidestream.component.offers;

import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.Outbox.Waiting;
import im.sidestream.delivery.Via;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that go in the stream, to the client that said yes. The row counts the attempts, so that whoever goes on after a
 * restart knows of them; what waits for a place is none. Only when they are over, or the client says that it does not want
 * the file so, it goes by link; never while bytes go.
 */
final class InBandAttempts {

    private static final Logger log = LoggerFactory.getLogger(InBandAttempts.class);

    private static final int MOST = 3;

    /** So long nobody looks at the row: a process that is killed meanwhile leaves it to the next one. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /** Until a place may be free. */
    private static final Duration BUSY = Duration.ofSeconds(2);

    /** Before the second attempt, so that the client can come back; three times as long before each further one. */
    private static final Duration FIRST = Duration.ofSeconds(5);

    private static final int REMEMBERED = 1_000;

    private final Correspondence work;
    private final FileMessages files;
    private final HandOver handOver;
    private final StillWanted stillWanted;
    /** Rows whose bytes are on their way still, however slow the client is; true for those that came. */
    private final Map<String, Boolean> going = new ConcurrentHashMap<>();
    /** Rows of what was not wanted so: after a restart that is found out once more. */
    private final Set<String> unwanted = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }));

    InBandAttempts(Correspondence work, FileMessages files, HandOver handOver) {
        this.work = work;
        this.files = files;
        this.handOver = handOver;
        this.stillWanted = new StillWanted(work);
    }

    /** Sends a file so, or answers nothing where it goes by link. */
    Optional<CompletableFuture<Boolean>> begin(Waiting row, Offering offering) {
        Boolean there = going.get(row.id());
        if (there != null) {
            return Optional.of(there ? came(row, offering).thenApply(done -> false) : putOff(row, PAUSE));
        }
        String taker = offering.offer().resource();
        return taker != null && isMeant(row, offering) ? Optional.of(attempt(row, offering, taker)) : Optional.empty();
    }

    private boolean isMeant(Waiting row, Offering offering) {
        return offering.offer().via() == Via.IN_BAND
                && offering.delivery().file() != null
                && work.inBand().takes(offering.delivery().content())
                && row.attempts() <= MOST
                && !unwanted.contains(row.id());
    }

    private CompletableFuture<Boolean> putOff(Waiting row, Duration pause) {
        return work.outbox().putOff(row.id(), now().plus(pause)).thenApply(done -> false);
    }

    private Instant now() {
        return work.ports().clock().instant();
    }

    private CompletableFuture<Boolean> attempt(Waiting row, Offering offering, String taker) {
        going.put(row.id(), false);
        Optional<CompletableFuture<Void>> sending = work.inBand()
                .send(
                        offering,
                        taker,
                        () -> work.outbox()
                                .later(row.id(), now().plus(PAUSE))
                                .thenCompose(kept -> prepare(row, offering, taker)),
                        () -> stillWanted.isSo(offering));
        if (sending.isEmpty()) {
            going.remove(row.id());
            return putOff(row, BUSY);
        }
        CompletableFuture<Void> unused = sending.get()
                .handle((sent, failure) -> failure)
                .thenCompose(failure -> failure == null ? came(row, offering) : broke(row, failure))
                .exceptionally(away -> {
                    // the row is there, and is looked at again
                    log.warn("what became of {} could not be written down: {}", row.id(), away.getMessage());
                    return null;
                });
        return CompletableFuture.completedFuture(false);
    }

    /** Whoever asked the receiver says what comes, and knows what the client can. */
    private CompletableFuture<Void> prepare(Waiting row, Offering offering, String taker) {
        return offering.offer().remote() != null
                ? handOver.announce(row, offering)
                : work.capability()
                        .takesInBand(taker)
                        .thenCompose(can -> can
                                ? work.outlet().send().apply(files.introduction(row.id(), offering))
                                : CompletableFuture.failedFuture(
                                        Refusal.of(Reason.NOT_ALLOWED, "The client takes no files in band.")));
    }

    /** What could not be written down is no reason to send the file once more. */
    private CompletableFuture<Void> came(Waiting row, Offering offering) {
        going.put(row.id(), true);
        return work.deliveries()
                .advance(offering.offer().id(), DeliveryState.DOWNLOADED, null)
                .thenCompose(moved -> {
                    // from here on the row says nothing any more, be it that it is not done
                    going.remove(row.id());
                    log.info("{} went in band", row.id());
                    return work.outbox().done(List.of(row.id()));
                });
    }

    private CompletableFuture<Void> broke(Waiting row, @Nullable Throwable failure) {
        Throwable cause = failure == null ? new IllegalStateException() : RefusalErrors.unwrap(failure);
        boolean isLast = row.attempts() >= MOST;
        boolean isUnwanted = cause instanceof Refusal && !RefusalErrors.isAway(cause);
        if (isUnwanted) {
            unwanted.add(row.id());
        }
        going.remove(row.id());
        log.info("{} {}: {}", row.id(), next(cause, isLast || isUnwanted), String.valueOf(cause.getMessage()));
        return work.outbox().later(row.id(), isLast || isUnwanted ? now() : now().plus(pause(row.attempts())));
    }

    private static String next(Throwable cause, boolean isOver) {
        if (cause instanceof Refusal refusal && refusal.reason() == Reason.GONE) {
            return "goes no more";
        }
        return isOver ? "goes by link" : "goes in band once more";
    }

    private static Duration pause(int attempts) {
        return attempts <= 1 ? FIRST : FIRST.multipliedBy(3);
    }
}
