package im.sidestream.blob;

import java.io.IOException;

/** The store, or what lies before it, has no room for the bytes. */
public final class StoreFullException extends IOException {
    private static final long serialVersionUID = 1L;

    public StoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
