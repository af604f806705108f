package im.sidestream.demo.command;

/** A command did not succeed; the message is one line and says why. */
final class Failure extends Exception {

    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message);
    }
}
