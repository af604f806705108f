package im.sidestream.app;

/** The service is configured otherwise than those beside which it would run: its message is one line. */
public final class DisagreementException extends StartException {
    private static final long serialVersionUID = 1L;

    public DisagreementException(String message) {
        super(message);
    }
}
