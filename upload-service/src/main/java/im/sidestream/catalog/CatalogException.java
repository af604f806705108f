package im.sidestream.catalog;

import org.jspecify.annotations.Nullable;

/** The catalog is broken or was used after its end: never an expected "no". The message is fit for an operator. */
public final class CatalogException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    CatalogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
