package im.sidestream.config;

/** The configuration cannot be used. Its message is one line that names the place, the key and what is accepted. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message.replaceAll("\\s*\\R\\s*", " "), null, false, false);
    }

    /** Returns the line for the operator. */
    public String line() {
        return String.valueOf(getMessage());
    }
}
