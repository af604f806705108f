package im.sidestream.demo.session;

/** The XMPP session cannot be had or cannot go on; the message is one line for the user. */
public final class SessionException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With a message for the user and what led to it. */
    public SessionException(String message, Throwable cause) {
        super(message, cause);
    }
}
