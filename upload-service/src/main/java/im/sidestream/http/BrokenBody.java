package im.sidestream.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The client or the network ended a body; nothing is wrong here. */
final class BrokenBody extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenBody(@Nullable Throwable cause) {
        super(cause);
    }
}
