package im.sidestream.demo.stage;

/** The stage could not be set up, or one of its servers did not do what it was told; the message says which and why. */
public final class StageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StageException(String message) {
        super(message);
    }

    StageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** An interrupt while waiting; the thread's interrupt flag is set again. */
    static StageException interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new StageException("interrupted: " + what, cause);
    }
}
