package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.Requirement;
import im.sidestream.component.stanza.FakeXmppServer.Peer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.awaitility.Awaitility;
import org.dom4j.Element;
import org.junit.jupiter.api.Test;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.Message;

/** What goes out: whole, in few writes, within bounds, in our own name: K-04, T-P3, T-W1, T-G6. */
class StreamWritingTest {

    private static final String DOMAIN = StreamFixture.DOMAIN;

    private static Message message(String body) {
        Message message = new Message();
        message.setTo(new JID("bob", "example.org", null, true));
        message.setBody(body);
        return message;
    }

    @Test
    void stanzas_of_many_threads_never_interleave_and_all_arrive() throws Exception {
        RecordingComponent component = new RecordingComponent();
        try (StreamFixture fixture = new StreamFixture(component);
                Peer peer = fixture.server.acceptComponent()) {
            fixture.awaitPhase(StreamState.Phase.CONNECTED);
            for (int t = 0; t < 8; t++) {
                String name = "t" + t + "-";
                new Thread(() -> {
                            for (int i = 0; i < 250; i++) {
                                component.send(message(name + i + "x".repeat(i * 7 % 900)));
                            }
                        })
                        .start();
            }
            Set<String> bodies = new HashSet<>();
            for (int i = 0; i < 8 * 250; i++) {
                Element message = peer.next();
                assertThat(message.attributeValue("from")).as("K-04").isEqualTo(DOMAIN);
                assertThat(message.attributeValue("to")).isEqualTo("bob@example.org");
                bodies.add(message.elementText("body"));
            }
            assertThat(bodies).hasSize(8 * 250);
        }
    }

    @Test
    void what_gathers_during_a_write_leaves_in_one() throws Exception {
        CountingSockets sockets = new CountingSockets();
        RecordingComponent component = new RecordingComponent();
        try (FakeXmppServer server = new FakeXmppServer();
                SupervisedComponents components = new SupervisedComponents(
                        StreamSettings.plain("127.0.0.1", server.port()).withTimes(StreamFixture.TIMES),
                        new StreamResources(
                                sockets,
                                () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
                                new SecureRandom(),
                                System::nanoTime),
                        (domain, state) -> {})) {
            components.setDefaultSecretKey(FakeXmppServer.SECRET);
            components.addComponent(DOMAIN, component);
            try (Peer peer = server.acceptComponent()) {
                peer.requireAlive("before");
                sockets.gate = new CountDownLatch(1);
                int before = sockets.writes.get();
                for (int i = 0; i < 500; i++) {
                    component.send(message("m" + i));
                }
                sockets.gate.countDown();
                for (int i = 0; i < 500; i++) {
                    assertThat(peer.next().elementText("body")).as("order").isEqualTo("m" + i);
                }
                assertThat(sockets.writes.get() - before).isLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void sending_without_a_connection_fails_at_once() throws IOException {
        RecordingComponent component = new RecordingComponent();
        try (StreamFixture fixture = new StreamFixture(component)) {
            assertThatThrownBy(() -> component.send(message("lost"))).isInstanceOf(StreamUnavailableException.class);
            assertThat(fixture.components.send(component, message("lost"))).isCompletedExceptionally();
        }
        assertThatThrownBy(() -> component.send(message("removed"))).isInstanceOf(StreamUnavailableException.class);
    }

    @Test
    void a_server_that_reads_nothing_fills_the_queue_to_its_bound_and_is_given_up() throws Exception {
        StreamTimes times = new StreamTimes(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofMillis(5),
                Duration.ofMillis(20));
        RecordingComponent component = new RecordingComponent();
        try (StreamFixture fixture =
                        new StreamFixture(component, StreamLimits.defaults().withOutgoingBytes(1_000_000), times);
                Peer deaf = fixture.server.acceptComponent()) {
            fixture.awaitPhase(StreamState.Phase.CONNECTED);
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            Awaitility.await().until(() -> {
                for (int i = 0; i < 100; i++) {
                    sent.add(fixture.components.send(component, message("x".repeat(100_000))));
                }
                return fixture.states.stream().anyMatch(state -> state.fault() == StreamFault.TIMED_OUT);
            });
            Awaitility.await().until(() -> sent.stream().allMatch(CompletableFuture::isDone));
            assertThat(sent.get(0)).as("written before the network was full").isCompleted();
            assertThat(sent)
                    .anySatisfy(each -> assertThat(each)
                            .failsWithin(Duration.ZERO)
                            .withThrowableThat()
                            .withMessageContaining("too many stanzas wait"));
            try (Peer second = fixture.server.acceptComponent()) {
                second.requireAlive("after");
            }
            assertThat(deaf.socket().isClosed()).isFalse();
        }
    }

    @Test
    @Requirement({"K-04", "K-05"})
    void stanzas_without_receiver_in_a_foreign_name_or_too_large_are_refused() throws IOException {
        RecordingComponent component = new RecordingComponent();
        try (StreamFixture fixture = new StreamFixture(component);
                Peer peer = fixture.server.acceptComponent()) {
            fixture.awaitPhase(StreamState.Phase.CONNECTED);
            Message noReceiver = new Message();
            assertThatThrownBy(() -> component.send(noReceiver)).isInstanceOf(IllegalArgumentException.class);
            for (String foreign : new String[] {"alice@example.org", "example.org", "x.upload.example.org"}) {
                Message forged = message("x");
                forged.setFrom(new JID(foreign));
                assertThatThrownBy(() -> component.send(forged)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> component.send(message("x".repeat(600_000))))
                    .isInstanceOf(IllegalArgumentException.class);
            Message relay = message("from another local part");
            relay.setFrom(new JID("relay", DOMAIN, "r", true));
            component.send(relay);
            assertThat(peer.next().attributeValue("from")).as("K-05").isEqualTo("relay@" + DOMAIN + "/r");
        }
    }

    @Test
    @Requirement("K-62")
    void a_request_is_answered_once_however_often_the_component_answers() throws IOException {
        AtomicInteger refused = new AtomicInteger();
        RecordingComponent component = new RecordingComponent((self, packet) -> {
            self.answer(packet);
            try {
                self.answer(packet);
            } catch (IllegalStateException second) {
                refused.incrementAndGet();
            }
        });
        try (StreamFixture fixture = new StreamFixture(component);
                Peer peer = fixture.server.acceptComponent()) {
            peer.requireAlive("one");
            peer.requireAlive("two");
            Awaitility.await().until(() -> refused.get() == 2);
            IQ unasked = new IQ(IQ.Type.result, "three");
            unasked.setTo(new JID("alice@example.org/a"));
            assertThatThrownBy(() -> component.send(unasked)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @Requirement("K-62")
    void a_request_that_the_component_forgets_is_answered_in_its_stead() throws IOException {
        StreamTimes times = new StreamTimes(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofMillis(5),
                Duration.ofMillis(20));
        RecordingComponent forgetful = new RecordingComponent((self, packet) -> {});
        try (StreamFixture fixture = new StreamFixture(forgetful, StreamLimits.defaults(), times);
                Peer peer = fixture.server.acceptComponent()) {
            peer.send("<iq type='get' id='q1' from='alice@example.org/📱' to='" + DOMAIN + "'><x xmlns='u'/></iq>");
            Element answer = peer.next();
            assertThat(answer.attributeValue("id")).as("K-62").isEqualTo("q1");
            assertThat(answer.attributeValue("to")).isEqualTo("alice@example.org/📱");
            assertThat(answer.element("error").elements().get(0).getName()).isEqualTo("internal-server-error");
        }
    }

    @Test
    void a_request_whose_answer_found_no_room_is_answered_once_there_is_room_again() throws Exception {
        StreamTimes times = new StreamTimes(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMillis(100),
                Duration.ofMillis(5),
                Duration.ofMillis(20));
        AtomicInteger withoutRoom = new AtomicInteger();
        RecordingComponent component = new RecordingComponent((self, packet) -> {
            try {
                self.answer(packet);
            } catch (StreamUnavailableException full) {
                withoutRoom.incrementAndGet();
                throw full;
            }
        });
        try (StreamFixture fixture =
                        new StreamFixture(component, StreamLimits.defaults().withOutgoingBytes(100_000), times);
                Peer peer = fixture.server.acceptComponent()) {
            fixture.awaitPhase(StreamState.Phase.CONNECTED);
            int filled = fill(fixture, component);
            peer.send("<iq type='get' id='q1' from='alice@example.org/a' to='" + DOMAIN + "'><x xmlns='u'/></iq>");
            Awaitility.await().until(() -> withoutRoom.get() == 1);
            for (int i = 0; i < filled; i++) {
                assertThat(peer.next().getName()).isEqualTo("message");
            }
            Element answer = peer.next();
            assertThat(answer.attributeValue("id")).as("K-62").isEqualTo("q1");
            assertThat(answer.attributeValue("type")).isEqualTo("error");
            peer.requireAlive("after, and nothing came twice");
        }
    }

    /**
     * Sends to a server that does not read until not even an empty answer finds room, and goes on for as long as the
     * system still takes something from the queue; returns how many were queued.
     */
    private static int fill(StreamFixture fixture, RecordingComponent component) {
        int[] filled = {0};
        Awaitility.await()
                .during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    int before = filled[0];
                    for (int size = 50_000; size > 0; size /= 2) {
                        while (!fixture.components
                                .send(component, message("x".repeat(size)))
                                .isCompletedExceptionally()) {
                            filled[0]++;
                        }
                    }
                    return filled[0] == before;
                });
        return filled[0];
    }

    /** Sockets that count their writes and hold them back while a gate is shut. */
    private static final class CountingSockets extends SocketFactory {
        final AtomicInteger writes = new AtomicInteger();
        volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public OutputStream getOutputStream() throws IOException {
                    return new Gated(super.getOutputStream());
                }
            };
        }

        private final class Gated extends OutputStream {
            private final OutputStream out;

            Gated(OutputStream out) {
                this.out = out;
            }

            @Override
            public void write(int b) {
                throw new AssertionError("a write of one byte");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                writes.incrementAndGet();
                try {
                    assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException impossible) {
                    throw new AssertionError(impossible);
                }
                out.write(bytes, offset, length);
            }
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
