package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.OwnThread;
import im.sidestream.Requirement;
import im.sidestream.component.stanza.FakeXmppServer.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dom4j.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xmpp.component.IQResultListener;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;

/** Our own requests: ids nobody guesses, answers from the right address alone (T-O4, RFC 6120 §8.1.3). */
class StreamQueryTest {

    private final RecordingComponent component = new RecordingComponent();
    private StreamFixture fixture;
    private Peer peer;

    @BeforeEach
    void connect() throws IOException {
        fixture = new StreamFixture(component);
        peer = fixture.server.acceptComponent();
        fixture.awaitPhase(StreamState.Phase.CONNECTED);
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        fixture.close();
    }

    private static IQ request() {
        IQ request = new IQ(IQ.Type.get);
        request.setTo(new JID("bob", "example.org", "📱", true));
        request.setChildElement("ping", "urn:xmpp:ping");
        return request;
    }

    private void answer(String id, String from) throws IOException {
        peer.send("<iq type='result' id='" + id + "' from='" + from + "' to='upload.example.org'/>");
    }

    @Test
    void an_answer_counts_only_with_the_id_and_from_the_address_that_was_asked() throws Exception {
        CompletableFuture<IQ> asked = fixture.components.ask(component, request(), Duration.ofSeconds(20));
        String id = peer.next().attributeValue("id");
        assertThat(UUID.fromString(id).version()).isEqualTo(4);

        answer(id, "mallory@example.org/📱");
        answer("other", "bob@example.org/📱");
        answer(id, "bob@example.org");
        peer.requireAlive("forged answers were ignored");
        assertThat(asked).isNotDone();
        answer(id, "bob@example.org/📱");

        assertThat(asked.get(10, TimeUnit.SECONDS).getFrom().getResource()).isEqualTo("📱");
        answer(id, "bob@example.org/📱");
        peer.requireAlive("a late answer was ignored");
        assertThat(component.received).hasSize(2);
    }

    @Test
    @Requirement("K-55")
    void a_request_without_answer_times_out() {
        CompletableFuture<IQ> asked = fixture.components.ask(component, request(), Duration.ofMillis(50));

        assertThat(asked)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(TimeoutException.class);
    }

    @Test
    @Requirement("K-55")
    void a_request_repeated_keeps_its_id() throws Exception {
        IQ request = request();
        assertThat(fixture.components.ask(component, request, Duration.ofMillis(50)))
                .failsWithin(Duration.ofSeconds(10));
        String first = peer.next().attributeValue("id");
        CompletableFuture<IQ> again = fixture.components.ask(component, request, Duration.ofSeconds(20));
        assertThat(peer.next().attributeValue("id")).isEqualTo(first);
        answer(first, "bob@example.org/📱");
        assertThat(again).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void whacks_query_waits_and_its_listener_is_told() throws Exception {
        CompletableFuture<IQ> waited = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return fixture.components.query(component, request(), 20_000);
                    } catch (Exception failed) {
                        throw new AssertionError(failed);
                    }
                },
                OwnThread::start);
        answer(peer.next().attributeValue("id"), "bob@example.org/📱");
        assertThat(waited).succeedsWithin(Duration.ofSeconds(10)).isNotNull();

        CompletableFuture<IQ> told = new CompletableFuture<>();
        fixture.components.query(component, request(), new IQResultListener() {
            @Override
            public void receivedAnswer(IQ packet) {
                told.complete(packet);
            }

            @Override
            public void answerTimeout(String packetId) {
                told.cancel(false);
            }
        });
        Element second = peer.next();
        answer(second.attributeValue("id"), "bob@example.org/📱");
        assertThat(told.get(10, TimeUnit.SECONDS).getID()).isEqualTo(second.attributeValue("id"));
    }
}
