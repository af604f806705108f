package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.OwnThread;
import im.sidestream.component.stanza.FakeXmppServer.Peer;
import im.sidestream.component.stanza.StreamState.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.dom4j.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xmpp.component.ComponentException;

/**
 * A domain is one stream (XEP-0114 §3), and of several processes the one that holds the lease has it: who may not be
 * connected is not, and nobody is answered by nobody at a hand-over (T-P4, T-O7, RFC 6120 §4.4).
 */
class StreamStandbyTest {
    private static final LeasedTenure.Terms QUICK = new LeasedTenure.Terms(
            Duration.ofMillis(900), Duration.ofMillis(300), Duration.ofMillis(100), Duration.ofMillis(30));

    private final FakeXmppServer server;
    private final FakeLeases leases = new FakeLeases();
    private final List<StreamState> states = new CopyOnWriteArrayList<>();
    private final LeasedTenure tenure;
    private final SupervisedComponents components;

    StreamStandbyTest() throws IOException {
        server = new FakeXmppServer();
        tenure = new LeasedTenure(leases, StreamFixture.DOMAIN, "ours", QUICK, System::nanoTime);
        StreamSettings settings =
                StreamSettings.plain("127.0.0.1", server.port()).withTimes(StreamFixture.TIMES);
        components = new SupervisedComponents(
                settings, StreamResources.ofSystem(), (domain, state) -> states.add(state), domain -> tenure);
        components.setDefaultSecretKey(FakeXmppServer.SECRET);
    }

    private void start() throws ComponentException {
        components.addComponent(StreamFixture.DOMAIN, new RecordingComponent());
        tenure.start();
    }

    @AfterEach
    void close() throws IOException {
        components.close();
        tenure.close();
        server.close();
    }

    private void awaitPhase(Phase phase) {
        Awaitility.await()
                .until(() ->
                        components.state(StreamFixture.DOMAIN).orElseThrow().phase() == phase);
    }

    @Test
    void who_has_no_lease_stands_by_and_connects_when_it_is_free() throws Exception {
        leases.give("other");
        start();
        awaitPhase(Phase.STANDBY);
        assertThat(states).extracting(StreamState::phase).containsExactly(Phase.CONNECTING, Phase.STANDBY);

        leases.release(StreamFixture.DOMAIN, "other").join();
        server.acceptComponent().requireAlive("ours now");
        assertThat(leases.holder()).isEqualTo("ours");
    }

    @Test
    void a_holder_prolongs_its_lease_for_as_long_as_it_is_connected() throws Exception {
        start();
        try (Peer peer = server.acceptComponent()) {
            long end = System.nanoTime() + QUICK.length().multipliedBy(3).toNanos();
            while (System.nanoTime() < end) {
                peer.requireAlive("still");
                assertThat(leases.isFree()).isFalse();
            }
        }
    }

    @Test
    void a_lease_that_another_has_taken_ends_the_connection() throws Exception {
        start();
        try (Peer peer = server.acceptComponent()) {
            leases.give("other");
            assertThat(peer.isEnded()).isTrue();
        }
        awaitPhase(Phase.STANDBY);
        assertThat(states).extracting(StreamState::fault).contains(StreamFault.LEASE_ENDED);
        assertThat(leases.holder()).isEqualTo("other");
    }

    /** The connection is gone before anybody else could have the lease, and comes back with the catalog. */
    @Test
    void who_cannot_reach_the_catalog_has_closed_before_the_lease_ends() throws Exception {
        start();
        try (Peer peer = server.acceptComponent()) {
            leases.away(true);
            assertThat(peer.isEnded()).isTrue();
            assertThat(leases.isFree())
                    .as("the lease, when the stream was closed")
                    .isFalse();
        }
        awaitPhase(Phase.STANDBY);
        leases.away(false);
        server.acceptComponent().requireAlive("by itself");
    }

    @Test
    void a_catalog_that_says_nothing_is_one_that_is_away() throws Exception {
        start();
        try (Peer peer = server.acceptComponent()) {
            leases.silent();
            assertThat(peer.isEnded()).isTrue();
            assertThat(leases.isFree()).isFalse();
        }
    }

    @Test
    void conflict_at_the_handshake_is_waited_out_with_the_lease() throws Exception {
        start();
        for (int i = 0; i < 3; i++) {
            try (Peer peer = server.accept()) {
                peer.openStream("id-1");
                peer.next();
                peer.refuse("conflict");
            }
            assertThat(leases.holder()).isEqualTo("ours");
        }
        server.acceptComponent().requireAlive("at last");
        assertThat(states)
                .extracting(StreamState::phase)
                .endsWith(Phase.REFUSED, Phase.REFUSED, Phase.REFUSED, Phase.CONNECTED);
    }

    @Test
    void conflict_on_a_running_stream_gives_the_lease_to_another() throws Exception {
        start();
        try (Peer peer = server.acceptComponent()) {
            peer.refuse("conflict");
        }
        awaitPhase(Phase.STANDBY);
        Awaitility.await().until(leases::isFree);
        assertThat(leases.take(StreamFixture.DOMAIN, "other", Duration.ofSeconds(1))
                        .join())
                .isTrue();
    }

    /** What the server sent before it saw the stream's end is answered on one more connection. */
    @Test
    void a_request_that_crosses_the_end_of_the_stream_is_answered() throws Exception {
        start();
        CompletableFuture<Void> closed;
        try (Peer peer = server.acceptComponent()) {
            peer.requireAlive("before");
            closed = CompletableFuture.runAsync(() -> components.close(Duration.ofSeconds(5)), OwnThread::start);
            assertThat(peer.read().kind()).isEqualTo(Frame.Kind.END);
            peer.send("<iq type='get' id='crossing' from='alice@example.org/a' to='upload.example.org'>"
                    + "<x xmlns='urn:test'/></iq></stream:stream>");
        }
        try (Peer again = server.acceptComponent()) {
            Element answer = again.next();
            assertThat(answer.attributeValue("id")).isEqualTo("crossing");
            assertThat(answer.element("error").attributeValue("type")).isEqualTo("wait");
            assertThat(leases.holder()).as("nobody else connects meanwhile").isEqualTo("ours");
            assertThat(again.read().kind()).isEqualTo(Frame.Kind.END);
            again.send("</stream:stream>");
        }
        assertThat(closed).succeedsWithin(Duration.ofSeconds(10));
        tenure.close();
        assertThat(leases.isFree()).isTrue();
    }
}
