package im.sidestream.component.stanza;

/** A stanza could not be handed to the server: no connection, a full queue, or a stream that is closed. */
public final class StreamUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StreamUnavailableException(String message) {
        super(message);
    }
}
