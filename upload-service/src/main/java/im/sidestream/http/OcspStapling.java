package im.sidestream.http;

/**
 * Lets the JDK ask the certificate's authority, and hand its answer on in the handshake (RFC 6066 §8). The JDK knows this for
 * all contexts of the process or for none, by properties that it reads when a context is made; ours is the only server of TLS.
 */
final class OcspStapling {
    private static final String ENABLED = "jdk.tls.server.enableStatusRequestExtension";
    private static final String PATIENCE = "jdk.tls.stapling.responseTimeout";

    /** A handshake without the answer is better than one that waits for it: it holds a thread of the server. */
    private static final String MILLIS = "1000";

    private OcspStapling() {}

    /** Holds for contexts that are made from now on. What an operator has set stays. */
    static void enable() {
        System.setProperty(ENABLED, "true");
        if (System.getProperty(PATIENCE) == null) {
            System.setProperty(PATIENCE, MILLIS);
        }
    }
}
