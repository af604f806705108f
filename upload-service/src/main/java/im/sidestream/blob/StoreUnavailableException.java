package im.sidestream.blob;

import java.io.IOException;

/** The store does not answer now, and the same may succeed later. */
public final class StoreUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
