package im.sidestream.component.command;

/** An answer that cannot be meant; the message is a sentence in the requester's language. */
final class InvalidAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean malformed;

    private InvalidAnswer(String sentence, boolean malformed) {
        super(sentence, null, false, false);
        this.malformed = malformed;
    }

    /** A value that is not one of those asked for. */
    static InvalidAnswer value(String sentence) {
        return new InvalidAnswer(sentence, false);
    }

    /** A form that no client would send: {@code bad-payload} (XEP-0050 §4.4). */
    static InvalidAnswer payload(String sentence) {
        return new InvalidAnswer(sentence, true);
    }

    boolean isMalformed() {
        return malformed;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
