package im.sidestream.component.stanza;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The end of one connection, with its reason. */
final class StreamFailure extends IOException {

    private static final long serialVersionUID = 1L;

    private final StreamFault fault;

    StreamFailure(StreamFault fault, String detail) {
        this(fault, detail, null);
    }

    StreamFailure(StreamFault fault, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.fault = fault;
    }

    StreamFault fault() {
        return fault;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
