package im.sidestream.demo.transfer;

/** A transfer that ended without its file being where it should be; the message is one line for the user. */
public final class TransferException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With a message for the user. */
    public TransferException(String message) {
        super(message);
    }

    /** With a message for the user and what led to it. */
    public TransferException(String message, Throwable cause) {
        super(message, cause);
    }
}
