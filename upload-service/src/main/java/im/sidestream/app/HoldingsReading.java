package im.sidestream.app;

import im.sidestream.slot.Inventory;
import im.sidestream.slot.Usage;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the service holds, as the catalog said a moment ago: its sums are over all owners, and several values of one scrape,
 * and several monitors, need not ask anew. While the catalog does not answer nothing is known.
 */
final class HoldingsReading {
    private static final Duration TRUST = Duration.ofSeconds(10);

    private final Inventory inventory;
    private final List<String> services;
    private final LongSupplier nanos;
    private Inventory.@Nullable Holdings last;
    private long since;

    HoldingsReading(Inventory inventory, List<String> services, LongSupplier nanos) {
        this.inventory = inventory;
        this.services = List.copyOf(services);
        this.nanos = nanos;
    }

    /** Returns one of the values, or NaN where it is not known. */
    double value(ToDoubleFunction<Inventory.Holdings> part) {
        Inventory.Holdings now = now();
        return now == null ? Double.NaN : part.applyAsDouble(now);
    }

    static double storedBytes(Inventory.Holdings holdings) {
        Usage.Amount all = holdings.reserved();
        return all.bytes() - holdings.open().bytes();
    }

    static double storedFiles(Inventory.Holdings holdings) {
        return holdings.reserved().files() - holdings.open().files();
    }

    private synchronized Inventory.@Nullable Holdings now() {
        long asked = nanos.getAsLong();
        if (last == null || asked - since >= TRUST.toNanos()) {
            last = sum();
            since = asked;
        }
        return last;
    }

    /** Over all domains: an account that uses two of them is two owners. */
    private Inventory.@Nullable Holdings sum() {
        Inventory.Holdings all = null;
        for (String service : services) {
            Inventory.Holdings one =
                    inventory.holdings(service).exceptionally(failure -> null).join();
            if (one == null) {
                return null;
            }
            all = all == null ? one : all.plus(one);
        }
        return all;
    }
}
