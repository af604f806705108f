package im.sidestream.app;

import im.sidestream.catalog.CatalogLoad;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.http.FileServer;
import im.sidestream.observe.Metrics;
import im.sidestream.transfer.CacheLoad;
import im.sidestream.transfer.ClaimCounts;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Shows what the parts of a service have to do. Everything is asked for at a scrape, of counts that the parts keep anyway or
 * that cost them an addition.
 */
final class Instruments {
    private final Metrics metrics;

    Instruments(Metrics metrics) {
        this.metrics = metrics;
        metrics.errorKinds(List.of("http", "sweep", "upkeep"));
        metrics.sweepResults(List.of("abandoned", "expired", "removed", "orphan", "undeleted"));
    }

    void show(FileServer http) {
        metrics.gauge("sidestream_http_connections", "Open HTTP connections.", http::connections);
        metrics.counter(
                "sidestream_http_refused_total",
                "Connections and requests of HTTP/2 that were too many in all.",
                () -> http.load().refused());
        metrics.gauge(
                "sidestream_http_threads",
                "Threads for HTTP.",
                () -> http.load().threads());
        metrics.gauge(
                "sidestream_http_idle_threads",
                "Threads for HTTP with nothing to do.",
                () -> http.load().idleThreads());
        metrics.gauge(
                "sidestream_http_queued_tasks",
                "Work of HTTP that waits for a thread.",
                () -> http.load().queuedTasks());
        metrics.gauge(
                "sidestream_uploads_running",
                "Requests to upload links under way.",
                () -> http.load().uploads());
        metrics.gauge(
                "sidestream_downloads_running",
                "Requests to download links under way.",
                () -> http.load().downloads());
        cache(
                "body",
                "Bytes of small files in memory.",
                "bytes",
                () -> http.load().smallBodies());
    }

    /** Shows a cache whose content is counted in {@code unit}. */
    void cache(String name, String held, String unit, Supplier<CacheLoad> cache) {
        String family = "sidestream_" + name + "_cache_";
        metrics.gauge(family + unit, held, () -> cache.get().held());
        metrics.counter(
                family + "hits_total",
                "Questions that this cache answered.",
                () -> cache.get().hits());
        metrics.counter(
                family + "misses_total",
                "Questions that this cache could not answer.",
                () -> cache.get().misses());
    }

    void show(Supplier<CatalogLoad> catalog) {
        metrics.gauge(
                "sidestream_catalog_waiting_changes",
                "Changes asked for and not made.",
                () -> catalog.get().waitingChanges());
        metrics.counter(
                "sidestream_catalog_changes_total",
                "Changes committed.",
                () -> catalog.get().changes());
        metrics.counter(
                "sidestream_catalog_commits_total",
                "Transactions committed.",
                () -> catalog.get().commits());
        metrics.counter(
                "sidestream_catalog_failures_total",
                "Changes that the database did not make.",
                () -> catalog.get().failures());
        metrics.counter(
                "sidestream_catalog_outages_total",
                "Times that the database was away.",
                () -> catalog.get().outages());
        connections(catalog);
    }

    private void connections(Supplier<CatalogLoad> catalog) {
        metrics.gauges(
                "sidestream_catalog_connections",
                "Connections to the database; with SQLite those that read.",
                "state",
                Map.of(
                        "active",
                        () -> Math.max(
                                0, catalog.get().connections() - catalog.get().idleConnections()),
                        "idle",
                        () -> catalog.get().idleConnections()));
        metrics.gauge(
                "sidestream_catalog_waiting_for_connection",
                "Threads that wait for a connection.",
                () -> catalog.get().waitingForConnection());
    }

    void show(ClaimCounts claims) {
        metrics.gauge("sidestream_claims_held", "Slots that uploads of this process hold.", claims::held);
        metrics.counter("sidestream_claims_total", "Slots that uploads of this process held.", claims::total);
        metrics.counter("sidestream_claims_lost_total", "Slots lost to another attempt.", claims::lostSoFar);
        metrics.counter(
                "sidestream_lease_renewals_failed_total",
                "Renewals of a lease that the catalog did not make.",
                claims::failedRenewalsSoFar);
    }

    void show(Map<String, ThreadPoolExecutor> pools) {
        pool(pools, "sidestream_pool_threads", "Threads of a pool.", ThreadPoolExecutor::getPoolSize);
        pool(pools, "sidestream_pool_active_threads", "Threads of a pool at work.", ThreadPoolExecutor::getActiveCount);
        pool(
                pools,
                "sidestream_pool_queued_tasks",
                "Work that waits for a thread of a pool.",
                pool -> pool.getQueue().size());
    }

    private void pool(
            Map<String, ThreadPoolExecutor> pools, String name, String help, ToDoubleFunction<ThreadPoolExecutor> of) {
        Map<String, DoubleSupplier> values = new TreeMap<>();
        pools.forEach((pool, threads) -> values.put(pool, () -> of.applyAsDouble(threads)));
        metrics.gauges(name, help, "pool", values);
    }

    void show(HoldingsReading holdings, Store store) {
        metrics.gauge(
                "sidestream_store_bytes", "Bytes of stored files.", () -> holdings.value(HoldingsReading::storedBytes));
        metrics.gauge("sidestream_store_files", "Stored files.", () -> holdings.value(HoldingsReading::storedFiles));
        metrics.gauge(
                "sidestream_store_owners",
                "Accounts that have files or slots.",
                () -> holdings.value(held -> held.owners()));
        metrics.gauge(
                "sidestream_slots_open",
                "Slots that may still be filled.",
                () -> holdings.value(held -> held.open().files()));
        metrics.gauge(
                "sidestream_slots_open_bytes",
                "Bytes reserved for open slots.",
                () -> holdings.value(held -> held.open().bytes()));
        metrics.gauge("sidestream_store_free_bytes", "Bytes that the store has room for.", () -> freeBytes(store));
    }

    void show(DeliveryReading deliveries) {
        metrics.gauge("sidestream_deliveries_open", "Deliveries of one file to many under way.", deliveries::open);
        metrics.gauge(
                "sidestream_outbox_waiting", "Stanzas about deliveries that wait to be sent.", deliveries::waiting);
        Map<String, DoubleSupplier> states = new TreeMap<>();
        for (DeliveryState state : DeliveryState.values()) {
            states.put(state.word(), () -> deliveries.offers(state));
        }
        metrics.gauges("sidestream_offers", "Receivers of open deliveries.", "state", states);
    }

    private static double freeBytes(Store store) {
        try {
            return store.blobs().freeBytes();
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
