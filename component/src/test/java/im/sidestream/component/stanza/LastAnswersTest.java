package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.OwnThread;
import im.sidestream.component.stanza.FakeXmppServer.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dom4j.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server sends when the end of our stream is on its way (RFC 6120 §4.4, ADR 15). */
class LastAnswersTest {
    private static final String END = "</stream:stream>";
    private static final Duration LONG = Duration.ofSeconds(20);

    private StreamFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new StreamFixture(new RecordingComponent(RecordingComponent::answer));
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    private static String request(String id, String from) {
        return "<iq type='get' id='" + id + "' from='" + from + "' to='upload.example.org'><x xmlns='urn:test'/></iq>";
    }

    /** Begins to stop, and takes the end of the stream from it. */
    private CompletableFuture<Void> stopping(Peer peer) throws IOException {
        fixture.awaitPhase(StreamState.Phase.CONNECTED);
        CompletableFuture<Void> closed =
                CompletableFuture.runAsync(() -> fixture.components.close(Duration.ofSeconds(20)), OwnThread::start);
        assertThat(peer.read().kind()).isEqualTo(Frame.Kind.END);
        return closed;
    }

    private static void requireLast(Peer peer, String id) throws IOException {
        Element answer = peer.next();
        assertThat(answer.attributeValue("id")).isEqualTo(id);
        assertThat(answer.element("error").attributeValue("type")).isEqualTo("wait");
        assertThat(peer.read().kind()).isEqualTo(Frame.Kind.END);
    }

    /** A server that reads in order has no moment in which it could send more: all is there before it says a word. */
    @Test
    void the_answer_and_the_end_come_with_the_handshake() throws Exception {
        Peer peer = fixture.server.acceptComponent();
        CompletableFuture<Void> closed = stopping(peer);
        peer.send(request("late", "alice@example.org/a") + END);
        Peer last = fixture.server.accept();
        last.openStream("id-2");
        assertThat(last.next().getName()).isEqualTo("handshake");
        requireLast(last, "late");
        last.send("<handshake/>" + END);
        assertThat(closed).succeedsWithin(LONG);
    }

    @Test
    void a_server_that_wants_to_speak_first_is_waited_for() throws Exception {
        Peer peer = fixture.server.acceptComponent();
        CompletableFuture<Void> closed = stopping(peer);
        peer.send(request("late", "alice@example.org/a") + END);
        Peer hasty = fixture.server.accept();
        hasty.openStream("id-2");
        hasty.next();
        hasty.refuse("not-authorized");
        Peer last = fixture.server.acceptComponent();
        requireLast(last, "late");
        last.send(END);
        assertThat(closed).succeedsWithin(LONG);
    }

    @Test
    void what_comes_on_the_last_connection_gets_another_one() throws Exception {
        Peer peer = fixture.server.acceptComponent();
        CompletableFuture<Void> closed = stopping(peer);
        peer.send(request("late", "alice@example.org/a") + END);
        Peer second = fixture.server.acceptComponent();
        requireLast(second, "late");
        second.send(request("later", "alice@example.org/a") + END);
        Peer third = fixture.server.acceptComponent();
        requireLast(third, "later");
        third.send(END);
        assertThat(closed).succeedsWithin(LONG);
    }

    /** T-O3: Openfire asks each component that connects; nobody waits for what one says that has left. */
    @Test
    void a_probe_makes_no_further_connection() throws Exception {
        Peer peer = fixture.server.acceptComponent();
        CompletableFuture<Void> closed = stopping(peer);
        peer.send(request("late", "alice@example.org/a") + END);
        Peer last = fixture.server.acceptComponent();
        requireLast(last, "late");
        last.send(request("probe", "component.example.org") + END);
        assertThat(closed).succeedsWithin(LONG);
        assertThat(fixture.server.isAsked()).isFalse();
    }

    @Test
    void a_busy_server_has_time_to_end_its_side() throws Exception {
        Peer peer = fixture.server.acceptComponent();
        CompletableFuture<Void> closed = stopping(peer);
        TimeUnit.SECONDS.sleep(2);
        peer.send(request("late", "alice@example.org/a") + END);
        Peer last = fixture.server.acceptComponent();
        requireLast(last, "late");
        TimeUnit.SECONDS.sleep(2);
        last.send(request("later", "alice@example.org/a") + END);
        Peer third = fixture.server.acceptComponent();
        requireLast(third, "later");
        third.send(END);
        assertThat(closed).succeedsWithin(LONG);
    }
}
