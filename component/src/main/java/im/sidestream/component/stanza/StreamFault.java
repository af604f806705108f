package im.sidestream.component.stanza;

/** Why a component stream is not up, in the words of XEP-0114 §3 and RFC 6120 §4.9.3 where the server said so. */
public enum StreamFault {
    /** The server refused the secret. */
    NOT_AUTHORIZED("the server refused the shared secret: compare xmpp.secret with the server's component section"),
    /** The server does not know the component's domain. */
    HOST_UNKNOWN("the server knows no component of this name: compare xmpp.domain with the server's configuration"),
    /** Another connection holds the domain. */
    CONFLICT("another connection already serves this domain: a second instance, or an old connection that the server"
            + " has not given up yet"),
    /** The port speaks another protocol, for example that of clients. */
    INVALID_NAMESPACE("the port does not speak the component protocol: xmpp.port must be the server's component port"),
    /** Any other stream error. */
    STREAM_ERROR("the server ended the stream with an error"),
    /** No connection could be made. */
    UNREACHABLE("the server cannot be reached: is it running, and does it listen for components there?"),
    /** TLS failed, or the certificate is not the server's. */
    TLS_FAILED("TLS with the server failed: its certificate must be trusted and carry the name of xmpp.host"),
    /** The server did not speak in time. */
    TIMED_OUT("the server did not answer in time"),
    /** The server closed the stream in good order. */
    STREAM_ENDED("the server closed the stream"),
    /** The connection broke. */
    CONNECTION_LOST("the connection to the server broke"),
    /** This process may not be connected any more. */
    LEASE_ENDED("another process of this service is to be connected: the lease of the stream ended"),
    /** The server sent what is not XMPP. */
    NOT_XMPP("the server sent something that is not an XMPP stream");

    private final String explanation;

    StreamFault(String explanation) {
        this.explanation = explanation;
    }

    /** One sentence for an operator. */
    public String explanation() {
        return explanation;
    }

    /** Whether the server itself turned the component away, so that only a change of configuration will help. */
    public boolean isRefusal() {
        return this == NOT_AUTHORIZED || this == HOST_UNKNOWN || this == CONFLICT || this == INVALID_NAMESPACE;
    }

    static StreamFault ofCondition(String condition) {
        return switch (condition) {
            case "not-authorized" -> NOT_AUTHORIZED;
            case "host-unknown" -> HOST_UNKNOWN;
            case "conflict" -> CONFLICT;
            case "invalid-namespace" -> INVALID_NAMESPACE;
            default -> STREAM_ERROR;
        };
    }
}
