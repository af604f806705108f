package im.sidestream.component.stanza;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A stanza on its way to the server, and who wants to know when its bytes were handed to the network. */
final class Outgoing {
    private final byte[] bytes;
    private final @Nullable CompletableFuture<Void> written;

    Outgoing(byte[] bytes, @Nullable CompletableFuture<Void> written) {
        this.bytes = bytes;
        this.written = written;
    }

    byte[] bytes() {
        return bytes;
    }

    void complete() {
        if (written != null) {
            written.complete(null);
        }
    }

    void fail(String why) {
        if (written != null) {
            written.completeExceptionally(new StreamUnavailableException(why));
        }
    }
}
