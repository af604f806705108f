package im.sidestream.component.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process at two XMPP servers, with a domain at each. */
final class DomainsServeTest {
    @TempDir
    private Path directory;

    @Test
    void eachDomainHasItsStreamItsLimitsAndItsState() throws Exception {
        try (TinyXmppServer north = new TinyXmppServer("n0rth", "upload.north.test");
                TinyXmppServer south = new TinyXmppServer("s0uth", "upload.south.test");
                ServerProcess server = new ServerProcess(directory, north.port(), both(north, south, 100))) {
            TinyXmppServer.Stream northern = north.awaitComponent();
            TinyXmppServer.Stream southern = south.awaitComponent();
            server.awaitReady();
            server.awaitPage("ready", "xmpp upload.north.test: connected\n");
            server.awaitPage("ready", "xmpp upload.south.test: connected\n");

            assertThat(northern.requestSlot(2000)).contains("<put ", "http://north.localhost/u/");
            assertThat(southern.requestSlot(2000)).contains("file-too-large").contains("100");
            assertThat(server.page("metrics"))
                    .contains("sidestream_stream_connected{domain=\"upload.north.test\"} 1.0")
                    .contains("sidestream_stream_connected{domain=\"upload.south.test\"} 1.0");

            server.configure(north.port(), both(north, south, 3000));
            server.signal("HUP");
            server.awaitLog("the configuration was reloaded");
            assertThat(southern.requestSlot(2001)).contains("<put ", "http://south.localhost/u/");

            southern.socket().close();
            server.awaitPage("ready", "xmpp upload.north.test: connected\n");
            assertThat(south.awaitComponent().requestSlot(2002)).contains("<put ");
            assertThat(northern.requestSlot(2003)).contains("<put ");

            server.signal("TERM");
            assertThat(northern.rest()).endsWith("</stream:stream>");
            assertThat(server.awaitExit()).isZero();
        }
    }

    private static String both(TinyXmppServer north, TinyXmppServer south, int southernLimit) {
        return "policy.allow = [\"xmpp.test\"]\n"
                + "xmpp = [\n{ port = " + north.port()
                + ", domain = upload.north.test, secret = n0rth, public-url = \"http://north.localhost/\" }\n{ port = "
                + south.port()
                + ", domain = upload.south.test, secret = s0uth, public-url = \"http://south.localhost/\", policy.max-file-size = "
                + southernLimit + " }\n]";
    }
}
