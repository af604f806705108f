package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import im.sidestream.http.Outcome;
import im.sidestream.observe.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RequestLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(RequestLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Metrics metrics = new Metrics();
    private final RequestLog log = new RequestLog(metrics);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    @Test
    void anOutcomeIsOneLineAndAFewCounts() throws IOException {
        log.accept(new Outcome(
                "PUT",
                "id",
                "alice@example.org",
                InetAddress.getByName("192.0.2.7"),
                201,
                5,
                Duration.ofMillis(7),
                null));

        assertLine(Level.INFO, "PUT 201 id of alice@example.org: 5 bytes, 7 ms");
        assertThat(counts())
                .contains("sidestream_http_requests_total{method=\"PUT\",status=\"201\"} 1.0")
                .contains("sidestream_http_received_bytes_total 5.0");
    }

    @Test
    void whereClientsAreIsWrittenForWhoeverLooksForAFaultAlone() throws IOException {
        Outcome outcome =
                new Outcome("GET", "id", null, InetAddress.getByName("192.0.2.7"), 200, 5, Duration.ofMillis(7), null);
        logger.setLevel(Level.DEBUG);
        try {
            log.accept(outcome);
        } finally {
            logger.setLevel(null);
        }
        assertLine(Level.INFO, "GET 200 id from 192.0.2.7: 5 bytes, 7 ms");
        lines.list.clear();

        log.accept(outcome);
        assertLine(Level.INFO, "GET 200 id: 5 bytes, 7 ms");
    }

    @Test
    void aClientThatWentAwayIsNoError() {
        log.accept(new Outcome("GET", "id", null, null, 200, 5, Duration.ofMillis(7), new IOException("reset")));

        assertLine(Level.INFO, "GET 200 id: 5 bytes, 7 ms, java.io.IOException: reset");
    }

    @Test
    void aBrokenServiceIsAnError() {
        log.accept(new Outcome("GET", "id", null, null, 500, 0, Duration.ofMillis(7), new IOException("disk")));

        assertLine(Level.ERROR, "GET 500 id: 0 bytes, 7 ms, java.io.IOException: disk");
    }

    @Test
    void aMethodFromOutsideMakesNoLabelOfItsOwn() {
        log.accept(new Outcome("BREW\n", null, null, null, 405, 0, Duration.ofMillis(1), null));

        assertLine(Level.INFO, "other 405: 0 bytes, 1 ms");
        assertThat(counts()).contains("{method=\"other\",status=\"405\"} 1.0").doesNotContain("BREW");
    }

    private void assertLine(Level level, String text) {
        assertThat(lines.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(level);
            assertThat(event.getFormattedMessage()).isEqualTo(text);
        });
    }

    private String counts() {
        return new String(metrics.text(), StandardCharsets.UTF_8);
    }
}
