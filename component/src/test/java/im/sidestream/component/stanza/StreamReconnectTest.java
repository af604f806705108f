package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.component.stanza.FakeXmppServer.Peer;
import im.sidestream.component.stanza.StreamState.Phase;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import org.awaitility.Awaitility;
import org.dom4j.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream that ends is made anew, and only then: K-01, K-03, K-54, T-W3, T-W4, T-P4. */
class StreamReconnectTest {

    private static final StreamTimes IMPATIENT = new StreamTimes(
            Duration.ofMillis(500),
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofSeconds(30),
            Duration.ofMillis(5),
            Duration.ofMillis(20));

    @Test
    @Requirement({"K-01", "K-02"})
    void the_handshake_is_the_digest_of_the_specification() throws IOException {
        assertThat(ServerLink.digest("S1d-77", "swordfish"))
                .as("K-02")
                .isEqualTo("a4a9ba349746257acccacdd6deae563e9fd14f6e");
        try (StreamFixture fixture = new StreamFixture(new RecordingComponent());
                Peer peer = fixture.server.accept()) {
            assertThat(peer.openStream("S1d-77"))
                    .as("K-01")
                    .contains("xmlns='jabber:component:accept'")
                    .contains("to='upload.example.org'");
            assertThat(peer.next().getText()).isEqualTo("a4a9ba349746257acccacdd6deae563e9fd14f6e");
            assertThat(fixture.states).extracting(StreamState::phase).containsExactly(Phase.CONNECTING);
            peer.send("<handshake/>");
            fixture.awaitPhase(Phase.CONNECTED);
        }
    }

    @ParameterizedTest
    @CsvSource({"orderly", "error", "reset", "eof"})
    void the_end_of_a_stream_is_noticed_at_once_and_the_old_socket_closed_first(String how) throws IOException {
        try (StreamFixture fixture = new StreamFixture(new RecordingComponent());
                Peer first = fixture.server.acceptComponent()) {
            switch (how) {
                case "orderly" -> first.send("</stream:stream>");
                case "error" ->
                    first.send("<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                            + "</stream:error></stream:stream>");
                case "reset" -> first.reset();
                default -> first.socket().shutdownOutput();
            }
            try (Peer second = fixture.server.accept()) {
                if (!first.socket().isClosed()) {
                    // T-P4: at the time the new connection exists, the old one is gone
                    first.socket().setSoTimeout(50);
                    assertThat(first.isEnded()).isTrue();
                }
                second.authenticate("id-2");
                second.requireAlive("after");
            }
            assertThat(fixture.states).extracting(StreamState::phase).contains(Phase.DISCONNECTED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "not-authorized, NOT_AUTHORIZED",
        "host-unknown, HOST_UNKNOWN",
        "conflict, CONFLICT",
        "invalid-namespace, INVALID_NAMESPACE"
    })
    @Requirement("K-03")
    void a_refused_handshake_is_told_apart_and_tried_again(String condition, StreamFault fault) throws IOException {
        try (StreamFixture fixture = new StreamFixture(new RecordingComponent())) {
            try (Peer peer = fixture.server.accept()) {
                peer.openStream("id-1");
                peer.next();
                peer.refuse(condition);
            }
            fixture.awaitFault(fault);
            assertThat(fixture.states).as("K-03").contains(new StreamState(Phase.REFUSED, fault, condition));
            fixture.server.acceptComponent().requireAlive("after");
            fixture.awaitPhase(Phase.CONNECTED);
        }
    }

    @Test
    void a_refused_header_without_an_id_is_understood_too() throws IOException {
        try (StreamFixture fixture = new StreamFixture(new RecordingComponent());
                Peer peer = fixture.server.accept()) {
            peer.read();
            peer.send("<stream:stream xmlns='jabber:component:accept' xmlns:stream='" + StanzaParser.STREAMS + "'>");
            peer.refuse("host-unknown");
            fixture.awaitFault(StreamFault.HOST_UNKNOWN);
        }
    }

    @Test
    void conflict_on_a_running_stream_is_told_apart() throws IOException {
        try (StreamFixture fixture = new StreamFixture(new RecordingComponent());
                Peer peer = fixture.server.acceptComponent()) {
            peer.refuse("conflict");
            fixture.awaitFault(StreamFault.CONFLICT);
        }
    }

    @Test
    void the_first_connection_is_tried_until_the_server_has_started() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        List<StreamState> states = new CopyOnWriteArrayList<>();
        StreamSettings settings = StreamSettings.plain("127.0.0.1", port).withTimes(StreamFixture.TIMES);
        try (SupervisedComponents components =
                new SupervisedComponents(settings, StreamResources.ofSystem(), (domain, state) -> states.add(state))) {
            components.setSecretKey("upload.example.org", FakeXmppServer.SECRET);
            components.addComponent("upload.example.org", new RecordingComponent());
            Awaitility.await()
                    .until(() -> states.stream()
                                    .filter(state -> state.fault() == StreamFault.UNREACHABLE)
                                    .count()
                            >= 3);
            try (FakeXmppServer late = new FakeXmppServer(ServerSocketFactory.getDefault(), port)) {
                late.acceptComponent().requireAlive("after");
            }
        }
    }

    @Test
    void a_server_that_is_silent_in_the_handshake_is_given_up() throws IOException {
        try (StreamFixture fixture = new StreamFixture(new RecordingComponent(), StreamLimits.defaults(), IMPATIENT);
                Peer silent = fixture.server.accept();
                Peer second = fixture.server.acceptComponent()) {
            assertThat(silent.isEnded()).isTrue();
            fixture.awaitFault(StreamFault.TIMED_OUT);
            second.requireAlive("after");
        }
    }

    @Test
    void a_server_that_drips_through_the_handshake_is_given_up() throws Exception {
        try (StreamFixture fixture = new StreamFixture(new RecordingComponent(), StreamLimits.defaults(), IMPATIENT);
                Peer dripping = fixture.server.accept()) {
            Thread drip = new Thread(() -> {
                try {
                    while (true) {
                        dripping.send(" ");
                        Thread.sleep(20);
                    }
                } catch (IOException | InterruptedException closed) {
                    // what the test waits for
                }
            });
            drip.start();
            fixture.awaitFault(StreamFault.TIMED_OUT);
            drip.join(Duration.ofSeconds(10).toMillis());
            assertThat(drip.isAlive()).isFalse();
        }
    }

    @Test
    @Requirement("K-54")
    void a_silent_link_is_pinged_and_kept_while_the_pings_are_answered() throws IOException {
        try (StreamFixture fixture = new StreamFixture(new RecordingComponent(), StreamLimits.defaults(), IMPATIENT);
                Peer peer = fixture.server.acceptComponent()) {
            for (int i = 0; i < 4; i++) {
                Element ping = peer.next();
                assertThat(ping.attributeValue("to")).as("K-54").isEqualTo("example.org");
                assertThat(ping.attributeValue("from")).isEqualTo("upload.example.org");
                assertThat(ping.elements().get(0).getNamespaceURI()).isEqualTo("urn:xmpp:ping");
                peer.send("<iq type='error' id='" + ping.attributeValue("id")
                        + "' from='example.org' to='upload.example.org'><error type='cancel'/></iq>");
            }
            assertThat(fixture.states).extracting(StreamState::phase).doesNotContain(Phase.DISCONNECTED);
        }
    }

    @Test
    @Requirement("K-54")
    void a_half_open_link_is_given_up_after_an_unanswered_ping() throws IOException {
        try (StreamFixture fixture = new StreamFixture(new RecordingComponent(), StreamLimits.defaults(), IMPATIENT);
                Peer dead = fixture.server.acceptComponent();
                Peer second = fixture.server.acceptComponent()) {
            fixture.awaitFault(StreamFault.TIMED_OUT);
            assertThat(fixture.states)
                    .extracting(StreamState::detail)
                    .as("K-54: by the ping, not by the socket's own limit")
                    .contains("nothing came after a ping");
            second.requireAlive("after");
            assertThat(dead.isEnded()).isTrue();
        }
    }

    @Test
    void twenty_reconnects_leave_no_thread_behind() throws IOException {
        try (StreamFixture fixture = new StreamFixture(new RecordingComponent())) {
            Peer peer = fixture.server.acceptComponent();
            peer.requireAlive("before");
            int before = streamThreads();
            for (int i = 0; i < 20; i++) {
                peer.send("</stream:stream>");
                peer.close();
                peer = fixture.server.acceptComponent();
            }
            peer.requireAlive("after");
            assertThat(before).isBetween(3, 4 + StreamLimits.defaults().workers());
            assertThat(streamThreads())
                    .isLessThanOrEqualTo(3 + StreamLimits.defaults().workers());
            peer.close();
        }
        Awaitility.await().until(() -> streamThreads() == 0);
    }

    @Test
    void whack_stores_nothing_for_the_user_and_managers_do_not_share_state() throws IOException {
        try (StreamFixture one = new StreamFixture(new RecordingComponent());
                StreamFixture two = new StreamFixture(new RecordingComponent())) {
            one.components.setProperty("key", "one");
            assertThat(two.components.getProperty("key")).isNull();
            assertThat(java.util.prefs.Preferences.userRoot().getClass().getName())
                    .startsWith("im.sidestream.component.stanza.");
            one.server.acceptComponent().requireAlive("one");
            two.server.acceptComponent().requireAlive("two");
        }
    }

    private static int streamThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().startsWith("xmpp-"))
                .count();
    }
}
