package im.sidestream.component.stanza;

import im.sidestream.component.stanza.StreamState.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.xmpp.component.Component;
import org.xmpp.component.ComponentException;

/** A scripted server and a component that was told to connect to it, with times fit for tests. */
final class StreamFixture implements AutoCloseable {

    static final String DOMAIN = "upload.example.org";
    static final StreamTimes TIMES = new StreamTimes(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMillis(5),
            Duration.ofMillis(20));

    final FakeXmppServer server = new FakeXmppServer();
    final List<StreamState> states = new CopyOnWriteArrayList<>();
    final SupervisedComponents components;

    StreamFixture(Component component) throws IOException {
        this(component, StreamLimits.defaults(), TIMES);
    }

    StreamFixture(Component component, StreamLimits limits, StreamTimes times) throws IOException {
        StreamSettings settings = StreamSettings.plain("127.0.0.1", server.port())
                .withLimits(limits)
                .withTimes(times);
        components =
                new SupervisedComponents(settings, StreamResources.ofSystem(), (domain, state) -> states.add(state));
        components.setDefaultSecretKey(FakeXmppServer.SECRET);
        add(component);
    }

    private void add(Component component) {
        try {
            components.addComponent(DOMAIN, component);
        } catch (ComponentException impossible) {
            throw new AssertionError(impossible);
        }
    }

    void awaitPhase(Phase phase) {
        Awaitility.await().until(() -> components.state(DOMAIN).orElseThrow().phase() == phase);
    }

    void awaitFault(StreamFault fault) {
        Awaitility.await().until(() -> states.stream().anyMatch(state -> state.fault() == fault));
    }

    @Override
    public void close() throws IOException {
        // first the server: most scripts end without a word, and a good end would be waited for
        server.close();
        components.close();
    }
}
