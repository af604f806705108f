package im.sidestream.demo.peers;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.smack.chat2.ChatManager;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jspecify.annotations.Nullable;

/** The receiver, logged in with Smack: keeps the links it is sent. */
final class Inbox implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final XMPPTCPConnection connection;
    private final LinkedBlockingQueue<URI> links = new LinkedBlockingQueue<>();

    private Inbox(XMPPTCPConnection connection) {
        this.connection = connection;
    }

    /** Logs the scene's receiver in. */
    static Inbox open(Scene scene) throws IOException, InterruptedException {
        Inbox inbox = new Inbox(Login.of(scene, scene.receiver()));
        ChatManager.getInstanceFor(inbox.connection)
                .addIncomingListener((from, message, chat) -> inbox.received(message.getBody()));
        return inbox;
    }

    private void received(@Nullable String body) {
        if (body != null && body.startsWith("https://")) {
            links.add(URI.create(body));
        }
    }

    /** Forgets links that no one asked for. */
    void clear() {
        links.clear();
    }

    /** Returns the next link, waiting for it for 20 s at most. */
    URI takeLink() throws InterruptedException {
        @Nullable URI link = links.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (link == null) {
            throw new AssertionError("the receiver was sent no link");
        }
        return link;
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
