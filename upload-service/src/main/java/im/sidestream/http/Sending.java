package im.sidestream.http;

import java.io.IOException;

/**
 * The ways in which files go out.
 *
 * @param made headers that are made already
 * @param standIn what stands in for bytes that the system sends
 * @param accel what is left to a proxy
 */
record Sending(FileHeaderCache made, StandIn standIn, AccelRedirect accel) {
    static Sending of(HttpFront front) throws IOException {
        return new Sending(new FileHeaderCache(), StandIn.create(), new AccelRedirect(front));
    }
}
