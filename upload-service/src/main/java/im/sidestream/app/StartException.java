package im.sidestream.app;

/** The service cannot start, for a reason that an operator can act on: its message is one line. */
public class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }

    public StartException(String message) {
        super(message);
    }
}
