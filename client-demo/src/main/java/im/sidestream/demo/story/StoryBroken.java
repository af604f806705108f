package im.sidestream.demo.story;

/** The story does not hold what it promises; the message is one line for the user. */
public final class StoryBroken extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message one line for the user */
    public StoryBroken(String message) {
        super(message);
    }

    /** @param message one line for the user */
    public StoryBroken(String message, Throwable cause) {
        super(message, cause);
    }
}
