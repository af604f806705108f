package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.catalog.TestingClock;
import im.sidestream.slot.SlotId;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** House plan §6: what a client or its network did is no fault, and no link is ever logged. */
final class ExchangeTest {
    private static final String LINK = "/u/AAAAAAAAAAAAAAAAAAAAAAAAAAA/a.bin?t=token";

    private final Server server = new Server();
    private final LocalConnector connector = new LocalConnector(server);
    private final BreaksOff handler = new BreaksOff(new SSLException("the record is none"));

    @BeforeEach
    void start() throws Exception {
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void anExchangeThatIsBrokenOffIsNothingToLog() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            connector.getResponse("PUT " + LINK + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");

            assertThat(handler.failures)
                    .singleElement()
                    .satisfies(failure -> assertThat(failure).hasRootCauseInstanceOf(SSLException.class));
            assertThat(log.text()).isEmpty();
        }
    }

    /** Stands for every exchange whose client broke TLS in the middle of it. */
    private static final class BreaksOff extends Handler.Abstract {
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final Exception failure;

        BreaksOff(Exception failure) {
            this.failure = failure;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            SlotId id = SlotId.parse("A".repeat(27)).orElseThrow();
            Callback watched = Callback.from(callback::succeeded, told -> {
                failures.add(told);
                callback.failed(told);
            });
            new Exchange(request, response, watched, id, new TestingClock()).breakOff(failure);
            return true;
        }
    }
}
