package im.sidestream.demo.stage;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** An XMPP server as our component, its configuration and the clients of a stage see it. */
public interface XmppServer {

    /**
     * Where it listens, all on 127.0.0.1.
     *
     * @param c2s for clients, with STARTTLS
     * @param c2sTls for clients, TLS from the first byte (XEP-0368)
     * @param component for components (XEP-0114); 0 where it takes none
     */
    record Listening(int c2s, int c2sTls, int component) {}

    /** The address on which it listens; the domain's name need not lead there. */
    default String host() {
        return "127.0.0.1";
    }

    /** Whether it takes connections at a port of its own. */
    default boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The ports. */
    Listening ports();

    /** The XMPP domain of the accounts. */
    String domain();

    /** Our component's domain. */
    default String uploadDomain() {
        return "upload." + domain();
    }

    /** The secret of the component handshake (XEP-0114). */
    String componentSecret();
}
