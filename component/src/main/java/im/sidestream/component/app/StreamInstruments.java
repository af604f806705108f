package im.sidestream.component.app;

import im.sidestream.component.stanza.StreamLoad;
import im.sidestream.component.stanza.StreamState;
import im.sidestream.component.stanza.SupervisedComponents;
import im.sidestream.component.stanza.Tenure;
import im.sidestream.observe.Metrics;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** Shows how the streams of a process fare, one for each domain. */
final class StreamInstruments {
    private static final String DOMAIN = "domain";

    private final List<Watched> streams;

    StreamInstruments(List<Watched> streams) {
        this.streams = List.copyOf(streams);
    }

    /**
     * A stream.
     *
     * @param tenure says whether this process may be connected
     */
    record Watched(String domain, SupervisedComponents components, Tenure tenure) {
        private StreamLoad load() {
            return components.load(domain);
        }

        private double is(StreamState.Phase phase) {
            return components
                            .state(domain)
                            .filter(state -> state.phase() == phase)
                            .isPresent()
                    ? 1
                    : 0;
        }
    }

    void showIn(Metrics metrics) {
        metrics.gauges(
                "sidestream_stream_connected",
                "Whether the component stream is up.",
                DOMAIN,
                each(stream -> stream.is(StreamState.Phase.CONNECTED)));
        metrics.gauges(
                "sidestream_stream_state",
                "1 for the state that the stream is in.",
                List.of(DOMAIN, "state"),
                phases());
        metrics.gauges(
                "sidestream_stream_lease",
                "Whether this process, and none that shares its database, may be connected.",
                DOMAIN,
                each(stream -> stream.tenure.isHeld() ? 1 : 0));
        metrics.counters(
                "sidestream_stream_connects_total",
                "Times that the server accepted us.",
                DOMAIN,
                each(stream -> stream.load().connects()));
        metrics.gauges(
                "sidestream_stanzas_waiting",
                "Stanzas that wait for a worker.",
                DOMAIN,
                each(stream -> stream.load().waitingStanzas()));
        metrics.gauges(
                "sidestream_stanza_requests_open",
                "Requests that are not answered.",
                DOMAIN,
                each(stream -> stream.load().openRequests()));
        metrics.gauges(
                "sidestream_stanza_outgoing_bytes",
                "Bytes of stanzas that wait to be written.",
                DOMAIN,
                each(stream -> stream.load().outgoingBytes()));
        metrics.counters(
                "sidestream_stanzas_received_total",
                "Stanzas that came.",
                DOMAIN,
                each(stream -> stream.load().received()));
        metrics.counters(
                "sidestream_stanzas_refused_total",
                "Stanzas refused as malformed, misdirected or too many.",
                DOMAIN,
                each(stream -> stream.load().refused()));
    }

    private Map<String, DoubleSupplier> each(ToDoubleFunction<Watched> value) {
        Map<String, DoubleSupplier> values = new HashMap<>();
        streams.forEach(stream -> values.put(stream.domain, () -> value.applyAsDouble(stream)));
        return values;
    }

    private Map<List<String>, DoubleSupplier> phases() {
        Map<List<String>, DoubleSupplier> values = new HashMap<>();
        for (Watched stream : streams) {
            for (StreamState.Phase phase : StreamState.Phase.values()) {
                values.put(List.of(stream.domain, phase.name().toLowerCase(Locale.ROOT)), () -> stream.is(phase));
            }
        }
        return values;
    }
}
