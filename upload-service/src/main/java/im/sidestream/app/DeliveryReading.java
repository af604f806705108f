package im.sidestream.app;

import im.sidestream.catalog.DeliveryTables;
import im.sidestream.delivery.Deliveries.UnderWay;
import im.sidestream.delivery.DeliveryState;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What of deliveries is under way, as the catalog said a moment ago: several values of one scrape need not ask anew. While
 * the catalog does not answer nothing is known.
 */
final class DeliveryReading {
    private static final Duration TRUST = Duration.ofSeconds(10);

    private final DeliveryTables tables;
    private final List<String> services;
    private final LongSupplier nanos;
    private @Nullable UnderWay last;
    private long since;

    DeliveryReading(DeliveryTables tables, List<String> services, LongSupplier nanos) {
        this.tables = tables;
        this.services = List.copyOf(services);
        this.nanos = nanos;
    }

    double open() {
        UnderWay now = now();
        return now == null ? Double.NaN : now.deliveries();
    }

    double offers(DeliveryState state) {
        UnderWay now = now();
        return now == null ? Double.NaN : now.offers().getOrDefault(state, 0L);
    }

    double waiting() {
        return services.stream()
                .mapToDouble(service -> tables.outbox()
                        .size(service)
                        .thenApply(Long::doubleValue)
                        .exceptionally(failure -> Double.NaN)
                        .join())
                .sum();
    }

    private synchronized @Nullable UnderWay now() {
        long asked = nanos.getAsLong();
        if (last == null || asked - since >= TRUST.toNanos()) {
            last = sum();
            since = asked;
        }
        return last;
    }

    private @Nullable UnderWay sum() {
        UnderWay all = null;
        for (String service : services) {
            UnderWay one = tables.deliveries()
                    .underWay(service)
                    .exceptionally(failure -> null)
                    .join();
            if (one == null) {
                return null;
            }
            all = all == null ? one : all.plus(one);
        }
        return all;
    }
}
