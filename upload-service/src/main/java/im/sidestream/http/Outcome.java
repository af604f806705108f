package im.sidestream.http;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one request ended; holds nothing secret.
 *
 * @param method the HTTP method
 * @param slotId the slot that the path names, or null where it names none
 * @param owner whose file it is, or null where no row was read
 * @param client who asked, or null where that is not known
 * @param status the status code that was sent, 0 where none could be
 * @param bytes body bytes received for an upload, sent for a download
 * @param duration from the request's headers to its end
 * @param failure what broke the connection or the answer, or null
 */
public record Outcome(
        String method,
        @Nullable String slotId,
        @Nullable String owner,
        @Nullable InetAddress client,
        int status,
        long bytes,
        Duration duration,
        @Nullable Throwable failure) {}
