package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.component.stanza.FakeXmppServer.Peer;
import im.sidestream.component.stanza.StreamState.Phase;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xmpp.packet.Message;

/** Under which labels a component speaks (RFC 7622 §3.2, RFC 5890 §2.3.2.1). */
class OwnNameTest {

    @ParameterizedTest
    @CsvSource({
        "upload.example.org, upload.example.org, upload.example.org",
        "Upload.Example.ORG, upload.example.org, upload.example.org",
        "upload.BÜCHER.example, upload.bücher.example, upload.xn--bcher-kva.example",
        "upload.bu\u0308cher.example, upload.bücher.example, upload.xn--bcher-kva.example",
        "upload.XN--bcher-kva.example, upload.xn--bcher-kva.example, upload.bücher.example",
        "bücher.xn--bcher-kva.example, bücher.xn--bcher-kva.example, bücher.bücher.example",
    })
    void a_name_is_spelled_as_configured_and_then_in_the_other_labels(String configured, String first, String then) {
        OwnName name = new OwnName(configured);
        assertThat(name.spelling()).isEqualTo(first);
        assertThat(name.turn()).isEqualTo(!then.equals(first));
        assertThat(name.spelling()).isEqualTo(then);
        assertThat(name.turn()).isEqualTo(!then.equals(first));
        assertThat(name.spelling()).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "upload.bücher.example, true",
        "relay@upload.xn--bcher-kva.example/x, true",
        "UPLOAD.Bücher.example/a@b, true",
        "bücher.example, false",
        "upload.bücher.example@evil.example, false",
        "'', false",
    })
    void an_address_is_known_in_any_spelling(String address, boolean own) {
        assertThat(new OwnName("upload.bücher.example").isOf(address)).isEqualTo(own);
        assertThat(new OwnName("upload.xn--bcher-kva.example").isOf(address)).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource({
        "upload.bücher.example, upload.bücher.example, upload.xn--bcher-kva.example",
        "upload.xn--bcher-kva.example, upload.xn--bcher-kva.example, upload.bücher.example",
    })
    void a_server_that_does_not_know_the_name_is_asked_for_the_other_one(String configured, String first, String then)
            throws Exception {
        List<StreamState> states = new CopyOnWriteArrayList<>();
        try (FakeXmppServer server = new FakeXmppServer();
                SupervisedComponents components = components(server, states)) {
            RecordingComponent component = new RecordingComponent();
            components.addComponent(configured, component);
            try (Peer peer = server.accept()) {
                assertThat(peer.openStream("id-1")).contains("to='" + first + "'");
                peer.refuse("host-unknown");
            }
            try (Peer peer = server.accept()) {
                assertThat(peer.openStream("id-2")).contains("to='" + then + "'");
                peer.next();
                peer.send("<handshake/>");
                Awaitility.await().until(() -> components.spelling(component).equals(then) && isConnected(states));
                speaksAs(then, peer, components, component);
            }
            assertThat(states).extracting(StreamState::phase).doesNotContain(Phase.REFUSED);
        }
    }

    private static boolean isConnected(List<StreamState> states) {
        return states.stream().anyMatch(state -> state.phase() == Phase.CONNECTED);
    }

    private static void speaksAs(String name, Peer peer, SupervisedComponents components, RecordingComponent component)
            throws IOException {
        Message unasked = new Message();
        unasked.setTo("alice@example.org");
        components.sendPacket(component, unasked);
        assertThat(peer.next().attributeValue("from")).isEqualTo(name);
        peer.send("<iq type='get' id='a' from='alice@example.org/a' to='" + name + "/x'/>");
        assertThat(peer.next().attributeValue("from"))
                .as("an error, as it was addressed")
                .isEqualTo(name + "/x");
        peer.send("<iq type='get' id='b' from='alice@example.org/a'/>");
        assertThat(peer.next().attributeValue("from")).isEqualTo(name);
    }

    @Test
    void who_is_known_under_neither_name_is_refused_once_for_both() throws Exception {
        List<StreamState> states = new CopyOnWriteArrayList<>();
        try (FakeXmppServer server = new FakeXmppServer();
                SupervisedComponents components = components(server, states)) {
            components.addComponent("bücher.example", new RecordingComponent());
            for (int i = 0; i < 2; i++) {
                try (Peer peer = server.accept()) {
                    peer.openStream("id-1");
                    peer.refuse("host-unknown");
                }
            }
            Awaitility.await().until(() -> states.size() == 2);
            assertThat(states).extracting(StreamState::phase).containsExactly(Phase.CONNECTING, Phase.REFUSED);
        }
    }

    private static SupervisedComponents components(FakeXmppServer server, List<StreamState> states) {
        StreamSettings settings =
                StreamSettings.plain("127.0.0.1", server.port()).withTimes(StreamFixture.TIMES);
        SupervisedComponents components =
                new SupervisedComponents(settings, StreamResources.ofSystem(), (domain, state) -> states.add(state));
        components.setDefaultSecretKey(FakeXmppServer.SECRET);
        return components;
    }
}
