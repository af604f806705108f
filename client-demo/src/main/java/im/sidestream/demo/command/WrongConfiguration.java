package im.sidestream.demo.command;

/** The user asked for something that cannot be done as asked; the message is one line and says what is wrong. */
final class WrongConfiguration extends Exception {

    private static final long serialVersionUID = 1L;

    WrongConfiguration(String message) {
        super(message);
    }

    WrongConfiguration(String message, Throwable cause) {
        super(message, cause);
    }
}
