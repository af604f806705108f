package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.OwnThread;
import im.sidestream.Requirement;
import im.sidestream.component.stanza.FakeXmppServer.Peer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.dom4j.Element;
import org.junit.jupiter.api.Test;
import org.xmpp.packet.IQ;
import org.xmpp.packet.Packet;

/** Order, bounds and the end: T-W1, T-W2, K-62. */
class StreamDrainTest {

    private static String request(String id, String from) {
        return "<iq type='get' id='" + id + "' from='" + from + "' to='upload.example.org'><x xmlns='urn:test'/></iq>";
    }

    @Test
    void what_is_in_flight_is_answered_before_the_stream_ends() throws Exception {
        CompletableFuture<Packet> asked = new CompletableFuture<>();
        RecordingComponent later = new RecordingComponent((self, packet) -> {
            if ("q1".equals(packet.getID())) {
                asked.complete(packet);
            } else {
                self.answer(packet);
            }
        });
        StreamFixture fixture = new StreamFixture(later);
        try (Peer peer = fixture.server.acceptComponent()) {
            peer.send(request("q1", "alice@example.org/a"));
            Packet packet = asked.join();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(
                    () -> fixture.components.close(Duration.ofSeconds(20)), OwnThread::start);
            Element refused;
            int tries = 0;
            do {
                // until the close has begun, requests are taken
                peer.send(request("late" + tries++, "bob@example.org/b"));
                refused = peer.next();
            } while (!"error".equals(refused.attributeValue("type")));
            assertThat(refused.element("error").attributeValue("type")).isEqualTo("wait");
            assertThat(closed).isNotDone();
            peer.send("<message type='chat' id='yes' from='bob@example.org/b' to='relay@upload.example.org'>"
                    + "<body>yes</body></message>");
            Element unheard = peer.next();
            assertThat(unheard.attributeValue("id")).isEqualTo("yes");
            assertThat(unheard.element("error").attributeValue("type"))
                    .as("who writes is not left without a word")
                    .isEqualTo("wait");

            later.send(IQ.createResultIQ((IQ) packet));
            assertThat(peer.next().attributeValue("id")).isEqualTo("q1");
            assertThat(peer.read().kind()).isEqualTo(Frame.Kind.END);
            peer.send("</stream:stream>");
            assertThat(closed).succeedsWithin(Duration.ofSeconds(10));
            assertThat(fixture.states.get(fixture.states.size() - 1).phase()).isEqualTo(StreamState.Phase.CLOSED);
        }
        fixture.close();
    }

    @Test
    void one_sender_is_served_in_order_while_others_are_served_beside_it() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        RecordingComponent component = new RecordingComponent((self, packet) -> {
            if ("a0".equals(packet.getID())) {
                awaitQuietly(gate);
            }
            self.answer(packet);
        });
        try (StreamFixture fixture = new StreamFixture(component);
                Peer peer = fixture.server.acceptComponent()) {
            for (int i = 0; i < 100; i++) {
                // all resources of one account are one sender
                peer.send(request("a" + i, "alice@example.org/r" + i % 3));
            }
            for (int i = 0; i < 100; i++) {
                peer.send(request("b" + i, "bob@example.org/b"));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(peer.next().attributeValue("id")).isEqualTo("b" + i);
            }
            gate.countDown();
            for (int i = 0; i < 100; i++) {
                assertThat(peer.next().attributeValue("id")).isEqualTo("a" + i);
            }
        }
    }

    @Test
    @Requirement("K-62")
    void requests_beyond_the_queue_are_answered_with_wait_and_none_is_lost() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        RecordingComponent component = new RecordingComponent((self, packet) -> {
            awaitQuietly(gate);
            self.answer(packet);
        });
        StreamLimits limits = StreamLimits.defaults().withQueues(20, 10);
        try (StreamFixture fixture = new StreamFixture(component, limits, StreamFixture.TIMES);
                Peer peer = fixture.server.acceptComponent()) {
            peer.send(request("first", "alice@example.org/a"));
            Awaitility.await().until(() -> !component.received.isEmpty());
            for (int i = 0; i < 50; i++) {
                peer.send(request("q" + i, "alice@example.org/a"));
            }
            for (int i = 0; i < 40; i++) {
                Element refused = peer.next();
                assertThat(refused.attributeValue("id")).isEqualTo("q" + (i + 10));
                Element error = refused.element("error");
                assertThat(error.attributeValue("type")).isEqualTo("wait");
                assertThat(error.elements().get(0).getName()).isEqualTo("resource-constraint");
            }
            gate.countDown();
            for (int i = 0; i < 11; i++) {
                assertThat(peer.next().attributeValue("type")).isEqualTo("result");
            }
            peer.requireAlive("after");
        }
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
