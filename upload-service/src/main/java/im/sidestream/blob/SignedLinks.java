package im.sidestream.blob;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** Links at which the store itself hands out a blob to whoever has them. They cannot be taken back. */
public interface SignedLinks {
    /** Returns how long a link works at most. */
    Duration lifetime();

    /**
     * Returns a link that works for {@code lifetime}, without asking the store whether the blob is there.
     *
     * @param type what the answer has as {@code Content-Type}
     * @param disposition what it has as {@code Content-Disposition}
     */
    URI link(BlobKey key, String type, String disposition, Duration lifetime) throws IOException;
}
