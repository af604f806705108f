package im.sidestream.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void everyCounterShowsWhatWasCounted() {
        metrics.slotIssued(100);
        metrics.slotIssued(50);
        metrics.slotRefused("QUOTA_EXCEEDED");
        metrics.request("PUT", 201);
        metrics.request("GET", 404);
        metrics.received(150);
        metrics.sent(7);
        metrics.swept("expired", 3);

        assertThat(text())
                .contains(
                        "\nsidestream_slots_issued_total 2.0\n",
                        "\nsidestream_slots_issued_bytes_total 150.0\n",
                        "\nsidestream_slots_refused_total{reason=\"QUOTA_EXCEEDED\"} 1.0\n",
                        "\nsidestream_http_requests_total{method=\"PUT\",status=\"201\"} 1.0\n",
                        "\nsidestream_http_requests_total{method=\"GET\",status=\"404\"} 1.0\n",
                        "\nsidestream_http_received_bytes_total 150.0\n",
                        "\nsidestream_http_sent_bytes_total 7.0\n",
                        "\nsidestream_sweep_files_total{result=\"expired\"} 3.0\n");
    }

    @Test
    void gaugesAreAskedAtEachScrape() {
        double[] value = {1};
        metrics.gauge("sidestream_connections", "Open.", () -> value[0]);

        assertThat(text()).contains("\nsidestream_connections 1.0\n");
        value[0] = 5;
        assertThat(text()).contains("\nsidestream_connections 5.0\n").contains("\njvm_memory_heap_used_bytes ");
    }

    @Test
    void twoServicesInOneProcessCountApart() {
        new Metrics().slotIssued(1);

        assertThat(text()).contains("\nsidestream_slots_issued_total 0.0\n");
    }

    private String text() {
        return "\n" + new String(metrics.text(), StandardCharsets.UTF_8);
    }
}
