package im.sidestream.observe;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * The service's counters and gauges, in a registry of their own. Counting is cheap and may be done from any thread.
 */
public final class Metrics {
    /** The content type of {@link #text}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double MILLIS = 1000.0;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();
    private final Counter issued = counter("sidestream_slots_issued_total", "Slots issued.");
    private final Counter reserved =
            counter("sidestream_slots_issued_bytes_total", "Bytes that slots were issued for.");
    private final Counter refused = counter("sidestream_slots_refused_total", "Slot requests refused.", "reason");
    private final Counter requests = counter("sidestream_http_requests_total", "HTTP requests.", "method", "status");
    private final Counter received = counter("sidestream_http_received_bytes_total", "Bytes of uploads received.");
    private final Counter sent = counter("sidestream_http_sent_bytes_total", "Bytes of downloads sent.");
    private final Counter errors = counter("sidestream_errors_total", "What broke within the service.", "kind");
    private final Counter swept = counter("sidestream_sweep_files_total", "Files and slots that sweeps saw.", "result");

    /** Begins at zero, with gauges of the process itself. */
    public Metrics() {
        gauge("jvm_memory_heap_used_bytes", "Heap in use.", () -> (double)
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        gauge("jvm_memory_heap_max_bytes", "Heap at most.", () ->
                (double) Runtime.getRuntime().maxMemory());
        gauge(
                "jvm_threads",
                "Live threads.",
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
        gauge(
                "process_start_time_seconds",
                "When the process began, in seconds since 1970.",
                () -> ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS);
    }

    /** Counts a slot that was issued for a file of {@code bytes}. */
    public void slotIssued(long bytes) {
        issued.inc();
        reserved.inc(bytes);
    }

    /**
     * Counts a slot request that was refused.
     *
     * @param reason one of a few fixed words, never anything that came from outside
     */
    public void slotRefused(String reason) {
        refused.labelValues(reason).inc();
    }

    /** Counts an HTTP request; {@code method} must come from a fixed set. */
    public void request(String method, int status) {
        requests.labelValues(method, Integer.toString(status)).inc();
    }

    /** Counts bytes of an upload, whether or not it was completed. */
    public void received(long bytes) {
        received.inc(bytes);
    }

    /** Counts bytes of a download, whether or not it was completed. */
    public void sent(long bytes) {
        sent.inc(bytes);
    }

    /** Counts what a sweep did with {@code count} files or slots. */
    public void swept(String result, long count) {
        swept.labelValues(result).inc(count);
    }

    /** Counts something that broke within the service; {@code kind} is one of a few fixed words. */
    public void error(String kind) {
        errors.labelValues(kind).inc();
    }

    /** Shows kinds of errors as never seen from the start on, so that the first one is an increase. */
    public void errorKinds(List<String> kinds) {
        kinds.forEach(errors::initLabelValues);
    }

    /** Shows reasons of refused slot requests from the start on. */
    public void refusalReasons(List<String> reasons) {
        reasons.forEach(refused::initLabelValues);
    }

    /** Shows results of sweeps from the start on. */
    public void sweepResults(List<String> results) {
        results.forEach(swept::initLabelValues);
    }

    /** Adds a count that only grows and is asked for at each scrape; {@code name} must be new and end in {@code _total}. */
    public void counter(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    /** Adds counts of several parts of one kind, whose names are the values of {@code label}. */
    public void counters(String name, String help, String label, Map<String, DoubleSupplier> values) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(callback -> values.forEach((part, value) -> callback.call(value.getAsDouble(), part)))
                .register(registry);
    }

    /** Adds values of several parts of one kind, whose names are the values of {@code label}. */
    public void gauges(String name, String help, String label, Map<String, DoubleSupplier> values) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(callback -> values.forEach((part, value) -> callback.call(value.getAsDouble(), part)))
                .register(registry);
    }

    /** Adds values of several parts that have several labels each. */
    public void gauges(String name, String help, List<String> labels, Map<List<String>, DoubleSupplier> values) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels.toArray(String[]::new))
                .callback(callback -> values.forEach(
                        (part, value) -> callback.call(value.getAsDouble(), part.toArray(String[]::new))))
                .register(registry);
    }

    /** Adds a value that is asked for at each scrape; {@code name} must be new. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    /** Returns all values in the Prometheus text format, version 0.0.4. */
    public byte[] text() {
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            format.write(text, registry.scrape());
            return text.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }
}
