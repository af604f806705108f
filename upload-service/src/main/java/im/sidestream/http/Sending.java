package im.sidestream.http;

import java.io.IOException;
import org.eclipse.jetty.io.ByteBufferPool;

/**
 * The ways in which files go out.
 *
 * @param made headers that are made already
 * @param small bodies that are remembered
 * @param standIn what stands in for bytes that the system sends
 * @param accel what is left to a proxy
 * @param inReader whether the threads that read requests answer some of them, too: not where they also shake hands for TLS, which takes
 *     milliseconds and may ask a certificate's authority
 */
record Sending(FileHeaderCache made, SmallBodies small, StandIn standIn, AccelRedirect accel, boolean inReader) {
    static Sending of(HttpSettings settings, ByteBufferPool pool) throws IOException {
        return new Sending(
                new FileHeaderCache(),
                new SmallBodies(pool),
                StandIn.create(),
                new AccelRedirect(settings.front()),
                settings.tls().isEmpty());
    }
}
