package im.sidestream.component.offers;

import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.Outbox.Waiting;
import im.sidestream.delivery.Via;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that go in the stream: once to the client that said yes; what breaks goes by link instead. */
final class InBandAttempts {

    private static final Logger log = LoggerFactory.getLogger(InBandAttempts.class);

    /** So long nobody looks at the row: a process that is killed meanwhile leaves it to the next one. */
    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final Correspondence work;
    private final FileMessages files;
    /** Rows whose bytes are on their way still, however slow the client is. */
    private final Set<String> going = ConcurrentHashMap.newKeySet();

    InBandAttempts(Correspondence work, FileMessages files) {
        this.work = work;
        this.files = files;
    }

    /** Sends a file so, or answers nothing where it goes by link. */
    Optional<CompletableFuture<Boolean>> begin(Waiting row, Offering offering) {
        if (going.contains(row.id())) {
            return Optional.of(pause(row).thenApply(kept -> false));
        }
        boolean isMeant = offering.offer().via() == Via.IN_BAND && work.inBand().takes(offering.delivery());
        return isMeant
                ? work.capability().takeTaker(offering.offer().id()).map(taker -> send(row, offering, taker))
                : Optional.empty();
    }

    private CompletableFuture<Void> pause(Waiting row) {
        return work.outbox().later(row.id(), work.ports().clock().instant().plus(PAUSE));
    }

    private CompletableFuture<Boolean> send(Waiting row, Offering offering, String taker) {
        return pause(row)
                .thenCompose(kept -> work.outlet().send().apply(files.introduction(row.id(), offering)))
                .thenApply(introduced -> {
                    going.add(row.id());
                    CompletableFuture<Void> unused = work.inBand()
                            .send(offering, taker)
                            .thenCompose(sent -> work.outbox().done(List.of(row.id())))
                            .thenCompose(done ->
                                    work.deliveries().advance(offering.offer().id(), DeliveryState.DOWNLOADED, null))
                            .<Void>thenApply(moved -> null)
                            .whenComplete((done, failure) -> going.remove(row.id()))
                            .exceptionallyCompose(failure -> {
                                log.info("{} goes by link: {}", row.id(), failure.getMessage());
                                return work.outbox()
                                        .later(row.id(), work.ports().clock().instant());
                            });
                    return false;
                });
    }
}
