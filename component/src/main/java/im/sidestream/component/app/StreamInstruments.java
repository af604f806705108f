package im.sidestream.component.app;

import im.sidestream.component.stanza.StreamLoad;
import im.sidestream.component.stanza.StreamState;
import im.sidestream.component.stanza.SupervisedComponents;
import im.sidestream.observe.Metrics;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Shows how one component's stream fares. */
final class StreamInstruments {
    private final SupervisedComponents components;
    private final String domain;

    StreamInstruments(SupervisedComponents components, String domain) {
        this.components = components;
        this.domain = domain;
    }

    void showIn(Metrics metrics) {
        metrics.gauge(
                "sidestream_stream_connected",
                "Whether the component stream is up.",
                () -> is(StreamState.Phase.CONNECTED));
        metrics.gauges("sidestream_stream_state", "1 for the state that the stream is in.", "state", phases());
        Supplier<StreamLoad> load = () -> components.load(domain);
        metrics.counter(
                "sidestream_stream_connects_total",
                "Times that the server accepted us.",
                () -> load.get().connects());
        metrics.gauge(
                "sidestream_stanzas_waiting",
                "Stanzas that wait for a worker.",
                () -> load.get().waitingStanzas());
        metrics.gauge(
                "sidestream_stanza_requests_open",
                "Requests that are not answered.",
                () -> load.get().openRequests());
        metrics.gauge(
                "sidestream_stanza_outgoing_bytes",
                "Bytes of stanzas that wait to be written.",
                () -> load.get().outgoingBytes());
        metrics.counter(
                "sidestream_stanzas_received_total",
                "Stanzas that came.",
                () -> load.get().received());
        metrics.counter(
                "sidestream_stanzas_refused_total",
                "Stanzas refused as malformed, misdirected or too many.",
                () -> load.get().refused());
    }

    private Map<String, DoubleSupplier> phases() {
        Map<String, DoubleSupplier> values = new TreeMap<>();
        for (StreamState.Phase phase : StreamState.Phase.values()) {
            values.put(phase.name().toLowerCase(Locale.ROOT), () -> is(phase));
        }
        return values;
    }

    private double is(StreamState.Phase phase) {
        return components.state(domain).filter(state -> state.phase() == phase).isPresent() ? 1 : 0;
    }
}
